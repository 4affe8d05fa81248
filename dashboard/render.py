"""Answers: a page as HTML or as JSON, whichever was asked for, with an ETag; and pages that say what is wrong."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from crosscheck.wording import Language
from dashboard.forms import has_parquet
from dashboard.freshness import headers_of, is_known, last_modified
from dashboard.security import WITH_SCRIPT
from dashboard.sittings import sitting_of
from dashboard.tables import claim_lines, finding_href, latest_lines, stand_line, stand_lines
from dashboard.voice import Voice, web_link
from models.wire import dumps

HERE = Path(__file__).parent
SCRIPTED = ("claims.html", "findings.html", "promises.html")
"""Lists whose filters work without loading the page anew, where the browser runs scripts; no other page may run any."""
HTMX = {
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "includeIndicatorStyles": False,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "scrollIntoViewOnBoost": False,
}
"""It runs no text, asks nobody else, and keeps no page in the browser: going back loads the page anew."""
PRIVATE = {"cache-control": "no-store", "referrer-policy": "same-origin"}
"""Headers of a reviewer's pages: they hold forms, and with no referrer at all a browser hides the Origin of a form."""
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def visible(value: Any) -> Any:
    """Foreign text without control characters and without those that turn the direction of what follows.

    >>> visible("Kotim\\u202e 99,2 persen\\x00")
    'Kotim 99,2 persen'
    """
    kind = type(value)
    if kind is str:
        return value if value.isprintable() else _INVISIBLE.sub("", value)
    if kind is float or kind is int:
        return str(value)  # a chart has hundreds, and text is escaped faster than anything else
    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return _INVISIBLE.sub("", value)


def options(offered: Sequence[tuple[str, str]], chosen: str | None) -> Markup:
    """The choices of a field; some hundred of them are not written anew for every page."""
    return _options(tuple(offered), chosen)


@lru_cache(maxsize=128)
def _options(offered: tuple[tuple[str, str], ...], chosen: str | None) -> Markup:
    return escape("").join(_option(value, text, value == chosen) for value, text in offered)


@lru_cache(maxsize=10_000)
def _option(value: str, text: str, chosen: bool) -> Markup:
    module: Any = environment().get_template("options.html").module
    made: Markup = module.option(value, text, chosen)
    return made


def is_offered(offered: Sequence[tuple[str, str]], value: str | None) -> bool:
    """Whether a value is among the choices of a field."""
    return any(value == one for one, _text in offered)


@cache
def environment() -> Environment:
    """Templates: everything escaped, unknown names are errors."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style = (HERE / "static" / "style.css").read_bytes()
    made.globals |= {
        "web_link": web_link,
        "has_parquet": has_parquet,
        "options": options,
        "is_offered": is_offered,
        "claim_lines": claim_lines,
        "stand_lines": stand_lines,
        "stand_line": stand_line,
        "latest_lines": latest_lines,
        "finding_href": finding_href,
        "htmx_config": dumps(HTMX),
        "style_version": hashlib.sha256(style).hexdigest()[:10],
    }
    return made


def voice_of(request: Request, language: Language) -> Voice:
    """The voice in which a request is answered."""
    state = request.app.state
    return Voice(language, state.publishers, state.clock())


def language_of(request: Request) -> Language:
    """The language that an address asks for, also where the rest of it is wrong."""
    return "en" if request.query_params.get("lang") == "en" else "id"


def wants_json(request: Request) -> bool:
    """Whether the address ends in .json, or the client takes JSON and no HTML."""
    if request.scope.get("capaian_json") or request.scope["path"].startswith("/api/"):
        return True
    accept = request.headers.get("accept", "")
    return "application/json" in accept and "text/html" not in accept


def as_json(request: Request, value: object, status: int = 200) -> Response:
    """A value as JSON, decimals digit by digit."""
    return tagged(request, dumps(value).encode("utf-8", "replace"), "application/json", status)


def page(
    request: Request, template: str, voice: Voice, data: Callable[[], object], status: int = 200, **values: Any
) -> Response:
    """A page by its template, or the same thing as JSON (`data`) where that is asked for."""
    if wants_json(request):
        return as_json(request, data(), status)
    if sitting_of(request) is not None:
        html = html_of(request, template, voice, **values)
        return Response(html.encode("utf-8", "replace"), status, PRIVATE, "text/html; charset=utf-8")
    scripted = template in SCRIPTED
    html = html_of(request, template, voice, scripted=scripted, **values)
    more = {"content-security-policy": WITH_SCRIPT} if scripted else {}
    if scripted and "hx-request" in request.headers:
        asked = parse_qsl(request.scope["query_string"].decode("latin-1"))  # without what was left empty
        more["hx-push-url"] = voice.link(request.scope["path"], **{k: v for k, v in asked if k != "lang"})
    return tagged(request, html.encode("utf-8", "replace"), "text/html; charset=utf-8", status, more)


def html_of(request: Request, template: str, voice: Voice, **values: Any) -> str:
    """A template, filled."""
    path: str = request.scope["path"]
    asked = {k: v for k, v in parse_qsl(request.scope["query_string"].decode("latin-1")) if k != "lang"}
    other = "en" if voice.language == "id" else "id"
    switch = Voice(other, voice.publishers, voice.today)  # type: ignore[arg-type]
    context: dict[str, Any] = {
        "v": voice,
        "t": voice.t,
        "lang": voice.language,
        "path": path,
        "switch": {"lang": other, "href": switch.link(path, **asked)},
        "json_href": voice.link(f"{'/hari-ini' if path == '/' else path}.json", **asked),
        "reviewing": request.app.state.desk is not None,
        "sitting": sitting_of(request),
        "scripted": False,
        "demo": values["demo"] if "demo" in values else request.app.state.is_demo(),
    }
    return environment().get_template(template).render(context | values)


def tagged(
    request: Request, body: bytes, media_type: str, status: int = 200, more: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """An answer with its ETag and the day of its last change; an empty one where the client has it already."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = last_modified(request, today=request.app.state.clock()) if status == 200 else None
    headers = {**headers_of(request, tag, modified), **more}
    if status == 200 and is_known(request, tag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type)


def problem(request: Request, status: int, details: list[dict[str, str]] | None = None) -> Response:
    """A page that says what is wrong, in the form that was asked for."""
    voice = voice_of(request, language_of(request))
    said = voice.word("error", status)
    if wants_json(request):
        return as_json(request, {"status": status, "error": said, "details": details or []}, status)
    told = [
        {
            "parameter": one["parameter"],
            "problem": voice.t("error.extra" if one["problem"].startswith("Extra input") else "error.value"),
        }
        for one in details or []
    ]
    html = html_of(request, "problem.html", voice, status=status, said=said, details=told, demo=False)
    return Response(html.encode("utf-8", "replace"), status, {"cache-control": "no-store"}, "text/html; charset=utf-8")
