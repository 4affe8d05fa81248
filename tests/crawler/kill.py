"""A crawl that is killed again and again, beside one that is left in peace: for a test and bench/nightly_crawl.py."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from crawler.verify import verify
from crawler.workers import process_pending
from models.publishers import Publisher
from store.engine import open_store, read_session
from store.sql import CAPTURE, CLAIM, PAGE, REVISION, TASK
from tests.crawler.evil import Answer, EvilServer, publisher, serve

ROOT = Path(__file__).resolve().parents[2]
HOST = "long.localhost"

CRAWL = """
import sys
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store holds in the end, without times and numbers."""

    pages: frozenset[str]
    captures: frozenset[tuple[str, str]]
    revisions: frozenset[tuple[str, str]]
    claims: frozenset[str]
    tasks: Mapping[str, int]
    doubles: int
    """Captures, revisions and claims that are there more than once."""
    faults: int
    """Captures and records of the archive that are not whole."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a crawl left that was killed, what the undisturbed one left, and how many articles were asked for."""

    killed: Kept
    calm: Kept
    asked: int


def site(pages: int, evil: EvilServer, path: str) -> Answer | None:
    """Lists of ten articles, linked one to the next, each request taking a moment."""
    number = 1 if path == "/" else int(path[len("/hal/") :]) if path.startswith("/hal/") else 0
    if not number:
        return None
    first = (number - 1) * 10
    links = "".join(f'<a href="/berita/{n + 1}-judul">Judul {n + 1}</a>' for n in range(first, min(first + 10, pages)))
    more = f'<a rel="next" href="/hal/{number + 1}">lagi</a>' if first + 10 < pages else ""
    return Answer(body=f"<html><body>{links}{more}</body></html>".encode(), wait=0.01)


def kept(store: str, block: Publisher) -> Kept:
    """What a store holds, once every page is read."""
    engine = open_store(store)
    process_pending(engine, publishers={"long": block})
    with read_session(engine) as session:
        captures = session.execute(select(PAGE.c.canonical_url, CAPTURE.c.body_sha256).join(PAGE)).all()
        revisions = session.execute(select(PAGE.c.canonical_url, REVISION.c.digest).join(PAGE)).all()
        claims = list(session.scalars(select(CLAIM.c.claim_key)))
        made = Kept(
            frozenset(session.scalars(select(PAGE.c.canonical_url))),
            frozenset((row[0], row[1]) for row in captures),
            frozenset((row[0], row[1]) for row in revisions),
            frozenset(claims),
            Counter(session.scalars(select(TASK.c.state))),
            sum(
                len(rows) - len(set(rows)) for rows in (list(map(tuple, captures)), list(map(tuple, revisions)), claims)
            ),
            len(verify(engine).faults),
        )
    engine.dispose()
    return made


def rehearse(folder: Path, *, pages: int, kills: int, seed: int) -> Rehearsal:
    """Crawls `pages` articles undisturbed, and into another store with `kills` SIGKILLs at random moments."""
    dice = random.Random(seed)
    script = folder / "crawl.py"
    script.write_text(CRAWL)
    block = publisher(HOST)
    told_block = block.model_dump_json()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    with serve({HOST: lambda evil, path, headers: site(pages, evil, path)}) as evil:
        (pair,) = evil.pairs

        def run(store: str) -> subprocess.Popen[str]:
            command = [sys.executable, str(script), told_block, pair, store]
            return subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )

        calm, killed = str(folder / "calm.sqlite"), str(folder / "killed.sqlite")
        told, errors = run(calm).communicate(timeout=600)
        assert told.split() == ["done"], errors
        evil.asked.clear()
        for _ in range(kills):
            process = run(killed)
            enough = len(evil.asked) + dice.randint(1, max(2, (pages - 10) // (kills + 1)))
            deadline = time.monotonic() + 120
            while process.poll() is None and len(evil.asked) < enough and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(dice.random() * 0.02)
            assert process.poll() is None, f"the run ended before it was killed (seed {seed}): {process.communicate()}"
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        told, errors = run(killed).communicate(timeout=600)
        assert told.split() == ["done"], errors
        asked = sum(one.path.startswith("/berita/") for one in evil.asked)
    return Rehearsal(kept(killed, block), kept(calm, block), asked)
