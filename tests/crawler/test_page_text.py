"""From blocks to lines: teasers, captions and furniture go, everything that is the article's stays."""

from __future__ import annotations

import time

import pytest
from lxml.html import document_fromstring

from extract.page_text import densest, lines_of

LONG = "Serapan anggaran Kabupaten Contoh hingga Oktober baru 61,4 persen dari pagu, kata kepala badan keuangan."

ROWS = [
    # teasers in every dress, and their counter-examples
    ("<p>Baca juga: <a href=x>Stunting lain 24,3 persen</a></p>", []),
    ("<p><strong>Baca Juga : </strong><a href=x>Stunting lain 24,3 persen</a></p>", []),
    ("<div>Baca juga:<br><a href=x>Stunting lain turun 24 persen</a><br><a href=x>PAD lain naik 40</a></div>", []),
    ("<blockquote>Lihat juga: Stunting lain 24,3 persen</blockquote>", []),
    ("<p>BACA JUGA - <a href=x>Judul lain</a> - <a href=x>Judul lain lagi</a></p>", []),
    ("<p>Bacaan Lainnya</p><ul><li><a href=x>Judul lain sekali</a></li></ul><p>Isi.</p>", ["Isi."]),
    ("<p>Capaian 61. Baca juga: <a href=x>Lain 24 persen</a> Sisanya nanti.</p>", ["Capaian 61. Sisanya nanti."]),
    ("<p>Capaian 61 persen (Baca juga: Lain 24 persen) per Juni.</p>", ["Capaian 61 persen per Juni."]),
    ("<p>Capaian 61 persen. Baca juga: Lain 24 persen</p>", ["Capaian 61 persen."]),
    ("<p>Capaian 61 <span class=baca-juga>Baca juga: <a>Lain</a></span> persen.</p>", ["Capaian 61 persen."]),
    ("<p>Baca: <a href=x>Jawaban soal lain</a></p>", []),
    ("<p>Warga baca juga pengumuman itu di kantor desa.</p>", ["Warga baca juga pengumuman itu di kantor desa."]),
    ("<p>Baca doa dipimpin ustaz.</p>", ["Baca doa dipimpin ustaz."]),
    ("<p>Kami simak pula laporan warga, katanya.</p>", ["Kami simak pula laporan warga, katanya."]),
    ("<p><a href=x>Realisasi PBB kabupaten lain 45 persen</a></p>", []),
    ("<p><a href=x>Realisasi PBB kabupaten ini 45 persen.</a></p>", ["Realisasi PBB kabupaten ini 45 persen."]),
    ("<p>Senin, 2 Juni 2025 <a href=x>Realisasi PBB lain 45 persen</a></p>", []),
    ("<p><a href=x>Bapenda</a> mencatat 45 persen</p>", ["Bapenda mencatat 45 persen"]),
    ("<p><a class='inner-link-tag' href=x>Disdukcapil</a> merekam 45 persen.</p>", ["Disdukcapil merekam 45 persen."]),
    # the way to the page, which is not always marked as such
    (f"<ul><li><a href=x>home</a></li><li><a href=x>gaya</a></li></ul><p>{LONG}</p>", [LONG]),
    (f"<p><a href=x>Disdukcapil</a> Sampit</p><p>{LONG}</p>", ["Disdukcapil Sampit", LONG]),
    (f"<p>{LONG}</p><ul><li><a href=x>Sampit</a></li></ul>", [LONG, "Sampit"]),
    (f"<p>{LONG}</p><p>Rating ( voters)</p><p>Vote Photo</p><p>Form Rating</p>", [LONG]),
    (f"<p>{LONG}</p><p>Rating layanan naik.</p>", [LONG, "Rating layanan naik."]),
    # captions and furniture
    ("<figure><img><figcaption>Loket pajak 80 persen</figcaption></figure><p>Isi.</p>", ["Isi."]),
    # under a picture that is no figure: slanted, with a credit, or in the picture's own words; prose stays
    (f"<p><img></p><p><em>Loket pajak 80 persen.</em></p><p>{LONG}</p>", [LONG]),
    (f"<p><img></p><p><em>Loket</em> pajak 80 persen.</p><p>{LONG}</p>", ["Loket pajak 80 persen.", LONG]),
    (f"<p>Isi.</p><p><em>Loket pajak 80 persen.</em></p><p>{LONG}</p>", ["Isi.", "Loket pajak 80 persen.", LONG]),
    (f"<div><img></div><div>Loket pajak 80 persen. Foto: Bapenda</div><p>{LONG}</p>", [LONG]),
    (f"<div><img></div><div>Loket pajak 80 persen. Dok. Bapenda</div><p>{LONG}</p>", [LONG]),
    (f"<div><img></div><div>Loket pajak 80 persen. (Istimewa)</div><p>{LONG}</p>", [LONG]),
    (f"<div><img></div><div>Loket pajak 80 persen.</div><p>{LONG}</p>", ["Loket pajak 80 persen.", LONG]),
    (f"<div><img></div><div>Foto loket pajak disebut 80.</div><p>{LONG}</p>", ["Foto loket pajak disebut 80.", LONG]),
    (f"<p>Loket pajak 80 persen. Foto: Bapenda</p><p>{LONG}</p>", ["Loket pajak 80 persen. Foto: Bapenda", LONG]),
    (f"<p>{LONG}</p><img alt='Warga antre di loket pajak'><p>Warga antre di loket pajak Sampit.</p>", [LONG]),
    (
        f"<img alt='Warga antre di loket pajak'><p>Warga dilayani di kantor 80 hari.</p><p>{LONG}</p>",
        ["Warga dilayani di kantor 80 hari.", LONG],
    ),
    (f"<p><img><em>{LONG} {LONG} {LONG}</em></p><p>{LONG}</p>", [f"{LONG} {LONG} {LONG}", LONG]),
    ("<p>Loket <img> pajak 80 persen. (Istimewa)</p>", ["Loket pajak 80 persen. (Istimewa)"]),
    (f"<p><img></p><p><i>Foto: {LONG}</i></p><p>Satu.</p>", [f"Foto: {LONG}", "Satu."]),
    ("<div class='wp-caption-text'>Loket pajak 80 persen</div><p>Isi.</p>", ["Isi."]),
    ("<div class='share-buttons'>Bagikan ke 3 teman</div><p>Isi.</p>", ["Isi."]),
    ("<div class='sharedservice'>Layanan bersama 3 daerah.</div>", ["Layanan bersama 3 daerah."]),
    ("<div style='display: none'>Rahasia 12 persen</div><p>Isi.</p>", ["Isi."]),
    ("<script>var x = '12 persen'</script><p>Isi<!-- 99 persen -->.</p>", ["Isi."]),
    ("<p>ADVERTISEMENT</p><p>Scroll to Continue with Content</p><p>Isi.</p>", ["Isi."]),
    ("<p>Isi. (jef/pri)</p><p>(jef/pri)</p><p>(Bib)</p>", ["Isi. (jef/pri)"]),
    ("<p>(sekitar 40 persen)</p>", ["(sekitar 40 persen)"]),
    ("<p>Editor: Nama Orang</p><p>Pewarta : Nama Lain</p><p>Isi.</p>", ["Isi."]),
    ("<p>Senin, 2 Juni 2025 10:00 WIB</p><p>Isi.</p>", ["Isi."]),
    # shapes of text
    ("satu<br>dua<br/><br/>tiga", ["satu", "dua", "tiga"]),
    ("<p>satu</p>dua<div>tiga <b>empat</b></div>lima", ["satu", "dua", "tiga empat", "lima"]),
    ("<ul><li>Sampit 61 persen</li><li>Kapuas 60 persen</li></ul>", ["Sampit 61 persen", "Kapuas 60 persen"]),
    ("<table><tr><th>Kapuas</th><td>60,4</td></tr></table>", ["Kapuas 60,4"]),
    ("<p>61,4\u00a0persen\u200b dari\n  pagu</p>", ["61,4 persen dari pagu"]),
    ("<p>\u00c2\u00a0Isi\u00c2\u00a0</p>", ["Isi"]),
    ("<p>***</p><p>&nbsp;</p><p>Isi.</p>", ["Isi."]),
    (f"<p>{LONG}</p><p>{LONG}</p>", [LONG]),
    ("<p>Ya.</p><p>Ya.</p>", ["Ya.", "Ya."]),
    ("<p>Judul Berita Ini</p><p>Isi.</p>", ["Isi."]),
    (f"<p>{LONG}</p><p>Berita Terbaru</p><p>Lain 90 persen.</p>", [LONG]),
    (f"<p>Berita Terbaru</p><p>{LONG}</p>", [LONG]),
    (f"<p>{LONG}</p><p>Berita terbaru itu dibantah.</p>", [LONG, "Berita terbaru itu dibantah."]),
]


@pytest.mark.parametrize(("markup", "lines"), ROWS, ids=[row[0][:60] for row in ROWS])
def test_lines(markup: str, lines: list[str]) -> None:
    root = document_fromstring(f"<html><body><div>{markup}</div></body></html>").find(".//div")
    assert lines_of([root], title="Judul Berita Ini", ends=("berita terbaru:?",)) == lines


def test_the_site_s_own_lines() -> None:
    root = document_fromstring("<div><p>Site icon Contoh</p><p>Isi.</p><p>Site icons berubah.</p></div>")
    assert lines_of([root], title=None, boilerplate=("site icon .*",)) == ["Isi.", "Site icons berubah."]


def test_what_is_to_be_removed_is_removed_with_its_blocks_only() -> None:
    root = document_fromstring("<div>satu <b>dua</b> tiga<p>empat</p></div>")
    assert lines_of([root], title=None, remove=[*root.iter("b"), *root.iter("p")]) == ["satu tiga"]


def test_densest_is_the_container_of_the_prose() -> None:
    teasers = "".join(f"<div><p><a href=x>{LONG}</a></p></div>" for _ in range(9))
    prose = f"<div id=body><p>{LONG}</p><p>{LONG}.</p></div>"
    found = densest(document_fromstring(f"<body><div id=side>{teasers}</div>{prose}</body>"))
    assert found is not None
    assert found.get("id") == "body"


def test_densest_of_a_page_without_prose() -> None:
    assert densest(document_fromstring("<body><ul><li><a>satu</a></li></ul></body>")) is None


@pytest.mark.parametrize("part", ["<div>", "<p>Baca juga: ", "<b>baca juga ", "<a href=x>(", "<!-- x ", "<td>"])
def test_no_page_takes_long(part: str) -> None:
    root = document_fromstring("<body>" + part * 20_000 + LONG + "</body>")
    began = time.perf_counter()
    lines_of([root], title="Judul")
    densest(root)
    assert time.perf_counter() - began < 10
