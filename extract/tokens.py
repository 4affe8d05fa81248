"""The words of a text with their offsets: what the readers of places and officials walk over."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import NamedTuple

from extract.runs import blanking, runs

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_KEPT = blanking("'")


class Token(NamedTuple):
    """One word: letters only, an apostrophe inside allowed."""

    start: int
    end: int
    text: str
    low: str
    capital: bool
    """Whether it begins with a capital."""


_token = partial(tuple.__new__, Token)  # half the time of Token(…), which counts on every word of every article


@lru_cache(maxsize=2)
def tokenise(text: str) -> tuple[Token, ...]:
    """All words of a text, in order; kept for the next reader of the same text.

    >>> [token.text for token in tokenise("Kadis Kotim, 99,2 persen")]
    ['Kadis', 'Kotim', 'persen']
    """
    found = runs(text, _KEPT)
    if found is None:
        found = ((word.group(), word.start()) for word in _WORD.finditer(text))
    made = []
    for run, start in found:
        if run.isalpha():
            made.append(_token((start, start + len(run), run, run.lower(), run[0].isupper())))
        elif run:  # an apostrophe in it, or beside it
            for inner in _WORD.finditer(run):
                word, at = inner[0], start + inner.start()
                made.append(_token((at, at + len(word), word, word.lower(), word[0].isupper())))
    return tuple(made)
