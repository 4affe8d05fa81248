"""Files that the program writes: whole or not at all, and CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TextIO

from capaian.errors import InputError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file to write, put in its place only when it is complete; what was there before stays until then.

    InputError where it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        made.chmod(0o644 & ~_umask())
        made.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        made.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def guarded(value: object) -> object:
    """A cell as CSV may hold it: text that a spreadsheet would run as a formula has an apostrophe before it.

    >>> guarded("=1+1"), guarded("  @SUM(A1)"), guarded(Decimal("-2.5")), guarded("99,2 persen")
    ("'=1+1", "'  @SUM(A1)", '-2.5', '99,2 persen')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and (value.startswith(_FORMULA) or value.strip().startswith(_FORMULA)):
        return f"'{value}"
    return value


def csv_lines(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Rows as lines of CSV (RFC 4180 quoting, LF between them), their keys as the head; nothing for no rows."""
    buffer = io.StringIO()
    # everything is quoted: where ";" separates, an unquoted "a;=1+1" would become two cells
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([guarded(value) for value in row.values()])
        yield buffer.getvalue().removesuffix("\n")
        buffer.seek(0)
        buffer.truncate()
