"""Which claims of a group each rule is asked about: pairs in time, outlets of one day, parts of one place.

Rules judge two claims (or a whole and its parts). What stands here chooses them: linearly in the size of the group, and
in an order that does not depend on how the claims arrived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import combinations, pairwise

from crosscheck.comparable import why_uncertain
from crosscheck.dates import Dated, dated_days, day_vs_date
from crosscheck.findings import Judged
from crosscheck.headline import headline_vs_body, stated_twice
from crosscheck.impossible import impossible_figure
from crosscheck.members import Group, Member
from crosscheck.outlets import outlets_disagree
from crosscheck.own_figures import counts_do_not_add_up, percentage_vs_counts
from crosscheck.series import base_changed, fell_far, jump, stale_figure, telling_figures, went_backwards
from crosscheck.targets import completion_target, deadline_missed, target_vs_figure
from crosscheck.times import span
from crosscheck.verdicts import Verdict, doubted, nominal_amount, nominal_percent
from crosscheck.voices import by_appearance, first_appearance, voices
from models.reference import Indicator, indicators
from models.values import Claim, Conflict, Outcome, Target

Judge = Callable[[Member, Member], Verdict | None]

_AGREES = frozenset({Outcome.CONSISTENT, Outcome.ROUNDING})
_ALL_PAIRS = 12
"""Up to so many different reports of one day each is laid beside each other one."""
_LONGEST_LINE = 80
"""Up to so many claims a line in time is searched for its outliers as a whole."""
_FEW = 3
"""Of so many figures in a line none can be told to be the one that stands out."""
LOOK_BACK = 8
"""So many claims back (and on) one is sought that compares at all, and that agrees."""


def _indicator(claim: Claim) -> Indicator | None:
    return indicators().get(claim.indicator)


def _alone(verdict: Verdict | None, member: Member, key: str = "") -> Iterator[Judged]:
    if verdict is not None:
        yield Judged(verdict=verdict, about=(member,), of_one_article=True, key=key)


def run_percentage_vs_counts(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each claim of an article."""
    for member in members:
        yield from _alone(percentage_vs_counts(member.claim), member)


def run_counts_do_not_add_up(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each claim of an article."""
    for member in members:
        yield from _alone(counts_do_not_add_up(member.claim), member)


def run_impossible_figure(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each claim of an article."""
    for member in members:
        yield from _alone(impossible_figure(member.claim, _indicator(member.claim)), member)


def run_target_vs_figure(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each claim of an article."""
    for member in members:
        yield from _alone(target_vs_figure(member.claim, _indicator(member.claim)), member)


def run_headline_vs_body(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each figure of an article that lost against another in the headline."""
    yield from _conflicts(members, headline_vs_body)


def run_stated_twice(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each figure of an article that lost against another in the body."""
    yield from _conflicts(members, stated_twice)


def run_day_vs_date(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each day of the week beside a date that an article's passages hold, once."""
    told: set[Dated] = set()
    for member in members:
        for dated in dated_days(member.claim):
            if dated not in told:
                told.add(dated)
                yield from _alone(day_vs_date(dated), member, f"{dated.day} {dated.weekday}")


def _conflicts(
    members: Sequence[Member], judge: Callable[[Claim, Conflict, Sequence[Claim]], Verdict | None]
) -> Iterator[Judged]:
    claims = [member.claim for member in members]
    for member in members:
        for conflict in member.claim.conflicts:
            key = f"{conflict.field} {conflict.value.normalize():f}"
            yield from _alone(judge(member.claim, conflict, claims), member, key)


def _by_unit(members: Sequence[Member]) -> Iterator[list[Member]]:
    units: dict[str, list[Member]] = {}
    for member in members:
        units.setdefault(str(member.claim.unit), []).append(member)
    for _, found in sorted(units.items()):
        yield found


def by_round(members: Sequence[Member]) -> Iterator[list[Member]]:
    """Members whose time is known, by unit and by round, in time."""
    for same_unit in _by_unit(members):
        rounds: dict[str, list[Member]] = {}
        for member in same_unit:
            in_round = member.round
            if in_round is not None and member.claim.as_of is not None:
                rounds.setdefault(in_round, []).append(member)
        for _, found in sorted(rounds.items()):
            yield found


def distinct(members: Sequence[Member]) -> list[list[Member]]:
    """Members that say the same of the same time, together; in time."""
    same: dict[str, list[Member]] = {}
    for member in members:
        same.setdefault(member.said, []).append(member)
    return list(same.values())


def _pair(verdict: Verdict, a: list[Member], b: list[Member]) -> Judged:
    """Two sets of members that each say one thing, with the independent voices on each side.

    Figures of two surveys or two budgets do not contradict each other, and do not agree either.
    """
    if verdict.outcome in _AGREES and a[0].report.url != b[0].report.url:
        reason = why_uncertain(a[0].claim, b[0].claim)
        if reason is not None:
            verdict = replace(verdict, outcome=Outcome.CANNOT_TELL, reason=reason, reading=None)
    count = len(voices(a)), len(voices(b))
    extra = (("voices", f"{count[0]} : {count[1]}"), ("sides", f"{len(a)} : {len(b)}"))
    return Judged(verdict=verdict, about=(a[0], b[0]), sides=(*a, *b), extra=extra)


def run_outlets_disagree(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """What different articles say of one measure, place, segment and period; also that several agree."""
    for same_unit in _by_unit(members):
        periods: dict[str, list[Member]] = {}
        for member in same_unit:
            if member.claim.as_of is not None:
                periods.setdefault(str(member.claim.as_of), []).append(member)
        for _, found in sorted(periods.items()):
            yield from _one_period(distinct(found))


def _one_period(variants: list[list[Member]]) -> Iterator[Judged]:
    for same in variants:
        independent = voices(same)
        verdict = outlets_disagree(independent[0][0], independent[1][0]) if len(independent) > 1 else None
        if verdict is not None:
            extra = (("voices", str(len(independent))), ("sides", str(len(same))))
            yield Judged(verdict=verdict, about=(same[0], same[0]), sides=tuple(same), extra=extra)
    pairs = list(combinations(variants, 2)) if len(variants) <= _ALL_PAIRS else _neighbours(variants)
    for a, b in pairs:
        if {m.report.url for m in a} == {m.report.url for m in b}:
            continue
        one, other = sorted((a, b), key=lambda same: by_appearance(first_appearance(same)))
        verdict = outlets_disagree(first_appearance(one), first_appearance(other))
        if verdict is not None:
            yield _pair(verdict, one, other)


def _neighbours(variants: list[list[Member]]) -> list[tuple[list[Member], list[Member]]]:
    """Of many variants those next to each other by value, and the two ends."""
    ranked = sorted(variants, key=lambda same: (_size(same[0].claim), same[0].order))
    return [*pairwise(ranked), (ranked[0], ranked[-1])]


def _size(claim: Claim) -> Decimal:
    percent, amount = nominal_percent(claim), nominal_amount(claim)
    return percent if percent is not None else amount if amount is not None else Decimal(-1)


def run_went_backwards(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """The line in time; where it falls, the fewest claims that break it, each against its nearest neighbour.

    Where less than half is left, two or three figures do not tell which of them counts something else; neither do any
    that a program read.
    """
    for line in map(distinct, by_round(members)):
        yield from _along(line, fall_judge(line))


def fall_judge(line: Sequence[list[Member]]) -> Judge:
    """What judges the falls of a line: where it is short, a fall by more than half is doubted."""
    return _read_fall if len(line) > _FEW else _near_fall


def _read_fall(earlier: Member, later: Member) -> Verdict | None:
    by_program = earlier.claim.evidence or later.claim.evidence
    return (_near_fall if by_program else went_backwards)(earlier, later)


def _near_fall(earlier: Member, later: Member) -> Verdict | None:
    verdict = went_backwards(earlier, later)
    return doubted(verdict, "other_thing") if verdict and fell_far(earlier, later) else verdict


def run_base_changed(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """The bases in time."""
    for line in by_round(members):
        yield from _along([same for same in distinct(line) if same[0].claim.base], base_changed)


def run_jump(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """The percentages in time."""
    for line in by_round(members):
        yield from _along([same for same in distinct(line) if nominal_percent(same[0].claim) is not None], jump)


def _along(line: list[list[Member]], judge: Judge) -> Iterator[Judged]:
    """Each step of a line; a claim that breaks it is set aside if the line goes on without it."""
    for start in range(0, len(line), _LONGEST_LINE):
        # one claim is shared by two stretches
        yield from _stretch(line[max(0, start - 1) : start + _LONGEST_LINE], judge)


def _stretch(line: list[list[Member]], judge_once: Judge) -> Iterator[Judged]:
    judge = cache(judge_once)  # a step is asked about when the line is sought and when it is told
    kept = longest_line(line, judge)
    last: list[Member] | None = None
    for same in line:
        if id(same) not in kept:
            yield from _breaks(line, same, kept, judge)
            continue
        if last is not None:
            verdict = judge(last[0], same[0])
            if verdict is not None:
                yield _pair(verdict, last, same)
        last = same


def _breaks(line: list[list[Member]], same: list[Member], kept: set[int], judge: Judge) -> Iterator[Judged]:
    """What a claim that was set aside contradicts: the nearest before it, else the nearest after it."""
    at = next(i for i, other in enumerate(line) if other is same)
    before = [(other, same) for other in reversed(line[max(0, at - LOOK_BACK) : at]) if id(other) in kept]
    after = [(same, other) for other in line[at + 1 : at + 1 + LOOK_BACK] if id(other) in kept]
    for earlier, later in (*before, *after):
        verdict = judge(earlier[0], later[0])
        if verdict is not None and verdict.outcome is Outcome.INCONSISTENT:
            yield _pair(verdict, earlier, later)
            return


def longest_line(line: list[list[Member]], judge: Judge) -> set[int]:
    """The most claims of which each next one agrees with the one before; the earliest ones where several are longest.

    Where no step breaks the line, which is the rule, only neighbours are compared.
    """
    if not any(_breaks_near(line, at, judge) for at in range(1, len(line))):
        return {id(same) for same in line}
    length, before = [1] * len(line), [-1] * len(line)
    for i in range(len(line)):
        # the longest first, which mostly is the neighbour: few steps have to be judged at all
        for j in sorted(range(max(0, i - LOOK_BACK), i), key=lambda j: (-length[j], j)):
            if not _breaks_line(judge, line[j][0], line[i][0]):
                length[i], before[i] = length[j] + 1, j
                break
    at = max(range(len(line)), key=lambda i: (length[i], -i))
    kept = set()
    while at >= 0:
        kept.add(id(line[at]))
        at = before[at]
    return kept


def _breaks_near(line: list[list[Member]], at: int, judge: Judge) -> bool:
    """Whether a claim contradicts the nearest one before it with which it compares at all."""
    for back in range(at - 1, max(-1, at - 1 - LOOK_BACK), -1):
        verdict = judge(line[back][0], line[at][0])
        if verdict is not None:
            return verdict.outcome is Outcome.INCONSISTENT
    return False


def _breaks_line(judge: Judge, earlier: Member, later: Member) -> bool:
    verdict = judge(earlier, later)
    return verdict is not None and verdict.outcome is Outcome.INCONSISTENT


def run_stale_figure(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Exact figures that come back: the first time against each later one."""
    for same_unit in _by_unit(members):
        figures: dict[tuple[tuple[str, Decimal], ...], list[Member]] = {}
        for member in same_unit:
            told = telling_figures(member.claim)
            if told and member.claim.as_of is not None:
                figures.setdefault(told, []).append(member)
        for _, found in sorted(figures.items()):
            times = distinct(found)
            for later in times[1:]:
                verdict = stale_figure(times[0][0], later[0])
                if verdict is not None:
                    yield _pair(verdict, times[0], later)


def run_deadline_missed(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Each promise with a deadline, against the latest figure of its round after that."""
    targets = tuple(dict.fromkeys(target for member in members for target in member.claim.targets))
    for promise, target in promised(members):
        latest = latest_after(target, members)
        if latest is None:
            continue
        verdict = deadline_missed(
            promise.claim,
            target,
            latest.claim,
            _indicator(promise.claim),
            targets,
            one_article=promise.report.url == latest.report.url,
        )
        if verdict is not None:
            sides = (promise,) if latest is promise else (promise, latest)
            yield Judged(verdict=verdict, about=sides, key=_promise_key(promise, target))


def promised(members: Sequence[Member]) -> list[tuple[Member, Target]]:
    """Each target with a deadline, once, with the member that names it first."""
    found: dict[str, tuple[Member, Target]] = {}
    for member in members:
        for target in member.claim.targets:
            if target.deadline is not None and completion_target(member.claim, target) is not None:
                found.setdefault(_promise_key(member, target), (member, target))
    return [promise for _, promise in sorted(found.items())]


def _promise_key(member: Member, target: Target) -> str:
    goal = completion_target(member.claim, target)
    return f"{goal.value.normalize() if goal else 0:f} {target.deadline}"


def latest_after(target: Target, members: Sequence[Member]) -> Member | None:
    """The latest figure on or after a target's deadline; where figures start anew each year, of the deadline's year.

    `members` are in canonical order.
    """
    if target.deadline is None:
        return None
    last = span(target.deadline)[1]
    rounds = "", str(last.year)
    for member in reversed(members):
        if member.span is None or member.span[1] < last:
            return None  # members stand in the order of their last days, those without any before all others
        judged = member.round in rounds and nominal_percent(member.claim) is not None and not member.given_twice
        if judged and not _still_running(member):
            return member
    return None


def _still_running(member: Member) -> bool:
    """Whether a claim's period was not over when it was printed."""
    return member.span is not None and member.published is not None and member.published < member.span[1]
