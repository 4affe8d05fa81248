"""Parts that add up: amounts in a row that make the figure told before them are what that figure is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.mentions import Kind
from extract.role_of import Role, RoleOf

_OPEN = (Role.UNCLEAR, Role.ACHIEVED, Role.BASE)
_TOLD = (Role.ACHIEVED, Role.REMAINING)
_WHO = (
    r"(?:anak(?:-anak)?|balita|baduta|bayi|remaja|dewasa|orang\s+dewasa|lansia|lanjut\s+usia|(?:warga|penduduk|anak)?\s*(?:yang\s+)?"
    r"(?:(?:ber)?(?:usia|umur)|(?:di\s?(?:atas|bawah))\s+(?:usia|umur)?\s*\d)|perempuan|laki-laki|pria|wanita)\b"
)
_OF_PEOPLE = re.compile(
    rf"\s*(?:(?:orang|jiwa|dokumen|akta|lembar|keping|kutipan)\s+)?(?:untuk|bagi|milik|atas)\s+{_WHO}", re.IGNORECASE
)
"""Behind a part: of whom it is, which makes no claim of its own: "5.400 untuk anak usia 0-18 tahun"."""


def parts_of_whole(text: str, roles: Sequence[RoleOf], before: Sequence[RoleOf]) -> list[RoleOf]:
    """Roles in which the parts of an achieved amount are achieved too, and those of a rest are left.

    "Sudah 1.450 ekor. Rinciannya sasaran sapi 1.200 ekor, kambing 250 ekor": no part is a base, whatever its words say.
    The whole is the first amount of the sentence, or one of the sentence before. Of whom it consists is no figure.
    """
    amounts = [role for role in roles if role.number.kind is not Kind.PERCENT and role.role in _OPEN]
    first = amounts[0] if amounts else None
    wholes = [(first, amounts[1:])] if first is not None else []
    wholes += [(role, amounts) for role in before]
    for whole, parts in wholes:
        if whole.role not in _TOLD or len(parts) < 2 or any(part.linked for part in parts):
            continue
        units = {part.number.unit for part in parts} | {whole.number.unit}
        if len(units - {None}) > 1 or sum(part.number.value for part in parts) != whole.number.value:
            continue
        if all(_OF_PEOPLE.match(text, part.number.hedge_end) for part in parts):
            return [replace(r, role=Role.SHARE, rule="role.parts") if r in parts else r for r in roles]
        return [replace(r, role=whole.role, rule="role.parts", strong=whole.strong) if r in parts else r for r in roles]
    return list(roles)


def not_the_rest(roles: Sequence[RoleOf]) -> list[RoleOf]:
    """Roles in which three parts or more that make a whole tell no rest of their first, nor a part of it what was done.

    "Peserta aktif 78 persen, non aktif 19,9 persen dan belum terdaftar 2,1 persen": 19,9 is not what 78 leaves.
    "Total 1.572 desa terbagi atas 941 desa dialiri PLN, 426 desa dari luar PLN, dan 205 desa belum": 426 is not all.
    """
    percents = [role for role in roles if role.number.kind is Kind.PERCENT]
    made = list(roles)
    left = any(role.role is Role.REMAINING_PERCENTAGE for role in percents)
    if len(percents) > _PAIR and left and abs(_sum(percents) - 100) <= _ROUNDED:
        made = [replace(r, role=Role.SHARE, rule="role.parts") if r in percents[1:] else r for r in made]
    amounts = [role for role in made if role.number.kind is not Kind.PERCENT]
    if not amounts:
        return made
    whole, parts = amounts[0], amounts[1:]
    one_unit = len({role.number.unit for role in amounts} - {None}) == 1
    done = [part for part in parts if part.role is not Role.REMAINING]
    if len(parts) - len(done) == 1 and len(parts) > _PAIR and one_unit and _sum(parts) == whole.number.value:
        made = [replace(r, role=Role.SHARE, rule="role.parts") if r in done else r for r in made]
        made = [replace(r, role=Role.BASE, rule="role.parts") if r is whole else r for r in made]
    return made


def _sum(roles: Sequence[RoleOf]) -> Decimal:
    return sum((role.number.value for role in roles), Decimal(0))


_PAIR = 2
_ROUNDED = Decimal("0.3")
"""Percentage points by which shares may miss the whole, each of them rounded."""
