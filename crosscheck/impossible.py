"""Figures that cannot be, whatever the others are."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR

from crosscheck.intervals import HUNDRED, ONE, ZERO, Interval, point
from crosscheck.own_figures import adds_up_by_thousands
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import (
    Figures,
    Verdict,
    apart,
    by_points,
    by_share,
    doubted,
    exact,
    fitting,
    joined_counts,
    plain_number,
    share,
    shown,
)
from crosscheck.wording import Said, Term, term
from models.reference import Indicator
from models.values import Claim, Comparator, Outcome, Severity, Unit

_LARGEST_COUNTED_OUT = 10_000  # above it every percentage with two decimals has its whole number


def impossible_figure(claim: Claim, indicator: Indicator | None) -> Verdict | None:
    """The first figure found that cannot be, or None.

    A remainder above its base, a percentage outside the indicator's range, a fraction of a person, a percentage that no
    whole number of people gives.
    """
    return (
        _remaining_above_base(claim) or _outside_range(claim, indicator) or _not_whole(claim) or _no_whole_number(claim)
    )


def _impossible(claim: Claim, variant: str, told: str, *fields: str, severity: Severity, **values: Said) -> Verdict:
    verdict = Verdict(
        outcome=Outcome.INCONSISTENT,
        variant=variant,
        sum=told,
        values=values,
        severity=severity,
        fields=fields,
    )
    reason = "joined_counts" if joined_counts(claim, fields) else None
    return doubted(verdict, "far_between" if apart(claim, fields) else reason)


def _remaining_above_base(claim: Claim) -> Verdict | None:
    remaining, base = claim.remaining, claim.base
    if remaining is None or base is None or fitting(claim, lambda read: not read["base"].below(read["remaining"]))[0]:
        return None
    if adds_up_by_thousands(claim):
        return None
    return _impossible(
        claim,
        "remaining_above_base",
        f"{shown(remaining)} > {shown(base)}",
        "remaining",
        "base",
        severity=by_share(remaining.value - base.value, remaining.value),
        remaining=term(remaining, claim.unit),
        base=term(base, claim.unit),
    )


def _outside_range(claim: Claim, indicator: Indicator | None) -> Verdict | None:
    if indicator is None or claim.indicator in thresholds().open_ended.indicators:
        return None
    low, high = indicator.range
    possible = Interval(low, high)
    outside = f"outside {plain_number(low)}..{plain_number(high)} %"
    what = (indicator.label, indicator.label_en)
    printed, achieved, base = claim.percentage, claim.achieved, claim.base
    if printed is not None:
        if fitting(claim, lambda read: read["percentage"].meets(possible))[0]:
            return None
        passed = indicator.unit is Unit.RUPIAH and printed.value > high
        if passed and achieved and base and base.value and fitting(claim, _counts_give_it)[0]:
            return None  # its counts say so, too: a target can be passed many times over
        verdict = _impossible(
            claim,
            "outside_range",
            f"{shown(printed)} % {outside}",
            "percentage",
            severity=by_points(max(printed.value - high, low - printed.value)),
            printed=term(printed),
            low=Term(low),
            high=Term(high),
            what=what,
        )
        return doubted(verdict, "small_target" if passed and _may_be_small(claim) else None)
    if achieved is None or base is None or not base.value or claim.indicator in thresholds().whole.not_a_share:
        return None
    if fitting(claim, lambda read: share(read, "achieved").meets(possible))[0]:
        return None
    computed = HUNDRED * achieved.value / base.value
    verdict = _impossible(
        claim,
        "counts_outside_range",
        f"{shown(achieved)} / {shown(base)} = {plain_number(computed)} %, {outside}",
        "achieved",
        "base",
        severity=by_points(max(computed - high, low - computed)),
        part=term(achieved, claim.unit),
        whole=term(base, claim.unit),
        computed=Term(computed, decimals=2),
        low=Term(low),
        high=Term(high),
        what=what,
    )
    doubt = thresholds().doubt
    few = bool(claim.evidence) and _comes_whole(claim) and base.value < doubt.few
    if _may_be_small(claim) and computed > high:
        return doubted(verdict, "small_target")
    return doubted(verdict, "other_thing" if few or computed > high * doubt.other_thing else None)


def _may_be_small(claim: Claim) -> bool:
    """Whether an amount's target may be so small that it is passed many times over."""
    small = claim.segment is not None or claim.indicator in thresholds().open_ended.small_targets
    return claim.unit is Unit.RUPIAH and small


def _counts_give_it(read: Figures) -> bool:
    return share(read, "achieved").meets(read["percentage"])


def _comes_whole(claim: Claim) -> bool:
    return claim.unit is not None and str(claim.unit) in thresholds().whole.units


def _not_whole(claim: Claim) -> Verdict | None:
    if not _comes_whole(claim):
        return None
    for name, figure in claim.figures():
        if name in ("achieved", "base", "remaining") and figure.comparator is Comparator.EQUAL and figure.value % 1:
            told, count = f"{shown(figure)} is no whole number", term(figure, claim.unit)
            return _impossible(claim, "not_whole", told, name, severity=Severity.LOW, count=count)
    return None


def _no_whole_number(claim: Claim) -> Verdict | None:
    """3 percent of 45 people, "at least one": one is 2.2 percent, two are 4.4.

    The count must be there, hedged or bounded, or else the percentage may be one of something else; an exact count is
    `percentage_vs_counts`' business.
    """
    printed, base = claim.percentage, claim.base
    if not _comes_whole(claim) or printed is None or base is None or not exact(printed, base):
        return None
    if (
        claim.achieved is None
        or exact(claim.achieved)
        or exact(claim.remaining)
        or claim.indicator in thresholds().whole.not_a_share
    ):
        return None
    if base.value % 1 or not ZERO < base.value <= _LARGEST_COUNTED_OUT:
        return None
    if fitting(claim, _some_count)[0]:
        return None
    count = printed.value * base.value / HUNDRED
    below = count.to_integral_value(rounding=ROUND_FLOOR)
    above = max(count.to_integral_value(rounding=ROUND_CEILING), below + ONE)
    near = [(n, HUNDRED * n / base.value) for n in (below, above)]
    told = ", ".join(f"{plain_number(n)} / {shown(base)} = {plain_number(p)} %" for n, p in near)
    return _impossible(
        claim,
        "no_whole_number",
        f"{told}, printed {shown(printed)} %",
        "percentage",
        "base",
        severity=Severity.LOW,
        base=term(base, claim.unit),
        printed=term(printed),
        below=Term(below),
        above=Term(above),
        below_percent=Term(near[0][1], decimals=2),
        above_percent=Term(near[1][1], decimals=2),
    )


def _some_count(read: Figures) -> bool:
    """Whether a whole number lies both in what the percentage says of the base and in the count."""
    counts, bound = read["percentage"] * read["base"] / point(HUNDRED), read["achieved"]
    if not counts.meets(bound):
        return False
    both = Interval(
        max(counts.low, bound.low),
        min(counts.high, bound.high),
        counts.low_open if counts.low >= bound.low else bound.low_open,
        counts.high_open if counts.high <= bound.high else bound.high_open,
    )
    return both.holds_whole_number()
