"""The pipeline as a whole: its order, its offsets, and what must not change a claim."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date

import pytest

from extract.pipeline import PIPES, extract_article, pipeline
from models.values import Article, ExtractStatus, Report

TEXT = (
    "SAMPIT – Perekaman e-KTP di Kabupaten Kotawaringin Timur sudah 98,4 persen, kata Kepala Disdukcapil Kotim "
    "Rahmad Wijayanto, Senin (10/3). Dari 310.000 jiwa wajib KTP, masih 4.960 orang yang belum merekam.\n"
    "Baca juga: Stunting Seruyan Turun Jadi 24,3 Persen\n"
    "“Target nasional 99 persen belum tercapai,” ujarnya."
)
TITLE = "Perekaman e-KTP Kotim 98,4 Persen"
ARTICLE = Article("https://contoh.example/1", "prokalteng", date(2025, 3, 11), TITLE, TEXT)


def figures(report: Report) -> list[object]:
    return [
        (c.indicator, c.place, str(c.as_of), c.official, [(n, f.value, f.comparator) for n, f in c.figures()])
        for c in report.claims
    ]


def test_order_is_proved() -> None:
    problems = pipeline().analyze_pipes()["problems"]
    assert not any(problems.values()), problems
    assert pipeline().pipe_names == list(PIPES)


def test_swapped_pipes_are_noticed() -> None:
    nlp = pipeline().__class__()
    for name in ("claims", "lexical"):
        nlp.add_pipe(f"capaian_{name}", name=name)
    assert nlp.analyze_pipes()["problems"]["claims"]


def test_whole_claim() -> None:
    [claim] = extract_article(ARTICLE).claims
    assert (claim.indicator, claim.place, str(claim.as_of), claim.as_of_source) == (
        "ektp_recording", "62.02", "2025-03-10", "said",
    )  # fmt: skip
    assert (claim.official, claim.official_role) == ("Rahmad Wijayanto", "Kepala Disdukcapil Kotim")
    assert [(n, str(f.value), f.text) for n, f in claim.figures()] == [
        ("percentage", "98.4", "98,4 persen"),
        ("base", "310000", "310.000 jiwa"),
        ("remaining", "4960", "4.960 orang"),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("persen", "per\u00adsen"),
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace("“", '"').replace("”", '"'),
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\n\n\n"),
    ],
    ids=["nbsp", "soft hyphen", "NFD", "straight quotes", "CRLF", "blank lines"],
)
def test_typography_changes_nothing(change) -> None:  # type: ignore[no-untyped-def]
    changed = replace(ARTICLE, text=change(TEXT))
    report = extract_article(changed)
    assert figures(report) == figures(extract_article(ARTICLE))
    for claim in report.claims:
        for passage in claim.evidence:
            source = changed.text if passage.where == "text" else changed.title or ""
            assert source[passage.start : passage.end] == passage.quote != ""


def test_every_number_is_used_or_explained() -> None:
    report = extract_article(ARTICLE)
    reasons = {unused.text: unused.reason for unused in report.unused}
    assert reasons["24,3 Persen"] == "teaser"
    for unused in report.unused:
        source = ARTICLE.text if unused.where == "text" else ARTICLE.title or ""
        assert source[unused.start : unused.end] == unused.text


@pytest.mark.parametrize("text", ["", " \n ", "\u00ad", "Baca juga: Stunting 24 Persen"])
def test_no_text_no_claim(text: str) -> None:
    report = extract_article(replace(ARTICLE, title=None, text=text))
    assert report.claims == ()
    assert report.status in (ExtractStatus.NO_TEXT, ExtractStatus.NO_CLAIM)
