"""What a period is of: a figure, its deadline, the day on which something was said; by the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import TypeAlias

from extract.alternation import alternation, heads
from extract.mentions import PeriodRole
from extract.number_context import left_word
from extract.period_data import calendar_words
from extract.period_forms import Form
from extract.period_resolve import Resolved, Side
from extract.vocabulary import pattern
from models.periods import Period

Planned: TypeAlias = Callable[[], bool]
"""Whether the words before speak of a plan: asked only where it matters."""

UNTIL_DUE = "until_due"
"""The kind of the words in "hingga jatuh tempo": a cut-off once it has passed."""
_REACHED = re.compile(r"[^.;\n]{0,80}?\b(?:baru|sudah|telah|tercatat|terealisasi|masih|hanya|mencapai|menembus)\b")
"""Behind a cut-off that is not over: what has been reached by it."""
_WAS_REACHED = re.compile(r"\b(?:sudah|telah|berhasil|mampu)\s+(?:\w+\s+){1,2}(?:rp\.?\s?)?\d[\d.,]*\s[^.;,\d]{0,40}\Z")
"""Before such a cut-off: what had been reached, "mampu menyerap 601 ribu ton gabah hingga pertengahan 2025"."""
_STOOD = re.compile(
    r"\s*(?:\([^)]{1,20}\)\s*)?,?\s*(?:ini\s+|kemarin\s+|lalu\s+)?"
    r"(?:baru|sudah|telah|tercatat|terealisasi|hanya|masih)\s+"
    r"(?:mencapai|tercapai|terealisasi|terserap|sebesar|di angka|rp|\d)"
)
"""Right behind a cut-off: how far something had come by then."""
_OF_DATA = pattern("source_day")
_AIMED_AT = pattern("aimed_at")
_AIMS_UNTIL = pattern("aims_until")
SENTENCE_END = re.compile(r"[.!?;\n](?=\s|\Z)")


def _clause(low: str, start: int, floor: int, width: int) -> str:
    """What stands before `start` in its sentence, at most `width` characters of it."""
    window = low[max(floor, start - width) : start]
    stops = list(SENTENCE_END.finditer(window))
    return window[stops[-1].end() :] if stops else window


@cache
def _plan_words() -> re.Pattern[str]:
    plan = calendar_words().cues.plan
    return re.compile(rf"\b(?={heads(plan)}){alternation(plan)}\b")


def is_planned(low: str, begin: int, cue: str | None) -> bool:
    """Whether the words before a period, in its sentence, speak of a plan."""
    return cue != "as_of" and _plan_words().search(_clause(low, begin, 0, 70)) is not None


@cache
def _due_words() -> re.Pattern[str]:
    due = calendar_words().cues.due
    return re.compile(rf"\b(?={heads(due)}){alternation(due)}")


def side_of(low: str, form: Form, cue: str | None, begin: int, planned: Planned) -> Side:
    """On which side of the day of publication a date without its year lies: a cut-off behind it, a deadline ahead."""
    if cue in ("as_of", "since", "compare", "from"):
        return "past"
    if cue in ("deadline", "before", UNTIL_DUE):
        return "reported" if cue == UNTIL_DUE else "future"
    if form.year is not None or form.side == "this":
        return "near"
    if not planned():
        return "reported"
    month = form.grain in ("month", "day") and form.month is not None and form.weekday is None
    return "aimed" if month and _AIMED_AT.search(_clause(low, begin, 0, 110)) else "near"


def role_of(
    low: str,
    form: Form,
    cue: str | None,
    begin: int,
    planned: Planned,
    made: Resolved,
    day: date | None,
    known: bool,
) -> PeriodRole:
    """What a period is of, by its cue, the plan before it and what stands behind; `known`: a cut-off is beside it."""
    period = made.period
    if cue == "deadline":
        return PeriodRole.DEADLINE
    if cue == UNTIL_DUE:  # "hingga jatuh tempo 30 September baru 74 persen"
        over = period is not None and day is not None and period.last < day
        return PeriodRole.AS_OF if over and (_REACHED.match(low, form.end) or not planned()) else PeriodRole.DEADLINE
    if cue == "until" and _STOOD.match(low, form.end):
        return (
            PeriodRole.AS_OF
        )  # "mengingat realisasi hingga pertengahan tahun baru mencapai Rp600 juta", whatever is planned
    if cue in ("as_of", "until"):
        due = _due_words().search(_clause(low, begin, 0, 60)) or _is_set(low, form, begin)
        due = due or (cue == "until" and bool(_AIMS_UNTIL.search(_clause(low, begin, 0, 140))))
        was_told = _REACHED.match(low, form.end) or _WAS_REACHED.search(low, max(0, begin - 80), begin)
        if form.part in ("early", "middle") and form.grain == "year" and not was_told:
            due = due or (period is not None and day is not None and period.last > day)
        return PeriodRole.DEADLINE if due or _is_coming(form, cue, planned, period, day) else PeriodRole.AS_OF
    if cue == "before":
        past = period is not None and day is not None and period.last < day
        return PeriodRole.PLAIN if past else PeriodRole.DEADLINE
    if cue is not None:
        return PeriodRole.PLAIN
    if form.grain == "day" and form.joint is None and not known and _OF_DATA.search(_clause(low, begin, 0, 110)):
        return PeriodRole.AS_OF  # "berdasarkan data Dinas Kesehatan, 6 Desember", not "data hingga Mei, Jumat (6/12)"
    if _is_said(form):
        to_come = period is None or day is None or period.first >= day
        if to_come and _AIMED_AT.search(_clause(low, begin, 0, 60)):
            return PeriodRole.DEADLINE  # "ditargetkan selesai pada Jumat, 15 Desember 2023"
        ahead = period is not None and day is not None and (period.first - day).days > 1
        return PeriodRole.PLAIN if ahead else PeriodRole.SAID
    targeted = form.grain in ("month", "quarter", "half") and form.rule != "month.relative"
    if targeted and left_word(low, form.start) in calendar_words().cues.target:  # "target triwulan pertama"
        return PeriodRole.DEADLINE
    if _is_due(form, planned, period, day) or _ends_work(low, form, begin, period, day):
        return PeriodRole.DEADLINE
    return PeriodRole.PLAIN


@cache
def _set_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = "|".join(sorted(calendar_words().cues.set, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\s{{1,2}}\Z"), re.compile(rf"\s{{1,2}}(?:{words})\b")


def _is_set(low: str, form: Form, begin: int) -> bool:
    """Whether the cut-off is one that somebody set: "dipatok hingga akhir Mei", "sampai akhir 2022 targetnya"."""
    before, behind = _set_words()
    return bool(before.search(low[max(0, begin - 18) : begin]) or behind.match(low, form.end))


def _is_said(form: Form) -> bool:
    if form.grain in ("weekday", "vague"):
        return True
    return (
        form.grain == "day" and form.joint is None and (form.weekday is not None or form.bracketed or form.shift == -1)
    )


def _is_coming(form: Form, cue: str, planned: Planned, period: Period | None, day: date | None) -> bool:
    """Whether a cut-off lies ahead, and so is none."""
    if day is None or period is None:
        running = form.part == "late" and form.year is None and planned()  # "diperkirakan hingga akhir tahun"
        return running or (form.side == "future" and form.grain != "weekday")
    if period.first > day:
        return True
    if period.last <= day or cue == "as_of":
        return False
    if form.grain == "year":  # "hingga akhir tahun" while it runs; "hingga awal 2026" has come
        return form.part not in ("early", "middle") or planned()
    return form.part == "late" and planned()


def _is_due(form: Form, planned: Planned, period: Period | None, day: date | None) -> bool:
    """Whether a period without a cut-off's or a deadline's word is one until which something is planned."""
    coming = form.side == "future" or (form.shift == 1 and form.grain != "day")
    if form.rule.startswith(("year.", "years.")) and not coming:
        return day is not None and period is not None and period.first > day and planned()
    if day is None or period is None:
        return coming or (form.part == "late" and planned())
    if period.first > day:
        return coming or planned()
    return form.part == "late" and period.last > day and planned()


def _ends_work(low: str, form: Form, begin: int, period: Period | None, day: date | None) -> bool:
    """Whether a period that is not over is when something is to be done: "ditargetkan tuntas pada Oktober ini"."""
    over = period is not None and day is not None and period.last < day
    return not over and form.joint is None and _AIMED_AT.search(_clause(low, begin, 0, 110)) is not None
