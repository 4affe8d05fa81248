"""From a printed form and the day of publication to a period: what is missing is completed here, and said to be."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal, NamedTuple

from extract.period_data import calendar_words
from extract.period_forms import Form
from models.periods import Period

Side = Literal["past", "near", "aimed", "reported", "future"]
"""Where a period without a year is looked for.

`reported` prefers the past, up to 2.5 times as far as the future, and twice as far as the rest of the running year;
`aimed` the future, up to four times as far: "ditargetkan selesai Desember", in June.
"""


class Resolved(NamedTuple):
    """A period, whether publication was used for it, and what does not agree."""

    period: Period | None
    anchored: bool = False
    clash: str | None = None


def resolve(form: Form, side: Side, published: date | None, *, years_only: bool = False) -> Resolved:
    """The period of a form. What lacks a year lies on `side` of the day of publication; without that day it is None.

    `years_only` says that the day is not that of publication, and good for years only: no "Jumat", no "kemarin".

    >>> from extract.period_forms import Form
    >>> str(resolve(Form(0, 4, "month", "month.alone", month=12), "past", date(2024, 2, 1)).period)
    '2023-12'
    """
    if form.side in ("past", "future"):
        side = "past" if form.side == "past" else "future"
    relative = form.grain in ("now", "weekday") or (form.shift is not None and form.month is None and form.year is None)
    if form.grain == "vague" or (years_only and relative and form.grain not in ("year", "quarter", "half")):
        return Resolved(None)
    if form.grain == "years":
        return Resolved(Period(f"{form.year:04}/{form.number:04}"))
    if form.grain == "now":
        return Resolved(_day(published), published is not None)
    if form.grain == "weekday":
        return _weekday(form, published)
    if form.grain == "day":
        return _relative_day(form, published) if form.day is None else _dated(form, side, published)
    return _longer(form, side, published)


def _day(day: date | None) -> Period | None:
    return Period(day.isoformat()) if day is not None else None


def _weekday(form: Form, published: date | None) -> Resolved:
    """The last such day on or before publication; before it with "lalu", after it with "depan"."""
    if published is None or form.weekday is None:
        return Resolved(None)
    if form.side == "future":
        ahead = (form.weekday - published.weekday()) % 7 or 7
        return Resolved(_day(published + timedelta(days=ahead)), True)
    back = (published.weekday() - form.weekday) % 7
    if form.side == "past" and back == 0:
        back = 7
    return Resolved(_day(published - timedelta(days=back)), True)


def _relative_day(form: Form, published: date | None) -> Resolved:
    if published is None or form.shift is None:
        return Resolved(None)
    return Resolved(_day(published + timedelta(days=form.shift)), True)


def _made(year: int, month: int | None, day: int | None) -> date | None:
    if month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday_clash(form: Form, day: date) -> str | None:
    if form.weekday is None or day.weekday() == form.weekday:
        return None
    names = calendar_words().weekday_names
    return f"{names[form.weekday]}, but {day.isoformat()} is a {names[day.weekday()]}"


def _dated(form: Form, side: Side, published: date | None) -> Resolved:
    if form.rule == "day.broken":
        return _broken(form, published)
    if form.rule == "day.of_month":
        return _of_month(form, published)
    if form.year is not None:
        return _full(form, form.year, published)
    if published is None:
        return Resolved(None, clash=form.flaw)
    if form.shift is not None:
        years = [published.year + form.shift]
    else:
        years = [published.year - 1, published.year, published.year + 1]
    days = [day for year in years if (day := _made(year, form.month, form.day))]
    if not days:
        return Resolved(None, clash=form.flaw or f"there is no day {form.day}/{form.month}")
    chosen = _choose(days, side, published, lambda day: (day, day))
    told = form.weekday is not None and side == "near" and chosen.weekday() == form.weekday  # "target Jumat (30/8)"
    said = form.weekday is not None or form.bracketed
    if said and form.side != "future" and (chosen - published).days > 14 and not told:
        chosen = _choose(days, "past", published, lambda day: (day, day))  # when something was said
    clash = _weekday_clash(form, chosen)
    slipped = _swapped(form, chosen.year, published) if clash else None
    if slipped is not None:
        return Resolved(_day(slipped), True, f"printed as {chosen.isoformat()}: {clash}")
    return Resolved(_day(chosen), True, form.flaw or clash)


def _of_month(form: Form, published: date | None) -> Resolved:
    """A day of the running month (`number` 0) or the one before (-1); without either the last such day."""
    if published is None:
        return Resolved(None)
    months = [0, -1] if form.number is None else [form.number]
    for back in months:
        index = published.year * 12 + published.month - 1 + back
        day = _made(index // 12, index % 12 + 1, form.day)
        if day is not None and (form.number is not None or day <= published):
            return Resolved(_day(day), True)
    return Resolved(None, clash=f"there is no day {form.day} of that month")


def _full(form: Form, year: int, published: date | None) -> Resolved:
    day = _made(year, form.month, form.day)
    if day is None:
        return Resolved(None, clash=form.flaw or f"there is no day {form.day}/{form.month}/{year}")
    clash = _weekday_clash(form, day)
    if clash and published is not None:
        slipped = _slipped(form, day, published)
        if slipped is not None:
            return Resolved(_day(slipped), True, f"printed as {day.isoformat()}: {clash}")
    return Resolved(_day(day), False, form.flaw or clash)


def _slipped(form: Form, day: date, published: date) -> date | None:
    """The day that a wrong year or month was meant to be: of that day of the week, just before publication.

    "Senin, 3 Januari 2021" in January 2022; "Kamis (19/5/2025)" on 19 June 2025. A wrong day or day of the week cannot
    be told.
    """
    if -1 <= (published - day).days <= 20:
        return None
    if (swapped := _swapped(form, day.year, published)) is not None:
        return swapped
    years = [_made(year, day.month, day.day) for year in (published.year, published.year - 1) if year != day.year]
    months = [_made(day.year, month, day.day) for month in (published.month, (published.month - 2) % 12 + 1)]
    for options, most in ((years, 31), (months, 7)):
        for option in options:
            if option and option.weekday() == form.weekday and -1 <= (published - option).days <= most:
                return option
    return None


def _swapped(form: Form, year: int, published: date) -> date | None:
    """The day with its month first, in the week before publication: "Kamis (10/5)" on 5 October."""
    day = _made(year, form.day, form.month) if form.rule == "day.numeric" else None
    near = day is not None and day.weekday() == form.weekday and -1 <= (published - day).days <= 7
    return day if near else None


def _broken(form: Form, published: date | None) -> Resolved:
    """ "Selasa (14/2023)": the month whose 14th is that day of the week, if one of the last 45 days is."""
    if published is not None and form.year is not None and form.day is not None:
        days = [_made(form.year, month, form.day) for month in range(1, 13)]
        fitting = [
            day
            for day in days
            if day and day.weekday() == form.weekday and timedelta(-1) <= published - day <= timedelta(45)
        ]
        if len(fitting) == 1:
            return Resolved(_day(fitting[0]), True, form.flaw)
    return Resolved(None, clash=form.flaw)


def _choose(options: list[date], side: Side, published: date, bounds: Callable[[date], tuple[date, date]]) -> date:
    """The option on that side of publication, nearest first; where none is, the nearest at all."""

    def distance(option: date) -> tuple[int, bool]:
        first, last = bounds(option)
        if first <= published <= last:
            return 0, False
        if last < published:
            return (published - last).days * (4 if side == "aimed" else 2), False
        own = side == "reported" and first.year == published.year  # whoever leaves out the year means the running one
        return (first - published).days * (1 if side == "aimed" else 4 if own else 5 if side == "reported" else 2), True

    fitting = options
    if side == "past":
        fitting = [option for option in options if bounds(option)[0] <= published]
    elif side == "future":
        fitting = [option for option in options if bounds(option)[1] >= published]
    return min(fitting or options, key=distance)


def _longer(form: Form, side: Side, published: date | None) -> Resolved:
    """A week, month, quarter, half or year, or a part of one."""
    year, month, anchored = form.year, form.month, False
    if form.grain == "week" and form.month is None:
        return _relative_week(form, published)
    if year is None:
        if published is None:
            return Resolved(None)
        anchored = True
        if form.grain == "year":
            year = published.year + (form.shift or 0)
        elif form.grain == "month" and form.month is None:
            index = published.year * 12 + published.month - 1 + (form.shift or 0)
            year, month = index // 12, index % 12 + 1
        elif form.shift is not None:
            year = published.year + form.shift
        else:
            year = _missing_year(form, side, published)
    return Resolved(_period(form, year, month), anchored)


def _months(form: Form) -> tuple[int, int]:
    """First and last month of the form within its year."""
    if form.grain == "quarter":
        return 3 * (form.number or 1) - 2, 3 * (form.number or 1)
    if form.grain == "half":
        return 6 * (form.number or 1) - 5, 6 * (form.number or 1)
    return form.month or 1, form.month or 12


def _missing_year(form: Form, side: Side, published: date) -> int:
    first, last = _months(form)
    if form.side == "past" and first <= published.month <= last and form.grain == "month":
        return published.year - 1  # "Agustus lalu", said in August

    def bounds(start: date) -> tuple[date, date]:
        period = _period(form, start.year, form.month)
        return (period.first, period.last) if period is not None else (start, start)

    if form.grain in ("quarter", "half") and side in ("near", "aimed", "reported"):  # of the running fiscal year
        return published.year - 1 if published.month <= 3 and first > 6 else published.year
    options = [date(published.year + shift, first, 1) for shift in (-1, 0, 1)]
    return _choose(options, side, published, bounds).year


def _relative_week(form: Form, published: date | None) -> Resolved:
    if published is None or form.shift is None:
        return Resolved(None)
    monday = published + timedelta(days=7 * form.shift - published.weekday())
    if form.part == "late":  # "akhir pekan lalu"
        return Resolved(Period(f"{monday + timedelta(days=5)}/{monday + timedelta(days=6)}"), True)
    return Resolved(Period(f"{monday}/{monday + timedelta(days=6)}"), True)


def _period(form: Form, year: int, month: int | None) -> Period | None:
    if form.grain == "quarter":
        return Period(f"{year:04}-Q{form.number}")
    if form.grain == "half":
        return Period(f"{year:04}-H{form.number}")
    if form.grain == "year":
        if form.part is None:
            return Period(f"{year:04}")
        first = {"early": 1, "middle": 5, "late": 9}[form.part]
        return Period(f"{year:04}-{first:02}/{year:04}-{first + 3:02}")
    if month is None:
        return None
    days = calendar.monthrange(year, month)[1]
    if form.grain == "week":
        first = 7 * ((form.number or 0) - 1) + 1
        start, end = (days - 6, days) if not form.number else (first, days if form.number == 5 else first + 6)
        if start > days:
            return None
        return Period(f"{year:04}-{month:02}-{start:02}/{year:04}-{month:02}-{end:02}")
    if form.part is None:
        return Period(f"{year:04}-{month:02}")
    start, end = {"early": (1, 10), "middle": (11, 20), "late": (21, days)}[form.part]
    return Period(f"{year:04}-{month:02}-{start:02}/{year:04}-{month:02}-{end:02}")
