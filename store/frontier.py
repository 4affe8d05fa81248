"""The frontier: which URLs are still to be visited. It survives a crash at any moment.

A task is in exactly one state: queued, leased, done, retry or quarantined. A crash leaves it leased; the lease
expires, and the task is handed out again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BindParameter, ColumnElement, Integer, and_, bindparam, func, or_, select
from sqlalchemy.engine import CursorResult, Engine
from sqlalchemy.orm import Session

from store.engine import write_session
from store.errors import NoSuchRow
from store.sql import TASK, batches, insert_new, storable

Kind = Literal["feed", "sitemap", "list", "article"]
PARKED = "parked"
"""Begins the reason of a task that waits because its whole source asked to be left alone."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """A URL that was found, in its canonical form; higher priorities are visited first."""

    url: str
    kind: Kind
    published_hint: datetime | date | None = None
    priority: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A URL to visit. `attempts` counts this lease too; `etag` and `last_modified` are those of its last capture."""

    id: int
    source: str
    url: str
    kind: str
    attempts: int
    etag: str | None
    last_modified: str | None
    depth: int
    published_hint: str | None = None
    """ISO day or moment that a feed, sitemap or list gave."""


def add_discovered(
    session: Session,
    source: str,
    items: Iterable[Discovered],
    *,
    found_on: str | None = None,
    now: datetime | None = None,
) -> int:
    """Queue the URLs that the source's frontier does not hold yet, and answer how many; others stay as they are."""
    added_at = now or datetime.now(UTC)
    rows = [
        {
            "source": source,
            "url": item.url,
            "kind": item.kind,
            "state": "queued",
            "priority": item.priority,
            "depth": item.depth,
            "attempts": 0,
            "found_on": found_on,
            "published_hint": item.published_hint and item.published_hint.isoformat(),
            "added_at": added_at,
        }
        for item in items
    ]
    new = 0
    statement = insert_new(session, TASK, ("source", "url"))
    for batch in batches(storable(row) for row in rows):
        # not rowcount, which PostgreSQL's driver leaves at -1 here
        new += len(session.scalars(statement, batch).all())
    return new


def lease(engine: Engine, source: str, *, limit: int, run_id: int, now: datetime, seconds: int = 300) -> list[Task]:
    """Hand out up to `limit` tasks that are due, for `seconds`; until then nobody else gets them.

    Best priority first, then in the order in which they were found. One short transaction of its own.
    """
    with write_session(engine) as session:
        ids = list(session.scalars(_BEST, {"its_source": source, "now": now, "most": limit}))
        if not ids:
            return []
        until = now + timedelta(seconds=seconds)
        session.execute(_LEASE, {"ids": ids, "until": until, "its_run": run_id})
        made = {row.id: Task(*row) for row in session.execute(_LEASED, {"ids": ids})}
    return [made[task_id] for task_id in ids]


def finish(
    session: Session,
    task_id: int,
    *,
    status: str,
    reason: str | None = None,
    next_visit_at: datetime | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    now: datetime | None = None,
) -> None:
    """The visit is over, with one word: fetched, not_modified, gone, blocked, not_article, duplicate, …

    Call it in the session that saves the capture, so that both happen or neither. `next_visit_at` makes the task due
    again; `etag` and `last_modified` (also set by save_capture) are kept where they are not given.
    """
    row: dict[str, Any] = {"state": "done", "status": status, "reason": reason, "due_at": next_visit_at, "attempts": 0}
    row |= {name: value for name, value in (("etag", etag), ("last_modified", last_modified)) if value is not None}
    _leave(session, task_id, row, now)


def retry_later(
    session: Session, task_id: int, *, not_before: datetime, reason: str, now: datetime | None = None
) -> None:
    """The visit failed in a way that may pass; the task is due again from `not_before`."""
    _leave(session, task_id, {"state": "retry", "status": None, "reason": reason, "due_at": not_before}, now)


def quarantine(session: Session, task_id: int, *, reason: str, now: datetime | None = None) -> None:
    """The task is set aside with its reason, and never handed out again by itself."""
    _leave(session, task_id, {"state": "quarantined", "status": None, "reason": reason, "due_at": None}, now)


def release(session: Session, *, run_id: int) -> int:
    """Hand back what a run has leased and will not visit (it was told to stop), and answer how many tasks that are.

    The lease does not count as an attempt. Not for a run that died: its leases expire, and the attempt counts, so that
    a page that kills the crawler is seen to do so.
    """
    row = {"state": "queued", "due_at": None, "attempts": TASK.c.attempts - 1}
    return _changed(session.execute(TASK.update().where(TASK.c.run_id == run_id, TASK.c.state == "leased").values(row)))


def due(session: Session, source: str, now: datetime) -> int:
    """How many tasks could be leased."""
    query = select(func.count()).select_from(TASK).where(TASK.c.source == source, _is_due(now))
    return int(session.execute(query).scalar_one())


def reopen(
    session: Session,
    source: str,
    *,
    now: datetime,
    kinds: Collection[str] = ("feed", "sitemap", "list"),
    depth: int | None = 0,
    urls: Collection[str] | None = None,
) -> int:
    """Queue finished tasks of these kinds again, and answer how many they were: start pages are visited anew each run.

    Only those at `depth` (None: any), and only `urls` where given. What is leased, waits for its retry or is
    quarantined stays as it is.
    """
    chosen = [TASK.c.source == source, TASK.c.state == "done", TASK.c.kind.in_(kinds)]
    if depth is not None:
        chosen.append(TASK.c.depth == depth)
    if urls is None:
        return _changed(session.execute(TASK.update().where(*chosen).values(state="queued", due_at=None)))
    return sum(
        _changed(
            session.execute(TASK.update().where(*chosen, TASK.c.url.in_(batch)).values(state="queued", due_at=None))
        )
        for batch in batches(urls)
    )


def take_back(session: Session, source: str, *, most: int, not_before: datetime) -> int:
    """Queue again what dead runs had leased of a source; only for who knows that nobody else crawls it.

    What was leased `most` times and ended none of its visits may be what they died of, or was only fetched beside it:
    it is due again from `not_before`, so that all else comes first. Not start pages, without which nothing would come.
    """
    orphans = TASK.update().where(TASK.c.source == source, TASK.c.state == "leased")
    suspect = and_(TASK.c.attempts >= most, or_(TASK.c.depth > 0, TASK.c.kind == "article"))
    put_off = {"state": "retry", "due_at": not_before, "reason": "the process ended before the visit did"}
    changed = _changed(session.execute(orphans.where(suspect).values(run_id=None, **put_off)))
    return changed + _changed(session.execute(orphans.values(state="queued", due_at=None, run_id=None)))


def prefer(session: Session, source: str, urls: Collection[str], *, priority: int) -> None:
    """Give these tasks a priority."""
    for batch in batches(urls):
        session.execute(TASK.update().where(TASK.c.source == source, TASK.c.url.in_(batch)).values(priority=priority))


def finished_since(session: Session, source: str, moment: datetime, *, but_for: Collection[int] = ()) -> int:
    """How many of a source's tasks were visited since a moment, but for those that these runs visited last."""
    query = select(func.count()).where(TASK.c.source == source, TASK.c.finished_at >= moment)
    if but_for:
        query = query.where(or_(TASK.c.run_id.is_(None), TASK.c.run_id.not_in(but_for)))
    return int(session.execute(query).scalar_one())


def read_whole_at(session: Session, source: str, urls: Collection[str]) -> dict[str, datetime]:
    """When each of these lists and sitemaps was read last; one that was not, or not whole, has no entry."""
    made: dict[str, datetime] = {}
    for batch in batches(sorted(set(urls))):
        query = select(TASK.c.url, TASK.c.finished_at).where(
            TASK.c.source == source, TASK.c.url.in_(batch), TASK.c.state == "done", TASK.c.reason.is_(None)
        )
        made.update((row.url, row.finished_at) for row in session.execute(query))
    return made


def parked_until(session: Session, source: str, *, now: datetime) -> datetime | None:
    """Until when a source asked to be left alone; None if it did not, or the time has passed."""
    query = select(func.max(TASK.c.due_at)).where(
        TASK.c.source == source, TASK.c.state == "retry", TASK.c.reason.like(f"{PARKED}%")
    )
    until: datetime | None = session.execute(query).scalar_one()
    return until if until and until > now else None


def unknown(session: Session, source: str, urls: Collection[str]) -> int:
    """How many of these URLs a source's frontier does not hold yet."""
    distinct = set(urls)
    known = 0
    for batch in batches(sorted(distinct)):
        query = select(func.count()).where(TASK.c.source == source, TASK.c.url.in_(batch))
        known += int(session.execute(query).scalar_one())
    return len(distinct) - known


@dataclass(frozen=True, slots=True)
class Visit:
    """How a task stands: `word` is that of its last visit, or its state where that ended without one."""

    url: str
    kind: str
    word: str
    reason: str | None


def visit(session: Session, source: str, url: str) -> Visit | None:
    """How a URL stands in a source's frontier; None if it is not there."""
    row = session.execute(select(*_VISIT).where(TASK.c.source == source, TASK.c.url == url)).first()
    return _visit(row) if row else None


def starts(session: Session, source: str) -> list[tuple[Visit, int]]:
    """A source's start pages, in their order, each with how many articles it was the first to lead to."""
    led = select(TASK.c.found_on, func.count()).where(TASK.c.source == source, TASK.c.kind == "article")
    counts = {row[0]: row[1] for row in session.execute(led.group_by(TASK.c.found_on))}
    rows = session.execute(select(*_VISIT).where(TASK.c.source == source, TASK.c.depth == 0).order_by(TASK.c.id))
    return [(_visit(row), counts.get(row.url, 0)) for row in rows if row.kind != "article"]


_VISIT = (TASK.c.url, TASK.c.kind, TASK.c.state, TASK.c.status, TASK.c.reason)


def _visit(row: Any) -> Visit:
    return Visit(row.url, row.kind, row.status or row.state, row.reason)


def _is_due(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    waiting = TASK.c.state.in_(("leased", "retry", "done"))
    return or_(TASK.c.state == "queued", and_(waiting, TASK.c.due_at <= now))


# built once: this takes longer than the database does
_BEST = (
    select(TASK.c.id)
    .where(TASK.c.source == bindparam("its_source"), _is_due(bindparam("now", type_=TASK.c.due_at.type)))
    .order_by(TASK.c.priority.desc(), TASK.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_THESE = TASK.c.id.in_(bindparam("ids", expanding=True))
_LEASE = TASK.update().where(_THESE)
_LEASE = _LEASE.values(
    state="leased", attempts=TASK.c.attempts + 1, due_at=bindparam("until"), run_id=bindparam("its_run")
)
_LEASED = select(*(TASK.c[field.name] for field in fields(Task))).where(_THESE)
_LEAVE = TASK.update().where(TASK.c.id == bindparam("its_id"))


def _leave(session: Session, task_id: int, row: dict[str, Any], now: datetime | None) -> None:
    row = {"finished_at": now or datetime.now(UTC), "its_id": task_id} | row
    if not _changed(session.execute(_LEAVE, row)):
        raise NoSuchRow(f"there is no task {task_id} in the frontier")


def _changed(result: object) -> int:
    assert isinstance(result, CursorResult)
    return result.rowcount
