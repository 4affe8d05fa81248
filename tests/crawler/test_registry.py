"""The registry: its blocks are whole, and a mistake in one is told by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml.cssselect import CSSSelector

from crawler.spider import PublisherSpider, publisher_spider
from extract.page_words import whole_lines
from models.config import ConfigError
from models.publishers import platforms, publishers, read_publishers
from models.reference import regions

GOOD = """
[contoh]
name = "Contoh"
platform = "wordpress"
domains = ["contoh.example"]
article = '/(?P<id>\\d+)/(?P<slug>[^/]+)/?'
terms = "not seen"
source = "invented"
"""


def test_the_first_publishers() -> None:
    first = ["prokalteng", "borneonews", "antarakalteng", "merdeka", "kaltaranetwork"]
    assert [slug for slug in publishers() if slug in first] == first


def test_what_nobody_has_probed_ships_off() -> None:
    on = [slug for slug, publisher in publishers().items() if publisher.enabled]
    assert on == ["prokalteng", "borneonews", "merdeka", "kaltaranetwork"]


def test_the_sites_of_antara_come_from_one_entry() -> None:
    sites = {slug: one for slug, one in publishers().items() if slug.startswith("antara")}
    assert len(sites) >= 30
    assert len({one.article for one in sites.values()}) == 1
    assert all("permission" in one.terms and one.delay == 5 and one.platform == "antara" for one in sites.values())
    assert (sites["antarakalsel"].timezone, sites["antarakalteng"].timezone) == ("Asia/Makassar", "Asia/Jakarta")
    provinces = regions()
    assert all(one.province in provinces for one in publishers().values() if one.province)


@pytest.mark.parametrize("slug", list(publishers()))
def test_publisher(slug: str) -> None:
    publisher = publishers()[slug]
    assert publisher.terms
    assert re.search("seen|public", publisher.source)
    assert publisher.status == "unverified"
    assert publisher.checked is None
    assert publisher.delay >= 1
    assert publisher.feeds or publisher.sitemaps or publisher.lists
    for pattern in publisher.dateline:
        assert "town" in re.compile(pattern).groupindex


DATELINES = [
    ("prokalteng", "PALANGKA RAYA, PROKALTENG.CO – Isi", "PALANGKA RAYA"),
    ("prokalteng", "NANGA BULIK, PROKALTENG.CO - Isi", "NANGA BULIK"),
    ("prokalteng", "SAMPIT, PROKALTENG.CO– Isi", "SAMPIT"),
    ("prokalteng", "SAMPIT, TABENGAN.CO – Isi", None),
    ("borneonews", "BORNEONEWS, Nanga Bulik - Isi", "Nanga Bulik"),
    ("borneonews", "Nanga Bulik - Isi", None),
    ("antarakalteng", "Pangkalan Bun (ANTARA) - Isi", "Pangkalan Bun"),
    ("antarakalteng", "Nanga Bulik (Antaranews Kalteng) - Isi", "Nanga Bulik"),
    ("antarakalteng", "Palangka Raya (Antara Kalteng) - Isi", "Palangka Raya"),
    ("antarakalteng", "Sampit (ANTARA) – Isi", "Sampit"),
    ("antarakalteng", "Sampit (Kompas) - Isi", None),
    ("kaltaranetwork", "TANJUNG SELOR – Isi", "TANJUNG SELOR"),
    ("antarakalsel", "Tanjung, (Antaranews Kalsel) - Isi", "Tanjung"),
    ("antarakaltara", "Tarakan (Antara News Kaltara) - Isi", "Tarakan"),
    ("tabengan", "PALANGKA RAYA/TABENGAN.CO.ID – Isi", "PALANGKA RAYA"),
    ("mmckalteng", "MMCKalteng – Palangka Raya – Isi", "Palangka Raya"),
    ("tribunkalteng", "TRIBUNKALTENG.COM, SAMPIT - Isi", "SAMPIT"),
    ("korankaltara", "TANJUNG SELOR, Koran Kaltara – Isi", "TANJUNG SELOR"),
    ("kabarkalimantan1", "KABARKALIMANTAN1, PALANGKARAYA — Isi", "PALANGKARAYA"),
    ("radarsampit", "PANGKALAN BUN - Isi", "PANGKALAN BUN"),
]


@pytest.mark.parametrize(("slug", "line", "town"), DATELINES, ids=[row[1] for row in DATELINES])
def test_dateline(slug: str, line: str, town: str | None) -> None:
    matches = [re.match(pattern, line) for pattern in publishers()[slug].dateline]
    assert [match["town"] for match in matches if match] == ([town] if town else [])


@pytest.mark.parametrize("name", list(platforms()))
def test_platform(name: str) -> None:
    platform = platforms()[name]
    groups = (platform.title, platform.body, platform.date, platform.author, platform.remove, platform.cards)
    for selector in [selector for group in (*groups, platform.next_page) for selector in group]:
        CSSSelector(selector, translator="html")
    assert platform.body
    lines = whole_lines((*platform.boilerplate, *platform.ends))
    assert lines is None or not lines.fullmatch("Serapan 61 persen.")
    if platform.page_path:
        assert platform.page_path.format(list="/a/", n=2) != "/a/"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("name =", "nama ="), r"\[contoh\] lacks the key 'name'; unknown key 'nama'; allowed: .*article.*"),
        (("wordpress", "drupal"), r"platform = 'drupal'; allowed: antara, borneonews"),
        (("\\d+", "\\d+("), r"article = .* is no regular expression"),
        (("contoh.example", "Contoh.example/x"), r"domains = .* without a path"),
        (("[contoh]", "[contoh"), r"not TOML"),
        (('"not seen"', '"not seen"\ndelay = "slow"'), r"delay = 'slow'"),
    ],
)
def test_a_mistake_is_told_by_name(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        read_publishers(path)


def test_a_domain_has_one_publisher(tmp_path: Path) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text(GOOD + GOOD.replace("[contoh]", "[lain]"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"'contoh.example' belongs to \[contoh\] already"):
        read_publishers(path)


def test_a_block_becomes_a_spider(tmp_path: Path) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text(GOOD, encoding="utf-8")
    made = publisher_spider("contoh", read_publishers(path)["contoh"])
    assert issubclass(made, PublisherSpider)
    assert made.name == "contoh"
    assert made(since="2025-01-31", max_pages="7").max_pages == 7


@pytest.mark.parametrize("argument", [{"since": "kemarin"}, {"until": "2025-02-30"}, {"max_pages": "banyak"}])
def test_a_bad_argument_is_told(argument: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=rf"{next(iter(argument))}='"):
        publisher_spider("prokalteng", publishers()["prokalteng"])(**argument)
