"""Full-text search over claims: FTS5 on SQLite (made by migration 0003), the columns themselves on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, cast, column, false, func, or_, select, table
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from store.sql import CLAIM, REVISION

TABLE = "claim_search"
"""The index's name, and the beginning of the names of all that FTS5 makes for it."""

MOST_WORDS = 12
"""Most words of one search; the rest is ignored."""

_WORD = re.compile(r"[^\W_]+(?:[.,:/'’\-][^\W_]+)*")
_SEARCH = table(TABLE, column("rowid"), column("words"))


def asked_words(q: str) -> list[str]:
    """What a search looks for: words and figures, without signs.

    >>> asked_words('perekaman "e-KTP" 99,2% (Kotim) * OR')
    ['perekaman', 'e-KTP', '99,2', 'Kotim', 'OR']
    """
    return _WORD.findall(q)[:MOST_WORDS]


def matching(session: Session, q: str) -> ColumnElement[bool]:
    """The condition that a claim holds all words of a search, each from its beginning; nothing matches no words."""
    wanted = asked_words(q)
    if not wanted:
        return false()
    if session.get_bind().dialect.name == "postgresql":
        return and_(*(_held(word) for word in wanted))
    # each word is a quoted string of FTS5: nothing in it is taken for syntax, and its signs part words as in the index
    query = " ".join(f'"{word}"*' for word in wanted)
    return CLAIM.c.id.in_(select(_SEARCH.c.rowid).where(_SEARCH.c.words.op("MATCH")(query)))


def _held(word: str) -> ColumnElement[bool]:
    """PostgreSQL: the word begins a word of one of the texts."""
    pattern = rf"\m{re.escape(word)}"
    quotes = func.jsonb_path_query_array(
        cast(CLAIM.c.evidence, postgresql.JSONB), cast("$[*].quote", postgresql.JSONPATH)
    ).cast(Text)
    title = select(REVISION.c.title).where(REVISION.c.id == CLAIM.c.revision_id).correlate(CLAIM).scalar_subquery()
    texts = (CLAIM.c.indicator_text, CLAIM.c.segment, CLAIM.c.official, CLAIM.c.official_role, quotes, title)
    return or_(*(text.op("~*")(pattern) for text in texts))


_REINDEX = sql(
    f"""UPDATE {TABLE} SET words = (
        SELECT coalesce(revision.title, '') || ' ' || coalesce(claim.indicator_text, '') || ' '
            || coalesce(claim.segment, '') || ' ' || coalesce(claim.official, '') || ' '
            || coalesce(claim.official_role, '') || ' '
            || coalesce((SELECT group_concat(json_extract(value, '$.quote'), ' ') FROM json_each(claim.evidence)), '')
        FROM claim JOIN revision ON revision.id = claim.revision_id WHERE claim.id = {TABLE}.rowid)
    WHERE rowid IN (SELECT id FROM claim WHERE revision_id = :revision)"""
).bindparams(bindparam("revision"))


def reindex(connection: Connection, revisions: Iterable[int]) -> None:
    """Index the claims of these wordings anew: the triggers see what changes in a claim, but not in a title."""
    if connection.dialect.name == "sqlite":
        for revision in revisions:
            connection.execute(_REINDEX, {"revision": revision})
