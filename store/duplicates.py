"""Pages that name another address as the article's own: which of them are copies, and which must stand themselves.

A page is a copy while the address that it names gives the article, or may still do so. Two that name each other, and
one whose named address turns out to give nothing, would lose their article: then the page that was read stands.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from store.captures import PENDING
from store.sql import CAPTURE, PAGE, REVISION, TASK

DUPLICATE = "duplicate"
"""The word with which a copy leaves."""
_NAMES = "the page is "
"""Begins a copy's reason; the address that it names follows."""
_MOST_HOPS = 20


def reason_of(named: str) -> str:
    """What a copy's row says of the address that it names."""
    return f"{_NAMES}{named}"


def stands_elsewhere(session: Session, source: str, url: str, named: str) -> bool:
    """Whether the article of the page at `url` stands, or may come to stand, at the address that the page names.

    False where following what pages say of themselves leads back to `url`, or to an address that was visited and has
    no article.
    """
    seen = {url}
    for _ in range(_MOST_HOPS):
        if named in seen:
            return False
        seen.add(named)
        further = _newest_says(session, named)
        if further is None:
            return _may_stand(session, source, named)
        named = further
    return False


def _newest_says(session: Session, url: str) -> str | None:
    """The address that a page's newest body names, where it was read as a copy."""
    query = select(CAPTURE.c.status, CAPTURE.c.reason).join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
    query = query.where(PAGE.c.canonical_url == url).order_by(CAPTURE.c.seen_at.desc(), CAPTURE.c.id.desc())
    newest = session.execute(query.limit(1)).first()
    if newest is None or newest.status != DUPLICATE:
        return None
    return str(newest.reason).removeprefix(_NAMES)


def _may_stand(session: Session, source: str, url: str) -> bool:
    article = exists().where(REVISION.c.page_id == PAGE.c.id)
    waits = exists().where(CAPTURE.c.page_id == PAGE.c.id, CAPTURE.c.status == PENDING)
    stands = select(PAGE.c.id).where(PAGE.c.canonical_url == url, PAGE.c.withdrawn_at.is_(None), article | waits)
    if session.execute(stands).first() is not None:
        return True
    visited = select(TASK.c.id).where(TASK.c.source == source, TASK.c.url == url, TASK.c.state.in_(_VISITED))
    return session.execute(visited).first() is None


_VISITED = ("done", "quarantined")


def read_stranded_again(session: Session, *, sources: Collection[str] | None = None) -> int:
    """Have copies read again whose named address was visited and has no article; how many they are."""
    query = (
        select(CAPTURE.c.id, PAGE.c.source, PAGE.c.canonical_url, CAPTURE.c.reason)
        .join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        .join(
            TASK,
            (TASK.c.source == PAGE.c.source)
            & (TASK.c.url == func.substr(CAPTURE.c.reason, len(_NAMES) + 1))
            & TASK.c.state.in_(_VISITED),
        )
        .where(CAPTURE.c.status == DUPLICATE)
    )
    if sources is not None:
        query = query.where(PAGE.c.source.in_(sources))
    stranded = [
        row.id
        for row in session.execute(query.order_by(CAPTURE.c.id)).all()
        if not stands_elsewhere(session, row.source, row.canonical_url, row.reason.removeprefix(_NAMES))
    ]
    for capture_id in stranded:
        session.execute(update(CAPTURE).where(CAPTURE.c.id == capture_id).values(status=PENDING, reason=None))
    return len(stranded)
