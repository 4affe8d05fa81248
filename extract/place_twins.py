"""Districts that are called as their regency's seat, or as the regency: in a list of its districts they are meant.

"Kecamatan Malingping 91 persen, Rangkasbitung 51 persen" of Lebak, whose seat is Rangkasbitung.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.place_context import Decision
from extract.place_names import PlaceName

OF_ITEM = re.compile(
    r"\s*[(:=|–-]?\s*(?:(?!kabupaten|kota|provinsi|secara)[a-z]+\s+){0,3}(?:KTP\s+)?(?:Rp\.?\s?)?\d", re.IGNORECASE
)
"""Behind an item of a list: "Arga sebesar 81 persen", "Arga dari 2.400 wajib KTP", "Arga | 340.000"."""
_ITEM = re.compile(
    r"(?:[,;:.(|\n]|\b(?:dan|serta|sedangkan|sementara|lalu|kemudian|disusul|diikuti|di|untuk|tertinggi|terendah|yakni|yaitu))"
    r"[\s\d.)•*–-]*\Z",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\b(?:kabupaten|kota|provinsi|pemkab|pemkot|bupati|secara)\b|\n\s*\n", re.IGNORECASE)
_REACH = 160
"""Characters between two districts of a list, with the figures of the first."""


def twins_in_lists(text: str, names: Sequence[PlaceName], decided: list[Decision]) -> None:
    """Decides for the district where a name of a regency is an item of a list of that regency's districts."""
    for at, name in enumerate(names):
        code = decided[at].code
        if name.kind is not None or code is None or len(code) != len("62.03"):
            continue
        twins = [entry.code for entry in name.entries if entry.level == "district" and entry.code[:5] == code]
        if len(twins) != 1 or not OF_ITEM.match(text, name.end):
            continue
        if not _ITEM.search(text, max(0, name.start - 24), name.start):
            continue
        seat = any(entry.via == "capital" and entry.code == code for entry in name.entries)
        before = at > 0 and _listed(text, names[at - 1], name, decided[at - 1].code, code)
        behind = at + 1 < len(names) and _listed(text, name, names[at + 1], decided[at + 1].code, code)
        if (before and behind) or (seat and (before or behind)):
            decided[at] = Decision(twins[0], "district")


def _listed(text: str, first: PlaceName, second: PlaceName, other: str | None, code: str) -> bool:
    """Whether two names stand in one list, of which the other is a district of a regency."""
    if other is None or not other.startswith(f"{code}.") or second.start - first.end > _REACH:
        return False
    between = text[first.end : second.start]
    return any(letter.isdigit() for letter in between) and not _BREAK.search(between)
