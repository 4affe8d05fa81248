"""`capaian db`: the store's schema."""

from __future__ import annotations

import typer

from capaian import options, output

app = typer.Typer(name="db", help="Look at the store's schema, or bring it up to date.", rich_markup_mode=None)


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
def upgrade(store: options.Store = options.DEFAULT_STORE, dry_run: options.DryRun = False) -> None:
    """Bring the store to the newest schema; one that does not exist is made."""
    from store.engine import open_store
    from store.errors import SchemaOlder, StoreMissing

    try:
        open_store(store, readonly=True).dispose()
    except (SchemaOlder, StoreMissing) as error:
        if dry_run:
            output.say(f"Would bring it up to date: {error}")
            return
        open_store(store, create=True).dispose()
        output.say(f"{store} has the newest schema now.")
    else:
        output.say(f"{store} has the newest schema already.")
