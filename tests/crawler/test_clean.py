"""What leaves cleaning, and under which word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from extract.clean import MAX_BYTES, CleanStatus, clean_page
from extract.page_charset import decode
from extract.page_meta import read_json, read_state, state_text
from models.publishers import publishers

NOW = datetime(2026, 1, 18, 3, tzinfo=UTC)
BODY = "<p>Serapan anggaran Kabupaten Contoh hingga Oktober baru 61,4 persen dari pagu, kata kepala badan keuangan.</p>"
MORE = "<p>Kepala Bappeda Contoh Nurdin Alang menyebut sisanya Rp366,7 miliar selesai sebelum akhir tahun ini.</p>"
TITLE = "Serapan Contoh 61,4 Persen"
ARTICLE = (
    f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    f"<div class='td-post-content'>{BODY}{MORE}</div></body></html>"
)
URL = "https://prokalteng.jawapos.com/pemerintahan/03/01/2026/serapan-contoh/"


def status(body: str | bytes, url: str = URL, content_type: str | None = "text/html") -> CleanStatus:
    raw = body if isinstance(body, bytes) else body.encode()
    slug = "prokalteng" if "prokalteng" in url else None
    publisher = publishers()[slug] if slug else None
    made = clean_page(raw, url=url, content_type=content_type, fetched_at=NOW, publisher=publisher, slug=slug)
    assert (made.article is None) == (made.status is not CleanStatus.OK)
    assert (made.reason is None) == (made.status is CleanStatus.OK)
    return made.status


BLOCK = "<html><head><title>{}</title></head><body><h1>{}</h1><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ARTICLE, "ok"),
        ("", "no_text"),
        ("   \n", "no_text"),
        ("<html><body></body></html>", "no_text"),
        ("<html><body><div class='td-post-content'></div></body></html>", "no_text"),
        ("<html><body><div class='td-post-content'><p>Foto saja.</p></div></body></html>", "too_short"),
        (BLOCK.format("Just a moment...", "", "Checking your browser before accessing"), "blocked"),
        (BLOCK.format("Attention Required! | Cloudflare", "Sorry", "You are unable to access"), "blocked"),
        (BLOCK.format("Prokalteng", "Access Denied", "You don't have permission"), "blocked"),
        (BLOCK.format("Prokalteng", "Konfirmasi", "Buktikan Anda bukan robot: isi captcha"), "blocked"),
        (BLOCK.format("Halaman tidak ditemukan - Prokalteng", "Ups", "Coba cari lagi"), "soft_404"),
        (BLOCK.format("Prokalteng", "404 Not Found", ""), "soft_404"),
        (ARTICLE.replace("Bappeda", "Tim Captcha dan Akses Ditolak"), "ok"),
        (ARTICLE.replace("sisanya", "halaman tidak ditemukan"), "ok"),
        (b"%PDF-1.7\n\x00\x01<html>", "not_html"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_html"),
        ("Bukan HTML sama sekali.", "not_html"),
        (ARTICLE + "<!--" + "x" * MAX_BYTES + "-->", "too_large"),
        ("<html><body>" + "<div>" * 5000 + "terlalu dalam</body></html>", "no_text"),
    ],
)
def test_status(body: str | bytes, expected: str) -> None:
    found = status(body)
    if expected == "no_text" and isinstance(body, str) and "terlalu" in body:
        assert found in ("no_text", "too_short")
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (URL, "ok"),
        ("https://prokalteng.jawapos.com/", "not_article"),
        ("https://prokalteng.jawapos.com/tag/serapan/", "not_article"),
        ("https://warta.example/daerah/serapan", "ok"),
        ("https://warta.example/", "not_article"),
        ("https://warta.example/tag/serapan", "not_article"),
        ("https://warta.example/indeks/2", "not_article"),
    ],
)
def test_the_address_decides(url: str, expected: str) -> None:
    assert status(ARTICLE, url) == expected


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "application/json"])
def test_other_types_are_no_html(content_type: str) -> None:
    assert status(ARTICLE, content_type=content_type) == "not_html"


LATIN, CP1252, UTF8 = (f'<meta charset="{name}">' for name in ("latin1", "windows-1252", "utf-8"))
NONE = '<meta charset="no-such">'
CHARSETS = [
    ("“61,4 persen” – é".encode(), "text/html; charset=iso-8859-1", "utf-8", "utf-8", "“61,4 persen” – é"),
    (f"{LATIN}“61”".encode(), None, "utf-8", "utf-8", f"{LATIN}“61”"),
    ("“61”".encode("cp1252"), "text/html; charset=windows-1252", "cp1252", "header", "“61”"),
    (f"{CP1252}“61”".encode("cp1252"), "text/html; charset=utf-8", "cp1252", "meta", f"{CP1252}“61”"),
    (b"\x9361\x94", None, "cp1252", "guess", "“61”"),
    ("“61”".encode() * 9 + b"\xff", None, "utf-8", "guess", "“61”" * 9 + "\ufffd"),
    (UTF8.encode() + b"\xff", None, "utf-8", "meta", f"{UTF8}\ufffd"),
    ("\ufeff61".encode(), "text/html; charset=latin-1", "utf-8", "bom", "61"),
    ("61 persen".encode("utf-16"), None, "utf-16-le", "bom", "61 persen"),
    (NONE.encode() + b"\x9361", "text/html; charset=neither", "cp1252", "guess", f"{NONE}“61"),
]


@pytest.mark.parametrize(("body", "content_type", "charset", "source", "text"), CHARSETS)
def test_charset(body: bytes, content_type: str | None, charset: str, source: str, text: str) -> None:
    assert decode(body, content_type) == (text, charset, source)


def dated(head: str, *, url: str = "https://warta.example/daerah/serapan") -> tuple[str | None, str | None]:
    made = clean_page(ARTICLE.replace("<head>", f"<head>{head}").encode(), url=url, fetched_at=NOW)
    published = made.article.published if made.article else None
    return (published.isoformat() if published else None), made.published_source


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


PUBLISHED, NINE = "article:published_time", "2025-12-01T09:00:00+07:00"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("", (None, None)),
        (ld('{"@type":"NewsArticle","datePublished":"2025-12-01T09:00:00+07:00"}'), (NINE, "json-ld")),
        (ld('<!-- {"@type":["Article"],"datePublished":"2025-12-01 09:00:00",} -->'), (NINE, "json-ld")),
        (ld('{"@type":"WebPage","datePublished":"2025-12-01"}'), (None, None)),
        (ld('{"@type":"NewsArticle","datePublished":"2125-12-01"}'), (None, None)),
        (ld('{"@type":"NewsArticle","datePublished":"1970-01-01"}'), (None, None)),
        (ld("{not json"), (None, None)),
        (ld("[" * 5000), (None, None)),
        (meta(PUBLISHED, "2025-12-01T02:00:00Z"), (NINE, "meta")),
        (meta(PUBLISHED, "2025-12-01T20:00:00Z"), ("2025-12-02T03:00:00+07:00", "meta")),
        (meta(PUBLISHED, "2026-01-20T09:00:00+07:00"), (None, None)),
        (meta("article:modified_time", "2025-12-01T09:00:00+07:00"), (None, None)),
        (meta("og:image", "https://x.example/2025/12/01/a.jpg"), ("2025-12-01", "image")),
        (meta("og:image", "https://x.example/uploads/2025/12/a.jpg"), (None, None)),
    ],
)
def test_date_of_publication(head: str, expected: tuple[str | None, str | None]) -> None:
    assert dated(head) == expected


def test_a_bad_date_gives_way_to_the_next_witness() -> None:
    head = ld('{"@type":"NewsArticle","datePublished":"2125-12-01"}')
    assert dated(head, url="https://warta.example/2025/12/01/serapan") == ("2025-12-01", "url")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Serapan Contoh 61,4 Persen - Warta">', "Serapan Contoh 61,4 Persen"),
        ('<meta property="og:title" content="Serapan Contoh...">', "Serapan Contoh 61,4 Persen"),
        ('<meta property="og:title" content="Judul Media Sosial | Warta">', "Judul Media Sosial"),
        ('<meta property="og:title" content="Serapan &amp;quot;Contoh&amp;quot; Naik">', 'Serapan "Contoh" Naik'),
        ('<meta property="og:title" content="Serapan 2024 - 2025 Naik">', "Serapan 2024 - 2025 Naik"),
    ],
)
def test_title(head: str, title: str) -> None:
    page = ARTICLE.replace("<title>Serapan Contoh 61,4 Persen</title>", "<meta property='og:type' content='article'>")
    made = clean_page(page.replace("<head>", f"<head>{head}").encode(), url="https://warta.example/a/b", fetched_at=NOW)
    assert made.article is not None
    assert made.article.title == title


def test_canonical_is_believed_for_the_same_article_only() -> None:
    def canonical(href: str) -> str | None:
        page = ARTICLE.replace("<head>", f'<head><link rel="canonical" href="{href}">')
        return clean_page(page.encode(), url=URL, fetched_at=NOW, publisher=publishers()["prokalteng"]).canonical_url

    other = URL.replace("/pemerintahan/", "/ekonomi/")
    assert canonical(other + "amp") == other
    assert canonical(URL.replace("serapan", "lain")) == URL
    assert canonical("https://prokalteng.jawapos.com/") == URL
    assert canonical("https://evil.example/pemerintahan/03/01/2026/serapan-contoh/") == URL


def test_a_body_that_the_template_names_is_not_filled_up_from_elsewhere() -> None:
    page = f"<html><body><div class='td-post-content'><p>Pendek.</p></div><div><p>{BODY}</p>{MORE}</div></body></html>"
    assert status(page) == "too_short"


def test_json_of_scripts() -> None:
    assert read_json('<!-- {"a": [1, 2,],} -->') == {"a": [1, 2]}
    assert read_json("var a = 1") is None


def test_state_prefers_the_first_key() -> None:
    state = "{&q;a&q;:{&q;isi&q;:&q;ya&q;,&q;content&q;:&q;panjang&q;},&q;isi&q;:&q;pendek&q;}"
    script = document_fromstring(f"<body><script>{state}</script></body>").find(".//script")
    assert script is not None
    assert state_text(read_state([script]), ("isi", "content")) == "pendek"
    assert state_text(read_state([script]), ("judul",)) is None
