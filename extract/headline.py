"""What a headline says beside the body: its percentage is a conflict of the body's, its verdict is on its target."""

from __future__ import annotations

from collections.abc import Sequence

from extract.agreement import agree
from extract.discourse import TargetNote
from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.roles import Role, assign_roles
from extract.speakers import who_says
from extract.target_of import setter, told_places
from extract.verdicts import is_of_some, verdict

_LEVELS = (Kind.PERCENT, Kind.BARE)
"""What a percentage is printed as, its sign maybe left out."""


def headline_percentage(reading: Reading) -> tuple[str, Number] | None:
    """(indicator, percentage) that the headline states, where it states one, and exactly.

    None for a bound ("hampir 65 persen"), a target, a change, and for a percentage that the body has as well, of
    whatever: then the headline is right, and may be about that one.
    """
    title = [s for s in reading.sentences if s.start < reading.title_end]
    if not any(n.kind in _LEVELS for n in within(reading.numbers, 0, reading.title_end)):
        return None
    slugs = {m.slug for m in reading.indicators if m.start < reading.title_end and not m.weak}
    if len(slugs) != 1 or any(within(reading.foreign, s.start, s.end) for s in title):
        return None
    stated = [role for s in title for role in assign_roles(reading, s) if role.number.kind is Kind.PERCENT]
    if len(stated) != 1 or stated[0].role is not Role.PERCENTAGE or stated[0].number.comparator != "=":
        return None
    number = stated[0].number
    return None if _said_below(number, reading.numbers) else (slugs.pop(), number)


def headline_verdicts(reading: Reading) -> list[TargetNote]:
    """The targets that a headline says to be met or missed: "Realisasi PBB-P2 Kotim Lampaui Target".

    None of a headline that names no indicator, or several, or speaks of some offices or regions only.
    """
    made = []
    for sentence in reading.sentences:
        if sentence.start >= reading.title_end:
            break
        told = [
            (cue, met)
            for cue in within(reading.cues, sentence.start, sentence.end)
            if (met := verdict(reading, sentence, cue)) is not None and not is_of_some(reading, sentence, cue)
        ]
        slugs = {m.slug for m in within(reading.indicators, sentence.start, sentence.end) if not m.weak}
        if not told or len(slugs) != 1 or within(reading.foreign, sentence.start, sentence.end):
            continue
        cue, met = told[-1]
        (slug,) = slugs
        kinds = [reading.text[a:b] for name, a, b in reading.kinds(sentence.start, sentence.end) if name == slug]
        if "target" not in reading.text[sentence.start : sentence.end].lower() or len(kinds) > 1:
            continue
        made += [
            TargetNote(
                indicator=slug,
                place=place,
                segment=kinds[0] if kinds else None,
                met=met,
                verdict=True,
                setter=setter(reading.text[cue.start : sentence.end]),
                sentence=sentence,
                said=who_says(reading, sentence.start),
            )
            for place in told_places(reading, sentence)
        ]
    return made


def _said_below(number: Number, numbers: Sequence[Number]) -> bool:
    return any(n.kind is Kind.PERCENT and n.start > number.end and agree(n, number) for n in numbers)
