"""Outlets against each other: one measure, place, segment and period, and figures that cannot both hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from crosscheck.comparable import far_apart, other_definition, round_of, same_speaker, surveys, why_uncertain
from crosscheck.intervals import HUNDRED
from crosscheck.members import Member
from crosscheck.thresholds import thresholds
from crosscheck.times import days_of, span
from crosscheck.verdicts import (
    Verdict,
    by_points,
    by_share,
    far_off,
    label,
    nominal_percent,
    shown,
    where,
)
from crosscheck.wording import Named
from models.periods import Period
from models.values import NUMERIC_FIELDS, Claim, Figure, Outcome, Severity


def outlets_disagree(a: Member, b: Member) -> Verdict | None:
    """Whether two members of one measure, place, segment and period can both hold; None if they share no figure.

    The caller sees to it that measure, place, segment and period are the same (`comparable.why_different`).
    """
    one, other = a.claim, b.claim
    common = [name for name in NUMERIC_FIELDS if getattr(one, name) and getattr(other, name)]
    if common:
        apart = [name for name in common if not a.widest[name].meets(b.widest[name])]
    else:
        left, right = a.percent, b.percent
        if left is None or right is None:
            return None
        apart = [] if left.meets(right) else ["percentage"]
    field = (apart or common or ["percentage"])[0]
    left_figure, right_figure = _figure(a, field), _figure(b, field)
    percent = " %" if field.endswith("percentage") else ""
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{shown(left_figure)}{percent} against {shown(right_figure)}{percent}",
        values={
            "what": label(one),
            "where": where(a.claim),
            "when": one.as_of or "?",
            "left": Named(field, left_figure, one.unit),
            "right": Named(field, right_figure, other.unit),
            "left_outlet": a.outlet_name,
            "right_outlet": b.outlet_name,
        },
        operands=(("field", field),),
        prefixes=("left_", "right_"),
        fields=(field,) if common else tuple(NUMERIC_FIELDS),
    )
    if not apart:
        return told
    twice = "given_twice" if a.given_twice or b.given_twice else None
    reason = twice or why_uncertain(one, other) or _other_base(one, other, apart) or _moved(a, b, common, apart)
    if (one.evidence or other.evidence) and far_off(left_figure.value, right_figure.value):
        reason = reason or "other_thing"  # a program read them: two things under one name
    if reason:
        return replace(told, outcome=Outcome.CANNOT_TELL, reason=reason)
    return replace(
        told, outcome=Outcome.INCONSISTENT, variant="differs", severity=_severity(field, left_figure, right_figure)
    )


def _figure(member: Member, field: str) -> Figure:
    """The figure of that field; a percentage that is not printed is what the counts give."""
    figure: Figure | None = getattr(member.claim, field) or member.percent_figure
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
    if apart == ["base"] or period is None or _one_count(a, b, common, apart) or _one_survey(one, other):
        return None
    points = _points_apart(a, b, apart)
    if days_of(period) == 1:
        live = thresholds().live.get(one.indicator)
        if live is not None:
            return "same_day" if points <= live.points else None
        return "same_day" if points <= thresholds().same_day.points and not same_speaker(one, other) else None
    if _ended(period, a.published) and _ended(period, b.published):
        return _unaudited(period, a, b, apart)
    pace = thresholds().pace.get(one.indicator)
    if pace is not None and points > pace.floor + pace.points * days_of(period) / pace.days:
        return None
    return "within_period"


def _one_count(one: Member, other: Member, common: list[str], apart: list[str]) -> bool:
    """Whether a figure that moves is exactly the same in both, so that they speak of one count."""
    for name in ("achieved", "remaining"):
        if name in common and name not in apart:
            first, second = _figure(one, name), _figure(other, name)
            if first.value == second.value and len(first.value.normalize().as_tuple().digits) >= 3:
                return True
    return False


def _one_survey(one: Claim, other: Claim) -> bool:
    """Whether both name one survey that measures once, so that no figure moves within its period."""
    of = thresholds().surveys
    return one.indicator in of.indicators and bool(surveys(one) & surveys(other) & of.once)


def _points_apart(one: Member, other: Member, apart: list[str]) -> Decimal:
    if any(name.endswith("percentage") for name in apart):
        percents = one.percent, other.percent
        if percents[0] is not None and percents[1] is not None:
            return percents[0].gap(percents[1])
    name = next((name for name in apart if name != "base"), apart[0])
    left, right = one.widest[name], other.widest[name]
    whole = max(_figure(one, name).value, _figure(other, name).value)
    if one.claim.base and other.claim.base:
        whole = max(one.claim.base.value, other.claim.base.value)
    return HUNDRED * left.gap(right) / whole if whole else HUNDRED


def _ended(period: Period, published: date | None) -> bool:
    return published is not None and published > span(period)[1]


def _unaudited(period: Period, a: Member, b: Member, apart: list[str]) -> str | None:
    bounds = thresholds().provisional
    if not a.round or a.published is None or b.published is None or a.published == b.published:
        return None
    soon = (min(a.published, b.published) - span(period)[1]).days <= bounds.days
    small = _points_apart(a, b, apart) <= HUNDRED * bounds.share
    return "provisional" if soon and small and not same_speaker(a.claim, b.claim) else None
