"""Everything that the readers found in one article, over one normalised text: the title, a blank line, the body."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from operator import attrgetter, itemgetter
from typing import NamedTuple, Protocol, TypeVar, cast

from extract.gates import Gated
from extract.mentions import Cue, IndicatorMention, Number, OfficialMention, PeriodMention, PlaceMention, Speech
from extract.sentences import Sentence
from extract.tables import Row


class Spanned(Protocol):
    """Anything with offsets."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


T = TypeVar("T", bound=Spanned)
M = TypeVar("M")
A = TypeVar("A")
_start_of_kind = itemgetter(1)
_start_of = attrgetter("start")


class Speakers(NamedTuple):
    """People in office, what each of them says, and the one speaker of an article that has one."""

    officials: Sequence[OfficialMention] = ()
    speeches: Sequence[Speech] = ()
    main: OfficialMention | None = None


@dataclass(slots=True)
class Reading:
    """The mentions of one article, each list sorted by start. Filled pipe by pipe, then only read."""

    text: str
    title_end: int
    """Where the title ends; the body begins after it. 0 for none."""
    published: date | datetime | None
    province: str | None
    """The publisher's province."""
    sentences: list[Sentence] = field(default_factory=list)
    noise: list[tuple[int, int, str]] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    periods: list[PeriodMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    speakers: Callable[[], Speakers] = Speakers
    """Looked for when they are asked for: most articles have no figure of which anybody could have spoken."""
    indicators: list[IndicatorMention] = field(default_factory=list)
    segments: list[tuple[str, int, int]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    foreign: list[Cue] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    """The rows of tables, by where their sentence begins."""
    told: dict[tuple[object, int], tuple[object, object]] = field(default_factory=dict, repr=False, compare=False)
    """What `remembered` functions have said of the mentions."""

    asked: dict[Gated, list[int]] = field(default_factory=dict, repr=False, compare=False)
    """Where the words of patterns stand that `may_match` was asked for."""

    body: list[Sentence] = field(default_factory=list, repr=False, compare=False)
    body_of: list[Sentence] | None = field(default=None, repr=False, compare=False)
    """The sentences that are no noise, and of which sentences they are those."""

    def may_match(self, pattern: Gated, start: int, end: int) -> bool:
        """Whether a window can hold a match of a pattern: for patterns that are asked in sentence after sentence."""
        spots = self.asked.get(pattern)
        if spots is None:
            spots = self.asked[pattern] = pattern.spots(self.text)
        if not spots:
            return False
        at = bisect_left(spots, start)
        return at < len(spots) and spots[at] < end

    @property
    def officials(self) -> Sequence[OfficialMention]:
        """People in office, in the order of the text."""
        return self.speakers().officials

    @property
    def speeches(self) -> Sequence[Speech]:
        """What each of them says."""
        return self.speakers().speeches

    def noisy(self, start: int) -> str | None:
        """The reason why nothing at this offset may become a claim, or None."""
        if start < self.title_end:
            return "headline"
        noise = self.noise
        if not noise or start < noise[0][0] or start >= noise[-1][1]:
            return None  # mostly, where there is any, a caption at the top or a list of other stories below
        at = bisect_right(noise, (start, len(self.text), "~")) - 1
        if at >= 0 and noise[at][0] <= start < noise[at][1]:
            return noise[at][2]
        return None

    def kinds(self, start: int, end: int) -> list[tuple[str, int, int]]:
        """The kinds of indicators that are named inside a stretch."""
        low = bisect_left(self.segments, start, key=_start_of_kind)
        high = bisect_left(self.segments, end, low, key=_start_of_kind)
        return [kind for kind in self.segments[low:high] if kind[2] <= end]

    def starts(self) -> list[int]:
        """Where anything begins that a sentence without figures can leave in mind."""
        found: list[Sequence[Spanned]] = [self.periods, self.places, self.indicators, self.foreign]
        return [*(item.start for part in found for item in part), *(kind[1] for kind in self.segments)]

    def lead(self, count: int) -> list[Sentence]:
        """The first sentences of the body, not counting lines that tell nothing."""
        made: list[Sentence] = []
        counted = 0
        for sentence in self.body_sentences():
            own_line = bool(made) and "\n" in self.text[made[-1].end : sentence.start]
            counted += not (own_line and sentence.order == made[-1].order)
            if counted > count:
                break
            made.append(sentence)
        return made

    def body_sentences(self) -> Iterator[Sentence]:
        """The sentences that claims may come from."""
        if self.body_of is not self.sentences:
            self.body_of, self.body = self.sentences, [s for s in self.sentences if self.noisy(s.start) is None]
        return iter(self.body)


def remembered(asked: Callable[[Reading, M], A]) -> Callable[[Reading, M], A]:
    """A question about one mention of an article, answered once: many rules ask the same at several figures."""

    @wraps(asked)
    def answer(reading: Reading, mention: M) -> A:
        known = reading.told.get((asked, id(mention)))
        if known is None:  # the mention is kept with it, so that no other can come to have its number
            known = reading.told[asked, id(mention)] = (asked(reading, mention), mention)
        return cast(A, known[0])

    return answer


def within(found: Sequence[T], start: int, end: int) -> list[T]:
    """Those of a sorted list that lie inside a stretch."""
    if not found or found[-1].start < start or found[0].start >= end:
        return []
    low = bisect_left(found, start, key=_start_of)
    if found[low].start >= end:
        return []
    made = []
    for at in range(low, len(found)):
        item = found[at]
        if item.start >= end:
            break
        if item.end <= end:
            made.append(item)
    return made
