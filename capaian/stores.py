"""Opening a store for one command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Engine

from models.publishers import Publisher
from store.engine import open_store


@contextmanager
def opened(store: str, *, readonly: bool = False, create: bool = False) -> Iterator[Engine]:
    """A store, as `open_store` opens it, closed again at the end: other processes may open it before and after."""
    engine = open_store(store, readonly=readonly, create=create)
    try:
        yield engine
    finally:
        engine.dispose()


def outlets(engine: Engine) -> Mapping[str, Publisher]:
    """The outlets that a store is about: the invented ones of the demo newsroom, or the real ones."""
    from capaian.demo import publishers as invented
    from models.publishers import publishers
    from store.snapshots import is_demo

    return invented() if is_demo(engine) else publishers()
