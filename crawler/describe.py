"""Looks at a site that nobody has described: feeds, sitemaps, list page, form of its articles, platform preset.

It is a small crawl like any other: robots.txt is obeyed, requests have their pauses, nothing is kept.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.archive import body_of
from crawler.presets import preset
from crawler.run import CrawlOutcome, crawl
from extract.page_text import squeeze
from models.publishers import Publisher
from store.captures import PendingCapture, pending_captures
from store.engine import open_store, read_session
from store.frontier import starts
from store.runs import runs

FEEDS = ("/feed/", "/rss", "/rss.xml", "/rss/terkini.xml")
SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml", "/sitemap-news.xml", "/news-sitemap.xml")
ARTICLES = 3
LEAST_LINKS = 3
"""So many links of one form make it that of articles."""
PACE: Mapping[str, Any] = {"CAPAIAN_BACKOFF": 2.0, "CAPAIAN_LONGEST_WAIT": 20.0, "RETRY_TIMES": 1}


class DescribeError(Exception):
    """The site cannot be described; the message says what was seen."""


@dataclass(frozen=True, slots=True)
class Described:
    """A block for review, and in words what each part of it rests on."""

    slug: str
    values: Mapping[str, Any]
    seen: tuple[str, ...]


def describe(url: str, *, allow_loopback: Collection[str] = frozenset(), delay: float = 1.0) -> Described:
    """Visits a list page of a site, likely feeds and sitemaps, and a few articles; DescribeError where that fails."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or not host:
        raise DescribeError(f"{url!r} is no http or https address of a site")
    block = Publisher(
        name=host,
        platform="generic",
        domains=(host,),
        scheme="http" if parts.scheme == "http" else "https",
        article="/.*",
        terms="not looked at",
        source="a site that is being looked at",
        delay=delay,
    )
    slug = re.sub(r"[^a-z0-9]", "", re.sub(r"^(?:www|m|portal|berita)\.", "", host).partition(".")[0]) or "situs"
    with tempfile.TemporaryDirectory(prefix="capaian-look-") as folder:
        path = parts.path or "/"
        front = _Look(f"{folder}/front.sqlite", slug, block, allow_loopback)
        try:
            (body, _), *_ = front.pages(urls=[f"{block.scheme}://{host}{path}"])
        except ValueError:
            raise DescribeError(f"{url} was not read: {front.outcome.status} {front.outcome.reason or ''}") from None
        tree = document_fromstring(body, parser=HTMLParser(encoding="utf-8"))
        article, number = article_form(tree, url, host)
        told = front.robots_sitemaps(host)
        candidates = {
            "feeds": tuple(dict.fromkeys([*_declared_feeds(tree, url, host), *FEEDS])),
            "sitemaps": tuple(dict.fromkeys([*told, *SITEMAPS])),
            "lists": (path,),
            "article": article,
        }
        walk = _Look(f"{folder}/walk.sqlite", slug, block.model_copy(update=candidates), allow_loopback)
        pages = walk.pages(limit=ARTICLES)
        found = walk.useful()
        platform, how = preset(pages, walk.block, front=tree)
    name = _site_name(tree, host)
    values: dict[str, Any] = {"name": name, "platform": platform, "domains": [host]}
    values |= {} if block.scheme == "https" else {"scheme": "http"}
    values |= {key: pages for key, pages in found.items() if pages}
    values |= {"article": article, "terms": "Not looked at yet: read its terms of use before it is turned on."}
    values |= {"enabled": False, "source": "Written by `capaian sources add`; nobody has reviewed it yet."}
    seen = (
        f"articles: {number} links of the form {article} on {path}",
        *(f"{key}: {', '.join(found[key]) or 'none was found'}" for key in ("feeds", "sitemaps", "lists")),
        f"platform: {platform} ({how})",
    )
    return Described(slug, values, seen)


class _Look:
    """A crawl into a store that is thrown away, and what it found."""

    def __init__(self, store: str, slug: str, block: Publisher, allow_loopback: Collection[str]) -> None:
        self.block = block
        self.outcome = CrawlOutcome(slug, "failed")
        self._store, self._slug, self._loopback = store, slug, allow_loopback

    def pages(self, *, urls: Collection[str] = (), limit: int | None = None) -> list[tuple[bytes, PendingCapture]]:
        """The pages that the crawl captured."""
        self.outcome = crawl(
            [self._slug],
            store_url=self._store,
            urls=list(urls),
            limit=limit,
            publishers={self._slug: self.block},
            allow_loopback=self._loopback,
            settings=PACE,
        )[self._slug]
        engine = open_store(self._store)
        try:
            with read_session(engine) as session:
                captures = pending_captures(session, ARTICLES)
            return [(body_of(engine, capture), capture) for capture in captures]
        finally:
            engine.dispose()

    def robots_sitemaps(self, host: str) -> list[str]:
        """What the host's robots.txt names."""
        engine = open_store(self._store)
        with read_session(engine) as session:
            (run,) = runs(session, 1)
        engine.dispose()
        named: list[str] = []
        for told in run.notes.get("robots", {}).values():
            named += [url for url in told.get("sitemaps", ()) if urlsplit(url).hostname == host]
        return named

    def useful(self) -> dict[str, list[str]]:
        """Feeds, sitemaps and lists that could be read; of those that answered alike, the ones that led to articles."""
        engine = open_store(self._store)
        with read_session(engine) as session:
            seen = starts(session, self._slug)
        engine.dispose()
        made: dict[str, list[str]] = {"feeds": [], "sitemaps": [], "lists": []}
        for visit, led in seen:
            if visit.word != "read" or (visit.kind == "feed" and not led and made["feeds"]):
                continue
            parts = urlsplit(visit.url)
            page = parts.path + (f"?{parts.query}" if parts.query else "")
            if page not in made[f"{visit.kind}s"]:  # a robots.txt names with its host what was guessed without
                made[f"{visit.kind}s"].append(page)
        return made


def _declared_feeds(tree: HtmlElement, url: str, host: str) -> list[str]:
    made = []
    for link in tree.iter("link"):
        if (link.get("type") or "").lower() in ("application/rss+xml", "application/atom+xml"):
            target = urlsplit(urljoin(url, link.get("href") or ""))
            if target.hostname == host and "comment" not in target.path:
                made.append(target.path + (f"?{target.query}" if target.query else ""))
    return made


def _site_name(tree: HtmlElement, host: str) -> str:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and squeeze(meta.get("content") or ""):
            return squeeze(meta.get("content"))
    title = tree.find(".//title")
    words = squeeze(title.text_content()) if title is not None else ""
    parts = re.split(r"\s+[|–—-]\s+", words)
    # the title of a list has the list's name and the site's: that one's words stand in the host
    of_host = [sum(word in host for word in part.lower().split() if len(word) > 2) for part in parts]
    return parts[of_host.index(max(of_host))][:60] or host


_HEADLINE = re.compile(r"(?:\d+-)?[^/]*(?:-[^/-]+){3,}")


def article_form(tree: HtmlElement, url: str, host: str) -> tuple[str, int]:
    """(pattern of most headline-like links of a page, how many); DescribeError where no form has enough of them.

    >>> links = "".join(f"<a href='/berita/{n}-serapan-anggaran-kabupaten-naik'>x</a>" for n in range(10, 14))
    >>> article_form(document_fromstring(links), "https://a.example/", "a.example")
    ('/berita/(?P<id>\\\\d+)-(?P<slug>[^/]+)', 4)
    """
    forms: Counter[str] = Counter()
    sections: dict[str, set[str]] = {}
    for target in {urljoin(url, (link.get("href") or "").strip()) for link in tree.iter("a")}:
        try:
            parts = urlsplit(target)
        except ValueError:
            continue
        segments = [segment for segment in parts.path.split("/") if segment]
        if parts.hostname != host or not any(_HEADLINE.fullmatch(segment) for segment in segments):
            continue
        form = _form(segments) + ("/?" if parts.path.endswith("/") else "")
        forms[form] += 1
        sections.setdefault(form, set()).add(segments[0])
    if not forms or forms.most_common(1)[0][1] < LEAST_LINKS:
        raise DescribeError(
            f"{url} has no {LEAST_LINKS} links that look like headlines; name a page that lists articles"
        )
    form, number = forms.most_common(1)[0]
    first = sections[form]
    if len(first) == 1 and form.startswith(_SECTION):
        form = form.replace(_SECTION, f"/{re.escape(next(iter(first)))}", 1)
    return form, number


_SECTION = "/[a-z0-9-]+"


def _form(segments: list[str]) -> str:
    made = []
    names = {"year", "month", "day", "id", "slug"}

    def named(name: str, pattern: str) -> str:
        if name not in names:
            return pattern
        names.discard(name)
        return f"(?P<{name}>{pattern})"

    for place, segment in enumerate(segments):
        if re.fullmatch(r"(?:19|20)\d\d", segment):
            made.append(named("year", r"\d{4}"))
        elif re.fullmatch(r"\d\d", segment):
            # day before month where the year follows
            later = any(re.fullmatch(r"(?:19|20)\d\d", other) for other in segments[place + 1 : place + 3])
            order = ("day", "month") if later else ("month", "day")
            made.append(named(next((name for name in order if name in names), "hour"), r"\d\d"))
        elif segment.isdigit():
            made.append(named("id", r"\d+"))
        elif _HEADLINE.fullmatch(segment):
            number = re.match(r"\d+-", segment)
            tail = re.search(r"\.[a-z]{2,5}$", segment)
            slug = named("slug", "[^/]+?" if tail else "[^/]+")
            made.append(f"{named('id', chr(92) + 'd+')}-{slug}" if number else slug)
            made[-1] += re.escape(tail[0]) if tail else ""
        else:
            made.append("[a-z0-9-]+")
    return "/" + "/".join(made)
