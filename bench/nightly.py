#!/usr/bin/env python3
"""All that takes too long for every change, one after the other: `make nightly`.

    python bench/nightly.py                                     # whole: a night on two cores
    python bench/nightly.py --pages 300 --claims 20000 --kills 1    # small: to see that it works

Each step is a program beside this one that ends with another code than 0 where a sum is wrong: the soak, the growth of
extraction and of the checks, the dashboard over many claims, and every `nightly_*.py`. Prints what each said, then a
summary, and writes it as JSON; exit code 1 where a step failed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPONENT = 1.25
"""How fast time may grow with size: 1 is in proportion, 2 is quadratic."""


@dataclass(frozen=True, slots=True)
class Step:
    """One program with its arguments."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """How a step ended, and the last lines that it printed."""

    name: str
    command: str
    code: int
    seconds: float
    told: tuple[str, ...]


def steps(*, pages: int, grown: int, claims: int, kills: int) -> list[Step]:
    """What is run, in order.

    >>> [step.name for step in steps(pages=10, grown=100, claims=1000, kills=1)][:2]
    ['soak', 'growth of pages']
    """
    ten = [str(max(1, claims // 10**power)) for power in (3, 2, 1, 0)]
    made = [
        Step("soak", ("soak.py", "--pages", str(pages))),
        Step("growth of pages", ("nightly.py", "--growth", "pages", str(max(1, grown // 20)), str(grown))),
        Step("growth of claims", ("nightly.py", "--growth", "claims", *ten[:-1])),
        Step("checks", ("checks.py", "--sizes", ",".join(ten[1:]))),
        Step("dashboard", ("dashboard.py", "--claims", str(claims), "--floor")),
    ]
    for path in sorted(HERE.glob("nightly_*.py")):
        more = ("--kills", str(kills)) if "--kills" in path.read_text(encoding="utf-8") else ()
        made.append(Step(path.stem.removeprefix("nightly_"), (path.name, *more)))
    return made


def run(step: Step) -> Done:
    """Run a step in a process of its own; what it prints is shown as it comes."""
    print(f"\n== {step.name}: {' '.join(step.command)}", flush=True)
    begun = time.monotonic()
    # one thread each: numerical libraries start more, which is no gain here
    env = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HERE.parent), os.environ.get("PYTHONPATH"))))
    # -P: this folder holds a dashboard.py, which is not the package of that name
    command = [sys.executable, "-P", str(HERE / step.command[0]), *step.command[1:]]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line.rstrip())
    code = process.wait()
    return Done(step.name, " ".join(step.command), code, round(time.monotonic() - begun, 1), tuple(lines[-40:]))


def growth(what: str, sizes: Sequence[int]) -> int:
    """Measure growth with grow.py, and print it; 1 where time grows faster than it may."""
    sys.path.insert(0, str(HERE))
    from bench import exponent

    rows = []
    for size in sizes:
        command = [sys.executable, str(HERE / "grow.py"), what, str(size)]
        rows.append(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
        row = rows[-1]
        disk = f", {row['disk_mb']} MB on disk" if "disk_mb" in row else ""
        print(f"{size:>9,} {what}: {row['cpu']:.1f} s CPU, at most {row['peak_mb']} MB of memory{disk}", flush=True)
    measures = [name for name in ("cpu", "peak_mb", "disk_mb") if name in rows[0]]
    found = {name: exponent(rows, "size", name) for name in measures}
    print(f"exponents: {', '.join(f'{name} {value}' for name, value in found.items())}")
    wrong = found["cpu"] is not None and found["cpu"] > EXPONENT
    if wrong:
        print(f"WRONG: time grows with an exponent of more than {EXPONENT}")
    return int(wrong)


def _write(path: Path, made: Sequence[Done]) -> None:
    """What is done so far, so that a night that breaks off has its figures."""
    path.parent.mkdir(parents=True, exist_ok=True)
    record = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "steps": [asdict(one) for one in made]}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all steps, also after one that failed, and sum up; 1 where one did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000, help="pages of the soak")
    parser.add_argument("--grown", type=int, help="pages from HTML to claims; ten times those of the soak by default")
    parser.add_argument("--claims", type=int, default=1_000_000, help="claims of the checks and of the dashboard")
    parser.add_argument("--kills", type=int, default=20, help="how often the crawl is killed")
    parser.add_argument("--only", nargs="*", help="names of steps; by default all")
    parser.add_argument("--out", type=Path, default=HERE.parent / "build" / "bench" / "nightly.json")
    parser.add_argument("--growth", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.growth:
        return growth(given.growth[0], [int(size) for size in given.growth[1:]])
    grown = given.grown or 10 * given.pages
    planned = steps(pages=given.pages, grown=grown, claims=given.claims, kills=given.kills)
    unknown = set(given.only or ()) - {step.name for step in planned}
    if unknown:
        parser.error(f"no step {sorted(unknown)[0]!r}; there are: {', '.join(step.name for step in planned)}")
    chosen = [step for step in planned if given.only is None or step.name in given.only]
    print("the plan:", *(f"{at}. {step.name}" for at, step in enumerate(chosen, 1)), sep="\n  ", flush=True)
    made: list[Done] = []
    for at, step in enumerate(chosen, 1):
        print(f"\n{datetime.now(UTC):%H:%M:%S} step {at} of {len(chosen)}", end="", flush=True)
        made.append(run(step))
        _write(given.out, made)
    print(f"\n== summary, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores {platform.machine()}")
    for one in made:
        print(f"{'ok' if one.code == 0 else f'FAILED ({one.code})':<12}{one.seconds:>8.0f} s  {one.name}")
    return int(any(one.code for one in made))


if __name__ == "__main__":
    sys.exit(main())
