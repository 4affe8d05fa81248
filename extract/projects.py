"""The names of works: "jembatan Sei Lenggana", "RSUD Pratama", "ruas Simpang Lidau-Piasak"."""

from __future__ import annotations

import re
from functools import cache

from extract.vocabulary import Phrases, Words, word_lists

LONGEST = 8
_BREAK = re.compile(r"[,.;:!?\n()\"]|\d")


@cache
def _objects() -> Phrases:
    return Phrases({"object": word_lists("projects.toml")["objects"]})


@cache
def _stops() -> frozenset[str]:
    return frozenset(word_lists("projects.toml")["stops"])


def find_projects(text: str, words: Words) -> list[tuple[int, int]]:
    """Spans of the names of works, the longest from each object word, none inside another.

    >>> from extract.vocabulary import words_of
    >>> text = "Progres jembatan Sei Lenggana di Kotim sudah 80 persen"
    >>> [text[s:e] for s, e in find_projects(text, words_of(text))]
    ['jembatan Sei Lenggana']
    """
    found: list[tuple[int, int]] = []
    for match in _objects().find(text, words):
        if found and match.start < found[-1][1]:
            continue
        at = words.at(match.start)
        end = match.end
        for word in words[at + 1 : at + LONGEST]:
            if word.end <= match.end:
                continue
            if _BREAK.search(text, end, word.start) or word.text in _stops() or word.text.rstrip("nya") in _stops():
                break
            if _BREAK.search(word.text):
                break
            end = word.end
        found.append((match.start, end))
    return found
