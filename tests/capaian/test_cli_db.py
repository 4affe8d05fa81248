"""`capaian db`: what a store is brought to, copied to and found to be; and stores that cannot be opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from store.engine import open_store, write_session
from store.migrate import REVISIONS
from tests.capaian.run import Program, digest, fails
from tests.store.examples import capture


def test_db_status_adds_up(run: Program, store: Path) -> None:
    told = run("db", "status", "--store", store)
    assert told.code == 0
    assert "claims: 3 current = 3" in told.out
    as_json = json.loads(run("db", "status", "--json", "--store", store).out)
    assert as_json["schema"] == as_json["newest"]
    assert as_json["counts"]["claims"] == {"current": 3}


def test_db_upgrade_makes_a_store_and_does_it_once(run: Program, tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    assert run("db", "upgrade", "--store", path, "--dry-run").out.startswith("Would bring it up to date: ")
    assert not path.exists()
    assert run("db", "upgrade", "--store", path).out == f"{path} has the newest schema now.\n"
    assert run("db", "upgrade", "--store", path).out == f"{path} has the newest schema already.\n"


def old(path: Path) -> None:
    """Make a store one of an older schema: what no revision made, there is nothing of."""
    with closing(sqlite3.connect(path)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        # what FTS5 keeps in tables of its own goes with its index
        tables = [row for row in named if not row[0].startswith("claim_search_")]
        connection.execute("PRAGMA foreign_keys = OFF")
        for (name,) in tables:
            connection.execute(f"DELETE FROM {name}" if name == "alembic_version" else f"DROP TABLE {name}")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('serapan')")
        connection.commit()


def test_an_older_store_is_copied_before_it_is_upgraded(run: Program, store: Path) -> None:
    old(store)
    fails(
        run("claims", "--store", store),
        ExitCode.STORE,
        f"{store} was made by an older capaian (this one needs schema {REVISIONS[-1]}); "
        "bring it up to date with `capaian db upgrade`",
    )
    told = run("db", "upgrade", "--store", store)
    assert (told.code, told.err) == (0, "")
    [copy] = (store.parent / "backups").iterdir()
    assert told.out == f"A copy of {store} as it was is {copy}\n{store} has the newest schema now.\n"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("serapan",)]
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'claim'").fetchone() == (0,)
    assert run("claims", "--store", store).code == 0
    assert run("claims", "--store", copy).code == ExitCode.STORE


@pytest.mark.filterwarnings("error")
def test_a_store_is_backed_up_copied_and_verified(run: Program, store: Path, tmp_path: Path) -> None:
    assert run("db", "backup", "--store", store, "--folder", tmp_path / "kept").code == 0
    [kept] = (tmp_path / "kept").iterdir()
    told = run("db", "copy", tmp_path / "other.sqlite", "--store", kept)
    assert told.out.endswith(f"rows copied to {tmp_path / 'other.sqlite'}; every table is the same there.\n")
    archive = kept.parent / f"{kept.stem}.archive"
    archive.mkdir()
    told = run("db", "copy", tmp_path / "moved.sqlite", "--store", kept)
    where = f"from {archive} to {tmp_path / 'moved.archive'}; or let CAPAIAN_ARCHIVE name"
    assert where in told.out
    assert (
        run("claims", "--json", "--store", tmp_path / "other.sqlite").out
        == run("claims", "--json", "--store", store).out
    )
    sound = run("db", "verify", "--archive", "--store", tmp_path / "other.sqlite")
    assert (sound.code, sound.err, "WRONG" in sound.out) == (0, "", False)
    before = digest(store.parent)
    told = run("db", "copy", tmp_path / "other.sqlite", "--store", store)
    fails(told, ExitCode.STORE, f"{tmp_path / 'other.sqlite'} has rows in its table page already; name a new store")
    assert digest(store.parent) == before


def test_verify_names_a_raw_page_that_is_not_there(run: Program, store: Path) -> None:
    engine = open_store(str(store))
    with write_session(engine) as session:
        capture(session)
    engine.dispose()
    told = run("db", "verify", "--store", store)
    assert (told.code, told.err) == (ExitCode.STORE, "")
    assert "WRONG archive       capture 1 is not in kabar-0001.warc.gz\n" in told.out


def missing(path: Path) -> str:
    path.unlink()
    return f"there is no store at {path}"


def empty(path: Path) -> str:
    path.write_bytes(b"")
    return f"{path} is an empty file, not a store"


def text(path: Path) -> str:
    path.write_text("SQLite format 2")
    return f"{path} is no SQLite database"


def torn(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    return f"{path} "


def foreign(path: Path) -> str:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()
    return f"{path} is the database of another program"


def newer(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    return f"{path} was made by a newer capaian"


COMMANDS = (
    ("claims",),
    ("export",),
    ("check",),
    ("db", "status"),
    ("sources", "disable", "merdeka", "--by", "Sri", "--because", "x"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("spoil", [empty, text, torn, foreign, newer])
def test_a_store_that_cannot_be_opened(
    run: Program, store: Path, spoil: Callable[[Path], str], command: tuple[str, ...]
) -> None:
    told_by = spoil(store)
    before = digest(store.parent)
    told = run(*command, "--store", store)
    assert (told.code, told.out) == (ExitCode.STORE, "") or command[0] == "sources"
    assert told.code == ExitCode.STORE
    sentence = told.err.splitlines()[-1]
    assert sentence.startswith(f"capaian: {told_by}")
    assert "Traceback" not in told.err
    assert digest(store.parent) == before


@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_a_store_that_is_not_there_is_not_made(run: Program, store: Path, command: tuple[str, ...]) -> None:
    sentence = missing(store)
    told = run(*command, "--store", store)
    assert (told.code, told.out) == (ExitCode.STORE, "")
    assert told.err.startswith(f"capaian: {sentence}")
    assert list(store.parent.iterdir()) == []


def test_a_locked_store(run: Program, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.stores.open_store", partial(open_store, busy_seconds=0.2))
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    before = store.read_bytes()
    try:
        for command in (("check",), ("sources", "disable", "merdeka", "--by", "Sri", "--because", "x")):
            told = run(*command, "--store", store)
            assert (told.code, told.out) == (ExitCode.STORE, "")
            assert told.err == (
                f"capaian: {store} is locked by another process for more than 0.2 seconds; "
                "wait for it to end, and try again\n"
            )
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert store.read_bytes() == before
