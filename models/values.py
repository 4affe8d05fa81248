"""The shared words of the project: frozen, typed values that know no network and no database.

Text offsets are in Unicode code points, `start` inclusive and `end` exclusive. Figures are exact decimals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from models.periods import Period


class Comparator(StrEnum):
    """How a printed number bounds the real one."""

    EQUAL = "="
    ABOUT = "~"
    MORE = ">"
    AT_LEAST = ">="
    LESS = "<"
    AT_MOST = "<="


class Unit(StrEnum):
    """What achieved, base and remaining count."""

    PERSON = "person"
    RUPIAH = "rupiah"
    HECTARE = "hectare"
    KM = "km"
    UNIT = "unit"
    TON = "ton"
    DOCUMENT = "document"
    HOUSEHOLD = "household"
    VILLAGE = "village"


class Setter(StrEnum):
    """Who set a target."""

    NATIONAL = "national"
    PROVINCE = "province"
    REGENCY = "regency"


class AsOfSource(StrEnum):
    """Where a claim's `as_of` comes from."""

    STATED = "stated"
    SAID = "said"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a claim.

    `value` is in base units ("Rp1,2 triliun" is 1200000000000, "99,2 persen" is 99.2). `text` is the printed form,
    without its hedge, which carries the precision; None where nobody kept it (labels made by hand).
    """

    value: Decimal
    comparator: Comparator = Comparator.EQUAL
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What should be reached: a percentage, by whom it was set, whether the article says it is met, and until when."""

    percentage: Figure | None = None
    setter: Setter | None = None
    met: bool | None = None
    deadline: Period | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exact passage of the article that a claim rests on, and the fields that it supports.

    `text[start:end] == quote` for the article's unchanged text, or for its title where `where` says so.
    """

    start: int
    end: int
    quote: str
    fields: tuple[str, ...]
    where: Literal["text", "title"] = "text"
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A figure that the article gives for the same field, differently, and that lost."""

    field: str
    value: Decimal
    text: str
    where: Literal["headline", "body"]
    start: int
    end: int


NUMERIC_FIELDS = ("percentage", "achieved", "base", "remaining", "remaining_percentage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an article says of one indicator, in one place and segment, at one time. Field by field: docs/claims.md."""

    indicator: str
    indicator_text: str | None = None
    place: str | None = None
    place_candidates: tuple[str, ...] = ()
    segment: str | None = None
    percentage: Figure | None = None
    achieved: Figure | None = None
    base: Figure | None = None
    remaining: Figure | None = None
    remaining_percentage: Figure | None = None
    unit: Unit | None = None
    targets: tuple[Target, ...] = ()
    as_of: Period | None = None
    as_of_source: AsOfSource | None = None
    official: str | None = None
    official_role: str | None = None
    conflicts: tuple[Conflict, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """(field, figure) of every number the claim has, targets aside.

        >>> list(Claim(indicator="stunting", percentage=Figure(Decimal("14.2"))).figures())[0][0]
        'percentage'
        """
        for name in NUMERIC_FIELDS:
            figure: Figure | None = getattr(self, name)
            if figure is not None:
                yield name, figure


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned article as extraction takes it. `publisher` is a slug; an unknown one has no province.

    `published` is a date, an aware datetime, or None where it is not known.
    """

    url: str
    publisher: str | None
    published: date | datetime | None
    title: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A number that was seen and not turned into a claim, and why."""

    start: int
    end: int
    text: str
    reason: str
    where: Literal["text", "title"] = "text"


class ExtractStatus(StrEnum):
    """The one word with which an article leaves extraction."""

    CLAIMS = "claims"
    NO_CLAIM = "no_claim"
    NO_CUE = "no_cue"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An article's claims: what extraction gives, and what cross-checking takes."""

    url: str
    publisher: str | None = None
    published: date | datetime | None = None
    title: str | None = None
    claims: tuple[Claim, ...] = ()
    text_sha256: str | None = None
    extractor: str | None = None
    status: ExtractStatus | None = None
    unused: tuple[Unused, ...] = ()


class Outcome(StrEnum):
    """What a check says of figures that are laid side by side."""

    CONSISTENT = "consistent"
    ROUNDING = "rounding"
    INCONSISTENT = "inconsistent"
    CANNOT_TELL = "cannot_tell"


class Severity(StrEnum):
    """How much a reader should care."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Side:
    """One claim that a finding names, with the words it stands on."""

    url: str
    publisher: str | None
    claim: Claim
    quote: str | None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found about one or more claims.

    `sum` is the arithmetic as a person would write it; `operands` its numbers by name; `reading` the reading that made
    the figures agree, if one did; `id` is the same for the same rule over the same figures, whatever else arrives.
    `group` names the claims that were laid side by side ("series|ektp_recording|62.02|"): what is checked again when
    one of them comes, changes or goes.
    """

    id: str
    rule: str
    outcome: Outcome
    severity: Severity
    sides: tuple[Side, ...]
    sum: str
    operands: tuple[tuple[str, str], ...] = ()
    message_id: str = ""
    message_en: str = ""
    reading: str | None = None
    reason: str | None = None
    group: str = ""
