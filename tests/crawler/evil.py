"""A server on loopback whose hosts misbehave, one way each; what it was asked is kept."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

from models.publishers import Publisher
from tests.crawler.clock import SENT

PROSE = (
    "<p>Serapan anggaran Kabupaten Contoh hingga Oktober baru {} persen dari pagu, kata kepala badan keuangan.</p>"
    "<p>Kepala Bappeda Contoh Nurdin Alang menyebut sisanya selesai sebelum akhir tahun anggaran ini.</p>"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answers; `drip` sends the body byte by byte with that many seconds between, `endless` for ever."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    wait: float = 0.0
    drip: float = 0.0
    endless: bool = False
    cut: bool = False
    """Closes the connection instead of answering."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: when, of which host, for what, with which headers."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


Host = Callable[["EvilServer", str, dict[str, str]], Answer | None]


@dataclass
class EvilServer:
    """Answers by host; a host without a rule for a path has robots.txt missing, a list at / and articles 1 to 3."""

    hosts: dict[str, Host]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def paths(self, host: str) -> list[str]:
        """What a host was asked for, in order."""
        return [one.path for one in self.asked if one.host == host]

    def gaps(self, host: str) -> list[float]:
        """Seconds between a host's requests: as they were sent, where they say so, else as they came."""
        times = [float(one.headers.get(SENT, one.at)) for one in self.asked if one.host == host]
        return [later - earlier for earlier, later in pairwise(times)]

    def respond(self, host: str, path: str, headers: dict[str, str]) -> Answer:
        rule = self.hosts.get(host)
        answer = rule(self, path, headers) if rule else None
        if answer is not None:
            return answer
        if path == "/":
            links = "".join(f'<p><a href="/berita/{number}-judul">Judul {number}</a></p>' for number in (1, 2, 3))
            return Answer(body=f"<html><body>{links}</body></html>".encode())
        if path.startswith("/berita/"):
            return Answer(body=article(path))
        return Answer(404, b"<html><body>none</body></html>")

    @property
    def pairs(self) -> frozenset[str]:
        """Every host with the port."""
        return frozenset(f"{host}:{self.port}" for host in self.hosts)


def article(path: str) -> bytes:
    number = path.rpartition("/")[2].partition("-")[0]
    return (
        f"<html><head><title>Judul berita nomor {number}</title></head><body><h2>Judul berita nomor {number}</h2>"
        f'<div class="detail-content">{PROSE.format(number)}</div></body></html>'
    ).encode()


def publisher(host: str, **changes: object) -> Publisher:
    """A publisher at one of the server's hosts."""
    block: dict[str, object] = {
        "name": host,
        "platform": "borneonews",
        "domains": (host,),
        "scheme": "http",
        "lists": ("/",),
        "article": r"/berita/(?P<id>\d+)-(?P<slug>[^/]+)",
        "terms": "ours",
        "source": "invented",
        "delay": 0.0,
        "daily_budget": 100000,
    }
    return Publisher.model_validate(block | changes)


@contextmanager
def serve(hosts: dict[str, Host]) -> Iterator[EvilServer]:
    """Serves until the block ends."""
    evil = EvilServer(hosts)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").rpartition(":")[0]
            evil.asked.append(Asked(time.monotonic(), host, self.path, dict(self.headers)))
            answer = evil.respond(host, self.path, dict(self.headers))
            time.sleep(answer.wait)
            if answer.cut:
                self.close_connection = True
                return
            try:
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                if not answer.endless:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                while answer.endless:
                    self.wfile.write(answer.body)
                if answer.drip:
                    for byte in answer.body:
                        self.wfile.write(bytes([byte]))
                        self.wfile.flush()
                        time.sleep(answer.drip)
                elif answer.status != 304:
                    self.wfile.write(answer.body)
            except OSError:
                self.close_connection = True  # the crawler had enough, as it should

        def log_message(self, format: str, *args: object) -> None:
            """Kept in `asked`."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Crawlers that are killed, or have had enough, break off: no news."""
            if not isinstance(sys.exc_info()[1], ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    evil.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield evil
    finally:
        server.shutdown()
        server.server_close()
