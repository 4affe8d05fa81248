"""Places that stand on a line of their own, as headings of what follows: "1. DKI Jakarta", "Jawa Timur"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import PlaceMention
from extract.reading import Reading

_BEFORE = re.compile(r"(?:\A|\n)[ \t]*(?:\(?\d{1,2}[.)]|[-•*a-z][.)]?)?[ \t]*\Z")
_BEHIND = re.compile(r"[ \t]*:?[ \t]*(?:\n|\Z)")


def place_headings(reading: Reading) -> list[PlaceMention]:
    """The places that head a part of the article, if several do: one alone is a dateline or a caption.

    >>> from extract.places import find_places
    >>> text = "1. Jawa Timur\\nSudah 90 persen.\\n2. Bali\\nSudah 80 persen."
    >>> reading = Reading(text, 0, None, None, places=find_places(text, publisher_province=None))
    >>> [place.code for place in place_headings(reading)]
    ['35', '51']
    """
    alone = [
        place
        for place in reading.places
        if place.code
        and place.start >= reading.title_end
        and _BEFORE.search(reading.text, max(0, place.start - 12), place.start)
        and _BEHIND.match(reading.text, place.end)
    ]
    return alone if len({place.code for place in alone}) > 1 else []


def headed(headings: Sequence[PlaceMention], offset: int) -> PlaceMention | None:
    """The last heading before an offset."""
    return next((place for place in reversed(headings) if place.start <= offset), None)
