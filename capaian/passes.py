"""One pass of the unattended line: visit the sources that are due, read their pages, check, tell the operator.

`capaian run` makes one, `capaian schedule` one after the other.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from capaian.errors import ExitCode, UsageError
from capaian.files import whole_file
from capaian.line import check_store, read_pages
from capaian.stores import opened
from crawler.beside import reading_beside
from crawler.checks import Broken, check_crawled
from crawler.digest import Worry, digest
from crawler.logs import event
from crawler.run import CrawlOutcome, crawl
from dashboard.metrics import exposition
from models.publishers import Publisher
from models.wire import dumps
from store.engine import read_session, write_session
from store.ledger import ledger
from store.lock import is_free, pass_lock
from store.retention import drop_texts
from store.rhythm import due_at, is_running
from store.runs import end_run, start_run
from store.sources import decisions, is_enabled

LIMITED = frozenset({"limit", "budget"})
HOOK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did. `code` is how it ended; `next_at` when the next source is due, None where none is on."""

    outcomes: Mapping[str, CrawlOutcome]
    pages: Mapping[str, int]
    findings: Mapping[str, int]
    code: ExitCode
    next_at: datetime | None
    worries: Sequence[Worry] = ()
    """What somebody should look at after it: `capaian doctor` shows the same."""
    broken: Sequence[Broken] = ()
    """Sources that look broken; those whose pages give nothing any more are off now."""

    def as_json(self) -> dict[str, Any]:
        """What the operator's command reads on its standard input."""
        sources = {
            slug: {"status": one.status, "reason": one.reason, "counts": dict(one.counts)}
            for slug, one in self.outcomes.items()
        }
        ended = {
            "code": int(self.code),
            "meaning": self.code.meaning,
            "next": self.next_at and self.next_at.isoformat(),
        }
        told = {
            "broken": [
                {"source": one.source, "problems": [problem.told for problem in one.problems], "off": one.off}
                for one in self.broken
            ],
            "digest": [worry.as_json() for worry in self.worries],
        }
        return {"sources": sources, "pages": dict(self.pages), "findings": dict(self.findings)} | ended | told


def due_sources(
    engine: Engine,
    registry: Mapping[str, Publisher],
    *,
    now: datetime,
    everything: bool = False,
    orphans: bool = False,
) -> tuple[dict[str, Publisher], datetime | None]:
    """(sources that are on and due, when the next of the others is); with `orphans`, one whose last run has not ended
    is due at once: its process is at work, or dead."""
    with read_session(engine) as session:
        on = {
            slug: publisher
            for slug, publisher in registry.items()
            if is_enabled(session, slug, default=publisher.enabled)
        }
        times = {slug: due_at(session, slug, now=now) for slug in on}
        if orphans:
            times |= {slug: now for slug in on if is_running(session, slug)}
    due = {slug: on[slug] for slug in on if everything or times[slug] <= now}
    return due, min((times[slug] for slug in on if slug not in due), default=None)


def one_pass(
    store: str,
    registry: Mapping[str, Publisher],
    *,
    limit: int | None = None,
    jobs: int = 1,
    everything: bool = False,
    share: int | None = None,
    keep_texts: timedelta | None = None,
    allow_loopback: Collection[str] = frozenset(),
    reachable: Callable[[Sequence[str]], object] = lambda _: True,
) -> Passed:
    """Make one pass; PassAtWork if another is at work. Where no source can be reached, nothing is begun.

    With `share` other processes may make one at the same time over the same PostgreSQL database: each takes so many of
    the due sources at once that nobody else crawls, also those that a dead process left behind, until none is left.
    With `keep_texts`, whole texts that were fetched longer ago are dropped at its end.
    """
    from capaian.commands.crawl import exit_code

    now = datetime.now(UTC)
    with opened(store, create=True) as engine, _alone(engine, store, share):
        due, later = due_sources(engine, registry, now=now, everything=everything)
        hosts = [publisher.domains[0] for publisher in due.values()]
        if due and reachable(hosts) is None:
            return Passed({}, {}, {}, ExitCode.NETWORK, now + timedelta(minutes=15))
        with write_session(engine) as session:
            run_id = start_run(session, kind="pass", args={"sources": sorted(due), "limit": limit}).id
        event("pass_started", run=run_id, sources=sorted(due))
        try:
            outcomes: dict[str, CrawlOutcome] = {}
            read: Mapping[str, int] = {}
            how: dict[str, Any] = {"publishers": registry, "limit": limit, "allow_loopback": allow_loopback}
            if share is not None:
                outcomes = _crawl_shared(engine, store, registry, share, how)
            elif due:
                with reading_beside(engine, jobs=jobs, publishers=registry) as read:
                    outcomes = crawl(list(due), store_url=store, **how)
            # a source is one process's alone, and so are its pages
            own = None if share is None else list(outcomes)
            for slug, outcome in outcomes.items():
                event("source_finished", run=run_id, source=slug, status=outcome.status, counts=dict(outcome.counts))
            pages = read_pages(engine, jobs=jobs, publishers=registry, sources=own, read=read)
            event("pages_read", run=run_id, counts=pages)
            broken = check_crawled(engine, outcomes)
            for one in broken:
                event(
                    "source_broken", source=one.source, problems=[problem.told for problem in one.problems], off=one.off
                )
            change = check_store(engine, save=True, part=True).change
            if keep_texts is not None:
                with write_session(engine) as session:
                    event("texts_dropped", run=run_id, texts=drop_texts(session, before=now - keep_texts))
        except BaseException as error:
            word = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
            with write_session(engine) as session:
                end_run(session, run_id, status=word)
            event("pass_ended", run=run_id, status=word, seconds=_seconds(now))
            raise
        assert change is not None
        code = exit_code([outcome.status for outcome in outcomes.values()])
        if code is ExitCode.OK and broken:
            code = ExitCode.SOURCE
        elif code is ExitCode.OK and any(outcome.status in LIMITED for outcome in outcomes.values()):
            code = ExitCode.LIMIT
        with read_session(engine) as session:
            off = {one.source for one in broken if one.off}
            visited = [due_at(session, slug, now=datetime.now(UTC)) for slug in {*due, *outcomes} - off]
        event("checked", run=run_id, opened=change.opened, kept=change.kept, closed=change.closed)
        found = {"opened": change.opened, "kept": change.kept, "closed": change.closed}
        with write_session(engine) as session:
            end_run(session, run_id, status=code.name.lower(), counts={"sources": len(outcomes), **pages})
        event("pass_ended", run=run_id, status=code.name.lower(), code=int(code), seconds=_seconds(now))
        times = [*visited, *([later] if later else [])]
        looked = digest(engine, registry)
        for worry in looked:
            event("worry", run=run_id, kind=worry.kind, source=worry.source, message=worry.told)
        return Passed(outcomes, pages, found, code, min(times, default=None), looked, broken)


def _seconds(since: datetime) -> float:
    return round((datetime.now(UTC) - since).total_seconds(), 3)


def write_metrics(store: str, registry: Mapping[str, Publisher], file: Path) -> None:
    """Write the ledger's numbers for node_exporter's textfile collector: whole, or not at all."""
    with opened(store, readonly=True) as engine, read_session(engine) as session:
        now, decided = ledger(session), decisions(session)
    enabled = {slug: decided[slug].enabled if slug in decided else registry[slug].enabled for slug in registry}
    with whole_file(file) as stream:
        stream.write(exposition(now, enabled=enabled))


def _alone(engine: Engine, store: str, share: int | None) -> AbstractContextManager[None]:
    """The lock of a pass, or none for one that is shared."""
    if share is None:
        return pass_lock(engine, store)
    if engine.dialect.name != "postgresql":
        raise UsageError("--share needs a PostgreSQL database: machines cannot share an SQLite file")
    return nullcontext()


def _crawl_shared(
    engine: Engine, store: str, registry: Mapping[str, Publisher], at_once: int, how: Mapping[str, Any]
) -> dict[str, CrawlOutcome]:
    """Crawl some of the due sources after some, as long as there are any that nobody else has."""
    outcomes: dict[str, CrawlOutcome] = {}
    tried: set[str] = set()
    while True:
        due, _ = due_sources(engine, registry, now=datetime.now(UTC), orphans=True)
        free = [slug for slug in due if slug not in tried and is_free(engine, slug)][:at_once]
        if not free:
            return outcomes
        for slug, outcome in crawl(free, store_url=store, **how).items():
            tried.add(slug)
            if outcome.status != "busy":  # somebody was faster
                outcomes[slug] = outcome


def tell(command: str, passed: Passed) -> str | None:
    """Hand a pass to the operator's command as JSON on its standard input; what went wrong with it, or None.

    One that takes too long is ended, with whatever it started.
    """
    with subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, start_new_session=True) as hook:
        try:
            hook.communicate(f"{dumps(passed.as_json())}\n".encode(), timeout=HOOK_SECONDS)
        except BaseException as error:  # an interrupted pass leaves nothing running either
            with suppress(ProcessLookupError):
                os.killpg(hook.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                return f"the command {command!r} took more than {HOOK_SECONDS} seconds"
            raise
    return None if hook.returncode == 0 else f"the command {command!r} ended with {hook.returncode}"
