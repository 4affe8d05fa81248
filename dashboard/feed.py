"""The Atom feed of findings: those that a person accepted. With `publish`, also those that nobody has reviewed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard.parameters import About
from dashboard.render import html_of, tagged, voice_of
from store.engine import read_session
from store.finding_views import finding_rows
from store.reviews import standing

router = APIRouter()

ENTRIES = 50
EMPTY = datetime(2025, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed: RFC 4287 wants a moment."""


@router.get("/temuan.atom")
def findings_feed(request: Request, query: Annotated[About, Query()]) -> Response:
    """Open findings, by place and indicator, newest first; never one that was dismissed."""
    voice = voice_of(request, query.lang)
    publish: bool = request.app.state.publish
    with read_session(request.app.state.engine) as session:
        rows = finding_rows(session, place=query.place, indicator=query.indicator, accepted=not publish, limit=ENTRIES)
        reviewed = standing(session, [row.finding.id for row in rows])
    changed = {
        row.finding.id: max(row.opened_at, reviewed[row.finding.id].at) if row.finding.id in reviewed else row.opened_at
        for row in rows
    }
    base = str(request.base_url).rstrip("/")
    text = html_of(
        request,
        "feed.xml",
        voice,
        rows=rows,
        changed=changed,
        base=base,
        address=base + voice.link("/temuan.atom", place=query.place, indicator=query.indicator),
        name=" · ".join(
            [voice.place(query.place)] * (query.place is not None)
            + [voice.indicator(query.indicator or "")] * (query.indicator is not None)
        ),
        updated=max(changed.values(), default=EMPTY),
        publish=publish,
    )
    return tagged(request, text.encode("utf-8", "replace"), "application/atom+xml; charset=utf-8")
