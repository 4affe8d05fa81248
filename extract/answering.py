"""The region of the office that answers for a figure, where the article is about another: "Kepala Dinkes Seruyan"."""

from __future__ import annotations

import re

from extract.mentions import PlaceMention
from extract.reading import Reading
from extract.sentences import Sentence
from extract.service_areas import served_from
from extract.speakers import who_says
from extract.vocabulary import pattern

_ANSWERS = pattern("answers_for")
_LOCAL = ("regency", "district")
_AT_HOME = re.compile(
    r"\b(?:wilayah|kecamatan|daerah)(?:nya|\s+(?:ini|kami|kita|kecamatannya|yang dipimpinnya))\b", re.IGNORECASE
)
"""What a head of a district says to speak of no more than it: of its regency otherwise, as like as not."""


def region_answered_for(
    reading: Reading, sentence: Sentence, offset: int, main: PlaceMention | None
) -> PlaceMention | None:
    """The region of whoever says what stands at an offset, if it is neither the article's own nor around it.

    A head of a government or of one of its agencies tells what was done at home, whatever region an article is about:
    "Di Katingan 84 persen. … Sementara Kepala Dinkes Seruyan menyebut cakupan 60 persen". Not so a governor, whose
    article is about one of his regencies, or the branch of a service.

    >>> from extract.places import find_places
    >>> text = "Di Katingan 84 persen."
    >>> reading = Reading(text, 0, None, None, places=find_places(text, publisher_province=None))
    >>> region_answered_for(reading, Sentence(0, 22, 0), 12, reading.places[0]) is None
    True
    """
    if main is None or main.code is None:
        return None
    offices = [p for p in reading.places if p.use == "office" and p.level in _LOCAL and p.code]
    if all((p.code, p.village) == (main.code, main.village) or main.code.startswith(f"{p.code}.") for p in offices):
        return None
    said = who_says(reading, offset)
    role = said.official.role if said.official is not None and said.rule != "speaker.main" else None
    if role is None or not _ANSWERS.search(role):
        return None
    own = [p for p in offices if role.endswith(p.text) and served_from(reading, p) is None]
    if not _AT_HOME.search(reading.text, sentence.start, sentence.end):
        own = [p for p in own if p.level != "district"]
    if not own or own[0].code == main.code or main.code.startswith(f"{own[0].code}."):
        return None
    return own[0]
