"""`capaian crawl`, `capaian add`: pages in, from the network and from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from capaian import inputs, options, output
from capaian.errors import ExitCode, NetworkError, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from crawler.add import Added
    from crawler.bounds import Bounds
    from crawler.checks import Broken
    from crawler.run import CrawlOutcome
    from models.publishers import Publisher
    from models.values import Report

FAILED: Mapping[str, ExitCode] = {
    "unreachable": ExitCode.NETWORK,
    "robots_unavailable": ExitCode.NETWORK,
    "parked": ExitCode.NETWORK,
    "blocked": ExitCode.NETWORK,
    "failing": ExitCode.NETWORK,
    "busy": ExitCode.STORE,
    "interrupted": ExitCode.INTERRUPTED,
    "failed": ExitCode.INTERNAL,
}
"""How a source's run may end badly, and the exit code where no source did better."""


STUCK = frozenset({"failed", "too_complex", "not_archived"})
"""Pages that leave with one of these words were not read."""


def crawl(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Outlets to read; by default all that are on.", show_default=False),
    ] = None,
    since: options.Since = None,
    until: options.CrawlUntil = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Most articles of each source.", show_default=False)
    ] = None,
    revisit: Annotated[bool, typer.Option("--revisit", help="Look again at articles that are known.")] = False,
    jobs: options.Jobs = 1,
    log_json: options.LogJson = False,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Read news: fetch new articles politely, keep the raw pages, extract claims, and check them.

    robots.txt is obeyed, a host is asked once in a while and never twice at once, and a source that is off stays off.
    What lies outside of --since and --until is counted as out_of_range and becomes no article; its page stays in the
    archive, and a later crawl that wants its day takes it from there. An article without any day is kept.
    Without a network nothing is begun, and the store stays as it was.
    """
    if log_json:
        from crawler.logs import log_json as begin

        begin()
    chosen, off = _chosen(sources or [], store)
    if not chosen:
        raise UsageError(_why_off(off) if off else "no source is on; see `capaian sources`")
    for slug in off if sources else ():
        output.note(f"{slug} is off and left out: {_why_off({slug: off[slug]})}")
    if dry_run:
        for slug, publisher in chosen.items():
            pages = len(publisher.feeds) + len(publisher.sitemaps) + len(publisher.lists)
            most = min(limit or publisher.daily_budget, publisher.daily_budget)
            output.say(f"Would read {slug}: {output.several(pages, 'start page')} on {publisher.domains[0]}, at most "
                       f"{output.several(most, 'page')} a day, "
                       f"one every {publisher.delay:g} s.")  # fmt: skip
        return
    _need_network(publisher.domains[0] for publisher in chosen.values())
    from capaian.stores import opened
    from crawler.beside import reading_beside
    from crawler.bounds import Bounds
    from crawler.logs import event
    from crawler.run import crawl as run_crawl

    bounds = dict.fromkeys(chosen, Bounds(since, until))
    with opened(store, create=True) as engine:
        with (
            output.progress(f"crawling {', '.join(chosen)}", total=None),
            reading_beside(engine, jobs=jobs, bounds=bounds) as read,
        ):
            outcomes = run_crawl(list(chosen), store_url=store, since=since, until=until, limit=limit, revisit=revisit)
        show_outcomes(outcomes.values(), as_json=as_json)
        for outcome in outcomes.values():
            event("source_finished", source=outcome.source, status=outcome.status, counts=dict(outcome.counts))
        finish(engine, jobs=jobs, as_json=as_json, bounds=bounds, read=read)
        broken = check_sources(engine, chosen)
    code = exit_code([outcome.status for outcome in outcomes.values()])
    if code or broken:
        raise typer.Exit(code or ExitCode.SOURCE)


def check_sources(engine: Engine, slugs: Iterable[str]) -> bool:
    """Whether a source looks broken after its crawl; says why, and sets aside one that gives nothing any more."""
    from crawler.checks import check_crawled

    broken = check_crawled(engine, slugs)
    show_broken(broken)
    return bool(broken)


def show_broken(broken: Iterable[Broken]) -> None:
    """What is wrong with sources, and which of them are off now."""
    for one in broken:
        for problem in one.problems:
            output.note(f"{one.source} looks broken ({problem.check}): {problem.told}")
        if one.off:
            output.note(
                f"{one.source} is off now, {one.off}; mend its block, see with `capaian sources probe {one.source}`, "
                f"and `capaian sources enable {one.source} --by NAME --because TEXT` turns it on"
            )


def _chosen(sources: Sequence[str], store: str) -> tuple[dict[str, Publisher], dict[str, str]]:
    """(sources that a crawl takes, why those are off that were named, or known, and are)."""
    from capaian.commands.sources import known
    from capaian.stores import opened
    from models.publishers import publishers
    from store.engine import read_session
    from store.errors import StoreMissing
    from store.sources import Decision, decisions

    registry = publishers()
    named = {known(slug): registry[slug] for slug in sources} or dict(registry)
    decided: dict[str, Decision] = {}
    try:
        with opened(store, readonly=True) as engine, read_session(engine) as session:
            decided = decisions(session)
    except StoreMissing:
        pass  # the first crawl
    on, off = {}, {}
    for slug, publisher in named.items():
        decision = decided.get(slug)
        if decision.enabled if decision else publisher.enabled:
            on[slug] = publisher
        else:
            off[slug] = f"{decision.because} ({decision.by})" if decision else publisher.terms
    return on, off


def _why_off(off: Mapping[str, str]) -> str:
    return "; ".join(
        f"{slug} is off ({why}) `capaian sources enable {slug} --by NAME --because TEXT` turns it on"
        for slug, why in off.items()
    )


def _need_network(hosts: Iterable[str]) -> None:
    from capaian.network import private_address, reachable

    asked = list(dict.fromkeys(hosts))
    if private := [host for host in asked if private_address(host)]:
        raise UsageError(f"{private[0]} is no public address; nothing is fetched from there, and nothing was changed")
    if reachable(asked) is None:
        raise NetworkError(f"no network: {', '.join(asked)} cannot be reached; nothing was changed")


def exit_code(statuses: Sequence[str]) -> ExitCode:
    """The exit code of a crawl: a failure of the program counts always, one of the network if no source did well.

    >>> exit_code(["done", "unreachable"]), exit_code(["unreachable"]), exit_code(["done", "interrupted"])
    (<ExitCode.OK: 0>, <ExitCode.NETWORK: 5>, <ExitCode.INTERRUPTED: 6>)
    """
    codes = [FAILED.get(status, ExitCode.OK) for status in statuses]
    for own in (ExitCode.INTERRUPTED, ExitCode.INTERNAL):
        if own in codes:
            return own
    return ExitCode.OK if ExitCode.OK in codes or not codes else codes[0]


def show_outcomes(outcomes: Iterable[CrawlOutcome], *, as_json: bool) -> None:
    """How the run of each source ended."""
    from models.wire import dumps

    for outcome in outcomes:
        if as_json:
            row = {"source": outcome.source, "status": outcome.status, "reason": outcome.reason}
            output.line(dumps(row | {"counts": dict(outcome.counts)}))
            continue
        told = ", ".join(
            output.several(number, "page") if word == "pages" else f"{number} {word}"
            for word, number in sorted(outcome.counts.items())
        )
        output.say(
            f"{outcome.source}: {outcome.status}{f' ({outcome.reason})' if outcome.reason else ''}: {told or '0'}"
        )


def finish(
    engine: Engine,
    *,
    jobs: int,
    as_json: bool,
    scheduler: str | None = None,
    bounds: Mapping[str, Bounds] | None = None,
    read: Mapping[str, int] | None = None,
) -> None:
    """What follows every fetch: read the pages that wait, lay the claims side by side, and say what changed.

    `bounds` are the days that were asked for of sources; `read` counts pages that were read while others were fetched.
    """
    from capaian.line import change_text, check_store, read_pages
    from crawler.logs import event
    from models.wire import dumps

    pages = read_pages(engine, jobs=jobs, scheduler=scheduler, bounds=bounds, read=read)
    event("pages_read", counts=pages)
    checked = check_store(engine, save=True, part=True)
    change = checked.change
    assert change is not None
    event("checked", opened=change.opened, kept=change.kept, closed=change.closed)
    if as_json:
        output.line(dumps({"pages": pages}))
        output.line(dumps({"findings": {"opened": change.opened, "kept": change.kept, "closed": change.closed}}))
        return
    output.say(f"pages read: {output.counted(pages)}")
    stuck = {word: number for word, number in pages.items() if word in STUCK}
    if stuck:
        output.note(f"{output.counted(stuck)}: the reasons stand in the table 'capture' of the store.")
    told = f"{output.several(checked.claims, 'claim')} in {output.several(checked.articles, 'article')}"
    output.say(f"{told}; {change_text(change)}.")


def add(
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="URL|FILE",
            help="Pages as URLs, HTML or WARC files or folders of them; JSON Lines of articles or claims.",
        ),
    ],
    jobs: options.Jobs = 1,
    scheduler: options.Scheduler = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Take single pages into the store: by address, as HTML or WARC files, or as articles and claims in JSON Lines.

    Of a WARC file (Common Crawl's news, say) the articles of known outlets that are on are taken. All files are looked
    at before anything is stored; a URL is fetched as politely as in a crawl.
    """
    urls = [thing for thing in things if thing.startswith(("http://", "https://"))]
    paths = [Path(thing) for thing in things if thing not in urls]
    inputs.check_files(path for path in paths if not path.is_dir())
    pages = [path for path in paths if path.is_dir() or inputs.is_warc(path) or inputs.is_page(path)]
    for path in pages:
        if not path.is_dir() and not inputs.is_warc(path):
            inputs.check_page(path)
    reports = [report for path in paths if path not in pages for report in _reports(path)]
    if dry_run:
        several = output.several
        told = f"{several(len(urls), 'URL')}, {several(len(pages), 'file')} or folders of pages"
        output.say(f"Would take {told}, {several(len(reports), 'article')}.")
        return
    if urls:
        _need_network(urlsplit(url).hostname or "" for url in urls)
    from capaian.stores import opened
    from crawler.add import add_pages
    from store.engine import write_session
    from store.imports import save_reports

    with opened(store, create=True) as engine:
        added = add_pages(engine, [*map(str, pages), *urls]) if pages or urls else []
        if reports:
            with write_session(engine) as session:
                new = save_reports(session, reports)
            output.note(f"{output.several(len(reports), 'article')} in JSON Lines: {output.several(new, 'new claim')}")
        show_added(added, as_json=as_json)
        finish(engine, jobs=jobs, as_json=as_json, scheduler=scheduler)
    bad = [one for one in added if one.status not in ("captured", "unchanged", "not_modified", "read")]
    if bad:
        raise typer.Exit(FAILED.get(bad[0].status, ExitCode.BAD_INPUT))


def _reports(path: Path) -> Iterable[Report]:
    """The reports of a JSON Lines file; articles in it are read first."""
    from dataclasses import replace

    from extract.pipeline import extract_article
    from models.keys import text_sha256
    from models.private import masked_article
    from models.values import Article

    for row in inputs.articles_or_reports(path):
        if isinstance(row, Article):
            row = replace(extract_article(masked_article(row)), text_sha256=text_sha256(row.text))
        yield row


def show_added(added: Iterable[Added], *, as_json: bool) -> None:
    """What became of each page that was given."""
    from models.wire import dumps

    for one in added:
        if as_json:
            output.line(dumps({"given": one.what, "status": one.status, "reason": one.reason, "url": one.url}))
        else:
            told = f" ({one.reason})" if one.reason else ""
            output.say(f"{one.what}: {one.status}{told}{f', {one.url}' if one.url and one.url != one.what else ''}")
