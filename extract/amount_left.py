"""Amounts that are not done yet: "masih 4.960 orang belum merekam", "sisanya", "kekurangan"."""

from __future__ import annotations

import re

from extract.amount_cues import Last
from extract.mentions import Kind
from extract.role_cues import last_cue, undone
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import openings, pattern

_AFTER_REMAINING = openings("after_remaining")
_STILL_MUST = pattern("still_must")
_LACKING = re.compile(r"\bkekurangan(?:nya)?\b[^,.;]*\Z", re.IGNORECASE)
_STILL_OWED = pattern("still_owed")
_DUE = pattern("due")
_STILL = pattern("still")
_REST_IS = pattern("rest_is")
_REST_DONE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:sudah|telah)(?=\s*[.,;\"”]|\s+(?:ter|di|me)[a-z]+(?<!meninggal)\b)", re.IGNORECASE
)
"""Behind a rest: that it was done, "selebihnya 260.400 orang sudah", and not "sudah meninggal" or "sudah pindah"."""
_TO_TARGET = pattern("to_target")
_UNPAID = re.compile(
    r"\b(?:masih\s+(?:ter(?:simpan|tahan|parkir)|mengendap|berada)|mengendap)\s+di\s+(?:rekening\s+)?(?:kas\s+(?:umum\s+)?"
    r"(?:daerah|negara)|kasda|RKUD)\b[^.;\d]*\Z",
    re.IGNORECASE,
)
"""Before money of a fund that was not paid out: "dana yang masih tersimpan di kas daerah mencapai Rp52 miliar"."""
_CUT_DOWN = re.compile(
    r"\b(?<!belum )(?:di(?:sortir|verifikasi|validasi|coret|mutakhirkan|perbarui|padankan|kurangi)|verifikasi|validasi"
    r"|pemutakhiran|pemadanan|pengurangan|berkurang)\b[^.;\d]*\b(?:tinggal|tersisa|menyisakan)\s+(?:[^\W\d]+\s+){0,2}\Z",
    re.IGNORECASE,
)
"""Before how many a list of people still has, from which others were struck."""


def is_undone(window: Window) -> bool:
    """Whether the words behind an amount tell that it is not done: "4.960 orang belum merekam"."""
    return _AFTER_REMAINING.opens(window.right) is not None


def is_left_of_base(window: Window) -> bool:
    """Whether the words before an amount tell last of what is left, and not of what it is left of."""
    return last_cue(window.own, "remaining") > last_cue(window.own, "base", "base_of")


def left_behind(window: Window, last: Last, undone_behind: bool) -> RoleOf | None:
    """What the words behind tell to be left, or "masih harus" right before."""
    if undone_behind and last.remaining < 0:
        return RoleOf(window.number, Role.REMAINING, "role.remaining_after", strong=True)
    if window.number.kind is Kind.COUNT and _STILL_MUST.search(window.left):
        return RoleOf(window.number, Role.REMAINING, "role.still_must", strong=True)
    return None


def unpaid(window: Window) -> RoleOf | None:
    """Money of a fund that still lies in the treasury."""
    if window.number.kind is Kind.RUPIAH and _UNPAID.search(window.left):
        return RoleOf(window.number, Role.REMAINING, "role.remaining", strong=True)
    return None


def lacking(window: Window) -> RoleOf | None:
    """What is lacking and due: "kekurangan itu berarti 900 warga yang harus"."""
    number, left, right = window.number, window.left, window.right
    if number.kind is Kind.RUPIAH:
        owed = _LACKING.search(left) and _STILL_OWED.match(right)
    else:
        owed = _DUE.match(right) and (_LACKING.search(left) or _STILL.search(left))
    return RoleOf(number, Role.REMAINING, "role.still_must", strong=True) if owed else None


def left_before(window: Window, last: Last) -> RoleOf | None:
    """What the words before tell to be left, unless it was done: "selebihnya 260.400 orang sudah"."""
    number = window.number
    if _REST_IS.search(window.left) and _REST_DONE.match(window.right):
        return RoleOf(number, Role.ACHIEVED, "role.rest_done", strong=True)
    remaining = last.remaining
    if remaining >= 0 and _CUT_DOWN.search(window.left):
        return RoleOf(number, Role.BASE, "role.cut_down")  # "data disortir sehingga kini tinggal 988 KPM"
    if remaining >= 0 and remaining > max(last.base, last.target, undone(window.own, remaining, window.text)):
        return RoleOf(number, Role.REMAINING, "role.remaining", strong=True)
    return None


def left_to_target(window: Window) -> RoleOf | None:
    """What is wanting to a target: "masih 5.000 jiwa lagi untuk mencapai target"."""
    if _TO_TARGET.match(window.right) and _STILL.search(window.left):
        return RoleOf(window.number, Role.REMAINING, "role.to_target", strong=True)
    return None
