"""A site's preset is found by its own classes: on the invented pages of every preset, and on the demo newsroom."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capaian.demo.newsroom import publishers as invented
from capaian.demo.site import serve
from crawler.describe import describe
from crawler.presets import preset
from crawler.probe import probe
from models.publishers import Publisher, publishers
from store.captures import PendingCapture
from tests.crawler.evil import publisher

PAGES = sorted(Path(__file__).parent.glob("pages/*/*/page.html"))


def capture(slug: str, url: str) -> PendingCapture:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return PendingCapture(1, slug, url, now, None, None, None, "text/html", None, url, None)


@pytest.mark.parametrize("page", [page for page in PAGES if page.parts[-3] != "none"], ids=lambda page: page.parts[-2])
def test_the_preset_of_an_invented_page(page: Path) -> None:
    slug = page.parts[-3]
    meta = tomllib.loads((page.parent / "meta.toml").read_text(encoding="utf-8"))
    block = publishers()[slug]
    found, why = preset([(page.read_bytes(), capture(slug, meta["url"]))], block)
    assert found == block.platform, why


@pytest.mark.parametrize("slug", ["kabarmentaya", "wartaborneoraya", "nusakalteng"])
def test_an_outlet_of_the_newsroom_is_described_and_then_probed(slug: str) -> None:
    known = invented()[slug]
    host = known.domains[0]
    with serve() as site:
        found = describe(f"http://{host}/", allow_loopback=site.hosts, delay=0)
        block = Publisher.model_validate({**found.values, "enabled": True, "delay": 0})
        seen = probe(found.slug, block, allow_loopback=site.hosts)
    assert (block.name, block.platform) == (known.name, known.platform)
    assert set(known.feeds) <= set(block.feeds)
    assert set(known.sitemaps) <= set(block.sitemaps)
    assert len(set(block.sitemaps)) == len(block.sitemaps)
    assert seen.stable, seen


def test_a_site_without_marks_is_generic() -> None:
    block = publisher("plain.localhost")
    page = b"<html><body><h1>Judul berita ini</h1><p>Isi berita yang panjang, kata kepala dinas.</p></body></html>"
    assert preset([(page, capture("plain", "http://plain.localhost/berita/1-judul"))], block)[0] == "generic"
