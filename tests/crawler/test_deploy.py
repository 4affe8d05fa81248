"""The [deploy] section of scrapy.cfg: a project is deployed to a scrapyd on this machine, and its spider leaves claims.

Skipped where scrapyd is not installed; .ci/run has it, and does not take a skip.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from capaian.demo.newsroom import articles
from capaian.demo.site import Site, serve
from extract.pipeline import extract_article
from store.claims import claim_rows
from store.engine import open_store, read_session
from tests.conftest import GUARD
from tests.crawler.newsroom_spiders import source

pytest.importorskip("scrapyd", reason="scrapyd is not installed")
pytest.importorskip("scrapyd_client", reason="scrapyd-client is not installed")

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("capaian", "crawler", "crosscheck", "dashboard", "extract", "models", "store")
FILES = ("LICENSE", "README.md", "pyproject.toml", "scrapy.cfg", "setup.py")
OUTLET = "nusakaltara"
WHERE = "\nfrom pathlib import Path\nimport models\nPath({!r}).write_text(models.__file__)\n"
"""Leaves word where the code came from."""
SERVER = """[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
poll_interval = 0.5
max_proc = 1
"""


@dataclass(frozen=True)
class Scrapyd:
    """A scrapyd on loopback, and the folder that it keeps everything in."""

    port: int
    folder: Path

    def ask(self, call: str, **given: str) -> dict[str, Any]:
        """A call of its API; with values it is a POST where the call changes something."""
        url, values = f"http://127.0.0.1:{self.port}/{call}.json", urlencode(given)
        with urlopen(url, values.encode()) if call == "schedule" else urlopen(f"{url}?{values}") as answer:
            made: dict[str, Any] = json.load(answer)
        assert made["status"] == "ok", made
        return made


@pytest.fixture
def scrapyd(tmp_path: Path) -> Iterator[Scrapyd]:
    folder = tmp_path / "scrapyd"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "scrapyd.conf").write_text(SERVER.format(port=port))
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "scrapyd"], cwd=folder, env=environment(), stdout=log, stderr=log
        )
        made = Scrapyd(port, folder)
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    made.ask("daemonstatus")
                    break
                except OSError:
                    assert process.poll() is None, (folder / "scrapyd.log").read_text()
                    assert time.monotonic() < deadline, (folder / "scrapyd.log").read_text()
                    time.sleep(0.2)
            yield made
        finally:
            process.terminate()
            process.wait(30)


def environment() -> dict[str, str]:
    """As on a server: this folder is not on the path, so that what runs is what was deployed."""
    return {**{k: v for k, v in os.environ.items() if k != "CAPAIAN_STORE"}, "PYTHONPATH": str(GUARD)}


def project(folder: Path, site: Site, port: int) -> Path:
    """A copy of the project with the newsroom's spiders among its own, and with our scrapyd as its target."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / "crawler" / "spiders" / "newsroom.py").write_text(source(site) + WHERE.format(str(folder / "where.txt")))
    config = (ROOT / "scrapy.cfg").read_text()
    assert "http://localhost:6800/" in config
    (folder / "scrapy.cfg").write_text(config.replace("localhost:6800", f"localhost:{port}"))
    return folder


def test_deployed_scheduled_and_its_claims_are_in_the_store(tmp_path: Path, scrapyd: Scrapyd) -> None:
    store = tmp_path / "store.sqlite"
    with serve() as site:
        place = project(tmp_path / "project", site, scrapyd.port)
        deploy = [sys.executable, "-m", "scrapyd_client.deploy"]
        made = subprocess.run(
            deploy, cwd=place, env=environment(), capture_output=True, text=True, timeout=300, check=False
        )
        assert made.returncode == 0, made.stdout + made.stderr
        spiders = scrapyd.ask("listspiders", project="capaian")["spiders"]
        assert {OUTLET, "prokalteng", "borneonews"} <= set(spiders)
        job = scrapyd.ask("schedule", project="capaian", spider=OUTLET, setting=f"CAPAIAN_STORE={store}")["jobid"]
        log = scrapyd.folder / "logs" / "capaian" / OUTLET / f"{job}.log"
        deadline = time.monotonic() + 240
        while not scrapyd.ask("listjobs", project="capaian")["finished"]:
            assert time.monotonic() < deadline, log.read_text() if log.exists() else "the job never began"
            time.sleep(0.3)
        told = log.read_text()
        wanted = [extract_article(one) for one in articles() if one.publisher == OUTLET]
    assert "'finish_reason': 'finished'" in told, told
    assert "capaian-egg-" in (place / "where.txt").read_text(), "what ran was not what was deployed"
    engine = open_store(str(store), readonly=True)
    with read_session(engine) as session:
        found = [(row.url, row.claim.indicator, row.claim.place) for row in claim_rows(session, limit=1000)]
    engine.dispose()
    expected = [(report.url, claim.indicator, claim.place) for report in wanted for claim in report.claims]
    assert expected
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
