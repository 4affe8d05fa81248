"""A download handler that writes into each request when it goes to the socket, however late a server sees it."""

from __future__ import annotations

import time

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.error import ConnectionLost
from twisted.internet.tcp import Connection

from crawler.pace import PacedHandler

SENT = "X-Sent"
_BLANK = "0" * 20
HANDLERS = {"http": "tests.crawler.clock.Stamping", "data": None, "file": None, "ftp": None, "s3": None}
"""The setting DOWNLOAD_HANDLERS of a crawl whose pace is measured."""

_write = Connection.writeSomeData


def _stamped(connection: Connection, data: bytes) -> int | ConnectionLost:
    """Twisted's own last step, the write to the socket, with the clock that all processes of this machine share."""
    blank = f"{SENT}: {_BLANK}".encode()
    if blank in bytes(data):
        data = bytes(data).replace(blank, f"{SENT}: {time.monotonic():020.9f}".encode())
    return _write(connection, data)


class Stamping(PacedHandler):
    """The crawl's own, with a header that is filled in by the clock when its bytes are handed to the system."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        Connection.writeSomeData = _stamped  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        """As Scrapy asks for it."""
        request.headers[SENT] = _BLANK
        return await super().download_request(request)
