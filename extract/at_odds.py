"""Figures of two sentences that do not go together: they are of two things, whatever else may join them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.discourse import Draft
from extract.mentions import Number
from extract.moved_targets import MOVED
from extract.open_claims import OpenClaim

FAR = 5
"""Percentage points by which figures of different sentences may differ, and still be of one thing."""
NEXT = 25
"""Points by which figures of two sentences in a row may disagree: more is of something else, and no error."""


def contradicts(known: Mapping[str, Number], told: Mapping[str, Number]) -> bool:
    """Whether a percentage is far from what the amounts beside it would make, which another sentence gave.

    "PAD Rp85 miliar dari target Rp83 miliar. … Ini melampaui hingga 139,61 persen": of one kind of it.
    """
    both = {**told, **known}
    achieved, base, share = both.get("achieved"), both.get("base"), both.get("percentage")
    if achieved is None or base is None or share is None or not base.value:
        return False
    if any({"achieved", "base", "percentage"} <= set(one) for one in (known, told)):
        return False
    return abs(achieved.value * 100 / base.value - share.value) > NEXT


def at_odds(claim: OpenClaim, draft: Draft, far: int) -> bool:
    """Whether figures that stand apart do not add up: what an article never put together is no claim that it made.

    "Belum merekam 24.203 dari 104.452 jiwa", and much later "9.098 jiwa memegang suket": two groups, and no error.
    """
    if claim.drafts[-1].sentence == draft.sentence:
        return False
    both = {name: number.value for name, number in (claim.figures | draft.figures).items()}
    if set(both) == set(claim.figures) or any(name in claim.figures for name in draft.figures):
        return False
    share, done, whole = both.get("percentage"), both.get("achieved"), both.get("base")
    left, rest = both.get("remaining"), both.get("remaining_percentage")
    if done is not None and whole:
        if share is not None and abs(done * 100 / whole - share) > far:
            return True
        if left is not None and far == FAR and abs(done + left - whole) * 100 / whole > far:
            return True
    if far == NEXT:
        return False  # what is left may be so to the target
    if left is not None and whole and share is not None and abs(100 - left * 100 / whole - share) > far:
        return True
    return share is not None and rest is not None and abs(share + rest - 100) > far


def of_another_whole(a: Mapping[str, Number], b: Mapping[str, Number]) -> bool:
    """Whether a base that stands alone is far from what an amount and its percentage are of: "tahun ini 50 ribu"."""
    alone, told = (a, b) if set(a) == {"base"} else (b, a)
    percentage, achieved = told.get("percentage"), told.get("achieved")
    if set(alone) != {"base"} or "base" in told or percentage is None or achieved is None or not percentage.value:
        return False
    whole = achieved.value * 100 / percentage.value
    return not whole / 2 <= alone["base"].value <= whole * 2


def without_former(opened: Sequence[OpenClaim], alike: Sequence[OpenClaim], draft: Draft) -> list[OpenClaim]:
    """The open claims without a target alone that the next sentence changes: "Dishub menurunkan targetnya menjadi"."""
    if set(draft.figures) != {"base"} or draft.rules.get("base") != MOVED:
        return list(opened)
    new = draft.figures["base"]
    former = [
        o
        for o in alike
        if set(o.figures) == {"base"} and o.figures["base"].kind is new.kind and o.figures["base"].value != new.value
    ]
    former = [o for o in former if 0 < draft.sentence.order - o.drafts[-1].sentence.order <= 1 and not o.targets]
    return [o for o in opened if o not in former]
