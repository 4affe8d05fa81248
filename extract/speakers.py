"""Who answers for a figure: the speaker of its passage, else the article's one speaker."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import attrgetter

from extract.mentions import OfficialMention
from extract.reading import Reading
from extract.spokespeople import answers_for

_NOT_SPOKEN = frozenset({"carried", "ahead", "office"})
"""Rules of `extract.speech` by which somebody answers for words that are not his or her own."""


@dataclass(frozen=True, slots=True)
class Said:
    """What stands at an offset of an article: of who says it is asked only where it becomes a claim."""

    reading: Reading = field(repr=False, compare=False)
    offset: int

    @property
    def official(self) -> OfficialMention | None:
        """The speaker, where he or she is named."""
        return self._found()[0]

    @property
    def quoted(self) -> bool:
        """Whether the passage is a speech of theirs."""
        return self._found()[1]

    @property
    def rule(self) -> str:
        """How the speaker was found."""
        return self._found()[2]

    def _found(self) -> tuple[OfficialMention | None, bool, str]:
        _, speeches, main = self.reading.speakers()
        at = bisect_right(speeches, self.offset, key=attrgetter("start")) - 1
        speech = speeches[at] if at >= 0 else None
        if speech is not None and self.offset < speech.end and speech.speaker is not None:
            if speech.rule == "stranger":
                return None, True, "speaker.stranger"
            if speech.speaker.name is None and main is not None and main.name and answers_for(main, speech.speaker):
                return main, False, "speaker.main"
            return speech.speaker, speech.rule not in _NOT_SPOKEN, f"speaker.{speech.rule}"
        return main, False, "speaker.main"


def who_says(reading: Reading, offset: int) -> Said:
    """The speaker of what stands at an offset."""
    return Said(reading, offset)
