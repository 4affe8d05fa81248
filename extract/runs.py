"""Runs of letters, digits and the marks inside words: what words and tokens are made of."""

from __future__ import annotations

import re
import string

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MARKS = "/_'-"
_NOT_RUN = re.compile(rf"[^\w{_MARKS}]")
_KEPT = set(string.ascii_letters + string.digits + _MARKS)
_BLANKED = "".join(char if char in _KEPT else " " for char in map(chr, range(128))).encode().ljust(256)


def runs(text: str) -> list[str]:
    """What stands between blanks and signs, empty ones among them: one character of the text parts any two.

    One pass of C, if all letters are ASCII.

    >>> runs("Dia: Jum'at, e-KTP"), runs("Di Résumé.")
    (['Dia', '', "Jum'at", '', 'e-KTP'], ['Di', 'Résumé', ''])
    """
    if not text.isascii() and any(map(str.isalnum, _NOT_ASCII.findall(text))):
        return _NOT_RUN.sub(" ", text).split(" ")
    return text.encode("ascii", "replace").translate(_BLANKED).decode("ascii").split(" ")
