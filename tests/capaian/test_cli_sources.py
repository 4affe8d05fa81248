"""`capaian sources`: decisions about outlets, new ones, and probes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from crawler.checks import PROGRAM
from models.publishers import read_publishers
from store.engine import open_store, read_session, write_session
from store.sources import decide, last_run
from tests.capaian.run import Program, digest, fails


def test_sources_are_listed_with_their_decisions(run: Program, store: Path) -> None:
    listed = [json.loads(line) for line in run("sources", "list", "--json", "--store", store).out.splitlines()]
    antara = next(row for row in listed if row["source"] == "antarakalteng")
    assert (antara["enabled"], antara["by"]) == (False, None)
    told = run("sources", "enable", "antarakalteng", "--by", "Sri", "--because", "izin tertulis", "--store", store)
    assert told.code == 0
    assert "Terms of Antara" in told.err
    assert told.out == "antarakalteng is on (by Sri: izin tertulis).\n"
    listed = [json.loads(line) for line in run("sources", "list", "--json", "--store", store).out.splitlines()]
    antara = next(row for row in listed if row["source"] == "antarakalteng")
    assert (antara["enabled"], antara["by"], antara["because"]) == (True, "Sri", "izin tertulis")
    assert "on (Sri)" in run("sources", "list", "--store", store).out
    run("sources", "disable", "antarakalteng", "--by", "Sri", "--because", "izin berakhir", "--store", store)
    assert "off (Sri)" in run("sources", "list", "--store", store).out


def test_a_decision_needs_a_name_and_a_reason(run: Program, store: Path) -> None:
    assert run("sources", "enable", "merdeka", "--store", store).code == ExitCode.USAGE
    told = run("sources", "enable", "merdeka", "--by", " ", "--because", "x", "--store", store)
    assert told.code == ExitCode.USAGE


def test_a_dry_decision_changes_nothing(run: Program, store: Path, tmp_path: Path) -> None:
    before = digest(tmp_path)
    told = run("sources", "disable", "merdeka", "--by", "Sri", "--because", "x", "--store", store, "--dry-run")
    assert told.out == "Would turn merdeka off.\n"
    assert digest(tmp_path) == before


def test_an_unknown_source(run: Program, store: Path) -> None:
    told = run("sources", "enable", "kompas", "--by", "Sri", "--because", "x", "--store", store)
    assert told.code == ExitCode.BAD_INPUT
    assert told.err.startswith("capaian: no source 'kompas'; known: prokalteng, ")


NEW = (
    "sources", "add", "kabarbaru", "--name", "Kabar Baru", "--domain", "kabarbaru.example", "--platform", "wordpress",
    "--article", r"/\d+/[^/]+/", "--terms", "none seen", "--source", "a look", "--province", "62", "--feed", "/feed/",
)  # fmt: skip


def test_a_new_source_is_a_block_that_can_be_read(run: Program, tmp_path: Path) -> None:
    told = run(*NEW)
    assert told.code == 0
    (tmp_path / "new.toml").write_text(told.out)
    made = read_publishers(tmp_path / "new.toml")["kabarbaru"]
    assert (made.name, made.domains, made.province, made.feeds) == (
        "Kabar Baru",
        ("kabarbaru.example",),
        "62",
        ("/feed/",),
    )
    assert made.article == r"/\d+/[^/]+/"


@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        ({"kabarbaru": "Kabar Baru"}, ExitCode.USAGE, "'Kabar Baru' is no short name"),
        ({"kabarbaru": "merdeka"}, ExitCode.BAD_INPUT, "there is a source 'merdeka' already"),
        ({"kabarbaru.example": "m.merdeka.com"}, ExitCode.BAD_INPUT, "m.merdeka.com belongs to merdeka already"),
        ({"wordpress": "joomla"}, ExitCode.BAD_INPUT, "no platform 'joomla'; known: "),
        ({r"/\d+/[^/]+/": "/("}, ExitCode.USAGE, "Invalid value: publishers.toml: [kabarbaru] article = '/('"),
    ],
)
def test_a_new_source_that_cannot_be(run: Program, change: dict[str, str], code: int, sentence: str) -> None:
    told = run(*(change.get(word, word) for word in NEW))
    assert (told.code, told.out) == (code, "")
    assert sentence in told.err


@pytest.mark.offline
def test_a_probe_without_network_changes_nothing(run: Program, store: Path, tmp_path: Path) -> None:
    before = digest(tmp_path)
    told = run("sources", "probe", "merdeka", "--store", store)
    fails(told, ExitCode.NETWORK, "no network: www.merdeka.com cannot be reached; nothing was changed")
    assert digest(tmp_path) == before


def test_a_source_that_is_off_is_not_probed(run: Program, store: Path) -> None:
    told = run("sources", "probe", "antarakalteng", "--store", store)
    assert told.code == ExitCode.USAGE
    assert told.err.startswith("capaian: antarakalteng is off, and is not asked: ")


@pytest.mark.parametrize(
    ("by", "because", "code", "told"),
    [
        (PROGRAM, "quarantined: 0 of its newest 20 pages give a text", 0, "still off, quarantined: 0 of its newest"),
        ("Sri", "they asked", ExitCode.USAGE, "capaian: merdeka is off, and is not asked: they asked (Sri)"),
    ],
)
def test_one_that_the_program_turned_off_is_probed(
    run: Program, store: Path, monkeypatch: pytest.MonkeyPatch, by: str, because: str, code: int, told: str
) -> None:
    from crawler.probe import Check, ProbeResult

    engine = open_store(str(store))
    with write_session(engine) as session:
        decide(session, "merdeka", enabled=False, by=by, because=because)
    engine.dispose()
    whole = ProbeResult("merdeka", date(2026, 11, 21), "limit", None, (Check("article", "https://a", True, "whole"),))
    monkeypatch.setattr("capaian.network.reachable", lambda hosts, **_: "www.merdeka.com")
    monkeypatch.setattr("crawler.probe.probe", lambda *_, **__: whole)
    made = run("sources", "probe", "merdeka", "--store", store)
    assert made.code == code
    assert told in made.out + made.err
    listed = run("sources", "health", "--store", store, "--json")
    assert listed.code == 0


def test_a_probe_is_recorded_with_its_outcome(run: Program, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.probe import Check, ProbeResult

    checks = (
        Check("feed", "https://www.merdeka.com/feed/", True, "read"),
        Check("article", "https://a", False, "no date"),
    )
    result = ProbeResult("merdeka", date(2026, 11, 21), "limit", None, checks)
    monkeypatch.setattr("capaian.network.reachable", lambda hosts, **_: "www.merdeka.com")
    monkeypatch.setattr("crawler.probe.probe", lambda *_, **__: result)
    told = run("sources", "probe", "merdeka", "--store", store)
    assert told.code == 0
    assert "no  article  https://a" in told.out
    assert told.out.endswith("merdeka on 2026-11-21: not as described; its crawl ended with limit.\n")
    with read_session(open_store(str(store), readonly=True)) as session:
        recorded = last_run(session, "merdeka", kind="probe")
    assert recorded is not None
    assert (recorded.status, recorded.counts) == ("not as described", {"ok": 1, "not_ok": 1})
