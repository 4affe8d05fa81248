"""The least gap between two requests to one host, held where they are really sent.

Scrapy's slots release a request on time; it is sent later: once a connection is made, its TLS is agreed, and the
reactor had a turn. The next one may find the connection open, and come too soon after it. So a request waits here
until the gap has passed since the one before it went out, over all crawls of this process and of this user's other
processes on this machine (a probe beside a crawl, a crawl after one that was killed).
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import math
import os
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.defer import Deferred, fail
from twisted.internet.interfaces import IAddress, IHandshakeListener
from twisted.internet.task import deferLater
from twisted.web._newclient import HTTP11ClientProtocol, RequestNotSent
from zope.interface import implementer  # type: ignore[import-untyped]  # zope has no types

if TYPE_CHECKING:
    from twisted.web._newclient import Request as SentRequest
    from twisted.web.iweb import IResponse

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.02
"""How often it is looked whether another one's request to the same host is over."""


class Pace:
    """When a host was asked last, by the clock that all processes of this machine share, and who is asking it now."""

    def __init__(self, host: str) -> None:
        self.gap = 0.0
        self._host = host
        self._last = self._until = -math.inf
        self._taken = self._first = self._opened = False
        self._file: int | None = None

    async def turn(self, gap: float) -> None:
        """Waits until the host may be asked again, and takes it: nobody else asks until `leave`."""
        if not self._opened:
            self._file, self._opened = _file_of(self._host), True
        while self._taken or not self._lock():
            await asyncio.sleep(POLL_SECONDS)
        self._taken, self.gap = True, gap
        try:
            while (left := self.left()) > 0:
                await asyncio.sleep(left)
        except BaseException:
            self.leave()
            raise
        self._first = True
        self.sent()  # should this process be killed before it really is

    def left(self) -> float:
        """Seconds until the host may be asked again."""
        now = time.monotonic()
        told = self._read()
        last = self._last if told > now else max(self._last, told)  # a file from before the machine was started anew
        return max(last + self.gap, self._until) - now

    def is_first(self) -> bool:
        """Whether what is sent now is what the turn was taken for, and not the connection's own second attempt."""
        first, self._first = self._first, False
        return first

    def sent(self) -> None:
        """A request goes out at this moment, or has just gone out."""
        self._last = time.monotonic()
        if self._file is not None:
            os.pwrite(self._file, f"{self._last:020.9f}".encode(), 0)

    def hold(self, seconds: float) -> None:
        """Nobody of this process asks the host for so long: it asked for that, or failed."""
        self._until = max(self._until, time.monotonic() + seconds)

    def leave(self) -> None:
        """The request is over, one way or another."""
        self._taken = False
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _lock(self) -> bool:
        if self._file is None:
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _read(self) -> float:
        """What any process wrote last; long ago where none did, or what stands there is no moment."""
        try:
            return float(os.pread(self._file, 32, 0)) if self._file is not None else -math.inf
        except ValueError:
            return -math.inf


@cache
def pace_of(host: str) -> Pace:
    """The one pace of a host in this process."""
    return Pace(host)


def _file_of(host: str) -> int | None:
    """The file through which this user's processes share a host's pace; None where there is no place for it."""
    folder = Path(tempfile.gettempdir()) / f"capaian-pace-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.getuid():
            raise PermissionError(f"{folder} is somebody else's")
        made = os.open(folder / quote(host, safe=""), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        fcntl.flock(made, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(made, fcntl.LOCK_UN)
    except BlockingIOError:  # another process asks the host at this moment
        return made
    except OSError as error:
        logger.warning("the pace of %s is this process's alone: %s", host, error)
        return None
    return made


def hold(request: Request, seconds: float) -> None:
    """Leaves a request's host alone for a while, whoever of this process would ask it."""
    pace_of(_host(request.url)).hold(seconds)


def _host(url: str) -> str:
    """A host, whatever the scheme; with its port where that is none of the web's, as on this machine.

    >>> _host("https://prokalteng.co/feed/"), _host("http://prokalteng.co:80/"), _host("//kabar.localhost:8001")
    ('prokalteng.co', 'prokalteng.co', 'kabar.localhost:8001')
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return host if parts.port in (None, 80, 443) else f"{host}:{parts.port}"


class PacedHandler(HTTP11DownloadHandler):
    """Scrapy's own download handler, after the host's gap: the delay of the request's slot as it is at that moment."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _PacedFactory

    async def download_request(self, request: Request) -> Response:
        """As Scrapy asks for it."""
        pace = pace_of(_host(request.url))
        gap = self._gap(request)
        if gap <= 0:
            pace.gap = 0.0
            return await super().download_request(request)
        await pace.turn(gap)
        try:
            return await super().download_request(request)
        finally:
            pace.leave()

    def _gap(self, request: Request) -> float:
        engine = self._crawler.engine
        if engine is None:
            return self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        return float(engine.downloader.slots[request.meta["download_slot"]].delay)


@implementer(IHandshakeListener)
class _PacedProtocol(_LenientHTTP11ClientProtocol):
    """Scrapy's own; it notes when a request goes out, and holds the second attempt that Twisted makes by itself."""

    _pace: Pace | None = None

    def request(self, request: SentRequest) -> Deferred[IResponse]:
        """Sends a request, at once or when the gap since the attempt before has passed."""
        named = (request.headers.getRawHeaders(b"host") or [b""])[0].decode("latin-1")
        self._pace = pace = pace_of(_host(f"//{named}"))
        if self.state != "QUIESCENT":  # it was closed while its request waited
            return fail(RequestNotSent())
        if pace.gap <= 0 or pace.is_first() or pace.left() <= 0:
            return self._send(request)
        from twisted.internet import reactor

        waited: Deferred[None] = deferLater(reactor, pace.left(), lambda: None)
        return waited.addCallback(lambda _: self.request(request))

    def _send(self, request: SentRequest) -> Deferred[IResponse]:
        made = super().request(request)
        self._note()
        return made

    def handshakeCompleted(self) -> None:  # noqa: N802 (Twisted's name)
        """With TLS a connection's first request goes out only now."""
        self._note()

    def _note(self) -> None:
        if self._pace is None:
            return
        self._pace.sent()
        # What was written waits in a buffer until the loop finds that the socket takes it. In its next turn it looks,
        # and calls the writer after what waits already: after this. So the writer was called by the turn after that.
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._pace.sent)


class _PacedFactory(_LenientHTTP11ClientFactory):
    """Makes them."""

    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802 (Twisted's name)
        """A connection's protocol."""
        return _PacedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's constructor
