"""From text to finding: nobody is accused of true figures, however they are told, and a false one is found."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crosscheck.engine import check
from extract.pipeline import extract_article
from models.values import Article, Finding, Outcome
from tests.capaian.true_newsroom import articles, made_world

WORLDS = range(150)
TEXTS = [
    line
    for line in (Path(__file__).parent / "true_texts.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_FIRST = re.compile(r"(\d+(?:,\d+)?) persen")


def _accusations(told: Sequence[Article]) -> list[Finding]:
    found = check(map(extract_article, told))
    return [finding for finding in found if finding.outcome is Outcome.INCONSISTENT]


@pytest.mark.parametrize("text", TEXTS)
def test_nobody_is_accused_of_one_true_text(text: str) -> None:
    article = Article("https://contoh.example/1", "contoh", date(2024, 7, 20), None, text)
    assert extract_article(article).claims
    assert [(finding.rule, finding.message_id) for finding in _accusations([article])] == []


@pytest.mark.parametrize("seed", WORLDS)
def test_nobody_is_accused_of_true_figures(seed: int) -> None:
    chance = random.Random(seed)
    told = list(articles(made_world(chance), chance))
    assert [(finding.rule, finding.message_id) for finding in _accusations(told)] == []


@pytest.mark.parametrize("seed", WORLDS)
def test_the_first_percentage_of_a_paper_is_falsified_and_found(seed: int) -> None:
    chance = random.Random(seed)
    told = list(articles(made_world(chance), chance))
    first = _FIRST.search(told[0].text)
    assert first is not None
    true = Decimal(first[1].replace(",", "."))
    by = next(points for points in (-3, 4) if abs(true + points - (100 - true)) > 1)  # what is left could be meant
    wrong = f"{true + by:f}".replace(".", ",")
    falsified = replace(told[0], text=told[0].text[: first.start(1)] + wrong + told[0].text[first.end(1) :])
    assert any(falsified.url in {side.url for side in found.sides} for found in _accusations([falsified, *told[1:]]))
