"""Whether two printed numbers can be one figure, in two precisions or with and without a hedge."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from extract.mentions import Kind, Number
from models.values import Comparator, Figure

_TENS = 10
_SCALE = 2
"""So many times an amount, "lebih dari" it says another one."""
_ROUGH = 3
"""Percentage points by which a figure in tens, said with "sekitar" or "hampir", may differ from the exact one."""


def bounds(bound: Number, exact: Number) -> bool:
    """Whether a one-sided mention ("di atas 60 persen") says no more than an exact one (84,12)."""
    if exact.comparator not in (Comparator.EQUAL, Comparator.ABOUT):
        return False
    if bound.kind is not Kind.PERCENT and not bound.value / _SCALE <= exact.value <= bound.value * _SCALE:
        return False  # "melampaui Rp467 juta" is nothing that Rp85 miliar could be
    if bound.comparator in (Comparator.MORE, Comparator.AT_LEAST):
        return exact.value >= bound.value
    if bound.comparator in (Comparator.LESS, Comparator.AT_MOST):
        return exact.value <= bound.value
    return False


def agree(a: Number, b: Number) -> bool:
    """Whether two printed numbers can be the same one, in two precisions."""
    if a.value == b.value or bounds(a, b) or bounds(b, a):
        return True
    coarse, fine = sorted((a, b), key=precision)
    if coarse.comparator is Comparator.ABOUT and coarse.kind is fine.kind is Kind.PERCENT and coarse.value % _TENS == 0:
        return abs(coarse.value - fine.value) <= _ROUGH  # "hampir mencapai 90 persen", and then "88 persen"
    exact = Comparator.ABOUT not in (coarse.comparator, fine.comparator)
    if exact and coarse.kind is fine.kind and precision(coarse) == precision(fine):
        return False  # "84 persen. Bulan lalu 83 persen", "Rp80 miliar … Rp70 miliar": neither rounds the other
    if exact and fine.value < coarse.value and coarse.value >= 10 * last_digit(coarse):
        # rounded up at most: "Rp120 miliar" is not "Rp112 miliar"; one digit alone ("Rp1 triliun") may say less
        return 2 * (coarse.value - fine.value) <= last_digit(coarse)
    return abs(coarse.value - fine.value) <= last_digit(coarse)


def fits(figures: Mapping[str, Number]) -> bool:
    """Whether a base goes with what else a claim says: achieved of it makes the percentage, or leaves the rest."""
    base, achieved = figures["base"], figures.get("achieved")
    percentage, remaining = figures.get("percentage"), figures.get("remaining")
    part = achieved.value if achieved else base.value - remaining.value if remaining else None
    if part is None or not base.value:
        return False
    if percentage is not None:
        return abs(part * 100 / base.value - percentage.value) <= last_digit(percentage)
    if achieved is None or remaining is None:
        return False
    return abs(part + remaining.value - base.value) <= last_digit(achieved) + last_digit(remaining) + last_digit(base)


def precision(number: Number) -> Decimal:
    """How finely a number is printed: the larger, the finer."""
    return -last_digit(number)


def digits(number: Number) -> int:
    """How many digits say what a number is, without the zeros behind them."""
    return len(number.value.normalize().as_tuple().digits)


def last_digit(number: Number) -> Decimal:
    """One unit of the last printed digit."""
    if number.kind is Kind.PERCENT:
        return Decimal(1).scaleb(-number.decimals)
    printed = "".join(c for c in number.text if c.isdigit()).rstrip("0")
    value = number.value
    if not printed or not value:
        return Decimal(1)
    exponent = value.adjusted() - len(printed.lstrip("0")) + 1
    return Decimal(1).scaleb(max(exponent, 0))


def figure_of(number: Number) -> Figure:
    """A printed number as a claim gives it."""
    return Figure(number.value, number.comparator, number.text)
