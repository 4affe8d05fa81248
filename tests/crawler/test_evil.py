"""Pages, feeds and sitemaps that are weapons: no crash, little memory, an outcome each; the next page is fetched."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import brotli
import pytest
from backports import zstd
from sqlalchemy import select

from crawler.run import crawl
from crawler.workers import process_pending
from store.engine import open_store, read_session
from store.frontier import visit
from store.runs import Run, runs
from store.sql import CAPTURE, PAGE, REVISION
from tests.crawler.evil import Answer, EvilServer, Host, article, publisher, serve

HTML = ("Content-Type", "text/html; charset=utf-8")
ZEROS = b"0" * (64 << 20)


def one(body: bytes, *headers: tuple[str, str], endless: bool = False) -> Host:
    """The first article, always."""
    answer = Answer(200, body, headers or (HTML,), endless=endless)
    return lambda evil, path, asked: answer if path == "/berita/1-judul" else None


def packed(body: bytes, coding: str) -> Host:
    return one(body, HTML, ("Content-Encoding", coding))


def xml(body: bytes) -> Host:
    """The sitemap and the feed of the host."""
    answer = Answer(200, body, (("Content-Type", "text/xml"),))
    return lambda evil, path, headers: answer if path in ("/sitemap.xml", "/feed/") else None


def future(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """The first article says that it is of the year 9999."""
    stamp = b'<head><meta property="article:published_time" content="9999-12-31T23:59:59+07:00">'
    return Answer(body=article(path).replace(b"<head>", stamp)) if path == "/berita/1-judul" else None


def cookies(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """Every answer sets cookies and a policy, and the first article is on another host of the same publisher."""
    spice = (("Set-Cookie", "a=1; Domain=localhost"), ("Referrer-Policy", "unsafe-url"))
    if path == "/berita/1-judul" and headers["Host"].startswith("cookies"):
        return Answer(302, headers=(("Location", f"http://m.cookies.localhost:{evil.port}/berita/1-judul"), *spice))
    if path.startswith("/berita/"):
        return Answer(200, article(path), (HTML, *spice))
    return None


def calendar(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """A list without an end; each page has an article of its own, of another century."""
    if path != "/" and not path.startswith("/hal/"):
        return None
    number = 1 if path == "/" else int(path.removeprefix("/hal/"))
    links = "".join(f'<a href="/berita/{n}-judul">x</a>' for n in (1, 2, 3)) if number == 1 else ""
    links += f'<a href="/berita/{1000 + number}-judul">x</a><a rel="next" href="/hal/{number + 1}">lagi</a>'
    return Answer(body=f"<html><body>{links}</body></html>".encode())


LAUGHS = b"<!DOCTYPE l [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
LAUGHS += b"]><urlset><url><loc>&a9;</loc></url></urlset>"
ENTITY = b"<!DOCTYPE l [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><urlset><url><loc>&x;</loc></url></urlset>"
ATTRIBUTE = (
    b"<urlset x='" + b"y" * (3 << 20) + b"'><url><loc>http://attribute.localhost/berita/9-x</loc></url></urlset>"
)
PARAGRAPHS = b"<html><body>" + b"<p>Naik 61 %.</p>" * 100_000 + b"</body></html>"
NESTED = b"<html><body>" + b"<div>" * 60_000 + b"<p>Serapan 61 persen.</p></body></html>"
HOSTS: dict[str, Host] = {
    "gzip.localhost": packed(gzip.compress(ZEROS), "gzip"),
    "deflate.localhost": packed(zlib.compress(ZEROS), "deflate"),
    "br.localhost": packed(brotli.compress(ZEROS, quality=1), "br"),
    "zstd.localhost": packed(zstd.compress(ZEROS), "zstd"),
    "twice.localhost": packed(gzip.compress(gzip.compress(ZEROS)), "gzip, gzip"),
    "endless.localhost": one(b"<p>" + b"x" * 65536, HTML, endless=True),
    "headers.localhost": one(b"<p>x", HTML, *[("X-Big", "x" * 60000)] * 20),
    "nested.localhost": one(NESTED),
    "paragraphs.localhost": one(PARAGRAPHS),
    "charset.localhost": one(article("/berita/1-judul"), ("Content-Type", "text/html; charset=utf-16")),
    "future.localhost": future,
    "laughs.localhost": xml(LAUGHS),
    "entity.localhost": xml(ENTITY),
    "attribute.localhost": xml(ATTRIBUTE),
    "sitemapbomb.localhost": xml(gzip.compress(ZEROS)),
    "cookies.localhost": cookies,
    "m.cookies.localhost": cookies,
    "calendar.localhost": calendar,
}


def robots(answer: Answer) -> Host:
    """What robots.txt answers; everything else is as it should be."""
    return lambda evil, path, headers: answer if path == "/robots.txt" else None


WEAPON_ROBOTS: dict[str, Host] = {
    "robotsbomb": robots(Answer(200, gzip.compress(ZEROS), (("Content-Encoding", "gzip"),))),
    "robotsendless": robots(Answer(200, b"User-agent: x\n" * 4096, endless=True)),
    "robotsinside": robots(Answer(302, headers=(("Location", "http://10.0.0.1/robots.txt"),))),
}
SOURCES = [host.removesuffix(".localhost") for host in HOSTS if not host.startswith("m.")]
WEAPON_FEEDS = ("laughs", "entity", "attribute", "sitemapbomb")
CHANGES: dict[str, dict[str, object]] = {
    "calendar": {"daily_budget": 40},
    **{slug: {"sitemaps": ("/sitemap.xml",), "feeds": ("/feed/",)} for slug in WEAPON_FEEDS},
}


@dataclass
class Crawled:
    evil: EvilServer
    store: str

    def visit(self, source: str, path: str = "/berita/1-judul") -> tuple[str, str]:
        engine = open_store(self.store, readonly=True)
        with read_session(engine) as session:
            found = visit(session, source, f"http://{source}.localhost{path}")
        engine.dispose()
        assert found is not None, path
        return found.word, found.reason or ""

    def run(self, source: str) -> Run:
        engine = open_store(self.store, readonly=True)
        with read_session(engine) as session:
            (made,) = runs(session, source=source)
        engine.dispose()
        return made

    def page(self, source: str) -> Any:
        """(capture's status, day of publication, text) of the first article."""
        engine = open_store(self.store, readonly=True)
        query = select(CAPTURE.c.status, REVISION.c.published_day, REVISION.c.text)
        query = query.join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
        query = query.outerjoin(REVISION, REVISION.c.id == CAPTURE.c.revision_id)
        with read_session(engine) as session:
            row = session.execute(
                query.where(PAGE.c.canonical_url == f"http://{source}.localhost/berita/1-judul")
            ).one()
        engine.dispose()
        return row


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    store = str(tmp_path_factory.mktemp("evil") / "store.sqlite")
    slugs = [*SOURCES, *WEAPON_ROBOTS]
    chosen = {slug: publisher(f"{slug}.localhost", **CHANGES.get(slug, {})) for slug in slugs}
    with serve(HOSTS | {f"{slug}.localhost": host for slug, host in WEAPON_ROBOTS.items()}) as evil:
        # the other clocks are tests/crawler/test_politeness.py's; a busy machine needs time for all of these at once
        settings = {"CAPAIAN_BACKOFF": 0.1, "RETRY_TIMES": 1}
        crawl(store_url=store, since=date(2020, 1, 1), publishers=chosen, allow_loopback=evil.pairs, settings=settings)
        engine = open_store(store)
        process_pending(engine, publishers=chosen, seconds=10)
        engine.dispose()
        yield Crawled(evil, store)


@pytest.mark.parametrize("source", SOURCES)
def test_every_run_ends_well_and_the_next_pages_are_fetched(crawled: Crawled, source: str) -> None:
    run = crawled.run(source)
    assert run.status == ("budget" if source == "calendar" else "done")
    assert crawled.visit(source, "/berita/2-judul")[0] == "fetched"
    assert crawled.visit(source, "/berita/3-judul")[0] == "fetched"


@pytest.mark.parametrize("source", list(WEAPON_ROBOTS))
def test_a_robots_txt_that_is_a_weapon_means_that_nothing_else_is_asked_for(crawled: Crawled, source: str) -> None:
    assert crawled.run(source).status in ("robots_unavailable", "unreachable")
    assert set(crawled.evil.paths(f"{source}.localhost")) == {"/robots.txt"}


def test_the_whole_crawl_took_little_memory(crawled: Crawled) -> None:
    assert max(crawled.run(source).notes["memory_mib"] for source in SOURCES) < 400


@pytest.mark.parametrize("source", ["gzip", "deflate", "br", "zstd", "twice", "endless"])
def test_a_body_without_an_end_is_left(crawled: Crawled, source: str) -> None:
    word, reason = crawled.visit(source)
    assert word == "quarantined"
    assert "too large" in reason


def test_headers_without_an_end_are_left(crawled: Crawled) -> None:
    assert crawled.visit("headers")[0] == "retry"


READ = {
    "nested": {"too_complex", "no_text", "too_short"},
    "paragraphs": {"too_complex", "too_large", "no_text", "too_short", "no_claim"},
    "charset": {"claims", "no_claim"},
    "future": {"claims", "no_claim"},
}


@pytest.mark.parametrize("source", list(READ))
def test_a_page_that_is_a_weapon_leaves_reading_with_a_word(crawled: Crawled, source: str) -> None:
    assert crawled.page(source).status in READ[source]


def test_a_charset_that_lies_and_a_date_to_come(crawled: Crawled) -> None:
    assert crawled.page("charset").text.startswith("Serapan anggaran Kabupaten Contoh")
    assert crawled.page("future").published_day is None


@pytest.mark.parametrize("source", WEAPON_FEEDS)
def test_a_feed_or_sitemap_that_is_a_weapon(crawled: Crawled, source: str) -> None:
    for path in ("/sitemap.xml", "/feed/"):
        assert crawled.visit(source, path)[0] in ("read", "unreadable", "quarantined")
    assert crawled.run(source).counts["pages"] in (3, 4)
    hostname = Path("/etc/hostname").read_text().strip() if source == "entity" else "nothing"
    assert not any(hostname in path for path in crawled.evil.paths(f"{source}.localhost"))


def test_no_cookie_credential_or_referrer_is_ever_sent(crawled: Crawled) -> None:
    assert crawled.visit("cookies")[0] == "fetched"
    assert "/berita/1-judul" in crawled.evil.paths("m.cookies.localhost")
    for asked in crawled.evil.asked:
        assert not {"Cookie", "Authorization", "Referer"} & set(asked.headers)


def test_a_list_without_an_end_leaves_most_of_the_day_to_articles(crawled: Crawled) -> None:
    asked = [path for path in crawled.evil.paths("calendar.localhost") if path != "/robots.txt"]
    lists = [path for path in asked if path == "/" or path.startswith("/hal/")]
    assert len(asked) == 40
    assert len(lists) <= 26, "lists come first for a quarter of the budget; then they wait behind what they led to"
