"""From drafts to claims: what speaks of one thing at one time becomes one, with its evidence and conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.agreement import agree, bounds, figure_of, precision
from extract.confirmed import confirm
from extract.discourse import Draft, TargetNote
from extract.drafts import drafts_of
from extract.evidence import conflict, passage
from extract.headline import headline_percentage
from extract.kinds import segment_in
from extract.main_place import main_place
from extract.mentions import IndicatorMention, Kind, Number, PlaceMention
from extract.open_claims import (
    OpenClaim,
    drop_shares,
    give_bases,
    join_rests,
    measure_of,
    needs_sibling,
    same_twice,
    settle_amounts,
    share_bases,
    take_allotted,
)
from extract.reading import Reading, within
from extract.sentences import Sentence
from extract.speakers import Said
from extract.targets import checked, merged
from extract.times import said_day
from models.keys import segment_key
from models.reference import indicators
from models.values import AsOfSource, Claim, Evidence, Unit

QUOTE_LENGTH = 300
DISTINCT = 4
"""Digits of a figure that no second thing has by chance."""
_SAYS_NOTHING = frozenset({"unit", "buah", "orang", "jiwa", "dokumen", "lembar"})
"""What any unit is counted in: no name for a second measure."""
_THAT = re.compile(r"\s*(?:itu|tersebut|ini)\b")


_NEARLY = 98
"""Percent from which what is lacking is lacking to the whole."""
_STEP = 3
"""Characters between two sentences that follow each other."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """What became of an article's numbers."""

    claims: tuple[Claim, ...]
    used: frozenset[tuple[int, int]]
    """Spans of the numbers that stand in a claim."""
    reasons: dict[tuple[int, int], str]
    """Why the others do not, where a rule said so."""


def assemble(reading: Reading) -> Assembly:
    """The claims of a reading, in the order of their first figure, and what became of its other numbers."""
    drafts, notes, unused = drafts_of(reading)
    main = main_place(reading)
    opened: list[OpenClaim] = []
    for draft in drafts:
        _join(reading, opened, draft, main)
    give_bases(opened)
    take_allotted(reading, opened)
    settle_amounts(opened)
    join_rests(opened)
    share_bases(opened)
    shares = drop_shares(opened)
    given = confirm(reading, [claim for claim in opened if claim.drafts], unused)
    unused = [told for told in unused if not any(told[0] is number for number in given)]
    _lay_targets(opened, notes, main)
    unused += [(number, "share: of the whole") for number in shares]
    unused += [(number, "remaining: to the target") for claim in opened for number in _short_of_target(claim)]
    kept: list[OpenClaim] = []
    for claim in opened:
        if claim.code is None and not claim.candidates and len(claim.figures) < 2:
            unused += [(number, "place: none") for number in claim.figures.values()]
        elif same_twice(claim):
            unused += [(number, "achieved: the base itself") for number in claim.figures.values()]
        elif needs_sibling(claim) and not any(o.indicator == claim.indicator and len(o.figures) > 1 for o in opened):
            unused += [(number, "achieved: no target in the article") for number in claim.figures.values()]
        elif claim.indicator == "other" and not any(d.mention for d in claim.drafts):
            unused += [(number, "topic: none") for number in _numbers(claim)]  # of what, its own words must say
        elif set(claim.figures) <= {"base"} and not any(t.met is not None for t in claim.targets):
            unused += [(number, "base: nothing achieved") for number in claim.figures.values()]
        else:
            kept.append(claim)
    _tell_measures_apart(kept)
    _lay_headline(reading, kept, main)
    used = {(n.start, n.end) for o in kept for n in _numbers(o)}
    reasons = {(number.start, number.end): reason for number, reason in unused}
    return Assembly(tuple(_claim(reading, claim) for claim in kept), frozenset(used), reasons)


def _tell_measures_apart(claims: list[OpenClaim]) -> None:
    """Two measures of one thing (Rp3 triliun; 72 debitur) are two claims: what the second one counts is its segment."""
    first: dict[tuple[str, str | None, str], Unit] = {}
    money = [c for c in claims if measure_of(c.figures) is Unit.RUPIAH]
    for claim in [*money, *(c for c in claims if c not in money)]:
        measure = measure_of(claim.figures)
        if measure is None:
            continue
        if first.setdefault((claim.indicator, claim.code, segment_key(claim.segment)), measure) is not measure:
            noun = next((n.noun for n in claim.figures.values() if n.noun and n.noun not in _SAYS_NOTHING), None)
            claim.segment = ", ".join(filter(None, (claim.segment, noun))) or None


def _short_of_target(claim: OpenClaim) -> Iterator[Number]:
    """Takes out what is lacking to a target below the whole: "38 persen … target 50 persen, masih kurang 12 persen"."""
    reached, lacking = claim.figures.get("percentage"), claim.figures.get("remaining_percentage")
    if reached is None or lacking is None or reached.value + lacking.value > _NEARLY:
        return
    aims = [t.number.value for t in claim.targets if t.number is not None]
    if any(abs(reached.value + lacking.value - aim) <= 1 for aim in aims):
        yield claim.figures.pop("remaining_percentage")


def _numbers(claim: OpenClaim) -> list[Number]:
    lost = [number for _, number in claim.conflicts]
    return [*claim.figures.values(), *lost, *(t.number for t in claim.targets if t.number)]


def _place(draft: Draft | TargetNote, main: PlaceMention | None) -> PlaceMention | None:
    return draft.place or main


def _again(reading: Reading, claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft only says again, of the whole, what a claim says: "realisasi sebesar Rp1,081 triliun itu …"."""
    if segment_key(claim.segment) and segment_key(draft.segment) and not _back_reference(reading, draft):
        return False
    if any(name not in claim.figures or claim.figures[name].value != n.value for name, n in draft.figures.items()):
        return False
    return len(draft.figures) > 1 or _back_reference(reading, draft)


def _same_figure(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives a claim's very figure, and only one of them names a kind: then it is of that kind.

    Only of a figure with four digits or more: two kinds may both stand at 90 percent.
    """
    if bool(segment_key(claim.segment)) == bool(segment_key(draft.segment)) or claim.period != draft.period:
        return False
    told = [(n, claim.figures.get(name)) for name, n in draft.figures.items()]
    return all(known is not None and known.value == n.value and _digits(n) >= DISTINCT for n, known in told)


def _said_of_another(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a percentage of four digits, in a sentence without a place, is that of a place told of before."""
    percentage, known = draft.figures.get("percentage"), claim.figures.get("percentage")
    if claim.indicator != draft.indicator or known is None or percentage is None or len(draft.figures) > 1:
        return False
    return known.value == percentage.value and _digits(percentage) >= DISTINCT


def _counted_again(claim: OpenClaim, draft: Draft) -> bool:
    """Whether an amount comes back with another noun: "499.093 anak memiliki KIA … 499.093 keping KIA"."""
    told = [(n, claim.figures.get(name)) for name, n in draft.figures.items() if n.kind is not Kind.PERCENT]
    return any(known is not None and known.value == n.value and _digits(n) >= DISTINCT for n, known in told)


def _digits(number: Number) -> int:
    return len(number.value.normalize().as_tuple().digits)


def _back_reference(reading: Reading, draft: Draft) -> bool:
    ends = [number.hedge_end for number in draft.figures.values()]
    return bool(_THAT.match(reading.text, max(ends)))


def _join(reading: Reading, opened: list[OpenClaim], draft: Draft, main: PlaceMention | None) -> None:
    if draft.place is None and main is not None and main.rule == "service area":
        draft = replace(draft, segment=segment_in(main, draft.segment))
    place = _place(draft, main)
    code = place.code if place else None
    key = segment_key(draft.segment)
    alike = [o for o in opened if o.indicator == draft.indicator and o.code == code]
    if draft.indicator == "other":  # programmes that no indicator measures are told apart by their names
        alike = [o for o in alike if _name(o.drafts) == _name([draft]) or _told_again(o, draft)]
    same = [o for o in alike if segment_key(o.segment) == key]
    same = same or [o for o in alike if _again(reading, o, draft)]
    if not same:
        same = [o for o in alike if _same_figure(o, draft)]
        for known in same:
            known.segment = known.segment or draft.segment
    if not same and not key and len(alike) == 1 and not set(draft.figures) & set(alike[0].figures):
        same = alike  # "bantuan beras … 18.214 KPM. Yang belum menerima 1.546 KPM."
    waiting = [o for o in alike if set(o.figures) == {"base"} and not (o.segment and key) and _next_to(o, draft)]
    if not same and len(waiting) == 1 and "base" not in draft.figures and _fit(waiting[0], draft) > 0:
        same = waiting  # "Di Gumas ada 114 desa. Yang sudah menerima dana desa tahap pertama 104 desa"
        waiting[0].segment = waiting[0].segment or draft.segment
    if not within(reading.places, draft.sentence.start, draft.sentence.end):
        same = [o for o in opened if _said_of_another(o, draft)] or same  # "… malam tadi naik jadi 23,14 persen"
    best = max(same, key=lambda o: _fit(o, draft), default=None)
    if best is not None and _fit(best, draft) > 0:
        _merge(best, draft)
        return
    made = OpenClaim(
        draft.indicator, place, code, place.candidates if place else (), draft.segment, draft.period, draft.stated
    )
    _merge(made, draft)
    opened.append(made)


def _told_again(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft gives a claim's percentage again, under another name of the same thing."""
    known, again = claim.figures.get("percentage"), draft.figures.get("percentage")
    return known is not None and again is not None and known.value == again.value


def _next_to(claim: OpenClaim, draft: Draft) -> bool:
    """Whether a draft stands in the sentence of a claim's last figure, or in the next one."""
    return draft.sentence.start - claim.drafts[-1].sentence.end <= _STEP


def _name(drafts: Sequence[Draft]) -> str | None:
    """The words that name what is measured, in the first draft that has them."""
    return next((d.mention.text.lower() for d in drafts if d.mention), None)


def _fit(claim: OpenClaim, draft: Draft) -> int:
    """How well a draft goes with a claim; 0 or less is not at all."""
    if (
        measure_of(claim.figures)
        and measure_of(draft.figures)
        and measure_of(claim.figures) != measure_of(draft.figures)
        and not _counted_again(claim, draft)
    ):
        return -10
    if _beyond(claim, draft):
        return -10
    clash = [n for n, number in draft.figures.items() if n in claim.figures and not agree(claim.figures[n], number)]
    shared = [n for n, number in draft.figures.items() if n in claim.figures and n not in clash]
    if len(shared) > 1 and all(claim.figures[n].value == draft.figures[n].value for n in shared) and not clash:
        return 2 * len(shared)  # two figures that are the same are the same, whatever time a target beside them has
    if (
        shared
        and len(shared) == len(draft.figures)
        and all(
            claim.figures[n].value == draft.figures[n].value and _digits(draft.figures[n]) >= DISTINCT for n in shared
        )
    ):
        return 2 * len(shared)  # a figure of four digits, said again beside another day, is the same one
    score = 2 * len(shared) - 3 * len(clash)
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


def _beyond(claim: OpenClaim, draft: Draft) -> bool:
    """Whether money of one sentence is twice what the budget of another can give: then they speak of two things."""
    both = claim.figures | draft.figures
    achieved, base = both.get("achieved"), both.get("base")
    if achieved is None or base is None or {"achieved", "base"} <= set(claim.figures) & set(both):
        return False
    if {"achieved", "base"} <= set(draft.figures) or achieved.kind is not Kind.RUPIAH:
        return False
    return achieved.value * 100 > 2 * base.value * indicators()[claim.indicator].range[1]


def _merge(claim: OpenClaim, draft: Draft) -> None:
    claim.drafts.append(draft)
    only_base = set(claim.figures) == {"base"}
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
            claim.figures[name] = number
        elif bounds(number, known):
            continue
        elif agree(known, number):
            if precision(number) > precision(known):
                claim.figures[name] = number
        else:
            claim.conflicts.append((name, number))
    if draft.stated and draft.period and (not claim.stated or (claim.period and claim.period.contains(draft.period))):
        claim.period, claim.stated = draft.period, True
    elif claim.period is None and draft.period is not None and only_base:
        claim.period = draft.period  # "alokasi … 182 ton. Serapannya hingga 17 November …": a base is of no time


def _lay_targets(opened: list[OpenClaim], notes: list[TargetNote], main: PlaceMention | None) -> None:
    for note in notes:
        place = _place(note, main)
        code = place.code if place else None
        same = [o for o in opened if o.indicator == note.indicator and o.code == code]
        if not same and note.number is not None and place is not None and place.level == "nation":
            same = [o for o in opened if o.indicator == note.indicator and o.figures]  # "target nasional 50 persen"
        kind = segment_key(note.segment)
        exact = [o for o in same if segment_key(o.segment) == kind] or same
        if exact:
            before = [o for o in exact if any(d.sentence.start <= note.sentence.start for d in o.drafts)]
            owner = max(
                before or exact,
                key=lambda o: (
                    max((d.sentence.start for d in o.drafts if d.sentence.start <= note.sentence.start), default=-1),
                    o.period is not None,
                    o.period.last.toordinal() if o.period else 0,
                ),
            )
            owner.targets.append(note)
        elif note.met is not None and note.verdict:  # a plan without figures is no claim
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


def _lay_headline(reading: Reading, kept: list[OpenClaim], main: PlaceMention | None) -> None:
    """A percentage that only the headline has becomes a conflict of the one claim that it can be about."""
    stated = headline_percentage(reading)
    if stated is None:
        return
    slug, number = stated
    alike = [o for o in kept if o.indicator == slug and "percentage" in o.figures]
    if len(alike) != 1 or main is None or alike[0].code != main.code or alike[0].segment is not None:
        return
    claim = alike[0]
    named = [p.period for p in within(reading.periods, 0, reading.title_end) if p.period]
    if all(claim.period is not None and period.contains(claim.period) for period in named):
        claim.conflicts.append(("percentage", number))


def _claim(reading: Reading, claim: OpenClaim) -> Claim:
    indicator = indicators()[claim.indicator]
    first = claim.drafts[0] if claim.drafts else None
    said = _speaker(claim.drafts) or (claim.targets[0].said if claim.targets else None)
    official = said.official if said else None
    as_of, source = claim.period, AsOfSource.STATED
    as_of_span = next((d.period_span for d in claim.drafts if d.period == as_of and d.period_span), None)
    if as_of is None:
        day, day_source, as_of_span = said_day(reading, first.sentence if first else None)
        as_of, source = day, day_source or AsOfSource.PUBLISHED
    unit = (
        next((n.unit for name, n in claim.figures.items() if n.unit and n.kind is not Kind.PERCENT), None)
        or indicator.unit
    )
    mention = next((d.mention for d in claim.drafts if d.mention), None)
    level = claim.figures.get("percentage")
    return Claim(
        indicator=claim.indicator,
        indicator_text=mention.text if mention else None,
        place=claim.code,
        place_candidates=claim.candidates if claim.code is None else (),
        segment=claim.segment,
        **{name: figure_of(number) for name, number in claim.figures.items()},
        unit=unit,
        targets=checked(merged(claim.targets), level.value if level else None, indicator.better),
        as_of=as_of,
        as_of_source=source if as_of else None,
        official=official.name if official else None,
        official_role=official.role if official else None,
        conflicts=tuple(
            conflict(name, n.value, n.start, n.end, headline=n.start < reading.title_end) for name, n in claim.conflicts
        ),
        evidence=tuple(_evidence(reading, claim, mention, said, as_of_span)),
    )


def _speaker(drafts: Sequence[Draft]) -> Said | None:
    """Who answers for a claim: the first person among those who say its figures, else the first office."""
    told = [draft.said for draft in drafts if draft.said.official]
    return next((said for said in told if said.official and said.official.name), told[0] if told else None)


def _evidence(
    reading: Reading,
    claim: OpenClaim,
    mention: IndicatorMention | None,
    said: Said | None,
    as_of_span: tuple[int, int] | None,
) -> Iterator[Evidence]:
    """The sentences of the figures, then the words of every other field."""
    for draft in claim.drafts:
        mine = {name: n for name, n in draft.figures.items() if _says(claim.figures.get(name), n)}
        if mine:
            start, end = _quote(draft.sentence, list(mine.values()))
            yield passage(start, end, tuple(mine), " ".join(dict.fromkeys(draft.rules[name] for name in mine)))
    for note in claim.targets:
        start, end = _quote(note.sentence, [note.number] if note.number else [])
        yield passage(start, end, ("targets",), "target.percentage" if note.number else "target.met")
    if mention is not None:
        yield passage(mention.start, mention.end, ("indicator",), mention.rule)
    if claim.place is not None:
        yield passage(claim.place.start, claim.place.end, ("place",), claim.place.rule)
    span = next((d.segment_span for d in claim.drafts if d.segment_span), None)
    if claim.segment and span:
        yield passage(*span, ("segment",), "segment.term")
    if as_of_span is not None:
        yield passage(*as_of_span, ("as_of",), "as_of")
    if said is not None and said.official is not None:
        yield passage(said.official.start, said.official.end, ("official", "official_role"), said.rule)


def _says(kept: Number | None, number: Number) -> bool:
    """Whether a number is the one that the claim gives, there or said again."""
    return kept is not None and (kept is number or (kept.value, kept.comparator) == (number.value, number.comparator))


def _quote(sentence: Sentence, numbers: Sequence[Number]) -> tuple[int, int]:
    """A sentence, or of a long one what stands around its figures, at most 300 characters."""
    if sentence.end - sentence.start <= QUOTE_LENGTH or not numbers:
        return sentence.start, min(sentence.end, sentence.start + QUOTE_LENGTH)
    first, last = min(n.hedge_start for n in numbers), max(n.hedge_end for n in numbers)
    room = max(0, QUOTE_LENGTH - (last - first))
    start = max(sentence.start, first - 2 * room // 3)
    return start, min(sentence.end, max(last, start + QUOTE_LENGTH)) if last - start <= QUOTE_LENGTH else last
