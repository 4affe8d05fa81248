"""The ledger in numbers, for those who watch: what `capaian serve` and `capaian run` give to Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.counts import status_counts
from store.rhythm import ENDED
from store.sql import CAPTURE, CLAIM, FORGOTTEN, PAGE, RUN, RUN_SOURCE, TASK, UNCHECKED


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of rows and times of runs, as they stand. Sums over sources are those of `status_counts`."""

    pages: Mapping[tuple[str, str], int]
    """(source, status of a capture) → captures."""
    tasks: Mapping[tuple[str, str], int]
    """(source, state in the frontier) → addresses."""
    claims: Mapping[tuple[str, str], int]
    """(outlet, "current" or "not_current") → claims."""
    findings: Mapping[str, int]
    """Outcome of open findings, or "closed" → findings."""
    runs: Mapping[tuple[str, str], int]
    """(kind, last word) → runs."""
    last_success: Mapping[str, datetime] = field(default_factory=dict)
    """Source → when a crawl of it ended as it should."""
    last_ended: Mapping[str, tuple[datetime, float]] = field(default_factory=dict)
    """Kind → (when a run of it ended last, its seconds)."""
    unchecked: int = 0
    """Pages whose claims wait for a check."""
    forgotten: int = 0
    """Names that were forgotten."""


def ledger(session: Session) -> Ledger:
    """The ledger now. It reads whole tables: keep the answer a while."""

    def counted(first: object, second: object, table: object) -> dict[tuple[str, str], int]:
        query = select(first, second, func.count()).select_from(table).group_by(first, second)  # type: ignore[call-overload]
        return {(row[0] or "", row[1] or ""): row[2] for row in session.execute(query)}

    claims = counted(CLAIM.c.publisher, CLAIM.c.current, CLAIM)
    ended = select(RUN).where(RUN.c.ended_at.is_not(None))
    newest = select(func.max(RUN.c.id)).where(RUN.c.ended_at.is_not(None)).group_by(RUN.c.kind)
    success = (
        select(RUN_SOURCE.c.source, func.max(RUN.c.ended_at))
        .join(RUN, RUN.c.id == RUN_SOURCE.c.run_id)
        .where(RUN.c.kind == "crawl", RUN.c.status.in_(ENDED), RUN.c.ended_at.is_not(None))
        .group_by(RUN_SOURCE.c.source)
    )
    return Ledger(
        pages=counted(PAGE.c.source, CAPTURE.c.status, CAPTURE.join(PAGE, PAGE.c.id == CAPTURE.c.page_id)),
        tasks=counted(TASK.c.source, TASK.c.state, TASK),
        claims={(who, "current" if is_current else "not_current"): n for (who, is_current), n in claims.items()},
        findings=status_counts(session)["findings"],
        runs=counted(RUN.c.kind, RUN.c.status, RUN),
        last_success={row[0]: row[1] for row in session.execute(success)},
        last_ended={
            row.kind: (row.ended_at, (row.ended_at - row.started_at).total_seconds())
            for row in session.execute(ended.where(RUN.c.id.in_(newest)))
        },
        unchecked=session.execute(select(func.count()).select_from(UNCHECKED)).scalar_one(),
        forgotten=session.execute(select(func.count()).select_from(FORGOTTEN)).scalar_one(),
    )
