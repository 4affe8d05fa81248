"""What is kept of a site's answers: the response as it is archived, and what a run tells of all of them."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector

from crawler.captures import Fetched
from crawler.robots import ROBOTS_NOTE


def header(response: Response, name: str) -> str | None:
    """A header of a response, None if it has none: HTTP's headers are Latin-1."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None


def fetched(response: Response) -> Fetched:
    """What is archived of a response: both sides' headers, the body, and who answered."""
    sent = response.request
    return Fetched(
        response.url,
        response.status,
        _headers(response.headers),
        _headers(sent.headers) if sent else [],
        response.body,
        str(response.ip_address) if response.ip_address else None,
    )


def _headers(headers: Any) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1")) for name, values in headers.items() for value in values or ()
    ]


def seen_of_site(stats: StatsCollector | None, settings: BaseSettings) -> dict[str, Any]:
    """What a run saw of a site, for its ledger: answers, bytes on the wire, waits, robots.txt decisions."""
    seen = stats.get_stats() if stats else {}
    answers, robots = "downloader/response_status_count/", ROBOTS_NOTE
    return {
        "requests": seen.get("downloader/request_count", 0),
        "bytes": seen.get("downloader/response_bytes", 0),
        "answers": {name.removeprefix(answers): n for name, n in sorted(seen.items()) if name.startswith(answers)},
        "delay": settings.getfloat("DOWNLOAD_DELAY"),
        "waits": seen.get("capaian/waits", 0),
        "waited_seconds": seen.get("capaian/waited_ms", 0) / 1000,
        "memory_mib": _peak_memory(),
        "robots": {name.removeprefix(robots): told for name, told in seen.items() if name.startswith(robots)},
    }


def _peak_memory() -> int:
    """MiB of memory that this process held at most."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    # not ru_maxrss, which a new process has from the one that started it
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM:")), 0)
