"""Full-text search over claims: FTS5 on SQLite (made by migration 0003), tsvector on PostgreSQL (0009)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, cast, column, false, func, select, table
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from store.sql import CLAIM, numbers

TABLE = "claim_search"
"""The index's name, and the beginning of the names of all that FTS5 makes for it."""

MOST_WORDS = 12
"""Most words of one search; the rest is ignored."""

MANY = 3_000
"""Claims that are gathered by their words before anything else, also by the beginnings of words."""

MOST = 30_000
"""Claims that are gathered by whole words, and then looked for in the order of a list; of more, each claim is asked."""

SHORTEST = 3
"""Characters of a word that finds all words beginning so; shorter ones find themselves."""

_WORD = re.compile(r"[^\W_]+(?:[.,:/'’\-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_LITE, _POSTGRES = table(TABLE, column("rowid"), column("words")), table(TABLE, column("claim_id"), column("words"))


def asked_words(q: str) -> list[str]:
    """What a search looks for: words and figures, without signs.

    >>> asked_words('perekaman "e-KTP" 99,2% (Kotim) * OR')
    ['perekaman', 'e-KTP', '99,2', 'Kotim', 'OR']
    """
    return _WORD.findall(q)[:MOST_WORDS]


def matching(session: Session, q: str) -> ColumnElement[bool]:
    """The condition that a claim holds all words of a search, each from its beginning; nothing matches no words.

    Words of one or two characters, and words that more than MANY claims hold, are looked for as they are.
    """
    if not asked_words(q):
        return false()
    how_many, gathered = _gathered(session, q)
    if how_many <= MANY:
        return CLAIM.c.id.in_(_found(session, q))
    if how_many <= MOST:
        # added to nothing, the number is not looked up: a list goes its own way, and stops at its first rows
        return (CLAIM.c.id + 0).in_(numbers(session, gathered))
    found = _found(session, q, whole=True)
    (row,) = found.selected_columns
    return found.where(row == CLAIM.c.id).exists()


def is_common(session: Session, q: str) -> bool:
    """Whether more than MANY claims hold the words of a search, as they are."""
    return bool(asked_words(q)) and _gathered(session, q)[0] > MANY


def _gathered(session: Session, q: str) -> tuple[int, str]:
    """How many claims hold the words as they are, MOST + 1 at most, and their ids as a JSON list, if they are no more.

    Asked for once in a session that only reads.
    """
    if not session.get_bind().get_execution_options().get("capaian_reads"):
        return _read(session, q)
    kept: dict[str, tuple[int, str]] = session.info.setdefault("capaian_words", {})
    if q not in kept:
        kept[q] = _read(session, q)
    return kept[q]


def _read(session: Session, q: str) -> tuple[int, str]:
    # what is too much is only counted, since nobody takes the list of it
    if session.execute(_found(session, q, whole=True).offset(MOST).limit(1)).first() is not None:
        return MOST + 1, "[]"
    # from their beginnings, all of a word's forms would be gathered first
    (row,) = (found := _found(session, q, whole=True).limit(MOST + 1).subquery()).c
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    as_list = cast(func.json_agg(row), String) if is_postgresql else func.json_group_array(row)
    how_many, ids = session.execute(select(func.count(), as_list).select_from(found)).one()
    return how_many, ids or "[]"


def _found(session: Session, q: str, *, whole: bool = False) -> Select[int]:
    """The ids of the claims that hold all words."""
    if session.get_bind().dialect.name == "postgresql":
        # parts of one word stand beside each other, as the index has them
        words = [" <-> ".join(parts) + (":*" if from_begin else "") for parts, from_begin in _asked(q, whole)]
        query = func.to_tsquery("simple", " & ".join(words))
        return select(_POSTGRES.c.claim_id).where(_POSTGRES.c.words.op("@@")(query))
    # each word is a quoted string of FTS5: nothing in it is taken for syntax
    words = [f'"{" ".join(parts)}"' + ("*" if from_begin else "") for parts, from_begin in _asked(q, whole)]
    return select(_LITE.c.rowid).where(_LITE.c.words.op("MATCH")(" ".join(words)))


def _asked(q: str, whole: bool) -> Iterator[tuple[list[str], bool]]:
    for word in asked_words(q):
        parts = _PART.findall(word)
        yield parts, not whole and len(parts[-1]) >= SHORTEST


_REINDEX = sql(
    f"""UPDATE {TABLE} SET words = (
        SELECT coalesce(revision.title, '') || ' ' || coalesce(claim.indicator_text, '') || ' '
            || coalesce(claim.segment, '') || ' ' || coalesce(claim.official, '') || ' '
            || coalesce(claim.official_role, '') || ' '
            || coalesce((SELECT group_concat(json_extract(value, '$.quote'), ' ') FROM json_each(claim.evidence)), '')
        FROM claim JOIN revision ON revision.id = claim.revision_id WHERE claim.id = {TABLE}.rowid)
    WHERE rowid IN (SELECT id FROM claim WHERE revision_id = :revision)"""
).bindparams(bindparam("revision"))


_REINDEX_POSTGRES = sql(
    f"UPDATE {TABLE} SET words = claim_search_words(claim) "
    f"FROM claim WHERE claim.id = {TABLE}.claim_id AND claim.revision_id = :revision"
).bindparams(bindparam("revision"))


def reindex(connection: Connection, revisions: Iterable[int]) -> None:
    """Index the claims of these wordings anew: the triggers see what changes in a claim, but not in a title."""
    statement = _REINDEX if connection.dialect.name == "sqlite" else _REINDEX_POSTGRES
    for revision in revisions:
        connection.execute(statement, {"revision": revision})
