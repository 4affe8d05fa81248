"""A small invented newsroom in a store of its own: two outlets, a contradiction, a closed finding, a withdrawn page."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine

from models.keys import text_sha256
from models.periods import Period
from models.publishers import Publisher
from models.values import (
    Article,
    AsOfSource,
    Claim,
    Comparator,
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
from store.engine import open_store, write_session
from store.findings import save_findings
from store.pages import mark_gone, save_capture, save_extraction
from store.runs import end_run, start_run

TODAY = date(2025, 11, 10)
WHEN = datetime(2025, 11, 2, 6, 0, tzinfo=UTC)

OUTLETS = {
    slug: Publisher(
        name=name,
        platform="wordpress",
        domains=(f"{slug}.localhost",),
        scheme="http",
        article="/.+",
        terms="Invented.",
        status="stable",
        source="Invented.",
    )
    for slug, name in {"lentera": "Lentera Sampit", "pena": "Pena Katingan"}.items()
}

TEXT = (
    "SAMPIT – Realisasi pendapatan asli daerah per 30 Juni 2025 mencapai Rp214,6 miliar. Angka itu setara 46,2 persen "
    "dari target Rp464,5 miliar.\n\nKepala Badan Pendapatan Daerah Sari Wulandini mengatakan, penerimaan menguat. "
    "“Polanya memang begitu setiap tahun,” katanya."
)
OTHER = (
    "Badan Pendapatan Daerah diminta bekerja lebih keras. Hingga 30 Juni 2025 pendapatan asli daerah yang terealisasi "
    "baru Rp198,3 miliar atau 42,69 persen dari target Rp464,5 miliar."
)


def percent(value: str, comparator: Comparator = Comparator.EQUAL) -> Figure:
    """A percentage with its printed form."""
    return Figure(Decimal(value), comparator, f"{value.replace('.', ',')} persen")


def rupiah(billions: str) -> Figure:
    """An amount with its printed form."""
    return Figure((Decimal(billions) * 10**9).quantize(Decimal(1)), text=f"Rp{billions.replace('.', ',')} miliar")


def article(slug: str, path: str, day: str, title: str, text: str) -> Article:
    """An article of one of the outlets."""
    published = datetime.fromisoformat(f"{day}T09:00:00+07:00")
    return Article(f"http://{slug}.localhost/{path}", slug, published, title, text)


def located(claim: Claim, text: str) -> Claim:
    """The claim with evidence for each of its printed figures that the text holds."""
    found = []
    for name, figure in claim.figures():
        start = text.find(figure.text or "\0")
        if figure.text and start >= 0:
            found.append(Evidence(start, start + len(figure.text), figure.text, (name,)))
    return replace(claim, evidence=tuple(found))


def pad(value: str, amount: str, official: str) -> Claim:
    """Revenue of Kotawaringin Timur at the end of June."""
    return Claim(
        indicator="pad_revenue",
        indicator_text="pendapatan asli daerah",
        place="62.02",
        percentage=percent(value),
        achieved=rupiah(amount),
        base=rupiah("464.5"),
        unit=Unit.RUPIAH,
        as_of=Period("2025-06-30"),
        as_of_source=AsOfSource.STATED,
        official=official,
        official_role="Kepala Badan Pendapatan Daerah",
    )


def ektp(value: str, day: str, place: str = "62.02", comparator: Comparator = Comparator.EQUAL) -> Claim:
    """Recording of e-ID cards, with the national target."""
    return Claim(
        indicator="ektp_recording",
        place=place,
        percentage=percent(value, comparator),
        targets=(Target(Figure(Decimal(99)), Setter.NATIONAL, False, Period("2025-06")),),
        unit=Unit.PERSON,
        as_of=Period(day),
        as_of_source=AsOfSource.SAID,
    )


def stories() -> list[tuple[Article, list[Claim]]]:
    """The newsroom's articles with their claims."""
    made: list[tuple[Article, list[Claim]]] = []
    one = article("lentera", "pad-semester", "2025-07-10", "PAD Kotim Terkumpul Rp214,6 Miliar", TEXT)
    two = article("pena", "genjot-pad", "2025-07-11", "Genjot PAD, Baru Rp198,3 Miliar", OTHER)
    made.append((one, [located(pad("46.2", "214.6", "Sari Wulandini"), TEXT)]))
    made.append((two, [located(pad("42.69", "198.3", "Budi Hartaman"), OTHER)]))
    for number in range(1, 8):
        day = f"2025-0{number}-15"
        text = f"Perekaman KTP-el sudah 9{number}.5 persen, kata Kepala Dinas.".replace(".5", ",5")
        claim = located(ektp(f"9{number}.5", day), text)
        made.append((article("lentera", f"ktp-{number}", day, f"Perekaman KTP-el Bulan {number}", text), [claim]))
    text = "Perekaman KTP-el di Katingan lebih dari 60 persen dan di Barito Timur 71,4 persen."
    claims = [ektp("60", "2025-03", "62.06", Comparator.MORE), ektp("71.4", "2025-03", "62.13")]
    made.append(
        (article("pena", "ktp-dua", "2025-04-02", "Perekaman di Dua Daerah", text), [located(c, text) for c in claims])
    )
    made.append((article("pena", "cuaca", "2025-04-03", "Hujan di Kasongan", "Hujan turun sejak pagi."), []))
    text = "Perekaman KTP-el di Katingan 48,1 persen."
    made.append(
        (
            article("pena", "ditarik", "2025-02-03", "Perekaman Katingan", text),
            [located(ektp("48.1", "2025-02-01", "62.06"), text)],
        )
    )
    return made


def finding(
    name: str, sides: Sequence[Side], *, rule: str = "outlets_disagree", outcome: Outcome = Outcome.INCONSISTENT
) -> Finding:
    """A finding over some sides."""
    return Finding(
        id=hashlib.sha256(name.encode()).hexdigest(),
        rule=rule,
        outcome=outcome,
        severity=Severity.HIGH,
        sides=tuple(sides),
        sum="46.2 % against 42.69 %",
        operands=(("left", "46.2"), ("right", "42.69")),
        message_id="Pendapatan asli daerah Kotim per 30 Juni 2025: 46,2 persen, tetapi 42,69 persen.",
        message_en="Own-source revenue of Kotim as of 30 June 2025: 46.2 percent, but 42.69 percent.",
    )


def save(engine: Engine, told: Sequence[tuple[Article, Sequence[Claim]]]) -> None:
    """Keep articles as a crawl does: capture, wording, claims."""
    with write_session(engine) as session:
        run = start_run(session, kind="crawl", sources=sorted({a.publisher or "" for a, _ in told}), now=WHEN)
        for one, claims in told:
            digest = hashlib.sha256(one.text.encode("utf-8", "replace")).hexdigest()
            capture, _ = save_capture(
                session,
                source=one.publisher or "",
                url=one.url,
                canonical_url=one.url,
                run_id=run.id,
                fetched_at=WHEN,
                http_status=200,
                body_sha256=digest,
                content_type="text/html",
                charset="utf-8",
                etag=None,
                last_modified=None,
                archive_file="a.warc.gz",
                archive_offset=0,
                archive_length=9,
                body_length=len(one.text),
            )
            status = ExtractStatus.CLAIMS if claims else ExtractStatus.NO_CLAIM
            report = Report(
                url=one.url,
                publisher=one.publisher,
                published=one.published,
                title=one.title,
                claims=tuple(claims),
                text_sha256=text_sha256(one.text),
                extractor="test-1",
                status=status,
            )
            save_extraction(
                session,
                capture,
                article=one,
                published_source="json-ld",
                timezone="Asia/Jakarta",
                report=report,
                status=str(status),
            )
        end_run(session, run.id, status="done", counts={"fetched": len(told)}, now=WHEN)


def side(one: Article, claim: Claim) -> Side:
    """A claim as a finding names it."""
    return Side(one.url, one.publisher, claim, claim.evidence[0].quote if claim.evidence else None)


def build(path: Path) -> None:
    """Make the newsroom's store."""
    engine = open_store(str(path), create=True)
    told = stories()
    save(engine, told)
    (first, (left,)), (second, (right,)) = told[0], told[1]
    open_one = finding("open", [side(first, left), side(second, right)])
    gone = finding("closed", [side(told[3][0], told[3][1][0])], rule="jump")
    other = finding("agrees", [side(told[4][0], told[4][1][0])], rule="jump", outcome=Outcome.CONSISTENT)
    with write_session(engine) as session:
        save_findings(session, [open_one, gone, other], run_id=None, when=WHEN)
    with write_session(engine) as session:
        save_findings(session, [open_one, other], run_id=None, when=WHEN.replace(day=3))
        mark_gone(session, told[-1][0].url, when=WHEN.replace(day=4))
    engine.dispose()


OPEN = finding("open", []).id
CLOSED = finding("closed", []).id
