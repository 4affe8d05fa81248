"""Which regions a printed name can be: one index over names, aliases and capitals, and the words that tell them.

Names are looked up without blanks, hyphens and capitals, so that "Palangkaraya", "Palangka Raya" and "PALANGKA RAYA",
"Kota Waringin Timur" and "Kotawaringin Timur" are one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from models.config import Block, ConfigError, block, read_toml
from models.reference import aliases, ambiguous, regions

DATA = Path(__file__).parent / "data"

Level = Literal["province", "regency", "city", "district"]

_ISLANDS = "Kepulauan"
_NO_LETTERS = re.compile(r"[\W_]")
LONGEST = 6
"""Words in the longest name."""
LONG_BEGINNING = 8
"""Letters by which most names can be told apart."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One region that a name can stand for."""

    code: str
    level: Level
    via: Literal["name", "alias", "capital"]


class Kinds(Block):
    """Words before a name that say of which kind the region is."""

    regency: tuple[str, ...]
    city: tuple[str, ...]
    province: tuple[str, ...]
    district: tuple[str, ...]
    village: tuple[str, ...]
    printed: tuple[str, ...]
    shortened: tuple[str, ...]


class Office(Block):
    """Words of offices and agencies, whose place is not where something is measured."""

    heads: tuple[str, ...]
    joins: tuple[str, ...]


class Names(Block):
    """Names that need more than being printed."""

    never: tuple[str, ...]
    kind_only: tuple[str, ...]
    province_only: tuple[str, ...]
    lenient: tuple[str, ...]
    capitals: tuple[str, ...]
    words: tuple[str, ...]


class Context(Block):
    """Neighbours that make a name something else than a place."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    runs: tuple[str, ...]
    directions: tuple[str, ...]
    acronyms: tuple[str, ...]


class Nation(Block):
    """How the nation is named."""

    names: tuple[str, ...]
    national: tuple[str, ...]
    campaigns: tuple[str, ...]
    aimed: tuple[str, ...]
    free: tuple[str, ...]


class Villages(Block):
    """Words beside "Desa" that show that no village is named."""

    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


class PlaceWords(Block):
    """`extract/data/places.toml`."""

    kinds: Kinds
    office: Office
    names: Names
    context: Context
    nation: Nation
    villages: Villages


@cache
def place_words() -> PlaceWords:
    """The words by which places are read."""
    tables = read_toml(DATA / "places.toml")
    return block(PlaceWords, tables, file="places.toml", name="places")


def name_key(name: str) -> str:
    """The form under which a name is looked up.

    >>> name_key("PALANGKA RAYA") == name_key("Palangkaraya")
    True
    """
    return _NO_LETTERS.sub("", name).lower()


@cache
def kind_of() -> Mapping[str, Literal["regency", "city", "province", "district", "village"]]:
    """Kind words to kinds."""
    kinds = place_words().kinds
    made: dict[str, Literal["regency", "city", "province", "district", "village"]] = {}
    for kind in ("regency", "city", "province", "district", "village"):
        for word in getattr(kinds, kind):
            if word in made:
                raise ConfigError(f"places.toml: [kinds] {word!r} stands under {made[word]} and {kind}")
            made[word] = kind
    return made


@cache
def gazetteer() -> Mapping[str, tuple[Entry, ...]]:
    """All names by key, with the regions that each can be; regions of higher level first.

    >>> [entry.code for entry in gazetteer()["kotim"]], [entry.code for entry in gazetteer()["sampit"]]
    (['62.02'], ['62.02'])
    """
    found: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    level: dict[str, Level] = {}
    for code, region in regions().items():
        level[code] = region.level
        found[name_key(region.name)].setdefault(code, Entry(code, level[code], "name"))
        if region.name.startswith(_ISLANDS) and level[code] != "district":  # "Kep. Riau", "Kep Meranti"
            short = name_key(f"kep{region.name.removeprefix(_ISLANDS)}")
            found[short].setdefault(code, Entry(code, level[code], "alias"))
    for alias in aliases():
        found[name_key(alias.alias)].setdefault(alias.code, Entry(alias.code, level[alias.code], "alias"))
    for code, region in regions().items():
        if region.capital and level[code] == "regency":
            found[name_key(region.capital)].setdefault(code, Entry(code, level[code], "capital"))
    # "50 Kota" is never looked up, since words have no digits; a kind word alone or two letters name no region
    return {
        key: tuple(sorted(entries.values(), key=lambda entry: (len(entry.code), entry.code)))
        for key, entries in found.items()
        if key not in kind_of() and (len(key) > 2 or key == "oi")
    }


@cache
def beginnings() -> frozenset[str]:
    """The first one to four letters of all names, and the first eight: words that begin otherwise are no name."""
    return frozenset(key[:length] for key in gazetteer() for length in (1, 2, 3, 4, LONG_BEGINNING))


@cache
def short_aliases() -> frozenset[str]:
    """Keys of ambiguous.csv that are no region's own name: they count only with their province in context."""
    own = {name_key(region.name) for region in regions().values() if len(region.code) < 6}
    own |= {name_key(region.capital) for region in regions().values() if region.capital}
    return frozenset(key for key in map(name_key, ambiguous()) if key not in own)


@cache
def districts_of() -> Mapping[str, tuple[str, ...]]:
    """Codes of the districts of each regency."""
    made: defaultdict[str, list[str]] = defaultdict(list)
    for code, region in regions().items():
        if region.level == "district":
            made[region.parent_code].append(code)
    return {code: tuple(codes) for code, codes in made.items()}
