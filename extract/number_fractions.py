"""Shares in words: "separuh", "dua pertiga", "setengah dari"; and halves of a unit, which are none: "setengah juta"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from extract.mentions import Kind
from extract.number_data import vocabulary
from extract.number_figures import NEXT_WORD, Draft, clean
from extract.number_tails import tail


@cache
def _shares() -> Mapping[str, Sequence[tuple[str, str, bool]]]:
    """First word of a fraction: the phrase, its share, and whether it stands for one whatever follows."""
    fractions = vocabulary().fractions
    made: dict[str, list[tuple[str, str, bool]]] = {}
    for phrases, free in ((fractions.always, True), (fractions.of_something, False)):
        for phrase, share in phrases.items():
            made.setdefault(re.split(r"[ /]", phrase)[0], []).append((phrase, share, free or phrase in fractions.own))
    return made


def fraction(low: str, start: int, end: int) -> Draft | None:
    """A share at a candidate ("separuh target", "2/3 dari"), or a part of a unit; None if neither is there."""
    for phrase, share, free in _shares().get(low[start:end], ()):
        end = start + len(phrase)
        if not low.startswith(phrase, start) or low[end : end + 1].isalnum():
            continue
        if phrase[0].isdigit() and low[start - 1 : start].strip() not in ("", "("):
            continue
        if not free and not _of_something(low, NEXT_WORD.match(low, end)):
            scaled = None if phrase[0].isdigit() else _part_of_unit(low, start, end, share)
            if scaled is not None:
                return scaled
            continue
        value = clean((Decimal(100) * _decimal(share)).quantize(Decimal("0.01")))
        decimals = max(0, -int(value.as_tuple().exponent))
        made = Draft(start, end, value, decimals, "spelled", None)
        made.kind, made.rule, made.hedge_end = Kind.PERCENT, "fraction.word", end
        return made
    return None


def _decimal(share: str) -> Decimal:
    exact = Fraction(share)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _of_something(low: str, follow: re.Match[str] | None) -> bool:
    if follow is None:
        return False
    of = vocabulary().fractions.of
    if follow[1] in of:
        return True
    second = NEXT_WORD.match(low, follow.end())
    return second is not None and f"{follow[1]} {second[1]}" in of


def _part_of_unit(low: str, start: int, end: int, share: str) -> Draft | None:
    """ "setengah juta", "setengah persen", "seperempat hektare": half of a unit, no share of something."""
    value = _decimal(share)
    draft = Draft(start, end, value, max(0, -int(value.as_tuple().exponent)), "spelled", None)
    draft.rule = "bare.spelled"
    if draft.decimals > 3:
        return None
    tail(low, draft)
    measured = draft.kind is Kind.COUNT and draft.meaning is not None and not draft.meaning.whole
    scaled = draft.scale != 1
    if draft.kind is Kind.PERCENT or measured or scaled:
        return draft
    return None
