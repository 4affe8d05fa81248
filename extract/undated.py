"""The year of an article whose day nobody knows: by the days of the week that it gives, or by what is due in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from extract.mentions import PeriodRole
from extract.periods import find_periods
from extract.reading import Reading

_WEEKDAY = re.compile(r"\b(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\b.*\d", re.IGNORECASE | re.DOTALL)
_YEAR = re.compile(r"(?<![\d.,])20[012]\d(?![\d.,]*\d)")
_MONTH = 31
_DECEMBER = 12
_MOST = 5
"""Years that are tried: with more of them, too many fit by chance."""


def years_of(reading: Reading, anchor: date | None) -> Iterator[date]:
    """Days by which an undated article's own dates may be completed, the likeliest first; `anchor`: one it gives."""
    if anchor is not None:
        yield from (anchor, anchor + timedelta(days=365))
    yield from filter(None, (year_of_weekdays(reading), due_in(reading) if anchor is None else None))


def year_of_weekdays(reading: Reading) -> date | None:
    """The end of the one year, of those named and the next, in which each dated day of the week is one.

    >>> from extract.periods import find_periods
    >>> text = "Sejak 2017 alat rusak, katanya, Jumat (12/4). Pemilu 2019 sudah dekat."
    >>> str(year_of_weekdays(Reading(text, 0, None, None, periods=find_periods(text, published=None))))
    '2019-12-31'
    """
    dated = [p.text for p in reading.periods if p.period is None and _WEEKDAY.match(p.text)]
    years = sorted(set(map(int, _YEAR.findall(reading.text))))
    if not dated or not years or len(years) >= _MOST:
        return None
    fits = [year for year in (*years, years[-1] + 1) if all(_is_day_of(text, year) for text in dated)]
    return date(fits[0], _DECEMBER, 31) if len(fits) == 1 else None


def _is_day_of(text: str, year: int) -> bool:
    """Whether a date with its day of the week is right in a year: 12 April 2019 was a Friday."""
    found = find_periods(text, published=date(year, _DECEMBER, 31))
    return bool(found) and all(p.clash is None and p.period is not None and p.period.first.year == year for p in found)


def due_in(reading: Reading) -> date | None:
    """The last day of the month in which something is due, where an article names no other year.

    >>> from extract.periods import find_periods
    >>> text = "Data per (24/2) 73 persen. Targetnya 95 persen pada akhir Februari 2023."
    >>> str(due_in(Reading(text, 0, None, None, periods=find_periods(text, published=None))))
    '2023-02-28'
    """
    due = {
        p.period.last for p in reading.periods if p.role is PeriodRole.DEADLINE and p.period and p.period.days <= _MONTH
    }
    years = set(_YEAR.findall(reading.text))
    return min(due) if due and len(years) == 1 else None
