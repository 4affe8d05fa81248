"""Claims and pairs in the manner of real news, sorted before any rule was asked: found, and nobody else accused."""

from __future__ import annotations

import pytest

from crosscheck.engine import RULES, check
from models.values import Outcome
from tests.crosscheck.rows import Row, read

ROWS = read("fresh.txt")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.where)
def test_as_sorted_by_hand(row: Row) -> None:
    kind, _, rules = row.answer.removeprefix("? ").partition(" ")
    assert kind in {"quiet", "alarm"}
    told = {finding.rule for finding in check(row.reports) if finding.outcome is Outcome.INCONSISTENT}
    sorted_so = bool(told & set(rules.split(","))) if kind == "alarm" else not told
    assert sorted_so is not row.answer.startswith("? ")


def test_there_are_enough_and_every_rule_has_a_contradiction() -> None:
    alarms = [row.answer.removeprefix("? ") for row in ROWS if "alarm" in row.answer]
    assert len(alarms) >= 30
    assert len(ROWS) - len(alarms) >= 60
    named = {rule for answer in alarms for rule in answer.partition(" ")[2].split(",")}
    assert named == {rule.name for rule in RULES}
