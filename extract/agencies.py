"""The names of agencies as kinds of a budget: "Dinas Perhubungan", "BPBD". Each has one, of which so much is spent."""

from __future__ import annotations

import re
from functools import cache

from extract.office_words import word_sets
from extract.vocabulary import Phrases, Word, Words, word_lists

SLUG = "budget_absorption"
LONGEST = 8
_GAP = re.compile(r"[ \xa0]+")
_JOINTS = frozenset({"dan", "serta"})


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists("agencies.toml")[name])


@cache
def _heads() -> Phrases:
    lists = word_lists("agencies.toml")
    return Phrases({"head": lists["heads"], "alone": lists["alone"]})


def find_agencies(text: str, words: Words) -> list[tuple[str, int, int]]:
    """(slug, start, end) of the agencies that a passage names as owners of a budget, not as speakers or sources.

    >>> from extract.vocabulary import words_of
    >>> text = "Kepala Dinas Sosial merinci serapan Dinas Perumahan dan Permukiman Rp2 miliar, BPBD Rp3 miliar"
    >>> [text[s:e] for _, s, e in find_agencies(text, words_of(text))]
    ['Dinas Perumahan dan Permukiman', 'BPBD']
    """
    found: list[tuple[str, int, int]] = []
    for match in _heads().find(text, words):
        at = words.at(match.start)
        if not text[match.start].isupper() or (at and _introduces(text, words[at - 1])):
            continue
        first = next(i for i in range(at, len(words)) if words[i].end == match.end)
        last = first if "alone" in match.labels else _last_of(text, words, first)
        if last == first and "alone" not in match.labels:
            continue
        behind = words[last + 1].text if last + 1 < len(words) else ""
        if behind not in _words("reports"):
            found.append((SLUG, match.start, words[last].end))
    return found


def is_agency(words: str) -> bool:
    """Whether a kind of a budget is an agency: "Dinas Perhubungan", not "belanja modal"."""
    first = words.lower().split(" ")[0]
    return first in _words("heads") or first in _words("alone")


def _introduces(text: str, word: Word) -> bool:
    """Whether a word makes the agency behind it somebody's office, a source or a part of a longer name."""
    return word.text in _words("before") or (text[word.start].isupper() and word.text in word_sets().tail)


def _last_of(text: str, words: Words, at: int) -> int:
    """The position of the last word of the name whose head is at a position; that position itself for none."""
    last = at
    for here in range(at + 1, min(at + 1 + LONGEST, len(words))):
        word = words[here]
        if not _GAP.fullmatch(text, words[here - 1].end, word.start):
            break
        if word.text in _JOINTS:
            continue
        written = text[word.start : word.end]
        known = word.text in word_sets().tail or (written.isupper() and len(written) > 1)
        if not written[0].isupper() or not known or (last == at and word.text in _words("keepers")):
            break
        last = here
    return last
