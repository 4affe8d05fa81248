"""Which open claim a draft joins: by what it is of, when it held, and the figures that both give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.agencies import is_agency
from extract.agreement import agree, bounds, digits, fits, last_digit, precision
from extract.arithmetic import completes
from extract.at_odds import FAR, NEXT, at_odds, contradicts, of_another_whole, without_former
from extract.discourse import Draft, TargetNote
from extract.kinds import segment_in
from extract.left_over import is_rest, place_it_leaves, those_it_leaves
from extract.main_place import place_at, where_works_lie
from extract.mentions import Kind, Number, PlaceMention
from extract.open_claims import OpenClaim, measure_of
from extract.reading import Reading, within
from extract.set_years import of_another_year
from extract.standing_kinds import WORK
from extract.times_before import FROM
from extract.vocabulary import pattern
from models.keys import segment_key
from models.reference import indicators
from models.values import Comparator, Unit

_ROUNDED = 1
"""Percentage points by which a share and its rest, each rounded, may miss the whole."""
DISTINCT = 4
"""Digits of a figure that no second thing has by chance."""
_THAT = re.compile(r"\s*(?:itu|tersebut|ini)\b")
_MEMBERS = pattern("members")
_YEAR_BEFORE = re.compile(r"\btahun\s+(?:sebelumnya|lalu|kemarin|silam)\b", re.IGNORECASE)
_OF_TARGET = pattern("of_target")
_OVER = Decimal("1.5")
"""Land programmes run for years: what is more than so much of a target named apart from it was reached of another."""
_ARREARS = frozenset({"tunggakan", "piutang"})
_SO_LEFT = re.compile(r"\b(?:sisa(?:nya)?|selebihnya|kurang(?:nya)?|kekurangan(?:nya)?)\b", re.IGNORECASE)
_THOUSAND = 1000
_OTHER_SCALE = 10
"""So many times the whole, what is left is of something else; a little more than it, and the article is wrong."""
_TO_TARGET = re.compile(r"\b(?:target|sasaran|standar)(?:nya)?\b", re.IGNORECASE)
_NEAR = frozenset({Comparator.EQUAL, Comparator.ABOUT})


def _again(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft only says again, of the whole, what a claim says: "realisasi sebesar Rp1,081 triliun itu …"."""
    if segment_key(claim.segment) and segment_key(draft.segment) and not _back_reference(reading, draft):
        return False
    if any(name not in claim.figures or claim.figures[name].value != n.value for name, n in draft.figures.items()):
        return False
    return len(draft.figures) > 1 or _back_reference(reading, draft)


def _same_figure(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives a claim's very figure, and only one of them names a kind: then it is of that kind.

    Only of a figure with four digits or more: two kinds may both stand at 90 percent. One of them may say more of it.
    The next sentence may say more of one with three: "belum memiliki akta hanya 5,56 persen. Yang 5,56 persen itu …".
    """
    near = _next_to(claim, draft) and not (claim.stated and draft.stated)
    if bool(segment_key(claim.segment)) == bool(segment_key(draft.segment)):
        return False
    if claim.period != draft.period and not near:
        return False
    names = claim.figures.keys() & draft.figures.keys()
    if not names or (len(names) < min(len(claim.figures), len(draft.figures)) and not near):
        return False
    told = [(draft.figures[name], claim.figures[name]) for name in names]
    return all(
        known.value == n.value and digits(n) >= DISTINCT - (near and n.kind is Kind.PERCENT) for n, known in told
    )


def _same_work(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives the percentage of a claim, of a work by a longer or shorter name: "gedung Pasar Melati"."""
    known, said = (set(segment_key(name).split()) for name in (claim.segment, draft.segment))
    return len(known & said) > 1 and (known <= said or said <= known) and _told_again(claim, draft)


def _by_another_name(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives a claim's amount of money, of a kind by a longer or shorter name: "retribusi pasar"."""
    known, said = (set(segment_key(name).split()) for name in (claim.segment, draft.segment))
    if claim.period != draft.period or len(known & said) < 2 or not (known <= said or said <= known):
        return False
    told = [(claim.figures[name], n) for name, n in draft.figures.items() if name in claim.figures]
    return any(n.kind is Kind.RUPIAH for _, n in told) and all(one.value == n.value for one, n in told)


def _said_of_another(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a percentage of four digits, in a sentence without a place, is that of a place told of before."""
    percentage, known = draft.figures.get("percentage"), claim.figures.get("percentage")
    if claim.indicator != draft.indicator or known is None or percentage is None or len(draft.figures) > 1:
        return False
    return known.value == percentage.value and digits(percentage) >= DISTINCT


def _is_its_ratio(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a percentage alone is what the counts just told make: "41 dari 118 dapur. Jumlah itu 34,7 persen"."""
    told, percentage = claim.figures, draft.figures.get("percentage")
    if percentage is None or len(draft.figures) > 1 or set(told) != {"achieved", "base"} or not _next_to(claim, draft):
        return False
    return percentage.decimals > 0 and fits({**told, "percentage": percentage})


def _counted_again(claim: OpenClaim, draft: Draft) -> bool:
    """Whether an amount comes back with another noun: "499.093 anak memiliki KIA … 499.093 keping KIA".

    Of people and of their cards, a rounded one does, too.
    """
    cards = {measure_of(claim.figures), measure_of(draft.figures)} == {Unit.PERSON, Unit.DOCUMENT}
    told = [(n, claim.figures.get(name)) for name, n in draft.figures.items() if n.kind is not Kind.PERCENT]
    same = [n for n, known in told if known is not None and known.value == n.value]
    return any(digits(n) >= DISTINCT or (cards and n.value >= _THOUSAND) for n in same)


def _back_reference(reading: Reading, draft: Draft) -> bool:
    ends = [number.hedge_end for number in draft.figures.values()]
    return bool(_THAT.match(reading.text, max(ends)))


def join(reading: Reading, opened: list[OpenClaim], draft: Draft, main: PlaceMention | None) -> None:
    own = draft.segment is not None and is_agency(draft.segment)  # one that such an office serves is one of its own
    if draft.place is None and main is not None and main.rule in ("service area", "area") and not own:
        draft = replace(draft, segment=segment_in(main, draft.segment))
    place = draft.place or where_works_lie(reading, draft.indicator, place_at(reading, draft.sentence, main))
    place = place_it_leaves(opened, draft, place)
    code = place.code if place else None
    alike = [o for o in opened if o.indicator == draft.indicator and o.code == code and _counts(o) == draft.counted]
    if draft.indicator == "other":  # programmes that no indicator measures are told apart by their names
        alike = [o for o in alike if _one_name(_name(o.drafts), _name([draft])) or _told_again(o, draft)]
    owed = set(draft.figures) == {"remaining"} and (draft.segment or "").lower() in _ARREARS
    if owed and any(not o.segment and completes(o.figures, draft.figures["remaining"]) for o in alike):
        draft = replace(draft, segment=None, segment_span=None)  # what is left of this year's, whatever it is called
    key = segment_key(draft.segment)
    opened[:] = without_former(opened, alike, draft)
    alike = [o for o in alike if o in opened]
    same = [o for o in alike if segment_key(o.segment) == key]
    same = same or [o for o in alike if _again(reading, o, draft)]
    same = same or [o for o in alike if draft.indicator == WORK and _same_work(o, draft)]
    same = same or [o for o in alike if _by_another_name(o, draft)]
    same = same or [o for o in alike if _is_its_ratio(o, draft)]
    if not same:
        same = [o for o in alike if _same_figure(o, draft)]
        for known in same:
            known.segment = known.segment or draft.segment
    if not same and not key and len(alike) == 1 and not set(draft.figures) & set(alike[0].figures):
        same = alike  # "bantuan beras … 18.214 KPM. Yang belum menerima 1.546 KPM."
    waiting = [o for o in alike if set(o.figures) == {"base"} and not (o.segment and key) and _next_to(o, draft)]
    if not same and len(waiting) == 1 and "base" not in draft.figures and _fit(reading, waiting[0], draft) > 0:
        same = waiting  # "Di Gumas ada 114 desa. Yang sudah menerima dana desa tahap pertama 104 desa"
        waiting[0].segment = waiting[0].segment or draft.segment
    if not within(reading.places, draft.sentence.start, draft.sentence.end):
        same = [o for o in opened if _said_of_another(o, draft)] or same  # "… malam tadi naik jadi 23,14 persen"
    if _of_year_before(reading, draft):
        same = [o for o in same if o.stated or draft.figures.keys() <= o.figures.keys() or _base_of_then(o, draft)]
    rest = is_rest(draft)  # what is left is so of what was told last
    if rest:
        same = those_it_leaves([o for o in alike if _fit(reading, o, draft) > 0], draft, same) or same
    best = max(same, key=lambda o: (_fit(reading, o, draft), o.drafts[-1].sentence.start if rest else 0), default=None)
    if best is not None and _fit(reading, best, draft) > 0:
        _merge(reading, best, draft)
        return
    if sum(_cut_short(o, draft) for o in alike) == 1:
        return  # of a kind that is not named again: "pihaknya masih tersisa Rp14 miliar lebih"
    made = OpenClaim(
        draft.indicator, place, code, place.candidates if place else (), draft.segment, draft.period, draft.stated
    )
    _merge(reading, made, draft)
    opened.append(made)


def _cut_short(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft only says again, less exactly, what a claim says: "Rp14 miliar lebih" of Rp14,3 miliar."""
    told = [(claim.figures.get(name), number) for name, number in draft.figures.items()]
    return all(
        known is not None
        and number.comparator in (Comparator.MORE, Comparator.AT_LEAST)
        and 0 <= known.value - number.value < last_digit(number)
        for known, number in told
    )


def _of_year_before(reading: Reading, draft: Draft) -> bool:
    """Whether a draft is set against what holds now: "70 persen. Kalau tahun sebelumnya terserap Rp1,6 triliun"."""
    return draft.period_span is not None and bool(_YEAR_BEFORE.search(reading.text[slice(*draft.period_span)]))


def _base_of_then(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a claim is the base of the year before, told beside it: "tahun lalu dari target Rp6 miliar"."""
    told = claim.drafts[-1].sentence
    own = draft.period_span is not None and told.start <= draft.period_span[0] < told.end
    return own and set(claim.figures) == {"base"}


def _counts(claim: OpenClaim) -> str | None:
    """What regions a claim counts; None for one of people, money or anything else."""
    return claim.drafts[0].counted if claim.drafts else None


def _told_again(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives a claim's percentage again, under another name of the same thing."""
    known, again = claim.figures.get("percentage"), draft.figures.get("percentage")
    return known is not None and again is not None and known.value == again.value


def _next_to(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft stands in the sentence of a claim's last figure, or in the next one."""
    return draft.sentence.order - claim.drafts[-1].sentence.order <= 1


def _name(drafts: Sequence[Draft]) -> str | None:
    """The words that name what is measured, in the first draft that has them."""
    return next((d.mention.text.lower() for d in drafts if d.mention), None)


def _one_name(known: str | None, said: str | None) -> bool:
    """Whether two names are of one programme: "BPJS Ketenagakerjaan" and "peserta BPJS Ketenagakerjaan"."""
    if known is None or said is None:
        return known == said
    return known in said or said in known or bool(_MEMBERS.search(known) and _MEMBERS.search(said))


def _fit(reading: Reading, claim: OpenClaim, draft: Draft) -> int:
    """How well a draft goes with a claim; 0 or less is not at all."""
    if (
        measure_of(claim.figures)
        and measure_of(draft.figures)
        and measure_of(claim.figures) != measure_of(draft.figures)
        and not (_counted_again(claim, draft) or _cards_of(claim, draft))
    ):
        return -10
    if _other_base(claim, draft) or of_another_year(reading, claim, draft):
        return -10
    if (
        _beyond(claim, draft)
        or _of_two_groups(reading, claim, draft)
        or at_odds(claim, draft, NEXT if _next_to(claim, draft) else FAR)
    ):
        return -10
    if of_another_whole(claim.figures, draft.figures) or _of_other_things(claim, draft.figures):
        return -10
    if contradicts(claim.figures, draft.figures):
        return -10
    clash = [n for n, number in draft.figures.items() if n in claim.figures and not agree(claim.figures[n], number)]
    shared = [n for n, number in draft.figures.items() if n in claim.figures and n not in clash]
    if len(shared) > 1 and all(claim.figures[n].value == draft.figures[n].value for n in shared) and not clash:
        return 2 * len(shared)  # two figures that are the same are the same, whatever time a target beside them has
    if (
        shared
        and len(shared) == len(draft.figures)
        and all(
            claim.figures[n].value == draft.figures[n].value and digits(draft.figures[n]) >= DISTINCT for n in shared
        )
    ):
        return 2 * len(shared)  # a figure of four digits, said again beside another day, is the same one
    slips = [n for n in clash if _scale_left_out(claim.figures[n], draft.figures[n])]
    score = 2 * len(shared) - 3 * (len(clash) - len(slips))
    if claim.period == draft.period:
        score += 3
    elif not draft.stated or not claim.stated:
        score += 1 if not clash else -5
    elif claim.period and draft.period and (claim.period.contains(draft.period) or draft.period.contains(claim.period)):
        waits = not clash and (set(claim.figures) == {"base"} or set(draft.figures) == {"base"})
        score += 1 if shared or waits else -5  # a year's allocation is the base of what was reached by July
    else:
        score -= 10
    return score


def _cards_of(claim: OpenClaim, draft: Draft) -> bool:
    """Whether cards are counted of the people who should have one: "156 ribu anak … tercetak 75 ribu keping"."""
    base, cards = claim.figures.get("base"), draft.figures.get("achieved")
    alone = set(claim.figures) == {"base"} and base is not None and cards is not None and cards.value <= base.value
    return alone and (measure_of(claim.figures), measure_of(draft.figures)) == (Unit.PERSON, Unit.DOCUMENT)


def _other_base(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a lone number of villages is far from a percentage: "rasio 94,95 persen …", and "sasaran 71 desa"."""
    base = draft.figures.get("base")
    alone = base is not None and len(draft.figures) == 1 and set(claim.figures) == {"percentage"}
    return alone and base is not None and base.unit is Unit.VILLAGE and not _next_to(claim, draft)


def _of_two_groups(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether what two sentences tell of the whole and of its rest cannot be of one thing, however near they stand.

    "Jalan yang belum mantap 39,95 persen. Pada 2019 realisasinya 56,81 persen": the rest of one is not that of another.
    """
    if claim.drafts[-1].sentence == draft.sentence:
        return False
    start = min(number.hedge_start for number in draft.figures.values())
    so_left = _SO_LEFT.search(reading.text, draft.sentence.start, start) is not None
    known, told = (claim.figures, claim.drafts[-1].sentence), (draft.figures, draft.sentence)
    for (one, _), (other, sentence) in ((known, told), (told, known)):
        share, rest = one.get("percentage"), other.get("remaining_percentage")
        to_target = _TO_TARGET.search(reading.text, sentence.start, sentence.end) is not None
        if share is not None and rest is not None and rest.comparator in _NEAR and not so_left and not to_target:
            hedged = {share.comparator, rest.comparator} != {Comparator.EQUAL}
            if abs(share.value + rest.value - 100) > (FAR if hedged else _ROUNDED):
                return True
        whole, left = one.get("base"), other.get("remaining")
        far = whole is not None and left is not None and left.value > whole.value * _OTHER_SCALE
        if far and "base" not in other:
            return True  # "belanja bantuan sosial Rp13 miliar. … Sisanya Rp3,25 triliun"
    return False


def _beyond(claim: OpenClaim, draft: Draft) -> bool:
    """Whether money of one sentence is twice what the budget of another can give: then they speak of two things."""
    both = claim.figures | draft.figures
    achieved, base = both.get("achieved"), both.get("base")
    if set(draft.figures) == {"base"} and "base" not in claim.figures and achieved is not None and base is not None:
        hectares = achieved.unit is Unit.HECTARE and "percentage" not in claim.figures
        if hectares and achieved.value > base.value * _OVER:
            return True  # "sejak 2018 sudah 20.300 hektare. Target tahun ini 10.200 hektare": of another time
    if achieved is None or base is None or {"achieved", "base"} <= set(claim.figures) & set(both):
        return False
    if {"achieved", "base"} <= set(draft.figures) or achieved.kind is not Kind.RUPIAH:
        return False
    return achieved.value * 100 > 2 * base.value * indicators()[claim.indicator].range[1]


def _of_other_things(claim: OpenClaim, told: Mapping[str, Number]) -> bool:
    """Whether counts in a second unit make another percentage: 62,6 percent of households, "72 desa dari 166 belum"."""
    percentage, base = claim.figures.get("percentage"), told.get("base")
    unit = measure_of(told)
    if set(claim.figures) != {"percentage"} or percentage is None or base is None or "percentage" in told:
        return False
    return unit not in (None, indicators()[claim.indicator].unit) and not fits({**told, "percentage": percentage})


def _scale_left_out(a: Number, b: Number) -> bool:
    """Whether one of two counts is the other without its "ribu": "365 ribu bidang … 365 bidang"."""
    small, large = sorted((a.value, b.value))
    return a.kind is b.kind is not Kind.PERCENT and small > 0 and small * 1000 == large


def _merge(reading: Reading, claim: OpenClaim, draft: Draft) -> None:
    claim.drafts.append(draft)
    only_base = set(claim.figures) == {"base"}
    again = not any(FROM in known.rules.values() for known in claim.drafts) and all(
        name in claim.figures and claim.figures[name].value == n.value for name, n in draft.figures.items()
    )
    for name, number in draft.figures.items():
        known = claim.figures.get(name)
        achieved = claim.figures.get("achieved")
        if (
            name == "base"
            and achieved is not None
            and achieved.value == number.value
            and draft.rules.get(name) == "role.of"
        ):
            continue  # "dari 1.383.731 yang sudah direkam, …": what was achieved is here the base of something else
        if known is None:
            claim.figures[name] = number
        elif known.value == number.value:
            if known.comparator != "=" and number.comparator == "=":
                claim.figures[name] = number
        elif bounds(known, number):
            _missed_bar(reading, claim, known)
            claim.figures[name] = number
        elif bounds(number, known):
            _missed_bar(reading, claim, number)
        elif agree(known, number):
            exact = known.comparator is Comparator.ABOUT and number.comparator is Comparator.EQUAL
            if precision(number) > precision(known) or (exact and precision(number) == precision(known)):
                claim.figures[name] = number
        else:
            claim.conflicts.append((name, number))
    if draft.stated and draft.period and (not claim.stated or (claim.period and claim.period.contains(draft.period))):
        claim.period, claim.stated = draft.period, True
    elif claim.period is None and draft.period is not None and (only_base or again):
        claim.period = draft.period  # "alokasi … 182 ton. Serapannya hingga 17 November …": a base is of no time


def _missed_bar(reading: Reading, claim: OpenClaim, bound: Number) -> None:
    """ "Seruyan belum mencapai 95 persen", beside its 89,9 percent: what it should have reached."""
    draft = next((d for d in claim.drafts if d.figures.get("percentage") is bound), None)
    if draft is None or draft.rules.get("percentage") != "role.negated" or bound.comparator is not Comparator.LESS:
        return
    if _OF_TARGET.match(reading.text, bound.hedge_end):
        return  # "belum menyentuh 50 persen dari target": of that, 50 percent is no target
    claim.targets.append(
        TargetNote(
            indicator=claim.indicator,
            place=claim.place,
            segment=claim.segment,
            number=replace(bound, comparator=Comparator.EQUAL),
            met=False,
            verdict=True,
            sentence=draft.sentence,
            said=draft.said,
        )
    )
