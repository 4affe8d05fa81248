"""How many claims there are about what: of the whole store, and under filters as far as counting is cheap."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal, cast, get_args

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from store.claims import Narrowed, broad, claims_where
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
        return dict(sorted(self._inside[None].items()))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Place → claims about it alone, not about what lies in it."""
        made: Counter[str] = Counter()
        for counts in self._told.values():
            made.update(counts)
        return dict(sorted(made.items()))

    @cached_property
    def _inside(self) -> Mapping[str | None, Mapping[str, int]]:
        """Place → indicator → claims about the place with all that lies in it; None is everywhere."""
        made: dict[str | None, Counter[str]] = {None: Counter()}
        for (where, what), number in self.cells.items():
            for whole in (None, *wholes(where)):
                made.setdefault(whole, Counter())[what] += number
        return made

    @cached_property
    def of_place(self) -> Mapping[str, Mapping[str, int]]:
        """Place → indicator → claims about the place alone."""
        made: dict[str, dict[str, int]] = {}
        for (where, what), number in self.cells.items():
            if where is not None:
                made.setdefault(where, {})[what] = number
        return made

    @cached_property
    def _told(self) -> Mapping[str, Mapping[str, int]]:
        """Indicator → place → claims about the place alone."""
        made: dict[str, dict[str, int]] = {}
        for (where, what), number in self.cells.items():
            if where is not None:
                made.setdefault(what, {})[where] = number
        return made

    def of(self, facet: Facet, *, place: str | None = None, indicator: str | None = None) -> Mapping[str, int]:
        """The counts of one facet, of everything or of a place with all that lies in it and an indicator.

        >>> Tally({("62.02", "ektp_recording"): 3, ("64", "ektp_recording"): 1}, {}).of("indicator", place="62")
        {'ektp_recording': 3}
        """
        if facet == "publisher":
            return self.publishers
        if facet == "indicator":
            counts = self.indicators if place is None else self._inside.get(place, {})
            return {what: number for what, number in sorted(counts.items()) if indicator in (None, what)}
        told = self.places if indicator is None else self._told.get(indicator, {})
        return {where: number for where, number in sorted(told.items()) if place is None or place in wholes(where)}

    def total(self, *, place: str | None = None, indicator: str | None = None) -> int:
        """How many claims there are about a place with all that lies in it and an indicator."""
        counts = self._inside.get(place, {})
        return sum(counts.values()) if indicator is None else counts.get(indicator, 0)


@lru_cache(maxsize=20_000)
def wholes(place: str | None) -> tuple[str, ...]:
    """A place and all that it lies in, the largest first; nothing for a place that is not known.

    >>> wholes("62.02.05"), wholes("ID"), wholes(None)
    (('62', '62.02', '62.02.05'), ('ID',), ())
    """
    parts = place.split(".") if place else []
    return tuple(".".join(parts[: number + 1]) for number in range(len(parts)))


def tally(session: Session) -> Tally:
    """Count all current claims. Reads the whole claim table: keep the answer a while."""
    cells = select(CLAIM.c.place, CLAIM.c.indicator, func.count()).where(CLAIM.c.current)
    said = select(CLAIM.c.publisher, func.count()).where(CLAIM.c.current, CLAIM.c.publisher.is_not(None))
    by_publisher = said.group_by(CLAIM.c.publisher).order_by(CLAIM.c.publisher)
    return Tally(
        {(row[0], row[1]): row[2] for row in session.execute(cells.group_by(CLAIM.c.indicator, CLAIM.c.place))},
        {row[0]: row[1] for row in session.execute(by_publisher)},
    )


def filtered(session: Session, told: Tally, only: Narrowed) -> tuple[int | None, dict[Facet, Mapping[str, int] | None]]:
    """(total, facet → choice → claims): how many claims a filter has, and how many each other choice would have.

    A facet's counts leave its own filter aside; they are None where more than MOST_COUNTED claims would have to be
    sorted, and the total is then MOST_COUNTED + 1; or None, where many claims would have to be asked to know that.
    """
    given = {name for name, value in only.items() if value is not None}
    slow = broad(session, only)
    if given <= {"place", "indicator"}:
        total: int | None = told.total(place=only.get("place"), indicator=only.get("indicator"))
        head = None
    else:
        head = _sample(session, told, only, slow)
        total = len(head) if head is not None else MOST_COUNTED + 1 if given == slow else None
    facets: dict[Facet, Mapping[str, int] | None] = {}
    for at, facet in enumerate(FACETS):
        others = cast(Narrowed, {name: value for name, value in only.items() if name != facet})
        left = given - {facet}
        if left <= {"place", "indicator"} and (facet != "publisher" or not left):
            facets[facet] = told.of(facet, place=others.get("place"), indicator=others.get("indicator"))
            continue
        rows = _sample(session, told, others, slow) if facet in given or head is None else head
        if rows is None or len(rows) > MOST_COUNTED:
            facets[facet] = None
        else:
            names = [str(row[at]) for row in rows if row[at] is not None]
            facets[facet] = dict(sorted(Counter(names).items()))
    return total, facets


def _sample(
    session: Session, told: Tally, only: Narrowed, slow: Collection[str]
) -> Sequence[Row[Any, Any, Any]] | None:
    """Place, indicator and publisher of at most MOST_COUNTED + 1 claims of a filter.

    None where a filter that each claim is asked by stands before more claims than that.
    """
    columns = select(CLAIM.c.place, CLAIM.c.indicator, CLAIM.c.publisher).limit(MOST_COUNTED + 1)
    if slow:
        quick = cast(Narrowed, {name: value for name, value in only.items() if name not in slow})
        if {name for name, value in quick.items() if value is not None} <= {"place", "indicator"}:
            many = told.total(place=quick.get("place"), indicator=quick.get("indicator")) > MOST_COUNTED
        else:
            many = len(session.execute(columns.where(*claims_where(session, quick))).all()) > MOST_COUNTED
        if many:
            return None
    return session.execute(columns.where(*claims_where(session, only))).all()
