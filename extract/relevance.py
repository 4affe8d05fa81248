"""Whether a figure speaks of the indicator at all: named only in passing, or a percentage of something else."""

from __future__ import annotations

import re

from extract.discourse import FIELDS, Bundle
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading
from extract.roles import RoleOf
from extract.vocabulary import pattern
from models.reference import Indicator

LEAD = 3
"""So many sentences of the body say what an article is about."""

_OF_OTHERS = pattern("of_others")
_WORK = pattern("work")
_OF_NOUN = pattern("of_noun")


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


def off_subject(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> str | None:
    """Why a bundle says nothing of an indicator whose words are common ones: works, other programmes.

    A work's percentage needs its name or a word of progress in its sentence and no noun of its own ("34 persen
    penduduk"); another programme needs its name in the sentence, and a measure.
    """
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    numbers = [role.number for role in bundle.roles]
    if mention.slug == "physical_progress":
        work = any(name == mention.slug for name, _, _ in bundle.kinds)
        if not work and not _WORK.search(sentence):
            return "cue: no progress of a work"
        if any(n.kind is Kind.PERCENT and _OF_NOUN.match(reading.text, n.end) for n in numbers):
            return "share: of something else"
    names = {FIELDS[role.role] for role in bundle.roles}
    if mention.slug == "other":
        if bundle.indicator is None:
            return "topic: not in the sentence"
        measured = bool(names & {"percentage", "remaining_percentage"}) or len(names) > 1
        return None if measured or not names else "measure: an amount alone"
    return None


def _own_words(indicator: Indicator) -> set[str]:
    phrases = " ".join((*indicator.nouns, *indicator.base_terms, *indicator.terms))
    return set(re.findall(r"\w+", phrases.lower()))
