"""Fifty readers at once while a crawl writes: every answer is whole, nobody is locked out, nothing is lost."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.testclient import TestClient

from models.values import Report
from store.engine import open_store, write_session
from store.imports import save_reports
from tests.dashboard.conftest import client_of
from tests.dashboard.newsroom import ektp

READERS, WRITES = 50, 60
ASKED = (
    "/", "/klaim", "/temuan", "/daerah/62.02", "/api/v1/claims?limit=200", "/klaim.jsonl", "/cari?q=perekaman",
    "/klaim?place=62&q=97&outcome=unchecked", "/matriks/62?part=2", "/indikator/ektp_recording", "/janji", "/pejabat",
)  # fmt: skip


def test_fifty_readers_while_a_crawl_writes(store_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shutil.copy(store_file, path)
    app = client_of(path).app

    def read(number: int) -> list[tuple[str, int]]:
        client = TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)
        paths = [ASKED[(number + turn) % len(ASKED)] for turn in range(4)]
        return [(path, client.get(path).status_code) for path in paths]

    def write() -> int:
        engine = open_store(str(path))
        new = 0
        for number in range(WRITES):
            claim = ektp("97.7", "2025-10-01")
            report = Report(url=f"http://pena.localhost/neu-{number}", publisher="pena", claims=(claim,))
            with write_session(engine) as session:
                new += save_reports(session, [report])
        engine.dispose()
        return new

    with ThreadPoolExecutor(READERS + 1) as threads:
        written = threads.submit(write)
        codes = {code for one in threads.map(read, range(READERS)) for code in one}
    assert written.result() == WRITES
    # on a slow machine an export may be told to come again; nothing else ever is
    assert codes - {("/klaim.jsonl", 503)} == {(path, 200) for path in ASKED}
    told = client_of(path).get("/api/v1/claims?limit=200").json()["claims"]
    assert len(told) == 11 + WRITES
