"""The sum of a finding as a reader says it: the same figures and signs, with words, numbers and days in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from crosscheck.wording import Language, number, when, words
from models.periods import Period

_SIGNS = {"->": "→", ">=": "≥", "<=": "≤", "~": "±", "..": "–", "-": "\u2212"}
_ORDER = {"whole", "left", "right", "earlier", "later"}
_PERIOD = r"\d{4}(?:-(?:Q[1-4]|H[12]|\d{2}(?:-\d{2})?))?(?:/\d{4}-\d{2}(?:-\d{2})?)?"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def _tokens() -> re.Pattern[str]:
    """What a sum is made of, in the order in which it is tried: a number after "as of" is a year, elsewhere a count."""
    phrases = "|".join(re.escape(word) for word in sorted(words()["sum"], key=len, reverse=True))
    return re.compile(
        rf"(?P<period>(?<=\(){_PERIOD}(?=\))|(?<=\bby ){_PERIOD}(?![\d.])|(?<=\bas of ){_PERIOD}(?![\d.]))"
        rf"|(?P<phrase>\b(?:{phrases})\b)|(?P<number>\d+(?:\.\d+)?)|(?P<percent> %)|(?P<sign>->|>=|<=|~|\.\.|-)"
    )


def say_sum(sum_: str, language: Language) -> str:
    """A finding's sum in the form of a language; words that the wording does not know stay as they are.

    >>> say_sum("94510 / 96071 = 98.38 %, printed 98.65 %", "id")
    '94.510 / 96.071 = 98,38%, tertulis 98,65%'
    >>> say_sum("target 100 % by 2025-08-31, 92.4 % as of 2025-09-08", "en")
    'target 100% by 31 August 2025, 92.4% as of 8 September 2025'
    """

    def said(found: re.Match[str]) -> str:
        text = found[0]
        match found.lastgroup:
            case "period":
                return when(Period(text), language)
            case "phrase":
                return str(words()["sum"][text][language])
            case "number":
                return number(Decimal(text), language)
            case "percent":
                return "%"
            case _:
                return _SIGNS[text]

    return _tokens().sub(said, sum_)


def say_operand(name: str, value: str, language: Language) -> tuple[str, str]:
    """An operand's name and value in words.

    >>> say_operand("left_base", "310785", "id"), say_operand("field", "base", "en")
    (('sasaran, yang satu', '310.785'), ('what is compared', 'base'))
    """
    known: Mapping[str, Mapping[Language, str]] = words()["operand"]
    prefix, _, rest = name.partition("_")
    if name in known:
        called = known[name][language]
    elif prefix in _ORDER and rest in known:
        called = f"{known[rest][language]}, {known[prefix][language]}"
    else:
        called = name
    if value in known:
        return called, known[value][language]
    if name == "deadline" and re.fullmatch(_PERIOD, value):
        return called, when(Period(value), language)
    return called, _NUMBER.sub(lambda found: number(Decimal(found[0]), language), value)


def name_outlets(message: str, names: Mapping[str, str]) -> str:
    """A finding's sentence with the names of outlets where the rules, which know no registry, wrote their slugs.

    >>> name_outlets("46 persen menurut mentaya, tetapi 42 persen menurut pena", {"mentaya": "Kabar Mentaya"})
    '46 persen menurut Kabar Mentaya, tetapi 42 persen menurut pena'
    """
    return re.sub(
        r"(?<=\bmenurut )[\w.-]*\w|(?<=\baccording to )[\w.-]*\w",
        lambda found: names.get(found[0], found[0]),
        message,
    )
