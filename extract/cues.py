"""Cue words and foreign topics: what the words around a figure say that it is."""

from __future__ import annotations

import re
from functools import cache, partial

from extract.mentions import Cue
from extract.vocabulary import Phrases, Words, word_lists, words_of

_NEXT_SENTENCE = re.compile(r"[.!?][\"”’')]*\s+[\"“‘'(]*[A-Z]")
_cue = partial(tuple.__new__, Cue)  # half the time of Cue(…)


@cache
def _phrases(name: str) -> Phrases:
    return Phrases(word_lists(name))


def find_cues(text: str, words: Words) -> list[Cue]:
    """Every cue of `cues.toml`, in order, the longest at each word ("belum mencapai target" before "belum").

    >>> from extract.vocabulary import words_of
    >>> text = "belum mencapai target, sisanya 12 jiwa"
    >>> [(c.kind, c.text) for c in find_cues(text, words_of(text))]
    [('not_met', 'belum mencapai target'), ('remaining', 'sisanya')]
    """
    return _cues(text, words)


def _cues(text: str, words: Words, at: int = 0) -> list[Cue]:
    """The cues of a text that begins at an offset; none goes on in the next sentence: "… terlambat. Dari target"."""
    made: list[Cue] = []
    for labels, first, last in _phrases("cues.toml").find(text, words):
        said = text[first:last]
        broken = None if said.isalpha() else _NEXT_SENTENCE.search(said)
        if broken is None:
            made.append(_cue((labels[0], at + first, at + last, said)))
            continue
        middle = first + broken.start() + 1
        for start, end in ((first, middle), (middle, last)):
            part = text[start:end]
            made += _cues(part, words_of(part), at + start)
    return made


def find_foreign(text: str, words: Words) -> list[Cue]:
    """Every topic of `foreign.toml`: what other percentages than progress measure."""
    found = [match for match in _phrases("foreign.toml").find(text, words) if match.labels[0] != "none"]
    return [Cue(match.labels[0], match.start, match.end, text[match.start : match.end]) for match in found]
