#!/usr/bin/env python3
"""How long cross-checking takes: everything, and one new article beside what is there, with the growth exponent.

    python bench/checks.py [--sizes 10000,20000,40000] [--json]

Claims are invented: so many per report, place, indicator and day as the news of one province has, with their share of
slips. A new article is laid beside the articles that share a group with it. Times are the processor's, in seconds: the
machine may be busy. The growth exponent is the slope of log(time) over log(claims): 1 is linear. What is measured grows
in the length of its series: places and indicators are as many in each size, so that no size has more to compare per
claim than another one.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from crosscheck.engine import check, check_groups, touched_groups
from crosscheck.members import Group
from models.periods import Period
from models.values import Claim, Figure, Report, Unit

SIZES = (10_000, 20_000, 40_000)
NEW_ARTICLES = 25
"""The time of one new article is the median over so many."""
FIRST = date(2015, 1, 1)
PER_DAY = 12
"""Claims of one day: a longer archive has more days, not more news of each day."""
REGENCIES = tuple(f"62.{number:02}" for number in (*range(1, 14), 71))
INDICATORS = ("ektp_recording", "kia_ownership", "pad_revenue", "stunting", "property_tax", "health_insurance")


def reports(count: int, seed: int = 7) -> list[Report]:
    """So many invented claims, up to four to a report; one in twenty has a slip."""
    chance = random.Random(seed)
    made: list[Report] = []
    written = 0
    while written < count:
        day = FIRST + timedelta(days=written // PER_DAY)
        claims = tuple(_claim(chance, day) for _ in range(min(chance.randint(1, 4), count - written)))
        number = len(made)
        url = f"https://contoh.example/{seed}/{number}"
        made.append(Report(url=url, publisher=f"harian-{number % 9}", published=day, claims=claims))
        written += len(claims)
    return made


def _claim(chance: random.Random, day: date) -> Claim:
    base = 100_000 + 5 * (day - FIRST).days
    done = int(base * (0.5 + 0.00005 * (day - FIRST).days))
    slip = chance.choice([1.0] * 19 + [0.97])
    return Claim(
        indicator=chance.choice(INDICATORS),
        place="62" if chance.random() < 0.1 else chance.choice(REGENCIES),
        segment=chance.choice([None, None, "lansia", "pelajar"]),
        achieved=Figure(Decimal(done), text=f"{done}"),
        base=Figure(Decimal(base), text=f"{base}"),
        percentage=Figure(round(Decimal(100 * done * slip) / base, 2)),
        unit=Unit.PERSON,
        as_of=Period(day.isoformat()),
    )


def full(given: Sequence[Report]) -> tuple[float, int]:
    """Seconds for a check of everything, and how many findings it gave."""
    gc.collect()
    began = time.process_time()
    found = len(check(given))
    return time.process_time() - began, found


def one_more(given: Sequence[Report], new: Sequence[Report]) -> tuple[float, float]:
    """Median seconds for one new article, and the median number of articles that it is laid beside."""
    by_group: dict[Group, set[int]] = {}
    for number, report in enumerate(given):
        for group in touched_groups(report):
            by_group.setdefault(group, set()).add(number)
    seconds, sizes = [], []
    for report in new:
        gc.collect()
        began = time.process_time()
        groups = touched_groups(report)
        beside = sorted({number for group in groups for number in by_group.get(group, ())})
        check_groups([*(given[number] for number in beside), report], only=groups)
        seconds.append(time.process_time() - began)
        sizes.append(len(beside))
    return statistics.median(seconds), statistics.median(sizes)


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Slope of log(seconds) over log(sizes), by least squares.

    >>> round(exponent([1000, 2000, 4000], [1.0, 2.0, 4.0]), 6)
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    return statistics.linear_regression(xs, ys).slope


def measure(sizes: Sequence[int]) -> dict[str, object]:
    """All measures, by name."""
    rows = []
    for size in sizes:
        given = reports(size)
        seconds, findings = full(given)
        late, beside = one_more(given, reports(NEW_ARTICLES * 3, seed=11)[:NEW_ARTICLES])
        rows.append(
            {
                "claims": size,
                "full_seconds": round(seconds, 3),
                "findings": findings,
                "one_article_seconds": round(late, 5),
                "beside_articles": beside,
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    growth = round(exponent(sizes, [float(row["full_seconds"]) for row in rows]), 3) if len(sizes) > 1 else None
    return {"rows": rows, "growth_exponent": growth}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of claims, smallest first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    result = measure([int(size) for size in options.sizes.split(",")])
    if options.json:
        print(json.dumps(result))
        return 0
    print(f"{'claims':>9} {'full check':>11} {'findings':>9} {'one article':>12} {'laid beside':>12} {'peak':>8}")
    rows = result["rows"]
    assert isinstance(rows, list)
    for row in rows:
        print(
            f"{row['claims']:>9,} {row['full_seconds']:>9.2f} s {row['findings']:>9,} "
            f"{1000 * row['one_article_seconds']:>9.1f} ms {row['beside_articles']:>12g} {row['peak_mb']:>5} MB"
        )
    if result["growth_exponent"] is not None:
        print(f"growth exponent of the full check: {result['growth_exponent']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
