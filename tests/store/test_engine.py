"""A store that cannot be opened says so in one sentence that names the file and what to do, and is left as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from store.engine import open_store, read_session, upgrade_store, write_session
from store.errors import (
    NoSuchRow,
    NotAStore,
    SchemaNewer,
    SchemaOlder,
    StoreError,
    StoreLocked,
    StoreMissing,
    StoreUnreachable,
    StoreUnwritable,
)
from store.migrate import REVISIONS
from store.runs import end_run, runs, start_run

NOBODY = 65534


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def change(path: Path, *statements: str) -> None:
    """Write into a store behind its back, and leave all of it in the one file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def unprivileged() -> Iterator[None]:
    """Without the rights of root, which may write everywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder below which an unprivileged process gets: tmp_path is the test runner's own."""
    folder = Path(tempfile.mkdtemp(prefix="capaian-test-"))
    folder.chmod(0o755)
    yield folder
    for place in (folder, *folder.rglob("*")):
        if place.is_dir():
            place.chmod(0o755)
    shutil.rmtree(folder)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))


def other_program(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE bookmark (url TEXT)", "INSERT INTO bookmark VALUES ('x')")


def other_alembic(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('0001')")


def newer(path: Path) -> None:
    change(path, "UPDATE alembic_version SET version_num = '0099'")


def older(path: Path) -> None:
    change(path, "DELETE FROM alembic_version")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def scribbled(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 8000 + whole[8100:])


BROKEN = [
    (empty, NotAStore, "is an empty file, not a store; delete it or name another"),
    (picture, NotAStore, "is no SQLite database; name the store's file"),
    (other_program, NotAStore, "is the database of another program, not a store of capaian; name the store's file"),
    (other_alembic, NotAStore, "is the database of another program, not a store of capaian; name the store's file"),
    (
        newer,
        SchemaNewer,
        f"was made by a newer capaian (schema 0099; this one knows {REVISIONS[-1]}); update capaian to open it",
    ),
    (cut_off, NotAStore, "is damaged or no SQLite database"),
    (scribbled, NotAStore, "is damaged or no SQLite database"),
]


@pytest.mark.parametrize("how", [{}, {"create": True}, {"readonly": True}], ids=["write", "create", "read"])
@pytest.mark.parametrize(("breaks", "kind", "says"), BROKEN, ids=[case[0].__name__ for case in BROKEN])
def test_a_broken_file_is_named_and_left_alone(
    path: Path, breaks: Callable[[Path], None], kind: type[StoreError], says: str, how: dict[str, bool]
) -> None:
    open_store(str(path), **how).dispose()  # the counter-example: unbroken, it opens
    breaks(path)
    before = digest(path)
    with pytest.raises(kind) as caught:
        open_store(str(path), **how)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert says in sentence
    assert "\n" not in sentence
    assert digest(path) == before


def test_a_file_that_is_missing_is_named_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "none.sqlite"
    for how in ({}, {"readonly": True}, {"readonly": True, "create": True}):
        with pytest.raises(StoreMissing, match=f"there is no store at {path}"):
            open_store(str(path), **how)
    assert not path.parent.exists()
    open_store(str(path), create=True)
    assert path.exists()


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(NotAStore, match=f"{tmp_path} is a folder, not a store"):
        open_store(str(tmp_path), create=True)


@pytest.mark.parametrize("how", [{}, {"readonly": True}, {"create": True}], ids=["write", "read", "create"])
def test_an_older_schema_is_named_and_left_alone_until_it_is_upgraded(path: Path, how: dict[str, bool]) -> None:
    change(path, "DELETE FROM alembic_version", *drop_all(path))
    before = digest(path)
    with pytest.raises(SchemaOlder, match=r"made by an older capaian .*bring it up to date with `capaian db upgrade`"):
        open_store(str(path), **how)
    assert digest(path) == before
    upgrade_store(str(path))
    with write_session(open_store(str(path))) as session:
        start_run(session, kind="crawl")


def drop_all(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'")
        # what FTS5 keeps in tables of its own goes with its index
        return [f"DROP TABLE {name}" for (name,) in names if not name.startswith("claim_search_")]


def test_a_locked_store_says_so(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = digest(path)
        engine = open_store(str(path), busy_seconds=0.05)
        sentence = f"{path} is locked by another process for more than 0.05 seconds; wait for it to end, and try again"
        with pytest.raises(StoreLocked, match=sentence), write_session(engine) as session:
            start_run(session, kind="crawl")
        with read_session(engine) as session:  # a reader does not mind
            assert runs(session) == []
        assert digest(path) == before
        other.execute("ROLLBACK")
    with write_session(engine) as session:
        start_run(session, kind="crawl")


@pytest.mark.parametrize("how", [{}, {"create": True}, {"readonly": True}], ids=["write", "create", "read"])
def test_a_store_that_is_locked_as_a_whole_says_so(path: Path, how: dict[str, bool]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("DELETE FROM run")
        before = digest(path)
        with pytest.raises(StoreLocked, match=f"{path} is locked by another process"):
            open_store(str(path), busy_seconds=0.05, **how)
        assert digest(path) == before


def test_a_read_only_file_and_folder_say_so(open_to_all: Path, template: Path) -> None:
    path = Path(shutil.copy(template, open_to_all / "store.sqlite"))
    open_to_all.chmod(0o555)
    path.chmod(0o444)
    before = digest(path)
    with unprivileged():
        for how in ({}, {"create": True}):
            with pytest.raises(StoreUnwritable, match=f"{path} cannot be written: no permission"):
                open_store(str(path), **how)
        with pytest.raises(StoreUnwritable, match=f"{open_to_all}/new.sqlite cannot be made: Permission denied"):
            open_store(str(open_to_all / "new.sqlite"), create=True)
        with pytest.raises(StoreUnwritable, match=f"{open_to_all}/sub/new.sqlite cannot be made: Permission denied"):
            open_store(str(open_to_all / "sub" / "new.sqlite"), create=True)
        with pytest.raises(
            StoreUnwritable, match=r"allow writing to the file and its folder, which SQLite needs also for reading"
        ):
            open_store(str(path), readonly=True)
    assert digest(path) == before
    assert list(open_to_all.iterdir()) == [path]


def test_a_file_that_may_not_be_read_says_so(open_to_all: Path, template: Path) -> None:
    path = Path(shutil.copy(template, open_to_all / "store.sqlite"))
    path.chmod(0)
    with unprivileged(), pytest.raises(StoreUnwritable, match=f"{path} cannot be read: Permission denied"):
        open_store(str(path), readonly=True)


def test_a_disk_that_fills_up_says_so(path: Path) -> None:
    engine = open_store(str(path))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite takes the present size
        connection.rollback()
        with (
            pytest.raises(StoreUnwritable, match=r"disk is full.*make room on the disk"),
            Session(connection) as session,
            session.begin(),
        ):
            start_run(session, kind="x" * 1_000_000)
    with read_session(engine) as session:
        assert runs(session) == []


def test_a_reader_cannot_write(path: Path) -> None:
    engine = open_store(str(path), readonly=True)
    with pytest.raises(StoreUnwritable, match="readonly database"), write_session(engine) as session:
        start_run(session, kind="crawl")


@pytest.mark.parametrize(
    "url",
    ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", ":memory:", "", "what://"],
)
def test_an_address_of_something_else_is_refused(url: str) -> None:
    with pytest.raises(StoreMissing):
        open_store(url, create=True)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreUnreachable, match="does not answer") as caught:
        open_store("postgresql://ani:rahasia@127.0.0.1:1/capaian", create=True)
    assert "rahasia" not in str(caught.value)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnreachable, match=r"pip install 'capaian\[postgres\]'"):
        open_store("postgresql://127.0.0.1:1/capaian")


def test_a_server_that_goes_away_is_named(postgres: str) -> None:
    engine = open_store(postgres, create=True)
    with write_session(engine) as session:
        start_run(session, kind="crawl")
        session.execute(text("SELECT 1"))
        killer = open_store(postgres)
        with killer.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in%'"))
        killer.dispose()
        with pytest.raises(StoreUnreachable, match="does not answer: terminating connection"):
            start_run(session, kind="crawl")
        session.rollback()
    engine.dispose()


def test_postgresql_says_what_is_wrong(postgres: str) -> None:
    with pytest.raises(StoreMissing, match="there is no store in postgresql"):
        open_store(postgres)
    engine = open_store(postgres, create=True)
    open_store(postgres, readonly=True).dispose()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0099'"))
    with pytest.raises(SchemaNewer, match="was made by a newer capaian"):
        open_store(postgres, create=True)
    engine.dispose()


@pytest.mark.parametrize("name", ["a b.sqlite", "what?.sqlite", "50%.sqlite", "a#b.sqlite", "toko ñ.sqlite", "x"])
def test_odd_names_of_files_work(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    engine = open_store(str(path), create=True)
    with write_session(engine) as session:
        start_run(session, kind="crawl")
    engine.dispose()
    assert [place.name for place in tmp_path.iterdir()] == [name]
    with read_session(open_store(str(path), readonly=True)) as session:
        assert len(runs(session)) == 1


def test_a_url_and_a_relative_path_name_the_same_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with write_session(open_store("var/store.sqlite", create=True)) as session:
        start_run(session, kind="crawl")
    for url in ("sqlite:///var/store.sqlite", f"sqlite:///{tmp_path}/var/store.sqlite"):
        with read_session(open_store(url, readonly=True)) as session:
            assert len(runs(session)) == 1


def test_every_connection_has_the_pragmas(path: Path) -> None:
    names = ("journal_mode", "busy_timeout", "synchronous", "foreign_keys", "query_only")
    for readonly, expected in ((False, ("wal", 5000, 2, 1, 0)), (True, ("wal", 5000, 2, 1, 1))):
        engine = open_store(str(path), readonly=readonly)
        with engine.connect() as one, engine.connect() as two:
            one.execution_options(capaian_reads=True)
            two.execution_options(capaian_reads=True)
            for connection in (one, two):
                found = tuple(connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names)
                assert found == expected


def test_a_reader_sees_one_state_while_a_writer_goes_on(path: Path) -> None:
    engine = open_store(str(path))
    reader = open_store(str(path), readonly=True)
    with read_session(reader) as session:
        assert runs(session) == []
        with write_session(engine) as other:
            start_run(other, kind="crawl")
        assert runs(session) == []
    with read_session(reader) as session:
        assert len(runs(session)) == 1


def test_an_exception_undoes_the_session(path: Path) -> None:
    engine = open_store(str(path))
    with pytest.raises(NoSuchRow), write_session(engine) as session:
        end_run(session, start_run(session, kind="crawl").id + 1, status="done")
    with read_session(engine) as session:
        assert runs(session) == []


def test_many_threads_of_one_engine_wait_for_each_other(path: Path) -> None:
    engine = open_store(str(path))

    def write() -> None:
        for _ in range(20):
            with write_session(engine) as session:
                runs(session)  # a reader that becomes a writer
                start_run(session, kind="crawl")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with read_session(engine) as session:
        assert len(runs(session, 1000)) == 80


def test_two_processes_that_make_one_store_at_once_both_get_it(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    code = (
        "import sys; from store.engine import open_store, write_session; from store.runs import start_run\n"
        "sys.stdin.readline()\n"
        "with write_session(open_store(sys.argv[1], create=True)) as session: start_run(session, kind='crawl')"
    )
    makers = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("go\n")
        maker.stdin.flush()
    for maker in makers:
        maker.communicate()
    assert [maker.returncode for maker in makers] == [0, 0]
    with read_session(open_store(str(path), readonly=True)) as session:
        assert len(runs(session)) == 2
    assert not list(tmp_path.glob("*.new-*"))


def test_opening_a_store_opens_no_file_handle_of_its_own(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing one would drop every POSIX lock that an engine of this process holds on the file, and the store tears."""
    engine = open_store(str(path))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the database was opened behind SQLite's back")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    open_store(str(path)).dispose()
    engine.dispose()
