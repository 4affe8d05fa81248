"""How a table is written: as CSV, as a spreadsheet, as Parquet. Rows come in, bytes go out, of any number."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from dashboard.codebook import columns, notes

Row = Mapping[str, object]

SHEET_ROWS = 1_048_576
CELL = 32_767
"""What a spreadsheet holds: rows in one sheet, characters in one cell."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PIECE = 1 << 16
_BATCH = 5_000
_DIGITS, _DECIMALS = 38, 12


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
    if len(text) == 1:  # "=" is how a figure is said, and no formula
        return text
    return f"'{text}" if text.startswith(_FORMULA) or text.strip().startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Row], *, excel: bool = False, names: Iterable[str] = ()) -> Iterator[str]:
    """Rows as CSV with their keys as the head; for Excel with a byte order mark, semicolons and decimal commas.

    `names` are the head where there may be no row; without them there is nothing for no rows.
    """
    buffer = io.StringIO()
    # everything is quoted: where ";" separates, an unquoted "a;=1+1" would become two cells
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\n", quoting=csv.QUOTE_ALL)
    head = list(names)
    if head:
        buffer.write("\ufeff" if excel else "")
        writer.writerow(head)
    for row in rows:
        if not head:
            buffer.write("\ufeff" if excel else "")
            writer.writerow(head := list(row))
        writer.writerow([guarded(value, comma=excel) for value in row.values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue()


def csv_bytes(rows: Iterable[Row], table: str, *, excel: bool = False) -> Iterator[bytes]:
    """A table of the code book as CSV; its head also where there is no row."""
    names = [column.name for column in columns(table)]
    return (line.encode("utf-8", "replace") for line in csv_lines(rows, excel=excel, names=names))


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="capaian-") as folder:
        yield Path(folder)


def written(write: Callable[[Path], None]) -> Iterator[bytes]:
    """The bytes of a file that can only be written whole, piece by piece; it is made beside, and gone at the end."""
    with _scratch() as folder:
        file = folder / "file"
        write(file)
        with file.open("rb") as made:
            yield from pieces(made)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """An open file piece by piece."""
    while piece := file.read(_PIECE):
        yield piece


def xlsx(rows: Iterable[Row], table: str, *, when: datetime | None) -> Iterator[bytes]:
    """A table as a workbook of two sheets, the second one its code book; figures are numbers, and all else is text.

    Nothing is a formula or a link. A table of more rows than a sheet holds goes on in further sheets.
    """
    import xlsxwriter

    def write(file: Path) -> None:
        plain = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        options = {"constant_memory": True, "tmpdir": str(file.parent), **plain}
        with xlsxwriter.Workbook(str(file), options) as book:
            book.set_properties({"title": f"capaian: {table}", "created": when or datetime(2000, 1, 1)})  # noqa: DTZ001
            bold = book.add_format({"bold": True, "bottom": 1})
            _sheets(book, rows, table, bold)
            _code_sheet(book, table, bold)

    return written(write)


def _sheets(book: Any, rows: Iterable[Row], table: str, bold: Any) -> None:
    named = columns(table)
    rest, number = iter(rows), 0
    while batch := islice(rest, SHEET_ROWS - 1):
        first = next(batch, None)
        if first is None and number:
            return
        number += 1
        sheet = book.add_worksheet(table if number == 1 else f"{table}-{number}")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(named):
            sheet.set_column(place, place, 14 if column.kind == "number" else 18)
            sheet.write_string(0, place, column.name, bold)
        if first is None:
            return
        _cells(sheet, 1, first)
        last = 1
        for last, row in enumerate(batch, start=2):
            _cells(sheet, last, row)
        sheet.autofilter(0, 0, last, len(named) - 1)


def _cells(sheet: Any, number: int, row: Row) -> None:
    for place, value in enumerate(row.values()):
        if isinstance(value, bool):
            sheet.write_boolean(number, place, value)
        elif isinstance(value, Decimal | int):
            sheet.write_number(number, place, value)
        elif value is not None:
            sheet.write_string(number, place, str(value).encode("utf-8", "replace").decode()[:CELL])


def _code_sheet(book: Any, table: str, bold: Any) -> None:
    sheet = book.add_worksheet("kode-code")
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 70)
    for place, head in enumerate(("kolom / column", "Bahasa Indonesia", "English")):
        sheet.write_string(0, place, head, bold)
    told = [(column.name, column.said["id"], column.said["en"]) for column in columns(table)]
    told += [("", note["id"], note["en"]) for note in notes()]
    for number, cells in enumerate(told, start=1):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)


def has_parquet() -> bool:
    """Whether the extra that writes Parquet is installed."""
    return find_spec("pyarrow") is not None


def parquet(rows: Iterable[Row], table: str) -> Iterator[bytes]:
    """A table as Parquet: figures exact decimals, days dates, flags booleans; descriptions stand in the schema."""
    import pyarrow
    import pyarrow.parquet

    types = {
        "text": pyarrow.string(),
        "number": pyarrow.decimal128(_DIGITS, _DECIMALS),
        "flag": pyarrow.bool_(),
        "day": pyarrow.date32(),
    }
    named = columns(table)
    schema = pyarrow.schema(
        [pyarrow.field(c.name, types[c.kind], not c.required, {"id": c.said["id"], "en": c.said["en"]}) for c in named]
    )

    def write(file: Path) -> None:
        rest = iter(rows)
        with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            while batch := list(islice(rest, _BATCH)):
                made = [[_typed(row[c.name], c.kind) for row in batch] for c in named]
                arrays = [pyarrow.array(values, field.type) for values, field in zip(made, schema, strict=True)]
                writer.write_batch(pyarrow.record_batch(arrays, schema=schema))

    return written(write)


def _typed(value: object, kind: str) -> object:
    if value is None:
        return None
    if kind == "day":
        return date.fromisoformat(str(value))
    if kind == "text":
        return str(value).encode("utf-8", "replace").decode()
    if kind == "number":
        figure = Decimal(str(value))
        exponent = figure.as_tuple().exponent
        fits = isinstance(exponent, int) and -exponent <= _DECIMALS and abs(figure) < 10 ** (_DIGITS - _DECIMALS)
        return figure if fits else None
    return value
