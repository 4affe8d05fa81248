#!/usr/bin/env python3
"""Kill a crawl of 300 pages 20 times (kill -9), and then one that reads its pages meanwhile, and compare what they keep
with undisturbed ones: for `make nightly`.

Prints the seed; `--seed` repeats a run. Exit code 1 where anything is lost, doubled or torn.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the invented site stands beside the tests

from crawler.scheduler import BATCH
from tests.crawler.kill import rehearse, rehearse_line


def main() -> int:
    """Run the rehearsal; 0 if nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    fine = True
    for name, rehearsal in (("crawl", rehearse), ("crawl that reads meanwhile", rehearse_line)):
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="capaian-kill-") as folder:
            made = rehearsal(Path(folder), pages=given.pages, kills=given.kills, seed=given.seed)
        again = made.asked - given.pages
        print(
            f"{name}: {given.kills} kills: {len(made.killed.pages)} pages, {len(made.killed.captures)} captures, "
            f"{len(made.killed.revisions)} revisions, {len(made.killed.claims)} claims; {again} fetched again; "
            f"{made.killed.doubles} doubles, {made.killed.faults} faults; {time.monotonic() - begun:.0f} s"
        )
        same = (
            made.killed == made.calm
            and len(made.calm.pages) == len(made.calm.claims) == given.pages
            and (made.killed.doubles, made.killed.faults) == (0, 0)
            and again <= given.kills * (BATCH + 1)
        )
        print("as an undisturbed run" if same else "NOT as an undisturbed run", flush=True)
        fine = fine and same
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
