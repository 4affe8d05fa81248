"""`capaian check FILE`: findings over reports and labels, for people and for machines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from tests.capaian.made import AGREES, DISAGREES, jsonl, report
from tests.capaian.run import Program, fails


def test_labels_that_disagree_are_shown_with_their_sum(run: Program, tmp_path: Path) -> None:
    told = run("check", jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES))
    assert (told.code, told.err) == (0, "")
    assert "percentage_vs_counts" in told.out
    assert "94510 / 96071" in told.out
    assert "https://dua.example/b" in told.out
    assert "https://satu.example/a" not in told.out
    assert " comparisons of 2 claims in 2 articles:" in told.out.splitlines()[-2]


def test_blocks_fit_80_columns(run: Program, tmp_path: Path) -> None:
    rows = [report(f"https://{n}.example/a", percentage=50 + n, achieved=94510, base=96071) for n in range(5)]
    told = run("check", "--all", jsonl(tmp_path / "labels.jsonl", *rows))
    assert max(map(len, told.out.splitlines())) <= 80


def test_agreeing_labels_give_no_block(run: Program, tmp_path: Path) -> None:
    told = run("check", jsonl(tmp_path / "labels.jsonl", AGREES), "--fail-on", "inconsistent")
    assert told.code == 0
    assert len(told.out.splitlines()) == 2


@pytest.mark.parametrize(("options", "code"), [([], 0), (["--fail-on", "inconsistent"], ExitCode.FINDINGS)])
def test_fail_on_decides_the_exit_code(run: Program, tmp_path: Path, options: list[str], code: int) -> None:
    assert run("check", jsonl(tmp_path / "labels.jsonl", DISAGREES), *options).code == code


def test_json_is_one_finding_a_line_in_the_form_of_the_contract(run: Program, tmp_path: Path) -> None:
    told = run("check", "--json", jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES))
    findings = [json.loads(line) for line in told.out.splitlines()]
    assert {finding["outcome"] for finding in findings} == {"inconsistent"}
    one = next(finding for finding in findings if finding["rule"] == "percentage_vs_counts")
    assert one["severity"] in {"low", "medium", "high"}
    assert set(one["message"]) == {"id", "en"}
    (side,) = one["claims"]
    assert (side["url"], side["place"], side["quote"]) == ("https://dua.example/b", "62.03", None)
    assert side["figures"]["base"]["value"] == 96071


def test_all_gives_every_outcome(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES)
    some = run("check", "--json", file).out.splitlines()
    every = run("check", "--json", "--all", file).out.splitlines()
    assert set(some) < set(every)
    outcomes = {json.loads(line)["outcome"] for line in every}
    assert outcomes <= {"consistent", "rounding", "inconsistent", "cannot_tell"}
    assert {"consistent", "inconsistent"} <= outcomes


def test_the_last_lines_add_up(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES)
    every = [json.loads(line)["outcome"] for line in run("check", "--json", "--all", file).out.splitlines()]
    last = run("check", file).out.splitlines()[-2:]
    counts = ", ".join(
        f"{every.count(outcome)} {outcome.replace('_', ' ')}"
        for outcome in ("consistent", "rounding", "inconsistent", "cannot_tell")
    )
    assert last == [f"{len(every)} comparisons of 2 claims in 2 articles:", f"{counts}."]


def test_twice_the_same(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES)
    assert run("check", "--json", "--all", file) == run("check", "--json", "--all", file)


def test_sentences_in_indonesian(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "labels.jsonl", DISAGREES)
    (finding,) = [json.loads(line) for line in run("check", "--json", file).out.splitlines()]
    shown = " ".join(run("check", "--lang", "id", file).out.split())
    assert finding["message"]["id"] in shown
    assert finding["message"]["en"] not in shown
    assert "94.510 / 96.071 = 98,38%, tertulis 89,7%" in shown


@pytest.mark.parametrize(("lang", "says"), [("id", "menurut Borneonews"), ("en", "according to Borneonews")])
def test_outlets_are_named(run: Program, tmp_path: Path, lang: str, says: str) -> None:
    rows = [report(f"https://{n}.example/a", percentage=57 + 20 * n, achieved=1, base=2) for n in range(2)]
    for row in rows:
        row["claims"][0] |= {"achieved": None, "base": None, "as_of": "2025-03-04"}  # type: ignore[index]
    shown = " ".join(run("check", "--lang", lang, jsonl(tmp_path / "labels.jsonl", *rows)).out.split())
    assert says in shown


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "bad.jsonl is empty"),
        (b"\x89PNG\0", "bad.jsonl is binary; JSON Lines or an HTML page (.html) is expected"),
        (b'{"claims": []}', "bad.jsonl, line 1: a report lacks its 'url'"),
        (
            b'{"url": "a", "text": "b"}',
            "bad.jsonl, line 1: a report lacks its 'claims'; run `capaian extract` on it first",
        ),
        (b'{"url": "a", "claims": [{}]}', "bad.jsonl, line 1: a claim lacks its 'indicator'"),
        (
            b'{"url": "a", "claims": [{"indicator": "stunting", "percentage": {"value": "x"}}]}',
            "bad.jsonl, line 1: percentage should be a number, and is 'x'",
        ),
        (
            b'{"url": "a", "claims": [{"indicator": "stunting", "as_of": "2024-13"}]}',
            "bad.jsonl, line 1: as_of: '2024-13' is no period: there is no such day or month",
        ),
    ],
)  # fmt: skip
def test_bad_reports(run: Program, tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "bad.jsonl").write_bytes(content)
    fails(run("check", "bad.jsonl"), ExitCode.BAD_INPUT, sentence)


def test_a_bad_line_7_shows_nothing_and_says_line_7(run: Program, tmp_path: Path) -> None:
    rows = [json.dumps(DISAGREES).encode()] * 6
    (tmp_path / "bad.jsonl").write_bytes(b"\n".join([*rows, b"{]"]))
    told = run("check", "bad.jsonl")
    assert (told.code, told.out) == (ExitCode.BAD_INPUT, "")
    assert told.err.startswith("capaian: bad.jsonl, line 7: not JSON: ")
