"""What so many regions missed that are then named: "Tujuh provinsi belum 100 persen. Provinsi A 53 persen …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import TargetNote
from extract.mentions import Kind
from extract.open_claims import OpenClaim
from extract.reading import Reading, within
from extract.sentences import Sentence

_WORDS = ("dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas", "dua belas")
_LEVELS = {
    "provinsi": "province",
    "pemprov": "province",
    "kabupaten": "regency",
    "pemkab": "regency",
    "kota": "regency",
    "kecamatan": "district",
}
_COUNTED = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(reversed(_WORDS))})\s+(?:dari\s+\d+\s+)?(?:\(\w+\)\s+)?"
    rf"(?P<noun>{'|'.join(_LEVELS)})\b",
    re.IGNORECASE,
)
_AIM_BEFORE = re.compile(r"\btarget\w*\s+(?:[^\W\d]+\s+){0,3}\Z", re.IGNORECASE)
_NAMELY = re.compile(r"\b(?:yakni|yaitu|adalah|ialah|antara\s+lain|meliputi)\b|:", re.IGNORECASE)
_SOME_REGIONS = re.compile(
    r"\b(?:kabupaten(?:/kota)?|kota|daerah|kecamatan|wilayah)\s+(?:di\s+\S+\s+)?yang\s+(?:sudah|telah|belum|berhasil|tidak|masih)\b",
    re.IGNORECASE,
)
_FAR = 6
"""Paragraphs behind a count in which the regions are named."""
_WHOLE = 100


def of_counted(reading: Reading, sentence: Sentence, notes: Sequence[TargetNote]) -> list[TargetNote]:
    """Targets that so many regions missed, as they are of each of those: how many, and of what level.

    >>> _COUNTED.search("Per 14 April, tujuh dari 34 Pemprov belum 100 persen")["count"]
    'tujuh'
    """
    missed = [note for note in notes if note.met is False and note.verdict and not _of_named(sentence, note)]
    found = list(_COUNTED.finditer(reading.text, sentence.start, sentence.end)) if missed else []
    if len(found) != 1:
        return []
    word = " ".join(found[0]["count"].lower().split())
    count = int(word) if word.isdigit() else _WORDS.index(word) + 2
    level = _LEVELS[found[0]["noun"].lower()]
    return [replace(note, place=None, regions=(count, level)) for note in missed[:1]] if count > 1 else []


def _of_named(sentence: Sentence, note: TargetNote) -> bool:
    """Whether a target is of a region that its own sentence names, and not as where those regions lie: "di Kalteng"."""
    place = note.place
    return place is not None and place.start >= sentence.start and place.level != "province"


def are_of_others(sentence: Sentence, notes: Sequence[TargetNote]) -> bool:
    """Whether nothing that a sentence says of targets is of a region that it names itself."""
    return not any(_of_named(sentence, note) for note in notes)


def with_aim(reading: Reading, sentence: Sentence, note: TargetNote) -> TargetNote:
    """A verdict with the percentage that its sentence names as the target: "Tiga daerah di bawah target 70 persen"."""
    if note.number is not None:
        return note
    percents = [n for n in within(reading.numbers, sentence.start, sentence.end) if n.kind is Kind.PERCENT]
    aims = [n for n in percents if _AIM_BEFORE.search(reading.text, sentence.start, n.hedge_start)]
    return replace(note, number=aims[0]) if len(aims) == len(percents) == 1 else note


def of_listed(reading: Reading, sentence: Sentence, notes: Sequence[TargetNote]) -> list[TargetNote]:
    """Targets that some regions met or missed which are only named behind: "… yang melampaui target yakni A dan B".

    As they are of each of these; none where a figure stands among them.
    """
    made: list[TargetNote] = []
    for note in notes:
        start = note.number.end if note.number else sentence.start
        led = _NAMELY.search(reading.text, start, sentence.end) if note.met is not None and note.verdict else None
        led = led if led and _SOME_REGIONS.search(reading.text, sentence.start, start) else None
        if led is None or _of_named(sentence, note) or within(reading.numbers, led.end(), sentence.end):
            made.append(note)
            continue
        listed = [p for p in within(reading.places, led.end(), sentence.end) if p.use == "place" and p.code]
        listed = [p for p in listed if p.level in ("regency", "district")]
        made += [replace(note, place=place) for place in listed] or [note]
    return made


def lay_counted(opened: Sequence[OpenClaim], note: TargetNote) -> None:
    """Gives a target to the regions that missed it, if just so many are told behind it, all of them below it."""
    if note.regions is None:
        return
    count, level = note.regions
    told = [o for o in opened if o.indicator == note.indicator and o.place and o.place.level == level and o.drafts]
    told = [o for o in told if 0 <= o.drafts[-1].sentence.paragraph - note.sentence.paragraph <= _FAR]
    told = [o for o in told if o.drafts[-1].sentence.start > note.sentence.start]
    below = [o for o in told if _is_below(o, note)]
    paragraphs = sorted({o.drafts[-1].sentence.paragraph for o in below})
    for group in [below, *([o for o in below if o.drafts[-1].sentence.paragraph == at] for at in paragraphs)]:
        if len({o.code for o in group}) == len(group) == count:
            for claim in group:
                claim.targets.append(replace(note, place=claim.place, regions=None))
            return


def _is_below(claim: OpenClaim, note: TargetNote) -> bool:
    level = claim.figures.get("percentage")
    return level is not None and level.value < (note.number.value if note.number else _WHOLE)
