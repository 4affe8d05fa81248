"""The vocabulary of page furniture, `extract/data/pages.toml`, read strictly and compiled once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from models.config import Block, ConfigError, block, read_toml

_FILE = Path(__file__).parent / "data" / "pages.toml"


class Promo(Block):
    """What announces another story."""

    phrases: tuple[str, ...]


class Lines(Block):
    """Whole lines that are the site's, lines at which an article has ended, and what credits a picture."""

    furniture: tuple[str, ...]
    ends: tuple[str, ...]
    credits: tuple[str, ...]


class States(Block):
    """Marks of pages that are no article."""

    soft_404: tuple[str, ...]
    blocked: tuple[str, ...]
    lists: tuple[str, ...]


_TABLES = ("promo", "lines", "states", "months", "weekdays", "zones")


@cache
def _tables() -> Mapping[str, object]:
    tables = read_toml(_FILE)
    for name in tables.keys() ^ set(_TABLES):
        problem = "unknown table" if name in tables else "lacks the table"
        raise ConfigError(f"{_FILE.name}: {problem} {name!r}; allowed: {', '.join(_TABLES)}")
    return tables


def _phrase(text: str) -> str:
    return r"\s+".join(map(re.escape, text.split()))


@cache
def _promo() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """(any promo phrase, the beginnings of which a text in small letters must hold one)."""
    phrases = block(Promo, _tables()["promo"], file=_FILE.name, name="promo").phrases
    heads = tuple(dict.fromkeys(phrase.lower().split()[0] for phrase in phrases))
    return re.compile(rf"\b(?:{'|'.join(map(_phrase, phrases))})(?!\w)", re.IGNORECASE), heads


def promo(text: str) -> list[re.Match[str]]:
    """All promo phrases in a text, in order.

    >>> [match.group() for match in promo("Baca juga: Serapan pupuk")]
    ['Baca juga']
    """
    phrases, heads = _promo()
    low = text.lower()
    for head in heads:  # any() takes twice the time
        if head in low:
            return list(phrases.finditer(text))
    return []


@cache
def whole_lines(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern that a whole line matches if it matches any of these; None for none."""
    if not patterns:
        return None
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@cache
def lines() -> Lines:
    """Furniture and end lines of every site."""
    return block(Lines, _tables()["lines"], file=_FILE.name, name="lines")


@cache
def credit() -> re.Pattern[str]:
    """What a caption says of where its picture is from, to search in the words behind a picture."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in lines().credits), re.IGNORECASE)


@cache
def _states() -> States:
    return block(States, _tables()["states"], file=_FILE.name, name="states")


@cache
def list_paths() -> frozenset[str]:
    """First parts of paths that are lists of articles."""
    return frozenset(_states().lists)


@cache
def states() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(soft 404, blocked): patterns to search in a title or a short text."""
    soft, blocked = ("|".join(map(_phrase, group)) for group in (_states().soft_404, _states().blocked))
    return re.compile(soft, re.IGNORECASE), re.compile(blocked, re.IGNORECASE)


def _numbered(name: str, low: int, high: int) -> Mapping[str, int]:
    table = _tables()[name]
    if not isinstance(table, Mapping) or set(table) != {str(number) for number in range(low, high + 1)}:
        raise ConfigError(f"{_FILE.name}: [{name}] has the keys {low} to {high}, each a list of words")
    return {word: int(number) for number, words in table.items() for word in words}


@cache
def months() -> Mapping[str, int]:
    """Indonesian and English month names and their short forms, lower case, to 1..12.

    >>> months()["agt"], months()["march"]
    (8, 3)
    """
    return _numbered("months", 1, 12)


@cache
def weekdays() -> Mapping[str, int]:
    """Day names, lower case, to 0 (Monday) .. 6."""
    return _numbered("weekdays", 0, 6)


@cache
def zones() -> Mapping[str, str]:
    """Indonesian zone labels and their offsets from UTC."""
    table = _tables()["zones"]
    if not isinstance(table, Mapping):
        raise ConfigError(f"{_FILE.name}: [zones] is a table of label = offset")
    return {str(label): str(offset) for label, offset in table.items()}
