"""May two claims be compared at all? Where it cannot be told, the answer is a reason, and never a contradiction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from crosscheck.thresholds import thresholds
from crosscheck.times import span
from models.keys import plain, segment_key
from models.reference import indicators
from models.values import AsOfSource, Claim


def round_of(claim: Claim) -> str | None:
    """The round that a figure belongs to: its year where figures start anew, "" where they do not, None if unknown.

    >>> from models.periods import Period
    >>> round_of(Claim(indicator="pad_revenue", as_of=Period("2023-08")))
    '2023'
    """
    rounds = thresholds().rounds
    indicator = indicators().get(claim.indicator)
    yearly = claim.indicator in rounds.indicators or (indicator is not None and indicator.per_year)
    if claim.indicator in rounds.named:
        yearly = not claim.segment
    if not yearly:
        return ""
    return None if claim.as_of is None else str(span(claim.as_of)[1].year)


def only_grows(claim: Claim) -> bool:
    """Whether the figure can only grow within its round."""
    indicator = indicators().get(claim.indicator)
    if claim.indicator in thresholds().rounds.named:
        return bool(claim.segment)
    return indicator is not None and indicator.cumulative


@dataclass(frozen=True, slots=True)
class _Named:
    """What a claim's words name."""

    surveys: frozenset[str]
    bases: frozenset[str]
    budget: str | None
    provisional: bool


def _named(claim: Claim) -> _Named:
    return _read(claim.segment or "", claim.indicator_text or "", *(evidence.quote for evidence in claim.evidence))


@lru_cache(maxsize=65536)
def _read(*said: str) -> _Named:
    words = f" {plain(' '.join(said))} "

    def among(vocabulary: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
        return frozenset(name for name, phrases in vocabulary.items() if any(f" {one} " in words for one in phrases))

    revised = any(phrase in words for phrase in (" perubahan ", " apbd p ", " apbdp "))
    return _Named(
        surveys=among(thresholds().surveys.words),
        bases=among(thresholds().definition.words),
        budget="perubahan" if revised else "murni" if " murni " in words else None,
        provisional=any(f" {phrase} " in words for phrase in thresholds().provisional.words),
    )


def surveys(claim: Claim) -> frozenset[str]:
    """The surveys that a claim names: "ssgi", "eppgbm"."""
    return _named(claim).surveys


def base_definitions(claim: Claim) -> frozenset[str]:
    """The people that a claim says it is measured against: "residents", "obliged"."""
    return _named(claim).bases


def budget_version(claim: Claim) -> str | None:
    """ "murni" or "perubahan", where the claim says which budget it is measured against."""
    return _named(claim).budget


def provisional(claim: Claim) -> bool:
    """Whether the claim calls its figure provisional."""
    return _named(claim).provisional


def same_speaker(a: Claim, b: Claim) -> bool:
    """Whether the same official or the same office says both."""
    if a.official and b.official:
        return plain(a.official) == plain(b.official)
    return bool(a.official_role and b.official_role and plain(a.official_role) == plain(b.official_role))


def why_different(a: Claim, b: Claim) -> str | None:
    """Why two claims are not of one measure, or None: what is known without looking at their figures."""
    if a.indicator != b.indicator:
        return "indicators_differ"
    if a.indicator == "other":
        return "other_indicator"
    if a.place is None or b.place is None or a.place_candidates or b.place_candidates:
        return "place_unknown"
    if a.place != b.place:
        return "places_differ"
    if segment_key(a.segment) != segment_key(b.segment):
        return "segments_differ"
    if a.unit != b.unit and a.unit is not None and b.unit is not None:
        return "units_differ"
    if a.as_of is None or b.as_of is None:
        return "as_of_unknown"
    return "fiscal_year" if round_of(a) != round_of(b) else None


def why_uncertain(a: Claim, b: Claim) -> str | None:
    """Why two claims of one measure may still speak of different things, or None."""
    if a.indicator in thresholds().surveys.indicators:
        one, other = surveys(a), surveys(b)
        if one != other or (not one and not same_speaker(a, b)):
            return "surveys"
    against = base_definitions(a), base_definitions(b)
    if against[0] and against[1] and not against[0] & against[1]:
        return "definition"
    versions = {budget_version(a), budget_version(b)} - {None}
    if len(versions) > 1:
        return "budget_version"
    if provisional(a) != provisional(b):
        return "provisional"
    if a.as_of is None or b.as_of is None:
        return "as_of_unknown"
    ends = span(a.as_of)[1], span(b.as_of)[1]
    first, last = min(ends), max(ends)
    for territory in thresholds().territory.get(a.place or "", ()):
        if first < territory.since <= last:
            return "territory"
    if any(first < rebased.since <= last for rebased in thresholds().rebased.get(a.indicator, ())):
        return "rebased"
    earlier = a if ends[0] == first else b
    stated = earlier.as_of_source is AsOfSource.STATED or first == last
    if round_of(earlier) and not stated and first.month in thresholds().rounds.early_months:
        return "fiscal_year"  # said in January: perhaps still of the year before
    return None


def comparable(a: Claim, b: Claim) -> str | None:
    """Why two claims cannot be compared, or None if they can."""
    return why_different(a, b) or why_uncertain(a, b) or ("definition" if other_definition(a, b) else None)


def other_definition(a: Claim, b: Claim) -> bool:
    """Whether two bases lie so far apart that they are probably two definitions: all residents, and those obliged."""
    if a.base is None or b.base is None or not a.base.value or not b.base.value:
        return False
    return far_apart(a.base.value / b.base.value)


def far_apart(ratio: Decimal) -> bool:
    """Whether a ratio of two bases is that of two definitions rather than of two counts."""
    factor = thresholds().definition.factor
    return not 1 / factor < ratio < factor
