"""The Atom feed of findings. Without `publish` it is empty on purpose: nothing goes out that nobody decided on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard.parameters import About
from dashboard.render import html_of, tagged, voice_of
from store.engine import read_session
from store.views import finding_rows

router = APIRouter()

ENTRIES = 50


@router.get("/temuan.atom")
def findings_feed(request: Request, query: Annotated[About, Query()]) -> Response:
    """Open findings, by place and indicator, newest first."""
    voice = voice_of(request, query.lang)
    rows = []
    if request.app.state.publish:
        with read_session(request.app.state.engine) as session:
            rows = finding_rows(session, place=query.place, indicator=query.indicator, limit=ENTRIES)
    text = html_of(
        request,
        "feed.xml",
        voice,
        rows=rows,
        base=str(request.base_url).rstrip("/"),
        updated=max((row.opened_at for row in rows), default=datetime(2025, 1, 1, tzinfo=UTC)),
        publish=request.app.state.publish,
    )
    return tagged(request, text.encode("utf-8", "replace"), "application/atom+xml; charset=utf-8")
