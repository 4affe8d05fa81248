"""The commands over a store, and stores that cannot be opened: one sentence, exit code 4, not a byte changed."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from models.publishers import read_publishers
from models.wire import report_from
from store.claims import save_reports
from store.engine import open_store, read_session, write_session
from store.findings import findings
from store.migrate import REVISIONS
from store.sources import last_run
from tests.capaian.made import AGREES, DISAGREES, jsonl, report
from tests.capaian.run import Program, digest, fails
from tests.store.examples import capture

FORMULA = report("https://tiga.example/c", percentage=-2.5, achieved=1, base=2) | {"title": "=HYPERLINK(1)"}
FORMULA["claims"][0] |= {"segment": "+lansia", "as_of": "2025-02", "official": "\uff1dNama", "official_role": "Bupati"}  # type: ignore[index]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with three invented claims."""
    path = tmp_path / "room" / "store.sqlite"
    engine = open_store(str(path), create=True)
    with write_session(engine) as session:
        save_reports(session, [report_from(row) for row in (AGREES, DISAGREES, FORMULA)])
    engine.dispose()
    return path


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
    assert first.err == f"{len(kept)} findings are new, 0 stand as before, 0 no longer hold.\n"
    again = run("check", "--store", store)
    assert again.out == first.out
    assert again.err.startswith(f"0 findings are new, {len(kept)} stand as before")
    assert again.err.endswith(", 0 no longer hold.\n")
    assert saved(store) == kept


def test_check_dry_run_saves_nothing(run: Program, store: Path) -> None:
    assert run("check", "--store", store, "--dry-run").err == ""
    assert saved(store) == []


def test_check_over_the_store_can_fail(run: Program, store: Path) -> None:
    assert run("check", "--store", store, "--fail-on", "inconsistent").code == ExitCode.FINDINGS


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


def test_db_status_adds_up(run: Program, store: Path) -> None:
    told = run("db", "status", "--store", store)
    assert told.code == 0
    assert "claims: 3 current = 3" in told.out
    as_json = json.loads(run("db", "status", "--json", "--store", store).out)
    assert as_json["schema"] == as_json["newest"]
    assert as_json["counts"]["claims"] == {"current": 3}


def test_db_upgrade_makes_a_store_and_does_it_once(run: Program, tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.sqlite"
    assert run("db", "upgrade", "--store", path, "--dry-run").out.startswith("Would bring it up to date: ")
    assert not path.exists()
    assert run("db", "upgrade", "--store", path).out == f"{path} has the newest schema now.\n"
    assert run("db", "upgrade", "--store", path).out == f"{path} has the newest schema already.\n"


def old(path: Path) -> None:
    """Make a store one of an older schema: what no revision made, there is nothing of."""
    with closing(sqlite3.connect(path)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        # what FTS5 keeps in tables of its own goes with its index
        tables = [row for row in named if not row[0].startswith("claim_search_")]
        connection.execute("PRAGMA foreign_keys = OFF")
        for (name,) in tables:
            connection.execute(f"DELETE FROM {name}" if name == "alembic_version" else f"DROP TABLE {name}")
        connection.execute("CREATE TABLE kept (word TEXT)")
        connection.execute("INSERT INTO kept VALUES ('serapan')")
        connection.commit()


def test_an_older_store_is_copied_before_it_is_upgraded(run: Program, store: Path) -> None:
    old(store)
    fails(
        run("claims", "--store", store),
        ExitCode.STORE,
        f"{store} was made by an older capaian (this one needs schema {REVISIONS[-1]}); "
        "bring it up to date with `capaian db upgrade`",
    )
    told = run("db", "upgrade", "--store", store)
    assert (told.code, told.err) == (0, "")
    [copy] = (store.parent / "backups").iterdir()
    assert told.out == f"A copy of {store} as it was is {copy}\n{store} has the newest schema now.\n"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("serapan",)]
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'claim'").fetchone() == (0,)
    assert run("claims", "--store", store).code == 0
    assert run("claims", "--store", copy).code == ExitCode.STORE


def test_a_store_is_backed_up_copied_and_verified(run: Program, store: Path, tmp_path: Path) -> None:
    assert run("db", "backup", "--store", store, "--folder", tmp_path / "kept").code == 0
    [kept] = (tmp_path / "kept").iterdir()
    told = run("db", "copy", tmp_path / "other.sqlite", "--store", kept)
    assert told.out.endswith(f"rows copied to {tmp_path / 'other.sqlite'}; every table is the same there.\n")
    assert (
        run("claims", "--json", "--store", tmp_path / "other.sqlite").out
        == run("claims", "--json", "--store", store).out
    )
    sound = run("db", "verify", "--archive", "--store", tmp_path / "other.sqlite")
    assert (sound.code, sound.err, "WRONG" in sound.out) == (0, "", False)
    before = digest(store.parent)
    told = run("db", "copy", tmp_path / "other.sqlite", "--store", store)
    fails(told, ExitCode.STORE, f"{tmp_path / 'other.sqlite'} has rows in its table page already; name a new store")
    assert digest(store.parent) == before


def test_commands_work_over_both_databases(run: Program, url: str, tmp_path: Path) -> None:
    file = jsonl(tmp_path / "reports.jsonl", AGREES, DISAGREES, FORMULA)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAPAIAN_STORE", url)
        assert run("add", file).code == 0
        assert "0 claims in 0 articles; 0 findings are new" in run("add", file).out
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


def test_verify_names_a_raw_page_that_is_not_there(run: Program, store: Path) -> None:
    engine = open_store(str(store))
    with write_session(engine) as session:
        capture(session)
    engine.dispose()
    told = run("db", "verify", "--store", store)
    assert (told.code, told.err) == (ExitCode.STORE, "")
    assert "WRONG archive       capture 1 is not in kabar-0001.warc.gz\n" in told.out


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


def missing(path: Path) -> str:
    path.unlink()
    return f"there is no store at {path}"


def empty(path: Path) -> str:
    path.write_bytes(b"")
    return f"{path} is an empty file, not a store"


def text(path: Path) -> str:
    path.write_text("SQLite format 2")
    return f"{path} is no SQLite database"


def torn(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    return f"{path} "


def foreign(path: Path) -> str:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()
    return f"{path} is the database of another program"


def newer(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    return f"{path} was made by a newer capaian"


COMMANDS = (
    ("claims",),
    ("export",),
    ("check",),
    ("db", "status"),
    ("sources", "disable", "merdeka", "--by", "Sri", "--because", "x"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("spoil", [empty, text, torn, foreign, newer])
def test_a_store_that_cannot_be_opened(run: Program, store: Path, spoil: object, command: tuple[str, ...]) -> None:
    told_by = spoil(store)  # type: ignore[operator]
    before = digest(store.parent)
    told = run(*command, "--store", store)
    assert (told.code, told.out) == (ExitCode.STORE, "") or command[0] == "sources"
    assert told.code == ExitCode.STORE
    sentence = told.err.splitlines()[-1]
    assert sentence.startswith(f"capaian: {told_by}")
    assert "Traceback" not in told.err
    assert digest(store.parent) == before


@pytest.mark.parametrize("command", COMMANDS[:4], ids=" ".join)
def test_a_store_that_is_not_there_is_not_made(run: Program, store: Path, command: tuple[str, ...]) -> None:
    sentence = missing(store)
    told = run(*command, "--store", store)
    assert (told.code, told.out) == (ExitCode.STORE, "")
    assert told.err.startswith(f"capaian: {sentence}")
    assert list(store.parent.iterdir()) == []


def test_a_locked_store(run: Program, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.stores.open_store", partial(open_store, busy_seconds=0.2))
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    before = store.read_bytes()
    try:
        for command in (("check",), ("sources", "disable", "merdeka", "--by", "Sri", "--because", "x")):
            told = run(*command, "--store", store)
            assert (told.code, told.out) == (ExitCode.STORE, "")
            assert told.err == (
                f"capaian: {store} is locked by another process for more than 0.2 seconds; "
                "wait for it to end, and try again\n"
            )
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert store.read_bytes() == before


def test_a_store_from_the_environment(run: Program, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAPAIAN_STORE", str(store))
    assert len(run("claims", "--json").out.splitlines()) == 3


def test_jsonl_of_labels_stays_what_it_was(run: Program, store: Path, tmp_path: Path) -> None:
    labels = jsonl(tmp_path / "labels.jsonl", AGREES, DISAGREES, FORMULA)
    ids = {json.loads(line)["id"] for line in run("check", "--json", "--all", labels).out.splitlines()}
    run("check", "--store", store)
    assert set(saved(store)) == ids, "the same figures are the same finding, wherever they were read"


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
