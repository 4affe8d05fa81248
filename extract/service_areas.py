"""Areas with no code of their own: what an office serves from one town, regions of which something is counted.

The treasury in Sampit pays in three regencies, the health insurer's branch in Muara Teweh insures five. Where such an
office speaks and the article names no one regency, the claim has the province, and the office as its segment.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.gates import Gated
from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.tokens import tokenise
from extract.vocabulary import pattern
from models.reference import province_of

_SERVICE = pattern("service_office")
_TWO_PROVINCES = pattern("two_provinces")
_BRANCH = Gated(pattern("branch").pattern, re.NOFLAG)
_SERVICES = frozenset({"kppn", "kpp", "bulog", "upt", "uptd", "uppd", "bpjs"})
"""First words of the names of branches: few articles have any."""
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
    if place.level != "regency" or _province(place) is None:
        return None
    floor = max(0, place.start - _REACH)
    found = _SERVICE.search(reading.text[floor : place.start])
    return (floor + found.start(), place.end) if found else None


def area_of(reading: Reading, place: PlaceMention, span: tuple[int, int]) -> PlaceMention:
    """The area of an office, as the part of its province that the office's name is for."""
    start, end = span
    name = reading.text[start:end]
    province = _province(place)
    return replace(
        place,
        code=province,
        level="province",
        start=start,
        end=end,
        text=name,
        rule="service area",
        candidates=(),
        village=name,
    )


def _province(place: PlaceMention) -> str | None:
    """The province of a town, also of one that may be a regency or the city of that name: "KPPN Magelang"."""
    provinces = {province_of(code) for code in ((place.code,) if place.code else place.candidates)}
    return provinces.pop() if len(provinces) == 1 else None


def two_provinces(reading: Reading, end: int) -> PlaceMention | None:
    """The area of an office that serves more than one province, named so before an offset: it has no code."""
    found = _TWO_PROVINCES.search(reading.text, 0, end)
    if found is None:
        return None
    start, stop = found.span("area")
    name = found["area"]
    return PlaceMention(None, "province", start, stop, name, "service area", use="office", village=name)


def together(reading: Reading, places: list[PlaceMention]) -> PlaceMention:
    """Several regions as the one area of which something is counted, inside the smallest region that holds them all."""
    codes = [place.code or "" for place in places]
    common = next((codes[0][:n] for n in (5, 2) if len({code[:n] for code in codes}) == 1 and n < len(codes[0])), None)
    start, end = places[0].start, places[-1].end
    text = reading.text[start:end]
    return replace(places[0], code=common, start=start, end=end, text=text, rule="area", village=text)


def branches(text: str) -> list[tuple[int, int]]:
    """The spans of branches of one service, where an article tells two or more apart: each serves a part of its area.

    >>> text = "KPPN Sampit menyalurkan Rp2 miliar, dan KPPN Buntok Rp3 miliar"
    >>> [text[start:end] for start, end in branches(text)], branches("KPPN Sampit menyalurkan Rp2 miliar")
    (['KPPN Sampit', 'KPPN Buntok'], [])
    """
    found = list(_BRANCH.finditer(text)) if tokenise(text).has(_SERVICES) else []
    return [match.span() for match in found] if len({match["town"] for match in found}) > 1 else []


def is_branch(words: str) -> bool:
    """Whether a kind is a branch of a service.

    >>> is_branch("Bulog Cabang Sampit"), is_branch("belanja modal")
    (True, False)
    """
    return _BRANCH.fullmatch(words) is not None
