"""Progress lines: one indicator, place and segment over time, with the figures marked that do not count any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from crosscheck.comparable import provisional, same_speaker
from crosscheck.members import Member, grouped, members
from crosscheck.runs import LOOK_BACK, Judge, by_round, distinct, fall_judge, longest_line
from crosscheck.series import jump
from crosscheck.verdicts import Verdict
from crosscheck.voices import by_appearance, first_appearance, voices
from models.periods import Period
from models.values import Claim, Outcome, Report, Unit


class Mark(StrEnum):
    """Why a point of a line is not the last word about its time."""

    SUPERSEDED = "superseded"
    """Another figure took its place: the final one of a provisional one, or a later one of the same speaker."""
    CORRECTED = "corrected"
    """The same outlet later gave another figure for the same time."""
    OUTLYING = "outlying"
    """The line goes on without it: the figures around it, which are more, contradict it."""


class Printed(NamedTuple):
    """A claim and the address of the article that prints it."""

    url: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a line: when it held, who printed it, how many independent voices give it."""

    as_of: Period
    printed: tuple[Printed, ...]
    """Every claim that says it, what appeared first before the others."""
    voices: int
    mark: Mark | None
    instead: Printed | None = None
    """The figure that took its place, where there is one."""

    @property
    def claim(self) -> Claim:
        """What the article says that printed it first."""
        return self.printed[0].claim

    @property
    def url(self) -> str:
        """The article that printed it first."""
        return self.printed[0].url


@dataclass(frozen=True, slots=True)
class Line:
    """The points of one indicator, place, segment and unit, in time; of one year where figures start anew each year."""

    indicator: str
    place: str
    segment: str
    unit: Unit | None
    round: str
    points: tuple[Point, ...]


def progress_lines(reports: Iterable[Report]) -> list[Line]:
    """The lines of all claims whose place and time are known, in canonical order.

    >>> from decimal import Decimal
    >>> from models.values import Figure
    >>> said = [("2024-01", 80), ("2024-02", 88), ("2024-03", 18), ("2024-04", 90)]
    >>> claims = [Claim(indicator="kia_ownership", place="62.02", percentage=Figure(Decimal(p)), as_of=Period(day))
    ...           for day, p in said]
    >>> reports = [Report(url=f"https://contoh.example/{n}", claims=(claim,)) for n, claim in enumerate(claims)]
    >>> [str(point.mark) for point in progress_lines(reports)[0].points]
    ['None', 'None', 'outlying', 'None']
    """
    made = []
    for group, inside in grouped(members(reports)).items():
        if group[0] == "series":
            for same_round in by_round(inside):
                first = same_round[0]
                points = tuple(_points(distinct(same_round)))
                made.append(Line(group[1], group[2], group[3], first.claim.unit, first.round or "", points))
    return made


def _points(line: list[list[Member]]) -> list[Point]:
    replaced = _replaced(line)
    standing = [same for same in line if id(same) not in replaced]
    outlying = _outlying(standing)
    points = []
    for same in line:
        mark, instead = replaced.get(id(same), (None, None))
        if mark is None and id(same) in outlying:
            mark = Mark.OUTLYING
        appeared = sorted(same, key=by_appearance)
        as_of = appeared[0].claim.as_of
        if as_of is not None:
            points.append(Point(as_of, tuple(map(_printed, appeared)), len(voices(same)), mark, instead))
    return points


def _printed(member: Member) -> Printed:
    return Printed(member.report.url, member.claim)


def _outlying(standing: list[list[Member]]) -> set[int]:
    """The variants that every longest line goes on without; none where as many would have to go as would stay."""
    if len(standing) < 3:
        return set()  # of two figures that contradict each other, neither is the one that stands out
    judge = cache(_contradiction(fall_judge(standing)))
    kept = longest_line(standing, judge)
    if len(kept) == len(standing) or len(standing) - len(kept) >= len(kept):
        return set()
    return {id(same) for same in standing} - kept - _as_good(standing, judge, len(kept))


def _as_good(standing: list[list[Member]], judge: Judge, longest: int) -> set[int]:
    """The variants that some line as long as the longest one holds."""
    count = len(standing)
    before, after = [1] * count, [1] * count
    goes_on = [
        (i, j)
        for j in range(count)
        for i in range(max(0, j - LOOK_BACK), j)
        if not _breaks(judge, standing[i][0], standing[j][0])
    ]
    for i, j in goes_on:
        before[j] = max(before[j], before[i] + 1)
    for i, j in sorted(goes_on, reverse=True):
        after[i] = max(after[i], after[j] + 1)
    return {id(same) for n, same in enumerate(standing) if before[n] + after[n] - 1 >= longest}


def _breaks(judge: Judge, earlier: Member, later: Member) -> bool:
    verdict = judge(earlier, later)
    return verdict is not None and verdict.outcome is Outcome.INCONSISTENT


def _contradiction(fell: Judge) -> Judge:
    """The verdict that breaks a line, of the rules about one figure after another."""

    def judge(earlier: Member, later: Member) -> Verdict | None:
        verdicts = [verdict for rule in (fell, jump) if (verdict := rule(earlier, later)) is not None]
        broken = [verdict for verdict in verdicts if verdict.outcome is Outcome.INCONSISTENT]
        return next(iter(broken or verdicts), None)

    return judge


def _replaced(line: Sequence[list[Member]]) -> dict[int, tuple[Mark, Printed]]:
    """The variants of one time that a later one of the same time took the place of."""
    periods: dict[str, list[list[Member]]] = {}
    for same in line:
        periods.setdefault(str(same[0].claim.as_of), []).append(same)
    found: dict[int, tuple[Mark, Printed]] = {}
    for variants in periods.values():
        ranked = sorted(variants, key=lambda same: by_appearance(first_appearance(same)))
        for at, old in enumerate(ranked):
            for new in ranked[at + 1 :]:
                mark = _takes_the_place(first_appearance(old), first_appearance(new))
                if mark is not None:
                    found[id(old)] = (mark, _printed(first_appearance(new)))
    return found


def _takes_the_place(old: Member, new: Member) -> Mark | None:
    """Whether what was printed later about the same time stands instead; None if the two stand beside each other."""
    if old.published is None or new.published is None or not old.published < new.published:
        return None
    if _agree(old, new):
        return None
    if provisional(old.claim) and not provisional(new.claim):
        return Mark.SUPERSEDED
    if old.outlet == new.outlet:
        return Mark.CORRECTED
    return Mark.SUPERSEDED if same_speaker(old.claim, new.claim) else None


def _agree(a: Member, b: Member) -> bool:
    """Whether all figures that two claims share may be one figure in two precisions."""
    common = [name for name, _ in a.claim.figures() if getattr(b.claim, name)]
    return all(a.widest[name].meets(b.widest[name]) for name in common)
