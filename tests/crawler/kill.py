"""A crawl that is killed again and again, beside one that is left in peace: for a test and bench/nightly_kill.py."""

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
LINE = """
import sys
from datetime import date
from crawler.beside import reading_beside
from crawler.run import crawl
from models.publishers import Publisher
from store.engine import open_store

if __name__ == "__main__":
    block, pair, store, jobs = sys.argv[1:]
    long = {"long": Publisher.model_validate_json(block)}
    engine = open_store(store, create=True)
    try:
        with reading_beside(engine, jobs=int(jobs), publishers=long) as read:
            crawl(store_url=store, publishers=long, allow_loopback=frozenset({pair}), since=date(2020, 1, 1))
        print(read, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
READ = """
import sys
from crawler.workers import process_pending
from models.publishers import Publisher
from store.engine import open_store

if __name__ == "__main__":
    block, store = sys.argv[1:]
    told = lambda word: print(word, flush=True)
    process_pending(open_store(store), publishers={"long": Publisher.model_validate_json(block)}, progress=told)
"""
FACT = (
    "<p>Perekaman KTP-el di Kabupaten Kotawaringin Timur hingga 31 Oktober 2025 baru {number} jiwa dari 310.785 jiwa "
    "wajib KTP.</p><p>Sisanya dikejar dengan pelayanan keliling ke desa, kata kepala dinas kependudukan.</p>"
)


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
    if path.startswith("/berita/"):
        return Answer(body=told(path))
    if not number:
        return None
    first = (number - 1) * 10
    links = "".join(f'<a href="/berita/{n + 1}-judul">Judul {n + 1}</a>' for n in range(first, min(first + 10, pages)))
    more = f'<a rel="next" href="/hal/{number + 1}">lagi</a>' if first + 10 < pages else ""
    return Answer(body=f"<html><body>{links}{more}</body></html>".encode(), wait=0.01)


def told(path: str) -> bytes:
    """An article with a claim of its own."""
    number = path.removeprefix("/berita/").partition("-")[0]
    title = f"Judul berita nomor {number}"
    text = FACT.format(number=f"{200_000 + int(number):,}".replace(",", "."))
    body = f'<h2>{title}</h2><div class="detail-content">{text}</div>'
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()


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
    """Crawls `pages` articles undisturbed, and into another store with `kills` SIGKILLs at random moments.

    What was fetched is then read, with a SIGKILL in between for each four of the crawl, and one at least.
    """
    dice = random.Random(seed)
    block = publisher(HOST)
    calm, killed = str(folder / "calm.sqlite"), str(folder / "killed.sqlite")
    with serve({HOST: lambda evil, path, headers: site(pages, evil, path)}) as evil:
        (pair,) = evil.pairs
        crawl = [block.model_dump_json(), pair]
        told, errors = start(folder, CRAWL, *crawl, calm).communicate(timeout=600)
        assert told.split() == ["done"], errors
        evil.asked.clear()
        for _ in range(kills):
            process = start(folder, CRAWL, *crawl, killed)
            enough = len(evil.asked) + dice.randint(1, max(2, (pages - 10) // (kills + 1)))
            deadline = time.monotonic() + 120
            while process.poll() is None and len(evil.asked) < enough and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(dice.random() * 0.02)
            kill(process, seed)
        told, errors = start(folder, CRAWL, *crawl, killed).communicate(timeout=600)
        assert told.split() == ["done"], errors
        asked = sum(one.path.startswith("/berita/") for one in evil.asked)
    readings = max(1, kills // 4)
    for _ in range(readings):
        process = start(folder, READ, block.model_dump_json(), killed)
        assert process.stdout is not None
        for _ in range(dice.randint(1, max(1, (pages - 10) // (readings + 1)))):
            process.stdout.readline()
        time.sleep(dice.random() * 0.02)
        kill(process, seed)
    return Rehearsal(kept(killed, block), kept(calm, block), asked)


def rehearse_line(folder: Path, *, pages: int, kills: int, seed: int) -> Rehearsal:
    """As `rehearse`, of crawls that read their pages meanwhile, in worker processes, as users run them.

    A SIGKILL meets all processes of a crawl, or only the one that started the others, which then have to end by
    themselves.
    """
    dice = random.Random(seed)
    block = publisher(HOST)
    calm, killed = str(folder / "calm.sqlite"), str(folder / "killed.sqlite")
    with serve({HOST: lambda evil, path, headers: site(pages, evil, path)}) as evil:
        (pair,) = evil.pairs
        line = [block.model_dump_json(), pair]
        told, errors = start(folder, LINE, *line, calm, "2").communicate(timeout=600)
        assert told == f"{{'claims': {pages}}}\n", errors
        evil.asked.clear()
        for _ in range(kills):
            process = start(folder, LINE, *line, killed, str(dice.randint(1, 2)))
            enough = len(evil.asked) + dice.randint(1, max(2, (pages - 10) // (kills + 1)))
            deadline = time.monotonic() + 120
            while process.poll() is None and len(evil.asked) < enough and time.monotonic() < deadline:
                time.sleep(0.001)
            time.sleep(dice.random() * 0.2)
            kill(process, seed, group=dice.random() < 0.5)
        told, errors = start(folder, LINE, *line, killed, "2").communicate(timeout=600)
        assert told.startswith("{"), errors
        asked = sum(one.path.startswith("/berita/") for one in evil.asked)
    return Rehearsal(kept(killed, block), kept(calm, block), asked)


_HEEDS = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""A program that a shell started in the background has inherited that it is not to heed an interruption."""


def start(folder: Path, script: str, *arguments: str) -> subprocess.Popen[str]:
    """A program in a process of its own."""
    file = folder / f"{'crawl' if script is CRAWL else 'line' if script is LINE else 'read'}.py"
    file.write_text(_HEEDS + script)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    command = [sys.executable, str(file), *arguments]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[str], seed: int, *, group: bool = False) -> None:
    """SIGKILL, to a process that still has something to do, or to all that it started, too."""
    assert process.poll() is None, f"the run ended before it was killed (seed {seed}): {process.communicate()}"
    if group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
