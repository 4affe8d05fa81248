"""A figure that an article gives twice and differently: in its headline and its body, or twice in its body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from crosscheck.intervals import Interval, Printing, reported
from crosscheck.verdicts import PERCENT_FIELDS, Verdict, by_points, by_share, shown, widest
from crosscheck.wording import named_figure
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
            one_name: named_figure(conflict.field, lost, claim.unit),
            other_name: named_figure(conflict.field, kept, claim.unit),
        },
        operands=((one_name, shown(lost)), (other_name, shown(kept)), ("field", conflict.field)),
        fields=(conflict.field,),
    )
    if _stands_for(conflict).meets(widest(claim, conflict.field)):
        return told if conflict.value == kept.value else replace(told, outcome=Outcome.ROUNDING)
    if any(conflict.value in _values(other, conflict.field) for other in others if other is not claim):
        return replace(told, outcome=Outcome.CANNOT_TELL, reason="another_claim")
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=_severity(conflict, kept))


def _values(claim: Claim, field: str) -> set[Decimal]:
    if field in PERCENT_FIELDS:
        targets = [target.percentage for target in claim.targets]
        return {figure.value for figure in (claim.percentage, claim.remaining_percentage, *targets) if figure}
    return {figure.value for name, figure in claim.figures() if name not in PERCENT_FIELDS}


def _severity(conflict: Conflict, kept: Figure) -> Severity:
    difference = conflict.value - kept.value
    if conflict.field in PERCENT_FIELDS:
        return by_points(difference)
    return by_share(difference, max(conflict.value, kept.value))
