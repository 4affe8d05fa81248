"""One crawl over a server whose hosts misbehave, one way each; every test looks at one of them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from crawler.run import CrawlOutcome, crawl
from store.engine import open_store, read_session
from store.runs import runs
from store.sql import PAGE, TASK
from tests.crawler.clock import HANDLERS
from tests.crawler.evil import Answer, EvilServer, Host, publisher, serve

HTML = ("Content-Type", "text/html; charset=utf-8")


def robots(answer: Answer) -> Host:
    return lambda evil, path, headers: answer if path == "/robots.txt" else None


def first(answer: Answer, *, times: int = 1) -> Host:
    """The first article answers so, the first times that it is asked for."""

    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        host = headers["Host"].rpartition(":")[0]
        if path != "/berita/1-judul" or evil.paths(host).count(path) > times:
            return None
        return answer

    return rule


def moved(where: str) -> Host:
    """The first article is moved; {port} is the server's."""

    def rule(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
        if path != "/berita/1-judul":
            return None
        return Answer(302, headers=(("Location", where.format(port=evil.port)),))

    return rule


def etags(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    if path != "/berita/1-judul":
        return None
    if headers.get("If-None-Match") == '"satu"':
        return Answer(304)
    return Answer(body=evil.respond("", path, headers).body, headers=(HTML, ("ETag", '"satu"')))


def robots_moved(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """robots.txt is somewhere else on the same host, and forbids the first article."""
    if path == "/robots.txt":
        return Answer(301, headers=(("Location", "/aturan.txt"),))
    return Answer(200, b"User-agent: *\nDisallow: /berita/1") if path == "/aturan.txt" else None


def later(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """The first article asks to come back at a moment three seconds from the first time that it is asked for."""
    host = headers["Host"].rpartition(":")[0]
    if path != "/berita/1-judul" or evil.paths(host).count(path) > 1:
        return None
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    return Answer(503, headers=(("Retry-After", when),))


def everything(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    """robots.txt elsewhere, a feed and a sitemap; the articles are cut off once, fail once, and move."""
    times = evil.paths("mixed.localhost").count(path)
    where = f"http://mixed.localhost:{evil.port}"
    if path == "/robots.txt":
        return Answer(301, headers=(("Location", "/aturan.txt"),))
    if path == "/peta.xml":
        return Answer(body=f"<urlset><url><loc>{where}/berita/4-judul</loc></url></urlset>".encode())
    if path == "/feed/":
        entry = f"<item><title>Judul</title><link>{where}/berita/5-judul</link></item>"
        return Answer(body=f"<rss version='2.0'><channel><title>Contoh</title>{entry}</channel></rss>".encode())
    if times == 1 and path in ("/berita/1-judul", "/berita/2-judul"):
        return Answer(cut=True) if path == "/berita/1-judul" else Answer(500)
    return Answer(302, headers=(("Location", "/berita/6-judul"),)) if path == "/berita/3-judul" else None


ALWAYS = 10**6
BOMB = gzip.compress(b"0" * (64 << 20))
HOSTS: dict[str, Host] = {
    "plain.localhost": lambda evil, path, headers: None,
    "robots503.localhost": robots(Answer(503)),
    "robots429.localhost": robots(Answer(429, headers=(("Retry-After", "1"),))),
    "robotshang.localhost": robots(Answer(200, b"User-agent: *\nDisallow:", wait=10)),
    "robots403.localhost": robots(Answer(403)),
    "robotshtml.localhost": robots(Answer(200, b"<html><body>Selamat datang</body></html>")),
    "robotsdeny.localhost": robots(Answer(200, b"User-agent: capaian\nDisallow: /berita/1")),
    "robotsdelay.localhost": robots(Answer(200, b"User-agent: *\nCrawl-delay: 1")),
    "wait.localhost": first(Answer(429, headers=(("Retry-After", "1"),))),
    "park.localhost": first(Answer(503, headers=(("Retry-After", "7200"),)), times=ALWAYS),
    "fail.localhost": first(Answer(500), times=ALWAYS),
    "off.localhost": moved("http://outside.localhost:{port}/berita/1-judul"),
    "inside.localhost": moved("http://127.0.0.1/berita/1-judul"),
    "file.localhost": moved("file:///etc/hostname"),
    "loop.localhost": moved("/berita/1-judul"),
    "home.localhost": moved("/"),
    "other.localhost": moved("/berita/2-judul"),
    "gone.localhost": first(Answer(410), times=ALWAYS),
    "forbid.localhost": lambda evil, path, headers: Answer(403) if path.startswith("/berita/") else None,
    "pdf.localhost": first(Answer(200, b"%PDF", (("Content-Type", "application/pdf"),)), times=ALWAYS),
    "large.localhost": first(Answer(200, b"<p>" + b"x" * (5 << 20)), times=ALWAYS),
    "bomb.localhost": first(Answer(200, BOMB, (HTML, ("Content-Encoding", "gzip"))), times=ALWAYS),
    "drip.localhost": first(Answer(200, b"x" * 30, drip=0.5), times=ALWAYS),
    "robots301.localhost": robots_moved,
    "robots500.localhost": robots(Answer(500)),
    "robots404.localhost": robots(Answer(404)),
    "robotsempty.localhost": robots(Answer(200, b"")),
    "date.localhost": later,
    "few.localhost": lambda evil, path, headers: None,
    "paced.localhost": lambda evil, path, headers: None,
    "mixed.localhost": everything,
    "shared.localhost": lambda evil, path, headers: None,
    "etag.localhost": etags,
    "outside.localhost": lambda evil, path, headers: None,
}
LITERALS = ("127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost")
SETTINGS = {
    "CAPAIAN_BACKOFF": 0.2,
    "CAPAIAN_LONGEST_WAIT": 5.0,
    "DOWNLOAD_TIMEOUT": 5,
    "RETRY_TIMES": 1,
    "DOWNLOAD_HANDLERS": HANDLERS,
}
CLOCK = 1e-6
"""Seconds that two readings of one clock may be off: it ticks in nanoseconds, and nine decimals of it are written."""


@dataclass
class Crawled:
    evil: EvilServer
    outcomes: Mapping[str, CrawlOutcome]
    again: Mapping[str, CrawlOutcome]
    store: str

    def visit(self, source: str, path: str = "/berita/1-judul") -> tuple[str, str | None]:
        """(word or state, reason) of a URL's last visit."""
        engine = open_store(self.store, readonly=True)
        query = select(TASK.c.state, TASK.c.status, TASK.c.reason)
        with read_session(engine) as session:
            row = session.execute(query.where(TASK.c.source == source, TASK.c.url.like(f"%{path}"))).one()
        engine.dispose()
        return (row.status or row.state), row.reason


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    store = str(tmp_path_factory.mktemp("crawl") / "store.sqlite")
    with serve(HOSTS) as evil:
        chosen = {host.partition(".")[0]: publisher(host) for host in HOSTS if host != "outside.localhost"}
        chosen["paced"] = publisher("paced.localhost", delay=1.0)
        chosen["mixed"] = publisher("mixed.localhost", delay=0.5, feeds=("/feed/",), sitemaps=("/peta.xml",))
        chosen["few"] = publisher("few.localhost", daily_budget=3)
        chosen |= {f"literal-{number}": publisher(name) for number, name in enumerate(LITERALS)}
        outcomes = crawl(list(chosen), store_url=store, publishers=chosen, allow_loopback=evil.pairs, settings=SETTINGS)
        some = ("plain", "etag", "park")
        again = crawl(
            some, store_url=store, publishers=chosen, allow_loopback=evil.pairs, settings=SETTINGS, revisit=True
        )
        yield Crawled(evil, outcomes, again, store)


ENDS = {
    "robots503": "robots_unavailable",
    "robots429": "robots_unavailable",
    "robots500": "robots_unavailable",
    "few": "budget",
    "robotshang": "robots_unavailable",
    "park": "parked",
    "drip": "done",
    "plain": "done",
} | {f"literal-{number}": "unreachable" for number in range(len(LITERALS))}


@pytest.mark.parametrize("source", [host.partition(".")[0] for host in HOSTS if host != "outside.localhost"])
def test_every_run_ends_with_its_word(crawled: Crawled, source: str) -> None:
    assert crawled.outcomes[source].status == ENDS.get(source, "done")


@pytest.mark.parametrize("source", ["robots500", "robots503", "robots429", "robotshang"])
def test_robots_that_cannot_be_read_mean_not_today(crawled: Crawled, source: str) -> None:
    assert set(crawled.evil.paths(f"{source}.localhost")) == {"/robots.txt"}
    assert "not today" in (crawled.outcomes[source].reason or "")


@pytest.mark.parametrize("source", ["robots403", "robots404", "robotsempty", "robotshtml", "robotsdelay", "plain"])
def test_robots_that_allow(crawled: Crawled, source: str) -> None:
    assert crawled.outcomes[source].counts["pages"] == 3
    assert crawled.evil.paths(f"{source}.localhost")[0] == "/robots.txt"
    assert crawled.evil.paths(f"{source}.localhost").count("/robots.txt") == (2 if source == "plain" else 1)


def test_robots_that_forbid(crawled: Crawled) -> None:
    assert crawled.visit("robotsdeny")[0] == "robots_forbid"
    assert "/berita/1-judul" not in crawled.evil.paths("robotsdeny.localhost")
    assert crawled.outcomes["robotsdeny"].counts["pages"] == 2


def test_robots_that_have_moved(crawled: Crawled) -> None:
    assert crawled.evil.paths("robots301.localhost")[:2] == ["/robots.txt", "/aturan.txt"]
    assert crawled.visit("robots301")[0] == "robots_forbid"
    assert crawled.outcomes["robots301"].counts["pages"] == 2


@pytest.mark.parametrize(
    ("source", "decision"),
    [
        ("plain", "no rules"),
        ("robots403", "no rules"),
        ("robotsdelay", "read"),
        ("robots503", "not today"),
        ("robotshang", "no answer"),
    ],
)
def test_what_was_made_of_robots_is_noted(crawled: Crawled, source: str, decision: str) -> None:
    engine = open_store(crawled.store, readonly=True)
    with read_session(engine) as session:
        run = runs(session, source=source)[-1]
    engine.dispose()
    (told,) = run.notes["robots"].values()
    assert told["decision"] == decision
    if source == "robotsdelay":
        assert told["crawl_delay"] == 1


def test_what_a_run_notes_is_told_in_the_guide_to_the_store(crawled: Crawled) -> None:
    guide = (Path(__file__).resolve().parents[2] / "docs" / "store.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", guide.partition("**The ledger**")[2], re.MULTILINE)
    engine = open_store(crawled.store, readonly=True)
    with read_session(engine) as session:
        run = runs(session, source="plain")[-1]
    engine.dispose()
    assert {name for cell in told for name in re.findall(r"\w+", cell)} == set(run.notes)


def test_a_retry_after_as_a_date_is_waited_for(crawled: Crawled) -> None:
    host = "date.localhost"
    paths, gaps = crawled.evil.paths(host), crawled.evil.gaps(host)
    at = paths.index("/berita/1-judul")
    assert paths[at + 1] == "/berita/1-judul"
    assert gaps[at] >= 1.5  # a date has whole seconds
    assert crawled.visit("date")[0] == "fetched"


def test_a_daily_budget_is_kept(crawled: Crawled) -> None:
    assert len([path for path in crawled.evil.paths("few.localhost") if path != "/robots.txt"]) == 3


def test_crawl_delay(crawled: Crawled) -> None:
    # also between robots.txt, which names it, and the first page
    gaps = crawled.evil.gaps("robotsdelay.localhost")
    assert len(gaps) == 4
    assert min(gaps) >= 1 - CLOCK


def test_the_registry_s_delay_is_kept(crawled: Crawled) -> None:
    gaps = crawled.evil.gaps("paced.localhost")
    assert len(gaps) == 4
    assert min(gaps) >= 1 - CLOCK
    assert all("X-Sent" in one.headers for one in crawled.evil.asked), "gaps are those of the crawl's own clock"


def test_the_delay_is_kept_whatever_is_asked_for(crawled: Crawled) -> None:
    """Also by redirects, retries, and the attempt that Twisted makes by itself where an open connection breaks."""
    paths = crawled.evil.paths("mixed.localhost")
    articles = [f"/berita/{number}-judul" for number in (1, 1, 2, 2, 3, 4, 5, 6)]
    assert sorted(paths) == sorted(["/robots.txt", "/aturan.txt", "/", "/peta.xml", "/feed/", *articles])
    assert min(crawled.evil.gaps("mixed.localhost")) >= 0.5 - CLOCK


def test_two_processes_keep_one_host_s_delay(crawled: Crawled, tmp_path: Path) -> None:
    """Each over a store of its own, as a probe beside a crawl."""
    one = {"shared": publisher("shared.localhost", delay=0.5)}
    before = len(crawled.evil.paths("shared.localhost"))

    def run(name: str) -> CrawlOutcome:
        store = str(tmp_path / f"{name}.sqlite")
        return crawl(store_url=store, publishers=one, allow_loopback=crawled.evil.pairs, settings=SETTINGS)["shared"]

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(run, ("a", "b")))
    assert [end.counts["pages"] for end in ends] == [3, 3]
    gaps = crawled.evil.gaps("shared.localhost")[before:]
    assert len(gaps) == 9
    assert min(gaps) >= 0.5 - CLOCK


def test_retry_after_is_waited_for(crawled: Crawled) -> None:
    host = "wait.localhost"
    paths, gaps = crawled.evil.paths(host), crawled.evil.gaps(host)
    at = paths.index("/berita/1-judul")
    assert paths[at + 1] == "/berita/1-judul"
    assert gaps[at] >= 0.98
    assert crawled.visit("wait")[0] == "fetched"


def test_a_long_retry_after_parks_the_source(crawled: Crawled) -> None:
    word, reason = crawled.visit("park")
    assert (word, reason) == ("retry", "parked: HTTP 503")
    asked = crawled.evil.paths("park.localhost")
    assert asked.count("/berita/1-judul") == 1
    assert asked[-1] == "/berita/1-judul"
    assert crawled.again["park"].status == "parked"


def test_a_failure_is_put_off_and_the_next_page_visited(crawled: Crawled) -> None:
    assert crawled.visit("fail") == ("retry", "HTTP 500")
    assert crawled.evil.paths("fail.localhost").count("/berita/1-judul") == 2
    assert crawled.outcomes["fail"].counts["pages"] == 2


@pytest.mark.parametrize(
    ("source", "word", "reason"),
    [
        ("off", "refused", "none of the publisher's hosts"),
        ("inside", "refused", "none of the publisher's hosts"),
        ("loop", "refused", "max redirections"),
        ("home", "gone", "redirected to"),
        ("gone", "gone", "HTTP 410"),
        ("forbid", "blocked", "HTTP 403"),
        ("pdf", "not_html", "application/pdf"),
        ("large", "quarantined", "too large"),
        ("bomb", "quarantined", "too large"),
        ("drip", "retry", "Timeout"),
        ("other", "fetched", ""),
    ],
)
def test_one_page_goes_wrong_and_the_next_is_fetched(crawled: Crawled, source: str, word: str, reason: str) -> None:
    found = crawled.visit(source)
    assert found[0] == word
    assert reason in (found[1] or "")
    if source != "forbid":
        assert crawled.visit(source, "/berita/3-judul")[0] == "fetched"


def test_a_redirect_to_a_file_is_not_followed(crawled: Crawled) -> None:
    assert crawled.visit("file") == ("refused", "HTTP 302 to where a crawl may not go")


def test_nothing_outside_was_asked(crawled: Crawled) -> None:
    assert crawled.evil.paths("outside.localhost") == []
    assert {one.host for one in crawled.evil.asked} <= set(HOSTS)


@pytest.mark.parametrize("number", range(len(LITERALS)), ids=LITERALS)
def test_no_spelling_of_this_machine_is_reached(crawled: Crawled, number: int) -> None:
    outcome = crawled.outcomes[f"literal-{number}"]
    assert outcome.status == "unreachable"
    assert "no public address" in (outcome.reason or "")


def test_we_say_who_we_are(crawled: Crawled) -> None:
    for one in crawled.evil.asked:
        assert one.headers["User-Agent"].startswith("capaian/")
        assert "+https://" in one.headers["User-Agent"]
        assert not {"Cookie", "Authorization", "Referer"} & set(one.headers)


def test_a_second_visit_is_conditional_and_changes_nothing(crawled: Crawled) -> None:
    asked = [one for one in crawled.evil.asked if (one.host, one.path) == ("etag.localhost", "/berita/1-judul")]
    assert [one.headers.get("If-None-Match") for one in asked] == [None, '"satu"']
    assert crawled.again["etag"].counts["not_modified"] == 1
    assert crawled.again["plain"].counts["unchanged"] == 3
    assert "fetched" not in crawled.again["plain"].counts


def test_pages_that_went_wrong_are_no_pages(crawled: Crawled) -> None:
    engine = open_store(crawled.store, readonly=True)
    with read_session(engine) as session:
        urls = set(session.scalars(select(PAGE.c.canonical_url)))
    engine.dispose()
    wrong = ("off", "inside", "loop", "home", "gone", "pdf", "large", "bomb", "drip", "file", "other")
    assert not {f"http://{name}.localhost/berita/1-judul" for name in wrong} & urls
    assert "http://plain.localhost/berita/1-judul" in urls


def test_an_unknown_store_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    from store.errors import NotAStore

    path = tmp_path / "store.sqlite"
    path.write_text("not a database")
    with pytest.raises(NotAStore):
        crawl(["plain"], store_url=str(path), publishers={"plain": publisher("plain.localhost")})
