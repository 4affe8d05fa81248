"""Figures of those for whom something is not done: "12 persen atau 3.214 warga yang hingga kini belum merekam"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.values import Unit

_UNDONE = pattern("undone_behind")
_ACT = pattern("act_of_progress")
_DONE_AFTER_ALL = pattern("done_after_all")
_OF = pattern("part_of_whole")
_ASIDE = pattern("aside_in_brackets")
_COUNTED = frozenset({Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE, Unit.UNIT, Unit.DOCUMENT, None})
_UNTOLD = (Role.ACHIEVED, Role.UNCLEAR, Role.PERCENTAGE)
_LEFT = (Role.REMAINING, Role.REMAINING_PERCENTAGE)
_NOUN = ("role.noun", "role.base_after")
"""Rules that saw the counted noun only: "3.214 wajib KTP"."""
_HAVE_BUT_LACK = re.compile(
    r"(?!\s*dari\b)[^.;:,\d\n]{0,60}?\b(?:sudah|telah)\b[^.;:\d\n]{0,60}?\b(?:tetapi|tapi|namun)\b[^.;:,\d\n]{0,30}?\b(?P<lack>belum)\b",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters behind the negation in which what is not done is named."""


def left_undone(reading: Reading, sentence: Sentence, made: list[RoleOf], done: Sequence[bool]) -> list[RoleOf]:
    """The roles of a sentence; those of whom the words behind say that it is not done are what is left.

    `done` says of each whether the words before it tell that it was done: "sudah 12 persen warga".
    """
    if not reading.may_match(_UNDONE, sentence.start, sentence.end):
        return made
    made = [_left(role) if _lacks_next(reading, role) else role for role in made]
    at = 0
    while at < len(made):
        parts, whole, end = _group(reading.text, made, at)
        told = [made[n] for n in parts]
        until = next((r.number.hedge_start for r in made[end:] if _tells_more(r)), sentence.end)
        asked = all(map(_may_be_left, told)) and any(r.role not in _LEFT for r in told)
        asked = asked and not any(done[n] for n in parts)
        if asked and _is_undone(reading, made[end - 1].number.hedge_end, until):
            for n in parts:
                made[n] = _left(made[n])
            if whole is not None:
                made[whole] = replace(made[whole], role=Role.BASE, rule="role.of", linked=True)
        at = end
    return made


def _lacks_next(reading: Reading, role: RoleOf) -> bool:
    """Whether those are counted who did another thing: "9.000 warga sudah merekam e-KTP namun belum punya IKD"."""
    if role.role is not Role.ACHIEVED or not _may_be_left(role):
        return False
    found = _HAVE_BUT_LACK.match(reading.text, role.number.hedge_end)
    if found is None or within(reading.indicators, role.number.hedge_end, found.start("lack")):
        return False
    return bool(within(reading.indicators, found.start("lack"), found.end() + _NEAR))


def _group(text: str, made: Sequence[RoleOf], at: int) -> tuple[list[int], int | None, int]:
    """The figures from one on that tell of the same: of which they are parts, and where the group ends.

    "3.214 warga atau 12 persen dari 26.900 wajib KTP": two parts, a whole.
    """
    end = _paired(made, at)
    parts = list(range(at, end))
    if end == len(made) or not _is_whole_of(text, made[end - 1], made[end]):
        return parts, None, end
    whole, end = end, _paired(made, end)
    return [*parts, *range(whole + 1, end)], whole, end


def _paired(made: Sequence[RoleOf], at: int) -> int:
    """Where a row of figures ends that are joined by "atau" or brackets, each of another kind than the one before."""
    end = at + 1
    while end < len(made) and made[end].linked and made[end].number.kind is not made[end - 1].number.kind:
        if made[end].rule != "role.linked":
            break  # "12 persen dari 26.900": the whole
        end += 1
    return end


def _is_whole_of(text: str, part: RoleOf, whole: RoleOf) -> bool:
    """Whether a figure is that of which the one before is a part: "3.214 warga dari total 26.900"."""
    if whole.number.kind not in (Kind.COUNT, Kind.BARE) or whole.role in (Role.SHARE, Role.CHANGE, Role.TARGET):
        return False
    smaller = part.number.kind is Kind.PERCENT or part.number.value <= whole.number.value
    return smaller and _OF.fullmatch(text, part.number.hedge_end, whole.number.hedge_start) is not None


def _may_be_left(role: RoleOf) -> bool:
    """Whether a figure counts people, villages or things, or is a share of them, and nothing else tells what it is."""
    number = role.number
    if number.kind is Kind.RUPIAH or (number.kind is not Kind.PERCENT and number.unit not in _COUNTED):
        return False
    return role.role in _UNTOLD or role.role in _LEFT or (role.role is Role.BASE and role.rule in _NOUN)


def _tells_more(role: RoleOf) -> bool:
    """Whether a number is a figure of its own, and not an age or how many regions there are."""
    return role.number.kind is not Kind.BARE and (role.number.kind is not Kind.COUNT or role.number.unit is not None)


def _left(role: RoleOf) -> RoleOf:
    percent = role.number.kind is Kind.PERCENT
    return replace(
        role,
        role=Role.REMAINING_PERCENTAGE if percent else Role.REMAINING,
        rule=role.rule if role.rule == "role.linked" else "role.undone",
        strong=True,
    )


def _is_undone(reading: Reading, start: int, end: int) -> bool:
    """Whether the clause behind a figure denies what is measured: "yang tinggal di pelosok dan belum merekam e-KTP"."""
    words = _without_asides(reading, start, end)
    found = _UNDONE.opens(words)
    if found is None or _DONE_AFTER_ALL.opens(words[found.end() :]):
        return False
    if found["due"] is not None:
        return True  # "yang seharusnya sudah merekam ternyata belum"
    behind = start + found.end()
    return bool(within(reading.indicators, behind - 1, min(end, behind + _NEAR)) or _ACT.opens(words[found.end() :]))


def _without_asides(reading: Reading, start: int, end: int) -> str:
    """The words of a span, with blanks where brackets, times, enclosing regions and counts of regions stand."""
    text = reading.text
    spans = [found.span() for found in _ASIDE.finditer(text, start, end)]
    spans += [(p.start, p.end) for p in within(reading.periods, start, end)]
    spans += [(n.hedge_start, n.hedge_end) for n in within(reading.numbers, start, end)]
    for place in within(reading.places, start, end):
        comma = text.rfind(",", start, place.start)
        if place.rule == "enclosing" and comma >= 0:
            spans.append((comma, place.end + (text[place.end : place.end + 1] == ",")))
    words = text[start:end]
    for first, last in spans:
        words = words[: first - start] + " " * (last - first) + words[last - start :]
    return words
