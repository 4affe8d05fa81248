"""`scrapy check` and `scrapy parse` against the invented newsroom, served on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from capaian.demo.newsroom import newsroom, publishers, url_of
from capaian.demo.site import Site, serve
from tests.crawler.newsroom_spiders import source

ROOT = Path(__file__).resolve().parents[2]
CONFIG = "[settings]\ndefault = settings_here\n"
SETTINGS = "from crawler.settings import *\n\nSPIDER_MODULES = ['spiders_here']\n"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def scrapy(folder: Path, spiders: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`scrapy` in a project of its own, whose spiders are these."""
    (folder / "scrapy.cfg").write_text(CONFIG)
    (folder / "settings_here.py").write_text(SETTINGS)
    (folder / "spiders_here.py").write_text(spiders)
    paths = filter(None, (str(folder), str(ROOT), os.environ.get("PYTHONPATH")))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False
    )


def test_the_contracts_hold(site: Site, tmp_path: Path) -> None:
    made = scrapy(tmp_path, source(site), "check")
    told = re.search(r"Ran (\d+) contracts? in", made.stderr)
    assert made.returncode == 0, made.stderr
    assert told is not None
    assert int(told[1]) == 5 * len(publishers())
    asked = {(host, target) for host, target, _ in site.asked}
    for outlet in newsroom().outlets.values():
        assert (f"{outlet.host}:{site.port}", "/robots.txt") in asked, "contracts are as polite as crawls"


def test_a_contract_that_does_not_hold_is_told(site: Site, tmp_path: Path) -> None:
    made = scrapy(tmp_path, source(site, items=2, least=4999), "check", "kabarmentaya")
    assert made.returncode == 1
    assert "Returned 1 items, expected 2" in made.stderr
    assert "expected 4999..5000" in made.stderr


def test_parse_shows_what_a_page_gives(site: Site, tmp_path: Path) -> None:
    room = newsroom()
    story, outlet = room.stories["kabarmentaya"][0], room.outlets["kabarmentaya"]
    made = scrapy(
        tmp_path, source(site), "parse", "--spider=kabarmentaya", "--nocolour", url_of(outlet, story, site.port)
    )
    assert made.returncode == 0, made.stderr
    assert f"'url': '{url_of(outlet, story)}'" in made.stdout
    assert "Scraped Items" in made.stdout
    listed = scrapy(
        tmp_path, source(site), "parse", "--spider=kabarmentaya", "--nocolour", f"http://{site.hosts[0]}/feed/"
    )
    assert story.path in listed.stdout, listed.stderr
