"""What an export needs beside the claims: the state that the store is in, findings as flat rows, months not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, Engine, func, select, text
from sqlalchemy.orm import Session

from models.private import masked
from store.claims import EXCERPT, Narrowed, claims_where
from store.engine import read_session
from store.findings import findings
from store.reviews import dismissed, standing
from store.sql import CLAIM, FINDING, FINDING_CLAIM, PAGE, REVISION, batches
from store.views import coverage, sample_urls


def state_mark(engine: Engine) -> tuple[str, datetime | None]:
    """(mark, when): a mark that changes with whatever is committed, and when that was where the database tells.

    Of an SQLite file they are the times and sizes of the file and its log; PostgreSQL names its snapshot, and no time.
    """
    if engine.dialect.name == "sqlite":
        path = Path(unquote((engine.url.database or "").removeprefix("file:")))
        marks, latest = [], 0
        for file in (path, path.with_name(f"{path.name}-wal")):
            try:
                found = file.stat()
            except FileNotFoundError:
                continue
            if found.st_size:  # a reader leaves an empty log behind
                marks.append(f"{found.st_mtime_ns}.{found.st_size}")
                latest = max(latest, found.st_mtime_ns)
        return "-".join(marks), datetime.fromtimestamp(latest / 10**9, UTC)
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT pg_current_snapshot()")).scalar_one()), None


def is_demo(engine: Engine) -> bool:
    """Whether the store holds pages of invented outlets: their hosts are reserved for that (RFC 6761, 6.3)."""
    with read_session(engine) as session:
        hosts = (urlsplit(url).hostname or "" for url in sample_urls(session))
        return any(host.endswith(".localhost") for host in hosts)


def export_findings(session: Session, **filters: Any) -> Iterator[dict[str, object]]:
    """Open inconsistent findings that name one of these claims, but for dismissed ones; filters as in `reports`."""
    for batch in batches(_finding_ids(session, filters)):
        days = {
            row.id: row.opened_at
            for row in session.execute(select(FINDING.c.id, FINDING.c.opened_at).where(FINDING.c.id.in_(batch)))
        }
        reviewed = standing(session, batch)
        held = {finding.id: finding for finding in findings(session, ids=batch)}
        for key in batch:
            one = held[key]
            yield {
                "finding_id": one.id,
                "rule": one.rule,
                "severity": str(one.severity),
                "sum": one.sum,
                "message_id": one.message_id,
                "message_en": one.message_en,
                "review": str(reviewed[key].what) if key in reviewed else "none",
                "opened_at": days[key].isoformat(),
            }


def export_sides(session: Session, **filters: Any) -> Iterator[dict[str, object]]:
    """The sides of the findings of `export_findings`, quotes as excerpts."""
    for batch in batches(_finding_ids(session, filters)):
        query = (
            select(FINDING_CLAIM, CLAIM.c.claim_key.label("held"))
            .outerjoin(CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id)
            .where(FINDING_CLAIM.c.finding_id.in_(batch))
            .order_by(FINDING_CLAIM.c.finding_id, FINDING_CLAIM.c.position)
        )
        for row in session.execute(query):
            yield {
                "finding_id": row.finding_id,
                "position": row.position,
                "claim_key": row.held,
                "url": row.url,
                "publisher": row.publisher,
                "quote": row.quote and masked(row.quote)[:EXCERPT],
            }


def export_places(session: Session, **filters: Any) -> list[str]:
    """The places of these claims, sorted."""
    query = select(CLAIM.c.place).where(CLAIM.c.place.is_not(None), *_only(session, filters))
    return list(session.scalars(query.distinct().order_by(CLAIM.c.place)))


def export_publishers(session: Session, **filters: Any) -> list[str]:
    """The outlets of these claims, sorted."""
    query = select(CLAIM.c.publisher).where(CLAIM.c.publisher.is_not(None), *_only(session, filters))
    return list(session.scalars(query.distinct().order_by(CLAIM.c.publisher)))


def export_coverage(session: Session, *, publisher: str | None = None) -> Iterator[dict[str, object]]:
    """Source by month: how many articles of it were read, 0 for a month of the store in which none was."""
    covered = coverage(session, since=date.min)
    sources = session.scalars(select(PAGE.c.source).distinct().order_by(PAGE.c.source)).all()
    months = _months(session)
    for source in sources:
        for month in months if publisher in (None, source) else ():
            articles, with_claims = covered.get(source, {}).get(month, (0, 0))
            yield {"source": source, "month": month, "articles": articles, "with_claims": with_claims}


def _only(session: Session, filters: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    return claims_where(session, cast(Narrowed, filters))


def _months(session: Session) -> list[str]:
    days = select(func.min(REVISION.c.published_day), func.max(REVISION.c.published_day)).where(REVISION.c.current)
    first, last = session.execute(days).one()
    if first is None:
        return []
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _finding_ids(session: Session, filters: dict[str, Any]) -> list[str]:
    about = (
        select(FINDING_CLAIM.c.finding_id)
        .join(CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id)
        .where(*_only(session, filters))
    )
    query = select(FINDING.c.id).where(FINDING.c.outcome == "inconsistent", FINDING.c.closed_at.is_(None))
    query = query.where(FINDING.c.id.not_in(dismissed()))
    return list(session.scalars(query.where(FINDING.c.id.in_(about)).order_by(FINDING.c.opened_at, FINDING.c.id)))
