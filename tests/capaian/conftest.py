"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.capaian.run import Program


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Program:
    """The program, in an empty folder of its own and without settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in ("CAPAIAN_STORE", "CAPAIAN_ARCHIVE", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return Program(capsys, monkeypatch)
