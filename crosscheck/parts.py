"""Parts against their whole: regencies and their province, districts and their regency, kinds and groups and their sum.

Parts that are missing are bounds: what is there may not exceed the whole, and nothing more is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from crosscheck.comparable import why_uncertain
from crosscheck.intervals import HUNDRED, Interval, percent_of, point, total
from crosscheck.members import Member
from crosscheck.thresholds import Partition, thresholds
from crosscheck.verdicts import (
    READINGS,
    Figures,
    Verdict,
    by_points,
    by_share,
    cannot_tell,
    done_amount,
    done_percent,
    doubted,
    figures,
    gravest,
    label,
    nominal_amount,
    nominal_percent,
    percent_figure,
    plain_number,
    shown,
    where,
)
from crosscheck.wording import Said, Term, term
from models.reference import regions
from models.values import Claim, Outcome, Severity, Unit

FIELDS = ("achieved", "base", "remaining")
_SHOWN = 6
"""So many addends are written out in a sum."""


def parts_vs_whole(whole: Member, parts: Sequence[Member], *, complete: bool) -> Verdict | None:
    """Whether parts make their whole: their sums, and the bounds of their weighted mean; None if nothing compares.

    `complete` says that no part is missing; without it parts may only not exceed the whole.
    """
    if len(parts) < 2:
        return None  # one part beside its whole is read wrongly far more often than it is printed wrongly
    verdicts = [v for field in FIELDS if (v := _sum(whole, parts, field, complete=complete)) is not None]
    mean = _mean(whole, parts) if complete else None
    if mean is not None:
        verdicts.append(mean)
    verdict = gravest(verdicts)
    if verdict is None:
        both_percent = nominal_percent(whole.claim) is not None and not complete
        return cannot_tell("parts_missing", fields=("percentage",)) if both_percent else None
    if verdict.outcome is Outcome.INCONSISTENT:
        reason = next((r for part in parts if (r := _uncertain(whole.claim, part.claim)) is not None), None)
        reason = reason or ("given_twice" if whole.given_twice else None)
        reason = reason or ("parts_overlap" if _overlap(parts) else None)
        reason = reason or ("flow" if not complete and _may_be_flows(whole.claim) else None)
        if reason:
            return replace(verdict, outcome=Outcome.CANNOT_TELL, reason=reason, severity=Severity.LOW)
    return verdict


def _overlap(parts: Sequence[Member]) -> bool:
    """Whether two parts may hold the same people or money: one part twice, or "NPK" beside "NPK khusus"."""
    keys = sorted((part.claim.place or "", f"{part.segment} ") for part in parts)
    return any(a[0] == b[0] and (a[1] == b[1] or (a[1].strip() and b[1].startswith(a[1]))) for a, b in pairwise(keys))


def _may_be_flows(whole: Claim) -> bool:
    """Whether amounts of a year or a quarter may be those of single months inside it."""
    flows = thresholds().rounds.flows
    return whole.indicator in flows and whole.as_of is not None and whole.as_of.days > 1


def _uncertain(whole: Claim, part: Claim) -> str | None:
    return None if whole.as_of is None and part.as_of is None else why_uncertain(whole, part)


def _amount(read: Figures, field: str) -> Interval | None:
    """An amount of a claim; the achieved one also from percentage and base."""
    if field != "achieved":
        return read.get(field)
    amount, percent = done_amount(read), done_percent(read)
    if amount is None and percent is not None and "base" in read:
        return percent * read["base"] / point(HUNDRED)
    return amount


def _nominal(claim: Claim, field: str) -> Decimal | None:
    if field != "achieved":
        figure = getattr(claim, field)
        return None if figure is None else figure.value
    amount, percent = nominal_amount(claim), nominal_percent(claim)
    if amount is None and percent is not None and claim.base:
        return percent * claim.base.value / HUNDRED
    return amount


def _sum(whole: Member, parts: Sequence[Member], field: str, *, complete: bool) -> Verdict | None:
    goal = _nominal(whole.claim, field)
    there = [part for part in parts if _nominal(part.claim, field) is not None]
    if goal is None or len(there) < 2 or any(part.claim.unit != whole.claim.unit for part in there):
        return None
    every = complete and len(there) == len(parts)
    addends = [_nominal(part.claim, field) or Decimal(0) for part in there]
    computed = sum(addends, Decimal(0))
    shown_addends = " + ".join(plain_number(addend) for addend in addends[:_SHOWN])
    more = f" + {len(addends) - _SHOWN} more" if len(addends) > _SHOWN else ""
    printed = getattr(whole.claim, field)
    unit = whole.claim.unit
    told = _told(
        whole.claim,
        there,
        f"{shown_addends}{more} = {plain_number(computed)}, whole {shown(printed) if printed else plain_number(goal)}",
        computed=Term(computed.quantize(Decimal(1) if _whole_numbers(unit) else Decimal("0.001")).normalize(), unit),
        whole=term(printed, unit) if printed else Term(round(goal, 0), unit),
    )
    fits, reading = _sum_fits(whole.claim, [part.claim for part in there], field, every=every)
    if fits:
        if not every:
            return replace(told, variant="sum_within", reading=reading)
        outcome = Outcome.CONSISTENT if computed == goal else Outcome.ROUNDING
        return replace(told, variant="sum_agrees", outcome=outcome, reading=reading)
    verdict = replace(
        told,
        outcome=Outcome.INCONSISTENT,
        variant="sum_differs" if every else "sum_exceeds",
        severity=by_share(computed - goal, max(computed, goal)),
    )
    factor = thresholds().doubt.parts
    return verdict if goal / factor < computed < goal * factor else doubted(verdict, "other_thing")


def _whole_numbers(unit: Unit | None) -> bool:
    return unit is Unit.RUPIAH or (unit is not None and str(unit) in thresholds().whole.units)


def _sum_fits(whole: Claim, parts: Sequence[Claim], field: str, *, every: bool) -> tuple[bool, str | None]:
    for amounts, percents, reading in READINGS:
        target = _amount(figures(whole, amounts, percents), field)
        summed = [_amount(figures(part, amounts, percents), field) for part in parts]
        if target is None:
            return True, None
        added = total([one for one in summed if one is not None])
        if added.meets(target) if every else not target.below(added):
            return True, reading
    return False, None


def _told(of: Claim, parts: Sequence[Member], said: str, **values: Said) -> Verdict:
    return Verdict(
        outcome=Outcome.CONSISTENT,
        variant="sum_within",
        sum=said,
        values={
            "what": label(of),
            "where": where(of),
            "count": Term(Decimal(len(parts))),
            **values,
        },
        operands=(("parts", str(len(parts))),),
        prefixes=("whole_",),
        fields=("percentage", "remaining_percentage", *FIELDS),
    )


def _mean(whole: Member, parts: Sequence[Member]) -> Verdict | None:
    """The whole's percentage against the weighted mean of all its parts, or against the bounds of any mean."""
    goal = percent_figure(whole.claim)
    shares = [share for part in parts if (share := nominal_percent(part.claim)) is not None]
    if goal is None or len(shares) < len(parts) or len(parts) < 2:
        return None
    bases = [part.claim.base.value for part in parts if part.claim.base]
    weighted = len(bases) == len(parts) and all(bases)
    low, high = min(shares), max(shares)
    mean = sum((s * b for s, b in zip(shares, bases, strict=True)), Decimal(0)) / sum(bases) if weighted else goal.value
    said = f"weighted mean of {len(parts)} parts = {plain_number(mean)} %, whole {shown(goal)} %"
    if not weighted:
        said = f"{len(parts)} parts between {plain_number(low)} and {plain_number(high)} %, whole {shown(goal)} %"
    bounds = {"low": Term(round(low, 2).normalize()), "high": Term(round(high, 2).normalize())}
    told = _told(whole.claim, parts, said, whole=term(goal), computed=Term(mean, decimals=2), **bounds)
    for amounts, how, reading in READINGS:
        target = done_percent(figures(whole.claim, amounts, how))
        possible = _possible_mean([figures(part.claim, amounts, how) for part in parts], weighted=weighted)
        if target is None or possible is None:
            return None
        if target.meets(possible):
            outcome = Outcome.CONSISTENT if not weighted or round(mean, 2) == round(goal.value, 2) else Outcome.ROUNDING
            return replace(told, outcome=outcome, variant="mean_agrees" if weighted else "mean_inside", reading=reading)
    away = mean - goal.value if weighted else max(low - goal.value, goal.value - high)
    variant = "mean_differs" if weighted else "mean_outside"
    return replace(told, outcome=Outcome.INCONSISTENT, variant=variant, severity=by_points(away))


def _possible_mean(read: list[Figures], *, weighted: bool) -> Interval | None:
    shares = [done_percent(one) for one in read]
    found = [one for one in shares if one is not None]
    if len(found) < len(read):
        return None
    if weighted:
        amounts = [share * one["base"] / point(HUNDRED) for share, one in zip(found, read, strict=True)]
        return percent_of(total(amounts), total([one["base"] for one in read]))
    return Interval(min(one.low for one in found), max(one.high for one in found))


def segment_parts(whole: Member, segments: Sequence[Member]) -> tuple[list[Member], bool]:
    """Which segments of one place and report are the parts of its whole, and whether none is missing.

    They are parts if the reference data list them as such, or if their bases add up to the whole's base.
    """
    listed = [(p, [m for m in segments if _key(m) in _keys(p.parts)]) for p in _partitions(whole)]
    for partition, found in listed:
        there = {_key(member) for member in found}
        core_there = all(any(key.startswith(name) for key in there) for name in _keys(partition.core))
        if core_there and len(found) == len(segments):
            return found, True
    proved = _adding_up(whole, segments)
    if proved:
        return proved, True
    return max((found for _, found in listed), key=len, default=[]), False


def _key(member: Member) -> str:
    return member.segment.replace(" ", "")


def _keys(names: Sequence[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in names)


def _partitions(whole: Member) -> Iterator[Partition]:
    as_of = whole.claim.as_of
    for partition in thresholds().partition.get(whole.claim.indicator, ()):
        if as_of is None or partition.since <= as_of.last <= partition.until:
            yield partition


def _adding_up(whole: Member, segments: Sequence[Member]) -> list[Member]:
    """The segments whose bases add up to the whole's: all of them, or all but one or two."""
    bounds, base = thresholds().parts, whole.claim.base
    counted = [member for member in segments if member.claim.base and member.claim.unit == whole.claim.unit]
    if base is None or not 2 <= len(counted) <= bounds.most:
        return []
    full = sum((m.claim.base.value for m in counted if m.claim.base), Decimal(0))
    for left_out in range(min(3, len(counted) - 1)):
        for without in combinations(counted, left_out):
            rest = full - sum((m.claim.base.value for m in without if m.claim.base), Decimal(0))
            if abs(rest - base.value) <= bounds.base_share * base.value:
                return [member for member in counted if member not in without]
    return []


def near_in_time(whole: Claim, part: Claim) -> bool:
    """Whether two claims of one report are of one count."""
    if whole.as_of is None or part.as_of is None:
        return whole.as_of is None and part.as_of is None
    return abs((whole.as_of.last - part.as_of.last).days) <= thresholds().parts.near_days


def children(place: str) -> frozenset[str]:
    """The codes of the places that a place consists of."""
    return _children().get(place, frozenset())


_CHILDREN: dict[str, frozenset[str]] = {}


def _children() -> dict[str, frozenset[str]]:
    if not _CHILDREN:
        found: dict[str, set[str]] = {}
        for region in regions().values():
            found.setdefault(region.parent_code or "ID", set()).add(region.code)
        _CHILDREN.update({code: frozenset(codes) for code, codes in found.items()})
    return _CHILDREN


def all_there(place: str, parts: Sequence[Member]) -> bool:
    """Whether every part of a place is there, and the place was then what it is now."""
    if {part.claim.place for part in parts} != children(place):
        return False
    return all(
        part.claim.as_of is not None and part.claim.as_of.first >= territory.since
        for territory in thresholds().territory.get(place, ())
        for part in parts
    )
