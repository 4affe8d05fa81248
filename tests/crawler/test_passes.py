"""Several runs over one source: what a later one owes to those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.ledger import MAX_ATTEMPTS, Ledger
from crawler.run import CrawlOutcome, crawl
from models.publishers import Publisher
from store.engine import open_store, read_session, write_session
from store.frontier import PARKED, Discovered, add_discovered
from store.sql import PAGE, RUN, TASK
from tests.crawler.evil import Answer, EvilServer, Host, publisher, serve

XML = ("Content-Type", "text/xml")
YEARS = (2026, 2020, 2019)


def sitemap(*rows: tuple[str, str | None], index: bool = False, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """A sitemap of these (path, last change) on the host that is asked."""
    one, all_of_them = ("sitemap", "sitemapindex") if index else ("url", "urlset")
    told = (
        f"<{one}><loc>{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{one}>"
        for path, changed in rows
    )
    return Answer(200, f"<{all_of_them}>{''.join(told)}</{all_of_them}>".encode(), (XML, *headers))


def conditional(answer: Answer) -> Host:
    """/sitemap.xml with an ETag, and 304 for who sends it; nothing at /."""

    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        if path == "/sitemap.xml":
            same = headers.get("If-None-Match") == '"satu"'
            return Answer(304) if same else Answer(200, answer.body, (XML, ("ETag", '"satu"')))
        if path.startswith("/peta-"):
            return sitemap((f"/berita/{path[6:10]}-judul", None))
        return Answer(404) if path == "/" else None

    return rule


def parts(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """An index of sixteen sitemaps, each of which has one article."""
    if path == "/sitemap.xml":
        return sitemap(*((f"/peta-{number}.xml", None) for number in range(1, 17)), index=True)
    return sitemap((f"/berita/{path[6:-4]}-judul", None)) if path.startswith("/peta-") else None


def dated(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """An index of three sitemaps that tell when they changed; the first one does so again and again.

    Each has an article of the day on which it changed, and one of 2019.
    """
    if path == "/sitemap.xml":
        now = datetime.now(UTC).isoformat()
        return sitemap(("/peta-1.xml", now), ("/peta-2.xml", "2025-06-01"), ("/peta-3.xml", "2025-05-01"), index=True)
    if not path.startswith("/peta-"):
        return None
    number = path[6:-4]
    return sitemap((f"/berita/{number}-judul", "2025-05-01"), (f"/berita/{number}9-judul", "2019-05-01"))


def chain(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """Each index leads to one other, which has changed just now."""
    if path != "/sitemap.xml" and not path.startswith("/peta-"):
        return None
    number = int(path[6:-4]) if path.startswith("/peta-") else 0
    return sitemap((f"/peta-{number + 1}.xml", datetime.now(UTC).isoformat()), index=True)


def robots(status: int) -> Host:
    answer = Answer(status, headers=(("Retry-After", "3600"),))
    return lambda evil, path, headers: answer if path == "/robots.txt" else None


LONG = sitemap(*((f"/berita/{number}-{'judul-berita-' * 26}", None) for number in range(10, 12_010)))
SLOW = Answer(200, b"User-agent: *\nCrawl-delay: 1000000\n")
HOSTS: dict[str, Host] = {
    "etag.localhost": conditional(sitemap(*((f"/berita/{year}-judul", f"{year}-06-01") for year in YEARS))),
    "index.localhost": conditional(sitemap(*((f"/peta-{year}.xml", f"{year}-12-31") for year in YEARS), index=True)),
    "parts.localhost": parts,
    "dated.localhost": dated,
    "chain.localhost": chain,
    "long.localhost": lambda evil, path, headers: LONG if path == "/sitemap.xml" else None,
    "many.localhost": lambda evil, path, headers: None,
    "robots429.localhost": robots(429),
    "robots503.localhost": robots(503),
    "slow.localhost": lambda evil, path, headers: SLOW if path == "/robots.txt" else None,
}


@dataclass
class Passes:
    evil: EvilServer
    store: str
    settings: dict[str, object] = field(
        default_factory=lambda: {"CAPAIAN_BACKOFF": 0.05, "RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 30}
    )

    def crawl(self, one: Publisher, since: date | None = None) -> CrawlOutcome:
        (host,) = one.domains
        slug = host.removesuffix(".localhost")
        made = crawl(
            store_url=self.store,
            since=since,
            publishers={slug: one},
            allow_loopback=self.evil.pairs,
            settings=self.settings,
        )
        return made[slug]

    def asked(self, host: str, like: str) -> list[str]:
        return [path for path in self.evil.paths(host) if path.startswith(like)]


@pytest.fixture(scope="module")
def server() -> Iterator[EvilServer]:
    with serve(HOSTS) as evil:
        yield evil


@pytest.fixture
def passes(server: EvilServer, tmp_path: Path) -> Passes:
    server.asked.clear()
    return Passes(server, str(tmp_path / "store.sqlite"))


@pytest.mark.parametrize("host", ["etag.localhost", "index.localhost"])
def test_who_wants_earlier_days_later_is_not_told_that_nothing_has_changed(passes: Passes, host: str) -> None:
    one = publisher(host, sitemaps=("/sitemap.xml",))
    passes.crawl(one, date(2026, 1, 1))
    assert passes.asked(host, "/berita/") == ["/berita/2026-judul"]
    passes.crawl(one, date(2019, 1, 1))
    assert sorted(passes.asked(host, "/berita/")) == [f"/berita/{year}-judul" for year in (2019, 2020, 2026)]


def test_a_sitemap_that_was_taken_whole_is_asked_for_changes_alone(passes: Passes) -> None:
    one = publisher("etag.localhost", sitemaps=("/sitemap.xml",))
    passes.crawl(one)
    assert passes.crawl(one).counts["not_modified"] == 1


def test_sitemaps_leave_most_of_the_day_to_articles(passes: Passes) -> None:
    made = passes.crawl(publisher("parts.localhost", sitemaps=("/sitemap.xml",), daily_budget=12))
    assert made.status == "budget"
    assert made.counts["pages"] >= 4


def test_the_next_days_go_on_where_sitemaps_were_left(passes: Passes) -> None:
    one = publisher("parts.localhost", sitemaps=("/sitemap.xml",), daily_budget=20)
    for _ in range(3):
        passes.crawl(one)
        _a_day_goes_by(passes.store)
    assert len(set(passes.asked("parts.localhost", "/berita/"))) == 16


def test_a_sitemap_may_hold_as_many_as_its_standard_says(passes: Passes) -> None:
    made = passes.crawl(publisher("long.localhost", sitemaps=("/sitemap.xml",), daily_budget=6))
    assert made.counts["discovered"] == 12_000 + 3
    assert len(LONG.body) > 4 << 20, "more than any other page may have"


def test_sitemaps_that_lead_to_sitemaps_without_end(passes: Passes) -> None:
    made = passes.crawl(publisher("chain.localhost", sitemaps=("/sitemap.xml",), daily_budget=24))
    assert made.counts["pages"] == 3, "those of the list"


def test_a_sitemap_is_read_again_when_it_says_that_it_changed(passes: Passes) -> None:
    one = publisher("dated.localhost", sitemaps=("/sitemap.xml",))
    passes.crawl(one)
    passes.crawl(one)
    peta = passes.asked("dated.localhost", "/peta-")
    assert [peta.count(f"/peta-{number}.xml") for number in (1, 2, 3)] == [2, 1, 1]


def test_a_sitemap_of_which_days_were_left_out_is_read_again_for_these(passes: Passes) -> None:
    one = publisher("dated.localhost", sitemaps=("/sitemap.xml",))
    passes.crawl(one, date(2025, 1, 1))
    assert "/berita/39-judul" not in passes.asked("dated.localhost", "/berita/")
    passes.crawl(one)
    assert "/berita/39-judul" in passes.asked("dated.localhost", "/berita/")


def test_a_day_s_budget_is_that_of_all_runs_of_the_day(passes: Passes) -> None:
    one = publisher("many.localhost", daily_budget=7)
    assert [passes.crawl(one).status for _ in range(3)] == ["done", "done", "budget"]
    assert len(passes.evil.paths("many.localhost")) == 7


@pytest.mark.parametrize("host", ["robots429.localhost", "robots503.localhost", "slow.localhost"])
def test_a_robots_txt_that_asks_for_a_wait_gets_it(passes: Passes, host: str) -> None:
    assert passes.crawl(publisher(host)).status == "robots_unavailable"
    assert passes.crawl(publisher(host)).status == "parked"
    assert passes.evil.paths(host) == ["/robots.txt"]


@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        ("article", "HTTP 500", "quarantined"),
        ("article", f"{PARKED}: HTTP 503", "retry"),
        ("feed", "HTTP 500", "retry"),
        ("feed", f"{PARKED}: HTTP 503", "retry"),
    ],
)
def test_a_long_repair_does_not_end_a_source_for_good(tmp_path: Path, kind: str, reason: str, state: str) -> None:
    engine = open_store(str(tmp_path / "store.sqlite"), create=True)
    ledger = Ledger(engine, "contoh", publisher("contoh.localhost", lists=()))
    if kind == "article":
        ledger.seed_articles(["http://contoh.localhost/berita/1-judul"])
    else:
        with write_session(engine) as session:
            add_discovered(session, "contoh", [Discovered("http://contoh.localhost/feed/", "feed")])
    for _ in range(MAX_ATTEMPTS):
        (task,) = ledger.lease(1)
        ledger.retry(task, not_before=datetime.now(UTC), reason=reason)
    with read_session(engine) as session:
        assert session.execute(select(TASK.c.state)).scalar_one() == state
    ledger.close("done")
    engine.dispose()


@pytest.mark.parametrize(
    ("kind", "deaths", "state"),
    [
        ("article", MAX_ATTEMPTS, "retry"),
        ("article", MAX_ATTEMPTS - 1, "queued"),
        ("feed", MAX_ATTEMPTS, "queued"),
    ],
)
def test_a_page_beside_which_crawls_die_is_put_off(tmp_path: Path, kind: str, deaths: int, state: str) -> None:
    engine = open_store(str(tmp_path / "store.sqlite"), create=True)
    for _ in range(deaths):
        ledger = Ledger(engine, "contoh", publisher("contoh.localhost", lists=()))
        with write_session(engine) as session:
            add_discovered(session, "contoh", [Discovered("http://contoh.localhost/satu", kind)])
        assert len(ledger.lease(1)) == 1
        ledger.archive.close()
        ledger._give_back()  # as if the process were gone: its locks are free, and nothing else was handed back
    last = Ledger(engine, "contoh", publisher("contoh.localhost", lists=()))
    with read_session(engine) as session:
        assert session.execute(select(TASK.c.state)).scalar_one() == state
    assert len(last.lease(1)) == (state == "queued")
    last.close("done")
    engine.dispose()


def _a_day_goes_by(store: str) -> None:
    """Moves what the store knows a day into the past."""
    engine = open_store(store)
    with write_session(engine) as session:
        for table, names in (
            (TASK, ("due_at", "finished_at")),
            (RUN, ("started_at", "ended_at")),
            (PAGE, ("added_at",)),
        ):
            for row in session.execute(table.select()).all():
                told = {name: getattr(row, name) for name in names}
                moved = {name: at and at - timedelta(days=1) for name, at in told.items()}
                session.execute(table.update().where(table.c.id == row.id).values(moved))
    engine.dispose()
