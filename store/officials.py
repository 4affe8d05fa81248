"""Who reported figures: office-holders and offices, as articles name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from store.sql import CLAIM

MOST_HOLDERS = 2_000
"""Most pairs of a name and an office that a list is made from: those with most claims."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A name with an office as one or more current claims give them; the name is None where the office itself spoke."""

    official: str | None
    role: str | None
    claims: int
    last: date | None
    """The last day that one of the claims is about."""


def holders(session: Session, *, named: str | None = None) -> list[Holder]:
    """Names with their offices, those with most claims first; only of one person or office if `named` is given.

    Reads the whole claim table without `named`: keep the answer a while.
    """
    number = func.count()
    query = (
        select(CLAIM.c.official, CLAIM.c.official_role, number, func.max(CLAIM.c.as_of_last))
        .where(CLAIM.c.current, CLAIM.c.official_role.is_not(None))  # a name without an office is a private person
        .group_by(CLAIM.c.official, CLAIM.c.official_role)
        .order_by(number.desc(), CLAIM.c.official_role, CLAIM.c.official)
        .limit(MOST_HOLDERS)
    )
    if named is not None:
        query = query.where(or_(CLAIM.c.official == named, CLAIM.c.official_role == named))
    return [Holder(*row) for row in session.execute(query)]
