"""A place as a user names it, as its Kemendagri code."""

from __future__ import annotations

import re

from capaian.errors import InputError
from models.keys import plain
from models.reference import aliases, regions

_LEVELS = ("province", "regency", "district")


def place_code(name: str) -> str:
    """The code of a place given by code, name or press abbreviation; of several, the largest unit.

    InputError where no place, or several of one level, are called so.

    >>> place_code("Kotim"), place_code("62.02"), place_code("Kalimantan Tengah")
    ('62.02', '62.02', '62')
    """
    if name == "ID" or name in regions():
        return name
    if re.fullmatch(r"[\d.]+", name):
        raise InputError(f"no place has the code {name}; codes are those of Kemendagri: 62, 62.02, 62.02.06")
    wanted = plain(name)
    found = {code for code, region in regions().items() if wanted in (plain(region.name), plain(region.full_name))}
    found |= {alias.code for alias in aliases() if plain(alias.alias) == wanted}
    for level in _LEVELS:
        codes = sorted(code for code in found if regions()[code].level == level)
        if len(codes) == 1:
            return codes[0]
        if codes:
            named = ", ".join(f"{code} {regions()[code].full_name}" for code in codes[:8])
            more = f" and {len(codes) - 8} more" if len(codes) > 8 else ""
            raise InputError(f"several places are called {name!r}: {named}{more}; name one by its code")
    raise InputError(f"no province, regency, city or district is called {name!r}")
