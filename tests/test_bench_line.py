"""The row of the whole line in `make bench`: CPU time of its parts, and what two idle cores would make of it."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parent.parent / "bench"


def _row(cpu: float, parts: dict[str, float]) -> dict[str, object]:
    return {"pages": 1_000, "cpu": cpu, "claims": 1_400, "cpu_parts": parts}


def loaded(name: str) -> ModuleType:
    spec = spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_row_is_measured_by_a_method_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    asked = loaded("bench").CRAWLS.values()
    assert sorted(asked) == sorted(loaded("crawl").METHODS)


@pytest.mark.parametrize(
    ("parts", "idle"),
    [
        ({"crawl": 4.0, "workers": 11.0, "writer": 1.0}, 100.0),  # 4 s, then 12 s on two cores
        ({"crawl": 4.0, "workers": 1.0, "writer": 6.0}, 100.0),  # the writer is one process
    ],
)
def test_the_crawl_has_one_core_and_then_the_reading_both(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, float], idle: float
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    bench = loaded("bench")
    made = bench._of_line([_row(99.0, {"crawl": 99.0}), _row(16.0, parts), _row(1.0, {"crawl": 1.0})])
    assert made == {"claims": 1_400, "parts": parts, "idle": idle}
