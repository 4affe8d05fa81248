"""The two sides of a budget: where one sentence plans the income, the next plans the spending, though it says so not.

"Pendapatan daerah dalam APBD 2024 sebesar Rp2,3 triliun. Adapun belanja daerahnya sebesar Rp2,8 triliun."
"""

from __future__ import annotations

import re

from extract.reading import Reading
from extract.sentences import Sentence
from extract.vocabulary import pattern

_REALISED = pattern("realised")
_BUDGET = re.compile(
    r"\b(?:R?APBD(?:-?P)?|postur|anggaran|dianggarkan|direncanakan|dirancang|diproyeksikan|ditargetkan|disepakati|ditetapkan)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(
    r"\W*(?:(?:adapun|sedangkan|sementara|lalu|kemudian|dan|untuk|itu|di sisi lain)\b\W*)*(?:total\s+|anggaran\s+)?"
    r"(?:belanja|pendapatan|pembiayaan)(?:\s+daerah)?(?:nya)?\s+(?:(?:sebesar|senilai|adalah|mencapai|yakni|yaitu)\s+)*rp",
    re.IGNORECASE,
)
"""The other side alone, of which nothing is told but how much it is."""


def other_side_planned(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence gives the other side of a budget that the one before it planned."""
    if _SIDE.match(reading.text, sentence.start, sentence.end) is None:
        return False
    before = [s for s in reading.sentences if s.paragraph == sentence.paragraph and s.end <= sentence.start]
    if not before:
        return False
    span = before[-1].start, before[-1].end
    return bool(_BUDGET.search(reading.text, *span)) and not _REALISED.search(reading.text, *span)
