"""The measuring of pages: its store is served, every page of it answers, and what is over a limit is told."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


def load() -> ModuleType:
    """bench/dashboard.py, which is no part of a package."""
    spec = spec_from_file_location("bench_dashboard", Path(__file__).resolve().parents[1] / "bench" / "dashboard.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look up their annotations
    spec.loader.exec_module(module)
    return module


pages = load()


def test_every_page_of_a_made_up_store_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pages.json"
    code = pages.main(["--claims", "1200", "--visits", "1", "--json", str(out), "--store", str(tmp_path / "a.sqlite")])
    told = json.loads(out.read_text(encoding="utf-8"))
    assert code == 0
    assert {row["status"] for row in told["pages"]} == {200}
    assert len(told["pages"]) > 20
    assert all(row["kb"] > 0 for row in told["pages"])
    assert len(capsys.readouterr().out.splitlines()) == len(told["pages"]) + 2


@pytest.mark.parametrize(
    ("p95", "kb", "status", "holds"),
    [(100.0, 150.0, 200, True), (100.1, 1.0, 200, False), (1.0, 150.1, 200, False), (1.0, 1.0, 500, False)],
)
def test_the_limits(p95: float, kb: float, status: int, holds: bool) -> None:
    assert pages.Measured("x", 1.0, 1.0, p95, 999.0, kb, status).holds is holds


@pytest.mark.parametrize(("times", "p95"), [([5.0], 5.0), ([1.0] * 19 + [9.0], 1.0), ([1.0] * 18 + [9.0] * 2, 9.0)])
def test_what_95_of_100_stay_under(times: list[float], p95: float) -> None:
    assert pages.p95(times) == p95
