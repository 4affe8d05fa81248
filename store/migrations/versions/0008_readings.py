"""What other versions of the extractor made of the captures, beside what counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is empty, since what counts stands in `capture` and `revision` as before."""
    op.create_table(
        "reading",
        sa.Column("capture_id", sa.Integer(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("published_zone", sa.String(), nullable=True),
        sa.Column("published_source", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name=op.f("fk_reading_capture_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_reading_revision_id")),
        sa.PrimaryKeyConstraint("capture_id", "extractor", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_extractor"), "reading", ["extractor"])
    op.create_index(op.f("ix_reading_revision_id"), "reading", ["revision_id"])


def downgrade() -> None:
    """Drop it; claims that only such a reading led to stay, and are not current."""
    op.drop_table("reading")
