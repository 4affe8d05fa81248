"""An article whose address leads elsewhere: its pages say where to, and nothing reads like a retraction."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from store.claims import claim_rows
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from store.pages import mark_gone
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import WHEN, stories
from tests.dashboard.test_pages import text_of

OLD, NEW = "http://lentera.localhost/ktp-1", "http://lentera.localhost/ktp-2"


@pytest.fixture(scope="module")
def moved(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The newsroom after one of its articles got the address of another."""
    path = tmp_path_factory.mktemp("moved") / "store.sqlite"
    shutil.copy(store_file, path)
    engine = open_store(str(path))
    with write_session(engine) as session:
        mark_gone(session, OLD, when=WHEN.replace(day=5), moved_to=NEW)
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def reader(moved: Path) -> TestClient:
    return client_of(moved)


def key_at(path: Path, url: str) -> str:
    with read_session(open_store(str(path), readonly=True)) as session:
        (key,) = (row.key for row in claim_rows(session, current=False, limit=99) if row.url == url)
    return key


def test_the_claim_and_its_article_say_where_the_address_leads(reader: TestClient, moved: Path) -> None:
    key = key_at(moved, OLD)
    page = reader.get(f"/klaim/{key}").text
    assert "Sejak 5 November 2025 alamat berita ini mengarah ke alamat lain" in text_of(page)
    assert f'href="{NEW}"' in page
    article = page.partition("/artikel/")[2].partition('"')[0]
    told = reader.get(f"/artikel/{article}")
    assert f'href="{NEW}"' in told.text
    assert "leads to another one" in text_of(reader.get(f"/klaim/{key}?lang=en").text)
    for page in (told.text, reader.get(f"/klaim/{key}?lang=en").text):
        assert not any(word in page for word in ("ditarik", "withdrawn", "retract"))


def test_the_store_counts_it_as_moved(reader: TestClient, moved: Path) -> None:
    with read_session(open_store(str(moved), readonly=True)) as session:
        counts = status_counts(session)
    assert (counts["pages"]["moved"], counts["pages"]["withdrawn"]) == (1, 1)
    assert counts["claims"] == {"current": sum(len(told) for _, told in stories()) - 2, "not_current": 2}
    sources = {one["source"]: one for one in reader.get("/sumber.json").json()["sources"]}
    assert (sources["lentera"]["moved"], sources["lentera"]["withdrawn"]) == (1, 0)
    assert (sources["pena"]["moved"], sources["pena"]["withdrawn"]) == (0, 1)


def test_data_names_the_address(reader: TestClient, moved: Path) -> None:
    data = reader.get(f"/klaim/{key_at(moved, OLD)}.json").json()
    assert data["moved_to"] == NEW
    assert data["withdrawn_at"]
    assert not data["current"]
    stands = reader.get(f"/klaim/{key_at(moved, NEW)}.json").json()
    assert (stands["moved_to"], stands["current"]) == (None, True)
    rows = list(csv.DictReader(io.StringIO(reader.get("/klaim.csv").text)))
    assert {row["moved_to"] for row in rows} == {""}
    assert OLD not in {row["url"] for row in rows}
