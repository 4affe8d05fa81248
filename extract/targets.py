"""Targets: what should be reached, by when, set by whom, and whether the article says that it is."""

from __future__ import annotations

from decimal import Decimal

from extract.discourse import Bundle, Discourse, TargetNote
from extract.mentions import Cue, Kind, Number, PeriodRole, PlaceMention
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.speakers import Said, who_says
from extract.vocabulary import pattern
from models.periods import Period
from models.values import Setter

_DENIED = pattern("denied")
_DONE = pattern("done")
_SHORT = pattern("short")
_TARGET = pattern("target_word")
_NATIONAL = pattern("national")
_PROVINCE = pattern("province")
_REGENCY = pattern("regency")


def target_notes(
    reading: Reading, sentence: Sentence, bundles: list[tuple[Bundle, str]], state: Discourse
) -> list[TargetNote]:
    """The targets that a sentence names: percentages to be reached, and what is said to be met or missed."""
    cues = within(reading.cues, sentence.start, sentence.end)
    met = _met(reading, sentence, cues)
    said = who_says(reading, sentence.start)
    stated = any(bundle.roles for bundle, _ in bundles)
    deadline = _deadline(reading, sentence, plain=not stated)
    notes: list[TargetNote] = []
    for bundle, slug in bundles:
        for role in bundle.targets:
            number = role.number
            words = reading.text[max(sentence.start, number.start - 60) : min(sentence.end, number.end + 40)]
            places: list[PlaceMention | None] = [*bundle.places] or [None]
            notes += [
                TargetNote(
                    indicator=slug,
                    place=place,
                    segment=_segment(reading, bundle, slug),
                    number=number,
                    met=False if role.role is Role.TARGET_NOT_MET else _own_met(reading, sentence, role, met),
                    setter=setter(words),
                    deadline=deadline,
                    sentence=sentence,
                    said=said,
                )
                for place in places
            ]
    if not notes and not stated:
        notes += _for_all(reading, sentence, cues, said, deadline)
    if not notes and met is not None:
        notes += _met_alone(reading, sentence, bundles, state, met, said, deadline)
    return notes


def _met_alone(
    reading: Reading,
    sentence: Sentence,
    bundles: list[tuple[Bundle, str]],
    state: Discourse,
    met: bool,
    said: Said,
    deadline: Period | None,
) -> list[TargetNote]:
    """ "Kobar dan Lamandau melampaui target nasional": met or missed, with no percentage beside it."""
    words = reading.text[sentence.start : sentence.end]
    if not _TARGET.search(words):
        return []
    mentions = [m for m in within(reading.indicators, sentence.start, sentence.end) if not m.weak]
    owner: Bundle | None = None
    if bundles:
        owner, slug = bundles[-1]
    elif mentions:
        slug = mentions[-1].slug
    elif state.topic is not None and state.foreign is None:
        slug = state.topic.slug
    else:
        return []
    named: list[PlaceMention | None] = (
        [*owner.places] if owner is not None and owner.places else [*_places(reading, sentence)]
    )
    return [
        TargetNote(
            indicator=slug,
            place=place,
            segment=_segment(reading, owner, slug),
            met=met,
            setter=setter(words),
            deadline=deadline,
            sentence=sentence,
            said=said,
        )
        for place in named or [None]
    ]


def _own_met(reading: Reading, sentence: Sentence, role: RoleOf, met: bool | None) -> bool | None:
    """A percentage that is hoped for is still to be reached; one that is set is a plan, unless figures fall short of it."""
    if met is not None:
        return met
    if role.rule.startswith("role.forecast"):
        return False
    return False if _SHORT.search(reading.text[sentence.start : sentence.end]) else None


def _for_all(
    reading: Reading, sentence: Sentence, cues: list[Cue], said: Said, deadline: Period | None
) -> list[TargetNote]:
    """ "agar seluruh warga terekam": a target of 100 percent that is still to be reached."""
    hope = next((c for c in cues if c.kind in ("forecast", "target")), None)
    whole = next((c for c in cues if c.kind == "all"), None)
    mentions = [m for m in within(reading.indicators, sentence.start, sentence.end) if not m.weak]
    if hope is None or whole is None or not mentions:
        return []
    if not any(c.kind in ("achieved", "done") and c.start > whole.end for c in cues) or _DONE.search(
        reading.text[sentence.start : sentence.end]
    ):
        return []
    hundred = Number(
        Decimal(100),
        Kind.PERCENT,
        whole.start,
        whole.end,
        whole.text,
        "target.all",
        hedge_start=whole.start,
        hedge_end=whole.end,
    )
    named = [
        p for p in within(reading.places, sentence.start, sentence.end) if p.use == "place" and p.level != "nation"
    ]
    return [
        TargetNote(
            indicator=mentions[-1].slug,
            place=named[0] if len(named) == 1 else None,
            segment=None,
            number=hundred,
            met=False if hope.kind == "forecast" else None,
            setter=setter(reading.text[sentence.start : sentence.end]),
            deadline=deadline,
            sentence=sentence,
            said=said,
        )
    ]


def _met(reading: Reading, sentence: Sentence, cues: list[Cue]) -> bool | None:
    """Whether the sentence says that a target is met: not if it hopes so, and not if it denies it."""
    text = reading.text
    if any(c.kind == "not_met" for c in cues):
        return False
    for cue in cues:
        if cue.kind != "met":
            continue
        around = text[max(sentence.start, cue.start - 40) : cue.end]
        if _DENIED.search(around):
            return False
        if any(
            c.kind == "forecast" and c.end <= cue.end and c.start >= sentence.start for c in cues
        ) and not _DONE.search(around):
            return None
        return True
    return None


def _segment(reading: Reading, bundle: Bundle | None, slug: str) -> str | None:
    mine = [k for k in bundle.kinds if k[0] == slug] if bundle is not None else []
    return reading.text[mine[-1][1] : mine[-1][2]] if mine else None


def _places(reading: Reading, sentence: Sentence) -> list[PlaceMention]:
    named = [
        p for p in within(reading.places, sentence.start, sentence.end) if p.use == "place" and p.level != "nation"
    ]
    return named if len(named) > 1 else []


def _deadline(reading: Reading, sentence: Sentence, *, plain: bool) -> Period | None:
    """The deadline that a sentence names; with `plain`, where it states no figures, any period that is not over yet."""
    periods = [p for p in within(reading.periods, sentence.start, sentence.end) if p.period is not None]
    chosen = next((p for p in periods if p.role is PeriodRole.DEADLINE), None)
    if chosen is None and plain:
        today = reading.published.isoformat()[:10] if reading.published else ""
        later = [p for p in periods if p.role in (PeriodRole.PLAIN, PeriodRole.AS_OF)]
        chosen = next((p for p in later if p.period and (not today or p.period.last.isoformat() >= today)), None)
    return chosen.period if chosen else None


def setter(words: str) -> Setter | None:
    """Who set a target, by the words around it.

    >>> setter("target yang ditetapkan nasional sebesar 99 persen")
    <Setter.NATIONAL: 'national'>
    """
    if _NATIONAL.search(words):
        return Setter.NATIONAL
    if _PROVINCE.search(words):
        return Setter.PROVINCE
    if _REGENCY.search(words):
        return Setter.REGENCY
    return None
