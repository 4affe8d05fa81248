"""Cleaning and extraction, in processes of their own: a page that costs too much time or memory costs nobody else.

Workers are spawned (never forked beside Twisted), build the pipeline once, and are replaced when a page kills them or
overstays. They read and compute; the parent alone writes to the store.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crawler.archive import ArchiveError, archive_folder, read_capture
from crawler.bounds import Bounds
from crawler.orphans import end_with_parent, leave_it_to_the_parent, start_deaf
from models.keys import text_sha256
from models.private import masked_article
from models.publishers import Publisher, publishers
from models.values import Article, Report
from models.wire import loads
from store.captures import OUTSIDE, PendingCapture, pending_captures
from store.duplicates import DUPLICATE, read_stranded_again, reason_of, stands_elsewhere
from store.engine import read_session, write_session
from store.frontier import Discovered, add_discovered
from store.outside import reason_outside
from store.pages import held_article, mark_gone, save_extraction

SECONDS = 60.0
"""Most time for one page; the first one of a worker has `START_SECONDS` more, for building the pipeline."""
START_SECONDS = 120.0
MEMORY = 3 * 1024**3
"""Most address space of a worker, in bytes."""
BATCH = 50
# numpy's linear algebra reserves address space for each thread, and reading pages needs none of it
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Job:
    """A page to clean and read: from the archive, or as `body`; or an article that is clean already."""

    source: str
    url: str
    fetched_at: datetime
    content_type: str | None
    archive: tuple[str, str, int, int] | None = None
    """(folder, file, offset, length)."""
    body: bytes | None = None
    more: tuple[tuple[str, str, int, int] | bytes, ...] = ()
    """The further pages of an article on several, each likewise."""
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page, under one status word: that of cleaning, or of extraction where there is an article.

    `canonical_url` is the other address that the page names as its article's; whether it is a copy of that one, the
    store decides (`settled`).
    """

    status: str
    reason: str | None = None
    article: Article | None = None
    report: Report | None = None
    published_source: str | None = None
    timezone: str | None = None
    canonical_url: str | None = None


def read_page(job: Job, registry: Mapping[str, Publisher]) -> Outcome:
    """Cleans a page and reads its claims, here and now."""
    from extract.clean import clean_pages
    from extract.pipeline import extract_article

    if job.article is not None:
        report = extract_article(job.article)
        return Outcome(str(report.status) if report.status else "ok", None, job.article, report)
    first = job.body if job.body is not None else job.archive
    if first is None:
        return Outcome("not_archived", "the capture has no place in the archive")
    try:
        bodies = [page if isinstance(page, bytes) else _archived(page) for page in (first, *job.more)]
    except ArchiveError as error:
        return Outcome("not_archived", str(error))
    made = clean_pages(
        bodies,
        url=job.url,
        content_type=job.content_type,
        fetched_at=job.fetched_at,
        publisher=registry.get(job.source),
        slug=job.source,
    )
    if made.article is None:
        return Outcome(str(made.status), made.reason)
    other = made.canonical_url if job.source in registry and made.canonical_url != job.url else None
    article = Article(job.url, made.article.publisher, made.article.published, made.article.title, made.article.text)
    # the text's digest stays that of the text as it was printed
    report = replace(extract_article(masked_article(article)), text_sha256=text_sha256(article.text))
    return Outcome(
        str(report.status) if report.status else "ok",
        None,
        article,
        report,
        made.published_source,
        made.timezone,
        other,
    )


def read_safely(job: Job, registry: Mapping[str, Publisher], *, memory: int | None = None) -> Outcome:
    """Cleans a page and reads its claims; a page that cannot be read leaves with its word, and stops nobody.

    `memory`, in bytes, is what the process may use at most, for the sentence.
    """
    try:
        return read_page(job, registry)
    except MemoryError:
        told = f"{memory // 2**20} MiB" if memory else "there is"
        return Outcome("too_complex", f"it needs more than {told}" if memory else f"it needs more memory than {told}")
    except RecursionError:
        return Outcome("too_complex", "it is nested too deeply")
    except ImportError:  # the program is broken, not the page
        raise
    except Exception as error:  # noqa: BLE001  (a page must not stop the line; it is set aside with its reason)
        return Outcome("failed", f"{type(error).__name__}: {error}"[:500])


def _archived(place: tuple[str, str, int, int]) -> bytes:
    folder, file, offset, length = place
    return read_capture(Path(folder), file, offset, length).body


def _serve(pipe: Connection, registry: Mapping[str, Publisher], memory: int) -> None:
    """A worker's whole life: pages in, outcomes out."""
    leave_it_to_the_parent()
    end_with_parent()
    try:
        for module in ("extract.clean", "extract.pipeline"):  # before the limit: it is the page's need that counts
            import_module(module)
    except ImportError as error:
        pipe.send(error)
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        try:
            job = pipe.recv()
        except EOFError:
            return
        if job is None:
            return
        made: Outcome | ImportError
        try:
            made = read_safely(job, registry, memory=memory)
        except ImportError as error:
            made = error
        pipe.send(made)


class Worker:
    """One worker process; it is started at the first page, and again after one that it did not survive."""

    def __init__(self, registry: Mapping[str, Publisher], *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._registry = dict(registry)
        self._seconds = seconds
        self._memory = memory
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._turn = threading.Lock()

    def _start(self) -> Connection:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=_serve, args=(theirs, self._registry, self._memory), daemon=True)
        start_deaf(process)
        theirs.close()
        self._process, self._pipe = process, ours
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
            code = self._process.exitcode if self._process else None
            self.stop()
            return Outcome("too_complex", f"its worker died (exit code {code})")
        if isinstance(made, ImportError):
            self.stop()
            raise made
        return made

    def stop(self) -> None:
        """Ends the process, whatever it does."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._process = self._pipe = None


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
) -> dict[str, int]:
    """Cleans and reads every capture that waits, in `jobs` processes; answers how many left with which status word.

    With `scheduler` the workers of a Dask cluster do it. `progress` is called with each page's status; `sources` are
    the only ones whose pages are read, and of one with `bounds` what lies outside of these days becomes no article.
    `publishers` defaults to the registry; pages of sources that it lacks are cleaned by what is true of all.
    """
    from crawler.readers import read_all

    registry = publishers if publishers is not None else _registry()
    folder = str(archive_folder(engine.url))
    with write_session(engine) as session:
        read_stranded_again(session, sources=sources)

    def waiting() -> Iterator[tuple[PendingCapture, Job]]:
        after = 0
        while True:
            with read_session(engine) as session:
                batch = pending_captures(session, BATCH, after=after, sources=sources)
            if not batch:
                return
            yield from ((capture, job_of(capture, folder)) for capture in batch)
            after = batch[-1].capture_id

    counts: dict[str, int] = {}
    outcomes = read_all(waiting(), registry, jobs=jobs, scheduler=scheduler, seconds=seconds, memory=memory)
    for capture, made in outcomes:
        days = (bounds or {}).get(capture.source)
        made = save(engine, capture.capture_id, capture.source, made, url=capture.canonical_url, bounds=days)
        counts[made.status] = counts.get(made.status, 0) + 1
        if progress:
            progress(made.status)
    return counts


def job_of(capture: PendingCapture, folder: str) -> Job:
    """The job of a capture in the archive."""
    place = None if capture.place is None else (folder, *capture.place)
    parts = loads(capture.parts) if capture.parts else []
    more = tuple((folder, str(part["file"]), int(part["offset"]), int(part["length"])) for part in parts)
    return Job(capture.source, capture.canonical_url, capture.fetched_at, capture.content_type, place, more=more)


def _registry() -> Mapping[str, Publisher]:
    return publishers()
