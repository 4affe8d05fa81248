"""Several processes share the sources of one PostgreSQL database; one is killed, and its sources are taken over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from capaian.errors import ExitCode, UsageError
from capaian.passes import one_pass
from crawler.verify import verify
from models.publishers import Publisher
from models.wire import dumps
from store.engine import open_store, read_session
from store.lock import checking, is_free, take_source
from store.sql import CAPTURE, CLAIM, PAGE, REVISION, RUN, RUN_SOURCE, TASK
from tests.capaian.run import Program
from tests.crawler.evil import Answer, EvilServer, article, publisher, serve

ROOT = Path(__file__).resolve().parents[2]
SOURCES, PAGES, HALF = 6, 24, 12
SAID = (
    "<p>Perekaman KTP elektronik di Kabupaten Kotawaringin Timur sudah mencapai 99,2 persen dari 310.785 jiwa, "
    "kata Kepala Dinas Dukcapil Kotim Rahmad Suwandi.</p><p>"
)
DATED = b'<head><meta property="article:published_time" content="2025-03-11T09:00:00+07:00">'
GATE = threading.Event()
GATE.set()
HOSTS = {f"media{number}": f"media{number}.localhost" for number in range(SOURCES)}
REGISTRY = {slug: publisher(host) for slug, host in HOSTS.items()}

PASS = """
import json, sys
from capaian.passes import one_pass
from models.publishers import Publisher

if __name__ == "__main__":
    store, pairs, blocks = sys.argv[1:]
    registry = {slug: Publisher.model_validate_json(block) for slug, block in json.loads(blocks).items()}
    passed = one_pass(store, registry, share=2, allow_loopback=frozenset(json.loads(pairs)))
    print(json.dumps(passed.as_json()))
"""


def site(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """A list of all articles, the later half of which is answered when the gate is open."""
    if path.startswith("/berita/") and int(path.split("/")[2].partition("-")[0]) > HALF:
        GATE.wait(60)
    if path.startswith("/berita/"):
        return Answer(body=article(path).replace(b"<head>", DATED, 1).replace(b"<p>", SAID.encode(), 1))
    if path != "/":
        return None
    links = "".join(f'<a href="/berita/{number}-judul">Judul {number}</a>' for number in range(1, PAGES + 1))
    return Answer(body=f"<html><body>{links}</body></html>".encode())


def kept(engine: Engine) -> dict[str, Counter[tuple[object, ...]]]:
    """What a store holds in the end, without times and numbers; a Counter shows what is there twice."""
    captures = select(PAGE.c.source, PAGE.c.canonical_url, CAPTURE.c.body_sha256, CAPTURE.c.status).join(CAPTURE)
    revisions = select(PAGE.c.canonical_url, REVISION.c.digest).join(REVISION)
    claims = select(CLAIM.c.claim_key, CLAIM.c.current)
    tasks = select(TASK.c.source, TASK.c.url, TASK.c.state)
    with read_session(engine) as session:
        return {
            name: Counter(map(tuple, session.execute(query)))
            for name, query in {"captures": captures, "revisions": revisions, "claims": claims, "tasks": tasks}.items()
        }


def test_one_of_several_processes_is_killed_and_nothing_is_lost_or_doubled(
    postgres_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPAIAN_ARCHIVE", str(tmp_path / "archive"))
    script = tmp_path / "pass.py"
    script.write_text(PASS)
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    blocks = dumps({slug: block.model_dump_json() for slug, block in REGISTRY.items()})
    with serve(dict.fromkeys(HOSTS.values(), site)) as evil:

        def start() -> subprocess.Popen[str]:
            command = [sys.executable, str(script), postgres_store, dumps(sorted(evil.pairs)), blocks]
            environment = {**os.environ, "PYTHONPATH": path}
            return subprocess.Popen(
                command,
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )

        GATE.clear()
        engine = open_store(postgres_store)
        killed = start()
        wait_until(lambda: len(unfinished(engine)) == 2 and len(evil.asked) >= 2 * HALF, "the first is in mid-crawl")
        left = unfinished(engine)
        other = start()
        wait_until(lambda: len(unfinished(engine)) == 4 and len(evil.asked) >= 4 * HALF, "the second, too")
        assert not any(is_free(engine, slug) for slug in unfinished(engine))
        os.killpg(killed.pid, signal.SIGKILL)  # with the child process that crawls, as when its machine dies
        killed.communicate()
        wait_until(lambda: all(is_free(engine, slug) for slug in left), "its sources are free")
        assert unfinished(engine) >= left, "their runs have not ended"
        GATE.set()
        told, errors = other.communicate(timeout=300)
        assert other.returncode == 0, errors
        sources = json.loads(told)["sources"]
        assert {slug: row["status"] for slug, row in sources.items()} == dict.fromkeys(REGISTRY, "done")
        shared = kept(engine)
        assert len(verify(engine).faults) == 0
        engine.dispose()
        asked = Counter((one.host, one.path) for one in evil.asked if one.path.startswith("/berita/"))

        monkeypatch.setenv("CAPAIAN_ARCHIVE", str(tmp_path / "calm"))
        calm_store = str(tmp_path / "calm.sqlite")
        calm = one_pass(calm_store, REGISTRY, allow_loopback=evil.pairs)
        assert calm.code is ExitCode.OK
    engine = open_store(calm_store)
    assert shared == kept(engine)
    engine.dispose()
    assert all(max(rows.values()) == 1 for rows in shared.values()), "nothing is there twice"
    assert {name: sum(rows.values()) for name, rows in shared.items()} == {
        "captures": SOURCES * PAGES,
        "revisions": SOURCES * PAGES,
        "claims": 2 * SOURCES * PAGES,  # each article has two
        "tasks": SOURCES * (PAGES + 1),
    }
    # what is fetched twice is at most what the dead one had leased: four tasks of each of its two sources
    assert sum(asked.values()) <= SOURCES * PAGES + 2 * 5, asked.most_common(9)


def unfinished(engine: Engine) -> set[str]:
    """Sources with a crawl that has not ended."""
    query = select(RUN_SOURCE.c.source).join(RUN, RUN.c.id == RUN_SOURCE.c.run_id)
    with read_session(engine) as session:
        return set(session.scalars(query.where(RUN.c.kind == "crawl", RUN.c.status == "running")))


def wait_until(holds: object, what: str) -> None:
    deadline = time.monotonic() + 120
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def test_a_source_is_one_processs_alone(postgres_store: str) -> None:
    first, second = open_store(postgres_store), open_store(postgres_store)
    give_back = take_source(first, "kabar")
    assert give_back is not None
    assert not is_free(second, "kabar")
    assert take_source(second, "kabar") is None
    assert is_free(second, "lain"), "another one is free"
    give_back()
    assert is_free(second, "kabar")
    with checking(first):
        assert is_free(second, "kabar"), "who checks holds no source"
    first.dispose()
    second.dispose()


def test_an_sqlite_file_is_not_shared(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--share needs a PostgreSQL database"):
        one_pass(str(tmp_path / "store.sqlite"), {}, share=2)


def test_sharing_takes_what_is_due(run: Program) -> None:
    told = run("run", "--share", "2", "--all", "--store", "room/store.sqlite")
    assert (told.code, told.err) == (
        ExitCode.USAGE,
        "capaian: --share takes the sources that are due; leave out --all\n",
    )


def test_a_shared_pass_alone_does_what_a_pass_does(
    postgres_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAPAIAN_ARCHIVE", str(tmp_path / "archive"))
    registry: dict[str, Publisher] = dict(list(REGISTRY.items())[:3])
    with serve({HOSTS[slug]: lambda evil, path, headers: None for slug in registry}) as evil:
        first = one_pass(postgres_store, registry, share=2, allow_loopback=evil.pairs)
        assert {slug: one.status for slug, one in first.outcomes.items()} == dict.fromkeys(registry, "done")
        assert sum(first.pages.values()) == 9
        assert one_pass(postgres_store, registry, share=2, allow_loopback=evil.pairs).outcomes == {}
