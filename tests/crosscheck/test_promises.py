"""Promises: kept, missed, open or dropped, one row each."""

from __future__ import annotations

from datetime import date

import pytest

from crosscheck.promises import promises
from tests.crosscheck.rows import reports_of

KIA = "indicator kia_ownership"
PROMISE = "indicator kia_ownership; as_of 2025-01-10; percentage 41 persen; target 60 regency 2025-06-30"
BRIDGE = "indicator physical_progress; segment Jembatan Sei Mohing; as_of 2025-01-10; percentage 41 persen"


@pytest.mark.parametrize(
    ("row", "today", "state"),
    [
        (PROMISE, "2025-03-01", "open"),
        (PROMISE, "2025-08-01", "open"),
        (PROMISE, "2025-12-01", "dropped"),
        (f"{PROMISE} // {KIA}; as_of 2025-07-02; percentage 61 persen", "2025-12-01", "kept"),
        (f"{PROMISE} // {KIA}; as_of 2025-07-02; percentage 52 persen", "2025-12-01", "missed"),
        (f"{PROMISE} // {KIA}; as_of 2025-04-02; percentage 61 persen", "2025-12-01", "kept"),
        (f"{PROMISE} // {KIA}; as_of 2025-04-02; percentage 52 persen", "2025-12-01", "dropped"),
        (f"{PROMISE} // {KIA}; as_of 2019-04-02; percentage 61 persen", "2025-03-01", "open"),
        (
            f"{PROMISE} // {KIA}; as_of 2025-07-02; percentage 52 persen; target ? regency 2025-12-31",
            "2025-08-01",
            "open",
        ),
        (f"{BRIDGE}; target ? regency 2025-06-30", "2025-08-01", "open"),
        (
            f"{BRIDGE}; target ? regency 2025-06-30 // {BRIDGE.replace('2025-01-10', '2025-07-10')}",
            "2025-08-01",
            "missed",
        ),
        (
            "indicator property_tax; as_of 2025-03-31; percentage 12,6 persen; target 15 regency unmet 2025-Q1",
            "2025-04-10",
            "missed",
        ),
        (
            "indicator stunting; as_of 2022; percentage 20,1 persen; target 14 national 2024 // "
            "indicator stunting; as_of 2024; percentage 13,8 persen",
            "2025-04-10",
            "kept",
        ),
    ],
)
def test_where_a_promise_stands(row: str, today: str, state: str) -> None:
    assert [str(promise.state) for promise in promises(reports_of(row), date.fromisoformat(today))][:1] == [state]


def test_a_promise_that_two_articles_repeat_is_one() -> None:
    assert len(promises(reports_of(f"{PROMISE} // {PROMISE}"), date(2025, 3, 1))) == 1


def test_a_target_without_a_deadline_is_no_promise() -> None:
    assert promises(reports_of("percentage 41 persen; target 60 regency"), date(2025, 3, 1)) == []
