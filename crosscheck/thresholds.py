"""What is plausible: widths, paces, growth and known parts, from `data/thresholds.toml`, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import field_validator

from models.config import Block, ConfigError, block, read_toml

FILE = Path(__file__).parent / "data" / "thresholds.toml"


class Reasoned(Block):
    """A block that says why it is as it is."""

    reason: str

    @field_validator("reason")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a threshold needs a source or a reason")
        return value


class About(Reasoned):
    """How far a hedged figure reaches."""

    share: Decimal
    below_words: tuple[str, ...]
    fraction_share: Decimal
    fraction_words: tuple[str, ...]
    fraction_percents: frozenset[Decimal]


class SeverityBounds(Reasoned):
    """Below the first a difference is low, from the second on it is high."""

    low_points: Decimal
    high_points: Decimal
    low_share: Decimal
    high_share: Decimal


class Whole(Reasoned):
    """Units that come whole, and indicators whose percentage is no share of their counts."""

    units: frozenset[str]
    not_a_share: frozenset[str]


class Indicators(Reasoned):
    """A list of indicators."""

    indicators: frozenset[str]


class OpenEnded(Indicators):
    """Where any percentage is possible, and amounts whose targets may be so small that they are passed many times."""

    small_targets: frozenset[str]


class Rounds(Indicators):
    """What starts anew, and when a figure may be last year's."""

    named: frozenset[str]
    flows: frozenset[str]
    early_months: frozenset[int]


class PromiseBounds(Reasoned):
    """When a promise counts as dropped."""

    dropped_after: int


class Revised(Reasoned):
    """When and how far a yearly target is revised."""

    from_month: int
    share: Decimal
    other_target: Decimal


class Definition(Reasoned):
    """From which factor on two bases are two definitions, and the words that name them."""

    factor: Decimal
    words: Mapping[str, tuple[str, ...]]


class Surveys(Indicators):
    """Sources whose figures do not compare, with the words that name them; those that measure once in their period."""

    words: Mapping[str, tuple[str, ...]]
    once: frozenset[str]


class Provisional(Reasoned):
    """When a result may be provisional."""

    days: int
    share: Decimal
    words: tuple[str, ...]


class Stale(Reasoned):
    """When a figure that comes back is an old one."""

    days: int
    digits: int
    slow: Decimal


class Voices(Reasoned):
    """When two articles are one voice."""

    title: Decimal
    quotes: Decimal
    figures: Decimal
    min_figures: int
    days: int
    rounded_days: int


class Parts(Reasoned):
    """When segments are parts."""

    base_share: Decimal
    most: int
    near_days: int
    separate: frozenset[str]


class Doubt(Reasoned):
    """When figures were probably joined by mistake."""

    points_apart: Decimal
    points_next_to: Decimal
    back: int
    back_words: tuple[str, ...]
    factor: Decimal
    share: Decimal
    twice: Decimal
    points: Decimal
    other_thing: Decimal
    few: int
    parts: Decimal


class BaseGrowth(Indicators):
    """How a base moves in a year, and at once."""

    grow: Decimal
    shrink: Decimal
    floor: Decimal


class Pace(Indicators):
    """Points in so many days, and at once."""

    points: Decimal
    days: int
    floor: Decimal


class Live(Indicators):
    """Points within one day."""

    points: Decimal


class SameDay(Reasoned):
    """Points within one day, where nothing else is said."""

    points: Decimal


class Attrition(Indicators):
    """Share by which a stock shrinks in a year."""

    share: Decimal


class Territory(Reasoned):
    """A place that became smaller."""

    place: str
    since: date


class Rebased(Reasoned):
    """A measure whose base was widened for everybody on one day."""

    indicator: str
    since: date


class Partition(Reasoned):
    """All parts of an indicator's whole."""

    indicator: str
    core: tuple[str, ...]
    parts: frozenset[str]
    since: date = date.min
    until: date = date.max


class Thresholds(Block):
    """Everything in the file; the lists of blocks by indicator (or place) as mappings."""

    about: About
    severity: SeverityBounds
    whole: Whole
    open_ended: OpenEnded
    rounds: Rounds
    completion: Indicators
    promise: PromiseBounds
    revised: Revised
    definition: Definition
    surveys: Surveys
    provisional: Provisional
    stale: Stale
    voices: Voices
    parts: Parts
    same_day: SameDay
    doubt: Doubt
    base: Mapping[str, BaseGrowth]
    pace: Mapping[str, Pace]
    live: Mapping[str, Live]
    attrition: Mapping[str, Attrition]
    territory: Mapping[str, tuple[Territory, ...]]
    rebased: Mapping[str, tuple[Rebased, ...]]
    partition: Mapping[str, tuple[Partition, ...]]


_SINGLE: Mapping[str, type[Block]] = {
    "about": About,
    "severity": SeverityBounds,
    "whole": Whole,
    "open_ended": OpenEnded,
    "rounds": Rounds,
    "completion": Indicators,
    "promise": PromiseBounds,
    "revised": Revised,
    "definition": Definition,
    "surveys": Surveys,
    "provisional": Provisional,
    "stale": Stale,
    "voices": Voices,
    "parts": Parts,
    "same_day": SameDay,
    "doubt": Doubt,
}
_PER_INDICATOR: Mapping[str, type[Indicators]] = {
    "base": BaseGrowth,
    "pace": Pace,
    "live": Live,
    "attrition": Attrition,
}
_GROUPED: Mapping[str, tuple[type[Block], str]] = {
    "territory": (Territory, "place"),
    "rebased": (Rebased, "indicator"),
    "partition": (Partition, "indicator"),
}


def _rows(tables: Mapping[str, object], name: str, file: str) -> list[object]:
    rows = tables.get(name)
    if not isinstance(rows, list):
        raise ConfigError(f"{file}: [[{name}]] is missing or no list of tables")
    return rows


def read(path: Path) -> Thresholds:
    """The thresholds of a file; a ConfigError names file, block and key where something is wrong."""
    tables, file = read_toml(path), path.name
    allowed = [*_SINGLE, *_PER_INDICATOR, *_GROUPED]
    for name in tables:
        if name not in allowed:
            raise ConfigError(f"{file}: unknown table {name!r}; allowed: {', '.join(sorted(allowed))}")
    found: dict[str, object] = {}
    for name, kind in _SINGLE.items():
        found[name] = block(kind, tables.get(name, {}), file=file, name=name)
    for name, row_kind in _PER_INDICATOR.items():
        by_indicator: dict[str, Block] = {}
        for number, row in enumerate(_rows(tables, name, file), start=1):
            made = block(row_kind, row, file=file, name=f"{name} {number}")
            for slug in made.indicators:
                if slug in by_indicator:
                    raise ConfigError(f"{file}: [[{name}]] names {slug!r} twice")
                by_indicator[slug] = made
        found[name] = by_indicator
    for name, (group_kind, key) in _GROUPED.items():
        groups: dict[str, tuple[Block, ...]] = {}
        for number, row in enumerate(_rows(tables, name, file), start=1):
            item = block(group_kind, row, file=file, name=f"{name} {number}")
            group = str(getattr(item, key))
            groups[group] = (*groups.get(group, ()), item)
        found[name] = groups
    return Thresholds.model_validate(found)


@cache
def thresholds() -> Thresholds:
    """The project's own thresholds.

    >>> thresholds().about.share
    Decimal('0.05')
    """
    return read(FILE)
