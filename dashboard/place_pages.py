"""Pages of places, indicators, and the matrix of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.charts import Chart, Series, draw, series_of
from dashboard.excerpts import public_claim
from dashboard.parameters import InProvince, PlaceCode, PlaceSearch, Plain, Slug
from dashboard.render import page, voice_of
from dashboard.voice import Voice
from models.keys import plain
from models.reference import aliases, indicators, province_of, regions
from store.engine import read_session
from store.lines import Standing, marks
from store.trends import percentages_before
from store.views import MOST, PlaceCount, Stand, flags, latest, stands

router = APIRouter()

FOUND = 40
CHARTS = 30
PLACES = 120
"""Most rows of an indicator's table; beyond that it is shown by province."""
DRAWN = 8
"""Most charts on an indicator's page."""
LOOKED_THROUGH = 150
"""Most claims of a page that are laid along their lines anew for every visit, the shortest lines first."""
ROWS = 8
"""Rows of the table beside a chart; the rest is a click away."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series with its chart, if there is enough to draw."""

    series: Series
    name: str
    chart: Chart | None
    newest: tuple[Stand, ...]
    standing: Mapping[str, Standing]
    """Which claims are not the last word about their time, by claim key."""
    total: int
    place: str | None


@router.get("/daerah")
def places_page(request: Request, query: Annotated[PlaceSearch, Query()]) -> Response:
    """Places with claims, by province; or those that a name means."""
    counts = {one.place: one for one in request.app.state.place_counts()}
    found = find_places(query.q, counts) if query.q else []
    return page(
        request,
        "places.html",
        voice_of(request, query.lang),
        lambda: {"places": [_place_data(one) for one in counts.values()], "found": found},
        counts=counts,
        provinces=_by_province(counts.values()),
        found=found,
        query=query.q,
    )


def _by_province(counts: Iterable[PlaceCount]) -> dict[str, list[PlaceCount]]:
    """Province → what is told of its regencies and cities."""
    made: dict[str, list[PlaceCount]] = {}
    for one in counts:
        if one.place != "ID":
            inside = made.setdefault(province_of(one.place), [])
            if len(one.place) == 5:
                inside.append(one)
    return made


def find_places(name: str, counts: dict[str, PlaceCount]) -> list[str]:
    """Codes of the places that a name may mean: with claims first, then provinces, regencies, districts."""
    asked = plain(name)
    if not asked:
        return []
    codes = {
        code
        for code, region in regions().items()
        if asked in plain(region.full_name) and (len(code) <= 5 or code in counts)
    }
    codes |= {alias.code for alias in aliases() if plain(alias.alias) == asked}
    return sorted(codes, key=lambda code: (code not in counts, len(code), code))[:FOUND]


def _place_data(one: PlaceCount) -> dict[str, Any]:
    return {"place": one.place, "claims": one.claims, "last": one.last and one.last.isoformat()}


@router.get("/daerah/{code}")
def place_page(request: Request, code: PlaceCode, query: Annotated[Plain, Query()]) -> Response:
    """A place: its indicators over time, charts and tables."""
    if code != "ID" and code not in regions():
        raise HTTPException(404)
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        found = stands(session, place=code)
        flagged = flags(session, [stand.key for stand in found])
        standing = _standing(session, found, flagged)
        lines = _lines(found, flagged, standing, voice, where=voice.place(code))
        inside = [
            one for one in request.app.state.place_counts() if one.place != code and one.place.startswith(f"{code}.")
        ]
        return page(
            request,
            "place.html",
            voice,
            lambda: {"place": code, "name": voice.place(code), "claims": stands_data(found, flagged, standing)},
            code=code,
            lines=[line for line in lines if line.chart][:CHARTS],
            single=[line for line in lines if not line.chart] + [line for line in lines if line.chart][CHARTS:],
            flags=flagged,
            inside=[one for one in inside if len(one.place) == len(code) + 3],
            capped=MOST if len(found) == MOST else None,
            rows=ROWS,
        )


def _standing(session: Session, found: Sequence[Stand], flagged: Mapping[str, Sequence[str]]) -> Mapping[str, Standing]:
    """How the claims of some lines stand, by claim key.

    Only lines are looked at in which a claim may not be the last word: a finding names one, or two are of one time.
    """
    lines: dict[tuple[str, str | None], list[Stand]] = {}
    for stand in found:
        if stand.claim.as_of is not None:
            lines.setdefault((stand.claim.indicator, stand.claim.place), []).append(stand)
    asked: list[str] = []
    for line in sorted(lines.values(), key=len):
        doubtful = any(one.key in flagged for one in line) or len({one.claim.as_of for one in line}) < len(line)
        if doubtful and 1 < len(line) <= LOOKED_THROUGH - len(asked):
            asked += [one.key for one in line]
    return marks(session, asked)


def _lines(
    found: Sequence[Stand],
    flagged: dict[str, tuple[str, ...]],
    standing: Mapping[str, Standing],
    voice: Voice,
    *,
    where: str,
    by_place: bool = False,
) -> list[Line]:
    """The series of some claims; named by what is measured, or by where."""
    made = []
    for series in series_of(found):
        what = voice.indicator(series.indicator, series.indicator_text)
        heading = where if by_place else what
        name = f"{heading}, {series.segment}" if series.segment else heading
        known = indicators().get(series.indicator)
        title = voice.t("chart.title", what=what if by_place else name, where=name if by_place else where)
        yearly = bool(known and known.per_year)
        chart = draw(series, flagged, voice, name=title, per_year=yearly, standing=standing)
        newest = series.stands[: -ROWS - 1 : -1]
        made.append(Line(series, name, chart, newest, standing, len(series.stands), newest[0].claim.place))
    return sorted(made, key=lambda one: _most_telling(one, flagged))


def _most_telling(line: Line, flagged: dict[str, tuple[str, ...]]) -> tuple[bool, int, str]:
    """What contradicts itself first, then what is told most often."""
    return not any(stand.key in flagged for stand in line.series.stands), -line.total, line.name


def _lines_by_place(
    found: Sequence[Stand], flagged: dict[str, tuple[str, ...]], standing: Mapping[str, Standing], voice: Voice
) -> list[Line]:
    """The drawn series of one indicator, place by place."""
    places: dict[str, list[Stand]] = {}
    for stand in found:
        if stand.claim.place is not None:
            places.setdefault(stand.claim.place, []).append(stand)
    made = [
        line
        for code, told in places.items()
        for line in _lines(told, flagged, standing, voice, where=voice.place(code), by_place=True)
        if line.chart
    ]
    return sorted(made, key=lambda one: _most_telling(one, flagged))


def stands_data(
    found: Sequence[Stand],
    flagged: dict[str, tuple[str, ...]],
    standing: Mapping[str, Standing] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Points of a series as data; `mark` and `instead` only of what is known not to be the last word."""
    return [
        {
            "claim_key": stand.key,
            "publisher": stand.publisher,
            "published": stand.published and stand.published.isoformat(),
            "findings": list(flagged.get(stand.key, ())),
            "claim": public_claim(stand.claim),
        }
        | ({"mark": str(how.mark), "instead": how.instead} if (how := standing.get(stand.key)) else {})
        for stand in found
    ]


@router.get("/indikator")
def indicators_page(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """All indicators, those with claims first."""
    with_claims = set(request.app.state.facets().indicators)
    known = indicators()
    return page(
        request,
        "indicators.html",
        voice_of(request, query.lang),
        lambda: {
            "indicators": [
                {"slug": slug, "label": one.label, "label_en": one.label_en, "claims": slug in with_claims}
                for slug, one in known.items()
            ]
        },
        known=known,
        with_claims=with_claims,
    )


@router.get("/indikator/{slug}")
def indicator_page(request: Request, slug: Slug, query: Annotated[InProvince, Query()]) -> Response:
    """An indicator: what it is, and its latest figure in each place; by province where that is too much."""
    if slug != "other" and slug not in indicators():
        raise HTTPException(404)
    with read_session(request.app.state.engine) as session:
        told = latest(session, indicator=slug)
        provinces = sorted({(stand.claim.place or "")[:2] for stand in told})
        province = query.province or (provinces[0] if len(told) > PLACES else None)
        found = [stand for stand in told if province is None or (stand.claim.place or "")[:2] == province]
        voice = voice_of(request, query.lang)
        over_time = stands(session, indicator=slug, inside=province)
        flagged = flags(session, [stand.key for stand in (*found, *over_time)])
        lines = _lines_by_place(over_time, flagged, _standing(session, over_time, flagged), voice)
        return page(
            request,
            "indicator.html",
            voice,
            lambda: {"indicator": slug, "latest": stands_data(found, flagged)},
            slug=slug,
            known=indicators().get(slug),
            found=found,
            lines=lines[:DRAWN],
            more_lines=len(lines[DRAWN:]),
            rows=ROWS,
            province=province,
            provinces=provinces,
            flags=flagged,
        )


@router.get("/matriks")
def matrix_start(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """The matrix of the province with most claims."""
    counts: dict[str, int] = {}
    for one in request.app.state.place_counts():
        if len(one.place) == 5:
            counts[province_of(one.place)] = counts.get(province_of(one.place), 0) + one.claims
    province = max(counts, key=lambda code: (counts[code], code), default="62")
    return _matrix(request, province, query)


@router.get("/matriks/{code}")
def matrix_page(request: Request, code: PlaceCode, query: Annotated[Plain, Query()]) -> Response:
    """Regencies × indicators of a province: the latest figure, its age, and whether a finding names it."""
    if len(code) != 2 or code not in regions():
        raise HTTPException(404)
    return _matrix(request, code, query)


def _matrix(request: Request, province: str, query: Plain) -> Response:
    regencies = [code for code, one in regions().items() if one.parent_code == province]
    with read_session(request.app.state.engine) as session:
        found = latest(session, places=regencies)
        flagged = flags(session, [stand.key for stand in found])
        earlier = percentages_before(session, found)
    cells = {(stand.claim.place, stand.claim.indicator): stand for stand in found if stand.claim.indicator != "other"}
    told = {indicator for _place, indicator in cells}
    return page(
        request,
        "matrix.html",
        voice_of(request, query.lang),
        lambda: {
            "province": province,
            "latest": [one | {"before": earlier.get(one["claim_key"])} for one in stands_data(found, flagged)],
        },
        province=province,
        trends={stand.key: _trend(stand, earlier[stand.key]) for stand in found if stand.key in earlier},
        earlier=earlier,
        provinces=sorted({one.place[:2] for one in request.app.state.place_counts() if one.place != "ID"}),
        regencies=regencies,
        told=[slug for slug in indicators() if slug in told],
        cells=cells,
        flags=flagged,
    )


def _trend(stand: Stand, before: Decimal) -> str:
    """Which way the figure went: "up", "down" or "same"."""
    assert stand.claim.percentage is not None
    now = stand.claim.percentage.value
    return "same" if now == before else "up" if now > before else "down"
