"""Answers that cost a reading of whole tables, kept by those who write: a check leaves them behind for the readers.

They hold no more than the tables do, and nobody has to keep them: without one, or with an old one, a reader counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine, bindparam, delete, func, select
from sqlalchemy.orm import Session

from crosscheck.members import Group, group_key
from store.counts import status_counts
from store.engine import read_session, write_session
from store.finding_views import flagged_cells
from store.officials import Holder, holders
from store.promises import PromiseRow, in_order, promise_rows
from store.sql import CAPTURE, CLAIM, HISTORY, PAGE, REVIEW, REVISION, RUN, SUMMARY, UNCHECKED, storable, upsert
from store.tallies import Tally, tally
from store.views import PlaceCount, SourceCount, coverage, place_counts, source_counts

DEAR = 0.5
"""Seconds from which on an answer is left to those who write: readers show the last one meanwhile, if it is not OLD."""
OLD = timedelta(days=1)


def _cells_of(told: Tally) -> Any:
    return [(*cell, number) for cell, number in told.cells.items()], told.publishers


def _tally_of(kept: Any) -> Tally:
    cells, publishers = kept
    return Tally({(place, indicator): number for place, indicator, number in cells}, publishers)


def _source_counts_of(kept: dict[str, SourceCount]) -> dict[str, SourceCount]:
    """JSON's reader makes a zone of its own for "Z"; a moment of the store is known by being in `UTC` itself."""
    return {
        source: replace(one, last_seen=one.last_seen and one.last_seen.astimezone(UTC)) for source, one in kept.items()
    }


@dataclass(frozen=True, slots=True)
class _Form:
    """How an answer is made, and the type of what is written of it."""

    make: Callable[[Session], Any]
    kept: TypeAdapter[Any]
    write: Callable[[Any], Any] = lambda answer: answer
    read: Callable[[Any], Any] = lambda kept: kept


PROMISES = "promises"
_FORMS: Mapping[str, _Form] = {
    "tally": _Form(
        tally, TypeAdapter(tuple[list[tuple[str | None, str, int]], dict[str, int]]), write=_cells_of, read=_tally_of
    ),
    "status_counts": _Form(status_counts, TypeAdapter(dict[str, dict[str, int]])),
    "source_counts": _Form(source_counts, TypeAdapter(dict[str, SourceCount]), read=_source_counts_of),
    "holders": _Form(holders, TypeAdapter(list[Holder])),
    "flagged_cells": _Form(
        flagged_cells,
        TypeAdapter(list[tuple[str | None, str]]),
        write=lambda cells: sorted(cells, key=str),
        read=frozenset,
    ),
    "place_counts": _Form(place_counts, TypeAdapter(list[PlaceCount])),
    "coverage": _Form(coverage, TypeAdapter(dict[str, dict[str, tuple[int, int]]])),
    PROMISES: _Form(promise_rows, TypeAdapter(list[PromiseRow])),
}
SUMMARIES: Mapping[str, Callable[[Session], Any]] = {name: form.make for name, form in _FORMS.items()}
"""Name → how the answer is made, as the front page asks for them, and the dearest last."""


_KEPT = select(SUMMARY).where(SUMMARY.c.name == bindparam("name"))


@dataclass(frozen=True, slots=True)
class Checked:
    """The promises that a check left: of these groups, by their keys, or of everything; and how long that took."""

    groups: frozenset[str] | None
    rows: Sequence[PromiseRow]
    seconds: float = 0.0


def state_of(session: Session) -> str:
    """A text that changes with what the answers are made of."""
    newest = [
        select(func.max(table.c.id)).scalar_subquery()
        for table in (PAGE, CAPTURE, REVISION, CLAIM, HISTORY, REVIEW, RUN)
    ]
    waiting = [
        select(what).select_from(UNCHECKED).scalar_subquery() for what in (func.count(), func.sum(UNCHECKED.c.changes))
    ]
    return " ".join(str(number or 0) for number in session.execute(select(*newest, *waiting)).one())


def kept_summary(session: Session, name: str) -> Any:
    """What was written of an answer, if it is the newest, or dear and not old; else None."""
    row = session.execute(_KEPT, {"name": name}).first()
    if row is None:
        return None
    if row.state != state_of(session) and (row.seconds < DEAR or datetime.now(UTC) - row.made_at > OLD):
        return None
    return _read(name, row.content)


def _read(name: str, content: str) -> Any:
    form = _FORMS[name]
    return form.read(form.kept.validate_json(content))


def promises_now(session: Session, groups: Collection[Group] | None) -> Checked:
    """The promises of some groups, for `keep_promises`; of all where `groups` is None, or none were ever kept."""
    begun = time.monotonic()
    if groups is None or session.execute(_KEPT, {"name": PROMISES}).first() is None:
        return Checked(None, promise_rows(session), time.monotonic() - begun)
    return Checked(frozenset(map(group_key, groups)), promise_rows(session, series=groups))


def keep_promises(session: Session, checked: Checked) -> None:
    """Write the promises anew, last in the transaction that ends their check."""
    made, seconds = list(checked.rows), checked.seconds
    if checked.groups is not None:
        row = session.execute(_KEPT, {"name": PROMISES}).first()
        if row is None:
            return  # taken away meanwhile: the next check makes all of them
        seconds = row.seconds
        made = in_order([*(one for one in _read(PROMISES, row.content) if one.series not in checked.groups), *made])
    _write(session, PROMISES, made, seconds)


def keep_summaries(engine: Engine) -> None:
    """Write every answer anew that is not the newest; the promises are written with the check, see `keep_promises`."""
    with read_session(engine) as session:
        state = state_of(session)
        query = select(SUMMARY.c.name).where(SUMMARY.c.state == state)
        there = set(session.scalars(query))
    for name, form in _FORMS.items():
        if name in there:
            continue
        begun = time.monotonic()
        with read_session(engine) as session:
            state = state_of(session)
            made = form.make(session)
        with write_session(engine) as session:
            _write(session, name, made, time.monotonic() - begun, state=state)


def drop_summaries(session: Session) -> None:
    """Take all of them away: after a name was forgotten, or rows were deleted."""
    session.execute(delete(SUMMARY))


def _write(session: Session, name: str, made: Any, seconds: float, *, state: str | None = None) -> None:
    form = _FORMS[name]
    row = {
        "name": name,
        "state": state_of(session) if state is None else state,
        "seconds": round(seconds, 3),
        "made_at": datetime.now(UTC),
        "content": form.kept.dump_json(form.write(made)).decode(),
    }
    session.execute(upsert(session, SUMMARY, ("name",), tuple(row)), storable(row))
