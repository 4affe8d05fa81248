"""The parts of a parsed page: title, body, date of publication, each with where it was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import trafilatura
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement, document_fromstring, fragments_fromstring
from trafilatura.settings import Document

from extract.page_dates import Stamp, date_in_path, plausible, read_iso, read_visible
from extract.page_meta import PageMeta, read_state, state_text
from extract.page_text import densest, lines_of, spaced, squeeze
from extract.urls import article_match, platform_of
from models.keys import plain
from models.publishers import Platform, Publisher, platforms

MOST_ELEMENTS = 15_000
"""Elements of a page that trafilatura is asked about: of a table of 80,000 cells it takes half a minute."""
_COUNT = etree.XPath("count(//*)")
ASSUMED_ZONE = "Asia/Jakarta"
INDONESIAN_OFFSETS = {
    timedelta(hours=7): "Asia/Jakarta",
    timedelta(hours=8): "Asia/Makassar",
    timedelta(hours=9): "Asia/Jayapura",
}


_OF_CLASS = re.compile(
    r"\Adescendant-or-self::\*\[@class and contains\(@class, '([\w-]+)'\) and "
    r"contains\(concat\(' ', normalize-space\(@class\), ' '\), ' \1 '\)\]"
)


_OF_TAG = re.compile(r"(h\d|figure|time)(?:\.([\w-]+))?")
"""Selectors of tags of which a page has few: to go through these takes less time than an expression."""


def _of_tag(tree: HtmlElement, tag: str, name: str | None) -> list[HtmlElement]:
    found = list(tree.iter(tag))
    return [one for one in found if name in (one.get("class") or "").split()] if name else found


@cache
def _finder(selector: str) -> Callable[[HtmlElement], object]:
    simple = _OF_TAG.fullmatch(selector)
    return partial(_of_tag, tag=simple[1], name=simple[2]) if simple else _css(selector)


@cache
def _css(selector: str) -> etree.XPath:
    """A selector; one that begins with a class goes by the attributes of a page, a fifth of the time of its elements.

    >>> [found.tag for found in _css(".meta b")(document_fromstring("<p class='post meta'>A <b>B</b></p><b>C</b>"))]
    ['b']
    """
    path = CSSSelector(selector, translator="html").path
    by_class = (
        r"descendant-or-self::*/@class[contains(., '\1')][contains(concat(' ', normalize-space(.), ' '), ' \1 ')]/.."
    )
    return etree.XPath(_OF_CLASS.sub(by_class, path))


@cache
def _names_in(selector: str) -> frozenset[str] | None:
    """Classes and ids that a page must have for a selector to find anything; None where that is not so simple."""
    return (
        None
        if re.search(r"[,\[]|:(?!has\(|(?:first|last)-child)", selector)
        else frozenset(re.findall(r"[.#]([\w-]+)", selector))
    )


_CLASSES = etree.XPath("//@class", smart_strings=False)
_IDS = etree.XPath("//@id", smart_strings=False)


def _names_of(tree: HtmlElement) -> frozenset[str]:
    """All classes and ids of a page."""
    values = {*cast(list[str], _CLASSES(tree)), *cast(list[str], _IDS(tree))}
    return frozenset(name for value in values for name in value.split())


def _select(
    tree: HtmlElement, selectors: Iterable[str], names: frozenset[str] | None = None
) -> Iterable[list[HtmlElement]]:
    """What each selector finds, if anything; those that find nothing on a page with these names are not asked."""
    for selector in selectors:
        if names is not None and not (_names_in(selector) or frozenset()) <= names:
            continue
        found = cast(list[HtmlElement], _finder(selector)(tree))
        if found:
            yield found


@cache
def _holds(attribute: str) -> etree.XPath:
    return etree.XPath(f"boolean(//@{attribute})")


def _fill_attributes(tree: HtmlElement, attribute: str) -> list[HtmlElement]:
    """Gives elements whose text stands in an attribute, as escaped HTML, that text as children."""
    filled: list[HtmlElement] = []
    if not _holds(attribute)(tree):  # iterfind makes an object of every element on its way
        return filled
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
class Page:
    """A parsed page with what is known of its site."""

    tree: HtmlElement
    meta: PageMeta
    url: str
    platform: Platform
    publisher: Publisher | None
    states: list[object]
    filled: list[HtmlElement]
    names: frozenset[str]
    """Classes and ids of its elements."""

    @property
    def zone(self) -> str:
        """The publisher's zone, or the one that is assumed."""
        return self.publisher.timezone if self.publisher else ASSUMED_ZONE

    def rules(self) -> dict[str, tuple[str, ...]]:
        """The site's own lines, as `lines_of` takes them."""
        own = self.publisher.boilerplate if self.publisher else ()
        return {"boilerplate": self.platform.boilerplate + own, "ends": self.platform.ends}


def title_of(page: Page) -> tuple[str | None, str | None]:
    """(title, where it was found): the page's own heading, if metadata agree with it or say nothing."""
    site = plain(page.publisher.name) if page.publisher else ""
    claimed = [(source, squeeze(text)) for source, text in page.meta.titles if squeeze(text)]
    selectors = (*page.platform.title, "h1") if page.publisher else ("h1",)
    visible = [squeeze(found[0].text_content()) for found in _select(page.tree, selectors, page.names)]
    element = page.tree.find(".//title")
    if element is not None and element.text:
        claimed.append(("title", squeeze(element.text)))
    stated = state_text(page.states, page.platform.state_title)
    if stated:
        claimed.append(("state", squeeze(stated)))
    claimed = [(source, text) for source, text in claimed if plain(text) != site]
    for source, text in claimed:
        for heading in visible:
            # a heading with which metadata begin or end: metadata carry the site's name or were cut
            if len(plain(heading)) >= 12 and _same_title(heading, text):
                return heading, source
    first = next((heading for heading in visible if len(heading) >= 12), None)
    if first and (not claimed or (page.publisher and claimed[0][0] == "title")):
        return first, "heading"
    if claimed:
        source, text = claimed[0]
        return _without_site(text, page), source
    return None, None


def _same_title(heading: str, claimed: str) -> bool:
    return plain(heading) in plain(claimed) or plain(claimed.rstrip(". …")) in plain(heading)


def _without_site(title: str, page: Page) -> str:
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


def body_of(page: Page, title: str | None) -> tuple[list[str], str | None]:
    """(lines, how they were found)."""
    tree, platform = page.tree, page.platform
    furniture = platform.remove + platform.author + platform.date
    remove = [element for found in _select(tree, furniture, page.names) for element in found]
    rules = page.rules()
    best: tuple[list[str], str | None] = ([], None)

    def better(lines: list[str], source: str) -> bool:
        nonlocal best
        if sum(map(len, lines)) > sum(map(len, best[0])):
            best = (lines, source)
        return sum(map(len, lines)) >= 200

    for found in _select(tree, platform.body, page.names):
        outer = _outermost(found)
        if better(lines_of(outer[:1], title=title, remove=remove, **rules), "css"):
            return best
        if len(outer) > 1 and better(lines_of(outer, title=title, remove=remove, **rules), "css"):
            return best
    if page.publisher and best[0]:
        # the body's own element says little: more text from elsewhere on the page would not be the article's
        if page.filled or page.states:
            _hidden_body(page, title, better)
        return best
    if _hidden_body(page, title, better):
        return best
    dense = densest(tree)
    if dense is not None and better(lines_of([dense], title=title, remove=remove, **rules), "densest"):
        return best
    extracted = (
        None
        if cast(float, _COUNT(tree)) > MOST_ELEMENTS
        else trafilatura.bare_extraction(
            tree, url=page.url, include_comments=False, include_tables=True, include_links=True, with_metadata=False
        )
    )
    if isinstance(extracted, Document):
        lines = lines_of([extracted.body], title=title, **rules)
        # its last resort is the whole page as one paragraph
        if not (dense is None and len(lines) == 1 and len(lines[0]) > 300) and better(lines, "trafilatura"):
            return best
    if page.meta.body:
        parts = document_fromstring("<div>" + re.sub(r"\r?\n", "<br>", page.meta.body) + "</div>")
        better(lines_of([parts], title=title, **rules), "json-ld")
    return best


def _hidden_body(page: Page, title: str | None, better: Callable[[list[str], str], bool]) -> bool:
    """Tries the text that stands in attributes and in embedded JSON."""
    rules = page.rules()
    if page.filled and better(lines_of(_outermost(page.filled), title=title, **rules), "attribute"):
        return True
    markup = state_text(page.states, page.platform.state_body)
    if not markup:
        return False
    parts = document_fromstring(f"<div>{markup}</div>")
    return better(lines_of([parts], title=title, **rules), "state")


def _stamps(page: Page, title: str | None) -> Iterable[tuple[str, Stamp | None]]:
    """Every date of publication that the page offers, best witness first."""
    zone = page.zone
    yield from ((source, read_iso(text, zone)) for source, text in page.meta.dates)
    dated = [element for found in _select(page.tree, page.platform.date, page.names) for element in found[:2]]
    for element in dated:
        for holder in (element, *element.iterfind(".//time")):
            if holder.get("datetime"):
                yield "time", read_iso(holder.get("datetime") or "", zone)
    for element in dated:
        yield "text", read_visible(spaced(element), zone)
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


def heading_of(tree: HtmlElement, title: str | None) -> HtmlElement | None:
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
    heading = heading_of(tree, title)
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


def published_of(page: Page, title: str | None, fetched_at: datetime) -> tuple[date | datetime, str, str | None] | None:
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


def zone_of(moment: date | datetime, page: Page) -> str:
    """The zone in which a moment is told: the publisher's, unless the moment has another offset."""
    if isinstance(moment, datetime):
        own = ZoneInfo(page.zone)
        if moment.astimezone(own).utcoffset() != moment.utcoffset():
            return INDONESIAN_OFFSETS[moment.utcoffset() or timedelta()]
    return page.zone


def read_parts(tree: HtmlElement, url: str, publisher: Publisher | None, meta: PageMeta) -> Page:
    """A page ready for its parts to be read; text that stands in attributes is put where it belongs."""
    platform = platform_of(publisher) if publisher else platforms()["generic"]
    states: list[object] = []
    if platform.state_script:
        states = [value for found in _select(tree, (platform.state_script,)) for value in read_state(found)]
    filled = _fill_attributes(tree, platform.body_attribute or "innerhtml")
    return Page(tree, meta, url, platform, publisher, states, filled, _names_of(tree))
