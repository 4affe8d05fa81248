"""What the store's modules share of SQL: tables, and the one statement that the two databases spell alike but apart."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar, cast

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import tables
from store.errors import NotStorable

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

T = TypeVar("T")

_TABLES = tables.Table.metadata.tables
CAPTURE: Table = _TABLES["capture"]
CLAIM: Table = _TABLES["claim"]
FINDING: Table = _TABLES["finding"]
FINDING_CLAIM: Table = _TABLES["finding_claim"]
FORGOTTEN: Table = _TABLES["forgotten"]
HISTORY: Table = _TABLES["finding_history"]
PAGE: Table = _TABLES["page"]
READING: Table = _TABLES["reading"]
REVIEW: Table = _TABLES["review"]
REVISION: Table = _TABLES["revision"]
RUN: Table = _TABLES["run"]
RUN_SOURCE: Table = _TABLES["run_source"]
SOURCE: Table = _TABLES["source"]
DECISION: Table = _TABLES["source_decision"]
SUMMARY: Table = _TABLES["summary"]
TARGET: Table = _TABLES["claim_target"]
TASK: Table = _TABLES["frontier_task"]
UNCHECKED: Table = _TABLES["unchecked"]


def insert(session: Session, table: Table) -> sqlite.Insert:
    """INSERT with `on_conflict_do_…` in the session's dialect (both have the same methods)."""
    return _insert(session.get_bind().dialect.name, table)


def _insert(dialect: str, table: Table) -> sqlite.Insert:
    if dialect == "postgresql":
        return cast(sqlite.Insert, postgresql.insert(table))
    return sqlite.insert(table)


def upsert(
    session: Session, table: Table, key: tuple[str, ...], columns: tuple[str, ...], *, answer: bool = False
) -> Any:
    """INSERT that sets these columns of the row with the same key, if there is one; execute it with a list of rows.

    With `answer` it answers with the row's id; execute it with one row then.
    """
    return _upsert(session.get_bind().dialect.name, table, key, columns, answer)


@cache
def _upsert(dialect: str, table: Table, key: tuple[str, ...], columns: tuple[str, ...], answer: bool) -> Any:
    # built once: with 40 columns this takes longer than the database does
    statement = _insert(dialect, table)
    made = statement.on_conflict_do_update(
        index_elements=key, set_={name: statement.excluded[name] for name in columns}
    )
    return made.returning(table.c.id) if answer else made


def insert_new(session: Session, table: Table, key: tuple[str, ...]) -> Any:
    """INSERT that leaves a row with the same key as it is, and answers with the ids of the others."""
    return _insert_new(session.get_bind().dialect.name, table, key)


@cache
def _insert_new(dialect: str, table: Table, key: tuple[str, ...]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=key).returning(table.c.id)


def inside(place: str) -> ColumnElement[bool]:
    """The claims of a place and of all that lies in it, as the index of provinces or of regencies has them."""
    if len(place) in (2, 5):
        # written out: a bound number would be another expression than that of the index
        return func.substr(CLAIM.c.place, literal_column("1"), literal_column(str(len(place)))) == place
    return or_(CLAIM.c.place == place, CLAIM.c.place.startswith(f"{place}.", autoescape=True))


def given(dialect: str, names: Sequence[str]) -> CTE:
    """Rows of texts as a table with these columns: the parameter `given`, with what `sent` makes of any number of them.

    A statement with it can be built once: building one takes longer than the database does to answer it.
    """
    rows: BindParameter[str] = bindparam("given", type_=String)
    if dialect == "postgresql":
        row = func.jsonb_array_elements(sql_cast(rows, postgresql.JSONB)).table_valued(
            column("value", postgresql.JSONB)
        )
        cells: list[ColumnElement[Any]] = [
            row.c.value.op("->>")(literal_column(str(place))) for place in range(len(names))
        ]
    else:
        row = func.json_each(rows).table_valued("value")
        cells = [func.json_extract(row.c.value, literal_column(f"'$[{place}]'")) for place in range(len(names))]
    return select(*(cell.label(name) for cell, name in zip(cells, names, strict=True))).cte("given")


def sent(rows: Iterable[Sequence[str]]) -> str:
    """Rows of texts as the value of the parameter of `given`."""
    return json.dumps(list(rows), default=list)


def columns_of(row: Row[Any]) -> Mapping[str, Any]:
    """A row by the names of its columns, without a copy of it."""
    return cast(Mapping[str, Any], row._mapping)


def numbers(session: Session, found: str) -> Select[tuple[int]]:
    """A JSON list of whole numbers as a table of one column: one parameter, however many there are."""
    sent: BindParameter[str] = bindparam("numbers", found, unique=True)
    if session.get_bind().dialect.name == "postgresql":
        each = func.jsonb_array_elements_text(sql_cast(sent, postgresql.JSONB)).column_valued("value")
        return select(sql_cast(each, Integer))
    return select(func.json_each(sent).table_valued("value").c.value)


def count_again(session: Session, table: Table, key: str, counter: str) -> sqlite.Insert:
    """INSERT that adds one to a counter of the row with the same key, if there is one."""
    return _count_again(session.get_bind().dialect.name, table, key, counter)


@cache
def _count_again(dialect: str, table: Table, key: str, counter: str) -> sqlite.Insert:
    more = {counter: table.c[counter] + 1}
    return _insert(dialect, table).on_conflict_do_update(index_elements=[key], set_=more)


def batches(items: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """The items in lists of at most `size`: SQLite takes 32,766 variables in one statement.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def storable(row: dict[str, Any]) -> dict[str, Any]:
    """The row itself; NotStorable if one of its texts holds what no database keeps, half a surrogate pair or a NUL.

    >>> storable({"title": "Perekaman\\x00KTP"})
    Traceback (most recent call last):
    store.errors.NotStorable: 'title' holds the character U+0000, which a database cannot keep: 'Perekaman\\x00KTP'
    """
    for name, value in row.items():
        if isinstance(value, str):
            found = _UNSTORABLE.search(value)
            if found:
                near = value[max(0, found.start() - 20) : found.start() + 20]
                code = f"U+{ord(found[0]):04X}"
                raise NotStorable(f"{name!r} holds the character {code}, which a database cannot keep: {near!r}")
    return row


def inserted(session: Session, table: Table, row: dict[str, Any]) -> int:
    """Insert one row and answer with its new id."""
    return int(session.execute(_inserting(table), row).scalar_one())


@cache
def _inserting(table: Table) -> Any:
    return table.insert().returning(table.c.id)
