"""Figures of parts that nobody names: "Kabupaten dengan cakupan terendah 40 persen", in an article on a province."""

from __future__ import annotations

import re

from extract.agencies import is_agency
from extract.discourse import Bundle, Discourse
from extract.mentions import Kind
from extract.reading import Reading, within
from extract.vocabulary import pattern

_PARTS_THAT = pattern("parts_that")
_EXTREME = pattern("extreme")
_HEADS = re.compile(
    r"(?:\A|[.,;:\"“]\s*|\b(?:sementara|sedangkan|adapun|namun|tetapi|untuk|hanya|baru|bahkan|lalu|kemudian|dan)\s+)\Z",
    re.IGNORECASE,
)
"""Before the noun with which a clause begins."""
_PARTS_LEAD = re.compile(
    r"\W*(?:rinciannya|rincinya|perinciannya|dengan rincian|di\s?antaranya|(?:yang )?terdiri|masing-masing)\b",
    re.IGNORECASE,
)
"""How a sentence begins that says of what the amount before it consists."""


def of_unnamed_part(reading: Reading, bundle: Bundle) -> bool:
    """Whether a bundle's first figure is of one or some of the parts of what is spoken of, none of them named.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Perekaman e-KTP di Kalteng sudah 84 persen. Kabupaten dengan perekaman terendah baru 61 persen."
    >>> [left.reason for left in extract_article(Article("u", "p", None, "", text)).unused]
    ['subject: an unnamed part']
    """
    if not bundle.roles:
        return False  # a target that parts have met or missed: extract/target_regions.py
    first = min((role.number for role in bundle.roles), key=lambda number: number.start)
    if first.kind is not Kind.PERCENT:
        return False
    start, figure = bundle.sentence.start, first.hedge_start
    before = within(reading.numbers, start, figure)
    start = before[-1].end if before else start
    part = _PARTS_THAT.search(reading.text, start, figure)
    if part is not None and not _HEADS.search(reading.text[bundle.sentence.start : part.start()]):
        part = None  # "dana desa yang sudah disalurkan"
    part = part or _EXTREME.search(reading.text, start, figure)
    if part is None:
        return False
    named = any(place.start >= bundle.sentence.start for place in bundle.places)
    named = named or any(is_agency(reading.text[a:b]) or a >= part.start() for _, a, b in bundle.kinds)
    return not named


def of_untold(reading: Reading, bundle: Bundle, state: Discourse) -> bool:
    """Whether amounts are parts of a sum that was none of ours: "siap menyetor 18.000 ton. Di antaranya 7.000 …"."""
    if bundle.sentence.order != state.untold_order + 1 or bundle.indicator is not None or not bundle.roles:
        return False
    alike = all((role.number.kind, role.number.unit) in state.untold for role in bundle.roles)
    return alike and _PARTS_LEAD.match(reading.text, bundle.sentence.start) is not None
