"""A site that nobody has described becomes a block for review; nothing is guessed where nothing was seen."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from crawler.describe import DescribeError, article_form, describe
from models.publishers import Publisher
from tests.crawler.evil import Answer, EvilServer, serve

FORMS = [
    ("/berita/{n}-serapan-anggaran-naik-lagi", r"/berita/(?P<id>\d+)-(?P<slug>[^/]+)"),
    ("/berita/{n}/serapan-anggaran-naik-lagi", r"/berita/(?P<id>\d+)/(?P<slug>[^/]+)"),
    ("/2025/03/0{n}/serapan-anggaran-naik-lagi/", r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/(?P<slug>[^/]+)/?"),
    (
        "/kabar/0{n}/03/2025/serapan-anggaran-naik-lagi/",
        r"/kabar/(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4})/(?P<slug>[^/]+)/?",
    ),
    ("/read/news/{n}-serapan-anggaran-naik-lagi.html", r"/read/[a-z0-9-]+/(?P<id>\d+)-(?P<slug>[^/]+?)\.html"),
    ("/serapan-anggaran-naik-lagi-{n}", r"/(?P<slug>[^/]+)"),
]


@pytest.mark.parametrize(("link", "form"), FORMS, ids=[row[0] for row in FORMS])
def test_article_form(link: str, form: str) -> None:
    links = "".join(f'<a href="{link.format(n=n)}">x</a>' for n in range(1, 6))
    noise = '<a href="/tag/dprd">t</a><a href="https://lain.example/a-b-c-d-e">l</a><a href="/redaksi">r</a>'
    page = document_fromstring(f"<body>{noise}{links}</body>")
    assert article_form(page, "https://a.example/", "a.example") == (form, 5)


def test_a_page_without_headlines() -> None:
    page = document_fromstring('<body><a href="/tag/dprd">t</a><a href="/berita/1-satu-dua-tiga-empat">x</a></body>')
    with pytest.raises(DescribeError, match="no 3 links that look like headlines"):
        article_form(page, "https://a.example/", "a.example")


FRONT = """<html><head><title>Beranda - Kabar Contoh</title><meta property="og:site_name" content="Kabar Contoh">
<link rel="alternate" type="application/rss+xml" href="/umpan.xml"></head><body>{links}</body></html>"""
ARTICLE = """<html><head><title>Serapan anggaran naik lagi {n}</title></head><body class="single">
<link rel="stylesheet" href="/wp-content/themes/x.css"><article>
<h1 class="entry-title">Serapan anggaran naik lagi {n}</h1>
<time class="entry-date" datetime="2025-03-0{n}T10:00:00+07:00">x</time><div class="entry-content"><p>Serapan anggaran
Kabupaten Contoh hingga Maret baru 1{n},4 persen dari pagu Rp1,2 triliun, kata kepala badan keuangan di Contoh.</p>
<p>Kepala Bappeda Contoh Nurdin Alang menyebut sisanya selesai sebelum akhir tahun anggaran ini berakhir.</p></div>
</article></body></html>"""
RSS = """<rss version="2.0"><channel><title>x</title>{items}</channel></rss>"""
LINK = "/2025/03/0{n}/serapan-anggaran-naik-lagi-{n}/"


def wordpress(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer:
    host = f"http://site.localhost:{evil.port}"
    links = [LINK.format(n=n) for n in range(1, 6)]
    if path == "/robots.txt":
        return Answer(body=f"User-agent: *\nDisallow: /wp-admin/\nSitemap: {host}/peta.xml\n".encode())
    if path == "/":
        return Answer(body=FRONT.format(links="".join(f'<a href="{link}">x</a>' for link in links)).encode())
    if path == "/umpan.xml":
        items = "".join(f"<item><title>x</title><link>{host}{link}</link></item>" for link in links)
        return Answer(body=RSS.format(items=items).encode(), headers=(("Content-Type", "application/rss+xml"),))
    if path == "/peta.xml":
        body = "".join(f"<url><loc>{host}{link}</loc></url>" for link in links)
        return Answer(body=f"<urlset>{body}</urlset>".encode(), headers=(("Content-Type", "text/xml"),))
    number = path.removesuffix("/").rpartition("-")[2]
    return Answer(body=ARTICLE.format(n=number).encode()) if path in links else Answer(404, b"<p>tidak ada</p>")


def test_a_site_becomes_a_block() -> None:
    with serve({"site.localhost": wordpress}) as evil:
        found = describe("http://site.localhost/", allow_loopback=evil.pairs, delay=0)
        assert evil.paths("site.localhost")[0] == "/robots.txt"
    block = Publisher.model_validate(dict(found.values))
    assert found.slug == "site"
    assert (block.name, block.platform, block.domains) == ("Kabar Contoh", "wordpress", ("site.localhost",))
    assert block.feeds == ("/umpan.xml",)
    assert block.sitemaps == ("/peta.xml",)
    assert block.lists == ("/",)
    assert block.article == r"/(?P<year>\d{4})/(?P<month>\d\d)/(?P<day>\d\d)/(?P<slug>[^/]+)/?"
    assert (block.enabled, block.status, block.checked) == (False, "unverified", None)
    assert found.seen[-1].endswith("(its selectors read 3 of 3 articles, 3 with a date; the site says WordPress)")


def test_a_site_that_forbids_it_is_left_alone() -> None:
    def closed(evil: EvilServer, path: str, headers: dict[str, str]) -> Answer:
        return Answer(body=b"User-agent: *\nDisallow: /\n") if path == "/robots.txt" else Answer(body=b"<p>x</p>")

    with serve({"closed.localhost": closed}) as evil:
        with pytest.raises(DescribeError, match="was not read"):
            describe("http://closed.localhost/", allow_loopback=evil.pairs)
        assert evil.paths("closed.localhost") == ["/robots.txt"]
