"""`capaian db`: the store's schema, copies of it, and whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(name="db", help="Look at the store, copy it, or bring its schema up to date.", rich_markup_mode=None)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        metavar="FOLDER",
        help="Where copies go; by default 'backups' beside the SQLite file, or in var/.",
        show_default=False,
    ),
]


@app.command()
def status(store: options.Store = options.DEFAULT_STORE, as_json: options.Json = False) -> None:
    """Say which schema the store has, and what is in it; nothing is written."""
    from capaian.stores import opened
    from models.wire import dumps
    from store.counts import status_counts
    from store.engine import read_session
    from store.migrate import REVISIONS, revision_of

    with opened(store, readonly=True) as engine:
        with engine.connect() as connection:
            revision = revision_of(connection)
        with read_session(engine) as session:
            counts = status_counts(session)
    if as_json:
        output.line(dumps({"store": store, "schema": revision, "newest": REVISIONS[-1], "counts": counts}))
        return
    output.say(f"{store}: schema {revision}, which is the newest")
    for stage, row in counts.items():
        output.say(f"  {stage}: {output.counted(row)}")


@app.command()
def upgrade(
    store: options.Store = options.DEFAULT_STORE, folder: Folder = None, dry_run: options.DryRun = False
) -> None:
    """Bring the store to the newest schema, after a backup; a store that does not exist is made.

    The backup is a store of the old schema, which an older capaian opens as it is.
    """
    from store.copies import backup_store
    from store.engine import open_store, upgrade_store
    from store.errors import SchemaOlder, StoreMissing

    try:
        open_store(store, readonly=True).dispose()
    except (SchemaOlder, StoreMissing) as error:
        if dry_run:
            output.say(f"Would bring it up to date: {error}")
            return
        if isinstance(error, StoreMissing):
            open_store(store, create=True).dispose()
        else:
            made = backup_store(store, _backups(store, folder))
            output.say(f"A copy of {store} as it was is {made}")
            upgrade_store(store)
        output.say(f"{store} has the newest schema now.")
    else:
        output.say(f"{store} has the newest schema already.")


@app.command()
def backup(store: options.Store = options.DEFAULT_STORE, folder: Folder = None) -> None:
    """Write a copy of the store into a folder, as an SQLite file, and compare it row by row.

    A crawl may go on meanwhile. The archive of raw pages is not part of it: its files never change once they are
    written, and any copy of files keeps them.
    """
    from store.copies import backup_store

    output.say(f"A copy of {store} is {backup_store(store, _backups(store, folder))}")


@app.command()
def copy(
    target: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="Where it goes: a new SQLite file or an empty database.")
    ],
    store: options.Store = options.DEFAULT_STORE,
    as_json: options.Json = False,
) -> None:
    """Copy the whole store elsewhere, from SQLite to PostgreSQL or back, and compare both row by row.

    The archive of raw pages is not part of it: where the copy looks for it elsewhere, that is told.
    """
    from crawler.archive import archive_folder
    from models.wire import dumps
    from store.copies import copy_store

    with output.progress("copying", total=None):
        made = copy_store(store, target)
    if as_json:
        output.line(dumps({"from": store, "to": target, "rows": made}))
        return
    for table, rows in made.items():
        output.say(f"  {table}: {rows}")
    output.say(f"{output.several(sum(made.values()), 'row')} copied to {target}; every table is the same there.")
    here, there = archive_folder(store), archive_folder(target)
    if here.is_dir() and here.absolute() != there.absolute():
        output.say(f"Copy the raw pages, too, from {here} to {there}; or let CAPAIAN_ARCHIVE name where they are.")


@app.command()
def trim(
    days: Annotated[
        int | None,
        typer.Option("--days", min=1, help="Drop whole texts that were fetched longer ago.", show_default=False),
    ] = None,
    old_versions: Annotated[
        bool, typer.Option("--old-versions", help="Drop what earlier versions of the extractor said.")
    ] = False,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Drop what the store need not keep: old whole texts, or what earlier versions of the extractor said.

    `--days`: the passages that claims stand on stay, so checks, pages and exports go on; `capaian run --keep-texts`
    does it by itself. The raw pages of the archive are files of their own (docs/privacy.md); reading a page anew from
    them brings its text back until the next time. `--old-versions`: what counts stays, with what old wordings of an
    article said, what today's rules have read and wait for a switch, and every claim that a finding or a review points
    to; a version that was dropped can only be switched back to by reading the pages again.
    """
    from capaian.stores import opened

    if days is None and not old_versions:
        raise UsageError("say what is to be dropped: --days N, --old-versions, or both")
    with opened(store, readonly=dry_run) as engine:
        if days is not None:
            _trim_texts(engine, days, dry_run=dry_run)
        if old_versions:
            _trim_versions(engine, dry_run=dry_run)


def _trim_texts(engine: Engine, days: int, *, dry_run: bool) -> None:
    from datetime import UTC, datetime, timedelta

    from store.engine import read_session, write_session
    from store.retention import drop_texts, old_texts

    before = datetime.now(UTC) - timedelta(days=days)
    if dry_run:
        with read_session(engine) as session:
            output.say(f"Would drop {old_texts(session, before=before)} texts fetched before {before:%Y-%m-%d}.")
        return
    with write_session(engine) as session:
        number = drop_texts(session, before=before)
    output.say(f"{number} texts fetched before {before:%Y-%m-%d} were dropped.")


def _trim_versions(engine: Engine, *, dry_run: bool) -> None:
    from extract.version import EXTRACTOR
    from store.engine import read_session, write_session
    from store.versions import drop_versions, old_versions

    if dry_run:
        with read_session(engine) as session:
            old = old_versions(session, keep=EXTRACTOR)
        output.say(f"Would drop {old.claims} claims and {old.readings} readings of earlier versions of the extractor.")
        return
    claims = 0
    while True:
        with write_session(engine) as session:
            gone = drop_versions(session, keep=EXTRACTOR)
        claims += gone.claims
        if not gone.claims:
            break
    output.say(f"{claims} claims and {gone.readings} readings of earlier versions of the extractor were dropped.")


@app.command()
def verify(
    store: options.Store = options.DEFAULT_STORE,
    archive: Annotated[
        bool, typer.Option("--archive", help="Also read every raw page in the archive, and compare its digest.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Look whether the store is sound: its file, its schema, its rows, and the archive that it points into.

    Nothing is written. It exits with 4 where something is wrong.
    """
    from capaian.soundness import look
    from capaian.stores import opened
    from models.wire import dumps

    with opened(store, readonly=True) as engine:
        made = list(look(engine, bodies=archive))
    for one in made:
        if as_json:
            output.line(dumps({"check": one.name, "wrong": one.wrong, "told": one.told}))
        else:
            output.say(f"{'WRONG' if one.wrong else 'ok':<6}{one.name:<14}{one.told}")
    if any(one.wrong for one in made):
        raise typer.Exit(ExitCode.STORE)


def _backups(store: str, folder: Path | None) -> Path:
    if folder is not None:
        return folder
    return Path("var/backups") if "://" in store else Path(store).parent / "backups"
