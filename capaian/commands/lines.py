"""`capaian lines`: what was reported of a place over time, with the figures marked that are not the last word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import options, output
from capaian.commands.claims import filters

if TYPE_CHECKING:
    from crosscheck.lines import Line, Point, Printed

MOST = 20_000
"""Most claims that lines are made of."""

COLUMNS = {"as of": 10, "figures": None, "first in": 15, "voices": 6}
MARK = {"mark": 22}


def lines(
    place: Annotated[str, typer.Argument(metavar="CODE|NAME", help="A place: 62.02, or Kotim.", show_default=False)],
    indicator: options.Indicator = None,
    single: Annotated[bool, typer.Option("--single", help="Also figures that were reported once.")] = False,
    as_json: options.Json = False,
    store: options.Store = options.DEFAULT_STORE,
) -> None:
    """Show the progress lines of a place and of what lies in it, oldest figure first.

    Articles that say the same of the same time are one figure; its voices are those that do not print one release.
    Marked are figures that are not the last word: superseded (by the final figure of a provisional one, or by a later
    one of the same speaker), corrected (by the same outlet), outlying (contradicted by the figures around it, which are
    more).
    """
    from capaian.stores import opened, outlets
    from store.claims import claim_rows
    from store.engine import read_session
    from store.lines import lines_of

    wanted = filters(indicator, place, None, None, None)
    with opened(store, readonly=True) as engine, read_session(engine) as session:
        rows = claim_rows(session, **wanted, limit=MOST + 1)
        names = {slug: known.name for slug, known in outlets(engine).items()}
    found, keys = lines_of(rows[:MOST])
    shown = [line for line in found if single or len(line.points) > 1]
    if as_json:
        from models.wire import dumps

        for line in shown:
            output.line(dumps(_data(line, keys)))
        return
    publishers = {row.url: names.get(row.publisher or "", row.publisher or "") for row in rows}
    for line in shown:
        output.say(_head(line))
        marked = any(point.mark for point in line.points)
        cells = [_cells(point, publishers) for point in line.points]
        output.table(COLUMNS | MARK if marked else COLUMNS, cells if marked else [row[:-1] for row in cells])
        output.say()
    if not shown:
        output.say("No figures with a place and a time." if single or not found else "No figure was reported twice.")
    if len(rows) > MOST:
        output.note(f"Made of the newest {MOST} claims only; name a smaller place or an indicator.")


def _head(line: Line) -> str:
    """What the line is of: "Perekaman KTP-el · Kabupaten Kotawaringin Timur"."""
    from models.reference import indicators, place_name

    known = indicators().get(line.indicator)
    segment = line.points[0].claim.segment if line.segment else None
    parts = [known.label if known else line.indicator, place_name(line.place), segment, line.round]
    return " · ".join(part for part in parts if part)


def _cells(point: Point, publishers: Mapping[str, str]) -> tuple[str, ...]:
    from capaian.show import short_figures

    mark = "" if point.mark is None else str(point.mark)
    if point.instead is not None:
        mark += f" by {publishers[point.instead.url] or 'another'}"
    figures = short_figures(point.claim)
    return str(point.as_of).replace("/", " / "), figures, publishers[point.url], str(point.voices), mark


_LONG = ("evidence", "conflicts")  # `capaian claims --json` has them


def _data(line: Line, keys: Mapping[Printed, str]) -> dict[str, object]:
    from models.wire import claim_json

    return {
        "indicator": line.indicator,
        "place": line.place,
        "segment": line.segment or None,
        "unit": line.unit and str(line.unit),
        "round": line.round or None,
        "points": [
            {
                "as_of": str(point.as_of),
                "claim": {name: value for name, value in claim_json(point.claim).items() if name not in _LONG},
                "printed": [{"key": keys[one], "url": one.url} for one in point.printed],
                "voices": point.voices,
                "mark": point.mark and str(point.mark),
                "instead": point.instead and keys[point.instead],
            }
            for point in line.points
        ],
    }
