"""Sums and operands in words: every one that the rules make is said wholly in the reader's language."""

from __future__ import annotations

import re

import pytest

from crosscheck.engine import check
from crosscheck.sums import name_outlets, say_operand, say_sum
from crosscheck.wording import words
from tests.crosscheck.rows import TABLES, read


@pytest.mark.parametrize(
    ("sum_", "indonesian", "english"),
    [
        (
            "94510 / 96071 = 98.38 %, printed 98.65 %",
            "94.510 / 96.071 = 98,38%, tertulis 98,65%",
            "94,510 / 96,071 = 98.38%, printed 98.65%",
        ),
        (
            "289740 (2025-02-18) -> 331205 (2025-05), +14.31 %",
            "289.740 (18 Februari 2025) → 331.205 (Mei 2025), +14,31%",
            "289,740 (18 February 2025) → 331,205 (May 2025), +14.31%",
        ),
        ("2024 (2024) -> ~2025 (2025-Q1), -0 %", "2.024 (2024) → ±2.025 (triwulan I 2025), −0%", None),
        ("target 14 % by 2024, 19.8 % as of 2024", "target 14% sampai 2024, 19,8% per 2024", None),
        (
            "97.42 % < target 98.6 %, said to be not met",
            "97,42% < target 98,6%, disebut belum tercapai",
            "97.42% < target 98.6%, said to be not met",
        ),
        ("103.4 % outside 0..100 %", "103,4% di luar 0–100%", "103.4% outside 0–100%"),
        (
            "weighted mean of 5 parts = 52.86 %, whole >=64 %",
            "rata-rata tertimbang 5 bagian = 52,86%, keseluruhan ≥64%",
            "weighted mean of 5 parts = 52.86%, whole ≥64%",
        ),
        ("102112 + 71406 + 3 more = 533881", "102.112 + 71.406 + 3 lainnya = 533.881", None),
        ("a word nobody knows: 5", "a word nobody knows: 5", "a word nobody knows: 5"),
    ],
)
def test_sums_in_words(sum_: str, indonesian: str, english: str | None) -> None:
    assert say_sum(sum_, "id") == indonesian
    if english is not None:
        assert say_sum(sum_, "en") == english


def test_no_sum_or_operand_of_any_rule_keeps_a_word_of_the_code() -> None:
    findings = [
        finding
        for path in sorted(TABLES.glob("*.alarm.txt")) + sorted(TABLES.glob("*.quiet.txt"))
        for row in read(path.name)
        for finding in check(row.reports)
    ]
    assert len(findings) > 200
    known = {
        word
        for table in ("sum", "operand")
        for entry in words()[table].values()
        for word in re.findall(r"[^\W\d_]+", entry["id"])
    } | set(re.findall(r"[^\W\d_]+", " ".join((*words()["month"]["id"], "triwulan semester sampai I II III IV"))))
    told = [say_sum(finding.sum, "id") for finding in findings]
    told += [" ".join(say_operand(*pair, "id")) for finding in findings for pair in finding.operands]
    left = {word for text in told for word in re.findall(r"[^\W\d]\w*", text)}
    assert left - known == set()


@pytest.mark.parametrize(
    ("name", "value", "indonesian", "english"),
    [
        ("base", "310785", ("sasaran", "310.785"), ("base", "310,785")),
        ("left_percentage", "46.2", ("persentase, yang satu", "46,2"), ("percentage, one", "46.2")),
        ("remaining_percentage", "~6000", ("persentase belum", "~6.000"), ("percentage not done", "~6,000")),
        ("deadline", "2025-08-31", ("tenggat", "31 Agustus 2025"), ("deadline", "31 August 2025")),
        ("met", "true", ("disebut tercapai", "ya"), ("said to be met", "yes")),
        ("voices", "1 : 2", ("suara di tiap sisi", "1 : 2"), ("voices on each side", "1 : 2")),
        ("unheard_of", "1", ("unheard_of", "1"), ("unheard_of", "1")),
    ],
)
def test_operands_in_words(name: str, value: str, indonesian: tuple[str, str], english: tuple[str, str]) -> None:
    assert say_operand(name, value, "id") == indonesian
    assert say_operand(name, value, "en") == english


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("46,2 persen menurut pena, tetapi 42,69 persen menurut lentera.",
         "46,2 persen menurut Pena Katingan, tetapi 42,69 persen menurut lentera."),
        ("46.2 percent according to pena, but 42.", "46.2 percent according to Pena Katingan, but 42."),
        ("Angka pena: 5", "Angka pena: 5"),
        ("5 menurut penata", "5 menurut penata"),
        ("5 menurut pena.", "5 menurut Pena Katingan."),
    ],
)  # fmt: skip
def test_outlets_by_name(message: str, named: str) -> None:
    assert name_outlets(message, {"pena": "Pena Katingan"}) == named
