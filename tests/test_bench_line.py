"""The row of the whole line in `make bench`: CPU time of its parts, and what two idle cores would make of it."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parent.parent / "bench"


def _row(cpu: float, parts: dict[str, float]) -> dict[str, object]:
    return {"pages": 1_000, "cpu": cpu, "seconds": 1.25 * cpu, "claims": 1_400, "cpu_parts": parts}


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
        ({"crawl": 4.0, "workers": 14.0, "writer": 1.0, "server": 1.0}, 100.0),  # 20 s on two cores
        ({"crawl": 4.0, "workers": 1.0, "writer": 10.0, "server": 0.0}, 100.0),  # the writer is one process
        ({"crawl": 10.0, "workers": 1.0, "writer": 1.0, "server": 0.0}, 100.0),  # so is the crawl
    ],
)
def test_the_line_has_both_cores_and_its_ratio_is_that_of_its_round(
    monkeypatch: pytest.MonkeyPatch, parts: dict[str, float], idle: float
) -> None:
    monkeypatch.syspath_prepend(str(BENCH))
    bench = loaded("bench")
    slow, fast = ({name: factor * spent for name, spent in parts.items()} for factor in (2, 0.5))
    rows = [_row(32.0, slow), _row(16.0, parts), _row(8.0, fast)]
    made = bench._of_line(rows, [0.012, 0.006, 0.003])
    told = {"claims": 1_400, "parts": parts, "idle": idle, "bare": 166.7}
    assert made == told | {"of_bare": 0.3, "idle_of_bare": 0.6}
