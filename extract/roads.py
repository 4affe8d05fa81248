"""Roads that are named by their ends: "ruas Wira Bakti-Suka Jaya", and in a list also "Suka Jaya-Arga" alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from extract.alternation import by_head, found_at
from extract.gazetteer import gazetteer, name_key
from extract.mentions import PlaceMention
from extract.role_of import Role, RoleOf
from models.reference import province_of
from models.values import Unit

_NAME = r"[A-Z][\w']+(?:\s[A-Z][\w']+){0,2}"
_ENDS = rf"{_NAME}(?:\s?[-–]\s?{_NAME}){{1,3}}"
_HEAD = r"(?:[Rr]uas|[Tt]ol|[Jj]alan)"
_HEAD_WORDS = by_head(["ruas", "tol", "jalan"])
_ROAD = re.compile(rf"\b{_HEAD}(?:\s(?:jalan|[Tt]ol|Jalan|provinsi|nasional|kabupaten|\d{{1,2}}))*\s(?P<ends>{_ENDS})")
_ITEM = re.compile(
    rf"(?:[,;(]|\b[Dd]an|\b[Ss]erta|\b[Ll]alu|\b[Kk]emudian|\b[Ss]edangkan|\b[Dd]isusul|(?<=[.!?])|(?<=\n)-?)\s*"
    rf"(?P<ends>{_ENDS})(?=\s*[(:]?\s*(?:(?:sudah|telah|baru|masih|hanya|mencapai|sebesar|sekitar)\s+){{0,3}}\d{{1,3}}"
    r"(?:[.,]\d+)?\s?(?:persen|%))"
)
"""The next item of a list of roads: two names and its percentage."""
ROAD = "road"
"""The rule of a place that is a road's."""
_HYPHEN = re.compile(r"\s?[-–]\s?")
_OF_ROW = re.compile(
    rf"\b(?:yakni|yaitu|antara lain|di\s?antaranya|meliputi|seperti)\b[^.;]*"
    rf"{_ENDS}\s+(?:sepanjang\s+|dengan panjang\s+)?$"
)
"""A road's name by its ends, in a row of them, right before a length."""
_TOLL = re.compile(r"\b[Tt]ol\b")


def find_roads(text: str) -> list[tuple[int, int, int]]:
    """(start, start of its ends, end) of each road that is named by its ends, in order.

    >>> text = "Ruas Wira-Bakti sudah 42 persen, Suka Jaya-Arga 3,5 persen."
    >>> [text[start:end] for start, _, end in find_roads(text)]
    ['Ruas Wira-Bakti', 'Suka Jaya-Arga']
    """
    roads = found_at(_ROAD, text, _HEAD_WORDS)
    found = {m.end(): (m.start(), m.start("ends"), m.end()) for m in roads if _leads(m["ends"])}
    if not found:
        return []
    for m in _ITEM.finditer(text, min(found)):
        if _leads(m["ends"]):
            found.setdefault(m.end("ends"), (m.start("ends"), m.start("ends"), m.end("ends")))
    return [found[end] for end in sorted(found)]


def is_length_of_road(text: str, start: int, role: RoleOf) -> bool:
    """Whether a length is one road's of a row, in a sentence from `start`: "ruas yang rusak, yakni A-B 16,7 km"."""
    number = role.number
    if number.unit is not Unit.KM or role.role not in (Role.REMAINING, Role.ACHIEVED):
        return False
    return _OF_ROW.search(text[start : number.hedge_start]) is not None


def _leads(ends: str) -> bool:
    """Whether names with a hyphen are two places, and not one that has it itself: "Bau-Bau"."""
    names = [name_key(name) for name in _HYPHEN.split(ends)]
    return len(set(names)) == len(names)


def _provinces(name: str) -> frozenset[str]:
    """The provinces in which a region of a name lies: of regencies, else of districts."""
    entries = gazetteer().get(name_key(name), ())
    wide = [entry for entry in entries if len(entry.code) == 5] or [e for e in entries if len(e.code) > 5]
    return frozenset(province_of(entry.code) for entry in wide)


def with_roads(text: str, places: Sequence[PlaceMention], roads: Sequence[tuple[int, int, int]]) -> list[PlaceMention]:
    """The places without those at which roads of a list end; for toll roads with the region that holds both ends.

    A toll road is the nation's and no part of the region that an article is about: it lies in the smallest region that
    holds both ends, and has no code where these lie in two provinces. Of one known end its province holds the road.
    """
    toll = len({text[first:end].lower() for _, first, end in roads}) > 1 and _TOLL.search(text) is not None
    made = list(places)
    for start, first, end in roads:
        inside = [place for place in made if first <= place.start and place.end <= end]
        if start < first and not toll:
            continue
        made = [place for place in made if place not in inside]
        if toll and (road := _between(text, inside, first, end)) is not None:
            made.append(road)
    return sorted(made, key=lambda place: place.start)


def _between(text: str, inside: Sequence[PlaceMention], start: int, end: int) -> PlaceMention | None:
    """The region in which a road lies, as far as its ends are known."""
    ends = _HYPHEN.split(text[start:end])
    known = [codes for codes in map(_provinces, ends) if codes]
    both = frozenset.intersection(*known) if known else frozenset()
    apart = not both and all(len(codes) == 1 for codes in known)
    if not known or not (apart or len(both) == 1):
        return None
    told = {place.code for place in inside}
    code = told.pop() if len(told) == 1 and len(inside) == len(ends) else None
    code = code or next(iter(both), None)
    level: Literal["regency", "province"] = "regency" if code and len(code) == len("33.72") else "province"
    return PlaceMention(code, level, start, end, text[start:end], ROAD)
