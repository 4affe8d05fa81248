"""The joints between the stages, for the commands that run several of them over a store."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from capaian import output
from capaian.spilled import Findings
from crawler.bounds import Bounds
from crawler.workers import process_pending
from crosscheck.engine import RULES_VERSION, check_each, group_key, group_of
from models.publishers import Publisher
from models.values import Finding
from store.counts import status_counts
from store.engine import read_session, write_session
from store.findings import FindingChange, open_groups, reviewed_groups, save_findings
from store.lock import checking
from store.portions import Portion, portions
from store.reviews import dismissed
from store.runs import end_run, start_run
from store.sql import batches
from store.summaries import keep_promises, keep_summaries, promises_now
from store.touched import CHECK, Touched, all_touched, done, portions_beside, reports_beside, touched

SOME_FINDINGS = 2000
"""Findings that one transaction of a check saves: its write-ahead log stays small, and others can write in between."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check over a store gave; `change` is what it changed there, None where nothing was saved.

    `findings` are those of a check of everything; one of what has changed leaves them in the store alone.
    `dismissed` are the ids of those findings that somebody dismissed in review.
    """

    findings: Iterable[Finding]
    articles: int
    claims: int
    change: FindingChange | None
    dismissed: frozenset[str] = frozenset()


def counts(engine: Engine) -> dict[str, dict[str, int]]:
    """Stage -> status word -> number, for all that a store holds."""
    with read_session(engine) as session:
        return status_counts(session)


def read_pages(
    engine: Engine,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    publishers: Mapping[str, Publisher] | None = None,
    sources: Collection[str] | None = None,
    bounds: Mapping[str, Bounds] | None = None,
    read: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Clean and read all captures that wait, under a progress bar; status word -> number of pages.

    In `jobs` processes of this machine, or on the Dask cluster of a `scheduler`; of these `sources` only, if given.
    Of a source with `bounds`, what was published outside of them becomes no article. Pages that were `read` before are
    counted, too.
    """
    total = counts(engine)["captures"].get("pending", 0) if sources is None else None
    with output.progress("reading pages", total=total) as advance:
        rest = process_pending(
            engine,
            jobs=jobs,
            scheduler=scheduler,
            publishers=publishers,
            sources=sources,
            bounds=bounds,
            progress=lambda _: advance(),
        )
    return dict(Counter(rest) + Counter(read or {}))


def check_store(engine: Engine, *, save: bool, part: bool = False) -> Checked:
    """Lay the current claims of a store side by side; with `save`, it keeps the findings, and closes the others.

    With `part`, only what has changed since the last check is laid beside what it has to be laid beside; what the store
    then holds is the same as after a check of everything.
    """
    with checking(engine):
        return _check_alone(engine, save=save, part=part)


def _check_alone(engine: Engine, *, save: bool, part: bool) -> Checked:
    with read_session(engine) as session:
        changed = touched(session) if part else None
        pages = changed.pages if changed else all_touched(session)
    given = portions(engine) if changed is None else portions_beside(engine, changed.groups)
    looked_at = _LookedAt(whole=changed is None)
    # a full check answers with its findings; one of what changed may be of a whole archive: it keeps none
    kept = None if part else Findings()
    change = None
    if save:
        change = _saved(engine, looked_at.through(given), changed, pages, kept)
        keep_summaries(engine)
    elif kept is not None:
        for portion in looked_at.through(given):
            for _, found in check_each(portion.reports, portion.whole):
                kept.add(found)
    with read_session(engine) as session:
        left_out = frozenset(session.scalars(dismissed()))
    return Checked(() if kept is None else kept, looked_at.articles, looked_at.claims, change, left_out)


@dataclass(slots=True)
class _LookedAt:
    """How many articles and claims a check looks at, each counted once however many portions hold it."""

    whole: bool
    articles: int = 0
    claims: int = 0

    def through(self, given: Iterable[Portion]) -> Iterator[Portion]:
        known: set[int] = set()
        for portion in given:
            for report in portion.reports:
                # each article is once in a portion of articles, if everything is checked
                if self.whole and not portion.whole(("article", report.url)):
                    continue
                if not self.whole and hash(report.url) in known:
                    continue
                if not self.whole:
                    known.add(hash(report.url))
                self.articles += 1
                self.claims += len(report.claims)
            yield portion


def _saved(
    engine: Engine, given: Iterable[Portion], changed: Touched | None, pages: Mapping[int, int], kept: Findings | None
) -> FindingChange:
    """Save the findings of a check, some groups in each transaction; what it changed in all.

    After each transaction its groups are whole, and the pages stay on the list until the last one: a check that breaks
    off is done again. Groups that somebody reviewed come first, all at once: what they close may be carried to others.
    """
    when = datetime.now(UTC)
    with write_session(engine) as session:
        args = {"rules": RULES_VERSION, "part": changed is not None}
        run = start_run(session, kind=CHECK, args=args, now=when)
        reviewed = reviewed_groups(session)
        if changed is not None:
            reviewed &= {group_key(group) for group in changed.groups}
        beside = reports_beside(session, [group_of(key) for key in reviewed])
    made = FindingChange(0, 0, 0)

    def save(found: list[Finding], keys: Collection[str]) -> FindingChange:
        if kept is not None:
            kept.add(found)
        with write_session(engine) as session:
            return made + save_findings(session, found, run_id=run.id, when=when, groups=sorted(keys))

    try:
        if reviewed:
            groups = {group_of(key) for key in reviewed}
            made = save([one for _, some in check_each(beside, groups.__contains__) for one in some], reviewed)
        seen = array("q", map(hash, reviewed))
        found: list[Finding] = []
        keys: list[str] = []
        for portion in given:
            for group, some in check_each(portion.reports, portion.whole):
                key = group_key(group)
                if key in reviewed:
                    continue
                if len(found) >= SOME_FINDINGS:
                    made = save(found, keys)
                    found, keys = [], []
                found += some
                keys.append(key)
                seen.append(hash(key))
        made = save(found, keys)
        for others in _without_findings(engine, changed, array("q", sorted(seen))):
            made = save([], others)
        with read_session(engine) as session:
            promised = promises_now(session, None if changed is None else changed.groups)
        with write_session(engine) as session:
            done(session, pages)
            counts = {"opened": made.opened, "kept": made.kept, "closed": made.closed}
            end_run(session, run.id, status="done", counts=counts)
            keep_promises(session, promised)
    except BaseException:
        with write_session(engine) as session:
            end_run(session, run.id, status="interrupted")
        raise
    return made


def _without_findings(engine: Engine, changed: Touched | None, seen: Sequence[int]) -> Iterator[list[str]]:
    """The keys of groups that were checked and have no findings now, some at a time: of all that have open ones.

    `seen` are the digests of the keys of the others, in order: eight bytes for each instead of its words.
    """

    def is_unseen(key: str) -> bool:
        at = bisect_left(seen, hash(key))
        return at == len(seen) or seen[at] != hash(key)

    if changed is not None:
        yield from batches(key for group in changed.groups if is_unseen(key := group_key(group)))
        return
    last = ""
    while True:
        with read_session(engine) as session:
            keys = open_groups(session, after=last)
        if not keys:
            return
        stale = [key for key in keys if is_unseen(key)]
        if stale:
            yield stale
        last = keys[-1]


def change_text(change: FindingChange) -> str:
    """What a check changed in the store, in words. Those that agree are counted, too: "findings" would say too much.

    >>> change_text(FindingChange(opened=2, kept=5, closed=0))
    '2 comparisons are new, 5 stand as before, 0 no longer hold'
    >>> change_text(FindingChange(opened=0, kept=5, closed=1, changed=2))
    '0 comparisons are new, 5 stand as before (2 in other words), 1 no longer holds'
    """
    words = f" ({change.changed} in other words)" if change.changed else ""
    new = f"{output.several(change.opened, 'comparison')} {'is' if change.opened == 1 else 'are'} new"
    kept = f"{change.kept} {'stands' if change.kept == 1 else 'stand'} as before{words}"
    return f"{new}, {kept}, {change.closed} no longer {'holds' if change.closed == 1 else 'hold'}"
