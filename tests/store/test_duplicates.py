"""Copies and the addresses that they name, in both databases; tests/crawler/test_copies.py has the whole line."""

from __future__ import annotations

from sqlalchemy import Engine, select

from store.captures import pending_captures
from store.duplicates import DUPLICATE, read_stranded_again, reason_of, stands_elsewhere
from store.engine import read_session, write_session
from store.frontier import Discovered, add_discovered, finish, lease, quarantine
from store.pages import mark_gone, save_extraction
from store.runs import start_run
from store.sql import CAPTURE, PAGE
from tests.store.examples import EXAMPLE, NOW, article, capture, extract

A, B, C = (f"https://kabar.localhost/read/1/{slug}" for slug in ("satu", "dua", "tiga"))


def copy(engine: Engine, url: str, named: str) -> None:
    with write_session(engine) as session:
        made, _ = capture(session, f"{url} names {named}", url=url)
        save_extraction(
            session,
            made,
            article=None,
            published_source=None,
            timezone=None,
            report=None,
            status=DUPLICATE,
            reason=reason_of(named),
        )


def visited(engine: Engine, url: str, *, aside: bool = False) -> None:
    """Its visit is over, and gave nothing."""
    with write_session(engine) as session:
        add_discovered(session, "kabar", [Discovered(url, "article")])
        run = start_run(session, kind="crawl", sources=["kabar"]).id
    (task,) = lease(engine, "kabar", limit=1, run_id=run, now=NOW)
    with write_session(engine) as session:
        if aside:
            quarantine(session, task.id, reason="too large", now=NOW)
        else:
            finish(session, task.id, status="gone", now=NOW)


def elsewhere(engine: Engine, url: str, named: str) -> bool:
    with read_session(engine) as session:
        return stands_elsewhere(session, "kabar", url, named)


def waiting(engine: Engine) -> list[str]:
    with write_session(engine) as session:
        read_stranded_again(session)
        return [one.canonical_url for one in pending_captures(session, 9)]


def test_an_address_that_nobody_has_visited_may_have_the_article(engine: Engine) -> None:
    copy(engine, A, B)
    assert elsewhere(engine, A, B)
    assert waiting(engine) == []


def test_a_page_that_is_named_back_stands(engine: Engine) -> None:
    copy(engine, A, B)
    assert not elsewhere(engine, B, A)
    copy(engine, B, C)
    assert not elsewhere(engine, C, A)
    assert elsewhere(engine, C, "https://kabar.localhost/read/1/empat")


def test_an_address_whose_page_waits_or_has_an_article(engine: Engine) -> None:
    copy(engine, A, B)
    with write_session(engine) as session:
        made, _ = capture(session, url=B)
    assert elsewhere(engine, A, B)
    told = article(url=B)
    with write_session(engine) as session:
        extract(session, made, told, EXAMPLE)
    visited(engine, B)
    assert elsewhere(engine, A, B)
    with write_session(engine) as session:
        mark_gone(session, B, when=NOW)
    assert not elsewhere(engine, A, B)
    assert waiting(engine) == [A]


def test_a_copy_is_read_again_once_its_address_turns_out_to_have_nothing(engine: Engine) -> None:
    copy(engine, A, B)
    copy(engine, C, A)
    visited(engine, B)
    assert waiting(engine) == [A]  # and not C, whose address waits again
    with read_session(engine) as session:
        query = select(PAGE.c.canonical_url).join(CAPTURE).where(CAPTURE.c.status == DUPLICATE)
        assert session.scalars(query).all() == [C]


def test_of_an_address_that_was_set_aside_too(engine: Engine) -> None:
    copy(engine, A, B)
    visited(engine, B, aside=True)
    assert waiting(engine) == [A]
