"""The words of a text with their offsets: what the readers of places and officials walk over."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


class Token(NamedTuple):
    """One word: letters only, an apostrophe inside allowed."""

    start: int
    end: int
    text: str
    low: str

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[0].isupper()


def tokenise(text: str) -> list[Token]:
    """All words of a text, in order.

    >>> [token.text for token in tokenise("Kadis Kotim, 99,2 persen")]
    ['Kadis', 'Kotim', 'persen']
    """
    return [Token(m.start(), m.end(), word := m.group(), word.lower()) for m in _WORD.finditer(text)]
