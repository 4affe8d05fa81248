"""Dates of publication as pages print them: ISO stamps, visible Indonesian and English dates, dates in URLs.

Days come before months, always: 03/01/2026 is the third of January. A date whose day name disagrees with the calendar,
one in the future of the fetch by more than a day, and one before 1998 are refused: a wrong date of publication moves
every "Senin" of the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from extract.page_words import months, weekdays, zones

_YEAR = re.compile(r"\d{4}")
EARLIEST = date(1998, 1, 1)
"""No Indonesian news site has pages from before."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment as it was printed: a day, or an aware time; `zone` is the printed zone, None where none was printed."""

    moment: date | datetime
    zone: str | None


@cache
def _visible() -> re.Pattern[str]:
    """Every visible form. Groups: weekday; d m y | m d y; hour, minute, pm; zone."""
    names = sorted(months(), key=len, reverse=True)
    days = sorted(weekdays(), key=len, reverse=True)
    month = rf"(?:{'|'.join(names)})"
    return re.compile(
        rf"""(?<![\w/.-])
        (?:(?P<weekday>{"|".join(map(re.escape, days))})\.?\s{{0,2}}[,/|-]?\s{{0,2}})?
        (?:(?P<day>\d{{1,2}})[\s.-]{{1,3}}(?P<month>{month})[\s,.-]{{1,4}}(?P<year>\d{{4}})
          |(?P<month_us>{month})\.?\s{{1,2}}(?P<day_us>\d{{1,2}}),?\s{{1,2}}(?P<year_us>\d{{4}})
          |(?P<day_n>\d{{1,2}})(?P<mark>[/.-])(?P<month_n>\d{{1,2}})(?P=mark)(?P<year_n>\d{{4}})
          |(?P<year_i>\d{{4}})[-/](?P<month_i>\d{{2}})[-/](?P<day_i>\d{{2}}))
        (?!\d)
        (?:\s{{0,3}}(?:[,|•@/·-]|pukul|jam|at|T)?\s{{0,3}}(?:pukul|jam)?\s{{0,3}}
           (?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}})(?:[:.]\d{{2}})?(?:\s?(?P<half>[ap]m)\b)?)?
        (?:\s{{0,2}}\(?(?P<zone>{"|".join(zones())})\b)?""",
        re.IGNORECASE | re.VERBOSE,
    )


def _moment(match: re.Match[str], zone: str) -> Stamp | None:
    group = match.groupdict()
    if group["day"]:
        day, month, year = group["day"], months()[group["month"].lower()], group["year"]
    elif group["day_us"]:
        day, month, year = group["day_us"], months()[group["month_us"].lower()], group["year_us"]
    elif group["day_n"]:
        day, month, year = group["day_n"], int(group["month_n"]), group["year_n"]
    else:
        day, month, year = group["day_i"], int(group["month_i"]), group["year_i"]
    try:
        on = date(int(year), month, int(day))
        if group["weekday"] and weekdays()[group["weekday"].lower()] != on.weekday():
            return None
        if group["hour"] is None:
            return Stamp(on, None)
        hour = int(group["hour"])
        if group["half"]:
            hour = hour % 12 + (12 if group["half"].lower() == "pm" else 0)
        at = time(hour, int(group["minute"]))
    except ValueError:
        return None
    label = group["zone"] and group["zone"].upper()
    tz = datetime.fromisoformat(f"2000-01-01T00:00{zones()[label]}").tzinfo if label else ZoneInfo(zone)
    return Stamp(datetime.combine(on, at, tz), label)


def read_visible(text: str, zone: str) -> Stamp | None:
    """The first date in a text for readers; a time without a printed zone is taken to be in `zone` (IANA).

    >>> read_visible("Senin, 24 Oktober 2022 - 18:40 WIB", "Asia/Jakarta").moment.isoformat()
    '2022-10-24T18:40:00+07:00'
    >>> read_visible("Selasa, 24 Oktober 2022", "Asia/Jakarta") is None
    True
    """
    for match in _visible().finditer(text[:400]):
        stamp = _moment(match, zone)
        if stamp is not None:
            return stamp
    return None


def without_dates(text: str) -> str:
    """A text without the dates for readers in its first 200 characters, if it is short; longer ones as they are.

    >>> without_dates("Selasa, 23/02/2016 15:32 WIB"), without_dates("Senin, 2 Juni 2025 Serapan naik")
    ('', 'Serapan naik')
    """
    if len(text) > 200:
        return text
    if not _YEAR.search(text):  # most lines: every form has a year
        return text.strip()
    return _visible().sub("", text).strip()


def read_iso(text: str, zone: str) -> Stamp | None:
    """A machine's stamp: ISO 8601 or RFC 822, with or without offset; a date alone stays a date.

    >>> read_iso("2026-01-03T05:21:06+00:00", "Asia/Jakarta")
    Stamp(moment=datetime.datetime(2026, 1, 3, 5, 21, 6, tzinfo=datetime.timezone.utc), zone='+00:00')
    """
    text = text.strip()
    try:
        if len(text) == 10:
            return Stamp(date.fromisoformat(text), None)
        moment = datetime.fromisoformat(re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return read_visible(text, zone)
    if moment.tzinfo is None:
        return Stamp(moment.replace(tzinfo=ZoneInfo(zone)), None)
    return Stamp(moment, _offset(moment))


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if isinstance(moment.tzinfo, timezone) and not offset:
        return "+00:00"
    sign, minutes = ("-" if offset < timedelta() else "+"), abs(int(offset.total_seconds())) // 60
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


def plausible(moment: date | datetime, fetched_at: datetime) -> bool:
    """Whether a page that was fetched then can have been published at that moment."""
    if isinstance(moment, datetime):
        return moment.date() >= EARLIEST and moment <= fetched_at + timedelta(days=1)
    return EARLIEST <= moment <= (fetched_at.astimezone(UTC) + timedelta(days=1, hours=14)).date()


_URL_DAY = re.compile(r"/(?P<year>(?:19|20)\d\d)/(?P<month>\d\d)/(?P<day>\d\d)(?=/)")


def date_in_path(path: str, match: re.Match[str] | None = None) -> date | None:
    """The day in a URL's path: the groups of a publisher's article pattern, else /yyyy/mm/dd/.

    >>> date_in_path("/2025/07/28/kobar-masuk-empat-besar")
    datetime.date(2025, 7, 28)
    """
    found = match if match and {"year", "month", "day"} <= match.groupdict().keys() else _URL_DAY.search(path)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except (ValueError, TypeError):
        return None
