"""The page of promises: targets with a deadline, and whether they were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from crosscheck.promises import Promise, State
from dashboard.pages import choices
from dashboard.parameters import PromisePage
from dashboard.render import page, voice_of
from models.wire import claim_json
from store.claims import claim_rows_by_keys
from store.engine import read_session
from store.promises import PromiseRow

router = APIRouter()

SHOWN = 60
"""Most promises of one state on a page; a place or an indicator finds the others."""
SHOWN_BESIDE = 10
"""Most promises of one state on a page that shows all states."""


@dataclass(frozen=True, slots=True)
class Told:
    """A promise with the keys under which this store holds its claim and the figure that it is judged by."""

    promise: Promise
    key: str | None
    latest_key: str | None


@router.get("/janji")
def promises_page(request: Request, query: Annotated[PromisePage, Query()]) -> Response:
    """Targets with deadlines: missed, open, kept, and those that nobody spoke of again."""
    voice = voice_of(request, query.lang)
    by_state: dict[State, list[PromiseRow]] = {state: [] for state in _ORDER}
    for one in request.app.state.promises():
        if _is_about(one, query):
            by_state[one.state_on(voice.today)].append(one)
    counts = Counter({state: len(found) for state, found in by_state.items() if found})
    shown = SHOWN if query.state else SHOWN_BESIDE
    with read_session(request.app.state.engine) as session:
        groups = {
            state: _told(session, _first(found, state, shown), state)
            for state, found in by_state.items()
            if query.state in (None, state)
        }
    return page(
        request,
        "promises.html",
        voice,
        lambda: {"promises": [_data(told) for group in groups.values() for told in group], "counts": dict(counts)},
        groups={state: group for state, group in groups.items() if group},
        counts=counts,
        states=_ORDER,
        query=query,
        shown=shown,
        **choices(request, voice),
    )


_ORDER = (State.MISSED, State.OPEN, State.KEPT, State.DROPPED)


def _first(found: Sequence[PromiseRow], state: State, most: int) -> Sequence[PromiseRow]:
    """What is due next comes first where it is open; elsewhere what was due last."""
    return found[:most] if state is State.OPEN else found[::-1][:most]


def _is_about(one: PromiseRow, query: PromisePage) -> bool:
    inside = query.place is None or one.place == query.place or one.place.startswith(f"{query.place}.")
    return inside and query.indicator in (None, one.indicator)


def _told(session: Session, found: Sequence[PromiseRow], state: State) -> list[Told]:
    keys = [key for one in found for key in (one.claim_key, one.latest_key) if key]
    rows = {row.key: row for row in claim_rows_by_keys(session, keys)}
    made = []
    for one in found:
        row, latest = rows.get(one.claim_key), rows.get(one.latest_key or "")
        if row is None or one.target >= len(row.claim.targets):
            continue  # it went, or says something else, since the promises were gathered
        target = row.claim.targets[one.target]
        promise = Promise(row.url, row.claim, target, state)
        if latest is not None:
            promise = replace(promise, latest_url=latest.url, latest=latest.claim)
        made.append(Told(promise, row.key, latest.key if latest else None))
    return made


def _data(told: Told) -> dict[str, Any]:
    one = told.promise
    position = one.claim.targets.index(one.target) if one.target in one.claim.targets else 0
    return {
        "state": str(one.state),
        "indicator": one.claim.indicator,
        "place": one.claim.place,
        "segment": one.claim.segment,
        "target": claim_json(one.claim)["targets"][position],
        "claim_key": told.key,
        "url": one.url,
        "latest": one.latest and {"claim_key": told.latest_key, "url": one.latest_url, "as_of": str(one.latest.as_of)},
    }
