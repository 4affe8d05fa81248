"""How many claims there are about what: the counts beside a filter are those of the lists that it leads to."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from store.claims import claim_rows
from store.engine import open_store, read_session
from store.tallies import FACETS, Tally, filtered, tally
from tests.dashboard.newsroom import build

FILTERS: list[dict[str, Any]] = [
    {},
    {"place": "62.02"},
    {"place": "62"},
    {"indicator": "pad_revenue"},
    {"place": "62", "indicator": "ektp_recording"},
    {"publisher": "pena"},
    {"publisher": "pena", "place": "62.06"},
    {"q": "perekaman", "indicator": "ektp_recording"},
    {"outcome": "inconsistent", "publisher": "lentera"},
    {"place": "63"},
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The newsroom's store."""
    path = tmp_path_factory.mktemp("tallies") / "store.sqlite"
    build(path)
    return open_store(str(path), readonly=True)


@pytest.mark.parametrize("only", FILTERS, ids=str)
def test_what_a_choice_promises_is_what_its_list_has(engine: Engine, only: dict[str, Any]) -> None:
    with read_session(engine) as session:
        total, facets = filtered(session, tally(session), only)  # type: ignore[arg-type]
        assert total == len(claim_rows(session, limit=200, **only))
        for facet in FACETS:
            others = {name: value for name, value in only.items() if name != facet}
            rows = claim_rows(session, limit=200, **others)
            told = [row.publisher if facet == "publisher" else getattr(row.claim, facet) for row in rows]
            assert facets[facet] == {name: told.count(name) for name in set(told) if name is not None}, facet


@pytest.mark.parametrize(
    "only", [*FILTERS, {"outcome": "unchecked"}, {"outcome": "consistent", "place": "62"}], ids=str
)
def test_a_list_is_the_same_where_each_claim_is_asked(
    engine: Engine, only: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with read_session(engine) as session:
        gathered = [row.key for row in claim_rows(session, limit=200, **only)]
        monkeypatch.setattr("store.claims.FEW", 0)
        monkeypatch.setattr("store.search.MANY", 0)
        assert [row.key for row in claim_rows(session, limit=200, **only)] == gathered
        assert filtered(session, tally(session), only)[0] == len(gathered)  # type: ignore[arg-type]


def test_what_would_be_too_much_is_not_counted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.tallies.MOST_COUNTED", 2)
    with read_session(engine) as session:
        total, facets = filtered(session, tally(session), {"publisher": "lentera"})
    assert total == 3  # more than two
    assert facets["place"] is None
    assert facets["publisher"] == {"lentera": 8, "pena": 3}


def test_a_place_is_not_another_whose_code_begins_alike() -> None:
    told = Tally({("62.02", "stunting"): 2, ("62.0", "stunting"): 5, (None, "stunting"): 1, ("62", "jkn"): 7}, {})
    assert told.total() == 15
    assert told.total(place="62.0") == 5
    assert told.total(place="62") == 14
    assert told.of("indicator", place="62.02") == {"stunting": 2}
