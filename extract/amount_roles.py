"""What an amount is: achieved, a base, what is left, a plan, or nothing that its words tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.mentions import Cue, Kind, Number
from extract.role_cues import (
    RANKS,
    aims_at,
    aims_to_change,
    change_so_big,
    cue_after,
    last_cue,
    many_of_them,
    only_planned,
    undone,
)
from extract.role_of import Role, RoleOf
from extract.vocabulary import pattern
from models.values import Comparator, Unit

_OF = pattern("of")
_FROM = pattern("from")
_TO = pattern("to")
_AFTER_REMAINING = pattern("after_remaining")
_LEFT_OF_WHOLE = pattern("left_of_whole")
_AFTER_DONE = pattern("after_done")
_AFTER_BASE = pattern("after_base")
_AFTER_SUBJECT = pattern("after_subject")
_STILL = pattern("still")
_TO_TARGET = pattern("to_target")
_STILL_MUST = pattern("still_must")
_ONLY = pattern("only")
_PROJECTED = pattern("projected")
_GRANTED = pattern("granted")
_ON_WHOM_DUE = pattern("on_whom_due")
_RECEIVING = pattern("receiving")
_DIRECT = pattern("direct")
_OF_THAT = pattern("of_that")
_OUT_OF_WHOLE = pattern("out_of_whole")
_THAT = re.compile(r"\s*(?:tersebut|itu|ini)\b")
_OF_ALL = pattern("of_all")
_DONE_OF_THAT = pattern("done_of_that")
_ACHIEVED_CLAUSE = pattern("achieved_clause")
_OVER_TARGET = pattern("over_target")
_FROM_SOURCE = pattern("from_source")
_FUND_WHOLE = pattern("fund_whole")
_AIMED = pattern("aimed")
_LED = pattern("led_by_comma")
_REPORTED = pattern("reported_behind")
_OUT_OF_THAT = pattern("out_of_that")
_TOOK_PART = pattern("took_part")
_LAND_THERE = pattern("land_there")
_WORKED_ON = pattern("worked_on_land")
_WORKERS_NUMBER = pattern("workers_number")
_OF_TARGET_WHICH = pattern("of_target_which")
_WHOLE_REACHED = pattern("whole_reached")
_BY_THEN = pattern("by_then")
_BUDGET_WHOLE = pattern("budget_whole")
_SERVED = pattern("served")
_TARGET_MOVED = pattern("target_moved")
_ABLE_TO = pattern("able_to")
_ITS_FIGURE = pattern("its_figure")
_TARGET_CHANGED = pattern("target_changed")
_OF_ARREARS = pattern("of_arrears")
_FROM_TARGET = pattern("from_target")
_OF_WHICH_DONE = pattern("of_which_done")
_OF_TOTAL_NAMED = pattern("of_total_named")
_IN_ORDER_TO = pattern("in_order_to")
_TARGET_BECAME = pattern("target_became")
_CHANGED_FROM = pattern("changed_from")
_BECAME = pattern("became")
_OTHERS_STAND = pattern("others_stand")
_BOUNDS = frozenset({Comparator.LESS, Comparator.AT_MOST, Comparator.MORE, Comparator.AT_LEAST})
_BASE_CHANGED_TO = pattern("base_changed_to")
_BASE_SET = pattern("base_set")
_CHANGED_AGAINST = pattern("changed_against")
_FAR_OFF = pattern("far_off")
_SET = ("role.base", "role.aimed", "role.granted", "role.noun", "role.whole")
"""Rules of amounts that somebody set, and nobody reached."""
_STUNTED = re.compile(r"\s*(?:yang\s+)?(?:(?:mengalami|terindikasi|menderita|berstatus|tergolong)\s+)?stunting\b", re.I)
_PLACES_OF = (Unit.VILLAGE, Unit.UNIT)
_NO_COUNT = 10
_BEHIND_ACRONYM = re.compile(r"\b[A-Z]{2,6}[\s-]\Z")
_TOTALS = ("total", "totalnya", "total mencapai", "totalnya mencapai", "total sebanyak", "totalnya sebanyak")
_WITH_SHARE = re.compile(r"\s*(?:atau|,|\()\s*(?:sekitar|setara|sebesar)?\s*", re.IGNORECASE)
"""Before a percentage of the amount: "dari jumlah ini, 1.218.142 anak atau 98,09 persen"."""
_PROGRESS_OF = pattern("progress_of")
_ACT_ON = pattern("act_on")
_SO_FAR = pattern("so_far")
_PLAN_CHANGED = pattern("plan_changed")
_CAME_IN = re.compile(r"\b(?:realisasi|tereali|capai|tercapai|terkumpul|terserap|serapan|tembus)\w*", re.IGNORECASE)
_HAPPENED = re.compile(r"\b(?:sudah|telah|baru|berhasil|beroperasi|kini)\b", re.IGNORECASE)
_NEAR = 12
_BEHIND = 120
_SENTENCE = 300
_AGAIN_OF = re.compile(r",\s*(?:yaitu|yakni|atau)\s+(?:\w+\s+)?dari\s+(?:\w+\s+){0,3}\Z", re.IGNORECASE)
"""Another whole behind one that was named without its figure: "80 persen dari target, yaitu dari target Rp5 miliar"."""
_TAKEN_UP = re.compile(r"\W*(?:jumlah|angka|capaian|realisasi)\s+(?:ini|itu|tersebut)\b", re.IGNORECASE)
_PART_BEHIND = re.compile(
    r"[^.;\n]{0,120}?(?:\b(?:di\s?antaranya|baru|hanya|sisanya|tetapi|namun|tapi|sedangkan|sementara|tinggal|masih|belum)\b|,[^.;\n]*\d)",
    re.IGNORECASE,
)
"""Behind a total: a part of it, of which something else is told."""
_AMONG = re.compile(r"\s*(?:\w+\s+)?di\s?antara\s+(?:(?:total|jumlah|seluruh)\s+)?", re.IGNORECASE)
_VOTER_ROLL = pattern("voter_roll")
_DUE = pattern("due")
_SET_HIGHER = pattern("set_higher")
_LACKING = re.compile(r"\bkekurangan(?:nya)?\b[^,.;]*\Z", re.IGNORECASE)
_STILL_OWED = pattern("still_owed")
_DIFFERENCE = re.compile(
    r"(?:\A|[.\"“])\s*(?:jadi|artinya|berarti)?,?\s*selisih(?:nya)?\s+(?:adalah\s+|sebesar\s+|mencapai\s+)?\Z",
    re.IGNORECASE,
)
"""Before what a sum may show to be left: "… dari target Rp120 miliar. Selisihnya Rp40 miliar"."""
_CAME_IN_AS = pattern("came_in_as")
_OF_YEAR = pattern("of_year")
_CEILING = pattern("loan_ceiling")
_NOT_DONE = re.compile(r"\bbelum\s+[^,.;]*\Z", re.IGNORECASE)
_OF_THINGS = pattern("of_things")
_BALANCE = pattern("balance")
_ADDED = pattern("added")
_ADDED_TO = pattern("added_to")
_REST_IS = pattern("rest_is")
_REST_DONE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:sudah|telah)(?=\s*[.,;\"”]|\s+(?:ter|di|me)[a-z]+(?<!meninggal)\b)", re.IGNORECASE
)
"""Behind a rest: that it was done, "selebihnya 260.400 orang sudah", and not "sudah meninggal" or "sudah pindah"."""
_WHO_DID = pattern("who_did")
_AMONG_THEM = pattern("among_them")
_IS_ONE = re.compile(
    r"(?:\s+[\w-]+){0,2}?\s+(?:merupakan|adalah|berupa|berjenis|berbentuk)\b"
    r"(?!\s+(?:[\w-]+\s+){0,3}(?:sudah|telah|belum|baru|aktif|mantap|baik|layak|rusak)\b)",
    re.IGNORECASE,
)
KIND_OF_THAT = "role.kind_of_that"
"""The rule of how many of those just counted are of one kind: they are no more and no less than told."""
_AT_VALUE = pattern("at_value")
_STAND_OUT = pattern("stand_out")
_GROUP_OF_THEM = pattern("group_of_them")
_COUNTED_DONE = re.compile(r"[^.;,\d]{0,30}?\byang\s+(?:sudah|telah)\s[^.;,\d]{3,60},\s*[\d.,]+(?:\s+(?:ribu|juta))?")
"""Behind the whole of such a group: "dari 12.000 anak yang sudah diimunisasi, 5.900 di antaranya adalah pelajar"."""
_WITH_REST = re.compile(
    r"\s*(?:(?!sudah|telah)\w+\s+)?(?:masih\s+)?(?:ter?sisa|sisa(?:nya)?)\s+(?:sekitar\s+|sebanyak\s+)?\d", re.I
)
_OF_THESE_DONE = pattern("of_these_done")
_SAYS = pattern("says")
_OF_NAMELY = pattern("of_namely")
_WITH_TAKERS = pattern("with_takers")
_MINIMAL = pattern("minimal")
_PEOPLE = (Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE)
_LEAST_MONEY = 1000
"""Rupiah that a programme takes in or pays out at least: less has lost its word of scale, "Rp1,1 trliyiun"."""


def _of_another(number: Number, before: Number) -> bool:
    """Whether of two amounts one is money and the other is counted."""
    return Kind.PERCENT not in (number.kind, before.kind) and (number.kind is Kind.RUPIAH) != (
        before.kind is Kind.RUPIAH
    )


def reached_by(before: RoleOf, number: Number, left: str) -> bool:
    """Whether a count is of those whom the money or the goods before it reached: "Rp102 miliar untuk 1.153 debitur"."""
    given = before.number.kind is Kind.RUPIAH or before.number.unit is Unit.TON
    paid = before.role is Role.ACHIEVED and given
    return paid and number.unit in _PEOPLE and bool(_SERVED.fullmatch(left))


def reached_by_part(told: Sequence[RoleOf], number: Number, left: str) -> bool:
    """The same behind a percentage and its whole: "Rp5 miliar atau 11 persen dari pagu Rp46 miliar untuk 35 desa"."""
    if number.unit not in _PEOPLE or not _SERVED.fullmatch(left) or not told:
        return False
    money = told[-1].role is Role.BASE and told[-1].number.kind is Kind.RUPIAH
    for role in reversed(told):
        if role.role is Role.ACHIEVED:
            return role.number.kind is Kind.RUPIAH
        if role.role is Role.PERCENTAGE and (money or role.linked):
            money = money or role.linked
        elif role.role is not Role.BASE or role.number.kind is not Kind.RUPIAH:
            break
    return money and any(role.role is Role.PERCENTAGE for role in told[-2:])


_OBLIGED_DONE = pattern("obliged_done")
_CAME_TO = pattern("came_to")


def _valued(before: RoleOf, number: Number, left: str) -> bool:
    """Whether money is the value of what was counted right before: "ke 3.026 desa, dengan nilai Rp509 juta"."""
    counted = before.role is Role.ACHIEVED and before.number.kind is Kind.COUNT
    return counted and number.kind is Kind.RUPIAH and bool(_AT_VALUE.match(left))


def _sentence_before(text: str, number: Number) -> str:
    """The words of its sentence before a number, no more than so many."""
    words = text[max(0, number.hedge_start - _SENTENCE) : number.hedge_start]
    at = len(words)
    while (at := max(words.rfind(".", 0, at), words.rfind("\n", 0, at))) >= 0:
        if words[at + 1 : at + 2].isspace():
            break
    return words[at + 1 :]


def _aimed_at(own: list[Cue]) -> int:
    """Where the last word for a target ends, also one inside a verdict: "tidak mencapai target Rp54 miliar"."""
    verdicts = (c.end for c in own if c.kind in ("met", "not_met") and c.text.lower().endswith("target"))
    return max(last_cue(own, "target"), *verdicts, -1)


def _told_of_what(before: RoleOf, number: Number, left: str, words: str) -> bool:
    """Whether the amount behind "dari target …, yaitu" is the target: the part of it was told before.

    "Baru 35 persen dari target, yaitu 7.711 anak" may tell what that is in children.
    """
    if before.role is Role.ACHIEVED:
        return before.number.value < number.value
    told = before.linked or "," not in left or bool(_TAKEN_UP.match(words))
    return before.role is Role.PERCENTAGE and told


def amount_role(number: Number, left: str, right: str, own: list[Cue], before: RoleOf | None, text: str) -> RoleOf:
    """The role of an amount, by the words on its left and right, its own cues and the figure `before` it."""
    if number.unit is Unit.HECTARE:  # "lahan padi rusak seluas 3,5 hektare": that is damage, and nothing left to do
        own = [c for c in own if not c.text.lower().startswith("rusak")]
    if number.kind is not Kind.RUPIAH and change_so_big(left):
        return RoleOf(number, Role.CHANGE, "role.change")
    if _BALANCE.search(left) or _ADDED_TO.match(right) or (number.kind is Kind.RUPIAH and _ADDED.search(left)):
        return RoleOf(number, Role.SHARE, "role.added_up")
    if number.kind is Kind.BARE and number.value < _NO_COUNT and _BEHIND_ACRONYM.search(left):
        return RoleOf(number, Role.SHARE, "role.name")  # "sertifikat KIR 1"
    if number.kind is Kind.BARE and number.value < _NO_COUNT and _OF_THINGS.match(right):
        return RoleOf(number, Role.SHARE, "role.of_things")
    planted = any(c.kind == "done" and c.text.lower() not in ("tercatat", "terdata") for c in own)
    planted = planted or _WORKED_ON.search(left) is not None
    if number.unit is Unit.HECTARE and not planted and _LAND_THERE.search(left):
        return RoleOf(number, Role.SHARE, "role.land_there")
    if number.unit in _PEOPLE and last_cue(own, "done") < 0 and _WORKERS_NUMBER.search(left):
        return RoleOf(number, Role.SHARE, "role.of_workers")
    if number.unit in (Unit.PERSON, None) and last_cue(own, "remaining") < 0 and _VOTER_ROLL.search(left):
        return RoleOf(number, Role.BASE, "role.base")
    if number.comparator in _BOUNDS and _OTHERS_STAND.search(left):
        return RoleOf(number, Role.SHARE, "role.others_stand")
    if _OF_TARGET_WHICH.search(left):
        return RoleOf(number, Role.BASE, "role.of", linked=before is not None)
    if number.unit in (Unit.PERSON, None) and number.kind is not Kind.RUPIAH and _CAME_TO.search(left):
        return RoleOf(number, Role.SHARE, "role.came_to")
    if number.kind is Kind.RUPIAH and 0 < number.value < _LEAST_MONEY:
        return RoleOf(number, Role.SHARE, "role.no_scale")
    if before is not None and number.unit in _PEOPLE and _WITH_TAKERS.match(left):
        at = before.number.hedge_start
        planned = _AIMED.search(text[max(0, at - _BEHIND) : at])
    else:
        planned = None
    if planned:
        return RoleOf(number, Role.PLAN, "role.planned_with")
    if number.kind is Kind.RUPIAH and _CEILING.search(left + text[number.hedge_start : number.start]):
        return RoleOf(number, Role.SHARE, "role.loan_ceiling")
    if number.kind is Kind.RUPIAH and before is None and _DIFFERENCE.search(left):
        return RoleOf(number, Role.UNCLEAR, "role.difference")
    if number.kind is Kind.RUPIAH and _CAME_IN_AS.search(left) and last_cue(own, "forecast", "negation") < 0:
        return RoleOf(number, Role.ACHIEVED, "role.came_in", strong=True)  # "dari target Rp5 miliar, yang masuk Rp3"
    behind_it = text[number.hedge_end : number.hedge_end + _BEHIND]
    verbs = [cue for cue in own if not _SAYS.fullmatch(cue.text.lower())]  # "kini menjadi 173 unit, 134 di antaranya"
    if number.kind is Kind.COUNT and last_cue(verbs, "done", "remaining") < 0 and _OF_THESE_DONE.match(behind_it):
        led = before is None and number.unit in _PLACES_OF and _OF.search(left) is not None
        return RoleOf(number, Role.BASE, "role.of" if led else "role.of_these_done")
    if many_of_them(number, behind_it, text):
        return RoleOf(number, Role.BASE, "role.of_these_done")  # "memiliki 163 desa. Sebanyak 120 desa sudah …"
    if number.unit in (Unit.PERSON, None) and number.kind is not Kind.RUPIAH and _GROUP_OF_THEM.match(behind_it):
        return RoleOf(number, Role.SHARE, "role.group_of_them")  # "5.900 di antaranya adalah peserta didik"
    counted_done = _COUNTED_DONE.match(behind_it) if number.kind is Kind.COUNT else None
    if counted_done is not None and _GROUP_OF_THEM.match(behind_it, counted_done.end()):
        return RoleOf(number, Role.ACHIEVED, "role.group_of_them", strong=True)
    if number.kind in (Kind.COUNT, Kind.BARE) and _WITH_REST.match(behind_it) and last_cue(own, "done", "achieved") < 0:
        return RoleOf(number, Role.BASE, "role.with_rest")  # "Kota Arang 6.594 tersisa 655, Kota Sena 8.120 tersisa 12"
    if number.kind in (Kind.COUNT, Kind.BARE) and _STAND_OUT.match(text[number.hedge_end : number.hedge_end + _BEHIND]):
        return RoleOf(number, Role.SHARE, "role.stand_out")
    if _MINIMAL.match(text, number.hedge_start) and last_cue(own, "done") < 0:
        return RoleOf(number, Role.PLAN, "role.minimum")
    rest = _REST_IS.search(right)
    parted = rest is not None and right[: rest.start()].rstrip().endswith((",", ";", "dan", "sedangkan", "sementara"))
    if rest is not None and parted:
        right = right[: rest.start()]  # "yang berbadan hukum 430, sisanya masih proses": the rest is another figure
    still = _AFTER_REMAINING.opens(right) is not None
    left_over = still or last_cue(own, "remaining") > last_cue(own, "base", "base_of")
    if left_over and _FROM.search(left) and _LEFT_OF_WHOLE.match(text, number.hedge_end):
        return RoleOf(number, Role.BASE, "role.of", linked=before is not None)
    obliged = bool(number.noun and number.noun.startswith("wajib") and not left_over)
    if obliged and _OBLIGED_DONE.match(behind_it) and last_cue(own, "base_of", "target") < 0:
        return RoleOf(number, Role.ACHIEVED, "role.obliged_done", strong=True)
    if obliged:
        return RoleOf(number, Role.BASE, "role.noun")
    if number.kind is not Kind.RUPIAH and _DONE_OF_THAT.search(left):
        return RoleOf(number, Role.ACHIEVED, "role.done_of_that", strong=True)
    that = _OF_THAT.search(left) or _OF_ALL.search(left)
    if that is not None and (_AFTER_DONE.match(right) or _WITH_SHARE.fullmatch(right)):
        return RoleOf(number, Role.ACHIEVED, "role.done_of_that", strong=True)
    if number.kind is Kind.RUPIAH and _OUT_OF_WHOLE.search(left) and _THAT.match(right):
        return RoleOf(number, Role.SHARE, "role.whole_again")  # "dari total realisasi Rp1,09 triliun tersebut, …"
    if (told := _OF_THAT.search(left)) is not None:
        if _AMONG_THEM.match(right) and not left_over:
            return RoleOf(number, Role.SHARE, "role.part_of_that")  # "dari jumlah tersebut, 4 juta di antaranya …"
        if number.kind is not Kind.RUPIAH and _IS_ONE.match(right) and not left_over:
            return RoleOf(number, Role.SHARE, KIND_OF_THAT)  # "dari total itu, 277 merupakan koperasi desa dan 13 …"
        whole_end = number.hedge_start - len(left) + left.index(",", told.start())
        own = [c for c in own if c.kind not in ("base", "whole") or c.start > whole_end]  # "dari wajib lapor itu, 859"
    if before is not None and _valued(before, number, left):
        return RoleOf(number, Role.ACHIEVED, "role.at_value", strong=before.strong)
    change, achieved = last_cue(own, "change"), last_cue(own, "done", "achieved")
    base, target = last_cue(own, "base"), _aimed_at(own)
    counted = number.unit in (Unit.PERSON, Unit.HOUSEHOLD) or number.kind is Kind.BARE
    if base >= 0 and counted:  # "wajib KTP … tercatat 318.420 jiwa", "jumlah penduduk tercatat 468 ribu" is a base
        achieved = max(
            (c.end for c in own if c.kind in ("done", "achieved") and c.text.lower() not in ("tercatat", "terdata")),
            default=-1,
        )
    able = _ABLE_TO.search(left)
    if able and number.decimals > 1 and _ITS_FIGURE.search(left[: able.start()]):
        # "targetnya Rp8 triliun, namun realisasinya bisa mencapai Rp12,48 triliun": nobody hopes so exactly
        own = [c for c in own if c.kind != "forecast" or c.start < number.hedge_start - len(left) + able.start()]
    remaining, forecast = last_cue(own, "remaining"), last_cue(own, "forecast")
    clause = max((m.end() for m in _ACHIEVED_CLAUSE.finditer(left)), default=-1)
    if clause >= 0 and max(base, target) < number.hedge_start - len(left) + clause:
        achieved = max(achieved, number.hedge_start - len(left) + clause)  # "berpotensi, dengan realisasi Rp7 juta"
    if number.kind is Kind.RUPIAH and _OF_ARREARS.search(left):
        return RoleOf(number, Role.BASE, "role.of_arrears", linked=before is not None and before.role is Role.ACHIEVED)
    if number.kind is not Kind.BARE and _CHANGED_AGAINST.search(left):
        return RoleOf(number, Role.CHANGE, "role.change_against")
    words = _sentence_before(text, number)
    if number.kind is Kind.RUPIAH and _CHANGED_FROM.search(words) and _BECAME.match(right):
        return RoleOf(number, Role.SHARE, "role.changed_from")  # "APBD semula Rp9 triliun, naik menjadi Rp14 triliun"
    based = number.kind is Kind.RUPIAH and before is not None and before.role is Role.BASE and not before.linked
    if based and before is not None and _BASE_CHANGED_TO.fullmatch(left):
        at = before.number.hedge_start
        if _BASE_SET.search(text[max(0, at - _BEHIND) : at]):
            return RoleOf(number, Role.BASE, "role.target_moved")  # "target Rp19 miliar, naik menjadi Rp21 miliar"
    behind = text[number.hedge_end : number.hedge_end + _BEHIND]
    if number.kind is Kind.RUPIAH and last_cue(own, "done") < 0 and _OF_WHICH_DONE.match(behind):
        return RoleOf(number, Role.BASE, "role.of_which_done")
    if number.kind is not Kind.RUPIAH and _OF_TOTAL_NAMED.search(left):
        return RoleOf(number, Role.BASE, "role.of", linked=before is not None)
    if number.kind is Kind.COUNT and _IN_ORDER_TO.search(left) and not _HAPPENED.search(words):
        return RoleOf(number, Role.PLAN, "role.in_order_to")  # "11 dapur sudah beroperasi untuk melayani 37 ribu"
    if number.kind is Kind.RUPIAH and _TARGET_CHANGED.search(words):
        return RoleOf(number, Role.BASE, "role.target_moved")
    moved = _FROM_TARGET.search(left) or _TARGET_BECAME.search(words)
    if moved and not _CAME_IN.search(words):
        return RoleOf(number, Role.BASE, "role.target_moved")  # "meningkat dari target Rp13 miliar menjadi Rp14 miliar"
    if number.kind is not Kind.RUPIAH and _PLAN_CHANGED.search(_sentence_before(text, number)):
        return RoleOf(number, Role.BASE, "role.target_moved")
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
    if number.kind is Kind.COUNT and remaining < 0 and _ON_WHOM_DUE.search(left):
        return RoleOf(number, Role.BASE, "role.on_whom_due")
    if forecast >= 0 and forecast > last_cue(own, "done") and only_planned(own, left, number.hedge_start):
        achieved = -1
    if aims_at(own, left):
        achieved = -1
    if change >= 0 and change > max(base, target, remaining) and not _TO.search(left):
        gap_words = left[-(number.hedge_start - change) :] if number.hedge_start > change else ""
        if _FROM.search(left):
            if before is not None and before.rule in _SET and not before.linked:
                return RoleOf(number, Role.SHARE, "role.set_before")  # "kuota 9.214 KPM, naik dari 8.870 KPM"
            return RoleOf(number, Role.ACHIEVED, "role.level_from")
        if _DIRECT.match(gap_words):
            return RoleOf(number, Role.CHANGE, "role.change")
    if _TARGET_MOVED.search(left):
        return RoleOf(number, Role.BASE, "role.target_moved")  # "targetnya meningkat menjadi Rp185 miliar"
    moves = before is not None and (before.role is Role.CHANGE or before.rule == "role.level_from")
    rises = moves and all(cue.kind == "change_to" for cue in own)  # "dari Rp3 miliar menjadi Rp4 miliar"
    risen = rises and before is not None and before.rule == "role.level_from"
    if risen and before is not None and _TO.search(left):
        near = max(0, number.hedge_start - len(words))
        if aims_to_change(text, near, before):
            return RoleOf(number, Role.PLAN, "role.target_to")
    if _SET_HIGHER.search(left):
        return RoleOf(number, Role.PLAN, "role.set_higher")
    if (change > max(target, forecast) or rises) and _TO.search(left):  # "naik 1,5 persen menjadi 900 hektare"
        return RoleOf(number, Role.ACHIEVED, "role.level_to", strong=True)
    if before is not None and before.rule == "role.level_to" and _FROM.fullmatch(left.strip()):
        return RoleOf(number, Role.ACHIEVED, "role.level_from")  # "naik jadi Rp14,9 miliar dari Rp7,7 miliar"
    if still and remaining < 0:
        return RoleOf(number, Role.REMAINING, "role.remaining_after", strong=True)
    if number.kind is Kind.COUNT and _STILL_MUST.search(left):
        return RoleOf(number, Role.REMAINING, "role.still_must", strong=True)
    if number.unit in _PEOPLE and left.endswith(", ") and _STUNTED.match(right):
        return RoleOf(number, Role.ACHIEVED, "role.of_base", strong=True)  # "dari yang ditimbang itu, 2.960 balita …"
    of = None if _OF_YEAR.search(left) else _OF.search(left)  # "tunggakan dari tahun 2015 sampai 2023 Rp12 miliar"
    one_clause = of is not None and ("," not in left[of.start() :].strip(" ,") or _AGAIN_OF.search(left) is not None)
    if of is not None and one_clause and not _TO.search(left) and not (own and own[-1].kind == "done"):
        if before is not None and _of_another(number, before.number) and len(left) - of.start() <= 8:
            return RoleOf(number, Role.SHARE, "role.of_another")  # "Rp55 miliar dari 1.061 debitur": where it came from
        to = (
            _TO.search(text[max(0, before.number.hedge_start - 30) : before.number.hedge_start])
            if before is not None
            else None
        )
        if to is not None and not to.group().startswith("ke"):  # "tersalur ke 150 desa dari 154 desa" is no change
            return RoleOf(number, Role.ACHIEVED, "role.level_from")  # "naik menjadi Rp14 triliun dari Rp7 triliun"
        of = None if number.kind is Kind.RUPIAH and _FROM_SOURCE.match(left, of.start()) else of
    if of is not None and (_OF_THAT.search(left) or _OUT_OF_THAT.search(left)) and not _AFTER_BASE.match(right):
        of = None  # "dari jumlah itu, 859 memiliki akun": a part of it
    if of is not None and one_clause and not _TO.search(left) and not (own and own[-1].kind == "done"):
        return RoleOf(number, Role.BASE, "role.of", linked=before is not None and of.start() <= 12)
    if before is not None and _OF_NAMELY.fullmatch(left) and _told_of_what(before, number, left, words):
        return RoleOf(number, Role.BASE, "role.of", linked=True)  # "35 persen dari target lansia, yaitu 21.553 orang"
    if before is not None and before.number.value < number.value and _AMONG.fullmatch(left):
        return RoleOf(number, Role.BASE, "role.of", linked=True)  # "25 di antara 86 desa"
    if number.kind is Kind.RUPIAH and _LACKING.search(left) and _STILL_OWED.match(right):
        return RoleOf(number, Role.REMAINING, "role.still_must", strong=True)
    due = number.kind is not Kind.RUPIAH and _DUE.match(right)
    if due and (_LACKING.search(left) or _STILL.search(left)):
        return RoleOf(
            number, Role.REMAINING, "role.still_must", strong=True
        )  # "kekurangan itu berarti 900 warga yang harus"
    if (
        _AFTER_BASE.match(right) and not _ONLY.search(left) and not _NOT_DONE.search(left)
    ):  # "baru 28.300 penduduk yang sudah wajib KTP"
        return RoleOf(number, Role.BASE, "role.base_after")
    rest_done = _REST_IS.search(left) is not None and bool(_REST_DONE.match(right))
    if rest_done:
        return RoleOf(number, Role.ACHIEVED, "role.rest_done", strong=True)  # "selebihnya 260.400 orang sudah"
    if remaining >= 0 and remaining > max(base, target, undone(own, remaining)):
        return RoleOf(number, Role.REMAINING, "role.remaining", strong=True)
    if before is not None and before.rule in ("role.of", "role.noun") and left.endswith(", "):
        # "dari 310 jiwa wajib KTP, 300 sudah …", "dari 1.272 km jalan, 992 km dalam kondisi mantap"
        if _AFTER_DONE.match(right):
            return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
        smaller = number.value < before.number.value
        if not own and smaller and number.unit is not None and number.unit == before.number.unit:
            return RoleOf(number, Role.ACHIEVED, "role.of_base")
    if before is not None and before.rule == "role.of" and _LED.search(left) and _REPORTED.match(right):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    if max(base, target) >= 0 and max(base, target) > achieved:
        at_last = target > base and _AIMED.search(left) is not None
        return RoleOf(number, Role.BASE, "role.aimed" if at_last else "role.base")
    reached = max((c.end for c in own if c.kind == "achieved" and c.text.lower() != "panen"), default=-1)
    reached = min(achieved, reached)
    projected = number.kind is Kind.RUPIAH and _PROJECTED.search(left)
    if projected and forecast > max(reached, last_cue(own, "done", "achieved")):
        return RoleOf(number, Role.BASE, "role.projected")  # "total pendapatan diproyeksikan sebesar Rp10 triliun"
    if forecast >= 0 and forecast > max(reached, last_cue(own, "done")):  # "memprediksi panen mencapai 28.131 hektare"
        return RoleOf(number, Role.PLAN, "role.forecast")
    if number.kind is Kind.RUPIAH and achieved < 0 and (_FUND_WHOLE.search(left) or _BUDGET_WHOLE.search(left)):
        return RoleOf(number, Role.BASE, "role.fund_whole")
    whole = last_cue(own, "whole")
    if whole >= 0 and number.kind is Kind.COUNT and _WHO_DID.match(right):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    if whole >= 0 and _TOOK_PART.search(left):
        return RoleOf(number, Role.ACHIEVED, "role.took_part", strong=True)
    if whole >= 0 and number.kind is Kind.COUNT and left.rstrip().lower().endswith(_TOTALS):
        subject = number.unit in _PEOPLE and _AFTER_SUBJECT.match(right)
        if (subject or _AFTER_DONE.match(right)) and not _PART_BEHIND.match(behind):
            return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)  # "Total 1.486 kasus telah ditemukan"
    summed = left.rstrip().lower().endswith(_TOTALS) and _WITH_SHARE.fullmatch(right) is not None
    reached_whole = _WHOLE_REACHED.search(left) is not None or summed  # "panen totalnya 23.959 hektare atau 99 persen"
    if whole > achieved and number.kind is not Kind.RUPIAH and cue_after(own, whole, "vague") < 0 and not reached_whole:
        return RoleOf(number, Role.BASE, "role.whole")
    ranked = [c for c in own if c.kind != "share" or c.text.lower() not in RANKS or last_cue(own, "vague") < c.end]
    kind = any(c.kind == "share" and c.text.lower() == "kategori" for c in own) and _AFTER_DONE.match(right)
    # but "peringkat kedua, Desa Anu realisasinya Rp98 juta", and "pada kategori lansia, 7.711 orang telah disuntik"
    if last_cue(ranked, "share") > achieved and not kind:
        return RoleOf(number, Role.SHARE, "role.share")
    if before is not None and reached_by(before, number, left):
        return RoleOf(number, Role.ACHIEVED, "role.served", strong=before.strong)
    if achieved >= 0 or last_cue(own, "vague") >= 0:
        return RoleOf(number, Role.ACHIEVED, "role.achieved", strong=achieved >= 0 or bool(_AFTER_DONE.match(right)))
    if _TO_TARGET.match(right) and _STILL.search(left):
        return RoleOf(number, Role.REMAINING, "role.to_target", strong=True)
    subject = number.unit in _PEOPLE and _AFTER_SUBJECT.match(right)
    if subject or _AFTER_DONE.match(right) or (number.unit is Unit.VILLAGE and _RECEIVING.match(right)):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    return RoleOf(number, Role.UNCLEAR, "role.none")
