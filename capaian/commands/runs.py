"""`capaian runs`, `capaian archive`, `capaian revisions`: what was done, what is kept, and what papers changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.errors import ExitCode

if TYPE_CHECKING:
    from store.revisions import Edit, FigureChange
    from store.runs import Run

archive = typer.Typer(name="archive", help="Look after the archive of raw pages.", rich_markup_mode=None)


@archive.callback()
def archive_main() -> None:
    """Keep `verify` a command of its own, where one day there are more."""


def runs(
    source: Annotated[
        str | None, typer.Option("--source", metavar="SOURCE", help="Only runs about this outlet.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most runs.")] = 20,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """List the newest runs: how each ended, what it counted, what it saw of the sites and of their robots.txt."""
    from capaian.stores import opened
    from models.wire import dumps
    from store.engine import read_session
    from store.runs import runs as newest

    with opened(store, readonly=True) as engine, read_session(engine) as session:
        found = newest(session, limit, source=source)
    for run in found:
        if as_json:
            output.line(dumps(_run_row(run)))
            continue
        took = f", {(run.ended_at - run.started_at).total_seconds():.0f} s" if run.ended_at else ""
        about = " ".join((run.kind, *run.sources))
        output.say(f"{run.id}  {run.started_at:%Y-%m-%d %H:%M} UTC  {about}: {run.status}{took}")
        if run.counts:
            output.say(output.wrapped(", ".join(f"{number} {word}" for word, number in sorted(run.counts.items()))))
        for told in _notes(run):
            output.say(output.wrapped(told))
    if not found and not as_json:
        output.say("There was no run yet.")


def _run_row(run: Run) -> dict[str, object]:
    return {
        "id": run.id,
        "kind": run.kind,
        "sources": list(run.sources),
        "status": run.status,
        "started_at": run.started_at.isoformat(timespec="seconds"),
        "ended_at": run.ended_at and run.ended_at.isoformat(timespec="seconds"),
        "args": dict(run.args),
        "counts": dict(run.counts),
        "notes": dict(run.notes),
    }


def _notes(run: Run) -> list[str]:
    """What a crawl noted, in words."""
    notes = run.notes
    if not notes:
        return []
    answers = ", ".join(f"{number} x {code}" for code, number in notes.get("answers", {}).items())
    made = [
        f"{output.several(notes['requests'], 'request')} ({answers or 'no answer'}), {notes['bytes']:,} bytes, "
        f"one every {notes['delay']:g} s; {output.several(notes['waits'], 'wait')}, {notes['waited_seconds']:g} s; "
        f"at most {notes['memory_mib']} MiB of memory"
    ]
    for host, told in notes.get("robots", {}).items():
        how = told.get("error") or f"HTTP {told['status']}"
        delay = f", Crawl-delay {told['crawl_delay']:g} s" if "crawl_delay" in told else ""
        digest = f", sha256 {told['sha256'][:12]}" if "sha256" in told else ""
        made.append(f"robots.txt of {host}: {told['decision']} ({how}{digest}){delay}")
    return made


@archive.command()
def verify(as_json: options.Json = False, store: options.Store = options.DEFAULT_STORE) -> None:
    """Read the whole archive back and hash it again: every capture of the store, and every record of every file."""
    from capaian.stores import opened
    from crawler.verify import verify as read_back
    from models.wire import dumps

    with opened(store, readonly=True) as engine, output.progress("reading the archive", total=None):
        found = read_back(engine)
    for fault in found.faults:
        if as_json:
            output.line(dumps({"where": fault.where, "told": fault.told}))
        else:
            output.say(f"{fault.where}: {fault.told}")
    if as_json:
        row = {"captures": found.captures, "files": found.files, "records": found.records}
        output.line(dumps(row | {"faults": len(found.faults)}))
    else:
        several = output.several
        output.say(
            f"{several(found.captures, 'capture')} and {several(found.records, 'record')} in "
            f"{several(found.files, 'file')} were read back: "
            f"{several(len(found.faults), 'fault') if found.faults else 'no faults'}."
        )
    if found.faults:
        raise typer.Exit(ExitCode.SOURCE)


def revisions(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="One article; by default all of them.", show_default=False)
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SOURCE", help="Only this outlet.", show_default=False)
    ] = None,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """List articles that were edited after they were first read, and what that changed in their figures."""
    from capaian.stores import opened
    from models.wire import claim_json, dumps
    from store.engine import read_session
    from store.revisions import edits

    with opened(store, readonly=True) as engine, read_session(engine) as session:
        found = edits(session, source=source, url=url)
    for edit in found:
        if as_json:
            changes = [
                {"before": one.before and claim_json(one.before), "after": one.after and claim_json(one.after)}
                for one in edit.changes
            ]
            row = {"url": edit.url, "source": edit.source, "at": edit.at.isoformat(timespec="seconds")}
            output.line(dumps(row | {"title": [edit.title_before, edit.title_after], "changes": changes}))
        else:
            _say(edit)
    if not found and not as_json:
        output.say("No article in the store was edited.")


def _say(edit: Edit) -> None:
    output.say(f"{edit.at:%Y-%m-%d %H:%M} UTC  {edit.url}")
    if edit.title_before != edit.title_after:
        output.say(output.wrapped(f"title: {edit.title_before} -> {edit.title_after}"))
    for change in edit.changes:
        output.say(output.wrapped(_words(change)))
    if not edit.changes:
        output.say("  no figure changed")


def _words(change: FigureChange) -> str:
    from capaian.show import figures_text, what

    if change.before is None or change.after is None:
        claim = change.after or change.before
        assert claim is not None
        return f"{'new' if change.before is None else 'gone'}: {what(claim)}: {figures_text(claim)}"
    pairs = (
        f"{name} {old.text or old.value if old else 'none'} -> {new.text or new.value if new else 'none'}"
        for name, old, new in change.figures()
    )
    return f"{what(change.after)}: {'; '.join(pairs)}"
