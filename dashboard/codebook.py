"""The code book: what every column of the exported tables holds, in both languages (`data/codebook.toml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from crosscheck.wording import LANGUAGES, Language
from models.config import Block, ConfigError, block, read_toml

FILE = Path(__file__).parent / "data" / "codebook.toml"

Kind = Literal["text", "number", "flag", "day"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; `said` is its description by language."""

    name: str
    kind: Kind
    required: bool
    said: Mapping[Language, str]


class _Entry(Block):
    id: str
    en: str
    type: Literal["text", "number", "flag", "day", "figure"] = "text"
    required: bool = False


@cache
def _file() -> Mapping[str, Mapping[str, _Entry]]:
    made: dict[str, Mapping[str, _Entry]] = {}
    for table, entries in read_toml(FILE).items():
        if not isinstance(entries, dict):
            raise ConfigError(f"{FILE.name}: [{table}] is no table")
        made[table] = {name: block(_Entry, e, file=FILE.name, name=f"{table}.{name}") for name, e in entries.items()}
    for table, names in (("figure", ("comparator", "text")), ("notes", ("guard", "excerpt", "reading", "gaps"))):
        for name in names:
            if name not in made.get(table, {}):
                raise ConfigError(f"{FILE.name}: lacks the table [{table}.{name}]")
    return made


@cache
def columns(table: str) -> tuple[Column, ...]:
    """The columns of a table in their order; KeyError if the code book has no such table.

    >>> [column.name for column in columns("places")]
    ['code', 'name']
    """
    made: list[Column] = []
    for name, entry in _file()[table].items():
        said = {language: getattr(entry, language) for language in LANGUAGES}
        made.append(Column(name, "number" if entry.type == "figure" else entry.type, entry.required, said))
        if entry.type == "figure":
            for part, about in _file()["figure"].items():
                told = {language: getattr(about, language).format(name=name) for language in LANGUAGES}
                made.append(Column(f"{name}_{part}", "text", False, told))
    return tuple(made)


def notes() -> list[Mapping[Language, str]]:
    """What a reader of any table should know, in both languages."""
    return [{language: getattr(entry, language) for language in LANGUAGES} for entry in _file()["notes"].values()]
