"""Whether a figure speaks of the indicator at all: named only in passing, or a percentage of something else."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading
from extract.roles import RoleOf
from extract.vocabulary import pattern
from models.reference import Indicator

LEAD = 3
"""So many sentences of the body say what an article is about."""

_OF_OTHERS = pattern("of_others")


def told_about(reading: Reading) -> frozenset[str]:
    """The indicators that the title or the first sentences name."""
    lead = [s for _, s in zip(range(LEAD), reading.body_sentences(), strict=False)]
    end = lead[-1].end if lead else reading.title_end
    return frozenset(m.slug for m in reading.indicators if m.start < end)


def in_passing(bundle: Bundle, mention: IndicatorMention, about: frozenset[str]) -> bool:
    """Whether a lone figure has its indicator only from an earlier sentence, and the article is about others.

    An opinion piece that once names the e-KTP is full of percentages, none of which is a recording.
    """
    return mention.slug not in about and bundle.indicator is None


def of_others(reading: Reading, role: RoleOf, indicator: Indicator) -> bool:
    """Whether a percentage says itself that it is of something that is not the indicator's: "14 persen pekerja"."""
    if role.number.kind is not Kind.PERCENT:
        return False
    found = _OF_OTHERS.match(reading.text, role.number.end)
    return found is not None and found["head"].lower() not in _own_words(indicator)


def _own_words(indicator: Indicator) -> set[str]:
    phrases = " ".join((*indicator.nouns, *indicator.base_terms, *indicator.terms))
    return set(re.findall(r"\w+", phrases.lower()))
