"""Whose target it is that somebody calls "ours": that of the government for which he or she speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import TargetNote
from extract.mentions import OfficialMention, PlaceMention
from extract.reading import Reading, within
from extract.vocabulary import pattern
from models.values import Setter

_NATIONAL_OFFICE = pattern("national_office")
_REGIONAL_BRANCH = pattern("regional_branch")
_OF_REGENCY = pattern("of_regency")
_OF_PROVINCE = pattern("province")
_SETS = {"nation": Setter.NATIONAL, "province": Setter.PROVINCE}


def owned(reading: Reading, note: TargetNote, main: PlaceMention | None) -> TargetNote:
    """A target with its setter, where the sentence only says that it is one's own: "target kami 70 persen".

    A minister's is the nation's, a governor's the province's; where no office tells, that of the article's place.
    """
    if note.setter is not Setter.REGENCY or _OF_REGENCY.search(reading.text, note.sentence.start, note.sentence.end):
        return note
    speaker = note.said.official
    level = _level(reading, speaker) if speaker else None
    return replace(note, setter=level or _SETS.get(main.level if main else "", Setter.REGENCY))


def _level(reading: Reading, speaker: OfficialMention) -> Setter | None:
    """The level of the government for which an official speaks; None where the office does not tell it."""
    first = next((o for o in _named(reading, speaker) if not o.second), speaker)
    role = speaker.role or ""
    places = [p.level for p in within(reading.places, first.start, first.end)]
    if "regency" in places or "district" in places or _OF_REGENCY.search(role):
        return Setter.REGENCY
    if "province" in places or _OF_PROVINCE.search(role):
        return Setter.PROVINCE
    office = _NATIONAL_OFFICE.search(role)
    return Setter.NATIONAL if office and not _REGIONAL_BRANCH.match(role, office.end()) else None


def _named(reading: Reading, speaker: OfficialMention) -> Sequence[OfficialMention]:
    """The mentions of the same official, in order."""
    return [o for o in reading.officials if (o.name, o.role) == (speaker.name, speaker.role)]
