"""Levels of another time, against which a figure is held: "naik dari triwulan I 2024 yang Rp1,1 triliun".

Behind "naik", "turun" and "dibanding" an amount is mostly that of a change; with a time and "yang" in front of it, it
is what was reached by then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.reference import indicators

_AGAINST = pattern("held_against")
_TO_TIME = pattern("held_against_noun")
_OF_TIME = pattern("of_that_time")
_BY_OR_OF = pattern("by_or_of_that_time")
_SPAN_BEFORE = pattern("span_before")
_FALLS = re.compile(r"\b(?:turun|menurun|merosot|anjlok|berkurang|lebih\s+(?:rendah|kecil|sedikit))\b", re.IGNORECASE)
_MOVES = re.compile(
    r"\b(?:naik|kenaikan|meningkat|peningkatan|tumbuh|bertambah|melonjak|turun|penurunan|menurun|merosot|anjlok|berkurang)\b",
    re.IGNORECASE,
)
_THAT = pattern("figure_told")
_DOWN_TO = re.compile(r"\b(?:tinggal|tersisa|sisa)\s+(?:(?:di|pada|angka|sekitar|sebesar|hanya)\s+)*\Z", re.IGNORECASE)
_NEAR = 40
_REACH = 140
_LIKE = Decimal("0.6")
"""The least that was reached before, as a part of what is reached now, that is taken for a level and for no change."""
_MOVED_TO = re.compile(
    r"\s+(?:lalu\s+|ini\s+|sempat\s+|kembali\s+)*(?:naik|meningkat|melonjak|turun|menurun|merosot|anjlok)(?:\s+(?:lagi|tajam|drastis))*"
    r"(?:\s+(?:di|ke|pada)(?:\s+(?:angka|level|posisi))?)?\s+",
    re.IGNORECASE,
)
_NEXT_YEAR = re.compile(r"\s*(?:,|;|dan|lalu|kemudian|serta|sedangkan|pada|di|untuk|tahun|\s)*", re.IGNORECASE)
_MOVED = (Role.CHANGE, Role.BASE, Role.UNCLEAR, Role.PERCENTAGE, Role.ACHIEVED)


def of_other_time(reading: Reading, start: int, role: RoleOf, made: Sequence[RoleOf]) -> RoleOf:
    """The role of a figure behind `start`, as a level where words hold another one against it, with its time."""
    number = role.number
    if role.role not in _MOVED or role.rule == "role.level_to" or number.rule.endswith(".rate"):
        return role
    if made and made[-1].role not in (Role.PERCENTAGE, Role.ACHIEVED, Role.CHANGE):
        return role
    begin = max(start, number.hedge_start - _REACH)
    told = list(_AGAINST.finditer(reading.text, begin, number.hedge_start))
    if not told:
        return role
    times = [(p.start, p.end) for p in within(reading.periods, told[-1].end(), number.hedge_start)]
    times = (
        times[-1:] or [m.span() for m in _SPAN_BEFORE.finditer(reading.text, told[-1].end(), number.hedge_start)][-1:]
    )
    if not times or not _TO_TIME.fullmatch(reading.text, told[-1].end(), times[0][0]):
        return role
    known = next((r.number for r in reversed(made) if r.role is not Role.CHANGE and _alike(r.number, number)), None)
    told_so = _OF_TIME.fullmatch(reading.text, times[0][1], number.hedge_start)
    if not told_so:
        if not _BY_OR_OF.fullmatch(reading.text, times[0][1], number.hedge_start):
            return role
        moves = bool(_MOVES.search(reading.text, begin, told[-1].end()))
        falls = bool(_FALLS.search(reading.text, begin, told[-1].end()))
        if known is None or falls != (number.value > known.value) or number.value < known.value * _LIKE:
            return replace(role, role=Role.CHANGE, rule="role.change_against", linked=False) if moves else role
    elif known is None and number.kind is not Kind.PERCENT and not _THAT.search(reading.text, begin, told[-1].start()):
        return role  # "APBD turun dibanding tahun lalu yang Rp1,2 triliun": nothing tells that it was reached
    level = Role.PERCENTAGE if number.kind is Kind.PERCENT else Role.ACHIEVED
    return replace(role, role=level, rule="role.level_from", strong=True, linked=False)


def of_series(reading: Reading, role: RoleOf, made: Sequence[RoleOf]) -> RoleOf:
    """The role of a percentage with a year of its own: "tahun 2017 melonjak 93 persen" behind the level of 2015.

    By how much something changed is rarely near the level itself, and never above it where it falls.
    """
    if role.role is not Role.CHANGE or role.number.kind is not Kind.PERCENT or not made:
        return role
    before, number = made[-1], role.number
    if before.role is not Role.PERCENTAGE:
        return role
    start = before.number.hedge_end
    years = [p for p in within(reading.periods, start, number.hedge_start) if p.rule.startswith("year")]
    moved = _MOVED_TO.fullmatch(reading.text, years[-1].end, number.hedge_start) if years else None
    if moved is None or not _NEXT_YEAR.fullmatch(reading.text, start, years[-1].start):
        return role
    low, high = sorted((before.number.value, number.value))
    falls = bool(_FALLS.search(moved.group()))
    if falls != (number.value < before.number.value) or low < high * _LIKE:
        return role
    return replace(role, role=Role.PERCENTAGE, rule="role.level_to", strong=True)


def left_of_undesired(reading: Reading, sentence: Sentence, role: RoleOf) -> RoleOf:
    """The role of a percentage, where "tinggal" tells how far down something is come: "stunting kini tinggal 17%"."""
    if role.role is not Role.REMAINING_PERCENTAGE or not _DOWN_TO.search(
        reading.text, max(sentence.start, role.number.hedge_start - _NEAR), role.number.hedge_start
    ):
        return role
    named = within(reading.indicators, sentence.start, role.number.hedge_start)
    slugs = {mention.slug for mention in named or reading.indicators}
    if not slugs or any(indicators()[slug].better != "lower" for slug in slugs):
        return role
    return replace(role, role=Role.PERCENTAGE, rule="role.level_to", strong=True)


def _alike(known: Number, number: Number) -> bool:
    return known.kind is number.kind and known.unit == number.unit
