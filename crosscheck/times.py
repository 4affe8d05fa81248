"""First and last day of a period, read once: rules ask for them many times."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from models.periods import Period


@lru_cache(maxsize=65536)
def span(period: Period) -> tuple[date, date]:
    """First and last day, both inclusive.

    >>> span(Period("2024-Q3"))
    (datetime.date(2024, 7, 1), datetime.date(2024, 9, 30))
    """
    return period.first, period.last


def days_of(period: Period) -> int:
    """Number of days, both ends counted."""
    first, last = span(period)
    return (last - first).days + 1
