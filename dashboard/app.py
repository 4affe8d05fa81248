"""The dashboard as an ASGI application over one store, which it only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from threading import BoundedSemaphore
from typing import Any, TypeVar

from fastapi import Depends, FastAPI
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
    export_pages,
    feed,
    official_pages,
    pages,
    place_pages,
    promise_pages,
    review,
    search_pages,
    source_pages,
    watch,
)
from dashboard.exports import NotInstalled
from dashboard.freshness import Changes, look
from dashboard.render import HERE, problem
from dashboard.security import LOOPBACK, Edge
from dashboard.sittings import Desk
from dashboard.voice import READERS_ZONE
from models.publishers import Publisher
from models.publishers import publishers as registry
from store.engine import read_session
from store.errors import NoSuchRow, StoreError
from store.ledger import ledger
from store.limits import limited
from store.snapshots import is_demo
from store.summaries import SUMMARIES, kept_summary

T = TypeVar("T")

SLOWEST = 10.0
"""Seconds that the database may take for a page; an export may take longer."""
EXPORTS = 4
"""Exports that are made at once."""


def create_app(
    engine: Engine,
    *,
    publishers: Mapping[str, Publisher] | None = None,
    hosts: Sequence[str] = LOOPBACK,
    publish: bool = False,
    contact: str | None = None,
    clock: Callable[[], date] | None = None,
    desk: Desk | None = None,
    oldest_run: timedelta = watch.OLDEST,
) -> FastAPI:
    """The application over a store that was opened with `readonly=True`.

    `publishers` are the outlets that have names and terms; `hosts` the names under which it may be reached; `publish`
    puts open findings into the Atom feed though nobody has reviewed them; `contact` is where answers to findings go;
    `clock` says which day it is (by default: in Jakarta); with a `desk`, people who have its token may review;
    `oldest_run` is how long ago the last pass may have ended before `/healthz` says that something is wrong.
    """
    app = FastAPI(
        title="capaian",
        version="1",
        summary="Progress figures of Indonesia's regions as reported, and findings where they do not add up",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = limited(engine, SLOWEST)
    app.state.export_engine = engine
    app.state.exports = BoundedSemaphore(EXPORTS)
    app.state.changes = changes = Changes(engine)
    app.state.publishers = publishers if publishers is not None else registry()
    app.state.publish = publish
    app.state.contact = contact
    app.state.desk = desk
    app.state.oldest_run = oldest_run
    app.state.clock = clock or _today_in_jakarta
    app.state.is_demo = changes.kept(partial(is_demo, engine))
    for name in SUMMARIES:
        setattr(app.state, name, changes.kept(partial(_read, engine, partial(_summary, name))))
    app.state.ledger = changes.kept(partial(_read, engine, ledger))
    for module in (
        pages, place_pages, source_pages, article_pages, official_pages, promise_pages, search_pages,
        export_pages, feed,
    ):  # fmt: skip
        app.include_router(module.router, include_in_schema=False, dependencies=[Depends(look)])
    app.include_router(watch.router, include_in_schema=False)  # without `look`: it answers where the store does not
    if desk is not None:
        app.include_router(review.router, include_in_schema=False, dependencies=[Depends(look)])
    app.include_router(api.router, dependencies=[Depends(look)])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(RequestValidationError, _bad_parameters)
    app.add_exception_handler(StoreError, _store_problem)
    app.add_exception_handler(NoSuchRow, _no_such_row)
    app.add_exception_handler(NotInstalled, _not_installed)
    app.add_exception_handler(Exception, _fault)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    app.add_middleware(Edge)
    return app


def _today_in_jakarta() -> date:
    return datetime.now(READERS_ZONE).date()


def _read(engine: Engine, query: Callable[[Session], T]) -> T:
    with read_session(engine) as session:
        return query(session)


def _summary(name: str, session: Session) -> Any:
    """An answer as those who write left it, or made now."""
    kept = kept_summary(session, name)
    return SUMMARIES[name](session) if kept is None else kept


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    made = problem(request, error.status_code)
    if error.status_code == 405:
        made.headers["allow"] = ", ".join(sorted({"HEAD", *(error.headers or {}).get("Allow", "GET").split(", ")}))
    return made


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
    made = problem(request, 503)
    made.headers["retry-after"] = "5"
    return made


async def _no_such_row(request: Request, _error: Exception) -> Response:
    return problem(request, 404)  # `after` names a claim that this store has not


async def _not_installed(request: Request, _error: Exception) -> Response:
    return problem(request, 501)


async def _fault(request: Request, _error: Exception) -> Response:
    return problem(request, 500)
