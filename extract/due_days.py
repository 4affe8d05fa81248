"""Deadlines without a target: "batas akhir pelaporan 31 Maret", "kontraknya sampai 20 Desember"."""

from __future__ import annotations

from typing import NamedTuple

from extract.mentions import PeriodRole
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
_MOVED = pattern("moved")
_PRESSING = pattern("pressing")
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
    if indicators()[slug].unit is Unit.RUPIAH:
        return None
    for words in (_MOVED, _DUE_DAY, _CONTRACT):
        found = words.search(reading.text, sentence.start, sentence.end)
        if found is None or (words is _CONTRACT and slug != WORKS):
            continue
        named = within(reading.periods, found.start(), min(sentence.end, found.end() + _REACH))
        dated = [p for p in named if p.period is not None and p.role is not PeriodRole.NOW]
        if dated and dated[0].period is not None and dated[0].period.days <= LONGEST:
            pressing = bound(reading, sentence) or _PRESSING.search(reading.text, sentence.start, sentence.end)
            return Due(dated[0].period, False if words is _DUE_DAY and pressing else None)
    return None
