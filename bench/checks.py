#!/usr/bin/env python3
"""How long cross-checking takes: everything, and one new article beside what is there, with the growth exponents.

    python bench/checks.py [--sizes 10000,100000] [--json]

Archives are invented (archive.py): news of many provinces, regencies, indicators and outlets, with reprints, and slips.
A larger one has more days and more places. A new article is one of the days after; it is laid beside the articles that
share a group with it. Each size is measured in a process of its own, so that its peak memory is its own. What counts is
the processor's time: the machine may be busy, and the clock beside it says how much. The growth exponent is the slope
of log(time) over log(claims): 1 is in proportion. Ends with 1 where one is above what is allowed.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))  # a test loads this file by its path
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from archive import late_reports, reports

from crosscheck.engine import check_each, check_groups, touched_groups
from crosscheck.members import Group
from models.values import Report

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000)
NEW_ARTICLES = 101
"""The time of one new article is the median over so many; beside it stands what 95 of 100 stay below."""
ALLOWED = 1.1
"""How fast time may grow with the number of claims."""
GROWING = {"full_cpu": "full check", "one_cpu": "one article", "peak_mb": "peak memory"}
"""What is held against the number of claims; memory is told, and judged by nobody."""
Row = dict[str, Any]


def full(given: Sequence[Report]) -> Row:
    """A check of everything: seconds of the processor and of the clock, and how many findings it gave."""
    gc.collect()
    cpu, clock = time.process_time(), time.perf_counter()
    found = contradictions = 0
    for _, findings in check_each(given):
        found += len(findings)
        contradictions += sum(str(finding.outcome) == "inconsistent" for finding in findings)
    return {
        "full_cpu": round(time.process_time() - cpu, 3),
        "full_clock": round(time.perf_counter() - clock, 3),
        "findings": found,
        "inconsistent": contradictions,
    }


def one_more(given: Sequence[Report], new: Sequence[Report]) -> Row:
    """One new article: seconds (median, and what 95 of 100 stay below), and the articles that it is laid beside."""
    wanted = {group for report in new for group in touched_groups(report)}
    by_group: dict[Group, list[int]] = {group: [] for group in wanted}
    for number, report in enumerate(given):
        for group in wanted & touched_groups(report):
            by_group[group].append(number)
    gc.collect()
    gc.freeze()  # the archive stands for what is on disk: a process that adds one article does not walk through it
    cpus, clocks, sizes = [], [], []
    for report in new:
        cpu, clock = time.process_time(), time.perf_counter()
        groups = touched_groups(report)
        beside = sorted({number for group in groups for number in by_group[group]})
        check_groups([*(given[number] for number in beside), report], only=groups)
        cpus.append(time.process_time() - cpu)
        clocks.append(time.perf_counter() - clock)
        sizes.append(len(beside))
    gc.unfreeze()
    return {
        "one_cpu": round(statistics.median(cpus), 5),
        "one_cpu_p95": round(sorted(cpus)[int(0.95 * len(cpus))], 5),
        "one_clock": round(statistics.median(clocks), 5),
        "beside_articles": statistics.median(sizes),
    }


def measure(size: int) -> Row:
    """All measures of an archive of so many claims, in this process."""
    given = reports(size)
    row: Row = (
        {"claims": size, "articles": len(given)} | one_more(given, late_reports(size, NEW_ARTICLES)) | full(given)
    )
    return row | {"peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}


def measured(sizes: Sequence[int]) -> dict[str, Any]:
    """The measures of each size, each in a process of its own, and the growth exponents of several sizes."""
    rows = []
    for size in sizes:
        command = [sys.executable, str(HERE / "checks.py"), "--one-size", str(size)]
        rows.append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))
    return {"rows": rows, "exponents": exponents(rows)}


def exponents(rows: Sequence[Row]) -> dict[str, float]:
    """The growth exponents of several sizes, by what they are of."""
    if len(rows) < 2:
        return {}
    sizes = [row["claims"] for row in rows]
    return {name: round(exponent(sizes, [row[name] for row in rows]), 3) for name in GROWING}


def exponent(sizes: Sequence[int], measures: Sequence[float]) -> float:
    """Slope of log(measure) over log(size), by least squares.

    >>> round(exponent([1000, 2000, 4000], [1.0, 2.0, 4.0]), 6)
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(one) for one in measures]
    return statistics.linear_regression(xs, ys).slope


def too_fast(found: Mapping[str, float]) -> list[str]:
    """What grows faster than it may, in words.

    >>> too_fast({"full_cpu": 1.04, "one_cpu": 1.31, "peak_mb": 1.2})
    ['one article grows with an exponent of 1.31, more than 1.1']
    """
    return [
        f"{GROWING[name]} grows with an exponent of {value}, more than {ALLOWED}"
        for name, value in found.items()
        if name.endswith("_cpu") and value > ALLOWED
    ]


def lines(result: Mapping[str, Any]) -> list[str]:
    """The measures as a table in plain text."""
    told = [
        f"{'claims':>9} {'full check':>11} {'(clock)':>10} {'findings':>10} {'contradict':>10} "
        f"{'one article':>12} {'(95 %)':>10} {'beside':>7} {'peak':>9}"
    ]
    told += [
        f"{row['claims']:>9,} {row['full_cpu']:>9.1f} s {row['full_clock']:>8.1f} s {row['findings']:>10,} "
        f"{row['inconsistent']:>10,} {1000 * row['one_cpu']:>9.1f} ms {1000 * row['one_cpu_p95']:>7.1f} ms "
        f"{row['beside_articles']:>7g} {row['peak_mb']:>6,} MB"
        for row in result["rows"]
    ]
    told += [f"growth exponent of {GROWING[name]}: {value}" for name, value in result["exponents"].items()]
    return told + [f"WRONG: {line}" for line in too_fast(result["exponents"])]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where something grows faster than it may."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of claims, smallest first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--one-size", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one_size:
        print(json.dumps(measure(given.one_size)))
        return 0
    result = measured([int(size) for size in given.sizes.split(",")])
    print(json.dumps(result) if given.json else "\n".join(lines(result)))
    return int(bool(too_fast(result["exponents"])))


if __name__ == "__main__":
    sys.exit(main())
