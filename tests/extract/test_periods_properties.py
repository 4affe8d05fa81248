"""Periods: what is printed is read back, and the vocabulary refuses what it does not know."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.lexical import read_lexical
from extract.mentions import PeriodMention
from extract.period_data import DATA, calendar_words, read_calendar
from models.config import ConfigError
from models.periods import Period

UNTIMED = settings(deadline=None)  # a busy machine is no failure

MONTHS = [
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
]
DAYS = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"]
days = st.dates(date(1995, 1, 1), date(2049, 12, 31))


def read(text: str, published: date | None = None) -> list[PeriodMention]:
    return read_lexical(text, published)[1]


@UNTIMED
@given(days)
def test_full_dates_are_read_back(day: date) -> None:
    weekday, month = DAYS[day.weekday()], MONTHS[day.month - 1]
    for printed in (
        f"{weekday}, {day.day} {month} {day.year}",
        f"{day.day} {month} {day.year}",
        f"{weekday} ({day.day}/{day.month}/{day.year})",
        f"{weekday} ({day:%d/%m/%y})" if day.year >= 2000 else f"{weekday} ({day:%d/%m/%Y})",
        f"{day:%d-%m-%Y}",
    ):
        [mention] = read(f"Dicatat {printed} lalu")
        assert (str(mention.period), mention.anchored, mention.clash) == (day.isoformat(), False, None), printed


@UNTIMED
@given(days, st.integers(0, 13))
def test_a_day_without_a_year_is_the_one_before_publication(day: date, later: int) -> None:
    published = day + timedelta(days=later)
    [mention] = read(f"kata Agus, {DAYS[day.weekday()]} ({day.day}/{day.month}).", published)
    assert (str(mention.period), mention.anchored, mention.clash) == (day.isoformat(), True, None)


@UNTIMED
@given(days, st.integers(0, 6))
def test_a_day_of_the_week_is_the_last_one(day: date, later: int) -> None:
    [mention] = read(f"kata Agus di Sampit, {DAYS[day.weekday()]}.", day + timedelta(days=later))
    assert str(mention.period) == day.isoformat()


@UNTIMED
@given(st.integers(1995, 2049), st.integers(1, 12))
def test_months_are_read_back(year: int, month: int) -> None:
    for printed in (f"{MONTHS[month - 1]} {year}", f"bulan {MONTHS[month - 1]} tahun {year}"):
        [mention] = read(f"per {printed} capaian naik")
        assert str(mention.period) == f"{year}-{month:02}"
    [mention] = read(f"hingga akhir {MONTHS[month - 1]} {year} capaian naik")
    assert mention.period is not None
    assert mention.period.last == Period(f"{year}-{month:02}").last


@UNTIMED
@given(st.integers(1995, 2049), st.integers(1, 4), st.sampled_from(["triwulan", "Triwulan", "TW", "kuartal"]))
def test_quarters_are_read_back(year: int, quarter: int, word: str) -> None:
    for number in (["I", "II", "III", "IV"][quarter - 1], str(quarter), f"ke-{quarter}"):
        [mention] = read(f"Realisasi {word} {number} {year} rendah")
        assert str(mention.period) == f"{year}-Q{quarter}"


@UNTIMED
@given(days, st.sampled_from(["Januari", "20 Mei", "triwulan III", "akhir Juni", "semester I", "minggu kedua Juni"]))
def test_without_publication_nothing_is_completed(day: date, printed: str) -> None:
    [unknown] = read(f"per {printed} baru separuh")
    assert (unknown.period, unknown.anchored) == (None, False)
    [known] = read(f"per {printed} baru separuh", day)
    assert known.anchored
    assert known.period is not None
    assert known.period.first <= day


@UNTIMED
@given(st.text(st.sampled_from("0123456789/.-( )Seninharagustuslkinp,\n"), max_size=40), st.none() | days)
def test_any_text_is_read_without_error(text: str, published: date | None) -> None:
    for mention in read(text, published):
        assert text[mention.start : mention.end] == mention.text


def test_the_vocabulary_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    good = (DATA / "periods.toml").read_text(encoding="utf-8")
    for changed, message in (
        (good.replace("[months]", "[month]"), r"unknown table \[month\]"),
        (good.replace("june = ", "juny = "), "lacks the key 'june'; unknown key 'juny'"),
        (good.replace('may = ["mei"', 'may = ["juni", "mei"'), "'juni' stands in two lists"),
        (good.replace("until = [", "till = [", 1), "unknown key 'till'"),
    ):
        assert changed != good
        path = tmp_path / "periods.toml"
        path.write_text(changed, encoding="utf-8")
        with pytest.raises(ConfigError, match=message):
            read_calendar(path)


def test_no_cue_has_two_meanings() -> None:
    cues = calendar_words().cues
    kinds = (cues.as_of, cues.until, cues.since, cues.deadline, cues.before, cues.compare, cues.from_)
    phrases = [phrase for kind in kinds for phrase in kind]
    assert len(phrases) == len(set(phrases))
