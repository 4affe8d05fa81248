"""Claims with their reports, in an order that does not depend on how they arrived; which of them belong together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlsplit

from models.keys import plain, segment_key
from models.values import Claim, Report, Target

Group = tuple[str, ...]
"""What is checked together: ("article", url), or ("series" | "parts", indicator, place, segment)."""


@dataclass(frozen=True, eq=False)
class Member:
    """One claim of one report."""

    report: Report
    index: int
    claim: Claim
    segment: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "segment", segment_key(self.claim.segment))

    @cached_property
    def order(self) -> tuple[str, str, str, int]:
        """Sorts members by time, address and content."""
        as_of = self.claim.as_of
        return (as_of.last.isoformat() if as_of else "", self.report.url, canonical(self.claim), self.index)

    @property
    def published(self) -> date | None:
        """Day of publication."""
        moment = self.report.published
        return moment.date() if isinstance(moment, datetime) else moment

    @property
    def outlet(self) -> str:
        """Who printed it: the publisher's slug, else the host."""
        return self.report.publisher or urlsplit(self.report.url).hostname or self.report.url


def canonical(claim: Claim, *, targets: bool = True) -> str:
    """A claim's identity and figures as canonical JSON, without where it was printed."""
    identity: list[object] = [
        claim.indicator,
        plain(claim.indicator_text or "") if claim.indicator == "other" else None,
        claim.place,
        segment_key(claim.segment),
        claim.as_of and str(claim.as_of),
        claim.unit and str(claim.unit),
        [[name, f"{figure.value.normalize():f}", str(figure.comparator)] for name, figure in claim.figures()],
    ]
    if targets:
        identity.append([canonical_target(target) for target in claim.targets])
    return json.dumps(identity, ensure_ascii=False, separators=(",", ":"))


def canonical_target(target: Target) -> list[object]:
    """A target's four fields, plain."""
    return [
        target.percentage and f"{target.percentage.value.normalize():f}",
        target.setter and str(target.setter),
        target.met,
        target.deadline and str(target.deadline),
    ]


def members(reports: Iterable[Report]) -> list[Member]:
    """The claims of all reports in canonical order; a report given twice counts once."""
    seen: set[tuple[str, str, str]] = set()
    found = []
    for report in reports:
        for index, claim in enumerate(report.claims):
            member = Member(report, index, claim)
            identity = (report.url, canonical(claim), repr(claim.conflicts))
            if identity not in seen:
                seen.add(identity)
                found.append(member)
    return sorted(found, key=lambda member: member.order)


def groups_of(member: Member) -> Iterator[Group]:
    """The groups that a claim belongs to: its article, its series, its place as a part, its place as a whole."""
    claim = member.claim
    yield ("article", member.report.url)
    if claim.place is None or claim.place_candidates or claim.indicator == "other":
        return
    yield ("series", claim.indicator, claim.place, member.segment)
    yield ("parts", claim.indicator, claim.place, member.segment)
    parent = claim.place.rpartition(".")[0]
    if parent:
        yield ("parts", claim.indicator, parent, member.segment)
    elif claim.place != "ID":
        yield ("parts", claim.indicator, "ID", member.segment)


def grouped(found: Iterable[Member]) -> dict[Group, list[Member]]:
    """Members by group; both in canonical order."""
    groups: dict[Group, list[Member]] = {}
    for member in found:
        for group in groups_of(member):
            groups.setdefault(group, []).append(member)
    return dict(sorted(groups.items()))


def touched_groups(report: Report) -> frozenset[Group]:
    """The groups that a report's claims belong to: what has to be checked again when it comes, changes or goes.

    >>> from models.values import Claim
    >>> sorted(touched_groups(Report(url="u", claims=(Claim(indicator="stunting", place="62.02"),))))[-1]
    ('series', 'stunting', '62.02', '')
    """
    return frozenset(group for member in members([report]) for group in groups_of(member))
