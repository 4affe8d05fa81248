"""The one spider that all publishers share: it reads the registry, walks feeds, sitemaps and lists, and keeps articles.

Pages are kept as they came; nothing is extracted in the reactor.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from crawler.archive import ArchiveError, SourceBusyError
from crawler.bounds import Bounds
from crawler.captures import Fetched
from crawler.discover import (
    MAX_XML,
    Found,
    StopRule,
    UnreadableError,
    page_number,
    read_feed,
    read_list,
    read_sitemap,
    wanted,
)
from crawler.guard import RefusedError, fetchable, loopback_port, why_unresolved
from crawler.items import Captured
from crawler.ledger import Ledger, SourceOffError, shared_engine
from crawler.parts import next_part
from crawler.patience import ParkedError
from crawler.preview import preview
from crawler.responses import fetched, header, seen_of_site
from crawler.robots import RobotsForbidError, RobotsUnavailableError
from extract.urls import article_match, canonical_url
from models.publishers import Publisher, publishers
from store.errors import StoreError
from store.frontier import PARKED, Task

if TYPE_CHECKING:
    from crawler.scheduler import FrontierScheduler

logger = logging.getLogger(__name__)

LEAST_DELAY = 1.0
PATIENCE = 5
"""Failures in a row after which a run leaves a source alone."""
ENOUGH = frozenset({"limit", "budget"})
"""Words after which what was leased is still visited; after any other nothing more is sent."""
_GONE = frozenset({404, 410})
_BLOCKED = frozenset({401, 402, 403, 405, 406, 451})
_HTML = ("text/html", "application/xhtml+xml")


class PublisherSpider(Spider):
    """Crawls one publisher. Subclasses give `name`, a slug of the registry; `publisher_spider` makes one for any block.

    Arguments, as in `scrapy crawl NAME -a since=2025-01-01 -a until=2025-06-30 -a max_pages=50`: `since` and `until`
    bound the day of publication, `max_pages` the articles that are fetched; `revisit=1` looks at known articles again;
    `urls`, separated by blanks, are the only articles to visit, and nothing is walked.
    """

    publisher: Publisher
    scheduler: FrontierScheduler
    ledger: Ledger | None = None
    """None outside of a crawl (`scrapy parse`, contracts), and until its store is open."""
    last_word: str | None = None
    """Why the run hands out no more requests, once it does not."""
    reason: str | None = None

    def __init__(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        max_pages: str | int | None = None,
        revisit: str | bool = False,
        urls: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not hasattr(self, "publisher"):
            self.publisher = publishers()[self.name]
        super().__init__(**kwargs)
        self.since = _day("since", since)
        self.until = _day("until", until)
        self.max_pages = _number("max_pages", max_pages)
        self.revisit = str(revisit).lower() in ("1", "true", "yes")
        self.urls = [canonical_url(url, self.publisher) for url in (urls or "").split()]
        self.stop_rule = StopRule(self.since)
        self._taken = 0
        self._failures = 0
        self._spent = self._handed = self._sent = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The publisher's own pace; one that this machine serves (tests, the demo) may be faster than a second."""
        super().update_settings(settings)
        publisher = getattr(cls, "publisher", None) or publishers()[cls.name]
        ours = all(loopback_port(domain.partition(":")[0]) is not None for domain in publisher.domains)
        delay = publisher.delay if ours else max(LEAST_DELAY, publisher.delay)
        settings.set("DOWNLOAD_DELAY", delay, "spider")
        settings.set("AUTOTHROTTLE_START_DELAY", delay, "spider")
        settings.set("AUTOTHROTTLE_ENABLED", not ours, "spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PublisherSpider:
        """As Scrapy makes it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._is_sent, signals.request_reached_downloader)
        return spider

    def _idle(self) -> None:
        """Gives Scrapy the run's own last word."""
        if self.last_word is not None:
            raise CloseSpider(self.last_word)

    def _is_sent(self, request: Request) -> None:
        """Counts what the day's budget is for: pages, with their redirects, second attempts and further parts."""
        self._sent += not request.meta.get("dont_obey_robotstxt")

    def scheduled_by(self, scheduler: FrontierScheduler) -> None:
        """Takes note of the scheduler, which is to get the run's ledger once there is one."""
        self.scheduler = scheduler

    async def start(self) -> AsyncIterator[Any]:
        """Opens store and frontier, queues the start pages, and leaves the rest to the scheduler.

        First come pages of earlier runs that wait to be read.
        """
        self._begin()
        if self.ledger is not None and self.settings.getbool("CAPAIAN_EXTRACT"):
            for item in self.ledger.waiting():
                yield item

    def _begin(self) -> None:
        args = {"since": self.since and self.since.isoformat(), "until": self.until and self.until.isoformat()}
        ledger = None
        try:
            engine = shared_engine(self._store_url())
            ledger = Ledger(engine, self.name, self.publisher, args=args | {"max_pages": self.max_pages})
        except SourceOffError as error:
            self._leave("disabled", str(error))
        except SourceBusyError as error:
            self._leave("busy", str(error))
        except (StoreError, ArchiveError) as error:
            self._leave("failed", str(error))
        if ledger is None:
            raise CloseSpider(self.last_word or "failed")
        self.ledger = ledger
        until = ledger.parked_until()
        self._spent = ledger.spent_today()
        if until is not None:
            self._leave("parked", f"{self.name} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC")
            return
        if self.urls:
            ledger.seed_articles(self.urls)
            self.max_pages = len(self.urls)
        else:
            ledger.seed(revisit=self.revisit, bounds=Bounds(self.since, self.until))
        self.scheduler.attach(self, ledger)

    def _store_url(self) -> str:
        named = self.settings.get("CAPAIAN_STORE")
        if named:
            return str(named)
        self._folder = tempfile.TemporaryDirectory(prefix="capaian-")
        return f"{self._folder.name}/crawl.sqlite"

    def _leave(self, word: str, reason: str | None = None) -> None:
        if self.last_word is None or (self.last_word in ENOUGH and word not in ENOUGH):
            self.last_word, self.reason = word, reason
            logger.info("%s ends: %s%s", self.name, word, f" ({reason})" if reason else "")

    def allowance(self, most: int) -> int:
        """How many tasks may be leased now, by `max_pages` and the daily budget."""
        if self.max_pages is not None and self._taken >= self.max_pages:
            self._leave("limit", f"{self.max_pages} article{' was' if self.max_pages == 1 else 's were'} fetched")
            return 0
        left = self.publisher.daily_budget - self._spent - max(self._handed, self._sent)
        if left <= 0:
            self._leave("budget", f"a day's budget of {self.publisher.daily_budget} is used up")
            return 0
        most = min(most, left)
        return most if self.max_pages is None else min(most, self.max_pages - self._taken)

    def request_for(self, task: Task) -> Request:
        """The request of a task, conditional where the last visit left validators."""
        headers = {}
        if task.etag:
            headers["If-None-Match"] = task.etag
        if task.last_modified:
            headers["If-Modified-Since"] = task.last_modified
        self._handed += 1
        if task.kind == "article":
            self._taken += 1
        return Request(
            fetchable(task.url),
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            meta={"task": task} | ({"download_maxsize": MAX_XML} if task.kind == "sitemap" else {}),
            dont_filter=True,
        )

    def park(self, task: Task, wait: timedelta, reason: str) -> None:
        """Leaves the source alone for a while, across runs."""
        if self.ledger is not None:
            self.ledger.retry(task, not_before=datetime.now(UTC) + wait, reason=f"{PARKED}: {reason}")
        self._leave("parked", f"{reason}: left alone for {wait}")

    def parse(self, response: Response) -> Iterator[Captured | Request | dict[str, Any]]:
        """One visited page, whatever it is. Outside of a crawl (`scrapy parse`, contracts) nothing of it is kept."""
        task: Task | None = response.meta.get("task")
        ledger = self.ledger
        if task is None or ledger is None:
            yield from preview(response, self.publisher, self.name)
            return
        if response.status == 304:
            self._failures = 0
            ledger.finished(task, "not_modified")
        elif response.status in _GONE and response.meta.get("pages"):
            # a link to a further page that is not there: the article ends with the page before
            first = response.meta["pages"][0]
            yield from self._keep(ledger, task, canonical_url(first.url, self.publisher), response.meta["pages"])
        elif response.status >= 400:
            self._refused(ledger, task, response)
        elif response.status >= 300:
            ledger.finished(task, "refused", f"HTTP {response.status} to where a crawl may not go")
        elif task.kind == "article":
            self._failures = 0
            yield from self._article(ledger, task, response)
        else:
            self._failures = 0
            self.settle()
            self._discover(ledger, task, response)

    def _refused(self, ledger: Ledger, task: Task, response: Response) -> None:
        word = f"HTTP {response.status}"
        if response.status in _GONE:
            self._failures = 0
            self.settle()
            ledger.gone(task, task.url, word)
            return
        if response.status in _BLOCKED:
            ledger.finished(task, "blocked", word)
        else:
            wait = timedelta(hours=6) if response.status >= 500 else timedelta(days=1)
            ledger.retry(task, not_before=datetime.now(UTC) + wait, reason=word)
        self._failed_again("blocked" if response.status in _BLOCKED else "failing", word)

    def _failed_again(self, word: str, reason: str) -> None:
        self._failures += 1
        if self._failures >= PATIENCE:
            self._leave(word, f"{self._failures} failures in a row, the last one {reason}")

    def _discover(self, ledger: Ledger, task: Task, response: Response) -> None:
        try:
            found = self._read(task, response)
        except UnreadableError as error:
            ledger.finished(task, "unreadable", str(error))
            return
        chosen = [item for item in found if wanted(item, since=self.since, until=self.until)]
        if len(chosen) < len(found):
            ledger.count("out_of_range", len(found) - len(chosen))
        if task.kind != "list":
            # of a page that was not taken whole, or leads on to others, no validators are kept: who asks for other days
            # later, or for what changed in those others, would be told that nothing has
            left_out = len(found) - len(chosen)
            whole = not left_out and all(item.kind == "article" for item in found)
            etag, last_modified = (header(response, name) if whole else "" for name in ("ETag", "Last-Modified"))
            ledger.found(task, chosen, etag=etag, last_modified=last_modified, left_out=left_out)
            return
        # a list page's validators are not kept: what it leads on to must be looked at each time
        page = read_list(response.body, task.url, self.publisher, content_type=header(response, "Content-Type"))
        articles = [item for item in page.articles if wanted(item, since=self.since, until=self.until)]
        new = ledger.unknown(articles)
        listing, number = page_number(task.url, self.publisher)
        number = max(number, task.depth + 1)
        if page.next_url and self.stop_rule.go_on(listing, number, page, new=new):
            articles.append(Found(page.next_url, "list"))
        ledger.found(task, articles)

    def _read(self, task: Task, response: Response) -> list[Found]:
        if task.kind == "feed":
            return read_feed(response.body, task.url, self.publisher)
        if task.kind == "sitemap":
            return read_sitemap(response.body, task.url, self.publisher)
        return []

    def _article(self, ledger: Ledger, task: Task, response: Response) -> Iterator[Captured | Request]:
        try:
            canonical = canonical_url(response.url, self.publisher)
        except ValueError as error:
            ledger.finished(task, "not_article", str(error))
            return
        if article_match(canonical, self.publisher) is None:
            ledger.gone(task, task.url, f"redirected to {canonical}")
            return
        content_type = header(response, "Content-Type")
        if content_type and content_type.partition(";")[0].strip().lower() not in _HTML:
            ledger.finished(task, "not_html", content_type[:80])
            return
        pages = [*response.meta.get("pages", ()), fetched(response)]
        following = next_part(response.body, canonical, self.publisher, number=len(pages))
        if following is not None:
            yield Request(
                fetchable(following),
                callback=self.parse,
                errback=self.failed,
                meta={"task": task, "pages": pages},
                dont_filter=True,
            )
            return
        yield from self._keep(ledger, task, canonical, pages)

    def _keep(self, ledger: Ledger, task: Task, canonical: str, pages: list[Fetched]) -> Iterator[Captured]:
        extract = self.settings.getbool("CAPAIAN_EXTRACT")
        try:
            capture_id = ledger.captured(task, canonical, pages, at_once=extract)
        except (ArchiveError, StoreError) as error:
            self._leave("failed", str(error))
            return
        if capture_id is not None and extract:
            kind = next((value for name, value in pages[0].headers if name.lower() == "content-type"), None)
            bodies = [page.body for page in pages]
            yield Captured(capture_id, self.name, canonical, datetime.now(UTC), kind, bodies[0], tuple(bodies[1:]))

    def settle(self) -> None:
        """Has what was captured written, before anything else is asked for."""
        if self.ledger is None:
            return
        try:
            self.ledger.settle()
        except (ArchiveError, StoreError) as error:
            self._leave("failed", str(error))

    def failed(self, failure: Failure) -> None:
        """One visit that gave no page: it leaves with its word, too."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it to Twisted's failures
        task: Task | None = request.meta.get("task")
        error = failure.value
        if task is None or self.ledger is None or error is None or isinstance(error, ParkedError):
            return
        if isinstance(error, RobotsUnavailableError):
            if error.wait:
                not_before = datetime.now(UTC) + error.wait
                self.ledger.retry(task, not_before=not_before, reason=f"{PARKED}: {error}")
            self._leave("unreachable" if "cannot be reached" in str(error) else "robots_unavailable", str(error))
        elif isinstance(error, RobotsForbidError):
            self.ledger.finished(task, "robots_forbid")
        elif isinstance(error, RefusedError):
            self.ledger.finished(task, "refused", str(error))
        elif isinstance(error, DownloadCancelledError):
            self.ledger.quarantine(task, f"too large: {error}")
        elif unsafe := why_unresolved(request.url):
            self.ledger.quarantine(task, unsafe)
        elif "DOWNLOAD_MAXSIZE" in str(error):
            self.ledger.quarantine(task, f"too large once unpacked: {error}"[:300])
        elif isinstance(error, IgnoreRequest):
            self.ledger.finished(task, "refused", str(error))
        else:
            reason = f"{type(error).__name__}: {error}"[:300]
            self.ledger.retry(task, not_before=datetime.now(UTC) + timedelta(hours=1), reason=reason)
            self._failed_again("unreachable", reason)

    def closed(self, reason: str) -> None:
        """The run's last word is written down; what was leased and not visited goes back."""
        self.settle()
        word = self.last_word or {"finished": "done", "shutdown": "interrupted"}.get(reason, reason)
        self.last_word = word
        if self.ledger is not None:
            self.ledger.close(word, seen_of_site(self.crawler.stats, self.settings))
        if self._folder is not None:
            if self.ledger is not None:
                self.ledger.engine.dispose()
            self._folder.cleanup()


def publisher_spider(slug: str, publisher: Publisher) -> type[PublisherSpider]:
    """The spider class of any publisher's block, also of one that is not in the registry."""
    return type(f"{slug.title()}Spider", (PublisherSpider,), {"name": slug, "publisher": publisher})


def _day(name: str, text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name}={text!r} is no day; write it as 2025-01-31") from error


def _number(name: str, text: str | int | None) -> int | None:
    if text in (None, ""):
        return None
    if not str(text).isdigit():
        raise ValueError(f"{name}={text!r} is no number of articles")
    return int(str(text))
