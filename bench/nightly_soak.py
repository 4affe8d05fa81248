#!/usr/bin/env python3
"""Crawl and read a generated newsroom of 20,000 pages, and watch memory, files and the store's log: for `make nightly`.

The newsroom is served by a process of its own, without delays. Prints a line every 5 % of the pages; exit code 1 where
memory grows after the first quarter, files are left open, or a page is missing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that the project need not be installed

from sqlalchemy import func, select

from capaian.demo.generate import generate
from capaian.demo.newsroom import publishers
from capaian.demo.site import serve
from crawler.run import crawl
from crawler.workers import SPAWN, process_pending
from store.engine import open_store, read_session
from store.pages import PENDING
from store.sql import CAPTURE

GROWTH, SLACK = 1.15, 24
"""Memory after the first quarter may grow by this factor, and by this many MiB (caches that fill up, the heap)."""
MOST_MORE_FILES = 12
MOST_LOG = 64
"""MiB of the store's write-ahead log."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One look: pages done, MiB of memory, open files, MiB of write-ahead log."""

    pages: int
    memory: int
    files: int
    log: float


def serve_here(pipe: Connection, pages: int, seed: int) -> None:
    """The server's process: it tells its hosts and waits for its end."""
    with serve(pages=generate(pages, seed=seed).newsroom()) as site:
        site.asked = _Forgetful()
        pipe.send(frozenset(site.hosts))
        pipe.recv()


class _Forgetful(list[tuple[str, str, int]]):
    def append(self, _: object) -> None:
        """Keeps nothing: the server's own memory is not what is watched."""


@contextmanager
def served(pages: int, seed: int) -> Iterator[frozenset[str]]:
    """The newsroom on loopback, as its "host:port" pairs."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve_here, args=(theirs, pages, seed), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join(30)
        process.kill()


def resident(pid: int) -> int:
    """MiB that a process holds; 0 once it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS")), 0)


def files(pid: int) -> int:
    """Files that a process has open."""
    try:
        return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return 0


def watch(
    work: Callable[[], object], store: Path, pids: Callable[[], list[int]], *, pages: int, read: bool
) -> list[Sample]:
    """Does the work in a thread, and looks at the processes meanwhile: each 5 % of the pages is one sample."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (raised again below, in the main thread)
            faults.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    made: list[Sample] = []
    while thread.is_alive():
        thread.join(0.5)
        done = count(store, read=read)
        if done < pages * (len(made) + 1) / 20:
            continue
        log = store.with_name(store.name + "-wal")
        held = max(map(resident, pids()), default=0)
        if not held:
            continue
        size = log.stat().st_size / 2**20 if log.exists() else 0.0
        made.append(Sample(done, held, max(map(files, pids()), default=0), round(size, 1)))
        print(f"  {made[-1]}", flush=True)
    if faults:
        raise faults[0]
    return made


def count(store: Path, *, read: bool) -> int:
    """Pages that are kept; with `read`, those whose text was looked at."""
    if not store.exists():
        return 0
    engine = open_store(str(store), readonly=True)
    query = select(func.count()).select_from(CAPTURE)
    with read_session(engine) as session:
        made = int(session.execute(query.where(CAPTURE.c.status != PENDING) if read else query).scalar_one())
    engine.dispose()
    return made


def faults(samples: list[Sample], what: str) -> list[str]:
    """What is not flat.

    >>> faults([Sample(n, 100 + n, 10, 1.0) for n in range(0, 200, 10)], "crawl")
    ['crawl: 150 MiB after a quarter, 290 MiB at most after it']
    """
    made = []
    early, later = samples[len(samples) // 4], samples[len(samples) // 4 :]
    most = max(sample.memory for sample in later)
    if most > GROWTH * early.memory + SLACK:
        made.append(f"{what}: {early.memory} MiB after a quarter, {most} MiB at most after it")
    if max(sample.files for sample in later) > early.files + MOST_MORE_FILES:
        made.append(f"{what}: {early.files} open files after a quarter, {max(sample.files for sample in later)} later")
    if max(sample.log for sample in later) > MOST_LOG:
        made.append(f"{what}: a write-ahead log of {max(sample.log for sample in later)} MiB")
    return made


def main() -> int:
    """Crawl, read, and say; 0 if everything was flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    registry = publishers()
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="capaian-soak-") as folder, served(given.pages, given.seed) as hosts:
        store = Path(folder) / "store.sqlite"
        own = {child.pid for child in multiprocessing.active_children()}

        def children() -> list[int]:
            return [child.pid for child in multiprocessing.active_children() if child.pid and child.pid not in own]

        outcomes: dict[str, object] = {}
        begun = time.monotonic()
        print(f"crawling {given.pages} pages", flush=True)
        samples = watch(
            lambda: outcomes.update(crawl(store_url=str(store), publishers=registry, allow_loopback=hosts)),
            store,
            children,
            pages=given.pages,
            read=False,
        )
        spent = time.monotonic() - begun
        kept = count(store, read=False)
        print(f"{kept} pages in {spent:.0f} s, {kept / spent:.0f} a second", flush=True)
        found += faults(samples, "crawl")
        if kept < given.pages:
            found.append(f"{kept} pages of {given.pages} were kept: {outcomes}")
        begun = time.monotonic()
        engine = open_store(str(store))
        words: dict[str, int] = {}
        print("reading them in two workers; the largest process is watched", flush=True)
        samples = watch(
            lambda: words.update(process_pending(engine, jobs=2, publishers=registry)),
            store,
            lambda: [os.getpid(), *children()],
            pages=given.pages,
            read=True,
        )
        engine.dispose()
        spent = time.monotonic() - begun
        print(f"{words} in {spent:.0f} s, {sum(words.values()) / spent:.0f} a second", flush=True)
        found += faults(samples, "reading")
        if sum(words.values()) != kept or words.get("claims", 0) + words.get("no_claim", 0) != given.pages:
            found.append(f"{kept} pages were kept, and of {given.pages} articles these were read: {words}")
    print("\n".join(found) if found else "flat")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
