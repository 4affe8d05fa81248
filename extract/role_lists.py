"""Lists whose heading says what their items are: targets, told one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Cue, IndicatorMention, Kind
from extract.reading import Reading, within
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_ITEM = pattern("list_item")
_HEADING = pattern("aims_heading")
_REACHED = pattern("reached_item")
_ORDINAL = re.compile(r"\W*(?:pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh|kedelapan)\b", re.IGNORECASE)
_DONE = pattern("done_heading")
_HEAD = 200
_BACK = 700
"""Characters before an item in which the heading of its list may stand."""


def aimed_at_in_list(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list of targets, and does not say that it was reached.

    >>> text = "Ada sejumlah target. Pertama, stunting 14 persen."
    >>> aimed_at_in_list(text, Sentence(21, len(text), 0))
    True
    """
    line = text.rfind("\n", 0, sentence.start) + 1
    ordinal = _ORDINAL.match(text, sentence.start, sentence.end)
    if not ordinal and not _ITEM.match(text[line : sentence.end]):
        return False
    if _REACHED.search(text, sentence.start, sentence.end):
        return False
    start = max(0, sentence.start - _BACK)
    headings = list(_HEADING.finditer(text, start, sentence.start + len("pertama") + 3))
    if not headings:
        return False
    between = text[headings[-1].end() : line if not ordinal else sentence.start]
    if ordinal:
        return not between.strip() or bool(_ORDINAL.match(between))
    return all(_ITEM.match(one) for one in between.split("\n") if one.strip())


def done_in_list(text: str, sentence: Sentence) -> bool:
    """Whether a list has a heading that says that its items have come about: "yang sudah tersalur, yaitu:".

    >>> text = "Dana desa yang sudah cair, yaitu:\\n- Arga Rp2 miliar"
    >>> done_in_list(text, Sentence(34, len(text), 1))
    True
    """
    line = text.rfind("\n", 0, sentence.start) + 1
    if not _ITEM.match(text[line : sentence.end]):
        return False
    return _DONE.search(text[max(0, line - _HEAD) : line]) is not None


def aimed_at_by_measure(
    reading: Reading, sentence: Sentence, before: RoleOf, role: RoleOf, own: Sequence[Cue], start: int
) -> bool:
    """Whether a percentage is the next measure's of a list of targets: "target PBB 95 persen, KIA 90 persen".

    `start` is where the words of the percentage begin. Behind "target PBB 95 persen", "realisasi PAD 90 persen" tells
    what was reached, unless the first has such a word too.
    """
    plain = role.role is Role.PERCENTAGE and role.rule == "role.level" and not role.strong
    if before.role is not Role.TARGET or not plain or before.number.kind is not Kind.PERCENT:
        return False
    text, end = reading.text, role.number.hedge_start
    named = [m for m in within(reading.indicators, start, end) if not m.weak]
    earlier = within(reading.indicators, sentence.start, before.number.hedge_start)
    first = [m for m in earlier if not m.weak and AIMS_AT.search(text, sentence.start, m.start)]
    if not named or not first or named[-1].slug == first[-1].slug:
        return False
    head = _NEXT_MEASURE.fullmatch(text, start, named[0].start)
    if head is None or not _ITS_AIM.fullmatch(text, named[-1].end, end):
        return False
    same = _HEADS.search(text, first[-1].start - _HEAD_BEFORE, first[-1].end) is not None
    own = [cue for cue in own if cue.kind != "contrast" and cue.text.lower() not in _SO_MUCH]
    return all(cue.kind == "vague" and (same or _inside(cue, named)) for cue in own)


def _inside(cue: Cue, named: Sequence[IndicatorMention]) -> bool:
    """Whether a word of progress belongs to the name of what is measured: "serapan anggaran"."""
    return any(m.start <= cue.start and cue.end <= m.end for m in named)


AIMS_AT = re.compile(
    r"\b(?:target|sasaran)(?:nya)?\s+(?:(?:untuk|capaian|realisasi|cakupan)\s+)*(?:[\w-]+\s+){0,2}\Z", re.IGNORECASE
)
_NEXT_MEASURE = re.compile(
    r"\s*(?:(?:pada\s+)?tahun\s+(?:ini|depan|20\d\d)\s*)?[,;]?\s*"
    r"(?:(?:dan|serta|sedangkan|sementara|adapun|lalu|kemudian)\s+)?"
    r"(?:(?:untuk|target)\s+)*(?:[a-z]+\s+){0,2}"
)
_ITS_AIM = re.compile(r"\)?\s+(?:[a-z]+\s+){0,2}?(?:(?:sebesar|sekitar|minimal|juga)\s+){0,2}")
_HEADS = re.compile(r"\b(?:realisasi|capaian|serapan|progres|cakupan|kepemilikan|penyaluran)\b", re.IGNORECASE)
_SO_MUCH = frozenset({"sebesar", "minimal"})
_HEAD_BEFORE = 14
