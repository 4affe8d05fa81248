#!/usr/bin/env python3
"""capaian alone over ever more pages or claims: `python grow.py pages|claims SIZE`. Prints one JSON object."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from capaian.demo.generate import Generated, generate
from capaian.demo.newsroom import publishers, url_of
from capaian.demo.pages import story_page
from crosscheck.engine import check
from extract.clean import clean_page
from extract.pipeline import extract_article
from models.values import Article, Report
from store.counts import status_counts
from store.engine import open_store, read_session, write_session
from store.imports import save_reports
from store.sql import batches


def pages(size: int) -> dict[str, object]:
    """HTML to stored claims; the CPU time of making the pages is left out."""
    made = generate(size)
    room, registry, now = made.newsroom(), publishers(), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(f"{folder}/store.sqlite", create=True)
        extract_article(Article("demo:warm", None, None, None, "Capaian 99,2 persen."))  # loads what it needs once
        spent = 0.0
        for numbers in batches(range(size), 20):
            bodies = [_page(made, room, number) for number in numbers]
            begin = time.process_time()
            reports: list[Report] = []
            for slug, url, body in bodies:
                article = clean_page(body, url=url, fetched_at=now, publisher=registry[slug], slug=slug).article
                if article is not None:
                    reports.append(extract_article(article))
            with write_session(engine) as session:
                save_reports(session, reports)
            spent += time.process_time() - begin
        with read_session(engine) as session:
            counted = status_counts(session)
        engine.dispose()
        disk = sum(file.stat().st_size for file in Path(folder).iterdir())
    return {"cpu": spent, "disk_mb": round(disk / 2**20, 1), "stored": counted}


def _page(made: Generated, room: object, number: int) -> tuple[str, str, bytes]:
    story = made.story(number)
    outlet = room.outlets[story.outlet]  # type: ignore[attr-defined]
    url = url_of(outlet, story)
    return story.outlet, url, story_page(room, outlet, story, url.removesuffix(story.path))  # type: ignore[arg-type]


def claims(size: int) -> dict[str, object]:
    """All checks over claims that agree with each other."""
    made = generate(size)  # each story has a claim and more

    def enough() -> Iterator[Report]:
        left = size
        for report in made.reports():
            if left <= 0:
                return
            left -= len(report.claims)
            yield report

    reports = list(enough())
    begin = time.process_time()
    findings = check(reports)
    spent = time.process_time() - begin
    return {"cpu": spent, "findings": len(findings), "articles": len(list(islice(reports, size)))}


def main() -> None:
    """One size, in a process of its own, so that its peak memory is its own."""
    size = int(sys.argv[2])
    made = {"pages": pages, "claims": claims}[sys.argv[1]](size)
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"size": size, "peak_mb": peak} | made))


if __name__ == "__main__":
    main()
