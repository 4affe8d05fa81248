"""A publication time comes back with its zone; its day is the publisher's, not that of London."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.zones import published_from_row, published_row

zones = st.one_of(
    st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "UTC"]).map(ZoneInfo),
    st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001
names = st.sampled_from([None, "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])


@given(moments, names)
def test_a_time_comes_back_in_its_zone(moment: datetime, name: str | None) -> None:
    row = published_row(moment, name)
    back = published_from_row(row)
    assert isinstance(back, datetime)
    assert back.isoformat() == moment.isoformat()
    assert row["published_day"] == moment.date()
    assert row["published_at"].tzinfo is UTC


@given(st.one_of(st.none(), st.dates()), names)
def test_a_day_comes_back_as_a_day(day: date | None, name: str | None) -> None:
    assert published_from_row(published_row(day, name)) == day


@pytest.mark.parametrize(
    ("moment", "name", "day", "utc", "zone"),
    [
        ("2023-11-21T00:30:00+07:00", "Asia/Jakarta", "2023-11-21", "2023-11-20T17:30:00+00:00", "Asia/Jakarta"),
        ("2023-11-21T00:30:00+08:00", "Asia/Makassar", "2023-11-21", "2023-11-20T16:30:00+00:00", "Asia/Makassar"),
        # the page says another offset than the publisher's zone: the page's own is kept
        ("2023-11-20T17:30:00+00:00", "Asia/Jakarta", "2023-11-20", "2023-11-20T17:30:00+00:00", "+00:00"),
        ("2023-11-21T00:30:00+07:00", None, "2023-11-21", "2023-11-20T17:30:00+00:00", "+07:00"),
    ],
)
def test_columns(moment: str, name: str | None, day: str, utc: str, zone: str) -> None:
    row = published_row(datetime.fromisoformat(moment), name)
    assert [str(row["published_day"]), row["published_at"].isoformat(), row["published_zone"]] == [day, utc, zone]


def test_a_time_that_nobody_can_place_is_refused() -> None:
    with pytest.raises(ValueError, match="2023-11-21T00:30:00 has no zone"):
        published_row(datetime(2023, 11, 21, 0, 30))  # noqa: DTZ001
    with pytest.raises(ZoneInfoNotFoundError):
        published_row(datetime(2023, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=7))), "Asia/Sampit")
