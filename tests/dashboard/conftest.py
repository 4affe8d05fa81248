"""The dashboard over the small newsroom, as a client in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dashboard.app import create_app
from store.engine import open_store
from tests.dashboard.newsroom import OUTLETS, TODAY, build

Client = Callable[..., TestClient]


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom's store; nobody writes to it."""
    path = tmp_path_factory.mktemp("dashboard") / "store.sqlite"
    build(path)
    return path


def client_of(path: Path, **options: Any) -> TestClient:
    """A client of the dashboard over a store."""
    engine = open_store(str(path), readonly=True)
    app = create_app(engine, publishers=OUTLETS, clock=lambda: TODAY, **options)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=True)


@pytest.fixture(scope="session")
def client(store_file: Path) -> Iterator[TestClient]:
    """The dashboard over the newsroom."""
    with client_of(store_file) as made:
        yield made
