"""The SQLite file in Datasette, with the metadata of docs/datasette.json."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette

from models.tables import Table
from tests.dashboard.newsroom import build

FILE = Path(__file__).parents[2] / "docs" / "datasette.json"
METADATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ABOUT = METADATA["databases"]["capaian"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small newsroom, under the name that the metadata are for."""
    path = tmp_path_factory.mktemp("datasette") / "capaian.sqlite"
    build(path)
    return path


def asked(store: Path, *paths: str) -> list[tuple[int, str]]:
    """What Datasette answers."""

    async def ask() -> list[tuple[int, str]]:
        served = Datasette([str(store)], metadata=METADATA)
        await served.invoke_startup()
        answers = [await served.client.get(path) for path in paths]
        return [(answer.status_code, answer.text) for answer in answers]

    return asyncio.run(ask())


def test_every_table_and_every_column_that_is_described_is_there() -> None:
    tables = {table.name: set(table.columns.keys()) for table in Table.metadata.sorted_tables}
    assert set(ABOUT["tables"]) == {*tables, "alembic_version"}
    for name, about in ABOUT["tables"].items():
        named = {*about.get("columns", ()), *about.get("facets", ())}
        named |= {about[key] for key in ("label_column", "sort", "sort_desc") if key in about}
        assert named <= tables.get(name, set()), name
        assert about["description"]


def test_datasette_serves_every_table_with_its_description(store: Path) -> None:
    names = list(ABOUT["tables"])
    front, *answers = asked(store, "/capaian", *(f"/capaian/{name}" for name in names))
    assert front[0] == 200
    for name, (code, text) in zip(names, answers, strict=True):
        assert code == 200, name
        assert ABOUT["tables"][name]["description"].replace("'", "&#39;") in text
        shown = f'href="/capaian/{name}"' in front[1].partition("hidden table")[0]
        assert shown is not ABOUT["tables"][name].get("hidden", False), name


def test_its_questions_have_answers(store: Path) -> None:
    claims, findings, coverage = asked(
        store,
        "/capaian/klaim.json?_shape=array&indicator=pad_revenue&place=62%25",
        "/capaian/temuan.json?_shape=array",
        "/capaian/cakupan.json?_shape=array",
    )
    assert [row["percentage_text"] for row in json.loads(claims[1])] == ["46,2 persen", "42,69 persen"]
    assert len(json.loads(findings[1])) == 1
    assert {"source": "pena", "month": "2025-04", "articles": 2} in json.loads(coverage[1])
