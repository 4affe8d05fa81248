"""The words of the interface: each in both languages, none missing, none unused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import dashboard
from crosscheck.lines import Mark
from crosscheck.wording import rules
from dashboard.words import words
from models.values import NUMERIC_FIELDS, AsOfSource, Conflict, Outcome, Setter, Severity, Unit
from store.findings import WHY

HERE = Path(dashboard.__file__).parent
SOURCES = [*HERE.glob("*.py"), *(HERE / "templates").iterdir()]
TABLES = {
    "nav",
    "stage",
    "status",
    "rule",
    "explain",
    "severity",
    "unit",
    "setter",
    "as_of_source",
    "error",
    "age",
    "source",
    "promise",
    "matrix",
    "review",
    "standing",
    "dated",
    "run",
    "note",
    "accused",
    "where",
    "why",
}
"""Tables whose keys are values that are looked up as they come."""


def test_every_literal_key_exists() -> None:
    used = {
        key
        for file in SOURCES
        for key in re.findall(r"\bt\(\s*['\"]([a-z_]+\.[a-z_0-9]+)['\"]\s*[,)]", file.read_text(encoding="utf-8"))
    }
    assert len(used) > 80
    assert used <= words().keys(), sorted(used - words().keys())


def test_no_key_is_unused() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    fields = {f"field.{name}" for name in NUMERIC_FIELDS}
    unused = [key for key in words() if key.partition(".")[0] not in TABLES and key not in text and key not in fields]
    assert unused == ["finding.show_open", "finding.show_closed", "finding.show_dismissed"]


@pytest.mark.parametrize(
    "keys",
    [
        [f"rule.{rule}" for rule in sorted(rules())],
        [f"explain.{rule}" for rule in sorted(rules())],
        [f"unit.{unit}" for unit in Unit],
        [f"standing.{mark}" for mark in Mark],
        [f"setter.{setter}" for setter in Setter],
        [f"as_of_source.{source}" for source in AsOfSource],
        [f"severity.{severity}" for severity in Severity],
        [f"status.{outcome}" for outcome in Outcome],
        [f"field.{name}" for name in NUMERIC_FIELDS],
        [f"where.{where}" for where in get_args(get_type_hints(Conflict)["where"])],
        [f"why.{why}" for why in (*WHY.values(), "carried")],
    ],
)
def test_every_value_has_its_word(keys: list[str]) -> None:
    assert set(keys) <= words().keys(), set(keys) - words().keys()


def test_a_rule_with_a_note_of_its_own_is_a_rule() -> None:
    own = {key.partition(".")[2] for key in words() if key.startswith(("note.", "accused."))}
    assert own
    assert own <= set(rules())


def test_no_text_is_empty_and_no_language_stands_for_the_other() -> None:
    same = [key for key, text in words().items() if text["id"] == text["en"]]
    assert all(text["id"].strip() and text["en"].strip() for text in words().values())
    assert set(same) <= {
        "site.api",
        "field.target",
        "chart.title",
        "source.decided",
        "finding.cite_named",
        "review.token",
        "unit.km",
        "unit.rupiah",
        "setter.none",
        "met.by",
        "chart.target",
    }
