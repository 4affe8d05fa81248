"""The words of a text with their offsets, in the two ways in which readers walk over them, made in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence, Set
from functools import cached_property, lru_cache, partial
from itertools import compress
from operator import itemgetter
from typing import NamedTuple

from extract.runs import runs

_WORD = re.compile(r"\w+(?:[-/]\w+)*")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
KEPT = 50_000
"""Runs of letters whose words are remembered: news repeats its words."""


class Token(NamedTuple):
    """One word with its offsets.

    For the vocabularies "e-ktp" and "pbb-p2" are one each; for the readers of places and officials a word is letters
    only, an apostrophe inside allowed. Most words are the same for both.
    """

    start: int
    end: int
    text: str
    low: str
    capital: bool
    """Whether it begins with a capital."""


# half the time of Token(…), which counts on every word of every article
_token = partial(tuple.__new__, Token)
_start, _low, _capital = itemgetter(0), itemgetter(3), itemgetter(4)


class Tokens(tuple[Token, ...]):
    """The tokens of one text, and where each of them stands among them."""

    joined: Sequence[int] = ()
    """The positions of those with an apostrophe inside, in order."""

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

    def has(self, wanted: Set[str]) -> bool:
        """Whether any of some words in lower case is there: a tenth of the time that a pattern takes to find none.

        >>> tokenise("Kata Bupati").has({"bupati", "wagub"}), tokenise("Kata Bupati").has({"bup"})
        (True, False)
        """
        return not self.positions.keys().isdisjoint(wanted)

    @cached_property
    def capitals(self) -> list[int]:
        """The positions of those with a capital, in order."""
        return list(compress(range(len(self)), map(_capital, self)))

    @cached_property
    def starts(self) -> list[int]:
        """Where each begins."""
        return list(map(_start, self))

    def at(self, offset: int) -> int:
        """The position of the first that begins at an offset or behind it."""
        return bisect_left(self.starts, offset)


@lru_cache(maxsize=2)
def split(text: str) -> tuple[list[Token], Tokens]:
    """All words of a text in both ways, in order; kept for the next reader of the same text."""
    if len(_known) > KEPT:
        _known.clear()
    words: list[Token] = []
    tokens: list[Token] = []
    joined: list[int] = []
    add, known, make = tokens.append, _known, _token
    start = same = 0
    for run in runs(text):
        end = start + len(run)
        low, capital = known[run]
        if low:
            add(make((start, end, run, low, capital)))
        elif run:  # a digit, a dash or an apostrophe in it, or beside it: no longer the same in both ways
            words += tokens[same:]
            if run.isdecimal():
                words.append(_token((start, end, run, run, False)))
            else:
                words += [_part(found, start) for found in _WORD.finditer(run)]
                for found in _TOKEN.finditer(run):
                    if "'" in found[0]:
                        joined.append(len(tokens))
                    add(_part(found, start))
            same = len(tokens)
        start = end + 1
    words += tokens[same:]
    made = Tokens(tokens)
    made.joined = joined
    return words, made


def _part(found: re.Match[str], start: int) -> Token:
    part = found[0]
    return _token((start + found.start(), start + found.end(), part, part.lower(), part[0].isupper()))


class _Known(dict[str, tuple[str, bool]]):
    """Runs of letters alone in lower case, and whether each begins with a capital; other runs are read anew."""

    def __missing__(self, run: str) -> tuple[str, bool]:
        made = self[run] = (run.lower(), run[0].isupper()) if run.isalpha() else ("", False)
        return made


_known = _Known()


def tokenise(text: str) -> Tokens:
    """All tokens of a text, in order.

    >>> [token.text for token in tokenise("Kadis Kotim, 99,2 persen")]
    ['Kadis', 'Kotim', 'persen']
    """
    return split(text)[1]
