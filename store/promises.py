"""Promises over the store: which claim makes each, and which figure it is judged by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crosscheck.members import Group, group_key
from crosscheck.promises import Promise, State, promises, unanswered
from models.keys import segment_key
from models.values import Claim
from store.claims import claim_rows_of, reports_with_deadlines


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A target with a deadline, by the key of the claim that names it first, and its place among that one's targets.

    `state` is None where no figure decides it: the day does, see `state_on`. `series` is the group that it is in.
    """

    series: str
    claim_key: str
    target: int
    place: str
    indicator: str
    deadline: date
    state: str | None
    latest_key: str | None

    def state_on(self, today: date) -> State:
        """Where it stands on a day."""
        return unanswered(self.deadline, today) if self.state is None else State(self.state)


def promise_rows(session: Session, *, series: Collection[Group] | None = None) -> list[PromiseRow]:
    """Every promise of the store, or of some series, by deadline. Reads whole series: keep the answer a while."""
    wanted = None if series is None else {group for group in series if group[0] == "series"}
    found = promises(reports_with_deadlines(session, series=wanted), date.min)
    if wanted is not None:  # an article's other claims are of series that were not read as a whole
        found = [one for one in found if _series(one.claim) in wanted]
    return in_order(_with_keys(session, found))


def in_order(rows: Sequence[PromiseRow]) -> list[PromiseRow]:
    """By deadline, those of one day by series."""
    return sorted(rows, key=lambda row: (row.deadline, row.series.split("|", 3)))


def _series(claim: Claim) -> Group:
    assert claim.place is not None
    return ("series", claim.indicator, claim.place, segment_key(claim.segment))


def _with_keys(session: Session, found: Sequence[Promise]) -> list[PromiseRow]:
    urls = {url for one in found for url in (one.url, one.latest_url) if url}
    keys: dict[tuple[str, Claim], str] = {}
    for row in claim_rows_of(session, sorted(urls)):
        keys.setdefault((row.url, row.claim), row.key)
    made = []
    for one in found:
        key = keys.get((one.url, one.claim))
        if key is None:
            continue  # it went while this was read
        assert one.claim.place is not None
        assert one.target.deadline is not None
        latest = keys.get((one.latest_url, one.latest)) if one.latest_url and one.latest else None
        made.append(
            PromiseRow(
                group_key(_series(one.claim)),
                key,
                one.claim.targets.index(one.target),
                one.claim.place,
                one.claim.indicator,
                one.target.deadline.last,
                None if one.latest is None else str(one.state),
                latest,
            )
        )
    return made
