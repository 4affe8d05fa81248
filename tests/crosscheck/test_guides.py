"""The two guides run, and name every rule."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from crosscheck.engine import RULES
from crosscheck.wording import note

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "least"), [("reading-a-finding.md", 8), ("add-a-check.md", 8)])
def test_the_examples_run(name: str, least: int) -> None:
    found = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert found.attempted >= least
    assert found.failed == 0


def test_the_guide_names_every_rule_and_no_other() -> None:
    text = (DOCS / "reading-a-finding.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert sorted(named) == sorted({rule.name for rule in RULES})


def test_the_guide_says_that_we_do_not_know() -> None:
    text = (DOCS / "reading-a-finding.md").read_text(encoding="utf-8")
    assert note("id") in text
    assert note("en") in text
