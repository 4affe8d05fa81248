"""What a crawl writes down of one source: its run, its frontier, its captures. Every write is one short transaction.

A task is finished in the transaction that saves its capture, and a list page in the one that saves what it led to, so
that a kill at any moment loses nothing but leases.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

from crawler.archive import Archive, SourceBusyError, archive_folder
from crawler.bounds import Bounds
from crawler.captures import Captures, Fetched, Kept, next_visit
from crawler.discover import Found, day_of, start_pages
from crawler.items import Captured
from crawler.workers import job_of
from models.publishers import Publisher
from store.captures import first_seen, pending_captures
from store.engine import open_store, read_session, write_session
from store.frontier import (
    PARKED,
    Discovered,
    Task,
    add_discovered,
    due,
    finish,
    finished_since,
    lease,
    parked_until,
    prefer,
    quarantine,
    read_whole_at,
    release,
    reopen,
    retry_later,
    take_back,
    unknown,
)
from store.lock import take_source
from store.outside import read_outside_again
from store.pages import mark_gone
from store.runs import end_run, requests_since, start_run
from store.sources import decisions, last_run

START_PRIORITY = 10_000_000
"""Feeds, sitemaps and lists come before articles, whose priority is the ordinal of their day: newest first."""
LAST_PRIORITY = 0
LISTS_FIRST = 0.25
"""Share of a day's requests that further lists and sitemaps may take before articles."""
MAX_ATTEMPTS = 8
SUSPECT_WAIT = timedelta(days=1)
"""How long a page is left alone beside which so many processes in a row have died."""
LEASE_SECONDS = 900
WAITING = 50
"""Pages of earlier runs that are looked up at once."""


@cache
def shared_engine(store_url: str) -> Engine:
    """The one engine of this process for a store: spiders of several sources write through it in turn."""
    return open_store(store_url, create=True)


class SourceOffError(Exception):
    """The source is switched off."""


def _day(item: Found, now: datetime) -> date:
    return day_of(item.published) or day_of(item.changed) or now.date()


def _is_newer(item: Found, visited: datetime, now: datetime) -> bool:
    """Whether a sitemap may have changed since it was visited."""
    if item.changed is None:
        return now - visited >= timedelta(days=1)
    return item.changed >= (visited if isinstance(item.changed, datetime) else visited.date())


class Ledger:
    """One run over one source, from its first request to the run's last word."""

    def __init__(
        self, engine: Engine, source: str, publisher: Publisher, *, args: Mapping[str, Any] | None = None
    ) -> None:
        """SourceOffError if the source is off; SourceBusyError if another process crawls it."""
        self.engine = engine
        self.source = source
        self.publisher = publisher
        self.counts: dict[str, int] = {}
        with read_session(engine) as session:
            decided = decisions(session).get(source)
            if not (decided.enabled if decided else publisher.enabled):
                why = f"{decided.because} ({decided.by})" if decided else publisher.terms
                raise SourceOffError(f"{source} is switched off: {why}")
            previous = last_run(session, source, kind="crawl")
        self.previous_start = previous.started_at if previous else None
        give_back = take_source(engine, source)
        if give_back is None:
            raise SourceBusyError(f"another process is crawling {source}; one at a time does")
        self._give_back = give_back
        try:
            self._begin(args)
        except BaseException:
            give_back()
            raise
        self._leased: set[str] = set()
        self._ahead = int(LISTS_FIRST * publisher.daily_budget)

    def _begin(self, args: Mapping[str, Any] | None) -> None:
        """Opens the archive and the run; the source is ours."""
        engine, source = self.engine, self.source
        now = datetime.now(UTC)
        self.archive = Archive(archive_folder(engine.url), source, name=f"{source}-{now:%Y%m%dT%H%M%S}-{os.getpid()}")
        with write_session(engine) as session:
            self.run_id = start_run(session, kind="crawl", sources=[source], args=args, now=now).id
        self.captures = Captures(engine, source, self.run_id, self.archive)
        self._free_orphans()

    def _free_orphans(self) -> None:
        """Takes back the leases of runs that were killed: the source's lock is ours, so nobody else lives."""
        with write_session(self.engine) as session:
            take_back(session, self.source, most=MAX_ATTEMPTS, not_before=datetime.now(UTC) + SUSPECT_WAIT)

    def count(self, word: str, number: int = 1) -> None:
        """Adds to the run's counts."""
        self.counts[word] = self.counts.get(word, 0) + number

    def seed(self, *, revisit: bool = False, bounds: Bounds | None = None) -> None:
        """Queues the start pages anew; with `revisit` every article that was fetched before, too.

        Pages that an earlier crawl read and left out, since it was asked for other days than these, wait again.
        """
        days = bounds or Bounds()
        pages = list(start_pages(self.publisher))
        rows = [Discovered(page.url, page.kind, priority=START_PRIORITY) for page in pages]
        now = datetime.now(UTC)
        with write_session(self.engine) as session:
            add_discovered(session, self.source, rows, now=now)
            reopen(session, self.source, now=now, urls=[page.url for page in pages])
            read_outside_again(session, self.source, since=days.since, until=days.until)
            if revisit:
                reopen(session, self.source, now=now, kinds=("article",), depth=None)

    def seed_articles(self, urls: Iterable[str]) -> None:
        """Queues these articles, before all else."""
        now = datetime.now(UTC)
        rows = [Discovered(url, "article", priority=2 * START_PRIORITY) for url in urls]
        with write_session(self.engine) as session:
            add_discovered(session, self.source, rows, now=now)
            named = [row.url for row in rows]
            reopen(session, self.source, now=now, kinds=("article",), depth=None, urls=named)
            prefer(session, self.source, named, priority=2 * START_PRIORITY)
            read_outside_again(session, self.source, urls=named)

    def waiting(self) -> Iterator[Captured]:
        """The pages of the source that earlier runs kept, and nobody has read."""
        folder, after = str(archive_folder(self.engine.url)), 0
        while True:
            with read_session(self.engine) as session:
                batch = pending_captures(session, WAITING, after=after, sources=[self.source])
            for one in batch:
                job = job_of(one, folder)
                made = (one.capture_id, job.source, job.url, job.fetched_at, job.content_type)
                yield Captured(*made, more=job.more, archive=job.archive)
            if not batch:
                return
            after = batch[-1].capture_id

    def lease(self, limit: int) -> list[Task]:
        """The next tasks, which are this process's alone for a while."""
        self.settle()
        now = datetime.now(UTC)
        tasks = lease(self.engine, self.source, limit=limit, run_id=self.run_id, now=now, seconds=LEASE_SECONDS)
        self._leased.update(task.url for task in tasks)
        return tasks

    def due(self) -> int:
        """How many tasks wait."""
        with read_session(self.engine) as session:
            return due(session, self.source, datetime.now(UTC))

    def spent_today(self) -> int:
        """How many requests were made since midnight in the publisher's zone: what the daily budget counts.

        Of a run that was killed the visits that it ended are known, and nothing else.
        """
        zone = ZoneInfo(self.publisher.timezone)
        midnight = datetime.combine(datetime.now(zone).date(), time_of_day(), zone)
        with read_session(self.engine) as session:
            told = requests_since(session, self.source, midnight)
            return sum(told.values()) + finished_since(session, self.source, midnight, but_for=told)

    def parked_until(self) -> datetime | None:
        """Until when the source asked to be left alone; None if it did not, or the time has passed."""
        with read_session(self.engine) as session:
            return parked_until(session, self.source, now=datetime.now(UTC))

    def found(
        self,
        task: Task,
        items: Collection[Found],
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        left_out: int = 0,
    ) -> int:
        """Ends the visit of a feed, sitemap or list page with what it led to; answers how many URLs were new.

        `left_out` are those that lie outside of the days that were asked for.

        Further lists and sitemaps come before all articles, but those without an end (a calendar, say) take no more
        than a share of a day from them: what is beyond it waits behind.
        """
        self.settle()
        now = datetime.now(UTC)
        articles = [item for item in items if item.kind == "article"]
        rows = [
            Discovered(item.url, item.kind, item.published, _day(item, now).toordinal(), task.depth + 1)
            for item in articles
        ]
        again = [item.url for item in articles if item.url not in self._leased and self._has_changed(item)]
        lists = [item for item in items if item.kind != "article"]
        with read_session(self.engine) as session:
            visited = read_whole_at(session, self.source, [item.url for item in lists]) if lists else {}
        further = self._further(lists, visited, now)
        first, last = further[: self._ahead], further[self._ahead :]
        self._ahead -= len(first)
        for chosen, priority in ((first, START_PRIORITY - 1), (last, LAST_PRIORITY)):
            rows += [Discovered(item.url, item.kind, item.published, priority, task.depth + 1) for item in chosen]
        with write_session(self.engine) as session:
            new = add_discovered(session, self.source, rows, found_on=task.url, now=now)
            reopen(session, self.source, now=now, kinds=("article",), depth=None, urls=again)
            for chosen, priority in ((first, START_PRIORITY - 1), (last, LAST_PRIORITY - 1)):
                urls = [item.url for item in chosen if item.url not in self._leased]
                reopen(session, self.source, now=now, kinds=("sitemap", "list"), depth=None, urls=urls)
                # what waits behind the articles and was read before comes after what was not
                prefer(session, self.source, [url for url in urls if url in visited], priority=priority)
            reason = f"{left_out} left out" if left_out else None
            finish(session, task.id, status="read", reason=reason, now=now, etag=etag, last_modified=last_modified)
        self.count("read")
        self.count("discovered", new)
        return new

    def _further(self, items: Sequence[Found], visited: Mapping[str, datetime], now: datetime) -> list[Found]:
        """The lists and sitemaps among these that are worth a visit, those that changed last before the others.

        A sitemap that was read whole is not, unless it changed since, or told no day and was read more than a day ago.
        """
        chosen = [
            item
            for item in items
            if item.kind == "list" or item.url not in visited or _is_newer(item, visited[item.url], now)
        ]
        return sorted(chosen, key=lambda item: _day(item, now), reverse=True)

    def unknown(self, items: Iterable[Found]) -> int:
        """How many of these URLs the frontier does not hold yet."""
        with read_session(self.engine) as session:
            return unknown(session, self.source, {item.url for item in items})

    def _has_changed(self, item: Found) -> bool:
        if item.changed is None or self.previous_start is None:
            return False
        if isinstance(item.changed, datetime):
            return item.changed >= self.previous_start
        return item.changed >= self.previous_start.date()

    def captured(
        self, task: Task, canonical_url: str, pages: Sequence[Fetched], *, at_once: bool = False
    ) -> int | None:
        """Keeps an article's page, or all pages of one on several, and ends its visit (`Captures.keep`).

        Answers the capture's id, None while it waits for others, or if the body was known.
        """
        made = self._told(self.captures.keep(task, canonical_url, pages, at_once=at_once))
        return next((one.capture_id for one in made if one.task_id == task.id and one.is_new), None)

    def settle(self) -> None:
        """Writes the captures that wait. Where it fails, their tasks stay leased, and are visited again."""
        self._told(self.captures.settle())

    def _told(self, made: list[Kept]) -> list[Kept]:
        for one in made:
            self.count("fetched" if one.is_new else "unchanged")
            self.count("pages")
        return made

    def finished(self, task: Task, status: str, reason: str | None = None) -> None:
        """Ends a visit that kept nothing, with its word."""
        now = datetime.now(UTC)
        later = None
        with write_session(self.engine) as session:
            if status == "not_modified" and task.kind == "article":
                since = first_seen(session, [task.url]).get(task.url, now)
                later = next_visit(since, now, published=task.published_hint)
            finish(session, task.id, status=status, reason=reason, next_visit_at=later, now=now)
        self.count(status)

    def gone(self, task: Task, canonical_url: str, reason: str) -> None:
        """Ends the visit of a page that the site has taken away: what it said stays, marked withdrawn."""
        self.settle()
        now = datetime.now(UTC)
        with write_session(self.engine) as session:
            mark_gone(session, canonical_url, when=now)
            finish(session, task.id, status="gone", reason=reason, now=now)
        self.count("gone")

    def retry(self, task: Task, *, not_before: datetime, reason: str) -> None:
        """Puts a task off; after too many attempts it is set aside.

        Not a start page, without which the source would be dead, and not for what is the whole source's wish.
        """
        now = datetime.now(UTC)
        lasting = reason.startswith(PARKED) or (task.depth == 0 and task.kind != "article")
        with write_session(self.engine) as session:
            if task.attempts >= MAX_ATTEMPTS and not lasting:
                quarantine(session, task.id, reason=f"{reason}, {task.attempts} times", now=now)
                self.count("quarantined")
            else:
                retry_later(session, task.id, not_before=not_before, reason=reason, now=now)
                self.count("retry")

    def quarantine(self, task: Task, reason: str) -> None:
        """Sets a task aside for good."""
        with write_session(self.engine) as session:
            quarantine(session, task.id, reason=reason, now=datetime.now(UTC))
        self.count("quarantined")

    def close(self, status: str, notes: Mapping[str, Any] | None = None) -> None:
        """Hands back what was leased and not visited, and ends the run with its word and with what it saw."""
        with write_session(self.engine) as session:
            release(session, run_id=self.run_id)
            end_run(session, self.run_id, status=status, counts=self.counts, notes=notes)
        self.archive.close()
        self._give_back()
