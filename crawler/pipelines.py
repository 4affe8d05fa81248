"""Scrapy's item pipeline: a captured page becomes an article with its claims, in a worker process."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from crawler.bounds import Bounds
from crawler.items import Captured
from crawler.reading import Job
from crawler.workers import Worker, save
from models.wire import report_json
from store.engine import read_session
from store.private import forgotten_names, hidden

if TYPE_CHECKING:
    from crawler.spider import PublisherSpider


class ExtractPipeline:
    """Cleans and reads each page beside the reactor, keeps the outcome, and passes on articles of the wanted days."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("CAPAIAN_EXTRACT"):
            raise NotConfigured("extraction is left for later")
        self._crawler = crawler
        self._worker: Worker | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ExtractPipeline:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_item(self, item: Any) -> dict[str, Any]:
        """The article in the form of docs/claims.md, its text as the store keeps it; DropItem where there is none."""
        if not isinstance(item, Captured):
            raise DropItem(f"{type(item).__name__} is no captured page")
        spider = cast("PublisherSpider", self._crawler.spider)
        ledger = spider.ledger
        if ledger is None:
            raise DropItem(f"{item.url}: there is no store to keep it in")
        if self._worker is None:
            self._worker = Worker({spider.name: spider.publisher})
        job = Job(item.source, item.url, item.fetched_at, item.content_type, item.archive, item.body, item.more)
        made = await asyncio.to_thread(self._worker.run, job)
        bounds = Bounds(spider.since, spider.until)
        made = save(ledger.engine, item.capture_id, item.source, made, url=item.url, bounds=bounds)
        ledger.count(f"page_{made.status}")
        if made.article is None or made.report is None:
            raise DropItem(f"{item.url}: {made.status} {made.reason or ''}", log_level="DEBUG")
        if day := bounds.leaves_out(made.article.published):  # an article that the store had before
            raise DropItem(f"{item.url}: published {day}, which was not asked for", log_level="DEBUG")
        with read_session(ledger.engine) as session:
            names = forgotten_names(session)
        kept = hidden(made.article.title, made.article.text, made.report.claims, names)
        return report_json(replace(made.report, title=kept.title, claims=kept.claims)) | {"text": kept.text}

    def close_spider(self) -> None:
        """Ends the worker."""
        if self._worker is not None:
            self._worker.stop()
