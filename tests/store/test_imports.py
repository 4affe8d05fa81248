"""Reports that came without their pages: many are kept together, and no row tells that they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from models.values import Report
from store.claims import reports
from store.engine import read_session, write_session
from store.errors import NotStorable
from store.imports import save_report, save_reports
from store.pages import mark_gone
from store.sql import CLAIM, PAGE, REVISION, TARGET, UNCHECKED
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, dump, extract, report, with_percentage

LATER = NOW + timedelta(days=1)


def mixed() -> list[Report]:
    """Pages that are new, known, withdrawn, given twice, without claims, and without targets; and labels."""
    bare = replace(EXAMPLE, targets=(), place="62.03")
    return [
        report(article("satu", url=f"{URL}/new"), EXAMPLE, EXAMPLE, bare),
        report(article("dua", url=f"{URL}/twice"), bare),
        report(article("tiga", url=f"{URL}/known"), with_percentage("50.0")),
        report(article("empat", url=f"{URL}/empty", publisher=None)),
        report(article("lima", url=f"{URL}/twice"), with_percentage("51.0"), EXAMPLE),
        report(article("enam", url=f"{URL}/gone"), EXAMPLE),
        Report(url=f"{URL}/label", publisher="suara", published=None, title=None, claims=(EXAMPLE,)),
        report(article("dua", url=f"{URL}/twice"), bare),
    ]


def known(session: Session) -> None:
    for name in ("known", "gone"):
        of = article("dulu", url=f"{URL}/{name}")
        extract(session, capture(session, url=of.url)[0], of, with_percentage("40.0"))
    mark_gone(session, f"{URL}/gone", when=NOW)


def rows(session: Session) -> list[list[Any]]:
    """What the tables of claims hold, by addresses instead of the numbers of rows."""
    of_page = select(PAGE.c.canonical_url, PAGE.c.source, PAGE.c.added_at, PAGE.c.withdrawn_at, UNCHECKED.c.changes)
    revisions = [column for column in REVISION.c if column.name not in ("id", "page_id")]
    claims = [column for column in CLAIM.c if column.name not in ("id", "revision_id")]
    targets = [column for column in TARGET.c if column.name != "claim_id"]
    of_revision = select(PAGE.c.canonical_url, *revisions).join(PAGE, PAGE.c.id == REVISION.c.page_id)
    of_claim = select(REVISION.c.digest, *claims).join(REVISION, REVISION.c.id == CLAIM.c.revision_id)
    of_target = select(CLAIM.c.claim_key, *targets).join(CLAIM, CLAIM.c.id == TARGET.c.claim_id)
    asked = [of_page.join(UNCHECKED, UNCHECKED.c.page_id == PAGE.c.id, isouter=True), of_revision, of_claim, of_target]
    return [sorted((tuple(row) for row in session.execute(one)), key=repr) for one in asked]


def test_kept_together_or_one_by_one_is_the_same(engine: Engine) -> None:
    with Session(engine) as session:
        known(session)
        alone = sum(save_report(session, one, now=LATER) for one in mixed())
        expected, told = rows(session), list(reports(session, current=False))
        session.rollback()
    with write_session(engine) as session:
        known(session)
        assert save_reports(session, mixed(), now=LATER) == alone == 9
        assert rows(session) == expected
        assert list(reports(session, current=False)) == told
    before = dump(engine)
    with write_session(engine) as session:
        assert save_reports(session, mixed(), now=LATER + timedelta(days=1)) == 0
    assert dump(engine) == before


def test_one_that_cannot_be_kept_leaves_nothing_of_its_lot(engine: Engine) -> None:
    before = dump(engine)
    bad = report(article(url=f"{URL}/bad"), replace(EXAMPLE, segment="NPK\ud800"))
    with pytest.raises(NotStorable), write_session(engine) as session:
        save_reports(session, [*mixed(), bad], now=NOW)
    assert dump(engine) == before


def test_reports_of_new_pages_share_their_statements(engine: Engine) -> None:
    sent: list[str] = []
    given = [report(article(f"text {n}", url=f"{URL}/{n}"), EXAMPLE) for n in range(90)]
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    with write_session(engine) as session:
        assert save_reports(session, given, now=NOW) == 90
    assert len(sent) < 15
    with read_session(engine) as session:
        assert list(reports(session)) == sorted(given, key=lambda one: one.url)
