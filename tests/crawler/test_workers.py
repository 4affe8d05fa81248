"""Extraction beside the crawl: every capture leaves with one word, and a page that costs too much costs nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from crawler.add import add_pages
from crawler.reading import Job, Outcome
from crawler.workers import Worker, process_pending, save
from models.values import ExtractStatus
from store.captures import pending_captures
from store.counts import status_counts
from store.engine import open_store, read_session
from store.sql import CAPTURE, PAGE, TASK
from tests.crawler.evil import article, publisher, serve

NOW = datetime(2026, 1, 18, 3, tzinfo=UTC)
REGISTRY = {"plain": publisher("plain.localhost")}


def job(body: bytes, url: str = "http://plain.localhost/berita/1-judul") -> Job:
    return Job("plain", url, NOW, "text/html", body=body)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_store(str(tmp_path / "store.sqlite"), create=True)


def test_a_page_that_overstays_is_set_aside_and_the_next_is_read() -> None:
    worker = Worker(REGISTRY)
    try:
        assert worker.run(job(article("/berita/1-judul"))).article is not None
        worker._seconds = 0.0
        assert worker.run(job(article("/berita/1-judul"))).status == "too_complex"
        worker._seconds = 60.0
        assert worker.run(job(article("/berita/1-judul"))).article is not None
    finally:
        worker.stop()


def test_threads_take_turns_and_get_their_own_outcome() -> None:
    worker = Worker(REGISTRY)
    urls = [f"http://plain.localhost/berita/{number}-judul" for number in range(1, 7)]
    try:
        worker.run(job(article("/berita/9-judul")))  # so that all of them share its one process
        with ThreadPoolExecutor(6) as threads:
            made = list(threads.map(lambda url: worker.run(job(article(url.partition("localhost")[2]), url)), urls))
    finally:
        worker.stop()
    assert [one.article.url if one.article else one.status for one in made] == urls


def test_a_page_that_needs_too_much_memory_is_set_aside() -> None:
    worker = Worker(REGISTRY, memory=100 * 2**20)
    try:
        assert worker.run(job(article("/berita/1-judul"))).article is not None  # what is loaded already is free
        made = worker.run(job(article("/berita/1-judul").replace(b"</body>", b"<p>Besar sekali.</p>" * 90_000)))
        assert made.status == "too_complex"
        assert made.reason is not None
    finally:
        worker.stop()


def test_the_words_of_pages(tmp_path: Path, engine: Engine) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(article("/berita/1-judul"))
    (folder / "b.htm").write_bytes(b"<html><title>Just a moment...</title><p>captcha</p></html>")
    (folder / "c.html").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    (folder / "d.html").write_bytes(b"")
    (folder / "e.html").write_bytes(b"<p>" + b"x" * (3 << 20))
    (folder / "f.txt").write_bytes(article("/berita/2-judul"))
    added = add_pages(engine, [folder, tmp_path / "none.html"], publishers=REGISTRY)
    assert [(Path(one.what).name, one.status) for one in added] == [
        ("a.html", "captured"),
        ("b.htm", "captured"),
        ("c.html", "captured"),
        ("d.html", "captured"),
        ("e.html", "too_large"),
        ("none.html", "missing"),
    ]
    seen: list[str] = []
    counts = process_pending(engine, jobs=2, publishers=REGISTRY, progress=seen.append)
    (read,) = set(counts) - {"blocked", "not_html", "no_text"}
    assert read in tuple(ExtractStatus)
    assert counts == {read: 1, "blocked": 1, "not_html": 1, "no_text": 1}
    assert sorted(seen) == sorted(counts)
    assert process_pending(engine, publishers=REGISTRY) == {}
    again = add_pages(engine, [folder / "a.html"], publishers=REGISTRY)
    assert [one.status for one in again] == ["unchanged"]
    with read_session(engine) as session:
        assert status_counts(session)["captures"] == counts


def test_a_file_is_filed_under_the_url_that_it_names(tmp_path: Path, engine: Engine) -> None:
    named = article("/berita/7-judul").replace(
        b"<head>", b'<head><link rel="canonical" href="http://plain.localhost/berita/7-judul?utm_source=x">'
    )
    path = tmp_path / "page.html"
    path.write_bytes(named)
    (added,) = add_pages(engine, [path], publishers=REGISTRY)
    assert (added.url, added.source) == ("http://plain.localhost/berita/7-judul", "plain")


def test_a_url_goes_through_the_same_door(engine: Engine) -> None:
    hosts = {"plain.localhost": lambda evil, path, headers: None, "new.localhost": lambda evil, path, headers: None}
    with serve(hosts) as evil:
        urls = [
            f"http://plain.localhost:{evil.port}/berita/1-judul",
            f"http://new.localhost:{evil.port}/berita/2-judul",
        ]
        urls.append(f"http://plain.localhost:{evil.port}/none")
        added = add_pages(engine, urls, publishers=REGISTRY, allow_loopback=evil.pairs)
        asked = {one.path for one in evil.asked}
    assert asked == {"/berita/1-judul", "/berita/2-judul", "/none", "/robots.txt"}
    assert sorted((one.url, one.status) for one in added) == [
        ("http://new.localhost/berita/2-judul", "captured"),
        ("http://plain.localhost/berita/1-judul", "captured"),
        ("http://plain.localhost/none", "gone"),
    ]
    with read_session(engine) as session:
        assert {capture.source for capture in pending_captures(session, 9)} == {"plain", "new.localhost"}


def test_a_copy_queues_the_page_that_it_is_a_copy_of(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(article("/berita/1-judul"))
    add_pages(engine, [path], publishers=REGISTRY)
    with read_session(engine) as session:
        (capture,) = pending_captures(session, 9)
    other = "http://plain.localhost/berita/1-judul-baru"
    copy = Outcome("ok", canonical_url=other)
    save(engine, capture.capture_id, "plain", copy, url=capture.canonical_url)
    with read_session(engine) as session:
        assert session.scalars(select(CAPTURE.c.status)).all() == ["duplicate"]
        assert session.scalars(select(TASK.c.url)).all() == [other]
        assert len(session.scalars(select(PAGE.c.canonical_url)).all()) == 1
