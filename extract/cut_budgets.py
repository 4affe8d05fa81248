"""Budgets that were cut: what was taken out of them and what they still hold is no spending of theirs."""

from __future__ import annotations

from extract.discourse import Bundle
from extract.reading import Reading
from extract.roles import Role
from extract.vocabulary import pattern

_CUT = pattern("budget_cut")
_CAME_IN = pattern("came_in")
_SPENT = pattern("went_out")
_LEAD = 2
"""Sentences in which an article says what it is about."""


def is_of_cut(reading: Reading, bundle: Bundle) -> bool:
    """Whether money of a budget is what a cut took or left: "pagu dipangkas 74 persen, sisanya Rp26 miliar".

    Either its sentence tells of the cut, or the article opens with it and gives a sum or what is left of one. A word
    of what was spent beside the figure says that it is spending after all.
    """
    start, end = bundle.sentence.start, bundle.sentence.end
    if _CAME_IN.search(reading.text, start, end) or _SPENT.search(reading.text, start, end):
        return False
    if not any(r.role in (Role.PERCENTAGE, Role.ACHIEVED, Role.REMAINING) for r in bundle.roles):
        return False
    if _CUT.search(reading.text, start, end):
        return True
    lead = reading.lead(_LEAD)
    opening = lead[-1].end if lead else reading.title_end
    told = {role.role for role in bundle.roles}
    return Role.PERCENTAGE not in told and _CUT.search(reading.text, 0, opening) is not None
