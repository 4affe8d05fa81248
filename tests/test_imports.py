"""Starting is quick because nothing heavy is loaded, and the guards of the test run itself hold."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "spacy",
    "scrapy",
    "twisted",
    "sqlmodel",
    "sqlalchemy",
    "alembic",
    "trafilatura",
    "lxml",
    "pydantic",
    "rich",
    "fastapi",
}
PURE = {"scrapy", "twisted", "sqlmodel", "sqlalchemy", "alembic", "fastapi", "starlette"}


def python(code: str) -> str:
    """What a fresh process prints."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def loaded(code: str) -> set[str]:
    """Top-level modules that a fresh process has after running the code."""
    told = python(f"{code}\nimport sys; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))")
    return set(told.split())


def test_the_command_line_loads_nothing_heavy() -> None:
    modules = loaded("import capaian.cli, capaian.__main__")
    assert {"typer", "capaian"} <= modules
    assert not HEAVY & modules


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["export", "--help"], ["sources", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import contextlib, io\nfrom capaian.__main__ import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()): assert main({arguments}) == 0"
    )
    # Typer itself reads a command's own options with pydantic
    allowed = {"pydantic"} if len(arguments) > 1 else set()
    assert HEAVY & loaded(code) <= allowed


@pytest.mark.parametrize(
    "module", ["models.wire", "models.reference", "models.publishers", "extract.pipeline", "crosscheck.engine"]
)
def test_the_pure_core_loads_no_network_and_no_database(module: str) -> None:
    assert not PURE & loaded(f"import {module}")


@pytest.mark.offline
def test_this_process_reaches_nothing_beyond_loopback() -> None:
    with socket.socket() as sock, pytest.raises(OSError, match="beyond loopback") as caught:
        sock.connect(("192.0.2.1", 80))
    assert caught.value.errno == errno.ENETUNREACH
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.offline
def test_child_processes_reach_nothing_beyond_loopback() -> None:
    told = python(
        "import socket\n"
        "try: socket.create_connection(('192.0.2.1', 80), 5)\n"
        "except OSError as error: print(error.errno)"
    )
    assert told.strip() == str(errno.ENETUNREACH)
    assert "192.0.2.1" in Path(os.environ["CAPAIAN_TEST_NETWORK_LOG"]).read_text()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
