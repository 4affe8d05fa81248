"""The bench of cross-checking: as many claims as asked for, and measures that can be read back."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


def load() -> ModuleType:
    """bench/checks.py, which is no part of a package."""
    spec = spec_from_file_location("bench_checks", Path(__file__).resolve().parents[1] / "bench" / "checks.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


checks = load()


@pytest.mark.parametrize("count", [1, 7, 500])
def test_as_many_claims_as_asked_for(count: int) -> None:
    made = checks.reports(count)
    assert sum(len(report.claims) for report in made) == count
    assert len({report.url for report in made}) == len(made)
    assert checks.reports(count) == made


@pytest.mark.parametrize(("seconds", "slope"), [([1.0, 2.0, 4.0], 1.0), ([1.0, 4.0, 16.0], 2.0), ([3.0, 3.0, 3.0], 0)])
def test_growth_is_the_slope(seconds: list[float], slope: float) -> None:
    assert checks.exponent([100, 200, 400], seconds) == pytest.approx(slope)


def test_measures_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["--sizes", "200,400", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [row["claims"] for row in result["rows"]] == [200, 400]
    assert all(row["findings"] > row["claims"] / 2 for row in result["rows"])
    assert isinstance(result["growth_exponent"], float)
    assert checks.main(["--sizes", "200"]) == 0
    told = capsys.readouterr().out
    assert "200" in told
    assert "growth exponent" not in told
