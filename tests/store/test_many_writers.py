"""Transactions that write the same pages in another order: each waits its turn, and both are kept."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from store.captures import hold_pages
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from tests.store.examples import article, capture, extract

ONE, TWO = "https://kabar.example/satu", "https://kabar.example/dua"
BODIES = {ONE: "satu", TWO: "dua"}


def write_both(engine: Engine, *, hold: bool) -> None:
    """One transaction reads the first page and then the second, and one fetches the second and then the first again."""
    captures = {}
    with write_session(engine) as session:
        for url, body in BODIES.items():
            captures[url], _ = capture(session, body, url=url)
            extract(session, captures[url], article(url=url))
    half = threading.Barrier(2, timeout=3)

    def reads(urls: Sequence[str]) -> None:
        with write_session(engine) as session:
            if hold:
                hold_pages(session, urls)
            for url in urls:
                extract(session, captures[url], article(f"{BODIES[url]} lagi", url=url), extractor="2")
                with suppress(threading.BrokenBarrierError):
                    half.wait()

    def fetches(urls: Sequence[str]) -> None:
        with write_session(engine) as session:
            if hold:
                hold_pages(session, urls)
            for url in urls:
                later, _ = capture(session, f"{BODIES[url]} baru", url=url)
                extract(session, later, article(f"{BODIES[url]} baru", url=url))
                with suppress(threading.BrokenBarrierError):
                    half.wait()

    with ThreadPoolExecutor() as pool:
        works = [pool.submit(reads, (ONE, TWO)), pool.submit(fetches, (TWO, ONE))]
        for work in works:
            work.result(timeout=60)


def test_who_holds_the_pages_first_writes_first(engine: Engine) -> None:
    write_both(engine, hold=True)
    with read_session(engine) as session:
        assert status_counts(session)["captures"] == {"no_claim": 4}


def test_without_it_one_of_them_fails(postgres_store: str) -> None:
    engine = open_store(postgres_store)
    with pytest.raises(OperationalError, match="deadlock"):
        write_both(engine, hold=False)
    engine.dispose()
