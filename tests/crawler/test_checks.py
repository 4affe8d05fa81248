"""A source that gives no text or dates any more is told, and set aside; a good one is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.add import store_address
from crawler.checks import check_source, judge, set_aside
from crawler.run import crawl
from crawler.workers import process_pending
from store.engine import open_store, read_session, write_session
from store.health import SourceHealth, source_health
from store.runs import runs
from store.sources import decisions, enable
from tests.crawler.evil import Answer, EvilServer, article, publisher, serve

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GOOD = {"pages": 20, "texts": 20, "titles": 20, "dates": 20, "visits": 50, "failed": 2, "newest_page": NOW}
CASES = [
    ({}, []),
    ({"texts": 13, "titles": 13, "dates": 13}, []),
    ({"texts": 11, "titles": 11, "dates": 11}, [("text", False)]),
    ({"texts": 0, "titles": 0, "dates": 0}, [("text", True)]),
    ({"dates": 15}, [("date", False)]),
    ({"dates": 0}, [("date", True)]),
    ({"titles": 0}, [("title", False)]),
    ({"pages": 7, "texts": 0, "titles": 0, "dates": 0}, []),
    ({"failed": 26}, [("error_rate", False)]),
    ({"failed": 25}, []),
    ({"visits": 9, "failed": 9}, []),
    ({"newest_page": NOW - timedelta(days=8)}, [("item_count", False)]),
    ({"newest_page": NOW - timedelta(days=6)}, []),
    ({"newest_page": None}, []),
]


@pytest.mark.parametrize(("change", "found"), CASES, ids=[str(row[0]) for row in CASES])
def test_judge(change: dict[str, object], found: list[tuple[str, bool]]) -> None:
    health = SourceHealth("kabar", **(GOOD | change))  # type: ignore[arg-type]
    assert [(problem.check, problem.grave) for problem in judge(health, last_crawl=NOW)] == found


LINKS = "".join(f'<a href="/berita/{number}-judul">Judul {number}</a>' for number in range(1, 11)).encode()
DATED = b'<ul class="list-inline"><li>24 Oktober 2022 - 18:40 WIB</li></ul><div class="detail-content">'


def good(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    if path == "/":
        return Answer(body=LINKS)
    return Answer(body=article(path).replace(b'<div class="detail-content">', DATED)) if "berita" in path else None


def empty(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    return (
        Answer(body=b"<html><body><div id=app></div></body></html>") if "berita" in path else good(evil, path, headers)
    )


def undated(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer | None:
    return Answer(body=article(path)) if "berita" in path else good(evil, path, headers)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checks") / "store.sqlite"
    hosts = {"good.localhost": good, "empty.localhost": empty, "undated.localhost": undated}
    with serve(hosts) as evil:
        chosen = {host.partition(".")[0]: publisher(host) for host in hosts}
        crawl(store_url=str(path), publishers=chosen, allow_loopback=evil.pairs)
        engine = open_store(str(path))
        process_pending(engine, publishers=chosen)
        engine.dispose()
    return path


@pytest.fixture
def engine(store: Path) -> Engine:
    return open_store(str(store))


def test_what_health_counts(engine: Engine) -> None:
    with read_session(engine) as session:
        told = {slug: source_health(session, slug) for slug in ("good", "empty", "undated", "nobody")}
    fields = {slug: (one.pages, one.texts, one.titles, one.dates, one.failed) for slug, one in told.items()}
    assert fields == {
        "good": (10, 10, 10, 10, 0),
        "empty": (10, 0, 0, 0, 0),
        "undated": (10, 10, 10, 0, 0),
        "nobody": (0, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("slug", "because"),
    [
        ("good", None),
        ("empty", "quarantined: 0 of its newest 10 pages give a text"),
        ("undated", "quarantined: 0 of its newest 10 pages give a date"),
    ],
)
def test_a_source_that_gives_nothing_is_set_aside(engine: Engine, slug: str, because: str | None) -> None:
    assert set_aside(engine, slug, check_source(engine, slug, last_crawl=NOW)) == because
    with read_session(engine) as session:
        decided = decisions(session).get(slug)
    if because is None:
        assert decided is None
        return
    assert decided is not None
    assert (decided.enabled, decided.by, decided.because) == (False, "capaian", because)
    chosen = {slug: publisher(f"{slug}.localhost")}
    outcome = crawl([slug], store_url=store_address(engine), publishers=chosen)[slug]
    assert (outcome.status, because in (outcome.reason or "")) == ("disabled", True)
    with write_session(engine) as session:
        enable(session, slug, by="Sri", because="selectors mended")
    assert check_source(engine, slug, last_crawl=NOW) == [], "what was before the mending does not count"


def test_a_run_notes_what_it_saw(engine: Engine) -> None:
    with read_session(engine) as session:
        (run,) = (run for run in runs(session, source="good", kind="crawl") if run.status == "done")
    notes = run.notes
    assert notes["answers"] == {"200": 11, "404": 1}
    assert notes["requests"] == 12
    assert notes["bytes"] > 1000
    assert (notes["waits"], notes["waited_seconds"]) == (0, 0)
    (decision,) = notes["robots"].values()
    assert (decision["decision"], decision["status"]) == ("no rules", 404)
