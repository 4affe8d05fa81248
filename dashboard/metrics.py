"""The ledger in Prometheus' words. Names are promises: a dashboard or an alert of somebody else hangs on each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from store.ledger import Ledger
from store.migrate import REVISIONS
from store.runs import RUNNING

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(ledger: Ledger, *, enabled: Mapping[str, bool] | None = None) -> bytes:
    """All metrics in Prometheus' text form; `enabled` says of each known source whether it is on."""

    class Once:
        def collect(self) -> Iterator[Metric]:
            return _metrics(ledger, enabled or {})

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Once())
    return generate_latest(registry)


def _metrics(ledger: Ledger, enabled: Mapping[str, bool]) -> Iterator[Metric]:
    yield _gauge(
        "info", "The program and the store's schema.", {(version("capaian"), REVISIONS[-1]): 1}, "version", "schema"
    )
    # no counter: reading a page anew moves it from one word to another
    yield _gauge("pages", "Page bodies kept, by source and status word.", ledger.pages, "source", "status")
    yield _gauge("frontier_tasks", "Addresses by source and state.", ledger.tasks, "source", "state")
    yield _gauge("claims", "Claims by outlet, current or not.", ledger.claims, "source", "state")
    yield _gauge("findings", "Findings: open ones by outcome, and closed.", _one(ledger.findings), "outcome")
    over = {key: number for key, number in ledger.runs.items() if key[1] != RUNNING}
    yield _filled(CounterMetricFamily("capaian_runs", "Runs by kind and last word.", labels=("kind", "status")), over)
    times = {(source,): moment for source, moment in ledger.last_success.items()}
    yield _gauge("source_last_success_timestamp_seconds", "When a crawl last ended well.", times, "source")
    ended = {(kind,): value for kind, value in ledger.last_ended.items()}
    yield _gauge(
        "run_last_end_timestamp_seconds", "When a run ended last.", {k: v[0] for k, v in ended.items()}, "kind"
    )
    yield _gauge("run_last_duration_seconds", "How long that run took.", {k: v[1] for k, v in ended.items()}, "kind")
    yield _gauge("source_enabled", "Whether a crawl takes the source.", _one(enabled), "source")
    yield _gauge("unchecked_pages", "Pages whose claims wait for a check.", {(): ledger.unchecked})
    yield _gauge("forgotten_names", "Names that were forgotten.", {(): ledger.forgotten})


def _one(row: Mapping[str, Any]) -> dict[tuple[str, ...], Any]:
    return {(name,): value for name, value in row.items()}


def _gauge(name: str, told: str, rows: Mapping[Any, Any], *labels: str) -> Metric:
    return _filled(GaugeMetricFamily(f"capaian_{name}", told, labels=labels), rows)


def _filled(metric: Any, rows: Mapping[Any, Any]) -> Metric:
    for labels, value in sorted(rows.items()):
        metric.add_metric(list(labels), value.timestamp() if isinstance(value, datetime) else float(value))
    made: Metric = metric
    return made
