#!/usr/bin/env python3
"""Generated pages from a server on loopback: `python -P crawl.py capaian|line|scrapy PAGES`. Prints one JSON object.

`capaian` crawls them as it crawls outlets, with frontier, store and archive, on the way through lists and feeds; `line`
cleans and reads them meanwhile, in two processes, until the claims are in the store; `scrapy` is a bare spider that
downloads the same articles, one connection to each host, and does nothing with them. The server, a process of its own,
makes its pages before anything is measured. CPU time is that of all processes but the server. For `line` it is told
apart: the crawl, the workers that read, this process, which stores, and the server beside them; a page that could not
be read, or a line without claims, is an error and no figure.
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
from contextlib import nullcontext
from functools import lru_cache
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

# of the project nothing is imported here: every child process loads this file first, as it would load `capaian`'s own
JOBS = 2
_UNREAD = frozenset({"pending", "not_archived", "too_complex", "failed"})


def line(pages: int, hosts: frozenset[str]) -> dict[str, object]:
    """Crawl them, and clean and read them meanwhile."""
    return capaian(pages, hosts, jobs=JOBS)


def _spent() -> tuple[float, float, float]:
    """(seconds by the clock, CPU seconds of this process, those of its children that have ended)."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic(), time.process_time(), used.ru_utime + used.ru_stime


def capaian(pages: int, hosts: frozenset[str], *, jobs: int = 0) -> dict[str, object]:
    """Crawl them; what was captured, and, if they are read in so many processes, what that gave and cost."""
    from capaian.demo.generate import FIRST
    from capaian.demo.newsroom import publishers
    from crawler.beside import reading_beside
    from crawler.run import crawl
    from crawler.workers import process_pending
    from store.counts import status_counts
    from store.engine import open_store, read_session

    begun = _spent()
    loose = {slug: one.model_copy(update={"daily_budget": 10 * pages}) for slug, one in publishers().items()}
    with tempfile.TemporaryDirectory(prefix="capaian-bench-") as folder:
        store = f"{folder}/store.sqlite"
        engine = open_store(store, create=True)
        with reading_beside(engine, jobs=jobs, publishers=loose) if jobs else nullcontext():
            crawl(store_url=store, publishers=loose, since=FIRST, allow_loopback=hosts)
            crawled = _spent()
        if jobs:
            process_pending(engine, jobs=jobs, publishers=loose)
        read = _spent()
        with read_session(engine) as session:
            counts = status_counts(session)
        engine.dispose()
    captured = sum(counts["captures"].values())
    made: dict[str, object] = {"pages": captured}
    if not jobs:
        return made
    articles, claims = counts["captures"].get("claims", 0), counts["claims"].get("current", 0)
    if articles < captured / 2 or not claims or counts["captures"].keys() & _UNREAD:
        raise SystemExit(f"the line is broken: {counts}")
    # no worker ends before the crawl does, and the writer waits for it
    parts = {"crawl": crawled[2] - begun[2], "workers": read[2] - crawled[2], "writer": read[1] - begun[1]}
    clocks = {"crawl": crawled[0] - begun[0], "reading": read[0] - crawled[0]}
    return made | {"articles": articles, "claims": claims, "cpu_parts": parts, "clocks": clocks}


def scrapy(pages: int, hosts: frozenset[str]) -> dict[str, object]:
    """Download them with a bare spider in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_bare, args=(theirs, pages, next(iter(hosts)).rpartition(":")[2]))
    process.start()
    came = int(ours.recv())
    process.join()
    return {"pages": came}


def _bare(pipe: multiprocessing.connection.Connection, pages: int, port: str) -> None:
    from scrapy import Request, Spider
    from scrapy.crawler import CrawlerProcess

    from capaian.demo.generate import generate
    from capaian.demo.newsroom import publishers, url_of

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


def serve_made(pages: int) -> None:
    """The server: its pages are made, then it tells its hosts and what that cost, and serves until killed."""
    from capaian.demo import site
    from capaian.demo.generate import generate
    from capaian.demo.newsroom import url_of

    made = generate(pages)
    room = made.newsroom()
    site.respond = lru_cache(maxsize=None)(site.respond)
    with site.serve(pages=room) as served:
        for number in range(pages):
            story = made.story(number)
            host, _, path = url_of(room.outlets[story.outlet], story).partition("://")[2].partition("/")
            site.respond(room, f"{host.partition(':')[0]}:{served.port}", f"/{path}")
        print(json.dumps({"hosts": sorted(served.hosts), "cpu": time.process_time()}), flush=True)
        while True:
            time.sleep(60)


METHODS = {"capaian": capaian, "line": line, "scrapy": scrapy}


def main() -> None:
    """One crawl, in processes of its own."""
    method, pages = sys.argv[1], int(sys.argv[2])
    if method == "serve":
        serve_made(pages)
    command = [sys.executable, "-P", __file__, "serve", str(pages)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for name in () if method == "scrapy" else ("capaian.demo.generate", "crawler.beside", "crawler.run"):
            import_module(name)  # while the server makes its pages
        assert server.stdout is not None
        ready = json.loads(server.stdout.readline())
        begun, own = time.monotonic(), time.process_time()
        came = METHODS[method](pages, frozenset(ready["hosts"]))
        seconds = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)  # the server is still at work, and so is not in it
        spent, peak = used.ru_utime + used.ru_stime + time.process_time() - own, used.ru_maxrss / 1024
    finally:
        server.kill()
        server.communicate()
    if "cpu_parts" in came:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        came["cpu_parts"]["server"] = ended.ru_utime + ended.ru_stime - used.ru_utime - used.ru_stime - ready["cpu"]
    print(json.dumps(came | {"cpu": spent, "seconds": round(seconds, 1), "peak_mb": round(peak)}))


if __name__ == "__main__":
    main()
