"""Counts that are no figure of their own: announced, of regions, part of a name, of a change, one of two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.gates import Gated
from extract.mentions import Cue, Kind, Number
from extract.reading import Reading, within
from extract.vocabulary import pattern
from models.values import Unit

_OF_STUNTED = Gated(
    r"\b(?:angka|preval[ae]nsi|persentase|prosentase)\s+(?:preval[ae]nsi\s+)?stunting(?:nya)?\b"
    r"(?:(?!\b(?:kasus|balita|anak|sebanyak|desa|jumlah)\b)[^.;,])*?"
    r"\b(?:yakni|yaitu|sebesar|mencapai|adalah|menjadi|di\s+angka)\s+\Z"
)
"""Before a decimal without "persen": a rate has no other unit."""
_BACK = 120
_CHANGE_OF = pattern("change_of")
_FOR_REGIONS = pattern("for_regions")
_PAID_OF = re.compile(r"\b(?:realisasi|pelunasan|pembayaran|penagihan|penerimaan)\s+\Z", re.IGNORECASE)
_ALL_REGIONS = pattern("all_regions")
_PART_OF_ALL = pattern("part_of_all")
_RANK_OF = pattern("rank_of")
_LIE_IN = pattern("lie_in")
_PART = 40
"""Characters before regions, of what is counted of all of them, or of a rank among them."""
_ANNOUNCED = pattern("announced")
_OF_WHICH = pattern("of_which")
_REGIONS = ("kecamatan", "kabupaten", "kota", "provinsi", "daerah", "distrik")
_DIRECT = pattern("direct")
_DEBTORS = pattern("debtors")
_WORTH = re.compile(r"\b(?:senilai|seharga)\s+\Z", re.IGNORECASE)
_SCALED = pattern("scaled")
_HUNDRED = 100
_FROM_BARE = re.compile(r"\bdari\s+(?:angka\s+)?\Z", re.IGNORECASE)
_TO_PERCENT = re.compile(
    r"\s*,?\s*(?:(?:saat ini|kini|sekarang|turun|naik|lalu|hingga)\s+)*(?:menjadi|jadi|ke)"
    r"\s+\d+(?:[.,]\d+)?\s*(?:persen|%)",
    re.IGNORECASE,
)
_OR_BARE = re.compile(r"\d[^.;\n]*?(?:\batau\s+(?:(?:baru|sekitar|sebesar)\s+)?|\()\Z", re.IGNORECASE)
_OF_BEHIND = re.compile(r"\)?\s+dari\s+(?:total\s+|jumlah\s+|seluruh\s+)?(?:target|pagu|sasaran|alokasi|kuota|Rp|\d)")
_NAME_BEFORE = re.compile(r"\b[A-Z][\w'.-]*\s\(\Z")
_BLANKS = re.compile(r"[ \t]+")
_IN_ROW = 3
_MANY = 1000
"""From here on a number without a noun counts people, and not the offices or days that an article also counts."""


def is_announced(text: str, number: Number, left: str, next_sentence: int | None) -> bool:
    """Whether a count is only announced, and the words behind it or the next sentence say what of it was reached."""
    bare = number.kind is Kind.BARE and number.value >= _MANY  # "jumlahnya mencapai 61.550. Yang sudah …"
    if not (number.kind is Kind.COUNT or bare) or not _ANNOUNCED.search(left):
        return False
    starts = [number.hedge_end] + ([next_sentence] if next_sentence is not None else [])
    return any(_OF_WHICH.match(text[start : start + 160]) for start in starts)


def in_name(reading: Reading, cue: Cue) -> bool:
    """Whether a word of change or share is only part of a name: "luas tambah tanam", "bagi hasil iuran tetap"."""
    if cue.text.lower() == "panen":  # "gabah kering panen" is a kind of grain
        return reading.text[max(0, cue.start - 7) : cue.start].lower() == "kering "
    if cue.kind == "remaining" and cue.text.lower() == "tunggakan":  # what was paid of them is not what is left
        return _PAID_OF.search(reading.text, max(0, cue.start - _LONGEST), cue.start) is not None
    if cue.kind not in ("change", "share", "whole"):
        return False
    near = max(0, cue.start - _LONGEST), cue.end + _LONGEST
    names = [(m.start, m.end) for m in within(reading.indicators, *near)] if cue.kind != "share" else []
    names += [(k[1], k[2]) for k in reading.segments if cue.kind == "share" and near[0] <= k[1] <= near[1]]
    return any(start <= cue.start and cue.end <= end for start, end in names)


def for_regions(text: str, number: Number) -> bool:
    """Whether a number only counts regions that a list is for, or that are ranked: "kuota untuk sembilan kecamatan"."""
    noun = (number.noun or "").lower().split("/")[0].split(" ")[0]
    if _ALL_REGIONS.match(text, number.start) and not _PART_OF_ALL.search(text[: number.start][-_PART:]):
        return True  # "dari 34 Pemprov ada 29.515 wajib lapor"
    before = text[max(0, number.hedge_start - _PART) : number.hedge_start]
    return noun in _REGIONS and bool(
        _FOR_REGIONS.search(before[-15:]) or _RANK_OF.search(before) or _LIE_IN.search(before)
    )


_LONGEST = 60
"""Characters of the longest name of an indicator."""


def is_change(reading: Reading, start: int, end: int) -> bool:
    """Whether a noun of change and what changes are all before a number: "penurunan dana transfer Rp12,9 miliar"."""
    named = [(m.start, m.end) for m in within(reading.indicators, start, end)]
    named += [kind[1:] for kind in reading.kinds(start, end)]  # "penambahan dosis pertama 565 anak"
    first, last = max(named, key=lambda span: span[1], default=(end, start))
    return first < last and bool(_DIRECT.match(reading.text[last:end]) and _CHANGE_OF.search(reading.text[start:first]))


def is_aside(reading: Reading, number: Number) -> bool:
    """Whether a number alone in brackets is somebody's age or something's mark: "Suryani (38)", "Sekolah Rakyat (3,1)".

    Behind a place, a kind or an indicator it is its figure: "Kecamatan Tewah (38)".
    """
    alone = reading.text[number.start - 1 : number.start] == "(" and reading.text[number.end : number.end + 1] == ")"
    if number.kind is not Kind.BARE or not alone or number.value >= _HUNDRED:
        return False
    name = _NAME_BEFORE.search(reading.text, max(0, number.start - _PART), number.start)
    if name is None:
        return False
    places = any(place.end >= name.start() for place in within(reading.places, name.start() - _LONGEST, number.start))
    return not places and not any(end >= name.start() for _, end in _named(reading, number.start))


def _named(reading: Reading, end: int) -> list[tuple[int, int]]:
    """The kinds that stand right before an offset."""
    return [(k[1], k[2]) for k in reading.kinds(max(0, end - _LONGEST), end)]


def summed(text: str, numbers: list[Number]) -> list[Number]:
    """Villages of two kinds as the one number that they are: "131 desa dan 5 kelurahan"."""
    made: list[Number] = []
    for number in numbers:
        last = made[-1] if made else None
        villages = last is not None and last.unit is Unit.VILLAGE and number.unit is Unit.VILLAGE
        if last is not None and villages and last.noun != number.noun and text[last.end : number.start] == " dan ":
            whole = last.value + number.value
            words = text[last.start : number.end]
            made[-1] = replace(last, value=whole, end=number.end, hedge_end=number.hedge_end, text=words)
        else:
            made.append(number)
    return made


def unbroken(text: str, numbers: list[Number]) -> list[Number]:
    """Numbers but for three or more in a row with only blanks between, which no writer meant: "atau 23 26 27 jiwa"."""
    joint = [_BLANKS.fullmatch(text, a.end, b.start) is not None for a, b in pairwise(numbers)]
    broken = {at + step for at, two in enumerate(pairwise(joint)) if all(two) for step in range(_IN_ROW)}
    return [number for at, number in enumerate(numbers) if at not in broken]


def with_sign(reading: Reading, number: Number, numbers: Sequence[Number]) -> Number:
    """A decimal without its "persen" among percentages: "realisasi fisik 75,6 persen, realisasi keuangan 58,69, …"."""
    if number.kind is Kind.BARE and _WORTH.search(reading.text, max(0, number.hedge_start - _PART), number.hedge_start):
        return replace(number, kind=Kind.RUPIAH, unit=Unit.RUPIAH) if _SCALED.search(number.text) else number
    if number.kind is Kind.BARE and _DEBTORS.search(reading.text, max(0, number.hedge_start - 40), number.hedge_start):
        return replace(number, kind=Kind.COUNT, unit=Unit.PERSON, noun="debitur")
    former = number.kind is Kind.BARE and number.value <= _HUNDRED and _TO_PERCENT.match(reading.text, number.end)
    if former and _FROM_BARE.search(reading.text, max(0, number.start - _PART), number.start):
        return replace(number, kind=Kind.PERCENT)  # "dari 26, saat ini menjadi 19,3 persen"
    open_to_it = number.kind is Kind.BARE and 0 < number.decimals <= 2 and number.value <= 100
    behind = open_to_it and _OF_BEHIND.match(reading.text, number.end)
    if behind and _OR_BARE.search(reading.text, max(0, number.start - _PART), number.start):
        return replace(number, kind=Kind.PERCENT)  # "75 dosis atau 9,38 dari 800 dosis"
    if open_to_it and _OF_STUNTED.search(reading.text, max(0, number.start - _BACK), number.start):
        return replace(number, kind=Kind.PERCENT)  # "angka stunting tahun 2023 yakni 16,69 naik dari 9,9 persen"
    if not open_to_it or sum(n.kind is Kind.PERCENT and n.decimals > 0 for n in numbers) < 2:
        return number
    near = max(0, number.start - _LONGEST), number.start
    ends = [m.end for m in within(reading.indicators, *near)] + [p.end for p in within(reading.places, *near)]
    touching = any(_DIRECT.match(reading.text[end : number.start]) for end in ends)
    closed = reading.text[number.end : number.end + 1] in (",", ";", ".", ")")
    return replace(number, kind=Kind.PERCENT) if touching and closed else number
