"""How a source fares: what its newest pages gave, and how its newest visits ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.captures import OUTSIDE, PENDING
from store.duplicates import DUPLICATE
from store.sql import CAPTURE, PAGE, REVISION, TASK

PAGES, VISITS = 20, 50
"""How many of the newest pages and visits are looked at."""
_NO_PAGES = (PENDING, DUPLICATE, OUTSIDE)
"""Words of captures that say nothing of how well a source is read."""
_FAILED = ("blocked", "refused", "unreadable", "robots_forbid")


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """Of the newest `pages` that were read, how many gave text, a title and a date; of `visits`, how many failed."""

    source: str
    pages: int
    texts: int
    titles: int
    dates: int
    visits: int
    failed: int
    newest_page: datetime | None
    """When a page that was not known was fetched last."""


def source_health(session: Session, source: str, *, since: datetime | None = None) -> SourceHealth:
    """How a source fares; with `since` only captures and visits from then on count: after it was mended, say."""
    pages = (
        select(CAPTURE.c.revision_id, REVISION.c.title, REVISION.c.published_day)
        .join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        .outerjoin(REVISION, REVISION.c.id == CAPTURE.c.revision_id)
        .where(PAGE.c.source == source, CAPTURE.c.status.not_in(_NO_PAGES))
    )
    visits = select(TASK.c.state, TASK.c.status).where(TASK.c.source == source, TASK.c.finished_at.is_not(None))
    if since is not None:
        pages = pages.where(CAPTURE.c.fetched_at >= since)
        visits = visits.where(TASK.c.finished_at >= since)
    read = session.execute(pages.order_by(CAPTURE.c.fetched_at.desc(), CAPTURE.c.id.desc()).limit(PAGES)).all()
    made = session.execute(visits.order_by(TASK.c.finished_at.desc(), TASK.c.id.desc()).limit(VISITS)).all()
    texts = [row for row in read if row.revision_id is not None]
    return SourceHealth(
        source,
        len(read),
        len(texts),
        sum(row.title is not None for row in texts),
        sum(row.published_day is not None for row in texts),
        len(made),
        sum(row.state in ("retry", "quarantined") or row.status in _FAILED for row in made),
        session.execute(select(func.max(PAGE.c.added_at)).where(PAGE.c.source == source)).scalar(),
    )
