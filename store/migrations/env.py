"""Alembic's way in: over the connection of store.migrate, or for developers over `-x url=…` (docs/store.md)."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from models.tables import Table
from store.search import TABLE as SEARCH


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=True,  # SQLite alters a table by copying it
        transactional_ddl=True,
        compare_type=True,
        include_name=lambda name, kind, _parents: not (kind == "table" and (name or "").startswith(SEARCH)),
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    from store.engine import open_store

    url = context.get_x_argument(as_dictionary=True).get("url")
    if not url:
        raise SystemExit("name the database: alembic -c store/alembic.ini -x url=PATH_OR_URL …")
    with open_store(url).begin() as opened:
        _run(opened)
