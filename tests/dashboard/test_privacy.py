"""Personal data of others than office-holders leaves by no page, feed, API or export."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from models.private import MASK, masked
from models.values import Evidence, Report
from store.engine import open_store, write_session
from store.findings import save_findings
from store.imports import save_reports
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import WHEN, article, ektp, finding, save, side


@pytest.mark.parametrize(
    "text",
    [
        "0812 5555 0101", "0812-5555-0101", "08125555010", "+62 812-5555-0101", "0853.1234.5678", "6202061234560001",
        "siti.r@contoh.co.id", "KH 1234 AB", "DA 5678 XYZ",
    ],
)  # fmt: skip
def test_what_is_masked_character_for_character(text: str) -> None:
    assert masked(f"Hubungi {text}, segera") == f"Hubungi {MASK * len(text)}, segera"


@pytest.mark.parametrize(
    "text",
    [
        "310.785 jiwa", "Rp628.123.456.789", "628 123 4567 jiwa", "pukul 08.00-10.00 WIB", "0,8 persen", "08-12-2023",
        "DA 100 M", "KT 12 AB", "Perda 8 Tahun 2008", "62.02.06", "1.234.567.890.123.456", "tahun 2008 1234567",
    ],
)  # fmt: skip
def test_figures_and_days_are_not(text: str) -> None:
    assert masked(f"Ada {text}, katanya") == f"Ada {text}, katanya"


def test_personal_numbers_and_private_names_stay_out_of_every_export(tmp_path: Path) -> None:
    secrets = ["0812-5555-0101", "6202061234560001", "siti@contoh.localhost", "KH 1234 AB"]
    text = f"Perekaman 91,5 persen, kata Siti ({', '.join(secrets)})."
    one = article("pena", "a", "2025-01-15", "Perekaman", text)
    claim = replace(
        ektp("91.5", "2025-01-15"), official="Siti Rahayu", evidence=(Evidence(0, len(text), text, ("percentage",)),)
    )
    engine = open_store(str(tmp_path / "a.sqlite"), create=True)
    save(engine, [(one, [claim])])
    with write_session(engine) as session:
        save_findings(session, [finding("x", [side(one, claim)])], run_id=None, when=WHEN)
        save_reports(session, [Report(url="http://x.localhost/", publisher="pena", claims=(claim,))])
    engine.dispose()
    served = client_of(tmp_path / "a.sqlite", publish=True)
    key = served.get("/klaim.json").json()["claims"][0]["claim_key"]
    assert served.get("/klaim.json?official=Siti Rahayu").json()["claims"] == []
    assert served.get("/pejabat/Siti Rahayu").status_code == 404
    package = zipfile.ZipFile(io.BytesIO(served.get("/klaim.zip").content))
    told = [
        served.get(path).text
        for path in (
            "/", "/klaim", f"/klaim/{key}", f"/klaim/{key}.json", "/klaim.csv", "/klaim-excel.csv", "/klaim.jsonl",
            "/temuan.json", f"/temuan/{finding('x', []).id}", f"/temuan/{finding('x', []).id}.json", "/temuan.atom",
            "/daerah/62.02", "/daerah/62.02.json", "/api/v1/claims", "/api/v1/findings", "/api/v1/places/62.02",
            "/hari-ini?place=62.02", "/hari-ini.json", "/temuan", f"/temuan/{finding('x', []).id}?lang=en",
            "/artikel/1", "/artikel/1.json", "/janji", "/janji.json", "/pejabat", "/pejabat.json", "/pejabat?q=siti",
            "/indikator", "/indikator/ektp_recording", "/indikator/ektp_recording.json", "/matriks/62",
            "/matriks/62.json", "/daerah", "/daerah?q=Kotim", "/cari?q=siti", "/cari.json?q=siti", "/klaim?q=perekaman",
            "/klaim.json?q=perekaman", "/sumber", "/sumber.json", "/metode", "/api/v1/indicators", "/api/v1/sources",
            "/api/v1/counts", "/api/v1/places",
        )
    ] + [package.read(name).decode() for name in package.namelist()]  # fmt: skip
    assert any("•••" in body for body in told)
    for body in told:
        for secret in [*secrets, "Siti Rahayu"]:
            assert secret not in body
