"""Groups of people and stages of a programme, by a grammar: "anak usia 6-11 tahun", "kelas 5 SD", "tahap II"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from extract.alternation import by_head, found_at
from extract.numbers import digit_runs, fold
from models.keys import segment_key
from models.reference import indicators

_WHO = (
    r"(?:anak(?:-anak)?|balita|baduta|bayi|remaja|pra\s?lansia|lansia|lanjut\s+usia|orang\s+dewasa|dewasa|warga|penduduk"
    r"|masyarakat(?:\s+umum)?|siswa|pelajar|kelompok)"
)
_UNIT = r"(?:tahun|thn|th|bulan|bln)\b"
_RANGE = rf"\d{{1,2}}\s*(?:{_UNIT}\s*)?(?:[-–]|s/d|sampai(?:\s+dengan)?|hingga|ke)\s*<?\s*\d{{1,2}}\s*{_UNIT}"
_ONE = rf"\d{{1,2}}\s*{_UNIT}"
_OPEN = rf"(?:{_ONE}\s*ke\s?(?:atas|bawah)|(?:di\s?(?:atas|bawah)|(?:lebih|kurang)\s+dari)\s+{_ONE})"
_YEARS = rf"(?:{_RANGE}|{_OPEN})"
_OR_WHO = r"(?:\s+atau\s+(?:remaja|lansia|lanjut\s+usia|dewasa|balita)\b)?"
_BELOW = r"(?:di\s?(?:atas|bawah)|(?:lebih|kurang)\s+dari)\s+"
_AGED = rf"(?:yang\s+)?(?:(?:ber)?(?:usia|umur)\s+(?:{_YEARS}|{_ONE})|{_BELOW}(?:usia|umur)\s+{_ONE}){_OR_WHO}"
_SEX = re.compile(r"\b(?:laki-laki|pria|perempuan|wanita)\b", re.IGNORECASE)
_MALE = {"laki-laki": "laki-laki", "pria": "laki-laki"}
_YEAR = r"(?:\d{1,2}(?![.,]?\d)|X?(?:IX|IV|V?I{1,3}|V)|X)"
_LEVEL = r"(?:\s+(?:SD|SMP|SMA|MI|MTs)\b)?"
_CLASS = rf"(?:(?:siswa|anak|pelajar|murid)\s+)?kelas\s+{_YEAR}\b(?:\s*(?:-|,|dan|&)\s*{_YEAR}\b)*{_LEVEL}"
_GROUP = re.compile(rf"\b(?:(?:{_WHO}\s+){{0,2}}{_AGED}|{_WHO}\s*\(?\s*{_YEARS}|{_CLASS})", re.IGNORECASE)
_ORDINAL = (
    r"(?:pertama|kesatu|kedua|ketiga|keempat|kelima|keenam|satu|dua|tiga|empat|lima|enam|I{1,3}|IV|VI{0,3}"
    r"|\d{1,2}(?![.,]?\d|\s*(?:persen|%)))"
)
STAGE = re.compile(
    rf"\b(?:tahap|termin|gelombang)\s+(?:ke-?\s?)?{_ORDINAL}(?=nya\b|\b)(?!\s+(?:ribu|juta|orang))", re.IGNORECASE
)
_DOSE = re.compile(rf"\bdosis\s+(?:ke-?\s?)?{_ORDINAL}\b(?!\s+(?:ribu|juta|orang))", re.IGNORECASE)
_STAGE_WORDS = by_head(["tahap", "termin", "gelombang"])
_DOSE_WORDS = by_head(["dosis"])
_AGE = re.compile(rf"\d\s{{0,9}}{_UNIT}")
_SCHOOL_CLASS = re.compile(r"kelas\s+[\divx]")
_BEFORE_AGE, _BEHIND_CLASS = 200, 400
"""Characters around an age or a class in which its group stands; a group without one is none."""


_BESIDE = re.compile(
    r"[\s()]*(?:(?:untuk|bagi|pada|kepada|para|siswa|siswi|anak|murid|pelajar|putri|perempuan|program|bantuan|penyaluran"
    r"|usia|sekolah\s+dasar(?:\s*\(SD\))?)\s+){0,4}"
    r"|\s+(?:yang\s+)?(?:sudah|telah|belum)\s+"
    r"(?:diimunisasi|divaksin(?:asi)?|(?:mendapat(?:kan)?|menerima)\s+(?:imunisasi|vaksin))\s+",
    re.IGNORECASE,
)
"""What may stand between a kind and its group or stage: "HPV untuk siswi kelas 5 SD"."""


def is_part(words: str) -> bool:
    """Whether the words name a group or a stage, which may be one of a kind: "dosis kedua" of "HPV"."""
    return any(form.fullmatch(words) for form in (_GROUP, STAGE, _DOSE))


def beside(text: str, end: int, start: int) -> bool:
    """Whether one phrase that ends at `end` and the next that begins at `start` name one thing together."""
    return end <= start and _BESIDE.fullmatch(text, end, start) is not None


def find_groups(text: str) -> Iterator[tuple[str, int, int]]:
    """(slug, start, end) of every group or stage that tells figures of an indicator apart.

    What an article names of one age alone may be all whom a programme is for ("PIN Polio … anak usia 0-7 tahun").
    """
    low = fold(text)
    ages = list(_ages(text, low))
    told = {segment_key(text[start:end]) for start, end in ages}
    stages = [match.span() for match in found_at(STAGE, text, _STAGE_WORDS)]
    doses = [match.span() for match in found_at(_DOSE, text, _DOSE_WORDS)]
    if not (ages or stages or doses):
        return
    for slug, indicator in indicators().items():
        if indicator.groups in ("any", "standing") or (indicator.groups == "told_apart" and len(told) > 1):
            yield from ((slug, start, end) for start, end in ages)
        if indicator.stages != "none":
            yield from ((slug, start, end) for start, end in (stages if indicator.stages == "tahap" else doses))


def sex_told(text: str, begin: int, figure: int, start: int, end: int) -> tuple[int, int] | None:
    """The sex of those of whom a figure tells, named between two offsets, in a passage that tells of the other, too.

    >>> text = "KIA anak laki-laki 53 persen, sedangkan perempuan 48 persen"
    >>> [text[slice(*sex_told(text, a, b, 0, len(text)))] for a, b in ((0, 18), (28, 49))]
    ['laki-laki', 'perempuan']
    """
    own = list(_SEX.finditer(text, begin, figure))
    named = {_MALE.get(found[0].lower(), "perempuan") for found in _SEX.finditer(text, start, end)} if own else set()
    return own[-1].span() if len(named) > 1 else None


def _ages(text: str, low: str) -> Iterator[tuple[int, int]]:
    """The spans of groups by age or class, looked for only around an age or a class: most articles have neither."""
    end = 0
    ages = (_AGE.match(low, stop - 1) for _, stop in digit_runs(low))
    spans = [age.span() for age in ages if age is not None]
    spans = sorted([*spans, *(one.span() for one in _SCHOOL_CLASS.finditer(low))])
    for first, last in spans:
        if first < end:
            continue
        start = max(end, first - _BEFORE_AGE)
        for match in _GROUP.finditer(text, start, min(len(text), last + _BEHIND_CLASS)):
            yield match.span()
            end = match.end()


def beside_groups(
    kinds: Sequence[tuple[str, int, int]], groups: Sequence[tuple[str, int, int]]
) -> list[tuple[str, int, int]]:
    """The kinds that are no part of a group: the "remaja" of "remaja usia 12-17 tahun" is the same group."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for slug, start, end in groups:
        spans.setdefault(slug, []).append((start, end))
    kept = []
    for slug, start, end in kinds:
        told = spans.get(slug, [])
        at = bisect_right(told, (end - 1, end))
        if not (at and told[at - 1][1] > start):
            kept.append((slug, start, end))
    return kept
