"""How long whole texts are kept. What stays afterwards is what claims stand on: their passages, titles and dates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.orm import Session

from store.sql import CAPTURE, PAGE, REVISION


def old_texts(session: Session, *, before: datetime) -> int:
    """How many whole texts the store holds that were fetched before a moment, and not since."""
    return int(session.execute(select(func.count()).select_from(REVISION).where(*_old(before))).scalar_one())


def drop_texts(session: Session, *, before: datetime) -> int:
    """Drop the whole texts that were fetched before a moment; how many they were.

    Claims keep their passages, so checks, pages and exports go on. Reading a page anew from the archive brings its text
    back, until this is done again.
    """
    number = old_texts(session, before=before)
    session.execute(update(REVISION).where(*_old(before)).values(text=None))
    return number


def whole_text(session: Session, url: str, text_sha256: str | None) -> str | None:
    """The text of a wording as the store keeps it; None where it has none, or has it no longer."""
    query = select(REVISION.c.text).join(PAGE, PAGE.c.id == REVISION.c.page_id)
    query = query.where(
        PAGE.c.canonical_url == url, REVISION.c.text_sha256 == text_sha256, REVISION.c.text.is_not(None)
    )
    return session.execute(query.order_by(REVISION.c.id.desc()).limit(1)).scalar()


def _old(before: datetime) -> tuple[ColumnElement[bool], ...]:
    since = exists().where(CAPTURE.c.revision_id == REVISION.c.id, CAPTURE.c.fetched_at >= before)
    fetched = exists().where(CAPTURE.c.revision_id == REVISION.c.id)
    return REVISION.c.text.is_not(None), fetched, ~since
