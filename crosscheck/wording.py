"""How findings speak: sentences from `data/wording.toml`, with numbers and dates in the form of each language."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from models.config import ConfigError, read_toml
from models.periods import Period
from models.values import Comparator, Figure, Unit

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, Language] = ("id", "en")
FILE = Path(__file__).parent / "data" / "wording.toml"

_INDONESIAN = str.maketrans(",.", ".,")

_TABLES = (
    "note", "outcome", "reading", "reason", "comparator", "unit", "scale", "month", "period", "figure", "sum",
    "operand",
)  # fmt: skip


@cache
def words() -> Mapping[str, Any]:
    """The file, its sentences checked to stand in both languages with the same placeholders."""
    tables = read_toml(FILE)
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{FILE.name}: [{name}] is no table")
        if {"id", "en"} <= table.keys():
            continue
        for key, entry in table.items():
            where = f"{FILE.name}: [{name}.{key}]"
            if not isinstance(entry, dict) or entry.keys() != {"id", "en"}:
                raise ConfigError(f"{where} needs exactly the keys: id, en")
            if placeholders(entry["id"]) != placeholders(entry["en"]):
                raise ConfigError(f"{where} has different placeholders in its two languages")
    for name in _TABLES:
        if name not in tables:
            raise ConfigError(f"{FILE.name}: lacks the table [{name}]")
    return tables


def placeholders(template: str) -> frozenset[str]:
    """The names in a sentence's braces."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def rules() -> frozenset[str]:
    """The rules that have sentences."""
    return frozenset(words().keys() - set(_TABLES))


def note(language: Language) -> str:
    """The line that stands under every finding: numbers disagree, and we do not know which is wrong.

    >>> note("en")
    'These numbers do not agree with each other; we do not know which of them is wrong.'
    """
    return str(words()["note"][language])


def explain(kind: Literal["reading", "reason"], code: str, language: Language) -> str:
    """A reading or a reason in words.

    >>> explain("reason", "surveys", "en")
    'the surveys differ or are not named'
    """
    return str(words()[kind][code][language])


@dataclass(frozen=True, slots=True)
class Term:
    """A number in a sentence; a percentage is said without its "persen", which the sentence has."""

    value: Decimal
    unit: Unit | None = None
    comparator: Comparator = Comparator.EQUAL
    decimals: int | None = None

    def say(self, language: Language) -> str:
        """As that language writes it.

        >>> Term(Decimal(94510)).say("id"), Term(Decimal("98.384"), decimals=2).say("id")
        ('94.510', '98,38')
        >>> Term(Decimal(7100000000), Unit.RUPIAH).say("id"), Term(Decimal(7100000001), Unit.RUPIAH).say("en")
        ('Rp7,1 miliar', 'Rp7,100,000,001')
        """
        hedge = str(words()["comparator"][language][str(self.comparator)])
        if self.unit is Unit.RUPIAH:
            return f"{hedge}Rp{_rupiah(self.value, language)}"
        unit = words()["unit"][language].get(str(self.unit), "")
        return f"{hedge}{number(self.value, language, self.decimals)}{unit}"


def number(value: Decimal, language: Language, decimals: int | None = None) -> str:
    """Digits grouped and marked as the language does; without `decimals`, all there are.

    >>> number(Decimal("-1234.50"), "id"), number(Decimal("1234.5"), "en", 2)
    ('-1.234,5', '1,234.50')
    """
    if decimals is None:
        text = f"{value.normalize():,f}"
    else:
        text = f"{value.quantize(Decimal((0, (1,), -decimals)), rounding=ROUND_HALF_UP):,f}"
    return text if language == "en" else text.translate(_INDONESIAN)


def _rupiah(value: Decimal, language: Language) -> str:
    for power, name in zip((12, 9, 6), reversed(words()["scale"][language]), strict=True):
        scaled = value.scaleb(-power)
        if abs(scaled) >= 1 and scaled == scaled.quantize(Decimal("0.001")):
            return f"{number(scaled, language)} {name}"
    return number(value, language, 0)


def term(figure: Figure, unit: Unit | None = None) -> Term:
    """A figure of a claim as a term of a sentence."""
    return Term(figure.value, unit, figure.comparator, _decimals(figure))


def _decimals(figure: Figure) -> int | None:
    if figure.text is None:
        return None
    exponent = figure.value.as_tuple().exponent
    return None if not isinstance(exponent, int) or exponent >= 0 else -exponent


def when(period: Period | None, language: Language) -> str:
    """A period as a reader says it.

    >>> when(Period("2023-11-20"), "id"), when(Period("2024-Q3"), "en")
    ('20 November 2023', 'quarter 3 of 2024')
    """
    if period is None:
        return "?"
    months, forms = words()["month"][language], words()["period"][language]
    head, slash, tail = period.text.partition("/")
    if slash:
        return str(forms["interval"]).format(first=when(Period(head), language), last=when(Period(tail), language))
    year, _, rest = head.partition("-")
    if not rest:
        return year
    if rest[0] in "QH":
        numeral = str(forms["numerals"][int(rest[1]) - 1])
        return str(forms["quarter" if rest[0] == "Q" else "half"]).format(n=numeral, year=year)
    month, _, day = rest.partition("-")
    name = f"{months[int(month) - 1]} {year}"
    return f"{int(day)} {name}" if day else name


@dataclass(frozen=True, slots=True)
class Named:
    """One figure of a claim with what it is: "94.510 yang sudah"."""

    field: str
    figure: Figure
    unit: Unit | None = None

    def say(self, language: Language) -> str:
        """As that language says it.

        >>> Named("percentage", Figure(Decimal("99.2"))).say("id"), Named("base", Figure(Decimal(96071))).say("en")
        ('99,2 persen', 'a base of 96,071')
        """
        unit = None if self.field.endswith("percentage") else self.unit
        return str(words()["figure"][language][self.field]).format(value=term(self.figure, unit).say(language))


Said = Term | Named | Period | str | tuple[str, str]
"""What a placeholder may hold: a number, a figure, a period, a text, or a text per language."""


def sentence(rule: str, variant: str, values: Mapping[str, Said], language: Language) -> str:
    """The rule's sentence, filled."""
    template = str(words()[rule][variant][language])
    return template.format(**{name: _spoken(value, language) for name, value in values.items()})


def _spoken(value: Said, language: Language) -> str:
    match value:
        case Term() | Named():
            return value.say(language)
        case Period():
            return when(value, language)
        case tuple():
            return value[LANGUAGES.index(language)]
        case _:
            return value
