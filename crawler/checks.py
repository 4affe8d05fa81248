"""Whether a source still gives what it gave: item count, field coverage, error rate. One that does not is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Engine

from store.engine import read_session, write_session
from store.health import SourceHealth, source_health
from store.sources import decide, decisions, last_run

ENOUGH_PAGES, ENOUGH_VISITS = 8, 10
"""Fewer pages or visits say nothing about a source."""
LEAST_TEXTS, LEAST_TITLES, LEAST_DATES = 0.6, 0.8, 0.8
"""Share of the newest pages that must give a text, and of those a title and a date."""
MOST_FAILED = 0.5
SILENT = timedelta(days=7)
"""A source that is crawled and has had no new page for so long has moved, or its lists have."""
PROGRAM = "capaian"
"""Who decides, where the program sets a source aside by itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a source. `check` is item_count, text, title, date or error_rate."""

    check: str
    told: str
    grave: bool = False
    """Whether going on would only pile up empty pages."""


def judge(health: SourceHealth, *, last_crawl: datetime | None) -> list[Problem]:
    """What the checks say of a source; `last_crawl` is when a crawl of it ended well last, None for never."""
    made: list[Problem] = []
    if health.newest_page and last_crawl and last_crawl - health.newest_page > SILENT:
        made.append(Problem("item_count", f"no new page since {health.newest_page:%Y-%m-%d}, though it is crawled"))
    if health.pages >= ENOUGH_PAGES:
        fields = (
            ("text", health.texts, health.pages, LEAST_TEXTS),
            ("title", health.titles, health.texts, LEAST_TITLES),
            ("date", health.dates, health.texts, LEAST_DATES),
        )
        for name, found, of, least in fields:
            if of and found < least * of:
                told = f"{found} of its newest {of} pages give a {name}"
                made.append(Problem(name, told, grave=found == 0 and of >= ENOUGH_PAGES and name != "title"))
    if health.visits >= ENOUGH_VISITS and health.failed > MOST_FAILED * health.visits:
        made.append(Problem("error_rate", f"{health.failed} of its newest {health.visits} visits failed"))
    return made


def check_source(engine: Engine, source: str, *, last_crawl: datetime | None) -> list[Problem]:
    """What the checks say of a source; captures and visits from before the last decision about it do not count."""
    with read_session(engine) as session:
        decided = decisions(session).get(source)
        health = source_health(session, source, since=decided.at if decided and decided.enabled else None)
    return judge(health, last_crawl=last_crawl)


@dataclass(frozen=True, slots=True)
class Broken:
    """A source with which something is wrong; `off` is why it was turned off, None where it goes on."""

    source: str
    problems: tuple[Problem, ...]
    off: str | None


def check_crawled(engine: Engine, sources: Iterable[str]) -> list[Broken]:
    """What follows every crawl, once its pages are read: the sources that look broken, the grave ones turned off."""
    made = []
    for source in sources:
        with read_session(engine) as session:
            run = last_run(session, source, kind="crawl")
        ended_well = run.started_at if run and run.status == "done" else None
        problems = check_source(engine, source, last_crawl=ended_well)
        if problems:
            made.append(Broken(source, tuple(problems), set_aside(engine, source, problems)))
    return made


def set_aside(engine: Engine, source: str, problems: list[Problem]) -> str | None:
    """Turns a source off whose pages give no text or no dates any more, and answers why; None where it may go on.

    The decision is recorded under the program's name; a person turns the source on again when it is mended.
    """
    grave = [problem.told for problem in problems if problem.grave]
    if not grave:
        return None
    because = f"quarantined: {'; '.join(grave)}"
    with write_session(engine) as session:
        decide(session, source, enabled=False, by=PROGRAM, because=because)
    return because
