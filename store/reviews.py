"""What people say about findings and claims: accept, dismiss, note, correct. Every word stays: the rows are the audit.

The words of a review follow a finding to the next extraction: by its id, which is the same for the same figures, and
where the id changes all the same (the place or the day was read better) by its rule, its figures and its articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from models.values import Claim, Finding
from models.wire import dumps
from store.claims import claim_row_by_key, claim_rows_of
from store.errors import NoSuchRow
from store.sql import CLAIM, FINDING, FINDING_CLAIM, REVIEW, batches, inserted, storable


class Action(StrEnum):
    """What a review does. The first three decide about a finding, the last one of them counts."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    TAKEN_BACK = "taken_back"
    NOTE = "note"
    CORRECTION = "correction"


DECISIONS = (Action.ACCEPTED, Action.DISMISSED, Action.TAKEN_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One entry of the audit trail: who said what about one finding or one claim, and when.

    `said` is the reason, the note, or what is right instead; `source` who outside says so, with corrections.
    `carried_from` is the finding that it was said about first, where this one took its place.
    """

    id: int
    finding_id: str | None
    claim_key: str | None
    at: datetime
    what: Action
    by: str
    said: str | None
    source: str | None
    carried_from: str | None


def accept(session: Session, finding_id: str, *, by: str, said: str | None = None, now: datetime | None = None) -> bool:
    """Say that the finding is right: its numbers do not agree. False, and nothing is written, if it stands so."""
    return _decide(session, finding_id, Action.ACCEPTED, by=by, said=said, now=now)


def dismiss(session: Session, finding_id: str, *, by: str, because: str, now: datetime | None = None) -> bool:
    """Say that the finding is none, and why. It stays dismissed until its figures change, or this is taken back."""
    return _decide(session, finding_id, Action.DISMISSED, by=by, said=_needed(because, "a reason"), now=now)


def take_back(session: Session, finding_id: str, *, by: str, because: str, now: datetime | None = None) -> bool:
    """Undo the standing decision, so that none stands; False, and nothing is written, where none does."""
    if finding_id not in standing(session, [finding_id]):
        _known(session, finding_id)
        return False
    return _decide(session, finding_id, Action.TAKEN_BACK, by=by, said=_needed(because, "a reason"), now=now)


def note(
    session: Session,
    *,
    by: str,
    said: str,
    finding_id: str | None = None,
    claim_key: str | None = None,
    now: datetime | None = None,
) -> int:
    """Write something beside a finding or a claim; the number of the entry."""
    said = _needed(said, "a text")
    return _write(session, Action.NOTE, finding_id=finding_id, claim_key=claim_key, by=by, said=said, now=now)


def correct(
    session: Session,
    *,
    by: str,
    said: str,
    source: str,
    finding_id: str | None = None,
    claim_key: str | None = None,
    now: datetime | None = None,
) -> int:
    """Write down what somebody outside says is right: `source` is the office, paper, letter or address.

    It stands beside the figures and changes none of them.
    """
    said, source = _needed(said, "a text"), _needed(source, "a source")
    return _write(
        session, Action.CORRECTION, finding_id=finding_id, claim_key=claim_key, by=by, said=said, source=source, now=now
    )


def standing(session: Session, ids: Iterable[str] | None = None) -> dict[str, Review]:
    """The decision that stands about each finding (of all, or of these): accepted or dismissed; others are left out."""
    found: dict[str, Review] = {}
    for batch in [None] if ids is None else batches(dict.fromkeys(ids)):
        query = _query().where(REVIEW.c.what.in_(DECISIONS))
        if batch is not None:
            query = query.where(REVIEW.c.finding_id.in_(batch))
        for row in session.execute(query.order_by(REVIEW.c.at, REVIEW.c.id)):
            found[row.finding_id] = _review(row)
    return {key: review for key, review in sorted(found.items()) if review.what is not Action.TAKEN_BACK}


def dismissed() -> Select[str]:
    """The ids of the findings that stand dismissed, for `FINDING.c.id.not_in(…)`."""
    return _that_stand(Action.DISMISSED)


def accepted() -> Select[str]:
    """The ids of the findings that stand accepted, for `FINDING.c.id.in_(…)`."""
    return _that_stand(Action.ACCEPTED)


@cache
def _that_stand(what: Action) -> Select[str]:
    rank = func.row_number().over(partition_by=REVIEW.c.finding_id, order_by=(REVIEW.c.at.desc(), REVIEW.c.id.desc()))
    decisions = select(REVIEW.c.finding_id, REVIEW.c.what, rank.label("rank"))
    last = decisions.where(REVIEW.c.finding_id.is_not(None), REVIEW.c.what.in_(DECISIONS)).subquery()
    return select(last.c.finding_id).where(last.c.rank == 1, last.c.what == what)


def finding_trail(session: Session, finding_id: str) -> list[Review]:
    """All that was said about a finding, oldest first."""
    query = _query().where(REVIEW.c.finding_id == finding_id).order_by(REVIEW.c.at, REVIEW.c.id)
    return [_review(row) for row in session.execute(query)]


def claim_trail(session: Session, claim_key: str) -> list[Review]:
    """All that was said about a claim, oldest first, also about older extractions of it with the same figures."""
    row = claim_row_by_key(session, claim_key)
    if row is None:
        raise NoSuchRow(f"there is no claim {claim_key}")
    same = [held.id for held in claim_rows_of(session, [row.url]) if _figures(held.claim) == _figures(row.claim)]
    query = _query().where(REVIEW.c.claim_id.in_(same)).order_by(REVIEW.c.at, REVIEW.c.id)
    return [_review(found) for found in session.execute(query)]


def ids_like(session: Session, start: str, *, claims: bool = True, limit: int = 2) -> list[tuple[str, str]]:
    """("finding" or "claim", id) of what has an id that begins so, findings first; at most `limit`."""
    tables = [("finding", FINDING.c.id), *([("claim", CLAIM.c.claim_key)] if claims else [])]
    found: list[tuple[str, str]] = []
    for kind, column in tables:
        query = select(column).where(column.startswith(start, autoescape=True)).order_by(column).limit(limit)
        found += [(kind, key) for key in session.scalars(query)]
    return found[:limit]


def carry(session: Session, arrived: Sequence[Finding]) -> dict[str, str]:
    """Repeat the reviews of closed findings for those that took their place; new id → old id.

    One takes the place of another if it is of the same rule, names the same figures, and shares an article with it.
    """
    reviews = _of_closed(session)
    if not reviews or not arrived:
        return {}
    gone, urls = _closed_like(session, reviews)
    carried: dict[str, str] = {}
    for finding in sorted(arrived, key=lambda one: one.id):
        own = {side.url for side in finding.sides}
        figures = dumps([list(pair) for pair in finding.operands])
        known = {row.carried_from or row.id for row in _rows_of(session, finding.id)}
        for old in sorted(gone.get((finding.rule, figures), ())):
            if old == finding.id or not own & urls.get(old, set()):
                continue
            for row in reviews[old]:
                if (root := row.carried_from or row.id) not in known:
                    known.add(root)
                    _repeat(session, finding.id, row, root)
                    carried[finding.id] = old
    return carried


def _closed_like(
    session: Session, ids: Iterable[str]
) -> tuple[Mapping[tuple[str, str], list[str]], Mapping[str, set[str]]]:
    """Of these findings: which have one rule and one set of figures; and the articles of each."""
    gone: dict[tuple[str, str], list[str]] = {}
    urls: dict[str, set[str]] = {}
    for batch in batches(ids):
        heads = select(FINDING.c.id, FINDING.c.rule, FINDING.c.operands).where(FINDING.c.id.in_(batch))
        for key, rule, operands in session.execute(heads):
            gone.setdefault((rule, operands), []).append(key)
        sides = select(FINDING_CLAIM.c.finding_id, FINDING_CLAIM.c.url).where(FINDING_CLAIM.c.finding_id.in_(batch))
        for key, url in session.execute(sides):
            urls.setdefault(key, set()).add(url)
    return gone, urls


def _of_closed(session: Session) -> Mapping[str, list[Row[Any]]]:
    query: Select[Any] = select(REVIEW).join(FINDING, FINDING.c.id == REVIEW.c.finding_id)
    query = query.where(FINDING.c.closed_at.is_not(None))
    found: dict[str, list[Row[Any]]] = {}
    for row in session.execute(query.order_by(REVIEW.c.at, REVIEW.c.id)):
        found.setdefault(row.finding_id, []).append(row)
    return found


def _rows_of(session: Session, finding_id: str) -> Sequence[Row[Any]]:
    query: Select[Any] = select(REVIEW).where(REVIEW.c.finding_id == finding_id)
    return session.execute(query).all()


def _repeat(session: Session, finding_id: str, row: Row[Any], root: int) -> None:
    kept = {name: getattr(row, name) for name in ("at", "what", "reviewed_by", "said", "source")}
    session.execute(REVIEW.insert().values(finding_id=finding_id, carried_from=root, **kept))


def _decide(
    session: Session, finding_id: str, what: Action, *, by: str, said: str | None, now: datetime | None
) -> bool:
    said = said.strip() or None if said else None
    now_stands = standing(session, [finding_id]).get(finding_id)
    if now_stands and (now_stands.what, now_stands.by, now_stands.said) == (what, by.strip(), said):
        return False
    _write(session, what, finding_id=finding_id, by=by, said=said, now=now)
    return True


def _write(
    session: Session,
    what: Action,
    *,
    by: str,
    said: str | None,
    source: str | None = None,
    finding_id: str | None = None,
    claim_key: str | None = None,
    now: datetime | None = None,
) -> int:
    if (finding_id is None) is (claim_key is None):
        raise ValueError("a review is about one finding or one claim")
    claim_id = None
    if finding_id is not None:
        _known(session, finding_id)
    else:
        claim_id = session.execute(select(CLAIM.c.id).where(CLAIM.c.claim_key == claim_key)).scalar()
        if claim_id is None:
            raise NoSuchRow(f"there is no claim {claim_key}")
    row = {
        "finding_id": finding_id,
        "claim_id": claim_id,
        "at": now or datetime.now(UTC),
        "what": str(what),
        "reviewed_by": _needed(by, "a name"),
        "said": said,
        "source": source,
    }
    return inserted(session, REVIEW, storable(row))


def _known(session: Session, finding_id: str) -> None:
    if session.execute(select(FINDING.c.id).where(FINDING.c.id == finding_id)).first() is None:
        raise NoSuchRow(f"there is no finding {finding_id}")


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise ValueError(f"a review needs {what}")
    return text.strip()


def _figures(claim: Claim) -> tuple[str, tuple[tuple[str, Decimal, str], ...]]:
    return claim.indicator, tuple((name, figure.value, figure.comparator) for name, figure in claim.figures())


def _query() -> Select[Any]:
    first = REVIEW.alias()
    return (
        select(*REVIEW.c, CLAIM.c.claim_key, first.c.finding_id.label("first_finding"))
        .outerjoin(CLAIM, CLAIM.c.id == REVIEW.c.claim_id)
        .outerjoin(first, first.c.id == REVIEW.c.carried_from)
    )


def _review(row: Row[Any]) -> Review:
    return Review(
        id=row.id,
        finding_id=row.finding_id,
        claim_key=row.claim_key,
        at=row.at,
        what=Action(row.what),
        by=row.reviewed_by,
        said=row.said,
        source=row.source,
        carried_from=row.first_finding,
    )
