"""All current claims of a store in portions that fit in memory, each with whole groups of claims that are checked.

A portion also holds the whole articles that its claims stand in, since rules look at those, too. Only one is in memory,
and none holds up a writer: what is stored meanwhile is seen by the portions that come later, and stays on the list of
what has to be checked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Engine, Select, func, select, tuple_
from sqlalchemy.orm import Session

from crosscheck.members import Group
from crosscheck.parts import children
from models.periods import Period
from models.values import Report
from store.claims import reports
from store.engine import read_session
from store.sql import CLAIM, PAGE, REVISION, batches

ARTICLES = 500
"""Articles of one portion."""
CLAIMS = 2_000
"""Claims of one portion of places or of series; those of one place and indicator are never parted."""
T = TypeVar("T")

Cell = tuple[str, str]
"""An indicator and a place."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Some articles, and which groups they hold all claims of."""

    reports: Sequence[Report]
    whole: Callable[[Group], bool]


def portions(engine: Engine) -> Iterator[Portion]:
    """All groups of a store: articles, then places with their parts, then series.

    Of a place with its parts only those where something is told of both, for times that end on one day.
    """
    yield from _articles(engine)
    cells = _cells(engine)
    for indicator, place in cells:
        told = [one for one in sorted(children(place)) if (indicator, one) in cells]
        if told:
            yield from _parts(engine, (indicator, place), told)
    yield from _series(engine, cells)


def urls_of(*where: ColumnElement[bool]) -> Select[str]:
    """The URLs of the articles that have such a current claim."""
    query = (
        select(PAGE.c.canonical_url)
        .join(REVISION, REVISION.c.page_id == PAGE.c.id)
        .join(CLAIM, CLAIM.c.revision_id == REVISION.c.id)
    )
    return query.where(CLAIM.c.current, *where).distinct()


def articles(session: Session, urls: Collection[str]) -> list[Report]:
    """The current claims of some articles; by URL."""
    return [report for some in batches(sorted(urls)) for report in reports(session, urls=some)]


def _articles(engine: Engine) -> Iterator[Portion]:
    claims = select(CLAIM.c.id).join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
    has_claims = claims.where(REVISION.c.page_id == PAGE.c.id, CLAIM.c.current).exists()
    query = select(PAGE.c.canonical_url).where(has_claims).order_by(PAGE.c.canonical_url).limit(ARTICLES)
    last = ""
    while True:
        with read_session(engine) as session:
            urls = session.scalars(query.where(PAGE.c.canonical_url > last)).all()
            found = articles(session, urls)
        if not urls:
            return
        yield Portion(found, lambda group: group[0] == "article")
        last = urls[-1]


_CELL = (CLAIM.c.indicator, CLAIM.c.place)


def _cells(engine: Engine) -> dict[Cell, int]:
    """How many claims there are of each indicator and place: as many entries as the gazetteer allows, however many
    claims there are. In the order of the database, which may be another than Python's."""
    query = select(*_CELL, func.count()).where(CLAIM.c.current, CLAIM.c.place.is_not(None))
    with read_session(engine) as session:
        found = session.execute(query.group_by(*_CELL).order_by(*_CELL)).all()
    return {(row[0], row[1]): row[2] for row in found if row[0] != "other"}


def _parts(engine: Engine, cell: Cell, told: Sequence[str]) -> Iterator[Portion]:
    """The times for which something is told of a place and of one of its parts: those that end on one day together."""
    indicator, place = cell
    family = (CLAIM.c.indicator == indicator, CLAIM.c.place.in_([place, *told]))
    days = CLAIM.c.as_of_last
    own = func.count().filter(CLAIM.c.place == place)
    query = select(days, func.count(), own).where(CLAIM.c.current, days.is_not(None), *family).group_by(days)
    with read_session(engine) as session:
        both = {day: claims for day, claims, of_place in session.execute(query.order_by(days)) if 0 < of_place < claims}
    for some in _filled(both):
        with read_session(engine) as session:
            found = articles(session, session.scalars(urls_of(*family, days.in_(some))).all())
        yield Portion(found, _ending(cell, frozenset(some)))


def _ending(cell: Cell, days: Collection[date]) -> Callable[[Group], bool]:
    return lambda group: group[0] == "parts" and group[1:3] == cell and Period(group[4]).last in days


def _series(engine: Engine, cells: Mapping[Cell, int]) -> Iterator[Portion]:
    for some in _filled(cells):
        with read_session(engine) as session:
            urls = session.scalars(urls_of(tuple_(*_CELL) >= some[0], tuple_(*_CELL) <= some[-1])).all()
            found = articles(session, urls)
        yield Portion(found, _among(frozenset(some)))


def _among(cells: Collection[Cell]) -> Callable[[Group], bool]:
    return lambda group: group[0] == "series" and group[1:3] in cells


def _filled(numbers: Mapping[T, int]) -> Iterator[list[T]]:
    """The keys in lists whose numbers together are at most CLAIMS; one with more stands alone.

    >>> list(_filled({"a": 1500, "b": 500, "c": 1, "d": 9000, "e": 2}))
    [['a', 'b'], ['c'], ['d'], ['e']]
    """
    some: list[T] = []
    total = 0
    for key, number in numbers.items():
        if some and total + number > CLAIMS:
            yield some
            some, total = [], 0
        some.append(key)
        total += number
    if some:
        yield some
