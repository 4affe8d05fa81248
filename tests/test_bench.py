"""The comparison with labelled articles: how figures are counted, what is recorded, when a floor is not reached."""

from __future__ import annotations

import json
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest


def load() -> ModuleType:
    """bench/score.py, which is no part of a package."""
    spec = spec_from_file_location("bench_score", Path(__file__).resolve().parents[1] / "bench" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = load()
A, B, C = (("https://a.example/1", "stunting", "62.02", "percentage", value) for value in ("14.2", "18.0", "9.9"))


@pytest.mark.parametrize(
    ("gold", "found", "f1"),
    [
        ([], [], 1.0),
        ([A], [A], 1.0),
        ([A, B], [A], 2 / 3),
        ([A], [B], 0.0),
        ([A, A], [A], 2 / 3),
        ([], [A], 0.0),
    ],
)
def test_f1(gold: list[tuple[str, ...]], found: list[tuple[str, ...]], f1: float) -> None:
    assert score.f1(Counter(gold), Counter(found)) == pytest.approx(f1)


def test_the_table_is_by_indicator_most_labelled_first() -> None:
    other = ("https://a.example/2", "pad_revenue", "62", "base", "100.0")
    table = score.by_indicator(Counter([A, B, other]), Counter([A, C]))
    assert list(table) == ["stunting", "pad_revenue"]
    assert table["stunting"] == (2, 2, 1, 0.5)
    assert table["pad_revenue"] == (1, 0, 0, 0.0)


def test_figures_have_names_that_say_nothing_and_stay_the_same() -> None:
    names = score.digests(Counter([A, A, B]))
    assert len(names) == 3
    assert sorted(names.values()) == sorted([A, A, B])
    assert set(score.digests(Counter([A]))) < set(names), "one of two equal figures keeps its name"


def test_a_third_of_all_addresses_is_held_out() -> None:
    share = sum(score.held_out(f"https://a.example/{n}") for n in range(3000)) / 3000
    assert 0.3 < share < 0.37


TOTALS = [(part, name) for part in ("building", "held out") for name in ("figure", "dated", "value", "claim")]


FINDINGS = {"recall": 1.0, "specificity": 1.0}
PAIRS = score.pairs.measures()


def record(f1: float) -> dict[str, object]:
    """A run in which every total is the same."""
    part = {"measures": {f"{name}.f1": f1 for name in score.TOTALS}, "right": [], "wrong": []}
    seeds = {"measures": {"dated.f1": f1, "claim.f1": f1, "articles_with_a_claim": 5.0}}
    return {
        "building": part,
        "held out": part,
        "seeds": seeds,
        "findings": {"measures": FINDINGS},
        "pairs": {"measures": PAIRS},
    }


@pytest.mark.parametrize(
    ("now", "last", "failures"),
    [
        (0.96, None, []),
        (0.94, None, ["seeds: dated.f1 is 0.9400, the floor 0.9500"]),
        (0.96, 0.96, []),
        (0.9598, 0.96, []),
        (0.959, 0.96, [f"{part}: {name}.f1 is 0.9590, the floor 0.9600" for part, name in TOTALS]),
    ],
)  # fmt: skip
def test_floors(now: float, last: float | None, failures: list[str]) -> None:
    assert score.floor_failures(record(now), None if last is None else record(last)) == failures


def test_findings_have_floors() -> None:
    missed = record(0.96) | {"findings": {"measures": FINDINGS | {"recall": 0.8333}}}
    assert score.floor_failures(missed, None) == ["findings: recall is 0.8333, the floor 0.8500"]


def test_pairs_have_floors() -> None:
    assert PAIRS["voices.unseen.recall"] >= 0.9
    missed = record(0.96) | {"pairs": {"measures": PAIRS | {"voices.unseen.recall": 0.6667}}}
    assert score.floor_failures(missed, None) == ["pairs: voices.unseen.recall is 0.6667, the floor 0.9000"]


def test_the_held_out_part_shows_totals_only(capsys: pytest.CaptureFixture[str]) -> None:
    names = {"aaa": A, "bbb": B}
    for part in ("building", "held out"):
        score.show_changes(part, {"right": ["aaa"], "wrong": []}, {"right": ["bbb"], "wrong": ["ccc"]}, names)
    building, held_out = capsys.readouterr().out.split("held out, figures right", 1)
    assert "+ https://a.example/1 stunting 62.02 percentage 14.2" in building
    assert "- a wrong figure that is no longer read" in building
    assert "1 gained, 1 lost" in held_out
    assert "example" not in held_out


def test_the_recorded_run_is_whole() -> None:
    recorded = json.loads((Path(score.__file__).parent / "score.json").read_text(encoding="utf-8"))
    assert set(recorded) == {"building", "held out", "seeds", "findings", "pairs"}
    assert recorded["seeds"]["measures"]["articles"] == 5


def test_over_the_labelled_articles(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labelled = score.read(shared / "articles/seeds.labels.jsonl")
    scorer = score.load(shared / "score.py")
    result, recorded, names = score.measure(scorer, labelled, labelled)
    assert recorded["measures"]["figure.f1"] == 1.0
    assert recorded["wrong"] == []
    assert len(recorded["right"]) == result["figures"] == len(names)
