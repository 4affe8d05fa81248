"""Where everything stands: one status for each task, page, capture, wording and finding, counted; the sums add up."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from store.sql import CAPTURE, CLAIM, FINDING, PAGE, REVISION, TASK

STAGES = ("fetch", "pages", "captures", "revisions", "claims", "findings")


def status_counts(session: Session) -> dict[str, dict[str, int]]:
    """Stage → status → number. Stages: STAGES; "fetch" counts tasks.

    Every row of a stage is counted under exactly one word, so each stage adds up to its rows. A task that is done is
    counted under the word with which its visit ended; a page under that of its newest capture, or as withdrawn, or as
    moved.
    """
    newest = (
        select(CAPTURE.c.status)
        .where(CAPTURE.c.page_id == PAGE.c.id)
        .order_by(CAPTURE.c.seen_at.desc(), CAPTURE.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    words = {
        "fetch": (TASK, case((TASK.c.state == "done", TASK.c.status), else_=TASK.c.state)),
        "pages": (
            PAGE,
            case(
                (PAGE.c.moved_to.is_not(None), "moved"),
                (PAGE.c.withdrawn_at.is_not(None), "withdrawn"),
                else_=func.coalesce(newest, "imported"),
            ),
        ),
        "captures": (CAPTURE, CAPTURE.c.status),
        "revisions": (REVISION, case((REVISION.c.current, "current"), else_="older")),
        "findings": (FINDING, case((FINDING.c.closed_at.is_(None), FINDING.c.outcome), else_="closed")),
    }
    counts: dict[str, dict[str, int]] = {}
    for stage, (table, word) in words.items():
        inner = select(word.label("word")).select_from(table).subquery()
        query = select(inner.c.word, func.count()).group_by(inner.c.word).order_by(inner.c.word)
        counts[stage] = {row[0]: row[1] for row in session.execute(query)}
    return {stage: _claims(session) if stage == "claims" else counts[stage] for stage in STAGES}


def _claims(session: Session) -> dict[str, int]:
    # two counts, each by an index: grouping would read every claim
    total = session.execute(select(func.count()).select_from(CLAIM)).scalar_one()
    current = session.execute(select(func.count()).select_from(CLAIM).where(CLAIM.c.current)).scalar_one()
    return {word: number for word, number in (("current", current), ("not_current", total - current)) if number}
