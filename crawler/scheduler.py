"""Scrapy's scheduler over the frontier in the database: a crawl that is killed goes on where it was.

Requests of the frontier live there as URL and kind, and are leased in small batches. Requests that Scrapy makes on the
way (redirects, retries, `scrapy shell`, contracts) wait in memory; they belong to a leased task, or to nobody.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol, runtime_checkable

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.ledger import Ledger
from store.frontier import Task

BATCH = 4
"""Tasks leased at once: what a crash repeats at most."""


@runtime_checkable
class Walker(Protocol):
    """What a spider has that walks a frontier; any other one keeps its requests in memory."""

    last_word: str | None

    def scheduled_by(self, scheduler: FrontierScheduler) -> None:
        """Takes note of the scheduler, and attaches itself with its ledger once it has one."""

    def settle(self) -> None:
        """Has what was captured written."""

    def allowance(self, most: int) -> int:
        """How many tasks may be leased now."""

    def request_for(self, task: Task) -> Request:
        """The request of a task."""


class FrontierScheduler(BaseScheduler):
    """Hands out the tasks of one source's frontier, one request at a time."""

    def __init__(self) -> None:
        self._memory: deque[Request] = deque()
        self._walk: tuple[Walker, Ledger] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        """As Scrapy makes it."""
        return cls()

    def open(self, spider: Spider) -> None:
        """Called by Scrapy; the frontier is attached by the spider's start."""
        if isinstance(spider, Walker):
            spider.scheduled_by(self)

    def attach(self, walker: Walker, ledger: Ledger) -> None:
        """From now on tasks of this ledger are handed out."""
        self._walk = walker, ledger

    def _word(self) -> str | None:
        """The word with which the run leaves its source, None while it goes on."""
        return self._walk[0].last_word if self._walk else None

    def _stopped(self) -> bool:
        return self._word() not in (None, "limit", "budget")

    def has_pending_requests(self) -> bool:
        """Whether something waits."""
        if self._stopped():
            return False
        if self._memory:
            return True
        if self._walk is None or self._word() is not None:
            return False
        return self._walk[1].due() > 0

    def enqueue_request(self, request: Request) -> bool:
        """Takes a request that is no task of the frontier, or the next leg of one."""
        if self._stopped():
            return False  # its lease goes back to the frontier when the run ends
        if "task" in request.meta:
            self._memory.appendleft(request)  # the next leg of what is under way comes before what was leased after it
        else:
            self._memory.append(request)
        return True

    def next_request(self) -> Request | None:
        """The next request; None if there is none."""
        if self._stopped():
            return None
        if not self._memory and self._walk is not None and self._word() is None:
            self._lease(*self._walk)
        return self._memory.popleft() if self._memory else None

    def _lease(self, walker: Walker, ledger: Ledger) -> None:
        walker.settle()
        if walker.last_word is not None:
            return
        limit = walker.allowance(BATCH)
        if limit > 0:
            self._memory.extend(walker.request_for(task) for task in ledger.lease(limit))

    def close(self, reason: str) -> None:
        """Forgets what waits in memory; its leases go back to the frontier when the run ends."""
        self._memory.clear()
