"""Numbers that no word tells, told by arithmetic: what completes the sum of a claim that stands right beside them.

"Masih ada 31 dari 154 desa … belum berlistrik. Yang sudah 123 desa": only 123 and 31 make 154.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.agreement import fits
from extract.mentions import Kind, Number
from extract.open_claims import OpenClaim, measure_of
from extract.reading import Reading
from extract.sentences import Sentence
from extract.subjects import named_places

OPEN = frozenset({"cue: weak", "cue: none", "noun: none", "noun: unknown", "role: unclear"})
"""Reasons that say only that no word told what a number is."""
LEAST = 3
"""Digits of an amount, or of a percentage with its decimals, that agree with two others by no chance."""


def confirm(reading: Reading, claims: Sequence[OpenClaim], unused: Sequence[tuple[Number, str]]) -> list[Number]:
    """Gives claims the untold numbers beside them that their own figures confirm; the numbers that were given."""
    given: list[Number] = []
    for number, reason in unused:
        if reason not in OPEN or number.kind is Kind.PERCENT or number.comparator != "=":
            continue
        sentence = next((s for s in reading.sentences if s.start <= number.start < s.end), None)
        if sentence is None:
            continue
        for claim in claims:
            name = _field(claim.figures, number) if _beside(reading, claim, sentence, number) else None
            if name is not None:
                claim.figures[name] = number
                figures, rules = {name: number}, {name: "arithmetic"}
                claim.drafts.append(replace(claim.drafts[0], figures=figures, rules=rules, sentence=sentence))
                given.append(number)
                break
    return given


def _beside(reading: Reading, claim: OpenClaim, sentence: Sentence, number: Number) -> bool:
    """Whether a sentence stands in or next to a paragraph of a claim, names no other place, and counts alike."""
    if not any(abs(draft.sentence.paragraph - sentence.paragraph) <= 1 for draft in claim.drafts):
        return False
    named = {place.code for place in named_places(reading, sentence.start, sentence.end)}
    return named <= {claim.code} and (number.unit is None or measure_of(claim.figures) in (None, number.unit))


def _field(figures: Mapping[str, Number], number: Number) -> str | None:
    """The one free field that a number fills so that the claim's figures make a sum."""
    made = [name for name in ("achieved", "base", "remaining") if name not in figures and _sums(figures, name, number)]
    return made[0] if len(made) == 1 else None


def _sums(figures: Mapping[str, Number], name: str, number: Number) -> bool:
    told = {**figures, name: number}
    achieved, base, remaining = told.get("achieved"), told.get("base"), told.get("remaining")
    if achieved and base and remaining:
        return achieved.value + remaining.value == base.value
    percentage = told.get("percentage")
    if percentage is None or not achieved or not base or achieved.value >= base.value:
        return False
    distinct = len(percentage.value.as_tuple().digits) >= LEAST and len(str(int(number.value)).strip("0")) >= LEAST
    exact = achieved.value * 100 == percentage.value * base.value
    return exact or (distinct and fits(told))
