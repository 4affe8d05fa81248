"""Findings and their history. A finding is never deleted: it is opened, closed, and opened again if it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from models.values import Claim, Finding, Outcome, Severity, Side
from models.wire import claim_from, claim_json, dumps, loads
from store.claims import claim_rows_of
from store.reviews import carry, dismissed
from store.sql import CLAIM, FINDING, FINDING_CLAIM, HISTORY, PAGE, REVIEW, REVISION, batches, storable

FOUND = "the rules find it"
NOT_FOUND = "the rules find it no longer"
REPLACED = "a claim that it names was replaced: its article or the reading of it changed"
MOVED = "an article that it stands on has another address now"
WITHDRAWN = "an article that it stands on is gone from its address"
_GRAVEST = (REPLACED, MOVED, WITHDRAWN)
CARRIED = "the rules find it, in the place of {old}: what was said about that one stands here, too"
CHANGED = "the same figures, told differently"
WHY = {
    FOUND: "found",
    NOT_FOUND: "not_found",
    REPLACED: "replaced",
    MOVED: "moved",
    WITHDRAWN: "withdrawn",
    "an article that it stands on was withdrawn": "withdrawn",  # as it was written before schema 0010
    CHANGED: "changed",
}
"""What a finding's history says, as words that can be translated; CARRIED names the older finding."""


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

    def __add__(self, other: FindingChange) -> FindingChange:
        """What two checks of different groups changed together."""
        return FindingChange(*(getattr(self, name) + getattr(other, name) for name in _COUNTS))


_COUNTS = ("opened", "kept", "closed", "reopened", "changed")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What became of a finding: "opened", "changed", "closed" or "reopened"; when, why, and in which run."""

    at: datetime
    what: str
    why: str
    run_id: int | None


def save_findings(
    session: Session,
    findings: Sequence[Finding],
    *,
    run_id: int | None,
    when: datetime,
    groups: Iterable[str] | None = None,
) -> FindingChange:
    """Take the findings of a check: new ones open, those not given any more are closed.

    Two with one id are one finding. After a check of a part of the store `groups` names what was checked, as
    `Finding.group` does; without it, that was everything.
    """
    given = {finding.id: finding for finding in reversed(findings)}
    rows = {row.id: row for row in _rows(session, given, groups)}
    before = {found.id: found for found in _load(session, [row for key, row in rows.items() if key in given])}
    replaced = _replaced(session, rows)
    unsure = replaced.keys() | _unknown(session, rows)
    opened, kept, reopened, changed, resided = [], [], [], [], []
    for key, finding in sorted(given.items()):
        if key not in before:
            opened.append(key)
            continue
        if rows[key].closed_at is None:
            kept.append(key)
        else:
            reopened.append(key)
            session.execute(update(FINDING).where(FINDING.c.id == key).values(closed_at=None))
        if before[key] != finding:
            session.execute(update(FINDING).where(FINDING.c.id == key).values(storable(_columns(finding))))
            if rows[key].closed_at is None:
                changed.append(key)
        if before[key] != finding or key in unsure:
            resided.append(key)
    if opened:
        new = [{"id": key, "opened_at": when, **storable(_columns(given[key]))} for key in opened]
        session.execute(FINDING.insert(), new)
    _save_sides(session, [given[key] for key in opened + resided])
    closed = sorted(key for key, row in rows.items() if row.closed_at is None and key not in given)
    for batch in batches(closed):
        session.execute(update(FINDING).where(FINDING.c.id.in_(batch)).values(closed_at=when))
    repeated = carry(session, [given[key] for key in opened + reopened])
    carried = {new: CARRIED.format(old=old) for new, old in repeated.items()}
    entries = [(key, "opened", carried.get(key, FOUND)) for key in opened]
    entries += [(key, "reopened", carried.get(key, FOUND)) for key in reopened]
    entries += [(key, "changed", CHANGED) for key in changed]
    entries += [(key, "closed", replaced.get(key, NOT_FOUND)) for key in closed]
    if entries:
        notes = [
            {"finding_id": key, "at": when, "what": what, "why": why, "run_id": run_id} for key, what, why in entries
        ]
        session.execute(HISTORY.insert(), notes)
    return FindingChange(len(opened) + len(reopened), len(kept), len(closed), len(reopened), len(changed))


def findings(
    session: Session,
    *,
    outcome: str | None = "inconsistent",
    open_only: bool = True,
    rule: str | None = None,
    ids: Iterable[str] | None = None,
    undismissed: bool = False,
) -> list[Finding]:
    """Findings, most severe first, then by rule and id; `outcome` None is every outcome.

    `undismissed` leaves out those that somebody dismissed in review.
    """
    query = select(FINDING)
    if outcome is not None:
        query = query.where(FINDING.c.outcome == outcome)
    if open_only:
        query = query.where(FINDING.c.closed_at.is_(None))
    if rule is not None:
        query = query.where(FINDING.c.rule == rule)
    if ids is not None:
        query = query.where(FINDING.c.id.in_(list(ids)))
    if undismissed:
        query = query.where(FINDING.c.id.not_in(dismissed()))
    order = list(Severity)
    found = _load(session, session.execute(query).all())
    return sorted(found, key=lambda finding: (-order.index(finding.severity), finding.rule, finding.id))


def open_groups(session: Session, *, after: str = "", limit: int = 1_000) -> Sequence[str]:
    """The keys of groups that have open findings: in order, so many of those that come after one."""
    key = FINDING.c.group_key
    return session.scalars(
        select(key).where(FINDING.c.closed_at.is_(None), key > after).distinct().order_by(key).limit(limit)
    ).all()


def reviewed_groups(session: Session) -> set[str]:
    """The keys of the groups of findings that somebody has reviewed."""
    return set(
        session.scalars(select(FINDING.c.group_key).join(REVIEW, REVIEW.c.finding_id == FINDING.c.id).distinct())
    )


def finding_history(session: Session, finding_id: str) -> list[HistoryEntry]:
    """What became of a finding, oldest first."""
    rows = session.execute(select(HISTORY).where(HISTORY.c.finding_id == finding_id).order_by(HISTORY.c.id))
    return [HistoryEntry(row.at, row.what, row.why, row.run_id) for row in rows]


def _rows(session: Session, ids: Iterable[str], groups: Iterable[str] | None) -> Iterator[Row[Any]]:
    """The findings of these groups, or of all, and those with these ids."""
    if groups is None:
        yield from session.execute(select(FINDING))
        return
    for batch in batches(groups):
        yield from session.execute(select(FINDING).where(FINDING.c.group_key.in_(batch)))
    for batch in batches(ids):
        yield from session.execute(select(FINDING).where(FINDING.c.id.in_(batch)))


def _columns(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "outcome": str(finding.outcome),
        "severity": str(finding.severity),
        "sum": finding.sum,
        "operands": dumps([list(pair) for pair in finding.operands]),
        "group_key": finding.group,
        "reading": finding.reading,
        "reason": finding.reason,
        "message_id": finding.message_id,
        "message_en": finding.message_en,
    }


def _save_sides(session: Session, findings: Sequence[Finding]) -> None:
    sides = [(finding.id, position, side) for finding in findings for position, side in enumerate(finding.sides)]
    claim_ids = _claim_ids(session, [side for _id, _position, side in sides])
    for batch in batches(finding.id for finding in findings):
        session.execute(delete(FINDING_CLAIM).where(FINDING_CLAIM.c.finding_id.in_(batch)))
    rows = [
        {
            "finding_id": finding_id,
            "position": position,
            "claim_id": claim_id,
            "claim_key": side.key,
            "url": side.url,
            "publisher": side.publisher,
            "quote": side.quote,
            "claim": dumps(claim_json(side.claim)),
        }
        for (finding_id, position, side), claim_id in zip(sides, claim_ids, strict=True)
    ]
    if rows:
        session.execute(FINDING_CLAIM.insert(), [storable(row) for row in rows])


def _claim_ids(session: Session, sides: Sequence[Side]) -> list[int | None]:
    """The claim of this store that each side is: by its key, else the equal claim of its page, current ones first."""
    by_key: dict[str, int] = {}
    for keys in batches({side.key for side in sides if side.key is not None}):
        for row in session.execute(select(CLAIM.c.claim_key, CLAIM.c.id).where(CLAIM.c.claim_key.in_(keys))):
            by_key[row.claim_key] = row.id
    by_claim: dict[tuple[str, Claim], int] = {}
    for urls in batches({side.url for side in sides if side.key not in by_key}):
        for held in claim_rows_of(session, urls):
            by_claim.setdefault((held.url, held.claim), held.id)
    return [by_key.get(side.key or "") or by_claim.get((side.url, side.claim)) for side in sides]


def _replaced(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Those of the findings that name a claim which is current no longer, and why it is not."""
    links = (
        select(FINDING_CLAIM.c.finding_id, PAGE.c.withdrawn_at, PAGE.c.moved_to)
        .join(CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id)
        .join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
    )
    found: dict[str, str] = {}
    for batch in batches(ids):
        for row in session.execute(links.where(~CLAIM.c.current, FINDING_CLAIM.c.finding_id.in_(batch))):
            why = REPLACED if row.withdrawn_at is None else WITHDRAWN if row.moved_to is None else MOVED
            found[row.finding_id] = max(why, found.get(row.finding_id, why), key=_GRAVEST.index)
    return found


def _unknown(session: Session, ids: Iterable[str]) -> set[str]:
    """Those of the findings that name a claim which the store did not hold."""
    query = select(FINDING_CLAIM.c.finding_id).where(FINDING_CLAIM.c.claim_id.is_(None))
    return {
        key for batch in batches(ids) for key in session.scalars(query.where(FINDING_CLAIM.c.finding_id.in_(batch)))
    }


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
            group=row.group_key,
        )
        for row in rows
    ]
