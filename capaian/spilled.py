"""Findings in the order in which they are shown, however many: all but the last few thousand wait in a file."""

from __future__ import annotations

import heapq
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import Any

from crosscheck.engine import in_order, order_of
from models.values import Claim, Conflict, Evidence, Figure, Finding, Side, Target
from store.sql import batches

IN_MEMORY = 2_000
"""Findings, of some KB each, that wait in memory."""
TOGETHER = 20
"""Findings that are written and read at once."""


_NAMES: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (Finding, Side, Claim, Figure, Target, Conflict, Evidence)
}


def _made(kind: type[Any], values: tuple[object, ...]) -> object:
    one: object = object.__new__(kind)
    for name, value in zip(_NAMES[kind], values, strict=True):
        object.__setattr__(one, name, value)
    return one


def _taken_apart(one: object) -> tuple[Callable[..., object], tuple[object, ...]]:
    """How a value is written: what the library makes of a frozen dataclass takes several times as long."""
    kind = type(one)
    return _made, (kind, tuple(getattr(one, name) for name in _NAMES[kind]))


_WRITTEN = dict.fromkeys(_NAMES, _taken_apart)


class Findings:
    """Findings that are added in any order and come out in that of `check`, as often as they are asked for.

    The file has no name and is gone with the process: nobody else can write what is read back from it.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # it is open as long as this is
        self._runs: list[tuple[int, int]] = []
        self._waiting: list[Finding] = []

    def add(self, found: Iterable[Finding]) -> None:
        """Take some more."""
        self._waiting += found
        if len(self._waiting) >= IN_MEMORY:
            start = self._file.seek(0, 2)
            for some in batches(in_order(self._waiting), TOGETHER):
                pickler = pickle.Pickler(self._file, protocol=pickle.HIGHEST_PROTOCOL)
                pickler.dispatch_table = _WRITTEN
                pickler.dump(some)
            self._runs.append((start, self._file.tell()))
            self._waiting = []

    def __iter__(self) -> Iterator[Finding]:
        yield from heapq.merge(*(self._run(*run) for run in self._runs), in_order(self._waiting), key=order_of)

    def _run(self, at: int, end: int) -> Iterator[Finding]:
        while at < end:
            self._file.seek(at)
            some: list[Finding] = pickle.load(self._file)
            at = self._file.tell()
            yield from some
