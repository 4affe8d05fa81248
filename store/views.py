"""Read queries for people: what the pages of the dashboard show. Nothing here writes, and every list is bounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.rows import claim_from_row
from models.values import Claim, Finding
from store.claims import ClaimRow, claim_rows_by_keys, targets_of
from store.findings import HistoryEntry, finding_history, findings
from store.reviews import accepted as accepted_ids
from store.reviews import dismissed as dismissed_ids
from store.sql import CAPTURE, CLAIM, FINDING, FINDING_CLAIM, PAGE, REVISION, batches, columns_of, given, inside, sent

MOST = 2_000
"""Most claims that one page is made from."""
COUNTED = 1_001
"""Most findings that are counted."""
_RANK = case({"high": 0, "medium": 1, "low": 2}, value=FINDING.c.severity, else_=3)
_ORDER = (FINDING.c.opened_at.desc(), _RANK, FINDING.c.id)


@dataclass(frozen=True, slots=True)
class Stand:
    """A claim as a point of a series: its key, outlet, day of print, and the claim without evidence and conflicts."""

    key: str
    publisher: str | None
    published: date | None
    claim: Claim


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its days; `keys` has each side's claim key in this store, None where there is no such claim."""

    finding: Finding
    opened_at: datetime
    closed_at: datetime | None
    keys: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Served:
    """One body with which a page was served: when first and last, and the digest under which the archive keeps it."""

    fetched_at: datetime
    seen_at: datetime
    body_sha256: str
    archived: bool
    status: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a claim's wording comes from. `text` is the article's, for excerpts; None for imported reports."""

    page_id: int
    text: str | None
    added_at: datetime
    wordings: int
    """How many wordings of the article the store holds."""
    served: tuple[Served, ...]


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What the store holds of one source."""

    source: str
    pages: int
    withdrawn: int
    """Pages that are gone from their addresses."""
    moved: int
    """Pages whose addresses lead to other ones."""
    claims: int
    last_seen: datetime | None
    statuses: Mapping[str, int]
    """Captures by the word with which they left extraction."""


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many current claims there are about one place, and the last day that one of them is about."""

    place: str
    claims: int
    last: date | None


def sample_urls(session: Session) -> list[str]:
    """One address of every source that the store holds pages of."""
    sources = session.scalars(select(PAGE.c.source).distinct().order_by(PAGE.c.source)).all()
    one = select(PAGE.c.canonical_url).limit(1)
    return [url for source in sources for url in session.scalars(one.where(PAGE.c.source == source))]


def newest_claims(session: Session, limit: int, *, place: str | None = None) -> list[ClaimRow]:
    """The current claims that came into the store last, the last one first; of a place and all that lies in it."""
    query = select(CLAIM.c.claim_key).where(CLAIM.c.current)
    if place is not None:
        query = query.where(inside(place))
    keys = session.scalars(query.order_by(CLAIM.c.id.desc()).limit(limit)).all()
    found = {row.key: row for row in claim_rows_by_keys(session, keys)}
    return [found[key] for key in keys]


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


def stands(
    session: Session,
    *,
    places: Sequence[str] | None = None,
    indicator: str | None = None,
    limit: int = MOST,
) -> list[Stand]:
    """Current claims of some places (not of what lies in them), of one indicator: the newest, oldest of them first."""
    query = _stand_query().where(CLAIM.c.current)
    if indicator is not None:
        query = query.where(CLAIM.c.indicator == indicator)
    if places is not None:
        query = query.where(CLAIM.c.place.in_(places))
    newest = query.order_by(CLAIM.c.as_of_last.desc().nulls_last(), CLAIM.c.claim_key.desc()).limit(limit)
    return _stands(session, newest)[::-1]


def stands_of_cells(session: Session, cells: Sequence[tuple[str, str]], limit: int) -> list[Stand]:
    """The newest current claims, so many at most, of each (place, indicator); in the order of `stands`."""
    if not cells:
        return []
    values: dict[str, Any] = {"most": limit}
    for at, (place, indicator) in enumerate(cells):
        values |= {f"place{at}": place, f"indicator{at}": indicator}
    return _stands(session, _of_cells(len(cells)), values)[::-1]


@lru_cache(maxsize=64)
def _of_cells(number: int) -> Select[Any]:
    order = (CLAIM.c.as_of_last.desc().nulls_last(), CLAIM.c.claim_key.desc())
    # by the text of the day, else the index of all days would be read, and not that of series
    by_day = (cast(CLAIM.c.as_of_last, String).desc().nulls_last(), CLAIM.c.claim_key.desc())
    one = select(CLAIM.c.id).where(CLAIM.c.current).order_by(*by_day).limit(bindparam("most", type_=Integer))
    place, indicator = CLAIM.c.place, CLAIM.c.indicator
    parts = [
        one.where(place == bindparam(f"place{at}"), indicator == bindparam(f"indicator{at}")).subquery()
        for at in range(number)
    ]
    ids = union_all(*(select(part.c.id) for part in parts))
    return _stand_query().where(CLAIM.c.id.in_(ids)).order_by(*order)


def latest(
    session: Session,
    *,
    places: Sequence[str],
    indicators: Sequence[str],
) -> list[Stand]:
    """The newest current claim of each of these places about each of these indicators, by place.

    A claim about the whole goes before a newer one about a segment; without a figure or a day there is nothing to show.
    """
    cells = [(place, indicator) for place in places for indicator in indicators]
    return _stands(session, _latest(session.get_bind().dialect.name), {"given": sent(cells)})


@cache
def _latest(dialect: str) -> Select[Any]:
    cell = given(dialect, ("place", "indicator"))
    told = select(CLAIM.c.id).where(CLAIM.c.place == cell.c.place, CLAIM.c.indicator == cell.c.indicator)
    told = told.where(CLAIM.c.current, or_(CLAIM.c.percentage_real.is_not(None), CLAIM.c.achieved_real.is_not(None)))
    told = told.limit(1).correlate(cell)
    day = CLAIM.c.as_of_last
    whole = told.where(CLAIM.c.segment_key == "", day.is_not(None)).order_by(day.desc(), CLAIM.c.claim_key)
    # by the text of the day, else the index of an indicator's days would be read, and not that of series
    text = cast(day, String)
    segment = told.where(text.is_not(None)).order_by(text.desc(), CLAIM.c.claim_key)
    ids = select(func.coalesce(whole.scalar_subquery(), segment.scalar_subquery())).select_from(cell)
    return _stand_query().where(CLAIM.c.id.in_(ids)).order_by(CLAIM.c.place, CLAIM.c.indicator)


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


def provenance(session: Session, claim_key: str) -> Provenance | None:
    """Where a claim comes from; None if there is no such claim."""
    row = session.execute(
        select(REVISION.c.id, REVISION.c.page_id, REVISION.c.text, PAGE.c.added_at)
        .join(CLAIM, CLAIM.c.revision_id == REVISION.c.id)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
        .where(CLAIM.c.claim_key == claim_key)
    ).first()
    if row is None:
        return None
    wordings = select(func.count()).select_from(REVISION).where(REVISION.c.page_id == row.page_id)
    served = served_by(session, CAPTURE.c.revision_id == row.id).get(row.id, ())
    return Provenance(row.page_id, row.text, row.added_at, session.execute(wordings).scalar_one(), served)


def served_by(session: Session, which: ColumnElement[bool]) -> dict[int, tuple[Served, ...]]:
    """Revision → the bodies that gave it, oldest first; of at most 50 captures."""
    captures = select(CAPTURE).where(which, CAPTURE.c.revision_id.is_not(None))
    made: dict[int, list[Served]] = defaultdict(list)
    for c in session.execute(captures.order_by(CAPTURE.c.fetched_at, CAPTURE.c.id).limit(50)):
        made[c.revision_id].append(Served(c.fetched_at, c.seen_at, c.body_sha256, c.archive_file is not None, c.status))
    return {revision: tuple(served) for revision, served in made.items()}


def texts(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Claim key → text of its article, where the store has it: what excerpts are cut from."""
    query = select(CLAIM.c.claim_key, REVISION.c.text).join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
    wanted = query.where(CLAIM.c.claim_key.in_(list(keys)[:MOST]), REVISION.c.text.is_not(None))
    return {row[0]: row[1] for row in session.execute(wanted)}


def place_counts(session: Session) -> list[PlaceCount]:
    """Every place that current claims are about, by code."""
    # grouped as the index of series is, so that no claim is read; a place is told of by some indicators
    query = select(CLAIM.c.place, func.count(), func.max(CLAIM.c.as_of_last)).where(CLAIM.c.current)
    claims: Counter[str] = Counter()
    last: dict[str, date] = {}
    for place, number, day in session.execute(query.group_by(CLAIM.c.indicator, CLAIM.c.place)):
        if place is not None:
            claims[place] += number
            if day is not None:
                last[place] = max(day, last.get(place, day))
    return [PlaceCount(place, claims[place], last.get(place)) for place in sorted(claims)]


def source_counts(session: Session) -> dict[str, SourceCount]:
    """What the store holds of each source, by slug."""
    moved = func.count(PAGE.c.moved_to)
    held = select(PAGE.c.source, func.count(), func.count(PAGE.c.withdrawn_at) - moved, moved).group_by(PAGE.c.source)
    pages = {row[0]: (row[1], row[2], row[3]) for row in session.execute(held)}
    said = select(CLAIM.c.publisher, func.count()).where(CLAIM.c.current).group_by(CLAIM.c.publisher)
    claims = {row[0]: row[1] for row in session.execute(said)}
    seen: dict[str, datetime] = {}
    statuses: dict[str, dict[str, int]] = defaultdict(dict)
    captures = (
        select(PAGE.c.source, CAPTURE.c.status, func.count(), func.max(CAPTURE.c.seen_at))
        .join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        .group_by(PAGE.c.source, CAPTURE.c.status)
        .order_by(PAGE.c.source, CAPTURE.c.status)
    )
    for source, status, number, last in session.execute(captures):
        statuses[source][status] = number
        seen[source] = max(last, seen.get(source, last))
    return {
        source: SourceCount(source, *pages[source], claims.get(source, 0), seen.get(source), statuses.get(source, {}))
        for source in sorted(pages)
    }


def coverage(session: Session, *, since: date = date.min) -> dict[str, dict[str, tuple[int, int]]]:
    """Source → month ("2025-01") → (articles of that month that were read, those of them with claims)."""
    # PostgreSQL takes two bound parameters for two different expressions, and refuses to group by the other one
    month = func.substr(cast(REVISION.c.published_day, String), literal_column("1"), literal_column("7"))
    has_claim = select(CLAIM.c.id).where(CLAIM.c.revision_id == REVISION.c.id, CLAIM.c.current).exists()
    query = (
        select(PAGE.c.source, month, func.count(), func.count().filter(has_claim))
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
        .where(REVISION.c.current, REVISION.c.published_day >= since)
        .group_by(PAGE.c.source, month)
    )
    made: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for source, label, articles, with_claims in session.execute(query):
        made[source][label] = (articles, with_claims)
    return dict(made)


_NO_LISTS = ("evidence", "conflicts")
"""No chart shows these, and they are most of a row."""
_OF_STAND = tuple(
    literal_column("'[]'").label(column.name) if column.name in _NO_LISTS else column
    for column in CLAIM.c
    if not column.name.endswith("_real")  # for sorting only
)


@cache
def _stand_query() -> Select[Any]:
    return select(*_OF_STAND, REVISION.c.published_day).join(REVISION, REVISION.c.id == CLAIM.c.revision_id)


def _stands(session: Session, query: Select[Any], given: Mapping[str, Any] = MappingProxyType({})) -> list[Stand]:
    rows = session.execute(query, given).all()
    targets = targets_of(session, [row.id for row in rows])
    return [
        Stand(row.claim_key, row.publisher, row.published_day, claim_from_row(columns_of(row), targets[row.id]))
        for row in rows
    ]


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
