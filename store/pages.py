"""Pages, the bodies they were served with, the wordings of their articles, and what extraction made of them.

Page by canonical URL, capture by (page, body digest), revision by (page, digest of title and text), claim by its key:
saving anything twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, and_, bindparam, delete, exists, func, select, update
from sqlalchemy.orm import Session

from models.forgotten import Forgotten
from models.keys import claim_keys, text_sha256
from models.rows import claim_row, target_row
from models.values import Article, Claim, Report
from store.captures import OUTSIDE, PENDING
from store.errors import NoSuchRow
from store.private import forgotten_names, hidden
from store.sql import (
    CAPTURE,
    CLAIM,
    PAGE,
    REVISION,
    TARGET,
    TASK,
    UNCHECKED,
    count_again,
    insert_new,
    inserted,
    storable,
    upsert,
)
from store.zones import published_row

_VALIDATORS = update(TASK).where(TASK.c.source == bindparam("its_source"), TASK.c.url == bindparam("its_url"))


def save_capture(
    session: Session,
    *,
    source: str,
    url: str,
    canonical_url: str,
    run_id: int | None,
    fetched_at: datetime,
    http_status: int,
    body_sha256: str,
    content_type: str | None,
    charset: str | None,
    etag: str | None,
    last_modified: str | None,
    archive_file: str | None,
    archive_offset: int | None,
    archive_length: int | None,
    body_length: int,
    parts: str | None = None,
) -> tuple[int, bool]:
    """Keep that a page was served with a body, and answer (capture id, whether the body is new for this page).

    A body that was seen before makes no second capture (its archive place stays the first one) but is the page's
    newest again. A page that was gone stands again. The frontier's task of the same source and URL gets the validators
    for its next visit. `parts` is a JSON list of the article's further pages and where the archive keeps them; the
    digest is then that of all of them. One that lay outside the days that were asked for is read again.
    """
    page_id, is_new = page_of(session, source, canonical_url, fetched_at)
    row: dict[str, Any] = {
        "page_id": page_id,
        "run_id": run_id,
        "url": url,
        "fetched_at": fetched_at,
        "seen_at": fetched_at,
        "http_status": http_status,
        "body_sha256": body_sha256,
        "body_length": body_length,
        "content_type": content_type,
        "charset": charset,
        "etag": etag,
        "last_modified": last_modified,
        "archive_file": archive_file,
        "archive_offset": archive_offset,
        "archive_length": archive_length,
        "parts": parts,
        "status": PENDING,
    }
    task = {"its_source": source, "its_url": url, "etag": etag, "last_modified": last_modified}
    session.execute(_VALIDATORS, task)
    if is_new:
        return inserted(session, CAPTURE, row), True  # it has no wordings yet, and nothing that could change by them
    known = session.execute(
        select(CAPTURE.c.id, CAPTURE.c.seen_at, CAPTURE.c.revision_id, CAPTURE.c.status).where(
            CAPTURE.c.page_id == page_id, CAPTURE.c.body_sha256 == body_sha256
        )
    ).first()
    told_gone = known is not None and known.status == "soft_404"  # the same words again: it is still gone
    if http_status < 400 and not told_gone:
        stands = update(PAGE).where(PAGE.c.id == page_id, PAGE.c.withdrawn_at <= fetched_at)
        session.execute(stands.values(withdrawn_at=None, moved_to=None))
    if known is None:
        capture_id = inserted(session, CAPTURE, row)
    else:
        capture_id = known.id
        if fetched_at > known.seen_at:
            again = {"seen_at": fetched_at, "etag": etag, "last_modified": last_modified}
            session.execute(update(CAPTURE).where(CAPTURE.c.id == capture_id).values(again))
            seen_last(session, known.revision_id)
        if known.status == OUTSIDE:
            session.execute(update(CAPTURE).where(CAPTURE.c.id == capture_id).values(status=PENDING, reason=None))
    mark_current(session, page_id)
    return capture_id, known is None


def save_extraction(
    session: Session,
    capture_id: int,
    *,
    article: Article | None,
    published_source: str | None,
    timezone: str | None,
    report: Report | None,
    status: str,
    reason: str | None = None,
    extractor: str | None = None,
    names: Sequence[Forgotten] | None = None,
) -> int:
    """Keep what a capture became, under its one status word, and answer how many claims are new.

    `names` are those that the store was asked to forget, for who saves many at once; they are looked up otherwise.

    Without an article only the status is kept, and `extractor`, the version that saw none. With one, its wording is a
    revision of the page, and the report's claims are the newest on it; claims of earlier extractors and wordings stay,
    and are current no longer. Personal numbers and forgotten names are taken out of all of it before (store.private).
    """
    capture = session.execute(_CAPTURED, {"capture": capture_id}).first()
    if capture is None:
        raise NoSuchRow(f"there is no capture {capture_id}")
    if status == PENDING:
        raise ValueError("a capture that was extracted leaves with a word of its own")
    is_first = not capture.has_wording
    before = [] if is_first else standing_claims(session, capture.page_id)
    revision_id = None
    new = 0
    if article is not None:
        names = forgotten_names(session) if names is None else names
        wording = Wording(article.title, text_sha256(article.text))
        kept = hidden(article.title, article.text, report.claims if report else (), names)
        row = {
            "publisher": article.publisher,
            "title": kept.title,
            "text": kept.text,
            "published_source": published_source,
            **published_row(article.published, timezone),
        }
        if is_first:
            row["seen_at"] = capture.seen_at
        revision_id = save_revision(session, capture.page_id, wording, row, report, is_first=is_first)
        if report is not None:
            source_id, stands = f"{capture.canonical_url} {wording.digest}", capture.withdrawn_at is None
            new = save_claims(
                session, revision_id, source_id, report, kept.claims, is_first=is_first, current=is_first and stands
            )
            if is_first and stands and kept.claims:
                to_check(session, [capture.page_id])
    extractor = report.extractor if report is not None else extractor
    row = {"status": status, "reason": reason, "revision_id": revision_id, "extractor": extractor}
    session.execute(_BECAME, {"capture": capture_id, **row})
    if is_first:
        return new  # it was written as the newest, and nothing stood before
    for touched in {revision_id, capture.revision_id} - {None}:
        seen_last(session, touched)
    mark_current(session, capture.page_id, before=before)
    return new


def held_article(session: Session, canonical_url: str) -> bool:
    """Whether an article ever stood at an address; a page of another kind has nothing that could be withdrawn."""
    found = select(REVISION.c.id).join(PAGE, PAGE.c.id == REVISION.c.page_id)
    return session.execute(found.where(PAGE.c.canonical_url == canonical_url).limit(1)).scalar() is not None


def mark_gone(session: Session, canonical_url: str, *, when: datetime, moved_to: str | None = None) -> None:
    """The page is gone: it keeps its claims, marked withdrawn. A page that the store does not know is no matter.

    `moved_to` is the address of an article to which its own leads now.
    """
    page_id = session.execute(select(PAGE.c.id).where(PAGE.c.canonical_url == canonical_url)).scalar()
    if page_id is not None:
        page = update(PAGE).where(PAGE.c.id == page_id)
        session.execute(page.where(PAGE.c.withdrawn_at.is_(None)).values(withdrawn_at=when))
        session.execute(page.values(moved_to=moved_to))
        mark_current(session, page_id)


@dataclass(frozen=True, slots=True)
class Wording:
    """What an article says: its title is part of that, since evidence points into it and papers change it silently."""

    title: str | None
    text_digest: str

    @property
    def digest(self) -> str:
        words = f"{self.title or ''}\n{self.text_digest}"
        return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


_CAPTURED = (
    select(
        CAPTURE.c.page_id,
        CAPTURE.c.revision_id,
        CAPTURE.c.seen_at,
        PAGE.c.canonical_url,
        PAGE.c.withdrawn_at,
        exists().where(REVISION.c.page_id == CAPTURE.c.page_id).label("has_wording"),
    )
    .join(PAGE, PAGE.c.id == CAPTURE.c.page_id)
    .where(CAPTURE.c.id == bindparam("capture"))
)
_BECAME = update(CAPTURE).where(CAPTURE.c.id == bindparam("capture"))
# Statements that every page needs are built once: building one, and the key under which it is compiled, takes longer
# than the database does.
_PAGE_ID = select(PAGE.c.id).where(PAGE.c.canonical_url == bindparam("url"))
_URLS = select(PAGE.c.id, PAGE.c.canonical_url).where(PAGE.c.id.in_(bindparam("pages", expanding=True)))


def _page_row(source: str, canonical_url: str, when: datetime) -> dict[str, Any]:
    return storable({"source": source, "canonical_url": canonical_url, "added_at": when})


def new_pages(session: Session, given: Sequence[tuple[str, str]], when: datetime) -> dict[str, int]:
    """The numbers of those pages that were not known before, of pages given as (source, canonical URL)."""
    made = session.execute(insert_new(session, PAGE, ("canonical_url",)), [_page_row(*one, when) for one in given])
    numbers = list(made.scalars())
    if not numbers:
        return {}
    return {row.canonical_url: row.id for row in session.execute(_URLS, {"pages": numbers})}


def page_of(session: Session, source: str, canonical_url: str, when: datetime) -> tuple[int, bool]:
    """A page's number, and whether it was not known before."""
    row = _page_row(source, canonical_url, when)
    made = session.execute(insert_new(session, PAGE, ("canonical_url",)), row).scalar()
    if made is not None:  # most pages are new: they are not looked for first
        return int(made), True
    return int(session.execute(_PAGE_ID, {"url": canonical_url}).scalar_one()), False


_REVISION_ID = select(REVISION.c.id).where(
    REVISION.c.page_id == bindparam("page"), REVISION.c.digest == bindparam("wording")
)


def revision_with(session: Session, page_id: int, wording: Wording) -> int | None:
    return session.scalars(_REVISION_ID, {"page": page_id, "wording": wording.digest}).first()


def of_report(report: Report | None) -> dict[str, Any]:
    """What a report says of the reading of a revision."""
    if report is None:
        return {}
    return {"extractor": report.extractor or "", "status": report.status and str(report.status)}


def revision_row(wording: Wording, row: dict[str, Any], report: Report | None) -> dict[str, Any]:
    """The columns of a revision that what was read of it fills, with `row` of what else is known."""
    named = None if wording.text_digest.startswith("report:") else wording.text_digest
    return storable(row | of_report(report) | {"text_sha256": named})


def save_revision(
    session: Session,
    page_id: int,
    wording: Wording,
    row: dict[str, Any],
    report: Report | None,
    *,
    is_first: bool = False,
) -> int:
    """The revision with this wording; what else is known of it (its date, say) is what was read last.

    The first one of its page is its newest; which of several is, `mark_current` says.
    """
    row = revision_row(wording, row, report)
    statement = upsert(session, REVISION, ("page_id", "digest"), tuple(row), answer=True)
    whole = row | {"page_id": page_id, "digest": wording.digest, "current": is_first}
    return int(session.execute(statement, whole).scalar_one())


_KEYS = select(CLAIM.c.claim_key, CLAIM.c.id).where(
    CLAIM.c.revision_id == bindparam("revision"), CLAIM.c.extractor == bindparam("version")
)


def rows_of_claims(
    revision_id: int, report: Report, keys: Sequence[str], kept: Sequence[Claim], *, current: bool
) -> list[dict[str, Any]]:
    """The rows of a report's claims as `kept` has them, under their keys."""
    same = {"revision_id": revision_id, "extractor": report.extractor or "", "publisher": report.publisher}
    return [
        storable({**same, "position": position, **claim_row(claim), "claim_key": key, "current": current})
        for position, (key, claim) in enumerate(zip(keys, kept, strict=True))
    ]


def rows_of_targets(claim_id: int, claim: Claim) -> list[dict[str, Any]]:
    """The rows of the targets of the claim of that number."""
    return [
        storable({"claim_id": claim_id, "position": position, **target_row(target)})
        for position, target in enumerate(claim.targets)
    ]


def save_claims(
    session: Session,
    revision_id: int,
    source_id: str,
    report: Report,
    kept: Sequence[Claim],
    *,
    is_first: bool = False,
    current: bool = False,
) -> int:
    """Keep the claims of a report as `kept` has them; their keys are those of the report itself.

    `is_first` says that the page never had a wording before; `current` that new ones stand at once.
    """
    extractor = report.extractor or ""
    keys = claim_keys(source_id, extractor, report.claims)
    of_this = {"revision": revision_id, "version": extractor}
    before = {} if is_first else {row.claim_key: row.id for row in session.execute(_KEYS, of_this)}
    given = rows_of_claims(revision_id, report, keys, kept, current=current)
    if given:
        columns = tuple(name for name in given[0] if name not in ("claim_key", "current"))
        session.execute(upsert(session, CLAIM, ("claim_key",), columns), given)
    # what this version of the extractor said before and says no more stays, without a place in the report
    dropped = [before[key] for key in before.keys() - set(keys)]
    if dropped:
        session.execute(update(CLAIM).where(CLAIM.c.id.in_(dropped)).values(position=None))
    if before:
        session.execute(delete(TARGET).where(TARGET.c.claim_id.in_([before[key] for key in keys if key in before])))
    told = [(key, claim) for key, claim in zip(keys, report.claims, strict=True) if claim.targets]
    ids: dict[str, int] = {row.claim_key: row.id for row in session.execute(_KEYS, of_this)} if told else {}
    targets = [row for key, claim in told for row in rows_of_targets(ids[key], claim)]
    if targets:
        session.execute(TARGET.insert(), targets)
    return len(set(keys) - before.keys())


def seen_last(session: Session, revision_id: int | None) -> None:
    """A revision was last seen when a capture that gives it was; never, once no capture gives it any more."""
    if revision_id is None:
        return
    last = select(func.max(CAPTURE.c.seen_at)).where(CAPTURE.c.revision_id == revision_id).scalar_subquery()
    session.execute(update(REVISION).where(REVISION.c.id == revision_id).values(seen_at=last))


_NEWEST = (
    select(REVISION.c.id, REVISION.c.current)
    .where(REVISION.c.page_id == bindparam("page"), REVISION.c.seen_at.is_not(None))
    .order_by(REVISION.c.seen_at.desc(), REVISION.c.id.desc())
    .limit(1)
)
_STANDS = and_(
    CLAIM.c.position.is_not(None),
    exists().where(REVISION.c.id == CLAIM.c.revision_id, REVISION.c.current, REVISION.c.extractor == CLAIM.c.extractor),
    exists().where(PAGE.c.id == bindparam("page"), PAGE.c.withdrawn_at.is_(None)),
)
_OF_PAGE = CLAIM.c.revision_id.in_(select(REVISION.c.id).where(REVISION.c.page_id == bindparam("page")))
_OLDER = update(REVISION).where(REVISION.c.page_id == bindparam("page"), REVISION.c.current).values(current=False)
_NOW = update(REVISION).where(REVISION.c.id == bindparam("newest")).values(current=True)
_LOWER = update(CLAIM).where(_OF_PAGE, CLAIM.c.current, ~_STANDS).values(current=False)
_RAISE = update(CLAIM).where(_OF_PAGE, ~CLAIM.c.current, _STANDS).values(current=True)


def mark_current(session: Session, page_id: int, *, before: Sequence[Any] | None = None) -> None:
    """Set the two `current` columns of a page from what is known of it; the only place that does.

    A page whose claims came or went by that, or are no longer what `standing_claims` gave `before`,
    has to be checked again.
    """
    newest = session.execute(_NEWEST, {"page": page_id}).first()
    if newest is None or not newest.current:
        # first the old one, then the new one: a page never has two
        session.execute(_OLDER, {"page": page_id})
        if newest is not None:
            session.execute(_NOW, {"newest": newest.id})
    changed = False
    for statement in (_LOWER, _RAISE):
        changed |= cast(CursorResult[Any], session.execute(statement, {"page": page_id})).rowcount > 0
    if changed or (before is not None and before != standing_claims(session, page_id)):
        to_check(session, [page_id])


def to_check(session: Session, pages: Iterable[int]) -> None:
    """The claims of these pages, at least one, have to be laid beside the others again."""
    changed = [{"page_id": page_id, "changes": 1} for page_id in pages]
    session.execute(count_again(session, UNCHECKED, "page_id", "changes"), changed)


_CLAIMS_NOW = (
    select(CLAIM, REVISION.c.title, REVISION.c.published_at, REVISION.c.published_day)
    .join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
    .where(REVISION.c.page_id == bindparam("page"), CLAIM.c.current)
    .order_by(CLAIM.c.id)
)
_TARGETS_OF = (
    select(TARGET)
    .where(TARGET.c.claim_id.in_(bindparam("claims", expanding=True)))
    .order_by(TARGET.c.claim_id, TARGET.c.position)
)


def standing_claims(session: Session, page_id: int) -> Sequence[Any]:
    """All that a check would see of a page: its current claims with their targets, and what its wording says."""
    rows: list[Any] = list(session.execute(_CLAIMS_NOW, {"page": page_id}).all())
    if not rows:
        return rows
    return rows + list(session.execute(_TARGETS_OF, {"claims": [row.id for row in rows]}).all())
