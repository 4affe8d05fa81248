"""Reference data that every layer reads: indicators and the gazetteer.

Sources stand in `models/data/README.md`. Everything here is read once per process and never changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product, zip_longest
from pathlib import Path
from typing import Literal

from models.config import Block, ConfigError, block, read_toml
from models.values import Unit

DATA = Path(__file__).parent / "data"


class Indicator(Block):
    """What can be measured: one block of `indicators.toml`; how to add one: docs/add-an-indicator.md."""

    label: str
    """Name in Indonesian, as the dashboard shows it."""
    label_en: str
    unit: Unit | None = None
    """Unit of achieved, base and remaining where the article names none."""
    also: tuple[Unit, ...] = ()
    """Other units in which it is reported; counts of anything else are not its figures."""
    nouns: tuple[str, ...] = ()
    """Counted nouns of its own that have no unit elsewhere ("kasus" of found TB cases)."""
    cumulative: bool = False
    """Whether it can only grow (within a year, if `per_year`)."""
    per_year: bool = False
    """Whether it starts anew each fiscal year."""
    better: Literal["higher", "lower"] = "higher"
    range: tuple[Decimal, Decimal] = (Decimal(0), Decimal(100))
    """Plausible percentages; a figure outside is still a claim, and a finding for the checks."""
    terms: tuple[str, ...]
    """Phrases that name it, lower case; `*` ends a word stem; `A .. B` allows up to five words between.

    `<have>` stands for each word of that class of word_classes.toml; what is read here has them in place already.
    """
    weak: tuple[str, ...] = ()
    """Phrases that name it only where nothing stronger does."""
    needs: tuple[str, ...] = ()
    """At least one of these must stand in the article for a weak phrase to count."""
    requires: tuple[str, ...] = ()
    """At least one of these must stand in the article for any phrase to count."""
    campaign: tuple[date, ...] = ()
    """First and last day of publication on which its phrases count without any of those words."""
    unless: tuple[str, ...] = ()
    """Words of another programme: where one of them stands, neither `campaign` nor a `shared` word holds."""
    shared: tuple[str, ...] = ()
    """Those of `requires` that other programmes have too ("booster")."""
    avoid: tuple[str, ...] = ()
    """Near phrases that are something else; they hide the terms inside them."""
    base_terms: tuple[str, ...] = ()
    """Phrases that name its base ("wajib KTP")."""
    segment_terms: tuple[str, ...] = ()
    """Kinds that are the segment where a term or its neighbourhood names one."""
    own_terms: tuple[str, ...] = ()
    """Stages of it. One that is no segment term is a segment only where an article names two: "realisasi panen"."""
    groups: Literal["none", "told_apart", "any", "standing"] = "none"
    """Whether groups by age or school class are segments: never, where an article tells two apart, or always; where
    one `standing` is told of in the lead, all figures are its."""
    only_kinds: bool = False
    """Whether it has no whole: its bare name goes on with the kind that was spoken of."""
    stages: Literal["none", "tahap", "dosis"] = "none"
    """What its stages are called, each of which is a segment."""
    source_terms: tuple[str, ...] = ()
    """Whose data it is; a segment only where an article has two of them (SSGI and e-PPGBM)."""
    source: str
    """Where the definition comes from."""


class Region(Block):
    """One unit of the gazetteer, with its Kemendagri code."""

    code: str
    bps_code: str
    level: Literal["province", "regency", "city", "district"]
    name: str
    type_prefix: str
    parent_code: str
    capital: str

    @property
    def full_name(self) -> str:
        """Name with its kind, as a reader expects it: "Kota Palangka Raya"."""
        return f"{self.type_prefix} {self.name}".strip()


class Alias(Block):
    """Another name of a region, as papers write it."""

    code: str
    alias: str
    kind: Literal["abbreviation", "short", "old_name", "spelling"]
    where_seen: str


class Ambiguity(Block):
    """A name that several regions, or a region and something else, share."""

    alias: str
    candidate_codes: str
    note: str


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by slug, in the order of the file.

    >>> indicators()["ektp_recording"].unit
    <Unit.PERSON: 'person'>
    """
    tables = read_toml(DATA / "indicators.toml")
    made = {slug: block(Indicator, table, file="indicators.toml", name=slug) for slug, table in tables.items()}
    return {slug: _spelled_out(slug, indicator) for slug, indicator in made.items()}


_CLASS = re.compile(r"<([^<>]*)>")


def _spelled_out(slug: str, indicator: Indicator) -> Indicator:
    """An indicator with every word of a class in the place of the class's name."""
    lists = {key: tuple(getattr(indicator, key)) for key in ("terms", "weak", "avoid", "requires")}
    return indicator.model_copy(update={key: _each(slug, phrases) for key, phrases in lists.items()})


def _each(slug: str, phrases: tuple[str, ...]) -> tuple[str, ...]:
    classes = word_classes()
    made: list[str] = []
    for phrase in phrases:
        names = _CLASS.findall(phrase)
        if unknown := [name for name in names if name not in classes]:
            allowed = ", ".join(sorted(classes))
            raise ConfigError(f"indicators.toml: [{slug}] {phrase!r}: no class <{unknown[0]}>; allowed: {allowed}")
        for chosen in product(*(classes[name] for name in names)):
            made.append("".join(map("".join, zip_longest(_CLASS.split(phrase)[::2], chosen, fillvalue=""))))
    return tuple(dict.fromkeys(made))


class WordClass(Block):
    """Words that stand for each other in phrases: one block of word_classes.toml."""

    words: tuple[str, ...]
    note: str = ""


@cache
def word_classes() -> Mapping[str, tuple[str, ...]]:
    """The classes of words that phrases of indicators may name in angle brackets.

    >>> "mengantongi" in word_classes()["have"]
    True
    """
    tables = read_toml(DATA / "word_classes.toml")
    return {name: block(WordClass, table, file="word_classes.toml", name=name).words for name, table in tables.items()}


def _rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError as error:
        raise ConfigError(f"{name}: no such file ({path})") from error


@cache
def regions() -> Mapping[str, Region]:
    """All provinces, regencies, cities and districts by code.

    >>> regions()["62.02"].full_name
    'Kabupaten Kotawaringin Timur'
    """
    # 7,837 trusted rows that a test compares with their source: model_construct spares a second of validation
    return {row["code"]: Region.model_construct(**row) for row in _rows("regions.csv")}  # type: ignore[arg-type]


@cache
def aliases() -> tuple[Alias, ...]:
    """Press abbreviations, short forms, old names and spellings, districts' included."""
    rows = _rows("aliases.csv") + _rows("district_variants.csv")
    return tuple(Alias.model_construct(**row) for row in rows)  # type: ignore[arg-type]


@cache
def ambiguous() -> Mapping[str, Ambiguity]:
    """Names that need context, by name."""
    rows = _rows("ambiguous.csv")
    return {row["alias"]: block(Ambiguity, row, file="ambiguous.csv", name=row["alias"]) for row in rows}


def province_of(code: str) -> str:
    """The code of the province that a place lies in.

    >>> province_of("62.02.06")
    '62'
    """
    return code[:2]


def place_name(code: str | None) -> str:
    """A place as a reader expects it; "Indonesia" for the nation, "tempat tidak jelas" for none.

    >>> place_name("62.02"), place_name("ID")
    ('Kabupaten Kotawaringin Timur', 'Indonesia')
    """
    if code is None:
        return "tempat tidak jelas"
    if code == "ID":
        return "Indonesia"
    region = regions().get(code)
    return region.full_name if region else code
