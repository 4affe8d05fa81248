"""Two amounts of which one became the other: what was reached before and after, or a plan as it was and as it is.

"Realisasi naik dari Rp4 miliar menjadi Rp6 miliar" tells two levels, "target naik dari Rp4 miliar menjadi Rp6 miliar"
none: the second is what there is to reach, the first nothing any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind
from extract.reading import Reading
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_FROM = pattern("from_amount")
_BECAME = pattern("to_amount")
_BY = pattern("changed_by")
_PLANNED = pattern("what_is_planned")
_REACHED = pattern("what_came_in")
_THAN_BEFORE = pattern("than_year_before")
_ALSO = pattern("also")
_FROM_BEFORE = pattern("from_before")


def with_changes(reading: Reading, sentence: Sentence, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence's numbers, with those of amounts that became another one."""
    roles = list(made)
    for at in range(len(roles) - 1):
        was, now, by = roles[at], roles[at + 1], None
        if now.role is Role.CHANGE and at + 2 < len(
            roles
        ):  # "target Rp71 miliar dinaikkan Rp6 miliar menjadi Rp77 miliar"
            now, by = roles[at + 2], now
        if now.rule == "role.target_to":  # "menargetkan luas tanam naik dari 3.000 menjadi 4.000 hektare"
            continue
        if not _became(reading, sentence, was, now, by):
            continue
        planned = _is_planned(reading, sentence, was)
        if planned is None and was.number.kind in (Kind.COUNT, Kind.BARE):
            planned = False  # "penerima PKH berkurang dari 4.100 KPM menjadi 3.900 KPM"
        if planned is None or (by is not None and not planned):
            continue
        if planned:
            was = replace(was, role=Role.SHARE, rule="role.former_target")
            now = replace(now, role=Role.BASE, rule="role.target_moved", linked=False)
        else:
            was = replace(was, role=Role.ACHIEVED, rule="role.level_from")
            now = replace(now, role=Role.ACHIEVED, rule="role.level_to", strong=True, linked=False)
        roles[at], roles[at + (1 if by is None else 2)] = was, now
    return _without_former_plans(reading, [_of_before(reading, sentence, role) for role in roles])


def _of_before(reading: Reading, sentence: Sentence, role: RoleOf) -> RoleOf:
    """What an amount was before: "bertambah 3.200 dari tahun sebelumnya yang memiliki 117.300 peserta"."""
    if role.role not in (Role.BASE, Role.ACHIEVED) or role.number.kind is Kind.PERCENT:
        return role
    led = _FROM_BEFORE.search(reading.text, sentence.start, role.number.hedge_start)
    return replace(role, role=Role.ACHIEVED, rule="role.level_from", linked=False) if led else role


def _without_former_plans(reading: Reading, roles: list[RoleOf]) -> list[RoleOf]:
    """The roles without what a plan was the year before: "kuota 75 unit, naik dibanding tahun lalu yang hanya 50"."""
    for at, role in enumerate(roles[1:], 1):
        planned = {r.role for r in roles[:at]} <= {Role.BASE, Role.PLAN, Role.CHANGE, Role.TARGET, Role.SHARE}
        if role.role is not Role.ACHIEVED or not planned or role.number.kind is Kind.PERCENT:
            continue
        if _THAN_BEFORE.search(reading.text, roles[at - 1].number.hedge_end, role.number.hedge_start):
            roles[at] = replace(role, role=Role.SHARE, rule="role.former_plan")
    return roles


def _became(reading: Reading, sentence: Sentence, was: RoleOf, now: RoleOf, by: RoleOf | None) -> bool:
    first, second = was.number, now.number
    alike = first.kind is second.kind and first.unit == second.unit and first.kind in (Kind.RUPIAH, Kind.COUNT)
    counts = {first.kind, second.kind} <= {Kind.BARE, Kind.COUNT} and None in (first.unit, second.unit)
    alike = alike or counts  # "dari 518 menjadi 608 bidang": what is counted is said once
    if not alike or not _BECAME.fullmatch(reading.text, (by or was).number.hedge_end, second.hedge_start):
        return False
    if by is not None:
        return bool(_BY.fullmatch(reading.text, first.hedge_end, by.number.hedge_start))
    return bool(_FROM.search(reading.text, sentence.start, first.hedge_start))


def _is_planned(reading: Reading, sentence: Sentence, was: RoleOf) -> bool | None:
    """Whether what changed is a plan and no level; None where neither is told.

    "Pajak hotel juga naik …" goes on with what the sentence before speaks of.
    """
    told = _last_told(reading, sentence.start, was.number.hedge_start)
    if told is None and _ALSO.search(reading.text, sentence.start, was.number.hedge_start):
        before = [s for s in reading.sentences if s.paragraph == sentence.paragraph and s.end <= sentence.start]
        told = _last_told(reading, before[-1].start, before[-1].end) if before else None
    return told


def _last_told(reading: Reading, start: int, end: int) -> bool | None:
    planned = max((match.end() for match in _PLANNED.finditer(reading.text, start, end)), default=-1)
    reached = max((match.end() for match in _REACHED.finditer(reading.text, start, end)), default=-1)
    return None if planned == reached else planned > reached
