"""Numbers: one case per marked line, and what holds for every number."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from extract.mentions import Kind, Number
from extract.numbers import as_decimal, as_thousands, find_numbers
from extract.text import normalise
from models.values import Unit
from tests.extract import marks

KINDS = [str(kind) for kind in Kind]
ATTRIBUTES = {"value", "cmp", "upper", "unit", "noun", "rule", "decimals", "passage"}
FILES = (
    *("percent.txt", "numbers_rupiah.txt", "numbers_counts.txt", "numbers_words.txt"),
    *("numbers_hedges.txt", "numbers_ranges.txt", "numbers_not.txt"),
)
LABELS = dict.fromkeys(KINDS, ATTRIBUTES)
EVERY = marks.cases(*FILES, labels=LABELS, known_failures=False)


def found(text: str, number: Number) -> marks.Found:
    attributes = {
        "value": number.value,
        "cmp": number.comparator,
        "upper": number.upper,
        "unit": number.unit,
        "noun": number.noun,
        "rule": number.rule,
        "decimals": number.decimals,
        "passage": text[number.hedge_start : number.hedge_end],
    }
    return marks.Found(number.kind, number.start, number.end, attributes)


@marks.cases(*FILES, labels=LABELS)
def test_numbers(line: marks.Line) -> None:
    marks.check(line, [found(line.text, number) for number in find_numbers(line.text)])


@EVERY
def test_what_holds_for_every_number(line: marks.Line) -> None:
    at = 0
    for number in find_numbers(line.text):
        assert line.text[number.start : number.end] == number.text
        assert at <= number.hedge_start <= number.start < number.end <= number.hedge_end <= len(line.text)
        assert number.upper is None or number.value < number.upper
        assert (number.unit is Unit.RUPIAH) == (number.kind is Kind.RUPIAH)
        assert number.noun is None or number.kind is Kind.COUNT
        assert number.rule.partition(".")[0] in {*KINDS, "fraction"}
        at = number.hedge_end


CHANGES = {
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "soft hyphens": lambda text: re.sub(r"(?<=[a-z])(?=[a-z])", "\u00ad", text),
    "curly quotes": lambda text: text.replace('"', "\u201d").replace("'", "\u2019"),
    "decomposed": lambda text: text + " e\u0301",
    "capitals": str.upper,
    "small letters": str.lower,
    "line breaks": lambda text: re.sub(r"(?<=[a-z0-9%]) (?=[a-z%])", "\n", text),
}


def told(number: Number) -> tuple[object, ...]:
    noun = number.noun and " ".join(number.noun.lower().split())
    return number.value, number.kind, number.unit, noun, number.comparator, number.upper, number.rule, number.decimals


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("name", FILES)
def test_nothing_changes_under(change: Callable[[str], str], name: str) -> None:
    changed = {}
    for line in marks.lines(name, LABELS):
        plain = [told(number) for number in find_numbers(normalise(line.text).text)]
        other = [told(number) for number in find_numbers(normalise(change(line.text)).text)]
        if other != plain:
            changed[line.where] = plain, other
    assert changed == {}


@pytest.mark.parametrize("name", FILES)
def test_taken_spans_are_left_alone(name: str) -> None:
    texts = [line.text for line in marks.lines(name, LABELS)]
    assert [find_numbers(text, taken=[(0, len(text))]) for text in texts] == [[]] * len(texts)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11,792 ton", 11792),
        ("128,478 ton", 128478),
        ("12,500 kilogram", Decimal("12.5")),
        ("20,124 hektare", 20124),
        ("11,79 ton", None),
        ("11.792 ton", None),
        ("79,909 persen", None),
        ("1,385 miliar", 1385_000_000_000),
    ],
)
def test_as_thousands(text: str, value: object) -> None:
    [number] = find_numbers(text)
    again = as_thousands(number)
    assert (again and again.value) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("133.622 persen", Decimal("133.622")),
        ("3.030 persen", Decimal("3.03")),
        ("Rp1.450 miliar", 1_450_000_000),
        ("133,622 persen", None),
        ("133 persen", None),
    ],
)
def test_as_decimal(text: str, value: object) -> None:
    [number] = find_numbers(text)
    again = as_decimal(number)
    assert (again and again.value) == value
