"""Options that several commands share, written once."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

DEFAULT_STORE = "var/capaian.sqlite"


def day(value: str) -> date:
    """A day on the command line.

    >>> day("2025-01-31")
    datetime.date(2025, 1, 31)
    """
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise typer.BadParameter(f"{value!r} is no day; one is 2025-01-31") from error


Store = Annotated[
    str,
    typer.Option(
        "--store",
        envvar="CAPAIAN_STORE",
        metavar="FILE|URL",
        help="An SQLite file, or the URL of a PostgreSQL database.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines, one object a line.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Since = Annotated[
    date | None,
    typer.Option(
        "--since", parser=day, metavar="DAY", help="Only what is of this day or later: 2025-01-31.", show_default=False
    ),
]
Until = Annotated[
    date | None,
    typer.Option("--until", parser=day, metavar="DAY", help="Only what is of this day or earlier.", show_default=False),
]
CrawlUntil = Annotated[
    date | None,
    typer.Option(
        "--until",
        parser=day,
        metavar="DAY",
        help="Only articles of this day or earlier; one that no list dates is fetched to see its day, and left out.",
        show_default=False,
    ),
]
Indicator = Annotated[
    str | None,
    typer.Option("--indicator", metavar="SLUG", help="Only this indicator, e.g. ektp_recording.", show_default=False),
]
Place = Annotated[
    str | None,
    typer.Option("--place", metavar="CODE|NAME", help="Only this place: 62.02, or Kotim.", show_default=False),
]
Publisher = Annotated[
    str | None,
    typer.Option("--publisher", metavar="OUTLET", help="Only this outlet, e.g. borneonews.", show_default=False),
]
KeepTexts = Annotated[
    int | None,
    typer.Option(
        "--keep-texts",
        envvar="CAPAIAN_KEEP_TEXTS",
        min=1,
        metavar="DAYS",
        help="Drop whole texts that were fetched longer ago; passages of claims stay. By default they are kept.",
        show_default=False,
    ),
]
LogJson = Annotated[
    bool,
    typer.Option(
        "--log-json",
        envvar="CAPAIAN_LOG_JSON",
        help="Tell on stderr what happens as lines of JSON, one event each (docs/unattended.md).",
    ),
]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Processes that read pages.")]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Have the workers of this Dask scheduler read them: tcp://10.0.0.1:8786.",
        show_default=False,
    ),
]
