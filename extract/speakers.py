"""Who answers for a figure: the speaker of its passage, else the article's one speaker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter

from extract.mentions import OfficialMention
from extract.reading import Reading

_NOT_SPOKEN = frozenset({"carried", "ahead", "office"})
"""Rules of `extract.speech` by which somebody answers for words that are not his or her own."""


@dataclass(frozen=True, slots=True)
class Said:
    """The speaker of a passage, where he or she is named, and whether the passage is a speech of theirs."""

    official: OfficialMention | None
    quoted: bool
    rule: str


def who_says(reading: Reading, offset: int) -> Said:
    """The speaker of what stands at an offset."""
    at = bisect_right(reading.speeches, offset, key=attrgetter("start")) - 1
    speech = reading.speeches[at] if at >= 0 else None
    if speech is not None and offset < speech.end and speech.speaker is not None:
        if speech.speaker.name is None and reading.speaker is not None and reading.speaker.name is not None:
            return Said(reading.speaker, False, "speaker.main")
        return Said(speech.speaker, speech.rule not in _NOT_SPOKEN, f"speaker.{speech.rule}")
    return Said(reading.speaker, False, "speaker.main")
