"""What held before: "naik dari pekan sebelumnya yang 61 persen", "naik dari sebelumnya 61 persen"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from extract.discourse import Bundle
from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.times import LONGEST, OF_ANOTHER_TIME, today
from extract.vocabulary import pattern
from models.periods import Period

_SPAN_BEFORE = pattern("span_before")
_SPAN_AFTER = pattern("span_after")
_AT = pattern("at")
_MONTHS = {"quarter": 3, "half": 6}
FROM = "role.level_from"
"""The rule of a figure with which a comparison begins."""
TO = "role.level_to"
"""The rule of a figure with which it ends."""
_CHANGED_THEN = re.compile(
    r"[\s,)]*(?:(?:ini|itu|sudah|telah|berhasil|juga|kembali|terus|mampu|tercatat)\s+){0,3}"
    r"(?:(?:naik|meningkat|bertambah|melonjak|turun|menurun|berkurang|merosot|anjlok|membaik)\b|dari\b)",
    re.IGNORECASE,
)
"""Behind the time of what a level became: "per 14 Juli naik dari 55 persen", "62 persen per 14 Juli dari 55 persen"."""
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_FORMER = pattern("former")
_REACH = 60
_OWN = 30
"""Characters before a figure in which its own time stands: "turun dari tahun 2022 yakni 18,34 persen"."""
_BEHIND = 20
"""Characters behind a figure in which its own time stands: "sebelumnya 25,4 persen di 2023"."""


def of_some_time_before(reading: Reading, bundle: Bundle) -> bool:
    """Whether a bundle's figures held before the others, nobody says when: "41 persen, sebelumnya 34 persen".

    The time that the sentence gives is that of the later figures. Where it is so, the roles are given the rule of what
    a comparison begins with.
    """
    if not bundle.roles:
        return False
    figure = bundle.roles[0].number.hedge_start
    led = _FORMER.search(reading.text, max(bundle.sentence.start, figure - _REACH), figure)
    if led is None and any(role.rule != FROM for role in bundle.roles):
        return False
    earlier = within(reading.numbers, bundle.sentence.start, figure)
    start = led.start() if led else max(bundle.sentence.start, figure - _OWN, *(n.end for n in earlier[-1:]))
    told = bundle.period
    beside = told is not None and (told.start >= start or told.rule.endswith(".before"))
    if beside and told and (told.end > figure or not _CHANGED_THEN.match(reading.text, told.end, figure)):
        return False
    led_by = bundle.period is not None and bundle.period.rule.endswith((".from", ".compare"))
    if led_by and bundle.period is not None and all(n.end <= bundle.period.start for n in earlier):
        return False  # "naik dari semester I tahun lalu yang tercatat 38,5 persen"
    own = within(reading.periods, start, min(bundle.sentence.end, bundle.end + _BEHIND))
    own = [p for p in own if p.end > figure or not _CHANGED_THEN.match(reading.text, p.end, figure)]
    if any(p.role in (PeriodRole.PLAIN, PeriodRole.AS_OF) and p.period and not _is_span(p) for p in own):
        return False
    bundle.roles = [replace(role, rule=FROM) for role in bundle.roles]
    return True


def before_cut_off(told: PeriodMention | None, known: PeriodMention | None) -> bool:
    """Whether a time is over before the cut-off of the report: a look back, of which the next place is not told."""
    if told is None or known is None or told.period is None or known.period is None:
        return False
    return known.role is PeriodRole.AS_OF and told.period.last < known.period.first


def _is_span(mention: PeriodMention) -> bool:
    return mention.rule.startswith("years.")


def year_of_span(reading: Reading, bundle: Bundle, *, first: bool) -> PeriodMention | None:
    """The first or the last year over which a sentence compares: "pada 2021-2022 turun dari 24 ke 21 persen".

    The last one is only that of what a comparison ends with; of two spans neither tells.
    """
    if not (first or any(role.rule == TO for role in bundle.roles)):
        return None
    spans = [
        p for p in within(reading.periods, bundle.sentence.start, bundle.sentence.end) if p.rule.startswith("years.")
    ]
    years = _YEARS.findall(spans[0].text) if len(spans) == 1 else []
    if len(years) != 2 or spans[0].rule.endswith(OF_ANOTHER_TIME):
        return None
    return replace(spans[0], period=Period(years[0 if first else 1]), role=PeriodRole.PLAIN, rule="year.of_span")


def year_before(reading: Reading, known: PeriodMention | None) -> PeriodMention | None:
    """The year before the one spoken of, where a report compares these two all along: "2022 … 2023 … dari 24"."""
    if known is None or known.period is None or not _YEARS.fullmatch(known.period.text):
        return None
    told = [p for p in reading.periods if p.rule.startswith("year") and p.role is PeriodRole.PLAIN and p.period]
    told = [p for p in told if p.start >= reading.title_end and not p.rule.endswith(OF_ANOTHER_TIME)]
    former = str(known.period.first.year - 1)
    if {p.period.text for p in told if p.period} != {former, known.period.text}:
        return None
    return next(replace(p, rule="year.before") for p in told if p.period and p.period.text == former)


def span_beside(reading: Reading, bundle: Bundle, known: PeriodMention | None, start: int) -> PeriodMention | None:
    """The year, month or week before or after the one spoken of, where its figure is held against it.

    "Naik dari tahun sebelumnya yang 61 persen" beside what 2023 reached is of 2022, "setahun kemudian 70 persen" of
    2024. The words stand behind `start`, or right behind the figure.
    """
    found = [(m, -1) for m in _SPAN_BEFORE.finditer(reading.text, start, bundle.start)]
    found += [(m, 1) for m in _SPAN_AFTER.finditer(reading.text, start, bundle.start)]
    found = [max(found, key=lambda one: one[0].start())] if found else []
    if found and within(reading.periods, found[0][0].end(), bundle.start):
        return None
    if not found and (gap := _AT.match(reading.text, bundle.end)):
        behind = _SPAN_BEFORE.match(reading.text, gap.end(), bundle.sentence.end)
        found = [(behind, -1)] if behind else []
        later = within(reading.periods, gap.end(), bundle.sentence.end)
        if found and known is None and later:
            known = later[0]  # "dari 22,1 persen pada tahun sebelumnya menjadi 17,4 persen pada 2023"
    if not found:
        return None
    told, step = found[0]
    day = today(reading)
    if known is not None and known.period is not None and known.period.days <= LONGEST:
        last = known.period.last
    elif known is None and day is not None and step < 0:
        last = day.first
    else:
        return None
    unit = told.lastgroup or "year"
    period = Period(_before(unit, last) if step < 0 else _after(unit, last))
    if day is not None and period.first > day.last:
        return None
    begin, end = told.span()
    return PeriodMention(period, PeriodRole.PLAIN, begin, end, reading.text[begin:end], f"{unit}.before")


def _after(unit: str, day: date) -> str:
    """The whole year, half, quarter, month or week behind the one in which a day lies.

    >>> [_after(unit, date(2023, 12, 10)) for unit in ("year", "half", "quarter", "month", "week")]
    ['2024', '2024-H1', '2024-Q1', '2024-01', '2023-12-11/2023-12-17']
    """
    if unit == "year":
        return f"{day.year + 1:04}"
    if unit == "week":
        return _before(unit, day + timedelta(days=14))
    months = _MONTHS.get(unit, 1)
    ahead = day.year * 12 + (day.month - 1) // months * months + 2 * months
    return _before(unit, date(ahead // 12, ahead % 12 + 1, 1))


def _before(unit: str, day: date) -> str:
    """The whole year, half, quarter, month, week or day before the one in which a day lies.

    >>> [_before(unit, date(2024, 1, 10)) for unit in ("year", "half", "quarter", "month", "week", "day")]
    ['2023', '2023-H2', '2023-Q4', '2023-12', '2024-01-01/2024-01-07', '2024-01-09']
    """
    if unit == "year":
        return f"{day.year - 1:04}"
    if unit == "day":
        return (day - timedelta(days=1)).isoformat()
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if unit == "month":
        return (day.replace(day=1) - timedelta(days=1)).isoformat()[:7]
    at = (day.month - 1) // _MONTHS[unit]
    year, number = (day.year, at) if at else (day.year - 1, 12 // _MONTHS[unit])
    return f"{year:04}-{'Q' if unit == 'quarter' else 'H'}{number}"
