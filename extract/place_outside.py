"""Regions that are named as left out: "di luar Jawa dan Bali", "kecuali Aceh dan Riau". No figure is of them."""

from __future__ import annotations

import re

from extract.gates import Gated

_KIND = r"(?:(?:[Pp]ulau|[Pp]rovinsi|[Kk]abupaten|[Kk]ota|[Ww]ilayah|[Dd]aerah)\s+)?"
_JOINS = r"(?:\s?[-–/]\s?|\s*,\s*(?:dan\s+|serta\s+)?|\s+(?:dan|serta|maupun)\s+)"
_OUTSIDE = Gated(
    rf"\b(?P<word>luar|kecuali)\s+(?:di\s+)?{_KIND}(?:[A-Z]\w*(?:\s[A-Z]\w*)*(?P<join>{_JOINS})(?:di\s+)?{_KIND})*\Z", 0
)
_AND = re.compile(r"[^.;:\d\n]{0,60}?\b(?:dan|serta)\s")
_ENDS = re.compile(rf"(?:{_JOINS}{_KIND}[A-Z]\w*(?:\s[A-Z]\w*)*)*\s*(?:[.;)]|,(?!\s*\d)|\Z)")
_ALL_BUT = Gated(r"\bluar\s+(?:(?i:pulau|provinsi)\s+)?[A-Z]", 0)
_BACK = 90
"""Characters before a name in which it may be said to be left out."""


def is_outside(text: str, start: int, end: int) -> bool:
    """Whether the region between two offsets is one that is left out.

    >>> is_outside("di luar Jawa dan Bali baru 66 persen", 17, 21)
    True
    >>> is_outside("Di luar Jawa, Bali mencapai 95 persen", 14, 18)
    False
    """
    found = _OUTSIDE.search(text[max(0, start - _BACK) : start])
    if found is None:
        return False
    if found["word"] == "kecuali":
        return _ENDS.match(text, end) is not None  # "kecuali Kapuas yang baru 80 persen" has its figure
    join = (found["join"] or "").strip()
    return join != "," or _AND.match(text, end) is not None


def leaves_out(sentence: str) -> bool:
    """Whether a sentence is about all regions but some, which no code stands for.

    >>> leaves_out("Di luar Bali capaiannya 66 persen"), leaves_out("Luar biasa, 95 persen")
    (True, False)
    """
    return _ALL_BUT.search(sentence) is not None
