"""A Dask cluster on loopback, its scheduler and workers as processes of their own: they can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 90
DEADLY = "CAPAIAN_TEST_DEADLY"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Its address, and its workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]


@contextmanager
def cluster(folder: Path, *, workers: int = 2, deaths: int = 3) -> Iterator[Cluster]:
    """A scheduler with so many workers of one thread each; the test is skipped, visibly, where Dask is missing.

    A task is given up when more than so many `deaths` of workers have interrupted it. Workers have `DEADLY` set.
    """
    distributed = pytest.importorskip("distributed", reason="distributed (Dask) is not installed")
    told = folder / "scheduler.json"
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths)}
    log = (folder / "cluster.log").open("ab")

    def start(command: str, *arguments: str) -> subprocess.Popen[bytes]:
        line = [sys.executable, "-m", "dask", command, "--scheduler-file", str(told), "--host", "127.0.0.1"]
        return subprocess.Popen(
            [*line, "--no-dashboard", *arguments],
            env=environment | ({DEADLY: "1"} if command == "worker" else {}),
            cwd=folder,
            stdout=log,
            stderr=log,
        )

    begun = [start("scheduler", "--port", "0")]
    try:
        begun += [start("worker", "--nthreads", "1", "--no-nanny", "--memory-limit", "0") for _ in range(workers)]
        deadline = time.monotonic() + SECONDS
        while not told.exists():
            assert time.monotonic() < deadline, (folder / "cluster.log").read_text()
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(told), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=SECONDS)
            address = client.scheduler.address
        yield Cluster(address, begun[1:])
    finally:
        for process in reversed(begun):
            process.kill()
            process.wait()
        log.close()
