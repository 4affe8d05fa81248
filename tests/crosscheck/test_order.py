"""Any order of arrival gives the same, for every rule: all rows of all tables together, as one archive.

Laid together, the rows contradict each other in ways that nobody wrote down: what is held against what is the point.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from crosscheck.engine import RULES, check, check_groups, touched_groups
from crosscheck.members import Group
from models.values import Finding, Outcome, Report
from models.wire import dumps, finding_json
from tests.crosscheck.rows import TABLES, read

NAMES = sorted({rule.name for rule in RULES})


@cache
def archive() -> tuple[Report, ...]:
    """The reports of every table, each with an address of its own."""
    rows = [
        row
        for name in NAMES
        for kind in ("alarm", "quiet")
        if (TABLES / f"{name}.{kind}.txt").exists()
        for row in read(f"{name}.{kind}.txt")
    ]
    reports = [report for row in rows for report in row.reports]
    return tuple(replace(report, url=f"https://contoh.example/{n}") for n, report in enumerate(reports))


def as_text(findings: Sequence[Finding]) -> list[str]:
    return [dumps(finding_json(finding)) + finding.group for finding in findings]


@cache
def from_scratch() -> list[str]:
    return as_text(check(archive()))


def test_every_rule_has_something_to_say() -> None:
    told = {(finding.rule, finding.outcome) for finding in check(archive())}
    for name in NAMES:
        assert (name, Outcome.INCONSISTENT) in told
        assert {(name, Outcome.CONSISTENT), (name, Outcome.ROUNDING), (name, Outcome.CANNOT_TELL)} & told


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_articles_and_claims(seed: int) -> None:
    chance = random.Random(seed)
    shuffled = [replace(report, claims=tuple(chance.sample(report.claims, len(report.claims)))) for report in archive()]
    chance.shuffle(shuffled)
    assert as_text(check(shuffled)) == from_scratch()


@pytest.mark.parametrize("seed", range(2))
def test_article_by_article(seed: int) -> None:
    """Articles come in batches, some are wrong at first, some come and go; only what they touch is checked again."""
    chance = random.Random(seed)
    coming = chance.sample(archive(), len(archive()))
    there: dict[str, Report] = {}
    found: dict[Group, list[Finding]] = {}
    wrong = {report.url: replace(chance.choice(archive()), url=report.url) for report in coming[::7]}
    gone = [replace(report, url=f"{report.url}/gone") for report in coming[::9]]
    steps: list[list[tuple[str, Report | None]]] = [list(wrong.items())]
    steps.append([(report.url, report) for report in gone])
    steps += [[(report.url, report) for report in coming[start : start + 60]] for start in range(0, len(coming), 60)]
    steps.insert(-2, [(report.url, None) for report in gone])
    for step in steps:
        touched: set[Group] = set()
        for url, report in step:
            for version in filter(None, (there.pop(url, None), report)):
                touched |= touched_groups(version)
            if report is not None:
                there[url] = report
        again = check_groups(there.values(), only=touched)
        found = {group: kept for group, kept in found.items() if group not in touched} | dict(again)
    assert sorted(as_text([one for inside in found.values() for one in inside])) == sorted(from_scratch())


def test_each_group_may_be_checked_with_no_more_than_it_touches() -> None:
    """The findings of a group do not depend on what stands in no common group with it."""
    by_group: dict[Group, list[Report]] = {}
    for report in archive():
        for group in touched_groups(report):
            by_group.setdefault(group, []).append(report)
    everything = check_groups(archive())
    for group in random.Random(1).sample(sorted(by_group), 60):
        alone = check_groups(by_group[group], only={group})
        assert alone.get(group, []) == everything.get(group, [])
