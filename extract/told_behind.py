"""Figures whose indicator stands behind them: "99 persen sudah merekam e-KTP, 60 persen anak sudah memiliki KIA"."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Number
from extract.reading import Reading, within
from extract.role_of import RoleOf

_HAVE_IT = re.compile(
    r"\s*(?:(?!dari\b|di\s?antaranya\b|dan\b|serta\b)[^\W\d][\w/-]*\s+){0,6}?"
    r"(?:(?:sudah|telah|belum|baru|masih\s+belum)\s+(?:(?!dari\b|dan\b)[^\W\d][\w/-]*\s+){0,3}?)?\Z",
    re.IGNORECASE,
)
_STATE = re.compile(r"\b(?:sudah|telah|belum)\b", re.IGNORECASE)
_TURN = re.compile(r"[,;]|\b(?:dan|serta|sedangkan|sementara|adapun|namun|tetapi|tapi)\b", re.IGNORECASE)
_REACH = 90
"""Characters behind a figure in which stands what it is of."""


def told_behind(reading: Reading, number: Number) -> IndicatorMention | None:
    """What a figure is of, where the verb behind it says so: "60 persen anak sudah memiliki KIA"."""
    end = number.hedge_end
    found = next((m for m in within(reading.indicators, end, end + _REACH) if not m.weak), None)
    if found is None or not _HAVE_IT.fullmatch(reading.text, end, found.start):
        return None
    return found if _STATE.search(reading.text, end, found.end) else None


def of_another_behind(
    reading: Reading, current: Bundle | None, role: RoleOf, previous_end: int
) -> IndicatorMention | None:
    """The indicator behind a figure, where it is another than that of the figure before it; None where it goes on."""
    if current is None or role.linked or current.roles[-1].rule == "role.of":
        return None
    own = told_behind(reading, role.number)
    if own is None:
        return None
    before = told_behind(reading, current.roles[-1].number)
    start = before.end if before is not None else previous_end
    if before is None and (current.indicator is None or current.indicator.weak):
        return None
    last = before or current.indicator
    if last is None or last.slug == own.slug or within(reading.indicators, start, role.number.hedge_start):
        return None
    return own if _TURN.search(reading.text, start, role.number.hedge_start) else None
