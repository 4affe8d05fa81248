"""Findings are opened, kept, closed and opened again, with their history; never deleted."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.values import Finding, Outcome, Severity, Side
from store.claims import claim_rows
from store.engine import read_session, write_session
from store.errors import NotStorable
from store.findings import (
    CHANGED,
    FOUND,
    NOT_FOUND,
    WITHDRAWN,
    FindingChange,
    finding_history,
    findings,
    save_findings,
)
from store.pages import mark_gone
from store.runs import start_run
from store.sql import CLAIM, FINDING, FINDING_CLAIM
from tests.store.examples import (
    EXAMPLE,
    NOW,
    URL,
    article,
    capture,
    dump,
    extract,
    finding,
    with_percentage,
)

LATER = NOW + timedelta(days=1)


def save(session: Session, *given: Finding, day: int = 0) -> FindingChange:
    return save_findings(session, given, run_id=None, when=NOW + timedelta(days=day))


def history(session: Session, name: str) -> list[tuple[int, str, str]]:
    return [((entry.at - NOW).days, entry.what, entry.why) for entry in finding_history(session, name)]


def test_a_finding_comes_back_as_it_was(engine: Engine) -> None:
    other = replace(EXAMPLE, place="62.01", percentage=None)
    made = replace(
        finding("f1"),
        sides=(
            Side(URL, "kabar", EXAMPLE, "99,20 persen", "k1"),
            Side("https://suara.localhost/1", None, other, None, None),
        ),
        operands=(("b", "2"), ("a", "1.50")),
    )
    with write_session(engine) as session:
        save(session, made)
        (found,) = findings(session)
    assert found == made
    percentage = found.sides[0].claim.percentage
    assert percentage is not None
    assert str(percentage.value) == "99.20"


def test_no_field_of_a_finding_or_its_sides_is_lost(engine: Engine) -> None:
    # a field that is added to Finding or Side and forgotten here would make every check change every finding
    made = replace(finding(), sides=(Side(URL, "kabar", EXAMPLE, "99,20 persen", "k1"),))
    for value in (made, made.sides[0]):
        assert [field.name for field in fields(value) if not getattr(value, field.name)] == []
    with write_session(engine) as session:
        save(session, made)
        assert findings(session) == [made]


def test_opened_kept_closed_and_opened_again(engine: Engine) -> None:
    one, two = finding("f1"), finding("f2", with_percentage("98"))
    with write_session(engine) as session:
        assert save(session, one, two) == FindingChange(opened=2, kept=0, closed=0)
        assert save(session, one, two, day=1) == FindingChange(opened=0, kept=2, closed=0)
        assert save(session, two, day=2) == FindingChange(opened=0, kept=1, closed=1)
        assert findings(session) == [two]
        assert findings(session, open_only=False) == [one, two]
        assert save(session, two, day=3) == FindingChange(opened=0, kept=1, closed=0)
        assert save(session, two, one, day=4) == FindingChange(opened=1, kept=1, closed=0, reopened=1)
        assert findings(session) == [one, two]
        assert history(session, "f1") == [
            (0, "opened", FOUND),
            (2, "closed", NOT_FOUND),
            (4, "reopened", FOUND),
        ]
        assert history(session, "f2") == [(0, "opened", FOUND)]
        assert history(session, "f3") == []


def test_twice_changes_nothing(engine: Engine) -> None:
    given = [finding("f1"), finding("f2", EXAMPLE, with_percentage("98"))]
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        save(session, *given)
    before = dump(engine)
    with write_session(engine) as session:
        assert save(session, *reversed(given), day=1) == FindingChange(opened=0, kept=2, closed=0)
    assert dump(engine) == before
    with write_session(engine) as session:
        save(session, day=2)
    closed = dump(engine)
    with write_session(engine) as session:
        assert save(session, day=3) == FindingChange(opened=0, kept=0, closed=0)
    assert dump(engine) == closed


def test_the_run_and_the_day_stand_in_the_history(engine: Engine) -> None:
    with write_session(engine) as session:
        run = start_run(session, kind="check")
        save_findings(session, [finding()], run_id=run.id, when=LATER)
        (entry,) = finding_history(session, "f1")
        row = session.execute(select(FINDING)).one()
    assert (entry.at, entry.run_id, row.opened_at, row.closed_at) == (LATER, run.id, LATER, None)


def test_one_id_twice_is_one_finding(engine: Engine) -> None:
    with write_session(engine) as session:
        assert save(session, finding(sum="first"), finding(sum="second")) == FindingChange(opened=1, kept=0, closed=0)
        assert [found.sum for found in findings(session)] == ["first"]


def test_a_finding_that_is_told_differently_is_the_same_finding(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding())
        told = finding(severity=Severity.LOW, message_en="These figures do not agree with each other.")
        assert save(session, told, day=1) == FindingChange(opened=0, kept=1, closed=0, changed=1)
        assert findings(session) == [told]
        assert history(session, "f1") == [(0, "opened", FOUND), (1, "changed", CHANGED)]
        save(session, day=2)
        assert save(session, finding(), day=3) == FindingChange(opened=1, kept=0, closed=0, reopened=1)
        assert findings(session) == [finding()]


def test_a_side_is_the_claim_of_this_store(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE, with_percentage("98", place="62.01"))
        keys = {row.claim.place: row.key for row in claim_rows(session)}
        by_equality = finding("f1", with_percentage("98", place="62.01"))
        by_key = replace(finding("f2"), sides=(Side(URL, None, with_percentage("1"), None, keys["62.02"]),))
        unknown = finding("f3", with_percentage("97"))
        elsewhere = finding("f4", EXAMPLE, url="https://suara.localhost/1")
        save(session, by_equality, by_key, unknown, elsewhere)
        query = select(FINDING_CLAIM.c.finding_id, CLAIM.c.place).join(
            CLAIM, CLAIM.c.id == FINDING_CLAIM.c.claim_id, isouter=True
        )
        found = {row.finding_id: row.place for row in session.execute(query)}
    assert found == {"f1": "62.01", "f2": "62.02", "f3": None, "f4": None}


def test_a_finding_follows_its_claim_to_the_next_extractor(engine: Engine) -> None:
    def linked(session: Session) -> list[tuple[str, bool]]:
        query = select(CLAIM.c.extractor, CLAIM.c.current)
        rows = session.execute(query.join(FINDING_CLAIM, FINDING_CLAIM.c.claim_id == CLAIM.c.id))
        return [(row.extractor, row.current) for row in rows]

    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE, extractor="1")
        save(session, finding())
        extract(session, capture_id, article(), EXAMPLE, extractor="2")
        assert linked(session) == [("1", False)]
        assert save(session, finding(), day=1) == FindingChange(opened=0, kept=1, closed=0)
        assert linked(session) == [("2", True)]
        assert len(history(session, "f1")) == 1


def test_why_a_finding_was_closed(engine: Engine) -> None:
    with write_session(engine) as session:
        for number, url in enumerate((URL, f"{URL}/2"), start=1):
            extract(session, capture(session, url=url)[0], article(url=url), EXAMPLE)
            save(session, *(finding(f"f{n}", url=u) for n, u in ((1, URL), (2, f"{URL}/2"))[:number]))
        mark_gone(session, URL, when=LATER)
        assert save(session, day=1) == FindingChange(opened=0, kept=0, closed=2)
        assert history(session, "f1")[-1] == (1, "closed", WITHDRAWN)
        assert history(session, "f2")[-1] == (1, "closed", NOT_FOUND)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["a", "c"]),
        ({"outcome": None}, ["a", "c", "b"]),
        ({"outcome": "rounding"}, ["b"]),
        ({"outcome": Outcome.CONSISTENT}, []),
        ({"open_only": False}, ["a", "d", "c"]),
        ({"outcome": None, "rule": "jump"}, ["c", "b"]),
        ({"ids": ["c", "d", "x"]}, ["c"]),
        ({"ids": []}, []),
    ],
)
def test_filters_and_order(engine: Engine, filters: dict[str, str], expected: list[str]) -> None:
    given = [
        finding("c", rule="jump", severity=Severity.MEDIUM),
        finding("b", rule="jump", severity=Severity.LOW, outcome=Outcome.ROUNDING),
        finding("a", rule="went_backwards"),
    ]
    with write_session(engine) as session:
        save(session, *given, finding("d", rule="went_backwards"))
        save(session, *given, day=1)
    with read_session(engine) as session:
        assert [found.id for found in findings(session, **filters)] == expected


def test_a_finding_with_a_text_that_no_database_keeps_is_refused(engine: Engine) -> None:
    before = dump(engine)
    with pytest.raises(NotStorable, match="'message_id' holds"), write_session(engine) as session:
        save(session, finding(), finding("f2", message_id="\udc00"))
    assert dump(engine) == before


def test_any_sequence_of_checks_leaves_a_sound_history(path: object, engine: Engine) -> None:
    names = ["f1", "f2", "f3"]

    @settings(deadline=None, max_examples=12)
    @given(st.lists(st.sets(st.sampled_from(names)), max_size=6))
    def check(checks: list[set[str]]) -> None:
        was_open: set[str] = set()
        ever: set[str] = set()
        with write_session(engine) as session:
            for day, found in enumerate(checks):
                change = save(session, *(finding(name) for name in sorted(found)), day=day)
                assert change == FindingChange(
                    opened=len(found - was_open),
                    kept=len(found & was_open),
                    closed=len(was_open - found),
                    reopened=len((found - was_open) & ever),
                )
                was_open, ever = found, ever | found
            assert {found.id for found in findings(session)} == was_open
            assert {found.id for found in findings(session, open_only=False)} == ever
            for name in ever:
                words = [entry.what for entry in finding_history(session, name)]
                expected = ["opened"] + ["closed", "reopened"] * len(words)
                assert words == expected[: len(words)]
                assert (words[-1] == "closed") is (name not in was_open)
            session.rollback()

    check()


def test_many_findings(engine: Engine) -> None:
    many = [finding(f"f{n:04}", replace(EXAMPLE, base=None, segment=str(Decimal(n)))) for n in range(1100)]
    with write_session(engine) as session:
        assert save(session, *many).opened == 1100
        assert save(session, *many[550:], day=1) == FindingChange(opened=0, kept=550, closed=550)
        assert findings(session) == many[550:]
