"""The ledger of runs: what was started, with which arguments, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from models.wire import dumps, loads
from store.errors import NoSuchRow
from store.sql import RUN, RUN_SOURCE, inserted

RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command that writes; `status` is "running" until it ends."""

    id: int
    kind: str
    sources: tuple[str, ...]
    args: Mapping[str, Any]
    status: str
    counts: Mapping[str, int]
    started_at: datetime
    ended_at: datetime | None
    notes: Mapping[str, Any] = field(default_factory=dict)


def start_run(
    session: Session,
    *,
    kind: str,
    sources: Iterable[str] = (),
    args: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Run:
    """Open a run: `kind` is the command ("crawl", "extract", "check"), `args` what JSON can hold."""
    made = Run(0, kind, tuple(sorted(set(sources))), dict(args or {}), RUNNING, {}, now or datetime.now(UTC), None)
    row = {"kind": kind, "args": dumps(made.args), "status": RUNNING, "counts": "{}", "started_at": made.started_at}
    run_id = inserted(session, RUN, row)
    if made.sources:
        session.execute(RUN_SOURCE.insert(), [{"run_id": run_id, "source": source} for source in made.sources])
    return Run(run_id, kind, made.sources, made.args, RUNNING, {}, made.started_at, None)


def end_run(
    session: Session,
    run_id: int,
    *,
    status: str,
    counts: Mapping[str, int] | None = None,
    notes: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Close a run with its last word ("done", "interrupted", "failed", …); one that is closed stays as it is.

    `notes` are what else it saw, as JSON can hold it: a crawl's robots.txt decisions, answers, bytes and waits.
    """
    row: dict[str, Any] = {"status": status, "counts": dumps(dict(counts or {})), "ended_at": now or datetime.now(UTC)}
    row["notes"] = dumps(dict(notes)) if notes else None
    if not session.execute(select(RUN.c.id).where(RUN.c.id == run_id)).first():
        raise NoSuchRow(f"there is no run {run_id}")
    session.execute(RUN.update().where(RUN.c.id == run_id, RUN.c.ended_at.is_(None)).values(row))


def runs(
    session: Session, limit: int = 20, *, source: str | None = None, kind: str | None = None, status: str | None = None
) -> list[Run]:
    """The newest runs first; those of one source, kind or status, if given."""
    query = select(RUN).order_by(RUN.c.id.desc()).limit(limit)
    if source is not None:
        query = query.where(RUN.c.id.in_(select(RUN_SOURCE.c.run_id).where(RUN_SOURCE.c.source == source)))
    if kind is not None:
        query = query.where(RUN.c.kind == kind)
    if status is not None:
        query = query.where(RUN.c.status == status)
    rows = session.execute(query).all()
    sources: dict[int, list[str]] = {row.id: [] for row in rows}
    links = select(RUN_SOURCE).where(RUN_SOURCE.c.run_id.in_(sources)).order_by(RUN_SOURCE.c.source)
    for link in session.execute(links):
        sources[link.run_id].append(link.source)
    return [_run(row, tuple(sources[row.id])) for row in rows]


def requests_since(session: Session, source: str, moment: datetime) -> dict[int, int]:
    """Run → requests, of the crawls of a source that began since a moment and have ended; a killed one says none."""
    query = select(RUN.c.id, RUN.c.notes).join(RUN_SOURCE, RUN_SOURCE.c.run_id == RUN.c.id)
    query = query.where(RUN_SOURCE.c.source == source, RUN.c.kind == "crawl", RUN.c.started_at >= moment)
    rows = session.execute(query.where(RUN.c.notes.is_not(None)))
    return {row.id: int(loads(row.notes).get("requests", 0)) for row in rows}


def _run(row: Row[Any], sources: tuple[str, ...]) -> Run:
    args, counts = loads(row.args), loads(row.counts)
    notes = loads(row.notes) if row.notes else {}
    return Run(row.id, row.kind, sources, args, row.status, counts, row.started_at, row.ended_at, notes)
