"""Progress lines as SVG: where every point, line and label stands. The shapes are drawn by templates/chart.svg.

Coordinates are floats in the units of the view box; nothing here is a figure that somebody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise
from types import MappingProxyType
from typing import NamedTuple

from crosscheck.intervals import reported
from dashboard.voice import Voice
from models.keys import plain
from models.values import Comparator, Figure
from store.lines import Standing
from store.views import Stand

WIDTH, HEIGHT = 420, 236
LEFT, LEFT_AMOUNTS, RIGHT, TOP, BOTTOM = 46, 92, 14, 20, 30
LABEL = 13
"""Height of a line of text."""
SHAPES = ("circle", "square", "diamond", "triangle")
_STEPS = (1, 2, 2.5, 5)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Series:
    """Claims that continue each other: one indicator and segment of one place, oldest first."""

    indicator: str
    indicator_text: str | None
    segment: str | None
    stands: tuple[Stand, ...]


class Mark(NamedTuple):
    """One claim: where, in which shape, and what is said of it."""

    x: float
    y: float
    shape: str
    flagged: bool
    direction: str
    """"up" for more than, "down" for less than, "about" for a hedge, else empty."""
    label: str
    """Printed beside it, or empty."""
    label_y: float
    anchor: str
    title: str
    path: str
    start: float
    """Where its period begins, when that is seen at this scale; else its own x."""
    band: tuple[float, float] | None
    """Top and height of all that a bound or a hedge leaves possible, within the chart; None for a plain figure."""
    standing: str = ""
    """"superseded", "corrected" or "outlying" for a figure that is not the last word about its time, else empty."""


@dataclass(frozen=True, slots=True)
class Aim:
    """A target: a dashed line up to its deadline."""

    x1: float
    x2: float
    y: float
    label: str
    due: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as its template draws it."""

    title: str
    desc: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: tuple[str, ...]
    marks: tuple[Mark, ...]
    aims: tuple[Aim, ...]
    links: tuple[tuple[float, float, float, float], ...]
    outlets: tuple[tuple[str, str], ...]
    """(shape, outlet) for the key."""
    left: float
    amounts: bool
    hedged: bool


def series_of(stands: Iterable[Stand]) -> list[Series]:
    """Claims of one place or one indicator, sorted into series: wholes before segments, in the order of their names."""
    groups: dict[tuple[str, str, str, str], list[Stand]] = {}
    for stand in stands:
        claim = stand.claim
        own = plain(claim.indicator_text or "") if claim.indicator == "other" else ""
        key = (claim.indicator, own, claim.segment or "", "" if claim.percentage else str(claim.unit or ""))
        groups.setdefault(key, []).append(stand)
    return [
        Series(key[0], group[-1].claim.indicator_text, group[-1].claim.segment, tuple(group))
        for key, group in sorted(groups.items())
    ]


def draw(
    series: Series,
    flagged: Mapping[str, Sequence[str]],
    voice: Voice,
    *,
    name: str,
    per_year: bool,
    standing: Mapping[str, Standing] = MappingProxyType({}),
) -> Chart | None:
    """The chart of a series; None where it has fewer than two figures with days: one point is no line.

    `standing` tells, by claim key, which figures are not the last word: the line goes on without them.
    """
    amounts = all(stand.claim.percentage is None for stand in series.stands)
    field = "achieved" if amounts else "percentage"
    points = [
        (stand, figure)
        for stand in series.stands
        if (figure := getattr(stand.claim, field)) is not None and stand.claim.as_of is not None
    ]
    if len(points) < 2:
        return None
    aims = [] if amounts else _aims([stand for stand, _figure in points])
    left = LEFT_AMOUNTS if amounts else LEFT
    across = _Days([day for stand, _figure in points for day in _days(stand)] + [d for _, d, _ in aims if d], left)
    up = _Values([f.value for _s, f in points] + [value for value, _, _ in aims], percent=not amounts)
    outlets = list(dict.fromkeys(stand.publisher for stand, _figure in points))
    last = points[-1][0].key
    marks = []
    for stand, figure in points:
        first, at = _days(stand)
        bad = stand.key in flagged
        x, y = across.x(at), up.y(figure.value)
        value = voice.figure(figure, stand.claim.unit, percent=not amounts)
        how = standing[stand.key].mark if stand.key in standing else ""
        said = f" ({voice.word('standing', how)})" if how else ""
        marks.append(
            Mark(
                x,
                y,
                SHAPES[outlets.index(stand.publisher) % len(SHAPES)],
                bad,
                _direction(figure),
                value if bad or stand.key == last else "",
                0.0,
                "end" if x > WIDTH - 70 else "middle",
                f"{voice.period(stand.claim.as_of)}: {value}{said} · {voice.outlet(stand.publisher)}",
                f"/klaim/{stand.key}",
                across.x(first),
                up.band(figure) if _direction(figure) else None,
                str(how),
            )
        )
    marks = _labelled(marks)
    marked = {stand.key: mark for (stand, _figure), mark in zip(points, marks, strict=True)}
    desc = voice.t(
        "chart.desc",
        n=len(points),
        first=voice.period(points[0][0].claim.as_of),
        last=voice.period(points[-1][0].claim.as_of),
        value=voice.figure(points[-1][1], points[-1][0].claim.unit, percent=not amounts),
    )
    bad_ones = sum(mark.flagged for mark in marks)
    return Chart(
        title=name,
        desc=desc + (voice.t("chart.desc_flagged", n=bad_ones) if bad_ones else ""),
        x_ticks=across.ticks(voice),
        y_ticks=up.ticks(voice, points[-1][0]),
        lines=tuple(_lines(points, marked, per_year)),
        marks=tuple(marks),
        aims=tuple(
            Aim(left, across.x(day) if day else WIDTH - RIGHT, up.y(value), label, day is not None)
            for value, day, label in _named_aims(aims, up, voice)
        ),
        links=tuple(_links(points, marked, flagged)),
        outlets=tuple((SHAPES[number % len(SHAPES)], voice.outlet(slug, None)) for number, slug in enumerate(outlets)),
        left=left,
        amounts=amounts,
        hedged=any(mark.direction for mark in marks),
    )


def _labelled(marks: Sequence[Mark]) -> list[Mark]:
    """The marks with their labels above or below them, where they cover no other label; one without room has none."""
    taken: list[tuple[float, float]] = []
    placed = list(marks)
    # the last one first, since it is the one that is looked for; then from the top
    order = sorted(range(len(marks)), key=lambda i: (i != len(marks) - 1, marks[i].y))
    for i in order:
        mark = marks[i]
        if not mark.label:
            continue
        above, below = mark.y - 10, mark.y + 20
        beside = [marks[j].y for j in (i - 1, i + 1) if 0 <= j < len(marks)]
        # a line from above would run through a label above
        crossed = any(y < mark.y - 4 for y in beside) and not any(y > mark.y + 4 for y in beside)
        low = mark.direction == "up" or (crossed and below < HEIGHT - BOTTOM and mark.direction != "down")
        tries = (below, above) if low else (above, below)
        free = [y for y in tries if all(abs(mark.x - x) > 62 or abs(y - other) > 13 for x, other in taken)]
        if free:
            taken.append((mark.x, free[0]))
            placed[i] = mark._replace(label_y=free[0])
        else:
            placed[i] = mark._replace(label="")
    return placed


def _days(stand: Stand) -> tuple[date, date]:
    assert stand.claim.as_of is not None
    return stand.claim.as_of.first, stand.claim.as_of.last


def _direction(figure: Figure) -> str:
    match figure.comparator:
        case Comparator.MORE | Comparator.AT_LEAST:
            return "up"
        case Comparator.LESS | Comparator.AT_MOST:
            return "down"
        case Comparator.ABOUT:
            return "about"
        case _:
            return ""


def _aims(stands: Sequence[Stand]) -> list[tuple[Decimal, date | None, Figure]]:
    """The different targets of some claims: value, deadline if there is one, and figure."""
    found: dict[tuple[Decimal, date | None], Figure] = {}
    for stand in stands:
        for target in stand.claim.targets:
            if target.percentage is not None:
                deadline = target.deadline.last if target.deadline else None
                found.setdefault((target.percentage.value, deadline), target.percentage)
    dated = {value for value, deadline in found if deadline}
    return [(v, d, figure) for (v, d), figure in found.items() if d or v not in dated]


def _named_aims(
    aims: Sequence[tuple[Decimal, date | None, Figure]], up: _Values, voice: Voice
) -> Iterable[tuple[Decimal, date | None, str]]:
    """Value, deadline and label of each target, the highest first; the label above names what its own would cover."""
    named: list[tuple[Decimal, date | None, list[str]]] = []
    last: tuple[float, list[str]] | None = None
    for value, day, figure in sorted(aims, key=lambda aim: -aim[0]):
        y, said, own = up.y(value), voice.figure(figure, percent=True), list[str]()
        if last is None or y - last[0] > LABEL:
            last = (y, own)
        if said not in last[1]:
            last[1].append(said)
        named.append((value, day, own))
    return ((value, day, ", ".join(said)) for value, day, said in named)


def _lines(points: Sequence[tuple[Stand, Figure]], marked: Mapping[str, Mark], per_year: bool) -> Iterable[str]:
    """The line through what no finding names and nothing replaced; what starts anew each year is joined within it."""
    calm = [(stand, mark) for stand, _ in points if not ((mark := marked[stand.key]).flagged or mark.standing)]
    runs: list[list[tuple[Stand, Mark]]] = []
    for one in calm:
        if runs and not (per_year and _days(runs[-1][-1][0])[1].year != _days(one[0])[1].year):
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        if len(run) > 1:
            yield " ".join(f"{mark.x:.1f},{mark.y:.1f}" for _stand, mark in run)


def _links(
    points: Sequence[tuple[Stand, Figure]], marked: Mapping[str, Mark], flagged: Mapping[str, Sequence[str]]
) -> Iterable[tuple[float, float, float, float]]:
    """Lines between two points that one finding names."""
    for (left, _), (right, _) in combinations([point for point in points if point[0].key in flagged], 2):
        if set(flagged[left.key]) & set(flagged[right.key]):
            a, b = marked[left.key], marked[right.key]
            yield a.x, a.y, b.x, b.y


class _Days:
    """The axis of time."""

    def __init__(self, days: Sequence[date], left: int) -> None:
        self.left = left
        first, last = min(days), max(days)
        room = max((last - first) // 20, timedelta(days=6))
        if last - first < timedelta(days=60):
            room = timedelta(days=40)
        self.first, self.last = first - room, last + room

    def x(self, day: date) -> float:
        share = (day - self.first).days / (self.last - self.first).days
        return round(self.left + share * (WIDTH - self.left - RIGHT), 1)

    def ticks(self, voice: Voice) -> tuple[tuple[float, str], ...]:
        span = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((step for step in _MONTHS if span / step <= 5), _MONTHS[-1])
        made: list[tuple[float, str]] = []
        months = range(self.first.year * 12, self.last.year * 12 + 12, step)
        named_year = 0
        for month in months:
            day = date(month // 12, month % 12 + 1, 1)
            if not self.first <= day <= self.last or not self.left + 4 <= self.x(day) <= WIDTH - RIGHT - 12:
                continue
            label = str(day.year) if step >= 12 else voice.month(day, year=day.year != named_year)
            made.append((self.x(day), label))
            named_year = day.year
        return tuple(made)


class _Values:
    """The axis of figures."""

    def __init__(self, values: Sequence[Decimal], *, percent: bool) -> None:
        low, high = float(min(values)), float(max(values))
        spread = max(high - low, 2.0 if percent else abs(high) * 0.1, 1e-9)
        step = _nice(spread * 1.3 / 3)
        self.step, self.percent = step, percent
        self.low = max(0.0, (low - spread * 0.18) // step * step) if low >= 0 else (low // step) * step
        self.high = self.low + step * max(2, -(-(high + spread * 0.12 - self.low) // step))
        if percent and high <= 100 < self.high:
            self.high = 100 + step * 0.25
        # nothing is more than 100 percent where nobody printed more
        self._least = Decimal(str(self.low))
        self._most = Decimal(100) if percent and high <= 100 < self.high else Decimal(str(self.high))

    def y(self, value: Decimal) -> float:
        share = (float(value) - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    def band(self, figure: Figure) -> tuple[float, float]:
        """Where the true number may lie, as crosscheck reads it."""
        left = reported(figure, percent=self.percent)
        bottom, top = (self.y(min(max(end, self._least), self._most)) for end in (left.low, left.high))
        return top, round(bottom - top, 1)

    def ticks(self, voice: Voice, sample: Stand) -> tuple[tuple[float, str], ...]:
        made = []
        value = self.low
        while value <= self.high + self.step * 1e-6:
            exact = Decimal(str(round(value, 6))).normalize()
            exact = exact if int(exact.as_tuple().exponent) <= 0 else exact.quantize(Decimal(1))
            made.append((self.y(exact), voice.figure(Figure(exact), sample.claim.unit, percent=self.percent)))
            value += self.step
        return tuple(made)


def _nice(rough: float) -> float:
    """The smallest step of 1, 2, 2.5 or 5 times a power of ten that is not below."""
    power = 10.0 ** (len(str(int(rough))) - 1) if rough >= 1 else 0.1
    if rough < 0.1:
        return 0.1
    for low, high in pairwise((*_STEPS, 10)):
        if rough <= low * power:
            return low * power
        if rough <= high * power:
            return high * power
    return 10 * power
