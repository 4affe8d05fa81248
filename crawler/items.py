"""What spiders yield."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Captured:
    """A page that is in the archive and waits for extraction; one of an earlier run is read from there."""

    capture_id: int
    source: str
    url: str
    fetched_at: datetime
    content_type: str | None
    body: bytes | None = field(default=None, repr=False)
    more: tuple[tuple[str, str, int, int] | bytes, ...] = field(default=(), repr=False)
    """The further pages of an article on several."""
    archive: tuple[str, str, int, int] | None = None
    """(folder, file, offset, length)."""
