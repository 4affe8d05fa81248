"""What was reported before: the figure that the latest one of a place and an indicator is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from models.keys import segment_key
from models.reference import indicators
from store.sql import CLAIM, given, sent
from store.views import Stand


def percentages_before(session: Session, found: Sequence[Stand]) -> dict[str, Decimal]:
    """Claim key → the percentage of the same place, indicator and segment on the last day before it.

    Claims without a percentage or a day are left out, and those before which there was none; what starts anew each
    year is compared within its year. `found` holds one claim of each place and indicator, as `store.views.latest`.
    """
    asked = [one for one in map(_asked, found) if one is not None]
    rows = session.execute(_before(session.get_bind().dialect.name), {"given": sent(asked)})
    return {row.key: row.percentage for row in rows}


@cache
def _before(dialect: str) -> Select[Any]:
    told = given(dialect, ("key", "indicator", "place", "segment_key", "day", "since"))
    day = cast(CLAIM.c.as_of_last, String)  # as text, as the days given are: SQLite has no dates
    before = (
        select(CLAIM.c.id)
        .where(CLAIM.c.indicator == told.c.indicator, CLAIM.c.place == told.c.place)
        .where(CLAIM.c.segment_key == told.c.segment_key, CLAIM.c.current, CLAIM.c.percentage.is_not(None))
        .where(day < told.c.day, day >= told.c.since)
        .order_by(CLAIM.c.as_of_last.desc(), CLAIM.c.claim_key)
        .limit(1)
        .correlate(told)
        .scalar_subquery()
    )
    pairs = select(told.c.key, before.label("before")).subquery()
    return select(pairs.c.key, CLAIM.c.percentage).join(CLAIM, CLAIM.c.id == pairs.c.before)


def _asked(stand: Stand) -> tuple[str, ...] | None:
    claim = stand.claim
    if claim.percentage is None or claim.as_of is None or claim.place is None:
        return None
    known = indicators().get(claim.indicator)
    since = date(claim.as_of.last.year, 1, 1) if known and known.per_year else date.min
    return (
        stand.key,
        claim.indicator,
        claim.place,
        segment_key(claim.segment),
        claim.as_of.last.isoformat(),
        since.isoformat(),
    )
