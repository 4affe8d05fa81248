"""What a page gives when nobody keeps it: for `scrapy parse`, contracts (`scrapy check`) and the shell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.discover import Found, read_feed, read_list, read_sitemap, start_pages
from crawler.guard import fetchable
from extract.clean import clean_page
from extract.urls import article_match, canonical_url
from models.publishers import Publisher


def preview(response: Response, publisher: Publisher, slug: str) -> Iterator[dict[str, Any] | Request]:
    """The article of a page, or requests for what a feed, sitemap or list page leads to; nothing is stored.

    An article is cleaned here and now, which a crawl leaves to its workers; its claims are not read. A page that is no
    article gives nothing; a feed or sitemap that is none raises UnreadableError.
    """
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
    kind = _kind(response.url, publisher)
    if kind == "article":
        made = clean_page(
            response.body,
            url=canonical_url(response.url, publisher),
            content_type=content_type,
            fetched_at=datetime.now(UTC),
            publisher=publisher,
            slug=slug,
        )
        if made.article is not None:
            article = made.article
            yield {
                "url": article.url,
                "publisher": article.publisher,
                "published": article.published.isoformat() if article.published else None,
                "title": article.title,
                "text": article.text,
            }
        return
    yield from (Request(fetchable(found.url)) for found in _found(kind, response, publisher, content_type))


def _kind(url: str, publisher: Publisher) -> str:
    path = urlsplit(url).path
    named = {urlsplit(page.url).path: page.kind for page in start_pages(publisher)}
    if path in named:
        return named[path]
    if article_match(canonical_url(url, publisher), publisher) is not None:
        return "article"
    return "sitemap" if path.endswith((".xml", ".xml.gz")) else "list"


def _found(kind: str, response: Response, publisher: Publisher, content_type: str | None) -> list[Found]:
    if kind == "feed":
        return read_feed(response.body, response.url, publisher)
    if kind == "sitemap":
        return read_sitemap(response.body, response.url, publisher)
    page = read_list(response.body, response.url, publisher, content_type=content_type)
    following = [Found(page.next_url, "list")] if page.next_url else []
    return [*page.articles, *following]
