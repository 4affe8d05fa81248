"""Figures of some of those that an article speaks of, and nobody says of which: of no region, and of no agency."""

from __future__ import annotations

import re

from extract.agencies import is_agency
from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Kind
from extract.open_claims import DOSES
from extract.reading import Reading
from extract.subjects import named_places, some_of
from extract.unnamed_parts import of_unnamed_part
from extract.vocabulary import pattern
from models.values import Unit

_UNNAMED = pattern("unnamed")
_SOME_REGIONS = pattern("some_regions")
_WHOLE_PROVINCE = pattern("whole_province")
_SO_MANY = frozenset(["satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"]) | {
    "sejumlah",
    "puluhan",
    "ratusan",
    "banyak",
    "beberapa",
    "sebagian",
}
"""Words of which `some_regions` always holds one, if it has no digits: few clauses have any, and it is slow."""
_WORD = re.compile(r"\w+")
_NAMED_BEHIND = re.compile(r"\s*,?\s*(?:yaitu|yakni|antara lain|:)", re.IGNORECASE)
_SUMMED = pattern("summed")
_SOME_OF_THEM = pattern("some_of_them")
_SOME_OFFICES = pattern("some_offices")
_THOSE_LEAD = pattern("those_lead")
_THOSE_WITH = pattern("those_with")
_PARTS_ON_AVERAGE = pattern("parts_on_average")
_MANY = 100
"""From here on "260.400 di antaranya" counts people or things, and no few regions."""


def refuse_some(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """Why a bundle is no claim, if it is of some parts that are not named; None where it is of the whole or names them.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Realisasi PBB di Katingan 60 persen. Masih ada tiga kecamatan yang baru 20 persen."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['subject: some regions', 'subject: some regions']
    """
    if of_unnamed_part(reading, bundle):
        return "subject: an unnamed part"
    if _of_unknown_province(reading, bundle):
        return "place: its province is not known"
    unnamed = _UNNAMED.search(reading.text, max(bundle.sentence.start, bundle.start - 60), bundle.start)
    if mention.slug.startswith(DOSES) and _SUMMED.search(reading.text, bundle.sentence.start, bundle.start):
        return "doses: summed"
    if unnamed and not any(unnamed.start() <= place.start < bundle.sentence.end for place in bundle.places):
        return "subject: unnamed"
    told = bundle.roles[-1].number.hedge_start if bundle.roles else bundle.start
    part = _SOME_OF_THEM.search(reading.text, bundle.sentence.start, told)
    spans = [(r.number.start, r.number.end) for r in bundle.roles if r.number.value >= _MANY]
    own = part is not None and any(start <= part.start() < end for start, end in spans)
    if part and not own and not any(place.start >= part.start() for place in bundle.places):
        return "subject: some of them"
    if mention.slug == "budget_absorption" and some_offices(reading, bundle):
        return "subject: some agencies"
    figures = [role.number.hedge_start for role in bundle.roles + bundle.targets]
    told_of = (_some_regions(reading, bundle.sentence.start, figure) for figure in figures)
    some = next(filter(None, told_of), None)
    behind = any(bundle.end <= place.start < bundle.sentence.end for place in bundle.places)
    behind = behind or bool(_NAMED_BEHIND.match(reading.text, bundle.end))
    behind = behind or (some is not None and _agency_behind(reading, bundle, some.start()))
    if some and not behind and not named_places(reading, some.start(), bundle.start):
        return "subject: some regions"
    villages = any(role.number.unit is Unit.VILLAGE for role in bundle.roles)  # "tinggal delapan desa di Kaltim"
    if not villages and some_of(reading, bundle.places) and bundle.places[0].start >= bundle.sentence.start:
        return "subject: some regions"
    if "simbolis" in reading.text[bundle.sentence.start : bundle.sentence.end].lower() and not any(
        role.number.kind is Kind.PERCENT for role in bundle.roles
    ):
        return "share: handed over as a symbol"
    lead = _THOSE_LEAD.match(reading.text, bundle.sentence.start, bundle.start)
    if (
        lead
        and not _agency_behind(reading, bundle, bundle.sentence.start)
        and not named_places(reading, bundle.sentence.start, bundle.sentence.end)
    ):
        return "subject: some of them"
    bounds = [role.number for role in bundle.roles if role.number.comparator not in ("=", "~")]
    unnamed_parts = (_THOSE_WITH, _PARTS_ON_AVERAGE)
    named = any(place.start >= bundle.end for place in bundle.places)  # "ada provinsi dengan …, yaitu Aceh dan Riau"
    if not named and any(
        words.search(reading.text, bundle.sentence.start, number.hedge_start)
        for words in unnamed_parts
        for number in bounds
    ):
        return "subject: some of them"
    return None


def _of_unknown_province(reading: Reading, bundle: Bundle) -> bool:
    """Whether a figure is told of the province, where none of its regions is known: "di tingkat provinsi 58 persen"."""
    level = _WHOLE_PROVINCE.search(reading.text, bundle.sentence.start, bundle.start)
    if level is None or bundle.places:
        return False
    return not any(place.start < level.end() and level.start() < place.end for place in reading.places)


def _some_regions(reading: Reading, start: int, figure: int) -> re.Match[str] | None:
    """So many regions in the clause of a figure, to whose end their words reach without a comma or a point."""
    start = max(start, *(reading.text.rfind(sign, start, figure) + 1 for sign in ",;."))
    words = _WORD.findall(reading.text[start:figure].lower())
    if _SO_MANY.isdisjoint(words) and not any(map(str.isdecimal, words)):
        return None
    return _SOME_REGIONS.search(reading.text, start, figure)


def _agency_behind(reading: Reading, bundle: Bundle, start: int) -> bool:
    """Whether an agency is named behind an offset: "dua OPD yang terendah adalah Dinas Sosial dengan 14 persen"."""
    return any(kind[1] >= start and is_agency(reading.text[kind[1] : kind[2]]) for kind in bundle.kinds)


def some_offices(reading: Reading, bundle: Bundle) -> bool:
    """Whether a figure is of some agencies, none of them named: "masih ada 24 satker dengan penyerapan nol persen"."""
    named = any(is_agency(reading.text[start:end]) for _, start, end in bundle.kinds)
    return not named and bool(_SOME_OFFICES.search(reading.text, bundle.sentence.start, bundle.start))
