"""A page says where its address leads since it moved; claims of an outlet are counted without reading them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MADE, GONE = "ix_claim_of_publisher", "ix_claim_publisher_as_of_last"


def upgrade() -> None:
    """Add the column, and put the index of current claims in the place of that of all."""
    op.add_column("page", sa.Column("moved_to", sa.String(), nullable=True))
    where = {"sqlite_where": sa.text("current = 1"), "postgresql_where": sa.text("current")}
    op.create_index(op.f(MADE), "claim", ["publisher", "as_of_last", "current"], **where)  # type: ignore[arg-type]  # options of both dialects
    op.drop_index(op.f(GONE), table_name="claim")


def downgrade() -> None:
    """Undo all of it."""
    op.create_index(op.f(GONE), "claim", ["publisher", "as_of_last"])
    op.drop_index(op.f(MADE), table_name="claim")
    op.drop_column("page", "moved_to")
