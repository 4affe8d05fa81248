"""A line of work that is cut off anywhere and begun again ends where an uninterrupted one does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from store.engine import open_store, write_session
from store.findings import save_findings
from store.frontier import Discovered, add_discovered, finish, lease
from store.pages import mark_gone
from store.runs import start_run
from tests.store.examples import EXAMPLE, NOW, TEXT, URL, article, capture, dump, extract, finding, with_percentage

Step = Callable[[Session], object]


def at(hours: int) -> datetime:
    return NOW + timedelta(hours=hours)


def read(url: str, body: str, hours: int, text: str, *claims: Any, extractor: str = "1") -> Step:
    """Fetch a page and extract it."""

    def step(session: Session) -> None:
        capture_id, _new = capture(session, body, url=url, when=at(hours))
        extract(session, capture_id, article(text, url=url), *claims, extractor=extractor)

    return step


EDITED = TEXT.replace("99,20", "98,20")
FOUND = [Discovered(URL, "article"), Discovered(f"{URL}/2", "article")]
LINE: list[Step] = [
    lambda session: add_discovered(session, "kabar", FOUND, now=at(0)),
    read(URL, "one", 0, TEXT, EXAMPLE, with_percentage("97", place="62.01")),
    read(f"{URL}/2", "one", 0, TEXT, EXAMPLE),
    read(URL, "two", 1, EDITED, with_percentage("98.20")),
    lambda session: add_discovered(session, "kabar", [*FOUND, Discovered(f"{URL}/3", "list")], now=at(0)),
    read(f"{URL}/2", "one", 2, TEXT, EXAMPLE),
    lambda session: mark_gone(session, f"{URL}/2", when=at(3)),
    read(URL, "three", 4, "Halaman kosong."),
    read(f"{URL}/4", "", 4, "", extractor="1"),
]


def apply(engine: Engine, steps: list[Step]) -> None:
    for step in steps:
        with write_session(engine) as session:
            step(session)


@pytest.fixture
def uninterrupted(template: Path, tmp_path: Path) -> dict[str, list[Any]]:
    engine = open_store(str(shutil.copy(template, tmp_path / "uninterrupted.sqlite")))
    apply(engine, LINE)
    return dump(engine)


def test_any_cut_and_any_number_of_beginnings(
    template: Path, tmp_path: Path, uninterrupted: dict[str, list[Any]]
) -> None:
    @settings(deadline=None, max_examples=10)
    @given(st.lists(st.integers(0, len(LINE)), max_size=3))
    def check(cuts: list[int]) -> None:
        path = tmp_path / "cut.sqlite"
        for file in tmp_path.glob("cut.sqlite*"):
            file.unlink()
        engine = open_store(str(shutil.copy(template, path)))
        for cut in cuts:
            apply(engine, LINE[:cut])
        apply(engine, LINE)
        found = dump(engine)
        engine.dispose()
        assert found == uninterrupted

    check()


def test_the_whole_line_twice(engine: Engine) -> None:
    def whole(now: datetime) -> None:
        with write_session(engine) as session:
            add_discovered(session, "kabar", FOUND, now=now)
        for task in lease(engine, "kabar", limit=9, run_id=run_id, now=now):
            with write_session(engine) as session:
                capture_id, _new = capture(session, url=task.url, when=now)
                finish(session, task.id, status="fetched", now=now)
                extract(session, capture_id, article(url=task.url), EXAMPLE)
        with write_session(engine) as session:
            save_findings(session, [finding("f1"), finding("f2", url=f"{URL}/2")], run_id=run_id, when=now)

    with write_session(engine) as session:
        run_id = start_run(session, kind="crawl", now=NOW).id
    whole(at(0))
    before = dump(engine)
    assert [len(before[table]) for table in ("page", "capture", "revision", "claim", "finding")] == [2, 2, 2, 2, 2]
    whole(at(1))
    assert dump(engine) == before
