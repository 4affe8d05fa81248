"""Percentages that changed: by how much, from what and to what."""

from __future__ import annotations

import re

from extract.percent_cues import Last
from extract.role_cues import aims_to_change, change_so_big, cue_after, last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Comparator

_TO = pattern("to")
_FROM = pattern("from")
_BY = pattern("by")
_FORMER = pattern("former")
_NAMED = 40
_HOPE_DONE = pattern("hope_done")
_TO_RAISE = pattern("to_raise")
_BEFORE_THAT = pattern("before_that")
_THAN = pattern("than")
_AIM = pattern("aim")
_THAT_IS = re.compile(
    r"\b(?:adalah|ialah|yakni|yaitu|hingga|sampai)\s+(?:pada\s+|di\s+|ke\s+)?(?:angka\s+|level\s+)?\Z", re.IGNORECASE
)
_OR = re.compile(r"\s*[,(]?\s*atau\s+(?:sebesar\s+|sekitar\s+|setara(?:\s+dengan)?\s+)?", re.IGNORECASE)
_RISES = pattern("rises")
_UP_TO = pattern("up_to")
_FALLEN = re.compile(r"(?:turun|menurun|merosot|anjlok)")
_DOWN_TO = re.compile(r"\s*(?:drastis\s+|signifikan\s+)?(?:hingga\s+|sampai\s+|ke\s+)?", re.IGNORECASE)
_DIRECT = pattern("direct")
_CHANGING, _CHANGED = 40, 80
"""Characters between a change and its percentage, by a verb ("naik") or a noun ("kenaikan")."""


def changed_to(window: Window, last: Last) -> RoleOf | None:
    """What it changed to, or is to change to: "naik dari 25 persen menjadi 30 persen"."""
    number, left, text, before = window.number, window.left, window.text, window.before
    if not _TO.search(left):
        return None
    if before is not None and before.rule == "role.target_from":
        return RoleOf(number, Role.TARGET, "role.target_to")
    if before is not None and _was_target(text, before):
        return RoleOf(number, Role.TARGET, "role.target_raised")
    if last.forecast > last.achieved and not _HOPE_DONE.search(left[: left.rfind("men")]):
        return RoleOf(number, Role.TARGET, "role.forecast_to")
    if _TO_RAISE.search(left):
        return RoleOf(number, Role.TARGET, "role.to_raise")
    if last.target > cue_after(window.own, last.target, "done"):
        return RoleOf(number, Role.TARGET, "role.target_to")
    level = before is not None and before.rule in ("role.level", "role.level_from")
    if level and before is not None and aims_to_change(text, window.sentence.start, before):
        return RoleOf(number, Role.TARGET, "role.target_to")
    return RoleOf(number, Role.PERCENTAGE, "role.level_to", strong=True)


def level_before(window: Window, last: Last) -> RoleOf | None:
    """What it was before: "sebelumnya 25 persen"."""
    if last.target < 0 and _BEFORE_THAT.search(window.left):
        return RoleOf(window.number, Role.PERCENTAGE, "role.level_from", strong=True)
    return None


def changed_as_told(window: Window) -> RoleOf | None:
    """By how much it changed, beside what to: "turun menjadi 14,9 persen atau 4,2 persen"."""
    before = window.before
    if before is None or before.rule != "role.level_to" or not _OR.fullmatch(window.left):
        return None
    same = before.number.kind is window.number.kind and window.number.value < before.number.value
    return RoleOf(window.number, Role.CHANGE, "role.change") if same else None


def changed(window: Window, last: Last) -> RoleOf | None:
    """By how much it changed, from what, or than what it is more, where a change is told last."""
    change = last.change
    if change < 0 or change <= max(last.target, last.remaining, last_cue(window.own, "share")):
        return None
    verb = next(c.text.lower() for c in window.own if c.kind == "change" and c.end == change)
    gap = window.text[change : window.number.hedge_start]
    return _changed_from(window, last, verb, gap) or _changed_by(window, last, verb, gap)


def _changed_from(window: Window, last: Last, verb: str, gap: str) -> RoleOf | None:
    """What it is compared with, changed from or is to change to; `gap` are the words behind the `verb`."""
    number, target, change = window.number, last.target, last.change
    if verb.startswith("lebih") and _THAN.match(gap):
        if _AIM.search(gap):
            return RoleOf(number, Role.TARGET, "role.than_target")
        return RoleOf(number, Role.PERCENTAGE, "role.level_of_other")  # "lebih rendah dari rata-rata Kalteng 95,7"
    if 0 <= target < change and _THAT_IS.search(gap):
        return RoleOf(number, Role.TARGET, "role.target")  # "target menurunkan stunting adalah 14 persen"
    if _FROM.search(gap):
        if target > last.achieved and _RISES.search(window.text[target:change]):
            return RoleOf(number, Role.TARGET, "role.target_from")
        return RoleOf(number, Role.PERCENTAGE, "role.level_from", strong=True)
    before = window.before
    told_first = before.number if before is not None and before.role is Role.PERCENTAGE else None
    beyond = told_first is not None and told_first.kind is number.kind and number.value > told_first.value
    if beyond and _UP_TO.fullmatch(gap) and max(last.forecast, target) > last.achieved:
        return RoleOf(number, Role.TARGET, "role.forecast_to")  # "92 persen dan diharapkan naik hingga 99 persen"
    below = number.comparator in (Comparator.LESS, Comparator.AT_MOST) and _FALLEN.fullmatch(verb)
    if below and target < 0 <= number.value and _DOWN_TO.fullmatch(gap):
        return RoleOf(number, Role.PERCENTAGE, "role.level_to", strong=True)  # "turun di bawah 20 persen"
    return None


def _changed_by(window: Window, last: Last, verb: str, gap: str) -> RoleOf | None:
    """By how much it changed: "naik 2,3 persen", "Kenaikan penyaluran di Kabupaten Kapuas 12 persen"."""
    noun = verb.endswith("an")
    so_big = (last.achieved < last.change and _BY.search(gap)) or (noun and change_so_big(window.left))
    since, reach = (last.achieved, _CHANGED) if noun else (last.measured, _CHANGING)
    near = since < last.change and len(gap) < reach and "," not in gap
    if so_big or near or _DIRECT.match(gap):
        return RoleOf(window.number, Role.CHANGE, "role.change")
    return None


def _was_target(text: str, before: RoleOf) -> bool:
    """Whether a figure is a target as it was before: "menaikkan target, yang semula 25 persen, menjadi 30 persen"."""
    return before.role is Role.TARGET and bool(_FORMER.search(text[: before.number.hedge_start][-_NAMED:]))
