"""What a feed, a sitemap or a list page leads to. Pure functions over bytes; nothing is fetched.

No URL is trusted: only http(s) URLs of the publisher's own hosts come out, articles in their canonical form.
"""

from __future__ import annotations

import calendar
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from scrapy.utils.gz import gunzip

from extract.page_charset import decode
from extract.page_dates import EARLIEST, date_in_path, read_iso, read_visible
from extract.page_text import spaced
from extract.urls import article_match, belongs, canonical_url, platform_of
from models.publishers import Publisher
from store.frontier import Kind

MAX_LINKS = 5000
"""Most links that are taken from one page."""
MAX_URLS = 50_000
"""Most that are taken from a sitemap: as many as it may hold by its standard."""
MAX_XML = 16 * 1024 * 1024
"""Largest feed or sitemap after unpacking."""
_NO_ARTICLES = re.compile(r"(?:category|tag|author|page|image|video|misc)[_-]?sitemap|sitemap[_-](?:category|tag)")


@dataclass(frozen=True, slots=True)
class Found:
    """A URL that a page leads to, with what the page says of its dates."""

    url: str
    kind: Kind
    published: date | datetime | None = None
    changed: date | datetime | None = None


class UnreadableError(Exception):
    """A feed or sitemap is none, or is too large."""


def start_pages(publisher: Publisher) -> Iterator[Found]:
    """Where a crawl begins: feeds, sitemaps, lists, in this order."""
    base = f"{publisher.scheme}://{publisher.domains[0]}"
    groups: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("feed", publisher.feeds),
        ("sitemap", publisher.sitemaps),
        ("list", publisher.lists),
    )
    for kind, paths in groups:
        yield from (Found(urljoin(base, path), kind) for path in paths)


def day_of(moment: date | datetime | None) -> date | None:
    """The day of a moment, for comparisons by day."""
    return moment.date() if isinstance(moment, datetime) else moment


def article(url: str, base: str, publisher: Publisher) -> tuple[str, date | None] | None:
    """(canonical URL, day in its path) of a link that is one of the publisher's articles; None for any other."""
    try:
        made = canonical_url(urljoin(base, url.strip()), publisher)
    except ValueError:
        return None
    match = article_match(made, publisher)
    if match is None:
        return None
    day = date_in_path(urlsplit(made).path, match)
    if day and not EARLIEST <= day <= datetime.now(UTC).date() + timedelta(days=2):
        return None  # a calendar that goes on into other centuries
    return made, day


def read_feed(body: bytes, url: str, publisher: Publisher) -> list[Found]:
    """The articles of an RSS or Atom feed, in its order."""
    if len(body) > MAX_XML:
        raise UnreadableError(f"a feed of {len(body)} bytes")
    if b"<!ENTITY" in body:
        raise UnreadableError("a feed that declares entities; expanding them costs seconds")
    feed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries and (feed.get("bozo") or not feed.get("version")):
        raise UnreadableError("no feed")
    made = []
    for entry in feed.entries[:MAX_LINKS]:
        found = article(entry.get("link") or "", url, publisher)
        if found:
            published = _struct(entry.get("published_parsed")) or found[1]
            # not entry.get: feedparser answers with the day of publication where there is no other
            changed = _struct(entry["updated_parsed"]) if dict.__contains__(entry, "updated_parsed") else None
            made.append(Found(found[0], "article", published, changed))
    return made


def _struct(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_sitemap(body: bytes, url: str, publisher: Publisher) -> list[Found]:
    """The articles and further sitemaps of a sitemap or sitemap index, gzipped or not, Google News dates read."""
    if body[:2] == b"\x1f\x8b":
        try:
            body = gunzip(body, max_size=MAX_XML)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise UnreadableError(f"gzip: {error}") from error
    if len(body) > MAX_XML:
        raise UnreadableError(f"a sitemap of {len(body)} bytes")
    made: list[Found] = []
    known = False
    events = etree.iterparse(
        BytesIO(body), events=("end",), recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        for _, element in events:
            name = etree.QName(element).localname if isinstance(element.tag, str) else ""
            known = known or name in ("urlset", "sitemapindex", "url", "sitemap")
            if name not in ("url", "sitemap"):
                continue
            found = _entry(element, name, url, publisher)
            if found is not None and len(made) < MAX_URLS:
                made.append(found)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"no sitemap: {error}") from error
    if not known:
        raise UnreadableError("no sitemap")
    return made


def _entry(element: etree._Element, name: str, url: str, publisher: Publisher) -> Found | None:
    texts: dict[str, str] = {}
    for part in element.iter():
        if isinstance(part.tag, str) and part.text and part.text.strip():
            texts.setdefault(etree.QName(part).localname, part.text.strip())
    lastmod = read_iso(texts["lastmod"], publisher.timezone) if "lastmod" in texts else None
    changed = lastmod.moment if lastmod else None
    where = urljoin(url, texts.get("loc", ""))
    if name == "sitemap":
        path = urlsplit(where).path
        if not belongs(where, publisher) or _NO_ARTICLES.search(path):
            return None
        return Found(where, "sitemap", None, changed)
    found = article(where, url, publisher) if "loc" in texts else None
    if found is None:
        return None
    told = read_iso(texts["publication_date"], publisher.timezone) if "publication_date" in texts else None
    return Found(found[0], "article", told.moment if told else found[1], changed)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The articles of a list page, in its order, and the next page's URL."""

    articles: tuple[Found, ...]
    next_url: str | None


def read_list(body: bytes, url: str, publisher: Publisher, *, content_type: str | None = None) -> ListPage:
    """A list page's articles with their days, where URL or card tell them; by the platform's cards, else all links."""
    platform = platform_of(publisher)
    text = decode(body, content_type)[0].replace("\0", "")
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return ListPage((), None)
    links: list[HtmlElement] = []
    for selector in platform.cards:
        links = [link for link in _css(selector, tree) if link.get("href")]
        if any(article(link.get("href") or "", url, publisher) for link in links):
            break
    else:
        links = [link for link in tree.iter("a") if link.get("href")]
    made: dict[str, Found] = {}
    for link in links[:MAX_LINKS]:
        found = article(link.get("href") or "", url, publisher)
        if found is None:
            continue
        day = found[1] or _card_day(link, links, publisher)
        if found[0] not in made or made[found[0]].published is None:
            made[found[0]] = Found(found[0], "article", day)
    return ListPage(tuple(made.values()), _next_page(tree, url, publisher))


@cache
def _selector(text: str) -> CSSSelector:
    return CSSSelector(text, translator="html")


def _css(selector: str, tree: HtmlElement) -> list[HtmlElement]:
    return cast(list[HtmlElement], _selector(selector)(tree))


def _card_day(link: HtmlElement, links: list[HtmlElement], publisher: Publisher) -> date | None:
    """The day that a link's card prints: within the largest element around it that holds no other article's link."""
    others = {other for other in links if other.get("href") != link.get("href")}
    card = None
    for parent in list(link.iterancestors())[:5]:
        if any(other in others for other in parent.iter("a")):
            break
        card = parent
    if card is None:
        return None
    for stamp in card.iter("time"):
        told = read_iso(stamp.get("datetime") or "", publisher.timezone)
        if told:
            return day_of(told.moment)
    seen = read_visible(spaced(card), publisher.timezone)
    return day_of(seen.moment) if seen else None


def page_number(url: str, publisher: Publisher) -> tuple[str, int]:
    """(URL of the list's first page, number of this page), by the platform's form of list pages.

    >>> from models.publishers import publishers
    >>> page_number("https://prokalteng.jawapos.com/internas/page/3/", publishers()["prokalteng"])
    ('https://prokalteng.jawapos.com/internas/', 3)
    """
    form = platform_of(publisher).page_path
    if form:
        pattern = re.escape(form).replace(r"\{list\}", "(?P<list>.+)").replace(r"\{n\}", r"(?P<n>\d{1,4})")
        match = re.fullmatch(pattern, url)
        if match:
            return match["list"], int(match["n"])
    return url, 1


def _next_page(tree: HtmlElement, url: str, publisher: Publisher) -> str | None:
    platform = platform_of(publisher)
    if platform.page_path:
        first, number = page_number(url, publisher)
        return platform.page_path.format(list=first, n=number + 1)
    for selector in platform.next_page:
        for link in _css(selector, tree):
            target = str(urljoin(url, (link.get("href") or "").strip()))
            if belongs(target, publisher) and target != url:
                return target
    return None


@dataclass(slots=True)
class StopRule:
    """When to leave a list: after `patience` pages in a row that bring nothing new or wanted, or `most` pages.

    Without `since` a list is read for what is new only, three pages deep at most.
    """

    since: date | None
    most: int = 400
    patience: int = 3
    _idle: dict[str, int] = field(default_factory=dict)

    def go_on(self, listing: str, number: int, page: ListPage, *, new: int) -> bool:
        """Whether the page after this one is worth a visit; `new` is how many of its articles were not known."""
        if not page.articles or number >= (self.most if self.since else self.patience):
            return False
        days = [day for day in (day_of(found.published) for found in page.articles) if day]
        useful = max(days) >= self.since if self.since and days else new > 0
        self._idle[listing] = 0 if useful else self._idle.get(listing, 0) + 1
        return self._idle[listing] < (self.patience if self.since else 1)


def wanted(found: Found, *, since: date | None, until: date | None) -> bool:
    """Whether an article's known day lies within the bounds; one whose day is not known is wanted.

    A day may be off by one where a feed's clock is in another zone, so the bounds are a day wider.
    """
    day = day_of(found.published)
    if day is None:
        changed = day_of(found.changed)
        return not (since and changed and changed < since - timedelta(days=1))
    if since and day < since - timedelta(days=1):
        return False
    return not (until and day > until + timedelta(days=1))
