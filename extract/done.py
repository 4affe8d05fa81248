"""Whether the words around a figure say that what it counts was done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Cue, Number
from extract.vocabulary import pattern

_AFTER_DONE = pattern("after_done")
_LEADS_ON_TO = re.compile(r"\s*(?:,|dan|namun|tetapi|tapi|sedangkan|sementara)\b", re.IGNORECASE)
_SAYS = pattern("says")
_SO_MANY = pattern("so_many")
_WHO = re.compile(
    r"\s*(?:(?!(?:yang|dari|dan|untuk|agar|belum|tidak|akan)\b)[\w/-]+\s+){0,6}?yang\s+(?P<who>(?:berhasil|kami|kita)\s+)?",
    re.IGNORECASE,
)
"""Between a count and the verb of those that it counts."""


def is_done(right: str) -> bool:
    """Whether the words behind a count say that it was reached: "260.400 warga Kapuas sudah merekam"."""
    return bool(_AFTER_DONE.match(right)) and not _LEADS_ON_TO.match(right)


def done_before(own: Sequence[Cue]) -> bool:
    """Whether a verb before a count says that it was reached; "tercatat" only says that it is so many."""
    return any(cue.kind in ("done", "achieved") and not _SAYS.fullmatch(cue.text.lower()) for cue in own)


def told_done(own: Sequence[Cue]) -> bool:
    """Whether a verb before a figure says that it was done; "mencapai 3.214 warga" only says that it is so many."""
    return any(cue.kind in ("done", "achieved") and not _SO_MANY.fullmatch(cue.text) for cue in own)


def whom_it_reached(text: str, number: Number, cues: Sequence[Cue]) -> bool:
    """Whether a relative clause behind a count says that it was reached: "410 bidang tanah yang kami sertifikatkan"."""
    verb = next((c for c in cues if c.kind == "achieved" and c.start >= number.hedge_end), None)
    if verb is None or (led := _WHO.fullmatch(text, number.hedge_end, verb.start)) is None:
        return False
    return bool(led["who"]) or verb.text.lower().startswith(("di", "ter", "ber"))
