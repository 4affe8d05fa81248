"""Voices: reprints of one release are one voice. Numbers are part of the key, so an update is not a reprint.

What is compared is what claims carry: title, quotes, figures, official, day. The text of the article may be absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from crosscheck.members import Member
from crosscheck.thresholds import thresholds
from models.keys import plain
from models.values import Report


def _figures(report: Report) -> frozenset[str]:
    return frozenset(
        f"{claim.indicator} {claim.place} {name} {figure.value.normalize():f}"
        for claim in report.claims
        for name, figure in claim.figures()
    )


def _quotes(report: Report) -> list[str]:
    said = {plain(evidence.quote) for claim in report.claims for evidence in claim.evidence if evidence.where == "text"}
    return sorted(said)


def _share(a: frozenset[str], b: frozenset[str]) -> Decimal:
    """How much of the shorter one stands in the other: a reprint may be shortened."""
    shorter = min(len(a), len(b))
    return Decimal(len(a & b)) / shorter if shorter else Decimal(0)


def _quotes_alike(a: Report, b: Report) -> bool:
    one, other = _quotes(a), _quotes(b)
    if not one or not other:
        return False
    short, long = sorted((one, other), key=lambda quotes: (len(quotes), quotes))
    alike = sum(any(fuzz.ratio(quote, candidate) >= 90 for candidate in long) for quote in short if len(quote) >= 25)
    told = sum(len(quote) >= 25 for quote in short)
    return bool(told) and Decimal(alike) / told >= thresholds().voices.quotes


def _speakers(report: Report) -> frozenset[str]:
    return frozenset(plain(claim.official) for claim in report.claims if claim.official)


def _days_apart(a: Member, b: Member) -> int | None:
    first, second = a.published, b.published
    return None if first is None or second is None else abs((first - second).days)


def one_voice(a: Member, b: Member) -> bool:
    """Whether two articles print the same release: their figures agree, and so do title, quotes or speaker."""
    if a.report.url == b.report.url:
        return True
    bounds = thresholds().voices
    one, other = _figures(a.report), _figures(b.report)
    if _share(one, other) < bounds.figures:
        return False
    apart = _days_apart(a, b)
    if apart is not None and apart > bounds.days:
        return False
    titles = a.report.title, b.report.title
    if titles[0] and titles[1] and fuzz.token_set_ratio(plain(titles[0]), plain(titles[1])) >= bounds.title:
        return True
    if _quotes_alike(a.report, b.report):
        return True
    return len(one & other) >= bounds.min_figures and bool(_speakers(a.report) & _speakers(b.report))


def voices(members: Iterable[Member]) -> list[list[Member]]:
    """Members grouped into independent voices, in canonical order; chains of reprints are one voice."""
    found = list(members)
    if len(found) == 1:
        return [found]
    groups: list[list[Member]] = []
    for member in sorted(found, key=lambda member: member.order):
        joined = [group for group in groups if any(one_voice(member, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append(sorted([m for group in joined for m in group] + [member], key=lambda member: member.order))
    return sorted(groups, key=lambda group: group[0].order)


def first_appearance(members: Sequence[Member]) -> Member:
    """The member that was published first; those without a day of publication come last."""
    return min(members, key=by_appearance)


def by_appearance(member: Member) -> tuple[bool, str, tuple[str, str, str, int]]:
    """Sorts members by the day on which they were published."""
    return (member.published is None, str(member.published), member.order)
