"""What each number of a sentence is: achieved, base, remaining, a level, a target, a change, or nothing of ours."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from extract.counts import for_regions, in_name, is_announced, is_change, summed, with_sign
from extract.mentions import Cue, Kind, Number
from extract.reading import Reading, within
from extract.role_cues import cue_after, last_cue, only_planned, own_cues, undone
from extract.role_of import Role as Role
from extract.role_of import RoleOf as RoleOf
from extract.role_pairs import goes_on_aiming, joined, untold
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.values import Comparator, Unit

_OR = pattern("or")
_OF = pattern("of")
_FROM = pattern("from")
_OR_LATER = pattern("or_later")
_NOUN_BRACKET = pattern("noun_bracket")
_OF_WHOM_DUE = pattern("of_whom_due")
_AFTER_FORECAST = pattern("after_forecast")
_TO = pattern("to")
_BY = pattern("by")
_BEFORE_THAT = pattern("before_that")
_TARGET_ONLY = pattern("target_only")
_RATE = pattern("rate")
_UNPLANTED = pattern("unplanted")
_NOT_RUNNING = pattern("not_running")
_HAPPENS_IN = pattern("happens_in")
_DISCOUNT = pattern("discount")
_TAKEN_FROM = pattern("taken_from")
_DAILY = pattern("daily")
_AFTER_REMAINING = pattern("after_remaining")
_AFTER_DONE = pattern("after_done")
_AFTER_CHANGE = pattern("after_change")
_AFTER_BASE = pattern("after_base")
_ONLY = pattern("only")
_SUPPLIES = pattern("supplies")
_STILL_AT = pattern("still_at")
_LEADS_ON = pattern("leads_on")
_NOT_YET = pattern("not_yet")
_PROJECTED = pattern("projected")
_GRANTED = pattern("granted")
_ON_WHOM_DUE = pattern("on_whom_due")
_RECEIVING = pattern("receiving")
_DIRECT = pattern("direct")
_THAN = pattern("than")
_OF_QUALITY = pattern("of_quality")
_OF_THESE = pattern("of_these")
_OF_SEX = pattern("of_sex")
_SEX_BEFORE = pattern("sex_before")
_LIST_OF_PLACES = pattern("list_of_places")
_SEXES = ("laki-laki", "perempuan", "pria", "wanita")
_NEGATED = pattern("negated")
_TARGET_WORD = pattern("target_word")
_REACHED = pattern("reached")
_HOPE_DONE = pattern("hope_done")
_OF_THAT = pattern("of_that")
_OF_ALL = pattern("of_all")
_AVERAGE = pattern("average")
_BY_CHANNEL = pattern("by_channel")
_THIS_LEVEL = pattern("this_level")
_ACHIEVED_CLAUSE = pattern("achieved_clause")
_ABLE_TO = pattern("able_to")
_SHOULD = pattern("should")
_FORMERLY = pattern("formerly")
_REST_OF_PARTS = pattern("rest_of_parts")
_REST_IS = pattern("rest_is")
_WHOLE = 100
_REACH = 600
"""Characters before a number in which its sentence is asked: more would make one endless sentence cost its square."""
_NEAR = 12
_STILL = pattern("still")
_DUE = pattern("due")
_MINIMAL = pattern("minimal")
_OF_TARGET = pattern("of_target")
_OVER_TARGET = pattern("over_target")
_LACKING = pattern("lacking")
_AGENTS = pattern("agents")
_BY_AGENTS = pattern("by_agents")
_RISES = pattern("rises")
_LEVEL_AFTER_MET = pattern("level_after_met")
_HOPED_ALL = pattern("hoped_all")
_PLANNED = pattern("planned")
_PART_OF = pattern("part_of")
_FROM_SOURCE = pattern("from_source")
_FUND_WHOLE = pattern("fund_whole")
_COMPARED = pattern("compared")
_DEVIATION = pattern("deviation")
_BY_THEN = pattern("by_then")
_STAGED = pattern("staged")
_SET = pattern("set_percent")
_AIM = pattern("aim")
_BUDGET_WHOLE = pattern("budget_whole")
_PLEDGED = pattern("pledged")
_SERVED = pattern("served")
_PEOPLE = (Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE)


def assign_roles(reading: Reading, sentence: Sentence) -> list[RoleOf]:
    """The role of each number of a sentence, in order."""
    usable = (None, "headline")  # a headline's own sentence is asked for its roles too, to lay it beside the body
    numbers = [n for n in within(reading.numbers, sentence.start, sentence.end) if reading.noisy(n.start) in usable]
    numbers = summed(reading.text, [n for n in numbers if not for_regions(reading.text, n)])
    if not numbers:
        return []
    numbers = [with_sign(reading, n, numbers) for n in numbers]
    cues = [c for c in within(reading.cues, sentence.start, sentence.end) if not in_name(reading, c)]
    made: list[RoleOf] = []
    sexes = sum(n.noun in _SEXES for n in numbers)
    starts = [cue.start for cue in cues]
    for at, number in enumerate(numbers):
        left_start = numbers[at - 1].hedge_end if at else sentence.start
        right_end = numbers[at + 1].hedge_start if at + 1 < len(numbers) else sentence.end
        left = reading.text[left_start : number.hedge_start]
        right = reading.text[number.hedge_end : right_end]
        if at + 1 < len(numbers):  # what stands behind a comma belongs to the next number
            right = _LEADS_ON.sub("", right.partition(",")[0])
            part = numbers[at + 1].kind is not Kind.PERCENT and bool(_PART_OF.match(right))
        else:
            part = False
        own = own_cues(
            reading.text, number, cues[bisect_left(starts, left_start) : bisect_left(starts, number.hedge_start)]
        )
        own = _of_listed(reading, own, left_start, number)
        role = _role(number, left, right, own, made[-1] if made else None, reading.text, sentence)
        if part and role.role in (Role.BASE, Role.UNCLEAR) and number.kind is not Kind.PERCENT:
            role = replace(role, role=Role.ACHIEVED, rule="role.part_of")  # "untuk 50 dari 54 desa"
        outer = at + 1 == len(numbers) or not at
        told = role.rule == "role.achieved" and (
            last_cue(own, "done", "achieved") < 0
            or bool(_OF_THESE.match(reading.text, sentence.end if outer else right_end))
        )
        if (role.role is Role.UNCLEAR or told) and is_announced(
            reading.text, number, left, sentence.end if outer else None
        ):
            role = RoleOf(number, Role.BASE, "role.announced")
        behind = reading.text[number.hedge_end : right_end]
        other_sex = bool(made) and made[-1].rule == "role.sexes" and bool(_SEX_BEFORE.search(left))
        by_sex = number.kind is Kind.PERCENT and (other_sex or bool(_OF_SEX.match(behind)))
        if by_sex or (number.noun in _SEXES and sexes > 1):
            role = RoleOf(number, Role.SHARE, "role.sexes")
        if role.role in _LEVELS and is_change(reading, left_start, number.hedge_start):
            role = RoleOf(number, Role.CHANGE, "role.change_of")
        if made and not within(reading.places, left_start, number.start) and goes_on_aiming(made[-1], role, own, left):
            role = RoleOf(number, Role.TARGET, "role.target_list")
        made.append(role)
        if len(made) > 1:
            made[-2:] = joined(made[-2], made[-1], left, right)
    return made


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


_LEVELS = (Role.ACHIEVED, Role.PERCENTAGE, Role.BASE, Role.UNCLEAR)


def _role(
    number: Number, left: str, right: str, own: list[Cue], before: RoleOf | None, text: str, sentence: Sentence
) -> RoleOf:
    other = before is not None and (before.number.kind is Kind.PERCENT) != (number.kind is Kind.PERCENT)
    joint = left.strip() in {"(", ",", "atau", ", atau", "/"} or bool(_NOUN_BRACKET.fullmatch(left))
    linked = other and (joint or bool(_OR.match(left) or _OR_LATER.match(left)))
    if other and before is not None and before.role is Role.CHANGE and _DIRECT.match(left):
        linked = True  # "naik sekitar Rp8 miliar sebesar 7 persen"
    told = linked or (_COMPARED.search(right) and last_cue(own, "change") < 0)
    if number.kind is Kind.POINTS or (_AFTER_CHANGE.match(right) and not told):
        return RoleOf(number, Role.CHANGE, "role.points")
    if number.kind is not Kind.PERCENT and (_RATE.match(right) or _DAILY.search(left)):
        return RoleOf(number, Role.SHARE, "role.rate")
    if number.unit is Unit.HECTARE and _UNPLANTED.match(text[number.hedge_end : sentence.end]):
        return RoleOf(number, Role.SHARE, "role.unplanted")
    if number.unit is Unit.UNIT and _NOT_RUNNING.match(right):
        return RoleOf(number, Role.SHARE, "role.not_running")
    if number.unit is Unit.VILLAGE and _HAPPENS_IN.search(left) and before is not None:
        return RoleOf(number, Role.SHARE, "role.happens_in")
    if number.kind is not Kind.PERCENT and (_AGENTS.match((number.noun or "") + right) or _BY_AGENTS.search(left)):
        return RoleOf(number, Role.SHARE, "role.agents")
    if last_cue(own, "supply") >= 0 or _SUPPLIES.match(f"{number.noun or ''}{right}"):
        return RoleOf(number, Role.SHARE, "role.supply")
    if _OF_WHOM_DUE.match(right):  # "dari penduduk …, 72 persen atau 191 juta di antaranya wajib KTP"
        percent = number.kind is Kind.PERCENT
        return RoleOf(number, Role.SHARE if percent else Role.BASE, "role.of_whom_due")
    if linked and before is not None:
        return _linked(number, before, right)
    near = max(sentence.start, number.hedge_start - _REACH)
    if number.kind is Kind.PERCENT and last_cue(own, "done") < 0 and _STAGED.search(text, near, number.start):
        return RoleOf(number, Role.SHARE, "role.staged")
    if _REST_OF_PARTS.search(text, near, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.rest_of_parts")
    if number.kind is not Kind.PERCENT and _FORMERLY.search(left):
        return RoleOf(number, Role.CHANGE, "role.formerly")
    if _SHOULD.search(left):
        return RoleOf(number, Role.TARGET if number.kind is Kind.PERCENT else Role.PLAN, "role.should")
    if number.kind is Kind.PERCENT:
        return _percent_role(number, left, right, own, text, before, sentence)
    return _amount_role(number, left, right, own, before, text)


def _linked(number: Number, before: RoleOf, right: str) -> RoleOf:
    """A number joined to the one before by "atau" or brackets: the same thing in another measure."""
    percent = number.kind is Kind.PERCENT
    same = {
        Role.ACHIEVED: Role.PERCENTAGE,
        Role.UNCLEAR: Role.PERCENTAGE,
        Role.BASE: Role.PERCENTAGE,
        Role.REMAINING: Role.REMAINING_PERCENTAGE,
    }
    turned = {
        Role.PERCENTAGE: Role.ACHIEVED,
        Role.REMAINING_PERCENTAGE: Role.REMAINING,
        Role.TARGET: Role.PLAN,
        Role.TARGET_NOT_MET: Role.PLAN,
    }
    if percent and before.number.kind is not Kind.PERCENT:
        if before.role is Role.BASE and number.value == 100:
            return RoleOf(number, Role.SHARE, "role.whole_base")  # "… dari target Rp730 miliar (100%)"
        if _AFTER_REMAINING.match(right) and (before.role is not Role.ACHIEVED or untold(before)):
            return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.linked", linked=True)
        return RoleOf(number, same.get(before.role, before.role), "role.linked", linked=True)
    if not percent and before.number.kind is Kind.PERCENT:
        return RoleOf(number, turned.get(before.role, before.role), "role.linked", linked=True)
    return RoleOf(number, Role.UNCLEAR, "role.linked", linked=True)


def _percent_role(
    number: Number, left: str, right: str, own: list[Cue], text: str, before: RoleOf | None, sentence: Sentence
) -> RoleOf:
    if _OF_QUALITY.match(right) or _BY_CHANNEL.match(right):
        return RoleOf(number, Role.SHARE, "role.of_quality")
    if _AVERAGE.search(left):
        return RoleOf(number, Role.SHARE, "role.average")
    let_off = last_cue(own, "done", "achieved") < 0 and _DISCOUNT.search(text, sentence.start, number.hedge_start)
    if let_off or _TAKEN_FROM.search(left):
        return RoleOf(number, Role.SHARE, "role.discount")
    if _BY_THEN.search(left):
        return RoleOf(number, Role.TARGET, "role.forecast_then")
    if _DEVIATION.search(left):
        return RoleOf(number, Role.CHANGE, "role.deviation")
    if _PLANNED.search(left) or _SET.search(left) or _PLEDGED.search(left):
        return RoleOf(number, Role.TARGET, "role.planned")
    change, achieved = last_cue(own, "change"), last_cue(own, "done", "achieved", "vague")
    own = [c for c in own if c.kind != "met" or not _LEVEL_AFTER_MET.match(text[c.end : number.hedge_start])]
    named = [c for c in own if c.kind in ("target", "not_met") or (c.kind == "met" and not _REACHED.search(c.text))]
    if number.value > _WHOLE:
        named = []  # nobody sets a target above the whole
    if _OF_TARGET.match(right) and "mencapai" in left[-_NEAR:]:
        named = []  # "capaian dari target RPJMD, mencapai 43,9 persen dari target itu": a level
    if _THIS_LEVEL.match(right) and not any(c.kind == "target" for c in own):
        named = []  # "capaian 42,5 persen ini melampaui target": the level itself
    able = _ABLE_TO.search(left)
    if able and (number.decimals or number.value > _WHOLE):  # "bisa mencapai 99,27 persen": nobody hopes so exactly
        own = [c for c in own if c.kind != "forecast" or c.start < number.hedge_start - len(left) + able.start()]
    target, forecast = max((c.end for c in named), default=-1), last_cue(own, "forecast")
    if _STILL_AT.search(left):
        forecast = -1  # "untuk mencapai kepatuhan yang masih di bawah 50 persen": where it stands
    reached = max((c.end for c in own if c.kind == "met" and _REACHED.search(c.text)), default=-1)
    aimed = [c.end for c in own if c.kind == "base_of" and _TARGET_WORD.search(c.text)]
    if not (_OF_TARGET.match(right) and "mencapai" in left[-_NEAR:]):
        target = max(target, max(aimed, default=-1))
    remaining = last_cue(own, "remaining")
    if _TO.search(left):
        if before is not None and before.rule == "role.target_from":
            return RoleOf(number, Role.TARGET, "role.target_to")
        if forecast > last_cue(own, "done", "achieved") and not _HOPE_DONE.search(left[: left.rfind("men")]):
            return RoleOf(number, Role.TARGET, "role.forecast_to")
        if target > cue_after(own, target, "done"):
            return RoleOf(number, Role.TARGET, "role.target_to")
        return RoleOf(number, Role.PERCENTAGE, "role.level_to", strong=True)
    if _BEFORE_THAT.search(left) and target < 0:
        return RoleOf(number, Role.PERCENTAGE, "role.level_from", strong=True)
    if change >= 0 and change > max(target, remaining, last_cue(own, "share")):
        gap = text[change : number.hedge_start]
        told = next(c.text.lower() for c in own if c.kind == "change" and c.end == change)
        if told.startswith("lebih") and _THAN.match(gap) and _AIM.search(gap):
            return RoleOf(number, Role.TARGET, "role.than_target")
        if told.startswith("lebih") and _THAN.match(gap):  # "lebih rendah dari rata-rata Kalteng 95,7 persen"
            return RoleOf(number, Role.PERCENTAGE, "role.level_of_other")
        if _FROM.search(gap) and target > last_cue(own, "done", "achieved") and _RISES.search(text[target:change]):
            return RoleOf(number, Role.TARGET, "role.target_from")
        if _FROM.search(gap):
            return RoleOf(number, Role.PERCENTAGE, "role.level_from", strong=True)
        done = max((c.end for c in own if c.kind in ("done", "achieved")), default=-1)
        by = done < change and bool(_BY.search(gap))
        if by or _DIRECT.match(gap) or (achieved < change and len(gap) < 40 and "," not in gap):
            return RoleOf(number, Role.CHANGE, "role.change")
    if last_cue(own, "share") > max(last_cue(own, "done", "achieved"), target, remaining) and not _OF_TARGET.match(
        right
    ):
        return RoleOf(number, Role.SHARE, "role.share")
    if _AFTER_FORECAST.match(right):
        return RoleOf(number, Role.TARGET, "role.forecast_after")
    negated = _NEGATED.search(left) or (own and own[-1].kind == "negation")
    if negated:
        if number.value == _WHOLE or number.comparator is Comparator.AT_LEAST:  # "belum memenuhi minimal 98 persen"
            return RoleOf(number, Role.TARGET_NOT_MET, "role.negated", strong=True)
        below = Comparator.LESS if number.comparator is Comparator.EQUAL else number.comparator
        return RoleOf(replace(number, comparator=below), Role.PERCENTAGE, "role.negated", strong=True)
    if target >= 0 and _TARGET_ONLY.search(left) and number.value <= _WHOLE:
        return RoleOf(number, Role.TARGET, "role.target")
    clause = max((m.end() for m in _ACHIEVED_CLAUSE.finditer(left)), default=-1)
    reached = max(reached, number.hedge_start - len(left) + clause if clause >= 0 else -1)
    if target >= 0 and target > max(cue_after(own, target, "done", "achieved"), reached):
        return RoleOf(number, Role.TARGET, "role.target")
    if forecast >= 0 and forecast > max(last_cue(own, "remaining"), last_cue(own, "done")):
        return RoleOf(number, Role.TARGET, "role.forecast")
    if _MINIMAL.match(text, number.hedge_start) and last_cue(own, "done", "achieved") < 0:
        return RoleOf(number, Role.TARGET, "role.minimum")
    if number.value == _WHOLE and max(forecast, target) >= 0 and _HOPED_ALL.search(left):
        return RoleOf(number, Role.TARGET, "role.forecast" if forecast >= 0 else "role.target")
    if (_STILL.search(left) and _DUE.match(right)) or _LACKING.search(left):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    if _NOT_YET.match(right) and last_cue(own, "done") < 0:
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    left_over = _AFTER_REMAINING.match(right)
    if left_over is not None and _REST_IS.search(left_over.group()) and last_cue(own, "done", "achieved") >= 0:
        left_over = None  # "baru 60 persen terlayani sisanya belum": the rest is another figure
    if left_over or (remaining >= 0 and remaining > undone(own, remaining)):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    return RoleOf(number, Role.PERCENTAGE, "role.level", strong=last_cue(own, "done", "achieved") >= 0)


def _of_another(number: Number, before: Number) -> bool:
    """Whether of two amounts one is money and the other is counted."""
    return Kind.PERCENT not in (number.kind, before.kind) and (number.kind is Kind.RUPIAH) != (
        before.kind is Kind.RUPIAH
    )


def _reached_by(before: RoleOf, number: Number, left: str) -> bool:
    """Whether a count is of those whom the money before it reached: "Rp102 miliar untuk 1.153 debitur"."""
    paid = before.role is Role.ACHIEVED and before.number.kind is Kind.RUPIAH
    return paid and number.unit in _PEOPLE and bool(_SERVED.fullmatch(left))


def _amount_role(number: Number, left: str, right: str, own: list[Cue], before: RoleOf | None, text: str) -> RoleOf:
    if number.unit is Unit.HECTARE:  # "lahan padi rusak seluas 3,5 hektare": that is damage, and nothing left to do
        own = [c for c in own if not c.text.lower().startswith("rusak")]
    left_over = last_cue(own, "remaining") > last_cue(own, "base", "base_of") or _AFTER_REMAINING.match(right)
    if number.noun and number.noun.startswith("wajib") and not left_over:
        return RoleOf(number, Role.BASE, "role.noun")
    that = _OF_THAT.search(left) or _OF_ALL.search(left)
    if that is not None and _AFTER_DONE.match(right):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    change, achieved = last_cue(own, "change"), last_cue(own, "done", "achieved")
    base, target = last_cue(own, "base"), last_cue(own, "target")
    counted = number.unit in (Unit.PERSON, Unit.HOUSEHOLD) or number.kind is Kind.BARE
    if base >= 0 and counted:  # "wajib KTP … tercatat 318.420 jiwa", "jumlah penduduk tercatat 468 ribu" is a base
        achieved = max(
            (c.end for c in own if c.kind in ("done", "achieved") and c.text.lower() not in ("tercatat", "terdata")),
            default=-1,
        )
    remaining, forecast = last_cue(own, "remaining"), last_cue(own, "forecast")
    clause = max((m.end() for m in _ACHIEVED_CLAUSE.finditer(left)), default=-1)
    if clause >= 0 and max(base, target) < number.hedge_start - len(left) + clause:
        achieved = max(achieved, number.hedge_start - len(left) + clause)  # "berpotensi, dengan realisasi Rp7 juta"
    if _BY_THEN.search(left) and number.kind is not Kind.BARE:
        return RoleOf(number, Role.PLAN, "role.forecast_then")
    if _GRANTED.search(left):
        return RoleOf(number, Role.BASE, "role.granted")
    if before is not None and before.role is Role.ACHIEVED and _OVER_TARGET.search(left):
        return RoleOf(number, Role.BASE, "role.over_target")
    if number.kind is Kind.COUNT and remaining < 0 and _ON_WHOM_DUE.search(left):
        return RoleOf(number, Role.BASE, "role.on_whom_due")
    if forecast >= 0 and forecast > last_cue(own, "done") and only_planned(own, left):
        achieved = -1
    if change >= 0 and change > max(base, target, remaining) and not _TO.search(left):
        gap_words = left[-(number.hedge_start - change) :] if number.hedge_start > change else ""
        if _FROM.search(left):
            return RoleOf(number, Role.ACHIEVED, "role.level_from")
        if _DIRECT.match(gap_words):
            return RoleOf(number, Role.CHANGE, "role.change")
    rises = before is not None and before.role is Role.CHANGE and all(cue.kind == "change_to" for cue in own)
    if (change > max(target, forecast) or rises) and _TO.search(left):  # "naik 1,5 persen menjadi 900 hektare"
        return RoleOf(number, Role.ACHIEVED, "role.level_to", strong=True)
    if before is not None and before.rule == "role.level_to" and _FROM.fullmatch(left.strip()):
        return RoleOf(number, Role.ACHIEVED, "role.level_from")  # "naik jadi Rp14,9 miliar dari Rp7,7 miliar"
    if _AFTER_REMAINING.match(right) and remaining < 0:
        return RoleOf(number, Role.REMAINING, "role.remaining_after", strong=True)
    of = _OF.search(left)
    one_clause = of is not None and "," not in left[of.start() :].strip(" ,")
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
    if of is not None and one_clause and not _TO.search(left) and not (own and own[-1].kind == "done"):
        return RoleOf(number, Role.BASE, "role.of", linked=before is not None and of.start() <= 12)
    if _AFTER_BASE.match(right) and not _ONLY.search(left):  # "baru 28.300 penduduk yang sudah wajib KTP"
        return RoleOf(number, Role.BASE, "role.base_after")
    if remaining >= 0 and remaining > max(base, target, undone(own, remaining)):
        return RoleOf(number, Role.REMAINING, "role.remaining", strong=True)
    if before is not None and before.rule in ("role.of", "role.noun") and left.endswith(", "):
        # "dari 310 jiwa wajib KTP, 300 sudah …", "dari 1.272 km jalan, 992 km dalam kondisi mantap"
        if _AFTER_DONE.match(right):
            return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
        smaller = number.value < before.number.value
        if not own and smaller and number.unit is not None and number.unit == before.number.unit:
            return RoleOf(number, Role.ACHIEVED, "role.of_base")
    if max(base, target) >= 0 and max(base, target) > achieved:
        return RoleOf(number, Role.BASE, "role.base")
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
    if whole > achieved and number.kind is not Kind.RUPIAH and cue_after(own, whole, "vague") < 0:
        return RoleOf(number, Role.BASE, "role.whole")
    if last_cue(own, "share") > achieved:
        return RoleOf(number, Role.SHARE, "role.share")
    if before is not None and _reached_by(before, number, left):
        return RoleOf(number, Role.ACHIEVED, "role.served", strong=before.strong)
    if achieved >= 0 or last_cue(own, "vague") >= 0:
        return RoleOf(number, Role.ACHIEVED, "role.achieved", strong=achieved >= 0 or bool(_AFTER_DONE.match(right)))
    if _AFTER_DONE.match(right) or (number.unit is Unit.VILLAGE and _RECEIVING.match(right)):
        return RoleOf(number, Role.ACHIEVED, "role.done_after", strong=True)
    return RoleOf(number, Role.UNCLEAR, "role.none")
