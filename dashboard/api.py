"""The API, version 1: what the pages show, as JSON. Its schema stands at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.pages import claim_data, claims_data, finding_data, findings_data
from dashboard.parameters import ClaimKey, ClaimPage, FindingId, FindingPage, Plain
from dashboard.render import as_json
from models.reference import indicators
from store.claims import claim_row_by_key
from store.counts import status_counts
from store.engine import read_session
from store.views import finding_row, place_counts, provenance

router = APIRouter(prefix="/api/v1")


class Capture(BaseModel):
    """One body that the page was served with."""

    fetched_at: str
    body_sha256: str
    archived: bool


class ClaimRecord(BaseModel):
    """A claim with where it stands; `claim` has the form of docs/claims.md, quotes cut to 300 characters in all."""

    claim_key: str
    url: str
    publisher: str | None
    published: str | None
    title: str | None
    text_sha256: str | None
    extractor: str | None
    current: bool
    withdrawn_at: str | None
    claim: dict[str, Any]
    captures: list[Capture] = Field(default_factory=list)


class Claims(BaseModel):
    """A page of claims; `next_after` is the `after` of the next page, null on the last."""

    claims: list[ClaimRecord]
    next_after: str | None


class FindingRecord(BaseModel):
    """A finding as `capaian check --json` prints it, with its days."""

    id: str
    rule: str
    outcome: str
    severity: str
    claims: list[dict[str, Any]]
    sum: str
    operands: dict[str, str]
    reading: str | None
    reason: str | None
    message: dict[str, str]
    opened_at: str
    closed_at: str | None
    history: list[dict[str, str]] = Field(default_factory=list)


class Findings(BaseModel):
    """A page of findings; `next_after` as for claims."""

    findings: list[FindingRecord]
    next_after: str | None


class Problem(BaseModel):
    """What is wrong with a request."""

    status: int
    error: str
    details: list[dict[str, str]]


def _answers(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    return {200: {"model": model}, 404: {"model": Problem}, 422: {"model": Problem}}


@router.get("/claims", responses=_answers(Claims))
def claims(request: Request, query: Annotated[ClaimPage, Query()]) -> Response:
    """Claims by place, indicator, outlet and days, newest day first, page by page."""
    with read_session(request.app.state.engine) as session:
        return as_json(request, claims_data(session, query))


@router.get("/claims/{claim_key}", responses=_answers(ClaimRecord))
def claim(request: Request, claim_key: ClaimKey, query: Annotated[Plain, Query()]) -> Response:
    """One claim, with the digests of the pages that it was read from."""
    with read_session(request.app.state.engine) as session:
        row, origin = claim_row_by_key(session, claim_key), provenance(session, claim_key)
        if row is None:
            raise HTTPException(404)
        return as_json(request, claim_data(row, origin))


@router.get("/findings", responses=_answers(Findings))
def findings(request: Request, query: Annotated[FindingPage, Query()]) -> Response:
    """Inconsistent findings, open or closed, the last opened first, page by page."""
    with read_session(request.app.state.engine) as session:
        return as_json(request, findings_data(session, query))


@router.get("/findings/{finding_id}", responses=_answers(FindingRecord))
def finding(request: Request, finding_id: FindingId, query: Annotated[Plain, Query()]) -> Response:
    """One finding with its history."""
    with read_session(request.app.state.engine) as session:
        found = finding_row(session, finding_id)
        if found is None:
            raise HTTPException(404)
        return as_json(request, finding_data(*found))


@router.get("/places")
def places(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Places that current claims are about, with their numbers and the last day."""
    with read_session(request.app.state.engine) as session:
        rows = place_counts(session)
    made = [{"place": one.place, "claims": one.claims, "last": one.last and one.last.isoformat()} for one in rows]
    return as_json(request, {"places": made})


@router.get("/indicators")
def indicator_list(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """All indicators by slug."""
    made = {
        slug: {"label": one.label, "label_en": one.label_en, "unit": one.unit and str(one.unit), "better": one.better}
        for slug, one in indicators().items()
    }
    return as_json(request, {"indicators": made})


@router.get("/counts")
def counts(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """How many rows stand under each status, by stage; the sums add up."""
    with read_session(request.app.state.engine) as session:
        return as_json(request, {"counts": status_counts(session)})
