"""Percentages that are not done: what is left, and bars that nobody has reached."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.percent_cues import FLOORS, WHOLE, Last, is_done
from extract.role_cues import last_cue, undone
from extract.role_of import Role, RoleOf
from extract.role_window import BOUNDS, Window
from extract.vocabulary import openings, pattern
from models.values import Comparator

_NONE_OF_THEM = re.compile(
    r"\b(?:belum|tidak|tak)\s+ada\s+(?:satu\s?pun\s+|seorang\s?pun\s+)?[^.;,\d]*\Z", re.IGNORECASE
)
_REST_LEADS = re.compile(
    r"\b(?:sisanya|selebihnya)\s*,?\s*(?:(?:sebanyak|sebesar|sekitar|yakni|yaitu|atau|ada|mencapai)\s+)*\Z",
    re.IGNORECASE,
)
_REST_DONE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:sudah|telah)\s+(?!meninggal|pindah|tidak|tak|keluar|hilang)[a-z]", re.IGNORECASE
)
_REST_IN_FORCE = pattern("rest_in_force")
_REST_OF_TARGET = pattern("rest_of_target")
_OTHERS_STAND = pattern("others_stand")
_NONE_HAS = pattern("none_has")
_NONE_HAS_IT = pattern("none_has_it")
_THOSE_NOT_YET = pattern("those_not_yet")
_FAR_FROM = pattern("far_from")
_NEGATED = pattern("negated")
_TARGET_WORD = pattern("target_word")
_STILL = pattern("still")
_DUE = pattern("due")
_LACKING = pattern("lacking")
_NOT_YET = pattern("not_yet")
REST_BESIDE = "role.rest_beside"
_REST_BESIDE = re.compile(r"\bsisa(?:nya)?\s+dari\s+(?:sekitar\s+|sebanyak\s+)?\Z", re.IGNORECASE)
_NOT_ALL_OF_IT = re.compile(r"\bbelum\s+(?!ada\b)[^\W\d][\w-]*\s+(?:[^\W\d][\w-]*\s+){0,4}\Z", re.IGNORECASE)
_AFTER_REMAINING = openings("after_remaining")
_NEXT_ITEM = re.compile(
    r";|[,.]\s+(?:(?:dan|serta|sedangkan|sementara|lalu|kemudian)\s+)?(?:(?:di|untuk)\s+)?[A-Z][a-z]"
)
_REST_IS = pattern("rest_is")
_REST_APART = pattern("rest_apart")
_TIME_LEFT = pattern("time_left")


def none_or_rest(window: Window) -> RoleOf | None:
    """What none of them has reached, and what of the rest is told: "sisanya 53 persen aktif"."""
    number, left, right = window.number, window.left, window.right
    head = (window.text, window.sentence.start, number.hedge_start)
    if number.value == WHOLE and _NONE_OF_THEM.search(*head):
        # "belum ada yang lunas 100 persen"
        return RoleOf(number, Role.TARGET_NOT_MET, "role.none_of_them", strong=True)
    if _REST_LEADS.search(left) and (_REST_DONE.match(right) or _REST_IN_FORCE.match(right)):
        return RoleOf(number, Role.PERCENTAGE, "role.rest_done", strong=True)
    if _REST_OF_TARGET.search(left):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    if number.comparator in BOUNDS and _OTHERS_STAND.search(left):
        return RoleOf(number, Role.SHARE, "role.others_stand")
    if number.decimals or not (number.comparator is Comparator.EQUAL or number.comparator in FLOORS):
        return None
    if _NONE_HAS.search(*head) or (number.value == WHOLE and _NONE_HAS_IT.match(right)):
        return RoleOf(number, Role.TARGET_NOT_MET, "role.none_of_them", strong=True)
    return None


def not_reached(window: Window) -> RoleOf | None:
    """What was not reached: "jauh dari 100 persen", "belum memenuhi minimal 98 persen", "Yang belum 10 persen"."""
    number, left, own = window.number, window.left, window.own
    if number.value < WHOLE and _THOSE_NOT_YET.search(left):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    if _FAR_FROM.search(left):
        return RoleOf(number, Role.TARGET_NOT_MET, "role.far_from", strong=True)
    negated = _NEGATED.search(left)
    if negated is None and not (own and own[-1].kind == "negation"):
        return None
    target = negated is not None and _TARGET_WORD.search(left[negated.start() :])
    if number.value == WHOLE or number.comparator in FLOORS or target:  # "belum mencapai target 95 persen"
        return RoleOf(number, Role.TARGET_NOT_MET, "role.negated", strong=True)
    lesser = Comparator.LESS if number.comparator is Comparator.EQUAL else number.comparator
    return RoleOf(replace(number, comparator=lesser), Role.PERCENTAGE, "role.negated", strong=True)


def left_over(window: Window, last: Last) -> RoleOf | None:
    """What is left, as the words before or behind tell: "masih 12 persen belum merekam"."""
    number, left, right = window.number, window.left, window.right
    if _REST_BESIDE.search(left):  # "352 ribu itu sisa dari 99,65 persen pemilih yang sudah merekam"
        return RoleOf(number, Role.PERCENTAGE, REST_BESIDE, strong=True)
    due = (_STILL.search(left) and _DUE.match(right)) or _LACKING.search(left)
    lacking = bool(due) or (_NOT_YET.match(right) is not None and last_cue(window.own, "done") < 0)
    before = last.remaining >= 0 and last.remaining > undone(window.own, last.remaining, window.text)
    before = before and not _of_item_before(window, last.remaining)
    if before and number.value == WHOLE and _NOT_ALL_OF_IT.search(left):
        return RoleOf(
            number, Role.TARGET_NOT_MET, "role.negated", strong=True
        )  # "belum melaporkan hasilnya 100 persen"
    nothing = number.value == 0  # "belum menyetorkan sama sekali atau nol persen": nothing was done
    if lacking or (not nothing and (before or _is_left_behind(window))):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    return None


def _of_item_before(window: Window, cue: int) -> bool:
    """Whether the rest is that of the item of a list before: "Arga 6.944 orang belum merekam; Sena 55 persen"."""
    counted = window.before is not None and window.before.role is Role.REMAINING
    return counted and _NEXT_ITEM.search(window.text, cue, window.number.hedge_start) is not None


def _is_left_behind(window: Window) -> bool:
    """Whether the words behind tell that it is left; the rest is another figure in "baru 60 persen, sisanya belum"."""
    found = _AFTER_REMAINING.opens(window.right)
    if found is None or (_REST_IS.search(found.group()) and is_done(window)):
        return False
    return not (_REST_APART.match(window.right) or _TIME_LEFT.search(found.group()))
