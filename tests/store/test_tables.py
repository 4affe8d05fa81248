"""Claims come back from their rows as they went in: digits, printed forms, periods, evidence."""

from __future__ import annotations

import sqlite3
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, StatementError

from models.periods import Period
from models.rows import claim_from_row, claim_row, target_row
from models.tables import TASK_STATES
from models.values import (
    NUMERIC_FIELDS,
    AsOfSource,
    Claim,
    Comparator,
    Conflict,
    Evidence,
    Figure,
    Setter,
    Target,
    Unit,
)
from models.wire import WireError
from store.claims import claim_row_by_key, reports
from store.engine import open_store, read_session, write_session
from store.runs import start_run
from store.sql import CLAIM, TASK
from tests.store.examples import EXAMPLE, NOW, article, capture, extract, report

PERIODS = ("2023-11-20", "2016-06", "2024", "2024-Q3", "2024-H1", "2024-01/2024-04", "2016-09-21/2016-09-30")

# what JSON and UTF-8 can carry; the others are refused, see test_a_text_that_no_database_keeps_is_refused
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
words = st.one_of(st.none(), texts)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
periods = st.one_of(st.none(), st.sampled_from([Period(text) for text in PERIODS]))
offsets = st.integers(0, 2**31)
figures = st.builds(Figure, decimals, st.sampled_from(Comparator), words)
claims = st.builds(
    Claim,
    indicator=st.one_of(st.just("ektp_recording"), texts.filter(bool)),
    indicator_text=words,
    place=words,
    place_candidates=st.lists(texts, max_size=3).map(tuple),
    segment=words,
    **{name: st.one_of(st.none(), figures) for name in NUMERIC_FIELDS},
    unit=st.one_of(st.none(), st.sampled_from(Unit)),
    targets=st.lists(
        st.builds(
            Target,
            st.one_of(st.none(), figures),
            st.one_of(st.none(), st.sampled_from(Setter)),
            st.one_of(st.none(), st.booleans()),
            periods,
        ),
        max_size=3,
    ).map(tuple),
    as_of=periods,
    as_of_source=st.one_of(st.none(), st.sampled_from(AsOfSource)),
    official=words,
    official_role=words,
    conflicts=st.lists(
        st.builds(
            Conflict,
            st.sampled_from(NUMERIC_FIELDS),
            decimals,
            texts,
            st.sampled_from(["headline", "body"]),
            offsets,
            offsets,
        ),
        max_size=2,
    ).map(tuple),
    evidence=st.lists(
        st.builds(
            Evidence,
            offsets,
            offsets,
            texts,
            st.lists(st.sampled_from(NUMERIC_FIELDS), max_size=2).map(tuple),
            st.sampled_from(["text", "title"]),
            words,
        ),
        max_size=3,
    ).map(tuple),
)


def digits(claim: Claim) -> list[str]:
    """The digits of every number: Decimal('99.2') == Decimal('99.20'), and the difference matters here."""
    numbers = [figure for _name, figure in claim.figures()]
    numbers += [target.percentage for target in claim.targets if target.percentage]
    return [str(figure.value) for figure in numbers] + [str(conflict.value) for conflict in claim.conflicts]


@settings(deadline=None)
@given(claims)
def test_a_claim_comes_back_from_its_rows(claim: Claim) -> None:
    back = claim_from_row(claim_row(claim), [target_row(target) for target in claim.targets])
    assert back == claim
    assert digits(back) == digits(claim)


def test_a_claim_comes_back_from_the_database(engine: Engine) -> None:
    @settings(deadline=None, max_examples=12)
    @given(st.lists(claims, max_size=3))
    def check(made: list[Claim]) -> None:
        with write_session(engine) as session:
            of = article(f"text {made!r}".encode("ascii", "replace").decode(), title=None)
            extract(session, capture(session)[0], of, *made)
            found = list(reports(session))
            session.rollback()
        # a name without an office is a private person's, and is not stored
        kept = [replace(claim, official=claim.official if claim.official_role else None) for claim in made]
        assert found == ([report(of, *kept)] if made else [])
        assert [digits(claim) for each in found for claim in each.claims] == [digits(claim) for claim in made]

    check()


@pytest.mark.parametrize(
    "value",
    ["99.20", "1234567890123.45", "0.1", "1200000000000", "100", "-3.00", "1E+3", "0E-7", "0.30000000000000000004"],
)
def test_a_figure_keeps_its_digits(engine: Engine, value: str) -> None:
    claim = replace(EXAMPLE, achieved=Figure(Decimal(value), Comparator.AT_LEAST, f"Rp{value}"))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), claim)
    with read_session(engine) as session:
        (found,) = next(reports(session)).claims
        real = session.execute(CLAIM.select()).one().achieved_real
    assert found.achieved is not None
    assert (str(found.achieved.value), found.achieved.comparator, found.achieved.text) == (value, ">=", f"Rp{value}")
    assert real == float(value)


def test_a_figure_is_text_with_a_real_shadow_in_the_file(path: Path) -> None:
    engine = open_store(str(path))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        row = connection.execute("SELECT percentage, typeof(percentage), typeof(percentage_real), base_text FROM claim")
        assert row.fetchone() == ("99.20", "text", "real", "310.785 jiwa")
        row = connection.execute("SELECT fetched_at FROM capture")
        assert row.fetchone() == ("2025-06-02 03:04:05.000000",)


def test_the_shadow_sorts_where_the_text_does_not(engine: Engine) -> None:
    with write_session(engine) as session:
        given = [
            replace(EXAMPLE, place=place, percentage=Figure(Decimal(value)))
            for place, value in (("62.01", "100.05"), ("62.02", "99.2"), ("62.03", "9.75"))
        ]
        extract(session, capture(session)[0], article(), *given)
        query = CLAIM.select().order_by(CLAIM.c.percentage_real)
        assert [str(row.percentage) for row in session.execute(query)] == ["9.75", "99.2", "100.05"]
        by_text = sorted(str(row.percentage) for row in session.execute(query))
    assert by_text == ["100.05", "9.75", "99.2"]


def test_a_row_that_somebody_broke_is_no_claim() -> None:
    row = claim_row(EXAMPLE)
    assert claim_from_row(row) == replace(EXAMPLE, targets=())
    with pytest.raises(WireError, match="unit is 'people'; allowed: person"):
        claim_from_row(row | {"unit": "people"})


def test_every_field_of_a_claim_has_a_column() -> None:
    # a field that is added to Claim and forgotten here would be lost without a word
    row = claim_row(EXAMPLE)
    assert {field.name for field in fields(Claim)} - row.keys() == {"targets"}
    assert {field.name for field in fields(Target)} - target_row(EXAMPLE.targets[0]).keys() == set()


def test_a_naive_time_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="2025-06-02T00:00:00 has no zone"), write_session(engine) as session:
        start_run(session, kind="crawl", now=datetime(2025, 6, 2))  # noqa: DTZ001


def test_a_time_is_kept_in_utc(engine: Engine) -> None:
    with write_session(engine) as session:
        start_run(session, kind="crawl", now=datetime.fromisoformat("2025-06-02T01:00:00+08:00"))
    with read_session(engine) as session:
        from store.runs import runs

        (run,) = runs(session)
    assert run.started_at.isoformat() == "2025-06-01T17:00:00+00:00"
    assert run.started_at.tzinfo is UTC


def test_an_unknown_state_of_a_task_is_refused(engine: Engine) -> None:
    row = {"source": "kabar", "url": "u", "kind": "list", "priority": 0, "depth": 0, "attempts": 0, "added_at": NOW}
    with write_session(engine) as session:
        for state in TASK_STATES:
            session.execute(TASK.insert().values(row | {"state": state, "url": state}))
    with pytest.raises(IntegrityError), write_session(engine) as session:
        session.execute(TASK.insert().values(row | {"state": "lost"}))


def test_two_claims_with_one_key_are_refused(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        row = session.execute(CLAIM.select()).one()._asdict()
        assert claim_row_by_key(session, row["claim_key"]) is not None
    for key in (row["claim_key"], None):
        with pytest.raises(IntegrityError), write_session(engine) as session:
            session.execute(CLAIM.insert().values(row | {"id": None if key else 99, "claim_key": key}))


def test_days_of_a_period_are_columns() -> None:
    row = claim_row(replace(EXAMPLE, as_of=Period("2024-Q3")))
    assert (row["as_of"], row["as_of_first"], row["as_of_last"]) == ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30))
    row = claim_row(replace(EXAMPLE, as_of=None))
    assert (row["as_of"], row["as_of_first"], row["as_of_last"]) == (None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"indicator": ""},
        {"place": 62},
        {"unit": "bucket"},
        {"as_of": "2025-13"},
        {"percentage_comparator": "≈"},
        {"percentage_text": 3},
        {"percentage": Decimal("NaN")},
        {"evidence": "{"},
        {"evidence": '["x"]'},
        {"conflicts": '{"a": 1}'},
    ],
)
def test_a_row_that_is_no_claim_is_refused(wrong: dict[str, Any]) -> None:
    good = claim_row(Claim(indicator="ektp_recording", percentage=Figure(Decimal("99.20"), text="99,20 persen")))
    assert claim_from_row(good).percentage == Figure(Decimal("99.20"), text="99,20 persen")
    with pytest.raises(WireError):
        claim_from_row(good | wrong)
