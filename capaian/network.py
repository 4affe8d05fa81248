"""Whether there is a network at all: seen before a crawl begins, so that one without leaves no trace."""

from __future__ import annotations

import socket
from collections.abc import Iterable

PORT = 443


def reachable(hosts: Iterable[str], *, port: int = PORT, seconds: float = 10.0) -> str | None:
    """The first host that takes a connection, None if none does. Nothing is asked of it.

    As in a crawl, only public addresses are tried: a name that leads elsewhere is not knocked at.
    """
    from crawler.guard import is_public

    for host in hosts:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            continue
        for address in dict.fromkeys(str(answer[4][0]) for answer in found):
            if not is_public(address):
                continue
            try:
                with socket.create_connection((address, port), timeout=seconds):
                    return host
            except OSError:
                continue
    return None


def private_address(host: str) -> bool:
    """Whether a host is written as an address that is not public: "127.0.0.1", "[::1]".

    >>> private_address("10.0.0.1"), private_address("93.184.216.34"), private_address("kabar.example")
    (True, False, False)
    """
    from crawler.guard import is_public

    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return False
    return not is_public(host)
