"""One pass at a time over a store: a lock that the system frees when its holder dies, however it dies."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Engine, text

from store.errors import StoreLocked, StoreUnwritable

_PASS = 0x63617062
"""A number of our own for PostgreSQL's advisory locks."""


@contextmanager
def pass_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold the store for one pass; StoreLocked at once if another process holds it.

    `name` is the store as its user named it, for the sentence. On SQLite the lock is a file beside the store, on
    PostgreSQL an advisory lock of a connection that is kept open meanwhile: it holds for every machine.
    """
    busy = StoreLocked(f"another pass is at work over {name}; this one is left out")
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _PASS}).scalar():
                raise busy
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _PASS})
        return
    path = Path(unquote((engine.url.database or name).removeprefix("file:")) + ".pass-lock")
    try:
        with path.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise busy from error
            yield
    except PermissionError as error:
        raise StoreUnwritable(f"{path} cannot be written: {error.strerror}") from error
