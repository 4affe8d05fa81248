"""The days of publication that a crawl was asked for. What no list dates is known to lie outside once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """From `since` to `until`, both included; None is no bound."""

    since: date | None = None
    until: date | None = None

    def leaves_out(self, published: date | datetime | None) -> date | None:
        """The day of an article that lies outside; None for one inside, and for one whose day nobody told.

        >>> Bounds(until=date(2025, 6, 30)).leaves_out(datetime(2025, 7, 1, 8))
        datetime.date(2025, 7, 1)
        >>> Bounds(until=date(2025, 6, 30)).leaves_out(None)
        """
        day = published.date() if isinstance(published, datetime) else published
        if day is None:
            return None
        return day if (self.since and day < self.since) or (self.until and day > self.until) else None
