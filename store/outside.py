"""Pages that were read and lie outside the days that their crawl was asked for: kept as served, and no articles.

Their bodies stay in the archive, so that a crawl that wants them reads them from there and asks their site for nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.captures import OUTSIDE, PENDING
from store.sql import CAPTURE, PAGE, batches

_PUBLISHED = "published "
"""Begins the reason of such a page; its day follows."""


def reason_outside(day: date) -> str:
    """What such a page's row says.

    >>> reason_outside(date(2025, 7, 1))
    'published 2025-07-01, and other days were asked for'
    """
    return f"{_PUBLISHED}{day.isoformat()}, and other days were asked for"


def read_outside_again(
    session: Session,
    source: str,
    *,
    since: date | None = None,
    until: date | None = None,
    urls: Collection[str] | None = None,
) -> int:
    """Have those of a source's pages read again that lie within these days, or at these addresses; how many."""
    begins = len(_PUBLISHED)
    query = select(CAPTURE.c.id, CAPTURE.c.reason, PAGE.c.canonical_url)
    query = query.join(PAGE, PAGE.c.id == CAPTURE.c.page_id).where(PAGE.c.source == source, CAPTURE.c.status == OUTSIDE)
    chosen = []
    for row in session.execute(query.order_by(CAPTURE.c.id)):
        day = date.fromisoformat(row.reason[begins : begins + len("2025-07-01")])
        inside = not (since and day < since) and not (until and day > until)
        if inside if urls is None else row.canonical_url in urls:
            chosen.append(row.id)
    for batch in batches(chosen):
        session.execute(update(CAPTURE).where(CAPTURE.c.id.in_(batch)).values(status=PENDING, reason=None))
    return len(chosen)
