"""Refuses sockets and names beyond this machine. Python loads it by its name in every child process of the tests."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from pathlib import Path
from typing import Any


def is_loopback(host: object) -> bool:
    """Whether a host, as given to a socket or a resolver, is this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    name = name.rstrip(".").lower()
    if name in {"", "localhost", socket.gethostname().lower()} or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _needs_resolver(host: object) -> bool:
    """Whether a name would be asked of a resolver: this machine's names and addresses in any spelling are not."""
    if is_loopback(host):
        return False
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        socket.inet_aton(name)
    except OSError:
        return ":" not in name
    return False


def _refused(host: object) -> None:
    log = os.environ.get("CAPAIAN_TEST_NETWORK_LOG")
    if log:
        with Path(log).open("a") as lines:
            lines.write(f"{host}\n")


def install() -> None:
    """Put the guard before connect, connect_ex, sendto and getaddrinfo; a second call changes nothing."""
    if getattr(socket.getaddrinfo, "guarded", False):
        return
    connect, connect_ex, sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto
    getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname

    def allowed(sock: socket.socket, address: Any) -> bool:
        if sock.family not in (socket.AF_INET, socket.AF_INET6) or is_loopback(address[0]):
            return True
        _refused(address[0])
        return False

    def guarded_connect(sock: socket.socket, address: Any) -> None:
        if not allowed(sock, address):
            raise OSError(errno.ENETUNREACH, "tests open no socket beyond loopback")
        connect(sock, address)

    def guarded_connect_ex(sock: socket.socket, address: Any) -> int:
        return connect_ex(sock, address) if allowed(sock, address) else errno.ENETUNREACH

    def guarded_sendto(sock: socket.socket, *args: Any) -> int:
        if not allowed(sock, args[-1]):
            raise OSError(errno.ENETUNREACH, "tests open no socket beyond loopback")
        return sendto(sock, *args)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if _needs_resolver(host):
            _refused(host)
            raise socket.gaierror(socket.EAI_AGAIN, "tests resolve no names beyond loopback")
        return getaddrinfo(host, *args, **kwargs)

    def guarded_gethostbyname(host: str) -> str:
        if _needs_resolver(host):
            _refused(host)
            raise socket.gaierror(socket.EAI_AGAIN, "tests resolve no names beyond loopback")
        return gethostbyname(host)

    guarded_getaddrinfo.guarded = True  # type: ignore[attr-defined]
    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]
    socket.socket.sendto = guarded_sendto  # type: ignore[method-assign, assignment]
    socket.getaddrinfo = guarded_getaddrinfo
    socket.gethostbyname = guarded_gethostbyname


if os.environ.get("CAPAIAN_TEST_NETWORK_LOG"):
    install()
