"""Facts about an illness in an article on a health programme: "99 persen kasus kanker serviks disebabkan virus itu"."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Kind
from extract.open_claims import DOSES
from extract.reading import Reading
from extract.vocabulary import pattern

_CASES_BEHIND = pattern("cases_behind")
_AMONG_THEM = pattern("group_among_them")
_OF_ILLNESS = pattern("of_illness")
_COVERED = pattern("covered")
_HEALTH = ("immunization", "stunting", "health_", DOSES)
_MARK = re.compile(r"[,;:()\n]")
_REACH = 160
"""Characters around a percentage in which its clause is asked."""


def is_of_illness(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether a percentage that does not name again what is measured is of the ill, of what they suffer or die of.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Imunisasi HPV di Katingan digencarkan. Sekitar 99 persen kasus kanker serviks disebabkan virus itu."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['topic: an illness']
    """
    numbers = [role.number for role in bundle.roles + bundle.targets]
    health = mention.slug.startswith(_HEALTH) or "vaksin" in mention.text.lower()
    if not health or not any(number.kind is Kind.PERCENT for number in numbers):
        return False
    for number in numbers:
        start, end = _clause(reading, bundle, number.hedge_start, number.end)
        if _COVERED.search(reading.text, start, end):
            return False
        if number.kind is Kind.PERCENT and _CASES_BEHIND.match(reading.text, number.end):
            return True
        if _OF_ILLNESS.search(reading.text, start, end):
            return True
    return False


def of_group_among(reading: Reading, bundle: Bundle) -> bool:
    """Whether a percentage only tells who some of them are: "25 persen di antaranya lansia", not "… sudah divaksin"."""
    numbers = [role.number for role in bundle.roles if role.number.kind is Kind.PERCENT]
    return any(_AMONG_THEM.match(reading.text, number.end) for number in numbers)


def _clause(reading: Reading, bundle: Bundle, start: int, end: int) -> tuple[int, int]:
    """The clause around a figure, as its sentence's commas and brackets part it."""
    first = max(bundle.sentence.start, start - _REACH)
    last = min(bundle.sentence.end, end + _REACH)
    before = [mark.end() for mark in _MARK.finditer(reading.text, first, start)]
    behind = _MARK.search(reading.text, end, last)
    return (before[-1] if before else first), (behind.start() if behind else last)
