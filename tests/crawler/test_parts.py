"""Articles on several pages: the next page is found, fetched, and joined; nothing else is taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.captures import next_visit
from crawler.parts import MAX_PARTS, next_part
from crawler.run import crawl
from crawler.verify import verify
from crawler.workers import process_pending
from extract.clean import clean_pages
from models.wire import loads
from store.engine import open_store, read_session, write_session
from store.frontier import visit
from store.sql import CAPTURE, PAGE, REVISION
from tests.crawler.evil import Answer, EvilServer, publisher, serve

URL = "http://parts.localhost/berita/1-judul"
PAPER = publisher("parts.localhost", platform="merdeka")
OWN_QUERY = publisher("parts.localhost", platform="borneonews")

LINKS = [
    ('<a href="/berita/1-judul?page=2">2</a>', f"{URL}?page=2"),
    ('<a href="?page=2&utm_source=x">lanjut</a>', f"{URL}?page=2&utm_source=x"),
    (f'<link rel="next" href="{URL}?page=2">', f"{URL}?page=2"),
    ('<a href="/berita/1-judul/2/">2</a>', f"{URL}/2/"),
    ('<a href="/berita/1-judul?page=3">3</a>', None),
    ('<a href="/berita/2-judul-lain?page=2">2</a>', None),
    ('<a href="/?page=2">berita lainnya</a>', None),
    ('<a rel="next" href="/berita/2-judul-lain">berikutnya</a>', None),
    ('<a href="http://lain.localhost/berita/1-judul?page=2">2</a>', None),
    ('<div class="comments"><a href="?page=2">komentar lama</a></div>', None),
    ('<a href="http://[?page=2">2</a>', None),
]


@pytest.mark.parametrize(("markup", "found"), LINKS, ids=[row[0] for row in LINKS])
def test_next_part(markup: str, found: str | None) -> None:
    assert next_part(f"<body><p>Isi.</p>{markup}</body>".encode(), URL, PAPER, number=1) == found


def test_a_platform_whose_page_numbers_mean_nothing() -> None:
    body = b'<a href="/berita/1-judul?page=2">2</a>'
    assert next_part(body, URL, PAPER, number=1) is not None
    assert next_part(body, URL, OWN_QUERY, number=1) is None


def test_an_article_has_an_end() -> None:
    body = f'<a href="?page={MAX_PARTS + 1}">lagi</a>'.encode()
    assert next_part(body, URL, PAPER, number=MAX_PARTS) is None


def page(number: int, *lines: str, more: bool = True) -> bytes:
    link = f'<a href="/berita/1-judul?page={number + 1}">Lanjut</a>' if more else ""
    text = "".join(f"<p>{line}</p>" for line in ("Laporan dari Kabupaten Contoh tentang serapan anggaran.", *lines))
    return (
        '<html><head><meta property="og:type" content="article"></head><body><h1>Judul berita nomor satu</h1>'
        f'<div class="body-paragraph">{text}</div>{link}</body></html>'
    ).encode()


FIRST = "Serapan anggaran Kabupaten Contoh hingga Oktober baru 61 persen dari pagu, kata kepala badan keuangan."
SECOND = "Sisanya selesai Desember."
THIRD = "Kepala Bappeda Contoh Nurdin Alang menyebut belanja modal paling lambat."


def test_the_pages_of_an_article_become_one_text() -> None:
    bodies = [page(1, FIRST), page(2, SECOND), page(3, THIRD, more=False)]
    made = clean_pages(bodies, url=URL, publisher=PAPER, slug="parts")
    assert made.article is not None
    assert made.article.title == "Judul berita nomor satu"
    standfirst, *lines = made.article.text.split("\n")
    assert standfirst.startswith("Laporan dari Kabupaten Contoh")
    assert lines == [FIRST, SECOND, THIRD], "the standfirst of every page is kept once"


def site(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    pages = {
        "/berita/1-judul": page(1, FIRST),
        "/berita/1-judul?page=2": page(2, SECOND),
        "/berita/1-judul?page=3": page(3, THIRD, more=False),
        "/berita/2-judul": page(1, FIRST).replace(b"1-judul", b"2-judul"),
        "/berita/3-judul": page(1, FIRST).replace(b"1-judul", b"3-judul"),
        "/berita/3-judul?page=2": b"",
    }
    if path == "/berita/2-judul?page=2":
        return Answer(404)
    if path == "/berita/3-judul?page=2":
        return Answer(500)
    if path == "/berita/1-judul":
        # its first page alone does not change
        etag = ("ETag", '"satu"')
        same = headers.get("If-None-Match") == etag[1]
        return Answer(304) if same else Answer(body=pages[path], headers=(*Answer().headers, etag))
    return Answer(body=pages[path]) if path in pages else None


@dataclass
class Crawled:
    evil: EvilServer
    store: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    store = str(tmp_path_factory.mktemp("parts") / "store.sqlite")
    settings = {"CAPAIAN_BACKOFF": 0.1, "RETRY_TIMES": 1}
    with serve({"parts.localhost": site}) as evil:
        for _ in range(2):
            crawl(
                ["parts"],
                store_url=store,
                publishers={"parts": PAPER},
                allow_loopback=evil.pairs,
                settings=settings,
                revisit=True,
            )
        engine = open_store(store)
        process_pending(engine, publishers={"parts": PAPER})
        engine.dispose()
        yield Crawled(evil, store)


def test_an_article_of_three_pages_is_one_page_one_capture_one_text(crawled: Crawled) -> None:
    engine = open_store(crawled.store, readonly=True)
    query = select(CAPTURE.c.parts, REVISION.c.text).join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
    query = query.join(REVISION, REVISION.c.id == CAPTURE.c.revision_id).where(PAGE.c.canonical_url == URL)
    with read_session(engine) as session:
        ((parts, text),) = session.execute(query).all()
        assert [one["url"].rpartition("?")[2] for one in loads(parts)] == ["page=2", "page=3"], (
            "the second run kept none"
        )
    assert [line in text for line in (FIRST, SECOND, THIRD)] == [True] * 3
    found = verify(engine)
    assert found.faults == ()
    engine.dispose()


def test_later_pages_are_visited_again_where_the_first_one_has_not_changed(crawled: Crawled) -> None:
    asked = crawled.evil.paths("parts.localhost")
    assert [asked.count(f"/berita/1-judul{query}") for query in ("", "?page=2", "?page=3")] == [2, 2, 2]


def test_a_further_page_that_is_not_there_ends_the_article(crawled: Crawled) -> None:
    engine = open_store(crawled.store, readonly=True)
    with read_session(engine) as session:
        found = visit(session, "parts", URL.replace("1-", "2-"))
        assert found is not None
        assert found.word == "unchanged"
        parts = select(CAPTURE.c.parts).join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        assert session.scalars(parts.where(PAGE.c.canonical_url == URL.replace("1-", "2-"))).all() == [None]
    engine.dispose()


def test_an_article_whose_second_page_fails_is_put_off_and_not_kept_in_half(crawled: Crawled) -> None:
    engine = open_store(crawled.store, readonly=True)
    with read_session(engine) as session:
        found = visit(session, "parts", URL.replace("1-", "3-"))
        assert found is not None
        assert (found.word, found.reason) == ("retry", "HTTP 500")
        assert URL.replace("1-", "3-") not in session.scalars(select(PAGE.c.canonical_url)).all()
    engine.dispose()


def test_a_part_that_was_changed_in_the_archive_is_noticed(crawled: Crawled, tmp_path: Path) -> None:
    engine = open_store(crawled.store)
    with read_session(engine) as session:
        before = session.execute(select(CAPTURE.c.id, CAPTURE.c.parts).where(CAPTURE.c.parts.is_not(None))).one()
    with write_session(engine) as session:
        changed = re.sub(r'("sha256": ?")', r"\g<1>0", before.parts)
        session.execute(CAPTURE.update().where(CAPTURE.c.id == before.id).values(parts=changed))
    assert [fault.where for fault in verify(engine).faults] == [URL]
    with write_session(engine) as session:
        session.execute(CAPTURE.update().where(CAPTURE.c.id == before.id).values(parts=before.parts))
    engine.dispose()


def test_the_plan_of_visits_ends() -> None:
    from datetime import UTC, datetime

    now = first = datetime(2026, 1, 1, tzinfo=UTC)
    hours = []
    while (due := next_visit(first, now)) is not None:
        hours.append((due - first).total_seconds() / 3600)
        now = due
    assert hours == [1, 24, 168, 720]
