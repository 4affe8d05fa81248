"""What a rule says of some claims, before it becomes a finding; and what rules share in reading a claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from crosscheck.intervals import HUNDRED, Interval, Printing, percent_left, percent_of, point, reported
from crosscheck.thresholds import thresholds
from crosscheck.wording import Said
from models.reference import indicators, place_name
from models.values import Claim, Comparator, Figure, Outcome, Severity

_STEP = 4
"""Characters between two sentences that follow each other, a new paragraph included."""
PERCENT_FIELDS = frozenset({"percentage", "remaining_percentage"})

Figures = Mapping[str, Interval]
"""A claim's figures as intervals, by field, in one reading."""

READINGS: tuple[tuple[Printing, Printing, str | None], ...] = (
    (Printing.ROUNDED, Printing.ROUNDED, None),
    (Printing.CUT, Printing.ROUNDED, "truncation"),
    (Printing.ROUNDED, Printing.CUT, "truncation"),
    (Printing.CUT, Printing.CUT, "truncation"),
    (Printing.ROUND_NUMBER, Printing.ROUNDED, "round_numbers"),
)
"""How a claim's amounts and its percentages may have been printed: each kind one way, never figure by figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a rule says: `variant` and `values` make its sentence, `fields` are the figures that it rests on."""

    outcome: Outcome
    variant: str
    sum: str
    values: Mapping[str, Said] = field(default_factory=dict)
    operands: tuple[tuple[str, str], ...] = ()
    """Numbers that the rule made. Those of the claims stand before them, each claim's under its prefix."""
    prefixes: tuple[str, ...] = ("",)
    severity: Severity = Severity.LOW
    reading: str | None = None
    reason: str | None = None
    fields: tuple[str, ...] = ()


def cannot_tell(reason: str, sum_: str = "", *, fields: tuple[str, ...] = ()) -> Verdict:
    """The verdict that figures do not compare."""
    return Verdict(outcome=Outcome.CANNOT_TELL, variant="", sum=sum_, reason=reason, fields=fields)


def gravest(verdicts: list[Verdict]) -> Verdict | None:
    """Of several verdicts of one rule the one that matters: a contradiction, what needed a reading, then the rest."""
    order = (Outcome.INCONSISTENT, Outcome.ROUNDING, Outcome.CONSISTENT, Outcome.CANNOT_TELL)
    return min(verdicts, key=lambda verdict: order.index(verdict.outcome), default=None)


def figures(claim: Claim, amounts: Printing = Printing.ROUNDED, percents: Printing = Printing.ROUNDED) -> Figures:
    """A claim's figures as intervals, amounts and percentages printed in the given ways."""
    read = {
        name: reported(
            figure,
            percent=percent,
            whole=whole,
            printing=percents if percent else amounts,
            from_below=from_below,
        )
        for name, figure, percent, whole, from_below in _ways(claim)
    }
    if percents is Printing.CUT and "remaining_percentage" in read:
        read["remaining_percentage"] = _rest_of_cut(read["remaining_percentage"])
    return read


def _rest_of_cut(read: Interval) -> Interval:
    """A percentage that is left, cut or taken from one that was cut: 20,19 done is printed 20,1, and 79,9 left."""
    return replace(read, low=read.low - read.width, low_open=True) if read.high_open and read.high < HUNDRED else read


def _ways(claim: Claim) -> Iterator[tuple[str, Figure, bool, bool, bool]]:
    """Each figure with how it is read: as a percentage, as a whole number, as hedged from below."""
    whole = claim.unit is not None and str(claim.unit) in thresholds().whole.units
    for name, figure in claim.figures():
        percent = name in PERCENT_FIELDS
        below = figure.comparator is Comparator.ABOUT and hedged_from_below(claim, name, figure)
        yield name, figure, percent, whole and not percent, below


def readings(claim: Claim) -> Iterator[tuple[Figures, str | None]]:
    """A claim's figures in each reading, the plainest first."""
    for amounts, percents, name in READINGS:
        yield figures(claim, amounts, percents), name


def fitting(claim: Claim, holds: Callable[[Figures], bool]) -> tuple[bool, str | None]:
    """Whether the figures hold together in some reading, and in which."""
    for read, name in readings(claim):
        if holds(read):
            return True, name
    return False, None


def hedged_from_below(claim: Claim, name: str, figure: Figure) -> bool:
    """Whether the evidence says "hampir" (and not "sekitar") right before the figure."""
    if figure.text is None:
        return False
    hedges = "|".join(map(re.escape, thresholds().about.below_words))
    pattern = re.compile(rf"\b(?:{hedges})\b[^.;,\d]{{0,25}}{re.escape(figure.text)}", re.IGNORECASE)
    return any(name in evidence.fields and pattern.search(evidence.quote) for evidence in claim.evidence)


def apart(claim: Claim, fields: tuple[str, ...]) -> bool:
    """Whether no one passage of the evidence holds all of some figures, so that they may not belong together.

    A passage that says "sisanya" or "dari jumlah itu" speaks on of the one before it. Where the evidence of a figure is
    not known, nothing is held against it.
    """
    homes = [set(_homes(claim, name)) for name in fields]
    return all(homes) and not set.intersection(*homes)


def next_to(claim: Claim, fields: tuple[str, ...]) -> bool:
    """Whether two passages that follow each other hold all of some figures: a level, and then its counts."""
    told = sorted((one for one in claim.evidence if set(fields) & set(one.fields)), key=lambda one: one.start)
    return any(
        one.where == other.where and 0 <= other.start - one.end <= _STEP and set(fields) <= {*one.fields, *other.fields}
        for one, other in pairwise(told)
    )


def _homes(claim: Claim, name: str) -> Iterator[tuple[str, int]]:
    """Where the passages begin that give a figure, or that the one giving it refers to."""
    for one in claim.evidence:
        if name not in one.fields:
            continue
        yield one.where, one.start
        if _refers_back().search(one.quote):
            reach = one.start - thresholds().doubt.back
            yield from (
                (other.where, other.start)
                for other in claim.evidence
                if other.where == one.where and other.start < one.start and other.end > reach
            )


def joined_counts(claim: Claim, fields: tuple[str, ...]) -> bool:
    """Whether a count goes on with "dan" and another one: "dari 131 desa dan 5 kelurahan" is 136, not 131."""
    for name in fields:
        figure: Figure | None = getattr(claim, name)
        if figure is None or figure.text is None or name in PERCENT_FIELDS:
            continue
        goes_on = re.compile(rf"{re.escape(figure.text)}\s+(?:dan|serta|ditambah)\s+\d", re.IGNORECASE)
        if any(name in one.fields and goes_on.search(one.quote) for one in claim.evidence):
            return True
    return False


@cache
def _refers_back() -> re.Pattern[str]:
    words = "|".join(map(re.escape, thresholds().doubt.back_words))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


def far_off(one: Decimal, other: Decimal) -> bool:
    """Whether two figures that should be one differ so much that they are probably figures of two things.

    >>> far_off(Decimal("182455"), Decimal("257")), far_off(Decimal(57), Decimal(37))
    (True, False)
    """
    low, high = sorted((one, other))
    return high > low * thresholds().doubt.twice


def doubted(verdict: Verdict, reason: str | None) -> Verdict:
    """The verdict, or that it cannot be told where there is a reason to doubt a contradiction."""
    if reason is None or verdict.outcome is not Outcome.INCONSISTENT:
        return verdict
    return replace(verdict, outcome=Outcome.CANNOT_TELL, reason=reason, severity=Severity.LOW)


def share(read: Figures, name: str, *, left: bool = False) -> Interval:
    """The percentage that a count is of the base, or that it leaves."""
    return (percent_left if left else percent_of)(read[name], read["base"])


def done_percent(read: Figures) -> Interval | None:
    """The achieved percentage: as printed, else 100 minus the rest, else from the counts."""
    if "percentage" in read:
        return read["percentage"]
    if "remaining_percentage" in read:
        return point(HUNDRED) - read["remaining_percentage"]
    if "base" not in read or not read["base"].high:
        return None
    if "achieved" in read:
        return share(read, "achieved")
    return share(read, "remaining", left=True) if "remaining" in read else None


def done_amount(read: Figures) -> Interval | None:
    """The achieved amount: as printed, else the base minus the rest."""
    if "achieved" in read:
        return read["achieved"]
    return read["base"] - read["remaining"] if "base" in read and "remaining" in read else None


def widest_figures(claim: Claim) -> Figures:
    """All that each figure of a claim may stand for, whichever way its outlet prints numbers."""
    read = {name: _widest(figure, percent, whole, below) for name, figure, percent, whole, below in _ways(claim)}
    left = figures(claim, percents=Printing.CUT).get("remaining_percentage")
    return read if left is None else {**read, "remaining_percentage": read["remaining_percentage"].hull(left)}


@lru_cache(maxsize=65536)
def _widest(figure: Figure, percent: bool, whole: bool, from_below: bool) -> Interval:
    rounded, *others = (
        reported.__wrapped__(figure, percent=percent, whole=whole, printing=printing, from_below=from_below)
        for printing in (Printing.ROUNDED, Printing.CUT, Printing.ROUND_NUMBER)
    )
    for other in others:
        rounded = rounded.hull(other)
    return rounded


def label(claim: Claim) -> tuple[str, str]:
    """What a claim measures, in both languages."""
    indicator = indicators().get(claim.indicator)
    return (indicator.label, indicator.label_en) if indicator else (claim.indicator, claim.indicator)


def where(claim: Claim) -> str:
    """The place as a reader expects it, with the segment where there is one."""
    name = place_name(claim.place)
    return f"{name} ({claim.segment})" if claim.segment else name


def nominal_percent(claim: Claim) -> Decimal | None:
    """The achieved percentage with every figure taken as printed, for sentences and severities."""
    if claim.percentage:
        return claim.percentage.value
    if claim.remaining_percentage:
        return HUNDRED - claim.remaining_percentage.value
    amount = nominal_amount(claim)
    return None if amount is None or claim.base is None or not claim.base.value else HUNDRED * amount / claim.base.value


def nominal_amount(claim: Claim) -> Decimal | None:
    """The achieved amount with every figure taken as printed."""
    if claim.achieved:
        return claim.achieved.value
    if claim.base and claim.remaining:
        return claim.base.value - claim.remaining.value
    return None


def percent_figure(claim: Claim) -> Figure | None:
    """The achieved percentage as printed, else what the other figures give for it."""
    if claim.percentage:
        return claim.percentage
    nominal = nominal_percent(claim)
    return None if nominal is None else Figure(round(nominal, 2))


def amount_figure(claim: Claim) -> Figure | None:
    """The achieved amount as printed, else what base and remainder give for it."""
    if claim.achieved:
        return claim.achieved
    nominal = nominal_amount(claim)
    return None if nominal is None else Figure(nominal)


_TURNED = {
    Comparator.MORE: Comparator.LESS,
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.LESS: Comparator.MORE,
    Comparator.AT_MOST: Comparator.AT_LEAST,
}


def turned(comparator: Comparator) -> Comparator:
    """How a number bounds what it is taken from, or divides."""
    return _TURNED.get(comparator, comparator)


def hedged(*given: Comparator) -> Comparator:
    """How a result is bounded by numbers that are bounded so: all to one side, or about.

    >>> [str(hedged(*signs)) for signs in (("=", "="), ("=", ">"), (">", ">="), (">", "<"), ("~", "="))]
    ['=', '>', '>', '~', '~']
    """
    signs = {Comparator(sign) for sign in given} - {Comparator.EQUAL}
    for strict, loose in ((Comparator.MORE, Comparator.AT_LEAST), (Comparator.LESS, Comparator.AT_MOST)):
        if signs and signs <= {strict, loose}:
            return strict if strict in signs else loose
    return Comparator.ABOUT if signs else Comparator.EQUAL


def exact(*given: Figure | None) -> bool:
    """Whether all figures are there without hedge or bound."""
    return all(figure is not None and figure.comparator is Comparator.EQUAL for figure in given)


def by_points(points: Decimal) -> Severity:
    """How grave a difference in percentage points is.

    >>> by_points(Decimal("0.27")), by_points(Decimal("20"))
    (<Severity.LOW: 'low'>, <Severity.HIGH: 'high'>)
    """
    bounds = thresholds().severity
    return _graded(abs(points), bounds.low_points, bounds.high_points)


def by_share(difference: Decimal, whole: Decimal) -> Severity:
    """How grave a difference is, as a share of the larger figure."""
    bounds = thresholds().severity
    return _graded(abs(difference) / whole if whole else Decimal(1), bounds.low_share, bounds.high_share)


def as_slip(grade: Severity, one: Decimal, other: Decimal) -> Severity:
    """One grade less where two digits changed places: a slip of a typist is no missed target.

    >>> as_slip(Severity.HIGH, Decimal("83.43"), Decimal("88.43")), as_slip(Severity.HIGH, Decimal(91), Decimal(19))
    (<Severity.HIGH: 'high'>, <Severity.MEDIUM: 'medium'>)
    """
    if not swapped_digits(one, other):
        return grade
    return Severity.MEDIUM if grade is Severity.HIGH else Severity.LOW


def swapped_digits(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ by two neighbouring digits that changed places.

    >>> swapped_digits(Decimal("96.13"), Decimal("91.63")), swapped_digits(Decimal("96.13"), Decimal("91.36"))
    (True, False)
    """
    places = max(0, *(-int(value.normalize().as_tuple().exponent) for value in (one, other)))
    left, right = (f"{value:.{places}f}".replace(".", "") for value in (one, other))
    if len(left) != len(right):
        return False
    apart = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(apart) != 2 or apart[1] != apart[0] + 1:
        return False
    first, second = apart
    return (left[first], left[second]) == (right[second], right[first])


def _graded(size: Decimal, low: Decimal, high: Decimal) -> Severity:
    return Severity.LOW if size < low else Severity.HIGH if size >= high else Severity.MEDIUM


def plain_number(value: Decimal, decimals: int = 2) -> str:
    """A number for a sum or an operand: plain digits, at most so many decimals, no exponent.

    >>> plain_number(Decimal("98.3751")), plain_number(Decimal("4.2E+9"))
    ('98.38', '4200000000')
    """
    return f"{round(value, decimals).normalize():f}" if value.is_finite() else "inf"


def shown(figure: Figure) -> str:
    """A figure for a sum: its hedge and its digits."""
    hedge = "" if figure.comparator is Comparator.EQUAL else str(figure.comparator)
    return f"{hedge}{figure.value.normalize():f}"


def operands(claim: Claim, prefix: str = "") -> tuple[tuple[str, str], ...]:
    """Name and value of each figure of a claim."""
    return tuple((prefix + name, shown(figure)) for name, figure in claim.figures())
