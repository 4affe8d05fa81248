#!/usr/bin/env python3
"""Generated pages through the whole line: served, crawled, archived, cleaned, read, checked; for `make nightly`.

    python bench/soak.py --pages 20000

Meanwhile memory, open files and the write-ahead log are measured; afterwards everything is counted. Exit code 1 where
memory grows, the log is not bounded, a file stays open, a page has no status or two, or a sum is not equal.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # so that the project need not be installed

from sqlalchemy import ColumnElement, Engine, func, select

from capaian.demo.generate import FIRST, generate
from capaian.demo.newsroom import publishers
from capaian.line import check_store
from crawler.beside import reading_beside
from crawler.run import crawl
from crawler.verify import verify
from crawler.workers import process_pending
from store.captures import PENDING
from store.counts import status_counts
from store.engine import open_store, read_session
from store.sql import CAPTURE, PAGE, REVISION, TASK

EVERY = 1.0
"""Seconds between two measurements."""
GROWTH, SLACK_MB = 1.25, 40
"""How much more memory the last quarter of a stage may take than its second quarter."""
MEASURED = 60
"""Measurements below which growth says nothing: loading the rules alone takes some seconds."""
STEP = 1000
"""Pages after which what is measured is printed."""
JOBS = 2
"""Processes that read pages."""
WAL_MB = 64
FILES = 8
"""How many more files may be open at the end of a stage than in its second quarter."""


@dataclass(slots=True)
class Stage:
    """What was measured during a stage, all processes of the line together."""

    name: str
    rss_mb: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    wal_mb: list[float] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    """How many pages were through at each measurement."""
    seconds: float = 0.0

    def faults(self) -> list[str]:
        """What was not as it must be; a stage too short to have quarters is only bounded."""
        made = []
        if self.wal_mb and max(self.wal_mb) > WAL_MB:
            made.append(f"{self.name}: the write-ahead log had {max(self.wal_mb):.0f} MB, more than {WAL_MB}")
        if len(self.rss_mb) < MEASURED:
            return made
        early, late = (quarter(self.rss_mb, number) for number in (1, 3))
        if late > early * GROWTH + SLACK_MB:
            made.append(f"{self.name}: memory grew from {early:.0f} to {late:.0f} MB")
        before, after = (quarter(self.files, number) for number in (1, 3))
        if after > before + FILES:
            made.append(f"{self.name}: open files grew from {before:.0f} to {after:.0f}")
        return made


def quarter(values: Sequence[float], number: int) -> float:
    """The median of one quarter of the measurements, 0 to 3.

    >>> quarter([1, 1, 2, 2, 3, 3, 9, 9], 3)
    9.0
    """
    size = len(values) // 4
    return float(statistics.median(values[number * size : (number + 1) * size]))


def processes(root: int) -> list[int]:
    """A process and all that it started, directly or not."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue  # it has just ended
    found, rest = [], [root]
    while rest:
        one = rest.pop()
        found.append(one)
        rest += [child for child, parent in parents.items() if parent == one]
    return found


def measured(pids: Sequence[int]) -> tuple[float, int]:
    """(resident memory in MB, open files) of some processes."""
    memory, files = 0, 0
    for pid in pids:
        try:
            memory += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            files += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        except OSError:
            continue  # it has just ended
    return memory / 2**20, files


def watch(
    name: str, wal: Path, work: Callable[[], object], *, without: int, through: Callable[[], int], step: int
) -> Stage:
    """Do some work, and measure this process and its children meanwhile, but for one that is no part of the line.

    `through` says how many pages have been worked at; a line is printed each time that it is `step` more.
    """
    made, stop = Stage(name), threading.Event()
    print(f"{name} ...", flush=True)

    def look() -> None:
        while not stop.wait(EVERY):
            foreign = set(processes(without))
            memory, files = measured([pid for pid in processes(os.getpid()) if pid not in foreign])
            made.rss_mb.append(memory)
            made.files.append(files)
            made.wal_mb.append(wal.stat().st_size / 2**20 if wal.exists() else 0.0)
            made.pages.append(through())
            if made.pages[-1] // step > (made.pages[-2] // step if len(made.pages) > 1 else 0):
                told = f"{memory:.0f} MB, {files} files, log {made.wal_mb[-1]:.1f} MB"
                print(f"  {made.pages[-1]:>7} pages: {told}", flush=True)

    thread = threading.Thread(target=look, daemon=True)
    begun = time.monotonic()
    thread.start()
    try:
        work()
    finally:
        stop.set()
        thread.join()
        made.seconds = time.monotonic() - begun
    return made


def soak(pages: int, folder: Path) -> tuple[list[Stage], dict[str, object], list[str]]:
    """(what was measured, what was counted, what was wrong)."""
    store = folder / "soak.sqlite"
    wal = folder / "soak.sqlite-wal"
    open_store(str(store), create=True).dispose()
    registry = publishers()
    open_files = measured([os.getpid()])[1]
    server = subprocess.Popen([sys.executable, __file__, "--serve", str(pages)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        hosts = frozenset(json.loads(server.stdout.readline()))
        loose = {slug: block.model_copy(update={"daily_budget": 10 * pages}) for slug, block in registry.items()}
        outcomes = {}

        def crawling() -> None:
            # the server makes each page when it is asked for: a sitemap of thousands takes it long on a busy machine
            patient = {"DOWNLOAD_TIMEOUT": 600}
            with reading_beside(engine, jobs=JOBS, publishers=registry):
                given = {"publishers": loose, "allow_loopback": hosts, "settings": patient}
                made = crawl(store_url=str(store), since=FIRST, **given)
            outcomes.update({slug: one.status for slug, one in made.items()})

        looking = open_store(str(store), readonly=True)
        fetched, read = (partial(_captures, looking, *where) for where in ((), (CAPTURE.c.status != PENDING,)))
        watched = partial(watch, wal=wal, without=server.pid, step=STEP)
        engine = open_store(str(store))
        stages = [watched("crawl, reading meanwhile", work=crawling, through=fetched)]
        reading = partial(process_pending, engine, jobs=JOBS, publishers=registry)
        stages.append(watched("read what is left", work=reading, through=read))
        checking = partial(check_store, engine, save=True, part=True)
        stages.append(watched("check", work=checking, through=lambda: 0))
        counted = count(engine)
        faults = [fault for stage in stages for fault in stage.faults()]
        faults += wrong_sums(counted, pages, outcomes)
        faults += [f"archive: {fault}" for fault in verify(engine).faults]
        engine.dispose()
        looking.dispose()
    finally:
        server.kill()
        server.communicate()
    left = measured([os.getpid()])[1] - open_files
    if left > 2:
        faults.append(f"{left} files are open at the end that were not at the start")
    return stages, counted, faults


def _captures(engine: Engine, *where: ColumnElement[bool]) -> int:
    with read_session(engine) as session:
        return int(session.execute(select(func.count()).select_from(CAPTURE).where(*where)).scalar_one())


def count(engine: object) -> dict[str, object]:
    """Everything in the store by its status, and how many rows there are."""
    with read_session(engine) as session:  # type: ignore[arg-type]
        made: dict[str, object] = dict(status_counts(session))
        tables = {"fetch": TASK, "pages": PAGE, "captures": CAPTURE, "revisions": REVISION}
        for name, table in tables.items():
            made[f"rows in {name}"] = session.execute(select(func.count()).select_from(table)).scalar_one()
        articles = select(func.count()).where(TASK.c.kind == "article", TASK.c.state == "done", TASK.c.status != "gone")
        made["articles"] = session.execute(articles).scalar_one()
    return made


def wrong_sums(counted: dict[str, object], pages: int, outcomes: dict[str, str]) -> list[str]:
    """Which of the sums is not what it must be. The invented site has an address that says with 200 that it is gone.

    >>> sound = {name: {"x": 2} for name in ("fetch", "pages", "captures", "revisions")}
    >>> sound |= {f"rows in {name}": 2 for name in sound} | {"articles": 2}
    >>> wrong_sums(sound, 2, {"a": "done"})
    []
    >>> wrong_sums(sound | {"articles": 1, "captures": {"pending": 2}}, 2, {"a": "failed"})
    ['crawl of a: failed', '2 captures were never read', 'articles: 1, not 2 and 0 that is gone']
    """
    made = [f"crawl of {slug}: {word}" for slug, word in outcomes.items() if word != "done"]
    for name in ("fetch", "pages", "captures", "revisions"):
        row = counted[name]
        assert isinstance(row, dict)
        if sum(row.values()) != counted[f"rows in {name}"]:
            made.append(f"{name}: {row} do not add up to {counted[f'rows in {name}']}")
        read = sum(number for word, number in row.items() if word != "soft_404")
        if name != "fetch" and read != pages:
            made.append(f"{name}: {read}, not {pages}")
    captures = counted["captures"]
    assert isinstance(captures, dict)
    if captures.get("pending"):
        made.append(f"{captures['pending']} captures were never read")
    if counted["articles"] != pages + captures.get("soft_404", 0):
        gone = captures.get("soft_404", 0)
        made.append(f"articles: {counted['articles']}, not {pages} and {gone} that is gone")
    return made


def serve_pages(pages: int) -> None:
    """The child: serve them until killed."""
    from capaian.demo.site import serve

    with serve(pages=generate(pages).newsroom()) as site:
        print(json.dumps(sorted(site.hosts)), flush=True)
        while True:
            time.sleep(5)
            site.asked.clear()


def main(arguments: Sequence[str] | None = None) -> int:
    """Soak and tell; 1 where something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.serve:
        serve_pages(given.serve)
    with tempfile.TemporaryDirectory(prefix="capaian-soak-") as folder:
        stages, counted, faults = soak(given.pages, Path(folder))
        disk = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 2**20
    for stage in stages:
        if not stage.rss_mb:  # over before it was looked at: it found nothing left to do
            print(f"{stage.name:<6} {stage.seconds:7.1f} s, too short to measure")
            continue
        rate = given.pages / stage.seconds
        enough = len(stage.rss_mb) >= 4
        flat = (
            f"{quarter(stage.rss_mb, 1):.0f} → {quarter(stage.rss_mb, 3):.0f} MB" if enough else "too short to measure"
        )
        files = f", files {quarter(stage.files, 1):.0f} → {quarter(stage.files, 3):.0f}" if enough else ""
        print(
            f"{stage.name:<6} {stage.seconds:7.0f} s {rate:7.1f} pages/s, memory {flat} (most "
            f"{max(stage.rss_mb, default=0):.0f}){files}, log at most {max(stage.wal_mb, default=0):.1f} MB"
        )
    for name in ("fetch", "pages", "captures", "revisions", "claims", "findings"):
        row = counted[name]
        assert isinstance(row, dict)
        print(f"{name + ':':<11}{' + '.join(f'{number} {word}' for word, number in row.items())} = {sum(row.values())}")
    print(f"{disk:.0f} MB on disk")
    for fault in faults:
        print(f"WRONG: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
