"""`capaian crawl`, `add`: pages from files; no network; nothing half done."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from capaian.commands.crawl import exit_code
from capaian.errors import ExitCode
from capaian.network import reachable
from crawler.run import CrawlOutcome
from store.engine import open_store, write_session
from store.runs import end_run, start_run
from tests.capaian.made import AGREES, ARTICLE, DISAGREES, jsonl
from tests.capaian.run import Program, digest, fails
from tests.capaian.test_cli_extract import PAGE

STORE = "room/store.sqlite"


@pytest.mark.offline
def test_a_crawl_without_network_says_so_and_makes_no_store(run: Program, tmp_path: Path) -> None:
    told = run("crawl", "prokalteng", "--store", STORE)
    fails(told, ExitCode.NETWORK, "no network: prokalteng.jawapos.com cannot be reached; nothing was changed")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.offline
def test_a_crawl_without_network_leaves_a_store_as_it_was(run: Program, tmp_path: Path) -> None:
    run("db", "upgrade", "--store", STORE)
    before = digest(tmp_path)
    assert run("crawl", "--store", STORE).code == ExitCode.NETWORK
    assert digest(tmp_path) == before


@pytest.mark.offline
def test_a_url_without_network(run: Program, tmp_path: Path) -> None:
    told = run("add", "https://www.borneonews.co.id/berita/1-judul", "--store", STORE)
    fails(told, ExitCode.NETWORK, "no network: www.borneonews.co.id cannot be reached; nothing was changed")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.offline
def test_doctor_says_that_there_is_no_network(run: Program) -> None:
    told = run("doctor", "--network")
    assert told.code == ExitCode.NETWORK
    assert "fail network" in told.out


def test_an_unknown_source(run: Program) -> None:
    told = run("crawl", "kompas", "--store", STORE)
    assert told.code == ExitCode.BAD_INPUT
    assert told.err.startswith("capaian: no source 'kompas'; known: prokalteng, ")


def test_a_source_that_is_off_is_not_crawled(run: Program, tmp_path: Path) -> None:
    told = run("crawl", "antarakalteng", "--store", STORE)
    assert (told.code, told.out) == (ExitCode.USAGE, "")
    assert told.err.startswith("capaian: antarakalteng is off (")
    assert "`capaian sources enable antarakalteng --by NAME --because TEXT` turns it on" in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_dry_crawl_says_what_it_would_do(run: Program, tmp_path: Path) -> None:
    told = run("crawl", "prokalteng", "merdeka", "--limit", "3", "--dry-run", "--store", STORE)
    assert told.code == 0
    first, second = told.out.splitlines()
    assert first.startswith("Would read prokalteng: ")
    assert "at most 3 pages a day" in first
    assert second.startswith("Would read merdeka: ")
    assert list(tmp_path.iterdir()) == []


def test_a_dry_crawl_takes_what_was_decided(run: Program) -> None:
    run("sources", "enable", "antarakalteng", "--by", "Sri", "--because", "izin", "--store", STORE)
    run("sources", "disable", "merdeka", "--by", "Sri", "--because", "jeda", "--store", STORE)
    told = run("crawl", "antarakalteng", "merdeka", "--dry-run", "--store", STORE)
    assert [line.split()[2] for line in told.out.splitlines()] == ["antarakalteng:"]
    assert told.err.startswith("merdeka is off and left out")


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        (["done"], ExitCode.OK),
        (["limit", "budget"], ExitCode.OK),
        (["done", "unreachable"], ExitCode.OK),
        (["unreachable", "parked"], ExitCode.NETWORK),
        (["robots_unavailable"], ExitCode.NETWORK),
        (["busy"], ExitCode.STORE),
        (["done", "failed"], ExitCode.INTERNAL),
        (["failed", "interrupted"], ExitCode.INTERRUPTED),
    ],
)
def test_the_exit_code_of_a_crawl(statuses: list[str], code: ExitCode) -> None:
    assert exit_code(statuses) is code


def test_pages_go_in_once_and_come_out_as_claims(run: Program, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.format(charset="iso-8859-1"))
    first = run("add", "page.html", "--store", STORE)
    assert first.code == 0
    assert f"page.html: captured, {ARTICLE['url']}" in first.out
    assert "pages read: 1 claims = 1" in first.out
    (claim,) = [json.loads(line) for line in run("claims", "--json", "--store", STORE).out.splitlines()]
    assert (claim["indicator"], claim["place"], claim["percentage"]["text"]) == (
        "ektp_recording",
        "62.02",
        "99,2 persen",
    )
    exported = run("export", "--format", "jsonl", "--store", STORE).out

    again = run("add", "page.html", "--store", STORE)
    assert "page.html: unchanged" in again.out
    assert "0 comparisons are new" in again.out
    assert run("export", "--format", "jsonl", "--store", STORE).out == exported


def test_articles_and_labels_in_json_lines(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "mixed.jsonl", ARTICLE, AGREES, DISAGREES)
    told = run("add", file, "--store", STORE)
    assert told.code == 0
    assert told.err == "3 articles in JSON Lines: 3 new claims\n"
    assert run("add", file, "--store", STORE).err == "3 articles in JSON Lines: 0 new claims\n"
    assert len(run("claims", "--json", "--store", STORE).out.splitlines()) == 3


def test_a_dry_add_stores_nothing(run: Program, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", AGREES)
    told = run("add", file, "--dry-run", "--store", STORE)
    assert told.out == "Would take 0 URLs, 0 files or folders of pages, 1 article.\n"
    assert not (tmp_path / STORE).exists()


BAD = {
    "empty.html": b"",
    "binary.html": b"\x7fELF\0\0" * 99,
    "big.html": b"<p>" + b"a" * 20 * 2**20,
    "empty.jsonl": b"",
    "binary.jsonl": b"\x7fELF\0\0",
    "seven.jsonl": b"\n".join([json.dumps(AGREES).encode()] * 6 + [b"{]"]),
}
SENTENCES = {
    "empty.html": "empty.html is empty",
    "binary.html": "binary.html is no HTML page",
    "big.html": "big.html has 20.0 MiB; pages of more than 2 MiB are not read",
    "empty.jsonl": "empty.jsonl is empty",
    "binary.jsonl": "binary.jsonl is binary; JSON Lines or an HTML page (.html) is expected",
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_file_leaves_the_store_as_it_was(run: Program, tmp_path: Path, name: str) -> None:
    run("add", jsonl(tmp_path / "good.jsonl", AGREES), "--store", STORE)
    (tmp_path / name).write_bytes(BAD[name])
    jsonl(tmp_path / "more.jsonl", DISAGREES)
    before = digest(tmp_path)
    told = run("add", "more.jsonl", name, "--store", STORE)
    assert (told.code, told.out) == (ExitCode.BAD_INPUT, "")
    if name in SENTENCES:
        assert told.err == f"capaian: {SENTENCES[name]}\n"
    else:
        assert told.err.startswith("capaian: seven.jsonl, line 7: not JSON: ")
    assert digest(tmp_path) == before


def test_a_list_of_sources_tells_the_last_run(run: Program) -> None:
    run("db", "upgrade", "--store", STORE)
    engine = open_store(STORE)
    with write_session(engine) as session:
        end_run(session, start_run(session, kind="crawl", sources=["merdeka"]).id, status="done")
    engine.dispose()
    rows = {
        row["source"]: row
        for row in map(json.loads, run("sources", "list", "--json", "--store", STORE).out.splitlines())
    }
    assert rows["merdeka"]["last_status"] == "done"
    assert rows["borneonews"]["last_run"] is None


def test_sources_alone_is_the_list_over_the_same_store(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sources", "disable", "merdeka", "--by", "Sri", "--because", "jeda", "--store", STORE)
    listed = run("sources", "list", "--json", "--store", STORE).out
    assert '"by":"Sri"' in listed.replace(": ", ":")
    assert run("sources", "--json", "--store", STORE).out == listed
    assert run("sources", "--json", "--store", "other.sqlite").out != listed
    monkeypatch.setenv("CAPAIAN_STORE", STORE)
    assert run("sources", "--json").out == listed
    assert "off (Sri)" in run("sources").out
    assert run("sources", "health").code == 0
    told = run("sources", "--store", "other.sqlite", "health")
    fails(told, ExitCode.USAGE, "write --store and --json behind `health`")


@pytest.fixture
def crawled(monkeypatch: pytest.MonkeyPatch) -> dict[str, CrawlOutcome]:
    """What the crawls of a test end with, source by source; nothing is fetched."""
    outcomes: dict[str, CrawlOutcome] = {}

    def instead(sources: list[str], *, store_url: str, **_: object) -> dict[str, CrawlOutcome]:
        open_store(store_url, create=True).dispose()
        return {slug: outcomes[slug] for slug in sources}

    monkeypatch.setattr("capaian.network.reachable", lambda hosts, **_: next(iter(hosts)))
    monkeypatch.setattr("crawler.run.crawl", instead)
    return outcomes


def test_a_crawl_tells_how_each_source_ended(run: Program, crawled: dict[str, CrawlOutcome]) -> None:
    crawled["merdeka"] = CrawlOutcome("merdeka", "limit", None, {"fetched": 3, "pages": 3})
    crawled["borneonews"] = CrawlOutcome("borneonews", "unreachable", "no answer\x1b[2J")
    told = run("crawl", "merdeka", "borneonews", "--store", STORE)
    assert told.code == 0
    assert told.out.splitlines() == [
        "merdeka: limit: 3 fetched, 3 pages",
        "borneonews: unreachable (no answer): 0",
        "pages read: 0",
        "0 claims in 0 articles; 0 comparisons are new, 0 stand as before, 0 no longer hold.",
    ]


def test_a_crawl_for_machines(run: Program, crawled: dict[str, CrawlOutcome]) -> None:
    crawled["merdeka"] = CrawlOutcome("merdeka", "done", None, {"fetched": 3})
    rows = [json.loads(line) for line in run("crawl", "merdeka", "--json", "--store", STORE).out.splitlines()]
    assert rows == [
        {"source": "merdeka", "status": "done", "reason": None, "counts": {"fetched": 3}},
        {"pages": {}},
        {"findings": {"opened": 0, "kept": 0, "closed": 0}},
    ]


def test_a_crawl_in_which_no_source_answered_fails(run: Program, crawled: dict[str, CrawlOutcome]) -> None:
    crawled["merdeka"] = CrawlOutcome("merdeka", "robots_unavailable", "robots.txt answered 503")
    assert run("crawl", "merdeka", "--store", STORE).code == ExitCode.NETWORK


@pytest.mark.parametrize("host", ["127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254"])
def test_a_private_address_is_not_knocked_at(run: Program, tmp_path: Path, host: str) -> None:
    told = run("add", f"http://{host}/berita/1", "--store", STORE)
    plain = host.strip("[]")
    sentence = f"{plain} is no public address; nothing is fetched from there, and nothing was changed"
    fails(told, ExitCode.USAGE, sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_leads_to_a_private_address_is_not_knocked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    knocked: list[object] = []
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: answer)
    monkeypatch.setattr(socket, "create_connection", lambda *given, **_named: knocked.append(given))
    assert reachable(["kabar.example"]) is None
    assert knocked == []
