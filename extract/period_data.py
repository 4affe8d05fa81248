"""The vocabulary of periods: `data/periods.toml`, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.config import Block, ConfigError, block, read_toml

DATA = Path(__file__).parent / "data"


class Months(Block):
    """Names of the months, the full Indonesian name first."""

    january: tuple[str, ...]
    february: tuple[str, ...]
    march: tuple[str, ...]
    april: tuple[str, ...]
    may: tuple[str, ...]
    june: tuple[str, ...]
    july: tuple[str, ...]
    august: tuple[str, ...]
    september: tuple[str, ...]
    october: tuple[str, ...]
    november: tuple[str, ...]
    december: tuple[str, ...]


class Weekdays(Block):
    """Names of the days of the week, the usual one first."""

    monday: tuple[str, ...]
    tuesday: tuple[str, ...]
    wednesday: tuple[str, ...]
    thursday: tuple[str, ...]
    friday: tuple[str, ...]
    saturday: tuple[str, ...]
    sunday: tuple[str, ...]


class Ordinals(Block):
    """Ordinals, as words, roman and arabic digits."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    third: tuple[str, ...]
    fourth: tuple[str, ...]
    fifth: tuple[str, ...]
    sixth: tuple[str, ...]
    seventh: tuple[str, ...]
    eighth: tuple[str, ...]
    ninth: tuple[str, ...]
    tenth: tuple[str, ...]
    eleventh: tuple[str, ...]
    twelfth: tuple[str, ...]


class Names(Block):
    """Words for the kinds of period."""

    quarter: tuple[str, ...]
    half: tuple[str, ...]
    week: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]
    day: tuple[str, ...]
    time_of_day: tuple[str, ...]
    when_told: tuple[str, ...]


class Parts(Block):
    """Words for the beginning, the middle and the end of a period."""

    early: tuple[str, ...]
    middle: tuple[str, ...]
    late: tuple[str, ...]


class Behind(Block):
    """Words behind a period that place it before, around or after the day of publication."""

    past: tuple[str, ...]
    this: tuple[str, ...]
    future: tuple[str, ...]


class MonthCounts(Block):
    """Counts of months whose first ones are a quarter or a half."""

    quarter: frozenset[str]
    half: frozenset[str]


class Ranges(Block):
    """What joins the two ends of a range."""

    joints: tuple[str, ...]


class Relative(Block):
    """Days as seen from the day of publication."""

    now: tuple[str, ...]
    yesterday: tuple[str, ...]
    tomorrow: tuple[str, ...]
    vague: tuple[str, ...]


class Cues(Block):
    """Words in front of a period that say what it does."""

    links: frozenset[str]
    as_of: tuple[str, ...]
    until: tuple[str, ...]
    since: tuple[str, ...]
    deadline: tuple[str, ...]
    before: tuple[str, ...]
    compare: tuple[str, ...]
    from_: tuple[str, ...]
    due: tuple[str, ...]
    set: tuple[str, ...]
    target: frozenset[str]
    plan: tuple[str, ...]

    def by_phrase(self) -> dict[str, str]:
        """Kind of each cue."""
        kinds = ("as_of", "until", "since", "deadline", "before", "compare", "from_")
        return {phrase: kind.strip("_") for kind in kinds for phrase in getattr(self, kind)}


class Years(Block):
    """Words in front of a year that say what it is the year of."""

    budget: frozenset[str]
    event: frozenset[str]
    law: frozenset[str]
    not_behind: tuple[str, ...]


class Alone(Block):
    """When a week day or a month alone is a period."""

    before: frozenset[str]
    after: frozenset[str]
    not_alone: frozenset[str]
    sunday_before: frozenset[str]
    sunday_after: frozenset[str]
    month_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Calendar:
    """All of `periods.toml`."""

    months: Mapping[str, int]
    """Month of each name, 1 to 12."""
    full_months: frozenset[str]
    """Names that are no abbreviation."""
    weekdays: Mapping[str, int]
    """Day of the week of each name, Monday 0."""
    weekday_names: tuple[str, ...]
    ordinals: Mapping[str, int]
    names: Names
    parts: Mapping[str, str]
    """early, middle or late, of each word."""
    behind: Mapping[str, str]
    """past, this or future, of each word."""
    ranges: Ranges
    month_counts: MonthCounts
    relative: Relative
    cues: Cues
    cue_phrases: Mapping[str, str]
    years: Years
    alone: Alone


def _numbered(made: Block, first: int) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, words in enumerate(made.model_dump().values(), start=first):
        for word in words:
            if word in numbers:
                raise ConfigError(f"periods.toml: {word!r} stands in two lists")
            numbers[word] = number
    return numbers


def _counted(made: Block) -> dict[str, int]:
    """Number of each ordinal, also behind "ke-" and "ke ": "triwulan ke-II", "minggu ke 2"."""
    plain = _numbered(made, 1)
    short = {word: number for word, number in plain.items() if not word.startswith("ke")}
    return plain | {f"ke{joint}{word}": number for word, number in short.items() for joint in "- "}


def _named(made: Block) -> dict[str, str]:
    return {word: name for name, words in made.model_dump().items() for word in words}


def read_calendar(path: Path) -> Calendar:
    """The vocabulary of one file; ConfigError for anything unknown, missing or doubled."""
    file = path.name
    tables = read_toml(path)
    kinds: dict[str, type[Block]] = {
        **{"months": Months, "weekdays": Weekdays, "ordinals": Ordinals, "names": Names, "parts": Parts},
        **{"behind": Behind, "ranges": Ranges, "relative": Relative, "cues": Cues, "years": Years, "alone": Alone},
        "month_counts": MonthCounts,
    }
    unknown = sorted(tables.keys() ^ kinds.keys())
    if unknown:
        verb = "unknown" if unknown[0] in tables else "lacks the"
        raise ConfigError(f"{file}: {verb} table [{unknown[0]}]; allowed: {', '.join(sorted(kinds))}")
    cues = tables["cues"]
    if isinstance(cues, dict) and "from" in cues:
        tables["cues"] = {("from_" if key == "from" else key): value for key, value in cues.items()}

    def made(name: str) -> Block:
        return block(kinds[name], tables[name], file=file, name=name)

    months, weekdays, names, cues_block = made("months"), made("weekdays"), made("names"), made("cues")
    ranges, relative, years, alone = made("ranges"), made("relative"), made("years"), made("alone")
    month_counts = made("month_counts")
    assert isinstance(month_counts, MonthCounts)
    assert isinstance(names, Names)
    assert isinstance(cues_block, Cues)
    assert isinstance(ranges, Ranges)
    assert isinstance(relative, Relative)
    assert isinstance(years, Years)
    assert isinstance(alone, Alone)
    numbered = _numbered(months, 1)
    return Calendar(
        months=numbered,
        full_months=frozenset(word for word in numbered if len(word) > 4 or word in ("mei", "juni", "juli")),
        weekdays=_numbered(weekdays, 0),
        weekday_names=tuple(words[0].capitalize() for words in weekdays.model_dump().values()),
        ordinals=_counted(made("ordinals")),
        names=names,
        parts=_named(made("parts")),
        behind=_named(made("behind")),
        ranges=ranges,
        month_counts=month_counts,
        relative=relative,
        cues=cues_block,
        cue_phrases=cues_block.by_phrase(),
        years=years,
        alone=alone,
    )


@cache
def calendar_words() -> Calendar:
    """The period vocabulary of the program."""
    return read_calendar(DATA / "periods.toml")
