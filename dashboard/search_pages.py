"""The page of the search field: places, indicators, officials and claims that a word may mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard.official_pages import by_office
from dashboard.pages import claim_data
from dashboard.parameters import PlaceSearch
from dashboard.place_pages import find_places
from dashboard.render import page, voice_of
from models.keys import plain
from models.reference import indicators
from store.claims import claim_rows
from store.engine import read_session
from store.finding_views import flags

router = APIRouter()

PLACES, OFFICIALS, CLAIMS = 12, 12, 10
"""Most of each kind that are shown."""


@router.get("/cari")
def search_page(request: Request, query: Annotated[PlaceSearch, Query()]) -> Response:
    """What a word may mean here."""
    asked = query.q or ""
    tally = request.app.state.tally()
    counts = {one.place: one for one in request.app.state.place_counts()}
    places = find_places(asked, counts)[:PLACES] if asked else []
    measures = find_indicators(asked)
    offices = dict(list(by_office(request.app.state.holders(), asked).items())[:OFFICIALS]) if plain(asked) else {}
    with read_session(request.app.state.engine) as session:
        rows = claim_rows(session, q=asked, limit=CLAIMS + 1) if asked else []
        return page(
            request,
            "search.html",
            voice_of(request, query.lang),
            lambda: {
                "places": places,
                "indicators": measures,
                "offices": list(offices),
                "claims": [claim_data(row) for row in rows[:CLAIMS]],
            },
            query=asked,
            places=places,
            counts=counts,
            measures=measures,
            measured=tally.indicators,
            offices=offices,
            claims=rows[:CLAIMS],
            more=len(rows) > CLAIMS,
            flags=flags(session, [row.key for row in rows[:CLAIMS]]),
        )


def find_indicators(name: str) -> list[str]:
    """Slugs of the indicators whose name holds a text, in either language.

    >>> find_indicators("ktp-el"), find_indicators("")
    (['ektp_recording', 'ektp_ownership'], [])
    """
    asked = plain(name)
    return [
        slug
        for slug, one in indicators().items()
        if asked and (asked in plain(f"{one.label} {one.label_en}") or name.strip() == slug)
    ]
