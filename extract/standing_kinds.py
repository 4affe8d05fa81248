"""Kinds that an article names once and means throughout: the one work it is about, the one age group, one programme.

Also what a figure counts where that is no measure of its indicator: villages that are free of open defecation, beside
the households that have a toilet.
"""

from __future__ import annotations

import re
from collections import Counter

from extract.agencies import is_agency
from extract.discourse import Bundle
from extract.groups import STAGE
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading, within
from extract.revenue_sectors import SLUGS as INCOME
from extract.vocabulary import pattern
from models.keys import segment_key
from models.reference import indicators
from models.values import Unit

Span = tuple[str, tuple[int, int]]
WORK = "physical_progress"
_LEAD = 3
"""Sentences in which an article says which work or group it is about."""
_WHOLE = pattern("of_everybody")
_ALL = pattern("all_of_them")
_OF_BUDGET = pattern("of_budget")
_SHORT_OF = frozenset({"blt", "bansos", "bantuan langsung tunai"})
"""Names of programmes that many programmes begin with: "BLT BBM", "BLT Dana Desa"."""
_ACRONYM = re.compile(r"(?: [A-Z]{2,}(?:-[A-Z]{2,})?\b){1,2}")
_OF_VILLAGES = frozenset({"electrification"})
"""Measures that are of villages as well as of households: "desa berlistrik"."""
_TWO = re.compile(r"\s(?:dan|serta|maupun|&)\s")
"""What names two kinds: "pajak parkir dan hiburan" is not the full name of "pajak parkir"."""
VISITED = re.compile(r"\b(?:di|ke|dari)\s+\Z")
"""Before a house where somebody is, while a work is spoken of: "hadir di Kantor Staf Presiden"."""
_PLANTED = re.compile(r"tanam", re.IGNORECASE)
"""What is planted is the crop of the lead; what is bought or harvested there may be another: "serapan gabah"."""
_DIGITS = re.compile(r"\d+")
_VILLAGES = r"(?:desa|kelurahan|pekon|kampung|nagari|gampong|dusun)"
_VILLAGES_BEHIND = re.compile(
    rf"[\s,]*(?:dari\s+)?(?:(?:total|jumlah|seluruh|semua)\s+)*({_VILLAGES}(?:(?:/|\s+dan\s+|\s+maupun\s+){_VILLAGES})?)\b(?!\s+[A-Z])"
)
_VILLAGES_BEFORE = re.compile(
    r"(?<!\bdi )(?<!dana )(?<!kepala )(?<!pemerintah )"
    rf"\b({_VILLAGES}(?:(?:/|\s+dan\s+){_VILLAGES})?)\s+(?:[a-z]+\s+){{0,4}}\Z",
    re.IGNORECASE,
)


def standing_kind(reading: Reading, bundle: Bundle, slug: str) -> Span | None:
    """The one work, or the one age group, that an article is about, for figures whose own words name none."""
    if slug == WORK:
        return _only_work(reading, bundle)
    if indicators()[slug].groups == "standing":
        return _only_group(reading, bundle, slug)
    if slug in INCOME and (bundle.indicator is None or bundle.indicator.slug != slug):
        return only_sector(reading, bundle, slug)
    if slug == "road_condition":
        return _only_road(reading, bundle)
    if slug == "crop_planting" and (bundle.indicator is None or _PLANTED.search(bundle.indicator.text)):
        named = [(start, end) for other, start, end in reading.segments if other == slug]
        return _alone_in_lead(reading, bundle, named)
    return _only_stage(reading, bundle, slug) if indicators()[slug].stages == "tahap" else None


def _lead_end(reading: Reading) -> int:
    return max((sentence.end for sentence in reading.lead(_LEAD)), default=reading.title_end)


def _only_work(reading: Reading, bundle: Bundle) -> Span | None:
    """The work that the lead names, where the article names no other before the figure and speaks of no budget."""
    works = [(start, end) for slug, start, end in reading.segments if slug == WORK]
    named = [span for span in works if span[0] < bundle.start]
    lead = [span for span in named if reading.title_end <= span[0] < _lead_end(reading)]
    if not lead or _OF_BUDGET.search(reading.text, 0, _lead_end(reading)):
        return None
    named = [lead[0], *(span for span in named if not VISITED.search(reading.text, max(0, span[0] - 6), span[0]))]
    words = {span: set(segment_key(reading.text[slice(*span)]).split()) for span in works}
    if not all(words[lead[0]] & words[span] for span in named):
        return None
    told = Counter(reading.text[slice(*span)].lower() for span in works if words[span] & words[lead[0]])
    name = max(told, key=lambda name: (told[name], name == reading.text[slice(*lead[0])].lower()))
    span = next(span for span in works if reading.text[slice(*span)].lower() == name)
    return reading.text[slice(*span)], span


def _only_group(reading: Reading, bundle: Bundle, slug: str) -> Span | None:
    """The age group that the lead names, where no other is named at all, and not everybody beside the figure."""
    named = [(start, end) for other, start, end in reading.segments if other == slug]
    if not named:
        return None
    keys = {_group_key(reading.text[start:end]) for start, end in named}
    if len(keys) != 1 or named[0][0] >= _lead_end(reading) or named[0][0] > bundle.start:
        return None
    if _WHOLE.search(reading.text, bundle.sentence.start, bundle.sentence.end):
        return None
    return reading.text[slice(*named[0])], named[0]


def _only_road(reading: Reading, bundle: Bundle) -> Span | None:
    """The class of roads that the lead names, where the article names no other: "jalan provinsi"."""
    named = [(a, b) for slug, a, b in reading.segments if slug == "road_condition"]
    named = [(a, b) for a, b in named if reading.text[a:b].lower().startswith("jalan ")]
    return _alone_in_lead(reading, bundle, named)


def _only_stage(reading: Reading, bundle: Bundle, slug: str) -> Span | None:
    """The stage that the lead names, where the article names no other: "dana desa tahap I … 60 desa belum"."""
    named = [(a, b) for other, a, b in reading.segments if other == slug and STAGE.fullmatch(reading.text, a, b)]
    told_of_all = _ALL.search(reading.text, bundle.sentence.start, bundle.start)
    return None if told_of_all else _alone_in_lead(reading, bundle, named)


def only_sector(reading: Reading, bundle: Bundle, slug: str) -> Span | None:
    """The sector that an article on an income begins with, where it names no other: "PAD dari sektor parkir …"."""
    named = [(a, b) for other, a, b in reading.segments if other == slug and not is_agency(reading.text[a:b])]
    told_of_all = _ALL.search(reading.text, bundle.sentence.start, bundle.start)
    return None if told_of_all else _alone_in_lead(reading, bundle, named)


def _alone_in_lead(reading: Reading, bundle: Bundle, named: list[tuple[int, int]]) -> Span | None:
    """The first of these names, where all are one and the lead has it, in front of the figures."""
    keys = {segment_key(reading.text[start:end]) for start, end in named}
    if len(keys) != 1 or named[0][0] >= _lead_end(reading) or named[0][0] > bundle.start:
        return None
    return reading.text[slice(*named[0])], named[0]


def _group_key(words: str) -> str:
    """The ages of a group, by which it is the same whoever is said to be of them; its words where none is told."""
    return " ".join(_DIGITS.findall(words)) or segment_key(words)


def in_full(reading: Reading, slug: str, start: int, end: int) -> tuple[int, int]:
    """The span of the full name, where the article has one: "BLT" of an article on "BLT BBM"; also of two words
    or more of a kind of money ("pajak penerangan" beside "pajak penerangan jalan")."""
    name = reading.text[start:end].lower()
    money = indicators()[slug].unit is Unit.RUPIAH and " " in name
    if name not in _SHORT_OF and (not money or name.endswith(" daerah")):
        return start, end
    own = _ACRONYM.match(reading.text, end) if name in _SHORT_OF else None
    if own is not None and not (reading.kinds(end, own.end()) or within(reading.places, end, own.end())):
        return start, own.end()  # "BLT DBHCHT", which is no "BLT BBM"
    longer = [(a, b) for other, a, b in reading.segments if other == slug and b - a > end - start]
    longer = [(a, b) for a, b in longer if reading.text[a:b].lower().startswith(f"{name} ")]
    if name not in _SHORT_OF:
        longer = [(a, b) for a, b in longer if b <= start]  # said in full, then in brief
        longer = [(a, b) for a, b in longer if not _TWO.search(reading.text, a + len(name), b)]
    keys = {segment_key(reading.text[a:b]) for a, b in longer}
    return longer[0] if len(keys) == 1 else (start, end)


def _villages_throughout(reading: Reading, bundle: Bundle) -> str | None:
    """What the numbers before a figure count, where they are all of villages: then its percentage is of those."""
    counted = [number for number in reading.numbers if number.unit is not None and number.kind is not Kind.PERCENT]
    before = [number for number in counted if number.start < bundle.start and number.start >= reading.title_end]
    if not before or any(number.unit in (Unit.HOUSEHOLD, Unit.PERSON) for number in counted):
        return None
    return (before[0].noun or "").lower() if all(n.unit is Unit.VILLAGE for n in before) else None


def villages_served(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> Span | None:
    """The kind that counts of villages are of, where the article measures them by a ratio: "desa berlistrik"."""
    if mention.slug not in _OF_VILLAGES or not any(role.number.unit is Unit.VILLAGE for role in bundle.roles):
        return None
    named = [kind for kind in reading.segments if kind[0] == mention.slug]
    near = min(named, key=lambda kind: abs(kind[1] - bundle.start), default=None)
    words = reading.text[near[1] : near[2]] if near else ""
    return (words, (near[1], near[2])) if near and re.match(_VILLAGES, words, re.IGNORECASE) else None


def villages_counted(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """The villages that a figure of a measure of households counts: "83 persen desa bebas BABS", "62 desa ODF"."""
    if indicators()[mention.slug].unit is not Unit.HOUSEHOLD or mention.slug in _OF_VILLAGES:
        return None
    for role in bundle.roles:
        if role.number.unit is Unit.VILLAGE:
            return (role.number.noun or "desa").lower()
        if role.number.unit is None and role.number.kind is Kind.PERCENT:
            behind = _VILLAGES_BEHIND.match(reading.text, role.number.hedge_end)
            if behind:
                return behind[1].lower()
    if any(role.number.unit is not None for role in bundle.roles):
        return None
    if throughout := _villages_throughout(reading, bundle):
        return throughout
    floor = max(0, mention.start - 60, reading.text.rfind(".", 0, mention.start) + 1)
    before = _VILLAGES_BEFORE.search(reading.text, floor, mention.start)
    return before[1].lower() if before else None
