"""A kind's short form with the name that it stands for: "Bea Balik Nama Kendaraan Bermotor (BBN-KB)", not "BBN-KB".

Of money alone: people's programmes ("HPV", "TBC", "SPPG") are better known by their short forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORT = re.compile(r"[A-Z][A-Z-]{1,7}\Z")
_WORDS = re.compile(r"(?:[\w/-]+\s){1,9}\(\s?\Z")
_SMALL = frozenset({"dan", "atas", "di", "untuk", "ke", "dari", "yang", "bagi"})
"""Words of a name that its short form leaves out."""


def spelled_out(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a short form in brackets with the words before it that it is made of; else as it was.

    >>> text = "Dari Bea Balik Nama Kendaraan Bermotor (BBN-KB) terkumpul Rp6 miliar"
    >>> text[slice(*spelled_out(text, 40, 46))]
    'Bea Balik Nama Kendaraan Bermotor (BBN-KB'
    """
    if not _SHORT.match(text[start:end]) or text[end : end + 1] != ")":
        return start, end
    before = _WORDS.search(text, max(0, start - 90), start)
    if before is None:
        return start, end
    words = [(found.start(), found.group().lower()) for found in re.finditer(r"[^\W_]+", before[0])]
    letters = re.sub(r"[^a-z]", "", text[start:end].lower())
    first = _begins([word for _, word in words], letters)
    return (before.start() + words[first][0], end) if first is not None else (start, end)


def _begins(words: Sequence[str], letters: str) -> int | None:
    """The position of the first of the words whose initials the letters are, read from the last."""
    at = len(words) - 1
    while letters and at >= 0:
        if words[at][0] == letters[-1]:
            letters = letters[:-1]
        elif len(words[at]) > 1 and letters.endswith(words[at]):
            letters = letters[: -len(words[at])]  # "Pengembangan SDM (BKPSDM)"
        elif words[at] not in _SMALL:
            return None
        at -= 1
    return at + 1 if not letters else None
