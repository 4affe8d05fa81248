"""What should come out of the demo newsroom: each story's claims as labels, what is planted, and what only looks so.

Labels stand in claims/, one file per outlet; planted contradictions and look-alikes in manifest.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from capaian.demo.newsroom import HERE, Newsroom, Round, Story, newsroom, url_of
from models.config import Block, ConfigError, block, read_toml
from models.values import Report
from models.wire import WireError, report_from


class Planted(Block):
    """A contradiction that was put in on purpose."""

    rule: str
    """The rule that must find it: a name of the table in docs/demo.md."""
    stories: tuple[str, ...]
    """Keys of the stories whose claims contradict, the first one first; one alone contradicts itself."""
    indicator: str
    place: str
    segment: str | None = None
    also: tuple[str, ...] = ()
    """Rules that may find the same thing too, rightly."""
    sum: str
    """The arithmetic, as a person would write it."""
    note: str
    round: Round = 1
    """The first round in which it can be found."""


class LookAlike(Block):
    """Claims that look contradictory and are not: the rule must not fire on them."""

    rule: str
    """The rule that a naive program would apply."""
    stories: tuple[str, ...]
    indicator: str
    place: str
    why: str


@cache
def _manifest() -> tuple[tuple[Planted, ...], tuple[LookAlike, ...]]:
    name = "manifest.toml"
    tables = read_toml(HERE / name)
    unknown = tables.keys() - {"planted", "lookalike"}
    if unknown:
        raise ConfigError(f"{name}: unknown table {min(unknown)!r}; allowed: lookalike, planted")
    made: dict[str, list[Any]] = {}
    for kind, table in (("planted", Planted), ("lookalike", LookAlike)):
        rows = tables.get(kind, [])
        if not isinstance(rows, list):
            raise ConfigError(f"{name}: [[{kind}]] is an array of tables")
        made[kind] = [block(table, row, file=name, name=f"{kind} {n}") for n, row in enumerate(rows, 1)]
    return tuple(made["planted"]), tuple(made["lookalike"])


def planted() -> list[Planted]:
    """The contradictions that were put in on purpose, at least one of every rule.

    >>> planted()[0].rule
    'percentage_vs_counts'
    """
    return list(_manifest()[0])


def lookalikes() -> list[LookAlike]:
    """Claims on which no rule may fire, though a naive one would."""
    return list(_manifest()[1])


@cache
def _claims() -> Mapping[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    for slug, stories in newsroom(1).stories.items():
        name = f"{slug}.toml"
        keys = {story.key for story in stories}
        for key, rows in read_toml(HERE / "claims" / name).items():
            if key.removesuffix("@2") not in keys:
                raise ConfigError(f"claims/{name}: [[{key}]] is no story of articles/{name}")
            if not isinstance(rows, list):
                raise ConfigError(f"claims/{name}: {key} is an array of tables, empty where nothing is claimed")
            made[key] = rows
        lacking = keys - made.keys()
        if lacking:
            raise ConfigError(f"claims/{name}: nothing is said of {', '.join(sorted(lacking))}")
    return made


def _placed(row: dict[str, Any], story: Story) -> dict[str, Any]:
    """A claim with the offsets of its conflicts, which the file leaves out."""
    conflicts = []
    for conflict in row.get("conflicts", ()):
        source = story.title if conflict["where"] == "headline" else "\n".join(story.paragraphs)
        start = source.find(conflict["text"])
        if start < 0:
            raise ConfigError(f"claims: {story.key} does not say {conflict['text']!r} where its conflict says so")
        conflicts.append(conflict | {"start": start, "end": start + len(conflict["text"])})
    return row | {"conflicts": conflicts}


def _report(room: Newsroom, story: Story, port: int | None) -> Report:
    claims = _claims()
    rows = claims.get(f"{story.key}@2") if room.round == 2 else None
    if rows is None:
        rows = claims[story.key]
    try:
        return report_from(
            {
                "url": url_of(room.outlets[story.outlet], story, port),
                "publisher": story.outlet,
                "published": story.published.isoformat(),
                "title": story.title,
                "claims": [_placed(row, story) for row in rows],
            }
        )
    except WireError as error:
        raise ConfigError(f"claims/{story.outlet}.toml: {story.key}: {error}") from error


def labels(*, round: Round = 1, port: int | None = None) -> list[Report]:
    """The claims that extraction should find, one report per story, in the order of `articles()`.

    Figures carry their printed form; segments and roles are in the article's words; there is no evidence.
    """
    room = newsroom(round)
    return [_report(room, story, port) for story in room.chronicle()]


def url_of_key(key: str, *, round: Round = 1, port: int | None = None) -> str:
    """The canonical URL of a story of the manifest; KeyError where there is none in that round."""
    room = newsroom(round)
    for slug, stories in room.stories.items():
        for story in stories:
            if story.key == key:
                return url_of(room.outlets[slug], story, port)
    raise KeyError(key)
