"""Articles whose commas part thousands, as in English: "27,724 hektare … 57,108 hektare … 84,832 hektare"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Kind, Number
from extract.numbers import as_thousands
from models.values import Unit

_GROUPED = re.compile(r"\d{1,3},\d{3}(?!\d)(?![\d.,]*\d)")
_DOTTED = re.compile(r"\d\.\d{3}(?![\d])")
_MEASURED = frozenset({Unit.HECTARE, Unit.TON})
"""Units of which there may be a part; of kilometres three decimals are common, of people none are."""
_FEWEST = 3
"""Such numbers in one article that no chance gives three decimals each."""


def by_comma(text: str, numbers: Sequence[Number]) -> list[Number]:
    """The numbers of a text, those of land and goods a thousandfold where each of them has three digits behind a comma.

    >>> from extract.numbers import find_numbers
    >>> text = "Panen 27,724 hektare pada Januari dan 57,108 hektare pada Februari, jadi 84,832 hektare."
    >>> [int(number.value) for number in by_comma(text, find_numbers(text)) if number.unit]
    [27724, 57108, 84832]
    """
    measured = [n for n in numbers if n.kind is Kind.COUNT and n.unit in _MEASURED and "," in n.text]
    if len({n.value for n in measured}) < _FEWEST or _DOTTED.search(text):
        return list(numbers)
    if not all(_GROUPED.match(n.text) and n.decimals == _FEWEST for n in measured):
        return list(numbers)
    return [(as_thousands(n) or n) if n in measured else n for n in numbers]
