"""What a source did lately, beside what it used to do: the counts that a digest is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models.wire import loads
from store.rhythm import ENDED
from store.sql import CAPTURE, CLAIM, PAGE, REVISION, RUN, RUN_SOURCE, TASK

LATELY, BEFORE = timedelta(days=3), timedelta(days=28)
"""The days that are looked at, and the days before them that say what is usual."""
FAILURES = frozenset({"retry", "quarantined", "blocked", "refused", "unreadable", "failed"})
"""Words of a crawl's counts for visits that went wrong."""
_NO_VISITS = frozenset({"discovered", "pages"})
"""Words of a crawl's counts that count other things than visits."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a source gave in some days."""

    articles: int = 0
    """Articles that it dated into them."""
    read: int = 0
    """Articles that were fetched in them; of those:"""
    with_claims: int = 0
    dated: int = 0
    visits: int = 0
    """Addresses that its crawls asked for; of those:"""
    failed: int = 0
    crawls: int = 0
    """Crawls that ended as they should."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A source lately and before; `quarantined` are addresses set aside lately, `reason` the most frequent why."""

    source: str
    lately: Span
    before: Span
    quarantined: int
    reason: str | None


def habit(session: Session, source: str, *, now: datetime) -> Habit:
    """What a source did in the last days, and in the four weeks before them."""
    turn, start = now - LATELY, now - LATELY - BEFORE
    aside = (TASK.c.source == source, TASK.c.state == "quarantined", TASK.c.finished_at >= turn)
    why = select(TASK.c.reason, func.count()).where(*aside).group_by(TASK.c.reason).order_by(func.count().desc())
    reasons = session.execute(why).all()
    return Habit(
        source,
        _span(session, source, turn, now),
        _span(session, source, start, turn),
        sum(row[1] for row in reasons),
        reasons[0][0] if reasons else None,
    )


def _span(session: Session, source: str, first: datetime, last: datetime) -> Span:
    # by the day that the article bears: an archive that is read in one day is no habit of that day
    days = (REVISION.c.published_day > first.date(), REVISION.c.published_day <= last.date())
    of_source = select(func.count()).select_from(REVISION.join(PAGE, PAGE.c.id == REVISION.c.page_id))
    articles = session.execute(of_source.where(PAGE.c.source == source, REVISION.c.current, *days)).scalar_one()
    claims = select(CLAIM.c.id).where(CLAIM.c.revision_id == REVISION.c.id, CLAIM.c.position.is_not(None)).exists()
    made = REVISION.join(CAPTURE, CAPTURE.c.revision_id == REVISION.c.id).join(PAGE, PAGE.c.id == REVISION.c.page_id)
    query = select(
        func.count(),
        func.sum(case((claims, 1), else_=0)),
        func.sum(case((REVISION.c.published_day.is_not(None), 1), else_=0)),
    )
    fetched = (CAPTURE.c.fetched_at > first, CAPTURE.c.fetched_at <= last)
    read, with_claims, dated = session.execute(query.select_from(made).where(PAGE.c.source == source, *fetched)).one()
    runs = select(RUN.c.status, RUN.c.counts).join(RUN_SOURCE, RUN_SOURCE.c.run_id == RUN.c.id)
    runs = runs.where(RUN_SOURCE.c.source == source, RUN.c.kind == "crawl")
    crawls = session.execute(runs.where(RUN.c.started_at > first, RUN.c.started_at <= last)).all()
    visits = failed = 0
    for row in crawls:
        for word, number in loads(row.counts).items():
            if word not in _NO_VISITS and not word.startswith("page_"):
                visits += int(number)
                failed += int(number) if word in FAILURES else 0
    ended = sum(row.status in ENDED for row in crawls)
    return Span(articles, read, with_claims or 0, dated or 0, visits, failed, ended)


def habits(session: Session, sources: Iterable[str], *, now: datetime) -> list[Habit]:
    """Every one of these sources."""
    return [habit(session, source, now=now) for source in sources]
