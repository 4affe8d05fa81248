"""One measure, place and segment over time: falls, changed bases, jumps, and old figures that come back as new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from crosscheck.comparable import far_apart, only_grows, other_definition, round_of, why_uncertain
from crosscheck.intervals import HUNDRED, ONE, ZERO, Interval, point, printed_unit
from crosscheck.members import Member
from crosscheck.thresholds import BaseGrowth, thresholds
from crosscheck.times import days_of
from crosscheck.verdicts import (
    Verdict,
    by_points,
    by_share,
    doubted,
    far_off,
    label,
    nominal_percent,
    plain_number,
    shown,
    where,
)
from crosscheck.wording import Named, Said, Term, term
from models.values import AsOfSource, Claim, Figure, Outcome, Severity

_YEAR = 365
_MOVING = ("achieved", "remaining", "percentage", "remaining_percentage")


def in_order(earlier: Member, later: Member) -> bool:
    """Whether every day of the one lies before every day of the other."""
    return earlier.span is not None and later.span is not None and earlier.span[1] < later.span[0]


def _years(earlier: Member, later: Member) -> Decimal:
    return _days(earlier, later) / _YEAR


def _days(earlier: Member, later: Member) -> Decimal:
    """The most days that may lie between two figures; between two figures of whole years, the years between."""
    if earlier.span is None or later.span is None:
        return ZERO
    of_years = all((last - first).days + 1 >= _YEAR for first, last in (earlier.span, later.span))
    return Decimal((later.span[1] - earlier.span[1 if of_years else 0]).days)


def _uncertain(earlier: Member, later: Member) -> str | None:
    """Why two members may speak of different things; an article that gives both figures knows more than we do."""
    if earlier.report.url == later.report.url:
        return "one_article"
    twice = "given_twice" if earlier.given_twice or later.given_twice else None
    return twice or why_uncertain(earlier.claim, later.claim)


def _told(
    earlier: Member, later: Member, field: str, one: Figure, other: Figure, said: Mapping[str, Said] | None = None
) -> Verdict:
    """What two figures of one field look like side by side, before they are judged."""
    percent = " %" if field.endswith("percentage") else ""
    before, after = earlier.claim, later.claim
    return Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{shown(one)}{percent} ({before.as_of}) -> {shown(other)}{percent} ({after.as_of})",
        values={
            "what": label(after),
            "where": where(after),
            "earlier_when": before.as_of or "?",
            "later_when": after.as_of or "?",
            "earlier": Named(field, one, before.unit),
            "later": Named(field, other, after.unit),
            **(said or {}),
        },
        operands=(("field", field),),
        prefixes=("earlier_", "later_"),
        fields=(*_MOVING, "base"),
    )


def went_backwards(earlier: Member, later: Member) -> Verdict | None:
    """Whether a figure that only grows has fallen, within one round; None where it may fall or nothing compares.

    Amounts are compared where both claims have them; percentages only as far as their base cannot have grown.
    """
    if not in_order(earlier, later) or not only_grows(earlier.claim) or earlier.round != later.round:
        return None
    verdict = _amount_fell(earlier, later) or _percent_fell(earlier, later) or _remaining_rose(earlier, later)
    if verdict is None or verdict.outcome is not Outcome.INCONSISTENT:
        return verdict
    reason = _uncertain(earlier, later) or ("flow" if _may_be_a_flow(later) else None)
    other = "definition" if other_definition(earlier.claim, later.claim) else None
    return doubted(verdict, reason or other)


def fell_far(earlier: Member, later: Member) -> bool:
    """Whether less than half is left: then one of the two counts something else, or was read wrongly by someone.

    Of amounts; and of percentages where one is printed and the other one only follows from counts.
    """
    one, other = earlier.amount_figure, later.amount_figure
    if (one is None or other is None) and (earlier.claim.percentage is None) is not (later.claim.percentage is None):
        one, other = earlier.percent_figure, later.percent_figure
    return one is not None and other is not None and other.value < one.value and far_off(one.value, other.value)


def _may_be_a_flow(later: Member) -> bool:
    """Whether a later, smaller amount may be that of one quarter or month alone."""
    claim = later.claim
    if claim.indicator not in thresholds().rounds.flows or claim.as_of is None:
        return False
    return days_of(claim.as_of) > 1 and claim.percentage is None


def _amount_fell(earlier: Member, later: Member) -> Verdict | None:
    one, other, before, after = earlier.amount_figure, later.amount_figure, earlier.amount, later.amount
    if one is None or other is None or before is None or after is None:
        return None
    told = _told(earlier, later, "achieved", one, other)
    if not after.below(before):
        return told
    attrition = thresholds().attrition.get(earlier.claim.indicator)
    if attrition is not None:
        kept = max(ZERO, ONE - attrition.share * _years(earlier, later))
        if not after.below(before * point(kept)):
            return replace(told, reading="attrition")
    severity = by_share(one.value - other.value, one.value)
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)


def _percent_fell(earlier: Member, later: Member) -> Verdict | None:
    one, other, before, after = earlier.percent_figure, later.percent_figure, earlier.percent, later.percent
    if one is None or other is None or before is None or after is None:
        return None
    told = _told(earlier, later, "percentage", one, other)
    if not after.below(before):
        return told
    growth, reading = _base_growth(earlier, later)
    if not (after * point(growth)).below(before):
        return replace(told, reading=reading)
    severity = by_points(one.value - other.value)
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)


def _base_growth(earlier: Member, later: Member) -> tuple[Decimal, str]:
    """By what factor the base may have grown between two claims, and what that reading is called."""
    plausible = thresholds().base.get(earlier.claim.indicator)
    if plausible is not None:
        return ONE + plausible.floor + plausible.grow * _years(earlier, later), "base_growth"
    revised = thresholds().revised
    if later.round and later.span is not None and later.span[1].month >= revised.from_month:
        return ONE + revised.share, "revised_target"
    return ONE, "base_growth"


def _remaining_rose(earlier: Member, later: Member) -> Verdict | None:
    one, other = earlier.claim.remaining, later.claim.remaining
    if one is None or other is None:
        return None
    told = _told(earlier, later, "remaining", one, other)
    if earlier.widest["remaining"].below(later.widest["remaining"]):
        return replace(told, outcome=Outcome.CANNOT_TELL, reason="base_unknown")
    return told


def base_changed(earlier: Member, later: Member) -> Verdict | None:
    """Whether the base of a measure moves more than it plausibly can between two claims; None if nothing is plausible.

    Within one fiscal year a target may be revised, which is a reading; a base that changes by a large factor is
    probably another definition (all residents, those obliged), which cannot be told.
    """
    one, other = earlier.claim.base, later.claim.base
    if one is None or other is None or not one.value or earlier.span is None or later.span is None:
        return None
    plausible = thresholds().base.get(earlier.claim.indicator)
    if earlier.round != later.round or (plausible is None and not earlier.round):
        return None
    before, after = earlier.widest["base"], later.widest["base"]
    change = HUNDRED * (other.value - one.value) / one.value
    units = earlier.claim.unit, later.claim.unit
    said: dict[str, Said] = {
        "earlier": term(one, units[0]),
        "later": term(other, units[1]),
        "change": Term(round(change, 2)),
    }
    told = _told(earlier, later, "base", one, other, said)
    signed = f"{'+' if change > 0 else ''}{plain_number(change)} %"
    told = replace(told, sum=f"{told.sum}, {signed}", fields=("base",))
    if before.meets(after):
        return told
    if earlier.round:
        return _revised(told, earlier, later, change)
    if plausible is None or _plausible_base(before, plausible, _years(earlier, later)).meets(after):
        return told
    severity = by_share(other.value - one.value, max(one.value, other.value))
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)
    far = "definition" if far_apart(other.value / one.value) else None
    return doubted(verdict, _uncertain(earlier, later) or far)


def _plausible_base(before: Interval, plausible: BaseGrowth, years: Decimal) -> Interval:
    """Where a base may be after so many years."""
    years = max(ZERO, years)
    least = max(ZERO, ONE - plausible.floor - plausible.shrink * years)
    most = ONE + plausible.floor + plausible.grow * years
    return Interval((before * point(least)).low, (before * point(most)).high)


def _revised(told: Verdict, earlier: Member, later: Member, change: Decimal) -> Verdict:
    """A yearly target that moves within its year."""
    revised = thresholds().revised
    reason = _uncertain(earlier, later)
    if abs(change) <= HUNDRED * revised.share:
        if later.span is not None and later.span[1].month >= revised.from_month:
            return replace(told, reading="revised_target")
        reason = reason or "revised_target"
    elif not 1 / revised.other_target < ONE + change / HUNDRED < revised.other_target:
        reason = reason or "other_target"
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=by_points(change))
    return doubted(verdict, reason)


def jump(earlier: Member, later: Member) -> Verdict | None:
    """Whether a percentage moves faster than its indicator plausibly can; None where no pace is known."""
    pace = thresholds().pace.get(earlier.claim.indicator)
    if pace is None or not in_order(earlier, later) or earlier.round != later.round:
        return None
    one, other, before, after = earlier.percent_figure, later.percent_figure, earlier.percent, later.percent
    if one is None or other is None or before is None or after is None:
        return None
    days, change = _days(earlier, later), other.value - one.value
    said: dict[str, Said] = {
        "earlier": term(one),
        "later": term(other),
        "change": Term(round(change, 2)),
        "days": Term(days),
    }
    told = _told(earlier, later, "percentage", one, other, said)
    told = replace(told, sum=f"{told.sum}, {plain_number(change)} points in {days} days")
    excess = before.gap(after) - pace.floor - pace.points * days / pace.days
    if excess <= 0 or (change < 0 and only_grows(earlier.claim)):  # a fall is told by went_backwards
        return told
    verdict = replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=by_points(excess))
    bases = earlier.claim.base, later.claim.base
    far = bases[0] and bases[1] and bases[0].value and far_apart(bases[1].value / bases[0].value)
    return doubted(verdict, _uncertain(earlier, later) or ("definition" if far else None))


def telling_figures(claim: Claim) -> tuple[tuple[str, Decimal], ...]:
    """The figures of a claim that move, if one of them is so exact that it would not come back by chance; else none.

    A measure that is complete does not move any more, and one that only a survey measures does not either.
    """
    moving = [(name, f) for name, f in claim.figures() if name in _MOVING]
    done = nominal_percent(claim)
    slow = not round_of(claim) and done is not None and done >= thresholds().stale.slow
    telling = any(_telling(claim, name, figure, slow=slow) for name, figure in moving)
    if not telling or (done is not None and done >= HUNDRED) or not only_grows(claim):
        return ()
    return tuple((name, f.value.normalize()) for name, f in moving)


def _telling(claim: Claim, name: str, figure: Figure, *, slow: bool) -> bool:
    """Whether a figure is too exact to come back by chance: of a stock, which moves slowly, printed to the last one."""
    if len(figure.value.normalize().as_tuple().digits) < thresholds().stale.digits or str(figure.comparator) != "=":
        return False
    if name.endswith("percentage"):
        return not slow
    unit = printed_unit(figure)
    return bool(round_of(claim)) or unit is None or unit <= ONE


def stale_figure(old: Member, new: Member) -> Verdict | None:
    """Whether an exact figure comes back as that of a much later day; None if it differs or is near in time."""
    same = telling_figures(old.claim)
    if not same or same != telling_figures(new.claim) or old.span is None or new.span is None:
        return None
    days = (new.span[0] - old.span[1]).days
    if days < thresholds().stale.days:
        return None
    field = max(same, key=lambda item: (len(item[1].as_tuple().digits), item[0]))[0]
    told = _told(old, new, field, getattr(old.claim, field), getattr(new.claim, field), {"days": Term(Decimal(days))})
    verdict = replace(
        told,
        outcome=Outcome.INCONSISTENT,
        variant="differs",
        sum=f"{told.sum}, {days} days",
        severity=Severity.MEDIUM,
        fields=tuple(name for name, _ in same),
    )
    unsaid = "day_not_said" if new.claim.as_of_source is AsOfSource.PUBLISHED else None
    return doubted(verdict, _uncertain(old, new) or unsaid)
