"""Progress lines on the command line: one table a line, figures that are not the last word marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from capaian.errors import ExitCode
from store.engine import open_store, write_session
from store.imports import save_reports
from tests.capaian.run import Program
from tests.crosscheck.rows import reports_of

ROWS = (
    "publisher borneonews; published 2025-02-02; as_of 2025-02-01; achieved 100.102 jiwa; base 120.000 jiwa // "
    "publisher borneonews; published 2025-02-21; as_of 2025-02-20; achieved 100.845 jiwa; base 120.000 jiwa // "
    "publisher prokalteng; published 2025-04-02; as_of 2025-04-01; achieved 91.877 jiwa; base 120.000 jiwa // "
    "publisher prokalteng; published 2025-05-02; as_of 2025-05-01; achieved 102.406 jiwa; base 120.000 jiwa // "
    "publisher borneonews; published 2025-05-03; as_of 2025-05-01; achieved 102.406 jiwa; base 120.000 jiwa // "
    "indicator pad_revenue; publisher kabar; published 2025-01-10; as_of 2024; achieved Rp401 miliar // "
    "indicator pad_revenue; publisher kabar; published 2025-04-10; as_of 2024; achieved Rp398 miliar // "
    "indicator stunting; place 62.01; as_of 2024; percentage 18 persen"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with two lines of invented claims, and one figure that was reported once."""
    path = tmp_path / "store.sqlite"
    engine = open_store(str(path), create=True)
    with write_session(engine) as session:
        save_reports(session, reports_of(ROWS))
    engine.dispose()
    return path


def test_lines_are_tables_with_marks(run: Program, store: Path) -> None:
    told = run("lines", "Kotim", "--store", store)
    assert (told.code, told.err) == (0, "")
    shown = told.out.splitlines()
    assert max(map(len, shown)) <= 80
    assert [line for line in shown if " · " in line] == [
        "Perekaman KTP-el · Kabupaten Kotawaringin Timur",
        "Realisasi pendapatan asli daerah · Kabupaten Kotawaringin Timur · 2024",
    ]
    assert [line.split()[-1] for line in shown if line.startswith("2025-04-01")] == ["outlying"]
    assert next(" ".join(line.split()[-3:]) for line in shown if line.startswith("2024 ")) == "corrected by kabar"


def test_lines_for_machines_name_every_claim(run: Program, store: Path) -> None:
    told = run("lines", "62.02", "--indicator", "ektp_recording", "--json", "--store", store)
    (line,) = map(json.loads, told.out.splitlines())
    assert [point["mark"] for point in line["points"]] == [None, None, "outlying", None]
    assert [(len(point["printed"]), point["voices"]) for point in line["points"]] == [(1, 1), (1, 1), (1, 1), (2, 2)]
    assert len({one["key"] for point in line["points"] for one in point["printed"]}) == 5
    revenue = run("lines", "62.02", "--indicator", "pad_revenue", "--json", "--store", store)
    (line,) = map(json.loads, revenue.out.splitlines())
    assert line["points"][0]["instead"] == line["points"][1]["printed"][0]["key"]


def test_a_province_has_the_lines_of_what_lies_in_it(run: Program, store: Path) -> None:
    assert "stunting" not in run("lines", "62", "--store", store).out
    assert "Kotawaringin Timur" in run("lines", "62", "--store", store).out
    assert "Prevalensi stunting · Kabupaten Kotawaringin Barat" in run("lines", "62", "--single", "--store", store).out


def test_nothing_is_said_to_be_nothing(run: Program, store: Path) -> None:
    assert run("lines", "Kobar", "--store", store).out == "No figure was reported twice.\n"
    assert run("lines", "Kapuas", "--store", store).out == "No figures with a place and a time.\n"
    told = run("lines", "Atlantis", "--store", store)
    assert told.code == ExitCode.BAD_INPUT
    assert "Atlantis" in told.err
