"""A crawl that is killed goes on where it was: what it keeps is in the end what an undisturbed run keeps."""

from __future__ import annotations

import random
from pathlib import Path

from crawler.scheduler import BATCH
from tests.crawler.kill import Rehearsal, rehearse, rehearse_line

PAGES = 300
KILLS = 3


def test_three_kills(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    nothing_is_lost(rehearse(tmp_path, pages=PAGES, kills=KILLS, seed=seed), seed)


def test_three_kills_of_a_crawl_that_reads_meanwhile(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(10**6)
    print(f"seed {seed}")
    nothing_is_lost(rehearse_line(tmp_path, pages=PAGES, kills=KILLS, seed=seed), seed)


def nothing_is_lost(made: Rehearsal, seed: int) -> None:
    assert made.killed == made.calm, f"seed {seed}"
    assert (len(made.calm.pages), len(made.calm.captures), len(made.calm.revisions)) == (PAGES, PAGES, PAGES)
    assert len(made.calm.claims) == PAGES
    assert made.calm.tasks == {"done": PAGES + PAGES // 10}
    assert (made.calm.doubles, made.calm.faults) == (0, 0)
    # a kill repeats at most what was leased
    assert made.asked <= PAGES + KILLS * (BATCH + 1), f"seed {seed}"
