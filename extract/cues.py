"""Cue words and foreign topics: what the words around a figure say that it is."""

from __future__ import annotations

from functools import cache

from extract.mentions import Cue
from extract.vocabulary import Phrases, Words, word_lists


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
    found = _phrases("cues.toml").find(text, words)
    return [Cue(match.labels[0], match.start, match.end, text[match.start : match.end]) for match in found]


def find_foreign(text: str, words: Words) -> list[Cue]:
    """Every topic of `foreign.toml`: what other percentages than progress measure."""
    found = [match for match in _phrases("foreign.toml").find(text, words) if match.labels[0] != "none"]
    return [Cue(match.labels[0], match.start, match.end, text[match.start : match.end]) for match in found]
