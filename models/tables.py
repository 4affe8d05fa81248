"""The tables of the store; models.rows has the mapping between their rows and the values of models.values.

Every `*_at` column is a moment in UTC; where the writer's zone matters it has a column of its own. A figure is four
columns: `percentage` (exact decimal digits as text), `percentage_real` (the same as a float, for sorting and plotting
only), `percentage_comparator` and `percentage_text` (as printed). JSON columns hold the forms of models.wire.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, TextClause, UniqueConstraint, text
from sqlmodel import Field

from models.columns import ExactDecimal, UtcDateTime
from models.columns import Table as Table  # who takes it from here has every table in its metadata

TASK_STATES = ("queued", "leased", "done", "retry", "quarantined")


class SourceTable(Table, table=True):
    """What people decided about a source; the facts about it stand in publishers.toml."""

    __tablename__ = "source"

    slug: str = Field(primary_key=True)
    enabled: bool
    decided_by: str
    because: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class SourceDecisionTable(Table, table=True):
    """Every decision ever made about a source, oldest first."""

    __tablename__ = "source_decision"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(foreign_key="source.slug", index=True)
    enabled: bool
    decided_by: str
    because: str
    decided_at: datetime = Field(sa_type=UtcDateTime)


class RunTable(Table, table=True):
    """One run of a command that writes."""

    __tablename__ = "run"

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    args: str
    """JSON object."""
    status: str
    """"running" until it ends; then the word with which it ended."""
    counts: str
    """JSON object of numbers."""
    notes: str | None = None
    """JSON object: what a crawl saw of robots.txt, answers, bytes and waits; null for other runs."""
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RunSourceTable(Table, table=True):
    """Which sources a run was about."""

    __tablename__ = "run_source"

    run_id: int = Field(primary_key=True, foreign_key="run.id")
    source: str = Field(primary_key=True, index=True)


class TaskTable(Table, table=True):
    """The frontier: one row per URL and source, in exactly one state."""

    __tablename__ = "frontier_task"
    __table_args__ = (
        UniqueConstraint("source", "url"),
        CheckConstraint("state IN ('queued', 'leased', 'done', 'retry', 'quarantined')", name="state"),
        Index(None, "source", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: str
    url: str
    kind: str
    state: str
    status: str | None = None
    """The word with which the last visit ended: fetched, not_modified, gone, …"""
    reason: str | None = None
    priority: int
    depth: int
    attempts: int
    """Leases since the task was last finished."""
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """leased: when the lease ends; retry: not before; done: the next visit. Else null."""
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)
    found_on: str | None = None
    published_hint: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    added_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PageTable(Table, table=True):
    """One page of a publisher, by its canonical URL."""

    __tablename__ = "page"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    canonical_url: str = Field(unique=True)
    added_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its address was found to give the article no longer; its claims stay."""
    moved_to: str | None = None
    """The article's address to which it leads since then; null where it leads to none."""


class RevisionTable(Table, table=True):
    """One wording of an article, and what the newest extractor made of it."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("page_id", "digest"),
        Index(
            "uq_revision_current",
            "page_id",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    page_id: int = Field(foreign_key="page.id")
    digest: str
    """sha256 of the title and of the text's own sha256."""
    text_sha256: str | None = None
    """The name under which evidence refers to the text; null for imported labels that give none."""
    publisher: str | None = None
    title: str | None = None
    text: str | None = None
    """Null for imported reports, which carry no text."""
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Null where only the day is known."""
    published_day: date | None = None
    """In the publisher's zone."""
    published_zone: str | None = None
    """IANA name or offset in which the time was read."""
    published_source: str | None = None
    """Where the time was read from (JSON-LD, a meta tag, the URL, …)."""
    extractor: str | None = None
    status: str | None = None
    """The word with which the article left extraction; null for imported labels that give none."""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Last time that the page had this wording; null once no capture gives it any more."""
    current: bool
    """Whether this is the page's newest wording."""


class CaptureTable(Table, table=True):
    """One body that a page was served with, and where the archive keeps it."""

    __tablename__ = "capture"
    __table_args__ = (UniqueConstraint("page_id", "body_sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    page_id: int = Field(foreign_key="page.id")
    revision_id: int | None = Field(default=None, foreign_key="revision.id", index=True)
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)
    url: str
    fetched_at: datetime = Field(sa_type=UtcDateTime)
    """First time that this body was served."""
    seen_at: datetime = Field(sa_type=UtcDateTime)
    """Last time that this body was served."""
    http_status: int
    body_sha256: str
    body_length: int
    content_type: str | None = None
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    archive_file: str | None = None
    archive_offset: int | None = None
    archive_length: int | None = None
    parts: str | None = None
    """JSON list of the further pages of an article on several: url, sha256 and place in the archive of each."""
    status: str = Field(index=True)
    """"pending" until it is extracted; then the one word with which it left."""
    reason: str | None = None
    extractor: str | None = None


_PROVINCE, _REGENCY = text("substr(place, 1, 2)"), text("substr(place, 1, 5)")


def _of_current(name: str, *columns: str | TextClause) -> Index:
    # SQLite takes a partial index only where its condition stands in the query letter by letter
    return Index(f"ix_claim_{name}", *columns, sqlite_where=text("current = 1"), postgresql_where=text("current"))


class ClaimTable(Table, table=True):
    """One claim of one revision by one version of the extractor. Field by field: docs/claims.md."""

    __tablename__ = "claim"
    __table_args__ = (
        Index(None, "place", "as_of_last"),
        Index(None, "official"),
        Index(None, "official_role"),
        # lists of current claims: each begins at its newest row, whatever it is narrowed to
        _of_current("newest", "as_of_last", "claim_key", "as_of_first"),
        _of_current("province", _PROVINCE, "as_of_last"),
        _of_current("province_id", _PROVINCE, "id"),
        _of_current("regency", _REGENCY, "as_of_last"),
        _of_current("regency_id", _REGENCY, "id"),
        _of_current("of_indicator", "indicator", "as_of_last"),
        # `current` stands in these so that counting reads no row
        _of_current("of_publisher", "publisher", "as_of_last", "current"),
        _of_current("series", "indicator", "place", "segment_key", "as_of_last", "current"),
    )

    id: int | None = Field(default=None, primary_key=True)
    claim_key: str = Field(unique=True)
    revision_id: int = Field(foreign_key="revision.id", index=True)
    extractor: str
    position: int | None = None
    """Place in the report, from 0; null where the same version of the extractor says it no more."""
    current: bool
    """Whether it is the newest extractor's word on the newest wording of a page that still stands."""
    publisher: str | None = None
    indicator: str
    indicator_text: str | None = None
    place: str | None = None
    place_candidates: str
    """JSON list of codes."""
    segment: str | None = None
    segment_key: str
    percentage: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    percentage_real: float | None = None
    percentage_comparator: str | None = None
    percentage_text: str | None = None
    achieved: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    achieved_real: float | None = None
    achieved_comparator: str | None = None
    achieved_text: str | None = None
    base: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    base_real: float | None = None
    base_comparator: str | None = None
    base_text: str | None = None
    remaining: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    remaining_real: float | None = None
    remaining_comparator: str | None = None
    remaining_text: str | None = None
    remaining_percentage: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    remaining_percentage_real: float | None = None
    remaining_percentage_comparator: str | None = None
    remaining_percentage_text: str | None = None
    unit: str | None = None
    as_of: str | None = None
    as_of_first: date | None = None
    as_of_last: date | None = None
    as_of_source: str | None = None
    official: str | None = None
    official_role: str | None = None
    conflicts: str
    """JSON list."""
    evidence: str
    """JSON list."""


class ClaimTargetTable(Table, table=True):
    """What a claim says should be reached."""

    __tablename__ = "claim_target"

    claim_id: int = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    percentage: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    percentage_real: float | None = None
    percentage_comparator: str | None = None
    percentage_text: str | None = None
    setter: str | None = None
    met: bool | None = None
    deadline: str | None = None
    deadline_last: date | None = Field(default=None, index=True)


class FindingTable(Table, table=True):
    """What a rule found about some claims; never deleted, closed when the rules find it no longer."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "outcome", "opened_at"),)

    id: str = Field(primary_key=True)
    rule: str
    outcome: str
    severity: str
    sum: str
    operands: str
    """JSON list of [name, value]."""
    group_key: str = Field(index=True)
    """Names the claims that were laid side by side."""
    reading: str | None = None
    reason: str | None = None
    message_id: str
    message_en: str
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FindingClaimTable(Table, table=True):
    """The sides of a finding, each as it was when it was found, and the claim it is in this store."""

    __tablename__ = "finding_claim"

    finding_id: str = Field(primary_key=True, foreign_key="finding.id")
    position: int = Field(primary_key=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    claim_key: str | None = None
    """As the rule gave it; null where it gave none."""
    url: str
    publisher: str | None = None
    quote: str | None = None
    claim: str
    """JSON, the form of docs/claims.md."""


class FindingHistoryTable(Table, table=True):
    """What became of a finding, and why."""

    __tablename__ = "finding_history"

    id: int | None = Field(default=None, primary_key=True)
    finding_id: str = Field(foreign_key="finding.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    what: str
    """opened, changed, closed or reopened."""
    why: str
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)


class ReviewTable(Table, table=True):
    """What a person said about a finding or a claim, oldest first; never changed, never deleted."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("(finding_id IS NULL) != (claim_id IS NULL)", name="one_subject"),
        CheckConstraint("what IN ('accepted', 'dismissed', 'taken_back', 'note', 'correction')", name="what"),
    )

    id: int | None = Field(default=None, primary_key=True)
    finding_id: str | None = Field(default=None, foreign_key="finding.id", index=True)
    claim_id: int | None = Field(default=None, foreign_key="claim.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    what: str
    reviewed_by: str
    said: str | None = None
    """The reason, the note, or what is right instead."""
    source: str | None = None
    """Who outside says so, or where it stands: with corrections."""
    carried_from: int | None = Field(default=None, foreign_key="review.id")
    """The review that this one repeats, of a finding with the same figures that this one took the place of."""


class UncheckedTable(Table, table=True):
    """A page whose claims have changed since they were last laid beside the others."""

    __tablename__ = "unchecked"

    page_id: int = Field(primary_key=True, foreign_key="page.id", sa_column_kwargs={"autoincrement": False})
    changes: int
    """How often, so that a change during a check is not lost."""


class SummaryTable(Table, table=True):
    """An answer that costs a reading of whole tables, as it was at the end of the last check: store.summaries."""

    __tablename__ = "summary"

    name: str = Field(primary_key=True)
    state: str
    """What the store held when it was made: with another state it is not the newest answer."""
    seconds: float
    """How long it took."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    content: str
    """JSON."""


class ForgottenTable(Table, table=True):
    """A name that was asked to be forgotten, as a digest, and what that changed: models.forgotten reads it."""

    __tablename__ = "forgotten"

    id: int | None = Field(default=None, primary_key=True)
    salt: str
    digest: str
    words: int
    parts: str
    """JSON list of the digests of single words."""
    because: str | None = None
    counts: str
    """JSON object: what was redacted so far."""
    at: datetime = Field(sa_type=UtcDateTime)


class ReadingTable(Table, table=True):
    """What one version of the extractor made of a capture, beside what counts; a switch changes their places."""

    __tablename__ = "reading"

    capture_id: int = Field(primary_key=True, foreign_key="capture.id")
    extractor: str = Field(primary_key=True, index=True)
    """Empty for a reading of which nobody knows the version."""
    status: str
    """The one word with which the capture left extraction."""
    reason: str | None = None
    revision_id: int | None = Field(default=None, foreign_key="revision.id", index=True)
    publisher: str | None = None
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_day: date | None = None
    published_zone: str | None = None
    published_source: str | None = None
    read_at: datetime = Field(sa_type=UtcDateTime)
