"""Every rule, row by row: figures and the outcome that they must have. The form of a row stands in rows.py."""

from __future__ import annotations

import pytest

from crosscheck.engine import RULES, check
from crosscheck.wording import rules as spoken_rules
from tests.crosscheck.rows import TABLES, Row, answer_of, read

NAMES = sorted({rule.name for rule in RULES})


def _rows(kind: str) -> list[pytest.param]:  # type: ignore[valid-type]
    return [pytest.param(name, row, id=row.where) for name in NAMES for row in read(f"{name}.{kind}.txt")]


@pytest.mark.parametrize(("rule", "row"), _rows("alarm"))
def test_alarm(rule: str, row: Row) -> None:
    assert row.answer.startswith("inconsistent"), "an alarm table holds alarms"
    assert answer_of(check(row.reports), rule, row.answer) == row.answer


@pytest.mark.parametrize(("rule", "row"), _rows("quiet"))
def test_quiet(rule: str, row: Row) -> None:
    assert not row.answer.startswith("inconsistent"), "a quiet table holds no alarms"
    assert answer_of(check(row.reports), rule, row.answer) == row.answer


@pytest.mark.parametrize("rule", NAMES)
def test_twice_as_many_quiet_rows_as_alarms(rule: str) -> None:
    assert len(read(f"{rule}.quiet.txt")) >= 2 * len(read(f"{rule}.alarm.txt")) > 0


def test_every_table_belongs_to_a_rule_and_every_rule_speaks() -> None:
    tables = {path.name.split(".")[0] for path in TABLES.glob("*.alarm.txt")} | {
        path.name.split(".")[0] for path in TABLES.glob("*.quiet.txt")
    }
    assert tables == set(NAMES) == spoken_rules()
