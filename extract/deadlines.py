"""When a target should be reached: by its own words, else by those of its sentence."""

from __future__ import annotations

import re

from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.times import LONGEST
from extract.vocabulary import pattern
from models.periods import Period

_AIM = pattern("aim")
_AT = pattern("at")
_AIMED_FOR = pattern("aimed_for")
_OUGHT = pattern("ought")
_RIGHT_BEFORE = re.compile(r"[\s,]*(?:\w+\s+)?")
_STAGES = ("quarter", "half", "part.quarter", "part.half")
_LEADS_TO = pattern("time_leads_to")
_REACH = 80
_ITEM = 40
"""Characters before a target of a list in which its own time stands."""


def own_deadline(reading: Reading, sentence: Sentence, role: RoleOf, deadline: Period | None) -> Period | None:
    """The time that a target's own words give, unless its sentence gives it more closely: "target tahun 2023 …"."""
    number = role.number
    aim = max((m.end() for m in _AIM.finditer(reading.text, sentence.start, number.hedge_start)), default=-1)
    before = within(reading.periods, aim, number.hedge_start) if aim >= 0 else []
    behind = [p for p in reading.periods if number.hedge_end <= p.start <= number.hedge_end + 30][:1]
    told = [p for p in reversed(before) if "," not in reading.text[aim : p.start]]  # the nearest of a list first
    leading = _right_before(reading, sentence, role)
    if leading is not None:  # "pada 2025 targetnya 65 persen dan 2026 minimal 72 persen": each has its own
        told = [leading]
    elif any(_AT.fullmatch(reading.text, number.hedge_end, p.start) for p in behind):
        told = []  # "75 persen pada 2015, 77 persen pada 2016"
    elif role.rule == "role.target_list":
        told = within(reading.periods, max(sentence.start, number.hedge_start - _ITEM), number.hedge_start)[-1:]
    if role.rule == "role.to_come" and behind:
        told = behind  # "19 persen di tahun 2024 dan 5,9 persen di tahun 2045"
    if role.role is Role.TARGET_NOT_MET:
        behind = []  # "tidak mencapai 100 persen tahun 2023": when it stood so
    if not told:
        told = _named_before(reading, sentence, role)
    told += [p for p in behind if _AT.fullmatch(reading.text, number.hedge_end, p.start)]
    for mention in told:
        said = mention.role is PeriodRole.SAID and role.rule != "role.should"
        if said or mention.role is PeriodRole.NOW or mention.period is None:
            continue
        own = mention.period if mention.period.days <= LONGEST else Period(str(mention.period.last.year))
        return deadline if deadline is not None and own.contains(deadline) else own
    return deadline


def _right_before(reading: Reading, sentence: Sentence, role: RoleOf) -> PeriodMention | None:
    """The time that leads a target, with nothing between the two but what sets it: "triwulan II minimal 50 persen"."""
    start, end = max(sentence.start, role.number.hedge_start - _REACH), role.number.hedge_start
    near = [p for p in within(reading.periods, start, end) if p.role in (PeriodRole.PLAIN, PeriodRole.DEADLINE)]
    if not near or not _LEADS_TO.fullmatch(reading.text, near[-1].end, end):
        return None
    earlier = within(reading.numbers, sentence.start, near[-1].start)
    if earlier and _AT.fullmatch(reading.text, earlier[-1].end, near[-1].start):
        return None  # "75 persen pada 2015, 77 persen pada 2016": it is that of the one before
    return near[-1]


def stage_of(reading: Reading, sentence: Sentence, role: RoleOf) -> Period | None:
    """The quarter or half of which a sentence tells a missed target: "hingga triwulan III baru 58 persen"."""
    stages = [p for p in within(reading.periods, sentence.start, role.number.hedge_start) if p.period is not None]
    return stages[0].period if len(stages) == 1 and stages[0].rule.startswith(_STAGES) else None


def _named_before(reading: Reading, sentence: Sentence, role: RoleOf) -> list[PeriodMention]:
    """The time before the word that sets a target: "akhir September kami targetkan 80,9 persen"."""
    start, end = sentence.start, role.number.hedge_start
    periods = within(reading.periods, start, end)
    oughts = list(_OUGHT.finditer(reading.text, start, end))
    if oughts:  # "di semester I seharusnya sudah 50 persen", "seharusnya triwulan kedua ini 50 persen"
        ought, before = oughts[-1].end(), oughts[-1].start()
        led = [p for p in periods if p.end <= before and _RIGHT_BEFORE.fullmatch(reading.text, p.end, before)]
        return [p for p in periods if p.start >= ought][-1:] or led[-1:]
    return [p for p in periods if _AIMED_FOR.match(reading.text, p.end, end)][-1:]


def deadline_of(reading: Reading, sentence: Sentence, *, plain: bool) -> Period | None:
    """The deadline that a sentence names; with `plain`, where it states no figures, any period that is not over yet."""
    periods = [p for p in within(reading.periods, sentence.start, sentence.end) if p.period is not None]
    chosen = next((p for p in periods if p.role is PeriodRole.DEADLINE), None)
    if chosen is None and plain:
        today = reading.published.isoformat()[:10] if reading.published else ""
        later = [p for p in periods if p.role in (PeriodRole.PLAIN, PeriodRole.AS_OF)]
        chosen = next((p for p in later if p.period and (not today or p.period.last.isoformat() >= today)), None)
    if chosen is None or chosen.period is None:
        return None
    if chosen.period.days > LONGEST:  # "RPJMN 2020-2024"
        return Period(str(chosen.period.last.year))
    return chosen.period
