"""Full-text search over claims, where the database is SQLite; PostgreSQL searches the columns themselves."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _words(of: str) -> str:
    parts = (
        f"(SELECT title FROM revision WHERE id = {of}.revision_id)",
        f"{of}.indicator_text",
        f"{of}.segment",
        f"{of}.official",
        f"{of}.official_role",
        f"(SELECT group_concat(json_extract(value, '$.quote'), ' ') FROM json_each({of}.evidence))",
    )
    return " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)


def upgrade() -> None:
    """Make the index, fill it, and keep it filled. A migration that copies the table `claim` must make these anew."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("CREATE VIRTUAL TABLE claim_search USING fts5(words, tokenize = 'unicode61')")
    op.execute(f"INSERT INTO claim_search (rowid, words) SELECT claim.id, {_words('claim')} FROM claim")
    op.execute(
        "CREATE TRIGGER claim_search_insert AFTER INSERT ON claim BEGIN "
        f"INSERT INTO claim_search (rowid, words) VALUES (new.id, {_words('new')}); END"
    )
    op.execute(
        "CREATE TRIGGER claim_search_update AFTER UPDATE OF evidence, indicator_text, segment, official, official_role "
        f"ON claim WHEN {_words('old')} <> {_words('new')} BEGIN "
        f"UPDATE claim_search SET words = {_words('new')} WHERE rowid = new.id; END"
    )
    op.execute(
        "CREATE TRIGGER claim_search_delete AFTER DELETE ON claim BEGIN "
        "DELETE FROM claim_search WHERE rowid = old.id; END"
    )


def downgrade() -> None:
    """Drop the index and what keeps it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for trigger in ("claim_search_insert", "claim_search_update", "claim_search_delete"):
        op.execute(f"DROP TRIGGER {trigger}")
    op.execute("DROP TABLE claim_search")
