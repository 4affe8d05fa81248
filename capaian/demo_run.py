"""The demo: the invented newsroom is served on this machine, crawled, read and checked, as real outlets are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from capaian import output
from capaian.demo.newsroom import Round, publishers
from capaian.demo.site import Site, serve
from capaian.line import Checked, check_store, counts, read_pages
from capaian.stores import opened
from crawler.run import CrawlOutcome, crawl
from store.claims import ClaimRow, claim_rows
from store.engine import read_session, upgrade_store

PORT = 18620
"""Where the newsroom is served the first time, unless that is taken."""
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Played:
    """What a run of the demo did, and what the store held before and after it."""

    store: Path
    outcomes: Mapping[str, CrawlOutcome]
    pages: Mapping[str, int]
    checked: Checked
    claims: tuple[ClaimRow, ...]
    before: Counts
    after: Counts

    @property
    def changed(self) -> bool:
        """Whether anything but the visits themselves is no longer as it was."""
        change = self.checked.change
        assert change is not None
        stages = self.after.keys() - {"fetch"}  # every visit leaves its word there, also one that brings nothing new
        same = all(self.before.get(stage) == self.after[stage] for stage in stages)
        return not same or bool(change.opened or change.closed or change.changed)


def play(folder: Path, *, round: Round = 1) -> Played:
    """Crawl the newsroom as it stands in a round into `demo.sqlite` of a folder, with an archive of its own.

    Its pages name the port that they are served on, so a folder keeps the port of its first run.
    """
    os.environ.pop("CAPAIAN_ARCHIVE", None)  # invented pages never go among real ones
    store = folder / "demo.sqlite"
    if store.exists():
        upgrade_store(str(store))  # nothing in it is worth asking for
    with opened(str(store), create=True) as engine:
        before = counts(engine)
    invented = publishers()
    with ExitStack() as stack:
        site = _served(stack, folder / "port", round)
        stack.enter_context(output.progress("crawling the newsroom", total=None))
        outcomes = crawl(store_url=str(store), publishers=invented, allow_loopback=frozenset(site.hosts), revisit=True)
    with opened(str(store)) as engine:
        pages = read_pages(engine, publishers=invented)
        checked = check_store(engine, save=True)
        with read_session(engine) as session:
            rows = claim_rows(session, limit=checked.claims or 1)
        return Played(store, outcomes, pages, checked, tuple(rows), before, counts(engine))


def _served(stack: ExitStack, kept: Path, round: Round) -> Site:
    """The newsroom on the port that a folder keeps; the first time on the usual one, or where that is taken on any."""
    known = kept.read_text(encoding="ascii").strip() if kept.exists() else ""
    port = int(known) if known.isdecimal() and int(known) < 65536 else PORT
    try:
        site = stack.enter_context(serve(port, round=round))
    except OSError:
        site = stack.enter_context(serve(0, round=round))
        if known:
            output.note(f"Port {port} is taken; served on {site.port}. Pages name the port, so known ones look new.")
    kept.write_text(f"{site.port}\n", encoding="ascii")
    return site
