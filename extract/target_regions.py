"""What so many regions missed that are then named: "Tujuh provinsi belum 100 persen. Provinsi A 53 persen …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import TargetNote
from extract.open_claims import OpenClaim
from extract.reading import Reading
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
_FAR = 6
"""Paragraphs behind a count in which the regions are named."""
_WHOLE = 100


def of_counted(reading: Reading, sentence: Sentence, notes: Sequence[TargetNote]) -> list[TargetNote]:
    """Targets that so many regions missed, as they are of each of those: how many, and of what level.

    >>> _COUNTED.search("Per 14 April, tujuh dari 34 Pemprov belum 100 persen")["count"]
    'tujuh'
    """
    missed = [note for note in notes if note.met is False and note.verdict and note.place is None]
    found = list(_COUNTED.finditer(reading.text, sentence.start, sentence.end)) if missed else []
    if len(found) != 1:
        return []
    word = " ".join(found[0]["count"].lower().split())
    count = int(word) if word.isdigit() else _WORDS.index(word) + 2
    level = _LEVELS[found[0]["noun"].lower()]
    return [replace(note, regions=(count, level)) for note in missed[:1]] if count > 1 else []


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
