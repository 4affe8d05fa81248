"""The migrated schema is the one that the models describe; up and down with data; from any folder."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from models.columns import NAMING
from models.tables import Table
from store.engine import open_store, upgrade_store, write_session
from store.errors import SchemaOlder
from store.findings import save_findings
from store.frontier import Discovered, add_discovered
from store.migrate import APPLICATION_ID, REVISIONS, alembic_config, revision_of
from store.readings import keep_article, stored_articles
from store.reviews import note
from store.runs import start_run
from store.search import TABLE as SEARCH
from store.sources import enable
from store.sql import FORGOTTEN
from store.summaries import keep_summaries
from tests.store.examples import EXAMPLE, NOW, article, capture, dump, extract, finding, report

ROOT = Path(__file__).resolve().parents[2]


def fill(engine: Engine) -> None:
    """At least one row in every table."""
    with write_session(engine) as session:
        run = start_run(session, kind="crawl", sources=["kabar"], now=NOW)
        enable(session, "kabar", by="Sari", because="asked for it", now=NOW)
        add_discovered(session, "kabar", [Discovered("https://kabar.localhost/", "list")], now=NOW)
        extract(session, capture(session, run_id=run.id)[0], article(), EXAMPLE)
        (stored,) = stored_articles(session, 1, version="2")
        keep_article(session, stored, report(article(), EXAMPLE, extractor="2"), now=NOW)
        save_findings(session, [finding()], run_id=run.id, when=NOW)
        note(session, finding_id="f1", by="Sari", said="asked the office", now=NOW)
        row = {"salt": "s", "digest": "d", "words": 2, "parts": "[]", "because": None, "counts": "{}", "at": NOW}
        session.execute(FORGOTTEN.insert().values(row))
    keep_summaries(engine)


def not_search(name: str | None, kind: str, _parents: object) -> bool:
    """Whether alembic compares it: not the search index, which is no table of the models."""
    return not (kind == "table" and (name or "").startswith(SEARCH))


def differences(connection: Connection) -> list[object]:
    options = {"compare_type": True, "compare_server_default": True, "include_name": not_search}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, Table.metadata))


def statements(path: Path) -> dict[str, list[str]]:
    """What made each table and index, its parts sorted (their order says nothing: a new column stands behind all)."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return {
        name: sorted(filter(None, (part.strip(" \t") for part in re.split(r",(?![^(]*\))|\n", sql))))
        for name, sql in rows
        if name != "alembic_version" and not name.startswith(SEARCH)
    }


def test_the_migrated_schema_is_that_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) == []
        connection.execute(text("ALTER TABLE page ADD COLUMN extra INTEGER"))  # the counter-example is noticed
        assert len(differences(connection)) == 1
        connection.rollback()


def test_the_migrated_schema_is_that_of_the_models_to_the_letter(path: Path, tmp_path: Path) -> None:
    # alembic compares no CHECK and no partial index; the statements that SQLite keeps do
    made = tmp_path / "made.sqlite"
    engine = create_engine(f"sqlite:///{made}")
    Table.metadata.create_all(engine)
    engine.dispose()
    assert statements(path) == statements(made)
    assert any("CHECK (state IN" in line for line in statements(path)["frontier_task"])


def test_every_constraint_has_a_name() -> None:
    assert Table.metadata.naming_convention == NAMING
    for table in Table.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, table.name
        for index in table.indexes:
            assert index.name, table.name


def test_the_list_of_revisions_is_that_of_the_scripts(engine: Engine) -> None:
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
        assert revision_of(connection) == REVISIONS[-1] == scripts.get_current_head()
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def test_down_and_up_again_with_data(engine: Engine) -> None:
    fill(engine)
    assert all(dump(engine).values()), "every table has a row"
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
        assert differences(connection) == []
    fill(engine)
    assert all(dump(engine).values())


@pytest.mark.parametrize("older", REVISIONS[:-1])
def test_an_older_store_keeps_its_rows(engine: Engine, older: str) -> None:
    fill(engine)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), older)
        kept = set(inspect(connection).get_table_names()) - {"alembic_version"}
        before = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in sorted(kept)}
        assert before["finding"]
        command.upgrade(alembic_config(connection), "head")
        after = {name: connection.execute(text(f'SELECT * FROM "{name}"')).all() for name in sorted(kept)}
        assert differences(connection) == []
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after["finding"] == before["finding"]


def test_migrating_twice_changes_nothing(url: str) -> None:
    engine = open_store(url, create=True)
    fill(engine)
    before = dump(engine)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    engine.dispose()
    again = open_store(url, create=True)
    assert dump(again) == before
    again.dispose()


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DELETE FROM alembic_version")
        connection.execute("DROP TABLE frontier_task")  # the first tables will exist already: the upgrade breaks
    before = statements(path)
    with pytest.raises(OperationalError, match="already exists"):
        upgrade_store(str(path))
    assert statements(path) == before


def test_nobody_migrates_an_older_store_by_opening_it(engine: Engine, url: str) -> None:
    fill(engine)
    before = dump(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0000')"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("store.migrate.REVISIONS", ("0000", *REVISIONS))
        for create in (False, True):
            with pytest.raises(SchemaOlder, match="`capaian db upgrade`"):
                open_store(url, create=create)
        open_store(url, any_schema=True).dispose()
    assert dump(engine) == before


def test_our_files_say_whose_they_are(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_migrations_run_from_an_installed_copy_in_another_folder(tmp_path: Path) -> None:
    # what a wheel would hold: modules, and the kinds of data files that pyproject.toml names
    installed = tmp_path / "site"
    kinds = {".py", ".mako", ".ini", ".toml", ".csv", ".txt"}
    for package in ("models", "store"):
        for file in (ROOT / package).rglob("*"):
            if file.suffix in kinds:
                target = installed / file.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    made = tuple(str(installed / package / "__init__.py") for package in ("store", "models"))
    code = (
        "import models, store, store.engine\n"
        f"assert (store.__file__, models.__file__) == {made!r}, store.__file__\n"
        "engine = store.engine.open_store('a.sqlite', create=True)\n"
        "assert engine.connect().exec_driver_sql('SELECT count(*) FROM claim').scalar() == 0"
    )
    run = run_in(elsewhere, "-c", code, path=installed)
    assert run == ""
    assert (elsewhere / "a.sqlite").exists()


def test_a_developer_writes_the_next_revision_and_a_store_with_data_follows(tmp_path: Path) -> None:
    project, store = tmp_path / "project", tmp_path / "dev.sqlite"
    engine = open_store(str(store), create=True)
    fill(engine)
    before = dump(engine)
    engine.dispose()
    for package in ("models", "store"):
        shutil.copytree(ROOT / package, project / package, ignore=shutil.ignore_patterns("__pycache__"))
    url_line = "    canonical_url: str = Field(unique=True)\n"
    replace_in(
        project / "models/tables.py", url_line, f"{url_line}    note: str | None = Field(default=None, index=True)\n"
    )

    last = REVISIONS[-1]
    new = f"{int(last) + 1:04d}"
    arguments = ["-c", "store/alembic.ini", "-x", f"url={store}", "revision", "--autogenerate", "--rev-id", new]
    run_in(project, "-m", "alembic", *arguments, "-m", "a note")
    (script,) = (project / "store/migrations/versions").glob(f"{new}_*.py")
    column = "batch_op.add_column(sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=True))"
    assert column in script.read_text()

    replace_in(project / "store/migrate.py", f'"{last}")', f'"{last}", "{new}")')
    opens = f"from store.engine import open_store; open_store({str(store)!r}, create={{}})"
    assert "SchemaOlder" in run_in(project, "-c", opens.format(False), fails=True)
    assert "`capaian db upgrade`" in run_in(project, "-c", opens.format(True), fails=True)
    run_in(project, "-c", f"from store.engine import upgrade_store; upgrade_store({str(store)!r})")
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT note FROM page").fetchall() == [(None,)]
        connection.execute(f"UPDATE alembic_version SET version_num = '{last}'")
        connection.commit()
    after = dump(open_store(str(store)))
    assert after == before


def replace_in(file: Path, old: str, new: str) -> None:
    source = file.read_text()
    assert source.count(old) == 1
    file.write_text(source.replace(old, new))


def run_in(folder: Path, *arguments: str, fails: bool = False, path: Path | None = None) -> str:
    """Run Python in the folder with the copy of the project there, or at `path`, and answer what it said on stderr."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(path or folder), os.environ.get("PYTHONPATH", "")])}
    run = subprocess.run([sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert (run.returncode != 0) is fails, run.stderr
    return run.stderr
