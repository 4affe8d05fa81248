"""The regular expressions of printed periods, made of the words of `periods.toml` once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from extract.alternation import alternation, by_head
from extract.period_data import calendar_words

B = r"(?: {1,3}| ?\n ?)"
_O = r"(?: {1,3}| ?\n ?)?"
_YEAR = r"(?:19|20)\d\d(?!\d|[.,]\d|-?an\b)"


def any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", " {1,2}") for word in sorted(words, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Patterns:
    """One expression for each form; all are matched where a period may begin."""

    long: re.Pattern[str]
    english: re.Pattern[str]
    numeric: re.Pattern[str]
    broken: re.Pattern[str]
    day_number: re.Pattern[str]
    month: re.Pattern[str]
    quarter: re.Pattern[str]
    year: re.Pattern[str]
    part: re.Pattern[str]
    week: re.Pattern[str]
    shifted: re.Pattern[str]
    relative: re.Pattern[str]
    weekday: re.Pattern[str]
    side: re.Pattern[str]
    joint: re.Pattern[str]
    head: re.Pattern[str]
    """The word, or the digits, that a period begins with."""
    heads: Mapping[str, Sequence[str]]
    """Those words, for `occurrences`."""
    alone: re.Pattern[str]
    """ "tahun", "bulan" without more, behind "akhir"."""
    nth_month: re.Pattern[str]
    day_slash: re.Pattern[str]
    day_word: re.Pattern[str]
    day_of_month: re.Pattern[str]
    behind_number: re.Pattern[str]
    """What makes a number of one or two digits worth a look: a month, a mark or a joint behind it."""


@cache
def patterns() -> Patterns:
    """The expressions."""
    words = calendar_words()
    names = words.names
    weekday, month = any_of(words.weekdays), any_of(words.months)
    ordinal, years = any_of(words.ordinals), any_of(names.year)
    day_word = rf"(?:(?:{any_of(names.day)})\.?{_O})?"
    side = any_of(words.behind)
    tail = (
        rf"(?:(?:,?{B}|{_O}[/,-]{_O})(?:(?:{years})\.?{B})?(?P<year>{_YEAR})"
        rf"|{B}(?:pada{B}|di{B})?(?:{any_of(('tahun', 'thn', 'th'))}){B}(?P<when>{side}))?"
    )
    hour, told = any_of(names.time_of_day), any_of(names.when_told)
    named_day = rf"(?P<weekday>{weekday})(?:{B}(?:{hour})(?![a-z]))?(?:{B}(?:{told})(?![a-z]))?{_O}[.,]?{_O}"
    before_day = rf"(?:{named_day}(?P<open>\(?){_O})?{day_word}"
    dot = r"(?:\.(?=[ /-]{0,2}\d))?"
    relative = [*words.relative.now, *words.relative.yesterday, *words.relative.tomorrow, *words.relative.vague]
    starts = {
        *(word.split()[0] for word in (*words.weekdays, *words.months, *words.parts, *relative)),
        *(
            word.split()[0]
            for group in (names.quarter, names.half, names.week, names.month, names.year)
            for word in group
        ),
    }
    return Patterns(
        long=re.compile(
            rf"{before_day}(?P<day>\d{{1,2}})(?!\d){_O}(?:(?:{any_of(names.month)}){B})?(?P<month>{month})(?![a-z]){dot}{tail}"
        ),
        english=re.compile(
            rf"(?:(?P<weekday>{weekday}),?{B})?(?P<month>{month})\.?{B}(?P<day>\d{{1,2}}),?{B}(?P<year>{_YEAR})"
        ),
        numeric=re.compile(
            rf"(?:{named_day})?(?P<open>\()?{_O}{day_word}(?P<day>\d{{1,2}}){_O}(?P<sep>[/.-]){{1,2}}{_O}"
            rf"(?P<month>\d{{1,2}})(?:{_O}[/.-]{{1,2}}{_O}(?P<year>\d{{2,5}}))?(?!\d|[.,/-][\da-z]|[a-z%]){_O}(?P<close>\))?"
        ),
        broken=re.compile(rf"{named_day}\({_O}(?P<day>\d{{1,2}})/(?P<year>20\d\d){_O}\)"),
        day_number=re.compile(rf"{before_day}(?P<day>\d{{1,2}})(?!\d)(?:/(?P<month>\d{{1,2}})(?!\d))?"),
        month=re.compile(rf"(?:(?P<label>{any_of(names.month)})\.?{B})?(?P<month>{month})(?![a-z]){dot}{tail}"),
        quarter=re.compile(
            rf"(?P<name>{any_of((*names.quarter, *names.half))})\.?(?:{B}|-)?(?P<number>{ordinal}|terakhir)(?![a-z0-9])"
            rf"(?:{_O}\({_O}(?:{ordinal}){_O}\))?{tail}"
        ),
        year=re.compile(
            rf"(?:(?P<label>{years})\.?{_O})?(?P<year>{_YEAR})(?:(?P<slash>/)(?P<next>(?:20)?\d\d)(?!\d))?(?![a-z/])"
        ),
        part=re.compile(rf"(?P<part>{any_of(words.parts)}){B}(?:(?:dari|di|pada){B})?"),
        week=re.compile(
            rf"(?:{any_of(names.week)}){B}(?P<number>{ordinal}|terakhir)(?![a-z0-9]){B}(?:(?:di|pada|{any_of(names.month)}){B}){{0,2}}"
            rf"(?P<month>{month})(?![a-z]){tail}"
        ),
        shifted=re.compile(
            rf"(?P<name>tahun|thn|{any_of(names.month)}|{any_of(names.week)})"
            rf"(?:{B}anggaran|{B}pajak)?{B}(?P<when>{side})(?![a-z])"
        ),
        relative=re.compile(rf"(?P<phrase>{any_of(relative)})(?![a-z])"),
        weekday=re.compile(rf"(?P<weekday>{weekday})(?![a-z])"),
        side=re.compile(rf"\)?{B}(?P<when>{side})(?![a-z-])"),
        joint=re.compile(
            rf"(?:{B}(?P<word>{any_of(j for j in words.ranges.joints if j[0].isalpha())}){B}"
            rf"|{_O}(?P<sign>{any_of(j for j in words.ranges.joints if not j[0].isalpha())}){_O})"
            rf"(?:(?:tanggal|tgl|bulan|tahun|dengan|hari){B}){{0,2}}"
        ),
        alone=re.compile(rf"(?P<name>tahun|{any_of(names.month)})(?:{B}anggaran)?(?![a-z])"),
        nth_month=re.compile(rf"(?:{any_of(names.month)}){B}(?P<number>{ordinal}){B}"),
        behind_number=re.compile(
            rf"\d{{1,2}}(?!\d){_O}(?:(?P<mark>[/.-](?={_O}[/.-]?{_O}\d))"
            rf"|(?P<month>{alternation((*words.months, *names.month))})|{alternation(words.ranges.joints)})"
        ),
        day_slash=re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])"),
        day_word=re.compile(rf"\b(?:{any_of(names.day)})\.?{B}\Z"),
        day_of_month=re.compile(
            rf"(?P<day>\d{{1,2}}){B}(?:(?P<month>{any_of(names.month)}){B})?(?P<when>{side})(?![a-z])"
        ),
        head=re.compile(rf"\d{{1,4}}(?!\d)|\b{alternation(starts)}(?![a-z])"),
        heads=by_head(starts),
    )
