"""What stands before a number: hedges, the words that make it a name, and signs that it is a year."""

from __future__ import annotations

import re
from functools import cache

from extract.alternation import backwards, read_backwards
from extract.mentions import Kind
from extract.number_data import vocabulary
from extract.number_figures import NEXT_WORD, Draft
from models.values import Comparator

_SIGNS = "±≥≤<>"
_OPENING = "(\"'–—-/,"


def left_word(low: str, start: int) -> str | None:
    """The word right before `start`, with a blank, a point, a hyphen or an opening bracket between at most.

    >>> left_word("Pasal 51 ayat (1)", 15), left_word("kelas. 5", 7), left_word("kelas, 5", 7)
    ('ayat', 'kelas', None)
    """
    before = low[max(0, start - 20) : start]
    bare = before.rstrip(" \n.-(")
    if not bare or len(before) - len(bare) > 3:
        return None
    word = bare.rsplit(None, 1)[-1]
    if not word.isalpha():
        word = word.lstrip(_OPENING)
        if not word.isalpha():
            return None
    return word


@cache
def _hedges() -> re.Pattern[str]:
    words = vocabulary()
    phrases = [phrase for phrase in words.before if phrase not in _SIGNS]
    return backwards(phrases, words.hedges.links, signs=_SIGNS)


def hedge_before(low: str, draft: Draft, floor: int) -> None:
    """Sets the comparator and where the number's passage begins: hedges touch the next number only."""
    draft.hedge_start = draft.start
    comparator: Comparator | None = None
    for phrase, begin in read_backwards(_hedges(), low, draft.start, floor):
        draft.hedge_start = begin
        comparator = comparator or vocabulary().before[phrase]
    if draft.upper is not None:
        return
    if draft.after is Comparator.MORE or comparator is None:
        draft.comparator = draft.after or Comparator.EQUAL
    else:
        draft.comparator = comparator


_CLOCK = re.compile(
    r"\b(?:pukul|jam|pkl)\.?\s*\d{1,2}[.:]\d{2}\s*(?:wib|wita|wit)?\s*(?:hingga|sampai(?:\s+dengan)?|s\.?d\.?|s/d|-|–)\s*\Z"
)
"""Before the second of two times of day: "pukul 08.00 hingga 15.00"."""
_CLOCK_REACH = 40


def is_name(low: str, draft: Draft, name_end: int) -> bool:
    """Whether a short number names something: "kelas 5", "dosis 2", "Pasal 14", "pukul 17.00", "RT 05"."""
    names = vocabulary().names
    if draft.kind not in (Kind.BARE, Kind.COUNT) or draft.scale != 1 or draft.foreign:
        return False
    word = left_word(low, draft.start)
    if word in names.codes or _CLOCK.search(low, max(0, draft.start - _CLOCK_REACH), draft.start):
        return True
    if draft.style not in ("plain", "spelled") or draft.value >= 1000 or draft.upper is not None:
        return False
    bracket = low[draft.start - 1 : draft.start] == "("  # "ayat (1)", but "kelas (12 siswa)"
    if (
        word in names.labels
        and (not bracket or low[draft.end : draft.end + 1] == ")")
        and (draft.kind is Kind.BARE or word not in names.weak)
        and not (word == "ke" and _OF_MORE.match(low, draft.end))
    ):
        return True
    if draft.kind is Kind.BARE and draft.digits is not None and name_end >= 0:
        between = low[name_end : draft.start]
        return len(between) < 12 and between.strip() in names.joints
    return False


_OF_MORE = re.compile(r"\s+dari\s+(?:total\s+|sebanyak\s+)?\d")
"""Behind the first of two counts: "disalurkan ke 120 dari 168 desa", which is no 120th."""


_ITS_LEVEL = re.compile(
    r"20\d\d\s+(?:(?:hanya|cuma|baru|sudah|telah|masih|mencapai|sebesar|di angka)\s+){1,2}\d[\d.,]*\s*(?:persen|%)"
)
"""A year with the level of that year behind it: "pada 2024 mencapai 80 persen dan 2023 hanya 58 persen"."""


def is_year(low: str, draft: Draft) -> bool:
    """Whether four digits are a year rather than a count: "pada 2021 warga", but "sebanyak 2021 warga"."""
    digits = draft.digits
    if digits is None or len(digits) != 4 or not digits.isdigit() or not 1000 <= int(digits) <= 2099:
        return False
    vetoes = vocabulary().vetoes
    word = left_word(low, draft.start)
    if int(digits) < 1900:
        return draft.kind is Kind.BARE and word in vetoes.year_before
    if _ITS_LEVEL.match(low, draft.start):
        return True
    if draft.kind is Kind.BARE:
        return draft.after is None or word not in vetoes.amount_before  # "1990-an"
    if digits.endswith("00"):
        return word in vetoes.year_before
    return word not in vetoes.amount_before


def is_idiom(low: str, draft: Draft) -> bool:
    """Whether number words count nothing: "salah satu", "Simpang Empat", "Kabupaten Lima Puluh Kota"."""
    idioms = vocabulary().idioms
    before = left_word(low, draft.start)
    if before in idioms.before or before in idioms.areas:
        return True
    phrase = " ".join(low[draft.start : draft.end].split())
    follow = NEXT_WORD.match(low, draft.end)
    first, _, rest = phrase.partition(" ")
    behind = rest.split(" ")[0] if rest else (follow[1] if follow else "")
    return (
        f"{before} {first}" in idioms.places
        or f"{first} {behind}" in idioms.places
        or f"{phrase} {follow[1] if follow else ''}" in idioms.places
    )
