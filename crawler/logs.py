"""Logs for machines: one event a line, as JSON on stderr, with names that stay.

An event has `at`, `level`, `event` and fields of its own: words, counts, seconds, and slugs of sources. No text of an
article, no name, no address of a page. What libraries log is an event called "log", personal numbers masked.
"""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime

from models.private import masked
from models.wire import dumps

EVENTS = logging.getLogger("capaian.events")
_FIELDS = "capaian_fields"


class JsonLines(logging.Formatter):
    """A log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row: dict[str, object] = {"at": at, "level": record.levelname.lower()}
        fields = getattr(record, _FIELDS, None)
        if fields is not None:
            return dumps(row | {"event": record.msg} | fields)
        row |= {"event": "log", "logger": record.name, "message": masked(record.getMessage())}
        if record.exc_info and record.exc_info[1] is not None:
            row["exception"] = masked(f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}")
        return dumps(row)


def log_json() -> None:
    """From here on, this process logs lines of JSON to stderr; once is enough."""
    if on():
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    EVENTS.addHandler(handler)
    EVENTS.propagate = False
    EVENTS.setLevel(logging.INFO)
    root = logging.getLogger()
    for other in [one for one in root.handlers if type(one) is logging.StreamHandler]:
        root.removeHandler(other)  # Scrapy's, which writes lines for people
    root.addHandler(handler)


def log_plain() -> None:
    """No events any more: what a process does by itself."""
    for handler in (*_ours(EVENTS), *_ours(logging.getLogger())):
        EVENTS.removeHandler(handler)
        logging.getLogger().removeHandler(handler)


def on() -> bool:
    """Whether events are written."""
    return bool(_ours(EVENTS))


def _ours(logger: logging.Logger) -> list[logging.Handler]:
    return [handler for handler in logger.handlers if isinstance(handler.formatter, JsonLines)]


def event(name: str, *, level: int = logging.INFO, **fields: object) -> None:
    """Write one event; nothing, where nobody asked for them."""
    if on():
        EVENTS.log(level, name, extra={_FIELDS: fields})
