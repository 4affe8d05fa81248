"""When what is shown last changed: Last-Modified, and answers that are kept for a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock, Thread
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from dashboard.voice import READERS_ZONE
from store.errors import StoreError
from store.snapshots import state_mark

T = TypeVar("T")
LOG = logging.getLogger(__name__)

KEEP, TIMES = 30.0, 30.0
"""Answers that cost a reading of a whole table are kept for so many seconds, and so many times what they cost."""


def _in_background(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True).start()


@dataclass(slots=True)
class Changes:
    """What this process knows of changes: of the store, and of the answers that it keeps."""

    engine: Engine
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When a kept answer last became another one; at first, when the process began."""
    mark: str = ""
    seen: datetime | None = None
    begin: Callable[[Callable[[], None]], None] = _in_background
    answers: list[Callable[[], object]] = field(default_factory=list)
    """What is kept, in the order in which it was named."""

    def look(self) -> tuple[str, datetime]:
        """(mark, when) of the store's state. Where the database tells no time, it is when the state was first seen."""
        mark, told = state_mark(self.engine)
        if self.seen is None or mark != self.mark:
            self.mark, self.seen = mark, told or datetime.now(UTC)
        return mark, self.seen

    def kept(self, make: Callable[[], T]) -> Callable[[], T]:
        """The same answer for a while. Only the first reader waits for it: later ones are made in the background.

        Nothing is made anew while the store is as it was.
        """
        kept: list[tuple[float, T]] = []
        of: list[str] = []
        making = Lock()

        def keep() -> None:
            begun = time.monotonic()
            state = state_mark(self.engine)[0]
            if kept and of == [state]:
                kept[:] = [(begun + KEEP, kept[0][1])]
                return
            made = make()
            of[:] = [state]
            ended = time.monotonic()
            if kept and made != kept[0][1]:
                self.at = datetime.now(UTC)
            kept[:] = [(ended + KEEP + TIMES * (ended - begun), made)]

        def behind() -> None:
            try:
                keep()
            except (StoreError, SQLAlchemyError) as error:  # the last answer stands, and is asked for again
                LOG.warning("an answer could not be made anew: %s", error)
            finally:
                making.release()

        def answer() -> T:
            if not kept:
                with making:
                    if not kept:
                        keep()
            elif time.monotonic() > kept[0][0] and making.acquire(blocking=False):
                self.begin(behind)
            return kept[0][1]

        self.answers.append(answer)
        return answer

    def prepare(self) -> None:
        """Begin to make all that is kept, in the background, so that the first reader does not wait for all of it."""

        def make() -> None:
            try:
                for answer in self.answers:
                    answer()
            except (StoreError, SQLAlchemyError) as error:  # whoever asks for it is told
                LOG.warning("an answer could not be prepared: %s", error)

        self.begin(make)


def look(request: Request) -> None:
    """Note the state of the store before anything is read from it: what is read later is never older."""
    request.state.seen = request.app.state.changes.look()


def last_modified(request: Request, *, today: date | None = None) -> datetime | None:
    """The whole second after the last change; None while it is not over: two changes in it would look like one.

    `today` is the day that a page is written on: ages change with it.
    """
    seen: tuple[str, datetime] | None = getattr(request.state, "seen", None)
    if seen is None:
        return None
    changed = max(seen[1], request.app.state.changes.at)
    if today is not None:
        changed = max(changed, datetime(today.year, today.month, today.day, tzinfo=READERS_ZONE).astimezone(UTC))
    whole = changed.replace(microsecond=0) + timedelta(seconds=1)
    return whole if whole <= datetime.now(UTC) else None


def headers_of(request: Request, tag: str, modified: datetime | None) -> dict[str, str]:
    """The headers by which a client knows an answer again."""
    made = {"etag": tag, "cache-control": "no-cache", "vary": "Accept, Cookie"}
    if modified is not None:
        made["last-modified"] = format_datetime(modified, usegmt=True)
    return made


def is_known(request: Request, tag: str, modified: datetime | None) -> bool:
    """Whether the client has this answer already: by its tag, or, where it names none, by its day."""
    given = request.headers.get("if-none-match")
    if given is not None:
        known = [one.strip().removeprefix("W/") for one in given.split(",")]
        return tag.removeprefix("W/") in known or "*" in known
    since = request.headers.get("if-modified-since")
    if since is None or modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment.tzinfo is not None and modified <= moment
