"""Targets that an article says in so many words to be missed, whatever its figures say."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.discourse import TargetNote
from extract.open_claims import OpenClaim
from extract.reading import Reading

_BELOW = re.compile(
    r"\b(?:di\s?bawah|(?:belum|tidak|tak)\s+(?:mencapai|memenuhi|menyentuh|mampu\s+mencapai))\s+"
    r"(?:angka\s+)?target(?:nya)?\s+(?:(?!sebelum|semula|awal)[a-z]+\s+){0,2}\Z",
    re.IGNORECASE,
)
"""Right before the percentage of a target."""
_NOT_REACHED = re.compile(
    r"\s*,?\s*(?:itu\s+|ini\s+|tersebut\s+)?(?:belum|tidak|tak)\s+(?:ter(?:capai|penuhi)|dicapai)\b", re.I
)
"""Right behind it."""
_BACK = 60


def said_missed(reading: Reading, claim: OpenClaim) -> set[Decimal]:
    """The percentages of targets that the sentence with a claim's level, or the next one, says to be missed.

    Elsewhere such a verdict may be on another level than the claim's, and its figures decide.
    """
    level = claim.figures.get("percentage")
    told = {draft.sentence.order for draft in claim.drafts if draft.figures.get("percentage") is level}
    return {
        note.number.value
        for note in claim.targets
        if note.number is not None
        and note.met is False
        and note.verdict
        and any(0 <= note.sentence.order - order <= 1 for order in told)
        and _in_words(reading, note)
    }


def _in_words(reading: Reading, note: TargetNote) -> bool:
    number = note.number
    if number is None:
        return False
    before = reading.text[max(note.sentence.start, number.hedge_start - _BACK) : number.hedge_start]
    return bool(_BELOW.search(before)) or (
        before.rstrip().lower().endswith("target") and _NOT_REACHED.match(reading.text, number.end) is not None
    )
