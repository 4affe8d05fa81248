"""A seeded newsroom of any size: pages as heavy as real ones, with the claims that each should give.

Figures grow along one line per place and topic, so that the stories of one seed agree with each other whatever their
number; nothing is planted. Stories are made when they are asked for, so that a million cost no memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from random import Random
from typing import Any, overload
from zoneinfo import ZoneInfo

from capaian.demo.newsroom import HERE, Newsroom, Outlet, Story, framed, path_of, publishers, slugify, url_of
from capaian.demo.pages import day_id
from models.config import Block, ConfigError, block, read_toml
from models.reference import indicators, regions
from models.values import Report
from models.wire import report_from

FIRST, LAST = date(2023, 1, 9), date(2025, 10, 31)
"""Days between which stories are spread."""

_CLAIMS = (1, 2, 1, 3, 1, 2, 1, 1, 2, 0)
"""Claims of a story, by the last digit of its number."""

_BASE_NUMBER = 500_000


class Topic(Block):
    """What a generated story is about: one block of generator.toml."""

    indicator: str
    section: str
    subject: str
    office: str
    noun: str
    """Unit as it is printed; `miliar` makes amounts of money."""
    base_noun: str
    base: tuple[int, int]
    """Range of bases, in persons or in miliar rupiah."""
    low: int
    """Percentage at the start of the line, or of each fiscal year."""
    high: int


class Words(Block):
    """The words of generator.toml."""

    names: tuple[str, ...]
    surnames: tuple[str, ...]
    topics: dict[str, Topic]
    sentences: tuple[str, ...]
    quotes: tuple[str, ...]


@cache
def words() -> Words:
    """The words of generator.toml."""
    name = "generator.toml"
    tables: dict[str, Any] = dict(read_toml(HERE / name))
    filler = tables.pop("filler", {})
    topics = tables.pop("topics", {})
    if not isinstance(topics, dict) or not isinstance(filler, dict):
        raise ConfigError(f"{name}: [topics] and [filler] are tables")
    made = {slug: block(Topic, table, file=name, name=slug) for slug, table in topics.items()}
    return block(Words, tables | filler | {"topics": made}, file=name, name="words")


@cache
def _places(province: str) -> tuple[str, ...]:
    return tuple(code for code, region in regions().items() if region.parent_code == province)


def _grouped(number: int | Decimal, decimals: int = 0) -> str:
    return f"{number:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True, slots=True)
class Level:
    """Where a place stands in a topic on a day: exact, and as it is printed."""

    achieved: Decimal
    base: Decimal
    percentage: Decimal
    money: bool

    def text(self, amount: Decimal, noun: str) -> str:
        """An amount as a story prints it."""
        if self.money:
            return f"Rp{_grouped(amount / 10**9, 2)} miliar"
        return f"{_grouped(amount)} {noun}"


def level(seed: int, place: str, topic: Topic, day: date) -> Level:
    """Where a place stands in a topic on a day: the same for every story that tells of it, never less than before."""
    yearly = indicators()[topic.indicator].per_year
    chance = Random(f"{seed}:{place}:{topic.indicator}")
    money = topic.noun == "miliar"
    base = Decimal(chance.randint(*topic.base) * (10**9 if money else 1))
    if yearly:  # a new target each year, some percent above the last
        base += base / 25 * (day.year - FIRST.year)
    first, last = (date(day.year, 1, 1), date(day.year, 12, 31)) if yearly else (FIRST, LAST)
    share = Decimal((day - first).days) / Decimal((last - first).days)
    bottom = Decimal(topic.low) + Decimal(chance.randint(0, 20)) / 10
    top = Decimal(topic.high) - Decimal(chance.randint(0, 40)) / 10
    reached = (bottom + (top - bottom) * share) / 100 * base
    step = Decimal(10**7) if money else Decimal(1)
    achieved = (reached / step).to_integral_value(ROUND_FLOOR) * step
    return Level(achieved, base, (achieved / base * 100).quantize(Decimal("0.01"), ROUND_HALF_UP), money)


@dataclass(frozen=True)
class Generated:
    """A generated newsroom: what `serve(pages=…)` takes, and what extraction should find in it."""

    count: int
    seed: int

    @property
    def claims(self) -> int:
        """How many claims its stories make, without making the stories."""
        full, rest = divmod(self.count, len(_CLAIMS))
        return full * sum(_CLAIMS) + sum(_CLAIMS[:rest])

    def _outlets(self) -> tuple[Outlet, ...]:
        return tuple(Outlet(slug, publisher) for slug, publisher in publishers().items())

    def _plan(self, index: int) -> tuple[Outlet, datetime, date, Random]:
        outlets = self._outlets()
        outlet = outlets[index % len(outlets)]
        chance = Random(f"{self.seed}:{index}")
        day = FIRST + timedelta(days=1 + (LAST - FIRST).days * index // max(1, self.count))
        moment = datetime(
            day.year, day.month, day.day, 7 + index % 12, index * 7 % 60, tzinfo=ZoneInfo(outlet.publisher.timezone)
        )
        return outlet, moment, day - timedelta(days=1), chance

    def _told(self, index: int) -> tuple[str, Topic, list[str]]:
        """Official, topic and places of a story."""
        outlet, _, _, chance = self._plan(index)
        pool = words()
        topic = pool.topics[chance.choice(sorted(pool.topics))]
        places = chance.sample(_places(outlet.publisher.province or ""), max(1, _CLAIMS[index % len(_CLAIMS)]))
        return f"{chance.choice(pool.names)} {chance.choice(pool.surnames)}", topic, places

    def section(self, index: int) -> str:
        """The section that a story stands in, without making it."""
        _, topic, places = self._told(index)
        outlet, *_ = self._plan(index)
        section = "kabar-daerah" if outlet.publisher.platform == "antara" else topic.section
        return f"{section}/{slugify(regions()[places[0]].name)}"

    def story(self, index: int) -> Story:
        """The story of a number, 0 the oldest; IndexError where there is none."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        outlet, moment, day, chance = self._plan(index)
        official, topic, places = self._told(index)
        region = regions()[places[0]]
        number = _CLAIMS[index % len(_CLAIMS)]
        role = f"{topic.office} {region.full_name}"
        facts = [self._fact(place, topic, day, n) for n, place in enumerate(places)] if number else []
        if number:
            title = f"{topic.subject[0].upper()}{topic.subject[1:]} di {region.name}: ini kata {topic.office}"
        else:
            title = f"Warga {region.name} sambut pelayanan keliling"
        section = self.section(index)
        text = self._text(chance, official, role, facts)
        path = path_of(outlet, section=section, title=f"{title} {index}", published=moment, number=_BASE_NUMBER + index)
        town = region.capital or region.name
        return Story(
            key=f"generated-{index}",
            outlet=outlet.slug,
            path=path,
            section=section,
            town=town,
            published=moment,
            modified=moment,
            title=title,
            reporter="Redaksi",
            editor="gen",
            caption=f"Suasana pelayanan di {town}.",
            paragraphs=framed(outlet, town=town, reporter="Redaksi", editor="gen", text=text),
            innerhtml=outlet.publisher.platform == "borneonews" and index % 20 == 1,
        )

    def _fact(self, place: str, topic: Topic, day: date, n: int) -> str:
        at = level(self.seed, place, topic, day)
        got, base = at.text(at.achieved, topic.noun), at.text(at.base, topic.base_noun)
        until = f"per {day_id(datetime(day.year, day.month, day.day))}"  # noqa: DTZ001 - a day, no moment
        opening = f"{topic.subject[0].upper()}{topic.subject[1:]}" if n == 0 else f"Sementara itu, {topic.subject}"
        share = _grouped(at.percentage, 2)
        return f"{opening} di {regions()[place].full_name} {until} mencapai {got} atau {share} persen dari {base}."

    def _text(self, chance: Random, official: str, role: str, facts: list[str]) -> str:
        pool = words()
        said = f'"{chance.choice(pool.quotes)}," kata {role} {official}.'
        paragraphs = [*facts[:1], said, *facts[1:]]
        length, goal = sum(len(paragraph.split()) for paragraph in paragraphs), chance.randint(300, 580)
        sentences = list(pool.sentences)
        while length < goal:
            chance.shuffle(sentences)
            paragraph = " ".join(sentences[: chance.randint(2, 4)])
            paragraphs.append(paragraph)
            length += len(paragraph.split())
        return "\n\n".join(paragraphs)

    def report(self, index: int) -> Report:
        """What extraction should find in the story of a number; roles and segments are left out."""
        outlet, moment, day, _ = self._plan(index)
        official, topic, places = self._told(index)
        story = self.story(index)
        made = []
        for place in places if _CLAIMS[index % len(_CLAIMS)] else ():
            at = level(self.seed, place, topic, day)
            made.append(
                {
                    "indicator": topic.indicator,
                    "indicator_text": topic.subject,
                    "place": place,
                    "percentage": {"value": at.percentage, "text": f"{_grouped(at.percentage, 2)} persen"},
                    "achieved": {"value": at.achieved, "text": at.text(at.achieved, topic.noun)},
                    "base": {"value": at.base, "text": at.text(at.base, topic.noun)},
                    "unit": "rupiah" if at.money else "person",
                    "as_of": day.isoformat(),
                    "as_of_source": "stated",
                    "official": official,
                }
            )
        return report_from(
            {
                "url": url_of(outlet, story),
                "publisher": outlet.slug,
                "published": moment.isoformat(),
                "title": story.title,
                "claims": made,
            }
        )

    def reports(self) -> Iterator[Report]:
        """`report` of every story, oldest first."""
        return map(self.report, range(self.count))

    def find(self, outlet: str, path: str) -> Story | None:
        """The story of an outlet's path, or None."""
        match = re.search(r"/berita/(\d{6,})\D|-(\d+)/\Z", path)
        if match is None:
            return None
        index = int(match[1]) - _BASE_NUMBER if match[1] else int(match[2])
        if not 0 <= index < self.count:
            return None
        story = self.story(index)
        return story if (story.outlet, story.path) == (outlet, path) else None

    def newsroom(self) -> Newsroom:
        """It as the server takes it."""
        outlets = {outlet.slug: outlet for outlet in self._outlets()}
        stories = {slug: _Newest(self, _indices(self, slug)) for slug in outlets}
        return Newsroom(
            round=1,
            outlets=outlets,
            stories=stories,
            changed={slug: (several[0] if several else self.story(0)).modified for slug, several in stories.items()},
            find=self.find,
            listed=lambda slug, section: _Newest(self, _indices(self, slug, section)),
            gone={},
            rich=True,
        )


@lru_cache(maxsize=256)
def _indices(made: Generated, slug: str, section: str = "") -> Sequence[int]:
    slugs = list(publishers())
    every = range(slugs.index(slug), made.count, len(slugs))[::-1]
    return [index for index in every if f"{made.section(index)}/".startswith(f"{section}/")] if section else every


class _Newest(Sequence[Story]):
    """The stories of one outlet, newest first, made when they are asked for."""

    def __init__(self, made: Generated, indices: Sequence[int]) -> None:
        self._made = made
        self._indices = indices

    def __len__(self) -> int:
        return len(self._indices)

    @overload
    def __getitem__(self, at: int) -> Story: ...
    @overload
    def __getitem__(self, at: slice) -> list[Story]: ...
    def __getitem__(self, at: int | slice) -> Story | list[Story]:
        if isinstance(at, slice):
            return [self._made.story(index) for index in self._indices[at]]
        return self._made.story(self._indices[at])


def generate(count: int, *, seed: int = 1) -> Generated:
    """A newsroom of `count` stories over the demo's four outlets; the same seed gives the same bytes.

    >>> made = generate(1000)
    >>> made.claims
    1400
    >>> len(made.story(0).title) > 10
    True
    """
    if count < 1:
        raise ValueError(f"a newsroom of {count} stories cannot be made: at least 1")
    return Generated(count, seed)
