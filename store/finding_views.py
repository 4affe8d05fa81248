"""Read queries for people about findings: which there are, and which claims they name. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from models.values import Finding
from store.findings import HistoryEntry, finding_history, findings
from store.reviews import accepted as accepted_ids
from store.reviews import dismissed as dismissed_ids
from store.sql import CLAIM, FINDING, FINDING_CLAIM, batches, inside

COUNTED = 1_001
"""Most findings that are counted."""
_RANK = case({"high": 0, "medium": 1, "low": 2}, value=FINDING.c.severity, else_=3)
_ORDER = (FINDING.c.opened_at.desc(), _RANK, FINDING.c.id)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its days; `keys` has each side's claim key in this store, None where there is no such claim."""

    finding: Finding
    opened_at: datetime
    closed_at: datetime | None
    keys: tuple[str | None, ...]


def finding_rows(
    session: Session,
    *,
    rule: str | None = None,
    place: str | None = None,
    indicator: str | None = None,
    closed: bool = False,
    dismissed: bool = False,
    accepted: bool = False,
    limit: int = 50,
    after: str | None = None,
) -> list[FindingRow]:
    """Inconsistent findings, open or closed, the last opened first, of those opened together the most severe.

    Those that stand dismissed in review are left out; with `dismissed`, they are given, and no others; with
    `accepted`, those that stand accepted, and no others. `place` is a code and all that lies inside it; `after` is the
    id of the last finding before.
    """
    if (place is not None or indicator is not None) and after is None and not accepted and limit <= COUNTED:
        return _finding_rows(session, _narrowed(session, rule, place, indicator, closed, dismissed)[:limit])
    rank = _RANK
    where = _finding_where(rule, place, indicator, closed, dismissed)
    if accepted:
        where.append(FINDING.c.id.in_(accepted_ids()))
    if after is not None:
        last = session.execute(select(FINDING.c.opened_at, rank.label("rank")).where(FINDING.c.id == after)).first()
        if last is None:
            return []
        same_rank = and_(rank == last.rank, FINDING.c.id > after)
        same_time = and_(FINDING.c.opened_at == last.opened_at, or_(rank > last.rank, same_rank))
        where.append(or_(FINDING.c.opened_at < last.opened_at, same_time))
    ids = session.scalars(select(FINDING.c.id).where(*where).order_by(*_ORDER).limit(limit)).all()
    return _finding_rows(session, ids)


def findings_counted(
    session: Session,
    *,
    rule: str | None = None,
    place: str | None = None,
    indicator: str | None = None,
    closed: bool = False,
    dismissed: bool = False,
) -> int:
    """How many findings `finding_rows` has in all with these filters; 1,001 for more than a thousand."""
    if place is not None or indicator is not None:
        return len(_narrowed(session, rule, place, indicator, closed, dismissed))
    inside = select(FINDING.c.id).where(*_finding_where(rule, place, indicator, closed, dismissed)).limit(COUNTED)
    return session.execute(select(func.count()).select_from(inside.subquery())).scalar_one()


def _narrowed(
    session: Session, rule: str | None, place: str | None, indicator: str | None, closed: bool, dismissed: bool
) -> Sequence[str]:
    """The ids of the findings about a place or an indicator, in the order of `finding_rows`, COUNTED at most.

    All of them are looked up to sort or to count them: asked for once in a session that only reads.
    """
    asked = (rule, place, indicator, closed, dismissed)
    reads = session.get_bind().get_execution_options().get("capaian_reads")
    kept: dict[Any, Sequence[str]] = session.info.setdefault("capaian_findings", {}) if reads else {}
    if asked not in kept:
        query = select(FINDING.c.id).where(*_finding_where(*asked))
        kept[asked] = session.scalars(query.order_by(*_ORDER).limit(COUNTED)).all()
    return kept[asked]


def _finding_where(
    rule: str | None, place: str | None, indicator: str | None, closed: bool, dismissed: bool
) -> list[ColumnElement[bool]]:
    narrowed = place is not None or indicator is not None
    # joined to nothing, the outcome is not looked up: the way goes from some claims to their findings
    outcome = FINDING.c.outcome.concat("") if narrowed else FINDING.c.outcome
    where: list[ColumnElement[bool]] = [outcome == "inconsistent"]
    where.append(FINDING.c.closed_at.is_not(None) if closed else FINDING.c.closed_at.is_(None))
    where.append(FINDING.c.id.in_(dismissed_ids()) if dismissed else FINDING.c.id.not_in(dismissed_ids()))
    if rule is not None:
        where.append(FINDING.c.rule == rule)
    if narrowed:
        about = select(FINDING_CLAIM.c.finding_id).join(CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id)
        if not closed:  # by the indexes of current claims; a closed finding may name claims of older wordings
            about = about.where(CLAIM.c.current)
        if place is not None:
            about = about.where(inside(place))
        if indicator is not None:
            about = about.where(CLAIM.c.indicator == indicator)
        where.append(FINDING.c.id.in_(about))
    return where


def finding_row(session: Session, finding_id: str) -> tuple[FindingRow, list[HistoryEntry]] | None:
    """One finding, whatever its outcome, open or closed, with its history; None if there is none."""
    found = _finding_rows(session, [finding_id])
    return (found[0], finding_history(session, finding_id)) if found else None


def findings_of(session: Session, ids: Iterable[str]) -> list[FindingRow]:
    """The findings with these ids, in their order; ids that there are none of are left out."""
    return _finding_rows(session, list(dict.fromkeys(ids)))


def flags(session: Session, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Claim key → ids of the open inconsistent findings that name it; keys that none names are left out.

    Findings that somebody dismissed do not count.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for batch in batches(dict.fromkeys(keys)):
        for key, finding in session.execute(_flagged(), {"keys": batch}):
            found[key].append(finding)
    return {key: tuple(ids) for key, ids in found.items()}


@cache
def _flagged() -> Select[Any]:
    # built once: building it takes longer than the database does
    return (
        select(CLAIM.c.claim_key, FINDING.c.id)
        .join(FINDING_CLAIM, FINDING_CLAIM.c.claim_id == CLAIM.c.id)
        .join(FINDING, FINDING.c.id == FINDING_CLAIM.c.finding_id)
        # joined to nothing, the outcome is not looked up: the way goes from these claims to their findings
        .where(CLAIM.c.claim_key.in_(bindparam("keys", expanding=True)), FINDING.c.outcome.concat("") == "inconsistent")
        .where(FINDING.c.closed_at.is_(None), FINDING.c.id.not_in(dismissed_ids()))
        .distinct()
        .order_by(CLAIM.c.claim_key, FINDING.c.id)
    )


def flagged_cells(session: Session) -> frozenset[tuple[str | None, str]]:
    """(place, indicator) of the claims that an open finding names. Reads all findings: keep the answer a while."""
    named = (
        select(CLAIM.c.place, CLAIM.c.indicator)
        .join(FINDING_CLAIM, FINDING_CLAIM.c.claim_id == CLAIM.c.id)
        .join(FINDING, FINDING.c.id == FINDING_CLAIM.c.finding_id)
        .where(FINDING.c.outcome == "inconsistent", FINDING.c.closed_at.is_(None), CLAIM.c.current)
        .where(FINDING.c.id.not_in(dismissed_ids()))
    )
    return frozenset((row[0], row[1]) for row in session.execute(named.distinct()))


def _finding_rows(session: Session, ids: Sequence[str]) -> list[FindingRow]:
    found = {finding.id: finding for finding in findings(session, outcome=None, open_only=False, ids=ids)}
    days = {
        row.id: row
        for row in session.execute(
            select(FINDING.c.id, FINDING.c.opened_at, FINDING.c.closed_at).where(FINDING.c.id.in_(ids))
        )
    }
    keys: dict[str, list[str | None]] = defaultdict(list)
    sides = (
        select(FINDING_CLAIM.c.finding_id, CLAIM.c.claim_key)
        .outerjoin(CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id)
        .where(FINDING_CLAIM.c.finding_id.in_(ids))
        .order_by(FINDING_CLAIM.c.finding_id, FINDING_CLAIM.c.position)
    )
    for finding_id, key in session.execute(sides):
        keys[finding_id].append(key)
    return [
        FindingRow(found[one], days[one].opened_at, days[one].closed_at, tuple(keys[one]))
        for one in ids
        if one in found
    ]
