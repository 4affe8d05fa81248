"""The store's schema: which revision it has, and the way to the newest one. Alembic is loaded only when needed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from store.errors import NotAStore, SchemaNewer, SchemaOlder

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""All revisions, oldest first; a test holds them equal to migrations/versions."""

APPLICATION_ID = 0x63617061
"""Written into the header of our SQLite files ("capa"), so that no other program's database is taken for a store."""

_MIGRATION_LOCK = 0x63617061  # a number of our own for pg_advisory_xact_lock


def check_revision(revision: str | None, name: str) -> bool:
    """Whether the schema is the newest one (False: an older one of ours); SchemaNewer if it is not known at all."""
    if revision is not None and revision not in REVISIONS:
        raise SchemaNewer(
            f"{name} was made by a newer capaian (schema {revision}; this one knows {REVISIONS[-1]}); "
            "update capaian to open it"
        )
    return revision == REVISIONS[-1]


def older(name: str) -> SchemaOlder:
    """The error for a store that needs migrating first."""
    return SchemaOlder(
        f"{name} was made by an older capaian (this one needs schema {REVISIONS[-1]}); "
        "bring it up to date with `capaian db upgrade`"
    )


def revision_of(connection: Connection) -> str | None:
    """The revision that the database says it has; None without one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings for commands that run over this connection, within its transaction."""
    from alembic.config import Config

    config = Config(str(Path(__file__).parent / "alembic.ini"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, schema: str = "head") -> None:
    """Bring the database to a schema in one transaction; two processes at once do it one after the other."""
    from alembic import command

    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        command.upgrade(alembic_config(connection), schema)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()  # they were off on the way
            if broken is not None:
                raise NotAStore(f"{engine.url.database}: the table {broken[0]} points at rows that are not there")
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


@contextmanager
def reading_schema() -> Iterator[None]:
    """While a schema is read from a database: SQLAlchemy and Alembic skip indexes over expressions and warn of each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*expression-based index")
        yield
