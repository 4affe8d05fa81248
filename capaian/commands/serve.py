"""`capaian serve`: the dashboard over a store, on this machine, read only."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output

if TYPE_CHECKING:
    from dashboard.sittings import Desk

TOKEN = "CAPAIAN_REVIEW_TOKEN"

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
PORT = 8000
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--name",
        metavar="HOST",
        help="A name under which it is reached from elsewhere, as in --name dasbor.example.id; can be repeated.",
        show_default=False,
    ),
]
Contact = Annotated[
    str | None,
    typer.Option(
        "--contact", metavar="TEXT", help="Where answers to findings go; shown on their pages.", show_default=False
    ),
]
Publish = Annotated[
    bool, typer.Option("--publish", help="Put open findings into the Atom feed, though nobody has reviewed them.")
]
Review = Annotated[
    bool,
    typer.Option(
        "--review",
        help=f"Let people who have the token accept, dismiss and annotate findings in the browser. The token is that "
        f"of the environment ({TOKEN}), or a new one that is shown at the start.",
    ),
]
Oldest = Annotated[
    float,
    typer.Option(
        "--oldest-run", min=0.1, metavar="HOURS", help="How long ago the last pass may have ended for /healthz."
    ),
]


def serve(
    store: options.Store = options.DEFAULT_STORE,
    host: Host = "127.0.0.1",
    port: Port = PORT,
    name: Names = None,
    contact: Contact = None,
    publish: Publish = False,
    review: Review = False,
    oldest_run: Oldest = 26.0,
) -> None:
    """Show the store in a browser: what is new, what does not add up, and where every figure comes from.

    The store is only read, but for reviews with --review. Ctrl-C ends it. Machines ask at /healthz whether all is well,
    and at /metrics for numbers (Prometheus).
    """
    import uvicorn

    from capaian.stores import outlets
    from dashboard.app import create_app
    from dashboard.security import LOOPBACK
    from store.engine import open_store

    if host not in LOOPBACK and not name:
        raise typer.BadParameter(
            f"{host} can be reached from elsewhere: say under which name, with --name", param_hint="--host"
        )
    engine = open_store(store, readonly=True)
    app = create_app(
        engine,
        publishers=outlets(engine),
        hosts=(*LOOPBACK, *(name or ())),
        publish=publish,
        contact=contact,
        desk=_desk(store) if review else None,
        oldest_run=timedelta(hours=oldest_run),
    )
    listener = _listen(host, port)
    app.state.changes.prepare()
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listener.getsockname()[1]}/"
    output.note(f"{store}, {'for review' if review else 'read only'}: {address}  (Ctrl-C ends it)")
    if review:
        output.note(f"Reviewers sign in at {address}tinjau")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=5
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # the way to end it
    finally:
        listener.close()


def _desk(store: str) -> Desk:
    """Where reviews are written, with the token of the environment or a new one."""
    from dashboard.sittings import desk_of
    from store.engine import open_store

    given = os.environ.get(TOKEN)
    token = given or secrets.token_urlsafe(24)
    try:
        desk = desk_of(open_store(store), token)
    except ValueError as error:
        raise typer.BadParameter(f"{TOKEN}: {error}", param_hint="--review") from error
    if not given:
        output.note(f"The review token, for this run: {token}")
    return desk


def port_for(asked: int | None) -> int:
    """The port to listen on: the one that was asked for, else the usual one, or 0 (any) where that is taken.

    BadParameter where somebody else has the port that was asked for.
    """
    try:
        _listen("127.0.0.1", PORT if asked is None else asked).close()
    except typer.BadParameter:
        if asked is not None:
            raise
        return 0
    return PORT if asked is None else asked


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise typer.BadParameter(f"cannot listen on {host} port {port}: {told}", param_hint="--port") from error
