"""Rule tests of the reader of places, and what no text may do to it."""

from __future__ import annotations

import itertools

from extract.places import find_places
from tests.extract import marks

LABELS = {"place": {"code", "level", "use", "rule", "village", "candidates"}}
NAMES = marks.cases("places.txt", labels=LABELS, header={"province"})
CONTEXT = marks.cases("places_context.txt", labels=LABELS, header={"province"})


@NAMES
def test_names(line: marks.Line) -> None:
    _check(line)


@CONTEXT
def test_context(line: marks.Line) -> None:
    _check(line)


def _check(line: marks.Line) -> None:
    found = find_places(line.text, publisher_province=line.header.get("province"))
    marks.check(
        line,
        [
            marks.Found(
                "place",
                place.start,
                place.end,
                {
                    "code": place.code,
                    "level": place.level,
                    "use": place.use,
                    "rule": place.rule,
                    "village": place.village,
                    "candidates": " ".join(place.candidates),
                },
            )
            for place in found
        ],
    )


def test_mentions_are_sorted_and_apart() -> None:
    text = "Kabupaten Bandung, Kota Bandung, Desa Suka Kecamatan Sukau Lampung Barat (Lambar), Indonesia. " * 20
    found = find_places(text, publisher_province=None)
    assert len(found) > 100
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[p.start : p.end] == p.text for p in found)
