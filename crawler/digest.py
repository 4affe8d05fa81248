"""What somebody who runs this should look at: silence, drift, quarantine, errors; each with what to do.

Every threshold compares a source with its own last four weeks, and asks for more than chance: silence that one source
in a hundred would keep by accident, a share that lies three standard deviations off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp, factorial, sqrt

from sqlalchemy.engine import Engine

from crawler.checks import PROGRAM
from models.publishers import Publisher
from store.engine import read_session
from store.habits import BEFORE, LATELY, Habit, habits
from store.sources import Decision, decisions

DAYS = LATELY.days
SILENT, CHANCE = 0.25, 0.01
"""Share of what is expected below which a source is silent, and how often chance alone may make it so."""
ENOUGH_READ, ENOUGH_BEFORE = 10, 30
"""Articles, lately and before, that a share is taken of."""
FALLEN = 0.6
"""Share of the former share below which it has fallen."""
ENOUGH_VISITS = 20
FAILING, RISEN = 0.1, 2.0
"""Share of visits that fail, and how many times the former share, from which errors are rising."""


@dataclass(frozen=True, slots=True)
class Worry:
    """One thing to look at: `kind` is silence, not_crawled, drift, quarantine or errors."""

    kind: str
    source: str
    told: str
    todo: str

    def as_json(self) -> dict[str, str]:
        """As machines get it."""
        return {"kind": self.kind, "source": self.source, "told": self.told, "todo": self.todo}


def digest(engine: Engine, registry: Mapping[str, Publisher], *, now: datetime | None = None) -> list[Worry]:
    """Everything to look at, over the sources that are on, and those that the program turned off."""
    moment = now or datetime.now(UTC)
    with read_session(engine) as session:
        decided = decisions(session)
        on = [slug for slug in registry if (decided[slug].enabled if slug in decided else registry[slug].enabled)]
        found = habits(session, on, now=moment)
    return [*set_aside(decided.values()), *(worry for one in found for worry in worries(one))]


def set_aside(decided: Iterable[Decision]) -> Iterator[Worry]:
    """The sources that the program itself turned off."""
    for one in decided:
        if not one.enabled and one.by == PROGRAM:
            yield Worry(
                "quarantine",
                one.source,
                f"off since {one.at:%Y-%m-%d}: {one.because.removeprefix('quarantined: ')}",
                f"mend its block; `capaian sources probe {one.source}`, then `enable`",
            )


def worries(habit: Habit) -> Iterator[Worry]:
    """What is the matter with one source, by its own habit."""
    source, lately, before = habit.source, habit.lately, habit.before
    expected = before.articles * LATELY / BEFORE
    if _chance(0, expected) < CHANCE:
        few = f"{lately.articles} articles in {DAYS} days, usually {expected:.0f}"
        if not lately.crawls:
            yield Worry(
                "not_crawled", source, f"no crawl ended well in {DAYS} days", f"`capaian runs --source {source}`"
            )
        elif lately.articles < SILENT * expected and _chance(lately.articles, expected) < CHANCE:
            yield Worry(
                "silence",
                source,
                few,
                f"open its site; if it has news, `capaian sources probe {source}` says what moved",
            )
    for name, now_has, had in (
        ("claims", lately.with_claims, before.with_claims),
        ("dates", lately.dated, before.dated),
    ):
        if _fell(now_has, lately.read, had, before.read):
            yield Worry(
                "drift",
                source,
                f"{now_has} of {lately.read} articles have {name}, before {had} of {before.read}",
                f"read one of its articles: `capaian sources probe {source}`; its pages may look different now",
            )
    if habit.quarantined:
        why = f", mostly: {habit.reason}" if habit.reason else ""
        yield Worry(
            "quarantine", source, f"{habit.quarantined} addresses set aside in {DAYS} days{why}",
            f"`capaian runs --source {source}` shows the crawls; a later crawl asks again",
        )  # fmt: skip
    if _rose(lately.failed, lately.visits, before.failed, before.visits):
        yield Worry(
            "errors",
            source,
            f"{lately.failed} of {lately.visits} visits failed, before {before.failed} of {before.visits}",
            f"`capaian sources health`; if it asks to be left alone, `capaian sources disable {source}`",
        )


def _chance(most: int, expected: float) -> float:
    """How often so few articles, or fewer, come where so many are expected (Poisson)."""
    return sum(exp(-expected) * expected**number / factorial(number) for number in range(most + 1))


def _fell(has: int, of: int, had: int, former: int) -> bool:
    """Whether a share is far lower than it was, and not by chance."""
    if of < ENOUGH_READ or former < ENOUGH_BEFORE or not had:
        return False
    share = had / former
    return has < FALLEN * share * of and has < of * share - 3 * sqrt(of * share * (1 - share))


def _rose(failed: int, visits: int, before: int, former: int) -> bool:
    """Whether far more visits fail than did; a source without a past is measured by the least share alone."""
    if visits < ENOUGH_VISITS or failed < FAILING * visits:
        return False
    share = before / former if former else 0.0
    return failed > RISEN * share * visits and failed > visits * share + 3 * sqrt(visits * share * (1 - share))
