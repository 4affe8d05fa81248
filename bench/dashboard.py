"""How long every page of the dashboard takes, and how much it weighs, over a store of many made-up claims.

    python -P bench/dashboard.py                    # 20,000 claims
    python -P bench/dashboard.py --claims 1000000 --store /tmp/large.sqlite

Prints a table; with --json FILE also writes what it measured. Times are those that the server keeps one core busy, in
one process without a network, warm: the first visit of each page is shown, and not counted. The time on the clock
stands beside them; on a machine that does other things, too, it says little. The limits are those of the project:
100 ms for 95 of 100 visits, and 150 KB.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # else `dashboard` would be this file itself

from sqlalchemy import Engine, insert
from starlette.testclient import TestClient

from dashboard.app import create_app
from models.keys import text_sha256
from models.periods import Period
from models.reference import indicators, regions
from models.rows import claim_row, target_row
from models.values import AsOfSource, Claim, Comparator, Evidence, Figure, Setter, Target
from store.engine import open_store, read_session, write_session
from store.sql import CLAIM, FINDING, FINDING_CLAIM, PAGE, REVISION, TARGET
from store.summaries import keep_promises, keep_summaries, promises_now

P95_MS, WEIGHT_KB = 100, 150
OUTLETS = tuple(f"media{number}" for number in range(20))
START = date(2021, 1, 1)
DAYS = 1_800
PER_ARTICLE = 3
DEADLINES = 200
"""Of so many claims one names a target with a deadline."""
OPEN, AGREE = 50, 4
"""Of so many claims a finding names one as not consistent, and as consistent."""
BATCH = 3_000
WORDS = ("rapat evaluasi", "stunting", "perekaman Kotawaringin", "camat", "99,2", "laporan 77")
SAID = "Hingga {day}, capaian {label} di {place} sudah {text}, kata Kepala Dinas dalam rapat evaluasi bersama camat."


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds of one core, on the clock too, and kilobytes (1,000 bytes) of its heaviest answer."""

    page: str
    first_ms: float
    p50_ms: float
    p95_ms: float
    clock_p95_ms: float
    kb: float
    status: int

    @property
    def holds(self) -> bool:
        """Whether it keeps within the limits."""
        return self.status == 200 and self.p95_ms <= P95_MS and self.kb <= WEIGHT_KB


def made_up(chance: random.Random, number: int) -> Claim:
    """A claim of one of the regencies, with two passages."""
    codes = CODES or CODES.extend(code for code, one in regions().items() if len(code) == 5) or CODES
    slug = chance.choice(SLUGS)
    place, day = chance.choice(codes), START + timedelta(days=chance.randrange(DAYS))
    value = Decimal(chance.randrange(2_000, 9_990)) / 100
    text = f"{value} persen".replace(".", ",")
    said = SAID.format(day=day, label=indicators()[slug].label, place=regions()[place].full_name, text=text)
    at = said.index(text)
    return Claim(
        indicator=slug,
        place=place,
        percentage=Figure(value, chance.choice(tuple(Comparator)), text),
        base=Figure(Decimal(chance.randrange(10_000, 900_000))),
        unit=indicators()[slug].unit,
        as_of=Period(day.isoformat()),
        as_of_source=AsOfSource.SAID,
        official=f"Pejabat {number % 997}",
        official_role=f"Kepala Dinas {number % 997 % 40} {regions()[codes[number % 997 % len(codes)]].full_name}",
        targets=(_target(chance, day),) if chance.randrange(DEADLINES) == 0 else (),
        evidence=(Evidence(at, at + len(text), text, ("percentage",)),),
    )


def _target(chance: random.Random, day: date) -> Target:
    """A target that is due within a year."""
    due = Period((day + timedelta(days=chance.randrange(20, 365))).isoformat())
    return Target(Figure(Decimal(chance.randrange(50, 100))), Setter.REGENCY, None, due)


CODES: list[str] = []
SLUGS = [slug for slug in indicators() if slug != "other"]


@contextmanager
def bare(engine: Engine) -> Iterator[None]:
    """An SQLite store without the indexes of its claims, which are made anew at the end: filling is thrice as fast."""
    held = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'claim' AND type = 'index' AND sql IS NOT NULL"
    with engine.begin() as connection:
        parts = connection.exec_driver_sql(held).all() if engine.dialect.name == "sqlite" else []
        for name, _sql in parts:
            connection.exec_driver_sql(f"DROP INDEX {name}")
    yield
    with engine.begin() as connection:
        for _name, sql in parts:
            connection.exec_driver_sql(sql)


def fill(engine: Engine, claims: int) -> None:
    """Put so many claims into an empty store, and findings, see `_findings`; with what a check leaves for readers."""
    with bare(engine):
        _fill(engine, claims)
    with read_session(engine) as session:
        promised = promises_now(session, None)
    with write_session(engine) as session:
        keep_promises(session, promised)
    keep_summaries(engine)


def _fill(engine: Engine, claims: int) -> None:
    chance = random.Random(20261122)
    rest = claims
    page = 0
    while rest > 0:
        pages, revisions, rows, targets = [], [], [], []
        for _ in range(min(BATCH, rest)):
            if rest <= 0:
                break
            page += 1
            articles = [made_up(chance, page * PER_ARTICLE + one) for one in range(min(PER_ARTICLE, rest))]
            rest -= len(articles)
            row = _article(page, articles[0])
            pages.append(row[0])
            revisions.append(row[1])
            made = [_claim(page, one, claim) for one, claim in enumerate(articles)]
            targets += [
                {"claim_id": row["id"], "position": 0} | target_row(claim.targets[0])
                for row, claim in zip(made, articles, strict=True)
                if claim.targets
            ]
            rows += made
        with write_session(engine) as session:
            session.execute(insert(PAGE), pages)
            session.execute(insert(REVISION), revisions)
            session.execute(insert(CLAIM), rows)
            if targets:
                session.execute(insert(TARGET), targets)
            _findings(session, [row for row in rows if row["id"] % OPEN == 0], "inconsistent")
            _findings(session, [row for row in rows if row["id"] % AGREE == 1], "consistent")


def _article(page: int, claim: Claim) -> tuple[dict[str, Any], dict[str, Any]]:
    source = OUTLETS[page % len(OUTLETS)]
    day = claim.as_of.last if claim.as_of else START
    text = f"Berita {page}. {claim.evidence[0].quote} tercapai, kata Kepala Dinas. " * 12
    when = datetime(2026, 11, 22, tzinfo=UTC)
    made = {"id": page, "source": source, "canonical_url": f"http://{source}.localhost/{page}", "added_at": when}
    return made, {
        "id": page,
        "page_id": page,
        "digest": f"{page:064x}",
        "text_sha256": text_sha256(text),
        "publisher": source,
        "title": f"Capaian di daerah, laporan {page}",
        "text": text,
        "published_day": day,
        "extractor": "bench",
        "status": "claims",
        "current": True,
    }


def _claim(page: int, position: int, claim: Claim) -> dict[str, Any]:
    number = page * PER_ARTICLE + position
    return claim_row(claim) | {
        "id": number,
        "claim_key": text_sha256(f"claim {number}"),
        "revision_id": page,
        "extractor": "bench",
        "position": position,
        "current": True,
        "publisher": OUTLETS[page % len(OUTLETS)],
    }


def _findings(session: Any, rows: Sequence[dict[str, Any]], outcome: str) -> None:
    from models.rows import claim_from_row
    from models.wire import claim_json, dumps

    if not rows:
        return
    session.execute(
        insert(FINDING),
        [
            {
                "id": text_sha256(f"finding {row['id']}"), "rule": "outlets_disagree", "outcome": outcome,
                "severity": "medium", "sum": "46.2 % against 42.69 %", "operands": "[]", "group_key": str(row["id"]),
                "message_id": "Angka yang satu tidak cocok dengan yang lain.",
                "message_en": "One figure does not agree with the other.",
                "opened_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=row["id"] % 100_000),
            }
            for row in rows
        ],
    )  # fmt: skip
    session.execute(
        insert(FINDING_CLAIM),
        [
            {
                "finding_id": text_sha256(f"finding {row['id']}"), "position": 0, "claim_id": row["id"],
                "url": f"http://{row['publisher']}.localhost/{row['revision_id']}", "publisher": row["publisher"],
                "claim": dumps(claim_json(claim_from_row(row, []))),
            }
            for row in rows
        ],
    )  # fmt: skip


def addresses(claims: int) -> dict[str, Iterator[str]]:
    """Page → its addresses, another one for each visit."""
    chance = random.Random(1)
    made_up(chance, 0)  # the codes

    def key() -> str:
        return text_sha256(f"claim {chance.randrange(PER_ARTICLE, claims + PER_ARTICLE - 1)}")

    def official() -> str:
        return f"Pejabat {chance.randrange(min(997, claims))}"

    def finding() -> str:
        return text_sha256(f"finding {OPEN * chance.randrange(1, max(2, claims // OPEN))}")

    def of(make: Any) -> Iterator[str]:
        while True:
            yield make()

    return {
        "hari ini": of(lambda: "/"),
        "hari ini, kabupaten": of(lambda: f"/hari-ini?place={chance.choice(CODES)}"),
        "temuan": of(lambda: "/temuan"),
        "temuan, kabupaten": of(lambda: f"/temuan?place={chance.choice(CODES)}"),
        "temuan, berikut": of(lambda: f"/temuan?after={finding()}"),
        "satu temuan": of(lambda: f"/temuan/{finding()}"),
        "klaim": of(lambda: "/klaim"),
        "klaim, provinsi": of(lambda: f"/klaim?place={chance.choice(CODES)[:2]}"),
        "klaim, indikator": of(lambda: f"/klaim?indicator={chance.choice(SLUGS)}"),
        "klaim, media": of(lambda: f"/klaim?publisher={chance.choice(OUTLETS)}"),
        "klaim, hari": of(lambda: f"/klaim?since={START + timedelta(days=chance.randrange(DAYS))}"),
        "klaim, jauh": of(lambda: f"/klaim?after={key()}"),
        "klaim, provinsi, jauh": of(lambda: f"/klaim?place={chance.choice(CODES)[:2]}&after={key()}"),
        "klaim, kata": of(lambda: f"/klaim?q={chance.choice(WORDS)}"),
        "klaim, pejabat": of(lambda: f"/klaim?official={official()}"),
        "klaim, tidak cocok": of(lambda: "/klaim?outcome=inconsistent"),
        "klaim, belum dibandingkan": of(lambda: f"/klaim?outcome=unchecked&place={chance.choice(CODES)[:2]}"),
        "satu klaim": of(lambda: f"/klaim/{key()}"),
        "daerah": of(lambda: "/daerah"),
        "daerah, nama": of(lambda: "/daerah?q=kota"),
        "satu daerah": of(lambda: f"/daerah/{chance.choice(CODES)}"),
        "indikator": of(lambda: "/indikator"),
        "satu indikator": of(lambda: f"/indikator/{chance.choice(SLUGS)}"),
        "janji": of(lambda: "/janji"),
        "janji, provinsi": of(lambda: f"/janji?place={chance.choice(CODES)[:2]}"),
        "pejabat": of(lambda: "/pejabat"),
        "pejabat, nama": of(lambda: f"/pejabat?q=Pejabat {chance.randrange(997)}"),
        "satu pejabat": of(lambda: f"/pejabat/{official()}"),
        "satu artikel": of(lambda: f"/artikel/{chance.randrange(1, max(2, claims // PER_ARTICLE))}"),
        "cari": of(lambda: f"/cari?q={chance.choice(('Kotim', 'kepala', 'stunting', 'kota', 'Pejabat 12'))}"),
        "matriks": of(lambda: f"/matriks/{chance.choice(CODES)[:2]}"),
        "sumber": of(lambda: "/sumber"),
        "metode": of(lambda: "/metode"),
        "umpan atom": of(lambda: "/temuan.atom"),
        "API klaim": of(lambda: f"/api/v1/claims?indicator={chance.choice(SLUGS)}"),
        "API temuan": of(lambda: "/api/v1/findings"),
    }


def p95(times: Sequence[float]) -> float:
    """What 95 of 100 stay under.

    >>> p95([1.0] * 95 + [7.0] * 5)
    1.0
    """
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


def measure(engine: Engine, claims: int, visits: int) -> list[Measured]:
    """Visit every page so many times."""
    app = create_app(engine, publishers={}, publish=True, clock=lambda: date(2026, 11, 22))
    client = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
    made = []
    for page, paths in addresses(claims).items():
        times, clock, heaviest, status = [], [], 0, 200
        for _ in range(visits + 1):
            path = next(paths)
            begun, began = time.perf_counter(), time.process_time()
            answer = client.get(path)
            times.append((time.process_time() - began) * 1000)
            clock.append((time.perf_counter() - begun) * 1000)
            heaviest = max(heaviest, len(answer.content))
            status = answer.status_code if answer.status_code != 200 else status
        p50 = statistics.median(times[1:])
        numbers = (times[0], p50, p95(times[1:]), p95(clock[1:]), heaviest / 1000)
        made.append(Measured(page, *(round(number, 1) for number in numbers), status))
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where a page is over the limits and --floor is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--visits", type=int, default=30)
    parser.add_argument("--store", type=Path, help="keep the made-up store here, and use it again")
    parser.add_argument("--json", type=Path, help="write what was measured to this file")
    parser.add_argument("--floor", action="store_true", help="fail where a page is over the limits")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "pages.sqlite"
        if not path.exists():
            engine = open_store(str(path), create=True)
            fill(engine, given.claims)
            engine.dispose()
        engine = open_store(str(path), readonly=True)
        rows = measure(engine, given.claims, given.visits)
        engine.dispose()
    print(f"{given.claims:,} claims, {given.visits} visits; limits: p95 {P95_MS} ms, {WEIGHT_KB} KB")
    print(f"{'page':<24}{'first ms':>10}{'p50 ms':>9}{'p95 ms':>9}{'clock':>9}{'KB':>8}")
    for row in rows:
        told = "" if row.holds else "  over" if row.status == 200 else f"  answered {row.status}"
        print(
            f"{row.page:<24}{row.first_ms:>10.1f}{row.p50_ms:>9.1f}{row.p95_ms:>9.1f}{row.clock_p95_ms:>9.1f}{row.kb:>8.1f}{told}"
        )
    if given.json:
        record = {"claims": given.claims, "visits": given.visits, "pages": [asdict(row) for row in rows]}
        given.json.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return int(given.floor and not all(row.holds for row in rows))


if __name__ == "__main__":
    sys.exit(main())
