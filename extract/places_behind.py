"""Figures in a row, each before its region or its kind: "79 persen disalurkan ke Kapuas, 82 persen ke Seruyan"."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.subjects import named_places
from extract.vocabulary import pattern

_TO_PLACE = pattern("figure_to_place")
_TO_FIGURE = pattern("place_to_figure")
_TO_KIND = re.compile(
    r"\)?\s*(?:(?:untuk|bagi|pada|dari|kalangan|kelompok|jenis)\s+)?(?:anak\s+usia\s+)?", re.IGNORECASE
)
"""All that stands between a figure and the kind that it is of."""


def lay_places_behind(reading: Reading, bundles: list[Bundle]) -> None:
    """Gives each bundle of a sentence the region behind it, where each has one and none was told of before.

    A region before the first figure is no obstacle if all of them lie in it: "di Kalteng bervariasi: 84 persen di …".
    """
    told = [bundle for bundle in bundles if bundle.roles]
    if len(told) < 2 or len(told) != len(bundles):
        return
    behind: list[PlaceMention] = []
    for at, bundle in enumerate(told):
        stop = told[at + 1].start if at + 1 < len(told) else bundle.sentence.end
        named = named_places(reading, bundle.end, stop)
        if not named or not _TO_PLACE.fullmatch(reading.text, bundle.end, named[0].start):
            return
        if at + 1 < len(told) and not (len(named) == 1 and _TO_FIGURE.fullmatch(reading.text, named[0].end, stop)):
            return
        behind.append(named[0])
    codes = [place.code or "" for place in behind]
    if len(set(codes)) < len(codes) or len({len(code) for code in codes}) > 1:
        return  # "di Katingan 84 persen, di Kapuas 80 persen di Kalteng"
    before = {place.code for place in told[0].places if place.start < told[0].start}
    if any(not code.startswith(f"{whole}.") for whole in before for code in codes):
        return
    for bundle, place in zip(told, behind, strict=True):
        bundle.places = [place]


def lay_kinds_behind(reading: Reading, bundles: list[Bundle]) -> None:
    """Gives each bundle of a sentence the kind right behind it, where each has one and none was told before the first.

    "CKG diikuti 1.970 dari 4.800 (41 persen) anak sekolah, 2.700 dari 2.900 (93 persen) balita": 93 is of these.
    """
    told = [bundle for bundle in bundles if bundle.roles]
    if len(told) < 2 or len(told) != len(bundles) or reading.kinds(told[0].sentence.start, told[0].start):
        return
    behind: list[list[tuple[str, int, int]]] = []
    for at, bundle in enumerate(told):
        stop = told[at + 1].start if at + 1 < len(told) else bundle.sentence.end
        own = [k for k in reading.kinds(bundle.end, stop) if _TO_KIND.fullmatch(reading.text, bundle.end, k[1])]
        if not own:
            return
        behind.append(own)
    common = set.intersection(*({kind[0] for kind in own} for own in behind))  # a word may be a kind of several
    for bundle, own in zip(told, behind, strict=True):
        bundle.kinds = [kind for kind in own if kind[0] in common] or bundle.kinds
