"""The invented newsroom: outlets, stories and their two rounds, read from the TOML files beside this module.

Everything is made up except the places. A story may be edited or removed between the first round and the second.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from models.config import Block, ConfigError, block, read_toml
from models.publishers import Publisher, read_publishers
from models.values import Article

HERE = Path(__file__).parent

Round = Literal[1, 2]

CRAWL_DAY: Mapping[int, date] = {1: date(2025, 11, 2), 2: date(2025, 11, 9)}
"""The day that page heads print as today, by round: a trap for whoever takes the first date on a page."""

BANNER = "DATA CONTOH: media, pejabat, dan angka di halaman ini rekaan, dibuat untuk peragaan capaian. Bukan berita."


class Edition(Block):
    """A later version of a story."""

    at: AwareDatetime
    title: str
    text: str


class Script(Block):
    """A story as its file holds it."""

    published: AwareDatetime
    title: str
    section: str
    """Path of the section that it stands in, without slashes at its ends."""
    town: str
    """Where the dateline says that it was written."""
    reporter: str
    editor: str
    caption: str
    text: str
    """Paragraphs, with a blank line between."""
    innerhtml: bool = False
    """Whether the page hides its paragraphs in attributes and a state script."""
    edited: Edition | None = None
    gone: Literal[404, 410] | None = None
    """Status with which the page is gone in the second round."""


@dataclass(frozen=True, slots=True)
class Story:
    """One story of one outlet, in the version of one round."""

    key: str
    outlet: str
    path: str
    section: str
    town: str
    published: datetime
    modified: datetime
    title: str
    reporter: str
    editor: str
    caption: str
    paragraphs: tuple[str, ...]
    """As a reader sees them: with the dateline before the first and the end mark behind the last."""
    innerhtml: bool = False
    fleeting: bool = False
    """Whether it is edited or removed between the rounds; other pages do not link to such a story in their sides."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An invented outlet: its block of publishers.toml, and its slug there."""

    slug: str
    publisher: Publisher

    @property
    def host(self) -> str:
        """Its host name, without a port."""
        return self.publisher.domains[0].partition(":")[0]

    @property
    def zone(self) -> str:
        """The label that its pages print behind a time."""
        return {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}[self.publisher.timezone]

    def local(self, moment: datetime) -> datetime:
        """A moment on the outlet's clock."""
        return moment.astimezone(ZoneInfo(self.publisher.timezone))


@dataclass(frozen=True, eq=False)
class Newsroom:
    """What a site serves in one round: the stories of each outlet, newest first, and how one is found by its path."""

    round: Round
    outlets: Mapping[str, Outlet]
    stories: Mapping[str, Sequence[Story]]
    changed: Mapping[str, datetime]
    """When an outlet's stories last changed."""
    find: Callable[[str, str], Story | None]
    """The story of an outlet's path."""
    listed: Callable[[str, str], Sequence[Story]]
    """The stories of an outlet's section, newest first; a section holds those of the sections under it."""
    gone: Mapping[tuple[str, str], int]
    """(outlet, path) of removed stories, with the status that they answer."""
    rich: bool = False
    """Whether pages are as heavy as real ones: style sheets inside, a foot of some 120 links."""

    def chronicle(self) -> list[Story]:
        """The stories of all outlets, oldest first."""
        every = (story for stories in self.stories.values() for story in stories)
        return sorted(every, key=lambda story: (story.published, story.key))

    def at(self, host: str) -> Outlet | None:
        """The outlet that a host name belongs to."""
        return next((outlet for outlet in self.outlets.values() if outlet.host == host), None)


def slugify(title: str) -> str:
    """A title as it stands in a path.

    >>> slugify("Perekaman KTP-el Kotim 98,64 Persen")
    'perekaman-ktp-el-kotim-9864-persen'
    """
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"[.,'\"]", "", bare)).strip("-")


def number_of(published: datetime) -> int:
    """The rising number by which two of the platforms name a page."""
    return 330_000 + int((published - datetime(2025, 1, 1, tzinfo=UTC)).total_seconds()) // 900


def path_of(outlet: Outlet, *, section: str, title: str, published: datetime, number: int) -> str:
    """A story's path, in the form of the outlet's platform."""
    slug = slugify(title)
    platform = outlet.publisher.platform
    if platform == "tagdiv":
        return f"/{section}/{outlet.local(published):%d/%m/%Y}/{slug}/"
    return f"/berita/{number}-{slug}" if platform == "borneonews" else f"/berita/{number}/{slug}"


def framed(outlet: Outlet, *, town: str, reporter: str, editor: str, text: str) -> tuple[str, ...]:
    """The paragraphs of a text, with the outlet's dateline and end mark."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    brand = outlet.publisher.name.upper()
    platform = outlet.publisher.platform
    if platform == "tagdiv":
        dateline, mark = f"{town.upper()}, {brand.replace(' ', '')} – ", f" ({reporter}/{editor})"
    elif platform == "borneonews":
        dateline, mark = f"{brand}, {town} - ", f" ({reporter.upper()}/{editor})"
    else:
        dateline, mark = f"{town} (NUSA) - ", ""
    paragraphs[0] = dateline + paragraphs[0]
    paragraphs[-1] += mark
    return tuple(paragraphs)


def _story(key: str, outlet: Outlet, script: Script, round: Round) -> Story:
    edition = script.edited if round == 2 else None
    path = path_of(
        outlet,
        section=script.section,
        title=script.title,
        published=script.published,
        number=number_of(script.published),
    )
    return Story(
        key=key,
        outlet=outlet.slug,
        path=path,
        section=script.section,
        town=script.town,
        published=script.published,
        modified=edition.at if edition else script.published,
        title=edition.title if edition else script.title,
        reporter=script.reporter,
        editor=script.editor,
        caption=script.caption,
        paragraphs=framed(
            outlet,
            town=script.town,
            reporter=script.reporter,
            editor=script.editor,
            text=edition.text if edition else script.text,
        ),
        innerhtml=script.innerhtml,
        fleeting=script.edited is not None or script.gone is not None,
    )


@cache
def scripts() -> Mapping[str, Mapping[str, Script]]:
    """All stories by outlet and key, as their files hold them."""
    made: dict[str, dict[str, Script]] = {}
    seen: set[str] = set()
    for slug in publishers():
        name = f"{slug}.toml"
        tables = read_toml(HERE / "articles" / name)
        twice = seen & tables.keys()
        if twice:
            raise ConfigError(f"{name}: [{min(twice)}] stands in another outlet's file already")
        seen |= tables.keys()
        made[slug] = {key: block(Script, table, file=name, name=key) for key, table in tables.items()}
    return made


@cache
def publishers(port: int | None = None) -> Mapping[str, Publisher]:
    """The invented outlets as blocks of the registry; with `port`, their domains name it, as their links then do.

    >>> publishers(8765)["kabarmentaya"].domains
    ('kabarmentaya.localhost:8765',)
    """
    made = read_publishers(HERE / "publishers.toml")
    if port is None:
        return made
    return {
        slug: publisher.model_copy(update={"domains": tuple(f"{domain}:{port}" for domain in publisher.domains)})
        for slug, publisher in made.items()
    }


@cache
def newsroom(round: Round = 1) -> Newsroom:
    """The demo's own stories as they stand in a round."""
    outlets = {slug: Outlet(slug, publisher) for slug, publisher in publishers().items()}
    stories: dict[str, list[Story]] = {}
    gone: dict[tuple[str, str], int] = {}
    for slug, outlet in outlets.items():
        stories[slug] = []
        for key, script in scripts()[slug].items():
            story = _story(key, outlet, script, round)
            if round == 2 and script.gone is not None:
                gone[slug, story.path] = script.gone
            else:
                stories[slug].append(story)
        stories[slug].sort(key=lambda story: (story.published, story.key), reverse=True)
    by_path = {(slug, story.path): story for slug, several in stories.items() for story in several}

    def listed(outlet: str, section: str) -> list[Story]:
        return [story for story in stories[outlet] if f"{story.section}/".startswith(f"{section}/")]

    return Newsroom(
        round=round,
        outlets=outlets,
        stories=stories,
        changed={slug: max(story.modified for story in several) for slug, several in stories.items()},
        find=lambda outlet, path: by_path.get((outlet, path)),
        listed=listed,
        gone=gone,
    )


def url_of(outlet: Outlet, story: Story, port: int | None = None) -> str:
    """A story's canonical URL."""
    return f"http://{outlet.host}{'' if port is None else f':{port}'}{story.path}"


def articles(*, round: Round = 1, port: int | None = None) -> list[Article]:
    """The stories as clean text, by day of publication: what cleaning should make of their pages.

    `port` is that of the server, for URLs that are those of served pages; without it they have none.

    >>> articles()[0].publisher
    'wartaborneoraya'
    """
    room = newsroom(round)
    return [
        Article(
            url=url_of(room.outlets[story.outlet], story, port),
            publisher=story.outlet,
            published=story.published,
            title=story.title,
            text="\n".join(story.paragraphs),
        )
        for story in room.chronicle()
    ]
