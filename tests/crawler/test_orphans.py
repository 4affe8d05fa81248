"""What becomes of a crawl, and of a page being read, when the program that began it is killed or told to end."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.reading import Job
from crawler.workers import Worker
from store.engine import open_store, read_session
from store.runs import runs
from store.sql import CAPTURE, TASK
from tests.crawler.evil import EvilServer, publisher, serve
from tests.crawler.kill import HOST, site, start

CRAWL = """
import sys
import threading
import multiprocessing
from crawler.run import crawl
from models.publishers import Publisher

def tell():
    while not (children := multiprocessing.active_children()):
        pass
    print(children[0].pid, flush=True)

if __name__ == "__main__":
    block, pair, store = sys.argv[1:]
    threading.Thread(target=tell, daemon=True).start()
    long = Publisher.model_validate_json(block)
    try:
        crawl(["long"], store_url=store, publishers={"long": long}, allow_loopback=frozenset({pair}))
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
READ = """
import multiprocessing
from datetime import UTC, datetime
from crawler.reading import Job
from crawler.workers import Worker

if __name__ == "__main__":
    worker = Worker({})
    job = Job("files", "https://kabar.example/satu", datetime.now(UTC), "text/html", body=b"<p>Pendek.</p>")
    print(worker.run(job).status, multiprocessing.active_children()[0].pid, flush=True)
    input()
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked for its exit code does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def until(true: Callable[[], bool], *, seconds: float = 60) -> bool:
    """Whether something comes true in time."""
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.05)
    return true()


@contextmanager
def crawling(folder: Path, store: str) -> Iterator[tuple[EvilServer, subprocess.Popen[str], int]]:
    """A crawl of 300 pages that is under way: its server, the program that began it, and the process that crawls."""
    with serve({HOST: lambda evil, path, headers: site(300, evil, path)}) as evil:
        (pair,) = evil.pairs
        program = start(folder, CRAWL, publisher(HOST).model_dump_json(), pair, store)
        assert program.stdout is not None
        child = int(program.stdout.readline())
        assert until(lambda: len(evil.asked) > 20)
        yield evil, program, child


def test_a_crawl_ends_with_the_program_that_began_it(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    with crawling(tmp_path, store) as (evil, program, child):
        os.kill(program.pid, signal.SIGKILL)
        program.communicate()
        assert until(lambda: not alive(child))
        asked = len(evil.asked)
    assert asked < 300
    engine = open_store(store)
    with read_session(engine) as session:
        # it finished its page, wrote its last word, and gave back what it had leased
        assert [run.status for run in runs(session)] == ["interrupted"]
        assert "leased" not in set(session.scalars(select(TASK.c.state)))
    engine.dispose()


@pytest.mark.parametrize(
    ("told", "group"),
    [
        ([signal.SIGINT], False),  # a supervisor tells the program alone
        ([signal.SIGINT], True),  # a terminal tells all of its processes
        ([signal.SIGINT, signal.SIGTERM, signal.SIGINT], True),  # somebody is impatient: no page is dropped for that
    ],
)
def test_a_crawl_that_is_told_to_end_finishes_its_pages(tmp_path: Path, told: list[int], group: bool) -> None:
    store = str(tmp_path / "store.sqlite")
    with crawling(tmp_path, store) as (evil, program, child):
        os.kill(program.pid, told[0])
        for one in told if group else []:
            os.kill(child, one)
        said, errors = program.communicate(timeout=120)
        assert (program.returncode, said, errors) == (0, "interrupted\n", "")
        assert not alive(child)
        asked = len(evil.asked)
    assert asked < 300
    engine = open_store(store)
    with read_session(engine) as session:
        assert [run.status for run in runs(session)] == ["interrupted"]
        assert "leased" not in set(session.scalars(select(TASK.c.state)))
        captures = len(session.scalars(select(CAPTURE.c.id)).all())
    engine.dispose()
    articles = [one for one in evil.asked if one.path.startswith("/berita/")]
    assert captures == len(articles), "what was fetched is kept"


def test_a_worker_leaves_it_to_its_program_when_to_end() -> None:
    job = Job("files", "https://kabar.example/satu", datetime.now(UTC), "text/html", body=b"<p>Pendek.</p>")
    worker = Worker({})
    try:
        first = worker.run(job)
        (child,) = {one.pid for one in multiprocessing.active_children()} - {None}
        assert child is not None
        for one in (signal.SIGINT, signal.SIGTERM):  # as the terminal and the supervisor do, and its program goes on
            os.kill(child, one)
        assert worker.run(job) == first
    finally:
        worker.stop()
    assert not alive(child)


def test_a_worker_that_is_told_to_end_and_forgotten_ends() -> None:
    worker = Worker({})
    try:
        worker.run(Job("files", "https://kabar.example/satu", datetime.now(UTC), "text/html", body=b"<p>Pendek.</p>"))
        (child,) = {one.pid for one in multiprocessing.active_children()} - {None}
        assert child is not None
        os.kill(child, signal.SIGTERM)
        assert until(lambda: not alive(child))
    finally:
        worker.stop()


def test_a_worker_ends_with_its_program(tmp_path: Path) -> None:
    program = start(tmp_path, READ)
    assert program.stdout is not None
    status, child = program.stdout.readline().split()
    assert (status, alive(int(child))) == ("not_article", True)
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    assert until(lambda: not alive(int(child)))
