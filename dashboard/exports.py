"""Tables to take away: the claims of a filter as CSV, as CSV for Excel, or as JSON Lines; streamed at any size."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dashboard.excerpts import public_report
from dashboard.parameters import ClaimFilter
from models.wire import dumps, report_json
from store.claims import export_rows, reports
from store.engine import read_session

router = APIRouter()

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(value: object, *, comma: bool = False) -> str:
    """A cell: text that a spreadsheet would run as a formula has an apostrophe before it; numbers stay numbers.

    >>> guarded("=1+1"), guarded(Decimal("-2.50")), guarded(Decimal("99.2"), comma=True)
    ("'=1+1", '-2.50', '99,2')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",") if comma else format(value, "f")
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) or text.strip().startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Mapping[str, object]], *, excel: bool = False) -> Iterator[str]:
    """Rows as CSV with their keys as the head; for Excel with a byte order mark, semicolons and decimal commas."""
    buffer = io.StringIO()
    # everything is quoted: where ";" separates, an unquoted "a;=1+1" would become two cells
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\n", quoting=csv.QUOTE_ALL)
    for number, row in enumerate(rows):
        if number == 0:
            buffer.write("\ufeff" if excel else "")
            writer.writerow(row)
        writer.writerow([guarded(value, comma=excel) for value in row.values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


@router.get("/klaim.csv")
def claims_csv(request: Request, query: Annotated[ClaimFilter, Query()]) -> Response:
    """Claims as CSV, the rows of `capaian export`."""
    return _stream(request, lambda session: csv_lines(export_rows(session, **query.only())), "text/csv", "capaian.csv")


@router.get("/klaim-excel.csv")
def claims_excel(request: Request, query: Annotated[ClaimFilter, Query()]) -> Response:
    """Claims as CSV that a spreadsheet set to Indonesian opens."""
    return _stream(
        request,
        lambda session: csv_lines(export_rows(session, **query.only()), excel=True),
        "text/csv",
        "capaian-excel.csv",
    )


@router.get("/klaim.jsonl")
def claims_jsonl(request: Request, query: Annotated[ClaimFilter, Query()]) -> Response:
    """Claims as JSON Lines, one article a line, in the form of docs/claims.md, quotes cut to excerpts."""

    def lines(session: Session) -> Iterator[str]:
        for report in reports(session, **query.only()):
            yield dumps(public_report(report_json(report), report.claims)) + "\n"

    return _stream(request, lines, "application/jsonl", "capaian.jsonl")


def _stream(
    request: Request, lines: Callable[[Session], Iterator[str]], media_type: str, name: str
) -> StreamingResponse:
    engine: Engine = request.app.state.engine

    def body() -> Iterator[bytes]:
        with read_session(engine) as session:
            for line in lines(session):
                yield line.encode("utf-8", "replace")

    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    return StreamingResponse(body(), media_type=f"{media_type}; charset=utf-8", headers=headers)
