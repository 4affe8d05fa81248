"""Places that are named by their kind alone, and mean the one named last: "kecamatan ini", "wilayah tersebut"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extract.alternation import by_head, found_at
from extract.mentions import PlaceMention

_THAT_PLACE = re.compile(
    r"\b(?P<kind>wilayah|daerah|kecamatan|kabupaten|kota|provinsi|desa|kelurahan)\s+(?:tersebut|itu|yang sama)\b"
    r"|\b(?P<one>kabupaten|kota|kecamatan|daerah)\s+di\s+(?:provinsi\s+|kabupaten\s+)?(?:(?-i:[A-Z])[\w.]*\s+){1,3}(?:ini|itu|tersebut)\b"
    r"|\b(?P<here>kecamatan|desa|kelurahan|kota|provinsi)\s+ini\b"
    r"|\b(?P<own>wilayah|daerah|kecamatan|kabupaten|kota|provinsi)nya\b"
    r"|(?<=\bDi )(?P<there>sana|situ)\b"
    r"|(?P<part>(?-i:Timur|Barat|Utara|Selatan|Tengah|Tenggara))\s+(?:ini|itu|tersebut)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\bdi\s+(?!Indonesia|Asia|Eropa|Pulau|Laut)([A-Z]\w+)\s\Z")
"""Before a point of the compass: the part of a province that a regency is called by, "anjing di Bali Timur itu"."""
_PART = 40
_IN_IT = re.compile(
    r"(?:\s+(?:juga|pula))?\s*,?\s*(?:(?:yakni|yaitu|tepatnya)\s+)?(?:(?:di|ada di)\s+)?", re.IGNORECASE
)
_LEVELS = {
    "kecamatan": ("district",),
    "kabupaten": ("regency",),
    "kota": ("regency",),
    "provinsi": ("province",),
    "desa": ("village",),
    "kelurahan": ("village",),
}
_ANY = ("district", "regency", "province")
_KINDS = by_head(
    [
        "wilayah",
        "daerah",
        "sana",
        "situ",
        "timur",
        "barat",
        "utara",
        "selatan",
        "tengah",
        "tenggara",
        *_LEVELS,
        "wilayahnya",
        "daerahnya",
        *(f"{kind}nya" for kind in _LEVELS),
    ]
)
_NAME = 6
"""Letters of the shortest village that is known again without "Desa"."""
_STANDS_FREE = re.compile(r"(?:\A|[.,;:(\n\"']\s?|(?<![A-Z])\b[a-z]+\s|(?:\A|[.!?]\s|\n)[A-Z][a-z]+\s)\Z")
_LONGEST_WORD = 60
_BEGINS, _ENDS = re.compile(r"(?<![\w-])(?<![A-Z]\w\s)"), re.compile(r"(?![\w-])")
_FIGURE_BEHIND = re.compile(
    r"\s*[(:=–-]?\s*(?:(?:baru|sudah|telah|hanya|masih|sebesar|sebanyak|mencapai|yang|sekitar)\s+){0,3}(?:Rp\.?\s?)?\d"
)
_NEXT_BRACKETED = re.compile(
    r"\s\([^()\n]{1,40}\)\s*(?:,|,?\s*\b(?:dan|serta)\b)\s*(?:dan\s|serta\s)?\s*"
    r"((?:[A-Z][\w'-]+\s){0,2}[A-Z][\w'-]+)(?=\s\(\d)"
)
"""The next item of a list of villages with their figures in brackets: "Arga Sena (1 persen) dan Karya (3 persen)"."""
_REACH = 300
"""Characters back to the place that is meant."""
_SENTENCE_ENDS = re.compile(r"[.!?][\"']?\s+[\"']?[A-Z]")
_SAME = 80
"""Characters in which two places of one level are both meant, or neither."""


def named_again(text: str, places: Sequence[PlaceMention], title_end: int) -> list[PlaceMention]:
    """Mentions for the kinds that mean a place before them; none where two places could be meant.

    >>> from extract.places import find_places
    >>> text = "Tertinggi di Kecamatan Baamang, Kotim. Kecamatan tersebut sudah 80 persen."
    >>> [(p.text, p.code) for p in find_places(text, publisher_province=None) if p.rule == "named again"]
    [('Kecamatan tersebut', '62.02.05')]
    """
    told = [p for p in places if p.use in ("place", "set", "office") and p.level != "nation"]
    starts = [p.start for p in told]
    made: list[PlaceMention] = []
    for found in found_at(_THAT_PLACE, text, _KINDS, title_end) if told else ():
        part = _PART_OF.search(text, max(0, found.start() - _PART), found.start()) if found["part"] else None
        if found["part"] and part is None:
            continue
        start = part.start(1) if part is not None else found.start()
        kind = next(word for word in found.groups() if word).lower()
        levels = _LEVELS.get(kind, _ANY if found["own"] or found["there"] else ("district", "regency"))
        behind = told[bisect_left(starts, start - _REACH) : bisect_left(starts, start)]
        near = [p for p in behind if p.end <= start and p.level in levels]
        if found["own"]:  # "Gubernur Kalteng … di provinsinya"
            near = [p for p in near if p.use == "office"][-1:]
        if levels != _LEVELS["kecamatan"]:  # "Desa X Kecamatan Y … di kecamatan itu"; "wilayah itu" is not where X lies
            near = [p for p in near if p.rule != "enclosing"]
        if not near or near[-1].code is None:
            continue
        last = near[-1]
        near = [p for p in near if p is last or not _SENTENCE_ENDS.search(text, p.end, last.start)]
        beside = [p for p in near if last.start - p.end < _SAME and not (last.code or "").startswith(p.code or "-")]
        others = beside or [p for p in near if last.village and p.level == "village" and p.village != last.village]
        if others:
            continue
        name = text[start : found.end()]
        meant = replace(last, start=start, end=found.end(), text=name, rule="named again", use="place")
        made.append(meant)
    return made


def in_district_again(text: str, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places; a village right behind "di kecamatan itu" lies in the district that is meant."""
    made = list(places)
    for at, (district, village) in enumerate(pairwise(places)):
        meant = district.rule == "named again" and district.level == "district" and village.level == "village"
        if meant and _IN_IT.fullmatch(text, district.end, village.start):
            made[at + 1] = replace(village, code=district.code, candidates=(), rule="village in its district")
    return made


def _printed(name: str, text: str, at: int) -> Iterator[tuple[int, int]]:
    """Where a name stands by itself, from an offset on."""
    at = text.find(name, at)
    while at >= 0:
        end = at + len(name)
        alone = _BEGINS.match(text, at) and _ENDS.match(text, end)
        if alone:
            yield at, end
        at = text.find(name, end if alone else at + 1)


def villages_again(text: str, places: Sequence[PlaceMention], title_end: int) -> list[PlaceMention]:
    """Mentions of villages by their bare name, where it was once said with "Desa" and has a figure behind it or "di".

    >>> from extract.places import find_places
    >>> text = "Desa Arga Sena di Kotim lunas. Terendah Arga Sena (1 persen)."
    >>> [(p.text, p.village) for p in find_places(text, publisher_province=None) if p.level == "village"]
    [('Desa Arga Sena', 'Arga Sena'), ('Desa Arga Sena', 'Arga Sena')]
    """
    told = {p.village: p for p in reversed(places) if p.level == "village" and p.village and len(p.village) >= _NAME}
    made: list[PlaceMention] = []
    for name, known in told.items():
        for start, end in _printed(name, text, title_end):
            if any(p.start < end and start < p.end for p in places):
                continue
            if not _STANDS_FREE.search(text, max(0, start - _LONGEST_WORD), start):
                continue
            if _FIGURE_BEHIND.match(text, end) or text.endswith((" di ", "Di "), 0, start):
                made.append(replace(known, start=start, end=end, use="place", rule="village again"))
    for place in list(made):
        at = place.end
        while (step := _NEXT_BRACKETED.match(text, at)) is not None:
            start, at = step.span(1)
            if not any(p.start < at and start < p.end for p in (*places, *made)):
                name = text[start:at]
                made.append(replace(place, start=start, end=at, text=name, village=name, rule="village in its list"))
    return made
