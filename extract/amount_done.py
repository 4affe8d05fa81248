"""Amounts that were achieved: what came in, what it is worth, whom it reached, what those counted have done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.amount_cues import PEOPLE, Last, do_something
from extract.mentions import Kind, Number
from extract.role_cues import last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Unit

_CAME_IN_AS = pattern("came_in_as")
_PASSED_AND = re.compile(
    r"\b(?:melebihi|melampaui|lampaui|melewati|lewati)\s+target(?:nya)?(?:\s+[\w-]+){0,3}\s*,\s*(?:(?:yakni|yaitu|dengan|karena|sudah|telah)\s+)*"
    r"(?:(?:realisasi|capaian)(?:nya)?\s+)?(?:mencapai|tembus|menembus|menyentuh)\s+\Z",
    re.IGNORECASE,
)
"""Behind a target that was passed, how far: of what was aimed at, nothing is told."""
_AT_VALUE = pattern("at_value")
_SERVED = pattern("served")
_AFTER_DONE = pattern("after_done")
_RECEIVING = pattern("receiving")


def came_in(window: Window) -> RoleOf | None:
    """Money that came in: "dari target Rp5 miliar, yang masuk Rp3 miliar", "melampaui target, mencapai Rp5 miliar"."""
    number = window.number
    came = number.kind is Kind.RUPIAH and (_CAME_IN_AS.search(window.left) or _PASSED_AND.search(window.left))
    if came and last_cue(window.own, "forecast", "negation") < 0:
        return RoleOf(number, Role.ACHIEVED, "role.came_in", strong=True)
    return None


def worth(window: Window) -> RoleOf | None:
    """Money that is the value of what was counted right before: "ke 3.026 desa, dengan nilai Rp509 juta"."""
    number, before = window.number, window.before
    counted = before is not None and before.role is Role.ACHIEVED and before.number.kind is Kind.COUNT
    if counted and before is not None and number.kind is Kind.RUPIAH and _AT_VALUE.match(window.left):
        return RoleOf(number, Role.ACHIEVED, "role.at_value", strong=before.strong)
    return None


def served(window: Window) -> RoleOf | None:
    """Whom the money or the goods right before reached."""
    before = window.before
    if before is not None and reached_by(before, window.number, window.left):
        return RoleOf(window.number, Role.ACHIEVED, "role.served", strong=before.strong)
    return None


def achieved(window: Window, last: Last) -> RoleOf | None:
    """What a word before tells to be done or measured."""
    if last.achieved < 0 and last_cue(window.own, "vague") < 0:
        return None
    strong = last.achieved >= 0 or bool(_AFTER_DONE.match(window.right))
    return RoleOf(window.number, Role.ACHIEVED, "role.achieved", strong=strong)


def done_behind(window: Window) -> RoleOf | None:
    """What a verb behind tells to be done: "12.400 warga sudah merekam", "35 desa menerima"."""
    number = window.number
    if do_something(window) or (number.unit is Unit.VILLAGE and _RECEIVING.match(window.right)):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    return None


def reached_by(before: RoleOf, number: Number, left: str) -> bool:
    """Whether a count is of those whom the money or the goods before it reached: "Rp102 miliar untuk 1.153 debitur"."""
    given = before.number.kind is Kind.RUPIAH or before.number.unit is Unit.TON
    paid = before.role is Role.ACHIEVED and given
    return paid and number.unit in PEOPLE and bool(_SERVED.fullmatch(left))


def reached_by_part(told: Sequence[RoleOf], number: Number, left: str) -> bool:
    """The same behind a percentage and its whole: "Rp5 miliar atau 11 persen dari pagu Rp46 miliar untuk 35 desa"."""
    if number.unit not in PEOPLE or not _SERVED.fullmatch(left) or not told:
        return False
    money = told[-1].role is Role.BASE and told[-1].number.kind is Kind.RUPIAH
    for role in reversed(told):
        if role.role is Role.ACHIEVED:
            return role.number.kind is Kind.RUPIAH
        if role.role is Role.PERCENTAGE and (money or role.linked):
            money = money or role.linked
        elif role.role is not Role.BASE or role.number.kind is not Kind.RUPIAH:
            break
    return money and any(role.role is Role.PERCENTAGE for role in told[-2:])
