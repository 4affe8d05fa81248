"""Copies of a store: from SQLite to PostgreSQL and back, row by row, and the backup before a schema changes.

The copy reads the tables as they are in the database and not as `models.tables` describes them, so that it works for
every schema that capaian ever had.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, DateTime, Engine, MetaData, RowMapping, Table, func, select, text

from store.engine import database_name, open_store
from store.errors import CopyDiffers, NotEmpty, StoreUnwritable
from store.migrate import REVISIONS, reading_schema, revision_of
from store.search import TABLE as SEARCH
from store.sql import batches

_ALEMBIC = "alembic_version"


def copy_store(source: str, target: str, *, progress: Callable[[str, int], None] | None = None) -> dict[str, int]:
    """Copy every row of one store into a new or empty one at another address, and answer table -> rows.

    The target gets the schema of the source, and all of the rows or none. Both are read through afterwards, and
    CopyDiffers is raised if a table's rows are not the same; NotEmpty if the target holds rows already, or has another
    schema. What is copied is one state of the source: writers go on meanwhile, and their later rows are not in it.
    """
    with _opened(source, readonly=True) as engine, engine.connect() as reading:
        if reading.dialect.name == "postgresql":
            reading = reading.execution_options(isolation_level="REPEATABLE READ")
        schema = revision_of(reading)
        assert schema is not None
        with _opened(target, create=True, schema=schema) as other:
            with other.connect() as connection:
                found = revision_of(connection)
            if found != schema:
                raise NotEmpty(f"{target} is a store of schema {found}, not {schema}; name a new one")
            with other.begin() as writing:
                made = _copy(reading, writing, target, progress)
            with other.connect() as written:
                _compare(reading, written, made)
    return made


def backup_store(source: str, folder: Path, *, now: datetime | None = None) -> Path:
    """Write a copy of a store as an SQLite file into a folder, and answer where; its name has the schema and the time.

    It is a store like any other: open it, or `copy_store` it back. The copy of an SQLite file is checked to be whole.
    """
    with _opened(source, readonly=True) as engine, engine.connect() as reading:
        schema = revision_of(reading)
        made = folder / f"{database_name(source)}-schema{schema}-{now or datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite"
        if made.exists():
            raise NotEmpty(f"{made} is there already")
        if engine.dialect.name == "sqlite":
            reading.rollback()
            _vacuum(reading, made)
        else:
            copy_store(source, str(made))
    return made


def _vacuum(reading: Connection, made: Path) -> None:
    """SQLite's own copy: one state of the file, whatever its schema, while others write."""
    try:
        made.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnwritable(f"{made.parent} cannot be made: {error.strerror}") from error
    driver = reading.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA query_only = OFF")  # the file itself is open for reading only
    driver.execute("VACUUM INTO ?", (str(made),))
    with closing(sqlite3.connect(f"file:{quote(str(made))}?mode=ro", uri=True)) as copy:
        said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise CopyDiffers(f"{made} is not whole ({said}); delete it, and copy again")


@contextmanager
def _opened(url: str, *, readonly: bool = False, create: bool = False, schema: str = REVISIONS[-1]) -> Iterator[Engine]:
    engine = open_store(url, readonly=readonly, create=create, any_schema=True, schema=schema)
    try:
        yield engine
    finally:
        engine.dispose()


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a store, those that others point at first; Alembic's own and the search index are none of them."""
    metadata = MetaData()
    with reading_schema():
        metadata.reflect(connection, only=lambda name, _: name != _ALEMBIC and not name.startswith(SEARCH))
    return list(metadata.sorted_tables)


def digest_of(connection: Connection, table: Table) -> str:
    """A digest of all rows of a table, the same on SQLite and PostgreSQL for the same rows.

    Each row has a digest of its own, and those are added up, so that no database has to sort.
    """
    total = 0
    for row in _rows(connection, table):
        words = "\x1f".join(_word(row[column.name]) for column in sorted(table.columns, key=lambda one: one.name))
        total += int.from_bytes(hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest(), "big")
    return f"{total % 2**256:064x}"


def _copy(
    reading: Connection, writing: Connection, target: str, progress: Callable[[str, int], None] | None
) -> dict[str, int]:
    theirs = {table.name: table for table in tables_of(writing)}
    made = {}
    for table in tables_of(reading):
        into = theirs[table.name]
        if writing.execute(select(func.count()).select_from(into)).scalar_one():
            raise NotEmpty(f"{target} has rows in its table {table.name} already; name a new store")
        number = 0
        for batch in batches(_rows(reading, table)):
            writing.execute(into.insert(), [dict(row) for row in batch])
            number += len(batch)
        made[table.name] = number
        _continue_numbers(writing, into)
        if progress:
            progress(table.name, number)
    return made


def _rows(connection: Connection, table: Table) -> Iterator[RowMapping]:
    """All rows, their times aware in UTC."""
    moments = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    result = connection.execute(select(table).execution_options(yield_per=500))
    for row in result.mappings():
        yield {**row, **{name: _utc(row[name]) for name in moments}}  # type: ignore[misc]


def _utc(moment: datetime | None) -> datetime | None:
    """SQLite drops the zone, PostgreSQL answers in the session's."""
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return repr(value)


def _continue_numbers(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids apart from the rows: without this the next row would get number 1."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns or not table.columns["id"].autoincrement:
        return
    sequence = connection.execute(
        text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f'"{table.name}"'}
    ).scalar()
    last = connection.execute(select(func.max(table.columns["id"]))).scalar()
    if sequence and last:
        connection.execute(
            text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last}
        )


def _compare(first: Connection, second: Connection, counted: dict[str, int]) -> None:
    theirs = {table.name: table for table in tables_of(second)}
    for table in tables_of(first):
        number = second.execute(select(func.count()).select_from(theirs[table.name])).scalar_one()
        if number != counted[table.name] or digest_of(first, table) != digest_of(second, theirs[table.name]):
            raise CopyDiffers(f"the table {table.name} is not the same in the copy; delete the copy, and copy again")
