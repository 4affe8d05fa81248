"""One office under two spellings: "Kepala Badan Pendapatan Daerah (Bapenda) Kotim" and "Kepala Bapenda Kotim"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from models.keys import plain
from models.reference import aliases, regions

_NAMED = re.compile(r"((?:Badan|Dinas|Kantor|Unit|Bagian|Biro|Satuan|Inspektorat)\b[^()]*?)\s*\(([^()]{2,20})\)")
"""A body by its name, with its short name behind it in brackets."""


@cache
def _short_places() -> dict[str, str]:
    """Press names of regencies and cities ("kotim") → their own names; names that mean several are left out."""
    codes: dict[str, set[str]] = {}
    for one in aliases():
        if len(one.code) == 5:
            codes.setdefault(plain(one.alias), set()).add(one.code)
    return {name: plain(regions()[next(iter(of))].name) for name, of in codes.items() if len(of) == 1}


@lru_cache(maxsize=8)
def first_spelled(roles: tuple[str, ...]) -> Mapping[str, str]:
    """Each of some offices → the first of its spellings.

    >>> list(first_spelled(("Kepala Bapenda Kobar", "Kepala Badan Pendapatan Daerah (Bapenda) Kobar")).values())
    ['Kepala Bapenda Kobar', 'Kepala Bapenda Kobar']
    """
    office = same_office(roles)
    first: dict[str, str] = {}
    return {role: first.setdefault(office(role), role) for role in roles}


def same_office(roles: Iterable[str]) -> Callable[[str], str]:
    """What an office is compared by: its short name, where one of these roles tells it, and its place by its own name.

    >>> office = same_office(["Kepala Badan Pendapatan Daerah (Bapenda) Kotim", "Kepala Bapenda Kotim"])
    >>> office("Kepala Badan Pendapatan Daerah (Bapenda) Kotim") == office("Kepala Bapenda Kotawaringin Timur")
    True
    >>> office("Sekretaris Bapenda Kotim") == office("Kepala Bapenda Kotim")
    False
    """
    short: dict[str, set[str]] = {}
    for role in roles:
        for name, abbreviated in _NAMED.findall(role):
            short.setdefault(plain(name), set()).add(plain(abbreviated))
    names = sorted((name for name, told in short.items() if len(told) == 1), key=len, reverse=True)

    def office(role: str) -> str:
        shortened = _NAMED.sub(lambda found: found[2], role)
        words = f" {plain(shortened)} "
        for name in names:
            if f" {name} " in words:
                words = words.replace(f" {name} ", f" {next(iter(short[name]))} ")
                break
        head, _, last = words.strip().rpartition(" ")
        return f"{head} {_short_places().get(last, last)}".strip()

    return office
