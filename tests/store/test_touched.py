"""A check of what changed leaves the store as a check of everything would, in whatever order articles come and go."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from crosscheck.engine import RULES_VERSION, check, check_groups
from models.periods import Period
from models.values import Claim, Evidence, Figure, Finding, Report, Unit
from store.claims import reports
from store.engine import open_store, read_session, write_session
from store.findings import findings, save_findings
from store.imports import save_reports
from store.pages import mark_gone
from store.runs import end_run, start_run
from store.sql import UNCHECKED
from store.touched import CHECK, all_touched, done, reports_beside, touched
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, extract, with_percentage

PLACES = ("62", "62.02", "62.02.06", "65", "65.01", "ID")
TITLES = ("Perekaman KTP-el Kotim sudah 99 persen", "Realisasi PAD semester pertama")

numbers = st.integers(min_value=100, max_value=900).map(lambda n: Figure(Decimal(n), text=f"{n} jiwa"))
percents = st.sampled_from(["57", "37.5", "98.65", "98.38"]).map(lambda text: Figure(Decimal(text)))
claims = st.builds(
    Claim,
    indicator=st.sampled_from(["ektp_recording", "pad_revenue", "health_screening"]),
    place=st.none() | st.sampled_from(PLACES),
    segment=st.none() | st.just("lansia"),
    percentage=st.none() | percents,
    achieved=st.none() | numbers,
    base=st.none() | numbers,
    unit=st.just(Unit.PERSON),
    as_of=st.sampled_from(["2024-05-15", "2024-06-30", "2024-12-31"]).map(Period),
)
changes = st.tuples(
    st.integers(0, 4),  # which article
    st.sampled_from(["said", "said", "said", "gone"]),
    st.lists(claims, min_size=1, max_size=3, unique_by=repr).map(tuple),
    st.sampled_from(TITLES),
)


@contextmanager
def opened(template: Path) -> Iterator[Engine]:
    """A store of its own for each example that hypothesis tries."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(str(shutil.copy(template, Path(folder) / "store.sqlite")))
        yield engine
        engine.dispose()


def checked_before(session: Session, rules: str = RULES_VERSION) -> None:
    """A check by these rules that ended."""
    end_run(session, start_run(session, kind=CHECK, args={"rules": rules}, now=NOW).id, status="done")


def check_part(session: Session) -> int:
    """What `capaian crawl` does at its end; how many articles were looked at."""
    part = touched(session)
    assert part is not None
    beside = reports_beside(session, part.groups)
    found = [one for inside in check_groups(beside, only=part.groups).values() for one in inside]
    save_findings(session, found, run_id=None, when=NOW, groups=["|".join(group) for group in part.groups])
    done(session, part.pages)
    return len(beside)


def standing(session: Session) -> list[Finding]:
    return sorted(findings(session, outcome=None), key=lambda finding: finding.id)


def from_scratch(session: Session) -> list[Finding]:
    return sorted(check(reports(session)), key=lambda finding: finding.id)


def plain(found: list[Finding]) -> list[tuple[object, ...]]:
    """Findings with what a reader sees; sides in any order where they are printed at one time."""
    return [
        (one.id, one.outcome, one.severity, one.sum, one.operands, one.message_id, one.group,
         sorted((side.url, repr(side.claim)) for side in one.sides))
        for one in found
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(changes, min_size=1, max_size=7))
def test_in_steps_or_at_once_is_the_same(template: Path, steps: list[tuple[int, str, tuple[Claim, ...], str]]) -> None:
    with opened(template) as engine, write_session(engine) as session:
        checked_before(session)
        for number, (which, what, said, title) in enumerate(steps):
            url = f"https://kabar.localhost/{which}"
            now = NOW + timedelta(days=number)
            if what == "gone":
                mark_gone(session, url, when=now)
            else:
                day = date(2024, 7, 1 + which)
                save_reports(
                    session,
                    [Report(url=url, publisher=f"harian-{which % 2}", published=day, title=title, claims=said)],
                    now=now,
                )
            check_part(session)
            assert plain(standing(session)) == plain(from_scratch(session))
            assert session.execute(select(UNCHECKED)).all() == []


def one_check(session: Session) -> None:
    save_findings(session, check(reports(session)), run_id=None, when=NOW)
    done(session, all_touched(session))
    checked_before(session)


def test_only_what_is_touched_is_looked_at(engine: Engine) -> None:
    with write_session(engine) as session:
        for number, place in enumerate(("62.02", "62.02", "62.01", "65.01", "65.02")):
            said = replace(EXAMPLE, place=place, conflicts=(), evidence=())
            save_reports(session, [Report(url=f"https://kabar.localhost/{number}", claims=(said,))], now=NOW)
        one_check(session)
        assert check_part(session) == 0
        late = with_percentage("91", place="65.01", conflicts=(), evidence=())
        save_reports(session, [Report(url="https://kabar.localhost/late", claims=(late,))], now=NOW)
        # the late one, the one of its regency, and the one beside it in its province
        assert check_part(session) == 3
        assert plain(standing(session)) == plain(from_scratch(session))


def test_never_checked_or_by_other_rules_is_checked_as_a_whole(engine: Engine) -> None:
    with write_session(engine) as session:
        assert touched(session) is None
        checked_before(session, "others")
        assert touched(session) is None
        checked_before(session)
        part = touched(session)
    assert part is not None
    assert (part.pages, part.groups) == ({}, frozenset())


def test_what_changes_during_a_check_stays_on_the_list(engine: Engine) -> None:
    with write_session(engine) as session:
        save_reports(session, [Report(url=URL, claims=(EXAMPLE,))], now=NOW)
        read = all_touched(session)
        assert list(read.values()) == [1]
        mark_gone(session, URL, when=NOW)
        done(session, read)
        assert list(all_touched(session).values()) == [2]


@pytest.mark.parametrize(
    ("claim", "again"),
    [
        (EXAMPLE, False),
        (with_percentage("98"), True),
        (replace(EXAMPLE, targets=()), True),
        (replace(EXAMPLE, evidence=(Evidence(0, 6, "SAMPIT", ("base",)),)), True),
    ],
)
def test_a_page_is_checked_again_if_what_it_says_changed(engine: Engine, claim: Claim, again: bool) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        assert not all_touched(session), "a page that nobody has read yet says nothing"
        extract(session, capture_id, article(), EXAMPLE)
        done(session, all_touched(session))
        extract(session, capture_id, article(), claim)
        assert bool(all_touched(session)) is again


def test_a_new_day_of_print_is_a_change(engine: Engine) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE)
        done(session, all_touched(session))
        extract(session, capture_id, replace(article(), published=date(2025, 5, 1)), EXAMPLE)
        assert all_touched(session)


def test_a_reader_asks_for_what_is_touched(engine: Engine) -> None:
    with read_session(engine) as session:
        assert touched(session) is None
