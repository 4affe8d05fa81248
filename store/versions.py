"""What earlier versions of the extractor said: dropped once it counts for nothing and nobody points to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from store.sql import CAPTURE, CLAIM, FINDING_CLAIM, READING, REVIEW, REVISION, TARGET
from store.summaries import drop_summaries

AT_ONCE = 2_000
"""Claims that one step drops, so that a transaction stays short."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much of earlier versions is, or would be, dropped."""

    claims: int
    readings: int


def old_versions(session: Session, *, keep: str) -> Dropped:
    """How many claims and readings `drop_versions` would drop; nothing is written."""
    return Dropped(_count(session, CLAIM, _old_claims(keep)), _count(session, READING, _old_readings(keep)))


def drop_versions(session: Session, *, keep: str) -> Dropped:
    """Drop up to some thousand claims of earlier versions, then their readings; what went, 0 and 0 at the end.

    What stays: the claims of the version that counts for its wording, current or not (an article that changed keeps
    what its old wording said); all that the version `keep` has read, which may wait for a switch; and every claim that
    a finding or a review points to. A version that was dropped cannot be switched back to: it has to read again.
    """
    ids = session.scalars(select(CLAIM.c.id).where(_old_claims(keep)).limit(AT_ONCE)).all()
    if ids:
        drop_summaries(session)
        session.execute(delete(TARGET).where(TARGET.c.claim_id.in_(ids)))
        session.execute(delete(CLAIM).where(CLAIM.c.id.in_(ids)))
        return Dropped(len(ids), 0)
    readings = _count(session, READING, _old_readings(keep))
    session.execute(delete(READING).where(_old_readings(keep)))
    session.execute(delete(REVISION).where(_never_served()))
    return Dropped(0, readings)


def _count(session: Session, table: Table, where: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(where)).scalar_one())


def _old_claims(keep: str) -> ColumnElement[bool]:
    stands = exists().where(
        REVISION.c.id == CLAIM.c.revision_id,
        REVISION.c.extractor == CLAIM.c.extractor,
        CLAIM.c.position.is_not(None),
    )
    waits = and_(CLAIM.c.extractor == keep, CLAIM.c.position.is_not(None))
    return and_(
        ~CLAIM.c.current,
        ~stands,
        ~waits,
        ~exists().where(FINDING_CLAIM.c.claim_id == CLAIM.c.id),
        ~exists().where(REVIEW.c.claim_id == CLAIM.c.id),
    )


def _old_readings(keep: str) -> ColumnElement[bool]:
    in_force = func.coalesce(CAPTURE.c.extractor, "") == READING.c.extractor
    counts = exists().where(CAPTURE.c.id == READING.c.capture_id, in_force)
    return and_(READING.c.extractor != keep, ~counts)


def _never_served() -> ColumnElement[bool]:
    """A wording that only a dropped reading knew: no page was served with it, and nothing stands on it."""
    used = [exists().where(table.c.revision_id == REVISION.c.id) for table in (CAPTURE, CLAIM, READING)]
    return and_(REVISION.c.seen_at.is_(None), ~REVISION.c.current, ~or_(*used))
