"""Periods: one case per marked line, what holds for every period, and a second opinion."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import dateparser
import pytest

from extract.lexical import read_lexical
from extract.mentions import PeriodMention
from extract.periods import report_day
from extract.text import normalise
from tests.extract import marks

FILES = ("periods_days.txt", "periods_months.txt", "periods_years.txt", "periods_roles.txt")
LABELS = {"period": {"norm", "role", "anchored", "clash", "rule", "span"}}
EVERY = marks.cases(*FILES, labels=LABELS, header={"published"}, known_failures=False)


def published(line: marks.Line) -> date | None:
    printed = line.header.get("published")
    return date.fromisoformat(printed) if printed else None


def read(text: str, day: date | None) -> list[PeriodMention]:
    return read_lexical(text, day)[1]


def found(text: str, mention: PeriodMention) -> marks.Found:
    attributes = {
        "norm": mention.period,
        "role": mention.role,
        "anchored": mention.anchored,
        "clash": mention.clash,
        "rule": mention.rule,
        "span": text[mention.span_start : mention.end],
    }
    return marks.Found("period", mention.start, mention.end, attributes)


@marks.cases(*FILES, labels=LABELS, header={"published"})
def test_periods(line: marks.Line) -> None:
    marks.check(line, [found(line.text, mention) for mention in read(line.text, published(line))])


@EVERY
def test_what_holds_for_every_period(line: marks.Line) -> None:
    at = 0
    numbers, mentions = read_lexical(line.text, published(line))
    for mention in mentions:
        assert line.text[mention.start : mention.end] == mention.text
        assert at <= mention.span_start <= mention.start < mention.end <= len(line.text)
        assert not (mention.anchored and mention.period is None)
        at = mention.end
    spans = sorted([(number.start, number.end) for number in numbers] + [(m.start, m.end) for m in mentions])
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


CHANGES = {
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "soft hyphens": lambda text: re.sub(r"(?<=[a-z])(?=[a-z])", "\u00ad", text),
    "curly quotes": lambda text: text.replace('"', "\u201d").replace("'", "\u2019"),
    "decomposed": lambda text: text + " e\u0301",
    "capitals": str.upper,
    "small letters": str.lower,
    "line breaks": lambda text: re.sub(r"(?<=[a-z0-9]) (?=[a-z])", "\n", text),
}


def told(mention: PeriodMention) -> tuple[object, ...]:
    return mention.period, mention.role, mention.rule, mention.anchored, mention.clash


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("name", FILES)
def test_nothing_changes_under(change: Callable[[str], str], name: str) -> None:
    changed = {}
    for line in marks.lines(name, LABELS, header={"published"}):
        day = published(line)
        plain = [told(mention) for mention in read(normalise(line.text).text, day)]
        other = [told(mention) for mention in read(normalise(change(line.text)).text, day)]
        if other != plain:
            changed[line.where] = plain, other
    assert changed == {}


def test_the_day_of_publication_is_that_of_its_own_zone() -> None:
    late = datetime(2023, 11, 21, 0, 30, tzinfo=timezone(timedelta(hours=8)))
    assert [str(mention.period) for mention in read_lexical("Kata Agus, Selasa.", late)[1]] == ["2023-11-21"]
    assert [str(mention.period) for mention in read_lexical("Kata Agus, Selasa.", late.astimezone(UTC))[1]] == [
        "2023-11-14"
    ]


# What dateparser reads rightly (its known failures are not asked): a second opinion on the calendar.
@pytest.mark.parametrize(
    "text",
    [
        "20 November 2023", "7 Nopember 2022", "1 Januari 2021", "29 Februari 2024", "31 Des 2019", "3 Agustus 2017",
        "Senin, 20 November 2023", "Rabu 26 Juni 2024", "12 Mei 2016", "5 Okt 2020", "20/11/2023", "05/06/2023",
        "20-11-2023", "17 Maret 2015", "8 April 2010", "9 Juli 2014", "30 September 2016", "kemarin",
    ],
)  # fmt: skip
def test_dateparser_agrees(text: str) -> None:
    day = date(2023, 11, 21)
    settings = {"RELATIVE_BASE": datetime(2023, 11, 21, 12, tzinfo=UTC), "DATE_ORDER": "DMY"}
    second = dateparser.parse(text, languages=["id"], settings=settings)
    assert second is not None
    assert [str(mention.period) for mention in read(text, day)] == [second.date().isoformat()]


def test_years_come_from_a_day_that_the_text_gives() -> None:
    text = "Kata Agus, Senin 5 September 2022. Hingga triwulan II baru 40 persen, hingga 20 Agustus 45 persen."
    mentions = read_lexical(text, None)[1]
    assert [(str(mention.period), mention.rule) for mention in mentions] == [
        ("2022-09-05", "day.long"),
        ("2022-Q2", "quarter.until.context"),
        ("2022-08-20", "day.long.until.context"),
    ]


def test_the_context_completes_no_day_of_the_week() -> None:
    text = "Per 29 Februari 2024 baru 45 desa. Kata Agus, Jumat, sekarang masih sama."
    assert [str(mention.period) for mention in read_lexical(text, None)[1]] == ["2024-02-29", "None", "None"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Per 1 Mei 2023. Kata Agus, Senin (20/11/2023).", date(2023, 11, 20)),
        ("Per 1 Mei 2023 dan per Juni 2023.", date(2023, 6, 30)),
        ("Sejak 1 Mei 2023.", None),
        ("Pada 2023.", None),
        ("Kata Agus, Senin (20/11).", None),
    ],
)
def test_report_day(text: str, day: date | None) -> None:
    assert report_day(read(text, None)) == day
