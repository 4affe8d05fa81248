"""The store's schema: which revision it has, and the way to the newest one. Alembic is loaded only when needed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from store.errors import SchemaNewer, SchemaOlder

REVISIONS = ("0001",)
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
        "any command that writes brings it up to date"
    )


def revision_of(connection: Connection) -> str | None:
    """The revision that the database says it has; None without one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def move(connection: Connection, revision: str) -> None:
    """Upgrade or downgrade to a revision ("head", "base" or one of REVISIONS), within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(str(Path(__file__).parent / "alembic.ini"))
    config.attributes["connection"] = connection
    target = {"head": len(REVISIONS), "base": 0}.get(revision) or (
        revision in REVISIONS and REVISIONS.index(revision) + 1
    )
    now = revision_of(connection)
    at = REVISIONS.index(now) + 1 if now else 0
    if target >= at:
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema in one transaction; two processes at once do it one after the other."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        move(connection, "head")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
