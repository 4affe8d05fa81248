"""One sentence in many forms: each way to give a day, a deadline, an order of figures or a hope is read alike.

Most stand in marks/forms_*.txt, lines as those of marks/claims.txt, in which braces hold what may stand in a place:

    @ due = Desember 2024 -> 2024-12 | bulan depan -> 2024-08      a name for what may stand there, and its answer
    Perekaman {sudah|baru} 84 persen di Kapuas. Target {due} 99 persen. => ektp_recording 62.03 … deadline={due}

What has no `->` stands for itself. Where nothing stands in a place ("{Kini|} baru 84 persen"), its blank goes, and the
sentence begins with the next word. A line is one case: every form of it must have its answer. `?` in front lists a line
of which a form fails today.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import product, zip_longest
from pathlib import Path

import pytest

from extract.pipeline import extract_article
from models.values import Article, Claim
from tests.extract.test_claims import read

FILES = sorted((Path(__file__).parent / "marks").glob("forms_*.txt"))
PLACE = re.compile(r"\{([^{}]*)\}")
DOUBLED = re.compile(r" +(?=[ ,.;:)])")
"""Blanks around a place where nothing stands: "{sudah|} 84 persen"."""
FIRST = re.compile(r"(?:\A|(?<=[.?!] ))[a-z]")

STOOD = """per 1 Maret 2021 | per 01/03/2021 | per 1-3-2021 | s.d 1 Maret 2021 | s/d 01 Maret 2021
hingga tanggal 1 Maret | posisi 1 Maret 2021 | sampai tgl 1 Maret | data tanggal 1 Maret
per Senin (1/3) | hingga Senin lalu (1/3)
hingga Senin pekan lalu (1/3) | sampai dengan hari Senin 1 Maret 2021 | per Senin tanggal 1 Maret | update 1 Maret
hingga 1 Maret 2021 pukul 18.00 WIB | hingga 1 Maret kemarin | kondisi 1 Maret 2021 | cut off 1 Maret"""
DUE = {
    "akhir tahun ini": "2024-09/2024-12",
    "Desember 2024": "2024-12",
    "31 Desember 2024": "2024-12-31",
    "triwulan IV 2024": "2024-Q4",
    "akhir bulan ini": "2024-07-21/2024-07-31",
    "akhir September nanti": "2024-09-21/2024-09-30",
    "awal 2025": "2025-01/2025-04",
    "bulan depan": "2024-08",
    "tahun depan": "2025",
    "tanggal 20 Agustus": "2024-08-20",
}
AIMED = """Targetnya 99 persen pada {due}. | Pada {due} ditargetkan 99 persen. | Hingga {due} diharapkan bisa 99 persen.
"Kami targetkan {due} sudah 99 persen," kata Kadisdukcapil Arga Sena. | Kami optimistis sebelum {due} sudah 99 persen.
Target 99 persen itu harus dicapai sampai {due}. | Untuk {due}, target perekaman 99 persen."""
HOPED = """Kami harap {due} sudah 99 persen | Mudah-mudahan {due} sudah mencapai 99 persen
Insya Allah {due} sudah tembus 99 persen
Kita kejar supaya {due} sudah 99 persen | Diperkirakan {due} perekaman sudah mencapai 99 persen
Kalau tidak ada kendala, {due} sudah 99 persen | Rencananya {due} perekaman sudah 99 persen
Saya minta {due} perekaman sudah 99 persen | Minimal {due} sudah 99 persen yang merekam e-KTP"""
COUNTED = """Dari 310.000 wajib KTP di Kabupaten Kapuas, yang sudah merekam e-KTP 260.400 jiwa atau 84 persen.
Sebanyak 260.400 dari 310.000 wajib KTP di Kabupaten Kapuas sudah merekam e-KTP, atau 84 persen.
Baru 84 persen dari 310.000 wajib KTP di Kabupaten Kapuas yang merekam e-KTP, yaitu 260.400 orang.
Di Kabupaten Kapuas terdapat 310.000 wajib KTP. Dari jumlah itu 260.400 orang sudah merekam e-KTP atau 84 persen.
Total wajib KTP 310.000 orang di Kabupaten Kapuas, 260.400 di antaranya sudah merekam e-KTP atau 84 persen.
Di Kabupaten Kapuas, 84 persen wajib KTP atau 260.400 dari 310.000 jiwa telah merekam e-KTP.
Sudah merekam e-KTP di Kabupaten Kapuas: 260.400 jiwa (84%) dari 310.000 wajib KTP."""

NO_PROGRESS = """{what} di Kabupaten Kapuas naik 12 persen dibanding tahun lalu.
Kenaikan {what} di Kabupaten Kapuas 12 persen.
Sebanyak 60 persen petugas {what} di Kabupaten Kapuas adalah tenaga honorer.
Denda {what} di Kabupaten Kapuas 2 persen.
Petugas {what} di Kabupaten Kapuas mendapat insentif 10 persen.
Selisih data {what} di Kabupaten Kapuas 12 persen.
Survei menyebut 60 persen warga Kabupaten Kapuas puas dengan layanan {what}.
Diskon {what} di Kabupaten Kapuas 50 persen.
Pelaksanaan {what} di Kabupaten Kapuas dihadiri 60 persen kepala desa.
Apakah {what} di Kabupaten Kapuas sudah 90 persen?
Jaringan internet untuk {what} di Kabupaten Kapuas terganggu 60 persen.
Risiko gagal {what} di Kabupaten Kapuas 12 persen.
Tingkat kesalahan {what} di Kabupaten Kapuas 2 persen.
{what} di Kabupaten Kapuas bukan 12 persen seperti yang beredar.
Tidak benar {what} di Kabupaten Kapuas baru 12 persen.
Andai {what} di Kabupaten Kapuas 90 persen, insentif cair."""


def forms(text: str) -> list[str]:
    """The forms of a block, parted by lines and bars."""
    return [form.strip() for line in text.splitlines() for form in line.split(" | ")]


def claims(text: str, day: str) -> tuple[Claim, ...]:
    article = Article("https://kabar.example/satu", "kabar", date.fromisoformat(day), None, text)
    return extract_article(article).claims


@pytest.mark.parametrize("form", forms(STOOD))
def test_the_day_on_which_something_stood(form: str) -> None:
    said = '"Kita kejar," kata Kepala Dinkes Arga Sena, Minggu (7/3).'
    for text in (
        f"Imunisasi MR di Kota Pontianak {form} sudah 31 persen. {said}",
        f"{said}\nData {form} mencatat imunisasi MR di Kota Pontianak sudah 31 persen.\nPontianak Kota 40 persen.",
    ):
        assert {str(claim.as_of) for claim in claims(text, "2021-03-09")} == {"2021-03-01"}, text


@pytest.mark.parametrize("due", DUE)
def test_what_is_aimed_at_and_hoped_for_by_a_day(due: str) -> None:
    for form in forms(AIMED):
        text = f"Perekaman e-KTP di Kabupaten Kapuas baru 84 persen. {form.format(due=due)}"
        (claim,) = claims(text, "2024-07-09")
        (target,) = claim.targets
        assert claim.percentage is not None, text
        assert target.percentage is not None, text
        told = (claim.percentage.value, target.percentage.value, str(target.deadline))
        assert told == (84, 99, DUE[due]), text


@pytest.mark.parametrize("form", forms(HOPED))
def test_what_is_hoped_for_is_no_level(form: str) -> None:
    for due in ("akhir tahun ini", "Desember nanti", "pada Desember 2024", "bulan depan", "minggu depan"):
        text = f'Perekaman e-KTP di Kabupaten Kapuas baru 84 persen. "{form.format(due=due)}," kata Kadisdukcapil Arga.'
        assert [claim.percentage.value for claim in claims(text, "2024-07-09") if claim.percentage] == [84], text


@pytest.mark.parametrize("text", COUNTED.splitlines())
def test_an_amount_its_whole_and_its_percentage_in_any_order(text: str) -> None:
    (claim,) = claims(text, "2024-07-09")
    figures = (claim.achieved, claim.base, claim.percentage)
    assert [figure.value if figure else None for figure in figures] == [260_400, 310_000, 84]


@pytest.mark.parametrize("form", forms(NO_PROGRESS))
def test_what_is_no_progress_of_the_programme_it_names(form: str) -> None:
    for what in ("perekaman e-KTP", "imunisasi polio", "penyaluran dana desa", "PBB-P2", "kepesertaan JKN"):
        assert claims(form.format(what=what), "2024-07-09") == (), what
    for asked in (
        "Mengapa perekaman e-KTP di Kabupaten Kapuas baru 12 persen?",
        "Perekaman e-KTP di Kabupaten Kapuas 12 persen.",
    ):
        assert len(claims(asked, "2024-07-09")) == 1, asked


def test_menjelang_is_now() -> None:
    text = "Menjelang akhir tahun ini perekaman e-KTP di Kabupaten Kapuas sudah 84 persen, dan pada Mei 80 persen."
    assert [claim.percentage.value for claim in claims(text, "2024-07-09") if claim.percentage] == [84, 80]


def expanded(line: str, named: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Every form of a line: its text, and the answers behind `=>`."""
    text, arrow, answer = line.partition("=>")
    assert bool(arrow) != line.startswith("!"), f"either an answer behind => or a ! before: {line}"
    places = [named.get(place, place).split("|") for place in PLACE.findall(text)]
    names = PLACE.findall(text)
    for chosen in product(*places):
        said = [one.partition("->")[0].strip() for one in chosen]
        form = _joined(PLACE.split(text.removeprefix("!"))[::2], said).strip()
        meant = {name: one.rpartition("->")[2].strip() for name, one in zip(names, chosen, strict=True)}
        full = _joined(PLACE.split(answer)[::2], [meant[name] for name in PLACE.findall(answer)])
        form = FIRST.sub(lambda found: found[0].upper(), DOUBLED.sub("", form))
        full = re.sub(r'(?<==") +| +(?= )', "", full)
        yield form.replace("\\n", "\n"), [one.strip() for one in full.split(" ; ")] if arrow else []


def _joined(texts: list[str], between: list[str]) -> str:
    return "".join(map("".join, zip_longest(texts, between, fillvalue="")))


def _rows() -> Iterator[object]:
    for path in FILES:
        named: dict[str, str] = {}
        published = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith("@ published="):
                published = line.removeprefix("@ published=").strip()
            elif line.startswith("@"):
                name, _, what = line[1:].partition("=")
                named[name.strip()] = what
            elif line.strip() and line[0] != "#":
                fails = [pytest.mark.xfail(strict=True)] if line.startswith("?") else []
                forms = list(expanded(line.removeprefix("?").strip(), named))
                yield pytest.param(forms, published, id=f"{path.name}:{number}", marks=fails)


@pytest.mark.parametrize(("forms", "published"), list(_rows()))
def test_every_form_of_a_line(forms: list[tuple[str, list[str]]], published: str | None) -> None:
    wrong = []
    for text, answers in forms:
        found, wanted = read(text, answers, published)
        if found != wanted:
            wrong.append(f"{text}\n    found  {found}\n    wanted {wanted}")
    assert not wrong, f"{len(wrong)} of {len(forms)} forms:\n" + "\n".join(wrong)
