"""The Data Package: valid by its own standard, citable, and honest about what was not read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package, system
from starlette.testclient import TestClient

from store.engine import open_store
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import OPEN, save, stories

FILES = ["claims.csv", "findings.csv", "sides.csv", "places.csv", "indicators.csv", "coverage.csv"]


def unpacked(client: TestClient, folder: Path, **filters: str) -> dict[str, Any]:
    """The package laid out in a folder, and its descriptor."""
    with zipfile.ZipFile(io.BytesIO(client.get("/klaim.zip", params=filters).content)) as archive:
        assert sorted(archive.namelist()) == sorted([*FILES, "datapackage.json", "README.md", "CITATION.cff"])
        archive.extractall(folder)
    made: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return made


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of one of its tables."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("filters", [{}, {"place": "62.02"}, {"publisher": "nobody"}])
def test_frictionless_finds_it_valid(client: TestClient, tmp_path: Path, filters: dict[str, str]) -> None:
    unpacked(client, tmp_path, **filters)
    with system.use_context(trusted=True):
        package = Package(str(tmp_path / "datapackage.json"))
        report = package.validate()
    assert report.valid, report.flatten(["type", "note"])
    assert len(package.resources) == len(FILES)
    assert {resource.name: resource.schema.foreign_keys for resource in package.resources}["claims"]


def test_frictionless_would_find_a_wrong_cell(client: TestClient, tmp_path: Path) -> None:
    unpacked(client, tmp_path)
    file = tmp_path / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").replace('"42.69"', '"42,69"').replace("62.06", "62.99"), "utf-8")
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    found = {name for row in report.flatten(["type"]) for name in row}
    assert {"type-error", "foreign-key", "hash-count"} <= found


def test_the_zip_file_itself_is_read(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "package.zip").write_bytes(client.get("/klaim.zip").content)
    assert Package(str(tmp_path / "package.zip")).validate().valid


def test_its_digests_are_those_of_its_files(client: TestClient, tmp_path: Path) -> None:
    made = unpacked(client, tmp_path)
    assert [one["path"] for one in made["resources"]] == FILES
    for one in made["resources"]:
        body = (tmp_path / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
        assert one["bytes"] == len(body)
    lines = "".join(f"{one['path']} {one['hash']}\n" for one in made["resources"])
    assert made["snapshot"]["sha256"] == hashlib.sha256(lines.encode()).hexdigest()
    assert made["version"].endswith(f"+{made['snapshot']['sha256'][:12]}")
    assert made["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"


def test_the_same_store_gives_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    told = stories()
    snapshots = []
    for name, number in (("one", 3), ("two", 3), ("three", 4)):
        engine = open_store(str(tmp_path / f"{name}.sqlite"), create=True)
        save(engine, told[:number])
        engine.dispose()
        client = client_of(tmp_path / f"{name}.sqlite")
        assert client.get("/klaim.zip").content == client.get("/klaim.zip").content
        snapshots.append(unpacked(client, tmp_path / name)["snapshot"]["sha256"])
    assert snapshots[0] == snapshots[1] != snapshots[2]


def test_it_is_described_in_both_languages(client: TestClient, tmp_path: Path) -> None:
    made = unpacked(client, tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    for one in made["resources"]:
        assert one["title"] != one["title_id"]
        for field in one["schema"]["fields"]:
            assert field["description"] != field["description_id"]
            for said in ("description", "description_id"):
                assert f"- `{field['name']}` ({field['type']}): {field[said]}\n" in readme
    assert "not the truth" in made["description"]
    assert "bukan kebenaran" in made["description_id"]


def test_the_outlets_are_its_sources(client: TestClient, tmp_path: Path) -> None:
    assert unpacked(client, tmp_path)["sources"] == [
        {"title": "Lentera Sampit", "path": "http://lentera.localhost/"},
        {"title": "Pena Katingan", "path": "http://pena.localhost/"},
    ]


def test_months_that_were_not_read_are_named(client: TestClient, tmp_path: Path) -> None:
    made = unpacked(client, tmp_path)
    assert made["gaps"] == [
        {"source": "pena", "since": "2025-01", "until": "2025-01"},
        {"source": "pena", "since": "2025-03", "until": "2025-03"},
        {"source": "pena", "since": "2025-05", "until": "2025-06"},
    ]
    covered = {
        (row["source"], row["month"]): (row["articles"], row["with_claims"]) for row in rows(tmp_path, "coverage")
    }
    assert covered["pena", "2025-04"] == ("2", "1")
    assert covered["pena", "2025-05"] == ("0", "0")
    assert "- pena: 2025-05 – 2025-06\n" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_findings_come_with_their_sides(client: TestClient, tmp_path: Path) -> None:
    unpacked(client, tmp_path, place="62.02")
    (found,) = rows(tmp_path, "findings")
    assert (found["finding_id"], found["sum"]) == (OPEN, "46.2 % against 42.69 %")
    sides = rows(tmp_path, "sides")
    keys = {row["claim_key"] for row in rows(tmp_path, "claims")}
    assert [row["position"] for row in sides] == ["0", "1"]
    assert {row["claim_key"] for row in sides} <= keys
    unpacked(client, tmp_path, place="62.06")
    assert rows(tmp_path, "findings") == rows(tmp_path, "sides") == []


def test_it_can_be_cited(client: TestClient, tmp_path: Path) -> None:
    made = unpacked(client, tmp_path)
    cited = yaml.safe_load((tmp_path / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] == "dataset"
    assert cited["version"] == made["version"]
    assert cited["identifiers"][0]["value"] == f"sha256:{made['snapshot']['sha256']}"
    assert str(cited["date-released"]) == made["created"][:10]
