"""One measure, place and segment over time: falls, changed bases, jumps, and old figures that come back as new."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crosscheck.comparable import far_apart, only_grows, round_of, why_uncertain
from crosscheck.intervals import HUNDRED, ONE, ZERO, Interval, point
from crosscheck.members import Member
from crosscheck.thresholds import BaseGrowth, thresholds
from crosscheck.verdicts import (
    Verdict,
    amount_figure,
    by_points,
    by_share,
    label,
    nominal_percent,
    operands,
    percent_figure,
    plain_number,
    shown,
    where,
    widest,
    widest_amount,
    widest_percent,
)
from crosscheck.wording import Said, Term, named_figure, term
from models.values import Claim, Figure, Outcome, Severity

_YEAR = Decimal(365)
_MOVING = ("achieved", "remaining", "percentage", "remaining_percentage")


def in_order(earlier: Claim, later: Claim) -> bool:
    """Whether every day of the one lies before every day of the other."""
    return earlier.as_of is not None and later.as_of is not None and earlier.as_of.last < later.as_of.first


def _years(earlier: Claim, later: Claim) -> Decimal:
    return _days(earlier, later) / _YEAR


def _days(earlier: Claim, later: Claim) -> Decimal:
    """The most days that may lie between two figures."""
    if earlier.as_of is None or later.as_of is None:
        return ZERO
    return Decimal((later.as_of.last - earlier.as_of.first).days)


def _values(earlier: Member, later: Member) -> dict[str, Said]:
    return {
        "what": label(later.claim),
        "where": where(later.claim),
        "earlier_when": earlier.claim.as_of or "?",
        "later_when": later.claim.as_of or "?",
    }


def _told(earlier: Member, later: Member, field: str, one: Figure, other: Figure) -> Verdict:
    """What two figures of one field look like side by side, before they are judged."""
    percent = " %" if field.endswith("percentage") else ""
    said = f"{shown(one)}{percent} ({earlier.claim.as_of}) -> {shown(other)}{percent} ({later.claim.as_of})"
    return Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=said,
        values={
            **_values(earlier, later),
            "earlier": named_figure(field, one, earlier.claim.unit),
            "later": named_figure(field, other, later.claim.unit),
        },
        operands=(*operands(earlier.claim, "earlier_"), *operands(later.claim, "later_"), ("field", field)),
        fields=(*_MOVING, "base"),
    )


def went_backwards(earlier: Member, later: Member) -> Verdict | None:
    """Whether a figure that only grows has fallen, within one round; None where it may fall or nothing compares.

    Amounts are compared where both claims have them; percentages only as far as their base cannot have grown.
    """
    one, other = earlier.claim, later.claim
    if not in_order(one, other) or not only_grows(one) or round_of(one) != round_of(other):
        return None
    verdict = _amount_fell(earlier, later) or _percent_fell(earlier, later) or _remaining_rose(earlier, later)
    if verdict is None:
        return None
    if verdict.outcome is Outcome.INCONSISTENT:
        reason = why_uncertain(one, other) or ("flow" if _may_be_a_flow(other) else None)
        if reason:
            return replace(verdict, outcome=Outcome.CANNOT_TELL, reason=reason, severity=Severity.LOW)
    return verdict


def _may_be_a_flow(later: Claim) -> bool:
    """Whether a later, smaller amount may be that of one quarter or month alone."""
    if later.indicator not in thresholds().rounds.flows or later.as_of is None:
        return False
    return later.as_of.days > 1 and later.percentage is None


def _amount_fell(earlier: Member, later: Member) -> Verdict | None:
    one, other = amount_figure(earlier.claim), amount_figure(later.claim)
    before, after = widest_amount(earlier.claim), widest_amount(later.claim)
    if one is None or other is None or before is None or after is None:
        return None
    told = _told(earlier, later, "achieved", one, other)
    if not after.below(before):
        return told
    attrition = thresholds().attrition.get(earlier.claim.indicator)
    if attrition is not None:
        kept = max(ZERO, ONE - attrition.share * _years(earlier.claim, later.claim))
        if not after.below(before * point(kept)):
            return replace(told, reading="attrition")
    severity = by_share(one.value - other.value, one.value)
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)


def _percent_fell(earlier: Member, later: Member) -> Verdict | None:
    one, other = percent_figure(earlier.claim), percent_figure(later.claim)
    before, after = widest_percent(earlier.claim), widest_percent(later.claim)
    if one is None or other is None or before is None or after is None:
        return None
    told = _told(earlier, later, "percentage", one, other)
    if not after.below(before):
        return told
    growth, reading = _base_growth(earlier.claim, later.claim)
    if not (after * point(growth)).below(before):
        return replace(told, reading=reading)
    severity = by_points(one.value - other.value)
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)


def _base_growth(earlier: Claim, later: Claim) -> tuple[Decimal, str]:
    """By what factor the base may have grown between two claims, and what that reading is called."""
    plausible = thresholds().base.get(earlier.indicator)
    if plausible is not None:
        return ONE + plausible.floor + plausible.grow * _years(earlier, later), "base_growth"
    revised = thresholds().revised
    if round_of(later) and later.as_of is not None and later.as_of.last.month >= revised.from_month:
        return ONE + revised.share, "revised_target"
    return ONE, "base_growth"


def _remaining_rose(earlier: Member, later: Member) -> Verdict | None:
    one, other = earlier.claim.remaining, later.claim.remaining
    if one is None or other is None:
        return None
    told = _told(earlier, later, "remaining", one, other)
    if widest(earlier.claim, "remaining").below(widest(later.claim, "remaining")):
        return replace(told, outcome=Outcome.CANNOT_TELL, reason="base_unknown")
    return told


def base_changed(earlier: Member, later: Member) -> Verdict | None:
    """Whether the base of a measure moves more than it plausibly can between two claims; None if nothing is plausible.

    Within one fiscal year a target may be revised, which is a reading; a base that changes by a large factor is
    probably another definition (all residents, those obliged), which cannot be told.
    """
    one, other = earlier.claim, later.claim
    if one.base is None or other.base is None or not one.base.value or one.as_of is None or other.as_of is None:
        return None
    in_round = round_of(one)
    plausible = thresholds().base.get(one.indicator)
    if in_round != round_of(other) or (plausible is None and not in_round):
        return None
    before, after = widest(one, "base"), widest(other, "base")
    change = HUNDRED * (other.base.value - one.base.value) / one.base.value
    told = _told(earlier, later, "base", one.base, other.base)
    signed = f"{'+' if change > 0 else ''}{plain_number(change)} %"
    values: dict[str, Said] = {
        **told.values,
        "earlier": term(one.base, one.unit),
        "later": term(other.base, other.unit),
        "change": Term(change, decimals=2),
    }
    told = replace(told, sum=f"{told.sum}, {signed}", values=values, fields=("base",))
    if before.meets(after):
        return told
    if in_round:
        return _revised(told, one, other, change)
    if plausible is None or _plausible_base(before, plausible, _years(one, other)).meets(after):
        return told
    reason = why_uncertain(one, other) or ("definition" if far_apart(other.base.value / one.base.value) else None)
    if reason:
        return replace(told, outcome=Outcome.CANNOT_TELL, reason=reason)
    severity = by_share(other.base.value - one.base.value, max(one.base.value, other.base.value))
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)


def _plausible_base(before: Interval, plausible: BaseGrowth, years: Decimal) -> Interval:
    """Where a base may be after so many years."""
    years = max(ZERO, years)
    least = max(ZERO, ONE - plausible.floor - plausible.shrink * years)
    most = ONE + plausible.floor + plausible.grow * years
    return Interval((before * point(least)).low, (before * point(most)).high)


def _revised(told: Verdict, one: Claim, other: Claim, change: Decimal) -> Verdict:
    """A yearly target that moves within its year."""
    revised = thresholds().revised
    reason = why_uncertain(one, other)
    if abs(change) <= HUNDRED * revised.share:
        if other.as_of is not None and other.as_of.last.month >= revised.from_month:
            return replace(told, reading="revised_target")
        reason = reason or "revised_target"
    elif not 1 / revised.other_target < ONE + change / HUNDRED < revised.other_target:
        reason = reason or "other_target"
    if reason:
        return replace(told, outcome=Outcome.CANNOT_TELL, reason=reason)
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=by_points(change))


def jump(earlier: Member, later: Member) -> Verdict | None:
    """Whether a percentage moves faster than its indicator plausibly can; None where no pace is known."""
    one, other = earlier.claim, later.claim
    pace = thresholds().pace.get(one.indicator)
    if pace is None or not in_order(one, other) or round_of(one) != round_of(other):
        return None
    before, after = widest_percent(one), widest_percent(other)
    first, second = percent_figure(one), percent_figure(other)
    if before is None or after is None or first is None or second is None:
        return None
    days = _days(one, other)
    change = second.value - first.value
    told = _told(earlier, later, "percentage", first, second)
    values: dict[str, Said] = {
        **told.values,
        "earlier": term(first),
        "later": term(second),
        "change": Term(change, decimals=2),
        "days": Term(days),
    }
    told = replace(told, sum=f"{told.sum}, {plain_number(change)} points in {days} days", values=values)
    fell_though_it_only_grows = only_grows(one) and change < 0  # told by went_backwards
    if fell_though_it_only_grows or before.gap(after) <= pace.floor + pace.points * days / pace.days:
        return told
    reason = why_uncertain(one, other)
    if not reason and one.base and other.base and far_apart(other.base.value / one.base.value):
        reason = "definition"
    if reason:
        return replace(told, outcome=Outcome.CANNOT_TELL, reason=reason)
    excess = before.gap(after) - pace.floor - pace.points * days / pace.days
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=by_points(excess))


def telling_figures(claim: Claim) -> tuple[tuple[str, Decimal], ...]:
    """The figures of a claim that move, if one of them is so exact that it would not come back by chance; else none.

    A measure that is complete does not move any more, and one that only a survey measures does not either.
    """
    digits = thresholds().stale.digits
    moving = [(name, f) for name, f in claim.figures() if name in _MOVING]
    telling = any(len(f.value.normalize().as_tuple().digits) >= digits and str(f.comparator) == "=" for _, f in moving)
    done = nominal_percent(claim)
    if not telling or (done is not None and done >= HUNDRED) or not (only_grows(claim) or round_of(claim)):
        return ()
    return tuple((name, f.value.normalize()) for name, f in moving)


def stale_figure(old: Member, new: Member) -> Verdict | None:
    """Whether an exact figure comes back as that of a much later day; None if it differs or is near in time."""
    one, other = old.claim, new.claim
    same = telling_figures(one)
    if not same or same != telling_figures(other) or one.as_of is None or other.as_of is None:
        return None
    days = (other.as_of.first - one.as_of.last).days
    if days < thresholds().stale.days:
        return None
    field = max(same, key=lambda item: (len(item[1].as_tuple().digits), item[0]))[0]
    first, second = getattr(one, field), getattr(other, field)
    told = _told(old, new, field, first, second)
    values: dict[str, Said] = {**told.values, "days": Term(Decimal(days))}
    reason = why_uncertain(one, other)
    outcome = Outcome.CANNOT_TELL if reason else Outcome.INCONSISTENT
    severity = Severity.LOW if reason else Severity.MEDIUM
    told = replace(told, sum=f"{told.sum}, {days} days", values=values, fields=tuple(name for name, _ in same))
    return replace(told, outcome=outcome, variant="differs", reason=reason, severity=severity)
