"""Rows of times, each with its figure: the last of them is not the time of what is told after the row."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.sentences import Sentence

_FEWEST = 3
"""Times of a row; of two, the later is often what a report is of: "naik dari 45 persen pada 2022 ke 51 pada 2023"."""
_PARTS = ("year", "month", "quarter", "half")
_LINE_HEAD = re.compile(r"[\s\d.)•*–-]*")
_LINE_TAIL = re.compile(r"[^\n]{0,60}(?:\n|\Z)")


def one_of_row(reading: Reading, sentence: Sentence, bundles: list[Bundle], time: PeriodMention) -> bool:
    """Whether a time is one of a row of three or more, in one sentence or one in each line."""
    if time.role is not PeriodRole.PLAIN or not time.rule.startswith(_PARTS):
        return False
    told = {b.period.period for b in bundles if b.period is not None and b.period.role is PeriodRole.PLAIN}
    return len(told) >= _FEWEST or heads_line(reading, sentence, time)


def heads_line(reading: Reading, sentence: Sentence, time: PeriodMention) -> bool:
    """Whether a time begins a short line with a figure, and another one the line before or behind."""
    if not _LINE_HEAD.fullmatch(reading.text, sentence.start, time.start):
        return False
    if not _LINE_TAIL.match(reading.text, time.end) or not within(reading.numbers, time.end, sentence.end):
        return False
    at = reading.periods.index(time) if time in reading.periods else -1
    beside = reading.periods[max(0, at - 1) : at] + reading.periods[at + 1 : at + 2] if at >= 0 else []
    lines = [p for p in beside if p.rule.startswith(_PARTS) and abs(p.start - time.start) < _NEXT_LINE]
    return any("\n" in reading.text[min(p.end, time.end) : max(p.start, time.start)] for p in lines)


_NEXT_LINE = 80
"""Characters between two times of lines that follow each other."""
