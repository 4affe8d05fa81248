"""Watching an unattended line: what doctor tells, events, metrics in a file, and the digest for a command."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from capaian.demo.newsroom import publishers
from capaian.demo.site import serve
from capaian.errors import ExitCode
from capaian.passes import one_pass, tell, write_metrics
from crawler.checks import PROGRAM
from crawler.logs import log_json, log_plain
from store.engine import open_store, write_session
from store.sources import decide
from tests.capaian.run import Program, digest

NOW = datetime(2025, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def off(path: Path) -> Path:
    """A store in which the program turned seven sources off."""
    engine = open_store(str(path))
    with write_session(engine) as session:
        for slug in ("prokalteng", "borneonews", "merdeka", "kaltaranetwork", "tabengan", "benuanta", "kaltengpos"):
            because = "quarantined: 0 of its newest 20 pages give a text; 0 of its newest 20 pages give a date"
            decide(session, slug, enabled=False, by=PROGRAM, because=because, now=NOW)
    engine.dispose()
    return path


def test_doctor_is_one_screen_with_what_to_do(run: Program, off: Path) -> None:
    before = digest(off.parent)
    told = run("doctor", "--store", off.name)
    assert (told.code, told.err) == (ExitCode.SOURCE, "")
    lines = told.out.splitlines()
    assert max(len(line) for line in lines if str(off.parent) not in line) <= 80
    assert len(lines) <= 30
    assert "To look at (7):" in lines
    assert "  and 2 more: `capaian doctor --json`" in lines
    first = lines.index("To look at (7):") + 1
    assert lines[first].startswith("  quarantine  benuanta        off since 2025-06-30: 0 of its newest 20 pages")
    assert "-> mend its block; `capaian sources probe merdeka`, then `enable`" in told.out
    rows = [json.loads(line) for line in run("doctor", "--json", "--store", off).out.splitlines()]
    assert [row["kind"] for row in rows if "kind" in row] == ["quarantine"] * 7
    assert all(row["todo"] for row in rows if "kind" in row)
    assert digest(off.parent) == before


def test_doctor_says_so_where_there_is_nothing(run: Program, path: Path) -> None:
    told = run("doctor", "--store", path)
    assert (told.code, told.out.splitlines()[-1]) == (
        0,
        "Nothing to look at: no source is silent, drifting, set aside or failing.",
    )
    assert "to look at" not in run("doctor", "--store", path.with_name("none.sqlite")).out.lower()


def test_a_pass_tells_events_metrics_and_the_digest(
    tmp_path: Path, off: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = {"nusakaltara": publishers()["nusakaltara"]}
    with serve(0) as site:
        log_json()
        try:
            passed = one_pass(str(off), registry, allow_loopback=frozenset(site.hosts))
        finally:
            log_plain()
    rows = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    names = [row["event"] for row in rows if row["event"] != "log"]
    assert names[:5] == ["pass_started", "source_finished", "pages_read", "checked", "pass_ended"]
    assert set(names[5:]) == {"worry"}
    assert rows[0]["sources"] == ["nusakaltara"]
    ended = next(row for row in rows if row["event"] == "pass_ended")
    assert (ended["status"], ended["code"]) == ("ok", 0)
    assert ended["seconds"] > 0

    write_metrics(str(off), registry, tmp_path / "capaian.prom")
    told = (tmp_path / "capaian.prom").read_text(encoding="utf-8")
    families = {family.name: family for family in text_string_to_metric_families(told)}
    pages = {sample.labels["source"] for sample in families["capaian_pages"].samples}
    assert pages == {"nusakaltara"}
    (age,) = [s for s in families["capaian_run_last_duration_seconds"].samples if s.labels["kind"] == "pass"]
    assert age.value == pytest.approx(ended["seconds"], abs=2)

    assert tell(f"cat > {tmp_path / 'got.json'}", passed) is None
    got = json.loads((tmp_path / "got.json").read_text())
    assert [one["kind"] for one in got["digest"]] == ["quarantine"] * 7


def test_a_refusal_is_an_event_too(run: Program, path: Path) -> None:
    try:
        told = run("crawl", "kompas", "--log-json", "--store", path.with_name("none.sqlite"))
    finally:
        log_plain()
    row = json.loads(told.err)
    assert (told.code, row["event"], row["code"]) == (ExitCode.BAD_INPUT, "failed", 3)
    assert row["message"].startswith("no source 'kompas'; known: ")
