"""A region's part of what a wider one reached: "KUR Rp10 triliun, 15,7 persen dari penyaluran nasional Rp63 triliun".

Such a percentage is the share of a composition, and the sum behind it no base: nobody was to reach it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind, PlaceMention
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_OF_SUM = pattern("of_wider_sum")
_NATION = pattern("nations_sum")
_REACH = 90


def without_wider_sums(reading: Reading, sentence: Sentence, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence's numbers, where the shares of a wider region's sum and that sum are none of ours."""
    roles = list(made)
    for at, role in enumerate(roles):
        if role.number.kind is not Kind.PERCENT or role.role not in (Role.PERCENTAGE, Role.UNCLEAR, Role.SHARE):
            continue
        start = role.number.hedge_end
        end = roles[at + 1].number.hedge_start if at + 1 < len(roles) else sentence.end
        led = _OF_SUM.match(reading.text, start, end)
        if led is None or not _is_wider(reading, sentence, start, led.end(), min(end, start + _REACH)):
            continue
        if at and role.linked and roles[at - 1].role is Role.BASE:  # "564.040 debitur atau 19,6 persen dari debitur"
            roles[at - 1] = replace(roles[at - 1], role=Role.ACHIEVED, rule="role.of_wider", strong=True)
        roles[at] = replace(role, role=Role.SHARE, rule="role.of_wider", linked=False)
        if at + 1 < len(roles) and roles[at + 1].role in (Role.BASE, Role.UNCLEAR, Role.ACHIEVED):
            roles[at + 1] = replace(roles[at + 1], role=Role.SHARE, rule="role.of_wider", linked=False)
    return roles


def _is_wider(reading: Reading, sentence: Sentence, start: int, told: int, end: int) -> bool:
    """Whether the sum is the nation's, of which the sentence speaks not before, or that of a region around."""
    if _NATION.search(reading.text, told, end):
        return _NATION.search(reading.text, sentence.start, start) is None
    sums = within(reading.places, told, end)
    own = within(reading.places, sentence.start, start)
    return bool(sums and own) and _encloses(sums[0], own[-1])


def _encloses(wide: PlaceMention, narrow: PlaceMention) -> bool:
    return wide.code is not None and narrow.code is not None and narrow.code.startswith(f"{wide.code}.")
