#!/usr/bin/env python3
"""Whether the exports open in LibreOffice: every text as it is, every figure a number, nothing run as a formula.

    python bench/nightly_office.py

A store is made of claims whose texts a spreadsheet would like to run (formulas, links, commands), next to figures that
have to stay numbers. CSV, CSV for Excel and XLSX are opened by LibreOffice without a window, saved as its own flat
XML, and read cell by cell. Skipped, with a line that says so, where there is no `soffice` (Debian: libreoffice-calc).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from dashboard.exports import FORMS, Order, pieces
from models.periods import Period
from models.values import Claim, Figure, Report
from store.engine import open_store, read_session, write_session
from store.imports import save_reports

SECONDS = 180
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
HOSTILE = (
    "=1+1", "=HYPERLINK(\"http://evil.localhost\",\"a\")", "+1-1", "-2+3", "@SUM(1;1)", "\t=1+1", "=cmd|' /C calc'!A0",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", "  =1+1", "=WEBSERVICE(\"http://evil.localhost\")", "biasa saja",
)  # fmt: skip
YES_AND_NO = ("of:=TRUE()", "of:=FALSE()")
"""How LibreOffice keeps a cell of a workbook that is true or false."""
FIGURE = Decimal("-2.5")
# how LibreOffice is told to read CSV: field sign, text sign, UTF-8, first line, all columns by their look, language
FILTERS = {
    "csv": "CSV:44,34,76,1,,1033,false,true",
    "excel": "CSV:59,34,76,1,,1057,false,true",
    "xlsx": None,
}


def made_up(path: Path) -> None:
    """A store with one claim for each hostile text."""
    engine = open_store(str(path), create=True)
    reports = [
        Report(
            url=f"http://pena.localhost/{number}",
            publisher="pena",
            title=text,
            claims=(
                Claim(
                    indicator="stunting",
                    place="62.02",
                    segment=text.strip(),
                    percentage=Figure(FIGURE),
                    as_of=Period("2025-01"),
                    official=text.strip(),
                    official_role="Bupati",
                ),
            ),
        )
        for number, text in enumerate(HOSTILE)
    ]
    with write_session(engine) as session:
        save_reports(session, reports)
    engine.dispose()


def opened(soffice: str, file: Path, filter_: str | None, folder: Path) -> Path:
    """The file as LibreOffice read it, as flat XML."""
    command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += [f"--infilter={filter_}"] if filter_ else []
    command += ["--convert-to", "fods", "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    return folder / f"{file.stem}.fods"


def faults(name: str, sheet: Path) -> list[str]:
    """What is wrong with the first sheet of a file: formulas, links, figures that are no numbers, too few rows."""
    root = ElementTree.parse(sheet).getroot()
    formulas = [cell.get(f"{TABLE}formula") for cell in root.iter() if cell.get(f"{TABLE}formula")]
    found = [f"{name}: a formula: {one}" for one in formulas if one not in YES_AND_NO]
    found += [f"{name}: a link: {one.attrib}" for one in root.iter() if one.tag.endswith("}a")]
    table = next(root.iter(f"{TABLE}table"))
    rows = [cells(row) for row in table.iter(f"{TABLE}table-row")]
    head = [text for text, _number in rows[0]]
    at, title = head.index("percentage"), head.index("title")
    told = [row for row in rows[1:] if len(row) > at and row[at][0]]
    if len(told) != len(HOSTILE):
        found.append(f"{name}: {len(told)} rows, not {len(HOSTILE)}")
    found += [f"{name}: {row[at]} is not the number {FIGURE}" for row in told if row[at][1] != FIGURE]
    plain = {row[title][0].removeprefix("'").strip() for row in told}
    found += [f"{name}: the text {text!r} is gone" for text in HOSTILE if text.strip() not in plain]
    return found


def cells(row: ElementTree.Element) -> list[tuple[str, Decimal | None]]:
    """The cells of a row as (text, number), repeated ones as often as they are meant; long runs of nothing cut."""
    made: list[tuple[str, Decimal | None]] = []
    for cell in row:
        text = "\n".join("".join(part.itertext()) for part in cell if part.tag.endswith("}p"))
        value = cell.get(f"{OFFICE}value")
        times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        made += [(text, None if value is None else Decimal(value))] * min(times, 200)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Open every export; 1 where one is not as it should be, 0 also where there is no LibreOffice."""
    if arguments or len(sys.argv) > 1:
        print(__doc__)
        return 2
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        print("SKIPPED: no soffice on this machine (apt install libreoffice-calc): no export was opened in LibreOffice")
        return 0
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made_up(folder / "store.sqlite")
        engine = open_store(str(folder / "store.sqlite"), readonly=True)
        for form, filter_ in FILTERS.items():
            file = folder / FORMS[form].file
            with read_session(engine) as session, file.open("wb") as out:
                for piece in pieces(session, FORMS[form], Order({})):
                    out.write(piece)
            wrong = faults(form, opened(soffice, file, filter_, folder))
            print(f"{form}: {'; '.join(wrong) if wrong else f'{len(HOSTILE)} rows, no formula, every figure a number'}")
            found += wrong
        engine.dispose()
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
