"""The bodies that pages were served with, as the store knows them: which wait to be read, and where each is kept.

store.pages writes them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from store.sql import CAPTURE, PAGE

PENDING = "pending"
"""The status of a capture that nobody has read yet."""
OUTSIDE = "out_of_range"
"""The status of one that was read, and lies outside the days that were asked for (store.outside)."""


@dataclass(frozen=True, slots=True)
class PendingCapture:
    """A body that is to be extracted, and where the archive keeps it."""

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
    parts: str | None
    """JSON list, as `save_capture` was given it."""

    @property
    def place(self) -> tuple[str, int, int] | None:
        """(file, offset, length) in the archive; None where the body was not kept."""
        if self.archive_file is None or self.archive_offset is None or self.archive_length is None:
            return None
        return self.archive_file, self.archive_offset, self.archive_length


def has_body(session: Session, canonical_url: str, body_sha256: str) -> bool:
    """Whether a page was served with this body before."""
    known = exists().where(
        CAPTURE.c.page_id == PAGE.c.id, PAGE.c.canonical_url == canonical_url, CAPTURE.c.body_sha256 == body_sha256
    )
    return bool(session.execute(select(known)).scalar_one())


def hold_pages(session: Session, canonical_urls: Collection[str] = (), *, page_ids: Collection[int] = ()) -> None:
    """For a transaction that writes several pages: nobody else writes these until it ends.

    PostgreSQL has many writers at once, and two that came to the same pages in another order would wait for each other
    for ever: here all wait in one order, before they write. SQLite has one writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        which = PAGE.c.canonical_url.in_(canonical_urls) | PAGE.c.id.in_(page_ids)
        session.execute(select(PAGE.c.id).where(which).order_by(PAGE.c.id).with_for_update(key_share=True))


_FIRST_SEEN = select(PAGE.c.canonical_url, PAGE.c.added_at).where(
    PAGE.c.canonical_url.in_(bindparam("urls", expanding=True))
)


def first_seen(session: Session, canonical_urls: Collection[str]) -> dict[str, datetime]:
    """When each of these pages was fetched for the first time; the store knows no other of them."""
    rows = session.execute(_FIRST_SEEN, {"urls": list(canonical_urls)})
    return {row.canonical_url: row.added_at for row in rows}


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """Where the archive keeps a capture, and the digest that its bytes must have."""

    capture_id: int
    canonical_url: str
    body_sha256: str
    archive_file: str | None
    archive_offset: int | None
    archive_length: int | None
    parts: str | None


def kept_captures(session: Session, limit: int, *, after: int = 0) -> list[KeptCapture]:
    """Captures with ids above `after`, oldest first, as the archive must have them."""
    columns = (CAPTURE.c.body_sha256, CAPTURE.c.archive_file, CAPTURE.c.archive_offset, CAPTURE.c.archive_length)
    query = select(CAPTURE.c.id, PAGE.c.canonical_url, *columns, CAPTURE.c.parts)
    query = query.join(PAGE, PAGE.c.id == CAPTURE.c.page_id).where(CAPTURE.c.id > after)
    return [KeptCapture(*row) for row in session.execute(query.order_by(CAPTURE.c.id).limit(limit))]


def pending_captures(
    session: Session, limit: int, *, after: int = 0, sources: Collection[str] | None = None
) -> list[PendingCapture]:
    """Captures that wait for extraction, oldest first, with ids above `after` (so that a pool does not get them twice).

    `sources` are the only ones that are looked at.
    """
    waits = [CAPTURE.c.status == PENDING, CAPTURE.c.id > after]
    if sources is not None:
        waits.append(PAGE.c.source.in_(sources))
    return captures_where(session, *waits, limit=limit)


def captures_where(session: Session, *where: ColumnElement[bool], limit: int) -> list[PendingCapture]:
    """Captures for which all of this holds, oldest first."""
    names = ("fetched_at", "archive_file", "archive_offset", "archive_length", "content_type", "charset", "url")
    columns = [CAPTURE.c[name] for name in (*names, "parts")]
    query = select(CAPTURE.c.id, PAGE.c.source, PAGE.c.canonical_url, *columns)
    query = query.join(PAGE, PAGE.c.id == CAPTURE.c.page_id).where(*where)
    rows = session.execute(query.order_by(CAPTURE.c.id).limit(limit))
    return [PendingCapture(*row) for row in rows]
