"""How many claims there are about what: of the whole store, and under filters as far as counting is cheap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast, get_args

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from store.claims import Narrowed, claims_where
from store.sql import CLAIM

Facet = Literal["place", "indicator", "publisher"]
FACETS: tuple[Facet, ...] = get_args(Facet)

MOST_COUNTED = 1_000
"""Claims of a filter that are counted and sorted, where place and indicator alone do not tell how many there are."""


@dataclass(frozen=True)
class Tally:
    """Current claims by place and indicator (a place that is not known is None), and by publisher."""

    cells: Mapping[tuple[str | None, str], int]
    publishers: Mapping[str, int]

    @cached_property
    def indicators(self) -> Mapping[str, int]:
        """Indicator → claims."""
        return self.of("indicator")

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Place → claims about it alone, not about what lies in it."""
        return self.of("place")

    def of(self, facet: Facet, *, place: str | None = None, indicator: str | None = None) -> Mapping[str, int]:
        """The counts of one facet, of everything or of a place with all that lies in it and an indicator.

        >>> Tally({("62.02", "ektp_recording"): 3, ("64", "ektp_recording"): 1}, {}).of("indicator", place="62")
        {'ektp_recording': 3}
        """
        if facet == "publisher":
            return self.publishers
        made: dict[str, int] = {}
        for (where, what), number in self.cells.items():
            name = where if facet == "place" else what
            if name is not None and _is_inside(where, place) and indicator in (None, what):
                made[name] = made.get(name, 0) + number
        return dict(sorted(made.items()))

    def total(self, *, place: str | None = None, indicator: str | None = None) -> int:
        """How many claims there are about a place with all that lies in it and an indicator."""
        return sum(
            number
            for (where, what), number in self.cells.items()
            if _is_inside(where, place) and indicator in (None, what)
        )


def _is_inside(where: str | None, place: str | None) -> bool:
    return place is None or (where is not None and (where == place or where.startswith(f"{place}.")))


def tally(session: Session) -> Tally:
    """Count all current claims. Reads the whole claim table: keep the answer a while."""
    cells = select(CLAIM.c.place, CLAIM.c.indicator, func.count()).where(CLAIM.c.current)
    said = select(CLAIM.c.publisher, func.count()).where(CLAIM.c.current, CLAIM.c.publisher.is_not(None))
    by_publisher = said.group_by(CLAIM.c.publisher).order_by(CLAIM.c.publisher)
    return Tally(
        {(row[0], row[1]): row[2] for row in session.execute(cells.group_by(CLAIM.c.place, CLAIM.c.indicator))},
        {row[0]: row[1] for row in session.execute(by_publisher)},
    )


def filtered(session: Session, told: Tally, only: Narrowed) -> tuple[int, dict[Facet, Mapping[str, int] | None]]:
    """(total, facet → choice → claims): how many claims a filter has, and how many each other choice would have.

    A facet's counts leave its own filter aside; they are None where more than MOST_COUNTED claims would have to be
    sorted, and the total is then MOST_COUNTED + 1.
    """
    given = {name for name, value in only.items() if value is not None}
    if given <= {"place", "indicator"}:
        total = told.total(place=only.get("place"), indicator=only.get("indicator"))
        head = None
    else:
        head = _sample(session, only)
        total = len(head)
    facets: dict[Facet, Mapping[str, int] | None] = {}
    for at, facet in enumerate(FACETS):
        others = cast(Narrowed, {name: value for name, value in only.items() if name != facet})
        left = given - {facet}
        if left <= {"place", "indicator"} and (facet != "publisher" or not left):
            facets[facet] = told.of(facet, place=others.get("place"), indicator=others.get("indicator"))
            continue
        rows = head if head is not None and facet not in given else _sample(session, others)
        if len(rows) > MOST_COUNTED:
            facets[facet] = None
        else:
            names = [str(row[at]) for row in rows if row[at] is not None]
            facets[facet] = dict(sorted(Counter(names).items()))
    return total, facets


def _sample(session: Session, only: Narrowed) -> Sequence[Row[Any, Any, Any]]:
    """Place, indicator and publisher of at most MOST_COUNTED + 1 claims of a filter."""
    query = select(CLAIM.c.place, CLAIM.c.indicator, CLAIM.c.publisher).where(*claims_where(session, only))
    return session.execute(query.limit(MOST_COUNTED + 1)).all()
