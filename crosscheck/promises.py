"""Promises: every target with a deadline, and where it stands on a given day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crosscheck.members import Member, grouped, members
from crosscheck.runs import latest_after, promised
from crosscheck.targets import deadline_missed
from crosscheck.thresholds import thresholds
from crosscheck.verdicts import Verdict, nominal_percent
from models.reference import indicators
from models.values import Claim, Outcome, Report, Target


class State(StrEnum):
    """Where a promise stands."""

    KEPT = "kept"
    MISSED = "missed"
    OPEN = "open"
    DROPPED = "dropped"
    """Its deadline is long over, and nobody gave a figure after it."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A target with its deadline, the claim that first named it, and the figure that it is judged by."""

    url: str
    claim: Claim
    target: Target
    state: State
    latest_url: str | None = None
    latest: Claim | None = None


def promises(reports: Iterable[Report], today: date) -> list[Promise]:
    """All promises, in canonical order, each once however many articles repeat it.

    A promise is kept or missed by the latest figure of a day on or after its deadline (of that year where figures start
    anew each year), or kept before it by any figure since the promise that reaches it; else it is open, and in the end
    dropped.
    """
    made = []
    for group, inside in grouped(members(reports)).items():
        if group[0] == "series":
            made += [_judged(promise, target, inside, today) for promise, target in promised(inside)]
    return made


def _judged(promise: Member, target: Target, inside: list[Member], today: date) -> Promise:
    latest = latest_after(target, inside)
    if latest is not None:
        others = [other for member in inside for other in member.claim.targets]
        indicator = indicators().get(promise.claim.indicator)
        same = promise.report.url == latest.report.url
        verdict = deadline_missed(promise.claim, target, latest.claim, indicator, others, one_article=same)
        if verdict is not None:
            return Promise(promise.report.url, promise.claim, target, _state(verdict), latest.report.url, latest.claim)
    early = next((m for m in inside if _reached(m, target) and not _before(m, promise)), None)
    if early is not None:
        return Promise(promise.report.url, promise.claim, target, State.KEPT, early.report.url, early.claim)
    assert target.deadline is not None
    return Promise(promise.report.url, promise.claim, target, unanswered(target.deadline.last, today))


def unanswered(deadline: date, today: date) -> State:
    """Where a promise stands of which no figure tells: open, and in the end dropped.

    >>> unanswered(date(2025, 6, 30), date(2025, 7, 1)), unanswered(date(2020, 6, 30), date(2025, 7, 1))
    (<State.OPEN: 'open'>, <State.DROPPED: 'dropped'>)
    """
    return State.DROPPED if (today - deadline).days > thresholds().promise.dropped_after else State.OPEN


def _before(member: Member, promise: Member) -> bool:
    """Whether a figure is older than the promise: 100 percent of seven years ago keeps no word that was given today."""
    return member.span is not None and promise.span is not None and member.span[1] < promise.span[0]


def _state(verdict: Verdict) -> State:
    """A promise is missed where figures contradict it, and where the article says so itself."""
    if verdict.reading == "extended_deadline":
        return State.OPEN
    missed = verdict.outcome is Outcome.INCONSISTENT or verdict.reading == "said_so"
    return State.MISSED if missed else State.KEPT


def _reached(member: Member, target: Target) -> bool:
    """Whether a figure before the deadline already reaches the target."""
    nominal, indicator = nominal_percent(member.claim), indicators().get(member.claim.indicator)
    if nominal is None or target.percentage is None or indicator is None:
        return False
    in_time = member.span is not None and target.deadline is not None and member.span[1] <= target.deadline.last
    same_round = target.deadline is not None and member.round in ("", str(target.deadline.last.year))
    good = nominal <= target.percentage.value if indicator.better == "lower" else nominal >= target.percentage.value
    return in_time and same_round and good
