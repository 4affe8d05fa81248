"""`capaian sources`: the outlets that are known, and which of them a crawl takes."""

from __future__ import annotations

from typing import Annotated

import typer

from capaian import options, output
from capaian.errors import ExitCode, InputError, UsageError

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
def main(context: typer.Context, store: options.Store = options.DEFAULT_STORE, as_json: options.Json = False) -> None:
    """List the sources where no command is named."""
    if context.invoked_subcommand is None:
        show(store, as_json=as_json)
        return
    source = context.get_parameter_source("store")
    if as_json or (source is not None and source.name == "COMMANDLINE"):
        # a store that is named before the command would be forgotten by it
        raise UsageError(f"write --store and --json behind `{context.invoked_subcommand}`")


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

    What is fetched is thrown away; that the outlet was probed, and how it went, is recorded with the day. One that is
    off is not asked, but for those that the program itself turned off: so it is seen when they are mended.
    """
    from capaian.errors import NetworkError
    from capaian.network import reachable
    from models.publishers import publishers
    from models.wire import dumps

    publisher = publishers()[known(source)]
    off, ours = _why_off(source, store)
    if off is not None and not ours:
        raise UsageError(f"{source} is off, and is not asked: {off}")
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
        if off is not None:
            output.say(
                f"It is still off, {off}; `capaian sources enable {source} --by NAME --because TEXT` turns it on."
            )


@app.command()
def health(as_json: options.Json = False, store: options.Store = options.DEFAULT_STORE) -> None:
    """Check what the newest pages and visits of every source gave; the exit code is 9 where one looks broken."""
    from capaian.stores import opened
    from crawler.checks import check_source
    from models.publishers import publishers
    from models.wire import dumps
    from store.engine import read_session
    from store.health import source_health
    from store.sources import decisions, last_run

    rows = []
    broken = False
    with opened(store, readonly=True) as engine:
        for slug in publishers():
            with read_session(engine) as session:
                run = last_run(session, slug, kind="crawl")
                seen = source_health(session, slug)
                decided = decisions(session).get(slug)
            if run is None and not seen.pages:
                continue
            problems = check_source(engine, slug, last_crawl=run.started_at if run and run.status == "done" else None)
            off = decided is not None and not decided.enabled
            because = decided.because if off and decided is not None else ""
            told = [problem.told for problem in problems if problem.told not in because]
            if off and decided is not None:
                told.append(f"off: {because} ({decided.by})")
            broken = broken or (bool(problems) and not off)
            rows.append((seen, run, told))
    for seen, run, told in rows:
        if as_json:
            names = ("source", "pages", "texts", "titles", "dates", "visits", "failed")
            row = {name: getattr(seen, name) for name in names}
            output.line(dumps(row | {"last_status": run and run.status, "problems": told}))
    if not as_json:
        output.table(
            {"source": None, "last crawl": None, "text": 7, "title": 7, "date": 7, "failed": 7, "problems": 26},
            [
                (
                    seen.source,
                    f"{run.started_at:%Y-%m-%d} {run.status}" if run else "never",
                    f"{seen.texts}/{seen.pages}",
                    f"{seen.titles}/{seen.texts}",
                    f"{seen.dates}/{seen.texts}",
                    f"{seen.failed}/{seen.visits}",
                    "; ".join(told) or "none",
                )
                for seen, run, told in rows
            ],
        )
    if broken:
        raise typer.Exit(ExitCode.SOURCE)


@app.command()
def calendar(
    source: Slug,
    since: options.Since = None,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Show how many articles of each month were read, and how many of them have claims.

    A month without a number was not looked at, or had no articles: `capaian runs --source SOURCE` says what was asked.
    """
    from datetime import date

    from capaian.stores import opened
    from models.wire import dumps
    from store.engine import read_session
    from store.views import coverage

    with opened(store, readonly=True) as engine, read_session(engine) as session:
        months = coverage(session, since=since or date(1998, 1, 1)).get(known(source), {})
    if as_json:
        for month, (articles, with_claims) in sorted(months.items()):
            output.line(dumps({"source": source, "month": month, "articles": articles, "with_claims": with_claims}))
        return
    if not months:
        output.say(f"No dated article of {source} was read.")
        return
    output.say(f"{source}: articles read, by month of publication (with claims)")
    for year in range(int(min(months)[:4]), int(max(months)[:4]) + 1):
        cells = (months.get(f"{year}-{month:02}") for month in range(1, 13))
        words = (f"{cell[0]}({cell[1]})" if cell else "-" for cell in cells)
        output.say(f"{year} " + " ".join(f"{word:>5}" for word in words))


def _why_off(source: str, store: str) -> tuple[str | None, bool]:
    """(why a source is off, by decision or by its terms, None where it is on; whether the program did it)."""
    from capaian.stores import opened
    from crawler.checks import PROGRAM
    from models.publishers import publishers
    from store.engine import read_session
    from store.errors import StoreMissing
    from store.sources import decisions

    publisher = publishers()[source]
    decided = None
    try:
        with opened(store, readonly=True) as engine, read_session(engine) as session:
            decided = decisions(session).get(source)
    except StoreMissing:
        pass  # nobody has decided anything yet
    if decided is None:
        return (None if publisher.enabled else publisher.terms), False
    if decided.enabled:
        return None, False
    ours = decided.by == PROGRAM
    return (decided.because if ours else f"{decided.because} ({decided.by})"), ours


@app.command()
def add(
    site: Annotated[
        str,
        typer.Argument(
            metavar="URL|SLUG", help="A page of the site that lists articles; or a short name, to describe it by hand."
        ),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="Its name, as a reader knows it.", show_default=False)
    ] = None,
    domain: Annotated[
        str | None, typer.Option("--domain", metavar="HOST", help="Its host.", show_default=False)
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", help="A preset of models/data/platforms.toml.", show_default=False)
    ] = None,
    article: Annotated[
        str | None,
        typer.Option("--article", metavar="REGEX", help="What the path of an article looks like.", show_default=False),
    ] = None,
    terms: Annotated[
        str | None, typer.Option("--terms", help="What is known of its terms, and from where.", show_default=False)
    ] = None,
    origin: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Where these facts come from.", show_default=False)
    ] = None,
    province: Annotated[
        str | None, typer.Option("--province", metavar="CODE", help="The province it reports on.", show_default=False)
    ] = None,
    feed: Annotated[list[str] | None, typer.Option("--feed", help="A feed; repeatable.", show_default=False)] = None,
    sitemap: Annotated[list[str] | None, typer.Option("--sitemap", help="Repeatable.", show_default=False)] = None,
    lists: Annotated[
        list[str] | None, typer.Option("--list", help="A list page; repeatable.", show_default=False)
    ] = None,
) -> None:
    """Print a checked block for an outlet that is not known yet, to be read and put into models/data/publishers.toml.

    With a URL the site is visited, politely, and its feeds, sitemaps, form of articles and platform are looked for; the
    block is off until somebody has read it and the site's terms. With a short name nothing is fetched, and --name,
    --domain, --platform, --article, --terms and --source say it all. Nothing is written in either case.
    """
    import re

    from capaian.places import place_code

    given: dict[str, object] = {"name": name, "platform": platform, "domains": [domain] if domain else None}
    given |= {"province": place_code(province) if province else None}
    given |= {"feeds": feed, "sitemaps": sitemap, "lists": lists}
    given |= {"article": article, "terms": terms, "source": origin}
    given = {key: list(value) if isinstance(value, (list, tuple)) else value for key, value in given.items() if value}
    if site.startswith(("http://", "https://")):
        _print_block(*_looked_at(site, given))
        return
    if not re.fullmatch(r"[a-z][a-z0-9]*", site):
        raise typer.BadParameter(f"{site!r} is no short name; one is prokalteng")
    missing = [key for key in ("name", "domain", "platform", "article", "terms", "source")
               if key.replace("domain", "domains") not in given]  # fmt: skip
    if missing:
        raise typer.BadParameter(f"a block by hand needs {', '.join(f'--{key}' for key in missing)} (or give a URL)")
    _print_block(site, given)


def _looked_at(url: str, given: dict[str, object]) -> tuple[str, dict[str, object]]:
    """(short name, block) of a site as it was found, with what the user said instead where he said something."""
    from urllib.parse import urlsplit

    from capaian.errors import NetworkError
    from capaian.network import reachable
    from crawler.describe import DescribeError, describe

    host = urlsplit(url).hostname or ""
    _not_taken(host)
    if reachable([host]) is None:
        raise NetworkError(f"no network: {host} cannot be reached; nothing was changed")
    try:
        found = describe(url)
    except DescribeError as error:
        raise InputError(str(error)) from error
    for told in found.seen:
        output.note(told)
    return found.slug, {**found.values, **given}


def _not_taken(host: str) -> None:
    from extract.urls import publisher_of
    from models.publishers import publishers

    taken = publisher_of(f"https://{host}/", publishers())
    if taken:
        raise InputError(f"{host} belongs to {taken[0]} already")


def _print_block(slug: str, values: dict[str, object]) -> None:
    """A block in TOML, if it is one that the registry would take."""
    import json

    from models.config import ConfigError, block
    from models.publishers import Publisher, platforms, publishers

    if slug in publishers():
        raise InputError(f"there is a source {slug!r} already: {publishers()[slug].name}")
    for host in values["domains"] if isinstance(values["domains"], list) else ():
        _not_taken(host)
    if values["platform"] not in platforms():
        raise InputError(f"no platform {values['platform']!r}; known: {', '.join(platforms())}")
    try:
        block(Publisher, values, file="publishers.toml", name=slug)
    except ConfigError as error:
        raise typer.BadParameter(str(error)) from error
    # strings, booleans and lists of strings are written alike in JSON and TOML
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    output.line("\n".join(["", f"[{slug}]", *lines]))
