"""What feeds, sitemaps and list pages lead to, and what they do not."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from crawler.discover import (
    MAX_XML,
    Found,
    ListPage,
    StopRule,
    UnreadableError,
    page_number,
    read_feed,
    read_list,
    read_sitemap,
    start_pages,
    wanted,
)
from models.publishers import publishers

PROKALTENG = publishers()["prokalteng"]
ANTARA = publishers()["antarakalteng"]
BORNEONEWS = publishers()["borneonews"]
HOME = "https://prokalteng.jawapos.com"
ONE, TWO = f"{HOME}/ekonomi/03/01/2026/satu/", f"{HOME}/ekonomi/02/01/2026/dua/"


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def item(link: str, more: str = "") -> str:
    return f"<item><title>Judul</title><link>{link}</link>{more}</item>"


def test_start_pages() -> None:
    found = list(start_pages(ANTARA))
    assert [(page.kind, page.url) for page in found] == [
        ("feed", "https://kalteng.antaranews.com/rss/terkini.xml"),
        ("list", "https://kalteng.antaranews.com/terkini"),
        ("list", "https://kalteng.antaranews.com/kabar-daerah/pulang-pisau"),
    ]


def test_feed() -> None:
    dated = "<pubDate>Sat, 03 Jan 2026 05:21:06 +0000</pubDate>"
    body = rss(
        item(f"{ONE}?utm_source=rss", dated),
        item(TWO + "amp"),
        item("https://evil.example/ekonomi/03/01/2026/satu/"),
        item(f"{HOME}/tag/satu/"),
        item("javascript:alert(1)"),
        "<item><title>no link</title></item>",
    )
    moment = datetime(2026, 1, 3, 5, 21, 6, tzinfo=UTC)
    assert read_feed(body, f"{HOME}/feed/", PROKALTENG) == [
        Found(ONE, "article", moment, None),
        Found(TWO, "article", date(2026, 1, 2), None),
    ]


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + ']><rss version="2.0"><channel><title>&i;</title>'
    + item(ONE)
    + "</channel></rss>"
).encode()
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
    f"<title>t</title>{item(ONE + '&x;')}</channel></rss>"
).encode()


@pytest.mark.parametrize("body", [LAUGHS, EXTERNAL])
def test_a_feed_that_declares_entities_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError, match="entities"):
        read_feed(body, HOME, PROKALTENG)


def test_a_feed_with_a_doctype_alone_is_read() -> None:
    old = rss(item(ONE)).replace(
        b"<rss", b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://x.example/rss.dtd"><rss'
    )
    assert [found.url for found in read_feed(old, HOME, PROKALTENG)] == [ONE]


def test_a_sitemap_s_entities_are_not_followed() -> None:
    body = sitemap(f"<url><loc>{ONE}</loc></url>")
    laughs = LAUGHS.partition(b"]>")[0].partition(b"?>")[2] + b"]>"
    head, _, rest = body.partition(b"?>")
    assert [found.url for found in read_sitemap(head + b"?>" + laughs + rest, HOME, PROKALTENG)] == [ONE]


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"hello", b"{}", b"\x1f\x8bxx", b"\x00" * 99])
def test_what_is_no_feed_and_no_sitemap(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_feed(body, HOME, PROKALTENG)
    with pytest.raises(UnreadableError):
        read_sitemap(body, HOME, PROKALTENG)


def sitemap(*urls: str, root: str = "urlset") -> bytes:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} {spaces}>{"".join(urls)}</{root}>'.encode()


NEWS = "<news:news><news:publication_date>2026-01-03T10:00:00+07:00</news:publication_date></news:news>"
IMAGE = "<image:image xmlns:image='x'><image:loc>https://evil.example/a.jpg</image:loc></image:image>"


def test_sitemap() -> None:
    body = sitemap(
        f"<url><loc>\n{ONE}\n</loc><lastmod>2026-01-05</lastmod>{NEWS}{IMAGE}</url>",
        f"<url><loc>{TWO}</loc></url>",
        f"<url><loc>{HOME}/redaksi/</loc></url>",
        "<url><loc>https://evil.example/ekonomi/03/01/2026/satu/</loc></url>",
        "<url><lastmod>2026-01-05</lastmod></url>",
    )
    found = read_sitemap(body, f"{HOME}/post-sitemap.xml", PROKALTENG)
    assert [(one.url, str(one.published), str(one.changed)) for one in found] == [
        (ONE, "2026-01-03 10:00:00+07:00", "2026-01-05"),
        (TWO, "2026-01-02", "None"),
    ]
    assert read_sitemap(gzip.compress(body), f"{HOME}/post-sitemap.xml.gz", PROKALTENG) == found


def test_sitemap_index() -> None:
    names = ("post-sitemap1", "page-sitemap", "category-sitemap", "author-sitemap", "post_tag-sitemap")
    rows = [f"<sitemap><loc>{HOME}/{name}.xml</loc><lastmod>2026-01-05</lastmod></sitemap>" for name in names]
    rows.append("<sitemap><loc>https://evil.example/post-sitemap2.xml</loc></sitemap>")
    found = read_sitemap(sitemap(*rows, root="sitemapindex"), f"{HOME}/sitemap_index.xml", PROKALTENG)
    assert found == [Found(f"{HOME}/post-sitemap1.xml", "sitemap", None, date(2026, 1, 5))]


def test_an_empty_sitemap_is_one() -> None:
    assert read_sitemap(sitemap(), HOME, PROKALTENG) == []


def test_a_sitemap_bomb_is_refused() -> None:
    with pytest.raises(UnreadableError):
        read_sitemap(gzip.compress(b" " * (MAX_XML + 1)), HOME, PROKALTENG)


CARD = '<div class="td_module_wrap"><p class="entry-title td-module-title"><a href="{}">Judul</a></p>{}</div>'


def test_list_by_cards() -> None:
    body = CARD.format("/ekonomi/03/01/2026/satu/", "") + CARD.format(TWO + "amp/", "")
    body += f'<div class="side"><a href="{HOME}/ekonomi/01/01/2026/samping/">Samping</a></div>'
    page = read_list(body.encode(), f"{HOME}/ekonomi/", PROKALTENG)
    assert [found.url for found in page.articles] == [ONE, TWO]
    assert page.next_url == f"{HOME}/ekonomi/page/2/"


def test_list_without_cards_takes_all_links() -> None:
    body = f'<a href="{ONE}">satu</a><a href="{ONE}#komentar">satu</a><a href="/tag/x/">x</a><a>tanpa</a>'
    page = read_list(body.encode(), f"{HOME}/ekonomi/page/2/", PROKALTENG)
    assert [found.url for found in page.articles] == [ONE]
    assert page.next_url == f"{HOME}/ekonomi/page/3/"


def test_the_day_of_a_card() -> None:
    simple = '<article class="simple-post"><h3><a href="/berita/{}/x">Judul</a></h3><span>{}</span></article>'
    body = (
        simple.format(1, "Senin, 28 Juli 2025 19:27 WIB")
        + simple.format(2, "12 February 2026")
        + simple.format(3, "3 jam lalu")
        + simple.format(4, '<time datetime="2025-07-01T01:00:00+07:00">kemarin</time>')
    )
    page = read_list(body.encode(), "https://kalteng.antaranews.com/terkini", ANTARA)
    days = [found.published for found in page.articles]
    assert days == [date(2025, 7, 28), date(2026, 2, 12), None, date(2025, 7, 1)]
    assert page.next_url == "https://kalteng.antaranews.com/terkini/2"


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<html></html>", b"%PDF"])
def test_a_list_of_nothing(body: bytes) -> None:
    assert read_list(body, f"{BORNEONEWS.scheme}://{BORNEONEWS.domains[0]}/", BORNEONEWS) == ListPage((), None)


@pytest.mark.parametrize(
    ("slug", "url", "expected"),
    [
        ("prokalteng", f"{HOME}/internas/", (f"{HOME}/internas/", 1)),
        ("prokalteng", f"{HOME}/internas/page/12/", (f"{HOME}/internas/", 12)),
        ("antarakalteng", "https://kalteng.antaranews.com/terkini/2", ("https://kalteng.antaranews.com/terkini", 2)),
        ("antarakalteng", "https://kalteng.antaranews.com/terkini", ("https://kalteng.antaranews.com/terkini", 1)),
        ("borneonews", "https://www.borneonews.co.id/", ("https://www.borneonews.co.id/", 1)),
    ],
)
def test_page_number(slug: str, url: str, expected: tuple[str, int]) -> None:
    assert page_number(url, publishers()[slug]) == expected


def page(*days: date | None) -> ListPage:
    return ListPage(tuple(Found(f"{HOME}/{n}", "article", day) for n, day in enumerate(days)), f"{HOME}/next")


OLD, NEW = date(2024, 12, 1), date(2025, 2, 1)


@pytest.mark.parametrize(
    ("since", "pages", "visited"),
    [
        # with `since`: three pages in a row without a newer article
        (date(2025, 1, 1), [(page(NEW), 0)] * 9, 9),
        (date(2025, 1, 1), [(page(OLD), 9)] * 9, 3),
        (date(2025, 1, 1), [(page(OLD), 0), (page(OLD), 0), (page(OLD, NEW), 0), *[(page(OLD), 0)] * 9], 6),
        (date(2025, 1, 1), [(page(None), 1)] * 9, 9),
        (date(2025, 1, 1), [(page(None), 0)] * 9, 3),
        # without: what is new only, three deep at most
        (None, [(page(NEW), 5)] * 9, 3),
        (None, [(page(NEW), 5), (page(NEW), 0), (page(NEW), 5)], 2),
        # an empty page ends a list
        (date(2025, 1, 1), [(page(NEW), 1), (page(), 0), (page(NEW), 1)], 2),
    ],
)
def test_stop_rule(since: date | None, pages: list[tuple[ListPage, int]], visited: int) -> None:
    rule = StopRule(since)
    seen = 0
    for number, (one, new) in enumerate(pages, 1):
        seen += 1
        if not rule.go_on("list", number, one, new=new):
            break
    assert seen == visited


def test_no_list_is_endless() -> None:
    rule = StopRule(date(2025, 1, 1), most=7)
    assert [rule.go_on("list", number, page(NEW), new=1) for number in range(5, 9)] == [True, True, False, False]


@pytest.mark.parametrize(
    ("published", "changed", "is_wanted"),
    [
        (date(2025, 1, 1), None, True),
        (date(2024, 12, 31), None, True),  # a clock in another zone
        (date(2024, 12, 30), None, False),
        (date(2025, 7, 1), None, True),
        (date(2025, 7, 2), None, False),
        (None, None, True),
        (None, date(2024, 12, 1), False),
        (None, date(2025, 2, 1), True),
    ],
)
def test_wanted(published: date | None, changed: date | None, is_wanted: bool) -> None:
    found = Found(ONE, "article", published, changed)
    assert wanted(found, since=date(2025, 1, 1), until=date(2025, 6, 30)) is is_wanted
