"""The two lowest readers in their order: what is a number is no date, and what is a date is no number."""

from __future__ import annotations

from datetime import date, datetime

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
    numbers = find_numbers(text)
    taken = [(number.start, number.end) for number in numbers if number.kind is not Kind.BARE]
    periods = find_periods(text, published=published, taken=taken)
    if published is None and any(mention.period is None for mention in periods):
        day = report_day(periods)
        if day is not None:
            periods = find_periods(text, published=None, taken=taken, context=day)
    kept: list[Number] = []
    at = 0
    for number in numbers:
        while at < len(periods) and periods[at].end <= number.start:
            at += 1
        if at == len(periods) or number.end <= periods[at].start or number.kind is not Kind.BARE:
            kept.append(number)
    return kept, periods
