"""A kind and its stage, told apart: "bansos beras … Tahap kedua baru 19 persen" is of "beras tahap kedua"."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.groups import STAGE, is_part
from extract.reading import Reading, within
from models.keys import segment_key
from models.reference import indicators
from models.values import Unit

_REACH = 40
"""Characters of the longest number before the goods that it counts."""
_SO_MUCH = re.compile(r"\b(?:dengan|jumlah|total|volume|berupa|menerima|mendapat(?:kan)?)\s+\Z", re.IGNORECASE)
"""Before goods of which so much is given."""
_END = re.compile(r"[.;!?](?!\d)|\n")
Span = tuple[str, tuple[int, int]]
_ALONE = frozenset({"physical_progress", "village_fund"})
"""Works are named themselves, and their stages with them; the funds of villages are one, whatever their stages."""


def without_goods(reading: Reading, kinds: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The kinds without the goods that a stage has given out: "pada tahap satu tersalurkan 269 ton beras CPP".

    And without those of which a programme named before gives so much: "CPP … 1.031 KPM dengan jumlah beras 10.310 kg".
    """
    if any(number.unit is Unit.TON for number in reading.numbers):
        kinds = [kind for kind in kinds if not _is_ration(reading, kinds, kind)]
    staged = {slug for slug, start, end in kinds if STAGE.fullmatch(reading.text, start, end)} - _ALONE
    if not staged:
        return kinds
    kept: list[tuple[str, int, int]] = []
    counted, last = -1, -1  # where the last of the goods and the last stage end
    for kind in sorted(kinds, key=lambda kind: kind[1:]):
        slug, start, end = kind
        if slug in staged and STAGE.fullmatch(reading.text, start, end):
            last = end
        numbers = within(reading.numbers, max(0, start - _REACH), end)
        behind = start - 1 == counted or any(n.start < start <= n.end + 1 and n.unit is Unit.TON for n in numbers)
        if slug in staged and behind and last >= 0 and not _END.search(reading.text, last, start):
            counted = end
            continue
        kept.append(kind)
    return kept


def _is_ration(reading: Reading, kinds: list[tuple[str, int, int]], kind: tuple[str, int, int]) -> bool:
    """Whether goods are only what the people of another kind were given."""
    slug, start, end = kind
    if not _SO_MUCH.search(reading.text, max(0, start - _REACH), start):
        return False
    behind = within(reading.numbers, end, end + _REACH)[:1]
    if not behind or behind[0].unit is not Unit.TON or _END.search(reading.text, end, behind[0].start):
        return False
    key = segment_key(reading.text[start:end])
    return any(other == slug and b < start and segment_key(reading.text[a:b]) != key for other, a, b in kinds)


def with_stage(reading: Reading, bundle: Bundle, slug: str, kind: Span | None) -> Span | None:
    """The kind of a figure with what its words leave out: the kind of which a stage is one, or the stage behind.

    A stage without its kind is of the one that the article is on, else of the one that its paragraph named last.
    """
    if indicators()[slug].stages == "none" or slug in _ALONE or kind is None:
        return kind
    named = [(start, end) for other, start, end in reading.segments if other == slug]
    words, span = kind
    if is_part(words):
        head = _head(reading, [one for one in named if not is_part(reading.text[slice(*one)])], bundle)
        return (f"{reading.text[slice(*head)]} {words}", span) if head else kind
    behind = [(start, end) for other, start, end in bundle.kinds if other == slug and start >= bundle.end]
    behind = [one for one in behind if STAGE.fullmatch(reading.text, *one)]
    if behind and not STAGE.search(words):
        return f"{words} {reading.text[slice(*behind[0])]}", span  # "PKH … sudah 90 persen pada tahap II"
    return kind


def _head(reading: Reading, kinds: list[tuple[int, int]], bundle: Bundle) -> tuple[int, int] | None:
    """The kind that a stage is of, of all that an article names."""
    if not kinds:
        return None
    fullest = max(kinds, key=lambda one: one[1] - one[0])
    words = set(reading.text[slice(*fullest)].lower().split())
    if all(set(reading.text[slice(*one)].lower().split()) <= words for one in kinds):
        return fullest
    begin = reading.text.rfind("\n", 0, bundle.start) + 1
    near = [one for one in kinds if begin <= one[0] and one[1] <= bundle.start]
    return near[-1] if near else None


def staged(reading: Reading, kinds: list[tuple[str, int, int]]) -> tuple[str, int, int]:
    """The kind that a sentence leaves in mind: the last one, or the stage beside it, for the kind is the article's."""
    last = kinds[-1]
    stages = [kind for kind in kinds if kind[0] == last[0] and STAGE.fullmatch(reading.text, *kind[1:])]
    return stages[-1] if stages and last[0] not in _ALONE and is_alone(reading, kinds) else last


def is_alone(reading: Reading, kinds: list[tuple[str, int, int]]) -> bool:
    """Whether a sentence names one kind, or one with one stage of it."""
    told = [reading.text[start:end] for _, start, end in kinds]
    stages = {segment_key(words) for words in told if STAGE.fullmatch(words)}
    others = {segment_key(words) for words in told if not STAGE.fullmatch(words)}
    if len(stages) + len(others) == 1:
        return True
    return (
        len(stages) == 1 == len(others) and indicators()[kinds[-1][0]].stages == "tahap" and kinds[-1][0] not in _ALONE
    )
