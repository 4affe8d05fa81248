"""Claims that further drafts may join, and what their figures tell among themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from extract.agreement import fits, last_digit
from extract.arithmetic import completes, is_base, settle
from extract.discourse import Draft, TargetNote
from extract.mentions import Kind, Number, PlaceMention
from extract.reading import Reading
from extract.vocabulary import pattern
from models.keys import segment_key
from models.periods import Period
from models.values import Unit

_TAKEN_IN = pattern("taken_in")
_HARVEST = pattern("harvest")
_REACHED = re.compile(f"{pattern('progress').pattern}|{pattern('fetched').pattern}", re.IGNORECASE)
DOSES = "covid_vaccination_"
"""How the slugs of the doses of one vaccination begin."""


@dataclass(slots=True)
class OpenClaim:
    """A claim that further drafts may join."""

    indicator: str
    place: PlaceMention | None
    code: str | None
    candidates: tuple[str, ...]
    segment: str | None
    period: Period | None
    stated: bool
    drafts: list[Draft] = field(default_factory=list)
    figures: dict[str, Number] = field(default_factory=dict)
    conflicts: list[tuple[str, Number]] = field(default_factory=list)
    targets: list[TargetNote] = field(default_factory=list)


_MONEY = re.compile(r"\b(?:miliar|milyar|triliun)\b", re.IGNORECASE)
"""What nothing but money is counted in: "plafon total 19 triliun"."""


def measure_of(figures: Mapping[str, Number]) -> Unit | None:
    """What the amounts of a claim are in, where they tell."""
    amounts = [n for n in figures.values() if n.kind is not Kind.PERCENT]
    units = {Unit.RUPIAH if _MONEY.search(n.text) and not n.unit else n.unit for n in amounts} - {None}
    return units.pop() if len(units) == 1 else None


def same_twice(claim: OpenClaim) -> bool:
    """Whether one number was read as base here and as achieved there, with nothing else said."""
    numbers = claim.figures
    return set(numbers) == {"achieved", "base"} and numbers["achieved"].value == numbers["base"].value


def needs_sibling(claim: OpenClaim) -> bool:
    """Whether it is an amount alone, of a phrase that names its indicator only weakly, or a harvest in tons."""
    mention = next((d.mention for d in claim.drafts if d.mention), None)
    if set(claim.figures) != {"achieved"} or mention is None or claim.targets:
        return False
    grown = claim.indicator == "crop_planting" and not _TAKEN_IN.search(mention.text)
    grown = grown and (claim.figures["achieved"].unit is Unit.TON or bool(_HARVEST.search(mention.text)))
    return mention.weak or grown


def is_sibling(other: OpenClaim, claim: OpenClaim) -> bool:
    """Whether a claim makes sure what a lone amount is: one with two figures, or the whole of its kind."""
    if other.indicator != claim.indicator:
        return False
    strong = any(d.mention and not d.mention.weak for d in other.drafts)
    whole = bool(claim.segment) and not other.segment and other.code == claim.code and strong
    return len(other.figures) > 1 or (whole and "achieved" in other.figures)


def give_bases(opened: list[OpenClaim]) -> None:
    """A base that was said alone goes to the claim whose figures it explains: the obliged part, not the population."""
    for alone in [o for o in opened if set(o.figures) == {"base"}]:
        for claim in opened:
            same = (claim.indicator, claim.code) == (alone.indicator, alone.code) and not alone.segment
            same = same and measure_of(claim.figures) in (None, measure_of(alone.figures))
            known = claim.figures.get("base")
            if claim is alone or not same or (known is not None and fits(claim.figures)):
                continue
            if "percentage" not in claim.figures and _has_base(claim, opened, alone):
                continue  # what was reached in another year, beside a claim that has its own target
            if fits(claim.figures | {"base": alone.figures["base"]}):
                claim.figures["base"] = alone.figures["base"]
                claim.drafts += alone.drafts
                claim.conflicts = [lost for lost in claim.conflicts if lost[0] != "base"]
                break


def _has_base(claim: OpenClaim, opened: list[OpenClaim], alone: OpenClaim) -> bool:
    """Whether another claim of the same thing, of another time, has its base already."""
    others = [o for o in opened if o is not claim and o is not alone and {"achieved", "base"} <= set(o.figures)]
    alike = [o for o in others if (o.indicator, o.code) == (claim.indicator, claim.code)]
    return any(o.period != claim.period and segment_key(o.segment) == segment_key(claim.segment) for o in alike)


def move_bases(opened: list[OpenClaim]) -> None:
    """A base that joined one count goes to the claim whose percentage it explains to its last digit."""
    for owner in [o for o in opened if "base" in o.figures and "percentage" not in o.figures]:
        base = owner.figures["base"]
        for claim in opened:
            alike = (claim.indicator, claim.code) == (owner.indicator, owner.code) and claim is not owner
            open_to_it = {"percentage", "achieved"} <= set(claim.figures) and "base" not in claim.figures
            open_to_it = open_to_it and measure_of(claim.figures) in (None, measure_of({"base": base}))
            if alike and open_to_it and fits(claim.figures | {"base": base}):
                del owner.figures["base"]
                claim.figures["base"] = base
                said = next(draft for draft in owner.drafts if draft.figures.get("base") is base)
                claim.drafts.append(replace(said, figures={"base": base}, rules={"base": said.rules["base"]}))
                break


def choose_bases(opened: list[OpenClaim]) -> None:
    """Of two bases of one claim, a half year's and a whole year's, the one that its percentage is of."""
    for claim in opened:
        if not {"percentage", "achieved", "base"} <= set(claim.figures) or fits(claim.figures):
            continue
        key = (claim.indicator, claim.code, segment_key(claim.segment))
        alone = [
            o for o in opened if set(o.figures) == {"base"} and key == (o.indicator, o.code, segment_key(o.segment))
        ]
        lost = [number for name, number in claim.conflicts if name == "base"]
        told = [*lost, *(o.figures["base"] for o in alone)]
        right = next((number for number in told if fits(claim.figures | {"base": number})), None)
        if right is None:
            continue
        claim.figures["base"] = right
        claim.conflicts = [one for one in claim.conflicts if one[0] != "base"]
        claim.drafts += [draft for o in alone for draft in o.drafts if draft.figures.get("base") is right]


def share_bases(opened: list[OpenClaim]) -> None:
    """The doses of one vaccination are measured against one number of people, where their percentages say so."""
    doses = [o for o in opened if o.indicator.startswith(DOSES)]
    told = [o for o in doses if "base" in o.figures]
    for claim in doses:
        if not {"percentage", "achieved"} <= set(claim.figures) or "base" in claim.figures:
            continue
        for other in told:
            base = other.figures["base"]
            alike = other.code == claim.code and segment_key(other.segment) == segment_key(claim.segment)
            if alike and fits(claim.figures | {"base": base}):
                claim.figures["base"] = base
                said = next(draft for draft in other.drafts if draft.figures.get("base") is base)
                claim.drafts.append(replace(said, figures={"base": base}, rules={"base": said.rules["base"]}))
                break


def take_allotted(reading: Reading, claims: list[OpenClaim]) -> None:
    """Tons of which nothing says that they were fetched, beside a percentage told elsewhere, are what that is of.

    "Urea kita 4.134 ton, NPK 4.170 ton. … Serapan NPK 63 persen": the tons were allotted.
    """
    for claim in claims:
        if "base" in claim.figures or not {"percentage", "achieved"} <= set(claim.figures):
            continue
        achieved = claim.figures["achieved"]
        told = [d for d in claim.drafts if d.figures.get("achieved") is achieved]
        if len(told) != 1 or "percentage" in told[0].figures or achieved.unit is not Unit.TON:
            continue
        sentence = told[0].sentence
        if not _REACHED.search(reading.text, sentence.start, sentence.end):
            claim.figures["base"] = claim.figures.pop("achieved")
            claim.drafts = [_as_base(d) if d is told[0] else d for d in claim.drafts]


def settle_amounts(claims: list[OpenClaim]) -> None:
    """What percentages tell of amounts: within a claim, and of one that stood alone for the base of another."""
    lone: dict[tuple[str, str | None], list[OpenClaim]] = {}
    for claim in claims:
        settle(claim.figures)
        if set(claim.figures) == {"achieved"} and not claim.targets:
            lone.setdefault((claim.indicator, claim.code), []).append(claim)
    for claim in [o for o in claims if {"percentage", "remaining"} & set(o.figures)]:
        for other in lone.get((claim.indicator, claim.code), ()):
            apart = segment_key(other.segment) not in ("", segment_key(claim.segment))
            if not apart and is_base(claim.figures, other.figures) and other in claims:
                claim.figures["base"] = other.figures["achieved"]
                claim.drafts += [_as_base(draft) for draft in other.drafts if "achieved" in draft.figures]
                claims.remove(other)


def drop_shares(claims: list[OpenClaim]) -> list[Number]:
    """Takes out a place's part of the whole's amount: "tertinggi di Kota X, Rp370 miliar (11,89%)"."""
    dropped = []
    for claim in claims:
        percentage, achieved = claim.figures.get("percentage"), claim.figures.get("achieved")
        if percentage is None or achieved is None or "base" in claim.figures or claim.code is None:
            continue
        if not percentage.decimals:
            continue  # whole percentages agree by chance
        for whole in claims:
            larger = whole.indicator == claim.indicator
            larger = larger and (whole.code == "ID" or claim.code.startswith(f"{whole.code}."))
            total = [n for n in (whole.figures.get("achieved"), *_lost(whole)) if n is not None]
            if larger and claim is not whole and any(_is_share(percentage, achieved, n) for n in total):
                dropped.append(claim.figures.pop("percentage"))
                break
    return dropped


def _lost(claim: OpenClaim) -> list[Number]:
    return [number for name, number in claim.conflicts if name == "achieved"]


def _is_share(percentage: Number, part: Number, whole: Number) -> bool:
    """Whether a percentage is, to its last digit, what one amount is of another in the same measure."""
    if not whole.value or (part.kind is Kind.RUPIAH) != (whole.kind is Kind.RUPIAH):
        return False
    return abs(part.value * 100 / whole.value - percentage.value) <= last_digit(percentage)


def _as_base(draft: Draft) -> Draft:
    """A draft whose amount turned out to be a base."""
    figures = {"base": draft.figures["achieved"]}
    return replace(draft, figures=figures, rules={"base": "arithmetic"})


def join_rests(claims: list[OpenClaim]) -> None:
    """What is left goes to the claim that it completes: "94 desa, 81 sudah … Sisanya 13 koperasi"."""
    for rest in [o for o in claims if set(o.figures) in ({"remaining"}, {"remaining_percentage"})]:
        [(name, left)] = rest.figures.items()
        for claim in claims:
            same = (claim.indicator, claim.code) == (rest.indicator, rest.code) and claim is not rest
            if same and name not in claim.figures and completes(claim.figures, left):
                claim.figures[name] = left
                claim.drafts += rest.drafts
                claim.targets += rest.targets
                claims.remove(rest)
                break
