"""Reading claims back: as reports for the checks, as rows for tables, flat for exports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from models.private import masked
from models.reference import place_name
from models.rows import claim_from_row
from models.values import NUMERIC_FIELDS, Claim, ExtractStatus, Report
from models.wire import claim_json, dumps
from store.errors import NoSuchRow
from store.search import is_common, matching
from store.sql import CLAIM, FINDING, FINDING_CLAIM, PAGE, REVISION, TARGET, batches, columns_of, given, inside, sent
from store.zones import published_from_row

EXCERPT = 300
"""Most characters of somebody's text that a public row carries."""


UNCHECKED = "unchecked"
FEW = 1_000
"""Findings that are gathered before the claims that they name; of more, each claim is asked."""


class Narrowed(TypedDict, total=False):
    """What claims are narrowed to; a key that is absent or None narrows nothing."""

    indicator: str | None
    place: str | None
    """A code and all that lies inside it."""
    publisher: str | None
    official: str | None
    """A name or an office, exactly as the article gives it."""
    since: date | None
    until: date | None
    """Days, inclusive, that the claim's `as_of` touches; a claim without `as_of` is left out by both."""
    outcome: str | None
    """What the checks said: an outcome of an open finding that names the claim, or "unchecked" where there is none."""
    q: str | None
    """Words that all stand in the headline, the quotes, the indicator's words, the segment, or the official's name."""
    current: bool
    """By default True: the newest extractor's word on the newest wording of pages that still stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim with where it stands. `current` is false for older wordings and extractors and for withdrawn pages."""

    id: int
    """Number in this store; `key` is the same in every store."""
    key: str
    url: str
    publisher: str | None
    published: date | datetime | None
    published_source: str | None
    title: str | None
    text_sha256: str | None
    extractor: str
    current: bool
    withdrawn_at: datetime | None
    moved_to: str | None = None
    """Where the article's address leads since `withdrawn_at`, if it leads to an article."""
    claim: Claim

    @property
    def quote(self) -> str | None:
        """The first passage that the claim rests on, as an excerpt without personal data; None for none."""
        return masked(self.claim.evidence[0].quote)[:EXCERPT] if self.claim.evidence else None


def reports(session: Session, *, urls: Collection[str] | None = None, **only: Unpack[Narrowed]) -> Iterator[Report]:
    """The articles that have claims of this kind, each with those claims alone, in a stable order (by URL).

    With `current=False` every wording and extractor gives a report of its own. `urls`, at most some hundreds, are the
    only articles that are looked at.
    """
    where = claims_where(session, only)
    if urls is not None:
        where.append(PAGE.c.canonical_url.in_(urls))
    return _gathered(session, where)


def reports_with_deadlines(session: Session, *, series: Collection[Sequence[str]] | None = None) -> Iterator[Report]:
    """Current claims of every series in which some claim names a target with a deadline, as reports; or of some series.

    A series is of one indicator, place and segment; those asked for are ("series", indicator, place, segment key).
    """
    same = (CLAIM.c.indicator, CLAIM.c.place, CLAIM.c.segment_key)
    named = (
        select(*same)
        .join(TARGET, TARGET.c.claim_id == CLAIM.c.id)
        .where(CLAIM.c.current, CLAIM.c.place.is_not(None), TARGET.c.deadline_last.is_not(None))
    )
    if series is not None:
        asked = given(session.get_bind().dialect.name, ("indicator", "place", "segment_key"))
        named = named.where(tuple_(*same).in_(select(*asked.c)))
    rows = {} if series is None else {"given": sent(sorted(tuple(one[1:]) for one in series))}
    return _gathered(session, [CLAIM.c.current, tuple_(*same).in_(named)], rows)


def _gathered(
    session: Session, where: Sequence[ColumnElement[bool]], values: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[Report]:
    order = (PAGE.c.canonical_url, REVISION.c.id, CLAIM.c.extractor, CLAIM.c.position, CLAIM.c.id)
    gathered: list[tuple[Row[Any], Claim]] = []
    for row, claim in _claims(session, _query().where(*where).order_by(*order), values):
        if gathered and (gathered[0][0].revision_id, gathered[0][0].extractor) != (row.revision_id, row.extractor):
            yield _report(gathered)
            gathered = []
        gathered.append((row, claim))
    if gathered:
        yield _report(gathered)


def claim_rows(
    session: Session, *, limit: int = 50, after: str | None = None, **only: Unpack[Narrowed]
) -> list[ClaimRow]:
    """Up to `limit` claims, newest `as_of` first, those without one last; `after` is the key of the row before."""
    where = claims_where(session, only)
    day, key = None, None
    if after is not None:
        last = session.execute(select(CLAIM.c.as_of_last, CLAIM.c.claim_key).where(CLAIM.c.claim_key == after)).first()
        if last is None:
            raise NoSuchRow(f"there is no claim {after}")
        day, key = last
    ids: list[int] = []
    for part in _in_order(select(CLAIM.c.id).where(*where), day, key):
        ids += session.scalars(part.limit(limit - len(ids)))
        if len(ids) >= limit:
            break
    found = {row.id: _claim_row(row, claim) for row, claim in _claims(session, _BY_ID, {"ids": ids})}
    return [found[number] for number in ids]


def _in_order(query: Select[Any], day: date | None = None, key: str | None = None) -> Iterator[Select[Any]]:
    """The query in two parts, newest `as_of` first, then what has none; what comes after a row, if its key is given.

    In one part, databases that hold "no day" for the greatest would have to sort everything.
    """
    if key is None or day is not None:
        dated = query.where(CLAIM.c.as_of_last.is_not(None))
        if key is not None:
            dated = dated.where(tuple_(CLAIM.c.as_of_last, CLAIM.c.claim_key) < tuple_(day, key))
        yield dated.order_by(CLAIM.c.as_of_last.desc(), CLAIM.c.claim_key.desc())
    undated = query.where(CLAIM.c.as_of_last.is_(None)).order_by(CLAIM.c.claim_key.desc())
    yield undated.where(CLAIM.c.claim_key < key) if key is not None and day is None else undated


def claim_row_by_key(session: Session, key: str) -> ClaimRow | None:
    """One claim by its key, current or not; None if there is none."""
    for row, claim in _claims(session, _BY_KEY, {"keys": [key]}):
        return _claim_row(row, claim)
    return None


def claim_rows_by_keys(session: Session, keys: Iterable[str]) -> Iterator[ClaimRow]:
    """The claims with these keys, in the order in which they came; keys that there is no claim of are left out."""
    for batch in batches(dict.fromkeys(keys)):
        for row, claim in _claims(session, _BY_KEY, {"keys": batch}):
            yield _claim_row(row, claim)


def claim_rows_of(session: Session, urls: Iterable[str]) -> Iterator[ClaimRow]:
    """All claims of some pages, current ones first, then in the order in which they came."""
    for batch in batches(urls):
        query = _query().where(PAGE.c.canonical_url.in_(batch)).order_by(CLAIM.c.current.desc(), CLAIM.c.id)
        for row, claim in _claims(session, query):
            yield _claim_row(row, claim)


def export_rows(session: Session, **only: Unpack[Narrowed]) -> Iterator[dict[str, object]]:
    """Every claim as one flat row: always the same keys in the same order; figures Decimal, lists JSON, excerpts only.

    In the order of `claim_rows`.
    """
    for part in _in_order(_query().where(*claims_where(session, only))):
        for row, claim in _claims(session, part):
            yield export_row(_claim_row(row, claim))


def export_row(row: ClaimRow) -> dict[str, object]:
    """A claim as one flat row."""
    claim = row.claim
    made: dict[str, object] = {
        "claim_key": row.key,
        "url": row.url,
        "publisher": row.publisher,
        "published": row.published and row.published.isoformat(),
        "title": row.title,
        "indicator": claim.indicator,
        "indicator_text": claim.indicator_text,
        "place": claim.place,
        "place_name": claim.place and place_name(claim.place),
        "place_candidates": " ".join(claim.place_candidates) or None,
        "segment": claim.segment,
    }
    for name in NUMERIC_FIELDS:
        figure = getattr(claim, name)
        made[name] = figure and figure.value
        made[f"{name}_comparator"] = figure and str(figure.comparator)
        made[f"{name}_text"] = figure and figure.text
    return made | {
        "unit": claim.unit and str(claim.unit),
        "targets": dumps(claim_json(claim)["targets"]) if claim.targets else None,
        "as_of": claim.as_of and str(claim.as_of),
        "as_of_first": claim.as_of and claim.as_of.first.isoformat(),
        "as_of_last": claim.as_of and claim.as_of.last.isoformat(),
        "as_of_source": claim.as_of_source and str(claim.as_of_source),
        "official": claim.official if claim.official_role else None,  # a name without an office is a private person's
        "official_role": claim.official_role,
        "quote": row.quote,
        "text_sha256": row.text_sha256,
        "extractor": row.extractor,
        "current": row.current,
        "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
        "moved_to": row.moved_to,
    }


def claims_where(session: Session, only: Narrowed) -> list[ColumnElement[bool]]:
    """The filters as conditions on the claim table."""
    where: list[ColumnElement[bool]] = []
    if (indicator := only.get("indicator")) is not None:
        where.append(CLAIM.c.indicator == indicator)
    if (place := only.get("place")) is not None:
        where.append(inside(place))
    if (publisher := only.get("publisher")) is not None:
        where.append(CLAIM.c.publisher == publisher)
    if (official := only.get("official")) is not None:
        # a name without an office is a private person's: nobody finds out by it
        in_office = and_(CLAIM.c.official == official, CLAIM.c.official_role.is_not(None))
        where.append(or_(in_office, CLAIM.c.official_role == official))
    if (since := only.get("since")) is not None:
        where.append(CLAIM.c.as_of_last >= since)
    if (until := only.get("until")) is not None:
        where.append(CLAIM.c.as_of_first <= until)
    if (outcome := only.get("outcome")) is not None:
        where.append(_judged(session, outcome))
    if (q := only.get("q")) is not None:
        where.append(matching(session, q))
    if only.get("current", True):
        where.append(CLAIM.c.current)
    return where


def _judged(session: Session, outcome: str) -> ColumnElement[bool]:
    """Claims that an open finding of this outcome names; for "unchecked", those that no open finding names.

    Findings that somebody dismissed do not count.
    """
    from store.reviews import dismissed  # which reads claims through this module

    named = (
        select(FINDING_CLAIM.c.claim_id)
        .join(FINDING, FINDING.c.id == FINDING_CLAIM.c.finding_id)
        .where(FINDING.c.closed_at.is_(None), FINDING.c.id.not_in(dismissed()))
    )
    this = named.where(FINDING_CLAIM.c.claim_id == CLAIM.c.id)
    if outcome == UNCHECKED:
        return ~this.exists()
    if not _is_frequent(session, outcome):
        return CLAIM.c.id.in_(named.where(FINDING.c.outcome == outcome, FINDING_CLAIM.c.claim_id.is_not(None)))
    # joined to nothing, the outcome is not looked up: the way goes from each claim to its findings
    return this.where(FINDING.c.outcome.concat("") == outcome).exists()


def _is_frequent(session: Session, outcome: str) -> bool:
    """Whether there are more than FEW open findings of it; asked for once in a session that only reads."""
    kept: dict[str, bool] = session.info.setdefault("capaian_outcomes", {})
    reads = session.get_bind().get_execution_options().get("capaian_reads")
    if not reads or outcome not in kept:
        found = select(FINDING.c.id).where(FINDING.c.outcome == outcome, FINDING.c.closed_at.is_(None))
        kept[outcome] = session.execute(found.offset(FEW).limit(1)).first() is not None
    return kept[outcome]


def broad(session: Session, only: Narrowed) -> set[str]:
    """The filters that each claim is asked by in its turn, since what they find is too much to gather first."""
    outcome, q = only.get("outcome"), only.get("q")
    made = {"outcome"} if outcome is not None and (outcome == UNCHECKED or _is_frequent(session, outcome)) else set()
    return made | ({"q"} if q is not None and is_common(session, q) else set())


_OF_REVISION = ("title", "text_sha256", "published_at", "published_day", "published_zone", "published_source", "status")


@cache
def _query() -> Select[Any]:
    return (
        select(
            *(column for column in CLAIM.c if not column.name.endswith("_real")),  # for sorting only
            *(REVISION.c[name] for name in _OF_REVISION),
            REVISION.c.extractor.label("newest_extractor"),
            PAGE.c.canonical_url,
            PAGE.c.withdrawn_at,
            PAGE.c.moved_to,
        )
        .join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
    )


# built once: a statement that is built anew costs more than the database takes to answer it
_BY_ID = _query().where(CLAIM.c.id.in_(bindparam("ids", expanding=True)))
_BY_KEY = _query().where(CLAIM.c.claim_key.in_(bindparam("keys", expanding=True))).order_by(CLAIM.c.id)
_TARGETS = (
    select(TARGET)
    .where(TARGET.c.claim_id.in_(bindparam("ids", expanding=True)))
    .order_by(TARGET.c.claim_id, TARGET.c.position)
)


def targets_of(session: Session, ids: Iterable[int]) -> dict[int, list[Mapping[str, Any]]]:
    """The rows of the targets of some claims, by the number of the claim; those of none have an empty list."""
    made: dict[int, list[Mapping[str, Any]]] = {number: [] for number in ids}
    for batch in batches(made):
        for target in session.execute(_TARGETS, {"ids": batch}):
            made[target.claim_id].append(columns_of(target))
    return made


def _claims(
    session: Session, query: Select[Any], values: Mapping[str, Any] = MappingProxyType({})
) -> Iterator[tuple[Row[Any], Claim]]:
    for batch in batches(session.execute(query, values, execution_options=_IN_PARTS)):
        targets = targets_of(session, [row.id for row in batch])
        for row in batch:
            yield row, claim_from_row(columns_of(row), targets[row.id])


_IN_PARTS = {"yield_per": 500}


def _report(gathered: Sequence[tuple[Row[Any], Claim]]) -> Report:
    row = gathered[0][0]
    of_newest = row.extractor == row.newest_extractor
    return Report(
        url=row.canonical_url,
        publisher=row.publisher,
        published=published_from_row(columns_of(row)),
        title=row.title,
        claims=tuple(claim for _row, claim in gathered),
        text_sha256=row.text_sha256,
        extractor=row.extractor or None,
        status=ExtractStatus(row.status) if row.status and of_newest else None,
    )


def _claim_row(row: Row[Any], claim: Claim) -> ClaimRow:
    return ClaimRow(
        id=row.id,
        key=row.claim_key,
        url=row.canonical_url,
        publisher=row.publisher,
        published=published_from_row(columns_of(row)),
        published_source=row.published_source,
        title=row.title,
        text_sha256=row.text_sha256,
        extractor=row.extractor,
        current=row.current,
        withdrawn_at=row.withdrawn_at,
        moved_to=row.moved_to,
        claim=claim,
    )
