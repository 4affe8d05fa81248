"""Reading claims: filters, order, pages of rows, exports, and reports that came without their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.periods import Period
from models.values import Claim, Evidence, Report, Target
from models.wire import dumps, loads, report_from, report_json
from store.claims import EXCERPT, claim_row_by_key, claim_rows, export_rows, reports
from store.engine import read_session, write_session
from store.errors import NoSuchRow
from store.imports import save_reports
from store.sql import REVISION
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, dump, extract, report, with_percentage

KALTENG, KALTIM = "62", "64"


def claim(place: str | None, as_of: str | None, indicator: str = "ektp_recording") -> Claim:
    return replace(EXAMPLE, place=place, as_of=as_of and Period(as_of), indicator=indicator)


def fill(session: Session) -> None:
    """Three articles of two publishers; the places and days of their claims are what the tests look for."""
    for number, (publisher, claims) in enumerate(
        [
            ("kabar", [claim("62.02", "2025-06-02"), claim("62", "2025-05"), claim("62.02.06", None)]),
            ("suara", [claim("64.02", "2025-04-30"), claim("6", "2025-06-01", "stunting")]),
            ("kabar", [claim("62.0", "2024"), claim("ID", "2025-06-02", "stunting"), claim(None, "2025-Q2")]),
        ]
    ):
        of = article(f"text {number}", url=f"{URL}/{number}", publisher=publisher)
        extract(session, capture(session, url=of.url, source=publisher)[0], of, *claims)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["62.02", "62", "62.02.06", "64.02", "6", "62.0", "ID", None]),
        ({"place": "62"}, ["62.02", "62", "62.02.06", "62.0"]),
        ({"place": "62.02"}, ["62.02", "62.02.06"]),
        ({"place": "62.02.06"}, ["62.02.06"]),
        ({"place": "6"}, ["6"]),
        ({"place": "6%"}, []),
        ({"place": "ID"}, ["ID"]),
        ({"indicator": "stunting"}, ["6", "ID"]),
        ({"indicator": "none"}, []),
        ({"publisher": "suara"}, ["64.02", "6"]),
        ({"publisher": "suara", "indicator": "stunting"}, ["6"]),
        ({"since": date(2025, 6, 2)}, ["62.02", "ID", None]),
        ({"since": date(2025, 5, 31)}, ["62.02", "62", "6", "ID", None]),
        ({"until": date(2024, 12, 31)}, ["62.0"]),
        ({"until": date(2025, 4, 1)}, ["62.0", None]),
        ({"since": date(2025, 5, 1), "until": date(2025, 5, 1)}, ["62", None]),
        ({"since": date(2026, 1, 1)}, []),
    ],
)
def test_filters(engine: Engine, filters: dict[str, str], expected: list[str | None]) -> None:
    with write_session(engine) as session:
        fill(session)
        made = list(reports(session, **filters))
        assert [one.place for each in made for one in each.claims] == expected
        rows = claim_rows(session, **filters)
        exported = list(export_rows(session, **filters))
        assert sorted(str(row.claim.place) for row in rows) == sorted(map(str, expected))
        assert [row["claim_key"] for row in exported] == [row.key for row in rows]


def test_reports_come_by_url_with_their_article(engine: Engine) -> None:
    with write_session(engine) as session:
        fill(session)
        made = list(reports(session, indicator="stunting"))
    assert [(each.url, each.publisher, len(each.claims)) for each in made] == [
        (f"{URL}/1", "suara", 1),
        (f"{URL}/2", "kabar", 1),
    ]
    assert made[0].published == article().published
    assert made[0].published is not None
    assert made[0].published.isoformat() == "2025-06-02T10:30:00+07:00"


def test_rows_are_newest_first_and_undated_ones_last(engine: Engine) -> None:
    with write_session(engine) as session:
        fill(session)
        rows = claim_rows(session)
    days = [row.claim.as_of and str(row.claim.as_of) for row in rows]
    assert days[0] == "2025-Q2"
    assert set(days[1:3]) == {"2025-06-02"}
    assert days[3:] == ["2025-06-01", "2025-05", "2025-04-30", "2024", None]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 50])
def test_pages_of_rows_are_the_whole_without_gap_or_overlap(engine: Engine, limit: int) -> None:
    with write_session(engine) as session:
        fill(session)
        whole = [row.key for row in claim_rows(session)]
        found: list[str] = []
        while rows := claim_rows(session, limit=limit, after=found[-1] if found else None):
            assert len(rows) <= limit
            found += [row.key for row in rows]
    assert found == whole
    assert len(set(whole)) == 8


def test_a_page_of_rows_goes_on_behind_a_claim_that_is_current_no_longer(engine: Engine) -> None:
    with write_session(engine) as session:
        fill(session)
        rows = claim_rows(session, limit=3)
        of = article("text 2", url=f"{URL}/2")
        extract(
            session, capture(session, "edited", url=of.url, when=NOW + timedelta(days=1))[0], article("new", url=of.url)
        )
        assert rows[0].key not in {row.key for row in claim_rows(session)}
        after = [row.key for row in claim_rows(session, after=rows[0].key)]
        assert after == [row.key for row in claim_rows(session)]


def test_a_claim_by_its_key(engine: Engine) -> None:
    with write_session(engine) as session:
        fill(session)
        (row,) = claim_rows(session, place="64.02")
        assert claim_row_by_key(session, row.key) == row
        assert claim_row_by_key(session, "none") is None
        with pytest.raises(NoSuchRow, match="no claim none"):
            claim_rows(session, after="none")


def test_an_export_row_is_flat_and_exact(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        (row,) = export_rows(session)
    expected = {
        "url": URL,
        "publisher": "kabar",
        "published": "2025-06-02T10:30:00+07:00",
        "title": "Perekaman 99,10 persen",
        "indicator": "ektp_recording",
        "indicator_text": "Perekaman KTP-el",
        "place": "62.02",
        "place_candidates": None,
        "segment": None,
        "percentage": Decimal("99.20"),
        "percentage_comparator": "=",
        "percentage_text": "99,20 persen",
        "base": Decimal("310785"),
        "base_comparator": "~",
        "base_text": "310.785 jiwa",
        "achieved": None,
        "unit": "person",
        "as_of": "2025-06-02",
        "as_of_source": "said",
        "official": "Rahmadi",
        "official_role": "Kepala Disdukcapil",
        "quote": "99,20 persen",
        "extractor": "1",
        "current": True,
        "withdrawn_at": None,
    }
    assert {key: row[key] for key in expected} == expected
    assert str(row["percentage"]) == "99.20"
    assert loads(str(row["targets"]))[1] == {
        "percentage": None,
        "setter": "regency",
        "met": False,
        "deadline": "2025-H2",
    }


def test_export_rows_have_the_same_columns_always(engine: Engine) -> None:
    with write_session(engine) as session:
        bare = Claim(indicator="stunting", targets=(Target(),))
        extract(session, capture(session)[0], article(), EXAMPLE, bare)
        full, empty = export_rows(session)
    assert list(full) == list(empty)


def test_a_public_row_carries_an_excerpt_only(engine: Engine) -> None:
    long = replace(EXAMPLE, evidence=(Evidence(0, 1000, "a" * 1000, ("percentage",)),))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), long)
        (row,) = claim_rows(session)
        (exported,) = export_rows(session)
    assert row.claim == long
    assert (row.quote, exported["quote"]) == ("a" * EXCERPT, "a" * EXCERPT)


def test_reports_without_pages_come_back_as_they_are(engine: Engine) -> None:
    given = [
        report(article(url=f"{URL}/1"), EXAMPLE, EXAMPLE, with_percentage("50.0", place=None)),
        report(article(url=f"{URL}/2", published=date(2025, 6, 1)), EXAMPLE),
        report(article(url=f"{URL}/3", published=None, publisher=None, title=None), EXAMPLE),
    ]
    with write_session(engine) as session:
        assert save_reports(session, given, now=NOW) == 5
        assert list(reports(session)) == given
    before = dump(engine)
    with write_session(engine) as session:
        assert save_reports(session, given, now=NOW + timedelta(days=1)) == 0
    assert dump(engine) == before


def test_labels_without_digest_and_extractor_are_kept_once(engine: Engine) -> None:
    label = Report(url=URL, publisher="kabar", published=date(2025, 6, 2), title="Judul", claims=(EXAMPLE,))
    mended = replace(label, claims=(with_percentage("99.3"),))
    with write_session(engine) as session:
        assert save_reports(session, [label, label], now=NOW) == 1
        assert list(reports(session)) == [label]
        assert save_reports(session, [mended], now=NOW + timedelta(days=1)) == 1
        assert list(reports(session)) == [mended]
        assert save_reports(session, [label, mended], now=NOW + timedelta(days=2)) == 0
        assert list(reports(session)) == [mended]


def test_a_report_through_its_json_is_the_same_report(engine: Engine) -> None:
    given = report(article(), EXAMPLE)
    with write_session(engine) as session:
        save_reports(session, [given], now=NOW)
        before = session.execute(select(REVISION)).all()
        save_reports(session, [report_from(loads(dumps(report_json(given))))], now=NOW)
        assert session.execute(select(REVISION)).all() == before


def test_a_report_of_a_page_that_was_crawled_adds_to_it(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        assert save_reports(session, [report(article(), EXAMPLE)], now=NOW) == 0
        assert save_reports(session, [report(article(), EXAMPLE, extractor="2")], now=NOW) == 1
        assert [each.extractor for each in reports(session)] == ["2"]
        row = session.execute(select(REVISION)).one()
        assert (row.published_zone, row.text is not None) == ("Asia/Jakarta", True)


def test_many_reports_are_read_in_batches(engine: Engine) -> None:
    given = [report(article(f"text {n}", url=f"{URL}/{n:04}"), EXAMPLE, EXAMPLE) for n in range(260)]
    with write_session(engine) as session:
        assert save_reports(session, given, now=NOW) == 520
    with read_session(engine) as session:
        assert list(reports(session)) == given
        assert sum(1 for _row in export_rows(session)) == 520


def test_the_zone_comes_back(engine: Engine) -> None:
    times = [
        datetime.fromisoformat("2025-06-02T00:10:00+07:00"),
        datetime.fromisoformat("2025-06-02T00:10:00+08:00"),
        datetime.fromisoformat("2025-06-02T00:10:00+09:00"),
        datetime(2025, 6, 2, 0, 10, tzinfo=UTC),
    ]
    given = [report(article(url=f"{URL}/{n}", published=when), EXAMPLE) for n, when in enumerate(times)]
    with write_session(engine) as session:
        save_reports(session, given, now=NOW)
        found = [each.published for each in reports(session)]
        rows = session.execute(select(REVISION).order_by(REVISION.c.id)).all()
    assert [when and when.isoformat() for when in found] == [when.isoformat() for when in times]
    assert {row.published_day for row in rows} == {date(2025, 6, 2)}
    assert [row.published_zone for row in rows] == ["+07:00", "+08:00", "+09:00", "+00:00"]
