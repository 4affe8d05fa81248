#!/usr/bin/env python3
"""Write the pages of docs/ that are made from the program itself: `make docs`. A test fails if one of them is stale."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # so that the project need not be installed

from capaian.errors import ExitCode  # noqa: E402
from models.publishers import publishers  # noqa: E402
from models.reference import indicators, regions  # noqa: E402

MADE = "<!-- Made by `make docs`; do not edit. -->\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines.append(["---"] * len(lines[0]))
    lines += [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def command_line() -> str:
    """Every command with its arguments and options, as Typer writes them, and the exit codes."""
    told = subprocess.run(
        [sys.executable, "-m", "typer", "capaian.cli", "utils", "docs", "--name", "capaian", "--title", "Command line"],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parent,
        env=os.environ | {"PYTHONPATH": str(HERE.parent), "COLUMNS": "200"},
    )
    text = re.sub(r"\x08?\nExamples:\n((?:  .*\n)+)", _examples, told.stdout.strip() + "\n")
    text = re.sub(r"\x08?\nExit codes:\n((?:  .*\n)+)", _codes, text)
    codes = _table(("exit code", "meaning"), ((str(code.value), code.meaning) for code in ExitCode))
    title, _, rest = re.sub(r"\n{3,}", "\n\n", text).strip().partition("\n\n")
    return f"{title}\n\n{MADE}\n{rest}\n\n## Exit codes\n\n{codes}"


def _examples(found: re.Match[str]) -> str:
    return "\n```sh\n" + "".join(f"{line.strip()}\n" for line in found[1].splitlines()) + "```\n"


def _codes(found: re.Match[str]) -> str:
    codes = re.findall(r"^ {2,3}(\d+)  ", found[1], flags=re.MULTILINE)
    return f"\nIt ends with {', '.join(codes)} ([exit codes](#exit-codes)).\n"


def indicator_table() -> str:
    """Every indicator, from models/data/indicators.toml."""
    rows = []
    for slug, indicator in indicators().items():
        kind = "grows only, anew each year" if indicator.per_year else "grows only" if indicator.cumulative else ""
        row = (f"`{slug}`", indicator.label, indicator.label_en, str(indicator.unit or ""), kind, indicator.source)
        rows.append(row)
    head = ("slug", "in Indonesian", "in English", "unit", "course", "source of the definition")
    return f"# Indicators\n\n{MADE}\nWhat is measured. [How to add one](add-an-indicator.md).\n\n{_table(head, rows)}"


def publisher_table() -> str:
    """Every publisher, from models/data/publishers.toml."""
    rows = []
    for slug, publisher in publishers().items():
        province = regions()[publisher.province].name if publisher.province else "national"
        status = f"{publisher.status}{f', {publisher.checked}' if publisher.checked else ''}"
        crawled = "yes" if publisher.enabled else "off until somebody enables it"
        rows.append((f"`{slug}`", publisher.name, publisher.domains[0], province, status, crawled, publisher.terms))
    head = (
        "source",
        "name",
        "host",
        "reports on",
        "checked against the live site",
        "crawled",
        "what is known of its terms",
    )
    return f"# Sources\n\n{MADE}\nWhere news is read. [How to add one](add-a-publisher.md).\n\n{_table(head, rows)}"


def readme() -> str:
    """README.md, with the last recorded scores in its table."""
    scores = json.loads((HERE.parent / "bench" / "score.json").read_text(encoding="utf-8"))
    text = (HERE.parent / "README.md").read_text(encoding="utf-8")
    for part, told in (("building", "that the rules were written with"), ("held out", "held out")):
        of = scores[part]["measures"]
        names = ("figure.precision", "figure.recall", "figure.f1", "claim.f1")
        row = " | ".join([f"{of['articles']:.0f} {told}", *(f"{of[name]:.2f}" for name in names)])
        text, rows = re.subn(rf"^\| \d+ {told} \|.*$", f"| {row} |", text, flags=re.MULTILINE)
        if rows != 1:
            raise ValueError(f"README.md has {rows} rows of scores for {part!r}, not one")
    return text


PAGES: Mapping[str, Callable[[], str]] = {
    "command-line.md": command_line,
    "indicators.md": indicator_table,
    "publishers.md": publisher_table,
    "../README.md": readme,
}


def main() -> None:
    """Write every page that changed."""
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"{path.resolve().relative_to(HERE.parent)} written")


if __name__ == "__main__":
    main()
