"""The demo newsroom on loopback: one threaded server that answers by Host header, with two rounds.

It answers as a proxy would, too ("GET http://kabarmentaya.localhost/ HTTP/1.1"), so that a client whose resolver does
not know `*.localhost` can name it as its HTTP proxy; links then carry no port.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from capaian.demo.newsroom import Newsroom, Outlet, Round, newsroom
from capaian.demo.pages import PER_FEED, folder, list_page, render, story_page

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
CLOSED: Mapping[str, Sequence[str]] = {
    "tagdiv": ("/wp-admin/", "/?s="),
    "borneonews": ("/cari",),
    "antara": ("/search",),
}
"""Paths that each platform's robots.txt forbids; pages link to them, so that a crawler that goes there is seen."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers."""

    status: int
    body: bytes = b""
    content_type: str = HTML
    modified: datetime | None = None
    location: str | None = None
    tagged: bool = True
    """Whether it has an ETag."""

    @property
    def etag(self) -> str | None:
        """A strong tag of the body, where the platform sends one."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.tagged and self.status == 200 else None


def _missing(room: Newsroom, outlet: Outlet, base: str, status: int = 404) -> Response:
    return Response(status, render(f"{folder(outlet)}/missing.html", room, outlet, base), tagged=False)


def _story(room: Newsroom, outlet: Outlet, base: str, path: str, *, amp: bool = False) -> Response | None:
    story = room.find(outlet.slug, path)
    if story is None:
        gone = room.gone.get((outlet.slug, path))
        return _missing(room, outlet, base, gone) if gone else None
    body = story_page(room, outlet, story, base, amp=amp)
    # WordPress dates and tags no page of its own: a change of the page's head is a new capture of the same text
    dated = folder(outlet) != "tagdiv"
    return Response(200, body, modified=story.modified if dated else None, tagged=dated)


def _feed(room: Newsroom, outlet: Outlet, base: str, path: str) -> Response:
    stories = room.stories[outlet.slug][:PER_FEED]
    query = "?utm_source=nusa&utm_medium=rss" if folder(outlet) == "antara" else ""
    body = render("shared/feed.xml", room, outlet, base, stories=stories, path=path, query=query)
    return Response(200, body, "application/rss+xml; charset=utf-8", room.changed[outlet.slug])


def _sitemap(room: Newsroom, outlet: Outlet, base: str, *, news: bool = False) -> Response:
    stories = room.stories[outlet.slug]
    shown = stories[:PER_FEED] if news else stories
    body = render("shared/sitemap.xml", room, outlet, base, stories=shown, news=news)
    return Response(200, body, XML, room.changed[outlet.slug])


def _robots(room: Newsroom, outlet: Outlet, base: str, maps: Sequence[str]) -> Response:
    body = render("shared/robots.txt", room, outlet, base, closed=CLOSED[folder(outlet)], maps=maps)
    return Response(200, body, "text/plain; charset=utf-8")


def _list(
    room: Newsroom, outlet: Outlet, base: str, path: str, number: int, *, lists: str | None = None, section: str = ""
) -> Response:
    stories = room.listed(outlet.slug, section) if section else room.stories[outlet.slug]
    if not stories:
        return _missing(room, outlet, base)
    heading = section.rpartition("/")[2].replace("-", " ").title() or "Berita Terbaru"
    body = list_page(room, outlet, base, heading=heading, path=path, lists=lists, stories=stories, number=number)
    return _missing(room, outlet, base) if body is None else Response(200, body, modified=room.changed[outlet.slug])


def _tag(room: Newsroom, outlet: Outlet, base: str, path: str, tag: str) -> Response:
    stories = [story for story in room.stories[outlet.slug][:60] if tag in story.section.split("/")][:6]
    body = list_page(room, outlet, base, heading=tag.replace("-", " ").title(), path=path, stories=stories, number=1)
    return Response(200, body or b"")


def _tagdiv(room: Newsroom, outlet: Outlet, base: str, path: str) -> Response:
    if path == "/feed/":
        return _feed(room, outlet, base, path)
    maps = {"/post-sitemap.xml": False, "/news-sitemap.xml": True}
    if path == "/sitemap_index.xml":
        modified = room.changed[outlet.slug]
        body = render("shared/sitemap_index.xml", room, outlet, base, maps=[(at, modified) for at in maps])
        return Response(200, body, XML, modified)
    if path in maps:
        return _sitemap(room, outlet, base, news=maps[path])
    if path == "/robots.txt":
        return _robots(room, outlet, base, ["/sitemap_index.xml"])
    if "." not in path and not path.endswith("/") and not path.endswith("/amp"):
        return Response(301, location=f"{base}{path}/", tagged=False)
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)/", path):
        return _tag(room, outlet, base, path, match[1])
    article = path.removesuffix("amp/").removesuffix("amp")
    if found := _story(room, outlet, base, article, amp=article != path):
        return found
    match = re.fullmatch(r"/((?:[a-z-]+/)*?)(?:page/(\d+)/)?", path)
    if match is None:
        return _missing(room, outlet, base)
    return _list(room, outlet, base, f"/{match[1]}", int(match[2] or 1), section=match[1].strip("/"))


def _borneonews(room: Newsroom, outlet: Outlet, base: str, path: str) -> Response:
    if path == "/sitemap.xml":
        return _sitemap(room, outlet, base)
    if path == "/robots.txt":
        return _robots(room, outlet, base, ["/sitemap.xml"])
    if match := re.fullmatch(r"/(?:cari|indeks/(\d+))?", path):
        return _list(room, outlet, base, "/", int(match[1] or 1), lists="/indeks")
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)", path):
        return _tag(room, outlet, base, path, match[1])
    if path.startswith("/berita/"):
        # a page that is not there answers 200 with a few words, as single-page systems do
        return _story(room, outlet, base, path) or _missing(room, outlet, base, 200)
    return _missing(room, outlet, base)


def _antara(room: Newsroom, outlet: Outlet, base: str, path: str) -> Response:
    if path == "/rss/terkini.xml":
        return _feed(room, outlet, base, path)
    if path in ("/sitemap.xml", "/news-sitemap.xml"):
        return _sitemap(room, outlet, base, news=path != "/sitemap.xml")
    if path == "/robots.txt":
        return _robots(room, outlet, base, ["/sitemap.xml", "/news-sitemap.xml"])
    if match := re.fullmatch(r"(?:/amp)?(/berita/.+)", path):
        return _story(room, outlet, base, match[1], amp=path.startswith("/amp/")) or _missing(room, outlet, base)
    if match := re.fullmatch(r"/tag/([a-z0-9-]+)", path):
        return _tag(room, outlet, base, path, match[1])
    if match := re.fullmatch(r"(/|/search|/terkini|/kabar-daerah/[a-z-]+)(?:/(\d+))?", path):
        section = match[1].strip("/") if match[1].startswith("/kabar") else ""
        lists = match[1] if section else "/terkini"
        return _list(room, outlet, base, match[1], int(match[2] or 1), lists=lists, section=section)
    return _missing(room, outlet, base)


_PLATFORMS = {"tagdiv": _tagdiv, "borneonews": _borneonews, "antara": _antara}


def respond(room: Newsroom, host: str, target: str) -> Response:
    """The answer to one GET, without its connection: `host` as the Host header has it, `target` a path with its query.

    >>> respond(newsroom(), "kabarmentaya.localhost", "/robots.txt").status
    200
    >>> respond(newsroom(), "example.org", "/").status
    421
    """
    outlet = room.at(host.partition(":")[0].lower())
    if outlet is None:
        return Response(421, b"no such host here\n", "text/plain; charset=utf-8", tagged=False)
    parts = urlsplit(target)
    return _PLATFORMS[folder(outlet)](room, outlet, f"http://{host.lower()}", parts.path or "/")


def _unchanged(response: Response, headers: Message) -> bool:
    """Whether a conditional request may be answered with 304; a tag goes before a date (RFC 9110, 13.2.2)."""
    if response.status != 200:
        return False
    tags = headers.get("If-None-Match")
    if tags is not None:
        asked = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return response.etag is not None and response.etag in asked
    since = headers.get("If-Modified-Since")
    if since is None or response.modified is None:
        return False
    try:
        return response.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):  # no date, or one without a zone: as if it had not been sent
        return False


@dataclass
class Site:
    """A running site. Setting `round` changes what it serves from the next request on."""

    port: int
    rooms: Mapping[int, Newsroom]
    round: Round = 1
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    """(host, target, status) of every request answered, in order."""

    @property
    def room(self) -> Newsroom:
        """What it serves now."""
        return self.rooms[self.round]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names that it answers to, as URLs write them: `kabarmentaya.localhost:8765`."""
        return tuple(f"{outlet.host}:{self.port}" for outlet in self.room.outlets.values())

    @property
    def proxy(self) -> str:
        """Address for a client that should go through it as its HTTP proxy."""
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "capaian-demo"
    sys_version = ""
    disable_nagle_algorithm = True
    site: Site

    def do_GET(self) -> None:
        target, host = self.path, self.headers.get("Host", "")
        if target.startswith("http://"):  # absolute form: its host counts, whatever the header says (RFC 9112, 3.2.2)
            parts = urlsplit(target)
            host, target = parts.netloc, parts._replace(scheme="", netloc="").geturl() or "/"
        response = respond(self.site.room, host, target)
        unchanged = _unchanged(response, self.headers)
        status = HTTPStatus.NOT_MODIFIED if unchanged else HTTPStatus(response.status)
        self.site.asked.append((host, target, int(status)))
        self.send_response(status)
        if response.etag:
            self.send_header("ETag", response.etag)
        if response.modified:
            self.send_header("Last-Modified", format_datetime(response.modified.astimezone(UTC), usegmt=True))
        if response.location:
            self.send_header("Location", response.location)
        if not unchanged:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if not unchanged and self.command != "HEAD":
            self.wfile.write(response.body)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in `Site.asked`, not printed."""


@contextmanager
def serve(port: int = 0, *, round: Round = 1, pages: Newsroom | None = None) -> Iterator[Site]:
    """Serves the newsroom on 127.0.0.1 until the block ends; `port` 0 takes any free one.

    `pages` is another newsroom (capaian.demo.generate), the same in both rounds. OSError where the port is taken.
    """
    rooms: dict[int, Newsroom] = {1: pages, 2: pages} if pages else {1: newsroom(1), 2: newsroom(2)}
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    site = Site(server.server_port, rooms, round)
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
