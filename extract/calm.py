"""Sentences that tell nothing, which an outlet may put between any two: they part no paragraphs and end no topic."""

from __future__ import annotations

from bisect import bisect_left

from extract.reading import Reading
from extract.sentences import Sentence

_BESIDE = frozenset({"teaser", "furniture", "caption"})
"""Noise that may stand anywhere; a heading tells of what follows."""


def counted_where_told(reading: Reading) -> list[Sentence]:
    """The sentences, with their order and paragraphs counted only where one tells something.

    One is calm that names no figure, time, place, indicator or kind and no topic of others, and has no cue. It has
    the order of the sentence before, and a calm line the paragraph of the line before.

    >>> from extract.sentences import split_sentences
    >>> text = "Capaian Kotim 90 persen.\\nSuasana ramai.\\nSisanya belum."
    >>> [(s.paragraph, s.order) for s in counted_where_told(Reading(text, 0, None, None, split_sentences(text)))]
    [(0, 0), (0, 0), (0, 0)]
    """
    marks = sorted([*reading.starts(), *(n.start for n in reading.numbers), *(cue.start for cue in reading.cues)])
    made: list[Sentence] = []
    paragraph, order, fresh, end = 0, 0, False, 0
    for sentence in reading.sentences:
        fresh = fresh or "\n" in reading.text[end : sentence.start]
        end = sentence.end
        at = bisect_left(marks, sentence.start)
        if at < len(marks) and marks[at] < sentence.end and reading.noisy(sentence.start) not in _BESIDE:
            paragraph, order, fresh = paragraph + fresh, order + 1, False
        made.append(Sentence(sentence.start, sentence.end, paragraph, order))
    return made
