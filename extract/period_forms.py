"""The forms in which periods are printed, as read from the text alone: nothing here knows the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, TypeAlias

from extract.alternation import occurrences
from extract.numbers import digit_runs
from extract.period_data import calendar_words
from extract.period_patterns import patterns

Grain = Literal["day", "weekday", "week", "month", "quarter", "half", "year", "years", "now", "vague"]


@dataclass(slots=True)
class Form:
    """A period as printed: what is not printed is None."""

    start: int
    end: int
    grain: Grain
    rule: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """Monday is 0."""
    number: int | None = None
    """Of a quarter, a half or a week of the month; the last year of a range of years."""
    part: str | None = None
    """early, middle or late."""
    shift: int | None = None
    """Years, months, weeks or days from those of publication: -1 for "tahun lalu"."""
    side: str | None = None
    """past, this or future, by a word behind."""
    bracketed: bool = False
    flaw: str | None = None
    """What is wrong with the print: "year printed as 20222"."""
    joint: str | None = None
    """What joined it to the lower end of a range."""


def _year_of(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Year and shift of the tail of a form."""
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    when = groups.get("when")
    return year, _SHIFT[calendar_words().behind[_single(when)]] if when else None


_SHIFT = {"past": -1, "this": 0, "future": 1}


def _single(phrase: str) -> str:
    return " ".join(phrase.split())


_YEAR = 4
"""Digits of a year, the longest number of a period."""


def starts(text: str, low: str) -> list[int]:
    """Where a period may begin, in order; `low` is the text in lower case, with the same offsets."""
    words = [start for start, _ in occurrences(text, patterns().heads)]
    return sorted(words + [start for start, end in digit_runs(low) if end - start <= _YEAR])


def read_form(low: str, start: int, stop: int) -> Form | None:
    """The period that begins there and ends before `stop`; None if none does."""
    first = _one(low, start, stop)
    if first is None:
        return None
    return _ranged(low, first, stop) or first


def _one(low: str, start: int, stop: int, *, joined: bool = False) -> Form | None:
    """One period, no range; `joined` says that the dash of a range may touch it from the left."""
    head = low[start]
    if head.isdigit():
        form = _digits(low, start, stop) if joined or _stands_apart(low, start) else None
    else:
        form = _worded(low, start, stop)
    if form is None or form.grain in ("now", "vague"):
        return form
    behind = patterns().side.match(low, form.end, stop)
    if behind is not None and form.shift is None and not behind[0].startswith(")"):
        form.end, form.side = behind.end(), calendar_words().behind[_single(behind["when"])]
    return form


def _stands_apart(low: str, start: int) -> bool:
    before = low[start - 1] if start else " "
    if low[max(0, start - 5) : start].endswith((" per-", " per.")):
        return True  # "per-30 September"
    if before.isalnum() or before in "/.,:_#@":
        return False
    return before not in "-–" or not low[start - 2 : start - 1].isalnum()


def _digits(low: str, start: int, stop: int) -> Form | None:
    forms = patterns()
    if low[start : start + 4].isdigit():
        return _year(low, start, stop)
    behind = forms.behind_number.match(low, start, stop)
    if behind is None:
        return _day_of_month(low, start, stop)
    if behind["mark"]:
        numeric = forms.numeric.match(low, start, stop)
        if numeric is not None and (form := _numeric(low, numeric)):
            return form
    elif behind["month"]:
        long = forms.long.match(low, start, stop)
        return _long(low, long) if long is not None else _day_of_month(low, start, stop)
    return _day_number(low, start, stop) or _day_of_month(low, start, stop)


def _day_number(low: str, start: int, stop: int) -> Form | None:
    """The first day of a range that names its month at the other end: "8-15 Maret"."""
    number = patterns().day_number.match(low, start, stop)
    if number is not None and number["month"] is None and patterns().joint.match(low, number.end(), stop):
        return Form(start, number.end(), "day", "day.number", day=int(number["day"]))
    return None


def _day_of_month(low: str, start: int, stop: int) -> Form | None:
    """A day of this month or of the one before, or the last such day: "tanggal 6 bulan ini", "tanggal 25 kemarin"."""
    match = patterns().day_of_month.match(low, start, stop)
    if match is None or not patterns().day_word.search(low, max(0, start - 12), start):
        return None
    side = calendar_words().behind[_single(match["when"])]
    if side == "future" or not 1 <= int(match["day"]) <= 31:
        return None
    month = _SHIFT[side] if match["month"] or side == "this" else None
    return Form(start, match.end(), "day", "day.of_month", day=int(match["day"]), number=month)


def _long(low: str, match: re.Match[str]) -> Form:
    words = calendar_words()
    year, shift = _year_of(match)
    weekday = match["weekday"]
    end = match.end()
    opened = bool(match["open"]) or low[match.start() - 1 : match.start()] == "("
    if match["open"] and low[end : end + 1] == ")":
        end += 1
    return Form(
        *(match.start(), end, "day", "day.long"),
        year=year,
        month=words.months[match["month"]],
        day=int(match["day"]),
        weekday=words.weekdays[_single(weekday)] if weekday else None,
        shift=shift,
        bracketed=opened,
    )


def _numeric(low: str, match: re.Match[str]) -> Form | None:
    words = calendar_words()
    weekday = words.weekdays[_single(match["weekday"])] if match["weekday"] else None
    bracketed = bool(match["open"]) or low[match.start() - 1 : match.start()] == "("
    end = match.end() if match["open"] or not match["close"] else match.end("close") - 1
    while low[end - 1].isspace():
        end -= 1
    if match["open"] and not match["close"] and weekday is None:
        return None
    day, month, printed = int(match["day"]), int(match["month"]), match["year"]
    if printed is None and (match["sep"] != "/" or not (bracketed or weekday is not None)):
        return None
    if printed is not None and match["sep"] == "." and len(printed) != 4 and weekday is None and not bracketed:
        return None
    flaw = year = None
    if printed is not None:
        if len(printed) == 2:
            year = 2000 + int(printed)
        elif len(printed) == 4 and 1900 <= int(printed) <= 2099:
            year = int(printed)
        else:
            flaw = f"year printed as {printed}"
    if month > 12:
        if weekday is None:
            return None
        if day <= 12:  # "(11/20)": only the other order is a date
            flaw = f"printed as {match['day']}/{match['month']}"
            day, month = month, day
    if not 1 <= day <= 31 or not 1 <= month <= 12:
        if weekday is None and not bracketed:
            return None
        flaw = f"there is no day {match['day']}/{match['month']}"
    return Form(
        *(match.start(), end, "day", "day.numeric"),
        year=year,
        month=month,
        day=day,
        weekday=weekday,
        bracketed=bracketed,
        flaw=flaw,
    )


def _year(low: str, start: int, stop: int) -> Form | None:
    match = patterns().year.match(low, start, stop)
    if match is None:
        return None
    year = int(match["year"])
    label = bool(match["label"])
    if match["next"]:  # "2022/2023"
        last = int(match["next"]) if len(match["next"]) == 4 else year // 100 * 100 + int(match["next"])
        if last != year + 1:
            return None
        return Form(start, match.end(), "years", "years.slash", year=year, number=last)
    if (
        not label
        and low[match.end() : match.end() + 1] in ("-", "–")
        and low[match.end() + 1 : match.end() + 2].isdigit()
    ):
        joint = low[match.end() + 1 : match.end() + 5]
        if not (joint.isdigit() and joint[:2] in ("19", "20")):
            return None
    return Form(start, match.end(), "year", "year.word" if label else "year.bare", year=year)


_Reader: TypeAlias = Callable[[str, int, int], Form | None]


@cache
def _readers() -> Mapping[str, Sequence[_Reader]]:
    """The readers that may take a period beginning with a word, in the order in which they are tried."""
    words = calendar_words()
    names, relative = words.names, words.relative
    tried: tuple[tuple[_Reader, Iterable[str]], ...] = (
        (_relative, (*relative.now, *relative.yesterday, *relative.tomorrow, *relative.vague)),
        (_dated_weekday, words.weekdays),
        (_week_of_month, names.week),
        (_shifted, (*names.week, *names.month, *names.year)),
        (_weekday, words.weekdays),
        (_part, words.parts),
        (_quarter, (*names.quarter, *names.half)),
        (_english, words.months),
        (_month, (*words.months, *names.month)),
        (_nth_month, names.month),
        (_year, names.year),
    )
    made: dict[str, list[_Reader]] = {}
    for reader, phrases in tried:
        for head in {phrase.split()[0] for phrase in phrases}:
            made.setdefault(head, []).append(reader)
    return made


def _worded(low: str, start: int, stop: int) -> Form | None:
    head = patterns().head.match(low, start, stop)
    if head is None:
        return None
    for reader in _readers()[head[0]]:
        form = reader(low, start, stop)
        if form is not None:
            return form
    return None


def _dated_weekday(low: str, start: int, stop: int) -> Form | None:
    forms = patterns()
    for pattern, make in ((forms.broken, _broken), (forms.numeric, _numeric), (forms.long, _long)):
        match = pattern.match(low, start, stop)
        if match is not None and (form := make(low, match)):
            return form
    return _english(low, start, stop)


def _week_of_month(low: str, start: int, stop: int) -> Form | None:
    match = patterns().week.match(low, start, stop)
    if match is None:
        return None
    words = calendar_words()
    year, shift = _year_of(match)
    number = 0 if match["number"] == "terakhir" else words.ordinals[_single(match["number"])]
    if number > 5:
        return None
    month = words.months[match["month"]]
    return Form(start, match.end(), "week", "week.of_month", year=year, month=month, number=number, shift=shift)


def _weekday(low: str, start: int, stop: int) -> Form | None:
    match = patterns().weekday.match(low, start, stop)
    if match is None:
        return None
    day = calendar_words().weekdays[_single(match["weekday"])]
    return _day_number(low, start, stop) or Form(start, match.end(), "weekday", "day.weekday", weekday=day)


def _quarter(low: str, start: int, stop: int) -> Form | None:
    match = patterns().quarter.match(low, start, stop)
    if match is None:
        return None
    words = calendar_words()
    year, shift = _year_of(match)
    grain: Grain = "half" if match["name"] in words.names.half else "quarter"
    last = 2 if grain == "half" else 4
    number = last if match["number"] == "terakhir" else words.ordinals[_single(match["number"])]
    if number > last:
        return None
    return Form(start, match.end(), grain, grain, year=year, number=number, shift=shift)


def _month(low: str, start: int, stop: int) -> Form | None:
    match = patterns().month.match(low, start, stop)
    if match is None:
        return None
    words = calendar_words()
    year, shift = _year_of(match)
    if not (match["month"] in words.full_months or year is not None or shift is not None or match["label"]):
        return None
    rule = "month.label" if match["label"] else "month.alone"
    if year is not None or shift is not None:
        rule = "month.year"
    return Form(start, match.end(), "month", rule, year=year, month=words.months[match["month"]], shift=shift)


def _nth_month(low: str, start: int, stop: int) -> Form | None:
    """ "bulan kelima tahun ini"."""
    match = patterns().nth_month.match(low, start, stop)
    if match is None or match.end() >= stop:
        return None
    year = _one(low, match.end(), stop)
    if year is None or year.grain != "year" or year.part is not None:
        return None
    month = calendar_words().ordinals[_single(match["number"])]
    return replace(year, start=start, grain="month", rule="month.nth", month=month)


def _english(low: str, start: int, stop: int) -> Form | None:
    match = patterns().english.match(low, start, stop)
    if match is None:
        return None
    words = calendar_words()
    weekday = match["weekday"]
    return Form(
        *(match.start(), match.end(), "day", "day.english"),
        year=int(match["year"]),
        month=words.months[match["month"]],
        day=int(match["day"]),
        weekday=words.weekdays[_single(weekday)] if weekday else None,
    )


def _broken(low: str, match: re.Match[str]) -> Form:
    words = calendar_words()
    return Form(
        *(match.start(), match.end(), "day", "day.broken"),
        year=int(match["year"]),
        day=int(match["day"]),
        weekday=words.weekdays[_single(match["weekday"])],
        bracketed=True,
        flaw=f"printed as {match['day']}/{match['year']}",
    )


def _relative(low: str, start: int, stop: int) -> Form | None:
    match = patterns().relative.match(low, start, stop)
    if match is None:
        return None
    relative = calendar_words().relative
    phrase = _single(match["phrase"])
    if phrase in relative.now:
        return Form(match.start(), match.end(), "now", "now")
    if phrase in relative.vague:
        return Form(match.start(), match.end(), "vague", "day.vague")
    shift = -1 if phrase in relative.yesterday else 1
    beside = _blank_end(low, match.end())
    numeric = patterns().numeric.match(low, beside, stop)
    if numeric is not None and numeric["open"] and (form := _numeric(low, numeric)):  # "kemarin (16/2)"
        return replace(form, start=match.start())
    named = _BESIDE.match(low, beside)
    dated = _dated_weekday(low, named.end(), stop) if named and low[named.end() : named.end() + 1].isalpha() else None
    if dated is not None and dated.rule != "day.english":  # "kemarin, Rabu (2/9)": the day of the paper, or before it
        return replace(dated, start=match.start())
    return Form(match.start(), match.end(), "day", "day.relative", shift=shift)


_BESIDE = re.compile(r",? ?")


def _blank_end(low: str, at: int) -> int:
    while at < len(low) and low[at] == " " and low[at - 1] != " ":
        at += 1
    return at


def _shifted(low: str, start: int, stop: int) -> Form | None:
    match = patterns().shifted.match(low, start, stop)
    if match is None:
        return None
    words = calendar_words()
    shift = _SHIFT[words.behind[_single(match["when"])]]
    grain: Grain = "year"
    if match["name"] in words.names.month:
        grain = "month"
    elif match["name"] in words.names.week:
        grain = "week"
    return Form(match.start(), match.end(), grain, f"{grain}.relative", shift=shift)


_NAMED_MIDDLE = re.compile(
    r"\b(?!(?:hingga|sampai|dengan|di|pada|memasuki|sejak|per|menjelang|sejak|saat)\b)[a-z]+\s{1,2}\Z"
)
"""Before "tengah", where it belongs to a name: "Kalimantan Tengah pada 2020"."""


def _part(low: str, start: int, stop: int) -> Form | None:
    match = patterns().part.match(low, start, stop)
    if match is None or (match["part"] == "tengah" and _NAMED_MIDDLE.search(low, max(0, start - 30), start)):
        return None
    words = calendar_words()
    part = words.parts[match["part"]]
    inner_start = match.end()
    alone = patterns().alone.match(low, inner_start, stop)
    inner = _one(low, inner_start, stop) if inner_start < stop else None
    if inner is not None and inner.rule == "week.relative" and part == "late":  # "akhir pekan lalu"
        return replace(inner, start=match.start(), part=part)
    if inner is None or inner.grain not in ("month", "year", "quarter", "half"):
        if alone is None or match["part"] == "tengah":
            return None
        grain: Grain = "year" if alone["name"] == "tahun" else "month"
        return Form(match.start(), alone.end(), grain, f"part.{grain}", part=part, shift=0, side=None)
    soon = inner.rule == "year.relative" and low[inner.start : inner.end].endswith("nanti")  # "akhir tahun nanti"
    shift = 0 if soon else inner.shift
    return replace(inner, start=match.start(), part=part, rule=f"part.{inner.grain}", shift=shift)


def _months_side_by_side(low: str, first: Form, stop: int) -> Form | None:
    """A range whose joint was lost on the way into print: "per Juli September 2022"."""
    if first.grain != "month" or first.month is None or first.year is not None or first.end + 1 >= stop:
        return None
    if low[first.end] != " ":
        return None
    last = _one(low, first.end + 1, stop)
    if last is None or last.grain != "month" or last.year is None or (last.month or 0) <= first.month:
        return None
    return replace(last, start=first.start, joint=" ", rule="months.range")


def _ranged(low: str, first: Form, stop: int) -> Form | None:
    """The range that a form begins: "Januari-November 2022", "8-15 Maret 2016", "12 Februari hingga 14 Maret 2023"."""
    if first.grain not in ("day", "month", "year", "quarter", "half") or first.flaw:
        return None
    joint = patterns().joint.match(low, first.end, stop)
    if joint is None or joint.end() >= stop:
        return _months_side_by_side(low, first, stop)
    if first.rule == "day.number":
        numeric = patterns().day_slash.match(low, joint.end(), stop)
        if numeric is not None and joint["sign"]:  # "(20-22/11)"
            year = numeric[3] and int(numeric[3]) + (2000 if len(numeric[3]) == 2 else 0)
            if int(numeric[2]) <= 12 and int(first.day or 0) < int(numeric[1]) <= 31:
                return Form(
                    *(first.start, numeric.end(), "day", "days.range"),
                    year=year or None,
                    month=int(numeric[2]),
                    day=int(numeric[1]),
                    bracketed=low[first.start - 1 : first.start] == "(",
                    joint=joint["sign"],
                )
    last = _one(low, joint.end(), stop, joined=True)
    if last is None or last.joint is not None:
        return None
    word = joint["word"] or joint["sign"]
    made = replace(last, start=first.start, joint=_single(word), weekday=None)
    if first.grain == "year" and last.grain == "year" and first.year and last.year:
        if not first.year < last.year:
            return None
        if joint["sign"]:
            return replace(made, grain="years", rule="years.range", year=first.year, number=last.year)
        return replace(made, rule="years.until")
    if last.grain == "day" and last.rule in ("day.long", "day.english") and first.grain in ("day", "month"):
        if first.rule == "day.number" and not (first.day or 99) < (last.day or 0):
            return None
        return replace(made, rule="days.range")
    if last.grain == "month" and first.grain in ("month", "day") and first.rule != "day.number":
        return replace(made, rule="months.range")
    if last.grain == first.grain and last.grain in ("quarter", "half"):
        return replace(made, rule=f"{last.grain}s.range")
    return None
