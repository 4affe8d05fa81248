"""The row of the whole line in `make bench`: CPU time of its parts, and what two idle cores would make of it."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parent.parent / "bench"


def _row(cpu: float, parts: dict[str, float]) -> dict[str, object]:
    return {"pages": 1_000, "cpu": cpu, "claims": 1_400, "cpu_parts": parts}


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
    spec = spec_from_file_location("bench_of_programs", BENCH / "bench.py")
    assert spec is not None
    assert spec.loader is not None
    bench = module_from_spec(spec)
    spec.loader.exec_module(bench)
    made = bench._of_line([_row(99.0, {"crawl": 99.0}), _row(16.0, parts), _row(1.0, {"crawl": 1.0})])
    assert made == {"claims": 1_400, "parts": parts, "idle": idle}
