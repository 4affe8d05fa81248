"""`capaian serve`: the dashboard over a store, on this machine, read only."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from capaian import options, output

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
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


def serve(
    store: options.Store = options.DEFAULT_STORE,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    name: Names = None,
    contact: Contact = None,
    publish: Publish = False,
) -> None:
    """Show the store in a browser: what is new, what does not add up, and where every figure comes from.

    The store is only read. Ctrl-C ends it.
    """
    import uvicorn

    from capaian.demo import publishers as invented
    from dashboard.app import create_app, is_demo
    from dashboard.security import LOOPBACK
    from models.publishers import publishers
    from store.engine import open_store

    if host not in LOOPBACK and not name:
        raise typer.BadParameter(
            f"{host} can be reached from elsewhere: say under which name, with --name", param_hint="--host"
        )
    engine = open_store(store, readonly=True)
    app = create_app(
        engine,
        publishers=invented() if is_demo(engine) else publishers(),
        hosts=(*LOOPBACK, *(name or ())),
        publish=publish,
        contact=contact,
    )
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    output.note(f"{store}, read only: http://{shown}:{listener.getsockname()[1]}/  (Ctrl-C ends it)")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=5
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        pass  # the way to end it
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise typer.BadParameter(f"cannot listen on {host} port {port}: {told}", param_hint="--port") from error
