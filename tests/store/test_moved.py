"""A page whose address leads to another one: kept, marked with where to, and told apart from one that is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from store.engine import write_session
from store.findings import MOVED, WITHDRAWN, finding_history, save_findings
from store.pages import mark_gone
from store.sql import PAGE
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, extract, finding

LATER, LAST = NOW + timedelta(days=1), NOW + timedelta(days=2)
NEW = "https://kabar.localhost/berita/baru"


def stands(engine: Engine) -> tuple[datetime | None, str | None]:
    with write_session(engine) as session:
        row = session.execute(select(PAGE).where(PAGE.c.canonical_url == URL)).one()
        return row.withdrawn_at, row.moved_to


def test_moved_then_gone_then_back(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        mark_gone(session, URL, when=LATER, moved_to=NEW)
    assert stands(engine) == (LATER, NEW)
    with write_session(engine) as session:
        mark_gone(session, URL, when=LAST)
    assert stands(engine) == (LATER, None), "it leads nowhere any more; the first time counts"
    with write_session(engine) as session:
        mark_gone(session, URL, when=LAST, moved_to=NEW)
        capture(session, when=LAST)
    assert stands(engine) == (None, None), "it is back"


@pytest.mark.parametrize(("moved_to", "why"), [(NEW, MOVED), (None, WITHDRAWN)])
def test_a_finding_says_why_it_was_closed(engine: Engine, moved_to: str | None, why: str) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        save_findings(session, [finding()], run_id=None, when=NOW)
        mark_gone(session, URL, when=LATER, moved_to=moved_to)
        save_findings(session, [], run_id=None, when=LATER)
        assert finding_history(session, "f1")[-1].why == why
