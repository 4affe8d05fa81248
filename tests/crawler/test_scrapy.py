"""What a Scrapy user expects: `scrapy list`, `scrapy crawl`, `scrapy check`, and settings that nothing weakens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from crawler.guard import allow_loopback
from crawler.spider import publisher_spider
from models.publishers import publishers
from tests.crawler.evil import publisher, serve

ROOT = Path(__file__).resolve().parents[2]


def scrapy(*arguments: str, timeout: float = 90) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def project_settings() -> Settings:
    made = Settings()
    made.setmodule("crawler.settings", priority="project")
    return made


def test_list() -> None:
    made = scrapy("list")
    assert made.stdout.split() == sorted(publishers())


def test_every_publisher_has_its_spider() -> None:
    assert sorted(SpiderLoader.from_settings(project_settings()).list()) == sorted(publishers())


def test_check_works_offline() -> None:
    made = scrapy("check")
    assert made.returncode == 0
    assert "OK" in made.stderr + made.stdout


EXPECTED = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY_JITTER": 0,
    "DOWNLOAD_MAXSIZE": 4 * 1024 * 1024,
    "DOWNLOAD_TIMEOUT": 30,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    "REFERRER_POLICY": "no-referrer",
    "REFERER_ENABLED": False,
    "AUTOTHROTTLE_ENABLED": True,
    "TWISTED_DNS_RESOLVER": "crawler.guard.PublicResolver",
    "SCHEDULER": "crawler.scheduler.FrontierScheduler",
}


@pytest.mark.parametrize("slug", sorted(publishers()))
def test_effective_settings(slug: str) -> None:
    crawler = Crawler(publisher_spider(slug, publishers()[slug]), project_settings())
    assert {name: crawler.settings.get(name) for name in EXPECTED} == EXPECTED
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") >= max(1.0, publishers()[slug].delay)
    assert crawler.settings.getint("DEPTH_LIMIT") > 0
    assert "capaian/" in crawler.settings["USER_AGENT"]
    assert "+https://" in crawler.settings["USER_AGENT"]
    handlers = crawler.settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme: handler for scheme, handler in handlers.items() if handler} == {
        "http": "crawler.pace.PacedHandler",
        "https": "crawler.pace.PacedHandler",
    }
    middlewares = crawler.settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    used = {str(name) for name, order in middlewares.items() if order is not None}
    assert "crawler.guard.GuardMiddleware" in used
    assert "crawler.robots.PoliteRobotsMiddleware" in used
    assert not any("RobotsTxtMiddleware" in name or "retry.RetryMiddleware" in name for name in used)


def test_no_publisher_is_faster_than_a_second() -> None:
    hasty = publishers()["borneonews"].model_copy(update={"delay": 0.0})
    assert Crawler(publisher_spider("x", hasty), project_settings()).settings.getfloat("DOWNLOAD_DELAY") == 1.0


def test_what_this_machine_serves_may_be(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(lambda: allow_loopback(()))
    allow_loopback({"contoh.localhost:8123"})
    ours = Crawler(publisher_spider("x", publisher("contoh.localhost")), project_settings())
    assert ours.settings.getfloat("DOWNLOAD_DELAY") == 0.0


@pytest.mark.offline
def test_crawl_without_a_network_ends_with_its_word(tmp_path: Path) -> None:
    made = scrapy("crawl", "prokalteng", "-a", "since=2025-01-01", "-O", str(tmp_path / "out.jsonl"))
    assert "'finish_reason': 'unreachable'" in made.stderr
    assert "Traceback" not in made.stderr
    assert (tmp_path / "out.jsonl").read_text() == ""


def test_a_source_that_is_off_is_not_crawled(tmp_path: Path) -> None:
    made = scrapy("crawl", "antarakalteng", "-s", f"CAPAIAN_STORE={tmp_path / 'store.sqlite'}")
    assert "'finish_reason': 'disabled'" in made.stderr
    assert "written permission" in made.stderr
    assert "Traceback" not in made.stderr


CRAWL = """
import sys
from crawler.guard import allow_loopback
from crawler.spider import publisher_spider
from models.publishers import Publisher
from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

if __name__ == "__main__":
    block, pair, out = sys.argv[1:]
    allow_loopback({pair})
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    settings.set("FEEDS", {out: {"format": "jsonlines"}}, priority="cmdline")
    process = CrawlerProcess(settings)
    process.crawl(publisher_spider("plain", Publisher.model_validate_json(block)), since="2020-01-01", max_pages="2")
    process.start()
"""


def test_crawl_to_a_file(tmp_path: Path) -> None:
    script = tmp_path / "crawl.py"
    script.write_text(CRAWL)
    out = tmp_path / "out.jsonl"
    with serve({"plain.localhost": lambda evil, path, headers: None}) as evil:
        (pair,) = evil.pairs
        block = publisher("plain.localhost").model_dump_json()
        command = [sys.executable, str(script), block, pair, str(out)]
        made = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=180, check=False
        )
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    wanted = [f"http://plain.localhost/berita/{number}-judul" for number in (1, 2)]
    assert sorted(line["url"] for line in lines) == wanted, made.stderr
    for line in lines:
        assert line["publisher"] == "plain"
        assert line["title"].startswith("Judul berita nomor")
        assert line["text"].startswith("Serapan anggaran Kabupaten Contoh")
        assert {"status", "extractor", "claims", "text_sha256", "published"} <= set(line)
    assert "'finish_reason': 'limit'" in made.stderr
    assert "Traceback" not in made.stderr


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
