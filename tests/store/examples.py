"""Invented articles, claims and findings for the tests of the store, and ways to fill a store and to compare two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.keys import text_sha256
from models.periods import Period
from models.tables import Table
from models.values import (
    Article,
    AsOfSource,
    Claim,
    Comparator,
    Conflict,
    Evidence,
    ExtractStatus,
    Figure,
    Finding,
    Outcome,
    Report,
    Setter,
    Severity,
    Side,
    Target,
    Unit,
)
from store.claims import claim_rows
from store.engine import read_session
from store.pages import save_capture, save_extraction

NOW = datetime(2025, 6, 2, 3, 4, 5, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
URL = "https://kabar.localhost/read/1/perekaman-ktp"
TEXT = "SAMPIT - Perekaman KTP-el sudah 99,20 persen dari 310.785 jiwa, kata Rahmadi, Senin (2/6)."

EXAMPLE = Claim(
    indicator="ektp_recording",
    indicator_text="Perekaman KTP-el",
    place="62.02",
    percentage=Figure(Decimal("99.20"), Comparator.EQUAL, "99,20 persen"),
    base=Figure(Decimal("310785"), Comparator.ABOUT, "310.785 jiwa"),
    unit=Unit.PERSON,
    targets=(
        Target(Figure(Decimal("99")), Setter.NATIONAL, True, None),
        Target(None, Setter.REGENCY, False, Period("2025-H2")),
    ),
    as_of=Period("2025-06-02"),
    as_of_source=AsOfSource.SAID,
    official="Rahmadi",
    official_role="Kepala Disdukcapil",
    conflicts=(Conflict("percentage", Decimal("99.10"), "99,10 persen", "headline", 10, 22),),
    evidence=(
        Evidence(32, 44, "99,20 persen", ("percentage",), "text", "percent"),
        Evidence(0, 16, "Perekaman 99,10 ", ("indicator",), "title", None),
    ),
)


def article(
    text: str = TEXT, *, url: str = URL, title: str | None = "Perekaman 99,10 persen", **fields: Any
) -> Article:
    """An article of "kabar", published with a zone."""
    made = {"publisher": "kabar", "published": datetime(2025, 6, 2, 10, 30, tzinfo=WIB)} | fields
    return Article(url=url, title=title, text=text, **made)


def report(of: Article, *claims: Claim, extractor: str = "1") -> Report:
    """What an extractor would say of the article."""
    status = ExtractStatus.CLAIMS if claims else ExtractStatus.NO_CLAIM
    return Report(
        url=of.url,
        publisher=of.publisher,
        published=of.published,
        title=of.title,
        claims=claims,
        text_sha256=text_sha256(of.text),
        extractor=extractor,
        status=status,
    )


def capture(
    session: Session, body: str = "body", *, url: str = URL, when: datetime = NOW, source: str = "kabar", **fields: Any
) -> tuple[int, bool]:
    """Save that the page was served with this body."""
    made: dict[str, Any] = {
        "run_id": None,
        "http_status": 200,
        "content_type": "text/html; charset=utf-8",
        "charset": "utf-8",
        "etag": '"1"',
        "last_modified": None,
        "archive_file": "kabar-0001.warc.gz",
        "archive_offset": 512,
        "archive_length": 2048,
    }
    return save_capture(
        session,
        source=source,
        url=url,
        canonical_url=url,
        fetched_at=when,
        body_sha256=text_sha256(body),
        body_length=len(body),
        **(made | fields),
    )


def extract(session: Session, capture_id: int, of: Article, *claims: Claim, extractor: str = "1") -> int:
    """Save what an extractor would make of the capture."""
    made = report(of, *claims, extractor=extractor)
    return save_extraction(
        session,
        capture_id,
        article=of,
        published_source="json-ld",
        timezone="Asia/Jakarta",
        report=made,
        status=str(made.status),
    )


def finding(name: str = "f1", *claims: Claim, url: str = URL, **fields: Any) -> Finding:
    """A finding about claims of one page."""
    made: dict[str, Any] = {
        "rule": "percentage_vs_counts",
        "outcome": Outcome.INCONSISTENT,
        "severity": Severity.HIGH,
        "sides": tuple(Side(url, "kabar", claim, "99,20 persen") for claim in claims or (EXAMPLE,)),
        "sum": "308289 / 310785 = 99.20 %",
        "operands": (("percentage", "99.20"), ("base", "310785")),
        "message_id": "Angka tidak cocok.",
        "message_en": "The figures do not agree.",
        "reading": "points",
        "reason": "two readings",
        "group": f"article|{url}",
    }
    return Finding(id=name, **(made | fields))


def with_percentage(value: str, **fields: Any) -> Claim:
    """The example claim with another percentage, and other fields where given."""
    return replace(EXAMPLE, percentage=Figure(Decimal(value), text=f"{value} persen"), **fields)


def dump(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with read_session(engine) as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key))]
            for table in Table.metadata.sorted_tables
        }


def current_percentages(session: Session) -> list[str]:
    """The percentages of the claims that stand, as their digits."""
    return [str(row.claim.percentage.value) for row in claim_rows(session) if row.claim.percentage]


DAY = date(2025, 6, 2)
