"""`capaian demo` from end to end: once, a second time, and a week later, in processes of their own."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from capaian.demo.expected import Planted, planted, url_of_key
from tests.capaian.run import Program

BLOCK = r"^(?:LOW|MEDIUM|HIGH) +inconsistent · (\w+)[^\n]*\n(.*?)\n\n"
"""A finding as printed: its rule, its lines."""

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the demo printed, and what its store held afterwards."""

    out: str
    tables: dict[str, list[tuple[object, ...]]]


KEPT = {
    "page": "SELECT canonical_url, source, withdrawn_at IS NOT NULL FROM page",
    "capture": "SELECT url, body_sha256, status FROM capture",
    "revision": "SELECT page_id, digest, current FROM revision",
    "claim": "SELECT claim_key, current FROM claim",
    "finding": "SELECT id, outcome, closed_at IS NOT NULL FROM finding",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    """The demo, run three times into one folder: as it is, again, and in its second round."""
    folder = tmp_path_factory.mktemp("demo")
    made = []
    for options in ([], [], ["--round", "2"]):
        command = [sys.executable, "-m", "capaian", "demo", "--folder", str(folder), *options]
        environment = os.environ | {"COLUMNS": "80", "CAPAIAN_ARCHIVE": str(folder / "real")}
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr
        connection = sqlite3.connect(folder / "demo.sqlite")
        tables = {name: sorted(connection.execute(query)) for name, query in KEPT.items()}
        made.append(Run(told.stdout, tables))
        connection.close()
    assert not (folder / "real").exists(), "invented pages went into the archive of real ones"
    return made


def test_it_ends_with_claims_findings_counts_and_where_to_look(runs: list[Run]) -> None:
    headings = [
        "An invented newsroom, crawled on this machine",
        "Claims: the newest 20 of ",
        "Findings: figures that do not agree",
        "Everything has one status, and the sums add up",
        "Where to look next",
    ]
    at = [runs[0].out.find(heading) for heading in headings]
    assert -1 not in at
    assert at == sorted(at)
    assert "\x1b" not in runs[0].out


def test_what_to_do_next_is_over_the_folder_that_was_named(runs: list[Run]) -> None:
    next_one = runs[0].out.partition("Where to look next")[2]
    commands = re.findall(r"capaian (?:serve|claims|check|export|demo) .*", next_one)
    store = re.search(r"--store (\S+)/demo\.sqlite", next_one)
    assert store is not None
    assert len(commands) == 5
    assert all(store[1] in command for command in commands)


def test_the_counts_add_up(runs: list[Run]) -> None:
    for run in runs:
        sums = re.findall(r"^(\w+):\s+(\d[^=\n]*) = (\d+)$", run.out, re.MULTILINE)
        assert {stage for stage, _, _ in sums} == {"fetch", "pages", "captures", "revisions", "claims", "findings"}
        for _, parts, total in sums:
            assert sum(int(part.split()[0]) for part in parts.split(" + ")) == int(total)
        counted = {stage: int(total) for stage, _, total in sums}
        assert counted["pages"] == len(run.tables["page"])
        assert counted["claims"] == len(run.tables["claim"])
        assert counted["findings"] == len(run.tables["finding"])


def test_a_second_time_nothing_changes_and_it_says_so(runs: list[Run]) -> None:
    first, second, _ = runs
    assert second.tables == first.tables
    assert "Changed: " in first.out
    assert "Nothing changed: the same " in second.out


def test_a_week_later_one_story_was_edited_and_one_removed(runs: list[Run]) -> None:
    before, after = runs[1].tables, runs[2].tables
    withdrawn = [row for row in after["page"] if row[2]]
    assert len(withdrawn) == 1
    assert [row for row in before["page"] if row[2]] == []
    assert {row[0] for row in after["page"]} == {row[0] for row in before["page"]}, "a page that is gone stays"
    assert len(after["revision"]) == len(before["revision"]) + 1, "the edited story has its old wording and its new one"
    assert {row[0] for row in before["claim"]} < {row[0] for row in after["claim"]}, "old claims stay"
    assert "1 withdrawn" in runs[2].out
    assert "Changed: " in runs[2].out


@pytest.mark.parametrize("one", planted(), ids=lambda one: f"{one.rule}-{one.stories[0]}")
def test_every_planted_contradiction_is_found(runs: list[Run], one: object) -> None:
    assert isinstance(one, Planted)
    out = runs[1 if one.round == 1 else 2].out
    blocks = re.findall(BLOCK, out, re.MULTILINE | re.DOTALL)
    url = url_of_key(one.stories[0], round=one.round)
    assert any(rule in (one.rule, *one.also) and url in text for rule, text in blocks)


def test_nothing_else_is_accused(runs: list[Run]) -> None:
    expected = [one for one in planted() if one.round == 1]
    urls = {(rule, url_of_key(key)) for one in expected for rule in (one.rule, *one.also) for key in one.stories}
    blocks = re.findall(BLOCK, runs[1].out, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= len(expected)
    assert [rule for rule, text in blocks if not any(rule == known and url in text for known, url in urls)] == []


def test_the_finding_in_the_readme_is_one_of_the_demo(runs: list[Run]) -> None:
    (block,) = re.findall(
        r"^```text\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert without_ids(block) in without_ids(runs[0].out)


def without_ids(text: str) -> str:
    """A text without the numbers of findings, which are made of the figures and the version of the rules."""
    return re.sub(r" +[0-9a-f]{12}$", "", text, flags=re.MULTILINE)


def test_a_dry_demo_serves_nothing(run: Program, tmp_path: Path) -> None:
    told = run("demo", "--dry-run")
    assert told.out == "Would serve the invented newsroom on 127.0.0.1 and crawl it into var/demo.sqlite.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", [True, False])
def test_the_demo_is_shown_in_a_browser_where_that_is_asked_for(
    run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    served: list[str] = []
    monkeypatch.setattr("capaian.demo_run.play", lambda folder, **_: SimpleNamespace(store=folder / "demo.sqlite"))
    monkeypatch.setattr("capaian.commands.demo.show", lambda played, **_: None)
    monkeypatch.setattr("capaian.commands.serve.serve", lambda store, port: served.append(store))
    told = run("demo", "--folder", tmp_path, *(["--serve"] if asked else []))
    assert told.code == 0
    assert served == ([str(tmp_path / "demo.sqlite")] if asked else [])


def test_a_taken_port_costs_no_demo(run: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[int] = []
    monkeypatch.setattr("capaian.demo_run.play", lambda folder, **_: SimpleNamespace(store=folder / "demo.sqlite"))
    monkeypatch.setattr("capaian.commands.demo.show", lambda played, **_: None)
    monkeypatch.setattr("capaian.commands.serve.serve", lambda store, port: ports.append(port))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr("capaian.commands.serve.PORT", port)
        assert run("demo", "--folder", tmp_path, "--serve").code == 0
        refused = run("demo", "--folder", tmp_path, "--serve", "--port", str(port))
    assert ports == [0]  # any free one; the address is told when it listens
    assert (refused.code, refused.out) == (2, "")
    assert f"cannot listen on 127.0.0.1 port {port}" in refused.err
    assert run("demo", "--folder", tmp_path, "--serve", "--port", str(port)).code == 0
    assert ports == [0, port]
