"""Branches of the economy, whose figures are parts of all the credit or investment that an article tells of."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.discourse import Bundle
from extract.mentions import Kind
from extract.reading import Reading, within
from extract.roles import RoleOf
from extract.vocabulary import pattern
from models.values import Unit

_OF_SECTOR = pattern("of_sector")
_BY_SECTOR = pattern("by_sector")
_ONE_SECTOR = pattern("one_sector")
_TARGET_WORD = pattern("target_word")
_MOST_WENT = pattern("most_went")
_BRACKET = re.compile(r"\s*\(\s*")
_LEADS_SECTORS = re.compile(r"\b(?:sub\s?)?sektor\b", re.IGNORECASE)
_NEXT_SECTOR = re.compile(
    r"\s*(?:\([^()]*\))?\s*(?:,|\b(?:dan|serta|lalu|kemudian)\b)(?:(?!\b(?:realisasi|total|jumlah|target|seluruh|sedangkan|sementara"
    r"|adapun|PMA|PMDN|me\w{4,}kan|ter(?:salur|capai|kumpul)\w*)\b)[^.;:\d]){2,90}",
    re.IGNORECASE,
)
"""Between two sectors of a list."""
_SECTORS = 200
"""Characters before a percentage in which a list of sectors begins."""
_CLAUSE = 140
_WHOLE = 100
_ROUNDED = Decimal("0.1")
"""By how much two rounded parts of a whole may miss it."""


def is_sectors(reading: Reading, bundle: Bundle, role: RoleOf) -> bool:
    """Whether a figure is a sector's part of all the money: "sektor pertanian sebesar 29,26 persen"."""
    if _BY_SECTOR.search(reading.text, bundle.sentence.start, role.number.hedge_start):
        return True  # "menurut sektor usaha, … perumahan dan perkantoran Rp4,56 triliun"
    if role.number.kind is not Kind.PERCENT:
        return False
    if _TARGET_WORD.search(reading.text, bundle.sentence.start, bundle.sentence.end):
        return False  # "sektor produksi 51,11 persen, di atas target minimal 50 persen"
    start = max(bundle.sentence.start, role.number.hedge_start - _SECTORS)
    paid = [r.number for r in bundle.roles if r.number.kind is Kind.RUPIAH]
    if role.linked and paid and _BRACKET.fullmatch(reading.text, paid[-1].hedge_end, role.number.hedge_start):
        ranked = _MOST_WENT.search(reading.text, bundle.sentence.start, role.number.hedge_start)
        return bool(bundle.places) and ranked is not None  # "tertinggi di Kota A Rp370 miliar (11,89 persen)"
    return bool(_OF_SECTOR.search(reading.text[start : role.number.hedge_start]))


def of_one_sector(reading: Reading, bundle: Bundle) -> bool:
    """Whether an amount alone is of one branch of the economy: "sektor perdagangan Rp1 triliun"."""
    behind = reading.text[bundle.end : bundle.end + len(" sektor ")].strip().lower()
    people = all(role.number.unit is Unit.PERSON for role in bundle.roles)
    if people and _OF_SECTOR.search(reading.text[max(bundle.sentence.start, bundle.start - _SECTORS) : bundle.start]):
        return True  # "sektor pertanian Rp6 triliun, 201 ribu debitur"
    if _goes_on_with_sectors(reading, bundle):
        return True
    words = reading.text[max(bundle.sentence.start, bundle.start - _CLAUSE) : bundle.start]
    return bool(_ONE_SECTOR.search(words)) or behind.startswith("sektor")


def _goes_on_with_sectors(reading: Reading, bundle: Bundle) -> bool:
    """Whether an amount is a later one of a list that began with a sector: "sektor tambang Rp18 triliun, industri"."""
    figure = bundle.roles[0].number.hedge_start
    before = within(reading.numbers, bundle.sentence.start, figure)
    if not before or within(reading.places, before[-1].hedge_end, figure):
        return False
    if _LEADS_SECTORS.search(reading.text, bundle.sentence.start, before[0].hedge_start) is None:
        return False
    return _NEXT_SECTOR.fullmatch(reading.text, before[-1].hedge_end, figure) is not None


def shares_of_two(reading: Reading, bundle: Bundle) -> bool:
    """Whether percentages of a sentence part one whole in two: "PMDN mencapai 64,41 persen dan PMA 35,59 persen"."""
    start, end = bundle.sentence.start, bundle.sentence.end
    if _TARGET_WORD.search(reading.text, start, end):
        return False
    told = [n.value for n in within(reading.numbers, start, end) if n.kind is Kind.PERCENT]
    own = [role.number.value for role in bundle.roles]
    return any(abs(a + b - _WHOLE) <= _ROUNDED for a in own for b in told)
