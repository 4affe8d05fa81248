"""Targets that are told together: of several times, as a plan in stages, and of money and works at once."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extract.discourse import Bundle, Discourse, TargetNote
from extract.due_days import WORKS
from extract.reading import Reading, within
from extract.sentences import Sentence

_STAGES = 2
"""Times from which on targets are those of stages."""
_MONEY_AND_WORKS = ("budget_absorption", WORKS)
_OF_MONEY = re.compile(r"\b(?:keuangan|anggaran|serapan|belanja)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\s+(?:dan|maupun|serta|ataupun|juga)\s+(?:(?:realisasi|progres|capaian|kegiatan)\s+)?", re.IGNORECASE
)
_OF_WORKS = re.compile(r"\bfisik\b", re.IGNORECASE)


def in_stages(reading: Reading, sentence: Sentence, notes: list[TargetNote], state: Discourse) -> list[TargetNote]:
    """Targets of several times as the plan that they are, of money and of works where nothing tells of which.

    "Triwulan I 20 persen, triwulan II 50 persen": a level says nothing of those that come later, nor of those before.
    """
    stages = [n for n in notes if n.number is not None and n.deadline is not None]
    if len({n.deadline for n in stages}) < _STAGES:
        return notes
    made = [replace(n, ahead=True, met=n.met if n.verdict else None) if n in stages else n for n in notes]
    for slug, other in (_MONEY_AND_WORKS, _MONEY_AND_WORKS[::-1]):
        mine = [n for n in made if n.indicator == slug and n.number and n.deadline and not n.verdict]
        if len(mine) < _STAGES or other not in state.measured:
            continue
        first, last = mine[0].number, mine[-1].number
        words = (reading.text, sentence.start, sentence.end)
        both = bool(_OF_MONEY.search(*words)) and bool(_OF_WORKS.search(*words))
        both = both or (other in state.told and sentence.paragraph - state.told_paragraph <= 1)
        if both and first and last and not within(reading.indicators, first.start, last.end):
            made += [replace(n, indicator=other, segment=None) for n in mine]
            break
    return made


def measured_together(
    reading: Reading, sentence: Sentence, notes: list[TargetNote], bundles: list[tuple[Bundle, str]]
) -> list[TargetNote]:
    """The targets of a measure that is named together with theirs: "keuangan maupun fisik masih jauh dari target"."""
    if len(bundles) != 1 or bundles[0][0].roles:
        return []
    made = []
    for note in notes:
        if note.number is None or note.indicator not in _MONEY_AND_WORKS:
            continue
        named = pairwise(within(reading.indicators, sentence.start, note.number.hedge_start))
        pairs = [(a, b) for a, b in named if {a.slug, b.slug} == set(_MONEY_AND_WORKS)]
        if any(_TOGETHER.fullmatch(reading.text, a.end, b.start) for a, b in pairs):
            made += [replace(note, indicator=slug) for slug in _MONEY_AND_WORKS if slug != note.indicator]
    return made
