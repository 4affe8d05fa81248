"""What a crawl fetched and is about to keep: written in small groups, archive first, then the store in one transaction.

A visit ends in the transaction that saves its capture, so that a kill at any moment loses nothing but leases.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from crawler.archive import Archive, Place, body_sha256, digest_of
from models.wire import dumps
from store.captures import first_seen, has_body, hold_pages
from store.engine import read_session, write_session
from store.frontier import Task, finish
from store.pages import mark_gone, save_capture

PLAN = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
"""When a page is looked at again, counted from its first fetch: papers correct figures within hours, or never."""
HOLD_SECONDS, HOLD_PAGES, HOLD_BYTES = 0.9, 8, 4 << 20
"""Captures that came faster than a source's delay allows (from this machine) are written together, at most so many."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One response, as it is archived."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    request_headers: list[tuple[str, str]]
    body: bytes
    ip: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """The capture that ended a task's visit; `is_new` where its body was not known."""

    task_id: int
    capture_id: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Capture:
    """A page that was fetched and is not written yet."""

    task: Task
    canonical_url: str
    pages: tuple[Fetched, ...]
    digest: str
    at: datetime

    @property
    def size(self) -> int:
        return sum(len(page.body) for page in self.pages)


def next_visit(first: datetime, now: datetime, *, published: str | None = None) -> datetime | None:
    """When a page that was first fetched at `first` is due again; None once the plan is through.

    Articles older than the plan (a crawl into the past) are looked at once more, at its end. `published` is ISO 8601.

    >>> first = datetime(2026, 1, 1, 8, tzinfo=UTC)
    >>> next_visit(first, first).isoformat(), next_visit(first, first + timedelta(hours=2)).isoformat()
    ('2026-01-01T09:00:00+00:00', '2026-01-02T08:00:00+00:00')
    >>> next_visit(first, first, published="2019-05-03").isoformat(), next_visit(first, first + timedelta(days=30))
    ('2026-01-31T08:00:00+00:00', None)
    """
    old = published is not None and date.fromisoformat(published[:10]) < (first - PLAN[-1]).date()
    return next((first + wait for wait in (PLAN[-1:] if old else PLAN) if first + wait > now), None)


class Captures:
    """The captures of one run over one source that wait for a write to the disk."""

    def __init__(self, engine: Engine, source: str, run_id: int, archive: Archive) -> None:
        self.engine = engine
        self.source = source
        self.run_id = run_id
        self.archive = archive
        self._waiting: list[_Capture] = []
        self._settled = time.monotonic()

    def keep(self, task: Task, canonical_url: str, pages: Sequence[Fetched], *, at_once: bool = False) -> list[Kept]:
        """Keeps an article's page, or all pages of one on several, and ends its visit; answers what was written.

        It may wait a moment for others, so that they share a write to the disk; meanwhile it is leased, and a crash
        repeats it. `at_once` it does not.
        """
        digest = digest_of([page.body for page in pages])
        made = []
        if any(one.canonical_url == canonical_url for one in self._waiting):
            made = self.settle()  # which of two addresses of one article is new is asked of the store
        self._waiting.append(_Capture(task, canonical_url, tuple(pages), digest, datetime.now(UTC)))
        size = sum(one.size for one in self._waiting)
        late = time.monotonic() - self._settled >= HOLD_SECONDS
        if at_once or late or len(self._waiting) >= HOLD_PAGES or size >= HOLD_BYTES:
            made += self.settle()
        return made

    def settle(self) -> list[Kept]:
        """Writes the captures that wait, archive first.

        Where it fails, their tasks stay leased, and are visited again.
        """
        waiting, self._waiting = self._waiting, []
        self._settled = time.monotonic()
        if not waiting:
            return []
        with read_session(self.engine) as session:
            seen = first_seen(session, [one.canonical_url for one in waiting])
            known = {
                url for one in waiting if (url := one.canonical_url) in seen and has_body(session, url, one.digest)
            }
        places = {one.task.id: self._archived(one) for one in waiting if one.canonical_url not in known}
        self.archive.sync()
        made = []
        with write_session(self.engine) as session:
            hold_pages(session, {url for one in waiting for url in (one.canonical_url, one.task.url)})
            for one in waiting:
                since = seen.get(one.canonical_url, one.at)
                capture_id, is_new = self._keep(session, one, places.get(one.task.id, []), since)
                made.append(Kept(one.task.id, capture_id, is_new))
        return made

    def _keep(self, session: Session, one: _Capture, places: Sequence[Place], since: datetime) -> tuple[int, bool]:
        first = one.pages[0]
        by_name = {name.lower(): value for name, value in first.headers}
        place = places[0] if places else None
        parts = [
            {"url": page.url, "sha256": body_sha256(page.body)} | asdict(at)
            for page, at in zip(one.pages[1:], places[1:], strict=False)
        ]
        # the first page's validators say nothing of those behind it
        etag, last_modified = ("", "") if len(one.pages) > 1 else (by_name.get("etag"), by_name.get("last-modified"))
        if one.canonical_url != one.task.url:
            # it leads to another address now: what it said, if anything, no longer stands here
            mark_gone(session, one.task.url, when=one.at, moved_to=one.canonical_url)
        capture_id, is_new = save_capture(
            session,
            source=self.source,
            url=first.url,
            canonical_url=one.canonical_url,
            run_id=self.run_id,
            fetched_at=one.at,
            http_status=first.status,
            body_sha256=one.digest,
            content_type=by_name.get("content-type"),
            charset=None,
            etag=etag,
            last_modified=last_modified,
            archive_file=place.file if place else None,
            archive_offset=place.offset if place else None,
            archive_length=place.length if place else None,
            body_length=sum(len(page.body) for page in one.pages),
            parts=dumps(parts) if parts else None,
        )
        finish(
            session,
            one.task.id,
            status="fetched" if is_new else "unchanged",
            next_visit_at=next_visit(since, one.at, published=one.task.published_hint),
            etag=etag,
            last_modified=last_modified,
            now=one.at,
        )
        return capture_id, is_new

    def _archived(self, one: _Capture) -> list[Place]:
        """Where its pages stand in the archive, once that is on the disk."""
        single = len(one.pages) == 1
        return [
            self.archive.write(
                url=page.url,
                fetched_at=one.at,
                status=page.status,
                headers=page.headers,
                body=page.body,
                request_headers=page.request_headers,
                ip=page.ip,
                note={
                    "source": self.source,
                    "canonical-url": one.canonical_url,
                    "sha256": one.digest if single else body_sha256(page.body),
                },
                durable=False,
            )
            for page in one.pages
        ]
