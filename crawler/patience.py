"""Retries that slow down: `Retry-After` is honoured, a source that asks for more than a short wait is parked.

Scrapy's own middleware ignores `Retry-After` and asks again at once.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response

from crawler.guard import why_unresolved
from crawler.pace import hold

if TYPE_CHECKING:
    from crawler.spider import PublisherSpider

OVERLOAD = frozenset({429, 503})
PASSING = frozenset({408, 500, 502, 504, 520, 521, 522, 523, 524})
NETWORK_ERRORS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
PARK = timedelta(hours=1)
"""How long a source is left alone that refuses us and names no time."""
LONGEST_PARK = timedelta(days=7)


class ParkedError(IgnoreRequest):
    """The source asked for a longer wait; its task is put off already."""


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, in seconds or as a date; None where it asks for none.

    >>> retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    datetime.timedelta(seconds=120)
    >>> retry_after("Thu, 01 Jan 2026 00:00:30 GMT", datetime(2026, 1, 1, tzinfo=UTC)).seconds
    30
    """
    if not value or not value.strip():
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(timedelta(seconds=int(text[:9])), LONGEST_PARK)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(when - now, timedelta()), LONGEST_PARK)


class PatientRetryMiddleware:
    """Waits and asks again a few times; then parks the source (429, 503) or puts the page off."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._times = crawler.settings.getint("RETRY_TIMES")
        self._backoff = timedelta(seconds=crawler.settings.getfloat("CAPAIAN_BACKOFF"))
        self._longest = timedelta(seconds=crawler.settings.getfloat("CAPAIAN_LONGEST_WAIT"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PatientRetryMiddleware:
        """As Scrapy makes it."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response, or the request once more after a wait; ParkedError if the source is parked."""
        if "task" not in request.meta or response.status not in OVERLOAD | PASSING:
            return response
        asked = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"), datetime.now(UTC))
        wait = asked if asked is not None else self._growing(request)
        if response.status in OVERLOAD:
            self._halve_rate(request)
            if wait > self._longest or self._tries(request) >= self._times:
                spider = cast("PublisherSpider", self.crawler.spider)
                spider.park(request.meta["task"], asked or PARK, f"HTTP {response.status}")
                raise ParkedError(f"HTTP {response.status}: the source is left alone for {asked or PARK}")
        elif self._tries(request) >= self._times:
            return response
        return await self._again(request, wait)

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request once more after a wait, for failures of the network that may pass."""
        if "task" not in request.meta or not isinstance(exception, NETWORK_ERRORS):
            return None
        if why_unresolved(request.url) or self._tries(request) >= self._times:
            return None
        return await self._again(request, self._growing(request))

    def _tries(self, request: Request) -> int:
        return int(request.meta.get("retry_times", 0))

    def _growing(self, request: Request) -> timedelta:
        grown: timedelta = self._backoff * (2 ** self._tries(request) * random.uniform(0.8, 1.2))
        return grown

    async def _again(self, request: Request, wait: timedelta) -> Request:
        stats = self.crawler.stats
        assert stats is not None
        stats.inc_value("capaian/waits")
        stats.inc_value("capaian/waited_ms", int(wait.total_seconds() * 1000))
        # nothing else is sent meanwhile: the request is the one that may be under way (CONCURRENT_REQUESTS = 1)
        hold(request, wait.total_seconds())
        ends = time.monotonic() + wait.total_seconds()
        engine = self.crawler.engine
        while engine is not None and engine.running and (left := ends - time.monotonic()) > 0:
            await asyncio.sleep(min(left, 0.5))
        return request.replace(dont_filter=True, meta={**request.meta, "retry_times": self._tries(request) + 1})

    def _halve_rate(self, request: Request) -> None:
        engine = self.crawler.engine
        if engine is None:
            return
        key = engine.downloader.get_slot_key(request)
        slot = engine.downloader.slots.get(key)
        if slot is not None:
            slot.delay = min(2 * max(slot.delay, 0.5), 60.0)
            engine.downloader.per_slot_settings[key] = {"delay": slot.delay, "concurrency": 1, "jitter": 0}
