"""Reading one article back: its wordings, what each said, and the bodies with which it was served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.claims import ClaimRow, claim_rows_of
from store.sql import CAPTURE, CLAIM, PAGE, REVISION
from store.views import Served, served_by
from store.zones import published_from_row

MOST_WORDINGS = 20
"""Most wordings of one article that a page shows."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of an article. `text` is for excerpts and is never shown whole; None for imported reports."""

    title: str | None
    text: str | None
    text_sha256: str | None
    published: date | datetime | None
    published_source: str | None
    extractor: str | None
    status: str | None
    current: bool
    seen_at: datetime | None
    served: tuple[Served, ...]
    claims: tuple[ClaimRow, ...]
    """What the newest extractor read in it, in the order of the article."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A page of a publisher with its wordings, the newest first. `id` is its number in this store."""

    id: int
    url: str
    publisher: str | None
    added_at: datetime
    withdrawn_at: datetime | None
    moved_to: str | None
    wordings: tuple[Wording, ...]


def article(session: Session, page_id: int) -> ArticleRow | None:
    """The article of a page; None if there is no such page, or none of its bodies was an article."""
    page = session.execute(select(PAGE).where(PAGE.c.id == page_id)).first()
    found = (
        select(REVISION).where(REVISION.c.page_id == page_id).order_by(REVISION.c.current.desc(), REVISION.c.id.desc())
    )
    revisions = session.execute(found.limit(MOST_WORDINGS)).all()
    if page is None or not revisions:
        return None
    served = served_by(session, CAPTURE.c.page_id == page_id)
    claims = _claims(session, page.canonical_url, [row.id for row in revisions])
    wordings = tuple(
        Wording(
            title=row.title,
            text=row.text,
            text_sha256=row.text_sha256,
            published=published_from_row(row._asdict()),
            published_source=row.published_source,
            extractor=row.extractor,
            status=row.status,
            current=row.current,
            seen_at=row.seen_at,
            served=served.get(row.id, ()),
            claims=tuple(claims[row.id]),
        )
        for row in revisions
    )
    publisher = next((row.publisher for row in revisions if row.publisher), page.source)
    return ArticleRow(page_id, page.canonical_url, publisher, page.added_at, page.withdrawn_at, page.moved_to, wordings)


def page_number(session: Session, url: str | None) -> int | None:
    """The number of the page at a canonical URL, if the store holds a wording of it; None for none."""
    held = select(PAGE.c.id).join(REVISION, REVISION.c.page_id == PAGE.c.id)
    return session.execute(held.where(PAGE.c.canonical_url == url).limit(1)).scalar()


def _claims(session: Session, url: str, revisions: Sequence[int]) -> dict[int, list[ClaimRow]]:
    """Revision → the claims that its newest extractor says of it."""
    said = (
        select(CLAIM.c.claim_key, CLAIM.c.revision_id)
        .join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
        .where(CLAIM.c.revision_id.in_(revisions), CLAIM.c.position.is_not(None))
        .where(CLAIM.c.extractor == REVISION.c.extractor)
        .order_by(CLAIM.c.revision_id, CLAIM.c.position)
    )
    rows = {row.key: row for row in claim_rows_of(session, [url])}
    made: dict[int, list[ClaimRow]] = {revision: [] for revision in revisions}
    for key, revision in session.execute(said):
        made[revision].append(rows[key])
    return made
