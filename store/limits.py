"""A bound on how long a page may keep the database busy."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, event

from store.errors import StoreSlow

_STEPS = 20_000
"""SQLite's instructions between two looks at the clock: some 0.2 ms."""


def limited(engine: Engine, seconds: float) -> Engine:
    """The same store, where nothing in a session takes longer than so many seconds; StoreSlow for what would.

    On SQLite they count from the begin of the session's transaction, on PostgreSQL for each statement.
    """
    made = engine.execution_options()
    lite = engine.dialect.name == "sqlite"

    @event.listens_for(made, "begin")
    def begin(connection: Connection) -> None:
        if lite:
            until = time.monotonic() + seconds
            _sqlite(connection).set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        else:
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")

    @event.listens_for(made, "rollback")
    @event.listens_for(made, "commit")
    def end(connection: Connection) -> None:
        if lite:  # the connection goes back to a pool that others take it from
            _sqlite(connection).set_progress_handler(None, 0)

    @event.listens_for(made, "handle_error")
    def explain(context: ExceptionContext) -> StoreSlow | None:
        said = str(context.original_exception)
        if said == "interrupted" or "statement timeout" in said:
            return StoreSlow(f"the store took longer than {seconds:g} seconds to answer; ask for less at once")
        return None

    return made


def _sqlite(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
