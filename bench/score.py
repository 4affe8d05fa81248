#!/usr/bin/env python3
"""Compare what the project extracts and finds with what people labelled, and with its own last recorded run.

    python bench/score.py [--shared FOLDER] [--record] [--floor] [--details]

Articles whose `int(sha256(url).hexdigest(), 16) % 3` is 0 are held out: rules are built on the other two thirds, and of
the held-out third only totals are ever printed. Prints a table of F1 per indicator for each part, the figures gained
and lost since bench/score.json, how many of the known contradictions are found, and how well pairs of claims and of
articles are sorted (bench/pairs.py).

  --record   write this run to bench/score.json (`make docs` then puts it into README.md)
  --floor    exit with 1 if a measure of bench/floors.toml, or a total of the last recorded run, is not reached
  --details  list the figures missed and wrong of the building part
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
SHOWN = HERE.parent / "dashboard/data/scores.json"
"""What the page on the method tells of the last record."""
sys.path.insert(0, str(HERE.parent))  # so that the project need not be installed

Row = dict[str, Any]
Key = tuple[str, ...]

SETS = ("seeds", "dev", "kalteng", "indonesia")
FINDING_SETS = ("seeds", "dev", "kalteng")
TOTALS = ("figure", "dated", "value", "claim")


def load(path: Path) -> ModuleType:
    """A Python file as a module, by its path."""
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pairs = load(HERE / "pairs.py")


def held_out(url: str) -> bool:
    """Whether an article measures only, and builds nothing."""
    return int(hashlib.sha256(url.encode()).hexdigest(), 16) % 3 == 0


def read(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def extracted(articles: Path) -> list[Row]:
    """What extraction gives for every article of a file, in the form that it prints."""
    from extract.pipeline import extract_article
    from models.wire import article_from, dumps, report_json

    return [json.loads(dumps(report_json(extract_article(article_from(row))))) for row in read(articles)]


def counted(scorer: ModuleType, rows: Iterable[Row]) -> Counter[Key]:
    """Every figure of the articles: (url, indicator, place, field, value)."""
    return Counter(
        (row["url"], *map(str, scorer.key(claim)), *map(str, figure))
        for row in rows
        for claim in row.get("claims") or ()
        for figure in scorer.figures(claim)
    )


def f1(gold: Counter[Key], found: Counter[Key]) -> float:
    """F1 of figures; 1.0 where there is nothing to find and nothing was found."""
    if not gold and not found:
        return 1.0
    return 2 * sum((gold & found).values()) / (sum(gold.values()) + sum(found.values()))


def by_indicator(gold: Counter[Key], found: Counter[Key]) -> dict[str, tuple[int, int, int, float]]:
    """Indicator -> (labelled, found, right, F1), most labelled first."""
    table = {}
    for name in {key[1] for key in gold | found}:
        g = Counter({key: n for key, n in gold.items() if key[1] == name})
        f = Counter({key: n for key, n in found.items() if key[1] == name})
        table[name] = (sum(g.values()), sum(f.values()), sum((g & f).values()), f1(g, f))
    return dict(sorted(table.items(), key=lambda item: (-item[1][0], item[0])))


def digests(figures: Counter[Key]) -> dict[str, Key]:
    """A short name for every figure: articles are other people's, so the record keeps no more of them."""
    made = {}
    for key in sorted(figures.elements()):
        ordinal = 0
        while (name := hashlib.sha256(repr((*key, ordinal)).encode()).hexdigest()[:12]) in made:
            ordinal += 1
        made[name] = key
    return made


def finding_scores(shared: Path) -> Row:
    """What score_findings.py says of the findings over the labels."""
    from crosscheck.engine import check
    from models.wire import dumps, finding_json, loads, report_from

    lines = [
        line for name in FINDING_SETS for line in (shared / f"articles/{name}.labels.jsonl").read_text().splitlines()
    ]
    findings = check([report_from(loads(line)) for line in lines if line.strip()])
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(dumps(finding_json(finding)) + "\n" for finding in findings)
        file.flush()
        command = [sys.executable, str(shared / "score_findings.py"), str(shared / "articles/dev"), file.name, "--json"]
        told = subprocess.run(command, capture_output=True, text=True, check=True)
    result: Row = json.loads(told.stdout)
    return result


def flat(result: Row) -> dict[str, float]:
    """A score's measures by dotted name: {"figure.f1": 0.91, "as_of.share": 0.8, …}."""
    made: dict[str, float] = {}
    for name, value in result.items():
        if isinstance(value, dict):
            made |= {f"{name}.{part}": float(number) for part, number in value.items() if number is not None}
        elif value is not None:
            made[name] = float(value)
    return made


def show_table(title: str, table: dict[str, tuple[int, int, int, float]], result: Row) -> None:
    """One part's figures per indicator, and its totals."""
    print(f"\n{title}: {result['articles']} articles, {result['claims']} claims, {result['figures']} figures")
    print(f"  {'indicator':<24}{'labelled':>9}{'found':>7}{'right':>7}{'F1':>8}")
    for name, (gold, found, right, score) in table.items():
        print(f"  {name:<24}{gold:>9}{found:>7}{right:>7}{score:>8.3f}")
    for label in TOTALS:
        row = result[label]
        print(f"  {label:<8} precision {row['precision']:.3f}  recall {row['recall']:.3f}  F1 {row['f1']:.3f}")
    others = ("article", "as_of", "official", "comparator", "segment", "target_met", "deadline", "silent")
    print("  " + "  ".join(f"{label} {result[label]['right']}/{result[label]['of']}" for label in others))


def show_changes(part: str, now: Row, before: Row | None, names: dict[str, Key]) -> None:
    """Figures gained and lost since the record; one by one for the building part only."""
    if before is None:
        return
    for kind in ("right", "wrong"):
        old, new = set(before[kind]), set(now[kind])
        print(f"\n{part}, figures {kind}: {len(new - old)} gained, {len(old - new)} lost since the last record")
        if part == "held out":
            continue
        for sign, some in (("+", new - old), ("-", old - new)):
            for name in sorted(some, key=lambda name: names.get(name, (name,))):
                print(f"  {sign} {' '.join(names.get(name, ('a wrong figure that is no longer read',)))}")


def measure(scorer: ModuleType, labels: list[Row], reports: list[Row]) -> tuple[Row, Row, dict[str, Key]]:
    """(measures of score.py, what is recorded, names of figures) for one part."""
    result: Row = scorer.score({row["url"]: row for row in labels}, {row["url"]: row for row in reports})
    gold, found = counted(scorer, labels), counted(scorer, reports)
    right, wrong = digests(gold & found), digests(found - gold)
    record = {"measures": flat(result), "right": sorted(right), "wrong": sorted(wrong)}
    return result | {"table": by_indicator(gold, found)}, record, digests(gold) | right | wrong


def floor_failures(record: Row, last: Row | None) -> list[str]:
    """What lies below bench/floors.toml, or below the last recorded run by more than rounding."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    if last is not None:
        for part in ("building", "held out"):
            kept = {f"{name}.f1": last[part]["measures"][f"{name}.f1"] for name in TOTALS}
            floors[part] = kept | floors.get(part, {})
    failures = []
    for part, measures in floors.items():
        if part not in record:
            raise SystemExit(f"floors.toml: unknown table [{part}]; allowed: {', '.join(record)}")
        for name, least in measures.items():
            value = record[part]["measures"].get(name)
            if value is None:
                raise SystemExit(
                    f"floors.toml: [{part}] unknown measure {name!r}; allowed: {', '.join(record[part]['measures'])}"
                )
            if value < least - 0.0005:
                failures.append(f"{part}: {name} is {value:.4f}, the floor {least:.4f}")
    return failures


def main(arguments: list[str] | None = None) -> int:
    """Run the comparison; the exit code is 1 where --floor finds a measure too low."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared", metavar="FOLDER")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--details", action="store_true")
    asked = parser.parse_args(arguments)
    if not (asked.shared / "articles").is_dir():
        print(f"no labelled articles in {asked.shared}: nothing to compare with", file=sys.stderr)
        return 3
    scorer = load(asked.shared / "score.py")
    labels = {name: read(asked.shared / f"articles/{name}.labels.jsonl") for name in SETS}
    reports = {name: extracted(asked.shared / f"articles/{name}.jsonl") for name in SETS}

    recorded = HERE / "score.json"
    last: Row | None = json.loads(recorded.read_text(encoding="utf-8")) if recorded.exists() else None
    record: Row = {}
    for part, wanted in (("building", False), ("held out", True)):
        gold = [row for rows in labels.values() for row in rows if held_out(row["url"]) is wanted]
        found = [row for rows in reports.values() for row in rows if held_out(row["url"]) is wanted]
        result, record[part], names = measure(scorer, gold, found)
        show_table(f"{part} ({'one third, totals only' if wanted else 'two thirds'})", result["table"], result)
        show_changes(part, record[part], last and last[part], names)
        if asked.details and not wanted:
            scorer.score({row["url"]: row for row in gold}, {row["url"]: row for row in found}, details=True)
    _, record["seeds"], _ = measure(scorer, labels["seeds"], reports["seeds"])
    record["seeds"]["measures"]["articles_with_a_claim"] = float(sum(bool(row["claims"]) for row in reports["seeds"]))
    record["findings"] = {"measures": flat(finding_scores(asked.shared))}
    record["pairs"] = {"measures": pairs.measures()}

    seeds, found = record["seeds"]["measures"], record["findings"]["measures"]
    print(
        f"\nseeds: dated F1 {seeds['dated.f1']:.3f}, claim F1 {seeds['claim.f1']:.3f}, "
        f"{seeds['articles_with_a_claim']:.0f} of {seeds['articles']:.0f} articles with a claim"
    )
    print(
        f"findings over labels: {found['found']:.0f} of {found['must']:.0f} known contradictions found, "
        f"{found['false_alarms']:.0f} false alarms among {found['quiet']:.0f}, "
        f"{found['listed']:.0f} of {found['findings']:.0f} findings on the list"
    )
    pairs.show()
    failures = floor_failures(record, last) if asked.floor else []
    if asked.record:
        recorded.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        shown = {part: record[part]["measures"] for part in ("building", "held out")}
        SHOWN.write_text(json.dumps(shown, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(f"recorded in {recorded.relative_to(HERE.parent)} and {SHOWN.relative_to(HERE.parent)}")
    for failure in failures:
        print(f"below the floor: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
