"""Pages of claims and findings: today, lists, and one permanent page for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboard.excerpts import Passage, headline, passages, public_claim, quote_passage, together
from dashboard.parameters import ClaimKey, ClaimPage, FindingId, FindingPage, Plain, TodayPage
from dashboard.render import page, voice_of
from dashboard.voice import Voice
from dashboard.words import words
from models.private import masked
from models.values import NUMERIC_FIELDS, Finding, Side
from models.wire import finding_json
from store.articles import page_number
from store.claims import EXCERPT, ClaimRow, Narrowed, claim_row_by_key, claim_rows
from store.engine import read_session
from store.finding_views import FindingRow, finding_row, finding_rows, findings_counted, findings_of, flags
from store.reviews import claim_trail, finding_trail, standing
from store.runs import runs
from store.tallies import MOST_COUNTED, Facet, filtered, wholes
from store.views import Provenance, newest_claims, provenance, texts

router = APIRouter()

RULES = tuple(key.removeprefix("rule.") for key in words() if key.startswith("rule."))

OUTCOMES = ("inconsistent", "rounding", "consistent", "cannot_tell", "unchecked")
OUTLETS = 8
"""Most outlets on the front page: those with most claims."""
OFFICIALS = 150
"""Most names that the filter offers; the page of officials has the others."""


@dataclass(frozen=True, slots=True)
class SideView:
    """A side of a finding with its claim in the store, if it is there, what was printed, and the voices behind it."""

    side: Side
    row: ClaimRow | None
    passages: Sequence[Passage]
    voices: str | None


@dataclass(frozen=True, slots=True)
class Printed:
    """Sides of a finding that stand in the same words of one article: the words once, with all their figures marked."""

    sides: Sequence[SideView]
    headline: Passage | None
    passages: Sequence[Passage]


@router.get("/")
@router.get("/hari-ini")
def today(request: Request, query: Annotated[TodayPage, Query()]) -> Response:
    """What does not add up, what is new, and how things stand."""
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        found = finding_rows(session, limit=8, place=query.place)
        new = newest_claims(session, 14, place=query.place)
        last = runs(session, 1)
        counts = request.app.state.status_counts()
        outlets = sorted(request.app.state.source_counts().values(), key=lambda one: (-one.claims, one.source))
        return page(
            request,
            "today.html",
            voice,
            lambda: {
                "findings": [finding_data(row) for row in found],
                "claims": [claim_data(row) for row in new],
                "counts": counts,
            },
            findings=found,
            total=findings_counted(session, place=query.place),
            decided=standing(session, [row.finding.id for row in found]),
            claims=new,
            flags=flags(session, [row.key for row in new]),
            counts=counts,
            sources=outlets[:OUTLETS],
            more_outlets=max(0, len(outlets) - OUTLETS),
            run=last[0] if last else None,
            query=query,
            places_named=choices(request, voice)["places_named"],
        )


@router.get("/temuan")
def findings_page(request: Request, query: Annotated[FindingPage, Query()]) -> Response:
    """Findings, the last opened first."""
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        return page(
            request,
            "findings.html",
            voice,
            lambda: findings_data(session, query),
            query=query,
            total=findings_counted(
                session,
                rule=query.rule,
                place=query.place,
                indicator=query.indicator,
                closed=query.state == "closed",
                dismissed=query.state == "dismissed",
            ),
            **_findings(session, query),
            **choices(request, voice),
        )


def choices(
    request: Request, voice: Voice, *, facets: Mapping[Facet, Mapping[str, int] | None] | None = None
) -> dict[str, Any]:
    """What the filters offer, as (value, name); with `facets`, only what they count, and how often."""
    tally, offered_by = request.app.state.tally(), request.app.state.holders()

    def offered(facet: Facet) -> Mapping[str, int | None]:
        counts = facets.get(facet) if facets else None
        told: Mapping[str, int | None] = dict.fromkeys(tally.of(facet)) if counts is None else counts
        return _with_wholes(told) if facet == "place" else told

    def named(facet: Facet, name: Callable[[str], str]) -> list[tuple[str, str]]:
        return [
            (value, name(value) if count is None else f"{name(value)} ({voice.number(count)})")
            for value, count in sorted(offered(facet).items(), key=lambda o: o[0] if facet == "place" else name(o[0]))
        ]

    return {
        "places_named": named("place", voice.place_in_list),
        "indicators_named": named("indicator", voice.indicator),
        "publishers_named": named("publisher", voice.outlet),
        "officials_named": [
            (name, name) for name in sorted({one.official or one.role or "" for one in offered_by[:OFFICIALS]})
        ],
        "outcomes_named": [(one, voice.word("status", one)) for one in OUTCOMES],
        "rules_named": [(rule, voice.t(f"rule.{rule}")) for rule in RULES],
    }


def _with_wholes(places: Mapping[str, int | None]) -> dict[str, int | None]:
    """Places with all that they lie in, each with the claims of all that lies in it."""
    made: dict[str, int | None] = {}
    for code, claims in places.items():
        for whole in wholes(code):
            made[whole] = None if claims is None else (made.get(whole) or 0) + claims
    return made


def _findings(session: Session, query: FindingPage) -> dict[str, Any]:
    rows = finding_rows(
        session,
        rule=query.rule,
        place=query.place,
        indicator=query.indicator,
        closed=query.state == "closed",
        dismissed=query.state == "dismissed",
        limit=query.limit + 1,
        after=query.after,
    )
    more = rows[query.limit - 1].finding.id if len(rows) > query.limit else None
    shown = rows[: query.limit]
    return {"findings": shown, "more": more, "decided": standing(session, [row.finding.id for row in shown])}


def findings_data(session: Session, query: FindingPage) -> dict[str, Any]:
    """A page of findings as data."""
    found = _findings(session, query)
    return {"findings": [finding_data(row) for row in found["findings"]], "next_after": found["more"]}


@router.get("/temuan/{finding_id}")
def finding_page(request: Request, finding_id: FindingId, query: Annotated[Plain, Query()]) -> Response:
    """One finding: both quotes, the sum, what it means, how to answer it, and its history."""
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        found = finding_row(session, finding_id)
        if found is None:
            raise HTTPException(404)
        row, history = found
        address = f"{request.base_url}temuan/{finding_id}"
        return page(
            request,
            "finding.html",
            voice,
            lambda: finding_data(row, history),
            row=row,
            finding=row.finding,
            history=history,
            decision=standing(session, [finding_id]).get(finding_id),
            trail=finding_trail(session, finding_id),
            cite=cite_finding(row, voice, address),
            printed=_printed(_sides(session, row)),
            explain=_known(voice, f"explain.{row.finding.rule}"),
            contact=request.app.state.contact,
            address=address,
        )


def _voices(finding: Finding) -> tuple[str, ...]:
    """Independent voices behind each side, where the rule counted them for each."""
    counted = dict(finding.operands).get("voices", "").split(" : ")
    return tuple(counted) if len(counted) == len(finding.sides) else ()


def cite_finding(row: FindingRow, voice: Voice, address: str) -> str:
    """How to cite a finding: what it says, who printed the figures, and where it stands."""
    finding = row.finding
    named = voice.t("finding.cite_named", rule=voice.word("rule", finding.rule), voices=voice.voices(finding))
    return f"{voice.message(finding)} {named}. {voice.day(row.opened_at)}. capaian, {address}."


def _sides(session: Session, row: FindingRow) -> list[SideView]:
    bodies = texts(session, [key for key in row.keys if key])
    voices = _voices(row.finding) or (None,) * len(row.keys)
    made = []
    for side, key, counted in zip(row.finding.sides, row.keys, voices, strict=True):
        claim_row = claim_row_by_key(session, key) if key else None
        found: list[Passage] = []
        if claim_row is not None:
            found = passages(claim_row.claim, bodies.get(claim_row.key))
        if not found:
            quoted = quote_passage(side.claim, side.quote)
            found = [quoted] if quoted else []
        made.append(SideView(side, claim_row, found, counted))
    return made


def _printed(sides: Sequence[SideView]) -> list[Printed]:
    """The sides by the words in which they stand, in their order."""
    groups: dict[tuple[str, tuple[str, ...]], list[SideView]] = {}
    for number, view in enumerate(sides):
        words_of = tuple(passage.text for passage in view.passages) or (str(number),)
        groups.setdefault((view.side.url, words_of), []).append(view)
    made = []
    for same in groups.values():
        title = same[0].row.title if same[0].row else None
        top = headline(title, [view.row.claim for view in same if view.row])
        made.append(Printed(same, top, together([view.passages for view in same])))
    return made


def finding_data(row: FindingRow, history: Sequence[Any] = ()) -> dict[str, Any]:
    """A finding as data, quotes cut to excerpts; `history` oldest first, where it is asked for."""
    made = finding_json(row.finding)
    for side, key in zip(made["claims"], row.keys, strict=True):
        side["claim_key"] = key
        side["quote"] = side["quote"] and masked(side["quote"])[:EXCERPT]
        side["official"] = side["official"] if side["official_role"] else None
    made |= {"opened_at": row.opened_at.isoformat(), "closed_at": row.closed_at and row.closed_at.isoformat()}
    if history:
        made["history"] = [{"at": one.at.isoformat(), "what": one.what, "why": one.why} for one in history]
    return made


@router.get("/klaim")
def claims_page(request: Request, query: Annotated[ClaimPage, Query()]) -> Response:
    """The table of claims, filtered, newest day first."""
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        rows, more = claims_found(session, query)
        only = {name: value for name, value in query.only().items() if value is not None}
        total, facets = filtered(session, request.app.state.tally(), cast(Narrowed, query.only()))
        return page(
            request,
            "claims.html",
            voice,
            lambda: claims_data(session, query),
            query=query,
            only=only,
            claims=rows,
            more=more,
            total=total,
            most_counted=MOST_COUNTED,
            flags=flags(session, [row.key for row in rows]),
            **choices(request, voice, facets=facets),
        )


def claims_found(session: Session, query: ClaimPage) -> tuple[list[ClaimRow], str | None]:
    """A page of claims, and the key after which the next one begins."""
    rows = claim_rows(session, **query.only(), limit=query.limit + 1, after=query.after)
    more = rows[query.limit - 1].key if len(rows) > query.limit else None
    return rows[: query.limit], more


def claims_data(session: Session, query: ClaimPage) -> dict[str, Any]:
    """A page of claims as data."""
    rows, more = claims_found(session, query)
    return {"claims": [claim_data(row) for row in rows], "next_after": more}


@router.get("/klaim/{claim_key}")
def claim_page(request: Request, claim_key: ClaimKey, query: Annotated[Plain, Query()]) -> Response:
    """One claim: what was printed, every field, where it comes from, and how to cite it."""
    voice = voice_of(request, query.lang)
    with read_session(request.app.state.engine) as session:
        row = claim_row_by_key(session, claim_key)
        origin = provenance(session, claim_key)
        if row is None or origin is None:
            raise HTTPException(404)
        return page(
            request,
            "claim.html",
            voice,
            lambda: claim_data(row, origin),
            row=row,
            claim=row.claim,
            origin=origin,
            headline=headline(row.title, [row.claim]),
            new_page=page_number(session, row.moved_to) if row.moved_to else None,
            passages=passages(row.claim, origin.text),
            numeric=[name for name in NUMERIC_FIELDS if getattr(row.claim, name) is not None],
            findings=findings_of(session, flags(session, [claim_key]).get(claim_key, ())),
            trail=claim_trail(session, claim_key),
            cite=citation(row, voice, f"{request.base_url}klaim/{claim_key}"),
        )


def citation(row: ClaimRow, voice: Voice, address: str) -> str:
    """One line that names the claim: outlet, headline, day, link, and where its record stands."""
    parts = [
        voice.outlet(row.publisher, row.url),
        f"“{row.title}”" if row.title else None,
        voice.day(row.published) if row.published else None,
        row.url,
        f"capaian, {address}",
    ]
    digest = f", sha256 {row.text_sha256}" if row.text_sha256 else ""
    return ". ".join(part for part in parts if part) + digest + "."


def claim_data(row: ClaimRow, origin: Provenance | None = None) -> dict[str, Any]:
    """A claim as data, quotes cut to excerpts."""
    made: dict[str, Any] = {
        "claim_key": row.key,
        "url": row.url,
        "publisher": row.publisher,
        "published": row.published and row.published.isoformat(),
        "title": row.title,
        "text_sha256": row.text_sha256,
        "extractor": row.extractor or None,
        "current": row.current,
        "withdrawn_at": row.withdrawn_at and row.withdrawn_at.isoformat(),
        "moved_to": row.moved_to,
        "claim": public_claim(row.claim),
    }
    if origin is not None:
        made["captures"] = [
            {"fetched_at": one.fetched_at.isoformat(), "body_sha256": one.body_sha256, "archived": one.archived}
            for one in origin.served
        ]
    return made


def _known(voice: Voice, key: str) -> str | None:
    return voice.t(key) if key in words() else None


def months_back(day: Any, number: int) -> list[str]:
    """The last `number` months up to a day's, as "2025-01", oldest first."""
    made: list[str] = []
    first = day.replace(day=1)
    for _ in range(number):
        made.append(f"{first:%Y-%m}")
        first = (first - timedelta(days=1)).replace(day=1)
    return made[::-1]
