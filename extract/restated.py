"""Sentences that tell a figure again: in another measure, "Jumlahnya 22.090 orang", or after those of others."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.mentions import Number
from extract.reading import Reading
from extract.roles import Role
from extract.sentences import Sentence, follows
from extract.vocabulary import pattern

_SAYS_AGAIN = pattern("says_again")
_THAT_LEVEL = re.compile(r"\s+(?:ini|itu|tersebut)\b", re.IGNORECASE)


def says_again(reading: Reading, sentence: Sentence, number: Number, before: Bundle) -> bool:
    """Whether a sentence only gives in another measure what the one before has told: "Atau setara dengan 96 persen"."""
    begins = _SAYS_AGAIN.match(reading.text, sentence.start, number.start)
    next_to = follows(sentence, before.sentence) and bool(before.roles)
    return next_to and begins is not None and not reading.text[begins.end() : number.start].strip()


def counts_again(reading: Reading, sentence: Sentence, number: Number, before: Bundle | None) -> bool:
    """Whether a count is what the percentage of the sentence before has reached: "Jumlahnya 22.090 orang"."""
    if before is None or before.has("percentage") is None or before.has("achieved") is not None:
        return False
    return says_again(reading, sentence, number, before)


def say_again(reading: Reading, bundle: Bundle, before: Bundle) -> None:
    """Gives a sentence that only tells the figure before it in another measure what that was of."""
    number = next((role.number for role in bundle.roles), None)
    if number is not None and says_again(reading, bundle.sentence, number, before):
        bundle.kinds = bundle.kinds or before.kinds or ([before.kind] if before.kind else [])
        bundle.places = bundle.places or before.places
        if bundle.indicator is None and bundle.foreign is None:
            bundle.indicator, bundle.foreign = before.indicator, before.foreign


def back_to_level(reading: Reading, bundle: Bundle, state: Discourse) -> None:
    """Gives a level that was told before, and comes again behind those of others, to what it was told of.

    After a list of regencies "Capaian 51,6 persen itu hasil kerja bersama" is of their province, whose level it was. A
    whole number of percent may come again by chance: it needs "itu".
    """
    levels = [role.number for role in bundle.roles]
    alone = len(levels) == 1 and bundle.roles[0].role is Role.PERCENTAGE
    if not alone or bundle.places or bundle.kinds or (state.place is None and state.segment is None):
        return
    number = levels[0]
    if number.decimals == 0 and not _THAT_LEVEL.match(reading.text, number.hedge_end):
        return
    told = [one for one in state.levels if _is_level(one, number)]
    if not told or any(_in_mind(one, state) for one in told) or len({_of_what(one) for one in told}) > 1:
        return
    bundle.places, bundle.kinds, bundle.whole = told[-1].places, told[-1].kinds, True
    bundle.period = bundle.period or told[-1].period
    state.place = state.segment = None


def _in_mind(told: Bundle, state: Discourse) -> bool:
    """Whether a level is of what comes to mind first: the place and the kind told last."""
    code = state.place.code if state.place else None
    there = code is None or code in {place.code for place in told.places}
    return there and (state.segment is None or bool(told.kinds))


def _is_level(told: Bundle, number: Number) -> bool:
    level = told.has("percentage")
    return level is not None and (level.value, level.decimals) == (number.value, number.decimals)


def _of_what(told: Bundle) -> tuple[object, ...]:
    slug = told.indicator.slug if told.indicator else None
    return (slug, *sorted(place.code or "" for place in told.places), *sorted(kind[0] for kind in told.kinds))
