"""A crawl from a program: spiders in a process of their own, since Twisted's reactor starts only once in each."""

from __future__ import annotations

import logging
import signal
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from crawler import logs
from crawler.orphans import SPAWN, TOLD, end_with_parent, hear, loading, start_deaf
from models.publishers import Publisher, publishers
from store.errors import StoreError

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcess

GRACE_SECONDS = 20
"""What a crawl that is told to end has for the page that is under way."""


@dataclass(frozen=True, slots=True)
class CrawlOutcome:
    """How a run over one source ended, and what it counted.

    `status` is one word: done, limit (as many articles as asked for), budget (enough for today), disabled, busy
    (another process crawls it), parked (it asked to be left alone), blocked, failing, unreachable (no network, or no
    answer), robots_unavailable, interrupted or failed. `counts` are visits by their word, and URLs `discovered`.
    """

    source: str
    status: str
    reason: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def crawl(
    sources: Sequence[str] = (),
    *,
    store_url: str,
    since: date | None = None,
    until: date | None = None,
    limit: int | None = None,
    revisit: bool = False,
    urls: Sequence[str] = (),
    publishers: Mapping[str, Publisher] | None = None,
    allow_loopback: Collection[str] = frozenset(),
    settings: Mapping[str, Any] | None = None,
    log_level: str = "ERROR",
) -> dict[str, CrawlOutcome]:
    """Crawls sources into the store and the archive beside it, and answers how each run ended.

    Without `sources`, all of the registry. Pages are captured, not extracted (`crawler.workers.process_pending`).
    `limit` bounds the articles of each source; `revisit` looks at known articles again; with `urls` only these
    articles are visited and nothing is walked; `publishers` replaces the registry; `allow_loopback` names "host:port"
    pairs of this machine that may be fetched. An unusable store raises its StoreError before anything is fetched; an
    unknown source a KeyError.
    """
    registry = dict(publishers if publishers is not None else _registry())
    chosen = {slug: registry[slug] for slug in sources or registry}
    wanted = {
        "CAPAIAN_STORE": store_url,
        "CAPAIAN_EXTRACT": False,
        "CAPAIAN_LOG_JSON": logs.on(),
        "ITEM_PIPELINES": {},
        "LOG_LEVEL": log_level,
        "LOG_VERSIONS": [],
        "STATS_DUMP": False,
    }
    arguments = {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
        "max_pages": limit,
        "revisit": revisit,
        "urls": " ".join(urls) or None,
    }
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(
        target=_crawl_here,
        args=(theirs, chosen, wanted | dict(settings or {}), arguments, frozenset(allow_loopback)),
        daemon=True,
    )
    start_deaf(process)
    theirs.close()
    made: dict[str, CrawlOutcome] = {}
    try:
        while True:
            told: CrawlOutcome | StoreError = ours.recv()
            if isinstance(told, StoreError):
                process.join()
                raise told
            made[told.source] = told
    except EOFError:
        process.join()
    except KeyboardInterrupt:
        # the child finishes the page that is under way and writes its last words; it may not have heard of it, and
        # does nothing before its crawls have begun, so it is told until it ends
        for _ in range(GRACE_SECONDS):
            process.terminate()
            process.join(1)
            if not process.is_alive():
                break
        else:
            process.kill()
            process.join()
        raise
    for slug in chosen.keys() - made.keys():
        made[slug] = CrawlOutcome(slug, "failed", f"its process ended with exit code {process.exitcode}")
    return {slug: made[slug] for slug in chosen}


def _registry() -> Mapping[str, Publisher]:
    return publishers()


def _crawl_here(
    pipe: Connection,
    chosen: Mapping[str, Publisher],
    settings: Mapping[str, Any],
    arguments: Mapping[str, Any],
    loopback: frozenset[str],
) -> None:
    """The child process: every source at once, each at its own pace; an outcome is sent as soon as a source ends."""
    with loading():
        process = _begun(pipe, chosen, settings, arguments, loopback)
    if process is None:
        return
    end_with_parent(grace=GRACE_SECONDS)
    _end_when_told(process)
    process.start(install_signal_handlers=False)
    pipe.close()


def _begun(
    pipe: Connection,
    chosen: Mapping[str, Publisher],
    settings: Mapping[str, Any],
    arguments: Mapping[str, Any],
    loopback: frozenset[str],
) -> CrawlerProcess | None:
    """The crawls of all sources, which the reactor is to run; None where the store cannot be used, which is sent."""
    from scrapy.crawler import CrawlerProcess
    from scrapy.settings import Settings

    from crawler.guard import allow_loopback
    from crawler.ledger import shared_engine
    from crawler.spider import PublisherSpider, publisher_spider

    allow_loopback(loopback)
    try:
        # here and not in the parent, which may have the store open: opening it again there would cost the parent
        # its locks (SQLite: "How To Corrupt", 2.2)
        shared_engine(str(settings["CAPAIAN_STORE"]))
    except StoreError as error:
        pipe.send(error)
        return None
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    made.update(dict(settings), priority="cmdline")
    process = CrawlerProcess(made)
    if made.getbool("CAPAIAN_LOG_JSON"):
        logs.log_json()  # after Scrapy has set up its own
    logging.getLogger("scrapy").setLevel(made["LOG_LEVEL"])
    for slug, publisher in chosen.items():
        crawler = process.create_crawler(publisher_spider(slug, publisher))
        ended = process.crawl(crawler, **arguments)

        def report(_: object, slug: str = slug, crawler: Any = crawler) -> None:
            spider = crawler.spider
            if isinstance(spider, PublisherSpider):
                counts = dict(spider.ledger.counts) if spider.ledger else {}
                with suppress(BrokenPipeError):  # who asked was killed; the run's last word is in the store
                    pipe.send(CrawlOutcome(slug, spider.last_word or "failed", spider.reason, counts))

        ended.addBoth(report)
    return process


def _end_when_told(process: CrawlerProcess) -> None:
    """Let the pages under way be finished at SIGTERM and Ctrl-C, however often; Scrapy's own handler drops them at the
    second one, and a terminal or a supervisor tells this process and its parent, which passes it on."""
    from twisted.internet import reactor

    def end() -> None:
        for crawler in list(process.crawlers):
            if crawler.engine is not None and crawler.engine.running:
                crawler.stop()

    def told(_signal: int, _frame: object) -> None:
        reactor.callFromThread(end)

    for one in TOLD:
        signal.signal(one, told)
    hear()
