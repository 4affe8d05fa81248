"""A pass visits what is due and nothing else, never twice at once, and ends with a code that says how."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

import capaian.units
from capaian.demo.newsroom import publishers
from capaian.demo.site import serve
from capaian.errors import ExitCode
from capaian.passes import Passed, one_pass, tell
from store.engine import read_session, write_session
from store.errors import PassAtWork
from store.lock import pass_lock
from store.rhythm import LONGEST, SHORTEST, UNKNOWN, due_at, rhythm
from store.runs import end_run, runs, start_run
from store.sources import decisions
from tests.capaian.run import Program, fails
from tests.crawler.evil import Answer, EvilServer, Host, article, publisher
from tests.crawler.evil import serve as evil_server
from tests.store.examples import capture

NOW = datetime(2025, 6, 15, 12, tzinfo=UTC)
UNITS = Path(capaian.units.__path__[0])


def fill(engine: Engine, pages: int, *, days: float) -> None:
    """A source that brought so many pages in the last days, evenly."""
    with write_session(engine) as session:
        for number in range(pages):
            when = NOW - timedelta(days=days) * (number + 1) / pages
            capture(session, str(number), url=f"https://kabar.localhost/{number}", when=when)


@pytest.mark.parametrize(
    ("pages", "days", "wait"),
    [
        (0, 1, UNKNOWN),
        (14, 14, LONGEST),  # one a day: four days would be too long for news
        (56, 14, LONGEST),
        (112, 14, timedelta(hours=12)),
        (24, 1, timedelta(hours=4)),  # it was added yesterday
        (60, 0.25, SHORTEST),
    ],
)
def test_the_more_a_source_publishes_the_sooner_it_is_visited(
    engine: Engine, pages: int, days: float, wait: timedelta
) -> None:
    fill(engine, pages, days=days)
    with read_session(engine) as session:
        assert rhythm(session, "kabar", now=NOW) == wait
        assert rhythm(session, "lain", now=NOW) == UNKNOWN


@pytest.mark.parametrize(("word", "wait"), [("done", UNKNOWN), ("budget", UNKNOWN), ("unreachable", SHORTEST)])
def test_a_source_is_due_after_its_rhythm_and_sooner_after_a_failure(
    engine: Engine, word: str, wait: timedelta
) -> None:
    with write_session(engine) as session:
        assert due_at(session, "kabar", now=NOW) == NOW
        run = start_run(session, kind="crawl", sources=["kabar"], now=NOW)
        end_run(session, run.id, status=word, now=NOW)
        start_run(session, kind="pass", sources=["kabar"], now=NOW + timedelta(hours=9))
        assert due_at(session, "kabar", now=NOW) == NOW + wait


def test_two_passes_never_overlap(engine: Engine, url: str) -> None:
    with pass_lock(engine, url), pytest.raises(PassAtWork, match="another pass is at work"), pass_lock(engine, url):
        pass
    with pass_lock(engine, url):
        pass


def test_a_pass_that_was_killed_holds_nothing(engine: Engine, url: str) -> None:
    code = (
        "import sys, time\n"
        "from store.engine import open_store\nfrom store.lock import pass_lock\n"
        "with pass_lock(open_store(sys.argv[1]), sys.argv[1]):\n    print('held', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(PassAtWork), pass_lock(engine, url):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    for _ in range(100):  # PostgreSQL's server notices a moment later
        try:
            with pass_lock(engine, url):
                return
        except PassAtWork:
            os.sched_yield()
            subprocess.run(["sleep", "0.1"], check=True)
    pytest.fail("the lock of a dead process is still held")


def test_a_pass_crawls_reads_and_checks_and_the_next_finds_nothing_due(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    registry = {"nusakaltara": publishers()["nusakaltara"]}
    with serve(0) as site:
        hosts = frozenset(site.hosts)
        first = one_pass(store, registry, allow_loopback=hosts)
        assert (first.code, first.outcomes["nusakaltara"].status) == (ExitCode.OK, "done")
        assert first.pages["ok"] > 0 if "ok" in first.pages else sum(first.pages.values()) > 0
        assert first.next_at is not None
        assert first.next_at > datetime.now(UTC) + SHORTEST - timedelta(minutes=5)
        asked = len(site.asked)
        second = one_pass(store, registry, allow_loopback=hosts)
        assert (second.code, dict(second.outcomes), len(site.asked)) == (ExitCode.OK, {}, asked)
        limited = one_pass(store, registry, allow_loopback=hosts, everything=True, limit=1)
        assert limited.code in (ExitCode.LIMIT, ExitCode.OK)
    from store.engine import open_store

    with read_session(open_store(store, readonly=True)) as session:
        passes = runs(session, kind="pass")
    assert [one.status for one in passes][-2:] == ["ok", "ok"]


LINKS = "".join(f'<a href="/berita/{number}-judul">Judul {number}</a>' for number in range(1, 11)).encode()
EMPTY = b"<html><body><div id=app></div></body></html>"


def listed(body: bytes | None) -> Host:
    """Ten articles, each with this body; None for sound ones, with a date each."""

    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        if path == "/":
            return Answer(body=LINKS)
        if not path.startswith("/berita/"):
            return None
        dated = b"<li>24 Oktober 2022 - 18:40 WIB</li>"
        return Answer(body=body if body is not None else article(path).replace(b"<h2>", dated + b"<h2>"))

    return rule


def test_a_pass_turns_a_source_off_that_gives_nothing_any_more(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    with evil_server({"good.localhost": listed(None), "empty.localhost": listed(EMPTY)}) as evil:
        registry = {slug: publisher(f"{slug}.localhost") for slug in ("good", "empty")}
        first = one_pass(store, registry, allow_loopback=evil.pairs)
        asked = len(evil.paths("empty.localhost"))
        again = one_pass(store, registry, allow_loopback=evil.pairs, everything=True)
        assert len(evil.paths("empty.localhost")) == asked, "a source that is off is asked for nothing"
    because = "quarantined: 0 of its newest 10 pages give a text"
    assert (first.code, again.code) == (ExitCode.SOURCE, ExitCode.OK)
    assert first.as_json()["broken"] == [
        {"source": "empty", "problems": ["0 of its newest 10 pages give a text"], "off": because}
    ]
    assert (list(again.outcomes), again.as_json()["broken"]) == (["good"], [])
    assert [(worry.kind, worry.source) for worry in first.worries] == [("quarantine", "empty")]
    from store.engine import open_store

    with read_session(open_store(store, readonly=True)) as session:
        decided = decisions(session)
    assert (decided["empty"].enabled, decided["empty"].by, decided["empty"].because) == (False, "capaian", because)
    assert "good" not in decided


def test_without_a_network_nothing_is_begun(tmp_path: Path) -> None:
    store = str(tmp_path / "store.sqlite")
    made = one_pass(store, {"nusakaltara": publishers()["nusakaltara"]}, reachable=lambda _: None)
    assert (made.code, dict(made.outcomes)) == (ExitCode.NETWORK, {})
    from store.engine import open_store

    with read_session(open_store(store, readonly=True)) as session:
        assert runs(session) == []


def test_the_hook_gets_the_pass_and_its_failure_is_told(tmp_path: Path) -> None:
    made = Passed({}, {"claims": 2}, {"opened": 1, "kept": 0, "closed": 0}, ExitCode.LIMIT, NOW)
    assert tell(f"cat > {tmp_path / 'got.json'}", made) is None
    got = json.loads((tmp_path / "got.json").read_text())
    assert (got["code"], got["pages"], got["findings"]["opened"]) == (10, {"claims": 2}, 1)
    assert got["next"] == "2025-06-15T12:00:00+00:00"
    assert tell("exit 3", made) == "the command 'exit 3' ended with 3"


def test_a_hook_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("capaian.passes.HOOK_SECONDS", 1)
    made = Passed({}, {}, {"opened": 0, "kept": 0, "closed": 0}, ExitCode.OK, NOW)
    held, away = tmp_path / "held", tmp_path / "child"
    command = f"mkfifo {held}; sh -c 'echo $$ > {away}; exec cat < {held}' & wait"
    assert tell(command, made) == f"the command {command!r} took more than 1 seconds"
    child = Path(f"/proc/{away.read_text().strip()}/stat")
    for _ in range(100):
        if not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        subprocess.run(["sleep", "0.1"], check=True)
    pytest.fail("what the command started still runs")


def test_the_command_names_a_pass_that_is_at_work(run: Program, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from store.engine import open_store

    engine = open_store(str(path))
    with pass_lock(engine, str(path)):
        told = run("run", "--store", path)
    fails(told, ExitCode.BUSY, f"another pass is at work over {path}; this one is left out")
    assert run("run", "--dry-run", "--store", path).out.startswith("Would visit ")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
@pytest.mark.parametrize("name", ["capaian.service", "capaian.timer", "capaian-schedule.service"])
def test_systemd_understands_the_units(tmp_path: Path, name: str) -> None:
    for file in UNITS.glob("capaian*.*"):
        unit = file.read_text().replace("/opt/capaian/bin/capaian", shutil.which("true") or "/bin/true")
        (tmp_path / file.name).write_text(unit.replace("User=capaian", "User=root"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False
    )
    mine = [line for line in done.stderr.splitlines() if "capaian" in line]
    assert mine == []
    (tmp_path / name).write_text((tmp_path / name).read_text() + "\nNonsense=1\n")  # the counter-example is noticed
    again = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / name], capture_output=True, text=True, check=False
    )
    assert "Nonsense" in again.stderr


@pytest.mark.parametrize(
    ("code", "mailed"),
    [(0, ""), (ExitCode.LIMIT, ""), (ExitCode.BUSY, ""), (ExitCode.STORE, "told\n"), (ExitCode.INTERNAL, "told\n")],
)
def test_cron_mails_what_went_wrong_and_nothing_else(tmp_path: Path, code: int, mailed: str) -> None:
    program = tmp_path / "capaian"
    program.write_text(f"#!/bin/sh\necho done\necho told >&2\nexit {int(code)}\n")
    program.chmod(0o755)
    line = (UNITS / "capaian.cron").read_text().splitlines()[-1]
    command = line.split(" capaian ", 1)[1].replace("/opt/capaian/bin/capaian", str(program))
    assert "%" not in command, "cron takes it for the end of the command"
    done = subprocess.run(
        command.replace("/var/lib/capaian", str(tmp_path)), shell=True, capture_output=True, text=True, check=False
    )
    assert (done.stdout + done.stderr, done.returncode) == (mailed, int(code) if mailed else 0)
    assert (tmp_path / "run.jsonl").read_text() == "done\n"


def test_the_units_name_commands_and_options_that_there_are(run: Program) -> None:
    lines = [line for file in UNITS.glob("capaian*.*") for line in file.read_text().splitlines()]
    commands = {line.split("/opt/capaian/bin/capaian ")[1].split()[0] for line in lines if "bin/capaian " in line}
    assert commands == {"run", "schedule"}
    for command in commands:
        told = run(command, "--help")
        assert (told.code, "--json" in told.out) == (0, True)
