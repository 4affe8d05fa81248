"""Periods as Indonesian news prints them: days, months, quarters, halves, fiscal years, their parts and ranges.

The form is read from the text; what it lacks is completed from the day of publication, and the mention says so. Each
has the role that the words before it give: the cut-off of a figure, the day on which something was said, a deadline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from typing import Literal

from extract.alternation import backwards, read_backwards
from extract.mentions import PeriodMention, PeriodRole
from extract.month_series import of_series, year_of_row
from extract.number_words import openers as spelled_numbers
from extract.numbers import fold
from extract.period_data import calendar_words
from extract.period_forms import Form, read_form, starts
from extract.period_resolve import Resolved, resolve
from extract.period_roles import SENTENCE_END, UNTIL_DUE, is_planned, role_of, side_of
from models.periods import Period

_SOME = ("beberapa", "sekian", "puluh", "belas")
_DAYS_BEFORE = re.compile(r"\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|setiap|tiap|pukul|jam)\b[^.;\n]*$")
_APPOSED = re.compile(r"\s*(?:,|\(|atau|alias|yakni|yaitu|dari|mulai|sejak|periode|bulan|\s)*\s*", re.IGNORECASE)
_THE_DAY = re.compile(r"(?:[,(\s]|atau|alias|yakni|yaitu)*", re.IGNORECASE)
"""Between a quarter and the day of its figures: "triwulan ketiga, per 8 Oktober 2021"."""
_LATE = 45
"""Days behind the end of a quarter on which its figures may be told."""
_OF_YEAR = re.compile(r"^(?:part\.)?(?:quarter|half)")
_WORDS = re.compile(r"[a-z0-9-]+")
_URL = re.compile(r"(?:https?://|www\.)[^\s)]{1,2000}")
_LAW = re.compile(r"(?:nomor|nomer|no)\b\.?:? ?[\w/.-]{1,24},? ?(?:tahun|thn|th)?\.? ?\Z")
_NUMBER_BEFORE = re.compile(r"\d[ -]\Z")
_SAME_CLAUSE = 20
"""Characters between a cut-off and a day behind it, on which it was told."""
_SERIES = 60
"""Characters between two months of a series, with a figure of each."""
_IN_SERIES = re.compile(
    r"\s+(?:(?:sudah|telah|baru|menjadi|naik|turun|sebesar|mencapai|tercatat|sebanyak|tinggal|hanya|lagi)\s+)*(?:rp\.?\s?)?\d"
)
_RIGHT_BEHIND = 8
"""Characters between a year and a month right behind it: "tahun lalu, pada Juli"."""
_BREAK = re.compile(r"[\d,.;:]")
_FIGURE_BEHIND = re.compile(
    r"\s+(?:(?:hanya|cuma|baru|sempat|masih|tercatat|mencapai|sebesar|berada|di|angka)\s+)*(?:rp\.?\s?)?\d[\d.,]*\s*(?:persen|%|rb|ribu|juta|mil|tri)"
)
_WORD_AFTER = re.compile(r"\s{0,3}([a-z]+|[,.;:)(-]|\Z)")


def find_periods(
    text: str,
    *,
    published: date | datetime | None,
    taken: Sequence[tuple[int, int]] = (),
    context: date | None = None,
) -> list[PeriodMention]:
    """All periods of a normalised text, sorted, none overlapping another or a span of `taken` (numbers that are none).

    `context` is a day that the text itself gives (`report_day`); where publication is not known it completes years, and
    years only, under rules that end in `.context`.

    >>> [said, cut_off] = find_periods("kata Agus, Senin (20/11), hingga Oktober", published=date(2023, 11, 21))
    >>> str(said.period), str(said.role), said.anchored, str(cut_off.period), str(cut_off.role)
    ('2023-11-20', 'said', True, '2023-10', 'as_of')
    """
    low = fold(text)
    day = published.date() if isinstance(published, datetime) else published
    urls = (match.span() for match in _URL.finditer(low)) if "://" in low or "www." in low else ()
    blocks = sorted([*taken, *urls])
    found: list[PeriodMention] = []
    floor = block = 0
    for start in starts(text, low):
        while block < len(blocks) and blocks[block][1] <= start:
            block += 1
        stop = blocks[block][0] if block < len(blocks) else len(low)
        if start < floor or stop <= start:
            continue
        form = _counted_months(low, read_form(low, start, stop))
        if form is None or not _is_period(low, form, floor):
            continue
        mention = _mention(text, low, form, floor, day, context, found)
        if mention is not None:
            found.append(mention)
            floor = mention.end
    return _told_twice(text, found)


def _told_twice(text: str, found: list[PeriodMention]) -> list[PeriodMention]:
    """The mentions without what says again which quarter is meant: "triwulan I, Januari-Maret", "per 8 Oktober"."""
    made: list[PeriodMention] = []
    for mention in found:
        before = made[-1] if made else None
        again = before is not None and _OF_YEAR.match(before.rule) and ".range" in mention.rule
        if again and before is not None and before.period is not None and mention.period is not None:
            joined = _APPOSED.fullmatch(text, before.end, mention.span_start or mention.start)
            told, year = before.period, str(mention.period.last.year)
            same = f"{told.last:%m-%d}" == f"{mention.period.last:%m-%d}"
            if joined and same and (before.anchored or str(told.last.year) == year):
                made[-1] = replace(before, period=Period(year + told.text[len(year) :]))
                continue
        if before is not None and (day := _on_its_day(text, before, mention)) is not None:
            made[-1] = day
            continue
        made.append(mention)
    return made


def _on_its_day(text: str, before: PeriodMention, mention: PeriodMention) -> PeriodMention | None:
    """The day on which a quarter's figures held, told right behind it: "hingga triwulan ketiga per 8 Oktober 2021"."""
    day, told = mention.period, before.period
    known = before.role in (PeriodRole.AS_OF, PeriodRole.PLAIN) and _OF_YEAR.match(before.rule) is not None
    if not known or not mention.rule.startswith("day.") or not mention.rule.endswith(".as_of"):
        return None
    begin = mention.span_start if mention.span_start is not None else mention.start
    if day is None or day.days > 1 or not _THE_DAY.fullmatch(text, before.end, begin):
        return None
    if told is not None and mention.anchored and not before.anchored:
        day = Period(f"{told.last.year}{day.text[4:]}")
    if told is not None and not told.first <= day.last <= told.last + timedelta(days=_LATE) and not before.anchored:
        return None
    role = before.role if before.role is PeriodRole.AS_OF else mention.role
    return replace(mention, period=day, role=role, anchored=mention.anchored and before.anchored)


def _word_before(low: str, start: int) -> str:
    before = low[max(0, start - 24) : start].rstrip()
    if before.endswith((",", "(")):
        return before[-1]
    words = before.rsplit(None, 1)
    return words[-1].lstrip("(\"'") if words else ""


def _word_after(low: str, end: int) -> str:
    match = _WORD_AFTER.match(low, end)
    return match[1] if match else ""


def _counted_months(low: str, form: Form | None) -> Form | None:
    """ "enam bulan pertama 2024" is a half, "dua bulan pertama" is no period of its own."""
    if form is None or form.rule != "month.nth":
        return form
    before = low[max(0, form.start - 12) : form.start].split()
    if not before or not (before[-1].isdigit() or before[-1] in spelled_numbers()):
        return form
    counts = calendar_words().month_counts
    grains: tuple[tuple[Literal["quarter", "half"], frozenset[str]], ...]
    grains = (("quarter", counts.quarter), ("half", counts.half))
    for grain, words in grains:
        if form.month == 1 and before[-1] in words:
            start = low.rfind(before[-1], 0, form.start)
            return replace(form, start=start, grain=grain, rule=grain, month=None, number=1)
    return None


def _is_period(low: str, form: Form, floor: int) -> bool:
    """Whether a form stands for a period here, and is no law's year, person's name, telephone number or habit."""
    if form.rule == "day.number" or (form.day is not None and not 1 <= form.day <= 31 and form.flaw is None):
        return False
    if form.grain == "weekday":
        return _is_weekday(low, form)
    days = form.grain == "now" and low.startswith("hari", form.start)
    if days and low[max(0, form.start - 4) : form.start].rstrip()[-1:].isdigit():
        return False  # "capaian per 10 hari ini"
    if form.rule.endswith(".relative") and form.grain != "day":  # "tiga bulan ini", "dua tahun lalu"
        before = _word_before(low, form.start)
        digit = low[max(0, form.start - 4) : form.start].rstrip()[-1:].isdigit()
        return not (before in spelled_numbers() or before in _SOME or digit)
    if form.grain == "month" and form.rule == "month.alone" and form.side is None:
        return _is_month(low, form, floor)
    if form.grain == "year" and form.rule in ("year.word", "year.bare"):
        before = low[max(floor, form.start - 32) : form.start]
        if _LAW.search(before) or any(before.rstrip().endswith(sign) for sign in calendar_words().years.not_behind):
            return False
        if form.rule == "year.word":
            return True
        return not _NUMBER_BEFORE.search(before) and _word_before(low, form.start) not in calendar_words().years.law
    return True


def _is_weekday(low: str, form: Form) -> bool:
    alone = calendar_words().alone
    before, after = _word_before(low, form.start), _word_after(low, form.end)
    if low[form.start : form.end] in alone.not_alone:
        return False
    lead = low[max(0, form.start - 40) : form.start]
    until = before in ("hingga", "sampai", "per") and not _DAYS_BEFORE.search(lead)
    if (before in alone.before and not until) or after in alone.after or after == "-" or lead[-1:] in ("-", "/"):
        return False
    if low[form.start : form.end].startswith("minggu"):  # week, or Sunday
        stop = after in (",", ".", ")", "(", ";", "") or after in alone.sunday_after
        hour = until and after in alone.sunday_after and after != "di"  # "hingga Minggu malam"
        return hour or ((before in alone.sunday_before or before in (",", "(")) and stop)
    return True


def _is_month(low: str, form: Form, floor: int) -> bool:
    before = _word_before(low, form.start)
    if of_series(low, form.start, form.end, floor):
        return True
    if before in (",", "dan", "serta", "lalu", "kemudian"):
        if floor > 0 and form.start - floor < 8:
            return True  # "Juni, Juli dan Agustus"
        near = 0 < form.start - floor < _SERIES and not SENTENCE_END.search(low, floor, form.start)
        return near and _IN_SERIES.match(low, form.end) is not None  # "Juni baru 85 persen, Juli sudah 91 persen"
    return before in calendar_words().alone.month_before or _cue(low, form.start, floor)[0] is not None


@cache
def _cues() -> re.Pattern[str]:
    words = calendar_words()
    return backwards(words.cue_phrases, words.cues.links)


_MARKS = ("-", ".", "–")
_PER = re.compile(r"\bper ?[-.–]\Z")


def _cue(low: str, start: int, floor: int) -> tuple[str | None, int]:
    """The kind of the words before a period, and where they begin: "hingga", "per tanggal", "paling lambat pada"."""
    if low[start - 1 : start] in _MARKS and (stuck := _PER.search(low, max(floor, start - 6), start)):
        return "as_of", stuck.start()  # "per-30 September"
    kind, begin = None, start
    for phrase, at in read_backwards(_cues(), low, start, floor, 48):
        begin = at
        outer = calendar_words().cue_phrases[phrase]
        kind = _stronger(kind, outer)
    return kind, begin


def _stronger(inner: str | None, outer: str) -> str:
    """Of two cues in a row ("hingga per", "terhitung sejak", "deadline per") the one that tells more."""
    if inner is None or outer == "deadline":
        return outer
    if inner == "deadline":
        return UNTIL_DUE if outer == "until" else inner
    return outer if inner == "as_of" and outer in ("until", "since") else inner


def _mention(
    text: str,
    low: str,
    form: Form,
    floor: int,
    day: date | None,
    context: date | None,
    found: Sequence[PeriodMention],
) -> PeriodMention | None:
    cue, begin = _cue(low, form.start, floor)
    if form.rule.endswith("range") and cue in ("since", "from"):
        cue = None  # "sejak Januari-Juni"
    if cue == "since" and low.startswith(("setelah", "usai"), begin) and _FIGURE_BEHIND.match(low, form.end):
        cue = None  # "kini Rp80 miliar, setelah pada 2023 Rp70 miliar"
    if form.joint is not None and form.joint[0].isalpha() and cue not in ("deadline", "before", UNTIL_DUE):
        cue = "until"
    if form.grain == "now":
        made = resolve(form, "near", day)
        rule = f"now.{cue}" if cue else "now"
        return _made(text, form, begin, made, PeriodRole.NOW, rule)
    planned = partial(is_planned, low, begin, cue)
    rule = _rule(low, form)
    form, extra = _with_year_of_sentence(low, form, cue, found)
    side = side_of(low, form, cue, begin, planned)
    made = resolve(form, side, day)
    if made.period is None and day is None and context is not None:
        again = resolve(form, side, context, years_only=True)
        if again.clash is None and again.period is not None:
            made, extra = again, ".context"
    if form.rule == "day.numeric" and form.year is None and form.weekday is None and made.period is not None and day:
        distance = (day - made.period.first).days
        named = low[max(0, form.start - 10) : form.start].rstrip(" (").endswith(("tgl", "tanggal", "tgl."))
        if not named and not -1 <= distance <= 45:  # "(3/4)" is hardly a day then
            return None
    known = any(p.role is PeriodRole.AS_OF and p.end > form.start - _SAME_CLAUSE for p in found[-1:] if _is_long(p))
    known = known or any(_tells_of_when(low, p, form) for p in found[-1:])
    role = PeriodRole.PLAIN if rule == "year.event" else role_of(low, form, cue, begin, planned, made, day, known)
    rule = f"{rule}.{cue}" if cue and not rule.endswith(cue) else rule
    return _made(text, form, begin, made, role, rule + extra)


def _tells_of_when(low: str, before: PeriodMention, form: Form) -> bool:
    """Whether a cut-off in the same sentence tells of when data are: "data per 1 Maret, dirilis Senin (6/3/2023)"."""
    cut_off = before.role is PeriodRole.AS_OF and before.rule.endswith((".as_of", ".until"))
    near = cut_off and form.weekday is not None and form.start - before.end < _SERIES
    return near and not SENTENCE_END.search(low, before.end, form.start)


def _is_long(mention: PeriodMention) -> bool:
    """Whether a time is longer than a day: "data hingga Mei", not "data Jumat (17/11), update Rabu (15/11)"."""
    return mention.period is not None and mention.period.days > 1


def _made(text: str, form: Form, begin: int, made: Resolved, role: PeriodRole, rule: str) -> PeriodMention:
    return PeriodMention(
        *(made.period, role, form.start, form.end, text[form.start : form.end], rule),
        anchored=made.anchored,
        clash=made.clash,
        span_start=begin,
    )


def _with_year_of_sentence(low: str, form: Form, cue: str | None, found: Sequence[PeriodMention]) -> tuple[Form, str]:
    """A cut-off without a year takes the year that its sentence begins with: "Tahun lalu, hingga 20 Juni, baru …"."""
    bare = form.year is None and form.shift is None and form.side is None
    dated = form.grain in ("month", "quarter", "half") or (form.grain == "day" and form.day is not None)
    beside = bool(found) and found[-1].rule.startswith("year") and form.start - found[-1].end <= _RIGHT_BEHIND
    if found and found[-1].rule == "year.relative" and form.start - found[-1].end <= _SERIES:
        beside = beside or not _BREAK.search(low, found[-1].end, form.start)  # "tahun lalu luasnya pada bulan Juli"
    held = cue in ("until", "as_of") or form.rule == "months.range" or (cue is None and beside)
    if (
        bare
        and cue is None
        and (year := year_of_row(low, form.start, form.grain, form.number or form.month or 0, found))
    ):
        return replace(form, year=year), ".row"
    if not (bare and dated and held and form.weekday is None):
        return form, ""
    window = max(0, form.start - 160)
    stops = list(SENTENCE_END.finditer(low, window, form.start))
    begin = stops[-1].end() if stops else window
    years = [mention for mention in found[-4:] if mention.start >= begin and mention.rule.startswith("year")]
    if len(years) != 1 or years[0].period is None or years[0].start - begin > 25 or len(years[0].period.text) != 4:
        return form, ""
    if years[0].rule.split(".")[-1] in ("compare", "since", "from", "event", "until"):
        return form, ""
    return replace(form, year=int(years[0].period.text)), ".sentence"


def _rule(low: str, form: Form) -> str:
    return _year_rule(low, form) if form.grain == "year" else form.rule


def _year_rule(low: str, form: Form) -> str:
    years = calendar_words().years
    words = _WORDS.findall(low[max(0, form.start - 28) : form.start])[-2:]
    if any(word in years.event for word in words):
        return "year.event"
    if form.rule in ("year.word", "year.bare") and (
        any(word in years.budget for word in words) or "anggaran" in low[form.start : form.end]
    ):
        return "year.budget"
    return form.rule


def report_day(periods: Sequence[PeriodMention]) -> date | None:
    """A day by which the years of a text can be told where publication is not known: one that the text gives in full.

    The first day on which something was said, else the latest day or month of a cut-off or an event.
    """
    full = [
        mention for mention in periods if mention.period is not None and not mention.anchored and mention.clash is None
    ]
    for mention in full:
        if mention.role is PeriodRole.SAID and mention.period is not None:
            return mention.period.last
    days = [
        _same_year(mention.period) if mention.role is PeriodRole.PLAIN else mention.period.last
        for mention in full
        if mention.period is not None
        and mention.role in (PeriodRole.AS_OF, PeriodRole.PLAIN)
        and mention.rule.startswith(("day.", "days.", "month.", "months.", "part.month", "week."))
        and not mention.rule.endswith((".since", ".compare", ".from"))
    ]
    return max(days, default=None)


_SAME_YEAR = timedelta(days=300)


def _same_year(period: Period) -> date:
    """The last day that is told without its year beside a month with one: of another year, the year would stand there.

    "62 persen per 17 Maret. Pada Januari 2024 baru 55" is 2024; "per 31 Desember" beside January is the year before.
    """
    if period.days == 1:
        return period.last
    return min(period.last + _SAME_YEAR, period.last.replace(month=12, day=31))
