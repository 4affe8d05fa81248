"""Bundles: the figures of one sentence that say one thing, and what they say it of.

A sentence is read left to right. A figure joins the open bundle while it fills a field that is still free and no new
subject (place, kind, indicator, period) has been named; else it opens the next one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from extract.amount_done import reached_by
from extract.details import details_of_done, paid_to, role_under_heading, share_of_goods
from extract.discourse import FIELDS, Bundle
from extract.distribution import (
    bars_of_lists,
    before_list,
    each,
    figures_in_brackets,
    level_of_list,
    series,
    subjects,
    times_in_row,
    works_listed,
)
from extract.mentions import IndicatorMention, Kind, Number, PeriodMention, PlaceMention
from extract.new_bundles import _again, _whole_behind, opens_new, told_again_otherwise
from extract.percent_left import REST_BESIDE
from extract.places_behind import lay_places_behind
from extract.ratios import settle
from extract.reading import Reading, within
from extract.restated import counts_again
from extract.roles import Role, RoleOf, assign_roles
from extract.sentences import Sentence, follows
from extract.subjects import free_from, named_places, right_behind, subject_after, subject_before
from extract.summed_parts import not_the_rest, parts_of_whole
from extract.target_of import aims_at_another
from extract.times import of_own_year
from extract.told_behind import of_another_behind
from extract.vocabulary import pattern
from models.values import Unit

_GOES_ON = pattern("goes_on")
_MADE_OF_TWO = pattern("made_of_two")
_ALL = 100
_REST = re.compile(r"\b(?:sisanya|selebihnya)\b", re.IGNORECASE)
_FELL = re.compile(r"\b(?:turun|menurun|berkurang|menyusut|merosot|anjlok)\b", re.IGNORECASE)
_LEVEL_WORD = re.compile(r"capaian", re.IGNORECASE)
_REALISED = pattern("realised")
_RIGHT_AFTER = 30
"""Characters in which what a target is of may follow it."""
_KIND = 60
"""Characters of the longest name of a kind behind its first word."""
_THAT_FIGURE = pattern("that_figure")
_YEAR_TURNS = pattern("year_turns")
_PERCENT_BEHIND = re.compile(
    r"\s*(?:lebih\s*)?(?:,?\s*atau|\()\s*(?:[a-z]+\s+){0,3}?\d{1,3}(?:[.,]\d+)?\s*(?:persen|%)", re.IGNORECASE
)
"""What tells of an amount in percent was achieved, also behind a list of targets."""
_COUNTED = 100
"""From which a bare number in a list counts what the numbers before it count."""
_PAID_TO = 40
"""Characters between money and those whom it reached."""
_AGAINST_TIME = re.compile(
    r"\s*,?\s*(?:jika\s+|bila\s+)?(?:di)?banding(?:kan)?(?:\s+dengan)?\s+(?:pada\s+|di\s+)?(?:(?:periode|masa)\s+)?",
    re.IGNORECASE,
)
"""Between what a figure became and the time of what it had been."""
_OF_MONEY = re.compile(
    r"\s*dari\s+(?:total\s+)?(?:target|pagu|plafon|kuota|alokasi)\w*\b[^.;\d]{0,40}\bRp\s?\d", re.IGNORECASE
)
"""Behind a percentage: it is of money, and of no people."""


def bundle_sentence(
    reading: Reading, sentence: Sentence, before: Bundle | None = None
) -> tuple[list[Bundle], list[RoleOf]]:
    """The bundles of a sentence, in order, and the numbers that are none of ours with their roles.

    `before` is the last bundle of the sentence before, whose list this one may go on with.
    """
    roles = settle(bars_of_lists(reading, assign_roles(reading, sentence)), reading.text)
    roles = not_the_rest(parts_of_whole(reading.text, roles, before.roles if before else ()))
    if not roles:
        return [], []
    bundles: list[Bundle] = []
    left_out: list[RoleOf] = []
    apart, roles = _distributed(reading, sentence, roles)
    previous_end = sentence.start
    pending: list[RoleOf] = []
    dropped: Role | None = None
    for at, role in enumerate(roles):
        if role.rule == "role.whole_again":
            left_out.append(role)
            continue
        if dropped is not None and not role.strong and _goes_on(reading, left_out[-1].number, role):
            role = replace(role, role=dropped)  # "stok urea 41.559 ton, NPK 19.426 ton"
        like = _parallel(reading, role, bundles[-1] if bundles else before, previous_end)
        if bundles or like.role not in (Role.REMAINING, Role.BASE) or _list_goes_on(reading, sentence, before):
            role = like
        if bundles and role.role is Role.UNCLEAR and bundles[-1].roles[-1].rule == "role.parallel":
            gap = reading.text[previous_end : role.number.hedge_start]
            if reached_by(bundles[-1].roles[-1], role.number, gap):
                role = replace(role, role=Role.ACHIEVED, rule="role.parallel")  # "B Rp91 miliar untuk 1.401 debitur"
        if bundles and role.rule == "role.linked" and role.role is Role.PERCENTAGE:
            told = bundles[-1].roles[-1]
            if told.rule == "role.parallel" and told.role is Role.REMAINING:
                role = replace(role, role=Role.REMAINING_PERCENTAGE)  # "… Dinas B masih Rp14 miliar (10,45 persen)"
        if not bundles and role.rule != REST_BESIDE and _of_that_rest(reading, sentence, role, before):
            role = replace(role, role=Role.REMAINING_PERCENTAGE)  # "Masih 246 desa … Angka tersebut 23,7 persen"
        if not bundles and role.role is Role.BASE and counts_again(reading, sentence, role.number, before):
            role = replace(role, role=Role.ACHIEVED)  # "82 persen divaksin. Jumlahnya 22.090 orang"
        weak = role.role is Role.UNCLEAR or (role.role is Role.ACHIEVED and not role.strong)
        if not bundles and weak and details_of_done(reading, sentence, role.number):
            role = replace(role, role=Role.ACHIEVED, rule="role.details", strong=True)
        if (
            not bundles
            and role.role is Role.UNCLEAR
            and (told_so := role_under_heading(reading, sentence, role.number))
        ):
            role = replace(role, role=told_so, rule="role.details", strong=True)
        number = role.number
        if role.role in (Role.TARGET, Role.TARGET_NOT_MET):
            pending.append(role)
            continue
        if role.role not in FIELDS:
            left_out.append(role)
            of_whom = role.rule == "role.of_another"  # "Rp55 miliar dari 1.061 debitur, BRI Rp29 miliar …"
            dropped = role.role if role.role in (Role.SHARE, Role.PLAN) and not of_whom else None
            continue
        dropped = None
        gap = reading.text[previous_end : number.hedge_start]
        current = bundles[-1] if bundles else None
        behind_it = roles[at + 1] if at + 1 < len(roles) else None
        other = current is not None and told_again_otherwise(current, role, behind_it, gap)
        own = of_another_behind(reading, current, role, previous_end)
        if current is None or other or own or opens_new(reading, current, role, previous_end, gap):
            current = Bundle(sentence, start=number.hedge_start, end=number.hedge_end)
            first = not bundles
            current.beside = paid_to(reading, bundles, number, previous_end)
            subject_before(reading, current, previous_end if first else free_from(reading, previous_end, current.start))
            current.indicator = own or current.indicator
            bundles.append(current)
        elif current.roles[-1].rule == "role.of":
            behind = right_behind(reading, previous_end, number.hedge_start)
            behind = behind or [p for p in named_places(reading, previous_end, number.hedge_start) if _again(p)]
            current.places = behind or current.places  # "dari 103 desa di Kabupaten Katingan, 71 sudah …"
        elif _whole_behind(reading, current, role, previous_end, number.hedge_start):
            current.places = named_places(reading, previous_end, number.hedge_start)
        elif current.roles and current.roles[-1].role is Role.BASE and not current.kinds:
            current.kinds = reading.kinds(previous_end, number.hedge_start)  # "dari 10 ribu wajib lapor di BUMN, 9 …"
        if (whole := _rest_of(bundles, role, gap)) is not None:
            whole.roles.append(role)  # "dari 2.046 desa 1.800 desa berlistrik PLN, 150 desa non-PLN, sisanya 96 desa"
            previous_end = number.hedge_end
            continue
        current.roles.append(role)
        current.kinds += _counted_kinds(reading, number, listed=len(bundles) > 1)
        current.end = number.hedge_end
        previous_end = number.hedge_end
    if _composition(reading, sentence, bundles):
        left_out += [replace(role, role=Role.SHARE) for bundle in bundles for role in bundle.roles]
        bundles = []
    for at, bundle in enumerate(bundles):
        stop = bundles[at + 1].start if at + 1 < len(bundles) else sentence.end
        paid = bundle.beside
        if paid is not None and not bundle.places:
            bundle.places = list(paid.places)  # "A 72 ton untuk 7.192 KPM dan di Kabupaten B 13 ton"
        if paid is not None and paid.roles[-1].number.unit is Unit.TON:
            bundle.kinds = (
                [k for k in paid.kinds if k[2] <= paid.start] or paid.kinds or bundle.kinds
            )  # "tahap satu di A 269 ton beras untuk 26.924 KPM"
        subject_after(reading, bundle, stop)
        if paid is not None:
            share_of_goods(reading, paid, bundle)
            _give_back(reading, paid, bundle)
        if paid is not None and not (paid.places or paid.kinds) and bundle.start - paid.end < _PAID_TO:
            paid.places = bundle.places  # "Rp360 miliar kepada 9.687 debitur di Papua dan Papua Barat"
    _former_levels(reading, bundles, left_out)
    lay_places_behind(reading, bundles)
    bundles = [piece for bundle in bundles for piece in works_listed(reading, bundle)]
    if len(bundles) > 1:
        bundles = figures_in_brackets(reading, level_of_list(reading, bundles), left_out)
    for at, role in enumerate(pending):
        if listed := [b for b in bundles if b.places and b.roles and before_list(reading, role, b.start)]:
            for bundle in listed:  # "yang belum mencapai 98 persen yaitu A (86 persen) dan B (82 persen)"
                bundle.targets.append(role)
            continue
        owner = _named_owner(reading, bundles, role) or _owner(bundles, role)
        owner = None if owner is not None and aims_at_another(reading, owner, role) else owner
        if owner is None:
            owner = Bundle(sentence, start=role.number.hedge_start, end=role.number.hedge_end)
            goes_on = role.rule == "role.target_list" and at > 0
            start = free_from(reading, pending[at - 1].number.hedge_end, owner.start) if goes_on else sentence.start
            start = max([start, *(b.end for b in bundles if b.roles and b.end <= owner.start)])
            subject_before(reading, owner, start)
            follows = at + 1 < len(pending) and pending[at + 1].rule == "role.target_list"
            if goes_on or follows:  # "target 50 persen keuangan dan 52 persen fisik"
                subject_after(reading, owner, pending[at + 1].number.hedge_start if follows else sentence.end)
            bundles.append(owner)
        owner.targets.append(role)
    bundles += apart
    bundles.sort(key=lambda b: b.start)
    return bundles, left_out


def _give_back(reading: Reading, paid: Bundle, served: Bundle) -> None:
    """Gives the money its percentage that stands behind those who got it: "Rp5 miliar untuk 35 desa atau 80 persen".

    Where what is behind it is money: "dari target Rp6 miliar".
    """
    shares = [r for r in served.roles if r.role is Role.PERCENTAGE and r.number.kind is Kind.PERCENT]
    if len(shares) == 1 and not paid.has("percentage") and _OF_MONEY.match(reading.text, shares[0].number.hedge_end):
        served.roles.remove(shares[0])
        paid.roles.append(shares[0])


def _former_levels(reading: Reading, bundles: list[Bundle], left_out: list[RoleOf]) -> None:
    """Lay times to amounts of which one became the other; what was before is left out where no time tells it apart.

    "Pada semester I 2024 naik dari Rp3 triliun menjadi Rp4 triliun dibandingkan semester I 2023".
    """
    for was, now in pairwise(list(bundles)):
        told = was.roles[-1:] + now.roles[:1]
        if [role.rule for role in told] != ["role.level_from", "role.level_to"] or told[0].number.kind is Kind.PERCENT:
            continue
        then = now.period
        if then is not None and _AGAINST_TIME.fullmatch(reading.text, now.end, then.start):
            was.period, now.period = then, was.period
        elif then is not None or was.period is None or was.period.start > was.start:
            continue
        else:
            was.period, now.period = None, was.period
        if (was.period is None or now.period is None) and len(was.roles) == 1:
            now.places, now.kinds = now.places or was.places, now.kinds or was.kinds
            now.indicator = now.indicator or was.indicator
            left_out.append(replace(told[0], role=Role.SHARE, rule="role.former_level"))
            bundles.remove(was)


def _of_that_rest(reading: Reading, sentence: Sentence, role: RoleOf, before: Bundle | None) -> bool:
    """Whether a percentage says again what is left to do, which the sentence before has counted."""
    if before is None or not before.roles or role.role is not Role.PERCENTAGE:
        return False
    told = before.roles[-1]
    if told.role not in (Role.REMAINING, Role.REMAINING_PERCENTAGE) or not follows(sentence, before.sentence):
        return False
    again = _THAT_FIGURE.match(reading.text, sentence.start)
    if again is None or role.rule == "role.level_of_other" or _LEVEL_WORD.search(again.group()):
        return False  # "Masih 12.000 orang. Capaian itu di bawah rata-rata Kalteng yang 61 persen"
    if role.rule != "role.level_from":
        return told.role is Role.REMAINING
    # "Yang belum 40 persen. Angka itu turun dari 45 persen", but what rises is what was done
    return _FELL.search(reading.text, sentence.start, role.number.hedge_start) is not None


def _counted_kinds(reading: Reading, number: Number, *, listed: bool) -> list[tuple[str, int, int]]:
    """The kinds that a number's own noun begins: "dari 60 ribu petugas pelayanan publik"; in a list, or is."""
    if number.noun is None:
        return []
    near = reading.kinds(number.end - len(number.noun), number.end + _KIND)
    return [kind for kind in near if kind[1] < number.end and number.end < kind[2] + listed]


def _rest_of(bundles: list[Bundle], role: RoleOf, gap: str) -> Bundle | None:
    """The bundle of the whole that "sisanya" is the rest of, where other parts of it stand between."""
    if role.role is not Role.REMAINING or not _REST.search(gap) or bundles[-1].has("base"):
        return None
    whole = next((b for b in reversed(bundles[:-1]) if b.has("base")), None)
    return whole if whole is not None and whole.has("remaining") is None else None


def _distributed(reading: Reading, sentence: Sentence, roles: list[RoleOf]) -> tuple[list[Bundle], list[RoleOf]]:
    """The bundles of "masing-masing", one for each subject, and the roles that are not in them."""
    span = each(reading, sentence, roles)
    if span is None:
        return [], roles
    runs = series(reading, roles, span[1])
    count = len(runs[0]) if runs else 0
    if count < 2:
        return [], roles
    start, end = sentence.start, span[0]
    mentions = within(reading.indicators, start, end)
    row = subjects(reading, end, count, named_places(reading, start, end), reading.kinds(start, end), mentions)
    made: list[Bundle] = []
    times = times_in_row(reading, start, end, count) if not row else None
    if row is None and times is None:
        return [], roles
    taken = [run for run in runs if len(run) == count]
    for at in range(len(times or row or ())):
        items = [run[at] for run in taken]
        like = [[replace(role, role=first.role) for role, first in zip(run[at], run[0], strict=False)] for run in taken]
        bundle = Bundle(sentence, start=items[0][0].number.hedge_start, end=items[-1][-1].number.hedge_end)
        subject_before(reading, bundle, start)
        bundle.roles = [role for item in like for role in item if role.role in FIELDS]
        bundle.targets = [role for item in like for role in item if role.role in (Role.TARGET, Role.TARGET_NOT_MET)]
        subject = times[at] if times else (row or ())[at]
        if isinstance(subject, PeriodMention):
            bundle.period = subject
        elif isinstance(subject, PlaceMention):
            bundle.places = [subject]
        elif isinstance(subject, IndicatorMention):
            bundle.indicator, bundle.foreign = replace(subject, weak=False), None
        else:
            bundle.kinds = [subject]
        if bundle.roles or bundle.targets:
            made.append(bundle)
    inside = {id(role) for run in taken for item in run for role in item}
    return made, [role for role in roles if id(role) not in inside]


def _goes_on(reading: Reading, before: Number, role: RoleOf) -> bool:
    """Whether a figure goes on with a list of what is no progress: an amount, or a percentage with no new subject."""
    if role.role in (Role.UNCLEAR, Role.ACHIEVED):
        return True
    start, end = before.hedge_end, role.number.hedge_start
    new = bool(named_places(reading, start, end) or reading.kinds(start, end))
    new = new or bool(within(reading.indicators, start, end))
    return role.role is Role.PERCENTAGE and before.kind is Kind.PERCENT and not new


def _list_goes_on(reading: Reading, sentence: Sentence, before: Bundle | None) -> bool:
    """Whether a sentence begins with its place or kind, as the next item of a list does, and the one before too.

    "Kurang Rp52 miliar lagi. Pajak hotel Rp3 miliar" is no list.
    """
    heads = _item_names(reading, sentence)
    listed = bool(heads) and bool(_GOES_ON.match(reading.text[sentence.start : min(heads)]))
    if not listed or before is None:
        return False
    one = before.sentence
    return bool(_item_names(reading, one) or within(reading.indicators, one.start, one.end))


def _item_names(reading: Reading, sentence: Sentence) -> list[int]:
    """Where a sentence names places or kinds, one of which is its own as an item of a list."""
    places = named_places(reading, sentence.start, sentence.end)
    return [p.start for p in places] + [k[1] for k in reading.kinds(sentence.start, sentence.end)]


def _composition(reading: Reading, sentence: Sentence, bundles: list[Bundle]) -> bool:
    """Percentages of one sentence that make 100 together, where it parts a whole or they are three: no progress."""
    told = [role.number for bundle in bundles for role in bundle.roles]
    numbers = [n for n in told if n.kind not in (Kind.BARE, Kind.COUNT) or n.unit]  # not the "dua tahap" of the parts
    percents = [n for n in numbers if n.kind is Kind.PERCENT]
    if len(percents) < 2 or len(percents) != len(numbers) or sum(n.value for n in percents) != _ALL:
        return False
    return len(percents) > 2 or bool(_MADE_OF_TWO.search(reading.text, sentence.start, percents[0].hedge_start))


def _parallel(reading: Reading, role: RoleOf, before: Bundle | None, previous_end: int) -> RoleOf:
    """In a list ("Seruyan Hilir 2.595 jiwa, Seruyan Tengah 3.538 jiwa") a bare figure is what the one before it is."""
    if _other_year(reading, role, before, previous_end):
        return replace(role, rule="role.parallel")  # "… 2014 hanya Rp147 juta. Sedangkan 2015 ini sudah Rp112 juta"
    vague = role.role is Role.UNCLEAR or (role.role is Role.ACHIEVED and not role.strong)
    if not vague or before is None or not before.roles:
        return role
    start, end = previous_end, role.number.hedge_start
    named = bool(named_places(reading, start, end) or reading.kinds(start, end))
    if not named and not within(reading.indicators, start, end) and not of_own_year(reading, role, before, start):
        return role
    if role.role is Role.ACHIEVED and _REALISED.search(reading.text[start:end]):
        return role
    like = [r for r in before.roles if (r.number.kind is Kind.PERCENT) == (role.number.kind is Kind.PERCENT)]
    same = [r for r in like if r.number.unit == role.number.unit] or (
        [r for r in like if r.number.unit is None] if role.number.unit else like
    )
    if not same and before.beside is not None:  # "A Rp102 miliar untuk 1.153 debitur, B Rp91 miliar …"
        return _parallel(reading, role, before.beside, previous_end)
    alone = role.rule == "role.none" or _PERCENT_BEHIND.match(reading.text, role.number.hedge_end)
    if same and same[0].role is Role.BASE and role.role is Role.ACHIEVED and alone:
        return role  # "sasaran 36.212 orang, dosis pertama 24.541 orang atau 67,77 persen": its percentage tells it
    if not same or same[0].rule == "role.of":  # "dari 1.272 km jalan provinsi, 992 km …": the second is no base
        return role
    number, told = role.number, same[0].number
    if number.kind is Kind.BARE and told.kind is Kind.COUNT and told.noun and number.value >= _COUNTED:
        number = replace(number, kind=Kind.COUNT, unit=told.unit, noun=told.noun)  # "A 7.388 orang, B 5.502"
    return replace(role, number=number, role=same[0].role, rule="role.parallel", strong=same[0].strong)


def _other_year(reading: Reading, role: RoleOf, before: Bundle | None, start: int) -> bool:
    """Whether an amount is what another year has of what was just told, with nothing else named before it."""
    if before is None or role.role is not Role.ACHIEVED or not role.strong or role.number.kind is not Kind.RUPIAH:
        return False
    known = next((r.number for r in before.roles if r.role is Role.ACHIEVED), None)
    begin = max(start, reading.text.rfind(".", start, role.number.hedge_start) + 1)
    if known is None or known.kind is not Kind.RUPIAH or not of_own_year(reading, role, before, begin):
        return False
    words = reading.text[begin : role.number.hedge_start]
    for period in within(reading.periods, begin, role.number.hedge_start):
        first = min(period.start, period.span_start or period.start)
        words = words.replace(reading.text[first : period.end], " ")
    return bool(_YEAR_TURNS.fullmatch(words))


def _named_owner(reading: Reading, bundles: list[Bundle], role: RoleOf) -> Bundle | None:
    """The bundle of what a target names right behind itself: "target yakni 50 persen keuangan dan 52 persen fisik"."""
    end = role.number.hedge_end
    behind = [m for m in within(reading.indicators, end, end + _RIGHT_AFTER) if not reading.text[end : m.start].strip()]
    slug = behind[0].slug if behind else None
    return next((b for b in bundles if b.roles and b.indicator is not None and b.indicator.slug == slug), None)


def _owner(bundles: list[Bundle], role: RoleOf) -> Bundle | None:
    before = [b for b in bundles if b.roles and b.end <= role.number.hedge_start]
    if before:
        return before[-1]
    return next((b for b in bundles if b.roles), None)
