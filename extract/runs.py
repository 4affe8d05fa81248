"""Runs of letters, digits and the marks inside words, with their offsets: what words and tokens are made of."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import accumulate

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MARKS = "/_'-"
_RUN = re.compile(rf"[\w{_MARKS}]+")
_KEPT = set(string.ascii_letters + string.digits + _MARKS)
_BLANKED = "".join(char if char in _KEPT else " " for char in map(chr, range(128))).encode().ljust(256)


def runs(text: str) -> Iterator[tuple[str, int]]:
    """What stands between blanks and signs, and where; empty ones among them. One pass of C, if all letters are ASCII.

    >>> [run for run in runs("Kata dia: Jum'at, e-KTP.") if run[0]], list(runs("Résumé."))
    ([('Kata', 0), ('dia', 5), ("Jum'at", 10), ('e-KTP', 18)], [('Résumé', 0)])
    """
    if not text.isascii() and any(map(str.isalnum, _NOT_ASCII.findall(text))):
        return ((found[0], found.start()) for found in _RUN.finditer(text))
    parts = text.encode("ascii", "replace").translate(_BLANKED).decode("ascii").split(" ")
    return zip(parts, accumulate(map((1).__add__, map(len, parts)), initial=0), strict=False)
