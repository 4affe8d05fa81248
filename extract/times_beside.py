"""The time that the sentence before gives to one that states none: of its target, or of the item before in a list."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.roles import Role
from extract.rows_of_times import heads_line
from extract.times_before import before_cut_off

_GOES_ON = re.compile(
    r"\W*(?:sedangkan|sementara(?: itu)?|adapun|(?:pe)?rincian(?:nya)?|kemudian|selanjutnya|lalu|disusul|berikutnya)\b",
    re.IGNORECASE,
)


def time_of_target(reading: Reading, bundle: Bundle, state: Discourse) -> PeriodMention | None:
    """The year of the target that the sentence before set, where it is over: what was realised of it was then."""
    told = {role.role for role in bundle.roles}
    period = state.waiting_period
    if period is None or period.period is None or not told or told & {Role.BASE}:
        return None
    over = reading.published is None or period.period.last < reading.published
    now = within(reading.periods, bundle.sentence.start, bundle.start)
    over = over and all(p.role is not PeriodRole.NOW for p in now)  # "Target 2024 100 persen. Kini 60 persen."
    return period if over and bundle.indicator is None else None


def time_of_list(reading: Reading, bundle: Bundle, before: Bundle, known: PeriodMention | None) -> PeriodMention | None:
    """The time of the item before: "pada triwulan I untuk PMA Rp2 miliar. Sedangkan PMDN Rp1 miliar"."""
    told = before.period
    if before_cut_off(told, known):
        return None  # "naik dari 46 persen pada Februari. Sementara di tingkat provinsi 54 persen"
    beside = bundle.sentence.order - before.sentence.order == 1
    if not beside or told is None or told.role is not PeriodRole.PLAIN or not (bundle.kinds or bundle.places):
        return None
    if any(p.rule.startswith("year") for p in within(reading.periods, bundle.sentence.start, bundle.start)):
        return None  # "Sementara tahun 2025, …"
    if heads_line(reading, before.sentence, told) or any(r.rule == "role.level_from" for r in before.roles):
        return None  # "… 42 persen, naik dari 36 persen pada 2023. Sedangkan pajak parkir 81 persen"
    own = bundle.indicator is None or before.indicator is None or bundle.indicator.slug == before.indicator.slug
    return told if own and _GOES_ON.match(reading.text, bundle.sentence.start) else None
