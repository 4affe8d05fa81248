"""docs/store.md says what is so: its list of tables, and the query that it shows."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import text

from models.tables import Table
from store.engine import open_store, read_session, write_session
from tests.store.examples import EXAMPLE, URL, article, capture, extract

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "store.md").read_text(encoding="utf-8")


def test_every_table_is_described() -> None:
    tables = PAGE.partition("## Tables\n")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`[^|]*`) \|", tables, re.MULTILINE)
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} == set(Table.metadata.tables)


def test_the_query_finds_the_raw_page_behind_a_claim(path: Path) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    engine = open_store(str(path))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
    with read_session(engine) as session:
        rows = session.execute(text(query)).all()
    assert rows == [(URL, "99,20 persen", "2025-06-02", "kabar-0001.warc.gz", 512)]


def test_the_columns_that_it_explains_are_there() -> None:
    told = re.search(r"## What a crawl keeps\n(.*?)\n## ", PAGE, re.DOTALL)
    assert told is not None
    groups = told[1].split("**The archive**")
    for words, table in ((groups[0], "frontier_task"), (groups[1].split("**The ledger**")[0], "capture")):
        named = {
            name for cell in re.findall(r"^\| (`[^|]*`) \|", words, re.MULTILINE) for name in cell.split("`")[1::2]
        }
        assert named
        assert named <= set(Table.metadata.tables[table].columns.keys()), table
    explained = set(re.findall(r"`(\w+)`", groups[0]))
    columns = set(Table.metadata.tables["frontier_task"].columns.keys())
    assert columns - explained <= {"id", "source", "url"}
