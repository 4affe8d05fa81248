"""The command line: which commands there are. What they do stands in `capaian/commands/`."""

from __future__ import annotations

from typing import Annotated

import typer

from capaian.commands import (
    check,
    claims,
    crawl,
    db,
    demo,
    doctor,
    extract,
    forget,
    lines,
    reextract,
    review,
    run,
    runs,
    serve,
    sources,
)
from capaian.errors import ExitCode
from capaian.manual import GROUPS, MANUAL

EPILOG = "Exit codes: " + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode) + "."

app = typer.Typer(
    name="capaian",
    help="Read regional Indonesian news, turn reported progress into claims, and show which do not add up.",
    epilog=EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"capaian {version('capaian')}")
        except PackageNotFoundError:
            typer.echo("capaian (not installed)")
        raise typer.Exit


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback where something goes wrong.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    """Hold the options before the command; `--debug` is read by `capaian.__main__`."""


app.command()(demo.demo)
app.command()(crawl.crawl)
app.command()(crawl.add)
app.command()(extract.extract)
app.command()(reextract.reextract)
app.command()(check.check)
app.add_typer(review.app)
app.command()(claims.claims)
app.command()(lines.lines)
app.command()(claims.export)
app.command()(serve.serve)
app.command()(run.run)
app.command()(run.schedule)
app.add_typer(sources.app)
app.command()(runs.runs)
app.command()(runs.revisions)
app.add_typer(runs.archive)
app.command()(doctor.doctor)
app.command()(forget.forget)
app.add_typer(db.app)


def _document(group: typer.Typer, before: str = "") -> None:
    """Give every command its line in the list of commands, and its examples and exit codes."""
    for command in group.registered_commands:
        assert command.callback is not None
        entry = MANUAL.get(before + (command.name or command.callback.__name__.replace("_", "-")))
        if entry is not None:
            command.short_help, command.epilog = entry.short, entry.epilog
    for sub in group.registered_groups:
        if sub.typer_instance is not None:
            name = str(sub.typer_instance.info.name)
            sub.short_help = GROUPS.get(name)
            _document(sub.typer_instance, f"{name} ")


_document(app)
