"""What the figures of one sentence say of each other, once each has been read: which is the part, which the whole.

"ada 57.466 anak, 38.734 atau 67,40 persen": no word says that the first is the base, 38.734 are 67,40 percent of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extract.agreement import last_digit
from extract.arithmetic import fits
from extract.mentions import Kind, Number
from extract.roles import Role, RoleOf
from extract.vocabulary import pattern
from models.values import Unit

_PART_OF = pattern("part_of")
_WHOLE_NOT_YET = pattern("whole_not_yet")
_THERE_ARE = pattern("there_are")
_FITS = {Role.PERCENTAGE: Role.ACHIEVED, Role.REMAINING_PERCENTAGE: Role.REMAINING}
_OPEN = frozenset({Role.ACHIEVED, Role.UNCLEAR, Role.BASE, Role.REMAINING})
_COMPLETED = re.compile(
    r"\s+(?:[a-z]+\s+){0,4}?(?:selesai|rampung|tuntas|jadi|terbangun)\s+(?:di\w+\s+)?", re.IGNORECASE
)
_ALL = 100
_BACK = 2
_NEAR = 3
"""Numbers between a part and its whole, at most."""
_ROUGHLY = 1
"""Points by which a percentage and the rest that it is may differ, side by side: "26,7 persen, atau 44 desa"."""


_LEAD = 40
"""Characters before a number in which it may be said that there are so many."""


def settle(roles: Sequence[RoleOf], text: str) -> list[RoleOf]:
    """The roles of a sentence's numbers, each part and whole told apart by the words between them and by arithmetic.

    >>> from extract.pipeline import read_article
    >>> from models.values import Article
    >>> text = "Kepemilikan KIA di Kotim: ada 2.000 anak, 500 atau 25 persen punya KIA."
    >>> [claim] = read_article(Article("u", None, None, None, text))[0]._.claims
    >>> int(claim.base.value), int(claim.achieved.value)
    (2000, 500)
    """
    made = _done_wholly(_there_are(_rests(list(roles), text), text), text)
    for at, role in enumerate(made):
        if role.number.kind is not Kind.PERCENT or role.role not in _FITS:
            continue
        if at >= _BACK and _is_rest(made[at - _BACK], made[at - 1], role):
            made[at] = replace(role, role=Role.REMAINING_PERCENTAGE, rule="role.rest_linked")
            continue
        pairs = ((part, _whole(made, part, role.number)) for part in _partners(made, at))
        fit = [(part, whole) for part, whole in pairs if whole is not None]
        if not fit or any(_as_told(made, role, *pair) for pair in fit):
            continue  # what the words say adds up: "Rp163 juta dari target Rp217 juta (75%), B dari target Rp290 juta"
        part_at, whole_at = fit[0]
        for spot, told in ((part_at, _FITS[role.role]), (whole_at, Role.BASE)):
            if made[spot].role is not told:
                made[spot] = replace(made[spot], role=told, rule="role.ratio")
    return made


def _is_rest(part: RoleOf, whole: RoleOf, percentage: RoleOf) -> bool:
    """Whether a percentage behind a whole is what is left of it: "tersisa 2.041 dari 149.937 jiwa atau 1,36 persen"."""
    told = part.role is Role.REMAINING and part.strong and whole.role is Role.BASE
    joined = percentage.rule == "role.linked" and percentage.role is Role.PERCENTAGE
    return told and joined and fits(percentage.number, part.number.value, whole.number.value)


def _there_are(made: list[RoleOf], text: str) -> list[RoleOf]:
    """ "Di Kotim ada 168 desa, 120 desa sudah …": the villages that there are, before those of which it is so."""
    for at in range(len(made) - 1):
        whole, part = made[at], made[at + 1]
        number, told = whole.number, part.number
        alike = number.unit is told.unit is Unit.VILLAGE and number.value > told.value
        if alike and whole.role is Role.UNCLEAR and part.role in (Role.ACHIEVED, Role.REMAINING) and part.strong:
            between = text[number.hedge_end : told.hedge_start]
            if _THERE_ARE.search(text[max(0, number.hedge_start - _LEAD) : number.hedge_start]) and "," in between:
                made[at] = replace(whole, role=Role.BASE, rule="role.there_are")
    return made


def _done_wholly(made: list[RoleOf], text: str) -> list[RoleOf]:
    """ "Dari 410 unit, 348 unit telah selesai 100 persen": how far those are that are done, and not all of them."""
    for at in range(2, len(made)):
        part, role = made[at - 1], made[at]
        if role.number.kind is not Kind.PERCENT or role.number.value != _ALL or part.role is not Role.ACHIEVED:
            continue
        whole = next((r.number for r in made[: at - 1] if r.role is Role.BASE), None)
        between = text[part.number.hedge_end : role.number.hedge_start]
        if whole is not None and part.number.value < whole.value and _COMPLETED.fullmatch(between):
            made[at] = replace(role, role=Role.SHARE, rule="role.done_wholly")
    return made


def _as_told(made: Sequence[RoleOf], percentage: RoleOf, part: int, whole: int) -> bool:
    """Whether two amounts are read as the part and the whole that they make with a percentage."""
    return made[part].role is _FITS[percentage.role] and made[whole].role is Role.BASE


def _same_rest(percentage: Number, rest: RoleOf, whole: RoleOf) -> bool:
    """Whether a percentage is what is left: "masih 26,7 persen, atau 44 desa dari 163 desa belum berlistrik"."""
    return abs(rest.number.value * 100 / whole.number.value - percentage.value) <= _ROUGHLY


def _rests(made: list[RoleOf], text: str) -> list[RoleOf]:
    """ "370 desa dari 1.571 desa di Kotim belum …": what is left is the first of the two, not the second."""
    for at in range(len(made) - 1):
        part, whole = made[at], made[at + 1]
        between = text[part.number.hedge_end : whole.number.hedge_start]
        alike = part.number.kind is whole.number.kind and part.number.value < whole.number.value
        left = whole.rule in _LEFT
        if whole.rule == "role.of" and not part.strong and part.number.kind is not Kind.PERCENT:
            left = at + 2 == len(made) and bool(_WHOLE_NOT_YET.match(text, whole.number.hedge_end))
        if alike and left and part.role in (Role.ACHIEVED, Role.UNCLEAR, Role.REMAINING) and _PART_OF.match(between):
            made[at] = replace(part, role=Role.REMAINING, rule="role.rest_of", strong=True)
            if at and made[at - 1].role is Role.PERCENTAGE and _same_rest(made[at - 1].number, part, whole):
                made[at - 1] = replace(made[at - 1], role=Role.REMAINING_PERCENTAGE, rule="role.rest_of", strong=True)
            made[at + 1] = replace(whole, role=Role.BASE, rule="role.of", linked=True)
    return made


_LEFT = frozenset({"role.remaining_after"})


def _partners(made: Sequence[RoleOf], at: int) -> Iterator[int]:
    """The amounts that a percentage may be of: the one it is joined to, else the one before that.

    "Rp126,6 juta dari target sebesar Rp146,9 juta atau 86,15 persen" joins it to the target.
    """
    near = [at - 1] if at and made[at].linked else []
    if at + 1 < len(made) and made[at + 1].rule == "role.linked":
        near.append(at + 1)
    if near and at >= _BACK:
        near.append(at - _BACK)
    yield from (spot for spot in near if made[spot].number.kind is not Kind.PERCENT)


def _has_its_own(made: Sequence[RoleOf], at: int, percent: Number) -> bool:
    """Whether an amount is told in another percentage right behind it: "hotel Rp1,2 miliar atau 63 persen"."""
    behind = made[at + 1] if at + 1 < len(made) else None
    return (
        behind is not None
        and behind.rule == "role.linked"
        and percent.kind is behind.number.kind is not None
        and (behind.number is not percent)
    )


def _whole(made: Sequence[RoleOf], part_at: int, percent: Number) -> int | None:
    """The amount of which the part is so many percent, if there is exactly one near it and its reading is not sure."""
    part = made[part_at]
    found = [
        at
        for at, other in enumerate(made)
        if at != part_at
        and abs(at - part_at) <= _NEAR
        and other.role in _OPEN
        and part.role in _OPEN
        and other.number.kind is not Kind.PERCENT
        and (other.number.kind is Kind.RUPIAH) == (part.number.kind is Kind.RUPIAH)
        and other.number.value > 0
        and not _has_its_own(made, at, percent)
        and (percent.decimals or not other.strong)  # a whole percentage fits by chance what is surely something else
        and _agrees(part.number, other.number, percent)
    ]
    return found[0] if len(found) == 1 else None


def _agrees(part: Number, whole: Number, percent: Number) -> bool:
    low, high = _range(part)
    bottom, top = _range(whole)
    least, most = _range(percent)
    if bottom <= 0 or part.value == whole.value:
        return False
    return low / top <= most / 100 and high / bottom >= least / 100


def _range(number: Number) -> tuple[Decimal, Decimal]:
    """What a printed number can stand for; a percentage may also have been cut off, a plain count is exact."""
    exact = number.kind not in (Kind.PERCENT, Kind.RUPIAH) or number.value == 0
    step = Decimal(0) if exact else last_digit(number)
    return number.value - step, number.value + step
