"""Reviews of findings and claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of reviews."""
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.String(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        sa.CheckConstraint("(finding_id IS NULL) != (claim_id IS NULL)", name=op.f("ck_review_one_subject")),
        sa.CheckConstraint(
            "what IN ('accepted', 'dismissed', 'taken_back', 'note', 'correction')", name=op.f("ck_review_what")
        ),
        sa.ForeignKeyConstraint(["carried_from"], ["review.id"], name=op.f("fk_review_carried_from")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_review_claim_id")),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk_review_finding_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_claim_id"), "review", ["claim_id"])
    op.create_index(op.f("ix_review_finding_id"), "review", ["finding_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("review")
