"""Readings of stored pages by another version of the extractor, kept beside those that count until a switch.

A reading changes nothing that a reader sees: its claims are in the store and not current, its wording, where it is a
new one, is not current either. `switch` puts readings in the place of what counts, and keeps what stood there as the
reading of its own version, so that a switch back is a switch, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session

from models.keys import text_sha256
from models.rows import claim_from_row
from models.values import Article, Claim, Report
from store.captures import OUTSIDE, PENDING, PendingCapture, captures_where, hold_pages
from store.pages import Wording, mark_current, revision_with, save_claims, seen_last, standing_claims
from store.private import Hidden, forgotten_names, hidden
from store.sql import CAPTURE, CLAIM, PAGE, READING, REVISION, TARGET, batches, inserted, storable, upsert
from store.summaries import drop_summaries
from store.zones import published_from_row, published_row

_OF_REVISION = ("publisher", "published_at", "published_day", "published_zone", "published_source")
_WHAT = ("status", "reason", "revision_id", *_OF_REVISION)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """One wording of a page as the store holds it, the captures that gave it, and what counts as read in it."""

    revision_id: int
    source: str
    article: Article
    captures: tuple[int, ...]
    fetched_at: datetime
    extractor: str | None
    status: str | None
    digest: str
    """Of the wording as printed: what is stored has no personal numbers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts as read in a capture: the version that read it, its word, and its claims."""

    extractor: str | None
    status: str
    claims: tuple[Claim, ...]


def stored_articles(session: Session, limit: int, *, after: int = 0, version: str) -> list[StoredArticle]:
    """Wordings with text that this version has not read yet, by their ids, from above `after` on."""
    read = exists().where(
        CAPTURE.c.revision_id == REVISION.c.id, READING.c.capture_id == CAPTURE.c.id, READING.c.extractor == version
    )
    query = (
        select(REVISION, PAGE.c.source, PAGE.c.canonical_url)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
        .where(REVISION.c.id > after, REVISION.c.text.is_not(None), _is_other(REVISION.c.extractor, version), ~read)
        .where(exists().where(CAPTURE.c.revision_id == REVISION.c.id))
        .order_by(REVISION.c.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    captures: dict[int, list[Any]] = {row.id: [] for row in rows}
    links = select(CAPTURE.c.revision_id, CAPTURE.c.id, CAPTURE.c.fetched_at)
    for link in session.execute(links.where(CAPTURE.c.revision_id.in_(captures)).order_by(CAPTURE.c.id)):
        captures[link.revision_id].append(link)
    return [
        StoredArticle(
            row.id,
            row.source,
            Article(row.canonical_url, row.publisher, published_from_row(row._asdict()), row.title, row.text),
            tuple(link.id for link in captures[row.id]),
            captures[row.id][0].fetched_at,
            row.extractor,
            row.status,
            row.digest,
        )
        for row in rows
    ]


def without_text(session: Session) -> int:
    """How many wordings were read from a page, and their text is not kept any more."""
    query = select(func.count()).select_from(REVISION).where(REVISION.c.text.is_(None))
    return int(session.execute(query.where(exists().where(CAPTURE.c.revision_id == REVISION.c.id))).scalar_one())


def captures_read_otherwise(session: Session, limit: int, *, after: int = 0, version: str) -> list[PendingCapture]:
    """Captures that were extracted, and not by this version; oldest first, with ids above `after`.

    Not those that lie outside what was asked for: they are no articles of this store.
    """
    read = exists().where(READING.c.capture_id == CAPTURE.c.id, READING.c.extractor == version)
    other = _is_other(CAPTURE.c.extractor, version)
    extracted = CAPTURE.c.status.not_in((PENDING, OUTSIDE))
    return captures_where(session, extracted, CAPTURE.c.id > after, other, ~read, limit=limit)


def standing_of(session: Session, capture_id: int) -> Standing:
    """What counts as read in a capture."""
    row = session.execute(
        select(CAPTURE.c.status, CAPTURE.c.revision_id, CAPTURE.c.extractor.label("own"), REVISION.c.extractor)
        .join(REVISION, REVISION.c.id == CAPTURE.c.revision_id, isouter=True)
        .where(CAPTURE.c.id == capture_id)
    ).one()
    if row.revision_id is None:
        return Standing(row.own, row.status, ())
    return Standing(row.extractor, row.status, claims_of(session, row.revision_id, row.extractor or ""))


def claims_of(session: Session, revision_id: int, extractor: str) -> tuple[Claim, ...]:
    """The claims that a version of the extractor found in a wording, in their order."""
    of_this = (CLAIM.c.revision_id == revision_id, CLAIM.c.extractor == extractor, CLAIM.c.position.is_not(None))
    rows = session.execute(select(CLAIM).where(*of_this).order_by(CLAIM.c.position)).all()
    targets: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    found = select(TARGET).where(TARGET.c.claim_id.in_(targets)).order_by(TARGET.c.claim_id, TARGET.c.position)
    for target in session.execute(found):
        targets[target.claim_id].append(target._asdict())
    return tuple(claim_from_row(row._asdict(), targets[row.id]) for row in rows)


def keep_article(session: Session, stored: StoredArticle, report: Report, *, now: datetime | None = None) -> int:
    """Keep what this version read in a stored wording, beside what counts; how many claims are new."""
    of = session.execute(
        select(*(REVISION.c[name] for name in _OF_REVISION)).where(REVISION.c.id == stored.revision_id)
    )
    row = dict(of.one()._mapping)
    row |= {"status": str(report.status), "reason": None, "revision_id": stored.revision_id}
    _keep(session, stored.captures, report.extractor or "", row, now)
    kept = hidden(stored.article.title, stored.article.text, report.claims, forgotten_names(session))
    return save_claims(session, stored.revision_id, f"{stored.article.url} {stored.digest}", report, kept.claims)


def keep_capture(
    session: Session,
    capture: PendingCapture,
    *,
    article: Article | None,
    report: Report | None,
    status: str,
    reason: str | None,
    published_source: str | None,
    timezone: str | None,
    version: str,
    now: datetime | None = None,
) -> int:
    """Keep what this version made of a raw page, beside what counts; how many claims are new."""
    row: dict[str, Any] = {"status": status, "reason": reason, "revision_id": None}
    row |= dict.fromkeys(_OF_REVISION)
    new = 0
    if article is not None:
        row |= {"publisher": article.publisher, "published_source": published_source}
        row |= published_row(article.published, timezone)
        wording = Wording(article.title, text_sha256(article.text))
        kept = hidden(article.title, article.text, report.claims if report else (), forgotten_names(session))
        row["revision_id"] = _wording(session, capture, wording, kept, row)
        if report is not None:
            source_id = f"{capture.canonical_url} {wording.digest}"
            new = save_claims(session, row["revision_id"], source_id, report, kept.claims)
    _keep(session, [capture.capture_id], version, row, now)
    return new


def _wording(session: Session, capture: PendingCapture, wording: Wording, kept: Hidden, row: dict[str, Any]) -> int:
    """The revision with this wording; a new one was never seen, and is therefore not the page's newest."""
    page_id = session.execute(select(CAPTURE.c.page_id).where(CAPTURE.c.id == capture.capture_id)).scalar_one()
    known = revision_with(session, page_id, wording)
    if known is not None:
        return known
    made = {name: row[name] for name in _OF_REVISION} | {"title": kept.title, "text": kept.text}
    made |= {"page_id": page_id, "digest": wording.digest, "text_sha256": wording.text_digest, "current": False}
    return inserted(session, REVISION, storable(made))


def _keep(session: Session, captures: Iterable[int], version: str, row: dict[str, Any], now: datetime | None) -> None:
    made = storable(row | {"extractor": version, "read_at": now or datetime.now(UTC)})
    statement = upsert(session, READING, ("capture_id", "extractor"), tuple(made))
    session.execute(statement, [made | {"capture_id": capture} for capture in captures])


def versions(session: Session) -> dict[str, int]:
    """Version -> how many captures it has read and another version's reading counts for; "" is an unknown one."""
    query = select(READING.c.extractor, func.count()).join(CAPTURE, CAPTURE.c.id == READING.c.capture_id)
    query = query.where(_is_not_in_force()).group_by(READING.c.extractor).order_by(READING.c.extractor)
    return {row[0]: row[1] for row in session.execute(query)}


def switch(session: Session, version: str, limit: int) -> int:
    """Let the readings of a version count for up to `limit` pages, and answer for how many captures: 0 is the end."""
    waiting = (
        select(CAPTURE.c.page_id)
        .join(READING, READING.c.capture_id == CAPTURE.c.id)
        .where(READING.c.extractor == version, _is_not_in_force())
        .distinct()
        .order_by(CAPTURE.c.page_id)
        .limit(limit)
    )
    pages = session.scalars(waiting).all()
    if pages:
        hold_pages(session, page_ids=pages)
        drop_summaries(session)  # what is counted of captures changes, also where no claim does
    return sum(_switch_page(session, page_id, version) for page_id in pages)


def _switch_page(session: Session, page_id: int, version: str) -> int:
    columns = [READING.c[name] for name in _WHAT]
    query = select(CAPTURE.c.id, CAPTURE.c.revision_id.label("old"), *columns)
    query = query.join(READING, READING.c.capture_id == CAPTURE.c.id)
    query = query.where(CAPTURE.c.page_id == page_id, READING.c.extractor == version, _is_not_in_force())
    rows = session.execute(query.order_by(CAPTURE.c.id)).all()
    before = standing_claims(session, page_id)
    _keep_old(session, [row.id for row in rows])
    for row in rows:
        took = {"status": row.status, "reason": row.reason, "revision_id": row.revision_id, "extractor": version}
        session.execute(update(CAPTURE).where(CAPTURE.c.id == row.id).values(took))
        if row.revision_id is not None:
            said = {name: getattr(row, name) for name in _OF_REVISION} | {"extractor": version, "status": row.status}
            session.execute(update(REVISION).where(REVISION.c.id == row.revision_id).values(said))
    for touched in {number for row in rows for number in (row.old, row.revision_id)} - {None}:
        seen_last(session, touched)
    mark_current(session, page_id, before=before)
    return len(rows)


def _keep_old(session: Session, captures: Sequence[int]) -> None:
    """What counts now, as the reading of its version, so that one can switch back to it."""
    query = select(
        CAPTURE.c.id.label("capture_id"),
        func.coalesce(REVISION.c.extractor, CAPTURE.c.extractor, "").label("extractor"),
        CAPTURE.c.status,
        CAPTURE.c.reason,
        CAPTURE.c.revision_id,
        *(REVISION.c[name] for name in _OF_REVISION),
    ).join(REVISION, REVISION.c.id == CAPTURE.c.revision_id, isouter=True)
    for some in batches(captures):
        rows = [dict(row._mapping) for row in session.execute(query.where(CAPTURE.c.id.in_(some)))]
        for row in rows:
            version = str(row.pop("extractor"))
            _keep(session, [row.pop("capture_id")], version, row, None)


def _is_other(column: ColumnElement[str | None], version: str) -> ColumnElement[bool]:
    return or_(column.is_(None), column != version)


def _is_not_in_force() -> ColumnElement[bool]:
    """Whether a reading (joined to its capture) is not the one that counts."""
    return or_(
        and_(CAPTURE.c.extractor.is_(None), READING.c.extractor != ""),
        and_(CAPTURE.c.extractor.is_not(None), CAPTURE.c.extractor != READING.c.extractor),
    )
