"""The API, version 1: what the pages show, as JSON. Its schema stands at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.export_pages import taken
from dashboard.exports import FORMS
from dashboard.pages import claim_data, claims_data, finding_data, findings_data
from dashboard.parameters import ClaimFilter, ClaimKey, ClaimPage, FindingId, FindingPage, PlaceCode, Plain, Slug
from dashboard.place_pages import stands_data
from dashboard.render import as_json
from models.reference import indicators, regions
from store.claims import claim_row_by_key
from store.engine import read_session
from store.finding_views import finding_row, flags
from store.views import latest, provenance, stands

router = APIRouter(prefix="/api/v1")

FormName = Literal["csv", "excel", "xlsx", "jsonl", "parquet", "datapackage"]


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
    moved_to: str | None
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


class PlaceRecord(BaseModel):
    """A place by its code, how many current claims are about it, and the last day of them."""

    place: str
    claims: int
    last: str | None


class Places(BaseModel):
    """Places by code."""

    places: list[PlaceRecord]


class IndicatorRecord(BaseModel):
    """What can be measured."""

    label: str
    label_en: str
    unit: str | None
    better: str


class Indicators(BaseModel):
    """Indicators by slug."""

    indicators: dict[str, IndicatorRecord]


class StandRecord(BaseModel):
    """A claim as a point of a series; `findings` are the open findings that name it."""

    claim_key: str
    publisher: str | None
    published: str | None
    findings: list[str]
    claim: dict[str, Any]


class Series(BaseModel):
    """Claims that can be plotted."""

    claims: list[StandRecord]


class MonthRecord(BaseModel):
    """Articles of a month that were read, and those of them with claims."""

    articles: int
    with_claims: int


class SourceRecord(BaseModel):
    """What the store holds of one outlet; `months` by "2025-01"."""

    source: str
    pages: int
    withdrawn: int
    moved: int
    claims: int
    last_seen: str | None
    months: dict[str, MonthRecord]


class Sources(BaseModel):
    """Outlets by slug."""

    sources: list[SourceRecord]


class Counts(BaseModel):
    """Stage → status → number."""

    counts: dict[str, dict[str, int]]


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


@router.get(
    "/exports/{form}",
    response_class=Response,
    responses={
        200: {"description": "The file", "content": {form.media_type.partition(";")[0]: {} for form in FORMS.values()}},
        404: {"model": Problem},
        422: {"model": Problem},
        501: {"model": Problem, "description": "Parquet needs an extra that this server has not"},
        503: {"model": Problem, "description": "Too many exports at once: come again"},
    },
)
def export(request: Request, form: FormName, query: Annotated[ClaimFilter, Query()]) -> Response:
    """All claims of a filter as a file: the same bytes as from the page and from `capaian export`."""
    return taken(request, FORMS[form], query.only())


@router.get("/places", responses=_answers(Places))
def places(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Places that current claims are about, with their numbers and the last day."""
    rows = request.app.state.place_counts()
    made = [{"place": one.place, "claims": one.claims, "last": one.last and one.last.isoformat()} for one in rows]
    return as_json(request, {"places": made})


@router.get("/places/{code}", responses=_answers(Series))
def place(request: Request, code: PlaceCode, query: Annotated[Plain, Query()]) -> Response:
    """Current claims of one place (not of what lies in it), oldest first, at most 2,000 of the newest."""
    if code != "ID" and code not in regions():
        raise HTTPException(404)
    with read_session(request.app.state.engine) as session:
        found = stands(session, places=[code])
        return as_json(request, {"claims": stands_data(found, flags(session, [stand.key for stand in found]))})


@router.get("/indicators", responses=_answers(Indicators))
def indicator_list(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """All indicators by slug."""
    made = {
        slug: {"label": one.label, "label_en": one.label_en, "unit": one.unit and str(one.unit), "better": one.better}
        for slug, one in indicators().items()
    }
    return as_json(request, {"indicators": made})


@router.get("/indicators/{slug}", responses=_answers(Series))
def indicator(request: Request, slug: Slug, query: Annotated[Plain, Query()]) -> Response:
    """The newest claim of every place about one indicator, by place."""
    if slug != "other" and slug not in indicators():
        raise HTTPException(404)
    with read_session(request.app.state.engine) as session:
        places = request.app.state.tally().of("place", indicator=slug)
        found = latest(session, indicators=[slug], places=list(places))
        return as_json(request, {"claims": stands_data(found, flags(session, [stand.key for stand in found]))})


@router.get("/sources", responses=_answers(Sources))
def sources(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Outlets, and how many of their articles of each month were read: a month that is not there was not read."""
    counted, covered = request.app.state.source_counts(), request.app.state.coverage()
    made = [
        {
            "source": slug,
            "pages": one.pages,
            "withdrawn": one.withdrawn,
            "moved": one.moved,
            "claims": one.claims,
            "last_seen": one.last_seen and one.last_seen.isoformat(),
            "months": {
                month: {"articles": articles, "with_claims": with_claims}
                for month, (articles, with_claims) in covered.get(slug, {}).items()
            },
        }
        for slug, one in counted.items()
    ]
    return as_json(request, {"sources": made})


@router.get("/counts", responses=_answers(Counts))
def counts(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """How many rows stand under each status, by stage; the sums add up."""
    return as_json(request, {"counts": request.app.state.status_counts()})
