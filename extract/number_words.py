"""What figures and number words are worth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extract.number_data import vocabulary

MOST_DIGITS = 15
"""Figures with more digits are identity or account numbers."""


class Digits(NamedTuple):
    """What a group of digits and marks is worth."""

    value: Decimal
    decimals: int
    style: str
    """`plain`, `thousands` (310.785), `comma` (99,2), `point` (10.03), `english` (1,739,300.85)."""


_USUAL = re.compile(r"(?:(0|[1-9]\d*)|([1-9]\d{0,2}(?:\.\d{3})+)|(0|[1-9]\d*),(\d+))\Z")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*\Z")


def _whole(text: str) -> bool:
    """Whether digits stand for a number, and not for a code: "0" and "12" do, "012" does not."""
    return text == "0" or text[0] != "0"


def read_digits(text: str) -> Digits | None:
    """The number that digits, points and commas stand for in Indonesian print; None if they stand for none.

    A comma is the decimal mark and a point groups thousands, unless the figure itself shows otherwise: "10.03" has
    no group of three, "1,739,300.85" and "1,250,000" have several groups by comma.

    >>> read_digits("1.678.249").value, read_digits("99,2").value, read_digits("10.03").value
    (Decimal('1678249'), Decimal('99.2'), Decimal('10.03'))
    >>> read_digits("1.2.3") is None
    True
    """
    usual = _USUAL.match(text)
    if usual is not None and len(text) <= MOST_DIGITS:
        whole, grouped, head, tail = usual.groups()
        if whole:
            return Digits(Decimal(whole), 0, "plain")
        if grouped:
            return Digits(Decimal(grouped.replace(".", "")), 0, "thousands")
        return Digits(Decimal(f"{head}.{tail}"), len(tail), "comma")
    return _unusual(text)


def _unusual(text: str) -> Digits | None:
    """Points for commas, groups by comma, cents behind a point: what the figure itself shows."""
    points, commas = text.count("."), text.count(",")
    if len(text) - points - commas > MOST_DIGITS:
        return None
    if not points and not commas:
        return Digits(Decimal(text), 0, "plain") if _whole(text) else None
    last = max(text.rfind("."), text.rfind(","))
    mark, head, tail = text[last], text[:last], text[last + 1 :]
    if points and commas:
        if text.count(mark) > 1 or not _THOUSANDS.match(head):
            return None
        bare = head.replace(".", "").replace(",", "")
        return Digits(Decimal(f"{bare}.{tail}"), len(tail), "comma" if mark == "," else "english")
    if (points or commas > 1) and _THOUSANDS.match(text):
        return Digits(Decimal(text.replace(mark, "")), 0, "thousands" if points else "english")
    if points + commas == 1:
        return Digits(Decimal(f"{head}.{tail}"), len(tail), "comma" if commas else "point") if _whole(head) else None
    if len(tail) == 2 and points and _THOUSANDS.match(head):  # "Rp187.000.00": cents behind a point
        return Digits(Decimal(f"{head.replace('.', '')}.{tail}"), 2, "point")
    return None


def read_grouped(text: str) -> Decimal | None:
    """The whole number that digits in groups of three stand for, whichever marks part them; None if they are not so.

    >>> read_grouped("133,926"), read_grouped("1.176,300"), read_grouped("45,6")
    (Decimal('133926'), Decimal('1176300'), None)
    """
    head, *groups = re.split(r"[.,]", text)
    if groups and 1 <= len(head) <= 3 and head[0] != "0" and all(len(group) == 3 for group in groups):
        return Decimal(head + "".join(groups))
    return None


class Spelled(NamedTuple):
    """A number in words."""

    value: Decimal
    decimals: int
    end: int
    words: int
    scaled: bool
    """Whether a scale word is part of it."""


@cache
def _atoms() -> Mapping[str, tuple[int, ...]]:
    """Number words as factors: 0..9, -10 for "belas", 10, 100 and the scales; glued words are several."""
    words, scales = vocabulary().words, vocabulary().scales
    atoms: dict[str, tuple[int, ...]] = {word: (value,) for word, value in words.units.items()}
    places = {words.teen: -10, words.ten: 10, words.hundred: 100}
    places |= {word: int(factor) for word, factor in scales.items() if not word.endswith("an") and len(word) > 2}
    for word, value in places.items():
        atoms[word] = (value,)
        atoms[words.prefix + word] = (1, value)
        if value <= 1_000_000:  # glued: "duapuluh", "limaribu"
            atoms |= {unit + word: (digit, value) for unit, digit in words.units.items() if digit}
    return atoms


@cache
def openers() -> frozenset[str]:
    """Words that may begin a number in words."""
    return frozenset(word for word, atoms in _atoms().items() if 0 <= atoms[0] <= 9)


class _Sum:
    """Adds number words up, and refuses one that does not fit ("dua tiga")."""

    __slots__ = ("group", "last", "pending", "place", "scaled", "total")

    def __init__(self) -> None:
        self.total = self.group = 0
        self.pending: int | None = None
        self.place, self.last = 1000, 10**18
        self.scaled = False

    def add_all(self, atoms: tuple[int, ...]) -> bool:
        """Takes the atoms of one word; False, and nothing changed, if they do not fit."""
        before = self.total, self.group, self.pending, self.place, self.last, self.scaled
        for atom in atoms:
            if not self._add(atom):
                self.total, self.group, self.pending, self.place, self.last, self.scaled = before
                return False
        return True

    def _add(self, atom: int) -> bool:
        if 0 <= atom <= 9:
            if self.pending is not None or self.place == 1 or (atom == 0 and (self.total or self.group)):
                return False
            self.pending = atom
            return True
        if atom <= 100:
            place = abs(atom)
            if not self.pending or place >= self.place:
                return False
            self.group += self.pending * place if atom > 0 else 10 + self.pending
            self.pending, self.place = None, place if atom > 0 else 1
            return True
        amount = self.group + (self.pending or 0)
        if amount and atom < self.last:
            self.total += amount * atom
        elif not amount and self.last == 1000 < atom:  # "tiga ribu triliun"
            self.total *= atom
        else:
            return False
        self.group, self.pending, self.place, self.last, self.scaled = 0, None, 1000, atom, True
        return True

    @property
    def value(self) -> int:
        return self.total + self.group + (self.pending or 0)


_WORD = re.compile(r"(?: {1,3}|\n|-)?([a-z]+)")


def read_words(low: str, start: int) -> Spelled | None:
    """The number in words that begins at `start` of a lower-case text; None if none does.

    >>> read_words("dua ribu lima ratus orang", 0).value, read_words("tujuh koma lima persen", 0).value
    (Decimal('2500'), Decimal('7.5'))
    >>> read_words("tiga empat orang", 0).value
    Decimal('3')
    """
    first = _WORD.match(low, start)
    if first is None or first.start(1) != start or first[1] not in _atoms():
        return None
    alone = _atoms()[first[1]]
    second = _WORD.match(low, first.end())
    if len(alone) == 1 and (second is None or (second[1] not in _atoms() and second[1] != vocabulary().words.point)):
        return Spelled(Decimal(alone[0]), 0, first.end(), 1, False) if 0 <= alone[0] <= 9 else None
    made, end, count = _sum(low, start)
    if not count:
        return None
    words = vocabulary().words
    value = Decimal(made.value)
    follow = _WORD.match(low, end)
    if follow and follow[1] == words.point and not made.scaled:
        fraction, after, more = _fraction(low, follow.end())
        if more:
            return Spelled(value + Decimal(f"0.{fraction}"), len(fraction), after, count + 1 + more, False)
    return Spelled(value, 0, end, count, made.scaled)


def _sum(low: str, start: int) -> tuple[_Sum, int, int]:
    atoms = _atoms()
    made, at, count = _Sum(), start, 0
    match = _WORD.match(low, at)
    while match and match[1] in atoms and count < 24 and (count == 0) == (match.start(1) == start):
        if not made.add_all(atoms[match[1]]):
            break
        at, count = match.end(), count + 1
        match = _WORD.match(low, at)
    return made, at, count


def _fraction(low: str, start: int) -> tuple[str, int, int]:
    """Digits behind "koma": "lima puluh enam" is 56, "nol lima" is 05."""
    atoms = _atoms()
    digits, at, count = "", start, 0
    match = _WORD.match(low, at)
    while match and match[1] in atoms and count < 6:
        made, end, words = _sum(low, match.start(1))
        if not words or made.scaled:
            break
        digits += str(made.value)
        at, count = end, count + words
        match = _WORD.match(low, at)
    return digits, at, count
