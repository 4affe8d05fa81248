"""What one official or office reported is found without reading all claims."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = ("official", "official_role")


def upgrade() -> None:
    """Make the indexes."""
    for name in NAMES:
        op.create_index(op.f(f"ix_claim_{name}"), "claim", [name])


def downgrade() -> None:
    """Drop them."""
    for name in NAMES:
        op.drop_index(op.f(f"ix_claim_{name}"), table_name="claim")
