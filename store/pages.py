"""Pages, the bodies they were served with, the wordings of their articles, and what extraction made of them.

Page by canonical URL, capture by (page, body digest), revision by (page, digest of title and text), claim by its key:
saving anything twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from models.keys import claim_keys, text_sha256
from models.tables import claim_row, target_row
from models.values import Article, Claim, Report
from models.wire import dumps, report_json
from store.errors import NoSuchRow
from store.sql import CAPTURE, CLAIM, PAGE, REVISION, TARGET, TASK, batches, insert, inserted, storable
from store.zones import published_row

PENDING = "pending"


@dataclass(frozen=True, slots=True)
class PendingCapture:
    """A body that waits for extraction, and where the archive keeps it."""

    capture_id: int
    source: str
    canonical_url: str
    fetched_at: datetime
    archive_file: str | None
    archive_offset: int | None
    archive_length: int | None
    content_type: str | None
    charset: str | None
    url: str


def save_capture(
    session: Session,
    *,
    source: str,
    url: str,
    canonical_url: str,
    run_id: int | None,
    fetched_at: datetime,
    http_status: int,
    body_sha256: str,
    content_type: str | None,
    charset: str | None,
    etag: str | None,
    last_modified: str | None,
    archive_file: str | None,
    archive_offset: int | None,
    archive_length: int | None,
    body_length: int,
) -> tuple[int, bool]:
    """Keep that a page was served with a body, and answer (capture id, whether the body is new for this page).

    A body that was seen before makes no second capture (its archive place stays the first one) but is the page's
    newest again. A page that was gone stands again. The frontier's task of the same source and URL gets the validators
    for its next visit.
    """
    page_id = _page(session, source, canonical_url, fetched_at)
    row: dict[str, Any] = {
        "page_id": page_id,
        "run_id": run_id,
        "url": url,
        "fetched_at": fetched_at,
        "seen_at": fetched_at,
        "http_status": http_status,
        "body_sha256": body_sha256,
        "body_length": body_length,
        "content_type": content_type,
        "charset": charset,
        "etag": etag,
        "last_modified": last_modified,
        "archive_file": archive_file,
        "archive_offset": archive_offset,
        "archive_length": archive_length,
        "status": PENDING,
    }
    known = session.execute(
        select(CAPTURE.c.id, CAPTURE.c.seen_at, CAPTURE.c.revision_id).where(
            CAPTURE.c.page_id == page_id, CAPTURE.c.body_sha256 == body_sha256
        )
    ).first()
    session.execute(
        update(TASK).where(TASK.c.source == source, TASK.c.url == url).values(etag=etag, last_modified=last_modified)
    )
    if http_status < 400:
        stands = update(PAGE).where(PAGE.c.id == page_id, PAGE.c.withdrawn_at <= fetched_at)
        session.execute(stands.values(withdrawn_at=None))
    if known is None:
        capture_id = inserted(session, CAPTURE, row)
    else:
        capture_id = known.id
        if fetched_at > known.seen_at:
            again = {"seen_at": fetched_at, "etag": etag, "last_modified": last_modified}
            session.execute(update(CAPTURE).where(CAPTURE.c.id == capture_id).values(again))
            _seen(session, known.revision_id)
    _mark_current(session, page_id)
    return capture_id, known is None


def pending_captures(
    session: Session, limit: int, *, after: int = 0, extractor: str | None = None
) -> list[PendingCapture]:
    """Captures that wait for extraction, oldest first, with ids above `after` (so that a pool does not get them twice).

    With `extractor`, also those that another version of the extractor has seen.
    """
    waits = CAPTURE.c.status == PENDING
    if extractor is not None:
        waits = or_(waits, CAPTURE.c.extractor != extractor)
    names = ("fetched_at", "archive_file", "archive_offset", "archive_length", "content_type", "charset", "url")
    columns = [CAPTURE.c[name] for name in names]
    query = select(CAPTURE.c.id, PAGE.c.source, PAGE.c.canonical_url, *columns)
    query = query.join(PAGE, PAGE.c.id == CAPTURE.c.page_id).where(waits, CAPTURE.c.id > after)
    rows = session.execute(query.order_by(CAPTURE.c.id).limit(limit))
    return [PendingCapture(*row._tuple()) for row in rows]


def save_extraction(
    session: Session,
    capture_id: int,
    *,
    article: Article | None,
    published_source: str | None,
    timezone: str | None,
    report: Report | None,
    status: str,
    reason: str | None = None,
) -> int:
    """Keep what a capture became, under its one status word, and answer how many claims are new.

    Without an article only the status is kept. With one, its wording is a revision of the page, and the report's
    claims are the newest on it; claims of earlier extractors and wordings stay, and are current no longer.
    """
    capture = session.execute(
        select(CAPTURE.c.page_id, CAPTURE.c.revision_id, CAPTURE.c.seen_at, PAGE.c.canonical_url)
        .join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        .where(CAPTURE.c.id == capture_id)
    ).first()
    if capture is None:
        raise NoSuchRow(f"there is no capture {capture_id}")
    if status == PENDING:
        raise ValueError("a capture that was extracted leaves with a word of its own")
    revision_id = None
    new = 0
    if article is not None:
        row = {
            "publisher": article.publisher,
            "title": article.title,
            "text": article.text,
            "published_source": published_source,
            **published_row(article.published, timezone),
        }
        digest = text_sha256(article.text)
        revision_id = _revision(session, capture.page_id, article.title, digest, row)
        if report is not None:
            new = _save_claims(session, revision_id, capture.canonical_url, report, article.publisher)
    row = {"status": status, "reason": reason, "revision_id": revision_id, "extractor": report and report.extractor}
    session.execute(update(CAPTURE).where(CAPTURE.c.id == capture_id).values(row))
    for touched in {revision_id, capture.revision_id} - {None}:
        _seen(session, touched)
    _mark_current(session, capture.page_id)
    return new


def save_report(session: Session, report: Report, *, now: datetime) -> int:
    """Keep a report that came without its page, and answer how many of its claims are new.

    What names its wording is `text_sha256`, or, where hand-made labels lack it, the report itself. It is the page's
    newest wording if it is not known yet.
    """
    page_id = _page(session, report.publisher or "import", report.url, now)
    digest = report.text_sha256 or "report:" + text_sha256(dumps(report_json(report)))
    known = session.execute(
        select(REVISION.c.id).where(REVISION.c.page_id == page_id, REVISION.c.digest == _digest(report.title, digest))
    ).scalar()
    row = {"publisher": report.publisher, "title": report.title, **published_row(report.published)}
    revision_id = known or _revision(session, page_id, report.title, digest, row)
    if known is None:
        session.execute(update(REVISION).where(REVISION.c.id == revision_id).values(seen_at=now))
    new = _save_claims(session, revision_id, report.url, report, report.publisher)
    _mark_current(session, page_id)
    return new


def mark_gone(session: Session, canonical_url: str, *, when: datetime) -> None:
    """The page is gone: it keeps its claims, marked withdrawn. A page that the store does not know is no matter."""
    page_id = session.execute(select(PAGE.c.id).where(PAGE.c.canonical_url == canonical_url)).scalar()
    if page_id is not None:
        session.execute(
            update(PAGE).where(PAGE.c.id == page_id, PAGE.c.withdrawn_at.is_(None)).values(withdrawn_at=when)
        )
        _mark_current(session, page_id)


def _page(session: Session, source: str, canonical_url: str, when: datetime) -> int:
    row = {"source": source, "canonical_url": canonical_url, "added_at": when}
    session.execute(
        insert(session, PAGE).values(storable(row)).on_conflict_do_nothing(index_elements=["canonical_url"])
    )
    return int(session.execute(select(PAGE.c.id).where(PAGE.c.canonical_url == canonical_url)).scalar_one())


def _digest(title: str | None, text_digest: str) -> str:
    # the title is part of an article's wording: evidence points into it, and papers change it silently
    return hashlib.sha256(f"{title or ''}\n{text_digest}".encode("utf-8", "surrogatepass")).hexdigest()


def _revision(session: Session, page_id: int, title: str | None, text_digest: str, row: dict[str, Any]) -> int:
    """The revision with this wording; what else is known of it (its date, say) is what was read last."""
    digest = _digest(title, text_digest)
    key = {"page_id": page_id, "digest": digest}
    row = row | {"text_sha256": None if text_digest.startswith("report:") else text_digest}
    statement = insert(session, REVISION).values(**key, **storable(row), current=False)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row))
    query = select(REVISION.c.id).where(REVISION.c.page_id == page_id, REVISION.c.digest == digest)
    return int(session.execute(query).scalar_one())


def _save_claims(session: Session, revision_id: int, url: str, report: Report, publisher: str | None) -> int:
    extractor = report.extractor or ""
    session.execute(
        update(REVISION)
        .where(REVISION.c.id == revision_id)
        .values(extractor=extractor, status=report.status and str(report.status))
    )
    digest = session.execute(select(REVISION.c.digest).where(REVISION.c.id == revision_id)).scalar_one()
    keys = claim_keys(f"{url} {digest}", extractor, report.claims)
    known: set[str] = set()
    for batch in batches(keys):
        known.update(session.scalars(select(CLAIM.c.claim_key).where(CLAIM.c.claim_key.in_(batch))))
    for position, (key, claim) in enumerate(zip(keys, report.claims, strict=True)):
        row = {
            "revision_id": revision_id,
            "extractor": extractor,
            "position": position,
            "publisher": publisher,
            **claim_row(claim),
        }
        statement = insert(session, CLAIM).values(claim_key=key, current=False, **storable(row))
        upsert = statement.on_conflict_do_update(index_elements=["claim_key"], set_=row).returning(CLAIM.c.id)
        _save_targets(session, session.execute(upsert).scalar_one(), claim)
    # what this version of the extractor said before and says no more stays, without a place in the report
    gone = update(CLAIM).where(CLAIM.c.revision_id == revision_id, CLAIM.c.extractor == extractor)
    session.execute(gone.where(CLAIM.c.claim_key.not_in(keys)).values(position=None))
    return len(set(keys) - known)


def _save_targets(session: Session, claim_id: int, claim: Claim) -> None:
    session.execute(delete(TARGET).where(TARGET.c.claim_id == claim_id))
    rows: Sequence[dict[str, Any]] = [
        {"claim_id": claim_id, "position": position, **target_row(target)}
        for position, target in enumerate(claim.targets)
    ]
    if rows:
        session.execute(TARGET.insert(), rows)


def _seen(session: Session, revision_id: int | None) -> None:
    """A revision was last seen when a capture that gives it was; never, once no capture gives it any more."""
    if revision_id is None:
        return
    last = select(func.max(CAPTURE.c.seen_at)).where(CAPTURE.c.revision_id == revision_id).scalar_subquery()
    session.execute(update(REVISION).where(REVISION.c.id == revision_id).values(seen_at=last))


def _mark_current(session: Session, page_id: int) -> None:
    """Set the two `current` columns of a page from what is known of it; the only place that does."""
    newest = session.execute(
        select(REVISION.c.id, REVISION.c.extractor)
        .where(REVISION.c.page_id == page_id, REVISION.c.seen_at.is_not(None))
        .order_by(REVISION.c.seen_at.desc(), REVISION.c.id.desc())
        .limit(1)
    ).first()
    newest_id = newest.id if newest else None
    of_page = REVISION.c.page_id == page_id
    session.execute(
        update(REVISION).where(of_page, REVISION.c.current, REVISION.c.id != newest_id).values(current=False)
    )
    session.execute(
        update(REVISION).where(of_page, ~REVISION.c.current, REVISION.c.id == newest_id).values(current=True)
    )
    stands = exists().where(PAGE.c.id == page_id, PAGE.c.withdrawn_at.is_(None))
    is_current = (
        (CLAIM.c.revision_id == newest_id)
        & (CLAIM.c.extractor == (newest.extractor if newest else None))
        & CLAIM.c.position.is_not(None)
        & stands
    )
    claims = CLAIM.c.revision_id.in_(select(REVISION.c.id).where(of_page))
    session.execute(update(CLAIM).where(claims, CLAIM.c.current, ~is_current).values(current=False))
    session.execute(update(CLAIM).where(claims, ~CLAIM.c.current, is_current).values(current=True))
