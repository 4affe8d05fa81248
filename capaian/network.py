"""Whether there is a network at all: seen before a crawl begins, so that one without leaves no trace."""

from __future__ import annotations

import socket
from collections.abc import Iterable

PORT = 443


def reachable(hosts: Iterable[str], *, port: int = PORT, seconds: float = 10.0) -> str | None:
    """The first host that takes a connection, None if none does. Nothing is asked of it."""
    for host in hosts:
        try:
            with socket.create_connection((host, port), timeout=seconds):
                return host
        except OSError:
            continue
    return None
