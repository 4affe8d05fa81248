"""Read queries for people: what the pages of the dashboard show, but for findings (`store.finding_views`).

Nothing here writes, and every list is bounded.
"""

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
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from models.rows import claim_from_row
from models.values import Claim
from store.claims import ClaimRow, claim_rows_by_keys, targets_of
from store.sql import CAPTURE, CLAIM, PAGE, REVISION, columns_of, given, inside, sent

MOST = 2_000
"""Most claims that one page is made from."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A claim as a point of a series: its key, outlet, day of print, and the claim without evidence and conflicts."""

    key: str
    publisher: str | None
    published: date | None
    claim: Claim


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
