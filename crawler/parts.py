"""Articles on several pages: where the next page is. A pure function over bytes; nothing is fetched."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extract.urls import belongs, platform_of
from models.publishers import Publisher

MAX_PARTS = 20
"""Most pages of one article."""
_COMMENTS = re.compile(r"comment|komentar", re.IGNORECASE)


def next_part(body: bytes, url: str, publisher: Publisher, *, number: int) -> str | None:
    """The URL of an article's next page, where the page links to it; `number` is that of this page, from 1.

    `url` is the article's canonical one. The next page is the same path with `?page=2`, or with `/2` behind it; nothing
    else is taken for one, whatever a link says of itself.
    """
    wanted = str(number + 1)
    # two searches, each of which begins with letters that `re` looks for fast: one of both takes ten times as long
    links = (rf"page={wanted}\b".encode(), rf"/{wanted}/?[\"'?]".encode())
    if number >= MAX_PARTS or not any(re.search(link, body) for link in links):
        return None
    own = urlsplit(url).path.rstrip("/")
    by_query = "page" not in platform_of(publisher).drop_query
    try:
        tree = document_fromstring(body, parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    for link in tree.iter("a", "link"):
        try:
            target = str(urljoin(url, (link.get("href") or "").strip()))
            parts = urlsplit(target)
        except ValueError:
            continue
        if not belongs(target, publisher) or _in_comments(link):
            continue
        path = parts.path.rstrip("/")
        if path == f"{own}/{wanted}" or (by_query and path == own and parse_qs(parts.query).get("page") == [wanted]):
            return target
    return None


def _in_comments(link: HtmlElement) -> bool:
    return any(_COMMENTS.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in (link, *link.iterancestors()))
