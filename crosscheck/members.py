"""Claims with their reports, in an order that does not depend on how they arrived; which of them belong together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from urllib.parse import urlsplit

from crosscheck.comparable import round_of
from crosscheck.intervals import Interval
from crosscheck.releases import Release, release_of
from crosscheck.times import span
from crosscheck.verdicts import (
    Figures,
    amount_figure,
    done_amount,
    done_percent,
    percent_figure,
    widest_figures,
)
from models.keys import plain, segment_key
from models.publishers import publishers
from models.values import Claim, Figure, Report, Target

Group = tuple[str, ...]
"""What is checked together: ("article", url), ("series", indicator, place, segment), or, of one time, a place with the
places right inside it, ("parts", indicator, place, segment, as_of)."""


def group_key(group: Group) -> str:
    """A group as one word, as findings and the store have it.

    >>> group_key(("series", "ektp_recording", "62.02", ""))
    'series|ektp_recording|62.02|'
    """
    return "|".join(group)


def group_of(key: str) -> Group:
    """The group that a key names.

    >>> group_of("parts|stunting|62|balita|2024-08"), group_of("article|https://kabar.localhost/a|b")
    (('parts', 'stunting', '62', 'balita', '2024-08'), ('article', 'https://kabar.localhost/a|b'))
    """
    kind, _, rest = key.partition("|")
    return (kind, rest) if kind == "article" else (kind, *rest.split("|"))


@dataclass(frozen=True, eq=False)
class Member:
    """One claim of one report, with what rules ask of it, worked out once."""

    report: Report
    index: int
    claim: Claim
    article: list[Member] = field(default_factory=list, repr=False)
    """The members of the same report, which share one list, or none where this one stands alone."""

    @cached_property
    def segment(self) -> str:
        """Normal form of the segment; empty for the whole."""
        return segment_key(self.claim.segment)

    @cached_property
    def said(self) -> str:
        """What the claim says of what and when, without its targets: equal for two claims that say the same."""
        return canonical(self.claim, self.segment)

    @cached_property
    def said_with_targets(self) -> str:
        """What the claim says, also of its targets."""
        targets = [canonical_target(target) for target in self.claim.targets]
        return self.said + json.dumps(targets, separators=(",", ":")) if targets else self.said

    @cached_property
    def order(self) -> tuple[str, str, str, int]:
        """Sorts members by time, address and content."""
        days = self.span
        return (days[1].isoformat() if days else "", self.report.url, self.said_with_targets, self.index)

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """First and last day on which the figures held."""
        return span(self.claim.as_of) if self.claim.as_of else None

    @cached_property
    def round(self) -> str | None:
        """The round that the figures belong to: `comparable.round_of`."""
        return round_of(self.claim)

    @cached_property
    def widest(self) -> Figures:
        """All that each figure may stand for, whichever way its outlet prints numbers."""
        return widest_figures(self.claim)

    @cached_property
    def percent(self) -> Interval | None:
        """All that the achieved percentage may be."""
        return done_percent(self.widest)

    @cached_property
    def amount(self) -> Interval | None:
        """All that the achieved amount may be."""
        return done_amount(self.widest)

    @cached_property
    def percent_figure(self) -> Figure | None:
        """The achieved percentage as printed, else as the counts give it."""
        return percent_figure(self.claim)

    @cached_property
    def amount_figure(self) -> Figure | None:
        """The achieved amount as printed, else what base and remainder give."""
        return amount_figure(self.claim)

    @cached_property
    def given_twice(self) -> bool:
        """Whether its article gives another figure of the very same measure and time: which one counts is unknown."""
        return any(other is not self and _rival(self, other) for other in self.article)

    @cached_property
    def release(self) -> Release:
        """What its article prints, for telling reprints; worked out once for all members of an article."""
        first = self.article[0] if self.article else self
        if first is not self:
            return first.release
        widest = [member.widest for member in self.article] or [widest_figures(claim) for claim in self.report.claims]
        return release_of(self.report, widest)

    @property
    def published(self) -> date | None:
        """Day of publication."""
        moment = self.report.published
        return moment.date() if isinstance(moment, datetime) else moment

    @property
    def outlet(self) -> str:
        """Who printed it: the publisher's slug, else the host."""
        return self.report.publisher or urlsplit(self.report.url).hostname or self.report.url

    @property
    def outlet_name(self) -> str:
        """The outlet's name for sentences; its slug or host where the registry does not know it."""
        known = publishers().get(self.outlet)
        return known.name if known else self.outlet


def _rival(a: Member, b: Member) -> bool:
    one, other = a.claim, b.claim
    same = (one.indicator, one.place, a.segment, one.as_of) == (other.indicator, other.place, b.segment, other.as_of)
    if not same or one.as_of is None:
        return False
    percent = a.percent is not None and b.percent is not None and not a.percent.meets(b.percent)
    amounts = one.unit == other.unit and a.amount is not None and b.amount is not None
    return percent or (amounts and a.amount is not None and b.amount is not None and not a.amount.meets(b.amount))


def canonical(claim: Claim, segment: str) -> str:
    """A claim's identity and figures as canonical JSON, without where it was printed."""
    identity: list[object] = [
        claim.indicator,
        plain(claim.indicator_text or "") if claim.indicator == "other" else None,
        claim.place,
        segment,
        claim.as_of and str(claim.as_of),
        claim.unit and str(claim.unit),
        [[name, f"{figure.value.normalize():f}", str(figure.comparator)] for name, figure in claim.figures()],
    ]
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
    seen: set[tuple[str, ...]] = set()
    found = []
    for report in reports:
        article: list[Member] = []
        article += [Member(report, index, claim, article) for index, claim in enumerate(report.claims)]
        for member in article:
            claim = member.claim
            identity = (*member.order[:3], repr(claim.conflicts))
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
    if claim.as_of is None:
        return
    whole = claim.place.rpartition(".")[0] or ("ID" if claim.place != "ID" else None)
    for place in (claim.place, whole):
        if place is not None:
            yield ("parts", claim.indicator, place, member.segment, str(claim.as_of))


def grouped(found: Iterable[Member], wanted: Callable[[Group], bool] | None = None) -> dict[Group, list[Member]]:
    """Members by group, of all groups or of those that are wanted; both in canonical order."""
    groups: dict[Group, list[Member]] = {}
    for member in found:
        for group in groups_of(member):
            if wanted is None or wanted(group):
                groups.setdefault(group, []).append(member)
    return dict(sorted(groups.items()))


def touched_groups(report: Report) -> frozenset[Group]:
    """The groups that a report's claims belong to: what has to be checked again when it comes, changes or goes.

    >>> from models.values import Claim
    >>> sorted(touched_groups(Report(url="u", claims=(Claim(indicator="stunting", place="62.02"),))))[-1]
    ('series', 'stunting', '62.02', '')
    """
    return frozenset(group for member in members([report]) for group in groups_of(member))
