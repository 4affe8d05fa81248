"""The sectors that a region's income comes from: "PAD dari sektor parkir", "pendapatan sektor pariwisata"."""

from __future__ import annotations

import re

from extract.gates import Gated
from extract.vocabulary import pattern

SLUGS = ("pad_revenue", "regional_revenue")
_SECTOR = Gated(pattern("income_of_sector").pattern, re.IGNORECASE)
_NEXT = re.compile(
    r"(?:,|\bdan|\bserta|\blalu|\bkemudian|\bsedangkan|\bsementara)\s+(?:dari\s+|untuk\s+|pada\s+)?(?:sub\s?)?sektor\s+"
    r"(?!pajak|retribusi|perpajakan|lain|swasta)((?-i:[a-z])[\w/-]+)",
    re.IGNORECASE,
)
"""A further one of a list: "PAD sektor pariwisata Rp5 miliar, sektor parkir Rp3 miliar"."""
_SENTENCE_END = re.compile(r"\.\s|\n|\Z")


def find_sectors(text: str) -> list[tuple[str, int, int]]:
    """(slug, start, end) of every sector that an income comes from; taxes and levies have names of their own.

    >>> text = "PAD dari sektor parkir tahun 2022 Rp2 miliar, PAD pariwisata Rp3 miliar, dari sektor pajak Rp9 miliar"
    >>> [text[start:end] for slug, start, end in find_sectors(text) if slug == "pad_revenue"]
    ['parkir', 'pariwisata']
    """
    found = [match.span(group) for match in _SECTOR.finditer(text) for group in (1, 2) if match[group]]
    for _, end in tuple(found):
        stop = _SENTENCE_END.search(text, end)
        found += [item.span(1) for item in _NEXT.finditer(text, end, stop.start() if stop else len(text))]
    found = sorted(set(found))
    return [(slug, start, end) for start, end in found for slug in SLUGS]
