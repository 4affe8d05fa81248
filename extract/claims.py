"""From drafts to claims: what speaks of one thing at one time becomes one, with its evidence and conflicts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.agreement import figure_of
from extract.discourse import Draft
from extract.drafts import drafts_of
from extract.evidence import conflict, passage
from extract.headline import headline_percentage, headline_verdicts
from extract.joins import join
from extract.laying import lay_headline, lay_targets
from extract.main_place import main_place
from extract.mentions import IndicatorMention, Kind, Number, PlaceMention
from extract.missed_targets import said_missed
from extract.open_claims import (
    OpenClaim,
    drop_shares,
    is_sibling,
    join_rests,
    measure_of,
    needs_sibling,
    same_twice,
    settle_amounts,
    take_allotted,
)
from extract.open_topics import is_measured, is_open
from extract.reading import Reading, within
from extract.regions_counted import lies_in
from extract.roads import ROAD
from extract.sentences import Sentence
from extract.speakers import Said
from extract.spelled_out import spelled_out
from extract.state_taxes import told_as
from extract.sums import complete, drop_bounds, drop_parts, move_amounts, rebase, share, unite
from extract.target_merge import checked, merged
from extract.times import only_year, said_day
from extract.times_before import FROM
from models.keys import segment_key
from models.reference import indicators
from models.values import AsOfSource, Claim, Evidence, Unit

QUOTE_LENGTH = 300
_SAYS_NOTHING = frozenset({"unit", "buah", "orang", "jiwa", "dokumen", "lembar"})
"""What any unit is counted in: no name for a second measure."""


_SPREAD_OVER = re.compile(r"\b(?:tersebar|menyebar|wilayah|meliputi)\s+(?:di\s+)?(?:Provinsi\s+)?\Z", re.IGNORECASE)
_NEARLY = 98
"""Percent from which what is lacking is lacking to the whole."""


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
    main = main_place(reading)
    drafts, notes, unused = drafts_of(reading, main)
    opened: list[OpenClaim] = []
    for draft in drafts:
        join(reading, opened, draft, main)
    unite(opened)
    rebase(opened)
    move_amounts(opened)
    take_allotted(reading, opened)
    settle_amounts(opened)
    join_rests(opened)
    share(opened)
    shares = drop_shares(opened)
    parts, limits = drop_parts(opened), drop_bounds(opened)
    opened = [claim for claim in opened if claim.figures or claim.targets]
    given = complete(reading, [claim for claim in opened if claim.drafts], unused)
    unused = [told for told in unused if told[0] not in given]
    lay_targets(reading, opened, notes, main)
    lay_headline(opened, headline_verdicts(reading), main)
    unused += [(number, "share: of the whole") for number in shares]
    unused += [(number, "part: of a total") for number in parts]
    unused += [(number, "bound: of a list") for number in limits]
    unused += [(number, "remaining: to the target") for claim in opened for number in _short_of_target(claim)]
    kept: list[OpenClaim] = []
    for claim in opened:
        told = claim.place is not None and claim.place.rule in ("service area", ROAD)
        area = told or (claim.place is not None and _spread(reading, claim.place))
        nowhere = claim.code is None and not claim.candidates and not area
        if nowhere and len(claim.figures) < 2:
            unused += [(number, "place: none") for number in claim.figures.values()]
        elif (noun := claim.drafts[0].counted if claim.drafts else None) and not lies_in(noun, claim.place):
            unused += [(number, "regions: not of this place") for number in claim.figures.values()]
        elif same_twice(reading.text, claim):
            unused += [(number, "achieved: the base itself") for number in claim.figures.values()]
        elif needs_sibling(claim) and not any(is_sibling(o, claim) for o in opened):
            unused += [(number, "achieved: no target in the article") for number in claim.figures.values()]
        elif is_open(claim) and not is_measured(reading, claim):
            unused += [(number, "topic: no indicator's, and no target") for number in _numbers(claim)]
        elif claim.indicator == "other" and not any(d.mention for d in claim.drafts):
            unused += [(number, "topic: none") for number in _numbers(claim)]  # of what, its own words must say
        elif set(claim.figures) <= {"base"} and not any(t.met is not None and t.verdict for t in claim.targets):
            unused += [(number, "base: nothing achieved") for number in claim.figures.values()]
        else:
            kept.append(claim)
    _tell_measures_apart(kept)
    _lay_headline(reading, kept, main)
    used = {(n.start, n.end) for o in kept for n in _numbers(o)}
    reasons = {(number.start, number.end): reason for number, reason in unused}
    return Assembly(tuple(_claim(reading, claim) for claim in kept), frozenset(used), reasons)


def _tell_measures_apart(claims: list[OpenClaim]) -> None:
    """Two measures of one thing (Rp3 triliun; 72 debitur) are two claims: what the second one counts is its segment.

    Where an article tells money, so are counts of those that it reached, also in places of which it tells no money.
    """
    first: dict[tuple[str, str | None, str], Unit] = {}
    money = [c for c in claims if measure_of(c.figures) is Unit.RUPIAH]
    paid = {c.indicator for c in money if indicators()[c.indicator].unit is Unit.RUPIAH}
    for claim in [*money, *(c for c in claims if c not in money)]:
        measure = measure_of(claim.figures)
        if measure is None:
            continue
        known = first.setdefault((claim.indicator, claim.code, segment_key(claim.segment)), measure)
        if known is not measure or (measure is not Unit.RUPIAH and claim.indicator in paid):
            noun = next((n.noun for n in claim.figures.values() if n.noun and n.noun not in _SAYS_NOTHING), None)
            if noun and noun not in (claim.segment or "").lower():
                claim.segment = ", ".join(filter(None, (claim.segment, noun)))


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


def _lay_headline(reading: Reading, kept: list[OpenClaim], main: PlaceMention | None) -> None:
    """A percentage that only the headline has becomes a conflict of the one claim that it can be about."""
    levels = [o for o in kept if "percentage" in o.figures]
    stated = headline_percentage(reading) if levels and main is not None else None
    if stated is None or main is None:
        return
    slug, number = stated
    alike = _newest(_of_headline(reading, [o for o in levels if o.indicator == slug], main))
    if len(alike) != 1 or alike[0].code != main.code:
        return
    claim = alike[0]
    named = [p.period for p in within(reading.periods, 0, reading.title_end) if p.period]
    if all(claim.period is not None and period.contains(claim.period) for period in named):
        claim.conflicts.append(("percentage", number))


def _of_headline(reading: Reading, claims: list[OpenClaim], main: PlaceMention) -> list[OpenClaim]:
    """The claims that a headline can be about: those of the one region that it names, if that is the article's own.

    A kind that some have and others have not leaves it open which of them is meant.
    """
    named = {p.code for p in reading.places if p.start < reading.title_end and p.use != "office"}
    if named == {main.code}:
        claims = [o for o in claims if o.code == main.code]
    kinds = {segment_key(o.segment) for o in claims}
    titled = {segment_key(reading.text[a:b]) for _, a, b in reading.kinds(0, reading.title_end)}
    return claims if len(kinds) == 1 and (kinds == {""} or kinds <= titled) else []


def _newest(claims: list[OpenClaim]) -> list[OpenClaim]:
    """The claims but for those of before, where each says when it held: a headline tells of the last."""
    if len({(o.code, segment_key(o.segment)) for o in claims}) > 1:
        return claims
    days = [o.period.last for o in claims if o.period is not None and o.stated]
    if len(days) < len(claims):
        return claims
    return [o for o, day in zip(claims, days, strict=True) if day == max(days)]


def _claim(reading: Reading, claim: OpenClaim) -> Claim:
    indicator = indicators()[claim.indicator]
    first = claim.drafts[0] if claim.drafts else None
    said = _speaker(claim.drafts) or (claim.targets[0].said if claim.targets else None)
    official = said.official if said else None
    as_of, source = claim.period, AsOfSource.STATED
    as_of_span = next((d.period_span for d in claim.drafts if d.period == as_of and d.period_span), None)
    if as_of is None and not _of_before(claim):
        day, day_source, as_of_span = said_day(reading, first.sentence if first else None)
        as_of, source = day, day_source or AsOfSource.PUBLISHED
        if as_of is None and (year := only_year(reading)) is not None:
            as_of, source, as_of_span = year.period, AsOfSource.STATED, (year.start, year.end)
    unit = (
        next((n.unit for name, n in claim.figures.items() if n.unit and n.kind is not Kind.PERCENT), None)
        or indicator.unit
    )
    if claim.drafts and claim.drafts[0].counted and not any(n.unit for n in claim.figures.values()):
        unit = None  # "delapan dari 15 kecamatan": regions have no unit in the table
    mention = next((d.mention for d in claim.drafts if d.mention), None)
    level = claim.figures.get("percentage")
    return Claim(
        indicator=told_as(reading, claim.indicator),
        indicator_text=_whole_brackets(mention.text) if mention else None,
        place=claim.code,
        place_candidates=claim.candidates if claim.code is None else (),
        segment=_segment(reading, claim),
        **{name: figure_of(number) for name, number in claim.figures.items()},
        unit=unit,
        targets=checked(
            merged(claim.targets),
            level.value if level else None,
            indicator.better,
            ahead={t.number.value for t in claim.targets if t.number and t.ahead},
            missed=said_missed(reading, claim),
            as_of=as_of,
        ),
        as_of=as_of,
        as_of_source=source if as_of else None,
        official=official.name if official else None,
        official_role=official.role if official else None,
        conflicts=tuple(
            conflict(name, n.value, n.start, n.end, headline=n.start < reading.title_end) for name, n in claim.conflicts
        ),
        evidence=tuple(_evidence(reading, claim, mention, said, as_of_span)),
    )


def _spread(reading: Reading, place: PlaceMention) -> bool:
    """Whether an area is several provinces over which those counted are spread: "tersebar di Papua dan Papua Barat"."""
    over = place.rule == "area" and place.level == "province"
    return over and bool(_SPREAD_OVER.search(reading.text[max(0, place.start - 30) : place.start]))


def _whole_brackets(words: str) -> str:
    """A phrase without a bracket that it only opens or closes: "PIN) Polio"."""
    return words if words.count("(") == words.count(")") else words.replace("(", "").replace(")", "")


def _of_before(claim: OpenClaim) -> bool:
    """Whether a claim is where a comparison begins: "turun dari 23,5 persen menjadi 22,1 persen"."""
    told = [list(draft.rules.values()) for draft in claim.drafts[:1]]
    return any(rules and all(rule == FROM for rule in rules) for rules in told)


def _segment(reading: Reading, claim: OpenClaim) -> str | None:
    """The segment of a claim, with what its short form stands for, where its own figures are said of that."""
    if indicators()[claim.indicator].unit is Unit.RUPIAH and claim.indicator != "investment":  # PMA, PMDN
        for start, end in (draft.segment_span for draft in claim.drafts if draft.segment_span):
            first, _ = spelled_out(reading.text, start, end)
            if first != start and claim.segment and claim.segment.endswith(reading.text[start:end]):
                return f"{claim.segment[: -(end - start)]}{reading.text[first:end]})"
    return claim.segment


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
