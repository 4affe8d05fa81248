"""Cleaning and extraction, in processes of their own: a page that costs too much time or memory costs nobody else.

Workers are spawned, or forked where nothing but the pipeline is loaded (never beside Twisted), and are replaced when a
page kills them or overstays. They read and compute (crawler.reading); the parent alone writes to the store.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crawler.archive import archive_folder
from crawler.bounds import Bounds
from crawler.nursery import Nursery, NurseryError
from crawler.orphans import SPAWN, start_deaf
from crawler.reading import Job, Outcome, serve_alone
from models.forgotten import Forgotten
from models.publishers import Publisher, publishers
from models.wire import loads
from store.captures import OUTSIDE, PendingCapture, hold_pages, pending_captures
from store.duplicates import DUPLICATE, read_stranded_again, reason_of, stands_elsewhere
from store.engine import read_session, write_session
from store.frontier import Discovered, add_discovered
from store.outside import reason_outside
from store.pages import held_article, mark_gone, save_extraction
from store.private import forgotten_names

SECONDS = 60.0
"""Most time for one page; the first one of a worker has `START_SECONDS` more, for building the pipeline."""
START_SECONDS = 120.0
MEMORY = 3 * 1024**3
"""Most address space of a worker, in bytes."""
BATCH = 50
LOOK_SECONDS = 0.2
"""How often captures are looked for that others make meanwhile."""
# numpy's linear algebra reserves address space for each thread, and reading pages needs none of it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class Worker:
    """One worker process; it is started at the first page, and again after one that it did not survive.

    With a `nursery`, which loads for several, it comes from there as long as that lives.
    """

    def __init__(
        self,
        registry: Mapping[str, Publisher],
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        nursery: Nursery | None = None,
    ) -> None:
        self._registry = dict(registry)
        self._seconds = seconds
        self._memory = memory
        self._nursery = nursery
        self._process: BaseProcess | None = None
        self._forked: int | None = None
        self._pipe: Connection | None = None
        self._turn = threading.Lock()

    def _start(self) -> Connection:
        ours, theirs = SPAWN.Pipe()
        with theirs:
            if self._nursery is not None:
                try:
                    self._forked = self._nursery.worker(theirs)
                except NurseryError:
                    self._nursery = None
            if self._forked is None:
                process = SPAWN.Process(target=serve_alone, args=(theirs, self._registry, self._memory), daemon=True)
                start_deaf(process)
                self._process = process
        self._pipe = ours
        return ours

    def run(self, job: Job) -> Outcome:
        """A page's outcome; a page that overstays or kills the worker is `too_complex`, with the reason.

        Callers on several threads wait for their turn: one pipe gives outcomes in the order of its jobs.
        """
        with self._turn:
            return self._run(job)

    def _run(self, job: Job) -> Outcome:
        limit = self._seconds
        pipe = self._pipe
        if pipe is None:
            pipe, limit = self._start(), self._seconds + START_SECONDS
        try:
            pipe.send(job)
            if not pipe.poll(limit):
                self.stop()
                return Outcome("too_complex", f"it takes more than {self._seconds:g} seconds")
            made: Outcome | ImportError = pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return Outcome("too_complex", f"its worker died (exit code {self.stop()})")
        if isinstance(made, ImportError):
            self.stop()
            raise made
        return made

    def stop(self) -> int | None:
        """Ends the process, whatever it does; answers its exit code, None where there is none."""
        if self._pipe is not None:
            self._pipe.close()
        code = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            code = self._process.exitcode
        if self._forked is not None and self._nursery is not None:
            with suppress(ProcessLookupError):
                os.kill(self._forked, signal.SIGKILL)
            code = self._nursery.ended(self._forked)
        self._process = self._forked = self._pipe = None
        return code


def settled(session: Session, source: str, url: str, made: Outcome) -> Outcome:
    """The outcome of the page at a canonical URL, by what the store knows of the other address that it names.

    Where the article stands there, or may come to, the page is its copy and keeps nothing of its own.
    """
    if made.canonical_url is None:
        return made
    if not stands_elsewhere(session, source, url, made.canonical_url):
        return replace(made, canonical_url=None)
    return Outcome(DUPLICATE, reason_of(made.canonical_url), canonical_url=made.canonical_url)


def within(session: Session, url: str, made: Outcome, bounds: Bounds | None) -> Outcome:
    """The outcome of the page at a canonical URL by the days that were asked for; outside of them it is no article.

    An article that the store has already is kept up to date, whatever its day.
    """
    if bounds is None or made.article is None:
        return made
    day = bounds.leaves_out(made.article.published)
    if day is None or held_article(session, url):
        return made
    return Outcome(OUTSIDE, reason_outside(day))


def save(
    engine: Engine, capture_id: int, source: str, made: Outcome, *, url: str, bounds: Bounds | None = None
) -> Outcome:
    """Keeps the outcome of the page at a canonical URL, and answers with what was kept.

    A page that is another's copy queues that other one; one that says that it is gone is withdrawn; one outside of
    `bounds` keeps its capture alone.
    """
    with write_session(engine) as session:
        return _save(session, capture_id, source, made, url, bounds, forgotten_names(session))


def _save(
    session: Session,
    capture_id: int,
    source: str,
    made: Outcome,
    url: str,
    bounds: Bounds | None,
    names: Sequence[Forgotten],
) -> Outcome:
    made = within(session, url, settled(session, source, url, made), bounds)
    if made.canonical_url is not None:
        add_discovered(session, source, [Discovered(made.canonical_url, "article", priority=0)])
    save_extraction(
        session,
        capture_id,
        article=made.article,
        published_source=made.published_source,
        timezone=made.timezone,
        report=made.report,
        status=made.status,
        reason=made.reason,
        names=names,
    )
    if made.status == "soft_404" and held_article(session, url):
        # the site says with 200 what it should say with 404: what stood there before is withdrawn
        mark_gone(session, url, when=datetime.now(UTC))
    return made


def process_pending(
    engine: Engine,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    publishers: Mapping[str, Publisher] | None = None,
    progress: Callable[[str], None] | None = None,
    sources: Collection[str] | None = None,
    bounds: Mapping[str, Bounds] | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    until: Event | None = None,
) -> dict[str, int]:
    """Cleans and reads every capture that waits, in `jobs` processes; answers how many left with which status word.

    With `scheduler` the workers of a Dask cluster do it. `progress` is called with each page's status; `sources` are
    the only ones whose pages are read, and of one with `bounds` what lies outside of these days becomes no article.
    `publishers` defaults to the registry; pages of sources that it lacks are cleaned by what is true of all.
    With `until`, captures are waited for until that is set, and pages that name another address as their article's are
    left to be read when all that was fetched is there.
    """
    from crawler.readers import read_in_lots

    registry = publishers if publishers is not None else _registry()
    folder = str(archive_folder(engine.url))
    with write_session(engine) as session:
        read_stranded_again(session, sources=sources)

    def waiting() -> Iterator[tuple[PendingCapture, Job]]:
        after = 0
        while True:
            last = until is None or until.is_set()
            with read_session(engine) as session:
                batch = pending_captures(session, BATCH, after=after, sources=sources)
            yield from ((capture, job_of(capture, folder)) for capture in batch)
            if batch:
                after = batch[-1].capture_id
            elif last or until is None:
                return
            else:
                until.wait(LOOK_SECONDS)

    counts: dict[str, int] = {}
    how: dict[str, Any] = {"jobs": jobs, "scheduler": scheduler, "seconds": seconds, "memory": memory}
    for lot in read_in_lots(waiting(), registry, at_once=until is not None, **how):
        words = []
        with write_session(engine) as session:
            names = forgotten_names(session)
            hold_pages(session, {capture.canonical_url for capture, _ in lot})
            for capture, made in lot:
                if until is not None and made.canonical_url is not None:
                    continue
                days = (bounds or {}).get(capture.source)
                url = capture.canonical_url
                words.append(_save(session, capture.capture_id, capture.source, made, url, days, names).status)
        for word in words:
            counts[word] = counts.get(word, 0) + 1
            if progress:
                progress(word)
    return counts


def job_of(capture: PendingCapture, folder: str) -> Job:
    """The job of a capture in the archive."""
    place = None if capture.place is None else (folder, *capture.place)
    parts = loads(capture.parts) if capture.parts else []
    more = tuple((folder, str(part["file"]), int(part["offset"]), int(part["length"])) for part in parts)
    return Job(capture.source, capture.canonical_url, capture.fetched_at, capture.content_type, place, more=more)


def _registry() -> Mapping[str, Publisher]:
    return publishers()
