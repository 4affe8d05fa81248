"""The area that an office serves from one town: several regencies, so its figures are of none of them alone.

The treasury in Sampit pays in three regencies, the health insurer's branch in Muara Teweh insures five. Where such an
office speaks and the article names no one regency, the claim has the province, and the office as its segment.
"""

from __future__ import annotations

from dataclasses import replace

from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.vocabulary import pattern
from models.reference import province_of

_SERVICE = pattern("service_office")
_REACH = 90
"""Longest name of such an office."""


def served_from(reading: Reading, place: PlaceMention) -> tuple[int, int] | None:
    """The span of the office whose town a place is, or None.

    >>> from extract.places import find_places
    >>> text = "Kepala KPPN Sampit dan Bupati Seruyan hadir."
    >>> reading = Reading(text, 0, None, None, places=find_places(text, publisher_province=None))
    >>> [served_from(reading, place) for place in reading.places]
    [(7, 18), None]
    """
    if place.code is None or place.level != "regency":
        return None
    floor = max(0, place.start - _REACH)
    found = _SERVICE.search(reading.text[floor : place.start])
    return (floor + found.start(), place.end) if found else None


def area_of(reading: Reading, place: PlaceMention, span: tuple[int, int]) -> PlaceMention:
    """The area of an office, as the part of its province that the office's name is for."""
    start, end = span
    name = reading.text[start:end]
    province = province_of(place.code or "")
    return replace(
        place, code=province, level="province", start=start, end=end, text=name, rule="service area", village=name
    )
