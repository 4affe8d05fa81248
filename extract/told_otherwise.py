"""Figures of a sentence that are none of the measure: what a whole is made up of, another measure, some of the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.mentions import Kind
from extract.reading import Reading
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from models.values import Unit

_OF = re.compile(r"\s+dari\s+(?:(?:total|jumlah|seluruh|keseluruhan|sebanyak)\s+)*", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:\A|[.,;:\"“])\W*(?:(?:sebanyak|sebesar|ada|tercatat|bahkan|yakni|yaitu|menurutnya|dan|namun|sementara)\s+)*\Z",
    re.IGNORECASE,
)
_IS = re.compile(
    r"(?:\s+(?!sudah\b|telah\b|belum\b|baru\b)[\w-]+){0,6}?\s+(?:adalah|merupakan|ialah)\s+"
    r"(?!(?:[\w-]+\s+){0,3}(?:sudah|telah|belum|baru|aktif|mantap|baik|layak|rusak)\b"
    r"|(?:yang|angka|capaian|hasil|realisasi|prestasi|bukti|bentuk|target|ter\w+|paling)\b)",
    re.IGNORECASE,
)
"""Behind a whole of which a part is no more than of one sort: "54 persen dari 12.000 peserta adalah perempuan"."""
_AS_MUCH_AS = re.compile(
    r"[^.;,\d]{0,40}?,?\s*(?:\batau\s+)?\b(?:setara|ekuivalen)\s+(?:dengan\s+)?(?:beras\s+)?(?:sekitar\s+|sebanyak\s+)?",
    re.IGNORECASE,
)
_RICE = re.compile(r"\s*setara\s+beras\b", re.IGNORECASE)
_AMONG = re.compile(r"\s*(?:[\w-]+\s+){0,2}di\s?antaranya\s+(?:sudah|telah)\b", re.IGNORECASE)
_HEAD = 60
"""Characters before a percentage in which the words of its clause stand."""


def told_otherwise(reading: Reading, sentence: Sentence, made: Sequence[RoleOf]) -> list[RoleOf]:
    """The roles of a sentence, without those of figures that only stand beside what is measured."""
    roles = list(made)
    for at, (before, role) in enumerate(pairwise(made), start=1):
        if _is_of_parts(reading, sentence, before, role):
            roles[at - 1 : at + 1] = [_share(before, "role.sort_of"), _share(role, "role.whole_of_sorts")]
        elif _in_other_measure(reading, before, role, made[at + 1] if at + 1 < len(made) else None):
            roles[at] = _share(role, "role.other_measure")
        elif _of_the_rest(reading, before, role):
            roles[at] = _share(role, "role.some_of_rest")
    return roles


def _share(role: RoleOf, rule: str) -> RoleOf:
    return replace(role, role=Role.SHARE, rule=rule, linked=False, strong=False)


def _is_of_parts(reading: Reading, sentence: Sentence, part: RoleOf, whole: RoleOf) -> bool:
    """Whether a percentage and its whole tell what that is made up of, and not how much of it was reached."""
    one, all_of_it, text = part.number, whole.number, reading.text
    if one.kind is not Kind.PERCENT or all_of_it.kind is Kind.PERCENT:
        return False
    if whole.role is not Role.BASE or not _OF.fullmatch(text, one.hedge_end, all_of_it.hedge_start):
        return False
    if part.role is Role.SHARE:
        return True
    leads = _LEADS.search(text[max(sentence.start, one.hedge_start - _HEAD) : one.hedge_start])
    return part.role is Role.PERCENTAGE and leads is not None and bool(_IS.match(text, all_of_it.hedge_end))


def _in_other_measure(reading: Reading, before: RoleOf, role: RoleOf, behind: RoleOf | None) -> bool:
    """Whether tons are told again as another crop: "98 ribu ton gabah atau setara beras 45 ribu ton"."""
    one, other, text = before.number, role.number, reading.text
    if not one.unit is other.unit is Unit.TON or one.value == other.value or before.role is Role.SHARE:
        return False
    if behind is not None and _RICE.match(text, behind.number.hedge_end):
        return False
    return _AS_MUCH_AS.fullmatch(text, one.hedge_end, other.hedge_start) is not None


def _of_the_rest(reading: Reading, before: RoleOf, role: RoleOf) -> bool:
    """Whether some of those who are left have something else: "126 desa yang belum, 100 di antaranya sudah …"."""
    left = before.role is Role.REMAINING and role.role is Role.REMAINING
    smaller = role.number.kind is not Kind.PERCENT and role.number.value < before.number.value
    return left and smaller and _AMONG.match(reading.text, role.number.hedge_end) is not None
