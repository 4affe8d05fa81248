"""Of what a target is, and who set it: the places, kinds and figures that it stands with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.discourse import Bundle
from extract.mentions import Cue, Kind, Number, PlaceMention
from extract.reading import Reading, within
from extract.role_lists import AIMS_AT
from extract.roles import RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.values import Setter

_JOIN = pattern("join")
_OF_KIND = re.compile(r"\b(?:pupuk|pajak|retribusi|dosis|jenis)\s+$", re.IGNORECASE)
"""What is said again before the next of several kinds: "jenis urea maupun pupuk NPK"."""
_THOSE_THAT = re.compile(r"\byang\b", re.IGNORECASE)
_NAMELY = re.compile(r"\b(?:antara lain|di\s?antaranya|adalah|ialah|yaitu|yakni|meliputi|seperti)\b", re.IGNORECASE)
_AMONG = pattern("best_among")
_NATIONAL = pattern("national")
_PROVINCE = pattern("province")
_REGENCY = pattern("regency")
_BESIDE = 40
"""Characters on either side of a target's figure in which its setter is named."""
_NEXT_TARGET = re.compile(r"[,;.]|\b(?:target\w*|dan|sedangkan|sementara|serta|adapun)\b", re.IGNORECASE)


def or_none(places: Sequence[PlaceMention]) -> list[PlaceMention | None]:
    """Places; one None, the article's own, where there is none."""
    return [*places] or [None]


def kinds_of(reading: Reading, named: Sequence[tuple[str, int, int]], slug: str) -> list[str | None]:
    """The kinds that a target is of: the last run that is joined by commas and "dan"; one None for the whole."""
    mine = [(start, end) for name, start, end in named if name == slug]
    run = mine[-1:]
    for start, end in reversed(mine[:-1]):
        if not _JOIN.match(_OF_KIND.sub("", reading.text[end : run[0][0]])):
            break
        run.insert(0, (start, end))
    return [reading.text[start:end] for start, end in run] or [None]


def kinds_judged(reading: Reading, sentence: Sentence, cue: Cue | None, slug: str) -> list[tuple[str, int, int]] | None:
    """The kinds that a verdict without figures is on: those before it, or those it introduces; None for unnamed ones.

    "Pajak yang melampaui target adalah pajak hotel" is on the one behind, "ada pajak yang melampaui target" on some.
    """
    if cue is None:
        return []
    before = [kind for kind in reading.kinds(sentence.start, cue.start) if kind[0] == slug]
    if not _THOSE_THAT.search(reading.text, before[-1][2] if before else sentence.start, cue.start):
        return before
    behind = [kind for kind in reading.kinds(cue.end, sentence.end) if kind[0] == slug]
    if behind and _NAMELY.search(reading.text, cue.end, behind[0][1]):
        return behind
    return None if before else []


def figures_in(bundle: Bundle) -> frozenset[tuple[int, int]]:
    """The spans of a bundle's figures."""
    return frozenset((role.number.start, role.number.end) for role in bundle.roles)


def told_places(reading: Reading, sentence: Sentence) -> list[PlaceMention | None]:
    """The places that a sentence is about; one None, the article's own, where it names none."""
    return or_none(places_told(reading, sentence))


def places_told(reading: Reading, sentence: Sentence) -> list[PlaceMention]:
    """The places that a sentence is about, wholes left out: "Kotim … satu-satunya di Kalteng" is about Kotim."""
    here = within(reading.places, sentence.start, sentence.end)
    named = [
        p for p in here if p.use == "place" and p.level != "nation" and not _AMONG.search(reading.text[: p.start][-40:])
    ]
    made = [p for p in named if not any(p.code and q.code and q.code.startswith(p.code + ".") for q in here)]
    return list({p.code: p for p in made}.values())


def setter(words: str) -> Setter | None:
    """Who set a target, by the words around it.

    >>> setter("target yang ditetapkan nasional sebesar 99 persen")
    <Setter.NATIONAL: 'national'>
    """
    if _NATIONAL.search(words):
        return Setter.NATIONAL
    if _PROVINCE.search(words):
        return Setter.PROVINCE
    if _REGENCY.search(words):
        return Setter.REGENCY
    return None


def words_of_one(reading: Reading, sentence: Sentence, number: Number) -> str:
    """The words around one percentage of several: "target nasional 36 persen, target provinsi 46 persen"."""
    told = [n.end for n in within(reading.numbers, sentence.start, number.start) if n.kind is Kind.PERCENT]
    tail = reading.text[number.end : min(sentence.end, number.end + _BESIDE)]
    return reading.text[max(number.start - _BESIDE, *told, sentence.start) : number.end] + _NEXT_TARGET.split(tail)[0]


def aims_at_another(reading: Reading, owner: Bundle, role: RoleOf) -> bool:
    """Whether a target names another measure than the figure beside it: "target PBB 95 persen, KIA baru 90"."""
    if owner.indicator is None or owner.indicator.weak:
        return False
    numbers = within(reading.numbers, owner.sentence.start, role.number.hedge_start)
    start = numbers[-1].hedge_end if numbers else owner.sentence.start
    named = [m for m in within(reading.indicators, start, role.number.hedge_start) if not m.weak]
    if not named or any(m.slug == owner.indicator.slug for m in named):
        return False
    return AIMS_AT.search(reading.text, start, named[-1].start) is not None
