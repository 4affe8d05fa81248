"""What the dashboard says, in Indonesian and English: `data/words.toml`, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from crosscheck.wording import LANGUAGES, Language, placeholders
from models.config import ConfigError, read_toml

FILE = Path(__file__).parent / "data" / "words.toml"


@cache
def words() -> Mapping[str, Mapping[Language, str]]:
    """Key ("nav.today") → language → text; ConfigError where a language or a placeholder is missing."""
    made: dict[str, Mapping[Language, str]] = {}
    for name, table in read_toml(FILE).items():
        if not isinstance(table, dict):
            raise ConfigError(f"{FILE.name}: [{name}] is no table")
        for key, entry in table.items():
            where = f"{FILE.name}: [{name}] {key}"
            if not isinstance(entry, dict) or entry.keys() != set(LANGUAGES):
                raise ConfigError(f"{where} needs exactly the keys: {', '.join(LANGUAGES)}")
            if placeholders(entry["id"]) != placeholders(entry["en"]):
                raise ConfigError(f"{where} has different placeholders in its two languages")
            made[f"{name}.{key}"] = {language: str(entry[language]) for language in LANGUAGES}
    return made


def say(key: str, language: Language, **values: object) -> str:
    """One text, filled.

    >>> say("place.claims", "en", n=3)
    '3 claims'
    """
    text = words()[key][language]
    return text.format(**values) if values else text
