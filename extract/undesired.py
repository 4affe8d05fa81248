"""What nobody should do any more: those who still do it are what is left, "9.312 KK masih BAB sembarangan"."""

from __future__ import annotations

from dataclasses import replace

from extract.discourse import Bundle
from extract.reading import Reading
from extract.roles import Role, RoleOf
from extract.vocabulary import pattern

_OPEN_DEFECATION = pattern("open_defecation")
_BEFORE, _BEHIND = 120, 100
"""Characters around the figures in which the act is named."""
_LEFT = {Role.ACHIEVED: Role.REMAINING, Role.PERCENTAGE: Role.REMAINING_PERCENTAGE, Role.UNCLEAR: Role.REMAINING}


def still_do(reading: Reading, bundle: Bundle) -> list[RoleOf]:
    """The figures of a bundle on sanitation, those of people who go without it as what is left to do."""
    behind = reading.text[bundle.end : min(bundle.end + _BEHIND, bundle.sentence.end)].partition(",")[0]
    start = max(bundle.sentence.start, bundle.start - _BEFORE)
    before = list(_OPEN_DEFECATION.finditer(reading.text, start, bundle.start))
    told = _OPEN_DEFECATION.search(behind) or (before[-1] if before else None)
    if told is None or told["free"]:
        return bundle.roles
    return [replace(role, role=_LEFT.get(role.role, role.role), rule="role.still_do") for role in bundle.roles]
