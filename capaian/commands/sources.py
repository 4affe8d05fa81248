"""`capaian sources`: the outlets that are known, and which of them a crawl takes."""

from __future__ import annotations

from typing import Annotated

import typer

from capaian import options, output
from capaian.errors import InputError, UsageError

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
    from capaian.stores import opened
    from models.publishers import publishers
    from models.wire import dumps
    from store.engine import read_session
    from store.errors import StoreMissing
    from store.sources import decisions, last_run

    decided, last = {}, {}
    try:
        with opened(store, readonly=True) as engine, read_session(engine) as session:
            decided = decisions(session)
            last = {slug: last_run(session, slug, kind="crawl") for slug in publishers()}
    except StoreMissing:
        pass  # nothing was decided or crawled yet
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
        {"source": None, "name": None, "status": None, "crawl": None, "last run": None},
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
    from capaian.stores import opened
    from models.publishers import publishers
    from store.engine import write_session
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
    with opened(store, create=True) as engine, write_session(engine) as session:
        changed = decide(session, source, enabled=enabled, by=by, because=because)
    output.say(f"{source} is {word}{'' if changed else ' already'} (by {by}: {because}).")


@app.command()
def probe(
    source: Slug,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Check what the registry says of an outlet against its live site: start pages, and two articles read whole.

    What is fetched is thrown away; that the outlet was probed, and how it went, is recorded with the day.
    """
    from capaian.errors import NetworkError
    from capaian.network import reachable
    from models.publishers import publishers
    from models.wire import dumps

    publisher = publishers()[known(source)]
    if not _enabled(source, store):
        raise UsageError(f"{source} is off, and is not asked: {publisher.terms}")
    if dry_run:
        pages = [*publisher.feeds, *publisher.sitemaps, *publisher.lists]
        output.say(f"Would fetch {', '.join(pages)} and two articles of {publisher.domains[0]}.")
        return
    if reachable([publisher.domains[0]]) is None:
        raise NetworkError(f"no network: {publisher.domains[0]} cannot be reached; nothing was changed")
    from capaian.stores import opened
    from crawler.probe import probe as visit
    from store.engine import write_session
    from store.runs import end_run, start_run

    found = visit(source, publisher.model_copy(update={"enabled": True}))
    word = "stable" if found.stable else "not as described"
    with opened(store, create=True) as engine, write_session(engine) as session:
        run = start_run(session, kind="probe", sources=[source])
        fine = sum(check.ok for check in found.checks)
        end_run(session, run.id, status=word, counts={"ok": fine, "not_ok": len(found.checks) - fine})
    if as_json:
        for check in found.checks:
            output.line(dumps({"what": check.what, "url": check.url, "ok": check.ok, "detail": check.detail}))
        output.line(dumps({"source": source, "day": found.day.isoformat(), "crawl": found.status, "outcome": word}))
        return
    for check in found.checks:
        output.say(f"{'ok' if check.ok else 'no':<4}{check.what:<9}{check.url}\n    {check.detail}")
    told = f" ({found.reason})" if found.reason else ""
    output.say(f"{source} on {found.day}: {word}; its crawl ended with {found.status}{told}.")
    if found.stable:
        output.say(f'models/data/publishers.toml may say now: status = "stable", checked = "{found.day}"')


def _enabled(source: str, store: str) -> bool:
    """Whether a source is on: by decision, else by the registry."""
    from capaian.stores import opened
    from models.publishers import publishers
    from store.engine import read_session
    from store.errors import StoreMissing
    from store.sources import is_enabled

    default = publishers()[source].enabled
    try:
        with opened(store, readonly=True) as engine, read_session(engine) as session:
            return is_enabled(session, source, default=default)
    except StoreMissing:  # nobody has decided anything yet
        return default


@app.command()
def add(
    source: Annotated[str, typer.Argument(metavar="SLUG", help="A short name for it: lower case letters and digits.")],
    name: Annotated[str, typer.Option("--name", help="Its name, as a reader knows it.")],
    domain: Annotated[str, typer.Option("--domain", metavar="HOST", help="Its host.")],
    platform: Annotated[str, typer.Option("--platform", help="A preset of models/data/platforms.toml.")],
    article: Annotated[str, typer.Option("--article", metavar="REGEX", help="What the path of an article looks like.")],
    terms: Annotated[str, typer.Option("--terms", help="What is known of its terms, and from where.")],
    origin: Annotated[str, typer.Option("--source", metavar="TEXT", help="Where these facts come from.")],
    province: Annotated[
        str | None, typer.Option("--province", metavar="CODE", help="The province it reports on.", show_default=False)
    ] = None,
    feed: Annotated[list[str] | None, typer.Option("--feed", help="A feed; repeatable.", show_default=False)] = None,
    sitemap: Annotated[list[str] | None, typer.Option("--sitemap", help="Repeatable.", show_default=False)] = None,
    lists: Annotated[
        list[str] | None, typer.Option("--list", help="A list page; repeatable.", show_default=False)
    ] = None,
) -> None:
    """Print a checked block for an outlet that is not known yet, to be put into models/data/publishers.toml.

    Nothing is written or fetched: `capaian sources add … >> models/data/publishers.toml` adds it, then `probe` it.
    """
    import json
    import re

    from capaian.places import place_code
    from extract.urls import publisher_of
    from models.config import ConfigError, block
    from models.publishers import Publisher, platforms, publishers

    if not re.fullmatch(r"[a-z][a-z0-9]*", source):
        raise typer.BadParameter(f"{source!r} is no short name; one is prokalteng")
    if source in publishers():
        raise InputError(f"there is a source {source!r} already: {publishers()[source].name}")
    taken = publisher_of(f"https://{domain}/", publishers())
    if taken:
        raise InputError(f"{domain} belongs to {taken[0]} already")
    if platform not in platforms():
        raise InputError(f"no platform {platform!r}; known: {', '.join(platforms())}")
    values: dict[str, object] = {"name": name, "platform": platform, "domains": [domain]}
    values |= {"province": place_code(province)} if province else {}
    given = {"feeds": feed, "sitemaps": sitemap, "lists": lists}
    values |= {key: list(pages) for key, pages in given.items() if pages}
    values |= {"article": article, "terms": terms, "source": origin}
    try:
        block(Publisher, values, file="publishers.toml", name=source)
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from error
    # strings and lists of strings are written alike in JSON and TOML
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    output.line("\n".join(["", f"[{source}]", *lines]))
