"""Reading costs in proportion to a text's length, whatever it consists of: counted in lines of code that run."""

from __future__ import annotations

from datetime import date

import pytest

from extract.clean import CleanStatus, clean_page
from extract.pipeline import extract_article
from extract.sentences import LONGEST, split_sentences
from models.values import Article
from tests.extract.test_numbers_properties import steps

WORST = {
    "no blank": "a",
    "numbers": "12.345 ",
    "percentages": "99,2 persen ",
    "persen": "persen ",
    "places": "Kotim, Seruyan, Sampit, Baamang, ",
    "places meant again": "Kecamatan Baamang, kecamatan tersebut ",
    "provinces": "Kotim dan secara provinsi ",
    "indicators": "perekaman e-KTP ",
    "officials": "Kepala Dinas Sosial Kotim Arga Sena mengatakan, ",
    "lines of a list": "1. Sampit 82,5 persen\n",
}
SMALL = 4_000


def _read(text: str) -> None:
    extract_article(Article("urn:worst", None, date(2025, 2, 3), "Perekaman e-KTP di Kotim", text))


@pytest.mark.parametrize("unit", WORST.values(), ids=WORST)
def test_extraction_costs_in_proportion_to_length(unit: str) -> None:
    small, large = ((unit * (size // len(unit) + 1))[:size] for size in (SMALL, 4 * SMALL))
    _read(large)  # words that are looked up once
    once, fourfold = steps(lambda: _read(small)), steps(lambda: _read(large))
    assert fourfold < 5 * once + 5_000


PAGES = {
    "teasers": "<p>" + "warga baca juga papan " * 400 + "</p>",
    "teasers with links": "<p>" + "baca juga: <a href=x>y</a> teks " * 300 + "</p>",
    "paragraphs": "<p>Perekaman di Kotim sudah 99,2 persen dari 310.785 jiwa, kata kepala dinasnya.</p>" * 100,
    "marks of furniture": "<div class='share'>x</div>" * 300,
}


@pytest.mark.parametrize("markup", PAGES.values(), ids=PAGES)
def test_cleaning_costs_in_proportion_to_length(markup: str) -> None:
    def clean(times: int) -> None:
        page = f"<html><body><article><h1>Perekaman e-KTP di Kotim</h1>{markup * times}</article></body></html>"
        clean_page(page.encode(), url="https://kabar.example/2025/02/03/perekaman")

    clean(1)
    once, fourfold = steps(lambda: clean(1)), steps(lambda: clean(4))
    assert fourfold < 5 * once + 5_000


def test_a_page_of_very_many_cells_is_not_given_to_the_general_extractor(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("extract.page_parts.trafilatura.bare_extraction", lambda *args, **kwargs: asked.append(1))
    for cells in (16_000, 10):
        body = f"<html><body><table><tr>{'<td>12,5</td>' * cells}</tr></table></body></html>"
        assert clean_page(body.encode(), url="https://kabar.example/tabel").status is not CleanStatus.OK
    assert len(asked) == 1  # the small one


@pytest.mark.parametrize("char", ["a", "a ", "12 ", "ä, "])
def test_a_sentence_without_an_end_is_read_in_parts_that_lose_nothing(char: str) -> None:
    text = char * 3 * LONGEST
    parts = split_sentences(text)
    assert max(part.end - part.start for part in parts) <= LONGEST
    assert "".join(text[part.start : part.end] for part in parts).replace(" ", "") == text.replace(" ", "")


def test_a_long_sentence_is_not_cut() -> None:
    text = "Perekaman " + "kata " * 350 + "selesai."
    assert len(split_sentences(text)) == 1
