"""Running the program as its user does, within the test's process."""

from __future__ import annotations

import hashlib
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import capaian.cli  # noqa: F401  before a test puts anything in the place of a command
from capaian.__main__ import main


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: exit code, what it printed, and what it said beside that."""

    code: int
    out: str
    err: str


class Program:
    """`run("check", file)` runs `capaian check FILE` in a folder of the test's own, and gives what it told."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: object, stdin: bytes | None = None) -> Told:
        if stdin is not None:
            self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        told = self._capsys.readouterr()
        return Told(code, told.out, told.err)


def fails(told: Told, code: int, sentence: str) -> None:
    """Assert that a command failed as it should: its code, its one sentence, nothing on stdout, no traceback."""
    assert (told.code, told.err) == (code, f"capaian: {sentence}\n")
    assert told.out == ""


def digest(folder: Path) -> dict[str, str]:
    """What a folder holds, file by file: to see that a failed command changed nothing.

    Left out are the index of SQLite's write-ahead log and an empty log: a reader makes them, and they hold nothing.
    """
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".sqlite-shm"
        and not (path.suffix == ".sqlite-wal" and not path.stat().st_size)
    }
