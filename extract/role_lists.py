"""Lists whose heading says what their items are: targets, told one by one."""

from __future__ import annotations

import re

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
