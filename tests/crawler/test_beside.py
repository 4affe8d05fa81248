"""Reading beside a crawl: the same is stored as by reading afterwards, and who ends the crawl ends it too."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import pytest

from crawler.beside import reading_beside
from crawler.reading import Outcome
from crawler.run import crawl
from crawler.workers import process_pending
from store.captures import pending_captures
from store.engine import open_store, read_session
from tests.crawler.evil import publisher, serve
from tests.crawler.kill import HOST, LINE, kept, kill, site, start
from tests.crawler.test_copies import A, B, host, names

PAGES, PAST = 60, date(2020, 1, 1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_same_is_stored_as_by_reading_afterwards(tmp_path: Path, jobs: int) -> None:
    block = {"long": publisher(HOST)}
    stores = [str(tmp_path / f"{name}.sqlite") for name in ("after", "beside")]
    with serve({HOST: lambda evil, path, headers: site(PAGES, evil, path)}) as evil:
        for store in stores:
            engine = open_store(store, create=True)
            if store == stores[0]:
                crawl(store_url=store, publishers=block, allow_loopback=evil.pairs, since=PAST)
                read = process_pending(engine, publishers=block)
            else:
                with reading_beside(engine, jobs=jobs, publishers=block) as read:
                    crawl(store_url=store, publishers=block, allow_loopback=evil.pairs, since=PAST)
                assert process_pending(engine, publishers=block) == {}
            engine.dispose()
            assert read == {"claims": PAGES}
    assert kept(stores[0], block["long"]) == kept(stores[1], block["long"])


def test_a_page_that_names_another_waits_until_all_is_fetched(tmp_path: Path) -> None:
    slug = {"copy": publisher("copy.localhost")}
    engine = open_store(str(tmp_path / "store.sqlite"), create=True)
    with serve({"copy.localhost": host({A: names(B), B: names(B)})}) as evil:
        with reading_beside(engine, publishers=slug) as read:
            crawl(store_url=str(tmp_path / "store.sqlite"), publishers=slug, allow_loopback=evil.pairs)
        assert read == {}
        with read_session(engine) as session:
            assert len(pending_captures(session, 9)) == 1
        assert process_pending(engine, publishers=slug) == {"duplicate": 1}
    engine.dispose()


@pytest.mark.parametrize("how", ["told", "killed"])
def test_who_ends_the_crawl_ends_the_reading(tmp_path: Path, how: str) -> None:
    store, block = str(tmp_path / "store.sqlite"), publisher(HOST)
    with serve({HOST: lambda evil, path, headers: site(300, evil, path)}) as evil:
        (pair,) = evil.pairs
        program = start(tmp_path, LINE, block.model_dump_json(), pair, store, "2")
        while len(evil.asked) < 100:
            assert program.poll() is None, program.communicate()
        if how == "killed":
            kill(program, 0)
        else:
            os.kill(program.pid, signal.SIGINT)
            said, errors = program.communicate(timeout=120)
            assert (program.returncode, said, errors) == (0, "interrupted\n", "")
        crawl(store_url=store, publishers={"long": block}, allow_loopback=evil.pairs, since=PAST)
    made = kept(store, block)
    assert (len(made.pages), len(made.claims), made.doubles, made.faults) == (300, 300, 0, 0)
    assert made.tasks == {"done": 330}


def test_what_goes_wrong_while_reading_leaves_the_crawl_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_store(str(tmp_path / "store.sqlite"), create=True)

    def broken(*_given: object, **_named: object) -> Outcome:
        raise ImportError("no spacy")

    told: list[object] = []
    monkeypatch.setattr("crawler.beside.process_pending", broken)
    monkeypatch.setattr("crawler.beside.event", lambda name, *, level, reason: told.append((name, reason)))
    with reading_beside(engine) as read:
        pass
    assert read == {}
    assert told == [("reading_beside_stopped", "ImportError: no spacy")]
    engine.dispose()
