"""Checks a block of the registry against the live site, by a tiny crawl into a store that is thrown away after."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

from crawler.archive import body_of
from crawler.run import crawl
from extract.clean import clean_page
from models.publishers import Publisher
from store.captures import pending_captures
from store.engine import open_store, read_session
from store.frontier import starts

ARTICLES = 2
"""Articles that a probe fetches."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: a start page with what it led to, or an article with what was read of it."""

    what: str
    url: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe found, and when. `status` is the word with which its crawl ended (crawler/run.py)."""

    source: str
    day: date
    status: str
    reason: str | None
    checks: tuple[Check, ...]

    @property
    def stable(self) -> bool:
        """Whether articles were found, fetched, and read whole."""
        articles = [check for check in self.checks if check.what == "article"]
        return bool(articles) and all(check.ok for check in articles)


def probe(source: str, publisher: Publisher, *, allow_loopback: Collection[str] = frozenset()) -> ProbeResult:
    """Visits robots.txt, every feed, sitemap and list of a publisher, and two articles.

    A publisher that ships switched off is not probed (`status` "disabled"): give a copy that is on if it may be.
    """
    day = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="capaian-probe-") as folder:
        url = f"{folder}/probe.sqlite"
        outcome = crawl(
            [source],
            store_url=url,
            limit=ARTICLES,
            publishers={source: publisher},
            allow_loopback=allow_loopback,
            settings={"CAPAIAN_BACKOFF": 2.0, "CAPAIAN_LONGEST_WAIT": 20.0, "RETRY_TIMES": 1},
        )[source]
        engine = open_store(url)
        try:
            with read_session(engine) as session:
                seen = starts(session, source)
                captures = pending_captures(session, ARTICLES)
            checks = [
                Check(
                    visit.kind,
                    visit.url,
                    visit.word in ("read", "not_modified"),
                    visit.word
                    + (f" ({visit.reason})" if visit.reason else "")
                    + (f", {led} article{'' if led == 1 else 's'} of its own" if visit.word == "read" else ""),
                )
                for visit, led in seen
            ]
            for capture in captures:
                made = clean_page(
                    body_of(engine, capture),
                    url=capture.canonical_url,
                    content_type=capture.content_type,
                    fetched_at=capture.fetched_at,
                    publisher=publisher,
                    slug=source,
                )
                article = made.article
                whole = article is not None and article.title is not None and article.published is not None
                detail = (
                    f"title by {made.title_source}, date by {made.published_source}, body by {made.body_source}"
                    f"{_dateline(article.text, publisher)}"
                    if article
                    else f"{made.status}: {made.reason}"
                )
                checks.append(Check("article", capture.canonical_url, whole and made.body_source == "css", detail))
        finally:
            engine.dispose()
    return ProbeResult(source, day, outcome.status, outcome.reason, tuple(checks))


def _dateline(text: str, publisher: Publisher) -> str:
    """What the publisher's dateline patterns read at the beginning of an article, for who checks them.

    >>> from models.publishers import publishers
    >>> _dateline("SAMPIT, PROKALTENG.CO – Serapan anggaran", publishers()["prokalteng"])
    ', dateline of SAMPIT'
    """
    if not publisher.dateline:
        return ""
    found = (re.match(pattern, text) for pattern in publisher.dateline)
    town = next((match.groupdict().get("town") for match in found if match), None)
    return f", dateline of {town}" if town else ", no dateline"
