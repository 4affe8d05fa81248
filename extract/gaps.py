"""Percentages that are no level: how far one lies from a target or an average, and what is only supposed."""

from __future__ import annotations

import re

from extract.mentions import Kind, Number
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern

_APART = pattern("apart")
_FALLS_SHORT = pattern("falls_short")
_OF_MARK = pattern("of_mark")
_BESIDE_MARK = pattern("beside_mark")
_THAT_FIGURE = pattern("figure_led")
_CONDITION = pattern("condition")
_FOLLOWS = pattern("condition_follows")
_LED_BY = pattern("condition_led_by")
_COULD = pattern("could")
_ONLY_IF = pattern("only_if")
_MAYBE = pattern("maybe_so")
_IF = re.compile(r"(?:jika|apabila|bila|bilamana|seandainya|andai|andaikan)\b", re.IGNORECASE)
"""Words that suppose what stands behind them; "kalau" often only names what comes: "kalau serapan, sudah 80 persen"."""
_THEN = pattern("condition_then")
_PERCENT = re.compile(r"\d\s*(?:%|persen)", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_SET_BEHIND = re.compile(
    r"[\s,(]*(?:(?:atau|masih|hanya|yakni|yaitu|artinya|jadi|berarti|sudah|dan)\s+)*", re.IGNORECASE
)
"""Between a level and how far it lies from its target: "62 persen, masih 8 persen di bawah target"."""
_ROUNDED = 1
_HALF = 2


def is_gap(number: Number, left: str, right: str, before: RoleOf | None, mark: Number | None, head: str) -> bool:
    """Whether a percentage is a distance: "8 persen di bawah target 70 persen", told of a level named before.

    `head` is what the sentence says before it, `mark` the figure behind it, from which it may be measured.

    >>> from extract.numbers import find_numbers
    >>> text = "Angka itu masih 8 persen di bawah target 70 persen"
    >>> eight, seventy = find_numbers(text)
    >>> is_gap(eight, text[: eight.start], text[eight.end : seventy.start], None, seventy, text[: eight.start])
    True
    """
    if _APART.search(left) or (_FALLS_SHORT.search(left) and _OF_MARK.match(right)):
        return True
    if not _BESIDE_MARK.match(right):
        return False
    aim = mark if mark is not None and mark.kind is Kind.PERCENT else None
    level = before.number if before is not None and before.role is Role.PERCENTAGE else None
    if level is not None and level.kind is Kind.PERCENT:
        if aim is not None:
            return abs(abs(level.value - aim.value) - number.value) < _ROUNDED
        return bool(_SET_BEHIND.fullmatch(left))
    return bool(_THAT_FIGURE.match(head)) and (aim is None or number.value * _HALF < aim.value)


def is_supposed(number: Number, text: str, sentence: Sentence) -> bool:
    """Whether a figure only may be so, or is a condition: "jika capaian sudah 98 persen, daerah mendapat insentif".

    Not where "jika" sets two figures side by side: "jika tahun lalu 62 persen, tahun ini sudah 70 persen".

    >>> from extract.numbers import find_numbers
    >>> text = "Jika capaian sudah 98 persen, daerah mendapat insentif"
    >>> is_supposed(find_numbers(text)[0], text, Sentence(0, len(text), 0))
    True
    """
    if _MAYBE.search(text, sentence.start, number.hedge_start):
        return True
    if _COULD.search(text, sentence.start, number.hedge_start) and _ONLY_IF.match(text, number.hedge_end, sentence.end):
        return True
    found = _CONDITION.search(text, sentence.start, number.hedge_start)
    if found is None:
        return False
    behind = text[number.hedge_end : sentence.end]
    if (_PERCENT if number.kind is Kind.PERCENT else _DIGIT).search(behind):
        return False
    if _IF.match(found.group()) and _THEN.match(behind):
        return True
    return bool(_FOLLOWS.match(behind) or _LED_BY.search(text[sentence.start : found.start()]))
