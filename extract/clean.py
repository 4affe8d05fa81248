"""From a page's bytes to its article: charset, metadata, title, day of publication, text. Pure; nothing is fetched.

The text is one line for each paragraph. Every page leaves with one `CleanStatus`; what is no article never becomes one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import cast
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import trafilatura
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, HTMLParser, document_fromstring, fragments_fromstring
from trafilatura.settings import Document
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from extract.page_dates import Stamp, date_in_path, plausible, read_iso, read_visible
from extract.page_meta import PageMeta, read_meta, read_state, state_text
from extract.page_text import densest, lines_of, squeeze
from extract.page_words import list_paths, states
from extract.urls import article_match, belongs, canonical_url, platform_of, same_article
from models.keys import plain
from models.publishers import Platform, Publisher, platforms
from models.values import Article

MAX_BYTES = 2 * 1024 * 1024
"""Largest page that is cleaned; 100,000 paragraphs cost trafilatura 22 s."""
MIN_TEXT = 80
"""Fewest characters of an article."""
_SHORT = 600
"""Below this many characters a page with the words of an error or block page is one."""
ASSUMED_ZONE = "Asia/Jakarta"
INDONESIAN_OFFSETS = {
    timedelta(hours=7): "Asia/Jakarta",
    timedelta(hours=8): "Asia/Makassar",
    timedelta(hours=9): "Asia/Jayapura",
}


class CleanStatus(StrEnum):
    """The one word with which a page leaves cleaning."""

    OK = "ok"
    NO_TEXT = "no_text"
    TOO_SHORT = "too_short"
    NOT_ARTICLE = "not_article"
    BLOCKED = "blocked"
    SOFT_404 = "soft_404"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"


@dataclass(frozen=True, slots=True)
class CleanPage:
    """What cleaning made of a page.

    `published_source` says where the date of publication was read: json-ld, meta, time, text, state, url or image.
    `timezone` is the zone in which it is told: an IANA name, or an offset; `printed_zone` the page's own word for it
    ("WIB", "+00:00"), None where it gives none and the publisher's zone was taken.
    `charset_source` is utf-8, bom, meta, header or guess.
    """

    status: CleanStatus
    article: Article | None = None
    reason: str | None = None
    published_source: str | None = None
    timezone: str | None = None
    printed_zone: str | None = None
    charset: str = "utf-8"
    charset_source: str = "utf-8"
    canonical_url: str | None = None
    title_source: str | None = None
    body_source: str | None = None


def decode(body: bytes, content_type: str | None) -> tuple[str, str, str]:
    """(text, charset, where the charset was found). Valid UTF-8 beats every declaration, for servers lie.

    >>> decode("“Tinggal 2.496 jiwa”".encode(), "text/html; charset=iso-8859-1")[1:]
    ('utf-8', 'utf-8')
    """
    bom, mark = read_bom(body)
    if bom and mark:
        return body[len(mark) :].decode(bom, "replace"), bom, "bom"
    try:
        return body.decode("utf-8"), "utf-8", "utf-8"
    except UnicodeDecodeError:
        pass
    declared = (("meta", html_body_declared_encoding(body)), ("header", http_content_type_encoding(content_type)))
    for source, label in declared:
        name = resolve_encoding(label) if label else None
        if not name:
            continue
        if codecs.lookup(name).name == "utf-8":
            # a few broken bytes in a page that says UTF-8 are no other charset
            return body.decode("utf-8", "replace"), "utf-8", source
        return body.decode(name, "replace"), name, source
    if sum(1 for _ in re.finditer(b"[\xc2-\xf4][\x80-\xbf]", body)) * 4 > sum(byte >= 0x80 for byte in body):
        return body.decode("utf-8", "replace"), "utf-8", "guess"
    return body.decode("cp1252", "replace"), "cp1252", "guess"


def _is_html(body: bytes, content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in ("text/html", "application/xhtml+xml", "text/plain", "application/octet-stream"):
        return False
    head = body[:4096]
    return b"<" in head and (b"\0" not in head or read_bom(body)[0] is not None)


@cache
def _css(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _select(tree: HtmlElement, selectors: Iterable[str]) -> Iterable[list[HtmlElement]]:
    for selector in selectors:
        found = cast(list[HtmlElement], _css(selector)(tree))
        if found:
            yield found


def _fill_attributes(tree: HtmlElement, attribute: str) -> list[HtmlElement]:
    """Gives elements whose text stands in an attribute, as escaped HTML, that text as children."""
    filled = []
    for element in tree.iterfind(f".//*[@{attribute}]"):
        markup = element.get(attribute) or ""
        if squeeze(element.text_content()) or not markup.strip():
            continue
        for part in fragments_fromstring(markup):
            if isinstance(part, str):
                element.text = (element.text or "") + part
            else:
                element.append(part)
        filled.append(element)
    return filled


def _outermost(found: list[HtmlElement]) -> list[HtmlElement]:
    chosen = set(found)
    return [element for element in found if not any(parent in chosen for parent in element.iterancestors())]


@dataclass(slots=True)
class _Page:
    tree: HtmlElement
    meta: PageMeta
    url: str
    platform: Platform
    publisher: Publisher | None
    states: list[object]
    filled: list[HtmlElement]

    @property
    def zone(self) -> str:
        return self.publisher.timezone if self.publisher else ASSUMED_ZONE

    def rules(self) -> dict[str, tuple[str, ...]]:
        own = self.publisher.boilerplate if self.publisher else ()
        return {"boilerplate": self.platform.boilerplate + own, "ends": self.platform.ends}


def _title(page: _Page) -> tuple[str | None, str | None]:
    """(title, where it was found): the page's own heading, if metadata agree with it or say nothing."""
    claimed = [(source, squeeze(text)) for source, text in page.meta.titles if squeeze(text)]
    selectors = (*page.platform.title, "h1") if page.publisher else ("h1",)
    visible = [squeeze(found[0].text_content()) for found in _select(page.tree, selectors)]
    element = page.tree.find(".//title")
    if element is not None and element.text:
        claimed.append(("title", squeeze(element.text)))
    for source, text in claimed:
        for heading in visible:
            # a heading with which metadata begin or end: metadata carry the site's name or were cut
            if len(plain(heading)) >= 12 and _same_title(heading, text):
                return heading, source
    if claimed:
        source, text = claimed[0]
        return _without_site(text, page), source
    first = next((heading for heading in visible if len(heading) >= 12), None)
    return first, "heading" if first else None


def _same_title(heading: str, claimed: str) -> bool:
    return plain(heading) in plain(claimed) or plain(claimed.rstrip(". …")) in plain(heading)


def _without_site(title: str, page: _Page) -> str:
    """A title without the site's name behind its last separator."""
    match = re.search(r"\s+[|–—-]\s+([^|–—]{2,60})$", title)
    if not match:
        return title
    host = plain(urlsplit(page.url).hostname or "").replace(" ", "")
    tail = plain(match[1]).replace(" ", "")
    names = {plain(page.publisher.name).replace(" ", "")} if page.publisher else set()
    long_words = [word for word in plain(match[1]).split() if len(word) > 4]
    is_host = re.fullmatch(r"\s*[a-z0-9-]+(?:\.[a-z]{2,3}){1,2}\s*", match[1], re.IGNORECASE) is not None
    if is_host or tail in names or tail.removesuffix("com") in host or any(word in host for word in long_words):
        return title[: match.start()]
    return title


def _body(page: _Page, title: str | None) -> tuple[list[str], str | None]:
    """(lines, how they were found)."""
    tree, platform = page.tree, page.platform
    remove = [element for found in _select(tree, platform.remove) for element in found]
    rules = page.rules()
    best: tuple[list[str], str | None] = ([], None)

    def better(lines: list[str], source: str) -> bool:
        nonlocal best
        if sum(map(len, lines)) > sum(map(len, best[0])):
            best = (lines, source)
        return sum(map(len, lines)) >= 200

    for found in _select(tree, platform.body):
        outer = _outermost(found)
        if better(lines_of(outer[:1], title=title, remove=remove, **rules), "css"):
            return best
        if len(outer) > 1 and better(lines_of(outer, title=title, remove=remove, **rules), "css"):
            return best
    if page.filled and better(lines_of(_outermost(page.filled), title=title, **rules), "attribute"):
        return best
    markup = state_text(page.states, platform.state_body)
    if markup:
        parts = document_fromstring(f"<div>{markup}</div>")
        if better(lines_of([parts], title=title, **rules), "state"):
            return best
    dense = densest(tree)
    if dense is not None and better(lines_of([dense], title=title, remove=remove, **rules), "densest"):
        return best
    extracted = trafilatura.bare_extraction(
        tree, url=page.url, include_comments=False, include_tables=True, include_links=True, with_metadata=False
    )
    if isinstance(extracted, Document) and better(lines_of([extracted.body], title=title, **rules), "trafilatura"):
        return best
    if page.meta.body:
        parts = document_fromstring("<div>" + re.sub(r"\r?\n", "<br>", page.meta.body) + "</div>")
        better(lines_of([parts], title=title, **rules), "json-ld")
    return best


def _stamps(page: _Page, title: str | None) -> Iterable[tuple[str, Stamp | None]]:
    """Every date of publication that the page offers, best witness first."""
    zone = page.zone
    yield from ((source, read_iso(text, zone)) for source, text in page.meta.dates)
    dated = [element for found in _select(page.tree, page.platform.date) for element in found[:2]]
    for element in dated:
        for holder in (element, *element.iterfind(".//time")):
            if holder.get("datetime"):
                yield "time", read_iso(holder.get("datetime") or "", zone)
    for element in dated:
        yield "text", read_visible(squeeze(element.text_content()), zone)
    state = state_text(page.states, page.platform.state_date)
    if state:
        yield "state", read_iso(state, zone)
    match = article_match(page.url, page.publisher) if page.publisher else None
    day = date_in_path(urlsplit(page.url).path, match)
    if day:
        yield "url", Stamp(day, None)
    yield "text", _near_heading(page.tree, title, zone)
    if page.meta.image:
        day = date_in_path(urlsplit(page.meta.image).path)
        yield "image", Stamp(day, None) if day else None


def _heading(tree: HtmlElement, title: str | None) -> HtmlElement | None:
    """The element that prints the title; None where no heading does."""
    wanted = plain(title or "")
    if len(wanted) < 20:
        return None
    for tag in ("h1", "h2", "h3", "h4", "div", "span"):
        for element in tree.iter(tag):
            if tag in ("div", "span") and not (element.text or "").strip():
                continue
            if plain(element.text_content()[:400]) == wanted:
                return element
    return None


def _near_heading(tree: HtmlElement, title: str | None, zone: str) -> Stamp | None:
    """The first date with a time or a day name in a short text soon after the heading, or just before it.

    Not the first of the page: its head prints the day of the crawl.
    """
    heading = _heading(tree, title)
    if heading is None:
        return None
    nearby = [*heading.xpath("following::text()[normalize-space()]")[:40]]
    nearby += reversed(heading.xpath("preceding::text()[normalize-space()]")[-6:])
    for text in nearby:
        parent = text.getparent()
        line = squeeze(str(text))
        if len(line) > 90 or (parent is not None and parent.tag in ("script", "style", "a")):
            continue
        stamp = read_visible(line, zone)
        if stamp is not None and (isinstance(stamp.moment, datetime) or "," in line):
            return stamp
    return None


def _published(page: _Page, title: str | None, fetched_at: datetime) -> tuple[date | datetime, str, str | None] | None:
    """(moment, where it was read, printed zone). A foreign offset becomes the publisher's zone, whose day counts."""
    for source, stamp in _stamps(page, title):
        if stamp is None or not plausible(stamp.moment, fetched_at):
            continue
        moment = stamp.moment
        if isinstance(moment, datetime):
            offset = moment.utcoffset()
            if offset not in INDONESIAN_OFFSETS:
                moment = moment.astimezone(ZoneInfo(page.zone))
            moment = moment.replace(microsecond=0)
        return moment, source, stamp.zone
    return None


def _zone_of(moment: date | datetime, page: _Page) -> str:
    """The zone in which a moment is told: the publisher's, unless the moment has another offset."""
    if isinstance(moment, datetime):
        own = ZoneInfo(page.zone)
        if moment.astimezone(own).utcoffset() != moment.utcoffset():
            return INDONESIAN_OFFSETS[moment.utcoffset() or timedelta()]
    return page.zone


def _refusal(page: _Page, title: str | None, lines: list[str], source: str | None) -> tuple[CleanStatus, str] | None:
    """Why a page is no article, by its words, its address or its metadata; None for an article."""
    soft, blocked = states()
    size = sum(map(len, lines))
    words = f"{title or ''}\n{' '.join(lines)}" if size < _SHORT else (title or "")
    if not page.meta.is_article:
        if blocked.search(words) and size < 2 * _SHORT:
            return CleanStatus.BLOCKED, "the words of a block page or captcha"
        if soft.search(words):
            return CleanStatus.SOFT_404, "the words of a page that is gone"
    parts = urlsplit(page.url)
    if page.publisher and belongs(page.url, page.publisher):
        if article_match(page.url, page.publisher) is None:
            return CleanStatus.NOT_ARTICLE, "its URL is none of its publisher's articles"
        return None
    if parts.scheme in ("http", "https") and parts.path in ("", "/"):
        return CleanStatus.NOT_ARTICLE, "it is a home page"
    said = urlsplit(page.meta.canonical or page.url)
    if said.netloc and said.path in ("", "/"):
        return CleanStatus.NOT_ARTICLE, "it names a home page as its canonical URL"
    if said.path.split("/")[1:2] and said.path.split("/")[1] in list_paths():
        return CleanStatus.NOT_ARTICLE, f"its URL is that of a list (/{said.path.split('/')[1]})"
    told = page.meta.is_article or (page.meta.kind or "").lower() == "article" or source in ("meta", "time", "url")
    if not told and _heading(page.tree, title) is None:
        return CleanStatus.NOT_ARTICLE, "neither its metadata nor a heading make it an article"
    return None


def clean_page(
    body: bytes,
    *,
    url: str,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    publisher: Publisher | None = None,
    slug: str | None = None,
) -> CleanPage:
    """The article of a page, or the reason why there is none.

    `url` is where the page was found; the canonical one is in the outcome. `publisher` is its block of the registry and
    `slug` its name there; without them only what is true of every site is tried. `fetched_at` is aware and bounds the
    date of publication; without it, now does.
    """
    fetched_at = fetched_at or datetime.now(UTC)
    if len(body) > MAX_BYTES:
        return CleanPage(CleanStatus.TOO_LARGE, reason=f"{len(body)} bytes; at most {MAX_BYTES}")
    if not body.strip():
        return CleanPage(CleanStatus.NO_TEXT, reason="the page is empty")
    if not _is_html(body, content_type):
        return CleanPage(CleanStatus.NOT_HTML, reason=f"no HTML ({content_type or 'no content type'})")
    text, charset, charset_source = decode(body, content_type)
    try:
        markup = text.replace("\0", "").encode("utf-8", "replace")
        tree = document_fromstring(markup, parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return CleanPage(CleanStatus.NO_TEXT, reason=str(error), charset=charset, charset_source=charset_source)
    meta = read_meta(tree)
    where = _canonical(url, meta, publisher)
    platform = platform_of(publisher) if publisher else platforms()["wordpress"]
    page = _Page(
        tree,
        meta,
        where,
        platform,
        publisher,
        [value for found in _select(tree, (platform.state_script or "",)) for value in read_state(found)]
        if platform.state_script
        else [],
        _fill_attributes(tree, platform.body_attribute or "innerhtml"),
    )
    title, title_source = _title(page)
    if platform.state_title and title is None:
        title, title_source = state_text(page.states, platform.state_title), "state"
    published = _published(page, title, fetched_at)
    moment, published_source, printed_zone = published or (None, None, None)
    lines, body_source = _body(page, title)
    size = sum(map(len, lines))
    refused = _refusal(page, title, lines, published_source)
    if refused is None and not size:
        refused = CleanStatus.NO_TEXT, "no body found"
    if refused is None and size < MIN_TEXT:
        refused = CleanStatus.TOO_SHORT, f"{size} characters; at least {MIN_TEXT}"
    status, reason = refused or (CleanStatus.OK, None)
    return CleanPage(
        status,
        None if refused else Article(where, slug, moment, title, "\n".join(lines)),
        reason=reason,
        published_source=published_source,
        timezone=None if moment is None else _zone_of(moment, page),
        printed_zone=printed_zone,
        charset=charset,
        charset_source=charset_source,
        canonical_url=where,
        title_source=title_source,
        body_source=body_source,
    )


def _canonical(url: str, meta: PageMeta, publisher: Publisher | None) -> str:
    """The page's canonical URL: its own word for it where that is an article of the same publisher or host."""
    try:
        own = canonical_url(url, publisher)
    except ValueError:
        own = url
    if not meta.canonical:
        return own
    try:
        said = canonical_url(urljoin(url, meta.canonical), publisher)
    except ValueError:
        return own
    if publisher and belongs(own, publisher):
        # a site that names its home page, or another article, as canonical is not believed
        return said if same_article(said, own, publisher) else own
    same_host = urlsplit(said).hostname == urlsplit(own).hostname
    has_page = urlsplit(said).path not in ("", "/")
    return said if has_page and (same_host or urlsplit(own).scheme not in ("http", "https")) else own
