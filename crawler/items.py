"""What spiders yield."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Captured:
    """A page that is in the archive and waits for extraction."""

    capture_id: int
    source: str
    url: str
    fetched_at: datetime
    content_type: str | None
    body: bytes = field(repr=False)
    more: tuple[bytes, ...] = field(default=(), repr=False)
    """The further pages of an article on several."""
