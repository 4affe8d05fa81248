"""Numbers: what is printed is read back, worst input stays linear, the vocabulary refuses what it does not know."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.lexical import read_lexical
from extract.mentions import Kind
from extract.number_data import DATA, read_vocabulary, vocabulary
from extract.number_words import read_digits, read_words
from extract.numbers import find_numbers
from models.config import ConfigError
from models.reference import regions
from models.values import Comparator

if TYPE_CHECKING:
    from _typeshed import TraceFunction

UNTIMED = settings(deadline=None)  # a busy machine is no failure

UNITS = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def spell(number: int) -> str:
    """A number in Indonesian words: written for the tests alone."""
    if number < 10:
        return UNITS[number]
    if number < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(number) or f"{UNITS[number - 10]} belas"
    for place, word, one in ((100, "puluh", None), (1000, "ratus", "seratus"), (10**6, "ribu", "seribu")):
        size = place // 10 if place <= 1000 else 1000
        if number < place:
            head, rest = divmod(number, size)
            first = one if head == 1 and one else f"{spell(head)} {word}"
            return f"{first} {spell(rest)}".strip()
    head, rest = divmod(number, 10**6)
    return f"{spell(head)} juta {spell(rest)}".strip()


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@UNTIMED
@given(st.integers(1, 10**9 - 1))
def test_words_are_read_back(number: int) -> None:
    read = read_words(spell(number), 0)
    assert read is not None
    assert (int(read.value), read.end) == (number, len(spell(number)))


@UNTIMED
@given(st.integers(2, 10**9 - 1))
def test_words_with_a_noun_are_counts(number: int) -> None:
    [found] = find_numbers(f"Ada {spell(number)} jiwa di sana.")
    assert (int(found.value), found.kind, str(found.noun)) == (number, Kind.COUNT, "jiwa")


@UNTIMED
@given(st.integers(0, 10**12), st.booleans())
def test_whole_numbers_are_read_back(number: int, points: bool) -> None:
    printed = grouped(number) if points else str(number)
    [found] = find_numbers(f"ada {printed} jiwa")
    assert (int(found.value), found.text) == (number, f"{printed} jiwa")


@UNTIMED
@given(st.decimals(0, 10**6, places=2) | st.decimals(0, 10**6, places=1))
def test_percentages_are_read_back(value: Decimal) -> None:
    whole, _, tail = f"{value:f}".partition(".")
    printed = f"{grouped(int(whole))},{tail}"
    for sign in (" persen", "%", " %", "persen"):
        [found] = find_numbers(f"mencapai {printed}{sign}.")
        assert (found.value, found.kind, found.decimals) == (value, Kind.PERCENT, len(tail))


SCALES = [("ribu", 3), ("rb", 3), ("juta", 6), ("jt", 6), ("miliar", 9), ("milyar", 9), ("M", 9), ("triliun", 12)]


@UNTIMED
@given(st.decimals(Decimal("0.01"), 999, places=2), st.sampled_from(SCALES), st.sampled_from(["Rp", "Rp ", "Rp. "]))
def test_amounts_are_read_back(value: Decimal, scale: tuple[str, int], sign: str) -> None:
    word, power = scale
    printed = f"{sign}{str(value).replace('.', ',')} {word}"
    [found] = find_numbers(f"sebesar {printed} dari pagu")
    assert (found.value, found.kind, found.text) == (value * 10**power, Kind.RUPIAH, printed)


@UNTIMED
@given(st.integers(1, 98), st.integers(1, 50), st.sampled_from([" hingga ", " sampai ", "-", " - ", " -- ", " s.d. "]))
def test_ranges_are_their_lower_bound(lower: int, more: int, joint: str) -> None:
    [found] = find_numbers(f"Sekitar {lower}{joint}{lower + more} persen.")
    assert (int(found.value), int(found.upper or 0)) == (lower, lower + more)
    assert found.comparator is Comparator.AT_LEAST


@UNTIMED
@given(st.sampled_from(sorted(vocabulary().before)), st.integers(2, 99))
def test_a_hedge_touches_the_next_number_only(hedge: str, number: int) -> None:
    first, second = find_numbers(f"Capaian {hedge} {number} persen dan {number} persen.")
    assert first.comparator is vocabulary().before[hedge]
    assert second.comparator is Comparator.EQUAL


@UNTIMED
@given(st.text(st.sampled_from("0123456789.,% -/RpMdari persenlebihsatu()\n"), max_size=40))
def test_any_text_is_read_without_error(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text


@UNTIMED
@given(st.text(st.sampled_from("0123456789.,"), min_size=1, max_size=20))
def test_digits_are_digits(text: str) -> None:
    if re.fullmatch(r"\d+(?:[.,]\d+)*", text):
        read = read_digits(text)
        assert read is None or read.value == read.value.quantize(Decimal(1).scaleb(-read.decimals))


def steps(run: Callable[[], object]) -> int:
    """How many lines of this package's code a call runs: a clock that does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(None)
    return count


WORST = {
    "digits": "1",
    "digits and points": "1.",
    "groups": "1.000 ",
    "persen": "persen ",
    "percentages": "99,2 persen ",
    "percent signs": "9%",
    "number words": "dua ribu ",
    "one word": "satu ",
    "hedges": "lebih dari ",
    "brackets": "(",
    "dates": "Senin (20/11) ",
    "months": "Januari ",
    "years": "2024 ",
    "year ranges": "2020-",
    "blanks": " ",
    "line breaks": "\n",
    "slashes": "1/",
    "cues": "hingga sampai per ",
    "ordinals": "triwulan I ",
    "weeks": "minggu ",
    "rupiah": "Rp",
    "amounts": "Rp1 miliar ",
    "dashes": "1-",
    "urls": "https://a ",
    "signs": "±",
}


@pytest.mark.parametrize("piece", WORST.values(), ids=WORST.keys())
def test_worst_input_costs_in_proportion(piece: str) -> None:
    first, small, large = (piece * (length // len(piece)) for length in (1_000, 2_000, 8_000))
    read_lexical(first, None)
    once, fourfold = steps(lambda: read_lexical(small, None)), steps(lambda: read_lexical(large, None))
    assert fourfold < 5 * once + 2_000


def test_the_vocabulary_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    good = (DATA / "numbers.toml").read_text(encoding="utf-8")
    for changed, message in (
        (good.replace("[percent]", "[percents]"), r"unknown table \[percents\]"),
        (good.replace("points = [", "point_words = [", 1), "unknown key 'point_words'"),
        (good.replace('teen = "belas"\n', ""), "lacks the key 'teen'"),
        (good.replace('person = ["jiwa"', 'person = ["orang", "jiwa"'), "'orang' stands in the file twice"),
        (good.replace("\nhousehold = [", "\nhousholds = ["), "unknown key 'housholds'; allowed: person, rupiah"),
        (good.replace('weak = ["ke"', 'weak = ["bulan", "ke"'), "'bulan' is weak or a code, and no label"),
    ):
        assert changed != good
        path = tmp_path / "numbers.toml"
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(ConfigError, match=message):
            read_vocabulary(path)


def test_no_hedge_has_two_meanings() -> None:
    before = vocabulary().hedges.before
    phrases = [*before.about, *before.more, *before.at_least, *before.less, *before.at_most]
    assert len(phrases) == len(set(phrases))


NUMBER_WORDS = re.compile(r"\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|seribu)\b", re.IGNORECASE)


def test_no_region_counts_anything() -> None:
    names = sorted({region.name for region in regions().values() if NUMBER_WORDS.search(region.name)})
    assert len(names) > 30
    assert {name: n for name in names if (n := find_numbers(f"Vaksinasi di Kecamatan {name} dimulai."))} == {}
