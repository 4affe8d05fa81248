"""What machines ask of a running dashboard: /healthz and /metrics."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from dashboard.watch import conditions
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from store.migrate import REVISIONS
from store.runs import end_run, start_run
from tests.dashboard.conftest import client_of

NOW = datetime(2025, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def file(store_file: Path, tmp_path: Path) -> Path:
    """A copy of the newsroom's store that may be written."""
    return Path(shutil.copy(store_file, tmp_path / "store.sqlite"))


def passed(engine: Engine, hours: float, status: str = "ok") -> None:
    when = datetime.now(UTC) - timedelta(hours=hours)
    with write_session(engine) as session:
        end_run(session, start_run(session, kind="pass", now=when).id, status=status, now=when)


@pytest.mark.parametrize(
    ("passes", "status", "told"),
    [
        ([], 200, "no unattended pass was ever made, so none is missed"),
        ([(1, "ok")], 200, "the last pass ended "),
        ([(1, "limit")], 200, "the last pass ended "),
        ([(27, "ok")], 503, "the last pass ended "),
        ([(27, "ok"), (1, "failed")], 503, "the last pass ended "),
        ([(1, "failed")], 503, "none of the last passes ended well: see `capaian runs`"),
    ],
)
def test_health_is_that_of_the_last_pass(file: Path, passes: list[tuple[float, str]], status: int, told: str) -> None:
    engine = open_store(str(file))
    for hours, word in passes:
        passed(engine, hours, word)
    answer = client_of(file).get("/healthz")
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    body = answer.json()
    assert body["status"] == ("ok" if status == 200 else "failing")
    last = body["checks"][-1]
    assert (last["name"], last["ok"]) == ("last_run", status == 200)
    assert last["told"].startswith(told)


def test_how_old_the_last_pass_may_be_is_a_setting(file: Path) -> None:
    passed(open_store(str(file)), 27)
    assert client_of(file, oldest_run=timedelta(hours=30)).get("/healthz").status_code == 200


def test_another_schema_and_a_lost_database_are_told(file: Path) -> None:
    served = client_of(file)
    with open_store(str(file)).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = served.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["checks"][-1] == {
        "name": "schema", "ok": False, "told": f"it is 0001, this version needs {REVISIONS[-1]}",
    }  # fmt: skip
    served = client_of_lost(file)
    answer = served.get("/healthz")
    assert answer.status_code == 503
    (check,) = answer.json()["checks"]
    assert (check["name"], check["ok"]) == ("database", False)
    assert str(file) not in answer.text, "no path of this machine leaves it"


def client_of_lost(file: Path) -> TestClient:
    with open_store(str(file), any_schema=True).begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{REVISIONS[-1]}'"))
    served = client_of(file)
    served.app.state.engine.dispose()  # type: ignore[attr-defined]
    file.unlink()
    return served


def test_the_database_may_be_a_server(engine: Engine) -> None:
    assert [(one.name, one.ok) for one in conditions(engine)] == [
        ("database", True), ("schema", True), ("last_run", True),
    ]  # fmt: skip


def test_metrics_are_the_ledger(client: TestClient, store_file: Path) -> None:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert set(families) == {
        "capaian_info", "capaian_pages", "capaian_frontier_tasks", "capaian_claims", "capaian_findings", "capaian_runs",
        "capaian_source_last_success_timestamp_seconds", "capaian_run_last_end_timestamp_seconds",
        "capaian_run_last_duration_seconds", "capaian_source_enabled", "capaian_unchecked_pages",
        "capaian_forgotten_names",
    }  # fmt: skip
    with read_session(open_store(str(store_file), readonly=True)) as session:
        counts = status_counts(session)
    for name, stage in (("pages", "captures"), ("claims", "claims"), ("findings", "findings")):
        total = sum(sample.value for sample in families[f"capaian_{name}"].samples)
        assert total == sum(counts[stage].values()), name
    assert all(family.documentation for family in families.values())


def test_metrics_count_runs_that_ended(file: Path) -> None:
    engine = open_store(str(file))
    passed(engine, 2, "ok")
    passed(engine, 1, "limit")
    with write_session(engine) as session:
        start_run(session, kind="pass")
    told = client_of(file).get("/metrics").text
    assert 'capaian_runs_total{kind="pass",status="ok"} 1.0' in told
    assert 'capaian_runs_total{kind="pass",status="limit"} 1.0' in told
    assert 'status="running"' not in told
