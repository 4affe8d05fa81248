"""`capaian run` and `capaian schedule`: the line without anybody watching it."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.errors import ExitCode, judge

if TYPE_CHECKING:
    from capaian.passes import Passed

LONGEST_WAIT = timedelta(minutes=15)

Limit = Annotated[
    int | None, typer.Option("--limit", min=1, help="Most articles of each source in a pass.", show_default=False)
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Processes that read pages.")]
Hook = Annotated[
    str | None,
    typer.Option(
        "--hook",
        envvar="CAPAIAN_HOOK",
        metavar="COMMAND",
        help="A command of your own that gets what the pass did, as JSON on its standard input.",
        show_default=False,
    ),
]


def run(
    everything: Annotated[bool, typer.Option("--all", help="Visit every source that is on, due or not.")] = False,
    limit: Limit = None,
    jobs: Jobs = 1,
    keep_texts: options.KeepTexts = None,
    hook: Hook = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Make one pass, for cron and timers: visit the sources that are due, read their pages, check the claims.

    Each source has its own rhythm, learned from how often it publishes. Two passes never overlap: the second one ends
    at once with exit code 4. Exit code 10 says that a limit or a day's budget ended it, so that more waits.
    """
    if dry_run:
        from capaian.passes import due_sources
        from capaian.stores import opened
        from models.publishers import publishers

        with opened(store, readonly=True) as engine:
            due, later = due_sources(engine, publishers(), now=datetime.now(UTC), everything=everything)
        output.say(f"Would visit {', '.join(due) or 'nobody'}; {_next(later)}.")
        return
    signal.signal(signal.SIGTERM, _stop)  # how systemd and cron's shells end a process
    code = _pass(store, everything=everything, limit=limit, jobs=jobs, keep=keep_texts, hook=hook, as_json=as_json)[0]
    if code:
        raise typer.Exit(code)


def schedule(
    limit: Limit = None,
    jobs: Jobs = 1,
    keep_texts: options.KeepTexts = None,
    hook: Hook = None,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Make one pass after the other in this process, until it is told to stop: for those without cron and timers.

    A pass that fails is told, and the next one tries again a quarter of an hour later.
    """
    signal.signal(signal.SIGTERM, _stop)
    while True:
        try:
            _, next_at = _pass(
                store, everything=False, limit=limit, jobs=jobs, keep=keep_texts, hook=hook, as_json=as_json
            )
        except Exception as error:
            judged = judge(error)
            if judged is None or judged[0] not in (ExitCode.STORE, ExitCode.NETWORK):
                raise
            output.note(f"capaian: {judged[1]}")
            next_at = None
        now = datetime.now(UTC)
        wait = min(max((next_at or now + LONGEST_WAIT) - now, timedelta(seconds=1)), LONGEST_WAIT)
        output.note(f"The next pass begins at {now + wait:%H:%M} UTC.")
        time.sleep(wait.total_seconds())


def _pass(
    store: str, *, everything: bool, limit: int | None, jobs: int, keep: int | None, hook: str | None, as_json: bool
) -> tuple[ExitCode, datetime | None]:
    from capaian.network import reachable
    from capaian.passes import one_pass, tell
    from models.publishers import publishers
    from models.wire import dumps

    texts = None if keep is None else timedelta(days=keep)
    passed = one_pass(
        store, publishers(), limit=limit, jobs=jobs, everything=everything, keep_texts=texts, reachable=reachable
    )
    if as_json:
        output.line(dumps(passed.as_json()))
    else:
        _show(passed)
    if hook is not None and (trouble := tell(hook, passed)):
        output.note(f"capaian: {trouble}")
    return passed.code, passed.next_at


def _show(passed: Passed) -> None:
    from capaian.commands.crawl import show_outcomes
    from capaian.line import change_text
    from store.findings import FindingChange

    show_outcomes(passed.outcomes.values(), as_json=False)
    if passed.code is ExitCode.NETWORK and not passed.outcomes:
        output.note("no network: no source that is due can be reached; nothing was begun")
        return
    if not passed.outcomes:
        output.say("No source is due.")
    found = passed.findings
    change = change_text(FindingChange(found["opened"], found["kept"], found["closed"]))
    output.say(f"pages read: {output.counted(passed.pages)}; {change}; {_next(passed.next_at)}.")


def _next(at: datetime | None) -> str:
    return f"the next is due at {at:%Y-%m-%d %H:%M} UTC" if at else "none other is on"


def _stop(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
