"""Outlets against each other: one measure, place, segment and period, and figures that cannot both hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crosscheck.comparable import far_apart, other_definition, round_of, same_speaker, why_uncertain
from crosscheck.intervals import HUNDRED
from crosscheck.members import Member
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import (
    Verdict,
    by_points,
    by_share,
    label,
    nominal_percent,
    operands,
    percent_figure,
    shown,
    where,
    widest,
    widest_percent,
)
from crosscheck.wording import named_figure
from models.periods import Period
from models.values import NUMERIC_FIELDS, Claim, Figure, Outcome, Severity


def outlets_disagree(a: Member, b: Member) -> Verdict | None:
    """Whether two members of one measure, place, segment and period can both hold; None if they share no figure.

    The caller sees to it that measure, place, segment and period are the same (`comparable.why_different`).
    """
    one, other = a.claim, b.claim
    common = [name for name in NUMERIC_FIELDS if getattr(one, name) and getattr(other, name)]
    if common:
        apart = [name for name in common if not widest(one, name).meets(widest(other, name))]
    else:
        left, right = widest_percent(one), widest_percent(other)
        if left is None or right is None:
            return None
        apart = [] if left.meets(right) else ["percentage"]
    field = (apart or common or ["percentage"])[0]
    left_figure, right_figure = _figure(one, field), _figure(other, field)
    percent = " %" if field.endswith("percentage") else ""
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{shown(left_figure)}{percent} against {shown(right_figure)}{percent}",
        values={
            "what": label(one),
            "where": where(a.claim),
            "when": one.as_of or "?",
            "left": named_figure(field, left_figure, one.unit),
            "right": named_figure(field, right_figure, other.unit),
            "left_outlet": a.outlet,
            "right_outlet": b.outlet,
        },
        operands=(*operands(one, "left_"), *operands(other, "right_"), ("field", field)),
        fields=(field,) if common else tuple(NUMERIC_FIELDS),
    )
    if not apart:
        return told
    reason = why_uncertain(one, other) or _other_base(one, other, apart) or _moved(a, b, common, apart)
    if reason:
        return replace(told, outcome=Outcome.CANNOT_TELL, reason=reason)
    return replace(
        told, outcome=Outcome.INCONSISTENT, variant="differs", severity=_severity(field, left_figure, right_figure)
    )


def _figure(claim: Claim, field: str) -> Figure:
    """The figure of that field; a percentage that is not printed is what the counts give."""
    figure: Figure | None = getattr(claim, field) or percent_figure(claim)
    if figure is None:
        raise LookupError(f"the claim has no {field}")
    return figure


def _severity(field: str, one: Figure, other: Figure) -> Severity:
    difference = one.value - other.value
    return by_points(difference) if field.endswith("percentage") else by_share(difference, max(one.value, other.value))


def _other_base(one: Claim, other: Claim, apart: list[str]) -> str | None:
    """Whether the figures differ because they are measured against different bases."""
    if "achieved" in apart:
        return None
    if "base" in apart:
        if other_definition(one, other):
            return "definition"
        return "revised_target" if round_of(one) else None
    if "percentage" in apart and one.achieved and other.achieved and not (one.base and other.base):
        percents = nominal_percent(one), nominal_percent(other)
        if percents[0] and percents[1] and far_apart(percents[0] / percents[1]):
            return "definition"
    return None


def _moved(a: Member, b: Member, common: list[str], apart: list[str]) -> str | None:
    """Whether the figure may have moved between the two within one period."""
    one, other = a.claim, b.claim
    period = one.as_of
    if apart == ["base"] or period is None or _one_count(one, other, common, apart):
        return None
    points = _points_apart(one, other, apart)
    if period.days == 1:
        live = thresholds().live.get(one.indicator)
        if live is not None:
            return "same_day" if points <= live.points else None
        return "same_day" if points <= thresholds().same_day.points and not same_speaker(one, other) else None
    if _ended(period, a.published) and _ended(period, b.published):
        return _unaudited(period, one, other, apart, a.published, b.published)
    pace = thresholds().pace.get(one.indicator)
    if pace is not None and points > pace.floor + pace.points * period.days / pace.days:
        return None
    return "within_period"


def _one_count(one: Claim, other: Claim, common: list[str], apart: list[str]) -> bool:
    """Whether a figure that moves is exactly the same in both, so that they speak of one count."""
    for name in ("achieved", "remaining"):
        if name in common and name not in apart:
            first, second = _figure(one, name), _figure(other, name)
            if first.value == second.value and len(first.value.normalize().as_tuple().digits) >= 3:
                return True
    return False


def _points_apart(one: Claim, other: Claim, apart: list[str]) -> Decimal:
    if any(name.endswith("percentage") for name in apart):
        left, right = widest_percent(one), widest_percent(other)
        if left is not None and right is not None:
            return left.gap(right)
    name = next((name for name in apart if name != "base"), apart[0])
    left, right = widest(one, name), widest(other, name)
    whole = max(_figure(one, name).value, _figure(other, name).value)
    if one.base and other.base:
        whole = max(one.base.value, other.base.value)
    return HUNDRED * left.gap(right) / whole if whole else HUNDRED


def _ended(period: Period, published: date | None) -> bool:
    return published is not None and published > period.last


def _unaudited(
    period: Period, one: Claim, other: Claim, apart: list[str], first: date | None, second: date | None
) -> str | None:
    bounds = thresholds().provisional
    if not round_of(one) or first is None or second is None or first == second:
        return None
    soon = min((first - period.last).days, (second - period.last).days) <= bounds.days
    small = _points_apart(one, other, apart) <= HUNDRED * bounds.share
    return "provisional" if soon and small and not same_speaker(one, other) else None
