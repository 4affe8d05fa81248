"""From a page's bytes to its article: charset, metadata, title, day of publication, text. Pure; nothing is fetched.

The text is one line for each paragraph. Every page leaves with one `CleanStatus`; what is no article never becomes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction, document_fromstring

from extract.page_charset import decode, is_html
from extract.page_meta import PageMeta, read_meta
from extract.page_parts import Page, body_of, heading_of, published_of, read_parts, title_of, zone_of
from extract.page_text import squeeze
from extract.page_words import list_paths, states
from extract.urls import article_match, belongs, canonical_url, same_article
from models.keys import plain
from models.publishers import Publisher
from models.values import Article

MAX_BYTES = 2 * 1024 * 1024
"""Largest page that is cleaned; 100,000 paragraphs cost trafilatura 22 s."""
MIN_TEXT = 80
"""Fewest characters of an article."""
_SHORT = 600
"""Below this many characters a page with the words of an error or block page is one."""


_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)


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


def _parser() -> etree.HTMLParser:
    """lxml.html's parser, but for its classes of single tags: asking for them costs more than parsing does."""
    parser = etree.HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(_CLASSES)
    return parser


def _refusal(page: Page, title: str | None, lines: list[str], source: str | None) -> tuple[CleanStatus, str] | None:
    """Why a page is no article, by its words, its address or its metadata; None for an article."""
    soft, blocked = states()
    size = sum(map(len, lines))
    words = title or ""
    if size < _SHORT and sum(len(line) >= MIN_TEXT for line in lines) < 2:
        # a short page of less than two whole paragraphs: its headings and lines may say that it is an error page
        headings = [element.text_content() for tag in ("h1", "h2") for element in list(page.tree.iter(tag))[:3]]
        words = "\n".join([words, *map(squeeze, headings), *lines])
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
    if not told and heading_of(page.tree, title) is None:
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
    part: int = 0,
) -> CleanPage:
    """The article of a page, or the reason why there is none.

    `url` is where the page was found; the canonical one is in the outcome. `publisher` is its block of the registry and
    `slug` its name there; without them only what is true of every site is tried. `fetched_at` is aware and bounds the
    date of publication; without it, now does. `part` above 0 marks a further page of an article, which may be short.
    """
    fetched_at = fetched_at or datetime.now(UTC)
    if len(body) > MAX_BYTES:
        return CleanPage(CleanStatus.TOO_LARGE, reason=f"{len(body)} bytes; at most {MAX_BYTES}")
    if not body.strip():
        return CleanPage(CleanStatus.NO_TEXT, reason="the page is empty")
    if not is_html(body, content_type):
        return CleanPage(CleanStatus.NOT_HTML, reason=f"no HTML ({content_type or 'no content type'})")
    text, charset, charset_source = decode(body, content_type)
    try:
        markup = text.replace("\0", "").encode("utf-8", "replace")
        tree = document_fromstring(markup, parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return CleanPage(CleanStatus.NO_TEXT, reason=str(error), charset=charset, charset_source=charset_source)
    meta = read_meta(tree)
    where = _canonical(url, meta, publisher)
    page = read_parts(tree, where, publisher, meta)
    title, title_source = title_of(page)
    published = published_of(page, title, fetched_at)
    moment, published_source, printed_zone = published or (None, None, None)
    lines, body_source = body_of(page, title)
    size = sum(map(len, lines))
    refused = _refusal(page, title, lines, published_source)
    if refused is None and not size:
        refused = CleanStatus.NO_TEXT, "no body found"
    if refused is None and size < MIN_TEXT and not part:
        refused = CleanStatus.TOO_SHORT, f"{size} characters; at least {MIN_TEXT}"
    status, reason = refused or (CleanStatus.OK, None)
    return CleanPage(
        status,
        None if refused else Article(where, slug, moment, title, "\n".join(lines)),
        reason=reason,
        published_source=published_source,
        timezone=None if moment is None else zone_of(moment, page),
        printed_zone=printed_zone,
        charset=charset,
        charset_source=charset_source,
        canonical_url=where,
        title_source=title_source,
        body_source=body_source,
    )


def clean_pages(
    bodies: Sequence[bytes],
    *,
    url: str,
    content_type: str | None = None,
    fetched_at: datetime | None = None,
    publisher: Publisher | None = None,
    slug: str | None = None,
) -> CleanPage:
    """The article of its pages: everything is that of the first page, and the lines of the others follow its text.

    A line of an earlier page (a standfirst that is on all of them) is not repeated.
    """
    first, *others = (
        clean_page(
            body, url=url, content_type=content_type, fetched_at=fetched_at, publisher=publisher, slug=slug, part=number
        )
        for number, body in enumerate(bodies)
    )
    if first.article is None:
        return first
    lines = first.article.text.split("\n")
    seen = {plain(line) for line in lines}
    for other in others:
        new = [line for line in (other.article.text.split("\n") if other.article else ()) if plain(line) not in seen]
        lines += new
        seen.update(plain(line) for line in new)
    return replace(first, article=replace(first.article, text="\n".join(lines)))


def _canonical(url: str, meta: PageMeta, publisher: Publisher | None) -> str:
    """The page's canonical URL: its own word for it where that is an article of the same publisher or host."""
    try:
        own = canonical_url(url, publisher)
    except ValueError:
        own = url
    if not meta.canonical or meta.canonical == url:
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
