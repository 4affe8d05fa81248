"""A claim's own figures: does the percentage fit the counts, and do the parts make the whole?"""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from crosscheck.intervals import HUNDRED, percent_of, point
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import (
    Figures,
    Verdict,
    apart,
    as_slip,
    by_points,
    by_share,
    cannot_tell,
    doubted,
    exact,
    far_off,
    fitting,
    gravest,
    hedged,
    joined_counts,
    next_to,
    plain_number,
    share,
    shown,
    turned,
)
from crosscheck.wording import Term, term
from models.values import Claim, Comparator, Figure, Outcome, Severity

_THOUSANDS = (Decimal(1000), Decimal("0.001"))

_VARIANT = {
    ("achieved", False): "",
    ("remaining", False): "_left",
    ("remaining", True): "_done_from_left",
    ("achieved", True): "_left_from_done",
}


def percentage_vs_counts(claim: Claim) -> Verdict | None:
    """Whether achieved / base, or what the remainder leaves, gives the printed percentage; None without such figures.

    Each printed percentage (done, not done) is held against both counts; one that gives it is enough, since a wrong
    remainder is told by `counts_do_not_add_up`.
    """
    if claim.base is None:
        counted = claim.percentage and claim.achieved and claim.remaining
        return cannot_tell("base_unknown", fields=("percentage", "achieved", "remaining")) if counted else None
    if not claim.base.value:
        return None
    verdicts = []
    if claim.percentage:
        verdicts.append(_one_percentage(claim, "percentage", claim.percentage, claim.base))
    if claim.remaining_percentage:
        verdicts.append(_one_percentage(claim, "remaining_percentage", claim.remaining_percentage, claim.base))
    return gravest([verdict for verdict in verdicts if verdict is not None])


def _one_percentage(claim: Claim, field: str, printed: Figure, base: Figure) -> Verdict | None:
    direct = "achieved" if field == "percentage" else "remaining"
    ways = [(n, f, n != direct) for n in ("achieved", "remaining") if (f := _count(claim, n)) is not None]
    if not ways:
        return None
    ways.sort(key=lambda way: way[2])
    told = _told(claim, field, printed, base, *ways[0])
    for name, count, left in ways:
        if exact(printed, count, base) and _prints_as(_nominal(count, base, left=left), printed):
            return told
        fits, reading = fitting(claim, partial(_gives, field=field, name=name, left=left))
        if fits:
            reading = reading or (None if exact(printed, count, base) else "hedges")
            return replace(told, outcome=Outcome.ROUNDING, reading=reading)
    name, count, left = ways[0]
    if fitting(claim, partial(_gives, field=field, name=name, left=not left))[0]:
        return replace(told, reading="remaining_percentage")
    if not left and exact(base, count) and count.value > base.value:
        swapped = fitting(claim, lambda read: percent_of(read["base"], read[name]).meets(read[field]))[0]
        if swapped:
            return replace(told, reading="swapped")
    nominal = _nominal(count, base, left=left)
    slipped = not left and not printed.value / 100 < nominal < printed.value * 100
    if slipped and fitting(claim, partial(_gives_by_thousands, field=field, name=name))[0]:
        return replace(told, reading="thousands")
    verdict = replace(
        told,
        outcome=Outcome.INCONSISTENT,
        variant=told.variant.replace("agrees", "differs"),
        severity=_severity(claim, field, printed, nominal),
    )
    near = next_to(claim, told.fields)
    reason = "far_between" if apart(claim, told.fields) and _gross(nominal, printed, near=near) else None
    if claim.evidence and far_off(nominal, printed.value):
        reason = reason or "other_thing"  # also in one sentence: a base that belongs to the next figure
    return doubted(verdict, reason or ("joined_counts" if joined_counts(claim, told.fields) else None))


def _gross(nominal: Decimal, printed: Figure, *, near: bool) -> bool:
    """Whether figures of two passages are so far off that they may be of two things; later where they are `near`."""
    doubt = thresholds().doubt
    alike = printed.value / doubt.factor < nominal < printed.value * doubt.factor
    return not alike or abs(nominal - printed.value) > (doubt.points_next_to if near else doubt.points_apart)


def _gives_by_thousands(read: Figures, *, field: str, name: str) -> bool:
    """Whether one of the figures is a thousand times too large or small: "128,478 ton" for 128.478."""
    computed = share(read, name)
    return any((computed * point(scale)).meets(read[field]) for scale in _THOUSANDS)


def _count(claim: Claim, name: str) -> Figure | None:
    figure: Figure | None = getattr(claim, name)
    return figure


def _gives(read: Figures, *, field: str, name: str, left: bool) -> bool:
    return share(read, name, left=left).meets(read[field])


def _nominal(count: Figure, base: Figure, *, left: bool) -> Decimal:
    computed = HUNDRED * count.value / base.value
    return HUNDRED - computed if left else computed


def _told(claim: Claim, field: str, printed: Figure, base: Figure, name: str, count: Figure, left: bool) -> Verdict:
    computed = _nominal(count, base, left=left)
    decimals = _telling_decimals(computed, printed.value)
    of = hedged(count.comparator, turned(base.comparator))
    bound = turned(of) if left else of
    gives = plain_number(computed, decimals)
    equals = f"= {bound}{gives}" if bound is Comparator.ABOUT else f"{bound} {gives}"
    share_sum = f"{'100 - ' if left else ''}{shown(count)} / {shown(base)} {equals} %"
    return Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees" + _VARIANT[name, left],
        sum=f"{share_sum}, printed {shown(printed)} %",
        values={
            "part": term(count, claim.unit),
            "whole": term(base, claim.unit),
            "computed": Term(computed, comparator=bound, decimals=decimals),
            "printed": term(printed),
        },
        operands=(("computed", plain_number(computed, decimals)),),
        fields=(field, name, "base"),
    )


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _prints_as(computed: Decimal, printed: Figure) -> bool:
    value = printed.value if printed.text else printed.value.normalize()
    return computed.quantize(Decimal((0, (1,), -_places(value))), rounding=ROUND_HALF_UP) == value


def _telling_decimals(computed: Decimal, printed: Decimal) -> int:
    """As many decimals as it takes to tell the two apart: two, or the printed ones, or a few more."""
    least = max(2, _places(printed.normalize()))
    return next((places for places in range(least, least + 5) if round(computed, places) != printed), least)


def _severity(claim: Claim, field: str, printed: Figure, nominal: Decimal) -> Severity:
    """By the points between; high where a target lies between what is printed and what the counts give."""
    computed = nominal.quantize(Decimal((0, (1,), -_places(printed.value))), rounding=ROUND_HALF_UP)
    grade = as_slip(by_points(printed.value - nominal), printed.value, computed)
    low, high = sorted((printed.value, nominal))
    goals = [target.percentage.value for target in claim.targets if target.percentage is not None]
    crosses = field == "percentage" and any(low < goal <= high for goal in goals)
    return Severity.HIGH if crosses and by_points(printed.value - nominal) is not Severity.LOW else grade


def counts_do_not_add_up(claim: Claim) -> Verdict | None:
    """Whether achieved and remaining make the base, and their percentages 100; None without such figures."""
    return gravest([verdict for verdict in (_counts(claim), _percents(claim)) if verdict is not None])


def _counts(claim: Claim) -> Verdict | None:
    achieved, remaining, base = claim.achieved, claim.remaining, claim.base
    if achieved is None or remaining is None or base is None:
        return None
    computed = achieved.value + remaining.value
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{shown(achieved)} + {shown(remaining)} = {plain_number(computed, 6)}, printed {shown(base)}",
        values={
            "achieved": term(achieved, claim.unit),
            "remaining": term(remaining, claim.unit),
            "computed": Term(computed, claim.unit, hedged(achieved.comparator, remaining.comparator)),
            "base": term(base, claim.unit),
        },
        operands=(("computed", plain_number(computed, 6)),),
        fields=("achieved", "remaining", "base"),
    )
    if computed == base.value and exact(achieved, remaining, base):
        return told
    fits, reading = fitting(claim, lambda read: (read["achieved"] + read["remaining"]).meets(read["base"]))
    if fits:
        reading = reading or (None if exact(achieved, remaining, base) else "hedges")
        return replace(told, outcome=Outcome.ROUNDING, reading=reading)
    if adds_up_by_thousands(claim):
        return replace(told, reading="thousands")
    largest = max(computed, base.value)
    severity = by_share(computed - base.value, largest)
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)
    gross = abs(computed - base.value) > thresholds().doubt.share * largest
    reason = "joined_counts" if joined_counts(claim, told.fields) else None
    return doubted(verdict, "far_between" if gross and apart(claim, told.fields) else reason)


def adds_up_by_thousands(claim: Claim) -> bool:
    """Whether achieved and remaining make the base if one of the three is a thousand times larger or smaller."""

    def holds(read: Figures) -> bool:
        for scale in map(point, _THOUSANDS):
            done, left, whole = read["achieved"], read["remaining"], read["base"]
            sums = ((done * scale + left, whole), (done + left * scale, whole), (done + left, whole * scale))
            if any(total.meets(target) for total, target in sums):
                return True
        return False

    if claim.achieved is None or claim.remaining is None or claim.base is None:
        return False
    sizes = sorted((claim.achieved.value + claim.remaining.value, claim.base.value))
    return sizes[0] * 100 < sizes[1] and fitting(claim, holds)[0]


def _percents(claim: Claim) -> Verdict | None:
    done, left = claim.percentage, claim.remaining_percentage
    if done is None or left is None:
        return None
    computed = done.value + left.value
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees_percent",
        sum=f"{shown(done)} % + {shown(left)} % = {plain_number(computed)} %, not 100 %",
        values={"achieved": term(done), "remaining": term(left), "computed": Term(computed)},
        operands=(("computed", plain_number(computed)),),
        fields=("percentage", "remaining_percentage"),
    )
    if computed == HUNDRED and exact(done, left):
        return replace(told, sum=f"{shown(done)} % + {shown(left)} % = 100 %")
    fits, reading = fitting(
        claim, lambda read: (read["percentage"] + read["remaining_percentage"]).meets(point(HUNDRED))
    )
    if fits:
        reading = reading or (None if exact(done, left) else "hedges")
        return replace(told, outcome=Outcome.ROUNDING, reading=reading)
    severity = by_points(computed - HUNDRED)
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs_percent", severity=severity)
    return doubted(verdict, "other_thing" if abs(computed - HUNDRED) > thresholds().doubt.points else None)
