"""Pages of those who report figures: by office, and one for each name or office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.offices import first_spelled
from dashboard.pages import claims_data, claims_found
from dashboard.parameters import ClaimPage, PlaceSearch
from dashboard.render import page, voice_of
from models.keys import plain
from store.engine import read_session
from store.finding_views import flags
from store.officials import Holder, holders

router = APIRouter()

Name = Annotated[str, Path(min_length=1, max_length=200, description="Name of an official or of an office")]
_plain = lru_cache(maxsize=10_000)(plain)
SHOWN = 300
"""Most offices of a list; a search finds the others."""


@router.get("/pejabat")
def officials_page(request: Request, query: Annotated[PlaceSearch, Query()]) -> Response:
    """Office-holders by office, those with most claims first."""
    offices = by_office(request.app.state.holders(), query.q)
    shown = dict(list(offices.items())[:SHOWN])
    return page(
        request,
        "officials.html",
        voice_of(request, query.lang),
        lambda: {"offices": [{"role": role, "holders": _data(told)} for role, told in shown.items()]},
        offices=shown,
        left=len(offices) - len(shown),
        query=query.q,
    )


def by_office(found: Sequence[Holder], asked: str | None = None) -> dict[str | None, list[Holder]]:
    """Office → its holders, in the order in which they come; narrowed to names and offices that hold a text.

    An office that articles spell in several ways stands under the first of them.
    """
    wanted = plain(asked or "")
    spelled = first_spelled(tuple(dict.fromkeys(one.role for one in found if one.role)))
    made: dict[str | None, list[Holder]] = {}
    for one in found:
        if wanted in _plain(f"{one.official or ''} {one.role or ''}"):
            made.setdefault(spelled[one.role] if one.role else None, []).append(one)
    return made


@router.get("/pejabat/{name}")
def official_page(request: Request, name: Name, query: Annotated[ClaimPage, Query()]) -> Response:
    """What one person or office reported."""
    narrowed = query.model_copy(update={"official": name})
    with read_session(request.app.state.engine) as session:
        told = holders(session, named=name)
        if not told:
            raise HTTPException(404)
        rows, more = claims_found(session, narrowed)
        return page(
            request,
            "official.html",
            voice_of(request, query.lang),
            lambda: {"name": name, "offices": _data(told)} | claims_data(session, narrowed),
            name=name,
            told=told,
            claims=rows,
            more=more,
            query=query,
            flags=flags(session, [row.key for row in rows]),
        )


def _data(found: Iterable[Holder]) -> list[dict[str, Any]]:
    return [
        {"official": one.official, "role": one.role, "claims": one.claims, "last": one.last and one.last.isoformat()}
        for one in found
    ]
