"""Opening the store: an SQLite file or a PostgreSQL database, checked before anything is written to it."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from store.errors import NotAStore, StoreError, StoreLocked, StoreMissing, StoreUnreachable, StoreUnwritable
from store.migrate import APPLICATION_ID, REVISIONS, check_revision, migrate, older, revision_of

_DENIED = ("readonly database", "read-only", "unable to open database file", "disk is full", "disk I/O error")
_DAMAGED = ("file is not a database", "malformed", "file is encrypted")
_POOL = {"pool_size": 10, "max_overflow": 80}
"""The dashboard answers forty requests at once, each with two connections: with fewer they wait for each other."""

_READERS_CACHE_KB = 16_384
"""Of a file that a connection only reads: lists of a large store go through more of it than SQLite's own 2 MB."""


def open_store(
    url: str,
    *,
    readonly: bool = False,
    create: bool = False,
    busy_seconds: float = 5.0,
    any_schema: bool = False,
    schema: str = REVISIONS[-1],
) -> Engine:
    """The store at an SQLAlchemy URL, or at a plain path of an SQLite file.

    `create` makes the file with its folders, or the tables in an empty database, where there is no store; `schema` is
    the revision that a new one gets. A store that is not ours, damaged, too new or too old raises a StoreError with
    one clear sentence, and is left as it was; `any_schema` takes an older one as it is.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        path = _path(address)
        _check_sqlite(path, readonly=readonly, create=create, busy=busy_seconds, any_schema=any_schema, schema=schema)
        return _sqlite_engine(path, readonly=readonly, busy=busy_seconds)
    if address.get_backend_name() == "postgresql":
        return _open_postgresql(address, readonly=readonly, create=create, any_schema=any_schema, schema=schema)
    raise StoreMissing(f"{url}: a store is an SQLite file or a PostgreSQL database (postgresql+psycopg://…)")


def upgrade_store(url: str, *, busy_seconds: float = 5.0) -> None:
    """Bring the store at this address to the newest schema, in one transaction; `store.copies` makes a copy before."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        path = _path(address)
        _check_sqlite(path, readonly=False, create=False, busy=busy_seconds, any_schema=True)
        # migrations copy tables, and DROP TABLE with foreign keys on would take the children with it
        engine = _sqlite_engine(path, readonly=False, busy=busy_seconds, foreign_keys=False)
    else:
        engine = open_store(url, any_schema=True)
    try:
        migrate(engine)
    finally:
        engine.dispose()


def database_name(url: str) -> str:
    """The name of the database at an address: the file's name without its ending, or the database's on its server.

    >>> database_name("var/capaian.sqlite"), database_name("postgresql://ani@127.0.0.1/berita")
    ('capaian', 'berita')
    """
    return Path(_address(url).database or "store").name.removesuffix(".sqlite")


@contextmanager
def write_session(engine: Engine) -> Iterator[Session]:
    """A session in one transaction that is committed at the end, or rolled back by an exception.

    On SQLite it holds the one write lock from its begin: keep it short, and do no network or CPU work inside.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the store, and holds up no writer."""
    with Session(engine.execution_options(capaian_reads=True), expire_on_commit=False) as session:
        yield session


def _address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreMissing(
            f"{url} is no address of a store; give a file or postgresql+psycopg://USER@HOST/NAME"
        ) from error
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _path(address: URL) -> Path:
    if not address.database or address.database == ":memory:":
        raise StoreMissing("a store is a file: give its path, such as var/capaian.sqlite")
    return Path(address.database).absolute()


def _check_sqlite(
    path: Path, *, readonly: bool, create: bool, busy: float, any_schema: bool, schema: str = REVISIONS[-1]
) -> None:
    """The file is a store that can be opened so, or is made one; else the StoreError that says why not."""
    try:
        exists = path.exists()
    except OSError as error:
        raise StoreUnwritable(f"{path} cannot be read: {error.strerror}") from error
    if not exists:
        if readonly or not create:
            raise StoreMissing(f"there is no store at {path}; `capaian crawl` or `capaian add` makes one")
        _create_sqlite(path, busy, schema)
    if not readonly and path.is_file():
        for place in (path, path.parent):
            if not os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                raise StoreUnwritable(f"{path} cannot be written: no permission to write {place}")
    newest = check_revision(_sqlite_revision(path, busy), str(path))
    if not newest and not any_schema:
        raise older(str(path))


def _create_sqlite(path: Path, busy: float, schema: str) -> None:
    """Make the file beside its place and link it there: it is seen complete or not at all."""
    made = path.with_name(f".{path.name}.new-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.touch()
        engine = _sqlite_engine(made, readonly=False, busy=busy, foreign_keys=False)
        migrate(engine, schema)
        engine.dispose()
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was faster; its file is as good
        except OSError:  # a file system without hard links
            made.rename(path)
    except OSError as error:
        raise StoreUnwritable(f"{path} cannot be made: {error.strerror} ({error.filename})") from error
    finally:
        with suppress(OSError):
            made.unlink()


def _sqlite_revision(path: Path, busy: float) -> str | None:
    """The schema's revision, read without writing a byte; NotAStore if the file is not ours."""
    if path.is_dir():
        raise NotAStore(f"{path} is a folder, not a store; name the file in it")
    # never open the file ourselves: closing it would drop every POSIX lock that an engine of this process holds on it
    try:
        empty = path.stat().st_size == 0
    except OSError as error:
        raise StoreUnwritable(f"{path} cannot be read: {error.strerror}") from error
    if not os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        raise StoreUnwritable(f"{path} cannot be read: {os.strerror(errno.EACCES)}")
    if empty:
        raise NotAStore(
            f"{path} is an empty file, not a store; delete it or name another, and a new store is made there"
        )
    foreign = NotAStore(f"{path} is the database of another program, not a store of capaian; name the store's file")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=busy)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise foreign
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
                raise foreign
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        if "not a database" in str(error):
            raise NotAStore(f"{path} is no SQLite database; name the store's file") from error
        raise _explain(error, str(path), busy) or NotAStore(f"{path} cannot be read as a store: {error}") from error
    return row[0] if row else None


def _sqlite_engine(path: Path, *, readonly: bool, busy: float, foreign_keys: bool = True) -> Engine:
    mode = {"mode": "ro" if readonly else "rw", "uri": "true"}
    url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=mode)
    engine = create_engine(url, connect_args={"timeout": busy}, **_POOL)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, below: sqlite3's own comes too late for a safe lease
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
            connection.execute(f"PRAGMA cache_size = -{_READERS_CACHE_KB}")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # a page that is done stays done when the power goes

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a writer that begins DEFERRED and reads first cannot wait for another writer: SQLite answers "locked" at once
        reads = readonly or connection.get_execution_options().get("capaian_reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> StoreError | None:
        return _explain(context.original_exception, str(path), busy)

    return engine


def _explain(error: BaseException, name: str, busy: float) -> StoreError | None:
    """What SQLite's message means for the person at the keyboard; None where it is a fault of ours."""
    if not isinstance(error, sqlite3.Error):
        return None
    said = str(error)
    if "locked" in said or "busy" in said:
        return StoreLocked(
            f"{name} is locked by another process for more than {busy:g} seconds; wait for it to end, and try again"
        )
    if any(word in said for word in _DAMAGED):
        return NotAStore(f"{name} is damaged or no SQLite database ({said}); put back a copy of it")
    if any(word in said for word in _DENIED):
        return StoreUnwritable(
            f"{name} cannot be opened or written ({said}); make room on the disk, or allow writing to the file and "
            "its folder, which SQLite needs also for reading"
        )
    return None


def _open_postgresql(address: URL, *, readonly: bool, create: bool, any_schema: bool, schema: str) -> Engine:
    name = address.render_as_string(hide_password=True)
    try:
        engine = create_engine(address, pool_pre_ping=True, **_POOL)
    except ModuleNotFoundError as error:
        raise StoreUnreachable(
            f"{name} needs a driver that is not installed: pip install 'capaian[postgres]'"
        ) from error

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> StoreError | None:
        if context.is_disconnect or context.connection is None:
            return StoreUnreachable(f"{name} does not answer: {_first_line(context.original_exception)}")
        return None

    if readonly:
        engine = engine.execution_options(postgresql_readonly=True)
    with engine.connect() as connection:
        revision = revision_of(connection)
    newest = check_revision(revision, name)
    if revision is None:
        if readonly or not create:
            raise StoreMissing(f"there is no store in {name}; `capaian crawl` makes one")
        migrate(engine, schema)
    elif not newest and not any_schema:
        raise older(name)
    return engine


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
