"""Personal numbers are made unreadable; figures, sums, days and numbers of documents never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.private import MASK, masked


@pytest.mark.parametrize(
    ("before", "secret", "after"),
    [
        ("NIK ", "6202061234560001", " itu"),
        ("NIK: ", "6202 0612 3456 0001", ","),
        ("Nomor KTP-nya ", "0002061234560001", "."),  # no province has 00, but the word says what it is
        ("nomor induk kependudukan (", "62.02.06.123456.0001", ")"),
        ("kartu lama ", "62.0206.120345.0001", " hilang"),
        ("Telepon ", "0812 5555 0101", ""),
        ("Hubungi ", "0812-5555-0101", ", segera"),
        ("(", "08125555010", ")"),
        ("nomor ", "+62 812-5555-0101", "."),
        ("atau ", "0853.1234.5678", " ya"),
        ("kantor di ", "(0531) 21234", " Sampit"),
        ("Telp. ", "0531-2123456", ""),
        ("WA ", "6281255550101", " atau"),
        ("WhatsApp: ", "+62 812 5555 0101", ""),
        ("surel ", "siti.r+kotim@contoh.co.id", "."),
        ("mobil ", "KH 1234 AB", " itu"),
        ("mobil ", "DA 5678 XYZ", ""),
        ("truk ", "B 9123 UIA", " oleng"),
        ("bus ", "AG-7654-UR", ""),
        ("bernopol ", "KH 12 A", " itu"),
        ("nomor polisi ", "L 2023 AB", ","),
    ],
)
def test_what_is_masked_character_for_character(before: str, secret: str, after: str) -> None:
    assert masked(f"Kata warga, {before}{secret}{after}") == f"Kata warga, {before}{MASK * len(secret)}{after}"


@pytest.mark.parametrize(
    "text",
    [
        "penduduk 310.785 jiwa", "1.234.567.890.123.456", "Rp1234567890123456", "Rp 1234567890123456",
        "Rp628.123.456.789", "628 123 4567 jiwa", "628123456789 rupiah", "Rp 0,8 triliun", "0,812 persen",
        "tahun 2019 2020 2021 2022", "1999 2000 2001 2002", "rekam KTP 2019 2020 2021 2022",
        "anggaran 6202061234560 rupiah", "62.02.06",
        "rekening 1234-01-000123-50-1", "rekening kas daerah 0310012345678", "nomor 005-123456/2023",
        "pukul 08.00-10.00 WIB", "08-12-2023", "2023-08-12", "08/12/2023", "08.12.2023", "tahun 2008 1234567",
        "Perda 8 Tahun 2008", "SK Nomor 188.44/0812/2023", "ayat 0812", "kode pos 74322", "DIPA 0812345",
        "DA 100 M", "KT 12 AB", "peserta KB 1200 KK", "jalan KH 1234 KM", "PT 123 ABC", "kelas A 2023 SMP",
        "tipe B 1500 KG", "Blok D 2000 HA", "KB 2024 DAN", "kb 1234 ab", "H 1 S", "vaksin dosis 3 0812",
        "@dukcapilkotim", "harga @ Rp 10.000", "surel dukcapil@kotim", "KTP 310.785 jiwa dari 1.234.567 wajib KTP",
        "perekaman KTP 99,2 persen dari 310785 jiwa", "HP 12 unit", "WA grup 2023", "hubungi 112",
        "plat merah 120 unit",
    ],
)  # fmt: skip
def test_figures_sums_days_and_documents_are_not(text: str) -> None:
    assert masked(f"Ada {text}, katanya") == f"Ada {text}, katanya"


@given(st.text(alphabet="0123456789 .,-+@()KHABRpNIKwa\n•", max_size=80))
def test_masking_keeps_the_length_and_changes_nothing_twice(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert masked(once) == once
    assert all(new in (old, MASK) for old, new in zip(text, once, strict=True))
