"""Deadlines without a target: "batas akhir pelaporan 31 Maret", "kontraknya sampai 20 Desember"."""

from __future__ import annotations

from typing import NamedTuple

from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.sentences import Sentence
from extract.times import LONGEST
from extract.verdicts import bound
from extract.vocabulary import pattern
from models.periods import Period
from models.reference import indicators
from models.values import Unit

_DUE_DAY = pattern("due_day")
_CONTRACT = pattern("contract")
_SPAN = pattern("work_span")
_MOVED = pattern("moved")
_PRESSING = pattern("pressing")
_OUGHT_TO_END = pattern("ought_to_end")
_REACH = 90
"""Characters in which the day follows the word for it."""
WORKS = "physical_progress"


class Due(NamedTuple):
    """Until when something is due, and whether it is said to be still undone."""

    deadline: Period
    met: bool | None


def due_day(reading: Reading, sentence: Sentence, slug: str) -> Due | None:
    """The day that a duty ends on, or the contract of a work; a contract says nothing of what is still undone.

    Of money there is none: what a payer must pay by "jatuh tempo" is no target of the office that collects it.
    """
    if indicators()[slug].unit is Unit.RUPIAH or not within(reading.periods, sentence.start, sentence.end):
        return None
    for words in (_MOVED, _OUGHT_TO_END, _DUE_DAY, _CONTRACT, _SPAN):
        found = words.search(reading.text, sentence.start, sentence.end)
        if found is None or (words in (_CONTRACT, _OUGHT_TO_END, _SPAN) and slug != WORKS):
            continue
        named = within(reading.periods, found.start(), min(sentence.end, found.end() + _REACH))
        if words is _SPAN:  # "dikerjakan sejak Juni hingga September" tells of works that are over
            ends = [p.period.last for p in named if p.end > found.end() and p.period and not _over(reading, p)]
            if ends:
                return Due(Period(ends[0].isoformat()), None)
            continue
        dated = [p for p in named if p.period is not None and p.role is not PeriodRole.NOW and not _spoken(reading, p)]
        if dated and dated[0].period is not None and dated[0].period.days <= LONGEST:
            pressing = bound(reading, sentence) or _PRESSING.search(reading.text, sentence.start, sentence.end)
            missed = words is _OUGHT_TO_END and _over(reading, dated[0])
            return Due(dated[0].period, False if missed or (words is _DUE_DAY and pressing) else None)
    return None


def _spoken(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a day is the one on which something was said: "harus ada batas waktu, ujar Arga, Selasa (15/7)"."""
    return mention.role is PeriodRole.SAID and (reading.published is None or _over(reading, mention))


def _over(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a time was over when the article appeared."""
    day = reading.published
    return day is not None and mention.period is not None and mention.period.last.isoformat() <= day.isoformat()[:10]
