"""Targets: what an article says of a target against its figure, and deadlines that have passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from crosscheck.intervals import HUNDRED, Interval, point
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import (
    Figures,
    Verdict,
    by_points,
    cannot_tell,
    done_percent,
    fitting,
    gravest,
    label,
    nominal_percent,
    plain_number,
    shown,
    where,
)
from crosscheck.wording import Term, term
from models.reference import Indicator
from models.values import Claim, Comparator, Figure, Outcome, Severity, Target


def target_vs_figure(claim: Claim, indicator: Indicator | None) -> Verdict | None:
    """Whether "target met" and "not yet met" fit the claim's percentage; None where nothing is said of a target.

    A target without a percentage is never read as 100. Of several targets, one that does not fit is told.
    """
    nominal = nominal_percent(claim)
    if nominal is None:
        return None
    return gravest(
        [_one_target(claim, target, nominal, indicator) for target in claim.targets if target.met is not None]
    )


def _one_target(claim: Claim, target: Target, nominal: Decimal, indicator: Indicator | None) -> Verdict:
    goal = target.percentage
    if goal is None:
        return cannot_tell("no_target_percentage")
    sign = "<" if nominal < goal.value else ">" if nominal > goal.value else "="
    said = "met" if target.met else "not met"
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{plain_number(nominal)} % {sign} target {shown(goal)} %, said to be {said}",
        values={"target": term(goal), "figure": _figure_term(claim)},
        operands=(("target", shown(goal)), ("met", str(target.met).lower())),
        fields=tuple(name for name, _ in claim.figures()),
    )
    on_the_good_side = target.met is False
    if not _surely(claim, _goal(goal), good=on_the_good_side, indicator=indicator):
        return told
    severity = _medium_at_least(by_points(nominal - goal.value))
    variant = "met_but_short" if target.met else "passed_but_unmet"
    return replace(told, outcome=Outcome.INCONSISTENT, variant=variant, severity=severity)


def _figure_term(claim: Claim) -> Term:
    if claim.percentage:
        return term(claim.percentage)
    nominal = nominal_percent(claim)
    return Term(HUNDRED if nominal is None else nominal, decimals=None if claim.remaining_percentage else 2)


def _goal(figure: Figure) -> Interval:
    """A target is a norm: the number itself, unless it is hedged."""
    away = figure.value * thresholds().about.share if figure.comparator is Comparator.ABOUT else 0
    return Interval(figure.value - away, figure.value + away) if away else point(figure.value)


def _surely(claim: Claim, goal: Interval, *, good: bool, indicator: Indicator | None) -> bool:
    """Whether in every reading the whole figure lies on the good (or the bad) side of the goal."""
    lower_is_better = indicator is not None and indicator.better == "lower"

    def may_lie_elsewhere(read: Figures) -> bool:
        done = done_percent(read)
        if done is None:
            return True
        return not (done.below(goal) if good is lower_is_better else goal.below(done))

    return not fitting(claim, may_lie_elsewhere)[0]


def _medium_at_least(severity: Severity) -> Severity:
    """A word that contradicts a figure matters however near the two are."""
    return Severity.MEDIUM if severity is Severity.LOW else severity


def completion_target(claim: Claim, target: Target) -> Figure | None:
    """The target's percentage; for works a deadline alone is the day of completion."""
    if target.percentage is not None:
        return target.percentage
    if target.deadline is not None and claim.indicator in thresholds().completion.indicators:
        return Figure(HUNDRED)
    return None


def deadline_missed(
    promise: Claim,
    target: Target,
    latest: Claim,
    indicator: Indicator | None,
    others: Iterable[Target] = (),
    *,
    one_article: bool = False,
) -> Verdict | None:
    """Whether the latest figure, of a day after the deadline, falls short of the target; None before the deadline.

    `latest` is of the same measure, place and segment as `promise`, and may be the same claim: an article that gives
    the target, the figure and says that it is missed contradicts nothing, and so does one that gives them in two
    claims (`one_article`). `others` are what other articles promise.
    """
    goal, deadline = completion_target(promise, target), target.deadline
    as_of, nominal = latest.as_of, nominal_percent(latest)
    if deadline is None or goal is None or as_of is None or nominal is None or as_of.last < deadline.last:
        return None
    if latest is promise and as_of == deadline and as_of.days > 1:
        return None  # an article that still speaks of the deadline was written before the end of it
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"target {shown(goal)} % by {deadline}, {plain_number(nominal)} % as of {as_of}",
        values={
            "what": label(latest),
            "where": where(latest),
            "target": term(goal),
            "deadline": deadline,
            "when": as_of,
            "figure": _figure_term(latest),
        },
        operands=(("target", shown(goal)), ("deadline", str(deadline)), ("figure", plain_number(nominal))),
        prefixes=(),
        fields=tuple(name for name, _ in latest.figures()),
    )
    if not _surely(latest, _goal(goal), good=False, indicator=indicator):
        return told
    extended = any(
        other.deadline is not None
        and other.met is None
        and other.deadline.last > max(deadline.last, as_of.last)
        and (other.percentage is None or other.percentage.value == goal.value)  # else it is the next stage
        for other in (*promise.targets, *latest.targets, *others)
    )
    if extended:
        return replace(told, reading="extended_deadline")
    if (latest is promise or one_article) and target.met is False:
        return replace(told, reading="said_so")
    severity = _medium_at_least(by_points(goal.value - nominal))
    return replace(told, outcome=Outcome.INCONSISTENT, variant="differs", severity=severity)
