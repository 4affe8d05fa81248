"""`capaian runs`, `sources health` and `calendar`, `archive verify`, `revisions`: what a person sees of a crawl."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capaian.commands.crawl import check_sources
from capaian.errors import ExitCode
from crawler.archive import archive_folder
from crawler.run import crawl
from crawler.workers import process_pending
from store.engine import open_store, write_session
from store.pages import save_extraction
from tests.capaian.run import Program, fails
from tests.crawler.evil import publisher, serve
from tests.crawler.test_checks import empty, good
from tests.store.examples import article, capture, extract, with_percentage

STORE = "room/store.sqlite"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store after a crawl of two invented outlets under the names of known ones: one is fine, one gives no text."""
    path = tmp_path_factory.mktemp("runs") / "store.sqlite"
    hosts = {"good.localhost": good, "empty.localhost": empty}
    with serve(hosts) as evil:
        chosen = {"borneonews": publisher("good.localhost"), "merdeka": publisher("empty.localhost")}
        crawl(store_url=str(path), publishers=chosen, allow_loopback=evil.pairs)
        engine = open_store(str(path))
        process_pending(engine, publishers=chosen)
        engine.dispose()
    return path


def test_runs(run: Program, crawled: Path) -> None:
    told = run("runs", "--store", crawled)
    assert told.code == 0
    assert "crawl borneonews: done, " in told.out
    assert "12 requests (11 x 200, 1 x 404)" in told.out
    assert "robots.txt of good.localhost" in told.out
    assert max(map(len, told.out.splitlines())) <= 80
    assert "merdeka" not in run("runs", "--source", "borneonews", "--store", crawled).out
    rows = [json.loads(line) for line in run("runs", "--json", "--limit", "1", "--store", crawled).out.splitlines()]
    assert [row["kind"] for row in rows] == ["crawl"]
    assert rows[0]["notes"]["memory_mib"] > 0


def test_health_is_told_with_an_exit_code(run: Program, crawled: Path) -> None:
    told = run("sources", "health", "--json", "--store", crawled)
    assert told.code == ExitCode.SOURCE
    rows = {row["source"]: row for row in map(json.loads, told.out.splitlines())}
    assert rows["borneonews"]["problems"] == []
    assert rows["merdeka"]["problems"] == ["0 of its newest 10 pages give a text"]
    shown = run("sources", "health", "--store", crawled)
    assert shown.code == ExitCode.SOURCE
    assert "10/10" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


def test_a_crawl_sets_a_broken_source_aside(run: Program, crawled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_store(str(crawled))
    capsys.readouterr()
    assert check_sources(engine, ["borneonews"]) is False
    assert check_sources(engine, ["borneonews", "merdeka"]) is True
    engine.dispose()
    told = capsys.readouterr().err
    assert "merdeka looks broken (text): 0 of its newest 10 pages give a text" in told
    assert "merdeka is off now, quarantined: " in told
    assert "borneonews" not in told
    health = run("sources", "health", "--store", crawled)
    assert health.code == 0, "a source that is set aside is no news any more"
    refused = run("crawl", "merdeka", "--store", crawled)
    assert refused.code == ExitCode.USAGE
    assert "quarantined" in refused.err


def test_the_calendar_of_a_source(run: Program, crawled: Path) -> None:
    told = run("sources", "calendar", "borneonews", "--store", crawled)
    assert told.code == 0
    _, row = told.out.splitlines()
    assert row.split() == ["2022", *["-"] * 9, "10(0)", "-", "-"]
    rows = run("sources", "calendar", "borneonews", "--json", "--store", crawled).out.splitlines()
    assert [json.loads(line)["month"] for line in rows] == ["2022-10"]
    assert "No dated article" in run("sources", "calendar", "prokalteng", "--store", crawled).out


def test_the_archive_is_verified(run: Program, crawled: Path) -> None:
    told = run("archive", "verify", "--store", crawled)
    assert told.code == 0
    assert told.out.startswith("20 captures and ")
    assert told.out.endswith(": no faults.\n")
    (kept,) = (archive_folder(str(crawled)) / "borneonews").glob("*.warc.gz")
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-200])
    told = run("archive", "verify", "--store", crawled)
    kept.write_bytes(whole)
    assert told.code == ExitCode.SOURCE
    assert kept.name in told.out
    rows = run("archive", "verify", "--json", "--store", crawled).out.splitlines()
    assert json.loads(rows[-1])["faults"] == 0


def test_what_papers_changed(run: Program, tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    engine = open_store(STORE, create=True)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with write_session(engine) as session:
        extract(session, capture(session, "one", when=now)[0], article(), with_percentage("99.2"))
        later = capture(session, "two", when=now + timedelta(hours=1))[0]
        extract(session, later, article("Teks baru.", title="Judul baru"), with_percentage("92.9"))
    told = run("revisions", "--store", STORE)
    assert told.code == 0
    assert "99.2 persen -> 92.9 persen" in " ".join(told.out.split())
    assert "-> Judul baru" in told.out
    (row,) = map(json.loads, run("revisions", "--json", "--store", STORE).out.splitlines())
    assert row["changes"][0]["after"]["percentage"]["value"] == 92.9
    with write_session(engine) as session:
        save_extraction(
            session, later, article=None, published_source=None, timezone=None, report=None, status="no_text"
        )
    engine.dispose()
    assert "No article" in run("revisions", "--source", "lain", "--store", STORE).out


@pytest.mark.offline
def test_a_site_is_not_looked_at_without_network(run: Program, tmp_path: Path) -> None:
    told = run("sources", "add", "https://kabarbaru.example/")
    fails(told, ExitCode.NETWORK, "no network: kabarbaru.example cannot be reached; nothing was changed")
    assert list(tmp_path.iterdir()) == []


def test_a_site_that_is_known_is_not_looked_at(run: Program) -> None:
    fails(
        run("sources", "add", "https://m.merdeka.com/"), ExitCode.BAD_INPUT, "m.merdeka.com belongs to merdeka already"
    )


def test_a_site_that_was_looked_at_is_a_block(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler.describe import Described

    values = {"name": "Kabar Baru", "platform": "wordpress", "domains": ["kabarbaru.example"], "article": "/[^/]+/?"}
    values |= {"terms": "not looked at", "enabled": False, "source": "seen"}
    monkeypatch.setattr("capaian.network.reachable", lambda hosts, **_: hosts[0])
    monkeypatch.setattr("crawler.describe.describe", lambda url: Described("kabarbaru", values, ("lists: /",)))
    told = run("sources", "add", "https://kabarbaru.example/", "--province", "62")
    assert (told.code, told.err) == (0, "lists: /\n")
    assert told.out.startswith("\n[kabarbaru]\n")
    assert "enabled = false\n" in told.out
    assert 'province = "62"\n' in told.out


def test_a_block_by_hand_lacks_something(run: Program) -> None:
    told = run("sources", "add", "kabarbaru", "--name", "Kabar Baru")
    assert told.code == ExitCode.USAGE
    assert "needs --domain, --platform, --article, --terms, --source (or give a URL)" in told.err
