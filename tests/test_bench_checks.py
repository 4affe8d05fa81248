"""The bench of cross-checking: archives like those of real news, and measures that can be read back."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from crosscheck.engine import check, touched_groups
from models.values import Outcome

BENCH = Path(__file__).resolve().parents[1] / "bench"


def load(name: str) -> ModuleType:
    """A program of bench/, which is no package."""
    spec = spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


archive, checks = load("archive"), load("checks")


@pytest.mark.parametrize("count", [1, 7, 500])
def test_as_many_claims_as_asked_for(count: int) -> None:
    made = archive.reports(count)
    assert sum(len(report.claims) for report in made) == count
    assert len({report.url for report in made}) == len(made)
    assert archive.reports(count) == made


def test_an_archive_is_like_real_news() -> None:
    made = archive.reports(4_000)
    claims = [claim for report in made for claim in report.claims]
    places = {claim.place for claim in claims}
    assert len({place[:2] for place in places if place}) >= 2
    assert len(places) > 20
    assert len({claim.indicator for claim in claims}) == len(archive.TOPICS)
    assert len({report.publisher for report in made}) > 20
    assert {len(str(claim.as_of)) for claim in claims} == {7, 10}  # days, months and quarters
    findings = check(made)
    rules = {finding.rule for finding in findings if finding.outcome is Outcome.INCONSISTENT}
    assert rules >= {"percentage_vs_counts", "outlets_disagree", "went_backwards"}
    agree = sum(finding.outcome is not Outcome.INCONSISTENT for finding in findings)
    assert agree > 0.9 * len(findings)


def test_larger_archives_have_more_days_and_more_places() -> None:
    small, large = (archive.reports(count) for count in (1_000, 16_000))
    assert (large[-1].published - large[0].published) > 2 * (small[-1].published - small[0].published)
    assert len({r.claims[0].place for r in large}) > len({r.claims[0].place for r in small})


def test_new_articles_are_laid_beside_what_is_there() -> None:
    there = {group for report in archive.reports(3_000) for group in touched_groups(report)}
    new = archive.late_reports(3_000, 20)
    assert len({report.url for report in new}) == 20
    assert sum(bool(there & touched_groups(report)) for report in new) > 15


@pytest.mark.parametrize(("seconds", "slope"), [([1.0, 2.0, 4.0], 1.0), ([1.0, 4.0, 16.0], 2.0), ([3.0, 3.0, 3.0], 0)])
def test_growth_is_the_slope(seconds: list[float], slope: float) -> None:
    assert checks.exponent([100, 200, 400], seconds) == pytest.approx(slope)


def test_a_size_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.main(["--one-size", "300"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["claims"] == 300
    assert row["findings"] > 200
    assert row["beside_articles"] > 0
    assert 0 < row["one_cpu"] <= row["one_cpu_p95"]
    assert row["full_cpu"] > 0


ROW = {
    "claims": 1_000, "full_cpu": 1.0, "full_clock": 2.0, "findings": 1_500, "inconsistent": 12, "one_cpu": 0.01,
    "one_cpu_p95": 0.02, "beside_articles": 40, "peak_mb": 90,
}  # fmt: skip


@pytest.mark.parametrize(
    ("larger", "code", "told"),
    [
        ({"full_cpu": 10.5, "one_cpu": 0.03, "peak_mb": 400}, 0, "growth exponent of one article: 0.477"),
        ({"full_cpu": 10.5, "one_cpu": 0.03, "peak_mb": 4_000}, 0, "growth exponent of peak memory: 1.648"),
        ({"full_cpu": 40.0, "one_cpu": 0.03, "peak_mb": 400}, 1, "WRONG: full check grows with an exponent of 1.602"),
        ({"full_cpu": 10.5, "one_cpu": 1.0, "peak_mb": 400}, 1, "WRONG: one article grows with an exponent of 2.0"),
    ],
)
def test_what_grows_too_fast_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], larger: dict[str, float], code: int, told: str
) -> None:
    rows = [ROW, ROW | {"claims": 10_000} | larger]
    monkeypatch.setattr(checks, "measured", lambda _: {"rows": rows, "exponents": checks.exponents(rows)})
    assert checks.main([]) == code
    assert told in capsys.readouterr().out
    assert checks.main(["--json"]) == code
    assert json.loads(capsys.readouterr().out)["rows"][1]["claims"] == 10_000


def test_one_size_alone_has_no_growth() -> None:
    assert checks.exponents([ROW]) == {}
    assert not any("growth" in line for line in checks.lines({"rows": [ROW], "exponents": {}}))
