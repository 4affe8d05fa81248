"""What a crawl reads and finds to lie outside the days it was asked for: seen, kept as served, and no article."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawler.add import add_pages
from crawler.bounds import Bounds
from crawler.run import crawl
from crawler.workers import process_pending
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from store.frontier import visit
from store.health import source_health
from store.outside import read_outside_again
from store.readings import captures_read_otherwise
from store.sql import CAPTURE, PAGE, REVISION, TASK
from tests.crawler.evil import Answer, EvilServer, publisher, serve
from tests.crawler.test_scrapy import ROOT, environment

HOST = "hari.localhost"
DAYS = {1: "5 Juni 2025", 2: "20 Juni 2025", 3: "30 Juni 2025", 4: "1 Juli 2025", 5: "9 Juli 2025", 6: None}
"""Article → the day that its page prints; the list prints none."""
OF_JUNE = {1, 2, 3}
JUNE = Bounds(date(2025, 6, 1), date(2025, 6, 30))
ALL = Bounds()
WIB = timezone(timedelta(hours=7))
SOURCES = {"hari": publisher(HOST)}


def dated(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    if path == "/":
        links = "".join(f'<p><a href="/berita/{number}-judul">Judul {number}</a></p>' for number in DAYS)
        return Answer(body=f"<html><body>{links}</body></html>".encode())
    if not path.startswith("/berita/"):
        return None
    number = int(path.removeprefix("/berita/").partition("-")[0])
    day = f"<ul><li>Oleh Rusli Contoh</li><li>{DAYS[number]} - 08:00 WIB</li></ul>" if DAYS[number] else ""
    text = f"<p>Serapan anggaran Kabupaten Kotawaringin Timur hingga Mei {number}1 persen dari pagu, kata kepala badan."
    body = (
        f"<h2>Judul berita nomor {number}</h2>{day}<div class='detail-content'>{text} Sisanya menyusul nanti.</p></div>"
    )
    page = f"<html><head><title>Judul berita nomor {number}</title></head><body>{body}</body></html>"
    etag = ("ETag", f'"{number}"')
    return Answer(304) if headers.get("If-None-Match") == etag[1] else Answer(body=page.encode(), headers=(HTML, etag))


HTML = ("Content-Type", "text/html; charset=utf-8")


@pytest.fixture(scope="module")
def evil() -> Iterator[EvilServer]:
    with serve({HOST: dated}) as evil:
        yield evil


class Line:
    """The crawl and the reading after it, as `capaian crawl` joins them, over one store."""

    def __init__(self, folder: Path, evil: EvilServer) -> None:
        self.store, self.evil = str(folder / "store.sqlite"), evil

    def run(self, bounds: Bounds = ALL, *, revisit: bool = False) -> dict[str, int]:
        made = crawl(
            store_url=self.store,
            since=bounds.since,
            until=bounds.until,
            publishers=SOURCES,
            allow_loopback=self.evil.pairs,
            revisit=revisit,
        )
        assert made["hari"].status == "done"
        engine = open_store(self.store)
        try:
            return process_pending(engine, publishers=SOURCES, bounds={"hari": bounds})
        finally:
            engine.dispose()

    def articles(self) -> set[int]:
        """The numbers of the articles that the store has."""
        engine = open_store(self.store, readonly=True)
        with read_session(engine) as session:
            query = select(PAGE.c.canonical_url).join(REVISION, REVISION.c.page_id == PAGE.c.id)
            urls = session.scalars(query).all()
        engine.dispose()
        return {int(url.rpartition("/")[2].partition("-")[0]) for url in urls}


@pytest.fixture(scope="module")
def june(tmp_path_factory: pytest.TempPathFactory, evil: EvilServer) -> tuple[Path, dict[str, int]]:
    """(the folder of a store after a crawl of June, the words with which its pages left)."""
    folder = tmp_path_factory.mktemp("june")
    return folder, Line(folder, evil).run(JUNE)


@pytest.fixture
def line(tmp_path: Path, june: tuple[Path, dict[str, int]], evil: EvilServer) -> Line:
    """A copy of that store, for what comes after."""
    shutil.copytree(june[0], tmp_path, dirs_exist_ok=True)
    return Line(tmp_path, evil)


@pytest.mark.parametrize(
    ("bounds", "day", "outside"),
    [
        (JUNE, date(2025, 6, 1), False),
        (JUNE, date(2025, 5, 31), True),
        (JUNE, datetime(2025, 6, 30, 23, 59, tzinfo=WIB), False),
        (JUNE, datetime(2025, 7, 1, 0, 0, tzinfo=WIB), True),
        (Bounds(until=date(2025, 6, 30)), date(2019, 1, 1), False),
        (Bounds(since=date(2025, 6, 20)), date(2025, 6, 19), True),
        (Bounds(since=date(2025, 6, 20)), date(2026, 6, 19), False),
        (JUNE, None, False),
        (ALL, date(2025, 6, 19), False),
    ],
)
def test_what_lies_outside(bounds: Bounds, day: date | None, outside: bool) -> None:
    assert (bounds.leaves_out(day) is not None) is outside


def test_outside_is_no_article(line: Line, june: tuple[Path, dict[str, int]]) -> None:
    words = june[1]
    assert words["out_of_range"] == 2
    assert sum(words.values()) == len(DAYS)
    assert line.articles() == OF_JUNE | {6}  # the sixth bears no day, and nobody can say that it lies outside


def test_it_is_seen_kept_and_counted(line: Line, evil: EvilServer) -> None:
    engine = open_store(line.store, readonly=True)
    with read_session(engine) as session:
        counts = status_counts(session)
        health = source_health(session, "hari")
        task = visit(session, "hari", f"http://{HOST}/berita/5-judul")
        row = session.execute(select(CAPTURE).where(CAPTURE.c.status == "out_of_range").order_by(CAPTURE.c.id)).first()
        reread = [one.canonical_url for one in captures_read_otherwise(session, 50, version="other")]
    engine.dispose()
    assert counts["captures"]["out_of_range"] == counts["pages"]["out_of_range"] == 2
    assert sum(counts["captures"].values()) == sum(counts["pages"].values()) == len(DAYS)
    assert task is not None
    assert task.word == "fetched"
    assert row is not None
    assert row.archive_file is not None
    assert row.reason in [f"published 2025-07-0{day}, and other days were asked for" for day in (1, 9)]
    assert (health.pages, health.texts) == (4, 4), "it gave a text: the source is not the worse for it"
    assert len(reread) == 4, "a re-extraction of raw pages makes no article of it"


@pytest.mark.parametrize(
    ("then", "again"),
    [(ALL, 2), (Bounds(since=date(2025, 7, 2)), 1), (Bounds(until=date(2025, 7, 1)), 1), (JUNE, 0)],
)
def test_those_within_other_days_wait_again(line: Line, then: Bounds, again: int) -> None:
    engine = open_store(line.store)
    with write_session(engine) as session:
        assert read_outside_again(session, "hari", since=then.since, until=then.until) == again
        assert read_outside_again(session, "other") == 0
        assert status_counts(session)["captures"].get("pending", 0) == again
    engine.dispose()


def test_a_later_crawl_that_wants_it_takes_it_and_asks_nobody(line: Line, evil: EvilServer) -> None:
    before = len(evil.paths(HOST))
    words = line.run(Bounds(since=date(2025, 7, 2)))
    assert sum(words.values()) == 1
    assert line.articles() == OF_JUNE | {5, 6}
    assert [path for path in evil.paths(HOST)[before:] if path.startswith("/berita")] == []


def test_one_that_is_served_again_is_judged_again(line: Line) -> None:
    engine = open_store(line.store)
    with write_session(engine) as session:
        forget_validators(session)
    engine.dispose()
    assert line.run(JUNE, revisit=True) == {"out_of_range": 2}
    assert line.articles() == OF_JUNE | {6}


def forget_validators(session: Session) -> None:
    """As if the answers had had none."""
    session.execute(TASK.update().values(etag=None))


def test_one_that_somebody_names_is_taken(line: Line, evil: EvilServer) -> None:
    engine = open_store(line.store)
    url = f"http://{HOST}/berita/5-judul"
    (added,) = add_pages(engine, [url], publishers=SOURCES, allow_loopback=evil.pairs)
    assert added.status in ("unchanged", "not_modified")
    process_pending(engine, publishers=SOURCES)
    engine.dispose()
    assert line.articles() == OF_JUNE | {5, 6}


def test_an_article_that_the_store_has_is_kept_up_to_date(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_store(line.store)
    with write_session(engine) as session:
        forget_validators(session)
    engine.dispose()
    monkeypatch.setitem(DAYS, 3, "2 Juli 2025")
    words = line.run(JUNE, revisit=True)
    assert words["out_of_range"] == 2
    assert sum(words.values()) == 3
    assert line.articles() == OF_JUNE | {6}


CRAWL = """
import sys
from crawler.guard import allow_loopback
from crawler.spider import publisher_spider
from models.publishers import Publisher
from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

if __name__ == "__main__":
    block, pair, store, out, until = sys.argv[1:]
    allow_loopback({pair})
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("FEEDS", {out: {"format": "jsonlines"}}, priority="cmdline")
    settings.set("CAPAIAN_STORE", store, priority="cmdline")
    process = CrawlerProcess(settings)
    process.crawl(publisher_spider("hari", Publisher.model_validate_json(block)), until=until or None)
    process.start()
"""


def test_scrapy_crawl_likewise(line: Line, evil: EvilServer, tmp_path: Path) -> None:
    script = tmp_path / "crawl.py"
    script.write_text(CRAWL)
    (pair,) = evil.pairs

    def told(until: str) -> set[int]:
        out = tmp_path / f"out-{until}.jsonl"
        command = [sys.executable, str(script), SOURCES["hari"].model_dump_json(), pair, line.store, str(out), until]
        subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, timeout=180, check=True)
        rows = [json.loads(text) for text in out.read_text().splitlines()]
        return {int(row["url"].rpartition("/")[2].partition("-")[0]) for row in rows}

    assert told("") == {4, 5}, "what the first one left out, out of the archive"
    assert line.articles() == set(DAYS)
    line.store = str(tmp_path / "other.sqlite")
    assert told("2025-06-30") == line.articles() == OF_JUNE | {6}
