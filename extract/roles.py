"""What each number of a sentence is: achieved, base, remaining, a level, a target, a change, or nothing of ours."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import islice, pairwise
from operator import attrgetter

from extract.amount_done import reached_by_part
from extract.amount_parts import KIND_OF_THAT
from extract.amount_roles import amount_role
from extract.changed_amounts import with_changes
from extract.compared_levels import left_of_undesired, of_other_time, of_series
from extract.counts import for_regions, in_name, is_announced, is_aside, is_change, summed, unbroken, with_sign
from extract.denied import denied_figures, put_right
from extract.done import CAME_TO_THEM, came_to_them, done_before, is_done, mended, told_done, whom_it_reached
from extract.gaps import is_gap, is_supposed
from extract.gates import Gated
from extract.mentions import Cue, Kind, Number, PeriodRole
from extract.percent_roles import percent_role
from extract.percent_shares import is_divided
from extract.reading import Reading, within
from extract.role_cues import last_cue, own_cues
from extract.role_lists import aimed_at_by_measure, aimed_at_in_list, done_in_list
from extract.role_of import Role as Role
from extract.role_of import RoleOf as RoleOf
from extract.role_pairs import goes_on_aiming, joined, told_by_share, total_of_parts, untold, whole_of_parts
from extract.role_regions import BROUGHT_IN, is_brought_in, is_for_villages
from extract.role_times import (
    NEXT_YEAR,
    behind_attribute,
    behind_front,
    is_planned,
    is_to_come,
    of_next_year,
    will_have,
)
from extract.role_window import Window
from extract.sentences import Sentence
from extract.undone import left_undone
from extract.undone_levels import rest_to_come, rests_before_and_after
from extract.vocabulary import pattern
from models.values import Unit

_OR = pattern("or")
_OR_LATER = pattern("or_later")
_NOUN_BRACKET = pattern("noun_bracket")
_OCCASION = pattern("occasion")
_NEEDED_UNTIL = pattern("needed_until")
_NEED_TOLD = pattern("need_told")
_OF_WHOM_DUE = pattern("of_whom_due")
_RATE = pattern("rate")
_UNPLANTED = pattern("unplanted")
_NOT_RUNNING = pattern("not_running")
_HAPPENS_IN = pattern("happens_in")
_DAILY = pattern("daily")
_TIMES = re.compile(r"\s*(?:x|×|\*|dikali(?:kan)?)\s*", re.IGNORECASE)
_AFTER_REMAINING = pattern("after_remaining")
_AFTER_CHANGE = pattern("after_change")
_SUPPLIES = pattern("supplies")
_LEADS_ON = pattern("leads_on")
_DIRECT = pattern("direct")
_OF_SEX = pattern("of_sex")
_REST_BEFORE = Gated(r"\b(?:sisanya|selebihnya)\s+(?:sebesar\s+|sebanyak\s+|senilai\s+)?\Z")
_ITS_KIND = re.compile(r"\s*(?:(?:adalah|merupakan|berupa|untuk|dari|berasal dari)\s+)?")
_SEX_BEFORE = pattern("sex_before")
_LIST_OF_PLACES = pattern("list_of_places")
_SEXES = ("laki-laki", "perempuan", "pria", "wanita")
_SHOULD = pattern("should")
_SHOULD_BE = pattern("should_be")
_FORMERLY = pattern("formerly")
_EXCEPT = pattern("except")
_SET_ASIDE = pattern("set_aside")
_NOT_COUNTED = pattern("not_counted_in")
_SPOILT = pattern("spoilt")
_SPOILT_BEFORE = pattern("spoilt_before")
_SPOILT_RULE = "role.spoilt"
_SPOILABLE = frozenset({Unit.DOCUMENT, Unit.UNIT})
_HARMABLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD, None})
_COUNTED = frozenset({Unit.VILLAGE, Unit.UNIT, Unit.HOUSEHOLD, Unit.PERSON})
_REST_OF_PARTS = pattern("rest_of_parts")
_WHOLE = 100
_OWED = pattern("owed_before")
_ITS_VALUE = pattern("its_value")
_OWED_BACK = 200
_BY = re.compile(r"\s?[xX×]\s?\d")
_BY_BEFORE = re.compile(r"\A\s?[xX×]\s?\Z|\d\s?[xX×]\s?\Z")
"""Between the sides of something: "box culvert ukuran 2 x 6"."""
_REACH = 600
"""Characters before a number in which its sentence is asked: more would make one endless sentence cost its square."""
_AGENTS = pattern("agents")
_HARMED = pattern("harmed")
_HARMED_BEFORE = pattern("harmed_before")
_BY_AGENTS = pattern("by_agents")
_PART_OF = pattern("part_of")
_COMPARED = pattern("compared")
_COMPARED_LEVEL = pattern("compared_level")
_STAGED = pattern("staged")
_OF_WIDER = pattern("of_wider")


_LED = 30
_AND = re.compile(r"\s*,?\s*(?:dan|serta|sedangkan)?\s*(?:sebanyak\s+)?")
_SO = re.compile(r"\A\W*jadi[\s,]+(?=[a-z])", re.IGNORECASE)
"""What leads on to a sentence: "Jadi tinggal 3 persen" tells of no change."""
_INSERTED = pattern("inserted")
_SHORT_BY = Gated(r"\b(?:kurang|defisit|minus|selisih(?:nya)?)\s+(?:sekitar\s+|sebesar\s+)?\Z")
_OF_MARK = pattern("of_mark")
_ASIDE = re.compile(
    r"\s*\([^()\d]{2,60}\)|\s*,?\s+(?:menurut|kata|ujar|sebut|ungkap|jelas|tutur)(?:nya|\s+(?:dia|ia|[A-Z][\w.']+(?:\s[A-Z][\w.']+){0,3}))\s*,"
)
"""Between a count and its verb: "30.000 anak di Penyang (sebutan Katingan), menurut Arga, sudah memiliki KIA"."""


def _told_in_rupiah(text: str, number: Number, behind: Number) -> bool:
    """Whether foreign money is told again in rupiah right behind: "USD 307,32 juta atau sebesar Rp4,41 triliun"."""
    foreign = number.rule == "count.currency" and behind.kind is Kind.RUPIAH
    return foreign and _IN_RUPIAH.fullmatch(text, number.hedge_end, behind.hedge_start) is not None


def assign_roles(reading: Reading, sentence: Sentence) -> list[RoleOf]:
    """The role of each number of a sentence, in order."""
    usable = (None, "headline")  # a headline's own sentence is asked for its roles too, to lay it beside the body
    numbers = [n for n in within(reading.numbers, sentence.start, sentence.end) if reading.noisy(n.start) in usable]
    numbers = unbroken(reading.text, [n for n in numbers if not for_regions(reading.text, n)])
    numbers = summed(reading.text, numbers)
    again = [n for n, behind in pairwise(numbers) if _told_in_rupiah(reading.text, n, behind)]
    numbers = [n for n in numbers if n not in again]
    if not numbers:
        return []
    numbers = [with_sign(reading, n, numbers) for n in numbers]
    denied = denied_figures(reading, sentence, numbers)
    numbers = [n for n in numbers if n not in denied]
    cues = [c for c in within(reading.cues, sentence.start, sentence.end) if not in_name(reading, c)]
    held = [p for p in within(reading.periods, sentence.start, sentence.end) if p.role is not PeriodRole.NOW]
    times = [(p.start, p.end) for p in held]
    times += [found.span() for found in _INSERTED.finditer(reading.text, sentence.start, sentence.end)]
    cues = [c for c in cues if not any(a <= c.start and c.end <= b for a, b in times)]  # "anggaran", "belum lama ini"
    made: list[RoleOf] = []
    done: list[bool] = []
    sexes = sum(n.noun in _SEXES or _behind_sex(reading, n) for n in numbers) if len(numbers) > 1 else 0
    starts = [cue.start for cue in cues]
    listed = aimed_at_in_list(reading.text, sentence)
    headed = not listed and done_in_list(reading.text, sentence)
    for at, number in enumerate(numbers):
        left_start = numbers[at - 1].hedge_end if at else sentence.start
        left_start = behind_attribute(reading, left_start if at else behind_front(reading, sentence, number), number)
        left_start = max([left_start, *(n.hedge_end for n in denied if n.end <= number.start)])
        right_end = numbers[at + 1].hedge_start if at + 1 < len(numbers) else sentence.end
        right_end = min([right_end, *(n.hedge_start for n in denied if n.start >= number.end)])
        left = reading.text[left_start : number.hedge_start]
        left = left if at else _SO.sub("", left)
        right = reading.text[number.hedge_end : right_end]
        if at + 1 < len(numbers):  # what stands behind a comma belongs to the next number
            right = _LEADS_ON.sub("", right.partition(",")[0])
            part = numbers[at + 1].kind is not Kind.PERCENT and bool(_PART_OF.match(right))
        else:
            right, part = _without_wholes(reading, number.hedge_end, right_end), False
        right = _ASIDE.sub("", right)
        own = own_cues(
            reading.text, number, cues[bisect_left(starts, left_start) : bisect_left(starts, number.hedge_start)]
        )
        own = _of_listed(reading, own, left_start, number)
        if at and numbers[at - 1].kind is Kind.BARE:  # "dari 79.964 jumlah anak, 74.244 jiwa": it is the noun of those
            own = [c for c in own if c.kind != "base" or c.start > left_start + 1]
        done.append(told_done(own))
        role = _role(number, left, right, own, made[-1] if made else None, reading.text, sentence)
        role = rest_to_come(role, left, right)
        if is_brought_in(reading, role, left_start, made):
            role = RoleOf(number, Role.ACHIEVED, BROUGHT_IN, strong=True)
        if headed and role.role in (Role.UNCLEAR, Role.ACHIEVED) and number.kind is Kind.RUPIAH:
            role = RoleOf(number, Role.ACHIEVED, "role.headed", strong=True)
        if role.role is Role.REMAINING and number.kind is not Kind.PERCENT:
            to = mended(reading.text, number, right_end, sentence.end)
            role = RoleOf(number, to, "role.mended", strong=to is Role.ACHIEVED) if to is not None else role
        if part and role.role in (Role.BASE, Role.UNCLEAR) and number.kind is not Kind.PERCENT:
            role = replace(role, role=Role.ACHIEVED, rule="role.part_of")  # "untuk 50 dari 54 desa"
        outer = at + 1 == len(numbers) or not at
        told = role.rule == "role.achieved" and not (part or is_done(right) or done_before(own))
        if (role.role is Role.UNCLEAR or told) and is_announced(
            reading.text, number, left, _next_told(reading, sentence) if outer else None
        ):
            role = RoleOf(number, Role.BASE, "role.announced")
        if role.role is Role.UNCLEAR and number.kind is Kind.COUNT and whom_it_reached(reading.text, number, cues):
            role = RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
        ends = (sentence.start, sentence.end)
        open_count = role.role is Role.UNCLEAR and number.kind is Kind.COUNT
        if open_count and came_to_them(reading.text, number, left, reading.text[number.hedge_end : right_end], ends):
            role = RoleOf(number, Role.ACHIEVED, CAME_TO_THEM, strong=True)
        if role.role is Role.UNCLEAR and reached_by_part(made, number, left):
            role = RoleOf(number, Role.ACHIEVED, "role.served", strong=True)
        behind = reading.text[number.hedge_end : right_end]
        other_sex = bool(made) and made[-1].rule == "role.sexes" and bool(_SEX_BEFORE.search(left))
        by_sex = number.kind is Kind.PERCENT and (other_sex or bool(_OF_SEX.match(behind)))
        if by_sex or (sexes > 1 and (number.noun in _SEXES or _behind_sex(reading, number))):
            role = RoleOf(number, Role.SHARE, "role.sexes")
        if role.role in _LEVELS and is_aside(reading, number):
            role = RoleOf(number, Role.SHARE, "role.aside")
        if role.role in _LEVELS and is_change(reading, left_start, number.hedge_start):
            role = RoleOf(number, Role.CHANGE, "role.change_of")
        if role.role is Role.PERCENTAGE and not role.linked:
            mark = numbers[at + 1] if at + 1 < len(numbers) else None
            head = reading.text[sentence.start : number.hedge_start]
            if is_gap(number, left, right, made[-1] if made else None, mark, head):
                role = RoleOf(number, Role.CHANGE, "role.gap")
        if (
            role.role in (Role.PERCENTAGE, Role.ACHIEVED)
            and not role.linked
            and is_supposed(number, reading.text, sentence)
        ):
            role = RoleOf(number, Role.SHARE, "role.supposed")
        if role.role is Role.ACHIEVED and number.kind is Kind.RUPIAH and _is_owed(reading, sentence):
            role = RoleOf(number, Role.REMAINING, "role.owed")
        if number.kind is not Kind.PERCENT and is_to_come(reading, number, sentence):
            role = RoleOf(number, Role.PLAN, "role.to_come")
        if role.role is Role.UNCLEAR and made and made[-1].rule == KIND_OF_THAT and _AND.fullmatch(left):
            role = RoleOf(number, Role.SHARE, KIND_OF_THAT)
        if made and of_next_year(reading, made[-1], number, own, sentence):
            role = RoleOf(number, Role.PLAN, NEXT_YEAR)
            made[-1] = replace(made[-1], role=Role.PLAN)  # of the years that it is told for, the first is one
        if role.role is Role.PERCENTAGE and is_to_come(reading, number, sentence):
            role = RoleOf(number, Role.TARGET, "role.to_come")  # "19 persen pada 2024 dan 5,9 persen pada 2045"
        if made and will_have(made[-1], number, left):
            role = RoleOf(number, Role.TARGET, "role.will_have")
        if role.role is Role.ACHIEVED and number.kind is not Kind.PERCENT and is_planned(reading, number, own):
            role = RoleOf(number, Role.PLAN, "role.planned_behind")
        if listed and role.role in _LEVELS:
            percent = number.kind is Kind.PERCENT
            role = RoleOf(number, Role.TARGET if percent else Role.PLAN, "role.target_list")
        if (
            made
            and not within(reading.places, left_start, number.start)
            and (
                goes_on_aiming(made[-1], role, own, reading.text, left)
                or aimed_at_by_measure(reading, sentence, made[-1], role, own, left_start)
            )
        ):
            role = RoleOf(number, Role.TARGET, "role.target_list")
        if role.role is Role.REMAINING and _rest_is_kind(reading, number):
            role = RoleOf(number, Role.SHARE, "role.rest_of_parts")
        role = left_of_undesired(reading, sentence, of_series(reading, role, made))
        made.append(of_other_time(reading, left_start, role, made))
        if len(made) > 1:
            made[-2:] = joined(made[-2], made[-1], left, right, reading.text)
        if len(made) > 2 and _OR.match(left):
            made[-1] = told_by_share(made[-3:])
        if len(made) > 2:
            made[-3:] = whole_of_parts(made[-3:])
            made = total_of_parts(reading, made, own, left, sentence.start)
    made = left_undone(reading, sentence, made, done)
    made = with_changes(reading, sentence, made) if len(made) > 1 else made
    made = rests_before_and_after(reading, sentence, made)
    if denied:
        made = [put_right(role, denied.values()) for role in made]
        made += [RoleOf(number, Role.DENIED, "role.denied") for number in denied]
        made.sort(key=lambda role: role.number.start)
    return made


def _next_told(reading: Reading, sentence: Sentence) -> int:
    """Where the next sentence that tells something begins, behind calm ones; the end of this one where none does."""
    at = bisect_right(reading.sentences, sentence.start, key=attrgetter("start"))
    later = islice(reading.sentences, at, at + _CALM)
    return next((s.start for s in later if s.order > sentence.order), sentence.end)


def _without_wholes(reading: Reading, start: int, end: int) -> str:
    """The words of a span without regions that only say where the one before lies: "Kotim, Kalimantan Tengah"."""
    words, at = "", start
    for place in within(reading.places, start, end):
        comma = reading.text.rfind(",", at, place.start)
        if place.rule == "enclosing" and comma >= 0:
            words += reading.text[at:comma]
            at = place.end + (reading.text[place.end : place.end + 1] == ",")
    return words + reading.text[at:end]


def _of_listed(reading: Reading, own: list[Cue], start: int, number: Number) -> list[Cue]:
    """The cues of a listed place's figure: a verdict on all of the list makes no target of the first one."""
    verdicts = [cue for cue in own if cue.kind in ("met", "not_met")]
    if not verdicts:
        return own
    for place in within(reading.places, verdicts[0].end, number.hedge_start):
        lead = reading.text[max(start, verdicts[0].end) : place.start]
        if place.level != "nation" and _LIST_OF_PLACES.search(lead):
            return [cue for cue in own if cue.start > place.start]
    return own


def _rest_is_kind(reading: Reading, number: Number) -> bool:
    """Whether a rest is of another kind, named right behind it: "KUR mikro Rp15 juta, sisanya Rp3 juta KUR kecil"."""
    if not _REST_BEFORE.search(reading.text, max(0, number.hedge_start - _LED), number.hedge_start):
        return False
    return any(
        _ITS_KIND.fullmatch(reading.text, number.hedge_end, start)
        for _, start, _ in reading.kinds(number.hedge_end, number.hedge_end + _LED)
    )


def _behind_sex(reading: Reading, number: Number) -> bool:
    """Whether a sex stands right before a number: "laki-laki sebanyak 3.438 dan perempuan 2.435"."""
    return bool(_SEX_BEFORE.search(reading.text[max(0, number.hedge_start - _SEX) : number.hedge_start]))


def _is_owed(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence gives the value of what the one before says is owed: "Tunggakan … Nilainya Rp5 miliar"."""
    before = reading.text[max(0, sentence.start - _OWED_BACK) : sentence.start]
    return bool(_ITS_VALUE.match(reading.text, sentence.start)) and bool(_OWED.search(before))


def _is_of_them(before: RoleOf | None, number: Number) -> bool:
    """Whether villages are some of those told before: "Dari 163 desa, dana desa sudah cair di 120 desa"."""
    whole = before is not None and before.role is Role.BASE and before.number.unit is number.unit
    return whole and before is not None and number.value < before.number.value


_IN_RUPIAH = re.compile(
    r",?\s*(?:\(|atau|setara|yang\s+setara|ekuivalen)\s*(?:(?:dengan|sebesar|senilai|setara|sekitar)\s+)*",
    re.IGNORECASE,
)
_SEX = 40
_CALM = 4
"""Sentences in which the next that tells something is looked for."""
_LEVELS = (Role.ACHIEVED, Role.PERCENTAGE, Role.BASE, Role.UNCLEAR)


def _role(
    number: Number, left: str, right: str, own: list[Cue], before: RoleOf | None, text: str, sentence: Sentence
) -> RoleOf:
    other = before is not None and (before.number.kind is Kind.PERCENT) != (number.kind is Kind.PERCENT)
    joint = left.strip() in {"(", ",", "atau", ", atau", "/"} or bool(_NOUN_BRACKET.fullmatch(left))
    linked = other and (joint or bool(_OR.match(left) or _OR_LATER.match(left)))
    if before is not None and before.rule == "role.of_those" and linked:
        linked = False  # "lebih dari separuhnya atau 2,3 juta bayi sudah …": the count tells itself what it is
    if other and before is not None and before.role is Role.CHANGE and _DIRECT.match(left):
        linked = True  # "naik sekitar Rp8 miliar sebesar 7 persen"
    if number.kind is not Kind.PERCENT and (_BY.match(text, number.end) or _BY_BEFORE.search(left)):
        return RoleOf(number, Role.SHARE, "role.size")
    changed = _AFTER_CHANGE.match(right) is not None and not linked
    if changed and last_cue(own, "change") < 0:
        changed = not (_COMPARED.search(right) or _is_laid_beside(number, text, sentence))
    if number.kind is Kind.POINTS or changed:
        return RoleOf(number, Role.CHANGE, "role.points")
    rate = number.rule.endswith((".rate", ".rate.range")) or bool(_RATE.match(right) or _DAILY.search(left))
    rate = rate or bool(_TIMES.fullmatch(left))
    if number.kind is not Kind.PERCENT and rate:
        return RoleOf(number, Role.SHARE, "role.rate")
    if number.unit is Unit.HECTARE and _UNPLANTED.match(text[number.hedge_end : sentence.end]):
        return RoleOf(number, Role.SHARE, "role.unplanted")
    if number.unit is Unit.UNIT and _NOT_RUNNING.match(right):
        return RoleOf(number, Role.SHARE, "role.not_running")
    happens = number.unit is Unit.VILLAGE and before is not None and _HAPPENS_IN.search(left)
    there = happens and not (_PART_OF.match(right) or _is_of_them(before, number))
    if there or is_for_villages(number, before, left, right):
        return RoleOf(number, Role.SHARE, "role.happens_in")
    if number.kind is not Kind.PERCENT and (_AGENTS.match((number.noun or "") + right) or _BY_AGENTS.search(left)):
        return RoleOf(number, Role.SHARE, "role.agents")
    near = max(sentence.start, number.hedge_start - _REACH)
    harmable = number.kind is not Kind.PERCENT and number.unit in _HARMABLE
    if harmable and (_HARMED.match(right) or _HARMED_BEFORE.search(text[near : number.hedge_start])):
        return RoleOf(number, Role.SHARE, "role.harmed")
    if number.kind is Kind.COUNT and _NEEDED_UNTIL.match(right) and _NEED_TOLD.search(text, near, number.hedge_start):
        return RoleOf(number, Role.PLAN, "role.needed")
    spoilt = _SPOILT_BEFORE.search(left) or (number.unit in _SPOILABLE and _SPOILT.match((number.noun or "") + right))
    if spoilt or (before is not None and before.rule == _SPOILT_RULE and before.number.noun == number.noun):
        return RoleOf(number, Role.SHARE, _SPOILT_RULE)
    if number.rule == "count.currency":
        return RoleOf(number, Role.SHARE, "role.foreign_money")
    if last_cue(own, "supply") >= 0 or _SUPPLIES.match(f"{number.noun or ''}{right}"):
        return RoleOf(number, Role.SHARE, "role.supply")
    if _OCCASION.search(left):
        return RoleOf(number, Role.SHARE, "role.occasion")
    if _OF_WHOM_DUE.match(right):  # "dari penduduk …, 72 persen atau 191 juta di antaranya wajib KTP"
        percent = number.kind is Kind.PERCENT
        return RoleOf(number, Role.SHARE if percent else Role.BASE, "role.of_whom_due")
    if number.unit in _COUNTED and _EXCEPT.search(
        text[max(sentence.start, number.hedge_start - _REACH) : number.hedge_start]
    ):
        return RoleOf(number, Role.REMAINING, "role.except", strong=True)
    if _NOT_COUNTED.search(left):
        return RoleOf(number, Role.SHARE, "role.not_counted")  # "jumlah itu belum termasuk 2.000 pemilih pemula"
    if _SET_ASIDE.match(text, number.hedge_end, sentence.end):
        return RoleOf(number, Role.SHARE, "role.set_aside")
    if number.kind is Kind.PERCENT and is_divided(text, sentence, number):
        return RoleOf(number, Role.SHARE, "role.divided")
    if linked and before is not None:
        return _linked(number, before, right)
    if number.kind is Kind.PERCENT and last_cue(own, "done") < 0 and _STAGED.search(text, near, number.start):
        return RoleOf(number, Role.SHARE, "role.staged")
    if _REST_OF_PARTS.search(text, near, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.rest_of_parts")
    if number.kind is not Kind.PERCENT and _FORMERLY.search(left):
        return RoleOf(number, Role.CHANGE, "role.formerly")
    if _SHOULD.search(left) or _SHOULD_BE.match(right):
        return RoleOf(number, Role.TARGET if number.kind is Kind.PERCENT else Role.PLAN, "role.should")
    if number.kind is not Kind.PERCENT and _SHORT_BY.search(left) and _OF_MARK.match(right):
        return RoleOf(number, Role.REMAINING, "role.short_by", strong=True)  # "kurang Rp10 miliar dari target"
    window = Window(number, left, right, own, before, text, sentence)
    return percent_role(window) if number.kind is Kind.PERCENT else amount_role(window)


def _is_laid_beside(number: Number, text: str, sentence: Sentence) -> bool:
    """Whether a figure of the same kind of another year follows, with which one is compared; a change has none."""
    other = _COMPARED_LEVEL.match(text, number.hedge_end, sentence.end)
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
        if before.role is Role.BASE and number.value == 100:
            return RoleOf(number, Role.SHARE, "role.whole_base")  # "… dari target Rp730 miliar (100%)"
        if _AFTER_REMAINING.opens(right) and (before.role is not Role.ACHIEVED or untold(before)):
            return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.linked", linked=True)
        return RoleOf(number, same.get(before.role, before.role), "role.linked", linked=True)
    if not percent and before.number.kind is Kind.PERCENT:
        return RoleOf(number, turned.get(before.role, before.role), "role.linked", linked=True)
    return RoleOf(number, Role.UNCLEAR, "role.linked", linked=True)
