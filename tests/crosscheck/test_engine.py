"""The engine: the same in any order, the same step by step, ids that stay, and no more work than there are claims."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck.engine import RULES, check, check_groups, touched_groups
from crosscheck.members import Member
from crosscheck.series import base_changed, jump, went_backwards
from crosscheck.verdicts import Verdict
from models.periods import Period
from models.values import AsOfSource, Claim, Conflict, Figure, Finding, Outcome, Report, Target, Unit
from models.wire import dumps, finding_json
from tests.crosscheck.rows import reports_of

PLACES = ("62", "62.02", "65", "65.01")
DAYS = ("2024-01-15", "2024-06-30", "2024", "2024-12-31", "2025-03-31")

figures = st.integers(min_value=1, max_value=400_000).map(lambda n: Figure(Decimal(n), text=f"{n:,}".replace(",", ".")))
percents = st.integers(min_value=0, max_value=10_200).map(lambda n: Figure(Decimal(n) / 100))
targets = st.builds(
    Target,
    percentage=st.none() | st.integers(min_value=50, max_value=100).map(lambda n: Figure(Decimal(n))),
    met=st.none() | st.booleans(),
    deadline=st.none() | st.sampled_from(DAYS).map(Period),
)
claims = st.builds(
    Claim,
    indicator=st.sampled_from(["ektp_recording", "pad_revenue", "stunting", "other"]),
    place=st.none() | st.sampled_from(PLACES),
    segment=st.none() | st.sampled_from(["lansia", "tahap I"]),
    percentage=st.none() | percents,
    achieved=st.none() | figures,
    base=st.none() | figures,
    remaining=st.none() | figures,
    remaining_percentage=st.none() | percents,
    unit=st.sampled_from([Unit.PERSON, None]),
    targets=st.lists(targets, max_size=2).map(tuple),
    as_of=st.none() | st.sampled_from(DAYS).map(Period),
    as_of_source=st.none() | st.sampled_from(list(AsOfSource)),
    official=st.none() | st.sampled_from(["Rusbandi Arsyali", "Yulita Andarani"]),
    conflicts=st.just(()) | st.just((Conflict("percentage", Decimal("45.1"), "45,1 persen", "headline", 0, 5),)),
)
bare_reports = st.builds(
    Report,
    url=st.just(""),
    publisher=st.none() | st.sampled_from(["harian-a", "harian-b"]),
    published=st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    title=st.none() | st.sampled_from(["Perekaman KTP-el sudah 99 persen", "PAD semester pertama"]),
    claims=st.lists(claims, min_size=1, max_size=4).map(tuple),
)
several = st.lists(bare_reports, max_size=8).map(
    lambda reports: [replace(report, url=f"https://contoh.example/{n}") for n, report in enumerate(reports)]
)


def _as_text(findings: Sequence[Finding]) -> list[str]:
    return [dumps(finding_json(finding)) + finding.group for finding in findings]


@settings(max_examples=40, deadline=None)
@given(several, st.randoms(use_true_random=False))
def test_findings_do_not_depend_on_the_order_of_arrival(reports: list[Report], chance: random.Random) -> None:
    shuffled = [replace(report, claims=tuple(chance.sample(report.claims, len(report.claims)))) for report in reports]
    chance.shuffle(shuffled)
    assert _as_text(check(shuffled)) == _as_text(check(reports))


@settings(max_examples=40, deadline=None)
@given(several)
def test_a_report_that_comes_twice_changes_nothing(reports: list[Report]) -> None:
    assert _as_text(check([*reports, *reports])) == _as_text(check(reports))


@settings(max_examples=40, deadline=None)
@given(several, bare_reports)
def test_checking_what_a_new_report_touches_is_checking_everything(reports: list[Report], late: Report) -> None:
    new = replace(late, url="https://contoh.example/late")
    before, everything = check_groups(reports), check_groups([*reports, new])
    touched = touched_groups(new)
    again = check_groups([*reports, new], only=touched)
    kept = {group: found for group, found in before.items() if group not in touched}
    assert kept | again == everything


@settings(max_examples=40, deadline=None)
@given(several)
def test_ids_are_unique_and_sentences_whole(reports: list[Report]) -> None:
    findings = check(reports)
    assert len({finding.id for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.rule in {rule.name for rule in RULES}
        for message in (finding.message_id, finding.message_en):
            assert message.endswith(".")
            assert "{" not in message
        assert (finding.outcome is Outcome.CANNOT_TELL) is (finding.reason is not None)


ONE = "url https://contoh.example/a; as_of 2023-11-20; achieved 94.510 jiwa; base 96.071 jiwa; percentage 98,65 persen"
OTHER = (
    "url https://contoh.example/b; as_of 2023-11-20; achieved 84.510 jiwa; base 96.071 jiwa; percentage 87,97 persen"
)


def _ids(row: str) -> dict[str, str]:
    return {finding.rule: finding.id for finding in check(reports_of(row)) if finding.outcome is Outcome.INCONSISTENT}


def test_an_id_stays_whatever_else_arrives() -> None:
    alone, together = _ids(ONE), _ids(f"{ONE} // {OTHER} // as_of 2023-12-20; place 62.01; percentage 91 persen")
    assert alone.items() <= together.items()
    assert together.keys() == {"percentage_vs_counts", "outlets_disagree"}


def test_a_reprint_joins_a_finding_and_opens_none() -> None:
    reprint = OTHER.replace("/b;", "/c;")
    [before], [after] = (
        [f for f in check(reports_of(row)) if f.rule == "outlets_disagree" and f.outcome is Outcome.INCONSISTENT]
        for row in (f"{ONE} // {OTHER}", f"{ONE} // {OTHER} // {reprint}")
    )
    assert before.id == after.id
    assert [side.url[-1] for side in before.sides] == ["a", "b"]
    assert sorted(side.url[-1] for side in after.sides) == ["a", "b", "c"]


@pytest.mark.parametrize("changed", ["94.511", "84.510"])
def test_other_figures_are_another_finding(changed: str) -> None:
    assert _ids(ONE)["percentage_vs_counts"] != _ids(ONE.replace("94.510", changed))["percentage_vs_counts"]


def test_two_articles_with_one_slip_are_two_findings() -> None:
    found = [f for f in check(reports_of(f"{ONE} // {ONE.replace('/a;', '/b;')}")) if f.rule == "percentage_vs_counts"]
    assert [finding.sides[0].url[-1] for finding in found] == ["a", "b"]


@pytest.mark.parametrize("judge", [went_backwards, base_changed, jump])
def test_figures_of_two_rounds_are_not_compared(judge: Callable[[Member, Member], Verdict | None]) -> None:
    row = "indicator pad_revenue; as_of {}; percentage {} persen; achieved Rp{} miliar; base Rp200 miliar"
    reports = reports_of(f"{row.format('2024-11-30', 99, 198)} // {row.format('2025-01-31', 1, 2)}")
    assert judge(*(Member(report, 0, report.claims[0]) for report in reports)) is None


def test_who_printed_first_stands_first() -> None:
    late, early = (
        ONE.replace("as_of", "published 2023-11-22; as_of"),
        OTHER.replace("as_of", "published 2023-11-21; as_of"),
    )
    [found] = [f for f in check(reports_of(f"{late} // {early}")) if f.rule == "outlets_disagree"]
    assert [side.url[-1] for side in found.sides] == ["b", "a"]


def test_independent_voices_are_counted_on_each_side() -> None:
    told = "as_of 2023-11-20; official_role Kepala Disdukcapil; percentage"
    row = (
        f"title Perekaman sudah 57 persen; {told} 57 persen // title Perekaman sudah 57 persen; {told} 57 persen // "
        f"title Warga antre sejak pagi; {told} 57 persen // title Kepala dinas: baru 37 persen; {told} 37 persen"
    )
    [finding] = [
        f for f in check(reports_of(row)) if f.rule == "outlets_disagree" and f.outcome is Outcome.INCONSISTENT
    ]
    assert dict(finding.operands)["voices"] in {"2 : 1", "1 : 2"}
    assert len(finding.sides) == 4


def test_a_quote_holds_the_figures_that_disagree() -> None:
    row = (
        "quote sudah 98,65 persen; achieved 94.510 jiwa; base 96.071 jiwa; percentage 98,65 persen // "
        "achieved 94.510 jiwa; base 96.071 jiwa; percentage 98,65 persen"
    )
    assert [finding.sides[0].quote for finding in check(reports_of(row)) if finding.rule == "percentage_vs_counts"] == [
        "sudah 98,65 persen",
        None,
    ]


def test_nothing_in_nothing_out() -> None:
    assert check([]) == []
    assert check([Report(url="https://contoh.example/leer")]) == []


def _synthetic(count: int) -> list[Report]:
    """So many claims, four to a report, of some 6,000 series: most agree, some do not."""
    chance = random.Random(7)
    start, reports = date(2020, 1, 1), []
    for number in range(count // 4):
        day = start + timedelta(days=number * 1800 * 4 // count)
        made = []
        for _ in range(4):
            place = f"{chance.randrange(60, 95)}.{chance.randrange(1, 16):02}"
            base = 100_000 + 5 * (day - start).days
            done = int(base * (0.6 + 0.0001 * (day - start).days) * chance.choice([1] * 19 + [0.99]))
            made.append(
                Claim(
                    indicator=chance.choice(["ektp_recording", "kia_ownership", "pad_revenue", "stunting"]),
                    place=place,
                    segment=chance.choice([None, None, "lansia", "pelajar"]),
                    achieved=Figure(Decimal(done), text=f"{done}"),
                    base=Figure(Decimal(base), text=f"{base}"),
                    percentage=Figure(round(Decimal(100 * done) / base, 2)),
                    unit=Unit.PERSON,
                    as_of=Period(day.isoformat()),
                )
            )
        url = f"https://contoh.example/{number}"
        reports.append(Report(url=url, publisher=f"harian-{number % 9}", published=day, claims=tuple(made)))
    return reports


@pytest.mark.parametrize("count", [1_000, 10_000, 50_000])
def test_many_claims(count: int, capsys: pytest.CaptureFixture[str]) -> None:
    if count > 1_000 and not os.environ.get("CAPAIAN_LONG"):
        pytest.skip("takes a minute; set CAPAIAN_LONG=1 to run it")
    reports = _synthetic(count)
    began = time.process_time()
    findings = check(reports)
    with capsys.disabled():
        print(f"\ncheck: {time.process_time() - began:.1f} s (processor) for {count} claims, {len(findings)} findings")
    assert len(findings) > count
    assert {finding.outcome for finding in findings} >= {Outcome.CONSISTENT, Outcome.INCONSISTENT}
