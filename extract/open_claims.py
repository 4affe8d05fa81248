"""Claims that further drafts may join, and what their figures tell among themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from extract.agreement import last_digit
from extract.arithmetic import completes, is_base, settle
from extract.discourse import Draft, TargetNote
from extract.done import CUSTOMERS
from extract.mentions import Kind, Number, PlaceMention
from extract.reading import Reading
from extract.vocabulary import pattern
from models.keys import segment_key
from models.periods import Period
from models.values import Unit

_TAKEN_IN = pattern("taken_in")
_HARVEST = pattern("harvest")
_REACHED = re.compile(f"{pattern('progress').pattern}|{pattern('fetched').pattern}", re.IGNORECASE)
VILLAGES = frozenset({"desa", "kelurahan", "kampung", "pekon", "nagari", "gampong"})
"""What villages are counted in, which one list says so and so: "214 desa/kelurahan", "desa ODF 84,25 persen"."""
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

_OUT_OF = re.compile(r"\s*(?:[\w/]+\s+){0,2}?(?:\([^()\n]{1,30}\)\s*)?,?\s*dari\s+(?:[\w/]+\s+){0,6}?", re.IGNORECASE)
"""Between what was reached and the whole that it was reached of."""


def measure_of(figures: Mapping[str, Number]) -> Unit | None:
    """What the amounts of a claim are in, where they tell."""
    amounts = [n for n in figures.values() if n.kind is not Kind.PERCENT]
    units = {Unit.RUPIAH if not n.unit and _MONEY.search(n.text) else n.unit for n in amounts} - {None}
    return units.pop() if len(units) == 1 else None


def same_twice(text: str, claim: OpenClaim) -> bool:
    """Whether one number was read as base here and as achieved there, with nothing else said.

    "Retribusi parkir Rp57 juta dari target Rp57 juta" tells both: all of it came in.
    """
    numbers = claim.figures
    if set(numbers) != {"achieved", "base"} or numbers["achieved"].value != numbers["base"].value:
        return False
    return _OUT_OF.fullmatch(text, numbers["achieved"].end, numbers["base"].start) is None


def needs_sibling(claim: OpenClaim) -> bool:
    """Whether it is an amount alone, of a phrase that names its indicator only weakly, or a harvest in tons."""
    mention = next((d.mention for d in claim.drafts if d.mention), None)
    if set(claim.figures) != {"achieved"} or mention is None or claim.targets:
        return False
    grown = claim.indicator == "crop_planting" and not _TAKEN_IN.search(mention.text)
    grown = grown and (claim.figures["achieved"].unit is Unit.TON or bool(_HARVEST.search(mention.text)))
    served = (claim.figures["achieved"].noun or "").split(" ")[0] in CUSTOMERS  # of a supplier, who has no others
    return (mention.weak and not served) or grown


def is_sibling(other: OpenClaim, claim: OpenClaim) -> bool:
    """Whether a claim makes sure what a lone amount is: one with two figures, or the whole of its kind."""
    if other.indicator != claim.indicator:
        return False
    strong = any(d.mention and not d.mention.weak for d in other.drafts)
    whole = bool(claim.segment) and not other.segment and other.code == claim.code and strong
    inside = claim.code is not None and other.code is not None and claim.code.startswith(f"{other.code}.")
    around = inside and strong and not other.segment and _is_less(claim, other)
    return len(other.figures) > 1 or ((whole or around) and "achieved" in other.figures)


def _is_less(claim: OpenClaim, other: OpenClaim) -> bool:
    """Whether so much money is less than that of the region around it: Rp12 triliun of its Rp31 triliun."""
    part, whole = claim.figures.get("achieved"), other.figures.get("achieved")
    return (
        part is not None and whole is not None and part.unit is whole.unit is Unit.RUPIAH and part.value < whole.value
    )


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
