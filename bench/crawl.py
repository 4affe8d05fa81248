#!/usr/bin/env python3
"""Generated pages from a server on loopback: `python -P crawl.py capaian|scrapy PAGES`. Prints one JSON object.

`capaian` crawls them as it crawls outlets, with frontier, store and archive, on the way through lists and feeds;
`scrapy` is a bare spider that downloads the same articles, one connection to each host, and does nothing with them.
CPU time is that of the crawling process alone.
"""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from capaian.demo.generate import FIRST, generate
from capaian.demo.newsroom import publishers, url_of
from crawler.run import crawl
from store.counts import status_counts
from store.engine import open_store, read_session


def capaian(pages: int, hosts: frozenset[str]) -> int:
    """Crawl them; how many were captured."""
    loose = {slug: one.model_copy(update={"daily_budget": 10 * pages}) for slug, one in publishers().items()}
    with tempfile.TemporaryDirectory(prefix="capaian-bench-") as folder:
        store = f"{folder}/store.sqlite"
        open_store(store, create=True).dispose()
        crawl(store_url=store, publishers=loose, since=FIRST, allow_loopback=hosts)
        engine = open_store(store, readonly=True)
        with read_session(engine) as session:
            captured = sum(status_counts(session)["captures"].values())
        engine.dispose()
    return captured


def scrapy(pages: int, hosts: frozenset[str]) -> int:
    """Download them with a bare spider in a process of its own; how many came."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_bare, args=(theirs, pages, next(iter(hosts)).rpartition(":")[2]))
    process.start()
    came = int(ours.recv())
    process.join()
    return came


def _bare(pipe: multiprocessing.connection.Connection, pages: int, port: str) -> None:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    made = generate(pages)
    room = made.newsroom()
    came = []

    class Bare(Spider):
        name = "bare"

        async def start(self):  # type: ignore[no-untyped-def]
            for number in range(pages):
                story = made.story(number)
                host = publishers()[story.outlet].domains[0]
                path = url_of(room.outlets[story.outlet], story).partition(host)[2].lstrip(":0123456789")
                yield Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"{host}:{port}"}, dont_filter=True)

        def parse(self, response):  # type: ignore[no-untyped-def]
            came.append(len(response.body))

    settings = {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False}
    process = CrawlerProcess(settings | {"CONCURRENT_REQUESTS_PER_DOMAIN": 4, "COOKIES_ENABLED": False})
    process.crawl(Bare)
    process.start()
    pipe.send(len(came))


def main() -> None:
    """One crawl, in processes of its own."""
    method, pages = sys.argv[1], int(sys.argv[2])
    soak = [sys.executable, "-P", str(Path(__file__).with_name("soak.py")), "--serve", str(pages)]
    server = subprocess.Popen(soak, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        hosts = frozenset(json.loads(server.stdout.readline()))
        begun = time.monotonic()
        came = {"capaian": capaian, "scrapy": scrapy}[method](pages, hosts)
        seconds = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)  # the server is still at work, and so is not in it
        spent, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    finally:
        server.kill()
        server.communicate()
    print(json.dumps({"pages": came, "cpu": spent, "seconds": round(seconds, 1), "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
