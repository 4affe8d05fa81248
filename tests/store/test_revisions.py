"""What an edit changed in an article's figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from models.values import Claim, Figure
from store.engine import read_session, write_session
from store.revisions import edits, figure_changes
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, extract, with_percentage

OTHER = replace(EXAMPLE, indicator="stunting_prevalence")
CASES: list[tuple[str, list[Claim], list[Claim], list[tuple[str | None, str | None]]]] = [
    ("same", [EXAMPLE], [EXAMPLE], []),
    ("order", [EXAMPLE, OTHER], [OTHER, EXAMPLE], []),
    ("changed", [with_percentage("99.2")], [with_percentage("92.9")], [("99.2", "92.9")]),
    ("gone", [EXAMPLE], [], [(str(EXAMPLE.percentage.value), None)] if EXAMPLE.percentage else []),
    ("new", [], [with_percentage("61.5")], [(None, "61.5")]),
    (
        "one of two",
        [with_percentage("61.5"), with_percentage("70.0")],
        [with_percentage("70.0"), with_percentage("62.5")],
        [("61.5", "62.5")],
    ),
    ("digits alone", [with_percentage("61.5")], [with_percentage("61.50")], []),
]


def percent(claim: Claim | None) -> str | None:
    return str(claim.percentage.value) if claim and claim.percentage else None


@pytest.mark.parametrize(("name", "before", "after", "found"), CASES, ids=[row[0] for row in CASES])
def test_figure_changes(
    name: str, before: list[Claim], after: list[Claim], found: list[tuple[str | None, str | None]]
) -> None:
    made = figure_changes(before, after)
    assert [(percent(one.before), percent(one.after)) for one in made] == found


def test_only_figures_that_differ_are_named() -> None:
    (change,) = figure_changes([with_percentage("99.2")], [with_percentage("92.9")])
    assert change.figures() == [
        ("percentage", Figure(Decimal("99.2"), text="99.2 persen"), Figure(Decimal("92.9"), text="92.9 persen"))
    ]


def test_an_edited_article(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session, "one")[0], article(), with_percentage("99.2"))
        later = NOW + timedelta(hours=1)
        extract(session, capture(session, "two", when=later)[0], article("Teks baru."), with_percentage("92.9"))
        extract(session, capture(session, url=f"{URL}/lain")[0], article(url=f"{URL}/lain"), EXAMPLE)
    with read_session(engine) as session:
        (edit,) = edits(session)
        assert edits(session, source="lain") == edits(session, url=f"{URL}/lain") == []
        assert edits(session, url=URL) == edits(session, source="kabar") == [edit]
    assert (edit.url, edit.at) == (URL, later)
    assert [(percent(one.before), percent(one.after)) for one in edit.changes] == [("99.2", "92.9")]
