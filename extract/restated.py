"""Sentences that only give in another measure what the one before has told: "Jumlahnya 22.090 orang"."""

from __future__ import annotations

from extract.discourse import Bundle
from extract.mentions import Number
from extract.reading import Reading
from extract.sentences import Sentence, follows
from extract.vocabulary import pattern

_SAYS_AGAIN = pattern("says_again")


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
