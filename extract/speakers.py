"""Who answers for a figure: the speaker of its passage, else the article's one speaker."""

from __future__ import annotations

from dataclasses import dataclass

from extract.mentions import OfficialMention
from extract.reading import Reading


@dataclass(frozen=True, slots=True)
class Said:
    """The speaker of a passage, where he or she is named, and whether the passage is a speech of theirs."""

    official: OfficialMention | None
    quoted: bool
    rule: str


def who_says(reading: Reading, offset: int) -> Said:
    """The speaker of what stands at an offset."""
    for speech in reading.speeches:
        if speech.start <= offset < speech.end and speech.speaker is not None:
            if speech.speaker.name is None and reading.speaker is not None and reading.speaker.name is not None:
                return Said(reading.speaker, False, "speaker.main")
            return Said(speech.speaker, speech.rule != "carried", f"speaker.{speech.rule}")
    return Said(reading.speaker, False, "speaker.main")
