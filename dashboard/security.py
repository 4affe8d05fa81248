"""What every request and answer goes through: headers, bounds, and the address of a page's JSON."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
"""The policy of a page whose filters use htmx."""
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

LONGEST = 4_000
"""Most bytes of a path with its query."""

LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
"""Names under which a server on this machine is reached; another Host header is a page that wants to read ours."""


class Edge:
    """Middleware: headers on every answer, `page.json` for a page's data, HEAD as GET, no bodies, no huge addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        inner = dict(scope)
        inner["method"] = "GET" if scope["method"] == "HEAD" else scope["method"]
        path: str = scope["path"]
        if len(path) + len(scope["query_string"]) > LONGEST:
            await _refuse(answer, 414, b"URI too long")
            return
        if path.endswith(".json") and not path.startswith("/api/"):
            inner["path"] = path.removesuffix(".json")
            inner["capaian_json"] = True
        await self.app(inner, receive, answer)


async def _refuse(send: Send, status: int, body: bytes) -> None:
    await send(
        {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain; charset=utf-8")]}
    )
    await send({"type": "http.response.body", "body": body})
