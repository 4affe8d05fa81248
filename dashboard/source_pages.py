"""Pages about the data itself: sources with their coverage, and the method."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from dashboard.pages import RULES, months_back
from dashboard.parameters import Plain
from dashboard.render import HERE, page, voice_of
from models.publishers import Publisher
from models.wire import loads
from store.engine import read_session
from store.runs import Run, runs
from store.sources import Decision, decisions
from store.views import SourceCount

router = APIRouter()

MONTHS = 12


@router.get("/sumber")
def sources_page(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Outlets, whether and how far they were read, and the latest runs."""
    voice = voice_of(request, query.lang)
    known = request.app.state.publishers
    with read_session(request.app.state.engine) as session:
        decided, latest = decisions(session), runs(session, 15)
    counts, coverage = request.app.state.source_counts(), request.app.state.coverage()
    # an archive of last year is shown by its own months, not by twelve empty ones
    newest = max((month for row in coverage.values() for month in row), default=f"{voice.today:%Y-%m}")
    months = months_back(min(voice.today, date.fromisoformat(f"{newest}-01")), MONTHS)
    covered = {
        slug: {month: told for month, told in row.items() if month >= months[0]} for slug, row in coverage.items()
    }
    slugs = [*known, *(slug for slug in counts if slug and slug not in known)]
    return page(
        request,
        "sources.html",
        voice,
        lambda: {
            "sources": [_source_data(slug, known.get(slug), counts.get(slug), decided.get(slug)) for slug in slugs],
            "coverage": covered,
            "counts": request.app.state.status_counts(),
            "runs": [_run_data(run) for run in latest],
        },
        slugs=slugs,
        known=known,
        counts=counts,
        tally=request.app.state.status_counts(),
        decided=decided,
        runs=latest,
        covered=covered,
        # whom nobody reads has no empty months: that nothing was read says nothing of it
        calendar=[slug for slug in slugs if covered.get(slug) or _is_on(known.get(slug), decided.get(slug))],
        months=months,
    )


def _is_on(known: Publisher | None, decision: Decision | None) -> bool:
    return decision.enabled if decision else known is not None and known.enabled


def _source_data(
    slug: str, known: Publisher | None, count: SourceCount | None, decision: Decision | None
) -> dict[str, Any]:
    enabled = _is_on(known, decision) if decision or known else None
    return {
        "source": slug,
        "name": known and known.name,
        "enabled": enabled,
        "status": known and known.status,
        "pages": count.pages if count else 0,
        "withdrawn": count.withdrawn if count else 0,
        "moved": count.moved if count else 0,
        "claims": count.claims if count else 0,
        "captures": dict(count.statuses) if count else {},
        "last_seen": count.last_seen.isoformat() if count and count.last_seen else None,
    }


def _run_data(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "kind": run.kind,
        "sources": list(run.sources),
        "status": run.status,
        "counts": dict(run.counts),
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at and run.ended_at.isoformat(),
    }


@router.get("/metode")
def method_page(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """How to read a finding, and what this cannot tell."""
    voice = voice_of(request, query.lang)
    return page(
        request,
        f"method.{voice.language}.html",
        voice,
        lambda: {
            "scores": scores(),
            "rules": {rule: {"name": voice.t(f"rule.{rule}"), "explain": voice.t(f"explain.{rule}")} for rule in RULES},
        },
        rules=RULES,
        scores={part: {name: _percent(name, value) for name, value in told.items()} for part, told in scores().items()},
    )


@cache
def scores() -> Mapping[str, Mapping[str, Decimal]]:
    """What extraction was last measured to do, by set of articles: `bench/score.py --record` writes it."""
    made: Mapping[str, Mapping[str, Decimal]] = loads((HERE / "data" / "scores.json").read_text(encoding="utf-8"))
    return made


def _percent(name: str, value: Decimal) -> Decimal:
    """A share as whole percent; a count as it is."""
    return value if "." not in name else (value * 100).quantize(Decimal(1))
