"""Voices: reprints of one release are one voice. Numbers are the key, so an update is not a reprint.

What is compared is what claims carry: title, quotes, figures, official, day. The text of the article may be absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rapidfuzz import fuzz

from crosscheck.members import Member
from crosscheck.releases import Printed, Release
from crosscheck.thresholds import thresholds

_SAME_QUOTE = 90


def one_voice(a: Member, b: Member) -> bool:
    """Whether two articles are one source: the same figures, and the same headline, quotes or speaker.

    A reprint may be shortened, retitled and rounded. That two say the same is no reason to take them for one: two who
    are named, and are not the same, are two voices under any headline.
    """
    if a.report.url == b.report.url:
        return True
    apart, bounds = _days_apart(a, b), thresholds().voices
    if apart is not None and apart > bounds.days:
        return False
    one, other = a.release, b.release
    shared = _same_figures(one, other, rounded=apart is not None and apart <= bounds.rounded_days)
    if not shared:
        return False
    speaks = _same_speaker(one, other, shared)
    if speaks is not None:
        return speaks
    alike = one.title and other.title and fuzz.token_set_ratio(one.title, other.title) >= bounds.title
    return bool(alike) or _quotes_alike(one, other)


def _same_figures(one: Release, other: Release, *, rounded: bool) -> int:
    """How many figures of the shorter article stand in the other, if it is most of them; else 0.

    A base alone, which stays as it is, is no key.
    """
    short, long = sorted((one, other), key=lambda release: len(release.figures))
    if not short.figures:
        return 0
    found = [
        key[-1] for key, printed in short.figures.items() if _agree(printed, long.figures.get(key, ()), rounded=rounded)
    ]
    share = Decimal(len(found)) / len(short.figures)
    enough = share >= thresholds().voices.figures and any(name != "base" for name in found)
    return len(found) if enough else 0


def _agree(some: Sequence[Printed], others: Sequence[Printed], *, rounded: bool) -> bool:
    """Whether one of some figures is one of the others, or its rounding: of one day, or printed so soon that it is."""
    return any(
        one.figure.value == other.figure.value
        or ((rounded or (one.as_of is not None and one.as_of == other.as_of)) and one.widest.meets(other.widest))
        for one in some
        for other in others
    )


def _same_speaker(one: Release, other: Release, shared: int) -> bool | None:
    """Whether an official, or else an office, speaks in both; None where that is not known of both.

    An office has several people who may give one figure, but hardly ever several.
    """
    if one.officials and other.officials:
        return any(_one_name(name, called) for name in one.officials for called in other.officials)
    return True if shared >= thresholds().voices.min_figures and one.offices & other.offices else None


def _one_name(name: str, called: str) -> bool:
    """Whether one name is the other, or part of it: "Rusbandi" of "Rusbandi Arsyali"."""
    short, long = sorted((name.split(), called.split()), key=len)
    return set(short) <= set(long)


def _quotes_alike(one: Release, other: Release) -> bool:
    if not one.quotes or not other.quotes:
        return False
    short, long = sorted((one.quotes, other.quotes), key=lambda quotes: (len(quotes), quotes))
    alike = sum(any(fuzz.ratio(quote, candidate) >= _SAME_QUOTE for candidate in long) for quote in short)
    return Decimal(alike) / len(short) >= thresholds().voices.quotes


def _days_apart(a: Member, b: Member) -> int | None:
    first, second = a.published, b.published
    return None if first is None or second is None else abs((first - second).days)


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
