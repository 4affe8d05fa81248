"""`make nightly` in small: its steps are there, a step that fails fails the whole, and the soak sees what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load(name: str) -> ModuleType:
    """A program of bench/, which is no package."""
    spec = spec_from_file_location(f"bench_{name}", ROOT / "bench" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[f"bench_{name}"] = module
    spec.loader.exec_module(module)
    return module


nightly, soak = load("nightly"), load("soak")
SOUND: dict[str, Any] = {
    "fetch": {"fetched": 9, "read": 3},
    "pages": {"claims": 8, "soft_404": 1},
    "captures": {"claims": 8, "soft_404": 1},
    "revisions": {"current": 8},
    "articles": 9,
    "rows in fetch": 12,
    "rows in pages": 9,
    "rows in captures": 9,
    "rows in revisions": 8,
}


def test_every_step_is_a_program_that_there_is() -> None:
    steps = nightly.steps(pages=1, grown=20, claims=100, kills=1)
    assert {"soak", "growth of pages", "growth of claims", "checks", "dashboard"} < {step.name for step in steps}
    assert any("--kills" in step.command for step in steps)
    for step in steps:
        assert (ROOT / "bench" / step.command[0]).is_file()


@pytest.mark.parametrize(("code", "ends"), [(0, 0), (3, 1)])
def test_a_step_that_fails_fails_the_whole_and_the_others_are_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int, ends: int
) -> None:
    for name, ended in (("one.py", code), ("two.py", 0)):
        (tmp_path / name).write_text(f"import sys\nprint('sum')\nsys.exit({ended})\n")
    made = [nightly.Step(name, (f"{name}.py",)) for name in ("one", "two")]
    monkeypatch.setattr(nightly, "HERE", tmp_path)
    monkeypatch.setattr(nightly, "steps", lambda **_: made)
    assert nightly.main(["--out", str(tmp_path / "nightly.json")]) == ends
    told = capsys.readouterr().out
    assert told.count("sum\n") == 2
    assert ("FAILED (3)" in told) is bool(code)
    written = json.loads((tmp_path / "nightly.json").read_text())
    assert [(one["name"], one["code"], one["told"]) for one in written["steps"]] == [
        ("one", code, ["sum"]),
        ("two", 0, ["sum"]),
    ]


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"fetch": {"fetched": 9, "read": 2}}, ["fetch: {'fetched': 9, 'read': 2} do not add up to 12"]),
        (
            {"revisions": {"current": 7, "older": 2}, "rows in revisions": 9},
            ["revisions: 9, not 8"],
        ),
        ({"captures": {"claims": 7, "pending": 1, "soft_404": 1}}, ["1 captures were never read"]),
        ({"articles": 8}, ["articles: 8, not 8 and 1 that is gone"]),
    ],
)
def test_the_soak_sees_a_sum_that_is_wrong(changed: dict[str, Any], wrong: list[str]) -> None:
    assert soak.wrong_sums(SOUND | changed, 8, {"a": "done"}) == wrong


def test_the_soak_sees_a_crawl_that_did_not_end_well() -> None:
    assert soak.wrong_sums(SOUND, 8, {"a": "done", "b": "failed"}) == ["crawl of b: failed"]


@pytest.mark.parametrize(
    ("rss", "files", "wal", "wrong"),
    [
        ([200.0] * 64, [20] * 64, [4.0] * 64, ""),
        ([200.0] * 32 + [240.0] * 32, [20] * 64, [4.0] * 64, ""),
        ([200.0] * 32 + [400.0] * 32, [20] * 64, [4.0] * 64, "memory grew from 200 to 400 MB"),
        ([200.0] * 64, [20] * 32 + [60] * 32, [4.0] * 64, "open files grew from 20 to 60"),
        ([200.0] * 64, [20] * 64, [4.0] * 63 + [99.0], "the write-ahead log had 99 MB, more than 64"),
        ([200.0, 900.0], [20, 90], [4.0, 4.0], ""),  # too short to say
    ],
)
def test_the_soak_sees_what_grows(rss: list[float], files: list[int], wal: list[float], wrong: str) -> None:
    stage = soak.Stage("read", rss, files, wal, 1.0)
    assert stage.faults() == ([f"read: {wrong}"] if wrong else [])


def test_a_small_soak() -> None:
    command = [sys.executable, "-P", str(ROOT / "bench" / "soak.py"), "--pages", "40"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "revisions: 40 current = 40" in done.stdout


def test_a_part_of_the_benchmark_leaves_the_others_as_they_were(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    bench = load("bench")
    rows = [{"size": size, "cpu": size / 1000, "peak_mb": 100, "disk_mb": 1.0} for size in (10, 100)]
    monkeypatch.setattr(bench, "grow_pages", lambda sizes: rows)
    monkeypatch.setattr(bench, "grow_claims", lambda sizes: {"rows": [], "exponents": {"cpu": 2.0}})
    out, page = tmp_path / "bench.json", tmp_path / "benchmark.md"
    for part in ("pages", "claims"):
        monkeypatch.setattr(sys, "argv", ["bench.py", "--only", part, "--out", str(out), "--table", str(page)])
        assert bench.main() == 0
    made = json.loads(out.read_text())
    assert set(made["measured"]) == set(made["seconds"]) == {"pages", "claims"}
    assert (made["exponents"]["pages"]["cpu"], made["exponents"]["claims"]["cpu"]) == (1.0, 2.0)
    assert "The programs were not measured." in page.read_text()
    assert "| 100 | 0.1 | 1.0 | 100 | 1.0 |" in page.read_text(), "the part that was measured first is still there"
