"""Parts that add up: amounts in a row that make the figure told before them are what that figure is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import Kind
from extract.role_of import Role, RoleOf

_OPEN = (Role.UNCLEAR, Role.ACHIEVED, Role.BASE)
_TOLD = (Role.ACHIEVED, Role.REMAINING)


def parts_of_whole(roles: Sequence[RoleOf], before: Sequence[RoleOf]) -> list[RoleOf]:
    """Roles in which the parts of an achieved amount are achieved too, and those of a rest are left.

    "Sudah 1.450 ekor. Rinciannya sasaran sapi 1.200 ekor, kambing 250 ekor": no part is a base, whatever its words say.
    The whole is the first amount of the sentence, or one of the sentence before.
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
        return [replace(r, role=whole.role, rule="role.parts", strong=whole.strong) if r in parts else r for r in roles]
    return list(roles)
