"""A fresh store for every test: an SQLite file, and the PostgreSQL database that CAPAIAN_TEST_POSTGRES says to wipe."""

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


@pytest.fixture
def postgres() -> str:
    """The address of an empty PostgreSQL database; the test is skipped, visibly, where none is named."""
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"{POSTGRES} names no database that the tests may wipe")
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


# the tests of PostgreSQL alone say that they were skipped; the others need not say so once each
@pytest.fixture(params=["sqlite", "postgresql"] if os.environ.get(POSTGRES) else ["sqlite"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty store in each of the two databases."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("path"))
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An open, empty store in each of the two databases."""
    opened = open_store(url, create=True)
    yield opened
    opened.dispose()
