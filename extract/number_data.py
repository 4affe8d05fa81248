"""The vocabulary of numbers: `data/numbers.toml`, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from models.config import Block, ConfigError, block, read_toml
from models.values import Comparator, Unit

DATA = Path(__file__).parent / "data"


class Words(Block):
    """The number words."""

    units: Mapping[str, int]
    teen: str
    ten: str
    hundred: str
    prefix: str
    point: str
    half: str


class Scale(Block):
    """A scale word: "ribu", "juta"."""

    factor: Decimal
    words: tuple[str, ...]
    rupiah_only: tuple[str, ...] = ()
    """Abbreviations that are scales only behind an amount in rupiah."""


class Percent(Block):
    """Signs and words of percentages and of percentage points."""

    words: tuple[str, ...]
    points: tuple[str, ...]
    point: tuple[str, ...]


class Currency(Block):
    """Signs and words of money."""

    rupiah: tuple[str, ...]
    rupiah_words: tuple[str, ...]
    foreign: tuple[str, ...]


class Fractions(Block):
    """Words for a share of something, and what must follow them."""

    always: Mapping[str, str]
    of_something: Mapping[str, str]
    of: frozenset[str]
    own: frozenset[str]
    ratio_of: frozenset[str]
    ratio_bases: frozenset[int]


class HedgeWords(Block):
    """Hedges by comparator."""

    about: tuple[str, ...]
    more: tuple[str, ...]
    at_least: tuple[str, ...]
    less: tuple[str, ...]
    at_most: tuple[str, ...]

    def by_phrase(self) -> dict[str, Comparator]:
        """Comparator of each hedge."""
        return {
            phrase: comparator
            for comparator, phrases in (
                (Comparator.ABOUT, self.about),
                (Comparator.MORE, self.more),
                (Comparator.AT_LEAST, self.at_least),
                (Comparator.LESS, self.less),
                (Comparator.AT_MOST, self.at_most),
            )
            for phrase in phrases
        }


class Hedges(Block):
    """Hedges in front of and behind numbers."""

    links: frozenset[str]
    not_after_lebih: frozenset[str]
    before: HedgeWords
    after: HedgeWords


class Ranges(Block):
    """What joins the two ends of a range."""

    joints: tuple[str, ...]
    between: frozenset[str]
    openers: frozenset[str]
    from_: frozenset[str]


class Names(Block):
    """Words behind which a short number is a name."""

    labels: frozenset[str]
    weak: frozenset[str]
    codes: frozenset[str]
    joints: frozenset[str]


class Vetoes(Block):
    """Words beside which a number is a time."""

    after: frozenset[str]
    dates: frozenset[str]
    year_before: frozenset[str]
    amount_before: frozenset[str]


class Idioms(Block):
    """Number words that count nothing."""

    before: frozenset[str]
    bare_before: frozenset[str]
    left_over: frozenset[str]
    undone: frozenset[str]
    listed: frozenset[str]
    areas: frozenset[str]
    places: frozenset[str]


class Rates(Block):
    """What makes an amount a rate."""

    per: frozenset[str]
    of: frozenset[str]
    not_of: frozenset[str]
    words: frozenset[str]


class Measure(Block):
    """Words of a measured unit, and the factor that turns them into the unit of the claims' table."""

    unit: Unit | None = None
    factor: Decimal = Decimal(1)
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Noun:
    """What a counted or measured noun tells of its number."""

    unit: Unit | None
    factor: Decimal
    whole: bool
    """Counted in whole numbers: "133,926 penduduk" has one reading."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All of `numbers.toml`."""

    words: Words
    scales: Mapping[str, Decimal]
    rupiah_scales: Mapping[str, Decimal]
    percent: Percent
    currency: Currency
    fractions: Fractions
    before: Mapping[str, Comparator]
    after: Mapping[str, Comparator]
    hedges: Hedges
    ranges: Ranges
    names: Names
    vetoes: Vetoes
    idioms: Idioms
    rates: Rates
    nouns: Mapping[str, Noun]
    noun_words: Mapping[str, int]
    """First word of a noun: most words that a noun beginning with it has."""


def _table(tables: Mapping[str, object], name: str, file: str) -> Mapping[str, object]:
    value = tables.get(name)
    if not isinstance(value, Mapping):
        raise ConfigError(f"{file}: lacks the table [{name}]")
    return value


def _nouns(tables: Mapping[str, object], file: str) -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}

    def add(phrase: str, noun: Noun, where: str) -> None:
        if phrase in nouns:
            raise ConfigError(f"{file}: [{where}] {phrase!r} stands in the file twice")
        nouns[phrase] = noun

    for name, phrases in _table(tables, "nouns", file).items():
        if name != "other" and name not in set(Unit):
            raise ConfigError(f"{file}: [nouns] unknown key {name!r}; allowed: {', '.join(Unit)}, other")
        if not isinstance(phrases, list):
            raise ConfigError(f"{file}: [nouns] {name} is no list of words")
        for phrase in phrases:
            add(str(phrase), Noun(None if name == "other" else Unit(name), Decimal(1), True), "nouns")
    for name, values in _table(tables, "measures", file).items():
        measure = block(Measure, values, file=file, name=f"measures.{name}")
        for phrase in measure.words:
            add(phrase, Noun(measure.unit, measure.factor, False), f"measures.{name}")
    return nouns


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of one file; ConfigError for anything unknown, missing or doubled."""
    file = path.name
    tables = read_toml(path)
    allowed = {
        *("words", "scales", "percent", "currency", "fractions", "hedges", "ranges", "names", "vetoes", "idioms"),
        *("rates", "nouns", "measures"),
    }
    unknown = sorted(tables.keys() - allowed)
    if unknown:
        raise ConfigError(f"{file}: unknown table [{unknown[0]}]; allowed: {', '.join(sorted(allowed))}")
    scales: dict[str, Decimal] = {}
    rupiah_scales: dict[str, Decimal] = {}
    for name, values in _table(tables, "scales", file).items():
        scale = block(Scale, values, file=file, name=f"scales.{name}")
        scales |= dict.fromkeys(scale.words, scale.factor)
        rupiah_scales |= dict.fromkeys(scale.rupiah_only, scale.factor)
    hedges = block(Hedges, _table(tables, "hedges", file), file=file, name="hedges")
    ranges = dict(_table(tables, "ranges", file))
    if "from" in ranges:
        ranges["from_"] = ranges.pop("from")
    names = block(Names, _table(tables, "names", file), file=file, name="names")
    stray = sorted((names.weak | names.codes) - names.labels)
    if stray:
        raise ConfigError(f"{file}: [names] {stray[0]!r} is weak or a code, and no label")
    nouns = _nouns(tables, file)
    noun_words: dict[str, int] = {}
    for phrase in nouns:
        first, *more = phrase.split(" ")
        noun_words[first] = max(noun_words.get(first, 1), 1 + len(more))
    return Vocabulary(
        words=block(Words, _table(tables, "words", file), file=file, name="words"),
        scales=scales,
        rupiah_scales=rupiah_scales,
        percent=block(Percent, _table(tables, "percent", file), file=file, name="percent"),
        currency=block(Currency, _table(tables, "currency", file), file=file, name="currency"),
        fractions=block(Fractions, _table(tables, "fractions", file), file=file, name="fractions"),
        before=hedges.before.by_phrase(),
        after=hedges.after.by_phrase(),
        hedges=hedges,
        ranges=block(Ranges, ranges, file=file, name="ranges"),
        names=names,
        vetoes=block(Vetoes, _table(tables, "vetoes", file), file=file, name="vetoes"),
        idioms=block(Idioms, _table(tables, "idioms", file), file=file, name="idioms"),
        rates=block(Rates, _table(tables, "rates", file), file=file, name="rates"),
        nouns=nouns,
        noun_words=noun_words,
    )


@cache
def vocabulary() -> Vocabulary:
    """The number vocabulary of the program."""
    return read_vocabulary(DATA / "numbers.toml")
