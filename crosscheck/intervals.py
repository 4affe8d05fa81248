"""Reported numbers as intervals of exact decimals, and arithmetic on them that does not widen twice.

"99,2 persen" stands for 99.15..99.25 where it was rounded, and for 99.2..99.3 where it was cut. Name each quantity once
in a computation: `1 - remaining / base` is tight; `(base - remaining) / base` counts the base's width twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import StrEnum
from functools import lru_cache

from crosscheck.thresholds import thresholds
from models.values import Comparator, Figure

INFINITY = Decimal("Infinity")
ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)

# Ends are rounded outwards, so that no finding ever comes from a division that does not end.
_DOWN = Context(prec=40, rounding=ROUND_FLOOR)
_UP = Context(prec=40, rounding=ROUND_CEILING)

_DIGITS = re.compile(r"\d(?:[\d.,\u00a0 ]*\d)?")


class Printing(StrEnum):
    """How a true number became the printed one."""

    ROUNDED = "rounded"
    CUT = "truncation"
    """The digits after the last printed one were dropped: 92,59 is printed 92,5."""
    ROUND_NUMBER = "round_numbers"
    """Printed thousands may be rounded ones: "45.000 jiwa" for 44.812."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`; an open end is not itself in it. Infinite ends are open.

    >>> Interval(Decimal("99.15"), Decimal("99.25")).meets(point(Decimal("99.2")))
    True
    >>> Interval(Decimal(60), INFINITY, low_open=True).meets(point(Decimal(60)))
    False
    """

    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low}..{self.high}{right}"

    @property
    def width(self) -> Decimal:
        """Distance between the ends."""
        return self.high - self.low

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        opened = (
            (self.low == low and self.low_open)
            or (other.low == low and other.low_open)
            or (self.high == high and self.high_open)
            or (other.high == high and other.high_open)
        )
        return not opened

    def below(self, other: Interval) -> bool:
        """Whether every number of this one is smaller than every number of the other."""
        return self.high <= other.low and not self.meets(other)

    def gap(self, other: Interval) -> Decimal:
        """Distance to the other; 0 where they touch."""
        return max(ZERO, other.low - self.high, self.low - other.high)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Interval(
            low,
            high,
            all(i.low_open for i in (self, other) if i.low == low),
            all(i.high_open for i in (self, other) if i.high == high),
        )

    def holds_whole_number(self) -> bool:
        """Whether an integer lies in it."""
        if self.high == INFINITY:
            return True
        first = self.low.to_integral_value(rounding=ROUND_CEILING)
        if self.low_open and first == self.low:
            first += 1
        return first <= self.high and not (self.high_open and first == self.high)

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            _DOWN.add(self.low, other.low),
            _UP.add(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval) -> Interval:
        return Interval(
            _DOWN.subtract(self.low, other.high),
            _UP.subtract(self.high, other.low),
            self.low_open or other.high_open,
            self.high_open or other.low_open,
        )

    def __mul__(self, other: Interval) -> Interval:
        """Product of two intervals of numbers that are not negative."""
        return Interval(
            _times(_DOWN, self.low, other.low),
            _times(_UP, self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient of two intervals of numbers that are not negative."""
        low = ZERO if other.high == INFINITY else _DOWN.divide(self.low, other.high) if other.high else INFINITY
        high = INFINITY if other.low == ZERO or self.high == INFINITY else _UP.divide(self.high, other.low)
        high_open = self.high_open or other.low_open or high == INFINITY
        return Interval(low, high, self.low_open or other.high_open, high_open)


def _times(context: Context, a: Decimal, b: Decimal) -> Decimal:
    return ZERO if ZERO in (a, b) else context.multiply(a, b)


def point(value: Decimal) -> Interval:
    """The interval of one number."""
    return Interval(value, value)


def at_least(value: Decimal) -> Interval:
    """Everything from the value on."""
    return Interval(value, INFINITY, high_open=True)


def percent_of(part: Interval, whole: Interval) -> Interval:
    """What percentage of the whole the part is.

    >>> percent_of(point(Decimal(94510)), point(Decimal(96071))).low.quantize(Decimal("0.01"))
    Decimal('98.38')
    """
    return part / whole * point(HUNDRED)


def percent_left(part: Interval, whole: Interval) -> Interval:
    """What percentage of the whole is left beside the part: 100 minus its share, the whole being named once."""
    return point(HUNDRED) - percent_of(part, whole)


def total(intervals: list[Interval]) -> Interval:
    """The sum; 0 of nothing."""
    result = point(ZERO)
    for interval in intervals:
        result += interval
    return result


def trailing_zeros_unit(value: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 100000 for 4200000, 0.1 for 26.80, 1 for 0.

    >>> trailing_zeros_unit(Decimal(4200000)), trailing_zeros_unit(Decimal("26.80"))
    (Decimal('1E+5'), Decimal('0.1'))
    """
    if not value:
        return ONE
    exponent = value.normalize().as_tuple().exponent
    return Decimal((0, (1,), int(exponent)))


def printed_unit(figure: Figure, *, percent: bool = False) -> Decimal | None:
    """The place of the last printed digit, in the figure's own unit; None where its text holds no digits that fit.

    The digits of the text are laid on the value, so that no locale is guessed: "Rp1,13 triliun" is 113 times ten
    miliar, "11,792 ton" of the value 11792 is 11792 times one.

    >>> printed_unit(Figure(Decimal(1130000000000), text="Rp1,13 triliun")) == Decimal(10_000_000_000)
    True
    >>> printed_unit(Figure(Decimal("99.2"), text="99,20 persen"))
    Decimal('0.01')
    """
    if figure.text is None:
        unit = trailing_zeros_unit(figure.value)
        return min(unit, ONE) if percent else unit
    for match in _DIGITS.finditer(figure.text):
        digits = re.sub(r"\D", "", match[0])
        if not figure.value:
            if not int(digits):
                return Decimal((0, (1,), -(len(digits) - 1)))
            continue
        if not int(digits):
            continue
        unit = (figure.value / int(digits)).normalize()
        if unit.as_tuple().digits == (1,):
            return unit
    return None


def _is_fraction(text: str, value: Decimal, *, percent: bool) -> bool:
    """Whether a number is said as a fraction, "dua pertiga"; without text, whether it is what a label has for one."""
    about = thresholds().about
    if text:
        return any(word in text for word in about.fraction_words)
    return percent and value in about.fraction_percents


@lru_cache(maxsize=65536)
def reported(
    figure: Figure,
    *,
    percent: bool = False,
    whole: bool = False,
    printing: Printing = Printing.ROUNDED,
    from_below: bool = False,
) -> Interval:
    """What the true number may be, given how it is printed.

    `whole` says that only whole numbers make sense (people, villages): then a count printed to the last one is exact.
    `from_below` says that the hedge is one of "hampir", which only promises less. Without text, trailing zeros of
    the value are unknown digits (but a percentage is always printed to the whole percent at least).

    >>> str(reported(Figure(Decimal("99.2"), text="99,2 persen"), percent=True))
    '[99.15..99.25]'
    >>> str(reported(Figure(Decimal("99.2"), text="99,2 persen"), percent=True, printing=Printing.CUT))
    '[99.2..99.3)'
    >>> str(reported(Figure(Decimal(60), Comparator.MORE, "60 persen"), percent=True))
    '(60..Infinity)'
    >>> before, after, right, wrong = (reported(Figure(Decimal(v)), percent=True) for v in "21.6 14.2 7.4 8.4".split())
    >>> (before - after).meets(right), (before - after).meets(wrong)
    (True, False)
    """
    value = figure.value
    match figure.comparator:
        case Comparator.MORE:
            return Interval(value, INFINITY, low_open=True, high_open=True)
        case Comparator.AT_LEAST:
            return at_least(value)
        case Comparator.LESS:
            return Interval(min(ZERO, value), value, high_open=True)
        case Comparator.AT_MOST:
            return Interval(min(ZERO, value), value)
    about = thresholds().about
    text = (figure.text or "").lower()
    unit = printed_unit(figure, percent=percent)
    if unit is None:  # number words: "lima ribu" is read as 5000 without text
        unit = trailing_zeros_unit(value)
        unit = min(unit, ONE) if percent else unit
    fraction = _is_fraction(text, value, percent=percent)
    if figure.comparator is Comparator.ABOUT or fraction:
        away = max(abs(value) * (about.fraction_share if fraction else about.share), unit)
        return Interval(max(ZERO, value - away), value if from_below else value + away)
    if printing is Printing.ROUND_NUMBER and not percent:
        zeros = trailing_zeros_unit(value).adjusted()
        unit = max(unit, Decimal((0, (1,), zeros - zeros % 3)) if zeros >= 3 else ONE)
    if whole and unit <= ONE and value == value.to_integral_value():
        return point(value)
    if printing is Printing.CUT:
        return Interval(value, value + unit, high_open=True)
    return Interval(max(ZERO, value - unit / 2), value + unit / 2)
