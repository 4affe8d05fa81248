"""What a figure tells of the one right before it: a part of a whole, an amount of a percentage, another target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.arithmetic import fits
from extract.mentions import Cue, Kind, Number
from extract.reading import Reading
from extract.role_of import Role, RoleOf
from extract.vocabulary import openings, pattern
from models.values import Comparator, Unit

_FROM = pattern("from")
_OR = pattern("or")
_OF_TARGET = pattern("of_target")
_OF_WHOLE = pattern("of_whole")
_AFTER_REMAINING = openings("after_remaining")
_WHOLE_NOT_YET = pattern("whole_not_yet")
_IN_ALL = pattern("in_all")
_OPEN = (Role.ACHIEVED, Role.BASE, Role.REMAINING, Role.UNCLEAR)
_TELLING = 100
"""The least amount that is no sum of two others by chance."""
_AIM_GOES_ON = pattern("aim_goes_on")
_MEASURED = pattern("measured_again")
_TARGETED = re.compile(r"(?<!capai )(?<!paui )(?<!bihi )(?<!nuhi )\btarget(?:nya)?\s*:?\s*\Z", re.IGNORECASE)
_REACHED = re.compile(r"\b(?:tercapai|terealisasi|terserap|realisasinya|capaiannya)\s*\Z", re.IGNORECASE)
_MORE_PRECISELY = re.compile(
    r"\s*(?:,\s*)?(?:atau|(?:atau\s+)?(?:yakni|yaitu|tepatnya|persisnya))(?:\s+(?:hanya|baru|sudah|sebesar))*\s*",
    re.IGNORECASE,
)
"""Between a rounded percentage and what it is to its decimals: "hampir 95 persen, yakni 93,4 persen"."""
_PRECISELY = re.compile(r"tepatnya|persisnya|yakni|yaitu", re.IGNORECASE)
"""Of those, what follows a mere bound: "masih di bawah 80 persen atau tepatnya 62 persen"."""
_MOVES = (
    r"(?:(?:naik|turun|menurun|meningkat|anjlok|merosot|melonjak|berkurang|bertambah)"
    r"(?:\s+(?:sedikit|tipis|drastis|jauh|lagi|signifikan))?)"
)
_MOVES_BY = re.compile(rf",?\s*(?:lalu\s+|kini\s+|justru\s+|malah\s+)?{_MOVES}\s*", re.IGNORECASE)
_WHEN_FROM = re.compile(
    r"\s*(?:(?:per|pada|di|hingga|sampai)\s+(?:(?:bulan|tahun|akhir|tanggal|semester|triwulan)\s+)?[^,.;%]{3,30}?\s+)?dari\s*",
    re.IGNORECASE,
)
"""Between what a level became and what it was, with the time when: "62 persen per 14 Juli 2024 dari 55 persen"."""
_RISES_TO = re.compile(
    rf"(?:{_MOVES_BY.pattern})?\s*(?:hingga\s+|,?\s*(?:saat ini|kini|sekarang)\s+)?(?:menjadi|jadi|ke)\s*"
    r"(?:angka|tinggal|hanya|sebesar|sekitar)?\s*",
    re.IGNORECASE,
)
_OR_SO_MANY = re.compile(
    r"\s*,?\s*(?:atau|setara(?:\s+dengan)?)\s+(?:sekitar|sebanyak|sepanjang|seluas|sejumlah)?\s*", re.IGNORECASE
)
_TARGET_CLAUSE = pattern("target_clause")
_GROUP_OF_PEOPLE = pattern("group_of_people")
_IN_POPULATION = pattern("in_population")
_DONE_FOR_THEM = pattern("done_for_them")
GROUP = "role.group_of_people"
_BEYOND_TARGET = pattern("beyond_target")
_AIMED = pattern("aimed_amount")
_ONLY_OF_IT = re.compile(
    r"\s*(?:,\s*(?:kata|ujar|ucap|sebut|ungkap|jelas|terang|papar|tutur|tambah|lanjut)(?:nya|\s+(?:dia|ia|beliau)"
    r"|\s+[A-Z]\w+(?:\s[A-Z]\w+){0,3})\s*)?,?\s*(?:namun\s+|tetapi\s+|tapi\s+|ternyata\s+)?(?:baru|hanya)\s+"
    r"(?:(?:bisa|dapat|mampu|sempat)\s+)?(?:terealisasi(?:kan)?|direalisasikan|realisasinya|tercapai|dicapai|terserap"
    r"|terwujud|tersalurkan|terlaksana|terpenuhi)\s*(?:sebesar|sebanyak|sekitar|mencapai|di angka)?\s*"
)
"""Between a plan and what came of it: "penyerapan anggaran 70 persen, kata Arga, baru terealisasi 44,7 persen"."""
_LEAD = 140
"""Characters before a count in which it is said whom it counts."""
_PEOPLE = (None, Unit.PERSON, Unit.HOUSEHOLD)
_VERDICT = 120
"""Characters before a base in which a verdict names it."""
_AIM_IS = re.compile(
    r"(?:[\n.;,\"]|\b(?:dengan|sementara|sedangkan|padahal|adapun|dan))\s*(?:total\s+)?(?:target|sasaran)(?:nya)?\b"
    r"(?:(?!\b(?:realisasi|capaian|tercapai|terealisasi|sudah|telah|baru)\b)[^.,;\d]){0,60}\Z",
    re.IGNORECASE,
)
_DONE_BEHIND = re.compile(r"\s*(?:yang\s+)?(?:sudah|telah|baru|ter|di(?!\s)|dari\s+(?:target|sasaran))", re.IGNORECASE)
_ALL = 100
_ITEM = 50
"""Characters before a target in which its own name stands."""

_AIMS = ("role.base", "role.aimed")
_COUNTED = (None, Unit.PERSON, Unit.HOUSEHOLD)
"""What is counted in total and is a share of a wider whole, too: "total balita stunting 521 atau 4,5 persen"."""


def joined(before: RoleOf, role: RoleOf, left: str, right: str, text: str) -> tuple[RoleOf, RoleOf]:
    """Two figures in a row, each as what the other makes of it; `left` stands between them, `right` behind both."""
    percent = role.number.kind is Kind.PERCENT
    if role.role is Role.REMAINING_PERCENTAGE and role.linked and untold(before):
        before = replace(before, role=Role.REMAINING, rule="role.rest_linked")  # "sekitar 569 jiwa atau 14 …"
    if role.rule == "role.linked" and percent:
        if before.rule == "role.share" and _OF_TARGET.match(right):
            before, role = replace(before, role=Role.ACHIEVED), replace(role, role=Role.PERCENTAGE)
            # "didominasi laba sebesar Rp16 miliar atau 105 persen dari target"
        elif _aims_at_so_many(before, role, right, text):
            return before, replace(role, role=Role.TARGET, rule="role.target", linked=False)
        elif before.rule in _AIMS and _TARGETED.search(text[: before.number.hedge_start][-_ITEM:]):
            pass  # "Kecamatan A target Rp370 juta (100,06 persen)"
        elif before.rule in _AIMS and _TARGET_CLAUSE.search(("\n" + text[: before.number.hedge_start])[-_VERDICT:]):
            pass  # "Sedangkan target nilai investasi adalah sebanyak Rp26,9 triliun atau setara dengan 95 persen"
        elif before.rule in _AIMS and _BEYOND_TARGET.search(text[: before.number.hedge_start][-_VERDICT:]):
            pass  # "melampaui target yang ditetapkan untuk Kota Arang sebesar 23.000 ton, atau 104 persen"
        elif before.rule == "role.aimed" and _AIMED.search(text[: before.number.hedge_start][-_ITEM:]):
            before, role = replace(before, role=Role.PLAN), replace(role, role=Role.TARGET)
        elif before.rule in (*_AIMS, "role.none") or (before.rule == "role.whole" and before.number.unit in _COUNTED):
            before = replace(before, role=Role.ACHIEVED)  # "…Rp41,1 miliar atau 44 persen dari pagu…"
    told = before.role is Role.PERCENTAGE and before.rule == "role.level" and not before.strong
    both = role.rule == "role.linked" or (role.role is Role.REMAINING and _OR_SO_MANY.fullmatch(left))
    if both and not percent and told and _AFTER_REMAINING.opens(right):
        before = replace(before, role=Role.REMAINING_PERCENTAGE, rule="role.rest_linked")
        role = replace(role, role=Role.REMAINING)  # "sekitar 20 persen atau 2.500 KK belum memiliki jamban"
    if role.rule == "role.of_whom_due" and before.number.kind is Kind.PERCENT and _OR.match(left):
        before = replace(before, role=Role.SHARE, rule=role.rule)  # "72 persen atau 191 juta … wajib KTP"
    if _rest_of_whole(before, role, left, right):  # "60 persen dari 182 ribu penduduk Paser belum memiliki akta"
        before = replace(before, role=Role.REMAINING_PERCENTAGE, rule="role.rest_of_whole", strong=True)
        return before, replace(role, role=Role.BASE, rule="role.of")
    regions = role.number.kind is Kind.COUNT and role.number.unit is None and before.number.kind is Kind.BARE
    if regions and not before.strong and left.strip().lower() == "dari" and _AFTER_REMAINING.opens(right):
        before = replace(before, role=Role.REMAINING, rule="role.rest_of_whole", strong=True)
        return before, replace(role, role=Role.BASE, rule="role.of", linked=True)  # "7 dari 34 provinsi belum …"
    rises = role.rule == "role.level_to" and before.rule == "role.level" and _RISES_TO.fullmatch(left)
    if rises and (left.strip().lower() == "menjadi" or _FROM.search(text[: before.number.hedge_start][-_ITEM:])):
        before = replace(before, rule="role.level_from", strong=True)  # "ditekan dari 23,5% menjadi 22,1%"
    moved = role.role is Role.CHANGE and percent and before.rule == "role.level" and _MOVES_BY.fullmatch(left)
    if moved and _FROM.search(text[: before.number.hedge_start][-_ITEM:]):
        before = replace(before, rule="role.level_from", strong=True)  # "dari 32,5 persen turun 22,1 persen"
    if before.rule == "role.level_to" and role.rule == "role.level" and percent and _WHEN_FROM.fullmatch(left):
        role = replace(role, rule="role.level_from", strong=True)  # "turun menjadi 22,1% dari 23,5%"
    if role.rule == "role.target_raised":
        before = replace(
            before, role=Role.CHANGE, rule="role.former_target"
        )  # "yang semula 25 persen, menjadi 30 persen"
    lesser = percent and told and role.role is Role.PERCENTAGE and before.number.value > role.number.value
    if lesser and before.number.kind is Kind.PERCENT and _ONLY_OF_IT.fullmatch(left):
        before = replace(before, role=Role.TARGET, rule="role.planned")
    about = before.number.comparator == "~" and before.number.kind is Kind.PERCENT
    about = about or (_within_bound(before.number, role.number) and _PRECISELY.search(left) is not None)
    if percent and about and before.role is role.role and _MORE_PRECISELY.fullmatch(left):
        before = replace(before, role=Role.SHARE, rule="role.more_precisely")
        role = replace(role, strong=True)  # "hampir 100 persen atau 96 persen"
    if percent and role.linked and _IN_POPULATION.match(right) and _is_group(before, text):
        return replace(before, role=Role.BASE, rule=GROUP), replace(role, role=Role.SHARE, rule=GROUP)
    words = left + (role.number.noun or "")
    if role.number.unit in _PEOPLE and _IN_POPULATION.fullmatch(words) and not _DONE_FOR_THEM.match(right):
        if _is_group(before, text):
            before = replace(before, role=Role.BASE, rule=GROUP)
        if before.rule == GROUP:  # "wajib KTP 120.000 jiwa dari total penduduk 170.000 jiwa"
            return before, replace(role, role=Role.SHARE, rule=GROUP)
    if _whole_of(before, role):
        before = replace(before, role=Role.ACHIEVED, rule="role.of_whole")  # "Rp2 miliar dari pagu Rp3 miliar"
    return before, role


def _is_group(part: RoleOf, text: str) -> bool:
    """Whether a count only tells how many people of a kind there are, and not for how many something was done."""
    if part.number.kind is Kind.PERCENT or part.number.unit not in _PEOPLE or part.role not in _OPEN:
        return False
    return bool(_GROUP_OF_PEOPLE.search(text[: part.number.hedge_start][-_LEAD:]))


def _aims_at_so_many(before: RoleOf, role: RoleOf, right: str, text: str) -> bool:
    """Whether a target is told in counts and in percent: "Padahal target sebanyak 14.900 anak atau 95 persen".

    What was reached is rarely so round, and says so: "target 14.900 anak atau baru 43 persen".
    """
    aims = before.rule in _AIMS and before.number.kind is Kind.COUNT
    if not aims or role.number.decimals or role.number.value > _ALL or role.number.comparator != "=":
        return False
    gap = text[before.number.hedge_end : role.number.hedge_start]
    if gap.strip(" ,") not in ("atau", "atau sebesar", "atau setara") or _DONE_BEHIND.match(right):
        return False
    return bool(_AIM_IS.search(("\n" + text[: before.number.hedge_start])[-_VERDICT:]))


def _within_bound(bound: Number, told: Number) -> bool:
    """Whether a figure lies on the side of a bound that the words before the bound name."""
    if bound.kind is not Kind.PERCENT or told.comparator != "=":
        return False
    if bound.comparator in (Comparator.LESS, Comparator.AT_MOST):
        return told.value < bound.value
    return bound.comparator in (Comparator.MORE, Comparator.AT_LEAST) and told.value > bound.value


def _rest_of_whole(before: RoleOf, role: RoleOf, left: str, right: str) -> bool:
    """Whether a percentage is what is not done yet of the amount behind it, as the words behind both say."""
    share = before.number.kind is Kind.PERCENT and before.role is Role.PERCENTAGE and not before.strong
    whole = role.number.kind is not Kind.PERCENT and role.role in (Role.BASE, Role.REMAINING)
    return share and whole and bool(_OF_WHOLE.fullmatch(left) and _WHOLE_NOT_YET.match(right))


def whole_of_parts(last: Sequence[RoleOf]) -> list[RoleOf]:
    """Three amounts of which the first is the sum of the others, one not done yet: "ada 900 anak, 700 …, belum 200".

    The sum tells what each of them is, whatever the words before the first two would say alone.
    """
    whole, done, rest = last
    if rest.role is not Role.REMAINING:
        done, rest = rest, done
    kinds = {role.number.kind for role in last}
    alike = kinds == {Kind.RUPIAH} or kinds <= {Kind.COUNT, Kind.BARE}
    told = rest.role is Role.REMAINING and whole.role in _OPEN and done.role in _OPEN
    least = min(role.number.value for role in last) >= _TELLING or done.role is Role.ACHIEVED
    if not (alike and told and least) or whole.number.value != done.number.value + rest.number.value:
        return list(last)
    if whole.rule.startswith(("role.of", "role.noun")) and done.role is Role.ACHIEVED:
        return list(last)  # its words told as much
    whole = replace(whole, role=Role.BASE, rule="role.of")
    done = replace(done, role=Role.ACHIEVED, rule="role.part_of_sum", strong=True)
    return [whole, done, rest] if rest is last[2] else [whole, rest, done]


def total_of_parts(reading: Reading, made: Sequence[RoleOf], own: Sequence[Cue], left: str, start: int) -> list[RoleOf]:
    """The roles of a sentence from `start` whose last amount, with its `own` cues, sums up those before it.

    "realisasi reguler 5.034 hektare dan gogo 49 hektare, sehingga totalnya 5.083 hektare": what nothing is left of is
    the whole of what was done, and no base. Of its parts those keep their figures that name a kind.
    """
    role = made[-1]
    if role.number.kind is Kind.PERCENT or not _IN_ALL.search(left):
        return list(made)
    alike = [r for r in made[:-1] if (r.number.kind, r.number.unit) == (role.number.kind, role.number.unit)]
    parts = [r for r in alike if r.role in (Role.ACHIEVED, Role.UNCLEAR, Role.SHARE)]
    done = any(r.role is Role.ACHIEVED for r in parts)
    summed = sum(r.number.value for r in alike) == role.number.value
    if done and summed and any(r.role is Role.REMAINING for r in alike):
        return [*made[:-1], replace(role, role=Role.BASE, rule="role.of")]  # "200 sudah, 100 belum, jadi totalnya 300"
    done = done or (summed and any(cue.kind in ("done", "achieved") for cue in own))
    if not done or len(parts) < 2 or role.role not in (Role.BASE, Role.ACHIEVED, Role.UNCLEAR):
        return list(made)
    if any(r.role in (Role.REMAINING, Role.PLAN) for r in alike):
        return list(made)
    if role.number.value < max(r.number.value for r in parts):
        return list(made)
    told: list[RoleOf] = []
    for one in made[:-1]:
        kind = reading.kinds(told[-1].number.hedge_end if told else start, one.number.hedge_end)
        share = one in parts and not kind
        told.append(replace(one, role=Role.SHARE, rule="role.part_of_total") if share else one)
    return [*told, replace(role, role=Role.ACHIEVED, rule="role.total_of_parts", linked=False, strong=True)]


def told_by_share(last: Sequence[RoleOf]) -> RoleOf:
    """An amount behind a percentage and its base, where it is that share: "72 persen dari Rp12 juta atau Rp9 juta"."""
    share, whole, role = last
    kinds = share.role is Role.PERCENTAGE and whole.role is Role.BASE and role.role is Role.UNCLEAR
    alike = role.number.kind is whole.number.kind and role.number.unit == whole.number.unit
    if not kinds or not alike or not fits(share.number, role.number.value, whole.number.value):
        return role
    return replace(role, role=Role.ACHIEVED, rule="role.share_of", linked=True)


def untold(role: RoleOf) -> bool:
    """Whether no word of achievement stands before an amount: "masih ada sekitar 569 jiwa", not "sudah 569 jiwa"."""
    open_to_it = {(Role.ACHIEVED, "role.achieved"), (Role.UNCLEAR, "role.none")}
    return not role.strong and (role.role, role.rule) in open_to_it


def goes_on_aiming(before: RoleOf, role: RoleOf, own: Sequence[Cue], text: str, left: str) -> bool:
    """Whether a percentage goes on with a list of targets: "target keuangan 95 persen dan fisik 93 persen".

    "Target realisasi keuangan 20 persen dan realisasi fisik 22 persen" goes on as it began, "target keuangan 20 persen
    dan realisasi fisik 22 persen" tells what was reached.
    """
    plain = role.rule == "role.level" and not role.strong and before.number.kind is Kind.PERCENT
    if before.role is not Role.TARGET or not plain or not _AIM_GOES_ON.fullmatch(left):
        return False
    same = "keaktifan" in left or (
        _MEASURED.search(left) and _MEASURED.search(text[: before.number.hedge_start][-_ITEM:])
    )
    if _REACHED.search(left):
        return False  # "targetnya 60 persen dan tercapai 64 persen"
    return all(cue.kind == "contrast" or (same and cue.kind == "vague") for cue in own)


def _whole_of(part: RoleOf, whole: RoleOf) -> bool:
    """Whether an amount that nothing else tells stands right before the base that it is a part of."""
    alike = part.number.kind is whole.number.kind and part.number.unit == whole.number.unit
    open_to_it = part.role is Role.UNCLEAR or (part.rule in _AIMS and part.number.value < whole.number.value)
    return open_to_it and whole.rule == "role.of" and whole.linked and alike
