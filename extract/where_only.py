"""Villages that only say where a percentage was reached: "penyaluran BLT di 30 desa mencapai 90 persen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.mentions import Kind
from extract.role_of import Role, RoleOf
from models.values import Unit

_IN = re.compile(r"\b(?:di|pada)\s+(?:(?:seluruh|total|sebanyak|sekitar|semua)\s+)?\Z", re.IGNORECASE)
_PARTED = re.compile(r"[;:]|\b(?:atau|dan|sedangkan|sementara|serta|alias|setara|artinya|dari)\b", re.IGNORECASE)
_ITS_OWN = re.compile(r"\b(?:sudah|telah|baru|mencapai)\s+(?:sekitar\s+|mencapai\s+)?\Z", re.IGNORECASE)
"""Before a percentage, a verb of its own, which is none of the villages before it."""
_ALL = 100
_BEFORE = 20


def without_where(text: str, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence; so many villages in which a lower percentage was reached are no amount of it."""
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
