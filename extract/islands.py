"""Islands and groups of them, of which a figure tells: they are several provinces, and no place of a claim."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.reading import Reading
from extract.vocabulary import pattern

_ISLAND = pattern("island")
_GROUP = re.compile(
    r"\b(?:maluku\s+(?:dan|&)\s+papua|bali\s+(?:dan|&)\s+nusa\s+tenggara(?!\s+(?:barat|timur)))\s*"
    r"(?=[.,;(]|\s(?:sebesar|sebanyak|senilai|mencapai|tercatat|hanya|baru|sudah|telah|rp))",
    re.IGNORECASE,
)
"""Two groups of islands whose sum is told: "investasi ke Maluku dan Papua sebanyak Rp33 triliun"."""


def of_islands(reading: Reading, bundle: Bundle) -> bool:
    """Whether a bundle's figures are those of an island of several provinces, and of no region named beside it.

    A nation that an earlier sentence speaks of is none.
    """
    start, end = bundle.sentence.start, bundle.sentence.end
    if _GROUP.search(reading.text, start, end):
        return True
    if any(place.level != "nation" or place.start >= start for place in bundle.places):
        return False
    return _ISLAND.search(reading.text, start, end) is not None
