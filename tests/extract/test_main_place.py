"""The place of figures whose own sentence names none: the one that title and lead are about."""

from __future__ import annotations

from datetime import date

import pytest

from extract.pipeline import extract_article
from models.values import Article

NATIONAL = """Rasio elektrifikasi di seluruh wilayah Indonesia 93,1 persen, kata Dirjen Ketenagalistrikan Arga Sena.
Pada 2015 realisasinya 88,3 persen."""
REGIONAL = 'KASONGAN - Perekaman e-KTP sudah 97,2 persen. "Kita peringkat dua se-Kalteng," kata Kadisdukcapil Arga.'
OFFICE = "Palangka Raya - Perekaman e-KTP sudah 97,2 persen, kata Kepala Disdukcapil Kalteng Arga Sena."


@pytest.mark.parametrize(
    ("title", "text", "place"),
    [
        ("Elektrifikasi Indonesia 93 Persen, tapi Sejumlah Desa di Papua Gelap", NATIONAL, "ID"),
        ("Rasio Elektrifikasi Nasional Naik, Papua Tertinggal", NATIONAL, "ID"),
        ("Elektrifikasi Indonesia Naik, Kalteng Ikut", OFFICE, "62"),
        ("Katingan Peringkat Dua Perekaman e-KTP se-Kalteng", REGIONAL, "62.06"),
        ("Perekaman e-KTP Katingan Terbaik Kedua di Kalteng", REGIONAL, "62.06"),
        ("Perekaman e-KTP Kalteng, Katingan Tertinggi", OFFICE, "62"),
    ],
)
def test_a_title_of_more_than_one_region(title: str, text: str, place: str) -> None:
    claims = extract_article(Article("https://contoh.example/1", None, date(2024, 7, 9), title, text)).claims
    assert claims
    assert {claim.place for claim in claims} == {place}
