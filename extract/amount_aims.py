"""Amounts that somebody set, granted, hopes for or owes: nobody has reached them yet."""

from __future__ import annotations

import re

from extract.amount_cues import Last
from extract.mentions import Kind
from extract.role_cues import last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Unit

_MINIMAL = pattern("minimal")
_OF_ARREARS = pattern("of_arrears")
_CHANGED_AGAINST = pattern("changed_against")
_CHANGED_FROM = pattern("changed_from")
_BECAME = pattern("became")
_BASE_CHANGED_TO = pattern("base_changed_to")
_BASE_SET = pattern("base_set")
_OF_WHICH_DONE = pattern("of_which_done")
_OF_TOTAL_NAMED = pattern("of_total_named")
_IN_ORDER_TO = pattern("in_order_to")
_HAPPENED = re.compile(r"\b(?:sudah|telah|baru|berhasil|beroperasi|kini)\b", re.IGNORECASE)
_TARGET_CHANGED = pattern("target_changed")
_FROM_TARGET = pattern("from_target")
_TARGET_BECAME = pattern("target_became")
_CAME_IN = re.compile(r"\b(?:realisasi|tereali|capai|tercapai|terkumpul|terserap|serapan|tembus)\w*", re.IGNORECASE)
_PLAN_CHANGED = pattern("plan_changed")
_IN_MONEY = re.compile(r"\b(?:mil[iy]ar|triliun)\b", re.IGNORECASE)
"""What nothing but money is counted in, where a paper leaves out "Rp": "APBD murni sebesar 4,2 triliun"."""
_NEAR = 12
_FAR_OFF = pattern("far_off")
_BY_THEN = pattern("by_then")
_PROGRESS_OF = pattern("progress_of")
_ACT_ON = pattern("act_on")
_SO_FAR = pattern("so_far")
_GRANTED = pattern("granted")
_OVER_TARGET = pattern("over_target")
_ON_WHOM_DUE = pattern("on_whom_due")
_AIMED = pattern("aimed")
_PROJECTED = pattern("projected")
_FUND_WHOLE = pattern("fund_whole")
_BUDGET_WHOLE = pattern("budget_whole")


def least(window: Window) -> RoleOf | None:
    """What there should be at least: "minimal 300 peserta"."""
    number = window.number
    if _MINIMAL.match(window.text, number.hedge_start) and last_cue(window.own, "done") < 0:
        return RoleOf(number, Role.PLAN, "role.minimum")
    return None


def whole_changed(window: Window, words: str) -> RoleOf | None:
    """A debt or a budget, as it was before or is now: "target Rp19 miliar, naik menjadi Rp21 miliar".

    `words` are those of its sentence before the amount.
    """
    number, left, before = window.number, window.left, window.before
    money = number.kind is Kind.RUPIAH
    if money and _OF_ARREARS.search(left):
        return RoleOf(number, Role.BASE, "role.of_arrears", linked=before is not None and before.role is Role.ACHIEVED)
    if number.kind is not Kind.BARE and _CHANGED_AGAINST.search(left):
        return RoleOf(number, Role.CHANGE, "role.change_against")
    if not money:
        return None
    if _CHANGED_FROM.search(words) and _BECAME.match(window.right):
        return RoleOf(number, Role.SHARE, "role.changed_from")  # "APBD semula Rp9 triliun, naik menjadi Rp14 triliun"
    based = before is not None and before.role is Role.BASE and not before.linked
    if based and _BASE_CHANGED_TO.fullmatch(left) and _BASE_SET.search(window.before_that()):
        return RoleOf(number, Role.BASE, "role.target_moved")
    return None


def whole_of_aim(window: Window, words: str) -> RoleOf | None:
    """That of which something was done, what a work is for, and a target that was changed.

    `words` are those of its sentence before the amount.
    """
    number, left = window.number, window.left
    money = number.kind is Kind.RUPIAH
    if money and last_cue(window.own, "done") < 0 and _OF_WHICH_DONE.match(window.behind()):
        return RoleOf(number, Role.BASE, "role.of_which_done")
    if not money and _OF_TOTAL_NAMED.search(left):
        return RoleOf(number, Role.BASE, "role.of", linked=window.before is not None)
    if number.kind is Kind.COUNT and _IN_ORDER_TO.search(left) and not _HAPPENED.search(words):
        return RoleOf(number, Role.PLAN, "role.in_order_to")  # "11 dapur sudah beroperasi untuk melayani 37 ribu"
    if money and _TARGET_CHANGED.search(words):
        return RoleOf(number, Role.BASE, "role.target_moved")
    moved = _FROM_TARGET.search(left) or _TARGET_BECAME.search(words)
    if moved and not _CAME_IN.search(words):
        return RoleOf(number, Role.BASE, "role.target_moved")  # "meningkat dari target Rp13 miliar menjadi Rp14 miliar"
    if not money and _PLAN_CHANGED.search(words):
        return RoleOf(number, Role.BASE, "role.target_moved")
    return None


def hoped_or_granted(window: Window) -> RoleOf | None:
    """What is far off or forecast, what was granted, what a target is, and on whom something is due."""
    number, left, right, before = window.number, window.left, window.right, window.before
    if "mencapai" in left[-_NEAR:].lower() and _FAR_OFF.match(right):
        return RoleOf(number, Role.PLAN, "role.far_off")
    if _BY_THEN.search(left) and number.kind is not Kind.BARE:
        return RoleOf(number, Role.PLAN, "role.forecast_then")
    if number.unit is Unit.UNIT and (_PROGRESS_OF.search(left) or (_ACT_ON.search(left) and _SO_FAR.search(right))):
        return RoleOf(number, Role.BASE, "role.progress_of")
    if _GRANTED.search(left):
        return RoleOf(number, Role.BASE, "role.granted")
    if before is not None and before.role is Role.ACHIEVED and _OVER_TARGET.search(left):
        return RoleOf(number, Role.BASE, "role.over_target")
    if number.kind is Kind.COUNT and last_cue(window.own, "remaining") < 0 and _ON_WHOM_DUE.search(left):
        return RoleOf(number, Role.BASE, "role.on_whom_due")
    return None


def aimed_at(window: Window, last: Last) -> RoleOf | None:
    """A base or a target that is told last, with no achievement behind it."""
    told = max(last.base, last.target)
    if told < 0 or told <= last.achieved:
        return None
    at_last = last.target > last.base and _AIMED.search(window.left) is not None
    return RoleOf(window.number, Role.BASE, "role.aimed" if at_last else "role.base")


def forecast(window: Window, last: Last) -> RoleOf | None:
    """What is only foreseen, "memprediksi panen mencapai 28.131 hektare", and the money that there is in all."""
    number, left, own = window.number, window.left, window.own
    money = number.kind is Kind.RUPIAH or _IN_MONEY.search(number.text) is not None
    done = last_cue(own, "done")
    reached = max((c.end for c in own if c.kind == "achieved" and c.text.lower() != "panen"), default=-1)
    reached = min(last.achieved, reached)
    if money and _PROJECTED.search(left) and last.forecast > max(reached, done, last_cue(own, "achieved")):
        return RoleOf(number, Role.BASE, "role.projected")  # "total pendapatan diproyeksikan sebesar Rp10 triliun"
    if last.forecast > max(reached, done):
        return RoleOf(number, Role.PLAN, "role.forecast")
    if money and last.achieved < 0 and (_FUND_WHOLE.search(left) or _BUDGET_WHOLE.search(left)):
        return RoleOf(number, Role.BASE, "role.fund_whole")
    return None
