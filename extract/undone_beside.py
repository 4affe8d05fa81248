"""Of two figures of one thing, the done behind the undone: "6,2 persen belum merekam, sementara 93,8 persen sudah"."""

from __future__ import annotations

import re

from extract.mentions import Number

_TURN = re.compile(
    r"[,;]\s*(?:sementara|sedangkan|adapun|namun|tetapi|tapi)\s+(?:(?:yang|sekitar|sebanyak|ada)\s+){0,2}\Z",
    re.IGNORECASE,
)
_UNDONE = re.compile(r"\bbelum\b", re.IGNORECASE)
_DONE = re.compile(
    r"\s*(?:(?!yang\b|dari\b)[^\W\d][\w-]*\s+){0,3}?(?:lainnya\s+|sisanya\s+)?(?:sudah|telah)(?=\s*[.;!\"”]|\s*\Z|\s+(?:me|ter|di)\w)",
    re.IGNORECASE,
)
_TURNS = 40
"""Characters of the longest turn before a figure."""


def behind_turn(text: str, start: int, number: Number, end: int) -> int:
    """Where the words of a figure begin that is done, behind a clause on what is not: right before it."""
    turn = _TURN.search(text, max(start, number.hedge_start - _TURNS), number.hedge_start)
    if turn is None or not _UNDONE.search(text, start, turn.start()):
        return start
    return turn.end() if _DONE.match(text, number.hedge_end, end) else start
