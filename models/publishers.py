"""The registry of publishers: who they are, where their pages are found, and how their platform writes them.

A publisher is a block of `publishers.toml`, on a platform preset of `platforms.toml`. How to add one:
docs/add-a-publisher.md. Nothing here can fetch anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from models.config import Block, ConfigError, block, read_toml
from models.reference import DATA


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return text


class Platform(Block):
    """How one content management system writes its pages: what several publishers share."""

    note: str
    """Where the structure was seen, and when."""
    title: tuple[str, ...] = ()
    """CSS selectors of the headline, best first; JSON-LD and OpenGraph are tried before."""
    body: tuple[str, ...] = ()
    """CSS selectors of the body, best first; trafilatura where none matches."""
    date: tuple[str, ...] = ()
    """CSS selectors of the date of publication; `datetime` attributes first, then text."""
    author: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    """CSS selectors of furniture inside the body."""
    body_attribute: str | None = None
    """An attribute that holds paragraphs as escaped HTML ("innerhtml")."""
    state_script: str | None = None
    """CSS selector of a script with the article as JSON; `&q;` for quotation marks is undone."""
    state_title: tuple[str, ...] = ()
    """Keys of that JSON, at any depth, that hold the headline; likewise body (HTML) and date (ISO 8601) below."""
    state_body: tuple[str, ...] = ()
    state_date: tuple[str, ...] = ()
    amp_prefix: str | None = None
    """Path prefix of AMP pages ("/amp/berita/" for "/berita/")."""
    amp_suffix: str | None = None
    """Path suffix of AMP pages ("/amp")."""
    drop_query: tuple[str, ...] = ()
    """Query parameters that do not name another page, beside the usual trackers."""
    trailing_slash: bool | None = None
    """Whether canonical paths end in a slash; None leaves them."""
    boilerplate: tuple[str, ...] = ()
    """Regular expressions of whole lines that are the site's, not the article's."""
    ends: tuple[str, ...] = ()
    """Regular expressions of whole lines at which the article has ended: they and all that follows are the site's."""
    cards: tuple[str, ...] = ()
    """CSS selectors of links to articles on list pages."""
    next_page: tuple[str, ...] = ()
    """CSS selectors of the link to the next list page."""
    page_path: str | None = None
    """Form of the N-th list page after the first: "{list}page/{n}/"."""

    @field_validator("boilerplate", "ends")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_pattern(text) for text in patterns)


class Publisher(Block):
    """One outlet."""

    name: str
    """As a reader knows it."""
    platform: str
    domains: tuple[str, ...]
    """Hosts that belong to it, the canonical one first."""
    province: str | None = None
    """Kemendagri code of the province it reports on; None for a national one."""
    timezone: Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"] = "Asia/Jakarta"
    scheme: Literal["https", "http"] = "https"
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    """List pages, as paths or URLs."""
    article: str
    """Regular expression that an article's path matches in full; groups year, month, day and id are read if there."""
    dateline: tuple[str, ...] = ()
    """Regular expressions of datelines, with case and the group `town`; `sources probe` tells what they read."""
    boilerplate: tuple[str, ...] = ()
    """As the platform's, beside them."""
    terms: str
    """What is known of its terms, and from where."""
    status: Literal["stable", "unverified", "quarantined"] = "unverified"
    """Whether somebody has checked this block against the live site."""
    checked: str | None = None
    """Day of the last check against the live site."""
    enabled: bool = True
    """Whether a crawl without names takes it; one whose terms forbid it ships off."""
    delay: float = 2.0
    """Least seconds between two requests."""
    daily_budget: int = 500
    """Most requests a day."""
    source: str
    """Where these facts come from."""

    @field_validator("article")
    @classmethod
    def _article_compiles(cls, text: str) -> str:
        return _pattern(text)

    @field_validator("dateline", "boilerplate")
    @classmethod
    def _compiles(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_pattern(text) for text in patterns)

    @field_validator("domains")
    @classmethod
    def _has_a_domain(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        if not domains or any(domain != domain.lower() or "/" in domain for domain in domains):
            raise ValueError("at least one host, in lower case and without a path")
        return domains


@cache
def platforms() -> Mapping[str, Platform]:
    """All platform presets by name."""
    tables = read_toml(DATA / "platforms.toml")
    return {name: block(Platform, table, file="platforms.toml", name=name) for name, table in tables.items()}


def read_publishers(path: Path) -> Mapping[str, Publisher]:
    """The publishers of one file; each must name a platform that exists, and no domain of another."""
    made: dict[str, Publisher] = {}
    owner: dict[str, str] = {}
    for slug, table in _with_sites(path):
        publisher = block(Publisher, table, file=path.name, name=slug)
        if publisher.platform not in platforms():
            allowed = ", ".join(sorted(platforms()))
            raise ConfigError(f"{path.name}: [{slug}] platform = {publisher.platform!r}; allowed: {allowed}")
        for domain in publisher.domains:
            if domain in owner:
                raise ConfigError(f"{path.name}: [{slug}] domain {domain!r} belongs to [{owner[domain]}] already")
            owner[domain] = slug
        made[slug] = publisher
    return made


def _with_sites(path: Path) -> Iterator[tuple[str, object]]:
    """(slug, block) of every publisher; an entry with `sites` is one for each of them, with what the site says too."""
    for slug, table in read_toml(path).items():
        if not isinstance(table, Mapping) or "sites" not in table:
            yield slug, table
            continue
        sites = table["sites"]
        if not isinstance(sites, Mapping) or not all(isinstance(own, Mapping) for own in sites.values()):
            raise ConfigError(f"{path.name}: [{slug}] sites is no table of tables, one for each site")
        shared = {key: value for key, value in table.items() if key != "sites"}
        for site, own in sites.items():
            yield site, shared | dict(own)


@cache
def publishers() -> Mapping[str, Publisher]:
    """All real publishers by slug, in the order of the file."""
    return read_publishers(DATA / "publishers.toml")
