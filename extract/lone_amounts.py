"""Amounts that stand alone, without their indicator's name: whether their words tell that they are the topic's."""

from __future__ import annotations

import re
from functools import cache

from extract.discourse import Bundle, Discourse
from extract.mentions import IndicatorMention, Number
from extract.reading import Reading
from extract.roles import RoleOf
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_DISBURSED = pattern("disbursed")
_RANKED_NEXT = pattern("ranked_next")
_ITS_FIGURE = pattern("its_figure")
_MOVED = pattern("moved_goods")
_ITS_PROGRESS = re.compile(r"\b(?:realisasi|capaian|serapan|penyerapan|penyaluran)\b[^.;]*\Z", re.IGNORECASE)
_THAT_PROGRAMME = pattern("that_programme")
_COUNTED = re.compile(
    r"\s+(?:(?:berjumlah|sebanyak|sejumlah|mencapai|tercatat|sudah|telah|baru|ada)(?:\s+\w+)?\s*)?", re.IGNORECASE
)
_GOODS = frozenset({Unit.TON, Unit.HECTARE, Unit.KM})
"""What an article counts of little but its programme, as it counts people of anything."""
_STILL = 3
"""Paragraphs in which measured goods, an area or a length still are those of the topic."""
_MEASURED = frozenset({Unit.HECTARE, Unit.KM})
"""Units in which little else is told than their own indicator."""
_DONE_SO_FAR = re.compile(r"\b(?:baru|sudah|telah)\s+(?:(?:mencapai|ada|seluas|sepanjang)\s+)?\Z", re.IGNORECASE)
_PEOPLE_BEFORE = pattern("people_before")
_MANY_PEOPLE = 1000
"""From which a number without a noun, behind the people whom a programme is for, counts them, and no offices."""
_MANY = 10
"""From which a number without a noun, right behind a kind, counts it."""
_CLAUSE = 80
_NEAR = 600
"""Characters before an amount in which its sentence is asked: more would make one endless sentence cost its square."""


def is_part_of_waiting(bundle: Bundle, mention: IndicatorMention, waiting: tuple[str, Number]) -> bool:
    """Whether amounts are what was done of the base just told: "Wajib KTP 8.790. Dari jumlah itu, 7.400 sudah …"."""
    slug, base = waiting
    told = all(role.rule == "role.done_of_that" and role.number.value <= base.value for role in bundle.roles)
    alike = all(role.number.unit in (base.unit, None) for role in bundle.roles)
    return slug == mention.slug and told and alike


def is_paid_out(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether each amount stands right behind a verb of paying out, beside the topic: "sudah tersalur Rp5 miliar"."""
    told = (_DISBURSED.search(reading.text[_clause(reading, r) : r.number.start]) for r in bundle.roles)
    return _goes_on(bundle, mention, state, 1) and all(told)


def is_of_topic(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether an amount is of the topic just told, though its sentence does not name that."""
    text, start = reading.text, bundle.sentence.start
    beside, near = _goes_on(bundle, mention, state, 1), _goes_on(bundle, mention, state, _STILL)
    if not near:
        return False
    if beside and bundle.places and _RANKED_NEXT.search(text[start : bundle.start]):
        return True
    if beside and all(_ITS_FIGURE.search(text[_clause(reading, r) : r.number.start]) for r in bundle.roles):
        return True
    indicator = indicators()[mention.slug]
    if all(
        r.number.unit in _MEASURED
        and r.number.unit == indicator.unit
        and _DONE_SO_FAR.search(text[_clause(reading, r) : r.number.hedge_start])
        for r in bundle.roles
    ):
        return True
    strong = any(role.strong for role in bundle.roles)
    if all(r.number.unit in _GOODS and r.number.unit in (indicator.unit, *indicator.also) for r in bundle.roles):
        window = max(start, bundle.start - _NEAR), bundle.start
        if (beside and _ITS_PROGRESS.search(text, *window)) or (strong and _MOVED.search(text, *window)):
            return True  # "jumlah yang terserap tinggi, yakni 24.180 ton"
    if strong and all(r.rule == "role.achieved" and _is_its_thing(r.number, mention.slug) for r in bundle.roles):
        return True  # "yang sudah diterbitkan baru 1.000 sertifikat"
    if _behind_kind(reading, bundle, mention):
        return True  # "untuk dosis pertama berjumlah 24.343 anak"
    return beside and strong and bool(_THAT_PROGRAMME.match(text, start, bundle.start))


def is_beside_kind(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether a number without a noun stands right behind a kind of the topic: "yang sudah berbadan hukum 430"."""
    enough = all(role.number.value >= _MANY for role in bundle.roles)
    return enough and _goes_on(bundle, mention, state, 1) and _behind_kind(reading, bundle, mention)


def is_of_people(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether large numbers without a noun stand behind the people they count: "penerima manfaatnya sudah 559.239"."""
    people = indicators()[mention.slug].unit is Unit.PERSON and _goes_on(bundle, mention, state, 1)
    return people and all(
        r.number.value >= _MANY_PEOPLE
        and _PEOPLE_BEFORE.search(reading.text[max(_clause(reading, r), bundle.sentence.start) : r.number.hedge_start])
        for r in bundle.roles
    )


def _behind_kind(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    return any(
        kind[0] == mention.slug and _COUNTED.fullmatch(reading.text, kind[2], bundle.start) for kind in bundle.kinds
    )


def _is_its_thing(number: Number, slug: str) -> bool:
    """Whether what is counted is what an indicator itself is named by: certificates, kitchens, cooperatives."""
    words = (number.noun or "").split(" ")[0].lower()
    return number.unit in (Unit.UNIT, Unit.DOCUMENT) and words in _things(slug)


@cache
def _things(slug: str) -> frozenset[str]:
    """The words that an indicator's phrases begin with, where they name a thing that is counted."""
    return frozenset(term.split(" ")[0] for term in indicators()[slug].terms if ".." not in term)


def _goes_on(bundle: Bundle, mention: IndicatorMention, state: Discourse, paragraphs: int) -> bool:
    """Whether what an article is about was named no more than so many paragraphs before."""
    return mention.slug in state.about and bundle.sentence.paragraph - state.topic_paragraph <= paragraphs


def _clause(reading: Reading, role: RoleOf) -> int:
    """Where the clause of a figure begins: behind the last comma or full stop."""
    floor = max(0, role.number.start - _CLAUSE)
    return max(reading.text.rfind(mark, floor, role.number.start) for mark in ",.;\n") + 1 or floor
