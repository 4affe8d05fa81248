"""Pages of places, indicators, and the matrix of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.charts import Chart, Series, draw, series_of
from dashboard.excerpts import public_claim
from dashboard.parameters import InProvince, MatrixPage, PlaceCode, PlaceSearch, Plain, Slug
from dashboard.render import page, voice_of
from dashboard.tables import cell
from dashboard.voice import Voice
from models.keys import plain
from models.reference import aliases, indicators, province_of, regions
from store.engine import read_session
from store.finding_views import flags
from store.lines import Standing, marks
from store.tallies import Tally
from store.trends import percentages_before
from store.views import PlaceCount, Stand, latest, stands, stands_of_cells

router = APIRouter()


@cache
def _plain_names() -> tuple[Sequence[tuple[str, str]], Mapping[str, frozenset[str]]]:
    """(code, name) of all places, and other name → codes: they are looked through for every search."""
    other: dict[str, set[str]] = {}
    for alias in aliases():
        other.setdefault(plain(alias.alias), set()).add(alias.code)
    names = [(code, plain(region.full_name)) for code, region in regions().items()]
    return names, {name: frozenset(codes) for name, codes in other.items()}


FOUND = 40
CHARTS = 10
"""Most charts on a place's page; the other series are told by their latest figure."""
PLACES = 120
"""Most rows of an indicator's table; beyond that it is shown by province."""
DRAWN = 8
"""Most charts on an indicator's page."""
LOOKED_THROUGH = 120
"""Most claims of a page that are laid along their lines anew for every visit, the shortest lines first."""
ROWS = 8
"""Rows of the table beside a chart; the rest is a click away."""
POINTS = 240
"""Most claims of a place that its page is made from as a whole."""
OF_PLACE, OF_INDICATOR = 14, 20
"""Most claims of one chart where there are more, the newest: a place has more charts than an indicator."""
COLUMNS, CELLS = 12, 200
"""Most indicators of one part of a matrix, and most cells: a province of many regencies has smaller parts."""


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
    names, other = _plain_names()
    codes = {code for code, told in names if asked in told and (len(code) <= 5 or code in counts)}
    codes |= other.get(asked, frozenset())
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
        found, totals = _newest(request, session, code)
        flagged = flags(session, [stand.key for stand in found])
        standing = _standing(session, found, flagged, cut=totals)
        lines = _lines(found, flagged, standing, voice, where=voice.place(code), most=CHARTS, totals=totals)
        inside = [
            one for one in request.app.state.place_counts() if one.place != code and one.place.startswith(f"{code}.")
        ]
        return page(
            request,
            "place.html",
            voice,
            lambda: {"place": code, "name": voice.place(code)} | _all_data(session, code),
            code=code,
            lines=[line for line in lines if line.chart],
            single=[line for line in lines if not line.chart and line.total == 1],
            others=[line for line in lines if not line.chart and line.total > 1],
            flags=flagged,
            inside=[one for one in inside if len(one.place) == len(code) + 3],
            capped=OF_PLACE if totals else None,
            rows=ROWS,
        )


Cell = tuple[str | None, str]
"""A place and an indicator."""


def _newest(request: Request, session: Session, code: str) -> tuple[list[Stand], dict[Cell, int]]:
    """The claims of a place, and how many there are of what is not read as a whole.

    Of too many, the newest of the indicators that tell most are read, and the last one of each of the others.
    """
    told = request.app.state.tally().of_place.get(code, {})
    if sum(told.values()) <= POINTS:
        return stands(session, places=[code], limit=POINTS), {}
    flagged = request.app.state.flagged_cells()
    most = sorted(told, key=lambda slug: ((code, slug) not in flagged, -told[slug], slug))
    drawn = stands_of_cells(session, [(code, slug) for slug in most[:CHARTS]], OF_PLACE)
    found = latest(session, places=[code], indicators=sorted(most[CHARTS:])) + drawn
    return found, {(code, slug): told[slug] for slug in most[CHARTS:]} | _cut(
        drawn, request.app.state.tally(), OF_PLACE
    )


def _cut(drawn: Sequence[Stand], tally: Tally, most: int) -> dict[Cell, int]:
    """How many claims there are of what a chart with so many cuts short."""
    read = Counter(_cell(stand) for stand in drawn)
    return {cell: max(number, tally.cells.get(cell, 0)) for cell, number in read.items() if number >= most}


def _cell(stand: Stand) -> Cell:
    return stand.claim.place, stand.claim.indicator


def _all_data(session: Session, code: str) -> dict[str, Any]:
    """The claims of a place as data: as many as `stands` gives."""
    found = stands(session, places=[code])
    flagged = flags(session, [stand.key for stand in found])
    return {"claims": stands_data(found, flagged, _standing(session, found, flagged))}


def _standing(
    session: Session, found: Sequence[Stand], flagged: Mapping[str, Sequence[str]], *, cut: Collection[Cell] = ()
) -> Mapping[str, Standing]:
    """How the claims of some lines stand, by claim key; those that are `cut` short tell nothing of that.

    Only lines are looked at in which a claim may not be the last word: a finding names one, or two are of one time.
    """
    lines: dict[Cell, list[Stand]] = {}
    for stand in found:
        if stand.claim.as_of is not None and _cell(stand) not in cut:
            lines.setdefault(_cell(stand), []).append(stand)
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
    most: int = DRAWN,
    totals: Mapping[Cell, int] = MappingProxyType({}),
) -> list[Line]:
    """The series of some claims, named by what is measured, or by where; the most telling ones with a chart.

    `totals` has the number of claims of those that were not read as a whole.
    """
    made: list[Line] = []
    for series in sorted(series_of(found), key=lambda one: _most_telling(one, flagged, totals)):
        what = voice.indicator(series.indicator, series.indicator_text)
        heading = where if by_place else what
        name = f"{heading}, {series.segment}" if series.segment else heading
        known = indicators().get(series.indicator)
        title = voice.t("chart.title", what=what if by_place else name, where=name if by_place else where)
        room = sum(line.chart is not None for line in made) < most
        yearly = bool(known and known.per_year)
        chart = draw(series, flagged, voice, name=title, per_year=yearly, standing=standing) if room else None
        newest = series.stands[: -ROWS - 1 : -1]
        total = totals.get(_cell(newest[0]), len(series.stands))
        made.append(Line(series, name, chart, newest, standing, total, newest[0].claim.place))
    return made


def _most_telling(
    series: Series, flagged: dict[str, tuple[str, ...]], totals: Mapping[Cell, int]
) -> tuple[bool, int, str, str]:
    """What contradicts itself first, then what is told most often."""
    named = any(stand.key in flagged for stand in series.stands)
    told = totals.get(_cell(series.stands[0]), len(series.stands))
    return not named, -told, series.indicator, series.segment or ""


def _lines_by_place(
    found: Sequence[Stand],
    flagged: dict[str, tuple[str, ...]],
    standing: Mapping[str, Standing],
    voice: Voice,
    order: Sequence[str],
    totals: Mapping[Cell, int],
) -> list[Line]:
    """The drawn series of one indicator, place by place in this order, the whole of each before its segments."""
    places: dict[str, list[Stand]] = {code: [] for code in order}
    for stand in found:
        if stand.claim.place in places:
            places[stand.claim.place].append(stand)
    return [
        line
        for code, told in places.items()
        for line in _lines(told, flagged, standing, voice, where=voice.place(code), by_place=True, totals=totals)
        if line.chart
    ]


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
    with_claims = request.app.state.tally().indicators
    known = indicators()
    return page(
        request,
        "indicators.html",
        voice_of(request, query.lang),
        lambda: {
            "indicators": [
                {"slug": slug, "label": one.label, "label_en": one.label_en, "claims": with_claims.get(slug, 0)}
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
    tally: Tally = request.app.state.tally()
    told = sorted(place for place, indicator in tally.cells if indicator == slug and place is not None)
    provinces = sorted({code[:2] for code in told})
    province = query.province or (provinces[0] if len(told) > PLACES else None)
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        here = [code for code in told if province is None or code[:2] == province]
        found = latest(session, indicators=[slug], places=here)
        drawn = _told_most(request, slug, here)[: DRAWN + 1]
        over_time = stands_of_cells(session, [(code, slug) for code in drawn[:DRAWN]], OF_INDICATOR)
        totals = _cut(over_time, tally, OF_INDICATOR)
        flagged = flags(session, [stand.key for stand in (*found, *over_time)])
        standing = _standing(session, over_time, flagged, cut=totals)
        lines = _lines_by_place(over_time, flagged, standing, voice, drawn[:DRAWN], totals)
        return page(
            request,
            "indicator.html",
            voice,
            lambda: {"indicator": slug, "latest": stands_data(found, flagged)},
            slug=slug,
            known=indicators().get(slug),
            found=found,
            lines=lines[:DRAWN],
            more_lines=len(drawn) > DRAWN or len(lines) > DRAWN,
            capped=OF_INDICATOR if totals else None,
            rows=ROWS,
            province=province,
            provinces=provinces,
            flags=flagged,
        )


def _told_most(request: Request, slug: str, here: Sequence[str]) -> list[str]:
    """The places whose line tells most: that an open finding names, then with most claims; none of one claim."""
    cells, flagged = request.app.state.tally().cells, request.app.state.flagged_cells()
    lines = [code for code in here if cells[code, slug] > 1]
    return sorted(lines, key=lambda code: ((code, slug) not in flagged, -cells[code, slug], code))


@router.get("/matriks")
def matrix_start(request: Request, query: Annotated[MatrixPage, Query()]) -> Response:
    """The matrix of the province with most claims."""
    counts: dict[str, int] = {}
    for place, claims in request.app.state.tally().places.items():
        if len(place) == 5:
            counts[province_of(place)] = counts.get(province_of(place), 0) + claims
    province = max(counts, key=lambda code: (counts[code], code), default="62")
    return _matrix(request, province, query)


@router.get("/matriks/{code}")
def matrix_page(request: Request, code: PlaceCode, query: Annotated[MatrixPage, Query()]) -> Response:
    """Regencies × indicators of a province: the latest figure, its age, and whether a finding names it."""
    if len(code) != 2 or code not in regions():
        raise HTTPException(404)
    return _matrix(request, code, query)


def _matrix(request: Request, province: str, query: MatrixPage) -> Response:
    tally: Tally = request.app.state.tally()
    regencies = [code for code, one in regions().items() if one.parent_code == province]
    parts = _parts(tally, regencies)
    columns = parts[query.part - 1] if query.part <= len(parts) else []
    with read_session(request.app.state.engine) as session:
        found = latest(session, places=regencies, indicators=columns)
        flagged = flags(session, [stand.key for stand in found])
        earlier = percentages_before(session, found)
    voice = voice_of(request, query.lang)
    return page(
        request,
        "matrix.html",
        voice,
        lambda: {
            "province": province,
            "part": query.part,
            "parts": len(parts),
            "latest": [one | {"before": earlier.get(one["claim_key"])} for one in stands_data(found, flagged)],
        },
        province=province,
        provinces=sorted({place[:2] for place in tally.places if place != "ID"}),
        regencies=regencies,
        told=columns,
        parts_of=parts,
        part=query.part,
        cells={_cell(stand): cell(voice, stand, flagged, earlier.get(stand.key)) for stand in found},
    )


def _parts(tally: Tally, regencies: Sequence[str]) -> list[list[str]]:
    """The indicators that are told of, those with most regencies first, in parts of the width of a page."""
    inside = set(regencies)
    places = Counter(indicator for place, indicator in tally.cells if place in inside and indicator != "other")
    order = list(indicators())
    told = sorted(places, key=lambda slug: (-places[slug], order.index(slug)))
    width = min(COLUMNS, max(4, CELLS // max(1, len(regencies))))
    return [sorted(told[at : at + width], key=order.index) for at in range(0, len(told), width)]
