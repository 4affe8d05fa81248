"""Publication times between their one value and their three columns: the moment in UTC, the local day, the zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo


def zone_name(moment: datetime) -> str:
    """The zone of an aware time as a column keeps it: its IANA name, else its offset.

    >>> zone_name(datetime.fromisoformat("2023-11-21T09:30:00+07:00"))
    '+07:00'
    >>> zone_name(datetime(2023, 11, 21, tzinfo=ZoneInfo("Asia/Makassar")))
    'Asia/Makassar'
    """
    key: str | None = getattr(moment.tzinfo, "key", None)
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError(f"{moment.isoformat()} has no zone; the store takes aware times only")
    return key or datetime(2000, 1, 1, tzinfo=timezone(offset)).isoformat()[19:]


def zone_from(name: str) -> tzinfo:
    """The zone that `zone_name` named."""
    if name[:1] in "+-":
        zone = datetime.fromisoformat(f"2000-01-01T00:00:00{name}").tzinfo
        assert zone is not None
        return zone
    return ZoneInfo(name)


def published_row(published: date | datetime | None, zone: str | None = None) -> dict[str, Any]:
    """The three columns of a publication time. `zone` names the publisher's zone, kept where it is the time's own.

    >>> made = published_row(datetime.fromisoformat("2023-11-21T00:30:00+07:00"), "Asia/Jakarta")
    >>> made["published_at"].isoformat(), made["published_day"].isoformat(), made["published_zone"]
    ('2023-11-20T17:30:00+00:00', '2023-11-21', 'Asia/Jakarta')
    """
    if not isinstance(published, datetime):
        return {"published_at": None, "published_day": published, "published_zone": zone if published else None}
    own = zone_name(published)
    if zone and own[0] in "+-" and published.astimezone(zone_from(zone)).utcoffset() == published.utcoffset():
        own = zone  # "Asia/Jakarta" says more than "+07:00"
    return {"published_at": published.astimezone(UTC), "published_day": published.date(), "published_zone": own}


def published_from_row(row: Mapping[str, Any]) -> date | datetime | None:
    """The publication time as it was given: aware in its own zone, a day where only that is known, or None."""
    moment: datetime | None = row["published_at"]
    day: date | None = row["published_day"]
    return day if moment is None else moment.astimezone(zone_from(row["published_zone"]))
