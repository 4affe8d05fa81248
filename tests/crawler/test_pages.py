"""Invented pages in the structure of each platform: one test for each field of each page.

A page without expected.json gets one written, and fails: read it before it is kept.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extract.clean import clean_page
from models.publishers import platforms, publishers

PAGES = Path(__file__).parent / "pages"
FIELDS = (
    "status",
    "url",
    "title",
    "title_source",
    "published",
    "published_source",
    "timezone",
    "printed_zone",
    "charset",
    "charset_source",
    "body_source",
    "text",
)
CASES = sorted(path.parent for path in PAGES.glob("*/*/meta.toml"))


@cache
def cleaned(folder: Path) -> dict[str, Any]:
    meta = tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8"))
    slug = meta.get("publisher")
    made = clean_page(
        (folder / "page.html").read_bytes(),
        url=meta["url"],
        content_type=meta.get("content_type"),
        fetched_at=meta["fetched_at"],
        publisher=publishers()[slug] if slug else None,
        slug=slug,
    )
    article = made.article
    found = {name: getattr(made, name) for name in FIELDS if hasattr(made, name)}
    return found | {
        "status": str(made.status),
        "url": made.canonical_url,
        "title": article and article.title,
        "published": article and article.published and article.published.isoformat(),
        "text": article and article.text.split("\n"),
    }


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_page(folder: Path, field: str) -> None:
    expected = folder / "expected.json"
    if not expected.exists():
        expected.write_text(json.dumps(cleaned(folder), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected} was missing and is written now: read it, and keep it if it is right")
    assert cleaned(folder)[field] == json.loads(expected.read_text(encoding="utf-8"))[field]


def test_the_first_publishers_and_every_platform_have_a_page() -> None:
    seen = {tomllib.loads((folder / "meta.toml").read_text(encoding="utf-8")).get("publisher") for folder in CASES}
    assert seen >= {"prokalteng", "borneonews", "antarakalteng", "merdeka", "kaltaranetwork"}
    assert {publishers()[slug].platform for slug in seen if slug} | {"generic"} == set(platforms())
