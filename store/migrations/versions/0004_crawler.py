"""What a run saw of a site, and the further pages of an article."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# SQLite adds and drops plain columns by itself: no table is copied, and its foreign keys stay as they are


def upgrade() -> None:
    """Add run.notes and capture.parts, empty."""
    op.add_column("run", sa.Column("notes", sa.String(), nullable=True))
    op.add_column("capture", sa.Column("parts", sa.String(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("capture", "parts")
    op.drop_column("run", "notes")
