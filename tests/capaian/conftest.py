"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.wire import report_from
from store.engine import open_store, write_session
from store.imports import save_reports
from tests.capaian.made import AGREES, DISAGREES, FORMULA
from tests.capaian.run import Program


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The program, in an empty folder of its own and without settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("CAPAIAN_STORE", "CAPAIAN_ARCHIVE", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return Program(capsys, monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three invented claims."""
    path = tmp_path / "room" / "store.sqlite"
    engine = open_store(str(path), create=True)
    with write_session(engine) as session:
        save_reports(session, [report_from(row) for row in (AGREES, DISAGREES, FORMULA)])
    engine.dispose()
    return path
