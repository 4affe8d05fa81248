"""`capaian check`: do the figures agree, over the store or over claims in files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import inputs, options, output
from capaian.errors import ExitCode

if TYPE_CHECKING:
    from models.values import Finding, Outcome


class FailOn(StrEnum):
    """Which findings make the exit code 1."""

    INCONSISTENT = "inconsistent"


class Lang(StrEnum):
    """In which language a finding's sentence is shown."""

    EN = "en"
    ID = "id"


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Claims as `capaian extract` prints them, or labels; without a file the store is checked.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every outcome, also figures that agree.")] = False,
    as_json: options.Json = False,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 if there is such a finding.", show_default=False)
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of the sentences.")] = Lang.EN,
    store: options.Store = options.DEFAULT_STORE,
    dry_run: options.DryRun = False,
) -> None:
    """Lay figures side by side and show which do not agree.

    A finding says that numbers do not agree with each other. It does not say which one is wrong, or why.
    Over the store, findings are saved there, unless --dry-run; over files nothing is written. What somebody dismissed
    in review (`capaian review`) is left out, unless --all.
    """
    dismissed: Collection[str] = ()
    if files:
        inputs.check_files(files)
        from crosscheck.engine import check as compare

        read = [report for path in files for report in inputs.reports(path)]
        findings: Iterable[Finding] = compare(read)
        counted = (len(read), sum(len(report.claims) for report in read))
    else:
        from capaian.line import change_text, check_store
        from capaian.stores import opened

        with opened(store, readonly=dry_run) as engine:
            checked = check_store(engine, save=not dry_run)
        findings, counted = checked.findings, (checked.articles, checked.claims)
        dismissed = checked.dismissed
        if checked.change is not None:
            output.note(f"{change_text(checked.change)}.")
        left = sum(finding.id in dismissed for finding in findings) if dismissed else 0
        if left:
            output.note(f"{left} dismissed in review {'is' if left == 1 else 'are'} left out; `--all` shows them, too.")
    left_out = () if everything else dismissed
    show(findings, counted, everything=everything, as_json=as_json, lang=lang, left_out=left_out)
    if fail_on and any(one.outcome == fail_on.value and one.id not in dismissed for one in findings):
        raise typer.Exit(ExitCode.FINDINGS)


def show(
    findings: Iterable[Finding],
    counted: tuple[int, int],
    *,
    everything: bool,
    as_json: bool,
    lang: Lang = Lang.EN,
    left_out: Collection[str] = (),
) -> None:
    """Findings to stdout: one JSON object a line, or blocks and a last line that counts them.

    `left_out` are the ids of those that are neither shown nor counted.
    """
    from capaian.show import finding_block
    from models.values import Outcome
    from models.wire import dumps, finding_json

    outcomes: Counter[Outcome] = Counter()
    for finding in findings:
        if finding.id in left_out:
            continue
        outcomes[finding.outcome] += 1
        if not everything and finding.outcome != Outcome.INCONSISTENT:
            continue
        if as_json:
            output.line(dumps(finding_json(finding)))
        else:
            output.say(finding_block(finding, language=lang.value) + "\n")
    if not as_json:
        output.say("\n".join(summary(outcomes, *counted)))


def summary(outcomes: Counter[Outcome], articles: int, claims: int) -> tuple[str, str]:
    """The last two lines: how much was laid side by side, and how it came out; the counts add up."""
    from models.values import Outcome

    parts = ", ".join(f"{outcomes[outcome]} {str(outcome).replace('_', ' ')}" for outcome in Outcome)
    several = output.several
    told = f"{several(outcomes.total(), 'comparison')} of {several(claims, 'claim')} in {several(articles, 'article')}:"
    return told, f"{parts}."
