"""Exports, API and feed: the same claims as the page, safe in a spreadsheet, in the promised forms."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from capaian.files import csv_lines as command_line_csv
from dashboard import api
from dashboard.exports import csv_lines, guarded
from models.wire import loads, report_from
from store.claims import export_rows, reports
from store.engine import open_store, read_session
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import OPEN

FILTERS = [
    {},
    {"place": "62.02"},
    {"indicator": "pad_revenue", "lang": "en"},
    {"publisher": "pena", "since": "2025-03-01"},
]


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


@pytest.mark.parametrize("filters", FILTERS)
def test_every_form_has_the_claims_of_the_page(client: TestClient, filters: dict[str, str]) -> None:
    keys = [row["claim_key"] for row in client.get("/klaim.json", params=filters | {"limit": "200"}).json()["claims"]]
    assert keys
    assert [row["claim_key"] for row in rows_of(client.get("/klaim.csv", params=filters).text)] == keys
    excel = client.get("/klaim-excel.csv", params=filters).content.decode("utf-8-sig")
    assert [row["claim_key"] for row in rows_of(excel, ";")] == keys
    lines = client.get("/klaim.jsonl", params=filters).text.splitlines()
    assert sum(len(loads(line)["claims"]) for line in lines) == len(keys)
    assert [
        row["claim_key"] for row in client.get("/api/v1/claims", params=filters | {"limit": "200"}).json()["claims"]
    ] == keys


def test_csv_is_what_the_command_line_exports(client: TestClient, store_file: Path) -> None:
    with read_session(open_store(str(store_file), readonly=True)) as session:
        told = "".join(line + "\n" for line in command_line_csv(export_rows(session)))
    assert client.get("/klaim.csv").text == told


def test_jsonl_reads_back_as_reports(client: TestClient, store_file: Path) -> None:
    with read_session(open_store(str(store_file), readonly=True)) as session:
        kept = list(reports(session))
    read = [report_from(loads(line)) for line in client.get("/klaim.jsonl").text.splitlines()]
    assert [replace(one, unused=()) for one in read] == kept


def test_excel_gets_its_mark_and_its_commas(client: TestClient) -> None:
    answer = client.get("/klaim-excel.csv?indicator=pad_revenue&publisher=pena")
    assert answer.content.startswith("\ufeff".encode())
    (row,) = rows_of(answer.content.decode("utf-8-sig"), ";")
    assert row["percentage"] == "42,69"
    assert row["achieved"] == "198300000000"
    assert "attachment" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+62", "'+62"), ("-2,5 persen", "'-2,5 persen"), ("@x", "'@x"), ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"), ("  =1", "'  =1"), ("＝1", "'＝1"), (Decimal("-2.5"), "-2.5"), (Decimal("99.20"), "99.20"),
        ("99,2 persen", "99,2 persen"), (None, ""), (True, "true"), ("a=1", "a=1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert guarded(value) == cell
    (line,) = csv_lines([{"x": value}])
    assert rows_of(line) == [{"x": cell}] or "\r" in str(value)


def test_the_api_gives_what_its_schema_says(client: TestClient) -> None:
    claims = client.get("/api/v1/claims").json()
    api.Claims.model_validate(claims)
    for row in claims["claims"]:
        api.ClaimRecord.model_validate(client.get(f"/api/v1/claims/{row['claim_key']}").json())
    api.Findings.model_validate(client.get("/api/v1/findings").json())
    one = api.FindingRecord.model_validate(client.get(f"/api/v1/findings/{OPEN}").json())
    assert one.history[0]["what"] == "opened"
    api.Problem.model_validate(client.get("/api/v1/claims?limit=0").json())
    api.Problem.model_validate(client.get(f"/api/v1/findings/{'0' * 64}").json())


def test_the_schema_lists_the_api_and_nothing_else(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert sorted(schema["paths"]) == [
        "/api/v1/claims", "/api/v1/claims/{claim_key}", "/api/v1/counts", "/api/v1/findings",
        "/api/v1/findings/{finding_id}", "/api/v1/indicators", "/api/v1/places",
    ]  # fmt: skip
    named = {one["name"] for one in schema["paths"]["/api/v1/claims"]["get"]["parameters"]}
    assert {"place", "indicator", "publisher", "since", "until", "limit", "after"} <= named


def test_figures_keep_their_digits(client: TestClient) -> None:
    text = client.get("/api/v1/claims?indicator=pad_revenue&publisher=pena").text
    assert '"value": 42.69' in text
    assert '"text": "42,69 persen"' in text


def test_counts_add_up(client: TestClient) -> None:
    counts = client.get("/api/v1/counts").json()["counts"]
    assert counts["claims"] == {"current": 11, "not_current": 1}
    assert counts["findings"] == {"closed": 1, "consistent": 1, "inconsistent": 1}


def test_the_feed_is_empty_until_somebody_publishes(client: TestClient, store_file: Path) -> None:
    held = feedparser.parse(client.get("/temuan.atom").content)
    assert held.entries == []
    assert "--publish" in held.feed.subtitle
    told = feedparser.parse(client_of(store_file, publish=True).get("/temuan.atom").content)
    assert not told.bozo
    (entry,) = told.entries
    assert entry.link == f"http://127.0.0.1:8000/temuan/{OPEN}"
    assert entry.title == "Pendapatan asli daerah Kotim per 30 Juni 2025: 46,2 persen, tetapi 42,69 persen."
    assert "tidak tahu mana yang keliru" in entry.summary


def test_the_feed_is_filtered(store_file: Path) -> None:
    published = client_of(store_file, publish=True)
    assert len(feedparser.parse(published.get("/temuan.atom?place=62.06").content).entries) == 0
    assert len(feedparser.parse(published.get("/temuan.atom?place=62&indicator=pad_revenue").content).entries) == 1
