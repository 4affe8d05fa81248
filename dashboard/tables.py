"""Rows of the long tables, told in words before a template lays them out: calls within a template's loop are dear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from dashboard.voice import Voice
from models.values import Claim
from store.claims import ClaimRow
from store.lines import Standing
from store.views import Stand

Flags = Mapping[str, Sequence[str]]
"""Claim key → ids of the findings that name it."""


class ClaimLine(NamedTuple):
    """A claim as a row of the table of claims; a text is empty where there is nothing to say."""

    href: str
    finding: str
    """Where the first finding that names it stands."""
    place: str
    place_href: str
    indicator: str
    indicator_href: str
    segment: str | None
    percentage: str
    achieved: str
    unit: str
    base: str
    other: str
    """What stands for it where it has none of the three figures."""
    when: str
    outlet: str
    printed: str


class StandLine(NamedTuple):
    """A claim of a series as a row of a short table."""

    href: str
    finding: str
    figure: str
    when: str
    outlet: str
    standing: str
    """What it is in its line where it is not the last word about its time."""
    instead: str
    """Where the claim stands that took its place."""


class Latest(NamedTuple):
    """The latest claim of a place as a row of an indicator's table."""

    place: str
    place_href: str
    segment: str | None
    told: StandLine
    bar: float | None
    """The percentage, 100 at most; None for an amount."""
    age: str


def claim_lines(v: Voice, rows: Iterable[ClaimRow], flags: Flags) -> list[ClaimLine]:
    """Claims for the table of claims."""
    return [_claim_line(v, row, row.claim, flags.get(row.key)) for row in rows]


def _claim_line(v: Voice, row: ClaimRow, claim: Claim, findings: Sequence[str] | None) -> ClaimLine:
    counted = claim.percentage or claim.achieved or claim.base
    return ClaimLine(
        v.link(f"/klaim/{row.key}"),
        finding_href(v, findings),
        v.short_place(claim.place),
        place_href(v, claim.place),
        v.indicator(claim.indicator, claim.indicator_text),
        v.link(f"/indikator/{claim.indicator}"),
        claim.segment,
        v.field(claim, "percentage"),
        v.field(claim, "achieved"),
        v.unit(claim.unit) if claim.achieved else "",
        v.field(claim, "base"),
        "" if counted else v.main_figure(claim),
        v.period(claim.as_of),
        v.outlet(row.publisher, row.url),
        v.short_day(row.published) if row.published else "",
    )


def stand_lines(
    v: Voice, stands: Iterable[Stand], flags: Flags, standing: Mapping[str, Standing] | None = None
) -> list[StandLine]:
    """Claims of a series for the table beside its chart."""
    told = standing or {}
    return [stand_line(v, stand, flags, told.get(stand.key)) for stand in stands]


def stand_line(v: Voice, stand: Stand, flags: Flags, how: Standing | None = None) -> StandLine:
    """One of them."""
    return StandLine(
        v.link(f"/klaim/{stand.key}"),
        finding_href(v, flags.get(stand.key)),
        v.main_figure(stand.claim),
        v.period(stand.claim.as_of),
        v.outlet(stand.publisher),
        v.word("standing", how.mark) if how else "",
        v.link(f"/klaim/{how.instead}") if how and how.instead else "",
    )


def latest_lines(v: Voice, stands: Iterable[Stand], flags: Flags) -> list[Latest]:
    """The latest claims of an indicator, place by place."""
    made = []
    for stand in stands:
        claim = stand.claim
        assert claim.as_of is not None  # as `store.views.latest` gives them
        bar = None if claim.percentage is None else float(min(claim.percentage.value, Decimal(100)))
        made.append(
            Latest(
                v.short_place(claim.place),
                place_href(v, claim.place),
                claim.segment,
                stand_line(v, stand, flags),
                bar,
                v.age(claim.as_of.last),
            )
        )
    return made


def place_href(v: Voice, code: str | None) -> str:
    """Where a place's page is; empty for none."""
    return v.link(f"/daerah/{code}") if code else ""


def finding_href(v: Voice, ids: Sequence[str] | None) -> str:
    """Where the first of some findings is; empty for none."""
    return v.link(f"/temuan/{ids[0]}") if ids else ""


class Cell(NamedTuple):
    """A cell of the matrix: the latest claim of a place about an indicator."""

    href: str
    finding: str
    figure: str
    segment: str | None
    arrow: str
    """Which way it went since the figure before; empty where there is none."""
    trend: str
    """The same in words."""
    age: str


_ARROWS = {"up": "↑", "down": "↓", "same": "="}


def cell(v: Voice, stand: Stand, flags: Flags, before: Decimal | None) -> Cell:
    """A claim with a day as a cell; `before` is the percentage that it is compared with."""
    claim = stand.claim
    assert claim.as_of is not None
    arrow, trend = "", ""
    if before is not None:
        assert claim.percentage is not None
        way = trend_of(claim.percentage.value, before)
        arrow, trend = _ARROWS[way], v.t(f"matrix.{way}", was=v.percent(before))
    return Cell(
        v.link(f"/klaim/{stand.key}"),
        finding_href(v, flags.get(stand.key)),
        v.main_figure(claim),
        claim.segment,
        arrow,
        trend,
        v.age(claim.as_of.last),
    )


def trend_of(now: Decimal, before: Decimal) -> str:
    """Which way a figure went: "up", "down" or "same"."""
    return "same" if now == before else "up" if now > before else "down"
