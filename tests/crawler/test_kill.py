"""A crawl that is killed goes on where it was: pages and captures are in the end those of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.archive import archive_folder, body_sha256, read_capture
from store.engine import open_store, read_session
from store.sql import CAPTURE, PAGE, TASK
from tests.crawler.evil import Answer, EvilServer, publisher, serve
from tests.crawler.test_scrapy import ROOT, environment

PAGES = 60
KILLS = 3

CRAWL = """
import sys
from datetime import date
from crawler.run import _crawl_here
from models.publishers import Publisher
from multiprocessing import Pipe

if __name__ == "__main__":
    block, pair, store = sys.argv[1:]
    settings = {"CAPAIAN_STORE": store, "CAPAIAN_EXTRACT": False, "ITEM_PIPELINES": {}, "LOG_LEVEL": "ERROR"}
    ours, theirs = Pipe(duplex=False)
    arguments = {"since": "2020-01-01"}
    _crawl_here(theirs, {"long": Publisher.model_validate_json(block)}, settings, arguments, frozenset({pair}))
    outcome = ours.recv()
    print(outcome.status)
"""


def site(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """Lists of ten articles, linked one to the next, each request taking a moment."""
    number = 1 if path == "/" else int(path[len("/hal/") :]) if path.startswith("/hal/") else 0
    if not number:
        return None
    first = (number - 1) * 10
    links = "".join(f'<a href="/berita/{n + 1}-judul">Judul {n + 1}</a>' for n in range(first, min(first + 10, PAGES)))
    more = f'<a rel="next" href="/hal/{number + 1}">lagi</a>' if first + 10 < PAGES else ""
    return Answer(body=f"<html><body>{links}{more}</body></html>".encode(), wait=0.01)


def kept(store: str) -> tuple[set[tuple[str, str]], dict[str, int]]:
    """({(page, body digest)}, {task state: n}), every body read back from the archive."""
    engine = open_store(store, readonly=True)
    columns = [PAGE.c.canonical_url, CAPTURE.c.body_sha256, CAPTURE.c.archive_file]
    columns += [CAPTURE.c.archive_offset, CAPTURE.c.archive_length]
    states: dict[str, int] = {}
    with read_session(engine) as session:
        rows = session.execute(select(*columns).join(PAGE, PAGE.c.id == CAPTURE.c.page_id)).all()
        for state in session.scalars(select(TASK.c.state)):
            states[state] = states.get(state, 0) + 1
    for url, digest, *place in rows:
        assert body_sha256(read_capture(archive_folder(store), *place).body) == digest, url
    engine.dispose()
    assert len({(url, digest) for url, digest, *_ in rows}) == len(rows)
    return {(url, digest) for url, digest, *_ in rows}, states


def test_three_kills(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    script = tmp_path / "crawl.py"
    script.write_text(CRAWL)
    block = publisher("long.localhost").model_dump_json()
    with serve({"long.localhost": site}) as evil:
        (pair,) = evil.pairs

        def run(store: str) -> subprocess.Popen[str]:
            command = [sys.executable, str(script), block, pair, store]
            return subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )

        calm, killed = str(tmp_path / "calm.sqlite"), str(tmp_path / "killed.sqlite")
        told, errors = run(calm).communicate(timeout=180)
        assert told.split() == ["done"], errors
        evil.asked.clear()
        for _ in range(KILLS):
            process = run(killed)
            enough = len(evil.asked) + dice.randint(1, 25)
            deadline = time.monotonic() + 60
            while process.poll() is None and len(evil.asked) < enough and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(dice.random() * 0.02)
            if process.poll() is not None:
                pytest.fail(f"the run ended before it was killed (seed {seed}): {process.communicate()}")
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        told, errors = run(killed).communicate(timeout=180)
        assert told.split() == ["done"], errors
    pages, states = kept(killed)
    undisturbed, calm_states = kept(calm)
    assert len(undisturbed) == PAGES
    assert pages == undisturbed
    assert states == calm_states == {"done": PAGES + PAGES // 10}
    articles = [one.path for one in evil.asked if one.path.startswith("/berita/")]
    # a kill repeats at most what was leased
    assert len(articles) <= PAGES + KILLS * 5, f"seed {seed}"
