"""Pages, captures, wordings and their claims: what is current, what stays, and that twice is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, select

from models.values import Evidence
from store.captures import pending_captures
from store.claims import claim_rows, reports
from store.counts import status_counts
from store.engine import read_session, write_session
from store.errors import NoSuchRow, NotStorable
from store.pages import mark_gone, save_extraction
from store.readings import captures_read_otherwise
from store.sql import CAPTURE, CLAIM, PAGE, REVISION
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
LATEST = NOW + timedelta(days=2)


def test_a_page_a_capture_a_revision_and_claims(engine: Engine) -> None:
    of = article()
    with write_session(engine) as session:
        capture_id, is_new = capture(session)
        assert is_new
        assert [waiting.capture_id for waiting in pending_captures(session, 10)] == [capture_id]
        assert extract(session, capture_id, of, EXAMPLE, with_percentage("98.10", place="62.01")) == 2
        assert pending_captures(session, 10) == []
    with read_session(engine) as session:
        assert list(reports(session)) == [report(of, EXAMPLE, with_percentage("98.10", place="62.01"))]
        row = session.execute(select(REVISION)).one()
    assert (row.title, row.text, row.published_zone, row.published_source) == (
        of.title,
        TEXT,
        "Asia/Jakarta",
        "json-ld",
    )


def test_everything_twice_changes_nothing(engine: Engine) -> None:
    def once() -> tuple[bool, int]:
        with write_session(engine) as session:
            capture_id, is_new = capture(session)
            return is_new, extract(session, capture_id, article(), EXAMPLE, EXAMPLE)

    assert once() == (True, 2)
    before = dump(engine)
    assert once() == (False, 0)
    assert dump(engine) == before


def test_a_pending_capture_says_where_its_body_is(engine: Engine) -> None:
    with write_session(engine) as session:
        ids = [capture(session, url=f"{URL}/{n}", archive_offset=n)[0] for n in range(3)]
        found = pending_captures(session, 2)
        assert [waiting.capture_id for waiting in found] == ids[:2]
        assert [waiting.capture_id for waiting in pending_captures(session, 2, after=ids[1])] == ids[2:]
    waiting = found[1]
    assert (waiting.source, waiting.canonical_url, waiting.url) == ("kabar", f"{URL}/1", f"{URL}/1")
    assert (waiting.archive_file, waiting.archive_offset, waiting.archive_length) == ("kabar-0001.warc.gz", 1, 2048)
    assert (waiting.fetched_at, waiting.content_type, waiting.charset) == (NOW, "text/html; charset=utf-8", "utf-8")


def test_captures_of_another_extractor_are_read_when_asked_for(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE, extractor="1")
        assert pending_captures(session, 9) == []
        assert captures_read_otherwise(session, 9, version="1") == []
        assert len(captures_read_otherwise(session, 9, version="2")) == 1
        nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
        for version, waiting in ((None, 2), ("1", 1)):
            capture_id, _new = capture(session, url=f"{URL}/2")
            save_extraction(session, capture_id, **nothing, status="no_text", extractor=version)
            assert len(captures_read_otherwise(session, 9, version="2")) == 2
            assert len(captures_read_otherwise(session, 9, version="1")) == waiting - 1


def test_captures_of_some_sources(engine: Engine) -> None:
    with write_session(engine) as session:
        ids = {source: capture(session, source=source, url=f"{URL}/{source}")[0] for source in ("kabar", "warta")}
        assert [one.capture_id for one in pending_captures(session, 9, sources=["warta"])] == [ids["warta"]]
        assert pending_captures(session, 9, sources=[]) == []
        assert len(pending_captures(session, 9)) == 2


@pytest.mark.parametrize("status", ["no_text", "not_article", "too_complex"])
def test_a_capture_without_an_article_leaves_with_its_word(engine: Engine, status: str) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
        assert save_extraction(session, capture_id, **nothing, status=status, reason="why") == 0
        row = session.execute(select(CAPTURE)).one()
        assert (row.status, row.reason, row.revision_id) == (status, "why", None)
        assert pending_captures(session, 10) == []
        assert list(reports(session)) == []


def test_an_article_without_claims_is_kept(engine: Engine) -> None:
    with write_session(engine) as session:
        assert extract(session, capture(session)[0], article()) == 0
        assert session.execute(select(REVISION.c.text, REVISION.c.current)).all() == [(TEXT, True)]
        assert status_counts(session)["captures"] == {"no_claim": 1}


def test_a_capture_that_does_not_exist_or_has_no_word(engine: Engine) -> None:
    with pytest.raises(NoSuchRow, match="no capture 99"), write_session(engine) as session:
        extract(session, 99, article())
    nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        with pytest.raises(ValueError, match="a word of its own"):
            save_extraction(session, capture_id, **nothing, status="pending")


def test_an_article_that_changes_keeps_both_wordings_and_shows_the_newest(engine: Engine) -> None:
    first, second = article(TEXT), article(TEXT.replace("99,20", "98,20"))
    with write_session(engine) as session:
        extract(session, capture(session, "one")[0], first, EXAMPLE)
        extract(session, capture(session, "two", when=LATER)[0], second, with_percentage("98.20"))
        assert current_percentages(session) == ["98.20"]
        assert len(claim_rows(session, current=False)) == 2
        assert session.scalars(select(REVISION.c.text).order_by(REVISION.c.id)).all() == [first.text, second.text]
        assert list(reports(session)) == [report(second, with_percentage("98.20"))]
        assert list(reports(session, current=False)) == [
            report(first, EXAMPLE),
            report(second, with_percentage("98.20")),
        ]


def test_a_headline_that_changes_is_another_wording(engine: Engine) -> None:
    title = Evidence(11, 23, "99,10 persen", ("percentage",), "title")
    edited = replace(title, quote="99,20 persen")
    with write_session(engine) as session:
        extract(session, capture(session, "one")[0], article(), replace(EXAMPLE, evidence=(title,)))
        silently = article(title="Perekaman 99,20 persen")
        extract(session, capture(session, "two", when=LATER)[0], silently, replace(EXAMPLE, evidence=(edited,)))
        rows = claim_rows(session, current=False)
        assert {(row.title, row.claim.evidence[0].quote, row.current) for row in rows} == {
            ("Perekaman 99,10 persen", "99,10 persen", False),
            ("Perekaman 99,20 persen", "99,20 persen", True),
        }


def test_another_body_with_the_same_article_is_the_same_wording(engine: Engine) -> None:
    with write_session(engine) as session:
        assert extract(session, capture(session, "with an advertisement")[0], article(), EXAMPLE) == 1
        assert extract(session, capture(session, "with another", when=LATER)[0], article(), EXAMPLE) == 0
        assert len(session.execute(select(CAPTURE)).all()) == 2
        assert len(session.execute(select(REVISION)).all()) == 1
        assert current_percentages(session) == ["99.20"]


def test_an_older_body_that_comes_back_is_the_newest_again(engine: Engine) -> None:
    second = article(TEXT.replace("99,20", "98,20"))
    with write_session(engine) as session:
        one, _new = capture(session, "one")
        extract(session, one, article(), EXAMPLE)
        extract(session, capture(session, "two", when=LATER)[0], second, with_percentage("98.20"))
        assert capture(session, "one", when=LATEST) == (one, False)
        assert current_percentages(session) == ["99.20"]
        assert pending_captures(session, 10) == []


def test_bodies_that_are_read_in_another_order_end_the_same(engine: Engine) -> None:
    # the oldest capture is extracted last, as after a crash of a worker
    second = article(TEXT.replace("99,20", "98,20"))
    with write_session(engine) as session:
        one, two = capture(session, "one")[0], capture(session, "two", when=LATER)[0]
        extract(session, two, second, with_percentage("98.20"))
        extract(session, one, article(), EXAMPLE)
        assert current_percentages(session) == ["98.20"]


def test_a_page_that_disappears_keeps_its_claims_marked_withdrawn(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        mark_gone(session, URL, when=LATER)
        assert list(reports(session)) == []
        (row,) = claim_rows(session, current=False)
        assert (row.withdrawn_at, row.current, row.claim) == (LATER, False, EXAMPLE)
        mark_gone(session, URL, when=LATEST)
        assert claim_rows(session, current=False)[0].withdrawn_at == LATER, "the first time counts"


def test_a_page_that_comes_back_stands_again(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        mark_gone(session, URL, when=LATER)
        capture(session, when=NOW)  # a replay of the visit before
        assert current_percentages(session) == []
        capture(session, "not found", when=LATEST, http_status=404)
        assert current_percentages(session) == []
        capture(session, when=LATEST)
        assert current_percentages(session) == ["99.20"]


def test_a_page_that_nobody_knows_may_be_gone(engine: Engine) -> None:
    before = dump(engine)
    with write_session(engine) as session:
        mark_gone(session, "https://kabar.localhost/none", when=NOW)
    assert dump(engine) == before


def test_a_new_extractor_has_the_word_and_the_old_one_stays(engine: Engine) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE, with_percentage("97", place="62.01"), extractor="1")
        assert extract(session, capture_id, article(), with_percentage("99.2"), extractor="2") == 1
        assert current_percentages(session) == ["99.2"]
        every = [(row.extractor, row.current) for row in claim_rows(session, current=False)]
        assert sorted(every) == [("1", False), ("1", False), ("2", True)]
        assert [(made.extractor, len(made.claims)) for made in reports(session, current=False)] == [("1", 2), ("2", 1)]


def test_a_rule_that_changes_within_one_version_is_followed(engine: Engine) -> None:
    # in development the version stays and the claims change: nothing of the old ones may linger as current
    gone = with_percentage("97", place="62.01")
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE, gone)
        assert extract(session, capture_id, article(), with_percentage("99.3", targets=())) == 0
        assert list(reports(session)) == [report(article(), with_percentage("99.3", targets=()))]
        assert extract(session, capture_id, article(), EXAMPLE, gone) == 0
        assert list(reports(session)) == [report(article(), EXAMPLE, gone)]


def test_a_cleaner_that_sees_no_article_any_more_withdraws_the_wording(engine: Engine) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE)
        nothing = {"article": None, "published_source": None, "timezone": None, "report": None}
        save_extraction(session, capture_id, **nothing, status="not_article")
        assert current_percentages(session) == []
        assert session.execute(select(REVISION.c.current, REVISION.c.seen_at)).all() == [(False, None)]
        extract(session, capture_id, article(), EXAMPLE)
        assert current_percentages(session) == ["99.20"]


def test_a_page_has_at_most_one_current_wording(engine: Engine) -> None:
    texts = [TEXT, TEXT.replace("99,20", "98,20"), TEXT, TEXT.replace("99,20", "97,20")]
    with write_session(engine) as session:
        for number, text in enumerate(texts):
            when = NOW + timedelta(hours=number)
            extract(session, capture(session, text, when=when)[0], article(text), EXAMPLE)
            current = session.scalars(select(REVISION.c.text).where(REVISION.c.current)).all()
            assert current == [text]
            assert len(claim_rows(session)) == 1


@pytest.mark.parametrize("text", ["99,20\x00 persen", "99,20\ud83d persen"])
def test_a_text_that_no_database_keeps_is_refused(engine: Engine, text: str) -> None:
    before = dump(engine)
    with pytest.raises(NotStorable, match="'text' holds the character U"), write_session(engine) as session:
        extract(session, capture(session)[0], article(text), EXAMPLE)
    assert dump(engine) == before
    with write_session(engine) as session:
        extract(session, capture(session)[0], article("99,20\u200b😀 persen"), EXAMPLE)


def test_claims_of_two_pages_with_one_text_are_two(engine: Engine) -> None:
    # a reprint is a claim of its own page; that it is one voice is for the checks to see
    with write_session(engine) as session:
        for url in (URL, f"{URL}/page/all"):
            assert extract(session, capture(session, url=url)[0], article(url=url), EXAMPLE) == 1
        keys = session.scalars(select(CLAIM.c.claim_key)).all()
    assert len(set(keys)) == 2
    assert all(len(key) == 64 for key in keys)


def test_rows_are_where_they_are_said_to_be(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        chain = (
            select(PAGE.c.canonical_url, CAPTURE.c.archive_file, CAPTURE.c.archive_offset, REVISION.c.text_sha256)
            .join(CAPTURE, CAPTURE.c.page_id == PAGE.c.id)
            .join(REVISION, REVISION.c.id == CAPTURE.c.revision_id)
            .join(CLAIM, CLAIM.c.revision_id == REVISION.c.id)
        )
        digest = report(article()).text_sha256
        assert session.execute(chain).all() == [(URL, "kabar-0001.warc.gz", 512, digest)]


def test_positions_follow_the_report(engine: Engine) -> None:
    with write_session(engine) as session:
        given = [with_percentage(str(90 - n), place=f"62.0{n}") for n in range(1, 6)]
        extract(session, capture(session)[0], article(), *given)
        (found,) = reports(session)
        positions = list(session.scalars(select(CLAIM.c.position).order_by(CLAIM.c.id)))
    assert list(found.claims) == given
    assert all(after == before + 1 for before, after in pairwise(positions))
