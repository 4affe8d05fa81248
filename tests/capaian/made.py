"""Invented reports and articles that the tests of the command line share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ARTICLE: dict[str, Any] = {
    "url": "https://kabarmentaya.example/perekaman-ktp",
    "publisher": None,
    "published": "2025-03-04",
    "title": "Perekaman KTP-el Kotim Tinggal Sedikit",
    "text": (
        "SAMPIT – Perekaman KTP elektronik di Kabupaten Kotawaringin Timur sudah mencapai 99,2 persen dari "
        "310.785 jiwa wajib KTP. Sebanyak 2.496 jiwa belum merekam, kata Kepala Dinas Dukcapil Kotim Rahmad "
        "Suwandi, Selasa (4/3/2025)."
    ),
}
"""An article of one claim whose figures agree."""


def report(
    url: str, *, percentage: float, achieved: int, base: int, place: str = "62.02", as_of: str = "2025-03"
) -> dict[str, object]:
    """A report as a labeller would write it: one claim of recorded cards."""
    claim = {
        "indicator": "ektp_recording",
        "indicator_text": "perekaman KTP-el",
        "place": place,
        "percentage": {"value": percentage, "comparator": "="},
        "achieved": {"value": achieved, "comparator": "="},
        "base": {"value": base, "comparator": "="},
        "unit": "person",
        "as_of": as_of,
        "as_of_source": "stated",
    }
    return {"url": url, "publisher": "borneonews", "published": "2025-03-04", "title": "Judul", "claims": [claim]}


AGREES = report("https://satu.example/a", percentage=98.4, achieved=94510, base=96071)
DISAGREES = report("https://dua.example/b", percentage=89.7, achieved=94510, base=96071, place="62.03")
FORMULA = report("https://tiga.example/c", percentage=-2.5, achieved=1, base=2) | {"title": "=HYPERLINK(1)"}
_TEXTS = {"segment": "+lansia", "as_of": "2025-02", "official": "\uff1dNama", "official_role": "Bupati"}
FORMULA["claims"][0] |= _TEXTS  # type: ignore[index]  # a report is a dict of what JSON can hold
"""Agrees, too; its texts are what a spreadsheet would take for formulas."""


def jsonl(path: Path, *rows: object) -> Path:
    """A JSON Lines file of these rows."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
