"""robots.txt as RFC 9309 has it: a 4xx allows, a 5xx, a 429 or no answer forbids, for this run and this host.

Scrapy's own middleware fetches everything when robots.txt cannot be read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import RobotParser
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from crawler.archive import body_sha256
from crawler.guard import RefusedError, why_unresolved
from crawler.patience import LONGEST_PARK, retry_after

ROBOTS_NOTE = "capaian/robots/"
"""Begins the names of Scrapy statistics under which decisions about robots.txt stand."""
MAX_SITEMAPS = 20
_SITEMAPS = re.compile(rb"(?im)^\s*sitemap\s*:\s*(\S{1,500})")
MAX_ROBOTS = 512 * 1024
"""RFC 9309 asks for at least 500 KiB to be read."""


class RobotsForbidError(IgnoreRequest):
    """robots.txt forbids this URL."""


class RobotsUnavailableError(IgnoreRequest):
    """robots.txt could not be read, so the host is left alone today; `wait` is for how long it asked for that."""

    def __init__(self, told: str, wait: timedelta | None = None) -> None:
        super().__init__(told)
        self.wait = wait


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the answers of RFC 9309, and with Crawl-delay."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._unavailable: dict[str, tuple[str, timedelta | None]] = {}
        self._slow: set[str] = set()
        self._agent = self._robotstxt_useragent or self._default_useragent

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:
        """RobotsForbidError or RobotsUnavailableError where the request may not be sent."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        parser = await self.robot_parser(request)
        netloc = urlsplit(request.url).netloc
        if netloc in self._unavailable:
            raise RobotsUnavailableError(*self._unavailable[netloc])
        if parser is not None and not parser.allowed(request.url, self._agent):
            raise RobotsForbidError(f"robots.txt of {netloc} forbids {request.url}")
        if netloc in self._slow:
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The host's rules, asked for once in each run; None where they could not be had."""
        netloc = urlsplit(request.url).netloc
        if netloc not in self._parsers:
            self._parsers[netloc] = Deferred()
            asked = Request(
                f"{urlsplit(request.url).scheme}://{netloc}/robots.txt",
                priority=self.DOWNLOAD_PRIORITY,
                meta={"dont_obey_robotstxt": True},
                callback=NO_CALLBACK,
            )
            assert self.crawler.engine is not None
            try:
                response = await self.crawler.engine.download_async(asked)
            except Exception as error:  # noqa: BLE001  (whatever it is, the host is left alone, and why is told)
                self._robots_error(error, netloc)
            else:
                await self._parse_robots(response, netloc, request)
        found = self._parsers[netloc]
        return await maybe_deferred_to_future(found) if isinstance(found, Deferred) else found

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429:
            self._decided(netloc, "not today", status=response.status)
            asked = (response.headers.get("Retry-After") or b"").decode("latin-1")
            wait = retry_after(asked, datetime.now(UTC))
            self._leave_alone(netloc, f"robots.txt of {netloc} answered {response.status}: not today", wait)
            return
        if response.status >= 400 or len(response.body) > MAX_ROBOTS:
            response = response.replace(body=b"" if response.status >= 400 else response.body[:MAX_ROBOTS])
        await super()._parse_robots(response, netloc, request)
        parser = self._parsers[netloc]
        delay = None
        if isinstance(parser, RobotParser):
            delay = self._slow_down(parser, netloc, request)
        digest = body_sha256(response.body)
        word = "no rules" if response.status >= 400 else "read"
        sitemaps = [line.decode("utf-8", "replace").strip() for line in _SITEMAPS.findall(response.body)[:MAX_SITEMAPS]]
        self._decided(netloc, word, status=response.status, sha256=digest, crawl_delay=delay, sitemaps=sitemaps or None)
        if delay is not None and delay > self.crawler.settings.getfloat("CAPAIAN_LONGEST_WAIT"):
            # to keep to it, this run and all that wait for its end would have to stand still
            reason = f"robots.txt of {netloc} asks for {delay:g} seconds between two requests: not today"
            self._leave_alone(netloc, reason, min(timedelta(seconds=min(delay, 1e9)), LONGEST_PARK))

    def _decided(self, netloc: str, decision: str, **seen: object) -> None:
        """Notes for the run's ledger what was made of a host's robots.txt, and from which bytes."""
        stats = self.crawler.stats
        assert stats is not None
        told = {name: value for name, value in seen.items() if value is not None}
        stats.set_value(f"{ROBOTS_NOTE}{netloc}", {"decision": decision} | told)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        self._decided(netloc, "no answer", error=type(exc).__name__)
        if isinstance(exc, CannotResolveHostError | DownloadConnectionRefusedError | RefusedError):
            self._leave_alone(netloc, f"{netloc} cannot be reached: {why_unresolved(f'//{netloc}') or exc}")
        else:
            self._leave_alone(netloc, f"robots.txt of {netloc} gave no answer ({type(exc).__name__}): not today")

    def _leave_alone(self, netloc: str, reason: str, wait: timedelta | None = None) -> None:
        self._unavailable[netloc] = reason, wait
        waiting = self._parsers[netloc]
        self._parsers[netloc] = None
        if isinstance(waiting, Deferred):
            waiting.callback(None)

    def _slow_down(self, parser: RobotParser, netloc: str, request: Request) -> float | None:
        """Obeys a Crawl-delay, and answers with it; None where there is none."""
        asked = parser.crawl_delay(self._agent)
        engine = self.crawler.engine
        if not asked or engine is None:
            return None
        downloader = engine.downloader
        key = downloader.get_slot_key(request)
        delay = max(float(asked), self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[key] = {"delay": delay, "concurrency": 1, "jitter": 0}
        if key in downloader.slots:
            downloader.slots[key].delay = delay
        self._slow.add(netloc)
        return float(asked)
