"""The targets of one claim, from all the sentences that name them: each once, with what every mention adds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.agreement import figure_of
from extract.discourse import TargetNote
from models.periods import Period
from models.values import Target

_SHORT = 100
"""Days of the longest time at whose end a figure is laid against a target that was due by then: a quarter."""


def merged(notes: Sequence[TargetNote]) -> tuple[Target, ...]:
    """The targets of a claim, each once; a bare deadline goes to the target that is still to be reached."""
    made: list[Target] = []
    stages = {(n.number.value, n.deadline) for n in notes if n.ahead and n.number and n.deadline}
    staged = {value for value, _ in stages} if len({day for _, day in stages}) > 1 else set()
    told = sorted(notes, key=lambda n: n.number is None or n.deadline is None)  # what is told most fully first
    for note in sorted(told, key=lambda n: n.met is None and n.number is None):
        target = Target(figure_of(note.number) if note.number else None, note.setter, note.met, note.deadline)
        alike = [i for i, known in enumerate(made) if _same_target(known, target)]
        if target.percentage is None and target.met is not None:  # of all of a plan's stages, or nobody says of which
            alike = [i for i in alike if (bar := made[i].percentage) is None or bar.value not in staged]
        if note.ahead and note.number is None:
            alike = [i for i in alike if made[i].met is None]  # a new day, and the one that was missed
        if not alike:
            made.append(target)
            continue
        at = min(alike, key=lambda i: (made[i].met is not False, made[i].percentage is None))
        old = made[at]
        made[at] = Target(
            old.percentage or target.percentage,
            old.setter or target.setter,
            old.met if old.met is not None else target.met,
            None if old.met or target.met else _closer(old.deadline, target.deadline),
        )
    return tuple(made)


def _closer(*deadlines: Period | None) -> Period | None:
    """The deadline that is told most closely."""
    return min(filter(None, deadlines), key=lambda period: period.days, default=None)


def checked(
    targets: Sequence[Target],
    level: Decimal | None,
    better: str,
    *,
    ahead: Collection[Decimal] = (),
    missed: Collection[Decimal] = (),
    as_of: Period | None = None,
) -> tuple[Target, ...]:
    """The targets against the level of their claim, which held at `as_of`.

    One verdict may have been taken for two: a level of 38 percent exceeds 36 percent, and not 46 as well. Nor is a
    target missed whose percentage the level reaches, if it is of no later day and nobody says so of that level
    (`missed`). A percentage of which nothing was said
    is a bar that the level reaches or not, unless it has a day of its own that was still to come, or lies `ahead`; what
    is met has no day more.

    >>> from models.values import Comparator, Figure
    >>> low, high = (Figure(Decimal(n), Comparator.EQUAL, f"{n} persen") for n in (36, 46))
    >>> told = (Target(low, None, True, None), Target(high, None, None, None))
    >>> [target.met for target in checked(told, Decimal(38), "higher")]
    [True, False]
    """
    if level is None:
        return tuple(targets)
    sign = -1 if better == "lower" else 1

    def reached(target: Target) -> bool:
        return target.percentage is not None and sign * target.percentage.value <= sign * level

    over = any(t.met and reached(t) for t in targets)

    def told(target: Target) -> bool | None:
        if target.percentage is None:
            return target.met
        if target.met and over and not reached(target):
            return None
        said = target.percentage.value in missed
        if target.met is False and reached(target) and target.deadline is None and not said:
            return None
        due = target.deadline is None or (
            as_of is not None and as_of.days <= _SHORT and target.deadline.last <= as_of.last
        )
        if target.met is None and due and target.percentage.value not in ahead:
            return reached(target)
        return target.met

    judged = (replace(target, met=told(target)) for target in targets)
    return tuple(replace(target, deadline=None) if target.met else target for target in judged)


def _one_in_other(a: Period, b: Period) -> bool:
    """Whether one deadline is only told more closely than the other: "pada 2022", "sampai akhir 2022"."""
    return a.contains(b) or b.contains(a)


def _is_told(target: Target) -> bool:
    """Whether a target has more than a deadline and a setter."""
    return target.percentage is not None or target.met is not None


def _same_target(a: Target, b: Target) -> bool:
    """Whether two mentions can be one target: nothing that both say differs."""
    if a.deadline is not None and a.deadline == b.deadline and not (_is_told(a) and _is_told(b)):
        return True
    if a.percentage and b.percentage:
        if a.percentage.value != b.percentage.value:
            return False
        if a.met is not b.met and True in (a.met, b.met) and None in (a.met, b.met):
            return True  # "untuk tahun 2017 ditargetkan 85 persen … kita telah melebihi target": of that very bar
    elif (a.met is not None and b.met is not None and a.met != b.met) or (
        (a.percentage or b.percentage) and a.setter and b.setter and a.setter != b.setter
    ):
        return False
    if (a.met is True and b.met is None and b.deadline) or (b.met is True and a.met is None and a.deadline):
        return False  # what is reached has no deadline any more
    if a.deadline is None or b.deadline is None or a.deadline == b.deadline:
        return True
    return a.percentage is not None and b.percentage is not None and _one_in_other(a.deadline, b.deadline)
