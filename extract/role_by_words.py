"""What the words around a number tell of it: first what any number may be, then what an amount or a percentage is."""

from __future__ import annotations

import re

from extract.amount_roles import amount_role
from extract.gates import Gated
from extract.mentions import Kind, Number
from extract.percent_roles import percent_role
from extract.percent_shares import is_divided
from extract.role_cues import last_cue
from extract.role_of import Role, RoleOf
from extract.role_pairs import untold
from extract.role_regions import is_for_villages
from extract.role_window import Window
from extract.vocabulary import openings, pattern
from models.values import Unit

_OR = pattern("or")
_OR_LATER = pattern("or_later")
_NOUN_BRACKET = pattern("noun_bracket")
_JOINTS = frozenset({"(", ",", "atau", ", atau", "/"})
_DIRECT = pattern("direct")
_COMPARED = pattern("compared")
_COMPARED_LEVEL = pattern("compared_level")
_BY = re.compile(r"\s?[xX×]\s?\d")
_BY_BEFORE = re.compile(r"\A\s?[xX×]\s?\Z|\d\s?[xX×]\s?\Z")
"""Between the sides of something: "box culvert ukuran 2 x 6"."""
_AFTER_CHANGE = pattern("after_change")
_RATE = pattern("rate")
_DAILY = pattern("daily")
_TIMES = re.compile(r"\s*(?:x|×|\*|dikali(?:kan)?)\s*", re.IGNORECASE)
_UNPLANTED = pattern("unplanted")
_NOT_RUNNING = pattern("not_running")
_HAPPENS_IN = pattern("happens_in")
_PART_OF = pattern("part_of")
_AGENTS = pattern("agents")
_BY_AGENTS = pattern("by_agents")
_REACH = 600
"""Characters before a number in which its sentence is asked: more would make one endless sentence cost its square."""
_HARMABLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD, None})
_HARMED = pattern("harmed")
_HARMED_BEFORE = pattern("harmed_before")
_NEEDED_UNTIL = pattern("needed_until")
_NEED_TOLD = pattern("need_told")
_SPOILT = pattern("spoilt")
_SPOILT_BEFORE = pattern("spoilt_before")
_SPOILT_RULE = "role.spoilt"
_SPOILABLE = frozenset({Unit.DOCUMENT, Unit.UNIT})
_SUPPLIES = pattern("supplies")
_OCCASION = pattern("occasion")
_OF_WHOM_DUE = pattern("of_whom_due")
_COUNTED = frozenset({Unit.VILLAGE, Unit.UNIT, Unit.HOUSEHOLD, Unit.PERSON})
_EXCEPT = pattern("except")
_SET_ASIDE = pattern("set_aside")
_NOT_COUNTED = pattern("not_counted_in")
_STAGED = pattern("staged")
_REST_OF_PARTS = pattern("rest_of_parts")
_FORMERLY = pattern("formerly")
_SHOULD = pattern("should")
_SHOULD_BE = pattern("should_be")
_SHORT_BY = Gated(r"\b(?:kurang|defisit|minus|selisih(?:nya)?)\s+(?:sekitar\s+|sebesar\s+)?\Z")
_OF_MARK = pattern("of_mark")
_OF_WIDER = pattern("of_wider")
_AFTER_REMAINING = openings("after_remaining")
_WHOLE = 100


def role_by_words(window: Window) -> RoleOf:
    """The role of a number by its words: the first question that knows an answer gives it."""
    linked = _is_linked(window)
    role = _size_or_rate(window, linked) or _worked_on_or_hit(window) or _stock(window) or _apart(window)
    if role is not None:
        return role
    if linked and window.before is not None:
        return _linked(window.number, window.before, window.right)
    role = _should_be(window)
    if role is not None:
        return role
    return percent_role(window) if window.number.kind is Kind.PERCENT else amount_role(window)


def _is_linked(window: Window) -> bool:
    """Whether a percentage and an amount are one thing: "15 persen atau Rp3 miliar", "Rp3 miliar (15 persen)"."""
    number, left, before = window.number, window.left, window.before
    if before is None or (before.number.kind is Kind.PERCENT) == (number.kind is Kind.PERCENT):
        return False
    if before.role is Role.CHANGE and _DIRECT.match(left):
        return True  # "naik sekitar Rp8 miliar sebesar 7 persen"
    if before.rule == "role.of_those":
        return False  # "lebih dari separuhnya atau 2,3 juta bayi sudah …": the count tells itself what it is
    joint = left.strip() in _JOINTS or bool(_NOUN_BRACKET.fullmatch(left))
    return joint or bool(_OR.match(left) or _OR_LATER.match(left))


def _size_or_rate(window: Window, linked: bool) -> RoleOf | None:
    """A side of something, a change in points, or so many a day."""
    number, left, right = window.number, window.left, window.right
    percent = number.kind is Kind.PERCENT
    if not percent and (_BY.match(window.text, number.end) or _BY_BEFORE.search(left)):
        return RoleOf(number, Role.SHARE, "role.size")
    if number.kind is Kind.POINTS or (_AFTER_CHANGE.match(right) and not (linked or _is_compared(window))):
        return RoleOf(number, Role.CHANGE, "role.points")
    if percent:
        return None
    rate = number.rule.endswith((".rate", ".rate.range")) or _RATE.match(right) or _DAILY.search(left)
    return RoleOf(number, Role.SHARE, "role.rate") if rate or _TIMES.fullmatch(left) else None


def _worked_on_or_hit(window: Window) -> RoleOf | None:
    """Land that lies idle, where something happens, who works on it, whom harm was done to, what is needed."""
    number, left, right, text, before = window.number, window.left, window.right, window.text, window.before
    if number.unit is Unit.HECTARE and _UNPLANTED.match(text[number.hedge_end : window.sentence.end]):
        return RoleOf(number, Role.SHARE, "role.unplanted")
    if number.unit is Unit.UNIT and _NOT_RUNNING.match(right):
        return RoleOf(number, Role.SHARE, "role.not_running")
    happens = number.unit is Unit.VILLAGE and before is not None and _HAPPENS_IN.search(left)
    there = happens and not (_PART_OF.match(right) or _is_of_them(before, number))
    if there or is_for_villages(number, before, left, right):
        return RoleOf(number, Role.SHARE, "role.happens_in")
    if number.kind is Kind.PERCENT:
        return None
    if _AGENTS.match((number.noun or "") + right) or _BY_AGENTS.search(left):
        return RoleOf(number, Role.SHARE, "role.agents")
    near = max(window.sentence.start, number.hedge_start - _REACH)
    harmable = number.unit in _HARMABLE
    if harmable and (_HARMED.match(right) or _HARMED_BEFORE.search(text[near : number.hedge_start])):
        return RoleOf(number, Role.SHARE, "role.harmed")
    if number.kind is Kind.COUNT and _NEEDED_UNTIL.match(right) and _NEED_TOLD.search(text, near, number.hedge_start):
        return RoleOf(number, Role.PLAN, "role.needed")
    return None


def _stock(window: Window) -> RoleOf | None:
    """What is spoilt or in stock, foreign money, and an occasion that is counted."""
    number, left, before = window.number, window.left, window.before
    behind = (number.noun or "") + window.right
    spoilt = _SPOILT_BEFORE.search(left) or (number.unit in _SPOILABLE and _SPOILT.match(behind))
    if spoilt or (before is not None and before.rule == _SPOILT_RULE and before.number.noun == number.noun):
        return RoleOf(number, Role.SHARE, _SPOILT_RULE)
    if number.rule == "count.currency":
        return RoleOf(number, Role.SHARE, "role.foreign_money")
    if last_cue(window.own, "supply") >= 0 or _SUPPLIES.match(behind):
        return RoleOf(number, Role.SHARE, "role.supply")
    if _OCCASION.search(left):
        return RoleOf(number, Role.SHARE, "role.occasion")
    return None


def _apart(window: Window) -> RoleOf | None:
    """Those who are due, those who are excepted, what is set aside, and parts into which a sum is divided."""
    number, text, sentence = window.number, window.text, window.sentence
    percent = number.kind is Kind.PERCENT
    if _OF_WHOM_DUE.match(window.right):  # "dari penduduk …, 72 persen atau 191 juta di antaranya wajib KTP"
        return RoleOf(number, Role.SHARE if percent else Role.BASE, "role.of_whom_due")
    near = max(sentence.start, number.hedge_start - _REACH)
    if number.unit in _COUNTED and _EXCEPT.search(text[near : number.hedge_start]):
        return RoleOf(number, Role.REMAINING, "role.except", strong=True)
    if _NOT_COUNTED.search(window.left):
        return RoleOf(number, Role.SHARE, "role.not_counted")  # "jumlah itu belum termasuk 2.000 pemilih pemula"
    if _SET_ASIDE.match(text, number.hedge_end, sentence.end):
        return RoleOf(number, Role.SHARE, "role.set_aside")
    if percent and is_divided(text, sentence, number):
        return RoleOf(number, Role.SHARE, "role.divided")
    return None


def _should_be(window: Window) -> RoleOf | None:
    """What is paid by stages, the rest of parts, what was before, what should be and what is short of a mark."""
    number, left, right, text = window.number, window.left, window.right, window.text
    percent = number.kind is Kind.PERCENT
    near = max(window.sentence.start, number.hedge_start - _REACH)
    if percent and last_cue(window.own, "done") < 0 and _STAGED.search(text, near, number.start):
        return RoleOf(number, Role.SHARE, "role.staged")
    if _REST_OF_PARTS.search(text, near, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.rest_of_parts")
    if not percent and _FORMERLY.search(left):
        return RoleOf(number, Role.CHANGE, "role.formerly")
    if _SHOULD.search(left) or _SHOULD_BE.match(right):
        return RoleOf(number, Role.TARGET if percent else Role.PLAN, "role.should")
    if not percent and _SHORT_BY.search(left) and _OF_MARK.match(right):
        return RoleOf(number, Role.REMAINING, "role.short_by", strong=True)  # "kurang Rp10 miliar dari target"
    return None


def _is_of_them(before: RoleOf | None, number: Number) -> bool:
    """Whether villages are some of those told before: "Dari 163 desa, dana desa sudah cair di 120 desa"."""
    whole = before is not None and before.role is Role.BASE and before.number.unit is number.unit
    return whole and before is not None and number.value < before.number.value


def _is_compared(window: Window) -> bool:
    """Whether a level is laid beside another one, also one of the same kind of another year; a change has none."""
    number = window.number
    if last_cue(window.own, "change") >= 0:
        return False
    if _COMPARED.search(window.right):
        return True
    other = _COMPARED_LEVEL.match(window.text, number.hedge_end, window.sentence.end)
    if other is None:
        return False
    return bool(other["money"]) == (number.kind is Kind.RUPIAH) and bool(other["percent"]) == (
        number.kind is Kind.PERCENT
    )


def _linked(number: Number, before: RoleOf, right: str) -> RoleOf:
    """A number joined to the one before by "atau" or brackets: the same thing in another measure."""
    percent = number.kind is Kind.PERCENT
    same = {
        Role.ACHIEVED: Role.PERCENTAGE,
        Role.UNCLEAR: Role.PERCENTAGE,
        Role.BASE: Role.PERCENTAGE,
        Role.REMAINING: Role.REMAINING_PERCENTAGE,
        Role.PLAN: Role.TARGET,  # "bisa tercapai 3.000 bidang atau 70 persen"
    }
    turned = {
        Role.PERCENTAGE: Role.ACHIEVED,
        Role.REMAINING_PERCENTAGE: Role.REMAINING,
        Role.TARGET: Role.PLAN,
        Role.TARGET_NOT_MET: Role.PLAN,
    }
    if percent and before.number.kind is not Kind.PERCENT:
        if before.rule == "role.aimed" and _OF_WIDER.match(right):
            return RoleOf(number, Role.TARGET, "role.target")  # "ditarget 160 orang atau 25 persen dari wajib KTP"
        if before.role is Role.BASE and number.value == _WHOLE:
            return RoleOf(number, Role.SHARE, "role.whole_base")  # "… dari target Rp730 miliar (100%)"
        if _AFTER_REMAINING.opens(right) and (before.role is not Role.ACHIEVED or untold(before)):
            return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.linked", linked=True)
        return RoleOf(number, same.get(before.role, before.role), "role.linked", linked=True)
    if not percent and before.number.kind is Kind.PERCENT:
        return RoleOf(number, turned.get(before.role, before.role), "role.linked", linked=True)
    return RoleOf(number, Role.UNCLEAR, "role.linked", linked=True)
