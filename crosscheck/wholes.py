"""Which claims are the parts of which whole: places inside a place, kinds, groups and stages of one article.

Inside an article the parts are those that it gives itself; across articles those that are said of the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from crosscheck.findings import Judged
from crosscheck.members import Group, Member
from crosscheck.parts import all_there, children, near_in_time, parts_vs_whole, segment_parts
from crosscheck.thresholds import thresholds


def run_segments_vs_whole(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Kinds, groups and stages of one article against the whole that it gives."""
    sets: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        claim = member.claim
        if claim.indicator != "other" and claim.place is not None:
            sets.setdefault((claim.indicator, claim.place, str(claim.unit)), []).append(member)
    for _, found in sorted(sets.items()):
        wholes = [member for member in found if not member.segment]
        for whole in wholes:
            near = [m for m in found if m.segment and near_in_time(whole.claim, m.claim)]
            parts, complete = segment_parts(whole, near) if near else ([], False)
            yield from _whole(whole, parts, complete=complete, of_one_article=True)


def run_places_of_article(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Regencies against their province, districts against their regency, where one article gives both."""
    sets: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        if _has_parts(member):
            sets.setdefault((member.claim.indicator, member.segment, str(member.claim.unit)), []).append(member)
    for _, found in sorted(sets.items()):
        for whole in found:
            here = _own_parts(whole, found)
            if here:
                complete = all_there(str(whole.claim.place), here)
                yield from _whole(whole, here, complete=complete, of_one_article=True)


def run_places_vs_whole(members: Sequence[Member], group: Group) -> Iterator[Judged]:
    """Regencies against their province, districts against their regency, as different articles give them.

    Where an article gives the whole with parts of its own, those are what it has to agree with.
    """
    place = group[2]
    below = children(place)
    units = _by([member for member in members if _has_parts(member)], lambda m: str(m.claim.unit))
    for _, same_unit in sorted(units.items()):
        wholes = [m for m in same_unit if m.claim.place == place]
        parts = [m for m in same_unit if m.claim.place in below]
        if wholes and parts and not any(_own_parts(whole, whole.article) for whole in wholes):
            yield from _across(place, wholes, parts)


def _has_parts(member: Member) -> bool:
    """Whether a claim's measure is a sum over places at all."""
    claim = member.claim
    separate = claim.indicator == "other" or claim.indicator in thresholds().parts.separate
    return claim.place is not None and not claim.place_candidates and not separate


def _own_parts(whole: Member, article: Sequence[Member]) -> list[Member]:
    """The places inside a place that the same article gives for the same time; none where it gives one twice."""
    claim, below = whole.claim, children(str(whole.claim.place))
    here = [
        m
        for m in article
        if m.claim.place in below
        and (m.claim.indicator, m.segment, m.claim.unit) == (claim.indicator, whole.segment, claim.unit)
        and _has_parts(m)
        and near_in_time(claim, m.claim)
    ]
    return here if len({m.claim.place for m in here}) == len(here) else []


def _whole(whole: Member, parts: list[Member], *, complete: bool, of_one_article: bool) -> Iterator[Judged]:
    verdict = parts_vs_whole(whole, parts, complete=complete)
    if verdict is not None:
        yield Judged(verdict=verdict, about=(whole, *parts), of_one_article=of_one_article)


def _by(members: Sequence[Member], key: Callable[[Member], str]) -> dict[str, list[Member]]:
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(key(member), []).append(member)
    return found


def _across(place: str, wholes: list[Member], parts: list[Member]) -> Iterator[Judged]:
    """What is said of a place and of its parts for one time."""
    whole = _undisputed(wholes)
    by_place = _by(parts, lambda m: str(m.claim.place))
    found = [one for _, same in sorted(by_place.items()) if (one := _undisputed(same)) is not None]
    if whole is not None and found:
        yield from _whole(whole, found, complete=all_there(place, found), of_one_article=False)


def _undisputed(same: list[Member]) -> Member | None:
    """The member that speaks for several of one place and time, or None where they contradict each other."""
    first = max(same, key=lambda m: (len(list(m.claim.figures())), m.order))
    for other in same:
        for name, _ in other.claim.figures():
            if getattr(first.claim, name) and not first.widest[name].meets(other.widest[name]):
                return None
    return first
