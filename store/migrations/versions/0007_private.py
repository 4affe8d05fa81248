"""Personal numbers are masked in what is stored, and names can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.private import masked
from models.wire import dumps, loads
from store.search import reindex

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_REVISION = sa.table("revision", *(sa.column(name) for name in ("id", "title", "text")))
_CLAIM_TEXTS = ("indicator_text", "segment", "evidence", "conflicts")
_CLAIM = sa.table("claim", *(sa.column(name) for name in ("id", "revision_id", *_CLAIM_TEXTS)))
_SIDE = sa.table("finding_claim", *(sa.column(name) for name in ("finding_id", "position", "quote", "claim")))
_BATCH = 200


def upgrade() -> None:
    """Make the list of names, and mask what older versions stored as it was."""
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=True),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
    )
    connection = op.get_bind()
    retitled = _mask_wordings(connection)
    _mask_sides(connection)
    if connection.dialect.name == "sqlite":
        reindex(connection, retitled)  # PostgreSQL has its index from 0009 on, made of what is masked by then


def downgrade() -> None:
    """Drop the list; what was masked stays so."""
    op.drop_table("forgotten")


def _mask_wordings(connection: sa.Connection) -> list[int]:
    """Mask every wording with its claims; the ids of those whose title changed."""
    retitled = []
    for row in _batches(connection, _REVISION, _REVISION.c.id):
        new = {name: value and masked(value) for name, value in (("title", row.title), ("text", row.text))}
        if new["title"] != row.title:
            retitled.append(row.id)
        if new != {"title": row.title, "text": row.text}:
            connection.execute(sa.update(_REVISION).where(_REVISION.c.id == row.id).values(new))
        for claim in connection.execute(sa.select(_CLAIM).where(_CLAIM.c.revision_id == row.id)).all():
            evidence = loads(claim.evidence)
            for one in evidence:
                whole = (row.title if one.get("where") == "title" else row.text) or ""
                hidden = new["title" if one.get("where") == "title" else "text"] or ""
                inside = whole[one["start"] : one["end"]] == one["quote"]
                one["quote"] = hidden[one["start"] : one["end"]] if inside else masked(one["quote"])
            conflicts = loads(claim.conflicts)
            for one in conflicts:
                one["text"] = one["text"] and masked(one["text"])
            changed = {
                "indicator_text": claim.indicator_text and masked(claim.indicator_text),
                "segment": claim.segment and masked(claim.segment),
                "evidence": dumps(evidence),
                "conflicts": dumps(conflicts),
            }
            if changed != {name: getattr(claim, name) for name in _CLAIM_TEXTS}:
                connection.execute(sa.update(_CLAIM).where(_CLAIM.c.id == claim.id).values(changed))
    return retitled


def _mask_sides(connection: sa.Connection) -> None:
    for row in connection.execute(sa.select(_SIDE)).all():
        claim = loads(row.claim)
        for one in claim.get("evidence") or ():
            one["quote"] = masked(one["quote"])
        changed = {"quote": row.quote and masked(row.quote), "claim": dumps(claim)}
        if changed != {"quote": row.quote, "claim": row.claim}:
            same = (_SIDE.c.finding_id == row.finding_id, _SIDE.c.position == row.position)
            connection.execute(sa.update(_SIDE).where(*same).values(changed))


def _batches(connection: sa.Connection, table: Any, key: Any) -> Iterator[Any]:
    """All rows by their key, some at a time: articles of a whole store would not fit into memory."""
    last = 0
    while rows := connection.execute(sa.select(table).where(key > last).order_by(key).limit(_BATCH)).all():
        yield from rows
        last = rows[-1].id
