#!/usr/bin/env python3
"""How well pairs of claims of different articles are sorted, and how well reprints are told from independent voices.

    python bench/pairs.py

The pairs are invented and sorted by hand: tests/crosscheck/tables/pairs.txt, voices.txt (on which the thresholds were
chosen) and voices.unseen.txt (on which none was). fresh.txt holds claims and pairs in the manner of real news, written
before any rule was asked: how many of the contradictions are found, and how many of the others are accused.
`make score` prints the same.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # so that the project need not be installed

from crosscheck.engine import check
from crosscheck.members import Member
from crosscheck.voices import one_voice
from models.values import Outcome
from tests.crosscheck.rows import Row, read

OUTCOMES = ("consistent", "inconsistent", "cannot_tell")
VOICES = {"voices.txt": "chosen on", "voices.unseen.txt": "unseen"}


def sorted_as(row: Row) -> str:
    """What the checks say of two claims of two articles: the gravest of all rules; that they do not compare, if none.

    A figure that agrees beside one that cannot be told leaves the pair one that cannot be told.
    """
    found = {one.outcome for one in check(row.reports) if len({side.url for side in one.sides}) > 1}
    if Outcome.INCONSISTENT in found:
        return "inconsistent"
    return "consistent" if found and Outcome.CANNOT_TELL not in found else "cannot_tell"


def sorting() -> Counter[tuple[str, str]]:
    """(by hand, by the program) → pairs."""
    return Counter((row.answer.removeprefix("? "), sorted_as(row)) for row in read("pairs.txt"))


def fresh() -> dict[str, int]:
    """Of fresh.txt: contradictions and those found by a rule that the row names, consistent rows and those accused."""
    counted = dict.fromkeys(("contradictions", "found", "consistent", "accused"), 0)
    for row in read("fresh.txt"):
        kind, _, rules = row.answer.removeprefix("? ").partition(" ")
        told = {one.rule for one in check(row.reports) if one.outcome is Outcome.INCONSISTENT}
        if kind == "alarm":
            counted["contradictions"] += 1
            counted["found"] += bool(told & set(rules.split(",")))
        else:
            counted["consistent"] += 1
            counted["accused"] += bool(told)
    return counted


def voices(rows: Iterable[Row]) -> dict[str, float]:
    """Precision and recall of "one release", and the counts behind them."""
    hits = said = real = pairs = 0
    for row in rows:
        one, other = (Member(report, 0, report.claims[0]) for report in row.reports)
        got, want = one_voice(one, other), row.answer == "one"
        hits, said, real, pairs = hits + (got and want), said + got, real + want, pairs + 1
    share = {"precision": hits / said if said else 1.0, "recall": hits / real if real else 1.0}
    return share | {"hits": hits, "said": said, "real": real, "pairs": pairs}


def measures() -> dict[str, float]:
    """The shares, by dotted name."""
    found = sorting()
    made = {"pairs.sorted": sum(n for (hand, program), n in found.items() if hand == program) / sum(found.values())}
    new = fresh()
    made |= {"fresh.found": new["found"] / new["contradictions"], "fresh.accused": new["accused"] / new["consistent"]}
    for name, kind in VOICES.items():
        told = voices(read(name))
        made |= {f"voices.{kind.replace(' ', '_')}.{part}": told[part] for part in ("precision", "recall")}
    return made


def show() -> None:
    """The table of pairs, and a line for each table of voices."""
    found = sorting()
    right = sum(n for (hand, program), n in found.items() if hand == program)
    print(f"\npairs of claims of different articles: {right} of {sum(found.values())} sorted as by hand")
    print(f"  {'by hand':<14}" + "".join(f"{name:>14}" for name in OUTCOMES) + "   by the program")
    for hand in OUTCOMES:
        print(f"  {hand:<14}" + "".join(f"{found[hand, program]:>14}" for program in OUTCOMES))
    new = fresh()
    print(
        f"fresh claims and pairs: {new['found']} of {new['contradictions']} contradictions found, "
        f"{new['accused']} of {new['consistent']} others accused"
    )
    for name, kind in VOICES.items():
        told = voices(read(name))
        print(
            f"voices ({kind}, {told['pairs']:.0f} pairs): precision {told['hits']:.0f}/{told['said']:.0f}, "
            f"recall {told['hits']:.0f}/{told['real']:.0f}"
        )


if __name__ == "__main__":
    show()
