"""Periods: ISO 8601 dates as precise as the article gives them, with quarters and halves in a form of our own.

The forms are those of the program's output: `2023-11-20`, `2016-06`, `2024`, `2024-Q3`, `2024-H1`, and an interval of
two of them, `2016-09-21/2016-09-30`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering

_ONE = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|Q(?P<quarter>[1-4])|H(?P<half>[12])))?\Z")


class PeriodError(ValueError):
    """A text that should be a period is none of the forms that a period may have."""


@lru_cache(maxsize=4096)
def _bounds(text: str) -> tuple[date, date]:
    match = _ONE.match(text)
    if match is None:
        raise PeriodError(f"{text!r} is no period; allowed: 2023, 2023-11, 2023-11-20, 2023-Q4, 2023-H2, A/B")
    year = int(match["year"])
    try:
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return day, day
        if match["month"]:
            first_month = last_month = int(match["month"])
        elif match["quarter"]:
            last_month = 3 * int(match["quarter"])
            first_month = last_month - 2
        elif match["half"]:
            last_month = 6 * int(match["half"])
            first_month = last_month - 5
        else:
            first_month, last_month = 1, 12
        return date(year, first_month, 1), date(year, last_month, calendar.monthrange(year, last_month)[1])
    except (ValueError, IndexError) as error:  # month 13, 30 February
        raise PeriodError(f"{text!r} is no period: there is no such day or month") from error


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, as precise as it was said.

    >>> Period("2024-Q3").first, Period("2024-Q3").last
    (datetime.date(2024, 7, 1), datetime.date(2024, 9, 30))
    >>> Period("2016-09-21/2016-09-30").days
    10
    >>> Period("2024-01") < Period("2024-02")
    True
    """

    text: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise PeriodError(f"{self.text!r} is no period: it ends before it begins")

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: Period) -> bool:
        return (self.last, self.first, self.text) < (other.last, other.first, other.text)

    @property
    def first(self) -> date:
        """First day, inclusive."""
        return _bounds(self.text.partition("/")[0])[0]

    @property
    def last(self) -> date:
        """Last day, inclusive."""
        head, slash, tail = self.text.partition("/")
        return _bounds(tail if slash else head)[1]

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.last - self.first).days + 1

    def overlaps(self, other: Period) -> bool:
        """Whether the two share a day.

        >>> Period("2024").overlaps(Period("2024-11-30"))
        True
        """
        return self.first <= other.last and other.first <= self.last

    def contains(self, other: Period) -> bool:
        """Whether every day of the other is a day of this one."""
        return self.first <= other.first and other.last <= self.last
