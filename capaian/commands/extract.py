"""`capaian extract`: articles in, claims out, with nothing kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from capaian import inputs, output
from capaian.errors import clean

if TYPE_CHECKING:
    from models.values import Article, Report, Unused

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help="JSON Lines of articles {url, publisher, published, title, text}, HTML pages (.html), or - for stdin.",
        show_default=False,
    ),
]


def extract(
    files: Files,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="List the numbers that became no claim, with reasons: to stderr, and as 'unused'."
        ),
    ] = False,
    url: Annotated[
        str | None, typer.Option("--url", help="Address of an HTML page that does not name it.", show_default=False)
    ] = None,
    publisher: Annotated[
        str | None,
        typer.Option(
            "--publisher",
            metavar="SLUG",
            help="Outlet of an HTML page; by default that of its address.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Read articles and print their claims as JSON Lines, one object per article."""
    inputs.check_files(files)
    from models.wire import dumps, report_json

    with output.progress("extracting", total=inputs.count_lines(files), streams=True) as advance:
        for article in _articles(files, url, publisher):
            report = _extract(article)
            made = report_json(report)
            if explain:
                made["unused"] = [_unused(number) for number in report.unused]
                output.note(explanation(report))
            output.line(dumps(made))
            advance()


def _articles(files: Iterable[Path], url: str | None, publisher: str | None) -> Iterator[Article]:
    for path in files:
        if inputs.is_page(path):
            from capaian.pages import read_page

            yield read_page(path, url=url, publisher=publisher).article
        else:
            yield from inputs.articles(path)


def _extract(article: Article) -> Report:
    from extract.pipeline import extract_article  # here, so that a bad file is refused before the rules are loaded

    return extract_article(article)


def _unused(number: Unused) -> dict[str, str | int]:
    made: dict[str, str | int] = {
        "start": number.start,
        "end": number.end,
        "text": number.text,
        "reason": number.reason,
    }
    return made | ({"in": "title"} if number.where == "title" else {})


def explanation(report: Report) -> str:
    """What became of an article's numbers, for people: how many claims, and every number left aside with its reason."""
    count = len(report.claims)
    head = f"{report.title or report.url}: {output.several(count, 'claim')}"
    if not report.unused:
        return f"{head}, every number used"
    rows = [
        f"  {clean(number.text)}: {clean(number.reason)} ({number.where} {number.start})" for number in report.unused
    ]
    return "\n".join([f"{head}, {output.several(len(rows), 'number')} not used", *rows])
