"""Readings of another version: beside what counts until a switch; a switch back; what is said of findings stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select, update

from models.values import Claim, Report
from store.captures import pending_captures
from store.claims import claim_rows, reports
from store.engine import read_session, write_session
from store.pages import save_extraction
from store.readings import (
    captures_read_otherwise,
    claims_of,
    keep_article,
    keep_capture,
    standing_of,
    stored_articles,
    switch,
    versions,
    without_text,
)
from store.sql import CAPTURE, CLAIM, REVISION, UNCHECKED
from tests.store.examples import (
    EXAMPLE,
    NOW,
    TEXT,
    URL,
    article,
    capture,
    current_percentages,
    dump,
    extract,
    report,
    with_percentage,
)

LATER = NOW + timedelta(days=1)
OTHER = with_percentage("98.40")


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """A store with one page of one claim that version 1 read, served with two bodies of the same wording."""
    with write_session(engine) as session:
        for body, when in (("body", NOW), ("same words", LATER)):
            extract(session, capture(session, body, when=when)[0], article(), EXAMPLE)
    return engine


def read(engine: Engine, *claims: Claim, version: str = "2") -> None:
    """Let a version read every stored wording, and find these claims."""
    with write_session(engine) as session:
        for stored in stored_articles(session, 9, version=version):
            keep_article(session, stored, report(stored.article, *claims, extractor=version), now=LATER)


def switched(engine: Engine, version: str = "2") -> int:
    with write_session(engine) as session:
        return switch(session, version, 9)


def seen(engine: Engine) -> tuple[list[Report], list[str]]:
    """What readers see."""
    with read_session(engine) as session:
        return list(reports(session)), current_percentages(session)


def test_a_stored_wording_is_what_was_read(engine: Engine) -> None:
    with read_session(engine) as session:
        (stored,) = stored_articles(session, 9, version="2")
        assert stored_articles(session, 9, version="2", after=stored.revision_id) == []
        assert stored_articles(session, 9, version="1") == [], "that one counts already"
        assert claims_of(session, stored.revision_id, "1") == (EXAMPLE,)
        assert claims_of(session, stored.revision_id, "2") == ()
    assert stored.article == article()
    assert (len(stored.captures), stored.extractor, stored.status, stored.fetched_at) == (2, "1", "claims", NOW)


def test_a_reading_changes_nothing_that_readers_see(engine: Engine) -> None:
    before = seen(engine)
    rest = {name: rows for name, rows in dump(engine).items() if name not in ("reading", "claim", "claim_target")}
    read(engine, OTHER)
    assert seen(engine) == before
    after = dump(engine)
    assert {name: after[name] for name in rest} == rest
    assert (len(after["claim"]), len(after["reading"])) == (2, 2), "both versions are there"
    with read_session(engine) as session:
        assert stored_articles(session, 9, version="2") == [], "it was read once"
        assert versions(session) == {"2": 2}


def test_reading_twice_changes_nothing(engine: Engine) -> None:
    with read_session(engine) as session:
        (stored,) = stored_articles(session, 9, version="2")
    made = []
    for _ in range(2):
        with write_session(engine) as session:
            new = keep_article(session, stored, report(article(), OTHER, extractor="2"), now=LATER)
        made.append((new, dump(engine)))
    assert [new for new, _ in made] == [1, 0]
    assert made[0][1] == made[1][1]


def test_a_switch_and_a_switch_back(engine: Engine) -> None:
    first = seen(engine)
    read(engine, OTHER)
    with write_session(engine) as session:
        session.execute(UNCHECKED.delete())  # as after a check
    assert switched(engine) == 2
    assert seen(engine) == ([report(article(), OTHER, extractor="2")], ["98.40"])
    with read_session(engine) as session:
        assert session.execute(select(func.count()).select_from(UNCHECKED)).scalar_one() == 1, "it is to be checked"
        assert versions(session) == {"1": 2}
        assert session.scalars(select(CAPTURE.c.extractor).distinct()).all() == ["2"]
        assert [row.claim for row in claim_rows(session, current=False)].count(EXAMPLE) == 1, "the old claim stays"
    assert switched(engine) == 0, "twice is once"
    assert switched(engine, "1") == 2
    assert seen(engine) == first


def test_a_version_that_finds_nothing_counts_too(engine: Engine) -> None:
    read(engine)
    assert seen(engine)[1] == ["99.20"]
    switched(engine)
    assert seen(engine) == ([], [])
    with read_session(engine) as session:
        assert session.scalars(select(CAPTURE.c.status)).all() == ["no_claim"] * 2
        assert session.scalars(select(REVISION.c.status)).all() == ["no_claim"]
    switched(engine, "1")
    assert seen(engine)[1] == ["99.20"]


def test_a_switch_goes_on_where_it_was_interrupted(engine: Engine) -> None:
    with write_session(engine) as session:
        for number in range(5):
            url = f"{URL}/{number}"
            extract(session, capture(session, f"b{number}", url=url)[0], article(url=url), EXAMPLE)
    read(engine, OTHER)
    made = []
    for _ in range(4):
        with write_session(engine) as session:
            made.append(switch(session, "2", 2))
    assert sum(made) == 7
    assert made[-1] == 0
    assert seen(engine)[1] == ["98.40"] * 6


def test_pages_without_text_are_counted_and_not_read(engine: Engine) -> None:
    with write_session(engine) as session:
        assert without_text(session) == 0
        session.execute(update(REVISION).values(text=None))
        assert without_text(session) == 1
        assert stored_articles(session, 9, version="2") == []


def test_a_raw_page_may_give_another_wording(engine: Engine) -> None:
    cleaner = article(TEXT.strip() + " Demikian.", published=None)
    before = seen(engine)
    with write_session(engine) as session:
        waiting = captures_read_otherwise(session, 9, version="2")
        assert len(waiting) == 2
        assert captures_read_otherwise(session, 9, version="1") == []
        for one in waiting:
            keep_capture(
                session,
                one,
                article=cleaner,
                report=report(cleaner, OTHER, extractor="2"),
                status="claims",
                reason=None,
                published_source=None,
                timezone=None,
                version="2",
            )
        assert captures_read_otherwise(session, 9, version="2") == []
    assert seen(engine) == before
    with read_session(engine) as session:
        assert standing_of(session, waiting[0].capture_id).claims == (EXAMPLE,)
    switched(engine)
    assert seen(engine) == ([replace(report(cleaner, OTHER, extractor="2"))], ["98.40"])
    switched(engine, "1")
    assert seen(engine) == before


def test_a_page_that_was_no_article_may_become_one(engine: Engine) -> None:
    url = f"{URL}/lain"
    nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
    with write_session(engine) as session:
        capture_id = capture(session, "strange", url=url)[0]
        save_extraction(session, capture_id, **nothing, status="no_text")
        capture(session, "waits", url=f"{URL}/menunggu")
        of = article(url=url)
        (one,) = [row for row in captures_read_otherwise(session, 9, version="2") if row.capture_id == capture_id]
        made = report(of, OTHER, extractor="2")
        keep_capture(
            session, one, article=of, report=made, status="claims", reason=None, published_source=None, timezone=None,
            version="2",
        )  # fmt: skip
        assert standing_of(session, capture_id).claims == ()
    assert seen(engine)[1] == ["99.20"]
    assert switched(engine) == 1
    assert sorted(seen(engine)[1]) == ["98.40", "99.20"]
    with read_session(engine) as session:
        assert len(pending_captures(session, 9)) == 1, "what waits goes on waiting"
        assert versions(session) == {"": 1}
    assert switched(engine, "") == 1
    assert seen(engine)[1] == ["99.20"]


def test_a_reading_that_counts_is_left_alone_by_a_new_visit(engine: Engine) -> None:
    read(engine, OTHER)
    switched(engine)
    with write_session(engine) as session:
        capture(session, "body", when=LATER + timedelta(days=1))
    assert seen(engine)[1] == ["98.40"]
    with read_session(engine) as session:
        assert session.execute(select(func.count()).select_from(CLAIM).where(CLAIM.c.current)).scalar_one() == 1
