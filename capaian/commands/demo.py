"""`capaian demo`: the whole line on invented news."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.commands.check import Lang

if TYPE_CHECKING:
    from capaian.demo_run import Played

FOLDER = Path("var")
ROWS = 20
"""Claims that the table shows; all are in the store."""


def demo(
    round: Annotated[
        int,
        typer.Option("--round", min=1, max=2, help="2 is a week later: an article was edited, another one removed."),
    ] = 1,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="FOLDER", help="Where demo.sqlite and its archive are kept.")
    ] = FOLDER,
    then_serve: Annotated[
        bool, typer.Option("--serve", help="Then show it in a browser, on this machine alone. Ctrl-C ends it.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help="The port for --serve: 8000, or a free one where that is taken.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of the sentences.")] = Lang.EN,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
) -> None:
    """Crawl an invented newsroom on this machine, and show its claims and what does not add up.

    Outlets, officials and figures are made up; nothing leaves this machine. A second run changes nothing.
    """
    if dry_run:
        output.say(f"Would serve the invented newsroom on 127.0.0.1 and crawl it into {folder / 'demo.sqlite'}.")
        return
    if then_serve:
        from capaian.commands.serve import port_for

        port = port_for(port)  # before the crawl, whose output nobody wants to lose over a port
    from capaian.demo_run import play

    played = play(folder, round=2 if round == 2 else 1)
    if as_json:
        from models.wire import dumps, finding_json

        for finding in played.checked.findings:
            output.line(dumps(finding_json(finding)))
        output.line(dumps({"changed": played.changed, "counts": played.after}))
        return
    show(played, round=round, lang=lang)
    if then_serve:
        from capaian.commands.serve import serve

        output.say()
        assert port is not None
        serve(store=str(played.store), port=port)


def show(played: Played, *, round: int, lang: Lang) -> None:
    """What a newcomer should see: claims, findings, counts that add up, whether anything changed, where to go on."""
    from capaian.commands.check import show as show_findings
    from capaian.commands.crawl import show_outcomes
    from capaian.show import CLAIM_COLUMNS, claim_cells

    heading("An invented newsroom, crawled on this machine (DATA CONTOH: all made up)")
    show_outcomes(played.outcomes.values(), as_json=False)
    shown = played.claims[:ROWS]
    heading(f"Claims: the newest {len(shown)} of {len(played.claims)}")
    output.table(CLAIM_COLUMNS, [claim_cells(row.claim, row.publisher) for row in shown])
    heading("Findings: figures that do not agree (not which one is wrong, nor why)")
    output.say()
    counted = (played.checked.articles, played.checked.claims)
    show_findings(played.checked.findings, counted, everything=False, as_json=False, lang=lang)
    heading("Everything has one status, and the sums add up")
    for stage, row in played.after.items():
        output.say(f"{stage + ':':<11}{output.counted(row)}")
    output.say()
    output.say(output.wrapped(outcome(played), indent=""))
    heading("Where to look next")
    store = f"--store {played.store}"
    folder = "" if played.store.parent == FOLDER else f" --folder {played.store.parent}"
    program = "capaian" if shutil.which("capaian") else ".venv/bin/capaian"
    for command, use in (
        (f"serve {store}", "The dashboard"),
        (f"claims {store} --place Kotim", "The claims of one place"),
        (f"check {store} --all", "Also the figures that agree"),
        (f"export {store} --out claims.csv", "A table for a spreadsheet"),
        *([(f"demo{folder} --round 2", "A week later: edited and removed")] if round == 1 else []),
        ("sources", "The real outlets"),
    ):
        output.say(f"{use + ':':<34}{program} {command}")


def heading(text: str) -> None:
    """A line that stands out in plain text."""
    output.say(f"\n{text}\n{'-' * len(text)}")


def outcome(played: Played) -> str:
    """Whether the run changed the store, and what."""
    before, after = played.before, played.after
    if not played.changed:
        same = ", ".join(f"{sum(after[stage].values())} {stage}" for stage in ("pages", "claims", "findings"))
        return f"Nothing changed: the same {same} as before."
    grown = [
        f"{stage} {sum(before.get(stage, {}).values())} → {sum(after[stage].values())}"
        for stage in ("pages", "captures", "revisions", "claims")
    ]
    from capaian.line import change_text

    change = played.checked.change
    assert change is not None
    return f"Changed: {', '.join(grown)}; {change_text(change)}."
