"""The digest tells what is not as it was, and keeps silent about what chance does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from crawler.checks import PROGRAM
from crawler.digest import Worry, digest, worries
from models.publishers import publishers
from store.engine import read_session, write_session
from store.frontier import Discovered, add_discovered, lease, quarantine
from store.habits import Habit, Span, habit
from store.runs import end_run, start_run
from store.sources import decide
from tests.store.examples import EXAMPLE, article, capture, extract

NOW = datetime(2025, 6, 30, 12, tzinfo=UTC)
USUAL = Span(articles=280, read=280, with_claims=140, dated=280, visits=400, failed=8, crawls=100)
FINE = Span(articles=30, read=30, with_claims=15, dated=30, visits=43, failed=1, crawls=12)


def lately(**fields: int) -> Span:
    return Span(**({name: getattr(FINE, name) for name in Span.__slots__} | fields))


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (FINE, USUAL, []),
        (lately(articles=0), USUAL, ["silence: 0 articles in 3 days, usually 30"]),
        (lately(articles=5), USUAL, ["silence: 5 articles in 3 days, usually 30"]),
        (lately(articles=20), USUAL, []),  # a quiet weekend
        (lately(articles=0), Span(articles=28, crawls=9), []),  # three were expected: none comes by chance too often
        (lately(articles=0), Span(articles=60, crawls=9), ["silence: 0 articles in 3 days, usually 6"]),
        (lately(articles=0, crawls=0), USUAL, ["not_crawled: no crawl ended well in 3 days"]),
        (Span(), Span(), []),  # nothing is known of it
        (lately(with_claims=0), USUAL, ["drift: 0 of 30 articles have claims, before 140 of 280"]),
        (lately(with_claims=12), USUAL, []),
        (lately(read=6, with_claims=0), USUAL, []),  # too few to say so
        (lately(with_claims=0), Span(articles=280, read=280, with_claims=3, dated=280), []),  # it hardly ever had any
        (lately(dated=10), USUAL, ["drift: 10 of 30 articles have dates, before 280 of 280"]),
        (lately(dated=27), USUAL, []),
        (lately(failed=20), USUAL, ["errors: 20 of 43 visits failed, before 8 of 400"]),
        (lately(failed=3), USUAL, []),
        (lately(visits=10, failed=10), USUAL, []),
        (lately(failed=20), Span(visits=400, failed=190), []),  # it was always so: `sources health` says it
        (lately(failed=20), Span(), ["errors: 20 of 43 visits failed, before 0 of 0"]),
    ],
)
def test_what_is_told_of_a_source(now: Span, before: Span, told: list[str]) -> None:
    found = list(worries(Habit("kabar", now, before, 0, None)))
    assert [f"{one.kind}: {one.told}" for one in found] == told
    assert all(one.todo for one in found)


def test_what_was_set_aside_is_told_with_its_reason() -> None:
    (one,) = worries(Habit("kabar", FINE, USUAL, 7, "HTTP 403"))
    assert (one.kind, one.told) == ("quarantine", "7 addresses set aside in 3 days, mostly: HTTP 403")


def test_a_habit_is_counted_from_the_store(engine: Engine) -> None:
    with write_session(engine) as session:
        for number, (days, dated, claims) in enumerate(
            [(1, True, [EXAMPLE]), (2, True, []), (2, False, []), (10, True, [EXAMPLE]), (40, True, [EXAMPLE])]
        ):
            when = NOW - timedelta(days=days)
            url = f"https://kabar.localhost/{number}"
            of = article(f"Teks {number}.", url=url, published=when if dated else None)
            extract(session, capture(session, str(number), url=url, when=when)[0], of, *claims)
        # an article of long ago that was fetched yesterday is no news of yesterday
        url = "https://kabar.localhost/arsip"
        old = article("Arsip.", url=url, published=NOW - timedelta(days=400))
        extract(session, capture(session, "arsip", url=url, when=NOW - timedelta(days=1))[0], old)
        for days, word, counts in [(1, "done", {"fetched": 8, "retry": 2, "pages": 8}), (9, "blocked", {"blocked": 1})]:
            when = NOW - timedelta(days=days)
            run = start_run(session, kind="crawl", sources=["kabar"], now=when)
            end_run(session, run.id, status=word, counts=counts, now=when)
        add_discovered(session, "kabar", [Discovered("https://kabar.localhost/x", "article")], now=NOW)
    task = lease(engine, "kabar", limit=1, run_id=run.id, now=NOW, seconds=9)[0]
    with write_session(engine) as session:
        quarantine(session, task.id, reason="HTTP 403", now=NOW)
    with read_session(engine) as session:
        found = habit(session, "kabar", now=NOW)
    assert found == Habit("kabar", Span(2, 4, 1, 3, 10, 2, 1), Span(1, 1, 1, 1, 1, 1, 0), 1, "HTTP 403")


def test_the_digest_looks_at_what_is_on_and_at_what_the_program_turned_off(engine: Engine) -> None:
    registry = {"prokalteng": publishers()["prokalteng"]}
    assert digest(engine, registry, now=NOW) == []
    with write_session(engine) as session:
        decide(session, "prokalteng", enabled=False, by=PROGRAM, because="quarantined: no text", now=NOW)
    (one,) = digest(engine, registry, now=NOW)
    assert one == Worry(
        "quarantine",
        "prokalteng",
        "off since 2025-06-30: no text",
        "mend its block; `capaian sources probe prokalteng`, then `enable`",
    )
    with write_session(engine) as session:
        decide(session, "prokalteng", enabled=False, by="Sari", because="they asked", now=NOW)
    assert digest(engine, registry, now=NOW) == [], "what a person decided is no surprise"
