"""Amounts that are none of what was measured: what is there, what others have, names and shares."""

from __future__ import annotations

import re

from extract.amount_cues import PEOPLE, Last, really_done
from extract.mentions import Kind
from extract.role_cues import RANKS, change_so_big, last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import BOUNDS, Window
from extract.vocabulary import pattern
from models.values import Unit

_BALANCE = pattern("balance")
_ADDED = pattern("added")
_ADDED_TO = pattern("added_to")
_NO_COUNT = 10
_BEHIND_ACRONYM = re.compile(r"\b[A-Z]{2,6}[\s-]\Z")
_OF_THINGS = pattern("of_things")
_WORKED_ON = pattern("worked_on_land")
_LAND_THERE = pattern("land_there")
_WORKERS_NUMBER = pattern("workers_number")
_OTHERS_STAND = pattern("others_stand")
_CAME_TO = pattern("came_to")
_LEAST_MONEY = 1000
"""Rupiah that a programme takes in or pays out at least: less has lost its word of scale, "Rp1,1 trliyiun"."""
_WITH_TAKERS = pattern("with_takers")
_AIMED = pattern("aimed")
_CEILING = pattern("loan_ceiling")
_DIFFERENCE = re.compile(
    r"(?:\A|[.\"“])\s*(?:jadi|artinya|berarti)?,?\s*selisih(?:nya)?\s+(?:adalah\s+|sebesar\s+|mencapai\s+)?\Z",
    re.IGNORECASE,
)
"""Before what a sum may show to be left: "… dari target Rp120 miliar. Selisihnya Rp40 miliar"."""
_AFTER_DONE = pattern("after_done")


def something_else(window: Window) -> RoleOf | None:
    """A change, a balance, a part of a name, or what is there to be worked on and worked with."""
    number, left, right, own = window.number, window.left, window.right, window.own
    money = number.kind is Kind.RUPIAH
    if not money and change_so_big(left):
        return RoleOf(number, Role.CHANGE, "role.change")
    if _BALANCE.search(left) or _ADDED_TO.match(right) or (money and _ADDED.search(left)):
        return RoleOf(number, Role.SHARE, "role.added_up")
    if number.kind is Kind.BARE and number.value < _NO_COUNT:
        if _BEHIND_ACRONYM.search(left):
            return RoleOf(number, Role.SHARE, "role.name")  # "sertifikat KIR 1"
        if _OF_THINGS.match(right):
            return RoleOf(number, Role.SHARE, "role.of_things")
    if number.unit is Unit.HECTARE and not (really_done(own) or _WORKED_ON.search(left)) and _LAND_THERE.search(left):
        return RoleOf(number, Role.SHARE, "role.land_there")
    if number.unit in PEOPLE and last_cue(own, "done") < 0 and _WORKERS_NUMBER.search(left):
        return RoleOf(number, Role.SHARE, "role.of_workers")
    return None


def of_others(window: Window) -> RoleOf | None:
    """Where others stand, who came to a meeting, who is to take part, what anybody may borrow."""
    number, left, before = window.number, window.left, window.before
    money = number.kind is Kind.RUPIAH
    if number.comparator in BOUNDS and _OTHERS_STAND.search(left):
        return RoleOf(number, Role.SHARE, "role.others_stand")
    if not money and number.unit in (Unit.PERSON, None) and _CAME_TO.search(left):
        return RoleOf(number, Role.SHARE, "role.came_to")
    if money and 0 < number.value < _LEAST_MONEY:
        return RoleOf(number, Role.SHARE, "role.no_scale")
    takers = before is not None and number.unit in PEOPLE and _WITH_TAKERS.match(left)
    if takers and _AIMED.search(window.before_that()):
        return RoleOf(number, Role.PLAN, "role.planned_with")
    if money and _CEILING.search(left + window.text[number.hedge_start : number.start]):
        return RoleOf(number, Role.SHARE, "role.loan_ceiling")
    if money and before is None and _DIFFERENCE.search(left):
        return RoleOf(number, Role.UNCLEAR, "role.difference")
    return None


def of_part_named(window: Window, last: Last) -> RoleOf | None:
    """A part that "porsi", "kategori" or a rank names, with no achievement behind that."""
    number, own = window.number, window.own
    if last_cue(own, "share") <= last.achieved:
        return None
    ranked = [c for c in own if c.kind != "share" or c.text.lower() not in RANKS or last_cue(own, "vague") < c.end]
    kind = any(c.kind == "share" and c.text.lower() == "kategori" for c in own) and _AFTER_DONE.match(window.right)
    # but "peringkat kedua, Desa Anu realisasinya Rp98 juta", and "pada kategori lansia, 7.711 orang telah disuntik"
    if last_cue(ranked, "share") > last.achieved and not kind:
        return RoleOf(number, Role.SHARE, "role.share")
    return None
