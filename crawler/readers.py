"""Many pages read at once: by processes of this machine, or by the workers of a Dask cluster.

Whoever reads, `crawler.reading.read_safely` does it, and so the outcomes are the same; only their order is not. The
caller alone writes to the store.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from crawler.archive import ArchiveError, read_capture
from crawler.nursery import Nursery
from crawler.reading import Job, Outcome, read_safely
from crawler.workers import MEMORY, SECONDS, Worker
from extract.version import EXTRACTOR
from models.publishers import Publisher

Key = TypeVar("Key")
TOGETHER = 8
"""Pages that one task of a cluster reads: fewer cost more messages, more are lost with a worker."""
LOT, LOT_SECONDS = 8, 0.1
"""Outcomes that are handed on together, which share a write to the disk; how long the first one waits at most."""
AHEAD = 3
"""Tasks that each thread of a cluster has waiting, so that none is idle, and not all pages are in memory at once."""


class ClusterError(Exception):
    """The cluster cannot be used: not installed, not there, or with other rules than this process."""


def read_all(
    work: Iterable[tuple[Key, Job]],
    registry: Mapping[str, Publisher],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Iterator[tuple[Key, Outcome]]:
    """The outcome of every job, with the key that it was given under, as they come.

    In `jobs` processes of this machine, each page within `seconds` and `memory` bytes; or, with `scheduler`, the
    address of a Dask scheduler ("tcp://10.0.0.1:8786"), on its workers, whose memory Dask itself bounds.
    """
    how: dict[str, Any] = {"jobs": jobs, "scheduler": scheduler, "seconds": seconds, "memory": memory}
    for lot in read_in_lots(work, registry, **how):
        yield from lot


def read_in_lots(
    work: Iterable[tuple[Key, Job]],
    registry: Mapping[str, Publisher],
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    seconds: float = SECONDS,
    memory: int = MEMORY,
    at_once: bool = False,
) -> Iterator[list[tuple[Key, Outcome]]]:
    """As `read_all`, those together that come at about the same time; with `at_once` several processes of this machine
    load what they need before there is work."""
    if scheduler is not None:
        return _on_cluster(work, registry, scheduler)
    return _in_processes(work, registry, jobs, seconds, memory, at_once=at_once)


def _in_processes(
    work: Iterable[tuple[Key, Job]],
    registry: Mapping[str, Publisher],
    jobs: int,
    seconds: float,
    memory: int,
    *,
    at_once: bool,
) -> Iterator[list[tuple[Key, Outcome]]]:
    waiting: queue.Queue[tuple[Key, Job] | None] = queue.Queue(maxsize=2 * jobs)
    done: queue.Queue[tuple[Key, Outcome] | BaseException | None] = queue.Queue()
    stop = threading.Event()

    nursery = Nursery(registry, memory=memory) if jobs > 1 else None
    if nursery is not None and at_once:
        nursery.begin()

    def serve() -> None:
        worker = Worker(registry, seconds=seconds, memory=memory, nursery=nursery)
        try:
            while (item := waiting.get()) is not None:
                done.put((item[0], worker.run(item[1])))
        except ImportError as error:
            done.put(error)
        finally:
            worker.stop()
            done.put(None)

    def feed() -> None:
        try:
            for item in work:
                if stop.is_set():
                    break
                waiting.put(item)
        except Exception as error:  # noqa: BLE001  (it is raised where the outcomes are awaited)
            done.put(error)
        for _ in serving:
            waiting.put(None)
        for thread in serving:
            thread.join()
        if nursery is not None:
            nursery.close()

    feeding = threading.Thread(target=feed, daemon=True)
    serving = [threading.Thread(target=serve, daemon=True) for _ in range(jobs)]
    for thread in (*serving, feeding):  # which waits for their end
        thread.start()
    at_work = jobs
    try:
        while at_work:
            lot: list[tuple[Key, Outcome]] = []
            ends = None
            while at_work and len(lot) < LOT:
                try:
                    item = done.get(timeout=None if ends is None else max(0.0, ends - time.monotonic()))
                except queue.Empty:
                    break
                if item is None:
                    at_work -= 1
                elif isinstance(item, BaseException):
                    raise item
                else:
                    lot.append(item)
                    ends = ends or time.monotonic() + LOT_SECONDS
            if lot:
                yield lot
        feeding.join()
    finally:
        stop.set()


def read_some(jobs: list[Job], registry: Mapping[str, Publisher]) -> tuple[str, list[Outcome]]:
    """What a worker of a cluster does: (the version of its rules, the outcomes of these jobs)."""
    return EXTRACTOR, [read_safely(job, registry) for job in jobs]


def _on_cluster(
    work: Iterable[tuple[Key, Job]], registry: Mapping[str, Publisher], scheduler: str
) -> Iterator[list[tuple[Key, Outcome]]]:
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise ClusterError("--scheduler needs Dask, which is not installed: pip install 'capaian[cluster]'") from error
    try:
        client = dask.Client(scheduler, timeout=5, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {scheduler}; `dask scheduler` starts one") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise ClusterError(f"the scheduler at {scheduler} has no workers; `dask worker {scheduler}` starts one")
        rest = iter(work)
        under_way: dict[Any, list[tuple[Key, Job]]] = {}
        suspects: list[tuple[Key, Job]] = []

        def submit(items: list[tuple[Key, Job]]) -> Any:
            jobs = [_with_bodies(job) for _, job in items]
            # with each task and not once for all: what a worker holds for the others goes with it
            needed = {job.source: registry[job.source] for job in jobs if job.source in registry}
            future = client.submit(read_some, jobs, needed, pure=False)
            under_way[future] = items
            return future

        def more() -> Iterator[Any]:
            while len(under_way) < AHEAD * threads and (items := list(islice(rest, TOGETHER))):
                yield submit(items)

        finished = dask.as_completed(list(more()), loop=client.loop)
        for future in finished:
            items = under_way.pop(future)
            try:
                version, outcomes = future.result()
            except dask.KilledWorker:
                suspects += items  # any of these, or a page beside which they only waited
            else:
                yield _told(items, version, outcomes)
            for one in more():
                finished.add(one)
        for item in suspects:  # one at a time and nothing beside it: then a worker's end has one cause
            try:
                version, outcomes = submit([item]).result()
            except dask.KilledWorker:
                version, outcomes = EXTRACTOR, [Outcome("too_complex", "it ended every worker that read it")]
            yield _told([item], version, outcomes)


def _told(items: list[tuple[Key, Job]], version: str, outcomes: list[Outcome]) -> list[tuple[Key, Outcome]]:
    """What a worker made of its jobs, if it has this process's rules."""
    if version != EXTRACTOR:
        raise ClusterError(
            f"the workers read with rules of version {version}, and this process has {EXTRACTOR}; "
            "install the same capaian everywhere"
        )
    return [(key, made) for (key, _), made in zip(items, outcomes, strict=True)]


def _with_bodies(job: Job) -> Job:
    """A job that needs no archive: only this machine has it. One that cannot be read goes as it is, and is told so."""
    if job.archive is None:
        return job
    try:
        bodies = [_body(page) for page in (job.archive, *job.more)]
    except ArchiveError:
        return job
    return replace(job, archive=None, body=bodies[0], more=tuple(bodies[1:]))


def _body(page: tuple[str, str, int, int] | bytes) -> bytes:
    if isinstance(page, bytes):
        return page
    folder, file, offset, length = page
    return read_capture(Path(folder), file, offset, length).body
