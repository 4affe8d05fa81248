"""The joints between the stages, for the commands that run several of them over a store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from crosscheck.engine import check
from models.values import Finding
from store.claims import reports
from store.engine import read_session, write_session
from store.findings import FindingChange, save_findings


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check over a store gave; `change` is what it changed there, None where nothing was saved."""

    findings: list[Finding]
    articles: int
    claims: int
    change: FindingChange | None


def check_store(engine: Engine, *, save: bool, run_id: int | None = None) -> Checked:
    """Lay all current claims of a store side by side; with `save`, it keeps the findings, and closes the others."""
    with read_session(engine) as session:
        read = list(reports(session))
    findings = check(read)
    change = None
    if save:
        with write_session(engine) as session:
            change = save_findings(session, findings, run_id=run_id, when=datetime.now(UTC))
    return Checked(findings, len(read), sum(len(report.claims) for report in read), change)


def change_text(change: FindingChange) -> str:
    """What a check changed in the store, in words.

    >>> change_text(FindingChange(opened=2, kept=5, closed=0))
    '2 findings are new, 5 stand as before, 0 no longer hold'
    """
    return f"{change.opened} findings are new, {change.kept} stand as before, {change.closed} no longer hold"
