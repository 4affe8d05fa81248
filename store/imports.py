"""Reports that came without their pages, as `capaian extract` prints them or as people write labels.

Most are of pages that nobody knew: those of one lot share their statements, which take longer to send than to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from models.forgotten import Forgotten
from models.keys import claim_keys, text_sha256
from models.values import Claim, Report
from models.wire import dumps, report_json
from store.pages import (
    Wording,
    mark_current,
    new_pages,
    of_report,
    page_of,
    revision_row,
    revision_with,
    rows_of_claims,
    rows_of_targets,
    save_claims,
    save_revision,
    standing_claims,
    to_check,
)
from store.private import forgotten_names, hidden
from store.sql import CLAIM, REVISION, TARGET, batches
from store.zones import published_row

_LOT = 100
"""Reports that share their statements; one has seldom more than five claims, and each of those 43 values."""


def save_reports(session: Session, reports: Iterable[Report], *, now: datetime | None = None) -> int:
    """Keep reports that came without pages (what `capaian extract` prints, or labels); how many claims are new."""
    when = now or datetime.now(UTC)
    names = forgotten_names(session)
    return sum(_save_lot(session, lot, when, names) for lot in batches(reports, _LOT))


def _save_lot(session: Session, reports: Sequence[Report], now: datetime, names: Sequence[Forgotten]) -> int:
    """Keep the first report of every new page together, and then the others one by one, in their order."""
    new = new_pages(session, [(_source(report), report.url) for report in reports], now)
    firsts: list[tuple[int, Report]] = []
    others: list[Report] = []
    for report in reports:
        page_id = new.pop(report.url, None)
        if page_id is None:
            others.append(report)
        else:
            firsts.append((page_id, report))
    added = _save_firsts(session, firsts, now, names) if firsts else 0
    return added + sum(save_report(session, report, now=now, names=names) for report in others)


def _source(report: Report) -> str:
    return report.publisher or "import"


def _wording(report: Report) -> Wording:
    """What names the wording is `text_sha256`, or, where hand-made labels lack it, the report itself."""
    return Wording(report.title, report.text_sha256 or "report:" + text_sha256(dumps(report_json(report))))


def _revision(report: Report, title: str | None, now: datetime) -> dict[str, Any]:
    told = {"publisher": report.publisher, "title": title, "published_source": None, "text": None, "seen_at": now}
    return told | published_row(report.published)


def save_report(session: Session, report: Report, *, now: datetime, names: Sequence[Forgotten] | None = None) -> int:
    """Keep a report that came without its page, and answer how many of its claims are new.

    It is the page's newest wording if it is not known yet.
    """
    page_id, is_new = page_of(session, _source(report), report.url, now)
    before = [] if is_new else standing_claims(session, page_id)
    wording = _wording(report)
    names = forgotten_names(session) if names is None else names
    kept = hidden(report.title, None, report.claims, names)
    known = None if is_new else revision_with(session, page_id, wording)
    if known is None:
        row = _revision(report, kept.title, now)
        revision_id = save_revision(session, page_id, wording, row, report, is_first=is_new)
    else:
        revision_id = known
        session.execute(update(REVISION).where(REVISION.c.id == known).values(of_report(report)))
    source_id = f"{report.url} {wording.digest}"
    new = save_claims(session, revision_id, source_id, report, kept.claims, is_first=is_new, current=is_new)
    if not is_new:
        mark_current(session, page_id, before=before)
    elif kept.claims:
        to_check(session, [page_id])
    return new


_OF_PAGES = select(REVISION.c.page_id, REVISION.c.id).where(
    REVISION.c.page_id.in_(bindparam("pages", expanding=True)), REVISION.c.current
)
_BY_KEYS = select(CLAIM.c.claim_key, CLAIM.c.id).where(CLAIM.c.claim_key.in_(bindparam("keys", expanding=True)))


def _save_firsts(
    session: Session, firsts: Sequence[tuple[int, Report]], now: datetime, names: Sequence[Forgotten]
) -> int:
    """Keep the first reports of pages that this transaction has made: there is nothing that they could change."""
    wordings = [_wording(report) for _, report in firsts]
    shown = [hidden(report.title, None, report.claims, names) for _, report in firsts]
    session.execute(
        REVISION.insert(),
        [
            revision_row(wording, _revision(report, kept.title, now), report)
            | {"page_id": page_id, "digest": wording.digest, "current": True}
            for (page_id, report), wording, kept in zip(firsts, wordings, shown, strict=True)
        ],
    )
    pages = {"pages": [page_id for page_id, _ in firsts]}
    revisions = {row.page_id: row.id for row in session.execute(_OF_PAGES, pages)}
    claims: list[dict[str, Any]] = []
    aims: dict[str, Claim] = {}
    for (page_id, report), wording, kept in zip(firsts, wordings, shown, strict=True):
        keys = claim_keys(f"{report.url} {wording.digest}", report.extractor or "", report.claims)
        claims += rows_of_claims(revisions[page_id], report, keys, kept.claims, current=True)
        aims |= {key: claim for key, claim in zip(keys, report.claims, strict=True) if claim.targets}
    if claims:
        session.execute(CLAIM.insert(), claims)
        to_check(session, [page_id for page_id, report in firsts if report.claims])
    if aims:
        ids = {row.claim_key: row.id for row in session.execute(_BY_KEYS, {"keys": list(aims)})}
        targets = [row for key, claim in aims.items() for row in rows_of_targets(ids[key], claim)]
        session.execute(TARGET.insert(), targets)
    return len(claims)
