"""Amounts that changed: by how much, from what and to what."""

from __future__ import annotations

from extract.amount_cues import Last, sentence_before
from extract.role_cues import aims_to_change
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern

_TO = pattern("to")
_FROM = pattern("from")
_DIRECT = pattern("direct")
_SET = ("role.base", "role.aimed", "role.granted", "role.noun", "role.whole")
"""Rules of amounts that somebody set, and nobody reached."""
_TARGET_MOVED = pattern("target_moved")
_SET_HIGHER = pattern("set_higher")


def changed_by(window: Window, last: Last) -> RoleOf | None:
    """By how much it changed, or what it changed from: "naik Rp3 miliar", "kuota 9.214 KPM, naik dari 8.870 KPM"."""
    number, left, before, change = window.number, window.left, window.before, last.change
    if change < 0 or change <= max(last.base, last.target, last.remaining) or _TO.search(left):
        return None
    if _FROM.search(left):
        if before is not None and before.rule in _SET and not before.linked:
            return RoleOf(number, Role.SHARE, "role.set_before")
        return RoleOf(number, Role.ACHIEVED, "role.level_from")
    gap = left[-(number.hedge_start - change) :] if number.hedge_start > change else ""
    return RoleOf(number, Role.CHANGE, "role.change") if _DIRECT.match(gap) else None


def changed_to(window: Window, last: Last) -> RoleOf | None:
    """What it changed to, was set to or is to become: "naik 1,5 persen menjadi 900 hektare"."""
    number, left, before = window.number, window.left, window.before
    if _TARGET_MOVED.search(left):
        return RoleOf(number, Role.BASE, "role.target_moved")  # "targetnya meningkat menjadi Rp185 miliar"
    from_level = before is not None and before.rule == "role.level_from"
    moves = from_level or (before is not None and before.role is Role.CHANGE)
    rises = moves and all(cue.kind == "change_to" for cue in window.own)  # "dari Rp3 miliar menjadi Rp4 miliar"
    if rises and from_level and before is not None and _TO.search(left):
        near = max(0, number.hedge_start - len(sentence_before(window)))
        if aims_to_change(window.text, near, before):
            return RoleOf(number, Role.PLAN, "role.target_to")
    if _SET_HIGHER.search(left):
        return RoleOf(number, Role.PLAN, "role.set_higher")
    if (last.change > max(last.target, last.forecast) or rises) and _TO.search(left):
        return RoleOf(number, Role.ACHIEVED, "role.level_to", strong=True)
    if before is not None and before.rule == "role.level_to" and _FROM.fullmatch(left.strip()):
        return RoleOf(number, Role.ACHIEVED, "role.level_from")  # "naik jadi Rp14,9 miliar dari Rp7,7 miliar"
    return None
