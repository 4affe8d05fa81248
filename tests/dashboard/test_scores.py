"""The scores that the page on the method shows are those of the last record."""

from __future__ import annotations

import json
from pathlib import Path

import dashboard

ROOT = Path(dashboard.__file__).resolve().parents[1]


def test_the_page_shows_the_last_record() -> None:
    record = json.loads((ROOT / "bench/score.json").read_text(encoding="utf-8"))
    shown = json.loads((ROOT / "dashboard/data/scores.json").read_text(encoding="utf-8"))
    assert shown == {part: record[part]["measures"] for part in ("building", "held out")}
