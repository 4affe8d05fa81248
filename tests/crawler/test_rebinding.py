"""A name whose answers change between two look-ups: only an address that was checked is ever connected to.

The child process has a resolver of its own making, and one public address that is really the server of this test; every
other address that it connects to is written down.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawler.evil import Answer, EvilServer, article, publisher, serve

ROOT = Path(__file__).resolve().parents[2]
NAME, PUBLIC = "rebind.example", "93.184.216.34"
CHILD = """
import json, socket, sys
from multiprocessing import Pipe
from twisted.internet import defer
from twisted.internet.base import ThreadedResolver
from crawler.run import _crawl_here
from models.publishers import Publisher

if __name__ == "__main__":
    block, port, answers, public, cached, store = sys.argv[1:]
    answers, asked, connected = answers.split(), [], []
    connect_ex = socket.socket.connect_ex

    def look_up(self, name, timeout=()):
        asked.append(name)
        return defer.succeed(answers[min(len(asked), len(answers)) - 1])

    def connect(self, address):
        connected.append(address[0])
        return connect_ex(self, ("127.0.0.1", int(port)))  # whatever it takes for another address is ours, too

    ThreadedResolver.getHostByName = look_up
    socket.socket.connect_ex = connect
    settings = {
        "CAPAIAN_STORE": store, "CAPAIAN_EXTRACT": False, "ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR",
        "DNSCACHE_ENABLED": cached == "cached", "CAPAIAN_BACKOFF": 0.05, "RETRY_TIMES": 1,
    }
    ours, theirs = Pipe(duplex=False)
    chosen = {"rebind": Publisher.model_validate_json(block)}
    _crawl_here(theirs, chosen, settings, {"since": "2020-01-01"}, frozenset())
    made = ours.recv()
    told = {"status": made.status, "reason": made.reason, "counts": dict(made.counts)}
    print(json.dumps(told | {"asked": len(asked), "connected": connected}))
"""


def closing(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """Ends each connection, so that the next request looks the name up again."""
    answer = EvilServer({}).respond("", path, headers)
    if path.startswith("/berita/"):
        answer = Answer(body=article(path))
    return Answer(answer.status, answer.body, (*answer.headers, ("Connection", "close")))


@dataclass(frozen=True)
class Told:
    status: str
    reason: str | None
    counts: dict[str, int]
    asked: int
    connected: list[str]


def crawled(folder: Path, *answers: str, cached: bool) -> Told:
    """A crawl of a publisher whose name leads to these addresses, one look-up after the other."""
    script = folder / "child.py"
    script.write_text(CHILD)
    block = publisher(NAME, delay=0.0).model_dump_json()
    # the server names a host by what stands before the port; this one is asked without
    with serve({"": closing}) as evil:
        command = [sys.executable, str(script), block, str(evil.port), " ".join(answers), PUBLIC]
        paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
        made = subprocess.run(
            [*command, "cached" if cached else "forgetful", str(folder / "store.sqlite")],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert made.returncode == 0, made.stderr
    return Told(**json.loads(made.stdout.splitlines()[-1]))


def test_as_shipped_a_name_keeps_the_address_that_was_checked(tmp_path: Path) -> None:
    told = crawled(tmp_path, PUBLIC, "127.0.0.1", cached=True)
    assert (told.status, told.counts["pages"]) == ("done", 3)
    assert told.asked == 1
    assert set(told.connected) == {PUBLIC}
    assert len(told.connected) > 1, "each request had a connection of its own"


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0"])
def test_looked_up_again_the_new_address_is_refused(tmp_path: Path, inside: str) -> None:
    told = crawled(tmp_path, PUBLIC, PUBLIC, inside, cached=False)
    assert told.asked >= 3
    assert set(told.connected) == {PUBLIC}
    assert told.counts.get("pages", 0) < 3
    assert "quarantined" in told.counts or told.status == "unreachable", told


def test_a_name_that_comes_back_to_a_public_address_is_fetched_again(tmp_path: Path) -> None:
    told = crawled(tmp_path, PUBLIC, PUBLIC, PUBLIC, "127.0.0.1", PUBLIC, cached=False)
    assert set(told.connected) == {PUBLIC}
    assert told.counts["pages"] == 2, "one article met the loopback address, the others did not"
