"""Patterns that ask for their words first find what they would find without asking."""

import re
from pathlib import Path

import pytest

from extract.gates import Gated, Openings, heads_of, held
from extract.refused_parts import _SO_MANY
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
            spans = [match.span() for match in plain.finditer(given, 8)]
            assert spans == [match.span() for match in gated.finditer(given, 8)], given
            spots = gated.spots(given)
            assert not (found and gated.words) or any(found.start() <= at < found.end() for at in spots), given
            first = plain.match(given[8:])
            assert (first and first.span()) == ((opened := gated.opens(given[8:])) and opened.span()), given


def test_patterns_that_are_asked_one_by_one_open_the_windows_that_they_open_together() -> None:
    one_by_one = Openings(word_lists("windows.toml")["after_remaining"])
    together = re.compile("|".join(word_lists("windows.toml")["after_remaining"]), re.IGNORECASE)
    starts = [(line, at) for line in LINES for at in range(0, len(line), 5)]
    opened = [(one_by_one.opens(line[at:]), together.match(line[at:])) for line, at in starts]
    assert any(found for found, _ in opened)
    assert all((found and found.span()) == (other and other.span()) for found, other in opened)


def test_regions_that_are_counted_have_a_word_for_it() -> None:
    for words in word_lists("windows.toml")["some_regions"]:
        for one in filter(None, re.split(r"\|(?=\\b\()", words)):
            counting = re.search(r"\(\?:\\d\+\|([a-z|]+)\)", one) or re.search(r"\(\?:salah (satu)\|satu\)", one)
            assert counting is not None, one
            assert _SO_MANY.issuperset(counting[1].split("|")), one


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


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (r"\b(?:sudah|sudahlah|baru)\s", ("sudah", "baru")),
        (r"(?<!yang )(?!belum)(?:lebih )?dari", ("lebih ", "dari")),
        (r"(?=peng\w+)(?P<topic>\w+)", ("peng",)),
        (r"(?:sudah|a)\s+tuntas", ()),
        (r"\s*sudah", ()),
        (r"(?:sudah|\w+) tuntas", ()),
        (r"\bse(?:harus|mesti)nya", ("seharusnya", "semestinya")),
        (r"di(?:\w+)?kan", ("di",)),
    ],
)
def test_what_every_match_begins_with(words: str, expected: tuple[str, ...]) -> None:
    assert heads_of(words) == expected
