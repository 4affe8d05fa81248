"""Days of the week beside dates, as articles print them: does the calendar agree?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from crosscheck.verdicts import Verdict
from crosscheck.wording import words
from models.periods import Period
from models.values import Claim, Outcome, Severity

_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day of the week (0 is Monday) beside a date, as a passage prints them."""

    weekday: int
    day: date


def day_vs_date(dated: Dated) -> Verdict:
    """Whether a date falls on the day of the week that is printed beside it.

    Two days and months that may have changed places are left alone: 7/12 may be 12 July.

    >>> day_vs_date(Dated(5, date(2025, 7, 20))).sum, str(day_vs_date(Dated(6, date(2025, 7, 20))).outcome)
    ('Sunday (2025-07-20), printed Saturday', 'consistent')
    """
    named, real = _ENGLISH[dated.weekday], _ENGLISH[dated.day.weekday()]
    told = Verdict(
        outcome=Outcome.CONSISTENT,
        variant="agrees",
        sum=f"{real} ({dated.day.isoformat()}), printed {named}",
        values={"day": Period(dated.day.isoformat()), "named": _called(named), "real": _called(real)},
        fields=("as_of",),
    )
    if dated.weekday == dated.day.weekday() or _swapped(dated.day) == dated.weekday:
        return told
    return Verdict(
        outcome=Outcome.INCONSISTENT,
        variant="differs",
        sum=told.sum,
        values=told.values,
        fields=told.fields,
        severity=Severity.LOW,
    )


def _called(day: str) -> tuple[str, str]:
    return str(words()["sum"][day]["id"]), day


def _swapped(day: date) -> int | None:
    """The day of the week of the same date with day and month the other way round, where there is such a date."""
    return None if day.day > 12 else date(day.year, day.day, day.month).weekday()


def dated_days(claim: Claim) -> Iterator[Dated]:
    """Every day of the week beside a full date in a claim's passages, in their order.

    Where a passage begins with the day, the word before it is not known: of "malam Minggu" and "Sabtu dan Minggu" the
    date may be that of the day before.
    """
    for evidence in claim.evidence:
        for found in _printed_days().finditer(evidence.quote):
            month = found["month"] if found["month"].isdigit() else str(_months()[found["month"].lower()])
            year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
            try:
                day = date(year, int(month), int(found["day"]))
            except ValueError:
                continue  # no date at all: 31/9, or numbers that are something else
            weekday = _weekdays()[found["weekday"].lower().replace("\u2019", "'")]
            cut = evidence.start > 0 and found.start() == 0
            if not (cut and weekday == (day.weekday() + 1) % 7):
                yield Dated(weekday, day)


@cache
def _weekdays() -> dict[str, int]:
    days = {str(words()["sum"][day]["id"]).lower(): number for number, day in enumerate(_ENGLISH)}
    return days | {"jum'at": 4, "ahad": 6}


@cache
def _months() -> dict[str, int]:
    named = {str(month).lower(): number for number, month in enumerate(words()["month"]["id"], start=1)}
    return named | {"nopember": 11, "pebruari": 2}


@cache
def _printed_days() -> re.Pattern[str]:
    """One day and one date: no ranges, no "malam Minggu" (the night before), no "dan Minggu" (the second of two)."""
    days = "|".join(day.replace("'", "['\u2019]").capitalize() for day in _weekdays())
    months = "|".join(_months())
    return re.compile(
        rf"(?<!malam )(?<!dan )(?<!hingga )(?<!sampai )(?<!-)(?<!\u2013)(?<!/)\b(?P<weekday>{days})"
        r"(?: (?:dini hari|pagi|siang|sore|petang|malam|lalu|kemarin|ini))?,? ?\(?"
        rf"(?P<day>\d{{1,2}})(?:/(?P<slashed>)|\s+)(?P<month>(?(slashed)\d{{1,2}}|(?i:{months})))"
        r"(?(slashed)/|\s+)(?P<year>\d{4}|\d{2})(?![\d/])"
    )
