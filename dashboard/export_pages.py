"""The addresses of exports: `/klaim.csv` and its like, with the filters of the page of claims."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Engine
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.exports import FORMS, Form, Order, pieces
from dashboard.freshness import headers_of, is_known, last_modified
from dashboard.parameters import ClaimFilter
from store.engine import read_session

router = APIRouter()

WAIT = 2.0
"""Seconds that somebody waits for a turn: a waiting export holds a thread that pages are made in."""
ADDRESSES = {
    "/klaim.csv": "csv",
    "/klaim-excel.csv": "excel",
    "/klaim.xlsx": "xlsx",
    "/klaim.jsonl": "jsonl",
    "/klaim.parquet": "parquet",
    "/klaim.zip": "datapackage",
}
"""Address beside the page of claims → form."""


def taken(request: Request, form: Form, filters: Mapping[str, Any]) -> Response:
    """An export as an answer: streamed, known again by the state of the store and by what was asked for.

    503 where as many exports as may be are being made, and none of them ends soon.
    """
    mark, _when = request.state.seen
    told = "\n".join([mark, form.name, version("capaian"), *(f"{name}={filters[name]}" for name in sorted(filters))])
    tag = f'W/"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]}"'
    modified = last_modified(request)
    headers = headers_of(request, tag, modified)
    if is_known(request, tag, modified):
        return Response(status_code=304, headers=headers)
    order = Order(filters, request.app.state.publishers)
    engine: Engine = request.app.state.export_engine
    turns = request.app.state.exports
    if not turns.acquire(timeout=WAIT):
        raise HTTPException(503)

    def body() -> Iterator[bytes]:
        try:
            with read_session(engine) as session:
                yield from pieces(session, form, order)
        finally:  # also where the client goes away: then nobody holds the generator any more
            turns.release()

    made = body()
    # the first piece is made before the answer begins, so that what fails at once is answered as a failure
    first = next(made, b"")
    headers["content-disposition"] = f'attachment; filename="{form.file}"'
    return StreamingResponse(chain((first,), made), headers=headers, media_type=form.media_type)


def _address(name: str) -> Callable[..., Response]:
    def claims(request: Request, query: Annotated[ClaimFilter, Query()]) -> Response:
        return taken(request, FORMS[name], query.only())

    return claims


for _path, _form in ADDRESSES.items():
    router.add_api_route(_path, _address(_form), methods=["GET"])
