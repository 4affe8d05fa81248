"""What has changed since the last check, and the articles that it has to be laid beside: a check of a part of a store.

The outcome is the same as that of a check over everything, as long as the rules are the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, delete, func, not_, or_, select
from sqlalchemy.orm import Session

from crosscheck.engine import RULES_VERSION
from crosscheck.members import Group, touched_groups
from models.values import Report
from store.claims import claim_rows_of
from store.engine import read_session
from store.portions import Portion, articles, urls_of
from store.runs import runs
from store.sql import CLAIM, PAGE, UNCHECKED, batches

CHECK = "check"
"""The kind of run that a check is; its arguments name the version of the rules."""
MANY = 10_000
"""Changed pages of which no list of groups is made: everything is checked instead, which is hardly more work."""
GROUPS = 500
"""Groups that are checked at a time: those of the pages that an ordinary crawl brings."""


@dataclass(frozen=True, slots=True)
class Touched:
    """The pages that changed, each with the number of its changes so far, and the groups that their claims are in."""

    pages: Mapping[int, int]
    groups: frozenset[Group]


def touched(session: Session) -> Touched | None:
    """What has changed since the last check; None if everything has to be checked: never done, by other rules, or much.

    A page touches the groups of all claims that it has ever had, also of those that are gone.
    """
    last = runs(session, 1, kind=CHECK, status="done")
    if not last or last[0].args.get("rules") != RULES_VERSION:
        return None
    if session.execute(select(func.count()).select_from(UNCHECKED)).scalar_one() > MANY:
        return None
    pages = {row.page_id: row.changes for row in session.execute(select(UNCHECKED))}
    groups: set[Group] = set()
    for batch in batches(pages):
        urls = session.scalars(select(PAGE.c.canonical_url).where(PAGE.c.id.in_(batch))).all()
        for row in claim_rows_of(session, urls):
            groups |= touched_groups(Report(url=row.url, claims=(row.claim,)))
    return Touched(pages, frozenset(groups))


def all_touched(session: Session) -> Mapping[int, int]:
    """All pages that changed since the last check, for `done` after a check over everything."""
    return {row.page_id: row.changes for row in session.execute(select(UNCHECKED))}


def portions_beside(engine: Engine, groups: Collection[Group]) -> Iterator[Portion]:
    """Some groups in portions that fit in memory, each with what `reports_beside` gives."""
    for some in batches(sorted(groups), GROUPS):
        with read_session(engine) as session:
            found = reports_beside(session, some)
        yield Portion(found, frozenset(some).__contains__)


def reports_beside(session: Session, groups: Collection[Group]) -> list[Report]:
    """Every current article with a claim in one of these groups, with all its claims: rules look at whole articles."""
    urls = {group[1] for group in groups if group[0] == "article"}
    places = {group for group in groups if group[0] != "article"}
    for batch in batches(sorted(places), 100):
        urls.update(session.scalars(urls_of(or_(*(_inside(*group) for group in batch)))))
    return articles(session, urls)


def _inside(kind: str, indicator: str, place: str, segment: str, as_of: str | None = None) -> ColumnElement[bool]:
    """The claims of a series, or those of one time of a place and of the places right inside it."""
    own = CLAIM.c.place
    same = and_(CLAIM.c.indicator == indicator, CLAIM.c.segment_key == segment)
    if kind == "series":
        return and_(same, own == place)
    if place == "ID":
        below = not_(own.contains(".", autoescape=True))
    else:
        below = and_(own.startswith(f"{place}.", autoescape=True), not_(own.like(f"{place}.%.%")))
    return and_(same, CLAIM.c.as_of == as_of, or_(own == place, below))


def done(session: Session, pages: Mapping[int, int]) -> None:
    """Take pages off the list, but those that have changed again since they were read."""
    for batch in batches(pages.items()):
        same = [and_(UNCHECKED.c.page_id == page, UNCHECKED.c.changes == changes) for page, changes in batch]
        session.execute(delete(UNCHECKED).where(or_(*same)))
