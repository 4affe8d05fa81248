"""A download handler that writes into each request when it is sent, however late a server sees it."""

from __future__ import annotations

import time

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response

SENT = "X-Sent"
HANDLERS = {"http": "tests.crawler.clock.Stamping", "data": None, "file": None, "ftp": None, "s3": None}
"""The setting DOWNLOAD_HANDLERS of a crawl whose pace is measured."""


class Stamping(HTTP11DownloadHandler):
    """Scrapy's own, and the clock that all processes of this machine share."""

    async def download_request(self, request: Request) -> Response:
        """As Scrapy asks for it."""
        request.headers[SENT] = repr(time.monotonic())
        return await super().download_request(request)
