"""What people decided about sources. The facts about a source stand in publishers.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.runs import Run, runs
from store.sql import DECISION, SOURCE, insert


@dataclass(frozen=True, slots=True)
class Decision:
    """That a source was turned on or off, by whom, and why."""

    source: str
    enabled: bool
    by: str
    because: str
    at: datetime


def decide(session: Session, source: str, *, enabled: bool, by: str, because: str, now: datetime | None = None) -> bool:
    """Turn a source on or off and record who did and why; False, and nothing is written, if it stands so already."""
    if not by.strip() or not because.strip():
        raise ValueError("a decision about a source needs a name and a reason")
    standing = decisions(session).get(source)
    if standing and (standing.enabled, standing.by, standing.because) == (enabled, by, because):
        return False
    row = {"enabled": enabled, "decided_by": by, "because": because, "decided_at": now or datetime.now(UTC)}
    statement = insert(session, SOURCE).values(slug=source, **row)
    session.execute(statement.on_conflict_do_update(index_elements=["slug"], set_=row))
    session.execute(DECISION.insert().values(source=source, **row))
    return True


def enable(session: Session, source: str, *, by: str, because: str, now: datetime | None = None) -> bool:
    """Turn a source on."""
    return decide(session, source, enabled=True, by=by, because=because, now=now)


def disable(session: Session, source: str, *, by: str, because: str, now: datetime | None = None) -> bool:
    """Turn a source off."""
    return decide(session, source, enabled=False, by=by, because=because, now=now)


def decisions(session: Session) -> dict[str, Decision]:
    """The standing decision of every source about which somebody made one, by slug."""
    return {
        row.slug: Decision(row.slug, row.enabled, row.decided_by, row.because, row.decided_at)
        for row in session.execute(select(SOURCE).order_by(SOURCE.c.slug))
    }


def decision_history(session: Session, source: str) -> list[Decision]:
    """Every decision about a source, oldest first."""
    rows = session.execute(select(DECISION).where(DECISION.c.source == source).order_by(DECISION.c.id))
    return [Decision(row.source, row.enabled, row.decided_by, row.because, row.decided_at) for row in rows]


def is_enabled(session: Session, source: str, *, default: bool) -> bool:
    """Whether a crawl takes the source: what was decided, else the registry's `default`."""
    standing = decisions(session).get(source)
    return standing.enabled if standing else default


def last_run(session: Session, source: str, *, kind: str | None = None) -> Run | None:
    """The newest run that was about the source; None if there was none."""
    found = runs(session, 1, source=source, kind=kind)
    return found[0] if found else None
