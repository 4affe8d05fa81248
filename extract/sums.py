"""Sums: figures that an article prints apart, and that arithmetic shows to be of one whole.

"Serapan 68 persen dari APBD Rp2,1 triliun. … Terserap Rp1,3 triliun, sisa Rp800 miliar": 1,3 and 0,8 make 2,1. Words
decide first; a sum only joins what they left apart, and only where it is no chance: the more numbers stand around, the
finer must the sum agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.agreement import bounds, last_digit
from extract.banks import is_bank
from extract.discourse import Draft
from extract.mentions import Kind, Number
from extract.open_claims import DOSES, VILLAGES, OpenClaim, measure_of
from extract.reading import Reading
from extract.sentences import Sentence
from extract.subjects import named_places
from extract.times import sentence_at
from models.keys import segment_key
from models.reference import indicators
from models.values import Unit

CHANCE = Decimal("0.1")
"""How many sums may agree by accident among the numbers that were tried, before agreeing means nothing."""
OPEN = frozenset(
    {
        "role: share",
        "measure: an amount alone",
        "cue: weak",
        "cue: none",
        "noun: none",
        "noun: unknown",
        "role: unclear",
    }
)
"""Reasons that say only that no word told what a number is."""
SURE = Decimal("0.01")
"""The chance below which a sum of its own shows a claim to be whole."""
NEAR = 30
"""Claims before and behind one that it is laid beside: an article of a thousand claims is read in a thousand steps."""
FAR = 10
"""How many times finer a sum must agree with the base of another kind."""
HUNDRED = Decimal(100)
_LEVELS = frozenset({"=", "~"})
"""Comparators of a level, and of no bound."""
_SCALED = re.compile(r"\d\s*(?:ribu|rb|juta|jt|miliar|milyar|triliun|trilyun|[mt])\b", re.IGNORECASE)
Figures = Mapping[str, Number]


def slack(number: Number) -> Decimal:
    """By how much a count may differ from what is printed: nothing for "1.071", 0,1 triliun for "Rp2,1 triliun"."""
    if number.kind is Kind.PERCENT or _SCALED.search(number.text):
        return last_digit(number)
    return Decimal(0)


def sums(figures: Figures) -> Iterator[tuple[frozenset[str], Decimal]]:
    """The sums that figures make: the fields in each, and the chance that one other number in one of them agrees too.

    Achieved and remaining make the base; each of them is its percentage of the base; the percentages make a hundred.
    """
    reached, rest = figures.get("percentage"), figures.get("remaining_percentage")
    if reached is not None and rest is not None and reached.value + rest.value == HUNDRED:
        yield frozenset({"percentage", "remaining_percentage"}), max(slack(reached), slack(rest)) / HUNDRED
    base, part, left = figures.get("base"), figures.get("achieved"), figures.get("remaining")
    if base is None or not base.value:
        return
    if part is not None and left is not None and left.comparator in _LEVELS:
        off = slack(base) + slack(part) + slack(left)
        wrong = abs(part.value + left.value - base.value)
        if wrong <= off:
            grid = max(slack(base), slack(part), slack(left), Decimal(1))
            yield frozenset({"base", "achieved", "remaining"}), (2 * off if wrong else grid) / base.value
    for name, amount in (("percentage", part), ("remaining_percentage", left)):
        share = figures.get(name)
        if share is None or amount is None or not amount.value or not share.value or amount.value == base.value:
            continue
        wrong = abs(amount.value * HUNDRED / base.value - share.value)
        off = slack(share)
        if wrong > off:  # "Rp1,2 triliun lebih atau 19,85 persen dari Rp6,1 triliun"
            off += share.value * (slack(amount) / amount.value + slack(base) / base.value)
        if wrong <= off:
            field = "achieved" if name == "percentage" else "remaining"
            yield frozenset({"base", field, name}), 2 * off / share.value


def unite(claims: list[OpenClaim]) -> None:
    """Joins claims of one thing that words left apart and a sum puts together."""
    at = 0
    while at < len(claims):
        claim = claims[at]
        others = sorted((o for o in _near(claims, at) if _alike(claim, o)), key=lambda o: _apart(claim, o))
        for tried, other in enumerate(others, 1):
            if (both := _united(claim, other, tried)) is not None:
                kept, gone = (other, claim) if set(claim.figures) == {"base"} else (claim, other)
                _take(kept, gone, both)
                claims.remove(gone)
                at = max(-1, at - NEAR - 1)  # what is whole now may make a sum with one that stands before it
                break
        at += 1


def _near(claims: Sequence[OpenClaim], at: int) -> list[OpenClaim]:
    return [*claims[max(0, at - NEAR) : at], *claims[at + 1 : at + 1 + NEAR]]


def rebase(claims: list[OpenClaim]) -> None:
    """Gives claims whose base makes no sum, or who have none, the one named beside them that does."""
    for at, claim in enumerate(claims):
        if set(claim.figures) <= {"base"} or _has_sum(claim.figures):
            continue
        lost = [(number, None) for name, number in claim.conflicts if name == "base"]
        spare = [o for o in _near(claims, at) if "base" in o.figures and "percentage" not in o.figures]
        spare = [o for o in spare if _one_measure(claim, o) and not _has_sum(o.figures)]
        told = lost + [(o.figures["base"], o) for o in sorted(spare, key=lambda o: _apart(claim, o))]
        for tried, (base, owner) in enumerate(told, 1):
            others = {name: n for name, n in claim.figures.items() if name != "base"}
            kindred = owner is None or _alike(claim, owner)
            if not _confirmed(others, {"base": base}, tried if kindred else tried * FAR):
                continue
            claim.figures["base"] = base
            claim.conflicts = [one for one in claim.conflicts if one[0] != "base"]
            if owner is not None:
                del owner.figures["base"]
                said = next(draft for draft in owner.drafts if draft.figures.get("base") is base)
                claim.drafts.append(replace(said, figures={"base": base}, rules={"base": said.rules["base"]}))
            break
    claims[:] = [claim for claim in claims if claim.figures or claim.targets]


def move_amounts(claims: Sequence[OpenClaim]) -> None:
    """Gives amounts that another sentence's percentage had taken to the level that they make.

    "Baru 38 persen. … Sudah 60.500 dari 149.035 anak. … Kini 40,59 persen": the amounts are of the last one.
    """
    for at, claim in enumerate(claims):
        if not {"percentage", "achieved", "base"} <= claim.figures.keys() or _has_sum(claim.figures):
            continue
        amounts = {name: claim.figures[name] for name in ("achieved", "base")}
        theirs = [d for d in claim.drafts if amounts.items() <= d.figures.items() and "percentage" not in d.figures]
        for other in _near(claims, at) if theirs else ():
            told = other.figures.get("percentage")
            same = _one_measure(claim, other) and segment_key(claim.segment) == segment_key(other.segment)
            if told is None or len(other.figures) > 1 or not told.decimals or not same:
                continue
            if _confirmed(other.figures, amounts, 1):
                other.figures = {**other.figures, **amounts}
                other.drafts = sorted([*other.drafts, *theirs], key=_start)
                claim.drafts = [draft for draft in claim.drafts if draft not in theirs]
                claim.figures = {name: n for name, n in claim.figures.items() if name not in amounts}
                break


def share(claims: Sequence[OpenClaim]) -> None:
    """Gives the doses of one vaccination the number of people that one of them is measured against, where it fits."""
    doses = [claim for claim in claims if claim.indicator.startswith(DOSES)]
    for at, claim in enumerate(doses):
        if not {"percentage", "achieved"} <= claim.figures.keys() or "base" in claim.figures:
            continue
        same = [
            o for o in _near(doses, at) if o.code == claim.code and segment_key(o.segment) == segment_key(claim.segment)
        ]
        for owner in [o for o in same if "base" in o.figures]:
            base = owner.figures["base"]
            if _confirmed(claim.figures, {"base": base}, 1):
                claim.figures["base"] = base
                said = next(draft for draft in owner.drafts if draft.figures.get("base") is base)
                claim.drafts.append(replace(said, figures={"base": base}, rules={"base": said.rules["base"]}))
                break


def drop_parts(claims: Sequence[OpenClaim]) -> list[Number]:
    """Takes out what only says of whom a number consists: "123.259 debitur, yaitu 68.909 … dan 54.350 …".

    Parts are amounts alone, of several kinds in one sentence, that add up to what another claim says was reached; or
    three groups of people or more beside such a claim, for seldom are all of them named.
    """
    dropped: list[Number] = []
    alone: dict[int, list[OpenClaim]] = {}
    for claim in claims:
        if set(claim.figures) == {"achieved"} and claim.drafts and not claim.targets:
            alone.setdefault(claim.drafts[0].sentence.start, []).append(claim)
    for at, whole in enumerate(claims):
        total = whole.figures.get("achieved")
        if total is None:
            continue
        for start in {o.drafts[0].sentence.start for o in _near(claims, at) if o.drafts}:
            parts = [o for o in alone.get(start, [])[:NEAR] if o is not whole and o.figures and _one_measure(whole, o)]
            kinds = {segment_key(o.segment) for o in parts} - {"", segment_key(whole.segment)}
            reached = sum(o.figures["achieved"].value for o in parts)
            groups = len(kinds) > 2 and indicators()[whole.indicator].unit is Unit.PERSON and reached <= total.value
            if all(is_bank(o.segment or "") for o in parts):
                continue  # each answers for what it lent
            if len(kinds) == len(parts) > 1 and (groups or reached == total.value):
                dropped += [o.figures.pop("achieved") for o in parts]
    return dropped


def drop_bounds(claims: Sequence[OpenClaim]) -> list[Number]:
    """Takes out a bound that only sums up a list: "serapannya di bawah 15 persen: Dinas Sosial 12,38 persen, …"."""
    dropped: list[Number] = []
    for at, claim in enumerate(claims):
        bound = claim.figures.get("percentage")
        if bound is None or len(claim.figures) > 1 or claim.segment or bound.comparator in _LEVELS:
            continue
        near = [o for o in _near(claims, at) if "percentage" in o.figures]
        told = [o.figures["percentage"] for o in near if _is_part(o, claim)]
        if sum(bounds(bound, number) for number in told) > 1:
            dropped.append(claim.figures.pop("percentage"))
    return dropped


def _is_part(part: OpenClaim, whole: OpenClaim) -> bool:
    """Whether a claim is of a region inside another's, or of a kind in the same one."""
    if part is whole or part.indicator != whole.indicator:
        return False
    if part.code == whole.code:
        return bool(part.segment)
    return whole.code == "ID" or (part.code or "").startswith(f"{whole.code}.")


def _has_sum(figures: Figures) -> bool:
    return any("base" in fields for fields, _ in sums(figures))


def _one_measure(a: OpenClaim, b: OpenClaim) -> bool:
    """Whether two claims are of one place and indicator, and count alike."""
    units = {measure_of(a.figures), measure_of(b.figures)} - {None}
    return (a.indicator, a.code) == (b.indicator, b.code) and len(units) < 2


def _apart(a: OpenClaim, b: OpenClaim) -> int:
    """How many characters lie between the sentences of two claims."""
    return min(abs(x.sentence.start - y.sentence.start) for x in a.drafts for y in b.drafts)


def _alike(a: OpenClaim, b: OpenClaim) -> bool:
    """Whether two claims are of one indicator, place and kind, as far as they tell, and count alike."""
    if a.code != b.code or not a.figures or not b.figures:
        return False
    alone = {"base"} in (set(a.figures), set(b.figures))  # how many there are is said of every measure of them
    if a.indicator != b.indicator and not alone:
        return False
    units = {measure_of(a.figures), measure_of(b.figures)} - {None}
    counted = {d.counted for claim in (a, b) for d in claim.drafts}
    if len(units) > 1 or len(counted) > 1:
        return False
    keys = [set(segment_key(claim.segment).split()) - VILLAGES for claim in (a, b)]
    return not all(keys) or keys[0] == keys[1] or (alone and (keys[0] <= keys[1] or keys[1] <= keys[0]))


def _united(a: OpenClaim, b: OpenClaim, tried: int) -> dict[str, Number] | None:
    """The figures of two claims as one, if they make a sum that neither makes alone."""
    exact = any(set(c.figures) == {"percentage"} and c.figures["percentage"].decimals > 1 for c in (a, b))
    if segment_key(a.segment) != segment_key(b.segment) and not exact and any(_surely(c.figures) for c in (a, b)):
        return None  # "35,23 persen atau 430 dari 1.222 km", and beside it "rusak berat 792 km": each is told whole
    if _of_two_times(a, b):
        return None
    mine, theirs = _without(a.figures, b.figures), _without(b.figures, a.figures)
    both = {**theirs, **mine}
    if any(number.value != theirs[name].value for name, number in mine.items() if name in theirs):
        return None
    for fields, chance in sums(both):
        if fields & (mine.keys() - theirs.keys()) and fields & (theirs.keys() - mine.keys()):
            return both if chance * tried <= CHANCE else None
    return None


def _of_two_times(a: OpenClaim, b: OpenClaim) -> bool:
    """Whether two claims give a level each, and the article says of either when: "46 persen. Pada Juni 46 persen"."""
    if not (a.stated and b.stated and a.period and b.period) or {"base"} in (a.figures.keys(), b.figures.keys()):
        return False
    return not (a.period.contains(b.period) or b.period.contains(a.period))


def _surely(figures: Figures) -> bool:
    """Whether figures make a sum that is no chance."""
    return any("base" in fields and chance <= SURE for fields, chance in sums(figures))


def _without(figures: Figures, told: Figures) -> dict[str, Number]:
    """Figures but for those that the other claim tells to be something else: a base here, what is left there."""
    wrong = {
        name
        for name, number in figures.items()
        if name in told and any(number.value == n.value for field, n in told.items() if field != name)
    }
    return {name: number for name, number in figures.items() if name not in wrong}


def _take(claim: OpenClaim, other: OpenClaim, figures: dict[str, Number]) -> None:
    """Makes one claim of two; its time is that of what was reached."""
    if "achieved" in other.figures and "achieved" not in claim.figures and other.stated:
        claim.period, claim.stated = other.period, True
    claim.figures = figures
    if len(segment_key(other.segment)) > len(segment_key(claim.segment)):
        claim.segment = other.segment
    claim.drafts = sorted([*claim.drafts, *other.drafts], key=_start)
    claim.conflicts += other.conflicts
    claim.targets += other.targets


def _start(draft: Draft) -> int:
    return draft.sentence.start


def complete(reading: Reading, claims: Sequence[OpenClaim], unused: Sequence[tuple[Number, str]]) -> set[Number]:
    """Gives claims the untold numbers around them that their own figures confirm; the numbers that were given."""
    given: set[Number] = set()
    untold = [number for number, reason in unused if reason in OPEN and number.comparator == "="]
    told: dict[int, list[tuple[Number, Sentence]]] = {}
    for number in untold:
        sentence = sentence_at(reading, number.start)
        told.setdefault(sentence.paragraph, []).append((number, sentence))
    for claim in claims:
        around = {draft.sentence.paragraph + step for draft in claim.drafts for step in (-1, 0, 1)}
        free = [one for paragraph in sorted(around) for one in told.get(paragraph, ()) if one[0] not in given]
        free = sorted(free, key=lambda one: _distance(claim, one[1]))[:NEAR]
        free = [(n, s) for n, s in free if _beside(reading, claim, s, n)]
        for name, number, sentence in _completing(claim, free):
            claim.figures[name] = number
            figures, rules = {name: number}, {name: "arithmetic"}
            claim.drafts.append(replace(claim.drafts[0], figures=figures, rules=rules, sentence=sentence))
            given.add(number)
    return given


def _beside(reading: Reading, claim: OpenClaim, sentence: Sentence, number: Number) -> bool:
    """Whether a sentence names no other place than a claim, and its number counts alike."""
    named = {place.code for place in named_places(reading, sentence.start, sentence.end)}
    alike = number.unit is None or measure_of(claim.figures) in (None, number.unit)
    return named <= {claim.code} and (alike or number.kind is Kind.PERCENT)


def _distance(claim: OpenClaim, sentence: Sentence) -> int:
    return min(abs(draft.sentence.start - sentence.start) for draft in claim.drafts)


def _completing(claim: OpenClaim, free: Sequence[tuple[Number, Sentence]]) -> list[tuple[str, Number, Sentence]]:
    """The nearest number, or two of one sentence, that make a sum with a claim's figures in one way only."""
    for tried, (number, sentence) in enumerate(free, 1):
        fields = [name for name in _fields(number) if name not in claim.figures]
        made = [name for name in fields if _confirmed(claim.figures, {name: number}, tried)]
        if len(made) == 1:
            return [(made[0], number, sentence)]
    if {"achieved", "base", "remaining"} & claim.figures.keys() or "percentage" not in claim.figures:
        return []
    amounts = [(n, s) for n, s in free if n.kind is not Kind.PERCENT]
    pairs = [(a, b, s) for a, s in amounts for b, t in amounts if s is t and a.value < b.value]
    for tried, (part, whole, sentence) in enumerate(pairs, 1):
        if _confirmed(claim.figures, {"achieved": part, "base": whole}, tried):
            return [("achieved", part, sentence), ("base", whole, sentence)]
    return []


def _fields(number: Number) -> tuple[str, ...]:
    return ("percentage",) if number.kind is Kind.PERCENT else ("achieved", "base", "remaining")


def _confirmed(figures: Figures, more: Figures, tried: int) -> bool:
    """Whether numbers make a sum with figures, which they would not by chance."""
    both = {**figures, **more}
    return any(
        more.keys() <= fields and fields & figures.keys() and chance * tried <= CHANCE for fields, chance in sums(both)
    )
