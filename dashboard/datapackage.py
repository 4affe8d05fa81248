"""The Data Package (version 2, datapackage.org): tables with their code book, what was not read, and how to cite it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from dashboard.codebook import columns, notes
from dashboard.forms import Row, csv_bytes, written
from models.publishers import Publisher
from models.reference import indicators, place_name
from models.wire import dumps
from store.claims import export_rows
from store.snapshots import (
    export_coverage,
    export_findings,
    export_places,
    export_publishers,
    export_sides,
)

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
_TABLES = {
    "claims": ("Klaim: satu baris untuk setiap capaian yang diberitakan", "Claims: one row for each reported figure"),
    "findings": ("Temuan: angka-angka yang tidak cocok secara hitungan", "Findings: figures that do not agree"),
    "sides": ("Sisi setiap temuan: klaim dan kutipannya", "The sides of each finding: claims with their quotes"),
    "places": ("Daerah: kode dan nama", "Places: codes and names"),
    "indicators": ("Indikator: apa yang diukur", "Indicators: what is measured"),
    "coverage": ("Cakupan: artikel yang terbaca per media dan bulan", "Coverage: articles read by outlet and month"),
}
_TYPES = {"text": "string", "number": "number", "flag": "boolean", "day": "date"}
_KEYS: Mapping[str, dict[str, Any]] = {
    "claims": {
        "primaryKey": ["claim_key"],
        "foreignKeys": [
            {"fields": ["place"], "reference": {"resource": "places", "fields": ["code"]}},
            {"fields": ["indicator"], "reference": {"resource": "indicators", "fields": ["slug"]}},
        ],
    },
    "findings": {"primaryKey": ["finding_id"]},
    "sides": {
        "primaryKey": ["finding_id", "position"],
        "foreignKeys": [{"fields": ["finding_id"], "reference": {"resource": "findings", "fields": ["finding_id"]}}],
    },
    "places": {"primaryKey": ["code"]},
    "indicators": {"primaryKey": ["slug"]},
    "coverage": {"primaryKey": ["source", "month"]},
}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_COUNTED = "claims"


def datapackage(
    session: Session,
    filters: Mapping[str, Any],
    *,
    publishers: Mapping[str, Publisher],
    version: str,
    when: datetime | None,
    count: Callable[[], None],
) -> Iterator[bytes]:
    """A zip file with `datapackage.json`, the tables as CSV, `README.md` and `CITATION.cff`.

    `version` is the program's; `when` the moment of the last change of the store. The same store gives the same bytes.
    """

    def claims() -> Iterator[Row]:
        for row in export_rows(session, **filters):
            count()
            yield row

    tables: dict[str, Iterable[Row]] = {
        "claims": claims(),
        "findings": export_findings(session, **filters),
        "sides": export_sides(session, **filters),
        "places": ({"code": code, "name": place_name(code)} for code in export_places(session, **filters)),
        "indicators": _indicators(),
        "coverage": export_coverage(session, publisher=filters.get("publisher")),
    }

    def write(file: Path) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            resources = [_resource(archive, table, rows) for table, rows in tables.items()]
            snapshot = hashlib.sha256("".join(f"{r['path']} {r['hash']}\n" for r in resources).encode()).hexdigest()
            outlets = export_publishers(session, **filters)
            described = _descriptor(resources, snapshot, filters, outlets, publishers, version, when)
            described["gaps"] = _gaps(export_coverage(session, publisher=filters.get("publisher")))
            _put(archive, "datapackage.json", dumps(described))
            _put(archive, "README.md", _readme(described))
            _put(archive, "CITATION.cff", _citation(described))

    return written(write)


def _indicators() -> Iterator[Row]:
    for slug, one in indicators().items():
        yield {"slug": slug, "label_id": one.label, "label_en": one.label_en, "unit": one.unit and str(one.unit)}
    if "other" not in indicators():
        yield {"slug": "other", "label_id": "lainnya", "label_en": "other", "unit": None}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)  # the same bytes for the same rows, whenever they are written
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_entry(name), text.encode("utf-8", "replace"))


def _resource(archive: zipfile.ZipFile, table: str, rows: Iterable[Row]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    path = f"{table}.csv"
    with archive.open(_entry(path), "w", force_zip64=True) as file:
        for line in csv_bytes(rows, table):
            file.write(line)
            digest.update(line)
            size += len(line)
    title_id, title_en = _TABLES[table]
    fields = []
    for column in columns(table):
        field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind]}
        field |= {"description": column.said["en"], "description_id": column.said["id"]}
        if column.required:
            field["constraints"] = {"required": True}
        fields.append(field)
    return {
        "name": table,
        "type": "table",
        "path": path,
        "title": title_en,
        "title_id": title_id,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""], **_KEYS[table]},
    }


def _descriptor(
    resources: list[dict[str, Any]],
    snapshot: str,
    filters: Mapping[str, Any],
    outlets: Iterable[str],
    publishers: Mapping[str, Publisher],
    version: str,
    when: datetime | None,
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "$schema": SCHEMA,
        "name": "capaian",
        "title": "capaian: reported progress in regional Indonesian news",
        "title_id": "capaian: angka capaian dalam berita daerah",
        "description": " ".join(note["en"] for note in notes()),
        "description_id": " ".join(note["id"] for note in notes()),
        "version": f"{when:%Y.%m.%d}+{snapshot[:12]}" if when else snapshot[:12],
        "snapshot": {"sha256": snapshot, "program": f"capaian {version}"},
        "filters": {name: str(value) for name, value in sorted(filters.items()) if value is not None},
        "keywords": ["Indonesia", "news", "progress figures", "fact-checking"],
        "contributors": [{"title": "The capaian contributors", "roles": ["aggregator"]}],
        "sources": [_source(slug, publishers.get(slug)) for slug in outlets],
        "resources": resources,
    }
    if when is not None:
        made["created"] = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return made


def _source(slug: str, known: Publisher | None) -> dict[str, str]:
    if known is None:
        return {"title": slug}
    return {"title": known.name, "path": f"{known.scheme}://{known.domains[0]}/"}


def _gaps(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Months without a read article, neighbours joined."""
    made: list[dict[str, object]] = []
    before: Row | None = None
    for row in rows:
        if row["articles"] == 0:
            joins = before is not None and before["articles"] == 0 and before["source"] == row["source"]
            if joins:
                made[-1]["until"] = row["month"]
            else:
                made.append({"source": row["source"], "since": row["month"], "until": row["month"]})
        before = row
    return made


def _readme(described: Mapping[str, Any]) -> str:
    out = io.StringIO()
    for language in ("id", "en"):
        said = "description_id" if language == "id" else "description"
        titled = "title_id" if language == "id" else "title"
        out.write(f"# {described[titled]}\n\n")
        out.write(f"{'Versi' if language == 'id' else 'Version'} {described['version']}")
        out.write(f", sha256 {described['snapshot']['sha256']}.\n\n{described[said]}\n\n")
        chosen = ", ".join(f"{name} = {value}" for name, value in described["filters"].items())
        if chosen:
            out.write(f"{'Saringan' if language == 'id' else 'Filters'}: {chosen}.\n\n")
        out.write(f"## {'Bulan yang tidak terbaca' if language == 'id' else 'Months that were not read'}\n\n")
        for gap in described["gaps"]:
            out.write(f"- {gap['source']}: {gap['since']} – {gap['until']}\n")
        out.write("" if described["gaps"] else f"- {'tidak ada' if language == 'id' else 'none'}\n")
        for resource in described["resources"]:
            out.write(f"\n## {resource['path']}: {resource[titled]}\n\n")
            for field in resource["schema"]["fields"]:
                out.write(f"- `{field['name']}` ({field['type']}): {field[said]}\n")
        out.write("\n" if language == "id" else "")
    return out.getvalue()


def _citation(described: Mapping[str, Any]) -> str:
    lines = [
        "cff-version: 1.2.0",
        'message: "Please cite these data with their version."',
        f"title: {dumps(described['title'])}",
        "type: dataset",
        "authors:",
        '  - name: "The capaian contributors"',
        f"version: {dumps(described['version'])}",
        *([f"date-released: {described['created'][:10]}"] if "created" in described else []),
        "identifiers:",
        "  - type: other",
        f"    value: sha256:{described['snapshot']['sha256']}",
        '    description: "Digest of the tables"',
    ]
    return "\n".join(lines) + "\n"
