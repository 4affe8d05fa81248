"""Parts that add up: amounts in a row that make the figure told before them are what that figure is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

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
