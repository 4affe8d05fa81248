"""`capaian sources`: the outlets that are known, and which of them a crawl takes."""

from __future__ import annotations

from typing import Annotated

import typer

from capaian import options, output
from capaian.errors import InputError

app = typer.Typer(
    name="sources", help="List the known outlets; turn them on and off; check them.", rich_markup_mode=None
)

Slug = Annotated[str, typer.Argument(metavar="SOURCE", help="An outlet's short name, as `capaian sources` lists it.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Why.")]


def known(slug: str) -> str:
    """The slug, if there is such an outlet; InputError with all of them if not."""
    from models.publishers import publishers

    if slug not in publishers():
        raise InputError(f"no source {slug!r}; known: {', '.join(publishers())}")
    return slug


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """List the sources where no command is named."""
    if context.invoked_subcommand is None:
        show(options.DEFAULT_STORE, as_json=False)


@app.command("list")
def list_sources(store: options.Store = options.DEFAULT_STORE, as_json: options.Json = False) -> None:
    """List the outlets: checked or not, on or off and by whom, and when they were crawled last."""
    show(store, as_json=as_json)


def show(store: str, *, as_json: bool) -> None:
    """The table of sources; without a store, what the registry says."""
    from models.publishers import publishers
    from models.wire import dumps
    from store.engine import open_store, read_session
    from store.errors import StoreMissing
    from store.sources import decisions, last_run

    decided, last = {}, {}
    try:
        engine = open_store(store, readonly=True)
    except StoreMissing:
        pass  # nothing was decided or crawled yet
    else:
        with read_session(engine) as session:
            decided = decisions(session)
            last = {slug: last_run(session, slug, kind="crawl") for slug in publishers()}
    rows = []
    for slug, publisher in publishers().items():
        decision, run = decided.get(slug), last.get(slug)
        row = {
            "source": slug,
            "name": publisher.name,
            "status": publisher.status,
            "checked": publisher.checked,
            "enabled": decision.enabled if decision else publisher.enabled,
            "by": decision.by if decision else None,
            "because": decision.because if decision else None,
            "last_run": run.started_at.isoformat(timespec="seconds") if run else None,
            "last_status": run.status if run else None,
            "terms": publisher.terms,
        }
        rows.append(row)
    if as_json:
        for row in rows:
            output.line(dumps(row))
        return
    output.table(
        ("source", "name", "status", "crawl", "last run"),
        [
            (
                str(row["source"]),
                str(row["name"]),
                f"{row['status']} {row['checked'] or ''}".strip(),
                ("on" if row["enabled"] else "off") + (f" ({row['by']})" if row["by"] else ""),
                f"{str(row['last_run'])[:10]} {row['last_status']}" if row["last_run"] else "never",
            )
            for row in rows
        ],
    )


@app.command()
def enable(
    source: Slug,
    by: By,
    because: Because,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Let crawls take an outlet that ships switched off. Who decided, and why, is recorded."""
    _decide(source, enabled=True, by=by, because=because, store=store, dry_run=dry_run)


@app.command()
def disable(
    source: Slug,
    by: By,
    because: Because,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Keep crawls away from an outlet. Who decided, and why, is recorded."""
    _decide(source, enabled=False, by=by, because=because, store=store, dry_run=dry_run)


def _decide(source: str, *, enabled: bool, by: str, because: str, store: str, dry_run: bool) -> None:
    from models.publishers import publishers
    from store.engine import open_store, write_session
    from store.sources import decide

    publisher = publishers()[known(source)]
    if not by.strip() or not because.strip():
        raise typer.BadParameter("--by and --because may not be empty: the decision is recorded with them")
    word = "on" if enabled else "off"
    if enabled:
        output.note(f"Terms of {publisher.name}: {publisher.terms}")
    if dry_run:
        output.say(f"Would turn {source} {word}.")
        return
    with write_session(open_store(store, create=True)) as session:
        changed = decide(session, source, enabled=enabled, by=by, because=because)
    output.say(f"{source} is {word}{'' if changed else ' already'} (by {by}: {because}).")
