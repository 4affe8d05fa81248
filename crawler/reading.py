"""What a worker process does with a page: clean it, and read its claims. It loads no database.

A page that cannot be read leaves with its word, and stops nobody.
"""

from __future__ import annotations

import resource
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.archive import ArchiveError, read_capture
from crawler.orphans import end_with_parent, leave_it_to_the_parent, loading
from models.keys import text_sha256
from models.private import masked_article
from models.publishers import Publisher
from models.values import Article, Report


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


def load() -> None:
    """Loads all that reading needs, before a page comes; ImportError where that is not there."""
    with loading():
        from extract.clean import clean_page
        from extract.pipeline import pipeline

        clean_page(b"<html><body><p>Pendek.</p></body></html>", url="https://kabar.example/satu")
        pipeline()


def serve(pipe: Connection, registry: Mapping[str, Publisher], memory: int) -> None:
    """A worker's whole life, once it is loaded: pages in, outcomes out."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))  # only now: it is the page's need that counts
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


def serve_alone(pipe: Connection, registry: Mapping[str, Publisher], memory: int) -> None:
    """A worker that no nursery made."""
    leave_it_to_the_parent()
    end_with_parent()
    try:
        load()
    except ImportError as error:
        pipe.send(error)
        return
    serve(pipe, registry, memory)
