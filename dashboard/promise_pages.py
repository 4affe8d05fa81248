"""The page of promises: targets with a deadline, and whether they were kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from crosscheck.promises import Promise, State, promises
from dashboard.pages import choices
from dashboard.parameters import PromisePage
from dashboard.render import page, voice_of
from models.values import Claim
from models.wire import claim_json
from store.claims import claim_rows_of, reports_with_deadlines
from store.engine import read_session

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


def all_promises(session: Session, today: date) -> list[Promise]:
    """Every promise of the store, by deadline. Reads whole series: keep the answer a while."""
    return sorted(promises(reports_with_deadlines(session), today), key=_deadline)


def _deadline(promise: Promise) -> date:
    assert promise.target.deadline is not None
    return promise.target.deadline.last


@router.get("/janji")
def promises_page(request: Request, query: Annotated[PromisePage, Query()]) -> Response:
    """Targets with deadlines: missed, open, kept, and those that nobody spoke of again."""
    voice = voice_of(request, query.lang)
    about = [one for one in request.app.state.promises() if _is_about(one.claim, query)]
    counts = Counter(one.state for one in about)
    wanted = [one for one in about if query.state is None or one.state == query.state]
    with read_session(request.app.state.engine) as session:
        shown = SHOWN if query.state else SHOWN_BESIDE
        groups = {state: _with_keys(session, _shown(wanted, state)[:shown]) for state in _ORDER}
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


def _shown(found: Sequence[Promise], state: State) -> list[Promise]:
    """What is due next comes first where it is open; elsewhere what was due last."""
    of_state = [one for one in found if one.state is state]
    return of_state if state is State.OPEN else of_state[::-1]


def _is_about(claim: Claim, query: PromisePage) -> bool:
    inside = query.place is None or claim.place == query.place or (claim.place or "").startswith(f"{query.place}.")
    return inside and query.indicator in (None, claim.indicator)


def _with_keys(session: Session, found: Sequence[Promise]) -> list[Told]:
    urls = {url for one in found for url in (one.url, one.latest_url) if url}
    keys: dict[tuple[str, Claim], str] = {}
    for row in claim_rows_of(session, sorted(urls)):
        keys.setdefault((row.url, row.claim), row.key)
    return [
        Told(
            one,
            keys.get((one.url, one.claim)),
            keys.get((one.latest_url, one.latest)) if one.latest_url and one.latest else None,
        )
        for one in found
    ]


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
