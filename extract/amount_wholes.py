"""Amounts that are a whole of which others are parts: rolls, those who are due, "dari …", totals."""

from __future__ import annotations

import re

from extract.amount_cues import Last, do_something, sentence_before, with_share
from extract.mentions import Kind, Number
from extract.role_cues import cue_after, last_cue, many_of_them
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Unit

_VOTER_ROLL = pattern("voter_roll")
_OF_TARGET_WHICH = pattern("of_target_which")
_SAYS = pattern("says")
_OF_THESE_DONE = pattern("of_these_done")
_PLACES_OF = (Unit.VILLAGE, Unit.UNIT)
_GROUP_OF_THEM = pattern("group_of_them")
_COUNTED_DONE = re.compile(r"[^.;,\d]{0,30}?\byang\s+(?:sudah|telah)\s[^.;,\d]{3,60},\s*[\d.,]+(?:\s+(?:ribu|juta))?")
"""Behind the whole of such a group: "dari 12.000 anak yang sudah diimunisasi, 5.900 di antaranya adalah pelajar"."""
_WITH_REST = re.compile(
    r"\s*(?:(?!sudah|telah)\w+\s+)?(?:masih\s+)?(?:ter?sisa|sisa(?:nya)?)\s+(?:sekitar\s+|sebanyak\s+)?\d", re.I
)
_STAND_OUT = pattern("stand_out")
_FROM = pattern("from")
_LEFT_OF_WHOLE = pattern("left_of_whole")
_OBLIGED_DONE = pattern("obliged_done")
_OF = pattern("of")
_OF_YEAR = pattern("of_year")
_TO = pattern("to")
_LED = 30
"""Characters before a figure that may tell that it was changed to that."""
_BESIDE, _JOINED = 8, 12
"""Characters from "dari" to a whole that stands right behind it, and from a part to "dari"."""
_AGAIN_OF = re.compile(r",\s*(?:yaitu|yakni|atau)\s+(?:\w+\s+)?dari\s+(?:\w+\s+){0,3}\Z", re.IGNORECASE)
"""Another whole behind one that was named without its figure: "80 persen dari target, yaitu dari target Rp5 miliar"."""
_FROM_SOURCE = pattern("from_source")
_OF_THAT = pattern("of_that")
_OUT_OF_THAT = pattern("out_of_that")
_AFTER_BASE = pattern("after_base")
_OF_NAMELY = pattern("of_namely")
_TAKEN_UP = re.compile(r"\W*(?:jumlah|angka|capaian|realisasi)\s+(?:ini|itu|tersebut)\b", re.IGNORECASE)
_AMONG = re.compile(r"\s*(?:\w+\s+)?di\s?antara\s+(?:(?:total|jumlah|seluruh)\s+)?", re.IGNORECASE)
_ONLY = pattern("only")
_NOT_DONE = re.compile(r"\bbelum\s+[^,.;]*\Z", re.IGNORECASE)
_WHO_DID = pattern("who_did")
_TOOK_PART = pattern("took_part")
_WHO_REPORTED = re.compile(
    r"\byang\s+(?:sudah|telah)\s+(?:me(?:nyampaikan|laporkan|lapor|nyetor|nyerahkan)|lapor|patuh)\b[^.;,\d]*\Z",
    re.IGNORECASE,
)
"""Before those of the obliged who did their duty: "yang telah menyampaikan SPT 885 wajib pajak"."""
_WAS_GIVEN = re.compile(
    r"\byang\s+(?:telah\s+|sudah\s+)?(?:diterima|didapat(?:kan)?|diperoleh|dikucurkan|ditransfer|dialokasikan|tersedia|dikelola)\b[^,;.\d]*\Z",
    re.IGNORECASE,
)
_PAID_BEHIND = re.compile(
    r"[^,.;\d]{0,40},\s*(?:(?:yang|baru|hanya|sudah|telah|kini)\s+)+(?:ter|di)?(?:salur|serap|realisasi|cair|pakai|belanja|guna)\w*\b",
    re.IGNORECASE,
)
"""Before and behind money that was given, of which a part is told to have been spent."""
_TOTALS = ("total", "totalnya", "total mencapai", "totalnya mencapai", "total sebanyak", "totalnya sebanyak")
_PART_BEHIND = re.compile(
    r"[^.;\n]{0,120}?(?:\b(?:di\s?antaranya|baru|hanya|sisanya|tetapi|namun|tapi|sedangkan|sementara|tinggal|masih|belum)\b|,[^.;\n]*\d)",
    re.IGNORECASE,
)
"""Behind a total: a part of it, of which something else is told."""
_WHOLE_REACHED = pattern("whole_reached")


def whole_named(window: Window) -> RoleOf | None:
    """The roll of those who may vote, or a target with its name: "dari target yang jumlahnya Rp5 miliar"."""
    number, left = window.number, window.left
    if number.unit in (Unit.PERSON, None) and last_cue(window.own, "remaining") < 0 and _VOTER_ROLL.search(left):
        return RoleOf(number, Role.BASE, "role.base")
    if _OF_TARGET_WHICH.search(left):
        return RoleOf(number, Role.BASE, "role.of", linked=window.before is not None)
    return None


def parted_behind(window: Window) -> RoleOf | None:
    """What is told behind an amount of some of those that it counts: "163 desa, 120 di antaranya sudah …"."""
    number, own = window.number, window.own
    behind = window.behind()
    counted = number.kind is Kind.COUNT
    verbs = [cue for cue in own if not _SAYS.fullmatch(cue.text.lower())]  # "kini menjadi 173 unit, 134 di antaranya"
    if counted and last_cue(verbs, "done", "remaining") < 0 and _OF_THESE_DONE.match(behind):
        led = window.before is None and number.unit in _PLACES_OF and _OF.search(window.left) is not None
        return RoleOf(number, Role.BASE, "role.of" if led else "role.of_these_done")
    if many_of_them(number, behind, window.text):
        return RoleOf(number, Role.BASE, "role.of_these_done")  # "memiliki 163 desa. Sebanyak 120 desa sudah …"
    if number.kind is not Kind.RUPIAH and number.unit in (Unit.PERSON, None) and _GROUP_OF_THEM.match(behind):
        return RoleOf(number, Role.SHARE, "role.group_of_them")  # "5.900 di antaranya adalah peserta didik"
    done = _COUNTED_DONE.match(behind) if counted else None
    if done is not None and _GROUP_OF_THEM.match(behind, done.end()):
        return RoleOf(number, Role.ACHIEVED, "role.group_of_them", strong=True)
    if number.kind not in (Kind.COUNT, Kind.BARE):
        return None
    if _WITH_REST.match(behind) and last_cue(own, "done", "achieved") < 0:
        return RoleOf(number, Role.BASE, "role.with_rest")  # "Kota Arang 6.594 tersisa 655, Kota Sena 8.120 tersisa 12"
    if _STAND_OUT.match(behind):
        return RoleOf(number, Role.SHARE, "role.stand_out")
    return None


def who_are_due(window: Window, left_over: bool) -> RoleOf | None:
    """Those who are due to something, and of whom some are left: "318.420 wajib KTP"."""
    number = window.number
    if left_over:
        if _FROM.search(window.left) and _LEFT_OF_WHOLE.match(window.text, number.hedge_end):
            return RoleOf(number, Role.BASE, "role.of", linked=window.before is not None)
        return None
    if not (number.noun and number.noun.startswith("wajib")):
        return None
    if _WHO_REPORTED.search(window.left):
        return RoleOf(number, Role.ACHIEVED, "role.obliged_done", strong=True)
    if _OBLIGED_DONE.match(window.behind()) and last_cue(window.own, "base_of", "target") < 0:
        return RoleOf(number, Role.ACHIEVED, "role.obliged_done", strong=True)
    return RoleOf(number, Role.BASE, "role.noun")


def of_whole(window: Window) -> RoleOf | None:
    """A whole by "dari", "80 persen dari 12.000 anak"; not so in "naik dari", "dari DAK" and "dari jumlah itu"."""
    number, left, before = window.number, window.left, window.before
    of = None if _OF_YEAR.search(left) else _OF.search(left)  # "tunggakan dari tahun 2015 sampai 2023 Rp12 miliar"
    if of is None or ("," in left[of.start() :].strip(" ,") and not _AGAIN_OF.search(left)):
        return None
    if _TO.search(left) or (window.own and window.own[-1].kind == "done"):
        return None
    if before is not None:
        if _of_another(number, before.number) and len(left) - of.start() <= _BESIDE:
            return RoleOf(number, Role.SHARE, "role.of_another")  # "Rp55 miliar dari 1.061 debitur": where it came from
        at = before.number.hedge_start
        to = _TO.search(window.text[max(0, at - _LED) : at])
        if to is not None and not to.group().startswith("ke"):  # "tersalur ke 150 desa dari 154 desa" is no change
            return RoleOf(number, Role.ACHIEVED, "role.level_from")  # "naik menjadi Rp14 triliun dari Rp7 triliun"
    if number.kind is Kind.RUPIAH and _FROM_SOURCE.match(left, of.start()) and not _given(window):
        return None
    if (_OF_THAT.search(left) or _OUT_OF_THAT.search(left)) and not _AFTER_BASE.match(window.right):
        return None  # "dari jumlah itu, 859 memiliki akun": a part of it
    return RoleOf(number, Role.BASE, "role.of", linked=before is not None and of.start() <= _JOINED)


def whole_behind_part(window: Window) -> RoleOf | None:
    """A whole right behind its part: "35 persen dari target lansia, yaitu 21.553 orang", "25 di antara 86 desa"."""
    number, before = window.number, window.before
    if before is None:
        return None
    namely = _OF_NAMELY.fullmatch(window.left) and _told_of_what(window, before)
    if namely or (before.number.value < number.value and _AMONG.fullmatch(window.left)):
        return RoleOf(number, Role.BASE, "role.of", linked=True)
    return None


def whole_by_words_behind(window: Window) -> RoleOf | None:
    """A whole by the words behind it: "28.300 penduduk yang wajib KTP", and not "baru 28.300 …"."""
    if _AFTER_BASE.match(window.right) and not _ONLY.search(window.left) and not _NOT_DONE.search(window.left):
        return RoleOf(window.number, Role.BASE, "role.base_after")
    return None


def total(window: Window, last: Last) -> RoleOf | None:
    """A total, or all of those who did something: "Total 1.486 kasus telah ditemukan"."""
    number, left, own = window.number, window.left, window.own
    whole = last_cue(own, "whole")
    if whole < 0:
        return None
    if number.kind is Kind.COUNT and _WHO_DID.match(window.right):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    if _TOOK_PART.search(left):
        return RoleOf(number, Role.ACHIEVED, "role.took_part", strong=True)
    totalled = left.rstrip().lower().endswith(_TOTALS)
    if totalled and number.kind is Kind.COUNT and do_something(window) and not _PART_BEHIND.match(window.behind()):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    if number.kind is Kind.RUPIAH or whole <= last.achieved or cue_after(own, whole, "vague") >= 0:
        return None
    if _WHOLE_REACHED.search(left) or (totalled and with_share(window)):
        return None  # "panen totalnya 23.959 hektare atau 99 persen"
    return RoleOf(number, Role.BASE, "role.whole")


def _of_another(number: Number, before: Number) -> bool:
    """Whether of two amounts one is money and the other is counted."""
    return Kind.PERCENT not in (number.kind, before.kind) and (number.kind is Kind.RUPIAH) != (
        before.kind is Kind.RUPIAH
    )


def _given(window: Window) -> bool:
    """Whether money that was given is the whole of what follows: "dari DAK yang diterima Rp9 miliar, baru tersalur"."""
    return bool(_WAS_GIVEN.search(window.left) and _PAID_BEHIND.match(window.behind()))


def _told_of_what(window: Window, before: RoleOf) -> bool:
    """Whether the amount behind "dari target …, yaitu" is the target: the part of it was told before.

    "Baru 35 persen dari target, yaitu 7.711 anak" may tell what that is in children.
    """
    if before.role is Role.ACHIEVED:
        return before.number.value < window.number.value
    if before.role is not Role.PERCENTAGE:
        return False
    return before.linked or "," not in window.left or bool(_TAKEN_UP.match(sentence_before(window)))
