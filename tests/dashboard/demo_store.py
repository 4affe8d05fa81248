"""The demo newsroom in a store, without the crawl: its articles are read and checked as they are."""

from __future__ import annotations

from pathlib import Path

from capaian.demo import articles
from capaian.line import check_store
from extract.pipeline import extract_articles
from store.engine import open_store
from tests.dashboard.newsroom import save


def build_demo(path: Path) -> None:
    """Make the store."""
    engine = open_store(str(path), create=True)
    told = articles()
    save(engine, [(one, report.claims) for one, report in zip(told, extract_articles(told), strict=True)])
    check_store(engine, save=True)
    engine.dispose()
