"""The loader of marked lines: what it takes, what it refuses, and that a wrong answer does fail."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.extract import marks
from tests.extract.marks import Found

LABELS = {"percent": {"value", "noun"}, "place": {"code"}}


def test_text_and_answers() -> None:
    text, answers = marks.parse(r'di [Kota [Palu|place code=72.71] \[x\]|percent noun="a b"] 5\nm\xa0n', LABELS)
    assert text == "di Kota Palu [x] 5\nm\xa0n"
    assert [(a.label, text[a.start : a.end], dict(a.attributes)) for a in answers] == [
        ("percent", "Kota Palu [x]", {"noun": "a b"}),
        ("place", "Palu", {"code": "72.71"}),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("[5|percnt]", "unknown label 'percnt'; allowed: percent, place"),
        ("[5|percent vaule=5]", "unknown attribute of percent 'vaule'; allowed: noun, value"),
        ("[5|percent value=5 value=6]", "stands there twice"),
        ("[5|percent value]", "is no ' attr=value'"),
        ("[5 persen", "'\\[' is never closed"),
        ("5] persen", "closes nothing"),
        ("5 persen", "no mark"),
        ("! [5|percent]", "'!' and a mark"),
        ("@ day=2023-01-01", "unknown @ key 'day'; allowed: published"),
        ("# only a comment", "no cases"),
    ],
)
def test_what_is_refused(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(row, encoding="utf-8")
    with pytest.raises(marks.MarksError, match=message):
        marks.lines("x.txt", LABELS, header={"published"}, folder=tmp_path)


def test_a_file_of_lines(tmp_path: Path) -> None:
    rows = "# c\n\n! nol\n@ published=2023-11-21\n[5|percent value=5]\n? ! enam\n@\n[7|percent]\n"
    (tmp_path / "x.txt").write_text(rows, encoding="utf-8")
    made = marks.lines("x.txt", LABELS, header={"published"}, folder=tmp_path)
    assert [(line.where, line.text, len(line.answers), dict(line.header), line.fails_today) for line in made] == [
        ("x.txt:3", "nol", 0, {}, False),
        ("x.txt:5", "5", 1, {"published": "2023-11-21"}, False),
        ("x.txt:6", "enam", 0, {"published": "2023-11-21"}, True),
        ("x.txt:8", "7", 1, {}, False),
    ]


LINE = marks.Line("x.txt:1", "5 persen", (Found("percent", 0, 8, {"value": "5", "noun": "none"}),), {}, False)


def test_a_right_answer_passes() -> None:
    marks.check(LINE, [Found("percent", 0, 8, {"value": Decimal("5.0"), "noun": None})])


@pytest.mark.parametrize(
    "found",
    [
        pytest.param([], id="missing"),
        pytest.param([Found("percent", 0, 8, {"value": 6, "noun": None})], id="value"),
        pytest.param([Found("percent", 0, 8, {"value": 5, "noun": "x"})], id="not none"),
        pytest.param([Found("percent", 0, 8, {"value": 5})], id="attribute not given"),
        pytest.param([Found("percent", 0, 7, {"value": 5, "noun": None})], id="end"),
        pytest.param([Found("percent", 1, 8, {"value": 5, "noun": None})], id="start"),
        pytest.param([Found("place", 0, 8, {"value": 5, "noun": None})], id="label"),
        pytest.param([Found("percent", 0, 8, {"value": 5, "noun": None})] * 2, id="twice"),
    ],
)
def test_a_wrong_answer_fails(found: list[Found]) -> None:
    with pytest.raises(AssertionError):
        marks.check(LINE, found)
