"""Who may do what over a store, by locks that the system frees when their holder dies, however it dies.

One pass at a time; one process at a time that crawls a source, or checks, over a database that several machines share.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Connection, Engine, text

from store.errors import PassAtWork, StoreUnwritable

_PASS = 0x63617062
"""A number of our own for PostgreSQL's advisory locks."""
_SOURCE, _CHECK = 0x63617073, 0x63617063
_ALIVE = ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")
"""The server notices within a minute that a machine is gone that holds a lock: it would wait two hours by default."""


@contextmanager
def pass_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold the store for one pass; PassAtWork at once if another process holds it.

    `name` is the store as its user named it, for the sentence. On SQLite the lock is a file beside the store, on
    PostgreSQL an advisory lock of a connection that is kept open meanwhile: it holds for every machine.
    """
    busy = PassAtWork(f"another pass is at work over {name}; this one is left out")
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


def take_source(engine: Engine, source: str) -> Callable[[], None] | None:
    """Take a source for this process alone: a function that gives it back, or None where another process has it.

    For PostgreSQL, whichever machine the other one runs on. On SQLite the lock is that of the source's archive, and
    this one is always free.
    """
    if engine.dialect.name != "postgresql":
        return _nothing
    connection = _connected(engine)
    key = {"kind": _SOURCE, "source": source}
    if not connection.execute(text("SELECT pg_try_advisory_lock(:kind, hashtext(:source))"), key).scalar():
        connection.close()
        return None

    def give_back() -> None:
        connection.invalidate()  # ends the database's session, and with it the lock, also where that is broken
        connection.close()

    return give_back


def is_free(engine: Engine, source: str) -> bool:
    """Whether no process has taken a source, at this moment."""
    give_back = take_source(engine, source)
    if give_back is None:
        return False
    give_back()
    return True


@contextmanager
def checking(engine: Engine) -> Iterator[None]:
    """Check alone: waits until no other process does, on PostgreSQL. On SQLite, writers wait for each other anyway."""
    if engine.dialect.name != "postgresql":
        yield
        return
    connection = _connected(engine)
    try:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _CHECK})
        yield
    finally:
        connection.invalidate()
        connection.close()


def _nothing() -> None:
    """What gives back a lock that was none."""


def _connected(engine: Engine) -> Connection:
    """A connection that is in no transaction, and whose end the server notices."""
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    for setting in _ALIVE:
        connection.execute(text(f"SET {setting}"))
    return connection
