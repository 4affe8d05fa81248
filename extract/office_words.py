"""The vocabulary of people in office: `extract/data/officials.toml`, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from models.config import Block, ConfigError, block, read_toml

DATA = Path(__file__).parent / "data"

OfficeKind = Literal["place", "agency", "whole"]


class Acting(Block):
    """Words before an office."""

    words: tuple[str, ...]


class Offices(Block):
    """Words that name an office, by what follows them."""

    of_place: tuple[str, ...]
    of_agency: tuple[str, ...]
    only_named: tuple[str, ...]
    whole: tuple[str, ...]
    not_offices: tuple[str, ...]
    not_after: tuple[str, ...]


class Tail(Block):
    """Words of institutions, which belong to the role."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]
    joins: tuple[str, ...]
    firms: tuple[str, ...]


class Names(Block):
    """Words around and inside a person's name."""

    titles: tuple[str, ...]
    also_names: tuple[str, ...]
    short_forms: tuple[str, ...]
    balinese: tuple[str, ...]
    degrees: tuple[str, ...]
    particles: tuple[str, ...]
    never: tuple[str, ...]
    dates: tuple[str, ...]
    stops: tuple[str, ...]
    headline_verbs: tuple[str, ...]


class Speaking(Block):
    """Words with which papers let somebody speak."""

    after_quote: tuple[str, ...]
    before_clause: tuple[str, ...]
    passive: tuple[str, ...]
    openers: tuple[str, ...]
    sources: tuple[str, ...]
    through: tuple[str, ...]
    bodies: tuple[str, ...]
    reports: tuple[str, ...]


class OfficialWords(Block):
    """`extract/data/officials.toml`."""

    acting: Acting
    offices: Offices
    tail: Tail
    names: Names
    speaking: Speaking


class Office(NamedTuple):
    """One office as words, and what may follow it."""

    words: tuple[str, ...]
    kind: OfficeKind


class WordSets(NamedTuple):
    """The vocabulary as sets."""

    acting: frozenset[str]
    tail: frozenset[str]
    pairs: frozenset[str]
    joins: frozenset[str]
    firms: frozenset[str]
    titles: frozenset[str]
    also_names: frozenset[str]
    short_forms: frozenset[str]
    balinese: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    never: frozenset[str]
    dates: frozenset[str]
    stops: frozenset[str]
    not_offices: tuple[str, ...]
    only_named: frozenset[str]
    not_after: frozenset[str]


@cache
def official_words() -> OfficialWords:
    """The file as read."""
    return block(OfficialWords, read_toml(DATA / "officials.toml"), file="officials.toml", name="officials")


@cache
def word_sets() -> WordSets:
    """The file's lists as sets, for looking up."""
    words = official_words()
    return WordSets(
        frozenset(words.acting.words),
        frozenset(words.tail.words),
        frozenset(words.tail.pairs),
        frozenset(words.tail.joins),
        frozenset(words.tail.firms),
        frozenset(words.names.titles),
        frozenset(words.names.also_names),
        frozenset(words.names.short_forms),
        frozenset(words.names.balinese),
        frozenset(words.names.degrees),
        frozenset(words.names.particles),
        frozenset(words.names.never + words.names.dates + words.names.stops + words.names.headline_verbs),
        frozenset(words.names.dates),
        frozenset(words.names.stops),
        tuple(words.offices.not_offices),
        frozenset(words.offices.only_named),
        frozenset(words.offices.not_after),
    )


@cache
def offices() -> dict[str, tuple[Office, ...]]:
    """Offices by their first word, longest first."""
    made: dict[str, list[Office]] = {}
    seen: dict[str, str] = {}
    lists: tuple[tuple[OfficeKind, tuple[str, ...]], ...] = (
        ("place", official_words().offices.of_place),
        ("agency", official_words().offices.of_agency),
        ("agency", official_words().offices.only_named),
        ("whole", official_words().offices.whole),
    )
    for kind, phrases in lists:
        for phrase in phrases:
            if phrase in seen:
                raise ConfigError(f"officials.toml: [offices] {phrase!r} stands under {seen[phrase]} and {kind}")
            seen[phrase] = kind
            words = tuple(phrase.split())
            made.setdefault(words[0], []).append(Office(words, kind))
    return {first: tuple(sorted(found, key=lambda o: -len(o.words))) for first, found in made.items()}
