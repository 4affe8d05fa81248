"""Percentages that are the level reached, as the words right before tell, also beside a target."""

from __future__ import annotations

import re

from extract.percent_cues import Last
from extract.role_cues import last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern

_OR_OF_AIMED = pattern("or_of_aimed")
_PASSED_NAMELY = pattern("passed_namely")
_AIMED = (Role.TARGET, Role.TARGET_NOT_MET)
_AND_REACHED = re.compile(r"\b(?:realisasi|terealisasi|progres|tercapai|capaian)\w*", re.IGNORECASE)
_BEYOND_IT = pattern("beyond_it")
_LEVEL_BEHIND = pattern("level_behind")
_SET_AGAINST = pattern("set_against")
_LEVEL_BESIDE = pattern("level_beside")
_PLANNED = pattern("planned")


def level_behind(window: Window) -> RoleOf | None:
    """The level behind what it is measured against: "di bawah target 95 persen, yakni 88 persen"."""
    number, before = window.number, window.before
    if before is None:
        passed = _PASSED_NAMELY.search(window.left)
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True) if passed else None
    if before.role is Role.BASE and _OR_OF_AIMED.search(window.left):
        return RoleOf(number, Role.PERCENTAGE, "role.linked", linked=True)
    if before.role in _AIMED and _is_behind_aim(window, before):
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True)
    return None


def _is_behind_aim(window: Window, before: RoleOf) -> bool:
    """Whether the level follows a target: "target 70 persen terlampaui, 72 persen", "melebihi rencana: 90"."""
    left = window.left
    if (_AND_REACHED.search(left) and last_cue(window.own, "met") >= 0) or _BEYOND_IT.match(left):
        return True
    follows = _LEVEL_BEHIND.match(left)
    return bool(follows and _SET_AGAINST.search(window.text, window.sentence.start, before.number.hedge_start))


def level_of_other(window: Window) -> RoleOf | None:
    """The level of another region or group that one is compared with."""
    if _LEVEL_BESIDE.search(window.left) and not _PLANNED.search(window.left):
        return RoleOf(window.number, Role.PERCENTAGE, "role.level_of_other")
    return None


def level(window: Window, last: Last) -> RoleOf:
    """What nothing else is told of is where it stands."""
    return RoleOf(window.number, Role.PERCENTAGE, "role.level", strong=last.achieved >= 0)
