"""Where a percentage was reached: in villages that are no amount of it, or in a region that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.mentions import Kind
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from models.values import Unit

_IN = re.compile(r"\b(?:di|pada)\s+(?:(?:seluruh|total|sebanyak|sekitar|semua)\s+)?\Z", re.IGNORECASE)
_PARTED = re.compile(r"[;:]|\b(?:atau|dan|sedangkan|sementara|serta|alias|setara|artinya|dari)\b", re.IGNORECASE)
_ITS_OWN = re.compile(r"\b(?:sudah|telah|baru|mencapai)\s+(?:sekitar\s+|mencapai\s+)?\Z", re.IGNORECASE)
"""Before a percentage, a verb of its own, which is none of the villages before it."""
_NEXT_NAME = re.compile(r"\)\s*[,;]\s*(?:dan\s+|serta\s+)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)?\s*\(\s*\Z")
"""Between two percentages in brackets, each behind a name: "Yalimo (2,5 persen), Deiyei ("."""
_ALL = 100
_BEFORE = 20


def of_unknown_name(reading: Reading, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence; a percentage in brackets behind a name that no list of regions knows is of none.

    Else it is given to the region before it, whose own stands in brackets, too.
    """
    kept = list(made)
    regions = False
    for at, role in enumerate(made):
        number = role.number
        if number.kind is not Kind.PERCENT:
            continue
        before = within(reading.places, max(0, number.hedge_start - _BEFORE * 2), number.hedge_start)
        named = bool(before) and reading.text[before[-1].end : number.hedge_start].strip() == "("
        start = made[at - 1].number.hedge_end if at else number.hedge_start
        unknown = regions and not within(reading.places, start, number.hedge_start)
        unknown = unknown and not reading.kinds(start, number.hedge_start)  # "Bappeda (76,4 persen)"
        if unknown and _NEXT_NAME.fullmatch(reading.text, start, number.hedge_start):
            kept[at] = replace(role, role=Role.SHARE, rule="role.unknown_name")
            continue
        regions = named
    return kept


def without_where(text: str, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence; villages in which a percentage was reached are no amount of it.

    "Penyaluran BLT di 30 desa mencapai 90 persen": nobody says that 30 have it.
    """
    kept = list(made)
    for at, (role, behind) in enumerate(pairwise(made)):
        number, level = role.number, behind.number
        plain = role.role is Role.ACHIEVED and number.unit is Unit.VILLAGE
        if not plain or behind.role is not Role.PERCENTAGE or behind.linked or level.value >= _ALL:
            continue
        led = number.kind is Kind.COUNT and _IN.search(text, max(0, number.hedge_start - _BEFORE), number.hedge_start)
        if role.strong and not _ITS_OWN.search(text, number.hedge_end, level.hedge_start):
            continue  # "sudah tuntas di 30 desa"
        if led and not _PARTED.search(text, number.hedge_end, level.hedge_start):
            kept[at] = replace(role, role=Role.SHARE, rule="role.where")
    return kept
