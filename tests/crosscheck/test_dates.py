"""Days of the week beside dates: what a passage holds, and what is told once."""

from __future__ import annotations

from datetime import date

import pytest

from crosscheck.dates import Dated, dated_days
from crosscheck.engine import check
from models.values import Claim, Evidence, Report


def claim(quote: str, start: int = 0) -> Claim:
    return Claim(indicator="stunting", evidence=(Evidence(start, start + len(quote), quote, ("as_of",)),))


@pytest.mark.parametrize(
    ("quote", "start", "found"),
    [
        ("Sabtu (20/7/2025)", 0, [(5, date(2025, 7, 20))]),
        ("Sabtu (20/7/2025)", 70, [(5, date(2025, 7, 20))]),
        ("Senin (20/7/2025)", 70, []),  # perhaps "Minggu dan Senin", and the first of the two
        ("kata dia, Senin (20/7/2025)", 70, [(0, date(2025, 7, 20))]),
        ("Kamis (3/4/2025) dan Jumat (4/4/2025)", 0, [(3, date(2025, 4, 3))]),
        ("Rabu, 3 Nopember 2021", 0, [(2, date(2021, 11, 3))]),
        ("Jum\u2019at (12/7/24)", 0, [(4, date(2024, 7, 12))]),
        ("Rabu 3 November 20215", 0, []),
        ("Rabu (3/11/2021/4)", 0, []),
        ("rabu (3/11/2021)", 0, []),
    ],
)
def test_days_beside_dates(quote: str, start: int, found: list[tuple[int, date]]) -> None:
    assert [(one.weekday, one.day) for one in dated_days(claim(quote, start))] == found


def test_one_date_of_an_article_is_told_once() -> None:
    said = claim("kata dia, Sabtu (20/7/2025)"), claim("ujar dia, Sabtu (20/7/2025)", 90)
    again = Report(url="https://contoh.example/2", claims=said[:1])
    findings = check([Report(url="https://contoh.example/1", claims=said), again])
    assert [(one.rule, one.sides[0].url[-1]) for one in findings] == [("day_vs_date", "1"), ("day_vs_date", "2")]
    assert findings[0].message_id == "Berita menyebut hari Sabtu untuk 20 Juli 2025, padahal tanggal itu hari Minggu."
    assert findings[0].message_en == "The article calls 20 July 2025 a Saturday, while that day was a Sunday."


def test_equal_days_are_one() -> None:
    assert len({Dated(5, date(2025, 7, 20)), Dated(5, date(2025, 7, 20))}) == 1
