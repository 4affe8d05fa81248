"""The two lowest readers in their order: what is a number is no date, and what is a date is no number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from extract.comma_thousands import by_comma
from extract.mentions import Kind, Number, PeriodMention
from extract.numbers import find_numbers
from extract.periods import find_periods, report_day


def read_lexical(text: str, published: date | datetime | None = None) -> tuple[list[Number], list[PeriodMention]]:
    """Numbers and periods of a normalised text, none overlapping another.

    Where publication is not known, days, months and quarters without a year take it from a day that the text gives in
    full; their rules end in `.context`.

    >>> numbers, periods = read_lexical("per 31 Oktober 2025 baru 45 desa", None)
    >>> [number.text for number in numbers], [str(mention.period) for mention in periods]
    (['45 desa'], ['2025-10-31'])
    """
    numbers = by_comma(text, find_numbers(text))
    periods = periods_beside(text, numbers, published)
    kept: list[Number] = []
    at = 0
    for number in numbers:
        while at < len(periods) and periods[at].end <= number.start:
            at += 1
        if at == len(periods) or number.end <= periods[at].start or number.kind is not Kind.BARE:
            kept.append(number)
    return kept, periods


def periods_beside(text: str, numbers: Sequence[Number], published: date | datetime | None) -> list[PeriodMention]:
    """The periods of a text whose numbers are known: for those who ask again, as if published on another day.

    >>> found = periods_beside("per 31 Oktober 45 desa", read_lexical("per 31 Oktober 45 desa")[0], date(2025, 11, 2))
    >>> [str(mention.period) for mention in found]
    ['2025-10-31']
    """
    taken = [(number.start, number.end) for number in numbers if number.kind is not Kind.BARE]
    periods = find_periods(text, published=published, taken=taken)
    if published is None and any(mention.period is None for mention in periods):
        day = report_day(periods)
        if day is not None:
            periods = find_periods(text, published=None, taken=taken, context=day)
    return periods
