"""Queries that indexes carry, on both databases: the latest of each place, what was before, lists in order, words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.keys import text_sha256
from models.periods import Period
from models.values import AsOfSource, Claim, Evidence, Figure, Report
from store.claims import claim_rows
from store.engine import read_session, write_session
from store.finding_views import finding_rows, findings_counted, flagged_cells, flags
from store.findings import save_findings
from store.imports import save_reports
from store.tallies import filtered, tally
from store.trends import percentages_before
from store.views import latest, newest_claims, stands, stands_of_cells
from tests.store.examples import NOW, finding

QUOTE = "Perekaman mencapai 97,5 persen di Sampit"
CLAIM = Claim(
    indicator="ektp_recording",
    place="62.02",
    percentage=Figure(Decimal("97.5"), text="97,5 persen"),
    as_of=Period("2025-03-01"),
    as_of_source=AsOfSource.SAID,
    evidence=(Evidence(0, len(QUOTE), QUOTE, ("percentage",)),),
)
TOLD = [
    CLAIM,
    replace(CLAIM, as_of=Period("2025-02-01"), percentage=Figure(Decimal("96.5"))),
    replace(CLAIM, as_of=Period("2025-04-01"), segment="pemilih pemula", percentage=Figure(Decimal("50"))),
    replace(CLAIM, as_of=None, as_of_source=None, percentage=Figure(Decimal("11"))),
    replace(CLAIM, place="62.02.05", as_of=Period("2025-05-01")),
    replace(CLAIM, place="62", indicator="stunting", percentage=Figure(Decimal("12")), as_of=Period("2025-01-01")),
    replace(CLAIM, place="62.06", as_of=Period("2025-03-01"), percentage=Figure(Decimal("80"))),
    replace(CLAIM, place="ID", as_of=Period("2025-03-02")),
]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_session(engine) as writing:
        for number, claim in enumerate(TOLD):
            report = Report(url=f"https://kabar.localhost/{number}", publisher="kabar", claims=(claim,))
            save_reports(writing, [report], now=NOW)
    with read_session(engine) as reading:
        yield reading


def test_the_latest_of_each_place_is_about_the_whole(session: Session) -> None:
    found = latest(session, places=["62", "62.02", "62.06", "62.13"], indicators=["ektp_recording", "stunting"])
    told = {(one.claim.place, one.claim.indicator): str(one.claim.as_of) for one in found}
    assert told == {
        ("62", "stunting"): "2025-01-01",
        ("62.02", "ektp_recording"): "2025-03-01",  # not April's, which is of some people only
        ("62.06", "ektp_recording"): "2025-03-01",
    }
    before = percentages_before(session, found)
    assert list(before.values()) == [Decimal("96.5")]
    assert latest(session, places=[], indicators=["stunting"]) == []


def test_a_list_goes_on_to_its_end_in_one_order(session: Session) -> None:
    whole = [row.key for row in claim_rows(session)]
    days = [row.claim.as_of.last if row.claim.as_of else date.min for row in claim_rows(session)]
    assert days == sorted(days, reverse=True)
    paged: list[str] = []
    while rows := claim_rows(session, limit=3, after=paged[-1] if paged else None):
        paged += [row.key for row in rows]
    assert paged == whole
    assert len(whole) == len(TOLD)


@pytest.mark.parametrize(
    ("place", "number"), [("62", 7), ("62.02", 5), ("62.02.05", 1), ("ID", 1), ("6", 0), ("63", 0)]
)
def test_a_place_has_what_lies_in_it(session: Session, place: str, number: int) -> None:
    assert len(claim_rows(session, place=place)) == number
    assert len(newest_claims(session, 50, place=place)) == number


@pytest.mark.parametrize(
    ("q", "number"),
    [("perekam", 8), ("sampit", 8), ("97,5", 8), ("97,6", 0), ("97", 8), ("di", 8), ("s", 0), ("sampit 97,5", 8)],
)
@pytest.mark.parametrize(("many", "most"), [(2, 3), (2, 5_000), (5_000, 5_000)])
def test_words_of_few_claims_and_of_many(
    session: Session, q: str, number: int, many: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.search.MANY", many)
    monkeypatch.setattr("store.search.MOST", most)
    rows = claim_rows(session, q=q)
    assert len(rows) == number
    assert [row.key for row in rows] == [row.key for row in claim_rows(session) if row in rows]
    if number > 1:  # the second half of a list, in the same order
        assert claim_rows(session, q=q, after=rows[0].key) == rows[1:]


def test_the_newest_of_some_series(session: Session) -> None:
    cells = [("62.02", "ektp_recording"), ("62", "stunting"), ("63", "stunting")]
    whole = stands_of_cells(session, cells, 50)
    assert whole == [
        one for one in stands(session, places=["62.02", "62"]) if (one.claim.place, one.claim.indicator) in cells
    ]
    told = [one for one in whole if one.claim.place == "62.02"]
    assert len(told) > 2
    cut = stands_of_cells(session, cells, 2)
    assert [one for one in cut if one.claim.place == "62.02"] == told[-2:]
    assert stands_of_cells(session, [], 2) == []


def test_findings_of_a_place_and_of_an_outcome(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with write_session(engine) as session:
        save_findings(session, [finding()], run_id=None, when=NOW)
    with read_session(engine) as session:
        assert finding_rows(session, place="62.02") == []  # its claims are not in this store
        assert findings_counted(session, place="62.02") == 0
        assert flagged_cells(session) == frozenset()
        assert flags(session, [text_sha256("none")]) == {}
        for few in (0, 1_000):
            monkeypatch.setattr("store.claims.FEW", few)
            total, _facets = filtered(session, tally(session), {"outcome": "inconsistent"})
            assert total == 0
            assert claim_rows(session, outcome="inconsistent") == []
            assert claim_rows(session, outcome="unchecked") == []
