#!/usr/bin/env python3
"""Compare capaian with what users would pick instead, on one machine in one run: `make bench`.

    python bench/bench.py [--only PART …] [--rounds N] [--pages N …] [--claims N …] [--without-peers]

Parts are programs, crawls, pages and claims; `--only` measures some of them and leaves the others as they were
measured before, on another day maybe: each part says when. Each is kept as soon as it is done.

Methods take turns, one process each, over the same pages; what counts is CPU time, and of that the ratio to
trafilatura's default extraction in the same round, since machines are busy. Then capaian alone grows: pages from HTML
to stored claims, and claims through all checks. Prints a table, and writes JSON and docs/benchmark.md.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a test loads this file by its path

from pages import write_pages

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ROOM = ROOT / "build" / "bench"
BASE = "trafilatura_default"
OWN = ("capaian_clean", "capaian_claims", "capaian_store")
AIMS = {BASE: 1.0, "newsplease": 7.0}
"""From HTML to stored claims: how many times as many pages per second per core as each of these."""
CRAWL_AIM, LINE_AIM = 0.4, 0.61
PARTS = ("programs", "crawls", "pages", "claims")
"""Other programs over the same pages; crawls; growth from HTML to stored claims; growth of the checks."""
Row = dict[str, Any]


def environment(name: str, peer: Mapping[str, Any]) -> Path | None:
    """The Python of a peer's own environment, made once; None where its packages cannot be had."""
    folder = ROOM / name
    python = folder / "bin" / "python"
    stamp = folder / "made.json"
    if not (stamp.exists() and json.loads(stamp.read_text()) == peer["requires"]):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        for packages in (["--upgrade", "pip"], peer["requires"]):  # older pips fail on some of these
            if subprocess.run([*pip, *packages], check=False).returncode:
                return None
        stamp.write_text(json.dumps(peer["requires"]))
    return python


def measure(python: Path, method: str, index: Path, first: int, count: int) -> Row:
    """One method over some pages, in a process of its own; with its error where it fails."""
    # one thread each: numerical libraries start more, whose CPU time would count
    env = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [python, HERE / "one.py", method, index, str(first), str(count)]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        return {"error": done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]}
    made: Row = json.loads(done.stdout.splitlines()[-1])
    return made


def compare(rounds: int, *, peers: bool) -> dict[str, Row]:
    """Every method in turn, round after round; method -> its medians, and its ratio to BASE within each round."""
    plan: list[tuple[str, Path, int]] = [(method, Path(sys.executable), 100) for method in OWN]
    known = tomllib.loads((HERE / "peers.toml").read_text(encoding="utf-8"))
    for name, peer in known.items():
        if peers or BASE in peer["methods"]:
            python = environment(name, peer) if peers else Path(sys.executable)
            if python is None:
                print(f"{name}: its packages cannot be installed here; left out", file=sys.stderr)
                continue
            plan += [(method, python, peer["pages"]) for method in peer["methods"]]
    index = write_pages(ROOM / "pages", 120 * rounds)
    measured: dict[str, list[Row]] = {method: [] for method, _, _ in plan}
    for number in range(rounds):
        for method, python, count in plan[number % len(plan) :] + plan[: number % len(plan)]:
            tell(f"round {number + 1} of {rounds}: {method}")
            measured[method].append(measure(python, method, index, 120 * number, count))
    base = [_per_page(row) for row in measured[BASE]]
    return {method: _summary(rows, base) for method, rows in measured.items()}


def tell(words: str) -> None:
    """Progress: to stderr, with the time."""
    print(f"{datetime.now(UTC):%H:%M:%S} {words}", file=sys.stderr, flush=True)


def _per_page(row: Row) -> float | None:
    return None if "error" in row else row["cpu"] / row["pages"]


def _summary(rows: Sequence[Row], base: Sequence[float | None]) -> Row:
    good = [row for row in rows if "error" not in row]
    if not good:
        return {"error": rows[0]["error"]}
    spent = [made for row in good if (made := _per_page(row)) is not None]
    pairs = [(theirs, own) for row, theirs in zip(rows, base, strict=True) if (own := _per_page(row)) and theirs]
    return {
        "pages_per_second": round(1 / median(spent), 1),
        "ms_per_page": round(median(spent) * 1000, 2),
        "ratio": round(median(theirs / own for theirs, own in pairs), 2) if pairs else None,
        "start_up_seconds": round(median(row["start_up"] for row in good), 2),
        "peak_mb": round(max(row["peak_mb"] for row in good)),
        "right": f"{sum(row['right'] for row in good)}/{sum(row['pages'] for row in good)}",
        "versions": good[0]["versions"],
    }


CRAWLS = {"capaian_crawl": "capaian", "scrapy_bare": "scrapy", "capaian_line": "line"}
"""Rows of the table, and what crawl.py calls them."""


def compare_crawls(pages: int, rounds: int) -> dict[str, Row]:
    """capaian's crawl, with and without reading, a bare Scrapy spider over the same pages, and trafilatura's default
    extraction, in turn; the ratios are taken within a round."""
    measured: dict[str, list[Row]] = {method: [] for method in CRAWLS}
    index, bare = write_pages(ROOM / "pages", 120 * rounds), []
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}: {BASE}")
        row = measure(Path(sys.executable), BASE, index, 120 * number, 100)
        if "error" in row:
            raise SystemExit(f"{BASE}: {row['error']}")
        bare.append(row["cpu"] / row["pages"])
        for method in list(measured)[:: 1 if number % 2 else -1]:
            tell(f"round {number + 1} of {rounds}: {method}, {pages} pages")
            command = [sys.executable, "-P", HERE / "crawl.py", CRAWLS[method], str(pages)]
            done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
            measured[method].append(json.loads(done.stdout.splitlines()[-1]))
    base, made = measured["scrapy_bare"], {}
    for method, rows in measured.items():
        made[method] = {
            "pages": rows[0]["pages"],
            "pages_per_second": round(median(row["pages"] / row["seconds"] for row in rows), 1),
            "ratio": _within(base, rows, "seconds"),
            "ms_per_page": round(median(row["cpu"] / row["pages"] for row in rows) * 1000, 2),
            "cpu_ratio": _within(base, rows, "cpu"),
            "peak_mb": max(row["peak_mb"] for row in rows),
        }
    made["capaian_line"] |= _of_line(measured["capaian_line"], bare)
    return made


def _of_line(rows: Sequence[Row], bare: Sequence[float]) -> Row:
    """What the whole line made and cost, the round of the middle: claims, and milliseconds of CPU for each part of it.

    `idle` is how many pages a second two cores without other work would make of that: all of it on both, but the crawl
    and the writer on one each. Where others work on the machine, its clock says nothing of the program. `bare` are the
    seconds of CPU that trafilatura took for a page in each round; `of_bare` and `idle_of_bare` are pages a second, by
    the clock and idle, for one of its.
    """
    row = sorted(rows, key=lambda one: one["cpu"])[len(rows) // 2]
    clock = [one["pages"] / one["seconds"] * theirs for one, theirs in zip(rows, bare, strict=True)]
    idle = [theirs / _seconds(one) for one, theirs in zip(rows, bare, strict=True)]
    return {
        "claims": row["claims"],
        "parts": {name: round(spent / row["pages"] * 1000, 2) for name, spent in row["cpu_parts"].items()},
        "idle": round(1 / _seconds(row), 1),
        "bare": round(1 / median(bare), 1),
        "of_bare": round(median(clock), 2),
        "idle_of_bare": round(median(idle), 2),
    }


def _seconds(row: Row) -> float:
    """What two idle cores take for a page of the line, the server beside it."""
    parts = row["cpu_parts"]
    return max(sum(parts.values()) / 2, parts["crawl"], parts["writer"]) / float(row["pages"])


def _within(base: Sequence[Row], rows: Sequence[Row], measure: str) -> float:
    """How many times as many pages for one unit of a measure as the base, the median of the rounds."""
    pairs = zip(base, rows, strict=True)
    return round(median(one[measure] / one["pages"] * own["pages"] / own[measure] for one, own in pairs), 2)


def grow_pages(sizes: Iterable[int]) -> list[Row]:
    """From HTML to stored claims for ever more pages: CPU seconds, peak memory, bytes on disk."""
    return [_child("pages", size) for size in sizes]


def grow_claims(sizes: Sequence[int]) -> Row:
    """All checks, and one new article, over ever larger archives: rows and exponents, as checks.py measures them."""
    if not sizes:
        return {"rows": [], "exponents": {}}
    command = [sys.executable, HERE / "checks.py", "--json", "--sizes", ",".join(map(str, sizes))]
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=False)
    made: Row = json.loads(done.stdout.splitlines()[-1])
    return made


def _child(what: str, size: int) -> Row:
    tell(f"growth: {size} {what}")
    done = subprocess.run(
        [sys.executable, HERE / "grow.py", what, str(size)], capture_output=True, text=True, check=True
    )
    made: Row = json.loads(done.stdout.splitlines()[-1])
    return made


def exponent(rows: Sequence[Row], size: str, measure: str) -> float | None:
    """How `measure` grows with `size` from the first row to the last: 1 is in proportion, 2 is quadratic.

    >>> exponent([{"n": 10, "s": 1.0}, {"n": 100, "s": 10.0}], "n", "s")
    1.0
    """
    if len(rows) < 2 or not rows[0][measure] or not rows[-1][measure]:
        return None
    return round(math.log(rows[-1][measure] / rows[0][measure]) / math.log(rows[-1][size] / rows[0][size]), 2)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join('' if cell is None else str(cell) for cell in line)} |\n" for line in lines)


def page(made: Row) -> str:
    """docs/benchmark.md."""
    methods = made["methods"]
    good = {name: row for name, row in methods.items() if "error" not in row}
    order = sorted(good, key=lambda name: -good[name]["pages_per_second"])
    head = (
        "program",
        "version",
        "pages/s/core",
        f"× {BASE}",
        "ms a page",
        "start-up, s",
        "peak MB",
        "title and text right",
    )
    body = [
        (
            f"**{name}**" if name in OWN else name,
            next(iter(good[name]["versions"].values())),
            good[name]["pages_per_second"],
            good[name]["ratio"],
            good[name]["ms_per_page"],
            good[name]["start_up_seconds"],
            good[name]["peak_mb"],
            good[name]["right"],
        )
        for name in order
    ]
    parts = [
        "# Benchmark\n\n<!-- Made by `make bench`; do not edit. -->\n",
        f"{_days(made)}, {made['machine']}, Python {made['python']}. Programs take turns over the same invented pages "
        "of 75 KB, one process each; figures are CPU time, medians of "
        f"{made['rounds']} rounds, and ratios are taken within a round. Read the ratios: machines are busy. "
        "The pages are one easy template per platform; `right` counts pages with their title and most of "
        "their words: it checks that the work was done, not quality.\n",
        table(head, body) if body else "The programs were not measured.\n",
        "`capaian_clean` is HTML to article, `capaian_claims` also reads the claims, `capaian_store` also keeps them. "
        "`fundus` is a rule written for these pages; its own crawler was not measured.\n",
    ]
    for name, row in methods.items():
        if "error" in row:
            parts.append(f"`{name}` could not be measured: {row['error']}\n")
    for name, verdict in made["aims"].items():
        parts.append(f"- aim: HTML to stored claims at {AIMS[name]:g} × {name} or more; measured {verdict}\n")
    if made["crawl"]:
        parts.append("\n## Crawl\n\nThe same pages from a server on loopback, start-up included:\n")
        rows = ((name, *list(row.values())[:6]) for name, row in made["crawl"].items())
        parts.append(
            table(("program", "pages", "pages/s", "× scrapy_bare", "CPU ms a page", "× scrapy_bare", "peak MB"), rows)
        )
        parts.append(
            "`capaian_crawl` walks lists, obeys robots.txt, and keeps frontier, store and archive; `scrapy_bare` "
            "downloads the articles and does nothing with them. `capaian_line` reads meanwhile, in two processes, "
            "until the claims are stored. "
            "The first ratio is that of pages a second, the second that of CPU time. news-please's own crawler was not "
            "measured here.\n"
        )
        parts.append(
            f"- aim: `capaian_crawl` at {CRAWL_AIM:g} × scrapy_bare's pages a second or more; measured "
            f"{made['crawl']['capaian_crawl']['ratio']}\n"
        )
        line = made["crawl"]["capaian_line"]
        if "of_bare" in line:
            spent = ", ".join(f"{name} {value}" for name, value in line["parts"].items())
            parts.append(
                f"- aim: `capaian_line`, on two cores, at {LINE_AIM:g} × {BASE}'s pages a second on one or more; "
                f"measured {line['of_bare']} by the clock, beside whatever else ran, where {BASE}, in turn with it, "
                f"made {line['bare']}\n"
            )
            parts.append(
                f"  By CPU time {line['idle_of_bare']}: ms a page are {spent}, start-up included, "
                f"which is {line['idle']} pages a second on two idle cores; {line['claims']} claims stored.\n"
            )
    if made["pages"]:
        parts.append("\n## Growth\n\nFrom HTML to stored claims:\n")
        parts.append(table(("pages", "CPU s", "ms a page", "peak MB", "store MB"), map(_grown, made["pages"])))
        parts.append(f"Exponents: {_told(made['exponents']['pages'])}.\n")
    if made["claims"]:
        parts.append(
            "\nAll checks over invented archives, and one new article laid beside what is there (CPU time, `clock` is "
            "what the machine made of it):\n"
        )
        head = ("claims", "articles", "all checks, s", "clock, s", "ms a claim", "findings", "one article, ms")
        parts.append(table((*head, "95 %, ms", "beside", "peak MB"), map(_checked, made["claims"])))
        parts.append(f"Exponents: {_told(made['exponents']['claims'])}.\n")
    return "\n".join(parts)


def _days(made: Row) -> str:
    """When it was measured: one day, or a day for each part."""
    days = made["measured"]
    if len(set(days.values())) == 1:
        return next(iter(days.values()))
    return ", ".join(f"{day} ({part})" for part, day in days.items())


def _grown(row: Row) -> tuple[object, ...]:
    made = (row["size"], round(row["cpu"], 1), round(row["cpu"] / row["size"] * 1000, 2), row["peak_mb"])
    return (*made, row["disk_mb"]) if "disk_mb" in row else made


def _checked(row: Row) -> tuple[object, ...]:
    late = (round(1000 * row[name], 1) for name in ("one_cpu", "one_cpu_p95"))
    spent = (round(row["full_cpu"], 1), round(row["full_clock"], 1), round(1000 * row["full_cpu"] / row["claims"], 2))
    return (row["claims"], row["articles"], *spent, row["findings"], *late, row["beside_articles"], row["peak_mb"])


def _told(exponents: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {value}" for name, value in exponents.items())


def verdicts(methods: Mapping[str, Row]) -> dict[str, float]:
    """By how much HTML to stored claims is faster than each program of AIMS, in ratios taken within the rounds."""
    if "ratio" not in methods.get("capaian_store", {}):
        return {}
    own = methods["capaian_store"]["ratio"]
    return {name: round(own / methods[name]["ratio"], 2) for name in AIMS if methods.get(name, {}).get("ratio")}


def main() -> int:
    """Measure, write, and say; 0 also where an aim is missed, since a benchmark measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=PARTS, metavar="PART", help=f"of {', '.join(PARTS)}; all of them")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, nargs="*", default=[1_000, 20_000])
    parser.add_argument("--claims", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--crawl", type=int, default=1_000, help="pages of the crawls; 0 leaves them out")
    parser.add_argument("--without-peers", action="store_true", help="trafilatura alone, from this environment")
    parser.add_argument("--out", type=Path, default=ROOM / "bench.json")
    parser.add_argument("--table", type=Path, default=ROOT / "docs" / "benchmark.md")
    given = parser.parse_args()
    parts = [part for part in PARTS if part in (given.only or PARTS)]
    known: Row = json.loads(given.out.read_text(encoding="utf-8")) if given.only and given.out.exists() else {}
    made: Row = {"methods": {}, "crawl": {}, "pages": [], "claims": [], "exponents": {}, "seconds": {}, "measured": {}}
    made |= known
    sizes = f"growth to {given.pages} pages and {given.claims} claims"
    tell(f"the plan: {', '.join(parts)}; {given.rounds} rounds, {sizes}")
    measures = {
        "programs": ("methods", lambda: compare(given.rounds, peers=not given.without_peers)),
        "crawls": ("crawl", lambda: compare_crawls(given.crawl, given.rounds) if given.crawl else {}),
        "pages": ("pages", lambda: grow_pages(given.pages)),
        "claims": ("claims", lambda: grow_claims(given.claims)),
    }
    given.out.parent.mkdir(parents=True, exist_ok=True)
    for at, part in enumerate(parts, 1):
        begin = time.monotonic()
        tell(f"part {at} of {len(parts)}: {part}")
        key, measure_part = measures[part]
        made[key] = measure_part()
        if part == "claims":
            made["claims"], made["exponents"]["claims"] = made["claims"]["rows"], made["claims"]["exponents"]
        if part == "pages":
            measured = ("cpu", "peak_mb", "disk_mb")
            made["exponents"]["pages"] = {name: exponent(made["pages"], "size", name) for name in measured}
        made["seconds"][part] = round(time.monotonic() - begin)
        made["measured"][part] = f"{datetime.now(UTC):%Y-%m-%d}"
        made |= {
            "machine": f"{os.cpu_count()} cores {platform.machine()}",
            "python": platform.python_version(),
            "rounds": given.rounds if part == "programs" else made.get("rounds", given.rounds),
            "aims": verdicts(made["methods"]),
        }
        given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        tell(f"part {at} of {len(parts)}: {part} took {made['seconds'][part]} s")
    given.table.write_text(page(made), encoding="utf-8")
    print(page(made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
