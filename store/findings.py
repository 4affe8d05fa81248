"""Findings and their history. A finding is never deleted: it is opened, closed, and opened again if it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from models.tables import claim_from_row
from models.values import Finding, Outcome, Severity, Side
from models.wire import claim_from, claim_json, dumps, loads
from store.sql import CLAIM, FINDING, FINDING_CLAIM, HISTORY, PAGE, REVISION, TARGET, batches

FOUND = "the rules find it"
NOT_FOUND = "the rules find it no longer"
NOT_CURRENT = "a claim that it names was replaced or withdrawn"
CHANGED = "the same figures, told differently"


@dataclass(frozen=True, slots=True)
class FindingChange:
    """How many findings a check opened (closed ones that came back included), found as they were, and closed.

    `changed` counts those among the kept whose words or sides are no longer the same.
    """

    opened: int
    kept: int
    closed: int
    reopened: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What became of a finding: "opened", "changed", "closed" or "reopened"; when, why, and in which run."""

    at: datetime
    what: str
    why: str
    run_id: int | None


def save_findings(
    session: Session, findings: Sequence[Finding], *, run_id: int | None, when: datetime
) -> FindingChange:
    """Take the findings of a check over the whole store: new ones open, those not given any more are closed.

    Two with one id are one finding. What a check over a part of the store finds does not belong here, since the rest
    would be closed.
    """
    given = {finding.id: finding for finding in reversed(findings)}
    before = {row.id: row for row in session.execute(select(FINDING))}
    opened = kept = reopened = changed = 0
    for finding in sorted(given.values(), key=lambda finding: finding.id):
        row = before.get(finding.id)
        if row is None:
            opened += 1
            session.execute(FINDING.insert().values(id=finding.id, opened_at=when, **_columns(finding)))
            _save_sides(session, finding)
            _note(session, finding.id, when, "opened", FOUND, run_id)
            continue
        differs = _load(session, [row])[0] != finding
        if differs:
            session.execute(update(FINDING).where(FINDING.c.id == finding.id).values(_columns(finding)))
        if differs or _stale(session, finding.id):
            _save_sides(session, finding)
        if row.closed_at is not None:
            opened += 1
            reopened += 1
            session.execute(update(FINDING).where(FINDING.c.id == finding.id).values(closed_at=None))
            _note(session, finding.id, when, "reopened", FOUND, run_id)
        else:
            kept += 1
            if differs:
                changed += 1
                _note(session, finding.id, when, "changed", CHANGED, run_id)
    gone = [key for key, row in before.items() if row.closed_at is None and key not in given]
    for key in sorted(gone):
        session.execute(update(FINDING).where(FINDING.c.id == key).values(closed_at=when))
        _note(session, key, when, "closed", NOT_CURRENT if _stale(session, key) else NOT_FOUND, run_id)
    return FindingChange(opened, kept, len(gone), reopened, changed)


def findings(
    session: Session,
    *,
    outcome: str | None = "inconsistent",
    open_only: bool = True,
    rule: str | None = None,
    ids: Iterable[str] | None = None,
) -> list[Finding]:
    """Findings, most severe first, then by rule and id; `outcome` None is every outcome."""
    query = select(FINDING)
    if outcome is not None:
        query = query.where(FINDING.c.outcome == outcome)
    if open_only:
        query = query.where(FINDING.c.closed_at.is_(None))
    if rule is not None:
        query = query.where(FINDING.c.rule == rule)
    if ids is not None:
        query = query.where(FINDING.c.id.in_(list(ids)))
    order = list(Severity)
    found = _load(session, session.execute(query).all())
    return sorted(found, key=lambda finding: (-order.index(finding.severity), finding.rule, finding.id))


def finding_history(session: Session, finding_id: str) -> list[HistoryEntry]:
    """What became of a finding, oldest first."""
    rows = session.execute(select(HISTORY).where(HISTORY.c.finding_id == finding_id).order_by(HISTORY.c.id))
    return [HistoryEntry(row.at, row.what, row.why, row.run_id) for row in rows]


def _columns(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "outcome": str(finding.outcome),
        "severity": str(finding.severity),
        "sum": finding.sum,
        "operands": dumps([list(pair) for pair in finding.operands]),
        "reading": finding.reading,
        "reason": finding.reason,
        "message_id": finding.message_id,
        "message_en": finding.message_en,
    }


def _save_sides(session: Session, finding: Finding) -> None:
    session.execute(delete(FINDING_CLAIM).where(FINDING_CLAIM.c.finding_id == finding.id))
    for position, side in enumerate(finding.sides):
        row = {
            "finding_id": finding.id,
            "position": position,
            "claim_id": _claim_id(session, side),
            "claim_key": side.key,
            "url": side.url,
            "publisher": side.publisher,
            "quote": side.quote,
            "claim": dumps(claim_json(side.claim)),
        }
        session.execute(FINDING_CLAIM.insert().values(row))


def _claim_id(session: Session, side: Side) -> int | None:
    """The claim of this store that a side is: by its key, else the equal claim of its page, current ones first."""
    if side.key is not None:
        found = session.execute(select(CLAIM.c.id).where(CLAIM.c.claim_key == side.key)).scalar()
        if found is not None:
            return int(found)
    query = (
        select(*CLAIM.c)
        .join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
        .where(PAGE.c.canonical_url == side.url, CLAIM.c.indicator == side.claim.indicator)
        .order_by(CLAIM.c.current.desc(), CLAIM.c.id)
    )
    for row in session.execute(query).all():
        targets = session.execute(select(TARGET).where(TARGET.c.claim_id == row.id).order_by(TARGET.c.position))
        if claim_from_row(row._asdict(), [target._asdict() for target in targets]) == side.claim:
            return int(row.id)
    return None


def _stale(session: Session, finding_id: str) -> bool:
    """Whether a claim that the finding names is current no longer."""
    links = select(CLAIM.c.id).join(FINDING_CLAIM, FINDING_CLAIM.c.claim_id == CLAIM.c.id)
    return session.execute(links.where(FINDING_CLAIM.c.finding_id == finding_id, ~CLAIM.c.current)).first() is not None


def _note(session: Session, finding_id: str, when: datetime, what: str, why: str, run_id: int | None) -> None:
    session.execute(HISTORY.insert().values(finding_id=finding_id, at=when, what=what, why=why, run_id=run_id))


def _load(session: Session, rows: Sequence[Row[Any]]) -> list[Finding]:
    sides: dict[str, list[Side]] = {row.id: [] for row in rows}
    for batch in batches(sides):
        query = select(FINDING_CLAIM).where(FINDING_CLAIM.c.finding_id.in_(batch))
        for row in session.execute(query.order_by(FINDING_CLAIM.c.finding_id, FINDING_CLAIM.c.position)):
            side = Side(row.url, row.publisher, claim_from(loads(row.claim)), row.quote, row.claim_key)
            sides[row.finding_id].append(side)
    return [
        Finding(
            id=row.id,
            rule=row.rule,
            outcome=Outcome(row.outcome),
            severity=Severity(row.severity),
            sides=tuple(sides[row.id]),
            sum=row.sum,
            operands=tuple((name, value) for name, value in loads(row.operands)),
            message_id=row.message_id,
            message_en=row.message_en,
            reading=row.reading,
            reason=row.reason,
        )
        for row in rows
    ]
