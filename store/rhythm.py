"""How often a source publishes, and so how often it is worth a visit."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.runs import RUNNING, runs
from store.sql import PAGE

WINDOW = timedelta(days=14)
UNKNOWN = timedelta(hours=3)
"""For a source that has brought nothing yet, or nothing for two weeks: it may have begun again."""
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(days=1)
EXPECTED = 4
"""New pages that should wait when a source is visited: fewer cost more visits than they bring."""
ENDED = ("done", "limit", "budget")
"""Last words of a run after which the source is left alone until its time; after others it is tried again sooner."""


def rhythm(session: Session, source: str, *, now: datetime) -> timedelta:
    """How long to wait between two visits: until EXPECTED new pages can be hoped for, by the last two weeks."""
    new = select(func.count(), func.min(PAGE.c.added_at)).where(PAGE.c.source == source, PAGE.c.added_at > now - WINDOW)
    number, first = session.execute(new).one()
    if not number:
        return UNKNOWN
    # a source that was added today has not had two weeks to publish in
    span = max(min(WINDOW, now - first), timedelta(hours=6))
    wait: timedelta = span / number * EXPECTED
    return min(max(wait, SHORTEST), LONGEST)


def due_at(session: Session, source: str, *, now: datetime) -> datetime:
    """When a source should be visited next; a time that has passed means: now."""
    last = next(iter(runs(session, 1, source=source, kind="crawl")), None)
    if last is None:
        return now
    wait = rhythm(session, source, now=now)
    return last.started_at + (wait if last.status in ENDED else min(wait, SHORTEST))


def is_running(session: Session, source: str) -> bool:
    """Whether the last crawl of a source has not ended: its process is at work, or was killed."""
    return any(run.status == RUNNING for run in runs(session, 1, source=source, kind="crawl"))
