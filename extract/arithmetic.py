"""What a percentage tells of the amounts beside it: which one is the base, and how a point in it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from extract.agreement import last_digit
from extract.mentions import Kind, Number

THOUSAND = Decimal(1000)
HUNDRED = Decimal(100)
NEAR = Decimal("0.01")
"""Share by which a printed percentage may miss that of its amounts: newsrooms round twice."""

_APART = 30
"""Characters between two mentions of one amount that are no "310 dari 310 desa"."""


def fits(percentage: Number, achieved: Decimal, base: Decimal) -> bool:
    """Whether an amount is the printed percentage of a base, within its last digit or one in a hundred."""
    if not base:
        return False
    off = abs(achieved * 100 / base - percentage.value)
    return off <= max(last_digit(percentage), percentage.value * NEAR)


def settle(figures: dict[str, Number]) -> None:
    """Amounts as their percentage has them: exchanged, or a base whose comma was meant as a point ("128,478 ton").

    Nothing changes where the percentage fits as it is, or fits in no way.
    """
    percentage, achieved, base = figures.get("percentage"), figures.get("achieved"), figures.get("base")
    left = figures.get("remaining")
    if achieved is not None and achieved.value and base is not None and left is not None and _told_twice(left, base):
        del figures["remaining"]  # "dari 1,3 juta yang gagal salur, 580 ribu sudah cair … 1,3 juta gagal salur"
    twice = percentage is not None and achieved is not None and base is not None and _told_twice(achieved, base)
    if twice and percentage is not None and not fits(percentage, HUNDRED, HUNDRED):
        del figures["achieved"]  # "data yang sudah disinkronkan, yakni 1.960.968 pemilih": the base once more
        return
    if percentage is not None and achieved is None and base is not None and _of_rest(figures):
        figures["remaining_percentage"] = figures.pop("percentage")  # "271 dari 997 desa belum …, 27,18 persen"
        return
    if percentage is None or achieved is None or base is None or fits(percentage, achieved.value, base.value):
        return
    if fits(percentage, base.value, achieved.value) and achieved.value > base.value:
        figures["achieved"], figures["base"] = base, achieved
    elif base.decimals == len("478") and fits(percentage, achieved.value, base.value * THOUSAND):
        figures["base"] = replace(base, value=base.value * THOUSAND)


def _told_twice(achieved: Number, base: Number) -> bool:
    """Whether one amount stands in two places far from each other; side by side it is said to be all of the base."""
    return achieved.value == base.value and abs(achieved.start - base.start) > _APART


def _of_rest(figures: Mapping[str, Number]) -> bool:
    """Whether a percentage is, to its last digit, what is left of the base, and not what is done of it."""
    percentage, left, base = figures["percentage"], figures.get("remaining"), figures["base"]
    if left is None or "remaining_percentage" in figures or not base.value or not percentage.decimals:
        return False
    share = left.value * 100 / base.value
    return abs(share - percentage.value) <= last_digit(percentage) < abs(HUNDRED - 2 * share)


def is_base(figures: Mapping[str, Number], other: Mapping[str, Number]) -> bool:
    """Whether a lone amount is the whole of what was achieved elsewhere, by its percentage or its rest."""
    amount, achieved, left = other["achieved"], figures.get("achieved"), figures.get("remaining")
    if "base" in figures or achieved is None:
        return False
    if (amount.kind is Kind.RUPIAH) != (achieved.kind is Kind.RUPIAH) or amount.value == achieved.value:
        return False
    reached = figures.get("percentage")
    if reached is not None and reached.value < HUNDRED and amount.value < achieved.value:
        return False  # "99,5 persen atau 8.630 desa, tahun lalu 8.569 desa": the whole is no smaller than its part
    if left is not None and achieved.value + left.value == amount.value:
        return True  # "penerima 2.988 KPM. Yang sudah mengambil 2.700 KPM, sisanya 288"
    return "percentage" in figures and fits(figures["percentage"], achieved.value, amount.value)


def completes(figures: Mapping[str, Number], left: Number) -> bool:
    """Whether what is left makes up the whole with what a claim says was achieved, to the last digit of each."""
    if left.kind is Kind.PERCENT:
        reached = figures.get("percentage")
        return reached is not None and reached.value + left.value == HUNDRED
    achieved, base = figures.get("achieved"), figures.get("base")
    return achieved is not None and base is not None and achieved.value + left.value == base.value


def leaves(figures: Mapping[str, Number], told: Mapping[str, Number]) -> bool:
    """Whether all that is told to be left is what a claim's level leaves, each number as it may have been rounded."""
    level, achieved, base = figures.get("percentage"), figures.get("achieved"), figures.get("base")
    left, share = told.get("remaining"), told.get("remaining_percentage")
    fit: list[bool] = []
    if share is not None and level is not None:
        off, most = max(last_digit(level), last_digit(share)), level.upper or level.value  # "54 sampai 55 persen"
        fit.append(level.value - off <= HUNDRED - share.value <= most + off)
    elif share is not None and achieved is not None and base is not None and base.value:
        fit.append(abs(HUNDRED - achieved.value * 100 / base.value - share.value) <= last_digit(share))
    if left is not None and base is not None and base.value and achieved is not None:
        rounding = min(last_digit(achieved) + last_digit(left) + last_digit(base), base.value * NEAR)
        fit.append(abs(achieved.value + left.value - base.value) <= rounding)
    elif left is not None and base is not None and base.value and level is not None:
        fit.append(abs(HUNDRED - left.value * 100 / base.value - level.value) <= last_digit(level))
    return bool(fit) and all(fit)
