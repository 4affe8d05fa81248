"""A headline's percentage beside the body's: the body's is the claim, the headline's a conflict of it."""

from __future__ import annotations

from collections.abc import Sequence

from extract.agreement import agree
from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.roles import Role, assign_roles


def headline_percentage(reading: Reading) -> tuple[str, Number] | None:
    """(indicator, percentage) that the headline states, where it states one, and exactly.

    None for a bound ("hampir 65 persen"), a target, a change, and for a percentage that the body has as well, of
    whatever: then the headline is right, and may be about that one.
    """
    title = [s for s in reading.sentences if s.start < reading.title_end]
    slugs = {m.slug for m in reading.indicators if m.start < reading.title_end and not m.weak}
    if len(slugs) != 1 or any(within(reading.foreign, s.start, s.end) for s in title):
        return None
    stated = [role for s in title for role in assign_roles(reading, s) if role.number.kind is Kind.PERCENT]
    if len(stated) != 1 or stated[0].role is not Role.PERCENTAGE or stated[0].number.comparator != "=":
        return None
    number = stated[0].number
    return None if _said_below(number, reading.numbers) else (slugs.pop(), number)


def _said_below(number: Number, numbers: Sequence[Number]) -> bool:
    return any(n.kind is Kind.PERCENT and n.start > number.end and agree(n, number) for n in numbers)
