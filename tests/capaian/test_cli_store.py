"""`capaian claims`, `export`, `check` over a store, and `doctor`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from store.engine import open_store, read_session
from store.findings import findings
from tests.capaian.made import AGREES, DISAGREES, FORMULA, jsonl
from tests.capaian.run import Program, digest, fails


def test_claims_are_a_table_newest_first(run: Program, store: Path) -> None:
    told = run("claims", "--store", store)
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["place", "indicator", "as", "of", "figures", "outlet"]
    assert told.out.index("2025-03") < told.out.index("2025-02")
    assert "98,4 %, 94.510" in told.out
    assert "Borneonews" in told.out
    assert "borneonews" not in told.out, "outlets stand by their names"


@pytest.mark.parametrize(
    ("options", "urls"),
    [
        ([], {"satu", "dua", "tiga"}),
        (["--place", "62.03"], {"dua"}),
        (["--place", "Kotim"], {"satu", "tiga"}),
        (["--place", "62"], {"satu", "dua", "tiga"}),
        (["--since", "2025-03-31"], {"satu", "dua"}),
        (["--since", "2025-04-01"], set()),
        (["--until", "2025-02-28"], {"tiga"}),
        (["--indicator", "stunting"], set()),
        (["--indicator", "ektp_recording", "--limit", "1"], None),
        (["--publisher", "borneonews"], {"satu", "dua", "tiga"}),
        (["--publisher", "Borneonews"], {"satu", "dua", "tiga"}),
        (["--publisher", "prokalteng"], set()),
        (["--official", "Bupati"], {"tiga"}),
        (["--official", "Wakil Bupati"], set()),
        (["--q", "HYPERLINK"], {"tiga"}),
        (["--outcome", "unchecked"], {"satu", "dua", "tiga"}),
        (["--outcome", "inconsistent"], set()),
    ],
)
def test_filters(run: Program, store: Path, options: list[str], urls: set[str] | None) -> None:
    told = run("claims", "--json", "--store", store, *options)
    found = [json.loads(line)["url"].split("/")[2].partition(".")[0] for line in told.out.splitlines()]
    assert told.code == 0
    assert set(found) == urls if urls is not None else len(found) == 1


def test_no_claims_are_said_to_be_none(run: Program, store: Path) -> None:
    assert run("claims", "--store", store, "--indicator", "stunting").out == "No claims.\n"


def test_a_cut_table_says_so(run: Program, store: Path) -> None:
    assert "The newest 1; more with --limit" in run("claims", "--store", store, "--limit", "1").out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--indicator", "ktp"], "no indicator 'ktp'; known: ektp_recording, "),
        (["--place", "99.99"], "no place has the code 99.99; codes are those of Kemendagri: 62, 62.02, 62.02.06"),
        (["--place", "Atlantis"], "no province, regency, city or district is called 'Atlantis'"),
    ],
)
def test_a_filter_that_nothing_has(run: Program, store: Path, options: list[str], sentence: str) -> None:
    told = run("claims", "--store", store, *options)
    assert told.code == ExitCode.BAD_INPUT
    assert told.err.startswith(f"capaian: {sentence}")


def test_csv_comes_back_as_it_went_and_holds_no_formula(run: Program, store: Path, tmp_path: Path) -> None:
    told = run("export", "--store", store, "--out", "claims.csv")
    assert (told.code, told.out, told.err) == (0, "", "3 claims written to claims.csv\n")
    with (tmp_path / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["url"]: row for row in csv.DictReader(file)}
    assert len(rows) == 3
    one = rows["https://dua.example/b"]
    assert (one["percentage"], one["base"], one["place"], one["as_of"]) == ("89.7", "96071", "62.03", "2025-03")
    risky = rows["https://tiga.example/c"]
    assert (risky["title"], risky["segment"], risky["official"]) == ("'=HYPERLINK(1)", "'+lansia", "'\uff1dNama")
    assert risky["percentage"] == "-2.5", "a number stays a number"


def test_csv_to_stdout_is_the_same(run: Program, store: Path, tmp_path: Path) -> None:
    run("export", "--store", store, "--out", "claims.csv")
    assert run("export", "--store", store).out == (tmp_path / "claims.csv").read_text(encoding="utf-8")


def test_json_lines_can_be_checked_again(run: Program, store: Path) -> None:
    run("export", "--store", store, "--format", "jsonl", "--out", "claims.jsonl")
    over_store = run("check", "--dry-run", "--all", "--json", "--store", store).out
    assert run("check", "--all", "--json", "claims.jsonl").out == over_store
    assert "https://dua.example/b" in over_store


def test_export_dry_run_writes_nothing(run: Program, store: Path, tmp_path: Path) -> None:
    before = digest(tmp_path)
    told = run("export", "--store", store, "--out", "claims.csv", "--dry-run")
    assert told.out == "Would write 3 claims to claims.csv.\n"
    assert digest(tmp_path) == before


def test_an_export_that_fails_leaves_the_last_one(
    run: Program, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("export", "--store", store, "--out", "claims.csv")
    before = digest(tmp_path)

    def broken(*_: object) -> object:
        yield b"one line"
        raise OSError(28, "No space left on device", "claims.csv")

    monkeypatch.setattr("dashboard.exports.csv_bytes", broken)
    fails(
        run("export", "--store", store, "--out", "claims.csv"),
        ExitCode.BAD_INPUT,
        "claims.csv cannot be written: No space left on device",
    )
    assert digest(tmp_path) == before


def test_export_to_a_folder_that_is_not_there(run: Program, store: Path) -> None:
    told = run("export", "--store", store, "--out", "none/claims.csv")
    fails(told, ExitCode.BAD_INPUT, "none/claims.csv cannot be written: No such file or directory")


def saved(store: Path) -> list[str]:
    with read_session(open_store(str(store), readonly=True)) as session:
        return [finding.id for finding in findings(session, outcome=None)]


def test_check_over_the_store_saves_its_findings_once(run: Program, store: Path) -> None:
    first = run("check", "--store", store)
    assert first.code == 0
    assert "89,7" in first.out
    kept = saved(store)
    assert first.err == f"{len(kept)} comparisons are new, 0 stand as before, 0 no longer hold.\n"
    again = run("check", "--store", store)
    assert again.out == first.out
    assert again.err.startswith(f"0 comparisons are new, {len(kept)} stand as before")
    assert again.err.endswith(", 0 no longer hold.\n")
    assert saved(store) == kept


def test_check_dry_run_saves_nothing(run: Program, store: Path) -> None:
    assert run("check", "--store", store, "--dry-run").err == ""
    assert saved(store) == []


def test_check_over_the_store_can_fail(run: Program, store: Path) -> None:
    assert run("check", "--store", store, "--fail-on", "inconsistent").code == ExitCode.FINDINGS


def test_commands_work_over_both_databases(run: Program, url: str, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "reports.jsonl", AGREES, DISAGREES, FORMULA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAPAIAN_STORE", url)
        assert run("add", file).code == 0
        assert "0 claims in 0 articles; 0 comparisons are new" in run("add", file).out
        places = [json.loads(row)["place"] for row in run("claims", "--json").out.splitlines()]
        assert sorted(places) == ["62.02", "62.02", "62.03"]
        assert "percentage_vs_counts" in run("check", "--store", url).out
        assert len(run("export").out.splitlines()) == 4
        states = {row["check"]: row["state"] for row in map(json.loads, run("doctor", "--json").out.splitlines())}
        assert states["store"] == "ok"
        told = run("db", "verify")
        assert (told.code, "WRONG" in told.out) == (0, False)
        assert run("db", "backup", "--folder", tmp_path / "kept").code == 0
        rows = json.loads(run("db", "status", "--json").out)["counts"]
    [kept] = (tmp_path / "kept").iterdir()
    assert json.loads(run("db", "status", "--json", "--store", kept).out)["counts"] == rows


def test_doctor_finds_all_well(run: Program, store: Path) -> None:
    told = run("doctor", "--json", "--store", store)
    assert told.code == 0
    states = {row["check"]: row["state"] for row in map(json.loads, told.out.splitlines())}
    assert set(states) == {"python", "packages", "reference data", "rules", "sqlite", "store", "archive", "extras"}
    assert "fail" not in states.values()


def test_doctor_finds_a_broken_store(run: Program, tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_text("no database")
    told = run("doctor", "--store", "broken.sqlite")
    assert told.code == ExitCode.STORE
    assert "fail store" in told.out


def test_a_store_from_the_environment(run: Program, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPAIAN_STORE", str(store))
    assert len(run("claims", "--json").out.splitlines()) == 3


def test_jsonl_of_labels_stays_what_it_was(run: Program, store: Path, tmp_path: Path) -> None:
    labels = jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES, FORMULA)
    ids = {json.loads(line)["id"] for line in run("check", "--json", "--all", labels).out.splitlines()}
    run("check", "--store", store)
    assert set(saved(store)) == ids, "the same figures are the same finding, wherever they were read"
