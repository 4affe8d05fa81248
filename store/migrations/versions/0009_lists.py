"""Lists of any filter begin at once and go on as fast at their end; PostgreSQL finds words by an index, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PROVINCE, REGENCY = sa.text("substr(place, 1, 2)"), sa.text("substr(place, 1, 5)")
MADE: dict[str, list[str | sa.TextClause]] = {
    "ix_claim_newest": ["as_of_last", "claim_key", "as_of_first"],
    "ix_claim_province": [PROVINCE, "as_of_last"],
    "ix_claim_province_id": [PROVINCE, "id"],
    "ix_claim_regency": [REGENCY, "as_of_last"],
    "ix_claim_regency_id": [REGENCY, "id"],
    "ix_claim_of_indicator": ["indicator", "as_of_last"],
    "ix_claim_series": ["indicator", "place", "segment_key", "as_of_last", "current"],
}
GONE = {
    "ix_claim_as_of_last_claim_key": ["as_of_last", "claim_key"],
    "ix_claim_indicator_place_as_of_last": ["indicator", "place", "as_of_last"],
}
QUOTES = "(SELECT string_agg(one ->> 'quote', ' ') FROM jsonb_array_elements(c.evidence::jsonb) AS one)"
PARTS = (
    "(SELECT title FROM revision WHERE id = c.revision_id)",
    *(f"c.{name}" for name in ("indicator_text", "segment", "official", "official_role")),
    QUOTES,
)
TEXT = " || ' ' || ".join(f"coalesce({part}, '')" for part in PARTS)
# words are letters and digits alone, as in SQLite's index; 1 MB of words is more than PostgreSQL takes
WORDS = f"to_tsvector('simple', regexp_replace(left({TEXT}, 100000), '[^[:alnum:]]+', ' ', 'g'))"
NAMES = ("evidence", "indicator_text", "segment", "official", "official_role")


def upgrade() -> None:
    """Make the indexes, drop those that they stand in for, and fill PostgreSQL's table of words.

    A migration that copies the table `claim` must make its indexes of expressions anew.
    """
    for name in GONE:
        op.drop_index(op.f(name), table_name="claim")
    for name, columns in MADE.items():
        where = {"sqlite_where": sa.text("current = 1"), "postgresql_where": sa.text("current")}
        op.create_index(op.f(name), "claim", columns, **where)  # type: ignore[arg-type]
    op.create_index(op.f("ix_finding_outcome_opened_at"), "finding", ["outcome", "opened_at"])
    op.drop_index(op.f("ix_finding_outcome"), table_name="finding")
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE TABLE claim_search (claim_id integer PRIMARY KEY REFERENCES claim (id) ON DELETE CASCADE, "
        "words tsvector NOT NULL)"
    )
    op.execute(
        f"CREATE FUNCTION claim_search_words(c claim) RETURNS tsvector LANGUAGE sql STABLE AS $$ SELECT {WORDS} $$"
    )
    op.execute("INSERT INTO claim_search SELECT id, claim_search_words(claim) FROM claim")
    op.execute("CREATE INDEX ix_claim_search_words ON claim_search USING gin (words)")
    op.execute(
        "CREATE FUNCTION claim_search_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO claim_search VALUES (new.id, claim_search_words(new)) "
        "ON CONFLICT (claim_id) DO UPDATE SET words = excluded.words; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER claim_search_insert AFTER INSERT ON claim FOR EACH ROW EXECUTE FUNCTION claim_search_keep()"
    )
    changed = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in NAMES)
    op.execute(
        f"CREATE TRIGGER claim_search_update AFTER UPDATE OF {', '.join(NAMES)} ON claim FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION claim_search_keep()"
    )


def downgrade() -> None:
    """Undo all of it."""
    if op.get_bind().dialect.name == "postgresql":
        for trigger in ("claim_search_insert", "claim_search_update"):
            op.execute(f"DROP TRIGGER {trigger} ON claim")
        op.execute("DROP FUNCTION claim_search_keep()")
        op.execute("DROP FUNCTION claim_search_words(claim)")
        op.execute("DROP TABLE claim_search")
    op.create_index(op.f("ix_finding_outcome"), "finding", ["outcome"])
    op.drop_index(op.f("ix_finding_outcome_opened_at"), table_name="finding")
    for name in MADE:
        op.drop_index(op.f(name), table_name="claim")
    for name, columns in GONE.items():
        op.create_index(op.f(name), "claim", columns)
