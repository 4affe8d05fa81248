"""Reading data files strictly: an unknown key or a bad value names its file, block, key and what is allowed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class ConfigError(Exception):
    """A data or settings file says something that the program cannot take."""


class Block(BaseModel):
    """Base of every block of a data file: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


B = TypeVar("B", bound=Block)


def read_toml(path: Path) -> dict[str, object]:
    """The file's tables; a file that is missing or no TOML is a ConfigError that names it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path.name}: no such file ({path})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name}: not TOML: {error}") from error


def block(kind: type[B], values: object, *, file: str, name: str) -> B:
    """One block of a file as its type.

    >>> class Paint(Block):
    ...     colour: str
    >>> block(Paint, {"color": "red"}, file="paint.toml", name="door")
    Traceback (most recent call last):
    models.config.ConfigError: paint.toml: [door] lacks the key 'colour'; unknown key 'color'; allowed: colour
    """
    if not isinstance(values, Mapping):
        raise ConfigError(f"{file}: [{name}] is no table")
    try:
        return kind.model_validate(dict(values))
    except ValidationError as error:
        problems = []
        for item in error.errors():
            key = ".".join(str(part) for part in item["loc"])
            if item["type"] == "extra_forbidden":
                problems.append(f"unknown key {key!r}")
            elif item["type"] == "missing":
                problems.append(f"lacks the key {key!r}")
            else:
                problems.append(f"{key} = {item['input']!r}: {item['msg']}")
        allowed = ", ".join(sorted(kind.model_fields))
        raise ConfigError(f"{file}: [{name}] {'; '.join(problems)}; allowed: {allowed}") from error
