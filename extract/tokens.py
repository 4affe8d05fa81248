"""The words of a text with their offsets, in the two ways in which readers walk over them, made in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property, lru_cache, partial
from operator import itemgetter
from typing import NamedTuple

from extract.runs import runs

_WORD = re.compile(r"\w+(?:[-/]\w+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
KEPT = 50_000
"""Runs of letters whose words are remembered: news repeats its words."""


class Word(NamedTuple):
    """One word for the vocabularies, lower case, with its offsets: "e-ktp" and "pbb-p2" are one each."""

    text: str
    start: int
    end: int


class Token(NamedTuple):
    """One word for the readers of places and officials: letters only, an apostrophe inside allowed."""

    start: int
    end: int
    text: str
    low: str
    capital: bool
    """Whether it begins with a capital."""


# half the time of Word(…) and Token(…), which counts on every word of every article
_word = partial(tuple.__new__, Word)
_token = partial(tuple.__new__, Token)
_low = itemgetter(3)


class Tokens(tuple[Token, ...]):
    """The tokens of one text, and where each of them stands among them."""

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Each token in lower case, to its positions in order."""
        made: defaultdict[str, list[int]] = defaultdict(list)
        for at, low in enumerate(map(_low, self)):
            made[low].append(at)
        return dict(made)

    def where(self, wanted: Collection[str]) -> list[int]:
        """The positions of any of some words in lower case, in order.

        >>> tokenise("Kata Bupati, kata dia").where({"kata", "ujar"})
        [0, 2]
        """
        positions = self.positions
        return sorted(at for low in positions.keys() & wanted for at in positions[low])

    @cached_property
    def capitals(self) -> list[int]:
        """The positions of those with a capital, in order."""
        return [at for at, token in enumerate(self) if token.capital]

    def at(self, offset: int) -> int:
        """The position of the first that begins at an offset or behind it."""
        return bisect_left(self, (offset,))


@lru_cache(maxsize=2)
def split(text: str) -> tuple[list[Word], Tokens]:
    """All words of a text in both ways, in order; kept for the next reader of the same text."""
    if len(_known) > KEPT:
        _known.clear()
    words: list[Word] = []
    tokens: list[Token] = []
    for run, start in runs(text):
        if not run:
            continue
        plain = _known.get(run)
        if plain is None:
            plain = _known[run] = (run.lower(), run[0].isupper()) if run.isalpha() else ("", False)
        low, capital = plain
        if low:
            end = start + len(run)
            words.append(_word((low, start, end)))
            tokens.append(_token((start, end, run, low, capital)))
            continue
        for found in _WORD.finditer(run):  # a digit, a dash or an apostrophe in it, or beside it
            words.append(_word((found[0].lower(), start + found.start(), start + found.end())))
        for found in _TOKEN.finditer(run):
            part = found[0]
            tokens.append(_token((start + found.start(), start + found.end(), part, part.lower(), part[0].isupper())))
    return words, Tokens(tokens)


_known: dict[str, tuple[str, bool]] = {}
"""Runs of letters alone in lower case, and whether each begins with a capital; other runs are read anew."""


def tokenise(text: str) -> Tokens:
    """All tokens of a text, in order.

    >>> [token.text for token in tokenise("Kadis Kotim, 99,2 persen")]
    ['Kadis', 'Kotim', 'persen']
    """
    return split(text)[1]
