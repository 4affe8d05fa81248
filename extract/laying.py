"""Targets laid to their claims: by indicator and place, by time where a verdict names its own, else by nearness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import TargetNote
from extract.due_days import WORKS
from extract.mentions import PlaceMention
from extract.open_claims import OpenClaim
from extract.projects import is_part_of_work
from extract.reading import Reading
from extract.target_regions import lay_counted
from extract.times_before import FROM
from extract.whose_target import owned
from models.keys import segment_key
from models.periods import Period
from models.reference import indicators
from models.values import Comparator, Setter

_WHOLE = 100
_CUT_OFF = 31
"""Days of the longest span that is when something was counted; a quarter or a year has targets of its own."""
_SO_MANY = {"kedua": 2, "ketiga": 3, "keempat": 4, "kelima": 5}
_TOGETHER = re.compile(
    r"\b(kedua|ketiga|keempat|kelima)(?:nya\b|\s+(?:proyek|pekerjaan|jembatan|ruas|paket|gedung|bangunan)\b)",
    re.IGNORECASE,
)
"""Works that are spoken of together; the third of them is "jembatan ketiga"."""


def lay_targets(
    reading: Reading, opened: list[OpenClaim], notes: Sequence[TargetNote], main: PlaceMention | None
) -> None:
    """Gives every target to the claim that it is of; a verdict on something that no claim measures becomes one."""
    today = Period(reading.published.isoformat()[:10]) if reading.published else None
    for note in notes:
        if note.regions is not None:
            lay_counted(opened, note)
            continue
        note = owned(reading, note, main)
        place = main if _is_its_own(note, opened, main) else note.place or main
        code = place.code if place else None
        same = [o for o in opened if o.indicator == note.indicator and o.code == code]
        if not same and note.number is not None and place is not None and place.level == "nation":
            same = [o for o in opened if o.indicator == note.indicator and o.figures]  # "target nasional 50 persen"
        plain = note.met is None  # "Kalteng sudah melampaui target 70 persen" says so of no part of it
        if not same and plain and note.number is not None and code and place is not None and place.level == "province":
            same = [o for o in opened if o.indicator == note.indicator and _lies_in(o, code)]
        if note.met is not None:  # what is met or missed is what was measured, not a whole that stands alone
            same = [o for o in same if set(o.figures) - {"base"}] or same
        kind = segment_key(note.segment)
        if not kind:  # when a work should be done is not said of the part that was told last
            sentence = note.sentence
            told = {segment_key(reading.text[a:b]) for _, a, b in reading.kinds(sentence.start, sentence.end)}
            parts = [o for o in same if o.segment and is_part_of_work(o.segment)]
            named = [o for o in parts if segment_key(o.segment) in told]
            same = named or [o for o in same if o not in parts] or same
            kind = segment_key(named[0].segment) if named else kind
        beside = [o for o in same if note.beside & {(n.start, n.end) for n in o.figures.values()}]
        beside = [o for o in beside if not _over_by_then(note, o)]
        alike = beside or _of_its_kind(note, kind, same)
        if not beside and not kind and note.met is None and today and note.deadline and note.deadline.last > today.last:
            alike = _short_of(note, alike) or _short_of(note, same) or alike
        exact = _of_its_time(note, alike, today)
        again = [] if beside or kind else [o for o in exact if _names(o, note)]
        if note.indicator == WORKS and note.met is None:
            again = again or _each_work(reading, note, same)
        if len(again) > 1:  # told of each of two kinds, and then of both
            for claim in again:
                claim.targets.append(note)
        elif exact:
            owner = _owner(note, exact)
            if not _level_again(note, owner):
                owner.targets.append(note)
            elif note.met is not None and note.verdict:
                owner.targets.append(replace(note, number=None))
        elif note.met is not None and note.verdict and note.near:  # a plan without figures is no claim
            alone = [o for o in opened if (o.indicator, o.code, segment_key(o.segment)) == (note.indicator, code, kind)]
            if alone and not alone[0].figures and alone[0].period == note.period:
                alone[0].targets.append(note)
                continue
            made = OpenClaim(
                note.indicator,
                place,
                code,
                place.candidates if place else (),
                note.segment,
                note.period,
                note.period is not None,
            )
            made.targets.append(note)
            opened.append(made)


def _is_its_own(note: TargetNote, opened: Sequence[OpenClaim], main: PlaceMention | None) -> bool:
    """Whether a target is of the regency itself, behind a figure of a wider region: "Secara nasional 76. Pemkab …"."""
    place = note.place
    if note.setter is not Setter.REGENCY or note.number is None or place is None or main is None:
        return False
    wider = place.level in ("nation", "province") and main.level == "regency"
    named = note.sentence.start <= place.start < note.sentence.end
    return wider and not named and any(o.indicator == note.indicator and o.code == main.code for o in opened)


def _lies_in(claim: OpenClaim, code: str) -> bool:
    """Whether a level was told of a place in a province, whose target is one for it: "target Kalteng 70 persen"."""
    return "percentage" in claim.figures and claim.code is not None and claim.code.startswith(f"{code}.")


def lay_headline(opened: Sequence[OpenClaim], notes: Sequence[TargetNote], main: PlaceMention | None) -> None:
    """Gives a headline's verdict to the first claim that it can be on, where the body judges none of its targets."""
    for note in notes:
        place = note.place or main
        kind = segment_key(note.segment)
        same = [o for o in opened if o.indicator == note.indicator and place is not None and o.code == place.code]
        same = [o for o in same if segment_key(o.segment) == kind and set(o.figures) - {"base"}]
        if same and not any(target.met is not None for o in same for target in o.targets):
            same[0].targets.append(note)


def _each_work(reading: Reading, note: TargetNote, claims: list[OpenClaim]) -> list[OpenClaim]:
    """The works told last, where a target is said of so many together: "Keduanya ditargetkan rampung Desember"."""
    found = _TOGETHER.search(reading.text, note.sentence.start, note.sentence.end)
    if found is None:
        return []
    count = _SO_MANY[found[1].lower()]
    told = [o for o in claims if o.segment and o.drafts and o.drafts[0].sentence.start < note.sentence.start]
    told.sort(key=lambda o: o.drafts[0].sentence.start)
    return told[-count:] if len(told) >= count else []


def _of_its_kind(note: TargetNote, kind: str, claims: list[OpenClaim]) -> list[OpenClaim]:
    """The claims on the kind that a target is of; any, where nothing tells that it is of another kind than theirs."""
    alike = [o for o in claims if segment_key(o.segment) == kind]
    if alike or not (note.alone and kind):
        return alike or claims
    words = set(kind.split())  # "pajak restoran melampaui target", behind figures of other taxes
    named = [(o, set(segment_key(o.segment).split())) for o in claims]
    return [o for o, theirs in named if theirs and (words <= theirs or theirs <= words)]


def _over_by_then(note: TargetNote, claim: OpenClaim) -> bool:
    """Whether a claim is of a fiscal year before the one of a target: "100 persen, seperti 2023 yang 105 persen"."""
    due, held = note.deadline, claim.period
    per_year = indicators()[note.indicator].per_year
    return per_year and due is not None and held is not None and held.last.year < due.first.year


def _short_of(note: TargetNote, claims: list[OpenClaim]) -> list[OpenClaim]:
    """The claims that a percentage can lie ahead of: nobody aims at 80 percent of what stands at 98."""
    aim = note.number
    if aim is None or indicators()[note.indicator].better == "lower":
        return claims
    levels = [(o, o.figures.get("percentage")) for o in claims]
    return [o for o, level in levels if level is None or level.value < aim.value]


def _names(claim: OpenClaim, note: TargetNote) -> bool:
    """Whether a claim already has the percentage of a target."""
    aims = [target.number.value for target in claim.targets if target.number is not None]
    return note.number is not None and note.number.value in aims


def _level_again(note: TargetNote, claim: OpenClaim) -> bool:
    """Whether a target is only the level, guessed or said again: "sudah 60 persen. Ya, mungkin sekitar 60 persen".

    Nobody aims at 99,27 or 118 percent: "capaiannya 118 persen. Hasilnya bisa 118 persen dan target terlampaui".
    """
    level, aim = claim.figures.get("percentage"), note.number
    if level is None or aim is None or level.value != aim.value or note.deadline is not None:
        return False
    guess = aim.comparator is Comparator.ABOUT and not note.verdict
    return guess or aim.decimals > 0 or aim.value > _WHOLE


def _owner(note: TargetNote, claims: list[OpenClaim]) -> OpenClaim:
    """The claim that was told last before a target, else the first; of several, the one of the latest time."""
    before = [o for o in claims if any(d.sentence.start <= note.sentence.start for d in o.drafts)]
    before = _not_looked_back_at(note, before)
    return max(
        before or claims,
        key=lambda o: (
            max((d.sentence.start for d in o.drafts if d.sentence.start <= note.sentence.start), default=-1),
            not all(
                FROM in d.rules.values() for d in o.drafts
            ),  # "turun dari 26 menjadi 19 persen": nobody aims from 26
            o.period is not None,
            o.period.last.toordinal() if o.period else 0,
        ),
    )


def _not_looked_back_at(note: TargetNote, claims: list[OpenClaim]) -> list[OpenClaim]:
    """The claims without those of an earlier time in the year that is spoken of: "Pada Maret baru 50 persen. Capaian
    itu melampaui target 52 persen" goes on with what stands at 56 percent in June.
    """
    told = [o.period for o in claims if o.period is not None and o.period.days <= _CUT_OFF]
    now = max((period.last for period in told), default=None)
    if now is None or note.dated:
        return claims
    return [o for o in claims if o.period is None or o.period.last.year != now.year or o.period.last >= now]


def _of_its_time(note: TargetNote, claims: list[OpenClaim], today: Period | None) -> list[OpenClaim]:
    """The claims that a target can be of by its time: none, if it tells of a year before or behind all of theirs.

    "Tahun 2023 saja target tidak tercapai" says nothing of what was reached since; a hope for the next fiscal year
    nothing of what came in last year.
    """
    if note.number is not None:
        due = note.deadline
        if due is None or not indicators()[note.indicator].per_year:
            return claims
        coming = [o for o in claims if o.period is None or o.period.last.year >= due.first.year]
        return coming or (claims if note.met is None else [])  # a year that is over has not missed the next one's
    if note.met is None:
        due = note.deadline
        if due is None or not indicators()[note.indicator].per_year:
            return claims
        return [o for o in claims if (time := o.period or today) is None or due.first.year <= time.last.year]
    told = note.period if note.dated else None
    if told is None or not note.verdict:
        return claims
    times = [o.period or today for o in claims]
    held = [o for o, time in zip(claims, times, strict=True) if time is not None and time.overlaps(told)]
    over = all(time is not None and told.last.year < time.first.year for time in times)
    return held or ([] if over else claims)
