"""Progress lines: which points stand, and which were superseded, corrected, or stand out."""

from __future__ import annotations

import pytest

from crosscheck.lines import progress_lines
from tests.crosscheck.rows import Row, read, reports_of


def marks(row: Row) -> str:
    [line] = progress_lines(row.reports)
    return " ".join(str(point.mark) if point.mark else "-" for point in line.points)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.where) for row in read("lines.txt")])
def test_marks(row: Row) -> None:
    assert marks(row) == row.answer


@pytest.mark.parametrize("row", [pytest.param(row, id=row.where) for row in read("lines.txt")])
def test_lines_do_not_depend_on_the_order_of_arrival(row: Row) -> None:
    assert progress_lines(row.reports[::-1]) == progress_lines(row.reports)


def test_years_segments_and_units_are_lines_of_their_own() -> None:
    row = (
        "indicator pad_revenue; as_of 2023-06; achieved Rp1 miliar // "
        "indicator pad_revenue; as_of 2024-06; achieved Rp2 miliar // "
        "indicator pad_revenue; segment pajak; as_of 2024-06; achieved Rp1 miliar // "
        "indicator pad_revenue; unit unit; as_of 2024-06; achieved 7 unit // indicator pad_revenue; achieved Rp3 miliar"
    )
    found = [(line.segment, line.round, str(line.unit)) for line in progress_lines(reports_of(row))]
    assert found == [("", "2023", "rupiah"), ("", "2024", "rupiah"), ("", "2024", "unit"), ("pajak", "2024", "rupiah")]


def test_a_point_says_how_many_voices_it_has_and_what_stands_instead() -> None:
    told = "as_of 2023-11-20; percentage 57 persen"
    row = (
        f"url https://contoh.example/a; published 2023-11-20; title Perekaman sudah 57 persen; {told} // "
        f"title Warga antre sejak pagi; published 2023-11-21; {told} // "
        "url https://contoh.example/c; publisher harian-1; published 2023-11-23; as_of 2023-11-20; percentage 75 persen"
    )
    [line] = progress_lines(reports_of(row))
    assert [(point.url[-1], point.voices, point.instead and point.instead.url[-1]) for point in line.points] == [
        ("a", 2, "c"),
        ("c", 1, None),
    ]
