"""`capaian claims` and `capaian export`: what the store holds, as a table or a file."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypedDict

import typer

from capaian import options, output


class Judged(StrEnum):
    """What the checks said of a claim: the words of the dashboard's filter."""

    INCONSISTENT = "inconsistent"
    CANNOT_TELL = "cannot_tell"
    ROUNDING = "rounding"
    CONSISTENT = "consistent"
    UNCHECKED = "unchecked"


Official = Annotated[
    str | None,
    typer.Option(
        "--official", metavar="NAME", help="Only this official or office, as articles give it.", show_default=False
    ),
]
Outcome = Annotated[
    Judged | None,
    typer.Option(
        "--outcome", help="Only what open findings say this of; unchecked: none names it.", show_default=False
    ),
]
Words = Annotated[
    str | None,
    typer.Option(
        "--q", metavar="WORDS", help="Only with these words in headline, quotes or names.", show_default=False
    ),
]


class Filters(TypedDict):
    """Which claims; as `store.claims` takes them."""

    indicator: str | None
    place: str | None
    publisher: str | None
    official: str | None
    since: date | None
    until: date | None
    outcome: str | None
    q: str | None


def filters(
    indicator: str | None,
    place: str | None,
    publisher: str | None,
    since: date | None,
    until: date | None,
    official: str | None = None,
    outcome: Judged | None = None,
    q: str | None = None,
) -> Filters:
    """The options as filters, checked against what there is; InputError for a name that nothing has."""
    from capaian.errors import InputError
    from capaian.places import place_code
    from capaian.show import outlet_slug
    from models.reference import indicators

    if indicator is not None and indicator not in indicators() and indicator != "other":
        raise InputError(f"no indicator {indicator!r}; known: {', '.join(indicators())}")
    return Filters(
        indicator=indicator,
        place=place_code(place) if place is not None else None,
        publisher=outlet_slug(publisher) if publisher is not None else None,
        official=official,
        since=since,
        until=until,
        outcome=outcome and outcome.value,
        q=q,
    )


def claims(
    indicator: options.Indicator = None,
    place: options.Place = None,
    publisher: options.Publisher = None,
    official: Official = None,
    since: options.Since = None,
    until: options.Until = None,
    outcome: Outcome = None,
    q: Words = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most rows.")] = 50,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Show the claims of the store, newest first; days filter by when a figure held, not by when it was printed."""
    from capaian.show import CLAIM_COLUMNS, claim_cells
    from capaian.stores import opened
    from models.wire import claim_json, dumps
    from store.claims import claim_rows
    from store.engine import read_session

    wanted = filters(indicator, place, publisher, since, until, official, outcome, q)
    with opened(store, readonly=True) as engine, read_session(engine) as session:
        rows = claim_rows(session, **wanted, limit=limit + 1)
    if as_json:
        for row in rows[:limit]:
            output.line(dumps({"key": row.key, "url": row.url, "publisher": row.publisher} | claim_json(row.claim)))
        return
    if not rows:
        output.say("No claims.")
        return
    output.table(CLAIM_COLUMNS, [claim_cells(row.claim, row.publisher) for row in rows[:limit]])
    if len(rows) > limit:
        output.say(f"The newest {limit}; more with --limit, all with `capaian export`.")


class Format(StrEnum):
    """How claims are written out: the names of `dashboard.exports.FORMS`."""

    CSV = "csv"
    EXCEL = "excel"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"
    DATAPACKAGE = "datapackage"


def export(
    form: Annotated[
        Format, typer.Option("--format", help="excel is CSV for a spreadsheet set to Indonesian.")
    ] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to; by default stdout.", show_default=False)
    ] = None,
    indicator: options.Indicator = None,
    place: options.Place = None,
    publisher: options.Publisher = None,
    official: Official = None,
    since: options.Since = None,
    until: options.Until = None,
    outcome: Outcome = None,
    q: Words = None,
    include_fulltext: Annotated[
        bool, typer.Option("--include-fulltext", help="JSON Lines with whole texts: for yourself, not for publication.")
    ] = False,
    dry_run: options.DryRun = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Write the claims of the store to a file, with excerpts and links, not with whole articles.

    The same claims as on the dashboard's page, in the same words: as CSV, XLSX, Parquet, JSON Lines (what
    `capaian extract` prints), or as a Data Package with findings, code book and months not read. A file is complete or
    not there at all: it is written beside its place and moved there. In CSV, text that a spreadsheet would take for a
    formula has an apostrophe before it.
    """
    from capaian.errors import SetupError, UsageError
    from capaian.files import whole_file
    from capaian.stores import opened, outlets
    from dashboard.exports import FORMS, NotInstalled, Order, pieces
    from store.engine import read_session

    if include_fulltext:
        if form is not Format.JSONL:
            raise UsageError("--include-fulltext is for --format jsonl: the other forms hold claims, not articles")
        output.note(
            "Whole texts belong to their publishers (UU 28/2014, articles 43 and 44): keep this file to yourself, and "
            "publish an export without --include-fulltext."
        )
    if FORMS[form].binary and out is None and not dry_run and sys.stdout.isatty():
        raise UsageError(f"{form} is not for a terminal: say where to, with --out FILE")
    only = filters(indicator, place, publisher, since, until, official, outcome, q)
    order = Order(only, fulltext=include_fulltext)
    with opened(store, readonly=True) as engine, read_session(engine) as session:
        order.publishers = outlets(engine)
        try:
            made = pieces(session, FORMS[form], order)
        except NotInstalled as error:
            raise SetupError(str(error)) from error
        if dry_run:
            for _ in made:
                pass
            output.say(f"Would write {output.several(order.written, 'claim')} to {out or 'stdout'}.")
        elif out is None:
            for piece in made:
                output.data(piece)
        else:
            with whole_file(out) as file:
                for piece in made:
                    file.write(piece)
            output.note(f"{output.several(order.written, 'claim')} written to {out}")
