"""A headline's percentage beside the body's: what becomes a conflict, and the false friends that must not."""

from __future__ import annotations

from datetime import date

import pytest

from extract.pipeline import extract_article
from models.values import Article, Conflict

BODY = (
    "Realisasi PBB-P2 Kabupaten Lamandau hingga 22 September 2025 sebesar Rp5,291 miliar atau 81,4 persen dari target "
    "Rp6,5 miliar, kata Kepala Bapenda Lamandau Sutarno, Selasa (23/9/2025)."
)
CONFLICT = [
    "Realisasi PBB-P2 Lamandau tembus 84,1 persen",
    "PBB-P2 di Lamandau Terealisasi 18,4 Persen",
    "Bapenda: Realisasi PBB-P2 Lamandau Baru 41,8 Persen",
]
NONE = [
    "Realisasi PBB-P2 Lamandau tembus 81,4 persen",
    "Realisasi PBB-P2 Lamandau 81 persen",
    "Realisasi PBB-P2 Lamandau di Atas 84,1 Persen",
    "Realisasi PBB-P2 Lamandau Hampir 84,1 Persen",
    "Target Realisasi PBB-P2 Lamandau 84,1 Persen",
    "Realisasi PBB-P2 Lamandau Naik 84,1 Persen",
    "Realisasi PBB-P2 Lamandau 2024 Capai 84,1 Persen",
    "Lamandau Tembus 84,1 Persen",
    "Pertumbuhan Ekonomi Lamandau 84,1 Persen, PBB-P2 Ikut Naik",
    "Realisasi PBB-P2 Lamandau 18,4 Persen, PAD 84,1 Persen",
]


def conflicts(title: str, text: str = BODY) -> list[Conflict]:
    [claim] = extract_article(Article("https://contoh.example/1", None, date(2025, 9, 24), title, text)).claims
    assert claim.percentage is not None
    assert str(claim.percentage.value) == "81.4"  # the body's, whatever the headline says
    return list(claim.conflicts)


@pytest.mark.parametrize("title", CONFLICT)
def test_the_headline_says_another_percentage(title: str) -> None:
    [found] = conflicts(title)
    assert (found.field, found.where) == ("percentage", "headline")
    assert title[found.start : found.end] == found.text


@pytest.mark.parametrize("title", NONE)
def test_the_headline_says_the_same_or_something_else(title: str) -> None:
    assert conflicts(title) == []


def test_a_percentage_that_the_body_has_for_something_else_is_no_conflict() -> None:
    text = BODY + "\nTahun lalu realisasi pada tanggal yang sama 84,1 persen."
    article = Article("https://contoh.example/1", None, date(2025, 9, 24), CONFLICT[0], text)
    assert not any(claim.conflicts for claim in extract_article(article).claims)


MET = {
    "Realisasi PBB-P2 Lamandau Lampaui Target": [True],
    "Belum Capai Target, PBB-P2 Lamandau Dikejar": [False],
    "PBB-P2 Jauh dari Target": [False],
    "Realisasi PBB-P2 Sukamara Lampaui Target": [],
    "Realisasi PBB-P2 Lamandau Diprediksi Lampaui Target": [],
    "Dua Kecamatan Lampaui Target PBB-P2 Lamandau": [],
    "PBB-P2 dan Pajak Kendaraan Lamandau Lampaui Target": [],
}


@pytest.mark.parametrize("title", MET)
def test_verdict_of_headline(title: str) -> None:
    """A headline's verdict counts where the body judges no target of that claim."""
    [claim] = extract_article(Article("https://contoh.example/1", None, date(2025, 9, 24), title, BODY)).claims
    assert [target.met for target in claim.targets] == MET[title]


def test_body_outranks_verdict_of_headline() -> None:
    """What the body says of a target is not said once more, nor otherwise, by the headline."""
    body = BODY + " Realisasi PBB-P2 Lamandau itu belum mencapai target."
    article = Article("https://contoh.example/1", None, date(2025, 9, 24), "PBB-P2 Lamandau Lampaui Target", body)
    [claim] = extract_article(article).claims
    assert [target.met for target in claim.targets] == [False]
