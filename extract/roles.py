"""What each number of a sentence is: achieved, base, remaining, a level, a target, a change, or nothing of ours."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import islice, pairwise
from operator import attrgetter

from extract.amount_done import reached_by_part
from extract.amount_parts import KIND_OF_THAT
from extract.changed_amounts import with_changes
from extract.compared_levels import left_of_undesired, of_other_time, of_series
from extract.counts import for_regions, in_name, is_announced, is_aside, is_change, summed, unbroken, with_sign
from extract.denied import denied_figures, put_right
from extract.done import CAME_TO_THEM, came_to_them, done_before, is_done, mended, told_done, whom_it_reached
from extract.gaps import is_gap, is_supposed
from extract.gates import Gated
from extract.grown_from import grown_from
from extract.mentions import Cue, Kind, Number, PeriodRole
from extract.moved_targets import with_moved_targets
from extract.reading import Reading, within
from extract.role_by_words import role_by_words
from extract.role_cues import own_cues
from extract.role_lists import aimed_at_by_measure, aimed_at_in_list, done_in_list
from extract.role_of import Role as Role
from extract.role_of import RoleOf as RoleOf
from extract.role_pairs import goes_on_aiming, joined, told_by_share, total_of_parts, whole_of_parts
from extract.role_regions import BROUGHT_IN, is_brought_in
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
from extract.told_otherwise import told_otherwise
from extract.undone import left_undone
from extract.undone_beside import behind_turn
from extract.undone_levels import rest_to_come, rests_before_and_after
from extract.vocabulary import pattern
from extract.where_only import of_unknown_name, without_where
from extract.wider_sums import without_wider_sums

_OR = pattern("or")
_LEADS_ON = pattern("leads_on")
_OF_SEX = pattern("of_sex")
_REST_BEFORE = Gated(r"\b(?:sisanya|selebihnya)\s+(?:sebesar\s+|sebanyak\s+|senilai\s+)?\Z")
_ITS_KIND = re.compile(r"\s*(?:(?:adalah|merupakan|berupa|untuk|dari|berasal dari)\s+)?")
_SEX_BEFORE = pattern("sex_before")
_LIST_OF_PLACES = pattern("list_of_places")
_SEXES = ("laki-laki", "perempuan", "pria", "wanita")
_OWED = pattern("owed_before")
_ITS_VALUE = pattern("its_value")
_OWED_BACK = 200
_PART_OF = pattern("part_of")


_LED = 30
_AND = re.compile(r"\s*,?\s*(?:dan|serta|sedangkan)?\s*(?:sebanyak\s+)?")
_SO = re.compile(r"\A\W*jadi[\s,]+(?=[a-z])", re.IGNORECASE)
"""What leads on to a sentence: "Jadi tinggal 3 persen" tells of no change."""
_INSERTED = pattern("inserted")
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
        left_start = behind_turn(reading.text, left_start, number, sentence.end) if at else left_start
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
        role = role_by_words(Window(number, left, right, own, made[-1] if made else None, reading.text, sentence))
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
        made.append(of_other_time(reading, left_start, grown_from(role, made, left), made))
        if len(made) > 1:
            made[-2:] = joined(made[-2], made[-1], left, right, reading.text)
        if len(made) > 2 and _OR.match(left):
            made[-1] = told_by_share(made[-3:])
        if len(made) > 2:
            made[-3:] = whole_of_parts(made[-3:])
            made = total_of_parts(reading, made, own, left, sentence.start)
    made = left_undone(reading, sentence, made, done)
    made = with_changes(reading, sentence, made) if len(made) > 1 else made
    made = of_unknown_name(reading, without_where(reading.text, rests_before_and_after(reading, sentence, made)))
    made = told_otherwise(reading, sentence, made) if len(made) > 1 else made
    made = with_moved_targets(reading, sentence, without_wider_sums(reading, sentence, made))
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


_IN_RUPIAH = re.compile(
    r",?\s*(?:\(|atau|setara|yang\s+setara|ekuivalen)\s*(?:(?:dengan|sebesar|senilai|setara|sekitar)\s+)*",
    re.IGNORECASE,
)
_SEX = 40
_CALM = 4
"""Sentences in which the next that tells something is looked for."""
_LEVELS = (Role.ACHIEVED, Role.PERCENTAGE, Role.BASE, Role.UNCLEAR)
