"""What was reported before: the figure that the latest one of a place and an indicator is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.keys import segment_key
from models.reference import indicators
from store.sql import CLAIM
from store.views import Stand

LOOKED_AT = 12
"""Most claims of one series that are looked through for one of an earlier day."""


def percentages_before(session: Session, found: Sequence[Stand]) -> dict[str, Decimal]:
    """Claim key → the percentage of the same place, indicator and segment on the last day before it.

    Claims without a percentage or a day are left out, and those before which there was none; what starts anew each
    year is compared within its year. `found` holds one claim of each place and indicator, as `store.views.latest`.
    """
    rank = func.row_number().over(
        partition_by=(CLAIM.c.place, CLAIM.c.indicator, CLAIM.c.segment_key),
        order_by=(CLAIM.c.as_of_last.desc(), CLAIM.c.claim_key),
    )
    ranked = (
        select(
            CLAIM.c.place, CLAIM.c.indicator, CLAIM.c.segment_key, CLAIM.c.as_of_last, CLAIM.c.percentage,
            rank.label("rank"),
        )
        .where(CLAIM.c.current, CLAIM.c.percentage.is_not(None), CLAIM.c.as_of_last.is_not(None))
        .where(CLAIM.c.place.in_({stand.claim.place for stand in found if stand.claim.place}))
        .where(CLAIM.c.indicator.in_({stand.claim.indicator for stand in found}))
        .subquery()
    )  # fmt: skip
    rows = session.execute(select(ranked).where(ranked.c.rank <= LOOKED_AT).order_by(ranked.c.rank))
    series: dict[tuple[str, str, str], list[tuple[date, Decimal]]] = {}
    for row in rows:
        series.setdefault((row.place, row.indicator, row.segment_key), []).append((row.as_of_last, row.percentage))
    made: dict[str, Decimal] = {}
    for stand in found:
        claim = stand.claim
        if claim.percentage is None or claim.as_of is None or claim.place is None:
            continue
        told = series.get((claim.place, claim.indicator, segment_key(claim.segment)), [])
        known = indicators().get(claim.indicator)
        since = date(claim.as_of.last.year, 1, 1) if known and known.per_year else date.min
        before = next((value for day, value in told if since <= day < claim.as_of.last), None)
        if before is not None:
            made[stand.key] = before
    return made
