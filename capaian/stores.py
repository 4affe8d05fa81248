"""Opening a store for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from store.engine import open_store


@contextmanager
def opened(store: str, *, readonly: bool = False, create: bool = False) -> Iterator[Engine]:
    """A store, as `open_store` opens it, closed again at the end: other processes may open it before and after."""
    engine = open_store(store, readonly=readonly, create=create)
    try:
        yield engine
    finally:
        engine.dispose()
