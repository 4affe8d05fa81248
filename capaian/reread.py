"""Stored pages read again by the present rules, beside what counts; and what that changes in the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Engine

from capaian import output
from crawler.archive import archive_folder
from crawler.readers import read_all
from crawler.reading import Job, Outcome
from crawler.workers import job_of, settled
from extract.version import EXTRACTOR
from models.publishers import Publisher, publishers
from store.captures import PendingCapture, hold_pages
from store.engine import read_session, write_session
from store.readings import (
    StoredArticle,
    captures_read_otherwise,
    claims_of,
    keep_article,
    keep_capture,
    standing_of,
    stored_articles,
    switch,
    without_text,
)
from store.revisions import FigureChange, figure_changes
from store.runs import end_run, start_run

REEXTRACT, SWITCH = "reextract", "switch"
STUCK = frozenset({"failed", "too_complex", "not_archived"})
"""Pages that leave with one of these words were not read: what counts there goes on counting."""
AT_ONCE = 20
"""Readings that one transaction keeps, and pages that one transaction switches."""
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """What the present rules read otherwise in one page than those that count.

    `changes` are the claims that came, went, or have other figures; it is empty where only words differ (a quote, an
    official, a target's setter) or only the status word does.
    """

    url: str
    was: str | None
    status_before: str
    status_after: str
    changes: tuple[FigureChange, ...]


@dataclass(slots=True)
class Reread:
    """What a re-extraction gave: pages by their status word, and how many readings were kept."""

    version: str = EXTRACTOR
    pages: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    kept: int = 0
    without_text: int = 0

    def figures(self) -> dict[str, int]:
        """How many figures came, went, and are others: of claims that are in both, and of those that are in one."""
        made = {"gained": 0, "lost": 0, "changed": 0}
        for change in (change for one in self.differences for change in one.changes):
            for _name, old, new in change.figures():
                made["gained" if old is None else "lost" if new is None else "changed"] += 1
        return made

    def stuck(self) -> int:
        """How many pages could not be read, and stay as they are."""
        return sum(number for word, number in self.pages.items() if word in STUCK)

    def claims(self) -> dict[str, int]:
        """How many claims came, went, and are in both with other figures."""
        made = {"gained": 0, "lost": 0, "changed": 0}
        for change in (change for one in self.differences for change in one.changes):
            made[kind_of(change)] += 1
        return made


def kind_of(change: FigureChange) -> str:
    """Whether a claim was gained, lost, or changed."""
    return "gained" if change.before is None else "lost" if change.after is None else "changed"


def reread(
    engine: Engine,
    *,
    raw: bool = False,
    changed_only: bool = False,
    keep: bool = True,
    jobs: int = 1,
    scheduler: str | None = None,
    registry: Mapping[str, Publisher] | None = None,
) -> Reread:
    """Read the stored pages by the present rules; with `keep`, keep what they give beside what counts.

    What is read is the cleaned text in the store, or, with `raw`, the page in the archive, which is cleaned anew.
    `changed_only` keeps those pages alone whose claims or status differ. Nothing that a reader sees changes.
    """
    registry = publishers() if registry is None else registry
    made = Reread()
    run_id = None
    if keep:
        with write_session(engine) as session:
            args = {"extractor": EXTRACTOR, "raw": raw, "changed": changed_only}
            run_id = start_run(session, kind=REEXTRACT, args=args).id
    if not raw:
        with read_session(engine) as session:
            made.without_text = without_text(session)
    work: Iterator[tuple[StoredArticle | PendingCapture, Job]] = _raw_pages(engine) if raw else _articles(engine)
    waiting: list[tuple[StoredArticle | PendingCapture, Outcome]] = []
    status = "failed"
    try:
        with output.progress("reading pages", total=None) as advance:
            for item, outcome in read_all(work, registry, jobs=jobs, scheduler=scheduler):
                if isinstance(item, PendingCapture):
                    with read_session(engine) as session:
                        outcome = settled(session, item.source, item.canonical_url, outcome)
                made.pages[outcome.status] += 1
                if outcome.status in STUCK:
                    advance()
                    continue
                found = _difference(engine, item, outcome)
                if found is not None:
                    made.differences.append(found)
                if keep and (found is not None or not changed_only):
                    waiting.append((item, outcome))
                if len(waiting) >= AT_ONCE:
                    made.kept += _keep(engine, waiting)
                advance()
        made.kept += _keep(engine, waiting)
        status = "done"
    except KeyboardInterrupt:
        status = "interrupted"
        raise
    finally:
        if run_id is not None:
            counts = dict(made.pages) | {"kept": made.kept, "differ": len(made.differences)}
            with write_session(engine) as session:
                end_run(session, run_id, status=status, counts=counts)
    made.differences.sort(key=lambda one: (one.url, repr(one.changes)))
    return made


def switch_to(engine: Engine, version: str) -> int:
    """Let the readings of a version count, page by page; for how many captures. One that was interrupted goes on."""
    with write_session(engine) as session:
        run_id = start_run(session, kind=SWITCH, args={"extractor": version}).id
    total = 0
    status = "interrupted"
    try:
        while True:
            with write_session(engine) as session:
                number = switch(session, version, AT_ONCE)
            if not number:
                break
            total += number
        status = "done"
    finally:
        with write_session(engine) as session:
            end_run(session, run_id, status=status, counts={"captures": total})
    return total


def _articles(engine: Engine) -> Iterator[tuple[StoredArticle, Job]]:
    after = 0
    while True:
        with read_session(engine) as session:
            batch = stored_articles(session, _BATCH, after=after, version=EXTRACTOR)
        if not batch:
            return
        for one in batch:
            yield one, Job(one.source, one.article.url, one.fetched_at, None, article=one.article)
        after = batch[-1].revision_id


def _raw_pages(engine: Engine) -> Iterator[tuple[PendingCapture, Job]]:
    folder = str(archive_folder(engine.url))
    after = 0
    while True:
        with read_session(engine) as session:
            batch = captures_read_otherwise(session, _BATCH, after=after, version=EXTRACTOR)
        if not batch:
            return
        yield from ((capture, job_of(capture, folder)) for capture in batch)
        after = batch[-1].capture_id


def _difference(engine: Engine, item: StoredArticle | PendingCapture, made: Outcome) -> Difference | None:
    """What the outcome says otherwise than what counts; None where it is the same."""
    with read_session(engine) as session:
        if isinstance(item, StoredArticle):
            url, was, status = item.article.url, item.extractor, item.status or ""
            before = claims_of(session, item.revision_id, item.extractor or "")
        else:
            standing = standing_of(session, item.capture_id)
            url, was, status, before = item.canonical_url, standing.extractor, standing.status, standing.claims
    after = made.report.claims if made.report else ()
    if (before, status) == (after, made.status):
        return None
    return Difference(url, was, status, made.status, figure_changes(before, after))


def _url_of(item: StoredArticle | PendingCapture) -> str:
    return item.article.url if isinstance(item, StoredArticle) else item.canonical_url


def _keep(engine: Engine, waiting: list[tuple[StoredArticle | PendingCapture, Outcome]]) -> int:
    """Write what waits, in one transaction; how many."""
    with write_session(engine) as session:
        hold_pages(session, {_url_of(item) for item, _ in waiting})
        for item, made in waiting:
            if isinstance(item, StoredArticle):
                assert made.report is not None
                keep_article(session, item, made.report)
            else:
                keep_capture(
                    session,
                    item,
                    article=made.article,
                    report=made.report,
                    status=made.status,
                    reason=made.reason,
                    published_source=made.published_source,
                    timezone=made.timezone,
                    version=EXTRACTOR,
                )
    number = len(waiting)
    waiting.clear()
    return number
