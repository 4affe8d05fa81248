"""`capaian forget`: a person asked to be left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from capaian import options, output
from capaian.errors import InputError, UsageError

CHANGED = ("titles", "texts", "claims", "officials", "sides", "findings", "reviews")


def forget(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="The name, as articles print it.", show_default=False)
    ] = None,
    because: Annotated[
        str | None, typer.Option("--because", metavar="TEXT", help="Why; without the name.", show_default=False)
    ] = None,
    log: Annotated[bool, typer.Option("--log", help="List what was forgotten and when; names are not kept.")] = False,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Make a person's name unreadable in the whole store, now and in all that is read from now on.

    Titles, texts, passages, claims, findings and reviews get a mark for each letter; a claim keeps its figures and the
    office. In articles that have the whole name, its single words go, too. It cannot be undone: look with --dry-run
    first. The store keeps a digest of the name, to know it again. What it does not reach is told: links, raw pages of
    the archive, backups, and exports that were made before (docs/privacy.md).
    """
    from capaian.stores import opened
    from models.wire import dumps
    from store.engine import read_session
    from store.forget import forget as redact
    from store.forget import forgetting_log

    if log == (name is not None):
        raise UsageError("give a NAME, or --log to see what was forgotten")
    with opened(store, readonly=log or dry_run) as engine:
        if name is None:
            with read_session(engine) as session:
                entries = forgetting_log(session)
            for entry in entries:
                if as_json:
                    row = {"id": entry.id, "at": entry.at.isoformat(timespec="seconds"), "because": entry.because}
                    output.line(dumps(row | {"counts": dict(entry.counts)}))
                else:
                    why = f", because {entry.because}" if entry.because else ""
                    output.say(f"{entry.id}  {entry.at:%Y-%m-%d %H:%M} UTC{why}: {_told(entry.counts)}")
            if not entries and not as_json:
                output.say("Nobody was forgotten.")
            return
        try:
            made = redact(engine, name, because=because, dry_run=dry_run)
        except ValueError as error:
            raise InputError(str(error)) from error
        sqlite = engine.dialect.name == "sqlite"
    if as_json:
        row = {"dry_run": dry_run, "new": made.new, "wiped": made.wiped}
        output.line(dumps(row | {"counts": dict(made.counts), "pages": list(made.pages)}))
        return
    output.say(f"{'Would redact' if dry_run else 'Redacted'}: {_told(made.counts)}.")
    for url in made.pages[:20]:
        output.say(f"  {url}")
    if len(made.pages) > 20:
        output.say(f"  and {len(made.pages) - 20} more: --json lists all")
    if made.counts["addresses"]:
        addresses = f"{made.counts['addresses']} address{'es' if made.counts['addresses'] > 1 else ''}"
        output.say(f"With the name in them, and left: {addresses}. They are the publisher's.")
    if made.counts["raw_pages"]:
        raw = output.several(made.counts["raw_pages"], "raw page")
        output.say(f"Left in the archive as evidence: {raw} (docs/privacy.md).")
    if not dry_run:
        output.say("Backups and exports that were made before are not changed.")
        if sqlite and not made.wiped:
            output.note("The file is in use and could not be wiped: do it again when no other process has it open.")


def _told(counts: Mapping[str, int]) -> str:
    """What was changed, in words.

    >>> _told({"titles": 1, "texts": 2, "addresses": 1})
    '1 title, 2 texts'
    >>> _told({"titles": 0})
    'nothing'
    """
    return ", ".join(output.several(counts[word], word[:-1]) for word in CHANGED if counts.get(word)) or "nothing"
