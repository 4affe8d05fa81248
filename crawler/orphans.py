"""Child processes end with the one that started them, also where that one was killed and could tell nobody; and what
a terminal or a supervisor tells the whole group of processes, the one that started them decides.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

SPAWN = multiprocessing.get_context("spawn")
"""How child processes begin: nothing is forked beside Twisted, or beside threads."""
TOLD = (signal.SIGINT, signal.SIGTERM)
"""How a person, a supervisor or a timer tells a program to end."""
LINGER_SECONDS = 5


@contextmanager
def loading() -> Iterator[None]:
    """For what a process loads and keeps: meanwhile the collector of cycles rests, and never goes through it again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def start_deaf(process: BaseProcess) -> None:
    """Start a child that hears no Ctrl-C and no SIGTERM until it asks for them with `hear`.

    A terminal tells the whole group of processes at once: a child that is still loading its modules would end with a
    traceback, and one in mid-page as if that page had killed it.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, TOLD)  # children inherit it; what comes meanwhile waits
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hear() -> None:
    """Hear from now on what `start_deaf` kept away, by the handlers that are set; what came before comes now."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD)


def leave_it_to_the_parent() -> None:
    """Ctrl-C does nothing here, and SIGTERM ends this process a while later, if its parent has not ended it before."""

    def later(_signal: int, _frame: object) -> None:
        ending = threading.Timer(LINGER_SECONDS, os._exit, (128 + signal.SIGTERM,))
        ending.daemon = True
        ending.start()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, later)
    hear()


def end_with_parent(*, grace: float = 0.0) -> None:
    """From now on this process ends when its parent does; one that nobody of ours started goes on.

    With `grace` it is told by SIGTERM first, and has so many seconds to finish what is under way and write its last
    word. The parent's end is seen by a pipe that closes with it (multiprocessing keeps one), so on every system.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        if grace:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()
