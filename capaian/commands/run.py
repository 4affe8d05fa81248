"""`capaian run` and `capaian schedule`: the line without anybody watching it."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.errors import ExitCode, UsageError, judge

if TYPE_CHECKING:
    from capaian.passes import Passed

LONGEST_WAIT = timedelta(minutes=15)

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="Most articles of each source in a pass.", show_default=False)
]
Share = Annotated[
    int | None,
    typer.Option(
        "--share",
        min=1,
        metavar="N",
        help="Share the sources with other machines over one PostgreSQL database: take N at a time.",
        show_default=False,
    ),
]
Hook = Annotated[
    str | None,
    typer.Option(
        "--hook",
        envvar="CAPAIAN_HOOK",
        metavar="COMMAND",
        help="A command of your own that gets what the pass did and the digest of `capaian doctor`, as JSON on its "
        "standard input.",
        show_default=False,
    ),
]
Metrics = Annotated[
    Path | None,
    typer.Option(
        "--metrics",
        envvar="CAPAIAN_METRICS",
        metavar="FILE",
        help="Write Prometheus metrics there after the pass, for node_exporter's textfile collector (NAME.prom).",
        show_default=False,
    ),
]


def run(
    everything: Annotated[bool, typer.Option("--all", help="Visit every source that is on, due or not.")] = False,
    limit: Limit = None,
    jobs: options.Jobs = 1,
    keep_texts: options.KeepTexts = None,
    share: Share = None,
    hook: Hook = None,
    metrics: Metrics = None,
    log_json: options.LogJson = False,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Make one pass, for cron and timers: visit the sources that are due, read their pages, check the claims.

    Each source has its own rhythm, learned from how often it publishes. Two passes never overlap: the second one ends
    at once with exit code 11, unless both share a PostgreSQL database (`--share`). Exit code 10 says that a limit or a
    day's budget ended it, so that more waits; 9 that a source looks broken: one whose pages give no text or no dates
    any more is turned off, with the reason.

    docs/unattended.md says more.
    """
    if log_json:
        from crawler.logs import log_json as begin

        begin()
    if dry_run:
        from capaian.passes import due_sources
        from capaian.stores import opened
        from models.publishers import publishers

        with opened(store, readonly=True) as engine:
            due, later = due_sources(engine, publishers(), now=datetime.now(UTC), everything=everything)
        output.say(f"Would visit {', '.join(due) or 'nobody'}; {_next(later)}.")
        return
    if everything and share is not None:
        raise UsageError("--share takes the sources that are due; leave out --all")
    signal.signal(signal.SIGTERM, _stop)  # how systemd and cron's shells end a process
    passing = Passing(store, limit, jobs, share, keep_texts, hook, metrics, as_json)
    code = _pass(passing, everything=everything)[0]
    if code:
        raise typer.Exit(code)


def schedule(
    limit: Limit = None,
    jobs: options.Jobs = 1,
    keep_texts: options.KeepTexts = None,
    share: Share = None,
    hook: Hook = None,
    metrics: Metrics = None,
    log_json: options.LogJson = False,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Make one pass after the other in this process, until it is told to stop: for those without cron and timers.

    A pass that fails is told, and the next one tries again a quarter of an hour later. SIGTERM and Ctrl-C end it, with
    exit code 6, after the page that is under way.
    """
    if log_json:
        from crawler.logs import log_json as begin

        begin()
    signal.signal(signal.SIGTERM, _stop)
    passing = Passing(store, limit, jobs, share, keep_texts, hook, metrics, as_json)
    while True:
        try:
            _, next_at = _pass(passing)
        except Exception as error:
            judged = judge(error)
            if judged is None or judged[0] not in (ExitCode.STORE, ExitCode.NETWORK, ExitCode.BUSY):
                raise
            output.note(f"capaian: {judged[1]}")
            next_at = None
        now = datetime.now(UTC)
        wait = min(max((next_at or now + LONGEST_WAIT) - now, timedelta(seconds=1)), LONGEST_WAIT)
        output.note(f"The next pass begins at {now + wait:%H:%M} UTC.")
        time.sleep(wait.total_seconds())


@dataclass(frozen=True, slots=True)
class Passing:
    """The options that `run` and `schedule` share."""

    store: str
    limit: int | None
    jobs: int
    share: int | None
    keep_texts: int | None
    hook: str | None
    metrics: Path | None
    as_json: bool


def _pass(asked: Passing, *, everything: bool = False) -> tuple[ExitCode, datetime | None]:
    from capaian.errors import InputError
    from capaian.network import reachable
    from capaian.passes import one_pass, tell, write_metrics
    from models.publishers import publishers
    from models.wire import dumps

    passed = one_pass(
        asked.store,
        publishers(),
        limit=asked.limit,
        jobs=asked.jobs,
        everything=everything,
        share=asked.share,
        keep_texts=None if asked.keep_texts is None else timedelta(days=asked.keep_texts),
        reachable=reachable,
    )
    if asked.as_json:
        output.line(dumps(passed.as_json()))
    else:
        _show(passed)
    if asked.metrics is not None:
        try:
            write_metrics(asked.store, publishers(), asked.metrics)
        except InputError as error:  # the pass itself went well
            output.note(f"capaian: {error}")
    if asked.hook is not None and (trouble := tell(asked.hook, passed)):
        output.note(f"capaian: {trouble}")
    return passed.code, passed.next_at


def _show(passed: Passed) -> None:
    from capaian.commands.crawl import show_broken, show_outcomes
    from capaian.line import change_text
    from store.findings import FindingChange

    show_outcomes(passed.outcomes.values(), as_json=False)
    if passed.code is ExitCode.NETWORK and not passed.outcomes:
        output.note("no network: no source that is due can be reached; nothing was begun")
        return
    if not passed.outcomes:
        output.say("No source is due.")
    show_broken(passed.broken)
    found = passed.findings
    change = change_text(FindingChange(found["opened"], found["kept"], found["closed"]))
    output.say(f"pages read: {output.counted(passed.pages)}; {change}; {_next(passed.next_at)}.")
    if passed.worries:
        output.note(f"{len(passed.worries)} things to look at: `capaian doctor` says what to do.")


def _next(at: datetime | None) -> str:
    return f"the next is due at {at:%Y-%m-%d %H:%M} UTC" if at else "none other is on"


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
