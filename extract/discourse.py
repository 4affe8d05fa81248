"""What is carried from sentence to sentence: claims and targets in the making, and what a reader has in mind."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from extract.mentions import Cue, IndicatorMention, Kind, Number, PeriodMention, PlaceMention
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.speakers import Said
from models.periods import Period
from models.values import Setter, Unit

FIELDS = {
    Role.PERCENTAGE: "percentage",
    Role.ACHIEVED: "achieved",
    Role.BASE: "base",
    Role.REMAINING: "remaining",
    Role.REMAINING_PERCENTAGE: "remaining_percentage",
}
"""The field of a claim that a role fills; the other roles fill none."""

KEPT = 2
"""Sentences that tell something, for which a paragraph keeps a place or a kind in mind that none gives figures
of: an outlet may print a whole article as one paragraph.
"""


@dataclass(slots=True)
class Bundle:
    """Figures that say one thing; what they say it of is filled in as far as the sentence tells."""

    sentence: Sentence
    roles: list[RoleOf] = field(default_factory=list)
    targets: list[RoleOf] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    indicator: IndicatorMention | None = None
    foreign: Cue | None = None
    kinds: list[tuple[str, int, int]] = field(default_factory=list)
    """(slug, start, end) of the kinds named before its figures, or behind them."""
    kind: tuple[str, int, int] | None = None
    """The one that its figures were found to be of, by these or by what the sentences before have told."""
    period: PeriodMention | None = None
    counted: str | None = None
    """What regions its amounts count, where that is no measure of the indicator: "kabupaten/kota", "desa"."""
    stage: str | None = None
    """The step before the indicator's own that its figures are of: "pengajuan"."""
    whole: bool = False
    """Whether it is said of all the regions of which some were told: "secara keseluruhan"."""
    beside: Bundle | None = None
    """The money whose takers its figures count."""
    start: int = 0
    end: int = 0

    def has(self, name: str) -> Number | None:
        """The figure of a field, if the bundle has it."""
        return next((r.number for r in self.roles if FIELDS[r.role] == name), None)


@dataclass(slots=True)
class Draft:
    """A claim in the making: one bundle in one place."""

    indicator: str
    mention: IndicatorMention | None
    place: PlaceMention | None
    """None where the article's main place holds."""
    segment: str | None
    segment_span: tuple[int, int] | None
    period: Period | None
    period_span: tuple[int, int] | None
    stated: bool
    """Whether its own sentence states the period; else it was carried on, or is the day on which it was said."""
    figures: dict[str, Number]
    sentence: Sentence
    said: Said
    quoted: bool
    rules: dict[str, str] = field(default_factory=dict)
    """The rule that gave each figure its field."""
    counted: str | None = None
    """What regions its amounts count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetNote:
    """A target as a sentence names it, to be laid to the claim that it belongs to."""

    indicator: str
    place: PlaceMention | None
    segment: str | None
    number: Number | None = None
    met: bool | None = None
    verdict: bool = False
    """Whether the article says so in words; else `met` was told from a hope or a figure."""
    ahead: bool = False
    """Whether it is hoped for or lies ahead on no day: then a level below it says nothing of it."""
    setter: Setter | None = None
    deadline: Period | None = None
    period: Period | None = None
    """The time that its sentence states, or that was stated before."""
    dated: bool = False
    """Whether its own sentence states that time."""
    beside: frozenset[tuple[int, int]] = frozenset()
    """The spans of the figures that it stands with: it is of the claim that has them."""
    near: bool = True
    """Whether its sentence, or one close before it, names the indicator."""
    regions: tuple[int, str] | None = None
    """How many regions of what level missed it, which are named later; then it is of them alone."""
    alone: bool = False
    """Whether its sentence states no figures: then a kind that it names is the one it is on."""
    sentence: Sentence
    said: Said


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list: its indicator, the words of its kind, and where it is named."""

    slug: str
    kind: str
    start: int


@dataclass(slots=True)
class Discourse:
    """What a reader has in mind at a sentence: the topic, the period that was stated last."""

    topic: IndicatorMention | None = None
    about: frozenset[str] = frozenset()
    """The indicators of the title and the first sentences."""
    surely: frozenset[str] = frozenset()
    """Those of them that no common word named."""
    told: tuple[str, ...] = ()
    """The indicators of the last paragraph that gave figures."""
    told_paragraph: int = -1
    measured: set[str] = field(default_factory=set)
    """The indicators of which figures were already accepted."""
    undated: bool = False
    """Whether figures of which no time is told came before any others: those of the day of the report."""
    aside: tuple[PeriodMention, Sentence] | None = None
    """A year to which a short sentence without figures turns, and that sentence: "Pun dengan realisasi pada 2023." """
    topic_paragraph: int = 0
    """Where the topic was named last."""
    foreign: Cue | None = None
    of_others: set[Decimal] = field(default_factory=set)
    """Percentages that were told of what is none of ours: said again without a name, they are its still."""
    segment: tuple[str, str, tuple[int, int]] | None = None
    """(slug, words, span)"""
    segment_paragraph: int = -1
    """Where the kind was named, or last taken up by a list."""
    segment_order: int = -1
    """The sentence of it."""
    segment_alone: bool = False
    """Whether its sentence named no other kind: one of several holds for nothing that comes later."""
    doses: frozenset[str] = frozenset()
    """The doses that were told of the group in `segment`."""
    waiting: tuple[str, Number] | None = None
    """A base with nothing achieved that ended the sentence before, and the indicator it is of."""
    untold: frozenset[tuple[Kind, Unit | None]] = frozenset()
    """What the amounts of the last sentence count, where none of them was taken: their parts are no more."""
    untold_order: int = -1
    waiting_period: PeriodMention | None = None
    """The time of the base that waits: "Pada 2024 … menargetkan Rp5 miliar. Namun, realisasinya hanya …"."""
    listing: bool = False
    """Whether the last figures were of a place and a kind, as in a list."""
    latest: list[tuple[Bundle, str]] = field(default_factory=list)
    """The last sentence's figures that were accepted, each with its indicator, which "angka itu" means."""
    levels: list[Bundle] = field(default_factory=list)
    """All figures that were accepted with a percentage, in order: what comes again is of the same."""
    items: list[Item] = field(default_factory=list)
    """The kinds of the list that the last figures were of, also of one in many lines."""
    items_order: int = -1
    """The sentence of its last item."""
    target: TargetNote | None = None
    """The last target with a percentage, which "target nasional" in a later sentence means."""
    of_regions: tuple[TargetNote, ...] = ()
    """What the sentence before said of regions that it did not name."""
    paragraph: int = -1
    place: PlaceMention | None = None
    place_order: int = -1
    """The sentence that named it, or gave the last figures."""
    compared: frozenset[str] = frozenset()
    """The indicators of which that place was only set beside the article's: those of its own go on with another."""
    passed_by: int = -1
    """The order of the last sentence without figures that named another region in passing."""
    period: PeriodMention | None = None
