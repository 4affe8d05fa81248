"""What machines ask of a running dashboard: is it well (`/healthz`), and how much is there (`/metrics`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dashboard.metrics import CONTENT_TYPE, exposition
from store.engine import read_session
from store.errors import StoreError
from store.migrate import REVISIONS, revision_of
from store.runs import runs
from store.sources import decisions

router = APIRouter()

NO_STORE = {"cache-control": "no-store"}
OLDEST = timedelta(hours=26)
"""How long ago the last pass may have ended: a day, and the time that a pass may take."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to hold, and what is the case."""

    name: str
    ok: bool
    told: str


def conditions(engine: Engine, *, oldest: timedelta = OLDEST, now: datetime | None = None) -> Iterator[Condition]:
    """Whether the database answers, has this schema, and is kept up to date. The first that fails may end it."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            revision = revision_of(connection)
        yield Condition("database", True, "it answers")
        yield Condition("schema", revision == REVISIONS[-1], f"it is {revision}, this version needs {REVISIONS[-1]}")
        if revision == REVISIONS[-1]:
            yield _last_pass(engine, oldest, now or datetime.now(UTC))
    except (SQLAlchemyError, StoreError) as error:
        yield Condition("database", False, f"it does not answer ({type(error).__name__})")


def _last_pass(engine: Engine, oldest: timedelta, now: datetime) -> Condition:
    with read_session(engine) as session:
        passes = [one for one in runs(session, 20, kind="pass") if one.ended_at and one.status != "failed"]
        any_pass = bool(runs(session, 1, kind="pass"))
    if not any_pass:
        return Condition("last_run", True, "no unattended pass was ever made, so none is missed")
    if not passes:
        return Condition("last_run", False, "none of the last passes ended well: see `capaian runs`")
    ended = passes[0].ended_at
    assert ended is not None
    told = f"the last pass ended {ended:%Y-%m-%dT%H:%M:%SZ}, it may be {oldest.total_seconds() / 3600:g} hours ago"
    return Condition("last_run", now - ended <= oldest, told)


@router.get("/healthz")
def healthz(request: Request) -> Response:
    """200 where all is well, 503 where not, with the reasons."""
    found = list(conditions(request.app.state.engine, oldest=request.app.state.oldest_run))
    well = all(one.ok for one in found)
    checks = [{"name": one.name, "ok": one.ok, "told": one.told} for one in found]
    return JSONResponse({"status": "ok" if well else "failing", "checks": checks}, 200 if well else 503, NO_STORE)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The ledger for Prometheus."""
    with read_session(request.app.state.engine) as session:
        decided = decisions(session)
    known = request.app.state.publishers
    enabled = {slug: decided[slug].enabled if slug in decided else known[slug].enabled for slug in known}
    return Response(exposition(request.app.state.ledger(), enabled=enabled), 200, NO_STORE, CONTENT_TYPE)
