"""A figure that an article gives twice and differently: in its headline and its body, or twice in its body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crosscheck.intervals import HUNDRED, Interval, Printing, percent_of, point, reported
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import (
    PERCENT_FIELDS,
    Verdict,
    as_slip,
    by_points,
    by_share,
    done_percent,
    doubted,
    far_off,
    shown,
    widest_figures,
)
from crosscheck.wording import Named
from models.keys import segment_key
from models.values import NUMERIC_FIELDS, Claim, Conflict, Figure, Outcome, Severity


def _stands_for(conflict: Conflict) -> Interval:
    """All that the losing figure may stand for."""
    figure = Figure(conflict.value, text=conflict.text or None)
    percent = conflict.field in PERCENT_FIELDS
    rounded, cut, round_number = (reported(figure, percent=percent, printing=printing) for printing in Printing)
    return rounded.hull(cut).hull(round_number)


def headline_vs_body(claim: Claim, conflict: Conflict, others: Sequence[Claim] = ()) -> Verdict | None:
    """Whether the headline's figure is the body's, in some precision; `others` are the article's other claims.

    A headline that gives another claim's figure may be read as being about that one: then it cannot be told.
    """
    return _twice(claim, conflict, others, "headline", "headline", "body")


def stated_twice(claim: Claim, conflict: Conflict, others: Sequence[Claim] = ()) -> Verdict | None:
    """Whether two figures of the body for one thing are one figure in two precisions."""
    return _twice(claim, conflict, others, "body", "first", "second")


def _twice(
    claim: Claim, conflict: Conflict, others: Sequence[Claim], where: str, one_name: str, other_name: str
) -> Verdict | None:
    if conflict.where != where or conflict.field not in NUMERIC_FIELDS:
        return None
    kept: Figure | None = getattr(claim, conflict.field)
    if kept is None:
        return None
    lost = Figure(conflict.value, text=conflict.text or None)
    percent = " %" if conflict.field in PERCENT_FIELDS else ""
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{where} {shown(lost)}{percent}, elsewhere {shown(kept)}{percent}",
        values={
            one_name: Named(conflict.field, lost, claim.unit),
            other_name: Named(conflict.field, kept, claim.unit),
        },
        operands=((one_name, shown(lost)), (other_name, shown(kept)), ("field", conflict.field)),
        fields=(conflict.field,),
    )
    if _stands_for(conflict).meets(widest_figures(claim)[conflict.field]):
        return told if conflict.value == kept.value else replace(told, outcome=Outcome.ROUNDING)
    reading = _as_change(lost, claim, others) if conflict.field in PERCENT_FIELDS else None
    if reading:
        return replace(told, reading=reading)
    if any(conflict.value in _values(other, conflict.field) for other in others if other is not claim):
        return replace(told, outcome=Outcome.CANNOT_TELL, reason="another_claim")
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=_severity(conflict, kept))
    return doubted(verdict, "other_thing" if claim.evidence and _two_things(conflict, kept) else None)


def _two_things(conflict: Conflict, kept: Figure) -> bool:
    """Whether figures of two passages of the body are so far apart that each may be of something else."""
    doubt = thresholds().doubt
    if conflict.field in PERCENT_FIELDS:
        return far_off(conflict.value, kept.value) or (
            conflict.where == "body" and abs(conflict.value - kept.value) > doubt.points_apart
        )
    return abs(conflict.value - kept.value) > doubt.share * max(conflict.value, kept.value)


def _as_change(lost: Figure, claim: Claim, others: Sequence[Claim]) -> str | None:
    """Whether a percentage is what is left, or the change since another claim of the same: in points, or relative."""
    said = _percent(lost)
    now = _done(claim)
    if now is None:
        return None
    if said.meets(point(HUNDRED) - now):
        return "remaining_percentage"
    for other in others:
        then = _done(other)
        if other is claim or then is None or not _same_measure(claim, other):
            continue
        before, after = (then, now) if other.as_of and claim.as_of and other.as_of < claim.as_of else (now, then)
        larger, smaller = (before, after) if after.below(before) else (after, before)
        if said.meets(larger - smaller):
            return "percentage_points"
        # each named once: 1 - after / before, not (before - after) / before
        if before.low > 0 and said.meets(_relative(before, after)):
            return "relative_change"
    return None


def _relative(before: Interval, after: Interval) -> Interval:
    share = percent_of(after, before)
    return point(HUNDRED) - share if after.below(before) else share - point(HUNDRED)


def _same_measure(a: Claim, b: Claim) -> bool:
    return (a.indicator, a.place, segment_key(a.segment)) == (b.indicator, b.place, segment_key(b.segment))


def _percent(figure: Figure) -> Interval:
    return reported(figure, percent=True).hull(reported(figure, percent=True, printing=Printing.CUT))


def _done(claim: Claim) -> Interval | None:
    return done_percent(widest_figures(claim))


def _values(claim: Claim, field: str) -> set[Decimal]:
    if field in PERCENT_FIELDS:
        targets = [target.percentage for target in claim.targets]
        return {figure.value for figure in (claim.percentage, claim.remaining_percentage, *targets) if figure}
    return {figure.value for name, figure in claim.figures() if name not in PERCENT_FIELDS}


def _severity(conflict: Conflict, kept: Figure) -> Severity:
    difference = conflict.value - kept.value
    if conflict.field in PERCENT_FIELDS:
        grade = by_points(difference)
    else:
        grade = by_share(difference, max(conflict.value, kept.value))
    return as_slip(grade, conflict.value, kept.value)
