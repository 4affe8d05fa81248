"""Runs of letters in a text with their offsets, by one pass of C: what words and tokens are made of."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import accumulate

_OTHER_LETTER = re.compile(r"[^\W\x00-\x7f]")


def blanking(kept: str, *, lower: bool = False) -> bytes:
    """For `runs`: letters and the characters of `kept` stay, in lower case if told so, all others become blanks."""
    stay = string.ascii_letters + kept
    made = "".join(char if char in stay else " " for char in map(chr, range(128)))
    return (made.lower() if lower else made).encode().ljust(256)


def runs(text: str, kept: bytes) -> Iterator[tuple[str, int]] | None:
    """What stands between blanks once all but the kept characters are blanks, and where; empty ones among them.

    None for a text with letters that are not ASCII, which the kept ones do not know.

    >>> [run for run in runs("Kata dia: Jum'at.", blanking("'")) if run[0]], runs("Résumé", blanking(""))
    ([('Kata', 0), ('dia', 5), ("Jum'at", 10)], None)
    """
    if not text.isascii() and _OTHER_LETTER.search(text):
        return None
    parts = text.encode("ascii", "replace").translate(kept).decode("ascii").split(" ")
    return zip(parts, accumulate(map((1).__add__, map(len, parts)), initial=0), strict=False)
