"""Claims written on one line, and the answer that a rule must give.

    inconsistent low | achieved 94.510 jiwa; base 96.071 jiwa; percentage 98,65 persen
    rounding/truncation | unit rupiah; achieved Rp7,1 miliar; base Rp16,4 miliar; percentage 43,79 persen
    cannot_tell/same_day | published 2024-07-01; percentage 60,2 persen // published 2024-07-01; percentage 60,5 persen

Before the bar stands the outcome, after a slash its reading or reason, then (if it matters) the severity; `none` where
the rule has nothing to say. ` // ` begins another article, ` + ` another claim of the same one. A figure is its field,
a comparator if it has one, and its printed form; `#4200000` has a value and no text, like a label made by hand.
`target 99 national met 2024-06` is a target (`?` without a percentage), `headline percentage 84,1 persen` a figure that
lost, `at 1200 base` where in the text a figure stands. What follows ` ## ` is the reason of the row, for readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from models.periods import Period
from models.reference import indicators
from models.values import (
    NUMERIC_FIELDS,
    AsOfSource,
    Claim,
    Comparator,
    Conflict,
    Evidence,
    Figure,
    Finding,
    Outcome,
    Report,
    Setter,
    Target,
    Unit,
)

TABLES = Path(__file__).parent / "tables"

SCALES = {"ribu": 3, "juta": 6, "miliar": 9, "triliun": 12}
NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
GRAVEST = (Outcome.INCONSISTENT, Outcome.CANNOT_TELL, Outcome.ROUNDING, Outcome.CONSISTENT)


class RowError(ValueError):
    """A row of a table says something that its form does not know."""


def printed(text: str) -> Figure:
    """A figure from its comparator and printed form.

    >>> printed("> Rp2,1 triliun").value, printed("#310785").text
    (Decimal('2.1E+12'), None)
    """
    match = re.match(r"(~|>=|<=|>|<|=)?\s*(.+)", text)
    if match is None:
        raise RowError(f"no figure: {text!r}")
    comparator = Comparator(match[1] or "=")
    if match[2].startswith("#"):
        return Figure(Decimal(match[2][1:]), comparator)
    number = NUMBER.search(match[2])
    if number is None:
        raise RowError(f"no number: {text!r}")
    value = Decimal(number[0].replace(".", "").replace(",", "."))
    scale = next((power for word, power in SCALES.items() if f" {word}" in match[2]), 0)
    return Figure(value.scaleb(scale), comparator, match[2])


def _target(words: list[str]) -> Target:
    percentage = None if words[0] == "?" else printed(" ".join(words[0:1]))
    setter, met, deadline = None, None, None
    for word in words[1:]:
        if word in set(Setter):
            setter = Setter(word)
        elif word in ("met", "unmet"):
            met = word == "met"
        else:
            deadline = Period(word)
    return Target(percentage, setter, met, deadline)


def _conflict(where: str, rest: str) -> Conflict:
    field, _, text = rest.partition(" ")
    figure = printed(text)
    return Conflict(field, figure.value, figure.text or "", "headline" if where == "headline" else "body", 0, 0)


def claim_of(text: str) -> tuple[Claim, dict[str, str]]:
    """A claim, and what the row says of its report."""
    given: dict[str, object] = {"indicator": "ektp_recording", "place": "62.02"}
    report: dict[str, str] = {}
    targets: list[Target] = []
    conflicts: list[Conflict] = []
    evidence: list[Evidence] = []
    for part in filter(None, map(str.strip, text.split(";"))):
        key, _, rest = part.partition(" ")
        match key:
            case "achieved" | "base" | "remaining" | "percentage" | "remaining_percentage":
                given[key] = printed(rest)
            case "indicator" | "segment" | "official" | "official_role" | "indicator_text":
                given[key] = rest
            case "place":
                given[key] = None if rest == "-" else rest
            case "unit":
                given[key] = Unit(rest)
            case "as_of":
                given[key] = Period(rest)
            case "as_of_source":
                given[key] = AsOfSource(rest)
            case "target":
                targets.append(_target(rest.split()))
            case "headline" | "body":
                conflicts.append(_conflict(key, rest))
            case "quote":
                evidence.append(Evidence(0, len(rest), rest, NUMERIC_FIELDS))
            case "at":
                start, _, names = rest.partition(" ")
                evidence.append(Evidence(int(start), int(start) + 9, "sembarang", tuple(names.split(","))))
            case "published" | "url" | "publisher" | "title":
                report[key] = rest
            case _:
                raise RowError(f"unknown key {key!r} in {text!r}")
    indicator = indicators().get(str(given["indicator"]))
    if "unit" not in given and indicator is not None:
        given["unit"] = indicator.unit
    claim = Claim(**given, targets=tuple(targets), conflicts=tuple(conflicts), evidence=tuple(evidence))  # type: ignore[arg-type]
    return claim, report


def reports_of(text: str) -> list[Report]:
    """The reports of a row."""
    made = []
    for number, article in enumerate(text.split(" // "), start=1):
        claims, about = [], {"url": f"https://contoh.example/{number}"}
        for one in article.split(" + "):
            claim, said = claim_of(one)
            claims.append(claim)
            about |= said
        published = about.get("published")
        made.append(
            Report(
                url=about["url"],
                publisher=about.get("publisher", f"harian-{number}"),
                published=date.fromisoformat(published) if published else None,
                title=about.get("title"),
                claims=tuple(claims),
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    where: str
    answer: str
    reports: tuple[Report, ...]


def read(name: str) -> list[Row]:
    """The rows of a table."""
    rows = []
    for number, line in enumerate((TABLES / name).read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition(" ## ")[0].strip()
        if not text or text.startswith("#"):
            continue
        answer, bar, claims = text.partition(" | ")
        if not bar:
            raise RowError(f"{name}:{number}: no bar")
        rows.append(Row(f"{name}:{number}", answer.strip(), tuple(reports_of(claims))))
    return rows


def answer_of(findings: list[Finding], rule: str, like: str) -> str:
    """What the findings of a rule say, in the form of the row's answer: the gravest one."""
    found = sorted((f for f in findings if f.rule == rule), key=lambda f: GRAVEST.index(f.outcome))
    if not found:
        return "none"
    first = found[0]
    why = first.reason or first.reading
    answer = f"{first.outcome}/{why}" if why else str(first.outcome)
    return f"{answer} {first.severity}" if " " in like else answer
