"""What a check leaves for the readers: the same as they would count, gone with what it was counted from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, update

from capaian.line import check_store
from dashboard.voice import Voice
from models.periods import Period
from models.values import Claim, Figure, Report, Target
from store.engine import read_session, write_session
from store.forget import forget
from store.imports import save_reports
from store.pages import mark_gone
from store.promises import PromiseRow, promise_rows
from store.sql import SUMMARY
from store.summaries import DEAR, OLD, PROMISES, SUMMARIES, kept_summary
from tests.store.examples import capture

NOW = datetime(2025, 3, 11, 8, tzinfo=UTC)
TOLD = [  # article, place, segment, day, percentage, what is promised (percentage, deadline)
    ("a", "62.02", None, "2025-01-10", "80", ("98", "2025-06")),
    ("b", "62.02", None, "2025-07-20", "95", None),
    ("c", "62", None, "2025-01-10", "70", ("90", "2025-06")),
    ("d", "62.02", "lansia", "2025-02-10", "60", ("75", "2025-12")),
    ("e", "62.03", None, "2025-02-10", "60", None),
]


def told(row: tuple[str, str, str | None, str, str, tuple[str, str] | None]) -> Report:
    """An article with one claim."""
    name, place, segment, day, value, aim = row
    targets = () if aim is None else (Target(Figure(Decimal(aim[0])), None, None, Period(aim[1])),)
    claim = Claim(
        indicator="ektp_recording",
        place=place,
        segment=segment,
        percentage=Figure(Decimal(value), text=f"{value} persen"),
        as_of=Period(day),
        targets=targets,
        official="Sri Wulan Handayani",
        official_role="Kepala Disdukcapil",
    )
    published = date.fromisoformat(day) + timedelta(days=1)
    return Report(url=f"https://kabar.localhost/{name}", publisher="kabar", published=published, claims=(claim,))


def kept(engine: Engine, name: str) -> object:
    """What is written of an answer; None for nothing that a reader may show."""
    with read_session(engine) as session:
        return kept_summary(session, name)


def counted(engine: Engine, name: str) -> object:
    """The answer, counted now."""
    with read_session(engine) as session:
        return SUMMARIES[name](session)


@pytest.fixture
def checked(engine: Engine) -> Engine:
    """A store that was checked."""
    with write_session(engine) as session:
        save_reports(session, map(told, TOLD), now=NOW)
    check_store(engine, save=True)
    return engine


@pytest.mark.parametrize("name", SUMMARIES)
def test_a_check_leaves_what_a_reader_would_count(checked: Engine, name: str) -> None:
    assert kept(checked, name) == counted(checked, name)
    assert counted(checked, name) or name == "flagged_cells"
    with write_session(checked) as session:
        save_reports(session, [told(("f", "62.02", None, "2025-08-20", "96", None))], now=NOW)
    assert kept(checked, name) is None  # a cheap one is counted where it is not the newest
    check_store(checked, save=True, part=True)
    assert kept(checked, name) == counted(checked, name)


@pytest.mark.parametrize(
    ("seconds", "age", "shown"),
    [(DEAR * 2, timedelta(hours=1), True), (DEAR * 2, OLD * 2, False), (DEAR / 2, timedelta(hours=1), False)],
)
def test_a_dear_one_is_shown_until_the_next_check_or_a_day(
    checked: Engine, seconds: float, age: timedelta, shown: bool
) -> None:
    before = kept(checked, "tally")
    with write_session(checked) as session:
        session.execute(update(SUMMARY).values(seconds=seconds, made_at=datetime.now(UTC) - age))
        save_reports(session, [told(("f", "62.02", None, "2025-08-20", "96", None))], now=NOW)
    assert kept(checked, "tally") == (before if shown else None)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (3, 0, 4, 2, 1)])
def test_promises_in_steps_or_at_once_are_the_same(engine: Engine, order: tuple[int, ...]) -> None:
    for at in order:
        with write_session(engine) as session:
            save_reports(session, [told(TOLD[at])], now=NOW)
        check_store(engine, save=True, part=True)
        assert kept(engine, PROMISES) == counted(engine, PROMISES)
    rows = kept(engine, PROMISES)
    assert isinstance(rows, list)
    assert [(row.place, row.deadline, row.state) for row in rows] == [
        ("62", date(2025, 6, 30), None),
        ("62.02", date(2025, 6, 30), "missed"),
        ("62.02", date(2025, 12, 31), None),
    ]
    with write_session(engine) as session:  # the figure that decided goes, and so does a promise
        for name in ("b", "c"):
            mark_gone(session, f"https://kabar.localhost/{name}", when=NOW)
    check_store(engine, save=True, part=True)
    left = kept(engine, PROMISES)
    assert left == counted(engine, PROMISES)
    assert isinstance(left, list)
    assert [(row.place, row.state) for row in left] == [("62.02", None), ("62.02", None)]


def test_promises_of_some_series_are_those_of_all_that_are_in_them(checked: Engine) -> None:
    with read_session(checked) as session:
        everything = promise_rows(session)
        for one in everything:
            series = tuple(one.series.split("|"))
            same = [row for row in everything if row.series == one.series]
            assert promise_rows(session, series={series, ("article", "https://kabar.localhost/a")}) == same
        assert promise_rows(session, series=set()) == []


def test_a_day_decides_what_no_figure_does() -> None:
    row = PromiseRow("series|x|62|", "k", 0, "62", "x", date(2020, 6, 30), None, None)
    assert [row.state_on(day).value for day in (date(2020, 1, 1), date(2025, 1, 1))] == ["open", "dropped"]
    assert replace(row, state="missed").state_on(date(2025, 1, 1)).value == "missed"


def test_a_forgotten_name_is_in_none_of_them(checked: Engine) -> None:
    with read_session(checked) as session:
        assert any("Sri Wulan" in text for text in session.scalars(select(SUMMARY.c.content)))
    forget(checked, "Sri Wulan Handayani")
    with read_session(checked) as session:
        assert session.scalars(select(SUMMARY.c.content)).all() == []
    check_store(checked, save=True, part=True)
    with read_session(checked) as session:
        contents = session.scalars(select(SUMMARY.c.content)).all()
    assert len(contents) == len(SUMMARIES)
    assert not any("Sri Wulan" in text for text in contents)


def test_a_fetch_in_the_evening_of_utc_is_of_the_next_day_with_readers(engine: Engine) -> None:
    late = datetime(2025, 3, 11, 17, 30, tzinfo=UTC)  # half past midnight in Sampit
    with write_session(engine) as session:
        capture(session, when=late)
    check_store(engine, save=True)
    voice = Voice("id", {}, date(2025, 3, 12))
    for told in (kept(engine, "source_counts"), counted(engine, "source_counts")):
        assert isinstance(told, dict)
        assert voice.day(told["kabar"].last_seen) == "12 Maret 2025"
