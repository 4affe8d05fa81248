"""Exports, API and feed: the same claims as the page, safe in a spreadsheet, in the promised forms."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from inspect import signature
from pathlib import Path
from typing import get_args

import feedparser
import openpyxl
import pyarrow.parquet
import pytest
from lxml import html
from starlette.testclient import TestClient

from capaian.__main__ import main
from capaian.commands.claims import Format, Judged, export
from capaian.errors import ExitCode
from dashboard import api
from dashboard.app import EXPORTS
from dashboard.codebook import columns
from dashboard.export_pages import ADDRESSES
from dashboard.exports import FORMS
from dashboard.forms import csv_lines, guarded, parquet, xlsx
from dashboard.parameters import ClaimFilter
from models.wire import loads, report_from
from store.claims import export_rows, reports
from store.engine import open_store, read_session, write_session
from store.reviews import accept, dismiss, take_back
from store.snapshots import export_coverage, export_findings, export_sides
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import OPEN, WHEN

FILTERS = [
    {},
    {"place": "62.02"},
    {"indicator": "pad_revenue", "lang": "en"},
    {"publisher": "pena", "since": "2025-03-01"},
]


def rows_of(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


Cells = list[dict[str, object]]


def table(form: str, body: bytes) -> Cells:
    """The rows of any form, as its usual reader sees them, with empty cells as None."""
    if form in ("csv", "excel"):
        text = body.decode("utf-8-sig" if form == "excel" else "utf-8")
        return [{k: v or None for k, v in row.items()} for row in rows_of(text, ";" if form == "excel" else ",")]
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True)["claims"]
        head, *rest = sheet.iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rest]
    if form == "parquet":
        return pyarrow.parquet.read_table(io.BytesIO(body)).to_pylist()
    if form == "datapackage":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return table("csv", archive.read("claims.csv"))
    raise AssertionError(form)


def same(value: object, name: str, form: str) -> str | None:
    """A cell in one spelling for all forms: figures by their value, days and flags as in CSV."""
    if value is None:
        return None
    kinds = {column.name: column.kind for column in columns("claims")}
    if kinds[name] == "number":
        told = str(value).replace(",", ".") if form == "excel" else str(value)
        return format(Decimal(told).normalize(), "f")
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize("form", ["csv", "excel", "xlsx", "parquet", "datapackage"])
@pytest.mark.parametrize("filters", FILTERS)
def test_every_table_says_the_same(client: TestClient, store_file: Path, filters: dict[str, str], form: str) -> None:
    path = {name: address for address, name in ADDRESSES.items()}[form]
    with read_session(open_store(str(store_file), readonly=True)) as session:
        only = {name: value for name, value in filters.items() if name != "lang"}
        if "since" in only:
            only["since"] = date.fromisoformat(only["since"])
        kept = list(export_rows(session, **only))
    made = table(form, client.get(path, params=filters).content)
    assert kept
    assert [{k: same(v, k, form) for k, v in row.items()} for row in made] == [
        {k: same(v, k, "csv") for k, v in row.items()} for row in kept
    ]


@pytest.mark.parametrize("filters", FILTERS)
def test_every_form_has_the_claims_of_the_page(client: TestClient, filters: dict[str, str]) -> None:
    keys = [row["claim_key"] for row in client.get("/klaim.json", params=filters | {"limit": "200"}).json()["claims"]]
    assert keys
    for path in ("/klaim.csv", "/klaim.xlsx", "/klaim.parquet"):
        rows = table(ADDRESSES[path], client.get(path, params=filters).content)
        assert [row["claim_key"] for row in rows] == keys, path
    lines = client.get("/klaim.jsonl", params=filters).text.splitlines()
    assert sum(len(loads(line)["claims"]) for line in lines) == len(keys)
    assert [
        row["claim_key"] for row in client.get("/api/v1/claims", params=filters | {"limit": "200"}).json()["claims"]
    ] == keys


@pytest.mark.parametrize(("path", "form"), list(ADDRESSES.items()))
@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--place", "62.02", "--since", "2025-03-01"],
        ["--official", "Sari Wulandini", "--outcome", "inconsistent"],
        ["--q", "perekaman Katingan", "--until", "2025-06-30", "--publisher", "pena"],
    ],
    ids=["all", "some", "official", "words"],
)
def test_page_api_and_command_line_give_the_same_bytes(
    client: TestClient, store_file: Path, tmp_path: Path, path: str, form: str, options: list[str]
) -> None:
    out = tmp_path / "out"
    assert main(["export", "--store", str(store_file), "--format", form, "--out", str(out), *options]) == 0
    filters = dict(zip((name.removeprefix("--") for name in options[::2]), options[1::2], strict=True))
    page, api_ = client.get(path, params=filters), client.get(f"/api/v1/exports/{form}", params=filters)
    assert page.content == api_.content
    assert page.headers["content-disposition"] == f'attachment; filename="{FORMS[form].file}"'
    if form != "datapackage":  # it names the outlets, and these are known to nobody else
        assert page.content == out.read_bytes()
    else:
        assert table(form, page.content) == table(form, out.read_bytes())


def test_the_command_line_filters_as_the_page_does(
    client: TestClient, store_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    how = ("form", "out", "dry_run", "store", "include_fulltext")  # the page never gives whole texts
    options = {name for name in signature(export).parameters if name not in how}
    assert options == set(ClaimFilter(lang="id").only())
    assert [one.value for one in Judged] == list(get_args(get_args(ClaimFilter.model_fields["outcome"].annotation)[0]))
    for outcome in Judged:
        listed = client.get("/klaim.json", params={"outcome": outcome, "limit": "200"}).json()["claims"]
        assert main(["claims", "--store", str(store_file), "--outcome", outcome, "--json"]) == 0
        told = [loads(line)["key"] for line in capsys.readouterr().out.splitlines()]
        assert told == [row["claim_key"] for row in listed]


def test_every_form_is_offered_everywhere(client: TestClient) -> None:
    assert set(ADDRESSES.values()) == set(FORMS) == set(get_args(api.FormName)) == {one.value for one in Format}
    links = {a.get("href") for a in html.fromstring(client.get("/klaim").text).xpath("//p[@class='take']/a")}
    assert links == set(ADDRESSES)


def test_the_code_book_describes_every_column_in_its_order(client: TestClient, store_file: Path) -> None:
    with read_session(open_store(str(store_file), readonly=True)) as session:
        for name, rows in {
            "claims": export_rows(session),
            "findings": export_findings(session),
            "sides": export_sides(session),
            "coverage": export_coverage(session),
        }.items():
            row = next(iter(rows))
            assert list(row) == [column.name for column in columns(name)], name
            empty = [column.name for column in columns(name) if column.required and row[column.name] is None]
            assert not empty


@pytest.mark.parametrize("form", FORMS)
def test_no_claims_are_a_file_with_a_head_and_no_row(client: TestClient, form: str) -> None:
    answer = client.get(f"/api/v1/exports/{form}", params={"publisher": "nobody"})
    assert answer.status_code == 200
    if form == "jsonl":
        assert answer.content == b""
    else:
        assert table(form, answer.content) == []
    if form == "csv":
        assert answer.text.startswith('"claim_key","url"')


HOSTILE_CELLS = [
    "=1+1",
    "+62",
    "@SUM(A1)",
    "\t=1",
    "－1",
    "=cmd|' /C calc'!A0",
    'a";=1+1',
    "http://x.localhost/",
    "007",
]


def test_a_spreadsheet_holds_no_formula_no_link_and_every_word(tmp_path: Path) -> None:
    names = [column.name for column in columns("claims")]
    numbers = {column.name for column in columns("claims") if column.kind == "number"}
    rows = [
        {
            name: Decimal("-2.5") if name in numbers else name == "current" if name == "current" else cell
            for name in names
        }
        for cell in [*HOSTILE_CELLS, "x" * 40_000, "\ud800", "\x00\x1b[31m"]
    ]
    body = b"".join(xlsx(rows, "claims", when=None))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for part in archive.namelist():
            assert b"<f>" not in archive.read(part), part
            assert not re.search(rb"<hyperlinks?[ >]", archive.read(part)), part
    made = table("xlsx", body)
    assert [row["title"] for row in made][: len(HOSTILE_CELLS)] == HOSTILE_CELLS
    assert len(str(made[-3]["title"])) == 32_767
    assert {row["percentage"] for row in made} == {-2.5}


def test_a_table_too_long_for_a_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.forms.SHEET_ROWS", 4)
    rows = [{"code": f"{n}", "name": "x"} for n in range(7)]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(xlsx(rows, "places", when=None))))
    assert book.sheetnames == ["places", "places-2", "places-3", "kode-code"]
    told = [row[0] for name in book.sheetnames[:-1] for row in list(book[name].iter_rows(values_only=True))[1:]]
    assert told == [row["code"] for row in rows]


@pytest.mark.parametrize(
    ("value", "kept"),
    [("99.20", "99.20"), ("-2.5", "-2.5"), ("1e3", "1000"), ("0.0000000000001", None), ("1e30", None), ("NaN", None)],
)
def test_parquet_keeps_a_figure_exactly_or_leaves_it_empty(value: str, kept: str | None) -> None:
    row = {column.name: None for column in columns("claims")} | {
        "claim_key": "k", "url": "u", "indicator": "i", "current": True, "percentage": Decimal(value),
    }  # fmt: skip
    (made,) = table("parquet", b"".join(parquet([row], "claims")))
    assert made["percentage"] == (None if kept is None else Decimal(kept))


def test_parquet_describes_its_columns(client: TestClient) -> None:
    schema = pyarrow.parquet.read_schema(io.BytesIO(client.get("/klaim.parquet").content))
    assert schema.field("percentage").metadata[b"id"].decode() == "Persentase yang tercapai"
    assert str(schema.field("as_of_last").type) == "date32[day]"
    assert not schema.field("claim_key").nullable


def test_without_pyarrow_parquet_is_said_to_be_missing(
    client: TestClient, store_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dashboard.exports.has_parquet", lambda: False)
    assert client.get("/klaim.parquet").status_code == 501
    assert client.get("/api/v1/exports/parquet").json()["status"] == 501
    assert main(["export", "--store", str(store_file), "--format", "parquet", "--out", "x"]) == ExitCode.SETUP
    assert "pip install 'capaian[parquet]'" in capsys.readouterr().err


def test_a_file_is_not_for_a_terminal(
    store_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["export", "--store", str(store_file), "--format", "xlsx"]) == ExitCode.USAGE
    assert "--out FILE" in capsys.readouterr().err


def test_only_so_many_exports_at_once(store_file: Path) -> None:
    one = client_of(store_file)
    app = one.app
    held = [app.state.exports.acquire(blocking=False) for _ in range(EXPORTS)]  # type: ignore[attr-defined]
    assert all(held)
    assert one.get("/klaim.csv").status_code == 503
    assert one.get("/klaim").status_code == 200
    app.state.exports.release()  # type: ignore[attr-defined]
    for _ in range(EXPORTS + 1):
        assert one.get("/klaim.csv").status_code == 200, "an export that is done makes room"


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
        ("99,2 persen", "99,2 persen"), (None, ""), (True, "true"), ("a=1", "a=1"), ("=", "="), (">=", ">="),
        ("==", "'=="),
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
        "/api/v1/claims", "/api/v1/claims/{claim_key}", "/api/v1/counts", "/api/v1/exports/{form}", "/api/v1/findings",
        "/api/v1/findings/{finding_id}", "/api/v1/indicators", "/api/v1/indicators/{slug}", "/api/v1/places",
        "/api/v1/places/{code}", "/api/v1/sources",
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


def feed(client: TestClient, address: str = "/temuan.atom") -> feedparser.FeedParserDict:
    """The feed as a reader sees it."""
    told = feedparser.parse(client.get(address).content)
    assert not told.bozo
    return told


def test_the_feed_has_what_a_person_accepted_and_nothing_else(store_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(store_file, path)
    reader = client_of(path)
    engine = open_store(str(path))
    assert feed(reader).entries == []
    with write_session(engine) as session:
        accept(session, OPEN, by="Rina", now=WHEN.replace(day=5))
    (entry,) = feed(reader).entries
    assert entry.link == f"http://127.0.0.1:8000/temuan/{OPEN}"
    assert "tidak tahu mana yang keliru" in entry.summary
    assert (entry.published, entry.updated) == ("2025-11-02T06:00:00+00:00", "2025-11-05T06:00:00+00:00")
    assert "ditinjau dan diterima" in feed(reader).feed.subtitle
    with write_session(engine) as session:
        take_back(session, OPEN, by="Rina", because="salah baca", now=WHEN.replace(day=6))
    assert feed(reader).entries == []
    with write_session(engine) as session:
        dismiss(session, OPEN, by="Rina", because="keliru", now=WHEN.replace(day=7))
    assert feed(reader).entries == []
    assert feed(client_of(path, publish=True)).entries == [], "what was dismissed never goes out"
    engine.dispose()


def test_the_feed_has_every_open_finding_where_it_is_set_so(store_file: Path) -> None:
    told = feed(client_of(store_file, publish=True))
    (entry,) = told.entries
    assert entry.title == "Pendapatan asli daerah Kotim per 30 Juni 2025: 46,2 persen, tetapi 42,69 persen."
    assert "belum ditinjau" in told.feed.subtitle


@pytest.mark.parametrize(
    ("filters", "number", "name"),
    [
        ("place=62.06", 0, "capaian: temuan: Kabupaten Katingan"),
        (
            "place=62&indicator=pad_revenue",
            1,
            "capaian: temuan: Provinsi Kalimantan Tengah · Realisasi pendapatan asli daerah",
        ),
        ("indicator=stunting", 0, None),
        ("place=62.02", 1, None),
    ],
)
def test_the_feed_is_filtered(store_file: Path, filters: str, number: int, name: str | None) -> None:
    told = feed(client_of(store_file, publish=True), f"/temuan.atom?{filters}")
    assert len(told.entries) == number
    assert told.feed.id == f"http://127.0.0.1:8000/temuan.atom?{filters}"
    if name is not None:
        assert told.feed.title == name


def test_a_dismissed_finding_is_in_no_package_and_an_accepted_one_says_so(store_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(store_file, path)
    engine = open_store(str(path))

    def reviewed() -> list[str]:
        with zipfile.ZipFile(io.BytesIO(client_of(path).get("/klaim.zip").content)) as archive:
            return [row["review"] for row in rows_of(archive.read("findings.csv").decode())]

    assert reviewed() == ["none"]
    with write_session(engine) as session:
        accept(session, OPEN, by="Rina", now=WHEN)
    assert reviewed() == ["accepted"]
    with write_session(engine) as session:
        dismiss(session, OPEN, by="Rina", because="keliru", now=WHEN.replace(day=7))
    assert reviewed() == []
    engine.dispose()
