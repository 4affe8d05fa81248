"""`capaian reextract`: today's rules over the pages that are stored, beside what counts, until somebody says switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from capaian import options, output
from capaian.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from capaian.reread import Difference, Reread
    from store.revisions import FigureChange

Changed = Annotated[bool, typer.Option("--changed", help="Keep only the pages that are read otherwise than before.")]
Raw = Annotated[
    bool, typer.Option("--raw", help="Clean the raw pages of the archive anew, too, not only their stored text.")
]
Switch = Annotated[
    str | None,
    typer.Option(
        "--switch",
        metavar="VERSION",
        help="Read nothing; let what this version has read count from now on.",
        show_default=False,
    ),
]


def reextract(
    changed: Changed = False,
    raw: Raw = False,
    jobs: options.Jobs = 1,
    scheduler: options.Scheduler = None,
    switch: Switch = None,
    as_json: options.Json = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Read the stored pages with today's rules, and list the figures that are gained, lost and changed.

    The result is kept as a version of its own, beside the one that counts: readers see no difference until `--switch
    VERSION`, which checks the claims again, too, and can be undone by a switch back. `--dry-run` keeps nothing. Nothing
    is fetched. Processes (`--jobs`) and machines (`--scheduler`) change the time that it takes, and nothing else.
    """
    from capaian.stores import opened

    if switch is not None:
        if changed or raw or scheduler:
            raise UsageError("--switch reads nothing: leave out --changed, --raw and --scheduler")
        with opened(store, readonly=dry_run) as engine:
            _switch(engine, switch, as_json=as_json, dry_run=dry_run)
        return
    from capaian.reread import reread

    with opened(store, readonly=dry_run) as engine:
        made = reread(engine, raw=raw, changed_only=changed, keep=not dry_run, jobs=jobs, scheduler=scheduler)
    if as_json:
        _as_json(made, dry_run=dry_run)
    else:
        _show(made, dry_run=dry_run)


def _switch(engine: Engine, version: str, *, as_json: bool, dry_run: bool) -> None:
    from capaian.line import change_text, check_store
    from capaian.reread import switch_to
    from models.wire import dumps
    from store.engine import read_session
    from store.readings import versions

    with read_session(engine) as session:
        known = versions(session)
    if version not in known:
        told = ", ".join(f"{name or '(unknown)'} ({output.several(number, 'page')})" for name, number in known.items())
        raise UsageError(
            f"version {version!r} has read nothing that does not count already; "
            + (f"there are: {told}" if told else "`capaian reextract` reads the pages with today's rules")
        )
    if dry_run:
        pages_told = output.several(known[version], "page")
        output.say(f"Would let version {version} count for {pages_told}, and check their claims again.")
        return
    pages = switch_to(engine, version)
    change = check_store(engine, save=True, part=True).change
    assert change is not None
    if as_json:
        found = {"opened": change.opened, "kept": change.kept, "closed": change.closed}
        output.line(dumps({"version": version, "pages": pages, "findings": found}))
        return
    output.say(f"Version {version} counts now for {output.several(pages, 'page')}.\n{change_text(change)}.")


def _as_json(made: Reread, *, dry_run: bool) -> None:
    from capaian.reread import kind_of
    from models.wire import claim_json, dumps

    for one in made.differences:
        page: dict[str, Any] = {"url": one.url, "was": one.was, "status": [one.status_before, one.status_after]}
        changes = [
            {
                "change": kind_of(change),
                "before": change.before and claim_json(change.before),
                "after": change.after and claim_json(change.after),
            }
            for change in one.changes
        ]
        output.line(dumps(page | {"changes": changes}))
    summary = {
        "version": made.version,
        "pages": dict(made.pages),
        "differ": len(made.differences),
        "claims": made.claims(),
        "figures": made.figures(),
        "without_text": made.without_text,
        "kept": 0 if dry_run else made.kept,
    }
    output.line(dumps({"summary": summary}))


def _show(made: Reread, *, dry_run: bool) -> None:
    for one in made.differences:
        _show_page(one)
    if made.differences:
        output.say()
    read = sum(made.pages.values())
    reworded = sum(not one.changes for one in made.differences)
    claims, figures = (
        ", ".join(f"{number} {word}" for word, number in row.items()) for row in (made.claims(), made.figures())
    )
    output.say(f"pages read: {output.counted(made.pages)}")
    output.say(f"  {read - made.stuck() - len(made.differences)} as before, {len(made.differences)} otherwise"
               f"{f', {reworded} of these with the same figures' if reworded else ''}")  # fmt: skip
    output.say(f"claims: {claims}\nfigures: {figures}")
    if made.stuck():
        output.note(f"{output.several(made.stuck(), 'page')} could not be read: what counts there stays.")
    if made.without_text:
        articles = output.several(made.without_text, "article")
        output.note(f"{articles} without text in the store any more; --raw reads the archive.")
    if dry_run:
        output.say("Nothing was kept.")
    elif made.kept:
        output.say(f"Kept beside what counts: {output.several(made.kept, 'page')}. To let this version count:")
        output.say(f"  capaian reextract --switch {made.version}")
    else:
        output.say("Nothing is to be switched.")


def _show_page(one: Difference) -> None:
    output.say(one.url)
    if one.status_before != one.status_after:
        output.say(f"  {one.status_before} → {one.status_after}".replace("_", " "))
    for change in one.changes:
        _show_change(change)
    if not one.changes and one.status_before == one.status_after:
        output.say("  the same figures in other words")


def _show_change(change: FigureChange) -> None:
    from capaian.show import figure_text, figures_text, what

    claim = change.after or change.before
    assert claim is not None
    if change.before is None or change.after is None:
        sign = "+" if change.before is None else "-"
        output.say(f"  {sign} {output.wrapped(what(claim), indent='    ').strip()}")
        output.say(output.wrapped(figures_text(claim) or "no figure", indent="      "))
        return
    output.say(f"  ~ {output.wrapped(what(claim), indent='    ').strip()}")
    for name, old, new in change.figures():
        percent = "percentage" in name
        told = f"{figure_text(old, percent=percent) or 'none'} → {figure_text(new, percent=percent) or 'none'}"
        output.say(output.wrapped(f"{name.replace('_', ' ')}: {told}", indent="      "))
