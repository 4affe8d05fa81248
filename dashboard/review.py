"""Reviewing in the browser, where the server was started for it: signing in, and writing a review down.

A reviewer has a sitting: a random cookie (HttpOnly, SameSite=Strict) and, in every form, a second secret that belongs
to it. A form is taken only from our own pages: by its Origin, by the cookie, and by that secret. Sittings live in
memory and end with the server. What is written stands in the store's audit trail with the reviewer's name.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboard.parameters import ClaimKey, FindingId, Plain
from dashboard.render import PRIVATE, html_of, problem, voice_of
from dashboard.sittings import COOKIE, HOURS, Desk, Sitting, digest, sitting_of
from store.engine import write_session
from store.errors import NoSuchRow
from store.reviews import accept, correct, dismiss, note, take_back

SITTINGS = 50
"""Most sittings at a time; the oldest ends."""
LONGEST_BODY = 16_000
LONGEST_TEXT = 2_000
TRIES, WITHIN = 10, 60.0
"""Wrong tokens that are looked at in so many seconds; then nobody signs in for as long."""

router = APIRouter()


def is_from_our_pages(request: Request) -> bool:
    """Whether a page of this server sent a form: by its Origin, or where that is hidden by what the browser says."""
    origin = request.headers.get("origin")
    if origin not in (None, "null"):
        return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
    return request.headers.get("sec-fetch-site") == "same-origin"


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form; 400 for anything else, 413 for a long one."""
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(400)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_BODY:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=20)
    except ValueError as error:
        raise HTTPException(400) from error
    return {name: value.strip()[:LONGEST_TEXT] for name, value in pairs}


async def _reviewer(request: Request) -> tuple[Desk, Sitting, Mapping[str, str]]:
    """Who sent a form, and its fields; 403 unless it comes from our page, in a sitting, with the sitting's key."""
    if not is_from_our_pages(request):
        raise HTTPException(403)
    fields, sitting = await _form(request), sitting_of(request)
    if sitting is None or not hmac.compare_digest(sitting.form_key.encode(), fields.get("key", "").encode()):
        raise HTTPException(403)
    return request.app.state.desk, sitting, fields


@router.get("/tinjau")
def sign_in_page(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Where a reviewer signs in, or out."""
    return _sign_in(request, query.lang, None)


def _sign_in(request: Request, lang: str, said: str | None, status: int = 200) -> Response:
    voice = voice_of(request, "en" if lang == "en" else "id")
    html = html_of(request, "sign_in.html", voice, said=said and voice.t(f"review.{said}"))
    return Response(html.encode("utf-8", "replace"), status, PRIVATE, "text/html; charset=utf-8")


@router.post("/tinjau")
async def sign_in(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """Begin a sitting with the token and a name."""
    if not is_from_our_pages(request):
        raise HTTPException(403)
    fields, desk = await _form(request), request.app.state.desk
    now = desk.clock()
    desk.wrong[:] = [at for at in desk.wrong if now - at < WITHIN]
    if len(desk.wrong) >= TRIES:
        return _sign_in(request, query.lang, "too_often", 429)
    name = " ".join(fields.get("name", "").split())[:80]
    if not hmac.compare_digest(digest(fields.get("token", "")), desk.token_digest):
        desk.wrong.append(now)
        return _sign_in(request, query.lang, "wrong_token", 403)
    if not name:
        return _sign_in(request, query.lang, "no_name", 422)
    while len(desk.sittings) >= SITTINGS:
        del desk.sittings[next(iter(desk.sittings))]
    cookie = secrets.token_urlsafe(32)
    desk.sittings[cookie] = Sitting(name, secrets.token_urlsafe(32), now + HOURS * 3600)
    answer = RedirectResponse(voice_of(request, query.lang).link("/temuan"), 303, {"cache-control": "no-store"})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/tinjau/keluar")
async def sign_out(request: Request, query: Annotated[Plain, Query()]) -> Response:
    """End a sitting."""
    desk, _sitting, _fields = await _reviewer(request)
    desk.sittings.pop(request.cookies.get(COOKIE, ""), None)
    answer = RedirectResponse(voice_of(request, query.lang).link("/tinjau"), 303, {"cache-control": "no-store"})
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


@router.post("/temuan/{finding_id}/tinjau")
async def review_finding(request: Request, finding_id: FindingId, query: Annotated[Plain, Query()]) -> Response:
    """Accept or dismiss a finding, take that back, or write a note or a correction beside it."""
    desk, sitting, fields = await _reviewer(request)
    said, by = fields.get("said", ""), sitting.name

    def write(session: Session) -> None:
        match fields.get("action"):
            case "accept":
                accept(session, finding_id, by=by, said=said or None)
            case "dismiss":
                dismiss(session, finding_id, by=by, because=said)
            case "take_back":
                take_back(session, finding_id, by=by, because=said)
            case "note":
                note(session, by=by, said=said, finding_id=finding_id)
            case "correction":
                correct(session, by=by, said=said, source=fields.get("source", ""), finding_id=finding_id)
            case _:
                raise ValueError("no such action")

    return await _written(request, desk, write, voice_of(request, query.lang).link(f"/temuan/{finding_id}"))


@router.post("/klaim/{claim_key}/tinjau")
async def review_claim(request: Request, claim_key: ClaimKey, query: Annotated[Plain, Query()]) -> Response:
    """Write a note or a correction beside a claim."""
    desk, sitting, fields = await _reviewer(request)
    said, by = fields.get("said", ""), sitting.name

    def write(session: Session) -> None:
        match fields.get("action"):
            case "note":
                note(session, by=by, said=said, claim_key=claim_key)
            case "correction":
                correct(session, by=by, said=said, source=fields.get("source", ""), claim_key=claim_key)
            case _:
                raise ValueError("no such action")

    return await _written(request, desk, write, voice_of(request, query.lang).link(f"/klaim/{claim_key}"))


async def _written(request: Request, desk: Desk, write: Callable[[Session], None], back: str) -> Response:
    """Write in a thread of its own, as every other query, and lead back to the page."""

    def in_transaction() -> None:
        with write_session(desk.engine) as session:
            write(session)

    try:
        await run_in_threadpool(in_transaction)
    except NoSuchRow as error:
        raise HTTPException(404) from error
    except ValueError:
        # a text is missing: the browser asks for it first, so this is somebody without it
        return problem(request, 422, [{"parameter": "said", "problem": "needed here"}])
    return RedirectResponse(f"{back}#tinjauan", 303, {"cache-control": "no-store"})
