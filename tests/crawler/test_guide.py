"""docs/add-a-publisher.md does what it says: its block is one, its class is a spider, its commands are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from capaian.cli import app
from crawler.spider import PublisherSpider
from extract.urls import article_match, canonical_url
from models import publishers as registry
from models.publishers import read_publishers

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/add-a-publisher.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    path = tmp_path / "publishers.toml"
    (made,) = blocks("toml")
    path.write_text(made, encoding="utf-8")
    return path


def test_the_block_is_a_publisher(toml: Path) -> None:
    (made,) = read_publishers(toml).values()
    found = article_match("https://radarcontoh.example/2025/03/04/serapan-anggaran/", made)
    assert found is not None
    assert found.groupdict() == {"year": "2025", "month": "03", "day": "04", "slug": "serapan-anggaran"}
    assert re.match(made.dateline[0], "SAMPIT, RADAR CONTOH – Isi")
    assert article_match("https://radarcontoh.example/tag/dprd/", made) is None


def test_its_lines_of_addresses_hold_and_its_block_ships_off(toml: Path) -> None:
    (made,) = read_publishers(toml).values()
    (lines,) = blocks("text")
    for line in lines.splitlines():
        url, canonical, groups = line.split(" | ")
        assert canonical_url(url, made) == canonical
        found = article_match(canonical, made)
        told = " ".join(f"{name}={value}" for name, value in found.groupdict().items()) if found else "-"
        assert told == groups
    assert not made.enabled


def test_the_class_is_a_spider(toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.spider.publishers", lambda: read_publishers(toml))
    (source,) = blocks("python")
    made: dict[str, object] = {"__name__": "crawler.spiders.radarcontoh"}
    exec(compile(source, "radarcontoh.py", "exec"), made)
    spider = made["RadarContohSpider"]
    assert isinstance(spider, type)
    assert issubclass(spider, PublisherSpider)
    assert spider(since="2026-11-01", max_pages="20").publisher.name == "Radar Contoh"


def test_every_key_that_it_shows_is_explained() -> None:
    assert registry.__file__ is not None
    source = Path(registry.__file__).read_text(encoding="utf-8")
    (made,) = blocks("toml")
    for key in re.findall(r"^(\w+) =", made, re.MULTILINE):
        assert re.search(rf"^    {key}: ", source, re.MULTILINE), key


def test_its_commands_are_there() -> None:
    commands = get_command(app)
    for line in re.findall(r"^\$ capaian (.+)$", "\n".join(blocks("console")), re.MULTILINE):
        command = commands
        for word in line.split():
            command = getattr(command, "commands", {}).get(word, command)
        assert command is not commands, line
    for path in re.findall(r"`((?:models|tests|crawler|docs)/[\w/.-]+)`", GUIDE):
        assert (ROOT / path).exists() or "radarcontoh" in path, path
