"""Pages whose claims have changed since they were last laid beside the others."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the list; it is empty, since a store that has never been checked in part is checked as a whole first."""
    op.create_table(
        "unchecked",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name=op.f("fk_unchecked_page_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_unchecked")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("unchecked")
