"""The dashboard as an ASGI application over one store, which it only reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from dashboard import (
    api,
    article_pages,
    exports,
    feed,
    official_pages,
    pages,
    place_pages,
    promise_pages,
    review,
    source_pages,
)
from dashboard.render import HERE, problem
from dashboard.security import LOOPBACK, Edge
from dashboard.sittings import Desk
from dashboard.voice import READERS_ZONE, host_of
from models.publishers import Publisher
from models.publishers import publishers as registry
from store.counts import status_counts
from store.engine import read_session
from store.errors import StoreError
from store.officials import holders
from store.views import facets, place_counts, sample_urls, source_counts

T = TypeVar("T")

KEEP, TIMES = 30.0, 30.0
"""Answers that cost a reading of a whole table are kept for so many seconds, and so many times what they cost."""


def create_app(
    engine: Engine,
    *,
    publishers: Mapping[str, Publisher] | None = None,
    hosts: Sequence[str] = LOOPBACK,
    publish: bool = False,
    contact: str | None = None,
    clock: Callable[[], date] | None = None,
    desk: Desk | None = None,
) -> FastAPI:
    """The application over a store that was opened with `readonly=True`.

    `publishers` are the outlets that have names and terms; `hosts` the names under which it may be reached; `publish`
    puts open findings into the Atom feed though nobody has reviewed them; `contact` is where answers to findings go;
    `clock` says which day it is (by default: in Jakarta); with a `desk`, people who have its token may review.
    """
    app = FastAPI(
        title="capaian",
        version="1",
        summary="Progress figures of Indonesia's regions as reported, and findings where they do not add up",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = engine
    app.state.publishers = publishers if publishers is not None else registry()
    app.state.publish = publish
    app.state.contact = contact
    app.state.desk = desk
    app.state.clock = clock or _today_in_jakarta
    for query in (facets, holders, place_counts, source_counts, status_counts):
        setattr(app.state, query.__name__, _kept(partial(_read, engine, query)))
    app.state.promises = _kept(
        partial(_read, engine, lambda session: promise_pages.all_promises(session, app.state.clock()))
    )
    app.state.is_demo = _kept(partial(is_demo, engine))
    for module in (pages, place_pages, source_pages, article_pages, official_pages, promise_pages, exports, feed):
        app.include_router(module.router, include_in_schema=False)
    if desk is not None:
        app.include_router(review.router, include_in_schema=False)
    app.include_router(api.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _bad_parameters)
    app.add_exception_handler(StoreError, _store_problem)
    app.add_exception_handler(Exception, _fault)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Edge)
    return app


def _today_in_jakarta() -> date:
    return datetime.now(READERS_ZONE).date()


def _read(engine: Engine, query: Callable[[Session], T]) -> T:
    with read_session(engine) as session:
        return query(session)


def is_demo(engine: Engine) -> bool:
    """Whether the store holds pages of invented outlets: their hosts are reserved for that (RFC 6761, 6.3)."""
    with read_session(engine) as session:
        return any((host_of(url) or "").endswith(".localhost") for url in sample_urls(session))


def _kept(make: Callable[[], T]) -> Callable[[], T]:
    """The same answer for a while."""
    kept: list[tuple[float, T]] = []

    def answer() -> T:
        begun = time.monotonic()
        if not kept or begun > kept[0][0]:
            made = make()
            ended = time.monotonic()
            kept[:] = [(ended + KEEP + TIMES * (ended - begun), made)]
        return kept[0][1]

    return answer


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(request, error.status_code)


async def _bad_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # what was sent is not shown again: it is foreign text, and may be long
    details = [
        {"parameter": ".".join(str(part) for part in one["loc"][1:])[:80], "problem": str(one["msg"])[:200]}
        for one in error.errors()[:10]
    ]
    in_path = any(one["loc"][:1] == ("path",) for one in error.errors())
    return problem(request, 404 if in_path else 422, None if in_path else details)


async def _store_problem(request: Request, _error: Exception) -> Response:
    return problem(request, 503)


async def _fault(request: Request, _error: Exception) -> Response:
    return problem(request, 500)
