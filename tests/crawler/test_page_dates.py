"""Dates that pages print: one row is one test, counter-examples beside examples."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from extract.page_dates import date_in_path, plausible, read_iso, read_visible, without_dates
from extract.page_words import months, weekdays

VISIBLE = [
    ("24 Oktober 2022 - 18:40 WIB", "2022-10-24T18:40:00+07:00", "WIB"),
    ("Senin, 28 Juli 2025 19:27 WIB", "2025-07-28T19:27:00+07:00", "WIB"),
    ("Selasa, 28 Juli 2025 19:27 WIB", None, None),  # it was a Monday
    ("12 February 2026 16:50 WIB", "2026-02-12T16:50:00+07:00", "WIB"),
    ("Saturday, January 3, 2026", "2026-01-03", None),
    ("Sunday, January 3, 2026", None, None),
    ("Jumat, November 22, 2024", "2024-11-22", None),
    ("Sabtu, 28 November 2020 | 13:10 WIB", "2020-11-28T13:10:00+07:00", "WIB"),
    ("Kamis, 28 November 2024 10:57", "2024-11-28T10:57:00+07:00", None),
    ("Kamis , 28 November 2024, 10:57 WITA", "2024-11-28T10:57:00+08:00", "WITA"),
    ("Jum'at, 17 Nop 2023", "2023-11-17", None),
    ("Jumat, 17 Nov 2023 pukul 08.05 WIT", "2023-11-17T08:05:00+09:00", "WIT"),
    ("1 Ags 2023", "2023-08-01", None),
    ("1 Agt 2023", "2023-08-01", None),
    ("01 Peb 2019", "2019-02-01", None),
    ("05/09/2024", "2024-09-05", None),
    ("03-01-2026 07:00", "2026-01-03T07:00:00+07:00", None),
    ("13/25/2024", None, None),
    ("31 Februari 2024", None, None),
    ("2024-09-05 14:30", "2024-09-05T14:30:00+07:00", None),
    ("January 3, 2026 5:30 pm", "2026-01-03T17:30:00+07:00", None),
    ("January 3, 2026 12:05 am", "2026-01-03T00:05:00+07:00", None),
    ("Kontribusi dari Ika, 22 November 2025 09:59, Dibaca 25 kali.", "2025-11-22T09:59:00+07:00", None),
    ("Nomor 12/2024", None, None),
    ("99,2 persen dari 310.785 jiwa", None, None),
    ("0812.14.2024.99", None, None),
    ("Maret 2024", None, None),
    ("sampai 25 Maret", None, None),
]


@pytest.mark.parametrize(("text", "moment", "zone"), VISIBLE, ids=[row[0] for row in VISIBLE])
def test_visible(text: str, moment: str | None, zone: str | None) -> None:
    stamp = read_visible(text, "Asia/Jakarta")
    assert (stamp.moment.isoformat() if stamp else None) == moment
    assert (stamp.zone if stamp else None) == zone


ISO = [
    ("2026-01-03T05:21:06Z", "2026-01-03T05:21:06+00:00", "+00:00"),
    ("2026-01-03T05:21:06+08:00", "2026-01-03T05:21:06+08:00", "+08:00"),
    ("2019-10-02T10:00:00+0700", "2019-10-02T10:00:00+07:00", "+07:00"),
    ("2019-10-02 10:00:00 +0700", "2019-10-02T10:00:00+07:00", "+07:00"),
    ("2019-10-02 10:00:00", "2019-10-02T10:00:00+08:00", None),
    ("2019-10-02", "2019-10-02", None),
    ("Sat, 03 Jan 2026 05:21:06 +0700", "2026-01-03T05:21:06+07:00", "+07:00"),
    ("Kamis, 2 Oktober 2025", "2025-10-02", None),
    ("2019-13-02T10:00:00", None, None),
    ("kemarin", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "moment", "zone"), ISO, ids=[row[0] or "empty" for row in ISO])
def test_iso(text: str, moment: str | None, zone: str | None) -> None:
    stamp = read_iso(text, "Asia/Makassar")
    assert (stamp.moment.isoformat() if stamp else None) == moment
    assert (stamp.zone if stamp else None) == zone


@pytest.mark.parametrize(
    ("moment", "is_plausible"),
    [
        (date(2026, 1, 18), True),
        (date(2026, 1, 19), True),
        (date(2026, 1, 21), False),
        (date(1998, 1, 1), True),
        (date(1997, 12, 31), False),
        (datetime(2026, 1, 19, 2, 59, tzinfo=UTC), True),
        (datetime(2026, 1, 19, 3, 1, tzinfo=UTC), False),
        (datetime(9999, 1, 1, tzinfo=UTC), False),
    ],
)
def test_plausible(moment: date | datetime, is_plausible: bool) -> None:
    assert plausible(moment, datetime(2026, 1, 18, 3, tzinfo=UTC)) is is_plausible


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2025/07/28/kobar-masuk-empat-besar", date(2025, 7, 28)),
        ("/index.php/2021/10/26/tvri/54961/14/15/27/", date(2021, 10, 26)),
        ("/2025/28/07/kobar", None),
        ("/berita/2025/pajak", None),
        ("/wp-content/uploads/2024/05/foto.jpg", None),
    ],
)
def test_path(path: str, day: date | None) -> None:
    assert date_in_path(path) == day


def test_without_dates_keeps_prose() -> None:
    assert without_dates("Per 30 September 2025 serapan 61,4 persen") == "Per  serapan 61,4 persen"
    long = "Serapan per 30 September 2025 " * 20
    assert without_dates(long) == long


def test_words_are_under_one_number_each() -> None:
    assert sorted(set(months().values())) == list(range(1, 13))
    assert sorted(set(weekdays().values())) == list(range(7))
    assert not set(months()) & set(weekdays())


@pytest.mark.parametrize("text", ["Senin " * 20_000, "1" * 100_000, " 12 " * 30_000, "12 Januari" + " " * 100_000])
def test_reading_takes_linear_time(text: str) -> None:
    began = time.perf_counter()
    read_visible(text, "Asia/Jakarta")
    assert time.perf_counter() - began < 0.05
