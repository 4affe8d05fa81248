"""Whether a store is sound: what a database can say of itself, and what must hold between its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from models.tables import Table
from store.migrate import reading_schema
from store.search import TABLE as SEARCH
from store.sql import CAPTURE, CLAIM, FINDING, FINDING_CLAIM, PAGE, REVISION, TASK


@dataclass(frozen=True, slots=True)
class Soundness:
    """How one thing stands; `wrong` is how many rows or tables break it."""

    name: str
    wrong: int
    told: str


def verify_store(engine: Engine) -> Iterator[Soundness]:
    """Every check in turn; they read whole tables."""
    with engine.execution_options(capaian_reads=True).connect() as connection:
        yield _file(connection)
        yield _schema(connection)
        yield _foreign_keys(connection)
        with Session(connection) as session:
            yield from _rows(session)


def archived(session: Session) -> Iterator[tuple[int, str, int, int, str]]:
    """(capture id, archive file, offset, length, body digest) of every capture that the archive should hold."""
    names = ("id", "archive_file", "archive_offset", "archive_length", "body_sha256")
    query = select(*(CAPTURE.c[name] for name in names)).where(CAPTURE.c.archive_file.is_not(None))
    query = query.order_by(CAPTURE.c.archive_file, CAPTURE.c.archive_offset).execution_options(yield_per=500)
    for row in session.execute(query):
        yield tuple(row)


def _file(connection: Connection) -> Soundness:
    if connection.dialect.name != "sqlite":
        return Soundness("database", 0, "PostgreSQL looks after its files itself (pg_amcheck)")
    said = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    if said == ["ok"]:
        return Soundness("database", 0, "the file is whole")
    return Soundness("database", len(said), "; ".join(said))


def _schema(connection: Connection) -> Soundness:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not (name or "").startswith(SEARCH)

    options = {"compare_type": True, "include_name": ours}
    with reading_schema():
        found = compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata)
    if found:
        return Soundness("schema", len(found), f"it is not that of this version: {found}"[:500])
    return Soundness("schema", 0, "tables, columns and indexes are those of this version")


def _foreign_keys(connection: Connection) -> Soundness:
    wrong = []
    for table in Table.metadata.sorted_tables:
        for key in table.foreign_keys:
            there = key.column.table.alias()
            lost = and_(key.parent.is_not(None), ~exists().where(there.c[key.column.name] == key.parent))
            number = connection.execute(select(func.count()).select_from(table).where(lost)).scalar_one()
            if number:
                rows = "row" if number == 1 else "rows"
                wrong.append((number, f"{number} {rows} of {table.name} without its {there.element.name}"))  # type: ignore[attr-defined]
    if wrong:
        return Soundness("links", sum(number for number, _ in wrong), "; ".join(told for _, told in wrong))
    return Soundness("links", 0, "every row that names another finds it")


def _rows(session: Session) -> Iterator[Soundness]:
    """What holds between rows, as questions for those that break it."""
    newest = REVISION.alias()
    stands = exists().where(
        REVISION.c.id == CLAIM.c.revision_id,
        REVISION.c.current,
        REVISION.c.extractor == CLAIM.c.extractor,
        PAGE.c.id == REVISION.c.page_id,
        PAGE.c.withdrawn_at.is_(None),
    )
    leased = or_(TASK.c.due_at.is_(None), TASK.c.run_id.is_(None))
    sideless = ~exists().where(FINDING_CLAIM.c.finding_id == FINDING.c.id)
    seen = and_(
        ~REVISION.c.current,
        REVISION.c.seen_at.is_not(None),
        ~exists().where(newest.c.page_id == REVISION.c.page_id, newest.c.current),
    )
    asked: tuple[tuple[str, FromClause, ColumnElement[bool], str], ...] = (
        ("claims", CLAIM, and_(CLAIM.c.current, ~stands), "current claims stand on a current wording that was read so"),
        ("wordings", REVISION, seen, "every page that has a wording has a current one"),
        ("extraction", CAPTURE, CAPTURE.c.status == "", "every capture has a status word"),
        ("frontier", TASK, and_(TASK.c.state == "leased", leased), "every lease has an end and a run"),
        ("findings", FINDING, sideless, "every finding has its claims beside it"),
    )
    for name, table, broken, told in asked:
        number = session.execute(select(func.count()).select_from(table).where(broken)).scalar_one()
        total = session.execute(select(func.count()).select_from(table)).scalar_one()
        yield Soundness(
            name, number, f"{told} ({number or 'none'} of {total} does not)" if number else f"{told}: {total}"
        )
