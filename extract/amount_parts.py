"""Amounts that are a part of a whole that was told before: "dari jumlah itu, 4.200 …", "dari 310 jiwa, 300 …"."""

from __future__ import annotations

import re

from extract.amount_cues import PEOPLE, with_share
from extract.mentions import Kind
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern

KIND_OF_THAT = "role.kind_of_that"
"""The rule of how many of those just counted are of one kind: they are no more and no less than told."""
_DONE_OF_THAT = pattern("done_of_that")
_OF_THAT = pattern("of_that")
_OF_ALL = pattern("of_all")
_AFTER_DONE = pattern("after_done")
_OUT_OF_WHOLE = pattern("out_of_whole")
_THAT = re.compile(r"\s*(?:tersebut|itu|ini)\b")
_AMONG_THEM = pattern("among_them")
_IS_ONE = re.compile(
    r"(?:\s+[\w-]+){0,2}?\s+(?:merupakan|adalah|berupa|berjenis|berbentuk)\b"
    r"(?!\s+(?:[\w-]+\s+){0,3}(?:sudah|telah|belum|baru|aktif|mantap|baik|layak|rusak)\b)",
    re.IGNORECASE,
)
_STUNTED = re.compile(r"\s*(?:yang\s+)?(?:(?:mengalami|terindikasi|menderita|berstatus|tergolong)\s+)?stunting\b", re.I)
_LED = pattern("led_by_comma")
_REPORTED = pattern("reported_behind")


def of_those_just_counted(window: Window, left_over: bool) -> RoleOf | None:
    """A part of what "itu" takes up: "dari jumlah tersebut, 4 juta di antaranya …"."""
    number, left, right = window.number, window.left, window.right
    money = number.kind is Kind.RUPIAH
    if not money and _DONE_OF_THAT.search(left):
        return RoleOf(number, Role.ACHIEVED, "role.done_of_that", strong=True)
    told = _OF_THAT.search(left)
    if (told or _OF_ALL.search(left)) and (_AFTER_DONE.match(right) or with_share(window)):
        return RoleOf(number, Role.ACHIEVED, "role.done_of_that", strong=True)
    if money and _OUT_OF_WHOLE.search(left) and _THAT.match(right):
        return RoleOf(number, Role.SHARE, "role.whole_again")  # "dari total realisasi Rp1,09 triliun tersebut, …"
    if told and not left_over:
        if _AMONG_THEM.match(right):
            return RoleOf(number, Role.SHARE, "role.part_of_that")
        if not money and _IS_ONE.match(right):
            return RoleOf(number, Role.SHARE, KIND_OF_THAT)  # "dari total itu, 277 merupakan koperasi desa dan 13 …"
    return None


def with_stunting(window: Window) -> RoleOf | None:
    """Those who are stunted among those who were weighed: "dari yang ditimbang itu, 2.960 balita stunting"."""
    if window.number.unit in PEOPLE and window.left.endswith(", ") and _STUNTED.match(window.right):
        return RoleOf(window.number, Role.ACHIEVED, "role.of_base", strong=True)
    return None


def behind_whole(window: Window) -> RoleOf | None:
    """A part right behind its whole: "dari 310 jiwa wajib KTP, 300 sudah …", "dari 1.272 km jalan, 992 km …"."""
    number, left, right, before = window.number, window.left, window.right, window.before
    if before is None:
        return None
    if before.rule in ("role.of", "role.noun") and left.endswith(", "):
        if _AFTER_DONE.match(right):
            return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
        smaller = number.value < before.number.value
        if not window.own and smaller and number.unit is not None and number.unit == before.number.unit:
            return RoleOf(number, Role.ACHIEVED, "role.of_base")
    if before.rule == "role.of" and _LED.search(left) and _REPORTED.match(right):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    return None
