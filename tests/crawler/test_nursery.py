"""Workers from a nursery: one that dies is replaced, without a nursery they work too, nobody outlives its program."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.nursery import Nursery, NurseryError
from crawler.orphans import SPAWN
from crawler.workers import MEMORY, Worker
from tests.crawler.evil import article
from tests.crawler.kill import start
from tests.crawler.test_orphans import alive, until
from tests.crawler.test_workers import REGISTRY, job

READ = """
import sys
from datetime import UTC, datetime
from crawler.nursery import Nursery
from crawler.reading import Job
from crawler.workers import MEMORY, Worker

if __name__ == "__main__":
    nursery = Nursery({}, memory=MEMORY)
    worker = Worker({}, nursery=nursery)
    job = Job("files", "https://kabar.example/satu", datetime.now(UTC), "text/html", body=b"<p>Pendek.</p>")
    print(worker.run(job).status, worker._forked, nursery._process.pid, flush=True)
    input()
"""
PAGE = job(article("/berita/1-judul"))


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    made = Nursery(REGISTRY, memory=MEMORY)
    yield made
    made.close()


def test_workers_that_die_or_overstay_are_replaced(nursery: Nursery) -> None:
    worker = Worker(REGISTRY, nursery=nursery)
    try:
        first = worker.run(PAGE)
        assert first.article is not None
        assert worker._forked is not None
        os.kill(worker._forked, signal.SIGKILL)
        died = worker.run(PAGE)
        assert (died.status, died.reason) == ("too_complex", "its worker died (exit code -9)")
        assert worker.run(PAGE) == first
        worker._seconds = 0.0
        assert worker.run(PAGE).status == "too_complex"
        worker._seconds = 60.0
        assert worker.run(PAGE) == first
        (child,) = multiprocessing.active_children()
        assert worker._forked not in (None, child.pid)
    finally:
        worker.stop()


def test_without_its_nursery_a_worker_is_a_process_of_its_own(nursery: Nursery) -> None:
    worker = Worker(REGISTRY, nursery=nursery)
    try:
        first = worker.run(PAGE)
        nursery._process.kill()
        nursery._process.join()
        assert worker.run(PAGE) == first
        worker.stop()
        assert worker.run(PAGE) == first
        assert worker._forked is None
        ours, theirs = SPAWN.Pipe()
        with ours, theirs, pytest.raises(NurseryError):
            nursery.worker(theirs)
    finally:
        worker.stop()


def test_told_to_end_a_worker_leaves_it_to_its_program(nursery: Nursery) -> None:
    worker = Worker(REGISTRY, nursery=nursery)
    try:
        first = worker.run(PAGE)
        assert worker._forked is not None
        for one in (signal.SIGINT, signal.SIGTERM):
            os.kill(worker._forked, one)
        assert worker.run(PAGE) == first
    finally:
        worker.stop()


def test_all_end_with_the_program(tmp_path: Path) -> None:
    program = start(tmp_path, READ)
    assert program.stdout is not None
    status, *children = program.stdout.readline().split()
    assert status == "not_article"
    assert all(alive(int(child)) for child in children)
    os.kill(program.pid, signal.SIGKILL)
    program.communicate()
    assert until(lambda: not any(alive(int(child)) for child in children))


def test_reading_loads_neither_database_nor_scrapy() -> None:
    asked = "import sys, crawler.nursery; print({'sqlalchemy', 'scrapy', 'twisted'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout == "set()\n"
