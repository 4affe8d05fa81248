"""A process that loads all that reading needs, once, and forks workers: each has it at once, and shares its memory.

It has no threads and no network, so that forking is safe there; it is spawned itself. It ends with who began it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle

from crawler.orphans import SPAWN, end_with_parent, leave_it_to_the_parent, start_deaf
from crawler.reading import load, serve
from models.publishers import Publisher


class NurseryError(Exception):
    """The nursery is not there any more."""


class Nursery:
    """The process, as its owner sees it; it is started when it is first asked for a worker, by any thread."""

    def __init__(self, registry: Mapping[str, Publisher], *, memory: int) -> None:
        ours, theirs = SPAWN.Pipe()
        self._pipe, self._theirs = ours, theirs
        self._process = SPAWN.Process(target=_tend, args=(theirs, dict(registry), memory), daemon=True)
        self._turn = threading.Lock()

    def begin(self) -> None:
        """Starts it, if it is not yet."""
        with self._turn:
            self._begin()

    def _begin(self) -> None:
        if self._process.pid is None:
            start_deaf(self._process)
            self._theirs.close()

    def worker(self, pipe: Connection) -> int:
        """The number of a new process that reads the jobs of this end of a pipe.

        ImportError if what it needs cannot be loaded; NurseryError if there is no nursery any more.
        """
        with self._turn:
            self._begin()
            assert self._process.pid is not None
            try:
                self._pipe.send(None)
                send_handle(self._pipe, pipe.fileno(), self._process.pid)
                made: int | ImportError = self._pipe.recv()
            except (EOFError, OSError) as error:
                raise NurseryError("the process that makes workers has ended") from error
        if isinstance(made, ImportError):
            raise made
        return made

    def ended(self, worker: int) -> int | None:
        """The exit code of a worker that has ended, or is about to; None where nobody knows it."""
        with self._turn, suppress(EOFError, OSError):
            self._pipe.send(worker)
            return os.waitstatus_to_exitcode(self._pipe.recv())
        return None

    def close(self) -> None:
        """Ends it; all its workers have ended."""
        self._pipe.close()
        self._theirs.close()
        if self._process.pid is not None:
            self._process.join()


def _tend(pipe: Connection, registry: Mapping[str, Publisher], memory: int) -> None:
    """The child process: it forks where it is asked to, until nobody asks any more."""
    leave_it_to_the_parent()
    broken = None
    try:
        load()
    except ImportError as error:
        broken = error
    while True:
        try:
            asked = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        if asked is not None:
            pipe.send(os.waitpid(asked, 0)[1])
            continue
        handle = recv_handle(pipe)
        made = broken or os.fork()
        if made == 0:
            pipe.close()
            _live(Connection(handle), registry, memory)
        os.close(handle)
        pipe.send(made)


def _live(pipe: Connection, registry: Mapping[str, Publisher], memory: int) -> None:
    """The life of a forked worker; it never returns into its nursery's."""
    code = 1
    try:
        end_with_parent()
        serve(pipe, registry, memory)
        code = 0
    finally:
        os._exit(code)
