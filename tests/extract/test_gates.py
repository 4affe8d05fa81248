"""Patterns that ask for their words first find what they would find without asking."""

import re
from pathlib import Path

import pytest

from extract.gates import Gated, held
from extract.vocabulary import word_lists

MARKS = sorted((Path(__file__).parent / "marks").glob("*"))
LINES = [line for file in MARKS for line in file.read_text(encoding="utf-8").splitlines() if len(line) > 40][::12]


@pytest.mark.parametrize("name", sorted(word_lists("windows.toml")))
def test_a_gate_keeps_no_match_out(name: str) -> None:
    words = "|".join(word_lists("windows.toml")[name])
    gated, plain = Gated(words), re.compile(words, re.IGNORECASE)
    for line in LINES:
        for given in (line, line.upper()):
            found = plain.search(given, 8)
            assert (found and found.span()) == ((asked := gated.search(given, 8)) and asked.span()), given


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"belum|tidak", ("belum", "tidak")),
        (r"belum|(?:tidak)?", ()),
        (r"(?:sudah\s+)?tuntas", ("tuntas",)),
        (r"(?:sudah\s+){1,2}x", ("sudah",)),
        (r"(?:sudah\s+){0,2}x", ()),
        (r"pemilu|pilkada", ("pemilu", "pilkada")),
        (r"(?<=dari )\d+(?! persen)", ()),
        (r"Kabupaten|KOTA", ("kabupaten", "kota")),
        (r"capaian|pencapaian", ("capaian",)),
    ],
)
def test_words_that_every_match_holds(words: str, expected: tuple[str, ...]) -> None:
    assert held(words) == expected
