"""Percentages that should be reached: targets, plans, forecasts, also those of other times."""

from __future__ import annotations

import re

from extract.percent_cues import WHOLE, Last, is_done, really_reached
from extract.role_cues import aims_at, cue_after, last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern

_NEXT_STAGE = pattern("next_stage")
_FORMER_TARGET = pattern("former_target")
_PAST_TARGET = pattern("past_target")
_AND_REACHED = re.compile(r"\b(?:realisasi|terealisasi|progres|tercapai|capaian)\w*", re.IGNORECASE)
_DEFINED_AS = pattern("defined_as")
_BY_THEN = pattern("by_then")
_ONLY_EXPECTED = pattern("only_expected")
_DIVIDED = pattern("divided")
_SHOULD_HAVE = pattern("should_have")
_OF_AIM = pattern("of_aim")
_OF_TARGET_RIGHT = pattern("of_target_right")
_ESTIMATE_BESIDE = pattern("estimate_beside")
_DEVIATION = pattern("deviation")
_OF_PLAN = re.compile(
    r"\b(?:rencana|jadwal|time schedule)(?:nya)?\s*(?::|=|sebesar|adalah|yaitu|yakni)?\s*\Z", re.IGNORECASE
)
_AIMED_DONE = pattern("aimed_done")
_TARGET_LIST = pattern("target_list")
_PLANNED = pattern("planned")
_WAITED_FOR = re.compile(
    r"\b(?:tunggu|menunggu|nunggu|tunggu\s+sampai|menunggu\s+hingga)\s+(?:\w+\s+)?\Z", re.IGNORECASE
)
_SET = pattern("set_percent")
_PLEDGED = pattern("pledged")
_TARGET_OF_DOING = pattern("target_of_doing")
_AFTER_FORECAST = pattern("after_forecast")
_TARGET_ONLY = pattern("target_only")
_MINIMAL = pattern("minimal")
_HOPED_ALL = pattern("hoped_all")


def next_stage(window: Window) -> RoleOf | None:
    """The target of the next stage: "20 persen pada triwulan I, dan pada triwulan II mencapai 50 persen"."""
    before = window.before
    if before is not None and before.role is Role.TARGET and _NEXT_STAGE.match(window.left):
        return RoleOf(window.number, Role.TARGET, "role.target_list")
    return None


def of_other_time(window: Window) -> RoleOf | None:
    """A target of before, a bar that defines something, and what should be by then or should have been by now."""
    number, left, text, before = window.number, window.left, window.text, window.before
    head = (text, window.sentence.start, number.hedge_start)
    if before is not None and before.role is Role.TARGET and _FORMER_TARGET.match(left):
        return RoleOf(number, Role.SHARE, "role.former_target")
    if _PAST_TARGET.search(left) and not _AND_REACHED.search(text, number.end, window.sentence.end):
        return RoleOf(number, Role.SHARE, "role.former_target")
    if _DEFINED_AS.search(*head):
        return RoleOf(number, Role.SHARE, "role.defined")
    if _BY_THEN.search(left) or _ONLY_EXPECTED.search(*head):
        return RoleOf(number, Role.TARGET, "role.forecast_then")
    if _DIVIDED.match(window.right):
        return RoleOf(number, Role.SHARE, "role.divided")
    if _SHOULD_HAVE.search(*head):
        return RoleOf(number, Role.TARGET, "role.should_have")
    level = before is not None and before.rule == "role.level"
    if level and _OF_AIM.fullmatch(left) and _OF_TARGET_RIGHT.match(window.right):
        return RoleOf(number, Role.TARGET, "role.of_aim")  # "sudah 81 persen dari 75 persen target"
    return None


def of_plan(window: Window) -> RoleOf | None:
    """What an estimate or a plan says beside what was reached, and how far one is off the other."""
    number, left, before = window.number, window.left, window.before
    if before is not None and before.role is Role.PERCENTAGE and _ESTIMATE_BESIDE.search(left):
        return RoleOf(number, Role.TARGET, "role.forecast_then")
    if number.value < 0 or _DEVIATION.search(left):
        return RoleOf(number, Role.CHANGE, "role.deviation")
    if _OF_PLAN.search(left) and _AND_REACHED.search(window.text, number.end, window.sentence.end):
        return RoleOf(number, Role.TARGET, "role.of_plan")  # "rencana: 11,07 persen, realisasi: 0,14 persen"
    if number.value == WHOLE and _AIMED_DONE.search(left):
        return RoleOf(number, Role.TARGET, "role.aimed_done")
    return None


def planned(window: Window, own_bar: bool) -> RoleOf | None:
    """One of a list of targets, if it has no bar of its own, and what was set, pledged or planned."""
    number, left = window.number, window.left
    if number.value == WHOLE and _WAITED_FOR.search(left):
        return RoleOf(number, Role.TARGET, "role.waited_for")  # "tunggu 100 persen dulu perekamannya"
    if not own_bar and _TARGET_LIST.search(window.text, window.sentence.start, number.hedge_start):
        return RoleOf(number, Role.TARGET, "role.target_list")
    if _PLANNED.search(left) or _SET.search(left) or _PLEDGED.search(left) or _TARGET_OF_DOING.search(left):
        return RoleOf(number, Role.TARGET, "role.planned")
    return None


def foreseen(window: Window) -> RoleOf | None:
    """What the words behind tell to be only foreseen."""
    if _AFTER_FORECAST.match(window.right):
        return RoleOf(window.number, Role.TARGET, "role.forecast_after")
    return None


def aimed_at(window: Window, last: Last) -> RoleOf | None:
    """What the words before tell last to be aimed at, foreseen, hoped for or the least there should be."""
    number, left, own = window.number, window.left, window.own
    bases = [c for c in own if c.kind == "base"]
    if bases and bases[-1].text.lower().startswith("sasaran") and last_cue(own, "done", "achieved", "base_of") < 0:
        return RoleOf(number, Role.TARGET, "role.aimed_at")  # "sasaran imunisasi tahun ini 95 persen"
    if last.target >= 0 and _TARGET_ONLY.search(left) and number.value <= WHOLE:
        return RoleOf(number, Role.TARGET, "role.target")
    if number.value <= WHOLE and any(c.text.lower() == "menargetkan" for c in own) and aims_at(own, left):
        return RoleOf(number, Role.TARGET, "role.target")  # "menargetkan serapan menyentuh 92 persen"
    behind = cue_after(own, last.target, "done", "achieved")
    if last.target > behind and last.target > really_reached(window, last):
        return RoleOf(number, Role.TARGET, "role.target")
    if last.forecast > max(last.remaining, last_cue(own, "done")):
        return RoleOf(number, Role.TARGET, "role.forecast")
    if _MINIMAL.match(window.text, number.hedge_start) and not is_done(window):
        return RoleOf(number, Role.TARGET, "role.minimum")
    if number.value == WHOLE and max(last.forecast, last.target) >= 0 and _HOPED_ALL.search(left):
        return RoleOf(number, Role.TARGET, "role.forecast" if last.forecast >= 0 else "role.target")
    return None
