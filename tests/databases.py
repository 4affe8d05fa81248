"""Fixtures: a fresh store for every test, as an SQLite file and on the server that CAPAIAN_TEST_POSTGRES names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from store.engine import open_store

POSTGRES = "CAPAIAN_TEST_POSTGRES"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store that the tests copy: migrating takes a tenth of a second."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    open_store(str(path), create=True).dispose()
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """An empty store of the newest schema, as a file."""
    return Path(shutil.copy(template, tmp_path / "store.sqlite"))


@pytest.fixture(scope="session")
def server() -> str:
    """The address of a PostgreSQL server where tests make databases; they are skipped, visibly, where none is named."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server; `.ci/postgres make test` starts one")
    return url


@pytest.fixture(scope="session")
def postgres_template(server: str) -> Iterator[str]:
    """The name of a database with an empty store that the tests copy."""
    name = f"capaian_template_{os.getpid()}"
    _admin(server, f"CREATE DATABASE {name}")
    open_store(_at(server, name), create=True).dispose()
    yield name
    _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres(server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    yield from _database(server, "template0")


@pytest.fixture
def postgres_store(server: str, postgres_template: str) -> Iterator[str]:
    """The address of a PostgreSQL database with an empty store in it."""
    yield from _database(server, postgres_template)


def _database(server: str, template: str) -> Iterator[str]:
    name = f"capaian_test_{os.getpid()}"
    _admin(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _at(server, name)
    _admin(server, f"DROP DATABASE {name} WITH (FORCE)")


def _at(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _admin(server: str, statement: str) -> None:
    """CREATE and DROP DATABASE, which run in no transaction."""
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty store in each of the two databases."""
    address = request.getfixturevalue("path" if request.param == "sqlite" else "postgres_store")
    return str(address)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An open, empty store in each of the two databases."""
    opened = open_store(url, create=True)
    yield opened
    opened.dispose()
