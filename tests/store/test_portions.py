"""A store in portions: all groups, each whole and once, and what a check of everything at once finds."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from crosscheck.engine import check, check_each, in_order
from crosscheck.members import Group, group_key, group_of, grouped, members
from models.periods import Period
from models.values import Claim, Figure, Report, Unit
from store import portions
from store.claims import reports
from store.engine import read_session, write_session
from store.imports import save_reports
from tests.store.examples import NOW

PLACES = ("ID", "62", "62", "62.01", "62.02", "62.02.06", "65", "65.01", None)
INDICATORS = ("ektp_recording", "stunting", "pad_revenue", "other")
TIMES = ("2024-05-15", "2024-05-15", "2024-06-30", "2024-06", "2024-H1", "2024", None)


def archive(claims: int, seed: int = 5) -> list[Report]:
    """Articles of one to three claims about few things, so that many belong together."""
    chance = random.Random(seed)

    def claim() -> Claim:
        time, place = chance.choice(TIMES), chance.choice(PLACES)
        return Claim(
            indicator=chance.choice(INDICATORS),
            indicator_text="hal lain",
            place=place,
            place_candidates=("62.01", "62.02") if place is None else (),
            segment=chance.choice((None, None, "lansia", "pupuk Urea")),
            percentage=Figure(Decimal(chance.randrange(20, 99))),
            achieved=Figure(Decimal(chance.randrange(50, 900))) if chance.random() < 0.6 else None,
            base=Figure(Decimal(900)) if chance.random() < 0.6 else None,
            unit=Unit.PERSON,
            as_of=time and Period(time),
        )

    made: list[Report] = []
    while sum(len(report.claims) for report in made) < claims:
        number = len(made)
        made.append(
            Report(
                url=f"https://kabar{number % 3}.localhost/{number}",
                publisher=f"kabar{number % 3}",
                published=date(2024, 7, 1) + timedelta(days=number % 40),
                title=f"Kabar {number % 7}",
                claims=tuple(claim() for _ in range(1 + number % 3)),
            )
        )
    for number, (place, done) in enumerate((("62", 1000), ("62.01", 700), ("62.02", 600))):
        whole = Claim(
            indicator="ikd_activation",
            place=place,
            achieved=Figure(Decimal(done)),
            unit=Unit.PERSON,
            as_of=Period("2024-12-31"),
        )
        made.append(Report(url=f"https://kabar.localhost/ikd-{number}", claims=(whole,)))
    return made


@pytest.mark.parametrize(("claims", "articles"), [(1, 1), (7, 3), (10_000, 10_000)])
def test_all_portions_together_are_the_store(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, claims: int, articles: int
) -> None:
    monkeypatch.setattr(portions, "CLAIMS", claims)
    monkeypatch.setattr(portions, "ARTICLES", articles)
    with write_session(engine) as session:
        save_reports(session, archive(160), now=NOW)
    seen: Counter[Group] = Counter()
    found = []
    for portion in portions.portions(engine):
        seen.update(list(grouped(members(portion.reports), portion.whole)))
        found += [one for _, some in check_each(portion.reports, portion.whole) for one in some]
    with read_session(engine) as session:
        everything = list(reports(session))
    groups = grouped(members(everything))
    missing = groups.keys() - seen.keys()
    assert not seen.keys() - groups.keys()
    assert set(seen.values()) == {1}
    # of a place alone, or of parts alone, there is nothing to say
    assert missing
    for kind, *rest in missing:
        places = {member.claim.place for member in groups[kind, *rest]}
        assert kind == "parts"
        assert rest[1] not in places or places == {rest[1]}
    assert in_order(found) == check(everything)
    assert {"parts_vs_whole", "outlets_disagree", "percentage_vs_counts"} <= {one.rule for one in found}


def test_a_key_names_its_group(engine: Engine) -> None:
    for group in grouped(members(archive(60))):
        assert group_of(group_key(group)) == group
