"""Pages are read while others are fetched: a crawl waits for its sites, for its disk, and leaves cores without work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.engine import Engine

from crawler.bounds import Bounds
from crawler.logs import event
from crawler.workers import process_pending
from models.publishers import Publisher

LEAVE_SECONDS = 20
"""What a page that is being read has, once somebody wants to end."""


class _LeftError(Exception):
    """Nobody waits for what is read any more."""


@contextmanager
def reading_beside(
    engine: Engine,
    *,
    jobs: int = 1,
    publishers: Mapping[str, Publisher] | None = None,
    sources: Collection[str] | None = None,
    bounds: Mapping[str, Bounds] | None = None,
) -> Iterator[dict[str, int]]:
    """While the body fetches, a thread reads what is captured, until it ends and nothing waits; how, `process_pending`
    tells. When all is over the answer holds status word → number of pages.

    `process_pending` has to follow: some pages are left to it, and what goes wrong here goes wrong there again, and is
    raised there. The main thread saves nothing meanwhile, so that a Ctrl-C meets no transaction.
    """
    over, left = threading.Event(), threading.Event()
    counts: dict[str, int] = {}

    def count(word: str) -> None:
        counts[word] = counts.get(word, 0) + 1
        if left.is_set():
            raise _LeftError

    def read() -> None:
        try:
            process_pending(
                engine,
                jobs=jobs,
                publishers=publishers,
                sources=sources,
                bounds=bounds,
                progress=count,
                until=over,
            )
        except _LeftError:
            pass  # somebody wants to end: what was read is stored, the rest waits
        except Exception as error:  # noqa: BLE001  (the crawl goes on; `process_pending` follows, and raises it there)
            event("reading_beside_stopped", level=logging.WARNING, reason=f"{type(error).__name__}: {error}"[:500])

    thread = threading.Thread(target=read, name="reading-beside", daemon=True)
    thread.start()
    try:
        yield counts
        over.set()
        thread.join()
    except BaseException:
        left.set()
        over.set()
        thread.join(LEAVE_SECONDS)
        raise
