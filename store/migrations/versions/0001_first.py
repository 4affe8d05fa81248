"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# types are spelled out here and not taken from models.tables, so that this revision stays what it was


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "finding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("sum", sa.String(), nullable=False),
        sa.Column("operands", sa.String(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=False),
        sa.Column("reading", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("message_en", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_group_key"), "finding", ["group_key"])
    op.create_index(op.f("ix_finding_outcome"), "finding", ["outcome"])

    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("canonical_url", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
        sa.UniqueConstraint("canonical_url", name=op.f("uq_page_canonical_url")),
    )
    op.create_index(op.f("ix_page_source"), "page", ["source"])

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("args", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )

    op.create_table(
        "source",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_source")),
    )

    op.create_table(
        "finding_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_history_finding_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_finding_history_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_history")),
    )
    op.create_index(op.f("ix_finding_history_finding_id"), "finding_history", ["finding_id"])
    op.create_index(op.f("ix_finding_history_run_id"), "finding_history", ["run_id"])

    op.create_table(
        "frontier_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("found_on", sa.String(), nullable=True),
        sa.Column("published_hint", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'leased', 'done', 'retry', 'quarantined')", name=op.f("ck_frontier_task_state")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_frontier_task_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frontier_task")),
        sa.UniqueConstraint("source", "url", name=op.f("uq_frontier_task_source_url")),
    )
    op.create_index(op.f("ix_frontier_task_run_id"), "frontier_task", ["run_id"])
    op.create_index(op.f("ix_frontier_task_source_state_due_at"), "frontier_task", ["source", "state", "due_at"])

    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("published_zone", sa.String(), nullable=True),
        sa.Column("published_source", sa.String(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_revision_page_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("page_id", "digest", name=op.f("uq_revision_page_id_digest")),
    )
    op.create_index(
        op.f("uq_revision_current"),
        "revision",
        ["page_id"],
        unique=True,
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )

    op.create_table(
        "run_source",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_source_run_id")),
        sa.PrimaryKeyConstraint("run_id", "source", name=op.f("pk_run_source")),
    )
    op.create_index(op.f("ix_run_source_source"), "run_source", ["source"])

    op.create_table(
        "source_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.slug"], name=op.f("fk_source_decision_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_decision")),
    )
    op.create_index(op.f("ix_source_decision_source"), "source_decision", ["source"])

    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("body_sha256", sa.String(), nullable=False),
        sa.Column("body_length", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("charset", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("archive_file", sa.String(), nullable=True),
        sa.Column("archive_offset", sa.Integer(), nullable=True),
        sa.Column("archive_length", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_capture_page_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_capture_revision_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sa.UniqueConstraint("page_id", "body_sha256", name=op.f("uq_capture_page_id_body_sha256")),
    )
    op.create_index(op.f("ix_capture_revision_id"), "capture", ["revision_id"])
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"])
    op.create_index(op.f("ix_capture_status"), "capture", ["status"])

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("indicator_text", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("place_candidates", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("segment_key", sa.String(), nullable=False),
        sa.Column("percentage", sa.Text(), nullable=True),
        sa.Column("percentage_real", sa.Float(), nullable=True),
        sa.Column("percentage_comparator", sa.String(), nullable=True),
        sa.Column("percentage_text", sa.String(), nullable=True),
        sa.Column("achieved", sa.Text(), nullable=True),
        sa.Column("achieved_real", sa.Float(), nullable=True),
        sa.Column("achieved_comparator", sa.String(), nullable=True),
        sa.Column("achieved_text", sa.String(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("base_real", sa.Float(), nullable=True),
        sa.Column("base_comparator", sa.String(), nullable=True),
        sa.Column("base_text", sa.String(), nullable=True),
        sa.Column("remaining", sa.Text(), nullable=True),
        sa.Column("remaining_real", sa.Float(), nullable=True),
        sa.Column("remaining_comparator", sa.String(), nullable=True),
        sa.Column("remaining_text", sa.String(), nullable=True),
        sa.Column("remaining_percentage", sa.Text(), nullable=True),
        sa.Column("remaining_percentage_real", sa.Float(), nullable=True),
        sa.Column("remaining_percentage_comparator", sa.String(), nullable=True),
        sa.Column("remaining_percentage_text", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("as_of", sa.String(), nullable=True),
        sa.Column("as_of_first", sa.Date(), nullable=True),
        sa.Column("as_of_last", sa.Date(), nullable=True),
        sa.Column("as_of_source", sa.String(), nullable=True),
        sa.Column("official", sa.String(), nullable=True),
        sa.Column("official_role", sa.String(), nullable=True),
        sa.Column("conflicts", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_claim_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("claim_key", name=op.f("uq_claim_claim_key")),
    )
    op.create_index(op.f("ix_claim_as_of_last_claim_key"), "claim", ["as_of_last", "claim_key"])
    op.create_index(op.f("ix_claim_indicator_place_as_of_last"), "claim", ["indicator", "place", "as_of_last"])
    op.create_index(op.f("ix_claim_place_as_of_last"), "claim", ["place", "as_of_last"])
    op.create_index(op.f("ix_claim_publisher_as_of_last"), "claim", ["publisher", "as_of_last"])
    op.create_index(op.f("ix_claim_revision_id"), "claim", ["revision_id"])

    op.create_table(
        "claim_target",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("percentage", sa.Text(), nullable=True),
        sa.Column("percentage_real", sa.Float(), nullable=True),
        sa.Column("percentage_comparator", sa.String(), nullable=True),
        sa.Column("percentage_text", sa.String(), nullable=True),
        sa.Column("setter", sa.String(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("deadline", sa.String(), nullable=True),
        sa.Column("deadline_last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_target_claim_id")),
        sa.PrimaryKeyConstraint("claim_id", "position", name=op.f("pk_claim_target")),
    )
    op.create_index(op.f("ix_claim_target_deadline_last"), "claim_target", ["deadline_last"])

    op.create_table(
        "finding_claim",
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("claim_key", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("claim", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_finding_claim_claim_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_finding_claim_finding_id")),
        sa.PrimaryKeyConstraint("finding_id", "position", name=op.f("pk_finding_claim")),
    )
    op.create_index(op.f("ix_finding_claim_claim_id"), "finding_claim", ["claim_id"])


def downgrade() -> None:
    """Drop all tables, children first; their indexes go with them."""
    for table in (
        "finding_claim",
        "claim_target",
        "claim",
        "capture",
        "source_decision",
        "run_source",
        "revision",
        "frontier_task",
        "finding_history",
        "source",
        "run",
        "page",
        "finding",
    ):
        op.drop_table(table)
