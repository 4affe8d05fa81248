"""Stores are copied between SQLite and PostgreSQL without loss, and a broken one is seen to be broken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store.copies import backup_store, copy_store, digest_of, tables_of
from store.engine import open_store, read_session, write_session
from store.errors import CopyDiffers, NotEmpty
from store.frontier import Discovered, add_discovered
from store.imports import save_report
from store.migrate import REVISIONS
from store.verify import verify_store
from tests.store.examples import EXAMPLE, NOW, article, dump, report, with_percentage
from tests.store.test_migrations import fill


def test_a_copy_has_every_row_and_the_way_back_has_them_too(engine: Engine, url: str, tmp_path: Path) -> None:
    fill(engine)
    with write_session(engine) as session:  # odd characters, and a claim more
        odd = report(article("Serapan “naik” 50 %…\n\u200b😀"), with_percentage("7.10"), with_percentage("07.1"))
        save_report(session, odd, now=NOW)
    before = dump(engine)
    made = copy_store(url, str(tmp_path / "copy.sqlite"))
    assert made == {name: len(rows) for name, rows in before.items()}
    copied = open_store(str(tmp_path / "copy.sqlite"))
    assert dump(copied) == before
    copied.dispose()
    with engine.begin() as connection:
        for table in reversed(tables_of(connection)):
            connection.execute(table.delete())
    copy_store(str(tmp_path / "copy.sqlite"), url)
    assert dump(engine) == before


def test_new_rows_of_a_copy_get_numbers_of_their_own(engine: Engine, url: str, tmp_path: Path) -> None:
    fill(engine)
    copy_store(url, str(tmp_path / "copy.sqlite"))
    with engine.begin() as connection:
        for table in reversed(tables_of(connection)):
            connection.execute(table.delete())
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER SEQUENCE frontier_task_id_seq RESTART"))
    copy_store(str(tmp_path / "copy.sqlite"), url)
    with write_session(engine) as session:
        assert add_discovered(session, "kabar", [Discovered("https://kabar.localhost/2", "list")], now=NOW) == 1


def test_a_copy_goes_nowhere_where_something_is(engine: Engine, url: str, tmp_path: Path) -> None:
    fill(engine)
    target = str(tmp_path / "copy.sqlite")
    copy_store(url, target)
    before = dump(open_store(target))
    with pytest.raises(NotEmpty, match="has rows in its table"):
        copy_store(url, target)
    assert dump(open_store(target)) == before


def test_a_copy_that_differs_is_refused(engine: Engine, url: str, tmp_path: Path) -> None:
    fill(engine)
    with engine.connect() as connection:
        claim = next(table for table in tables_of(connection) if table.name == "claim")
        whole = digest_of(connection, claim)
        connection.execute(text("UPDATE claim SET percentage = '99.2'"))  # the same number, other digits
        assert digest_of(connection, claim) != whole
        connection.rollback()

    def spoil(table: str, rows: int) -> None:
        if table == "claim" and rows:
            monkey.setattr("store.copies._word", lambda value: str(id(value)))

    with pytest.MonkeyPatch.context() as monkey, pytest.raises(CopyDiffers, match="is not the same in the copy"):
        copy_store(url, str(tmp_path / "copy.sqlite"), progress=spoil)


def test_a_backup_is_a_store_under_a_name_that_says_what_it_is(engine: Engine, url: str, tmp_path: Path) -> None:
    fill(engine)
    made = backup_store(url, tmp_path / "backups", now=datetime(2025, 6, 2, 3, 4, 5, tzinfo=UTC))
    assert made.name.endswith(f"-schema{REVISIONS[-1]}-20250602T030405Z.sqlite")
    assert dump(open_store(str(made), readonly=True)) == dump(engine)
    with pytest.raises(NotEmpty, match="is there already"):
        backup_store(url, tmp_path / "backups", now=datetime(2025, 6, 2, 3, 4, 5, tzinfo=UTC))


BREAKS = {
    "links": "UPDATE capture SET revision_id = 99",
    "claims": "UPDATE page SET withdrawn_at = added_at",
    "wordings": "UPDATE revision SET current = false",
    "extraction": "UPDATE capture SET status = ''",
    "frontier": "UPDATE frontier_task SET state = 'leased'",
    "findings": "DELETE FROM finding_claim",
    "schema": "DROP INDEX ix_finding_outcome_opened_at",
}


def test_a_sound_store_is_called_sound(engine: Engine) -> None:
    fill(engine)
    with write_session(engine) as session:
        save_report(session, report(article(url="https://kabar.localhost/2"), EXAMPLE), now=NOW)
    made = list(verify_store(engine))
    assert [one for one in made if one.wrong] == []
    assert {one.name for one in made} == BREAKS.keys() | {"database"}


@pytest.mark.parametrize("name", BREAKS)
def test_what_is_broken_is_named(engine: Engine, name: str) -> None:
    fill(engine)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys")  # inside a transaction it cannot be changed
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        elif name == "links":
            connection.execute(text("ALTER TABLE capture DROP CONSTRAINT fk_capture_revision_id"))
        connection.execute(text(BREAKS[name]))
        connection.commit()
    wrong = {one.name for one in verify_store(engine) if one.wrong}
    assert name in wrong
    with read_session(engine) as session:
        assert session.execute(text("SELECT count(*) FROM page")).scalar() == 1
