"""Child processes that end with the one that started them, also where that one was killed and could tell nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait


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
