"""Progress lines: one indicator, place and segment over time, with the figures marked that do not count any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crosscheck.comparable import provisional, same_speaker
from crosscheck.members import Member, grouped, members
from crosscheck.runs import by_round, distinct, longest_line
from crosscheck.series import jump, went_backwards
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
    """The line goes on without it: what comes before and after contradicts it."""


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a line: when it held, who printed it first, how many independent voices give it."""

    as_of: Period
    claim: Claim
    url: str
    voices: int
    mark: Mark | None
    instead: str | None = None
    """The address of the figure that took its place, where there is one."""


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
    kept = longest_line(standing, _contradicts) if standing else set()
    points = []
    for same in line:
        mark, instead = replaced.get(id(same), (None, None))
        if mark is None and id(same) not in kept:
            mark = Mark.OUTLYING
        first = first_appearance(same)
        as_of = first.claim.as_of
        if as_of is not None:
            points.append(Point(as_of, first.claim, first.report.url, len(voices(same)), mark, instead))
    return points


def _contradicts(earlier: Member, later: Member) -> Verdict | None:
    """The verdict that breaks a line, of the rules about one figure after another."""
    verdicts = [verdict for judge in (went_backwards, jump) if (verdict := judge(earlier, later)) is not None]
    broken = [verdict for verdict in verdicts if verdict.outcome is Outcome.INCONSISTENT]
    return next(iter(broken or verdicts), None)


def _replaced(line: Sequence[list[Member]]) -> dict[int, tuple[Mark, str]]:
    """The variants of one time that a later one of the same time took the place of."""
    periods: dict[str, list[list[Member]]] = {}
    for same in line:
        periods.setdefault(str(same[0].claim.as_of), []).append(same)
    found: dict[int, tuple[Mark, str]] = {}
    for variants in periods.values():
        ranked = sorted(variants, key=lambda same: by_appearance(first_appearance(same)))
        for at, old in enumerate(ranked):
            for new in ranked[at + 1 :]:
                mark = _takes_the_place(first_appearance(old), first_appearance(new))
                if mark is not None:
                    found[id(old)] = (mark, first_appearance(new).report.url)
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
