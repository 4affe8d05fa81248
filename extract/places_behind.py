"""Figures in a row, each before its region: "79 persen disalurkan ke Kapuas, 82 persen ke Seruyan"."""

from __future__ import annotations

from extract.discourse import Bundle
from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.subjects import named_places
from extract.vocabulary import pattern

_TO_PLACE = pattern("figure_to_place")
_TO_FIGURE = pattern("place_to_figure")


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
