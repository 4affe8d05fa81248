"""`capaian serve` listens, answers, says where, and ends at Ctrl-C; what it cannot do it says in a sentence."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import typer

from capaian.commands.serve import serve
from store.errors import StoreMissing


def test_it_serves_and_ends(store_file: Path) -> None:
    code = f"from capaian.commands.serve import serve\nserve(store={str(store_file)!r}, port=0)"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", told)
        assert found, told
        with urllib.request.urlopen(found[0], timeout=30) as answer:
            assert answer.status == 200
            assert "server" not in {name.lower() for name, _value in answer.getheaders()}
            assert "Hari ini" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 0, rest
        assert "Traceback" not in rest


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="there is no store at"):
        serve(store=str(tmp_path / "nichts.sqlite"), port=0)


def test_a_port_that_is_taken(store_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(typer.BadParameter, match=f"cannot listen on 127.0.0.1 port {port}"):
            serve(store=str(store_file), port=port)


def test_an_address_for_others_needs_a_name(store_file: Path) -> None:
    with pytest.raises(typer.BadParameter, match="--name"):
        serve(store=str(store_file), host="0.0.0.0", port=0)
