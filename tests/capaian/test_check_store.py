"""A check over a store: saved some groups at a time, the same as at once, and done again after it broke off."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from capaian import line, spilled
from crosscheck.engine import check, check_each
from models.periods import Period
from models.values import Claim, Figure, Finding, Report
from store import portions
from store.claims import reports
from store.engine import read_session, write_session
from store.findings import FindingChange, findings, save_findings
from store.imports import save_reports
from store.reviews import accept
from store.reviews import standing as reviewed
from store.runs import runs
from store.touched import CHECK, touched

NOW = datetime(2025, 3, 11, 8, tzinfo=UTC)
PLACES = ("62.01", "62.02", "62.03", "62.04", "62.05", "62.06")


def wrong(place: str) -> Claim:
    """A claim whose percentage does not fit its counts."""
    return Claim(
        indicator="ektp_recording",
        place=place,
        achieved=Figure(Decimal(80), text="80 jiwa"),
        base=Figure(Decimal(100), text="100 jiwa"),
        percentage=Figure(Decimal(91), text="91 persen"),
    )


@pytest.fixture
def archive(engine: Engine) -> Engine:
    with write_session(engine) as session:
        said = [Report(url=f"https://kabar.localhost/{place}", claims=(wrong(place),)) for place in PLACES]
        save_reports(session, said, now=NOW)
    return engine


def standing(engine: Engine) -> list[Finding]:
    with read_session(engine) as session:
        return sorted(findings(session, outcome=None), key=lambda one: one.id)


@pytest.mark.parametrize("some", [1, 2, 1000])
def test_in_batches_or_at_once(archive: Engine, monkeypatch: pytest.MonkeyPatch, some: int) -> None:
    monkeypatch.setattr(line, "SOME_FINDINGS", some)
    checked = line.check_store(archive, save=True)
    with read_session(archive) as session:
        wanted = check(reports(session))
        assert [run.status for run in runs(session, kind=CHECK)] == ["done"]
    assert list(checked.findings) == wanted
    assert checked.change == FindingChange(opened=len(wanted), kept=0, closed=0)
    assert [one.id for one in standing(archive)] == sorted(one.id for one in wanted)
    again = line.check_store(archive, save=True)
    assert again.change == FindingChange(opened=0, kept=len(wanted), closed=0)


@pytest.mark.parametrize("some", [1, 1000])
@pytest.mark.parametrize("part", [True, False])
def test_what_no_longer_holds_is_closed(
    archive: Engine, monkeypatch: pytest.MonkeyPatch, some: int, part: bool
) -> None:
    monkeypatch.setattr(line, "SOME_FINDINGS", some)
    line.check_store(archive, save=True)
    right = replace(wrong("62.02"), percentage=Figure(Decimal(80), text="80 persen"))
    with write_session(archive) as session:
        save_reports(session, [Report(url="https://kabar.localhost/62.02", claims=(right,))], now=NOW)
    change = line.check_store(archive, save=True, part=part).change
    with read_session(archive) as session:
        assert {one.id for one in standing(archive)} == {one.id for one in check(reports(session))}
    assert change is not None
    assert change.closed > 0


def test_a_check_that_breaks_off_is_done_again(archive: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "SOME_FINDINGS", 1)
    calls = []

    def breaks(*given: object, **named: object) -> FindingChange:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return save_findings(*given, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(line, "save_findings", breaks)
    with pytest.raises(KeyboardInterrupt):
        line.check_store(archive, save=True)
    begun = len(standing(archive))
    with read_session(archive) as session:
        assert [run.status for run in runs(session, kind=CHECK)] == ["interrupted"]
        assert touched(session) is None, "a check that did not end is no reason to look at less"
        wanted = check(reports(session))
    assert 0 < begun < len(wanted)
    monkeypatch.setattr(line, "save_findings", save_findings)
    line.check_store(archive, save=True, part=True)
    assert [one.id for one in standing(archive)] == sorted(one.id for one in wanted)


@pytest.mark.parametrize("some", [1, 1000])
def test_what_was_said_of_a_finding_goes_on_with_it(
    archive: Engine, monkeypatch: pytest.MonkeyPatch, some: int
) -> None:
    monkeypatch.setattr(line, "SOME_FINDINGS", some)
    line.check_store(archive, save=True)
    url = "https://kabar.localhost/62.06"
    old = next(one for one in standing(archive) if one.sides[0].url == url and one.rule == "percentage_vs_counts")
    with write_session(archive) as session:
        accept(session, old.id, by="redaksi")
        save_reports(session, [Report(url=url, claims=(replace(wrong("62.06"), segment="lansia"),))], now=NOW)
    line.check_store(archive, save=True, part=True)
    new = next(one for one in standing(archive) if one.sides[0].url == url and one.rule == "percentage_vs_counts")
    assert new.id != old.id
    with read_session(archive) as session:
        assert new.id in reviewed(session)


def news(provinces: Sequence[str]) -> list[Report]:
    """Four days of news of some indicators, provinces and their regencies, with a contradiction in each article."""
    made = []
    for day in range(1, 5):
        on = date(2025, 1, day)
        for indicator in ("ektp_recording", "kia_ownership", "birth_certificate"):
            for place in (code for province in provinces for code in (province, f"{province}.01", f"{province}.02")):
                claim = replace(wrong(place), indicator=indicator, as_of=Period(on.isoformat()))
                url = f"https://kabar.localhost/{day}/{place}/{indicator}"
                made.append(Report(url=url, published=on, claims=(claim,)))
    return made


@pytest.mark.parametrize("save", [True, False])
def test_what_is_in_memory_does_not_grow_with_the_store(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, save: bool
) -> None:
    # small portions, so that a small store fills many
    for module, name in ((portions, "CLAIMS"), (portions, "ARTICLES"), (line, "SOME_FINDINGS"), (spilled, "IN_MEMORY")):
        monkeypatch.setattr(module, name, 20)
    monkeypatch.setattr(spilled, "TOGETHER", 1)
    alive: list[int] = []

    def look() -> None:
        gc.collect()  # members of an article know each other: they go when the collector comes
        alive.append(sum(type(one) in (Claim, Finding) for one in gc.get_objects()))

    def watched(*given: Any) -> Iterator[tuple[Any, list[Finding]]]:
        for number, made in enumerate(check_each(*given)):
            if number % 12 == 0:
                look()
            yield made

    monkeypatch.setattr(line, "check_each", watched)
    most = []
    for provinces in (("61", "62"), ("11", "12", "13", "14", "15", "16")):
        with write_session(engine) as session:
            save_reports(session, news(provinces), now=NOW)
        alive.clear()
        gc.collect()
        gc.freeze()  # what is there before is neither counted nor gone through
        try:
            checked = line.check_store(engine, save=save)
        finally:
            gc.unfreeze()
        assert sum(1 for _ in checked.findings) > checked.claims
        most.append(max(alive))
    assert checked.claims == 3 * 3 * 4 * 8
    assert most[1] < 1.25 * most[0], f"four times as many claims: {most}"
