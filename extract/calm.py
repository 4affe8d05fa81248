"""Sentences that tell nothing, which an outlet may put between any two: they part no paragraphs and end no topic."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extract.reading import Reading, Spanned
from extract.sentences import Sentence, made_sentence

_BESIDE = frozenset({"teaser", "furniture", "caption"})
"""Noise that may stand anywhere; a heading tells of what follows."""
_FEW = 2
"""Calm sentences in a row that are no passage of their own."""
_ANYWHERE = frozenset({"contrast", "all"})
"""Cues that are common words ("dan", "semua"), which tell nothing without a figure or a name."""


def counted_where_told(reading: Reading) -> list[Sentence]:
    """The sentences, with their order and paragraphs counted only where one tells something.

    One is calm that names no figure, time, place, indicator or kind and no topic of others, and has no cue but the
    commonest. It has the order of the sentence before, and a calm line the paragraph of the line before; but not
    where there is a passage of them, behind which another topic may have begun.

    >>> from extract.sentences import split_sentences
    >>> text = "Suasana ramai.\\nWarga senang."
    >>> [(s.paragraph, s.order) for s in counted_where_told(Reading(text, 0, None, None, split_sentences(text)))]
    [(0, 0), (0, 0)]
    """
    told_of = {mention.slug for mention in reading.indicators}
    lists: list[Sequence[Spanned]] = [
        reading.periods,
        reading.places,
        reading.indicators,
        reading.foreign,
        reading.numbers,
    ]
    starts = [one.start for found in lists for one in found]
    starts += [kind[1] for kind in reading.segments if kind[0] in told_of]
    marks = sorted([*starts, *(cue.start for cue in reading.cues if cue.kind not in _ANYWHERE)])
    made: list[Sentence] = []
    paragraph, order, end, fresh = 0, 0, 0, False
    told = [_tells(reading, sentence, marks) for sentence in reading.sentences]
    for at, sentence in enumerate(reading.sentences):
        fresh = fresh or "\n" in reading.text[end : sentence.start]
        end = sentence.end
        if told[at] or (told[at] is not None and _passage(told, at)):
            paragraph, order, fresh = paragraph + fresh, order + 1, False
        made.append(made_sentence((sentence.start, end, paragraph, order)))
    return made


def _tells(reading: Reading, sentence: Sentence, marks: Sequence[int]) -> bool | None:
    """Whether a sentence tells something; None for what is none of the story."""
    if reading.noisy(sentence.start) in _BESIDE:
        return None
    at = bisect_left(marks, sentence.start)
    return at < len(marks) and marks[at] < sentence.end


def _passage(told: Sequence[bool | None], at: int) -> bool:
    """Whether a calm sentence is one of a passage of them."""
    calm = 1
    for steps in (range(at - 1, -1, -1), range(at + 1, len(told))):
        for other in steps:
            if told[other] or calm > _FEW:
                break
            calm += told[other] is False
    return calm > _FEW
