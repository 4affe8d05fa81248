"""What the readers of a text find, before claims are made of it: frozen values with offsets into the normalised text.

`start` is inclusive and `end` exclusive, in code points of the text that the reader was given, which is already
normalised (`extract.text.normalise`): NFC, plain blanks, straight quotation marks, no soft hyphens. Every mention
carries the name of the rule that read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from models.periods import Period
from models.values import Comparator, Unit


class Kind(StrEnum):
    """What a number counts."""

    PERCENT = "percent"
    POINTS = "points"
    """Percentage points: "0,33 persen poin"."""
    RUPIAH = "rupiah"
    COUNT = "count"
    """With a counted noun beside it: "310.785 jiwa"."""
    BARE = "bare"
    """No noun: "dari 45.000"."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as printed.

    `value` is in base units: 1200000000000 for "Rp1,2 triliun", 99.2 for "99,2 persen", 50 (PERCENT) for "separuh" of
    something. `text` is the printed form without its hedge; `hedge_start`..`hedge_end` is the passage with hedges on
    either side ("lebih dari dua ribu penduduk", "306 ribu lebih"). A range is one number with its lower bound as value,
    comparator `>=` and `upper`. `noun` is the counted noun as printed ("jiwa", "wajib KTP", "ton"), `unit` what it
    counts where the noun tells; kilograms and quintals are already tons.
    """

    value: Decimal
    kind: Kind
    start: int
    end: int
    text: str
    rule: str
    unit: Unit | None = None
    noun: str | None = None
    comparator: Comparator = Comparator.EQUAL
    decimals: int = 0
    upper: Decimal | None = None
    hedge_start: int = 0
    hedge_end: int = 0


class PeriodRole(StrEnum):
    """What a period does in its sentence."""

    AS_OF = "as_of"
    """A cut-off: "per Desember 2024", "hingga Juni 2016", "sampai dengan 30 Desember"."""
    SAID = "said"
    """The day on which something was said or happened: "Senin (20/11)", "Jumat" alone, "kemarin"."""
    DEADLINE = "deadline"
    """"paling lambat awal 2024", "sebelum 31 Desember", "ditargetkan rampung Juni"."""
    NOW = "now"
    """"saat ini", "hingga hari ini", "sejauh ini": the day on which it is said."""
    PLAIN = "plain"
    """Any other: "pada 2022", "tahun 2024", "triwulan II", "November 2023"."""


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period as printed, resolved as far as the text and the day of publication allow, else `period` None.

    `anchored` is true where a missing year (or more) was completed from the day of publication. `clash` says what does
    not agree ("Senin, but 2023-11-21 is a Selasa"). `span_start` reaches back over "per", "hingga", "paling lambat".
    """

    period: Period | None
    role: PeriodRole
    start: int
    end: int
    text: str
    rule: str
    anchored: bool = False
    clash: str | None = None
    span_start: int = 0


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A region as named, with its code, or the candidates where context leaves several (`code` None then).

    `use` tells how it is named: `place` in running text, `office` inside an official's or agency's title ("Kepala
    Disdukcapil Kotim"), `dateline`, `set` for "se-Kalteng" or "14 kabupaten/kota di Kalteng" (the whole as one),
    `locative` where something was said or held ("di Sampit, Jumat").
    """

    code: str | None
    level: Literal["nation", "province", "regency", "district", "village"]
    start: int
    end: int
    text: str
    rule: str
    candidates: tuple[str, ...] = ()
    use: Literal["place", "office", "dateline", "set", "locative"] = "place"
    village: str | None = None


@dataclass(frozen=True, slots=True)
class OfficialMention:
    """Who speaks or is named: a person in office (`name` and `role`), or an office alone (`name` None).

    `name` has no titles, ranks or degrees. `start`..`end` is the passage itself, also for a second mention ("Agus",
    "dia"), whose `name` and `role` are those that it refers to.
    """

    name: str | None
    role: str | None
    start: int
    end: int
    text: str
    rule: str
    second: bool = False


class Speech(NamedTuple):
    """A stretch of text that one speaker answers for: a quotation, or a sentence of indirect speech."""

    speaker: OfficialMention | None
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class IndicatorMention:
    """A phrase that names what is measured."""

    slug: str
    start: int
    end: int
    text: str
    rule: str
    weak: bool = False
    segment: str | None = None


class Cue(NamedTuple):
    """A word that tells what a figure is: `kind` is a key of `extract/data/cues.toml`."""

    kind: str
    start: int
    end: int
    text: str
