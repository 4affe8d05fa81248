"""Which phrases of an indicator only tell of whom another one is said.

"9.000 warga sudah merekam e-KTP tetapi belum punya IKD" counts those without the latter; "30 persen dari penduduk yang
sudah merekam e-KTP" is no recording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import IndicatorMention

_HAVE = re.compile(r"\b(?:sudah|telah)\s+(?:[^\W\d]+\s+){0,2}\Z", re.IGNORECASE)
_DONE = re.compile(r"(?:sudah|telah)\b", re.IGNORECASE)
_BUT_NOT = re.compile(
    r"[^.;:\d\n]{0,30}?(?:\b(?:tetapi|tapi|namun|dan|meski|walau)|,)\s+(?:(?:masih|juga|hingga kini)\s+)?"
    r"belum\b[^.;:\d\n]{0,40}\Z|[^.;:\d\n]{0,30}?\b(?:tetapi|tapi|namun)\s(?:[^\W\d]+\s){0,2}\Z",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\bbelum\b", re.IGNORECASE)
_THOUGH = re.compile(
    r"[^.;:\d\n]{0,20}?,?\s+(?:meski(?:pun)?|walau(?:pun)?|padahal|kendati(?:pun)?)\s+(?:[^\W\d]+\s+){0,4}\Z",
    re.IGNORECASE,
)
_OF_THOSE = re.compile(
    r"(?:persen|%)\)?\s+dari\s+(?:[^\W\d]+\s+){0,3}?yang\s+(?:(?:sudah|telah|wajib|melakukan)\s+){0,3}\Z", re.IGNORECASE
)
_BEFORE = 60
"""Characters before a phrase in which stands that people have done it."""
_BETWEEN = 70
"""Characters between what people have done and what they have not."""
_FAR = 600
"""Characters before a phrase in which another indicator is what is spoken of."""


def without_whom(text: str, mentions: Sequence[IndicatorMention]) -> list[IndicatorMention]:
    """The mentions of which figures are told, without those that tell of whom.

    >>> text = "9.000 warga yang sudah merekam e-KTP tetapi belum mengaktivasi IKD"
    >>> spans = {"ektp_recording": (23, 36), "ikd_activation": (63, 66)}
    >>> found = [IndicatorMention(slug, *span, text[slice(*span)], "") for slug, span in spans.items()]
    >>> [mention.slug for mention in without_whom(text, found)]
    ['ikd_activation']
    """
    kept: list[IndicatorMention] = []
    lacking: set[IndicatorMention] = set()
    for at, mention in enumerate(mentions):
        other = _lacked(text, mentions, at)
        if other is not None:
            lacking.add(other)
        elif not _are_whole(text, mentions, at):
            kept.append(mention)
    return [replace(mention, weak=False) if mention in lacking else mention for mention in kept] if lacking else kept


def _lacked(text: str, mentions: Sequence[IndicatorMention], at: int) -> IndicatorMention | None:
    """What people lack who have done this: the next thing, or that before it: "belum punya KTP meski sudah merekam"."""
    mention = mentions[at]
    if not (_DONE.match(mention.text) or _HAVE.search(text, max(0, mention.start - _BEFORE), mention.start)):
        return None
    other = mentions[at + 1] if at + 1 < len(mentions) else None
    if other is not None and other.slug != mention.slug and other.start - mention.end <= _BETWEEN:
        denied = _NOT_YET.search(text, mention.end, other.end)
        if denied and _BUT_NOT.fullmatch(text, mention.end, other.start):
            return other
    other = mentions[at - 1] if at else None
    if other is not None and other.slug != mention.slug and 0 <= mention.start - other.end <= _BETWEEN:
        denied = _NOT_YET.search(text, max(0, other.start - _BEFORE), other.end)
        if denied and _THOUGH.fullmatch(text, other.end, mention.start):
            return other
    return None


def _are_whole(text: str, mentions: Sequence[IndicatorMention], at: int) -> bool:
    """Whether a percentage of another indicator is measured against those who have done this."""
    mention = mentions[at]
    if not _OF_THOSE.search(text, max(0, mention.start - _BEFORE), mention.start):
        return False
    return any(other.slug != mention.slug and mention.start - other.end < _FAR for other in mentions[:at])
