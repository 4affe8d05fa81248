"""`capaian review`: decisions and notes of people, with name and reason, in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from models.wire import report_from
from store.claims import claim_rows
from store.engine import open_store, read_session, write_session
from store.findings import findings
from store.imports import save_reports
from tests.capaian.made import AGREES, DISAGREES
from tests.capaian.run import Program, digest, fails


@pytest.fixture
def store(run: Program, tmp_path: Path) -> Path:
    """A store with two invented claims, checked: one finding."""
    path = tmp_path / "store.sqlite"
    engine = open_store(str(path), create=True)
    with write_session(engine) as session:
        save_reports(session, [report_from(row) for row in (AGREES, DISAGREES)])
    engine.dispose()
    assert run("check", "--store", path).code == 0
    return path


def ids(store: Path) -> tuple[str, str]:
    """The id of the one inconsistent finding, and the key of the claim that it is about."""
    engine = open_store(str(store), readonly=True)
    with read_session(engine) as session:
        (finding,) = findings(session)
        (key,) = [row.key for row in claim_rows(session) if row.claim.place == "62.03"]
    engine.dispose()
    return finding.id, key


def test_what_waits_is_listed_in_80_columns(run: Program, store: Path) -> None:
    told = run("review", "list", "--store", store)
    assert (told.code, told.err) == (0, "")
    assert max(map(len, told.out.splitlines())) <= 80
    assert ids(store)[0][:12] in told.out
    assert told.out.endswith("1 of 1 open findings wait for a review.\n")


def test_a_dismissed_finding_is_gone_until_it_is_taken_back(run: Program, store: Path) -> None:
    key = ids(store)[0]
    short = key[:12]
    told = run("review", "dismiss", short, "--by", "Sari", "--because", "another base", "--store", store)
    assert (told.code, told.out, told.err) == (0, f"{short} is dismissed.\n", "")
    again = run("review", "dismiss", short, "--by", "Sari", "--because", "another base", "--store", store)
    assert again.out == f"{short} is dismissed already; nothing was written.\n"
    assert run("review", "list", "--store", store).out == "0 of 1 open findings wait for a review.\n"
    assert "dismissed" in run("review", "list", "--all", "--store", store).out

    checked = run("check", "--store", store, "--fail-on", "inconsistent")
    assert checked.code == 0
    assert key[:12] not in checked.out
    assert "1 dismissed in review is left out; `--all` shows them, too.\n" in checked.err
    assert key[:12] in run("check", "--all", "--store", store).out

    run("review", "take-back", short, "--by", "Budi", "--because", "the same base", "--store", store)
    checked = run("check", "--store", store, "--fail-on", "inconsistent")
    assert checked.code == ExitCode.FINDINGS
    assert key[:12] in checked.out


def test_all_that_was_said_is_shown_with_name_and_reason(run: Program, store: Path) -> None:
    key, claim = ids(store)
    run("review", "accept", key, "--by", "Sari", "--text", "asked the office", "--store", store)
    run("review", "note", key[:8], "--by", "Budi", "--text", "they will write", "--store", store)
    source = ("--source", "letter of the office")
    told = run("review", "correct", key, "--by", "Budi", *source, "--text", "98,38 persen", "--store", store)
    assert told.out == f"Correction kept beside finding {key[:12]}.\n"
    shown = run("review", "show", key[:8], "--store", store)
    assert max(map(len, shown.out.splitlines())) <= 80
    flat = " ".join(shown.out.split())
    for part in (
        "percentage_vs_counts",
        "opened: the rules find it",
        "accepted by Sari: asked the office",
        "note by Budi: they will write",
        "correction by Budi: 98,38 persen (source: letter of the office)",
    ):
        assert part in flat
    trail = [json.loads(line) for line in run("review", "show", key, "--json", "--store", store).out.splitlines()]
    assert [(one["what"], one["by"], one["finding"]) for one in trail] == [
        ("accepted", "Sari", key),
        ("note", "Budi", key),
        ("correction", "Budi", key),
    ]
    about = run("review", "correct", claim, "--by", "Budi", *source, "--text", "98,38 persen", "--store", store)
    assert about.out == f"Correction kept beside claim {claim[:12]}.\n"
    shown_claim = " ".join(run("review", "show", claim[:8], "--store", store).out.split())
    assert "Kabupaten Kapuas" in shown_claim
    assert "correction by Budi: 98,38 persen" in shown_claim


def test_nothing_said_yet(run: Program, store: Path) -> None:
    key, claim = ids(store)
    assert "Nobody has said anything about this finding yet." in run("review", "show", key, "--store", store).out
    assert "Nobody has said anything about this claim yet." in run("review", "show", claim, "--store", store).out


def test_the_list_for_machines_says_what_was_decided(run: Program, store: Path) -> None:
    key = ids(store)[0]
    (row,) = [json.loads(line) for line in run("review", "list", "--json", "--store", store).out.splitlines()]
    assert (row["id"], row["review"]) == (key, None)
    run("review", "accept", key, "--by", "Sari", "--store", store)
    assert run("review", "list", "--json", "--store", store).out == ""
    (row,) = [json.loads(line) for line in run("review", "list", "--all", "--json", "--store", store).out.splitlines()]
    assert (row["review"]["what"], row["review"]["by"]) == ("accepted", "Sari")


@pytest.mark.parametrize(
    ("command", "options", "says"),
    [
        ("accept", (), "Would record: {id} is accepted, by Sari.\n"),
        ("dismiss", ("--because", "x"), "Would record: {id} is dismissed, by Sari.\n"),
        ("take-back", ("--because", "x"), "Would record: {id} is without a decision, by Sari.\n"),
        ("note", ("--text", "x"), "Would be written beside finding {id}, by Sari.\n"),
        ("correct", ("--text", "x", "--source", "y"), "Would be written beside finding {id}, by Sari.\n"),
    ],
)
def test_dry_run_writes_nothing(
    run: Program, store: Path, tmp_path: Path, command: str, options: tuple[str, ...], says: str
) -> None:
    key = ids(store)[0]
    before = digest(tmp_path)
    told = run("review", command, key, "--by", "Sari", *options, "--dry-run", "--store", store)
    assert (told.code, told.out) == (0, says.format(id=key[:12]))
    assert digest(tmp_path) == before


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("abc", "'abc' is no id: give at least its first 6 characters (0-9, a-f)"),
        ("percentage", "'percentage' is no id: give at least its first 6 characters (0-9, a-f)"),
        ("0000000000", "no finding has an id that begins with 0000000000"),
    ],
)
def test_an_id_that_names_nothing(run: Program, store: Path, item: str, sentence: str) -> None:
    fails(run("review", "accept", item, "--by", "Sari", "--store", store), ExitCode.BAD_INPUT, sentence)


def test_a_claim_cannot_be_accepted(run: Program, store: Path) -> None:
    claim = ids(store)[1]
    told = run("review", "accept", claim, "--by", "Sari", "--store", store)
    fails(told, ExitCode.BAD_INPUT, f"no finding has an id that begins with {claim}")


def test_empty_words_are_refused(run: Program, store: Path) -> None:
    key = ids(store)[0]
    told = run("review", "dismiss", key, "--by", "Sari", "--because", " ", "--store", store)
    assert told.code == ExitCode.USAGE
    assert "--by, --because, --source and --text may not be empty" in told.err


def test_no_store(run: Program) -> None:
    assert run("review", "list").code == ExitCode.STORE
