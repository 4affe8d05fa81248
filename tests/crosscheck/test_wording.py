"""What findings say: both languages, numbers in their form, nobody accused, and no sentence that is never said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

import crosscheck.findings
from crosscheck.engine import check
from crosscheck.thresholds import FILE as THRESHOLDS
from crosscheck.thresholds import read as read_thresholds
from crosscheck.thresholds import thresholds
from crosscheck.wording import Language, Said, Term, explain, note, rules, sentence, when, words
from models.config import ConfigError
from models.periods import Period
from models.reference import indicators, regions
from models.values import Comparator, Unit
from tests.crosscheck.rows import TABLES, read, reports_of

ACCUSING = re.compile(
    r"\b(?:(?:ber|pem|di)?bohong\w*|hoaks|hoax|salah(?! satu)|menipu|palsu|dusta|curang|"
    r"lie[sd]?|liar|fake|fraud|cheat\w*)\b",
    re.IGNORECASE,
)


def _sentences(table: Mapping[str, object]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _sentences(value)


def test_outlets_have_their_names() -> None:
    told = "as_of 2023-11-20; percentage"
    rows = f"publisher borneonews; {told} 57 persen // publisher tak-dikenal; {told} 37 persen"
    [found] = check(reports_of(rows))
    assert "57 persen menurut Borneonews, tetapi 37 persen menurut tak-dikenal" in found.message_id
    assert "according to Borneonews" in found.message_en


def test_nobody_is_accused() -> None:
    said = list(_sentences(words()))
    assert len(said) > 100
    assert [text for text in said if ACCUSING.search(text)] == []


def test_the_note_says_that_we_do_not_know() -> None:
    assert "tidak tahu" in note("id")
    assert "do not know" in note("en")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Everything that the findings of all tables say, by kind."""
    spoken: dict[str, set[str]] = {"sentence": set(), "reading": set(), "reason": set()}

    def hear(rule: str, variant: str, values: Mapping[str, Said], language: Language) -> str:
        spoken["sentence"].add(f"{rule}.{variant}")
        return sentence(rule, variant, values, language)

    monkeypatch.setattr(crosscheck.findings, "sentence", hear)
    for path in sorted(TABLES.glob("*.alarm.txt")) + sorted(TABLES.glob("*.quiet.txt")):
        for row in read(path.name):
            for finding in check(row.reports):
                spoken["reading"].add(finding.reading or "")
                spoken["reason"].add(finding.reason or "")
    return spoken


def test_every_sentence_reading_and_reason_is_said_in_some_table(said: dict[str, set[str]]) -> None:
    written = {f"{rule}.{variant}" for rule in rules() for variant in words()[rule]}
    assert written - said["sentence"] == set()
    assert words()["reading"].keys() - said["reading"] == set()
    # these keep claims apart before any rule compares them: tests/crosscheck/tables/comparable.txt
    before = {row.answer for row in read("comparable.txt")}
    assert words()["reason"].keys() - said["reason"] - before == set()


@pytest.mark.parametrize(
    ("row", "indonesian", "english"),
    [
        (
            "achieved 94.510 jiwa; base 96.071 jiwa; percentage 98,65 persen",
            "94.510 dari 96.071 adalah 98,38 persen, bukan 98,65 persen seperti yang tertulis.",
            "94,510 of 96,071 is 98.38 percent, not 98.65 percent as printed.",
        ),
        (
            "unit rupiah; indicator property_tax; achieved Rp251 miliar; base Rp275 miliar; percentage 93 persen",
            "Rp251 miliar dari Rp275 miliar adalah 91,27 persen, bukan 93 persen seperti yang tertulis.",
            "Rp251 billion of Rp275 billion is 91.27 percent, not 93 percent as printed.",
        ),
        (
            "indicator ikd_activation; achieved 14.405 jiwa; base > 1.000.000 jiwa; percentage 1,89 persen",
            "14.405 dari lebih dari 1.000.000 adalah kurang dari 1,44 persen, bukan 1,89 persen seperti yang tertulis.",
            "14,405 of more than 1,000,000 is less than 1.44 percent, not 1.89 percent as printed.",
        ),
        (
            "indicator road_condition; unit km; remaining ~ 270 km; base 678 km; percentage 69,58 persen",
            "sekitar 270 km yang belum dari 678 km berarti sekitar 60,18 persen sudah, bukan 69,58 persen seperti yang "
            "tertulis.",
            "about 270 km not done of 678 km means about 60.18 percent done, not 69.58 percent as printed.",
        ),
        (
            "percentage 97,34 persen; remaining_percentage 3,66 persen",
            "97,34 persen yang sudah dan 3,66 persen yang belum berjumlah 101 persen, bukan 100 persen.",
            "97.34 percent done and 3.66 percent not done add up to 101 percent, not to 100 percent.",
        ),
        (
            "as_of 2025-04-20; achieved 118.906 jiwa // as_of 2025-07-21; achieved 117.540 jiwa",
            "Perekaman KTP-el di Kabupaten Kotawaringin Timur: 118.906 yang sudah per 20 April 2025, lalu 117.540 yang "
            "sudah per 21 Juli 2025, padahal angka ini hanya bertambah.",
            "e-ID card recording in Kabupaten Kotawaringin Timur: 118,906 done as of 20 April 2025, then 117,540 done "
            "as of 21 July 2025, although this figure only grows.",
        ),
        (
            "indicator stunting; as_of 2024; percentage 20,1 persen // "
            "indicator stunting; as_of 2024; percentage 12,6 persen",
            "Tidak dapat dibandingkan: sumber surveinya berbeda atau tidak disebut.",
            "Not comparable: the surveys differ or are not named.",
        ),
        (
            "unit rupiah; indicator vehicle_tax; achieved Rp7,1 miliar; base Rp16,4 miliar; percentage 43,79 persen",
            "Rp7,1 miliar dari Rp16,4 miliar sesuai dengan 43,79 persen yang tertulis, bila dibaca sebagai angka yang "
            "dipotong, bukan dibulatkan.",
            "Rp7.1 billion of Rp16.4 billion agrees with the printed 43.79 percent, read as figures that were cut, not "
            "rounded.",
        ),
    ],
)
def test_sentences(row: str, indonesian: str, english: str) -> None:
    [finding] = check(reports_of(row))
    assert (finding.message_id, finding.message_en) == (indonesian, english)


@pytest.mark.parametrize(
    ("term", "indonesian", "english"),
    [
        (Term(Decimal(94510)), "94.510", "94,510"),
        (Term(Decimal("98.6543"), decimals=2), "98,65", "98.65"),
        (Term(Decimal(1130000000000), Unit.RUPIAH), "Rp1,13 triliun", "Rp1.13 trillion"),
        (Term(Decimal(858834184427), Unit.RUPIAH), "Rp858.834.184.427", "Rp858,834,184,427"),
        (Term(Decimal(512845), Unit.RUPIAH), "Rp512.845", "Rp512,845"),
        (Term(Decimal("0.309"), Unit.TON), "0,309 ton", "0.309 tons"),
        (Term(Decimal(60), comparator=Comparator.MORE), "lebih dari 60", "more than 60"),
        (Term(Decimal(60), comparator=Comparator.ABOUT), "sekitar 60", "about 60"),
        (Term(Decimal("-20.20")), "-20,2", "-20.2"),
    ],
)
def test_numbers(term: Term, indonesian: str, english: str) -> None:
    assert (term.say("id"), term.say("en")) == (indonesian, english)


@pytest.mark.parametrize(
    ("period", "indonesian", "english"),
    [
        ("2024", "2024", "2024"),
        ("2024-08", "Agustus 2024", "August 2024"),
        ("2024-08-07", "7 Agustus 2024", "7 August 2024"),
        ("2024-H1", "semester I 2024", "half 1 of 2024"),
        (
            "2016-09-21/2016-09-30",
            "21 September 2016 sampai 30 September 2016",
            "21 September 2016 to 30 September 2016",
        ),
    ],
)
def test_periods(period: str, indonesian: str, english: str) -> None:
    assert (when(Period(period), "id"), when(Period(period), "en")) == (indonesian, english)


ENGLISH = re.compile(r"\b(of|and|the|than|percent|done|printed|target of|about|more|less|not|with|is|are|was)\b|_")


def test_indonesian_sentences_hold_no_english_word_and_no_slug() -> None:
    for path in sorted(TABLES.glob("*.alarm.txt")) + sorted(TABLES.glob("*.quiet.txt")):
        for row in read(path.name):
            for finding in check(row.reports):
                assert ENGLISH.search(finding.message_id) is None, (row.where, finding.message_id)
                assert ENGLISH.search(finding.message_en), (row.where, finding.message_en)


def test_thresholds_name_indicators_and_places_that_exist() -> None:
    found = thresholds()
    named = {
        *found.open_ended.indicators,
        *found.rounds.indicators,
        *found.rounds.named,
        *found.rounds.flows,
        *found.completion.indicators,
        *found.surveys.indicators,
        *found.whole.not_a_share,
        *found.parts.separate,
        *found.base,
        *found.pace,
        *found.live,
        *found.attrition,
        *found.partition,
    }
    assert named - indicators().keys() == set()
    assert found.territory.keys() - regions().keys() == set()
    assert found.whole.units <= set(Unit)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "low_points = 1",
            "low_point = 1",
            r"\[severity\] lacks the key 'low_points'; unknown key 'low_point'; allowed: .*",
        ),
        ("[about]", "[abuot]", r"unknown table 'abuot'; allowed: about, .*"),
        (
            'reason = "estimate: mass vaccination days"',
            'reason = " "',
            r"\[live 3\] reason = ' '.*a source or a reason.*",
        ),
        (
            'indicators = ["ikd_activation"]',
            'indicators = ["ektp_recording"]',
            r"\[\[pace\]\] names 'ektp_recording' twice",
        ),
        ('share = "0.05"', 'share = "five"', r"\[about\] share = 'five'.*"),
    ],
)
def test_a_broken_threshold_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = THRESHOLDS.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "thresholds.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=f"thresholds.toml: {message}"):
        read_thresholds(broken)


def test_every_reading_and_reason_has_words_in_both_languages() -> None:
    for kind in ("reading", "reason"):
        for code in words()[kind]:
            assert explain(kind, code, "id") != explain(kind, code, "en")  # type: ignore[arg-type]
