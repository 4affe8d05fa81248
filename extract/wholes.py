"""Figures of all regions together, told after those of one: "tertinggi Kelay 90 persen, secara keseluruhan 85"."""

from __future__ import annotations

from extract.discourse import Bundle, Discourse
from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.roles import Role
from extract.vocabulary import pattern

_ALL_PARTS = pattern("all_parts")
_ALTOGETHER = pattern("altogether")
_DONE = (Role.PERCENTAGE, Role.ACHIEVED)
_LEVELS = {
    "provinsi": ("province",),
    "kabupaten": ("regency",),
    "kota": ("regency",),
    "kecamatan": ("district",),
    "distrik": ("district",),
    "desa": ("village",),
    "kelurahan": ("village",),
    "daerah": ("province", "regency", "district"),
    "wilayah": ("province", "regency", "district"),
}
_THOSE = len(" tersebut")
"""Characters behind "lima kecamatan", which counts as a figure."""


def turn_to_all(
    reading: Reading, bundle: Bundle, previous: Bundle | None, before: Bundle | None, state: Discourse
) -> None:
    """Leaves the place told last, where a bundle is said of all: it is of what the article or its heading is about.

    `previous` is the bundle before it in its sentence, `before` the last one of the sentences before.
    """
    told = previous or before
    if told is not None and told.sentence.paragraph != bundle.sentence.paragraph:
        told = None
    place = previous.places[-1] if previous and previous.places else state.place
    if not bundle.places and place is not None and _of_all(reading, bundle, told, place):
        state.place, bundle.whole = None, True


def _of_all(reading: Reading, bundle: Bundle, told: Bundle | None, place: PlaceMention) -> bool:
    """Whether a bundle is said of more than the place told last: of all its like, or of what they lie in.

    All its like are named by their kind ("dari lima kecamatan tersebut"), what they lie in by its level ("tingkat
    kabupaten"). "Secara keseluruhan" says so only behind another figure of the place itself.
    """
    start = told.end if told is not None and told.sentence is bundle.sentence else bundle.sentence.start
    for found in _ALL_PARTS.finditer(reading.text, start, min(bundle.end + _THOSE, bundle.sentence.end)):
        kind = found["kind"] or found["all"]
        if place.level in (_LEVELS[kind.lower()] if kind else ("district", "village")):
            return True
    if told is None or told.kinds or bundle.kinds or place not in told.places:
        return False
    known = {role.role: role.number.value for role in told.roles}
    done = [role for role in bundle.roles if role.role in _DONE and role.role in known]
    another = any(known[role.role] != role.number.value for role in done)
    return another and bool(_ALTOGETHER.search(reading.text, start, bundle.start))
