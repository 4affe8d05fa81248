"""Dropping what earlier versions of the extractor said: only what counts for nothing and nobody points to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from store.claims import claim_rows
from store.engine import read_session, write_session
from store.findings import save_findings
from store.readings import keep_article, stored_articles, switch, versions
from store.reviews import claim_trail, note
from store.sql import CLAIM, FINDING_CLAIM, TARGET
from store.versions import Dropped, drop_versions, old_versions
from tests.store.examples import (
    EXAMPLE,
    NOW,
    article,
    capture,
    current_percentages,
    dump,
    extract,
    finding,
    report,
    with_percentage,
)

LATER = NOW + timedelta(days=1)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """A page in two wordings, read by version 1, then by version 2, which counts; version 3 has read it and waits."""
    with write_session(engine) as session:
        extract(session, capture(session, "body", when=NOW)[0], article(), EXAMPLE)
        changed = replace(article(), text=article().text + " Sisanya belum.")
        extract(session, capture(session, "changed", when=LATER)[0], changed, EXAMPLE)
    for version, figure in (("2", "98.20"), ("3", "97.20")):
        with write_session(engine) as session:
            for stored in stored_articles(session, 9, version=version):
                keep_article(
                    session, stored, report(stored.article, with_percentage(figure), extractor=version), now=LATER
                )
            if version == "2":
                assert switch(session, version, 9) == 2
    return engine


def dropped(engine: Engine, keep: str) -> list[Dropped]:
    made = []
    while not made or made[-1].claims:
        with write_session(engine) as session:
            made.append(drop_versions(session, keep=keep))
    return made


def left(engine: Engine) -> list[str]:
    """The versions of the claims that are in the store."""
    with read_session(engine) as session:
        return sorted(session.scalars(select(CLAIM.c.extractor)).all())


def test_what_neither_counts_nor_waits_goes(engine: Engine) -> None:
    assert left(engine) == ["1", "1", "2", "2", "3", "3"]
    with read_session(engine) as session:
        before = current_percentages(session)
        assert old_versions(session, keep="3") == Dropped(2, 2)
    assert dropped(engine, "3") == [Dropped(2, 0), Dropped(0, 2)]
    assert left(engine) == ["2", "2", "3", "3"], "of both wordings"
    with read_session(engine) as session:
        assert current_percentages(session) == before
        assert versions(session) == {"3": 2}, "nobody can switch back to 1"
        assert old_versions(session, keep="3") == Dropped(0, 0)
    state = dump(engine)
    assert dropped(engine, "3") == [Dropped(0, 0)]
    assert dump(engine) == state


def test_a_version_that_waits_goes_only_where_another_is_kept(engine: Engine) -> None:
    dropped(engine, "4")
    assert left(engine) == ["2", "2"]
    with read_session(engine) as session:
        assert versions(session) == {}


def test_targets_and_words_of_a_dropped_claim_go_with_it(engine: Engine) -> None:
    before = len(dump(engine)["claim_target"])
    dropped(engine, "3")
    assert before - len(dump(engine)["claim_target"]) == 2 * len(EXAMPLE.targets) > 0
    with read_session(engine) as session:
        assert (
            session.scalars(select(TARGET.c.claim_id).where(TARGET.c.claim_id.not_in(select(CLAIM.c.id)))).all() == []
        )


def test_what_somebody_reviewed_stays(engine: Engine) -> None:
    with write_session(engine) as session:
        old = next(row for row in claim_rows(session, current=False) if row.extractor == "1")
        note(session, claim_key=old.key, by="Sari", said="asked the office", now=LATER)
    assert dropped(engine, "3")[0] == Dropped(1, 0)
    assert left(engine) == ["1", "2", "2", "3", "3"]
    with read_session(engine) as session:
        assert [one.said for one in claim_trail(session, old.key)] == ["asked the office"]


def test_what_a_finding_points_to_stays_also_when_it_is_closed(engine: Engine) -> None:
    with write_session(engine) as session:
        save_findings(session, [finding()], run_id=None, when=NOW)  # of what version 1 said in the first wording
        save_findings(session, [], run_id=None, when=LATER)
        named = set(session.scalars(select(FINDING_CLAIM.c.claim_id)).all()) - {None}
        assert len(named) == 1
    dropped(engine, "3")
    with read_session(engine) as session:
        assert named <= set(session.scalars(select(CLAIM.c.id)).all())


def test_a_switched_version_can_be_dropped_once_another_counts(engine: Engine) -> None:
    with write_session(engine) as session:
        switch(session, "3", 9)
    dropped(engine, "3")
    assert left(engine) == ["3", "3"]
    with read_session(engine) as session:
        assert current_percentages(session) == ["97.20"]
