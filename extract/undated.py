"""The year of an article whose day nobody knows: by the days of the week that it gives, or by what is due in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from extract.mentions import PeriodMention, PeriodRole
from extract.periods import find_periods
from extract.reading import Reading
from extract.times import OF_ANOTHER_TIME, PARTS_OF_YEAR, THIS
from extract.vocabulary import pattern

_WEEKDAY = re.compile(r"\b(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\b.*\d", re.IGNORECASE | re.DOTALL)
_YEAR = re.compile(r"(?<![\d.,])20[012]\d(?![\d.,]*\d)")
_MONTH = 31
_DECEMBER = 12
_MOST = 5
"""Years that are tried: with more of them, too many fit by chance."""
_LOOKED_FORWARD = pattern("looked_forward")
_FORWARD = 140
"""Characters before a period in which somebody looks forward to it."""
_WEEK = 10
"""Days of the longest week: the fourth of a month ends with it."""
_DIGIT = re.compile(r"\d")


def anchor_of(reading: Reading) -> date | None:
    """The day by which an undated article's own dates can be completed: the first it was said on, else its last."""
    dated = [p for p in reading.periods if p.period and p.role is not PeriodRole.DEADLINE and not p.anchored]
    clean = [p for p in dated if p.start >= reading.title_end and p.period and p.period.days <= 31]
    clean = [p for p in clean if not p.rule.endswith(".since")] or clean
    said = [p for p in clean if p.role is PeriodRole.SAID]
    if said and said[0].period:
        return said[0].period.last
    last = max((p.period.last for p in clean if p.period), default=None)
    return last or _year_end(dated)  # "tahun anggaran 2023 sampai dengan Oktober"


def _year_end(dated: Sequence[PeriodMention]) -> date | None:
    """The last day of the one year that an article speaks of, or of the one that it calls its own: "tahun 2023 ini".

    A year of which it names a quarter or half is rather its own than one that it only compares with.
    """
    told = [p for p in dated if p.period and not p.rule.endswith(OF_ANOTHER_TIME)]
    own = {p.period.last.year for p in told if p.period and THIS.search(p.text)}
    parts = {p.period.last.year for p in told if p.period and p.rule.startswith(PARTS_OF_YEAR)}
    years = own or parts or {p.period.last.year for p in told if p.period}
    return date(years.pop(), _DECEMBER, 31) if len(years) == 1 else None


def still_hoped_for(text: str, found: list[PeriodMention]) -> list[PeriodMention]:
    """The periods of an undated article, with those that somebody looks forward to as deadlines: "optimis hingga Mei".

    Where the day of publication is known, what lies behind it tells as much.
    """
    stated = (PeriodRole.AS_OF, PeriodRole.PLAIN)
    made = []
    for mention in found:
        first = min(mention.start, mention.span_start or mention.start)
        ahead = mention.role in stated and _LOOKED_FORWARD.search(text, max(0, first - _FORWARD), first)
        made.append(replace(mention, role=PeriodRole.DEADLINE) if ahead else mention)
    return made


def off_the_calendar(found: list[PeriodMention], anchored: list[PeriodMention], later: list[PeriodMention]) -> bool:
    """Whether a day on which somebody spoke is another day of the week by either reading: "Rabu (11/9)" in 2018."""
    open_days = {(p.start, p.end) for p in found if p.period is None and p.role is PeriodRole.SAID}
    wrong = [{(p.start, p.end) for p in read if p.clash is not None} for read in (anchored, later)]
    return bool(open_days & wrong[0] & wrong[1])


def with_year(
    found: list[PeriodMention], anchored: list[PeriodMention], later: list[PeriodMention]
) -> list[PeriodMention]:
    """Dates without a year, completed; days of the week and "kini" stay open: nobody knows the day of the article.

    `anchored` was read by the article's last own date, `later` by half a year after it: what was said comes afterwards.
    """
    complete = {(p.start, p.end, p.role): p for p in anchored}
    said = ((p.start, p.end, p.role, p) for p in later if p.role is PeriodRole.SAID)
    for start, end, role, late in said:
        early = complete.get((start, end, role))
        if early is None or late.clash is None or early.clash is not None:
            complete[start, end, role] = late  # "Kamis (2/4)" is the year in which that day was a Thursday
    weeks = {p.period for p in found if p.period and p.rule.startswith("week") and p.period.days <= _WEEK}
    spoken = any(p.role is PeriodRole.SAID and _DIGIT.search(p.text) for p in found)
    made = []
    for mention in found:
        other = complete.get((mention.start, mention.end, mention.role))
        dated = mention.role is not PeriodRole.NOW and (
            _DIGIT.search(mention.text)
            or (
                not (mention.role is PeriodRole.SAID or "weekday" in mention.rule)
                and (spoken or not mention.rule.startswith("day.relative"))
            )
        )
        if mention.rule.startswith("week.relative") and len(weeks) == 1:
            other = replace(
                mention, period=min(weeks), anchored=True
            )  # "hingga pekan ketiga September … per pekan ini"
        made.append(other if mention.period is None and other is not None and dated else mention)
    return made


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
