"""What a percentage is: a level, a target, a change, a share, or what is left."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.mentions import Cue, Number
from extract.role_cues import RANKS, aims_at, aims_to_change, change_so_big, cue_after, last_cue, undone
from extract.role_of import Role, RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.values import Comparator

_FROM = pattern("from")
_AFTER_FORECAST = pattern("after_forecast")
_TO = pattern("to")
_BY = pattern("by")
_FORMER = pattern("former")
_BEFORE_THAT = pattern("before_that")
_TARGET_ONLY = pattern("target_only")
_DISCOUNT = pattern("discount")
_TAKEN_FROM = pattern("taken_from")
_AFTER_REMAINING = pattern("after_remaining")
_PASSED_NAMELY = pattern("passed_namely")
_THOSE_NOT_YET = pattern("those_not_yet")
_STILL_AT = pattern("still_at")
_NOT_YET = pattern("not_yet")
_DIRECT = pattern("direct")
_THAN = pattern("than")
_LEVEL_BESIDE = pattern("level_beside")
_OF_QUALITY = pattern("of_quality")
_OF_WORKERS = pattern("of_workers")
_OF_EVENT = pattern("of_event")
_TERMS_OF = pattern("terms_of")
_LIVES_SO = pattern("lives_so")
_IS_NOT = pattern("is_not")
_NEGATED = pattern("negated")
_TARGET_WORD = pattern("target_word")
_REACHED = pattern("reached")
_HOPE_DONE = pattern("hope_done")
_AVERAGE = pattern("average")
_PERFORMANCE = pattern("performance")
_NEXT_STAGE = pattern("next_stage")
_BY_CHANNEL = pattern("report_channel")
_THIS_LEVEL = pattern("this_level")
_ACHIEVED_CLAUSE = pattern("achieved_clause")
_ABLE_TO = pattern("able_to")
_REST_IS = pattern("rest_is")
_REST_APART = pattern("rest_apart")
_STILL = pattern("still")
_DUE = pattern("due")
_MINIMAL = pattern("minimal")
_OF_TARGET = pattern("of_target")
_COMES_TO = re.compile(r"mencapai|\b(?:me|ter)?[mp]enuhi\b")
"""Before a percentage of a target: "telah memenuhi 49,2 persen dari target" is a level, and no verdict."""
_OF_TARGET_OF = re.compile(
    r"\s*(?:dari|dengan|terhadap)\s+target(?:nya)?\s+(?:\w+\s+){0,3}?(?:sebesar\s+|yakni\s+|yaitu\s+)?\d[\d.,]*\s*(?:persen|%)",
    re.IGNORECASE,
)
_LEVEL_TOLD = re.compile(
    r"\b(?:yakni|yaitu|dengan\s+(?:capaian|realisasi|serapan|persentase))\b[^.,;\d]*\Z", re.IGNORECASE
)
"""... and so is what is told behind a verdict: "mendekati target dengan capaian 89,2 persen dari target"."""
_RANKED = re.compile(
    r"kategori\s+(?:\w+\s+){0,3}(?:ter(?:endah|tinggi|kecil|besar|baik)|rendah|tinggi)\b", re.IGNORECASE
)
_MADE_OF_BEHIND = pattern("made_of_behind")
_MADE_OF_BEFORE = pattern("made_of_before")
_ONLY_OF_THOSE = pattern("only_of_those")
_OF_MONEY_FOR = pattern("of_money_for")
_REST_ALONE = re.compile(r"\b(?:sisanya|selebihnya)\s*\Z", re.IGNORECASE)
_FOR = re.compile(r"\s*(?:di(?:pakai|gunakan|alokasikan)\s+)?(?:untuk|bagi)\b", re.IGNORECASE)
_REST_LEADS = re.compile(
    r"\b(?:sisanya|selebihnya)\s*,?\s*(?:(?:sebanyak|sebesar|sekitar|yakni|yaitu|atau|ada|mencapai)\s+)*\Z",
    re.IGNORECASE,
)
_REST_DONE = re.compile(
    r"\s*(?:\w+\s+){0,2}?(?:sudah|telah)\s+(?!meninggal|pindah|tidak|tak|keluar|hilang)[a-z]", re.IGNORECASE
)
_REST_IN_FORCE = pattern("rest_in_force")
_ITS_PROGRESS = pattern("its_progress")
_LACKING = pattern("lacking")
_RISES = pattern("rises")
_LEVEL_AFTER_MET = pattern("level_after_met")
_LEVEL_SINCE = pattern("level_since")
_TARGET_OF_DOING = pattern("target_of_doing")
_HOPED_ALL = pattern("hoped_all")
_PLANNED = pattern("planned")
_DEVIATION = pattern("deviation")
_BY_THEN = pattern("by_then")
_SET = pattern("set_percent")
_TO_RAISE = pattern("to_raise")
_AIM = pattern("aim")
_PLEDGED = pattern("pledged")
_TARGET_LIST = pattern("target_list")
_DEFINED_AS = pattern("defined_as")
_ONLY_EXPECTED = pattern("only_expected")
_DIVIDED = pattern("divided")
_OR_OF_AIMED = pattern("or_of_aimed")
_SET_AGAINST = pattern("set_against")
_LEVEL_BEHIND = pattern("level_behind")
_BEYOND_IT = pattern("beyond_it")
_UP_TO = pattern("up_to")
_SHOULD_HAVE = pattern("should_have")
_DIVIDED_INTO = pattern("divided_into")
_OF_AIM = pattern("of_aim")
_OF_TARGET_RIGHT = pattern("of_target_right")
_OF_AIM_REALISED = pattern("of_aim_realised")
_LEVY_RATE = pattern("levy_rate")
_INTEREST = pattern("interest")
_SHARE_OF_WIDER = pattern("share_of_wider")
_USE_FIXED = pattern("use_fixed")
_OVER_LIMIT = pattern("over_limit")
_BY_CHANNEL = pattern("report_channel")
_REPORTS_THERE = pattern("reports_there")
_MADE_UP_OF_WHOM = pattern("made_up_of_whom")
_MEANT_FOR = pattern("meant_for")
_LEVIED = pattern("levied")
_LEVIED_ON = pattern("levied_on")
_FORMER_TARGET = pattern("former_target")
_PAST_TARGET = pattern("past_target")
_EARMARKED = pattern("earmarked")
_HABITUAL = pattern("habitual")
_EVERY_YEAR = pattern("every_year")
_FAR_FROM = pattern("far_from")
_TIME_LEFT = pattern("time_left")
_ALMOST = pattern("almost")
_ALMOST_BEHIND = pattern("almost_behind")
_STAGE_SHARE = pattern("stage_share")
_TRANCHE_IS = pattern("tranche_is")
_BESIDE_NATION = pattern("beside_nation")
_PAID_OUT = re.compile(
    r"\b(?:realisasi|serapan|penyerapan|penyaluran|pencairan|mencapai|capaian|tembus)", re.IGNORECASE
)
_OTHERS_STAND = pattern("others_stand")
_BOUNDS = frozenset({Comparator.LESS, Comparator.AT_MOST, Comparator.MORE, Comparator.AT_LEAST})
_REST_OF_TARGET = pattern("rest_of_target")
_NONE_HAS = pattern("none_has")
_NONE_HAS_IT = pattern("none_has_it")
_ESTIMATE_BESIDE = pattern("estimate_beside")
_STAGE_IN_BRACKETS = pattern("stage_in_brackets")
_NONE_OF_THEM = re.compile(
    r"\b(?:belum|tidak|tak)\s+ada\s+(?:satu\s?pun\s+|seorang\s?pun\s+)?[^.;,\d]*\Z", re.IGNORECASE
)
_OF_PLAN = re.compile(
    r"\b(?:rencana|jadwal|time schedule)(?:nya)?\s*(?::|=|sebesar|adalah|yaitu|yakni)?\s*\Z", re.IGNORECASE
)
_AND_REACHED = re.compile(r"\b(?:realisasi|terealisasi|progres|tercapai|capaian)\w*", re.IGNORECASE)
_WAS_SET = pattern("was_set")
_WORK_OF = pattern("work_of")
_WAY_TO = pattern("way_to")
_AIMED_DONE = pattern("aimed_done")
_FALLEN = re.compile(r"(?:turun|menurun|merosot|anjlok)")
_DOWN_TO = re.compile(r"\s*(?:drastis\s+|signifikan\s+)?(?:hingga\s+|sampai\s+|ke\s+)?", re.IGNORECASE)
_STATE_BEHIND = re.compile(r"\s*(?:sudah|telah|baru|belum|masih|di antaranya (?:sudah|telah|belum))\b", re.IGNORECASE)
_THAT_IS = re.compile(
    r"\b(?:adalah|ialah|yakni|yaitu|hingga|sampai)\s+(?:pada\s+|di\s+|ke\s+)?(?:angka\s+|level\s+)?\Z", re.IGNORECASE
)
_EXPLAINS = re.compile(r"\W*(?:yakni|yaitu|rinciannya)\b", re.IGNORECASE)
_SENTENCE_BACK = 120
_WHOLE = 100
_FLOORS = frozenset({Comparator.AT_LEAST, Comparator.MORE})
"""Who is not above 98 percent is not above it: the bound is the bar's own."""
_AIMED = (Role.TARGET, Role.TARGET_NOT_MET)
_NEAR = 12
_NAMED = 40
_CHANGING, _CHANGED = 40, 80
"""Characters between a change and its percentage, by a verb ("naik") or a noun ("kenaikan")."""


def percent_role(
    number: Number, left: str, right: str, own: list[Cue], text: str, before: RoleOf | None, sentence: Sentence
) -> RoleOf:
    """The role of a percentage, by the words on its left and right, its own cues and the figure `before` it."""
    if _OF_WORKERS.match(right) or _OF_EVENT.search(left) or _IS_NOT.search(left) or _TERMS_OF.search(left):
        return RoleOf(number, Role.SHARE, "role.of_workers")
    if before is not None and before.role is Role.REMAINING and _ONLY_OF_THOSE.search(left):
        return RoleOf(number, Role.SHARE, "role.only_of_those")
    made_of = _MADE_OF_BEHIND.match(right)
    if made_of is not None and (made_of["whole"] is None or _MADE_OF_BEFORE.search(left)):
        return RoleOf(number, Role.SHARE, "role.made_of")
    if _OF_MONEY_FOR.match(right) and last_cue(own, "done", "achieved") < 0 and not _PAID_OUT.search(left):
        return RoleOf(number, Role.SHARE, "role.of_money_for")
    spent = before is not None and before.rule == "role.of_money_for"
    if spent and _REST_ALONE.search(left) and _FOR.match(right):
        return RoleOf(number, Role.SHARE, "role.of_money_for")
    if _LIVES_SO.match(right) or _OF_QUALITY.match(right) or _BY_CHANNEL.match(right):
        return RoleOf(number, Role.SHARE, "role.of_quality")
    if number.rule.endswith(".rate") and last_cue(own, "done", "achieved") < 0:
        return RoleOf(number, Role.CHANGE, "role.rate")  # "menargetkan imunisasi 1,4 persen per hari"
    if number.text.endswith("nya") and not _STATE_BEHIND.match(right):
        return RoleOf(number, Role.SHARE, "role.of_those")  # "masih 14.560 orang. 50 persennya pemilih pemula"
    if before is not None and before.role is Role.TARGET and _NEXT_STAGE.match(left):
        return RoleOf(number, Role.TARGET, "role.target_list")
    average = _AVERAGE.search(left) and not _BESIDE_NATION.search(text, sentence.start, number.hedge_start)
    if average or _PERFORMANCE.search(left):
        return RoleOf(number, Role.SHARE, "role.average")
    let_off = last_cue(own, "done", "achieved") < 0 and _DISCOUNT.search(text, sentence.start, number.hedge_start)
    if let_off or _TAKEN_FROM.search(left):
        return RoleOf(number, Role.SHARE, "role.discount")
    if _OVER_LIMIT.search(left):
        return RoleOf(number, Role.SHARE, "role.over_limit")
    if _SHARE_OF_WIDER.search(left) and not _OF_TARGET.match(right):
        return RoleOf(number, Role.SHARE, "role.share_of_wider")
    if _USE_FIXED.match(right):
        return RoleOf(number, Role.SHARE, "role.earmarked")
    if _INTEREST.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.interest")
    if _BY_CHANNEL.match(right) and before is not None and _REPORTS_THERE.match(text, before.number.hedge_end):
        return RoleOf(number, Role.SHARE, "role.by_channel")  # "dari 24.318 SPT tersebut, 97 persen lewat e-filing"
    if _MADE_UP_OF_WHOM.match(right):
        return RoleOf(number, Role.SHARE, "role.made_up_of")
    if number.comparator == Comparator.AT_MOST and _MEANT_FOR.match(right) and last_cue(own, "done") < 0:
        return RoleOf(number, Role.SHARE, "role.earmarked")  # "dan paling banyak 25 persen untuk BLT"
    if _LEVY_RATE.search(left) and not _OF_TARGET.match(right):
        return RoleOf(number, Role.SHARE, "role.levy_rate")
    if _LEVIED_ON.match(right) and _LEVIED.search(left):
        return RoleOf(number, Role.SHARE, "role.levy_rate")
    if _HABITUAL.search(text, sentence.start, number.hedge_start) or _EVERY_YEAR.match(right):
        return RoleOf(number, Role.SHARE, "role.habitual")
    if _ALMOST.search(left) and _ALMOST_BEHIND.match(text, number.hedge_end):
        return RoleOf(number, Role.SHARE, "role.almost")
    if _EARMARKED.match(right) and last_cue(own, "done", "achieved") < 0 and not _PAID_OUT.search(left):
        return RoleOf(number, Role.SHARE, "role.earmarked")
    if _STAGE_SHARE.search(text, sentence.start, number.hedge_start) or _STAGE_IN_BRACKETS.search(left):
        return RoleOf(number, Role.SHARE, "role.staged")
    tranche = _TRANCHE_IS.search(left)
    staged = tranche is not None and (not tranche["next"] or (before is not None and before.rule == "role.staged"))
    if staged and not _PAID_OUT.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.staged")
    if before is not None and before.role is Role.TARGET and _FORMER_TARGET.match(left):
        return RoleOf(number, Role.SHARE, "role.former_target")
    if _PAST_TARGET.search(left) and not _AND_REACHED.search(text, number.end, sentence.end):
        return RoleOf(number, Role.SHARE, "role.former_target")
    if _DEFINED_AS.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.SHARE, "role.defined")
    if _BY_THEN.search(left) or _ONLY_EXPECTED.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.TARGET, "role.forecast_then")
    if _DIVIDED.match(right):
        return RoleOf(number, Role.SHARE, "role.divided")
    if _SHOULD_HAVE.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.TARGET, "role.should_have")
    if before is not None and before.rule == "role.level" and _OF_AIM.fullmatch(left) and _OF_TARGET_RIGHT.match(right):
        return RoleOf(number, Role.TARGET, "role.of_aim")  # "sudah 81 persen dari 75 persen target"
    if number.value == _WHOLE and _NONE_OF_THEM.search(text, sentence.start, number.hedge_start):
        return RoleOf(
            number, Role.TARGET_NOT_MET, "role.none_of_them", strong=True
        )  # "belum ada yang lunas 100 persen"
    if _REST_LEADS.search(left) and (_REST_DONE.match(right) or _REST_IN_FORCE.match(right)):
        return RoleOf(number, Role.PERCENTAGE, "role.rest_done", strong=True)  # "sisanya 53 persen aktif"
    if _REST_OF_TARGET.search(left):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    if number.comparator in _BOUNDS and _OTHERS_STAND.search(left):
        return RoleOf(number, Role.SHARE, "role.others_stand")
    who_has = number.comparator in (Comparator.EQUAL, *_FLOORS) and not number.decimals
    if who_has and (
        _NONE_HAS.search(text, sentence.start, number.hedge_start)
        or (number.value == _WHOLE and _NONE_HAS_IT.match(right))
    ):
        return RoleOf(number, Role.TARGET_NOT_MET, "role.none_of_them", strong=True)
    if before is not None and before.role is Role.PERCENTAGE and _ESTIMATE_BESIDE.search(left):
        return RoleOf(number, Role.TARGET, "role.forecast_then")
    if number.value < 0 or _DEVIATION.search(left):
        return RoleOf(number, Role.CHANGE, "role.deviation")
    if _OF_PLAN.search(left) and _AND_REACHED.search(text, number.end, sentence.end):
        return RoleOf(number, Role.TARGET, "role.of_plan")  # "rencana: 11,07 persen, realisasi: 0,14 persen"
    if number.value == _WHOLE and _AIMED_DONE.search(left):
        return RoleOf(number, Role.TARGET, "role.aimed_done")
    if before is not None and before.role is Role.BASE and _OR_OF_AIMED.search(left):
        return RoleOf(number, Role.PERCENTAGE, "role.linked", linked=True)
    if before is None and _PASSED_NAMELY.search(left):
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True)
    aimed_at = before is not None and before.role in _AIMED
    if aimed_at and _AND_REACHED.search(left) and last_cue(own, "met") >= 0:
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True)  # "realisasinya melebihi rencana: 90"
    if aimed_at and _BEYOND_IT.match(left):
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True)  # "target 70 persen terlampaui, 72"
    follows = aimed_at and _LEVEL_BEHIND.match(left)
    if follows and before is not None and _SET_AGAINST.search(text, sentence.start, before.number.hedge_start):
        return RoleOf(number, Role.PERCENTAGE, "role.level_behind", strong=True)  # "di bawah target 95, yakni 88"
    if _LEVEL_BESIDE.search(left) and not _PLANNED.search(left):
        return RoleOf(number, Role.PERCENTAGE, "role.level_of_other")
    own_bar = _OF_TARGET_OF.match(text, number.hedge_end, sentence.end) is not None
    if own_bar:  # "masih di bawah target nasional, yaitu sebesar 75 persen dari target 90 persen": a level
        own = [c for c in own if c.kind not in ("met", "not_met")]
    elif _TARGET_LIST.search(text, sentence.start, number.hedge_start):
        return RoleOf(number, Role.TARGET, "role.target_list")
    if _PLANNED.search(left) or _SET.search(left) or _PLEDGED.search(left) or _TARGET_OF_DOING.search(left):
        return RoleOf(number, Role.TARGET, "role.planned")
    own = [c for c in own if c.kind != "done" or not _WAS_SET.match(text, c.end)]
    own = [
        c for c in own if c.kind != "change" or not _WORK_OF.search(text, max(sentence.start, c.start - _NEAR), c.end)
    ]
    own = [c for c in own if c.text.lower() != "menuju" or not _WAY_TO.search(text, sentence.start, c.start)]
    change, achieved = last_cue(own, "change"), last_cue(own, "done", "achieved", "vague")
    own = [c for c in own if c.kind != "met" or not _LEVEL_AFTER_MET.match(text[c.end : number.hedge_start])]
    barred = last_cue(own, "met", "not_met")
    if barred >= 0 and _LEVEL_SINCE.search(text, barred, number.hedge_start):
        own = [c for c in own if c.end > barred]
    named = [c for c in own if c.kind in ("target", "not_met") or (c.kind == "met" and not _REACHED.search(c.text))]
    if number.value > _WHOLE:
        named = []  # nobody sets a target above the whole
    level = _OF_TARGET.match(right) is not None and bool(
        _COMES_TO.search(left[-_NEAR:]) or _LEVEL_TOLD.search(left[-_NAMED:])
    )
    if level:
        named = []  # "capaian dari target RPJMD, mencapai 43,9 persen dari target itu": a level
    if _OF_AIM_REALISED.search(left) and not any(c.kind == "forecast" for c in own):
        named = []  # "realisasi target PAD hingga September sebesar 70,08 persen"
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
    if not level:
        target = max(target, max(aimed, default=-1))
    remaining = last_cue(own, "remaining")
    if _TO.search(left):
        if before is not None and before.rule == "role.target_from":
            return RoleOf(number, Role.TARGET, "role.target_to")
        if before is not None and _was_target(text, before):
            return RoleOf(number, Role.TARGET, "role.target_raised")
        if forecast > last_cue(own, "done", "achieved") and not _HOPE_DONE.search(left[: left.rfind("men")]):
            return RoleOf(number, Role.TARGET, "role.forecast_to")
        if _TO_RAISE.search(left):
            return RoleOf(number, Role.TARGET, "role.to_raise")
        if target > cue_after(own, target, "done"):
            return RoleOf(number, Role.TARGET, "role.target_to")
        levels = ("role.level", "role.level_from")
        if before is not None and before.rule in levels and aims_to_change(text, sentence.start, before):
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
        if 0 <= target < change and _THAT_IS.search(gap):
            return RoleOf(number, Role.TARGET, "role.target")  # "target menurunkan stunting adalah 14 persen"
        if _FROM.search(gap) and target > last_cue(own, "done", "achieved") and _RISES.search(text[target:change]):
            return RoleOf(number, Role.TARGET, "role.target_from")
        if _FROM.search(gap):
            return RoleOf(number, Role.PERCENTAGE, "role.level_from", strong=True)
        told_first = before.number if before is not None and before.role is Role.PERCENTAGE else None
        beyond = told_first is not None and told_first.kind is number.kind and number.value > told_first.value
        if beyond and _UP_TO.fullmatch(gap) and max(forecast, target) > last_cue(own, "done", "achieved"):
            return RoleOf(number, Role.TARGET, "role.forecast_to")  # "92 persen dan diharapkan naik hingga 99 persen"
        below = number.comparator in (Comparator.LESS, Comparator.AT_MOST) and _FALLEN.fullmatch(told)
        if below and target < 0 <= number.value and _DOWN_TO.fullmatch(gap):
            return RoleOf(number, Role.PERCENTAGE, "role.level_to", strong=True)  # "turun di bawah 20 persen"
        done = max((c.end for c in own if c.kind in ("done", "achieved")), default=-1)
        by = done < change and bool(_BY.search(gap))
        reach = _CHANGED if told.endswith("an") else _CHANGING  # "Kenaikan penyaluran di Kabupaten Kapuas 12 persen"
        since = achieved if reach == _CHANGING else last_cue(own, "done", "achieved")
        so_big = told.endswith("an") and change_so_big(left)
        if by or so_big or _DIRECT.match(gap) or (since < change and len(gap) < reach and "," not in gap):
            return RoleOf(number, Role.CHANGE, "role.change")
    parts = [c for c in own if c.text.lower() not in RANKS]  # "Peringkat berikutnya Dinas Sosial 47 persen"
    parts = [c for c in parts if not _RANKED.match(text, c.start)]
    share = last_cue(parts, "share") > max(last_cue(own, "done", "achieved"), target, remaining)
    share = share and not _ITS_PROGRESS.search(left)  # "porsi pemerintah, dengan progres fisik 46 persen"
    stands_for = any(c.kind == "share" and c.text.lower() == "mewakili" for c in own)
    if share and (stands_for or not _OF_TARGET.match(right)):
        return RoleOf(number, Role.SHARE, "role.share")
    if _AFTER_FORECAST.match(right):
        return RoleOf(number, Role.TARGET, "role.forecast_after")
    if _THOSE_NOT_YET.search(left) and number.value < _WHOLE:
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)  # "Yang belum 10 persen"
    if _FAR_FROM.search(left):
        return RoleOf(number, Role.TARGET_NOT_MET, "role.far_from", strong=True)  # "masih jauh dari 100 persen"
    negated = _NEGATED.search(left) or (own and own[-1].kind == "negation")
    if negated:
        told = left[negated.start() :] if isinstance(negated, re.Match) else ""
        if number.value == _WHOLE or number.comparator in _FLOORS or _TARGET_WORD.search(told):
            # "belum memenuhi minimal 98 persen", "belum mencapai target 95 persen"
            return RoleOf(number, Role.TARGET_NOT_MET, "role.negated", strong=True)
        lesser = Comparator.LESS if number.comparator is Comparator.EQUAL else number.comparator
        return RoleOf(replace(number, comparator=lesser), Role.PERCENTAGE, "role.negated", strong=True)
    bases = [c for c in own if c.kind == "base"]
    if bases and bases[-1].text.lower().startswith("sasaran") and last_cue(own, "done", "achieved", "base_of") < 0:
        return RoleOf(number, Role.TARGET, "role.aimed_at")  # "sasaran imunisasi tahun ini 95 persen"
    if target >= 0 and _TARGET_ONLY.search(left) and number.value <= _WHOLE:
        return RoleOf(number, Role.TARGET, "role.target")
    clause = max((m.end() for m in _ACHIEVED_CLAUSE.finditer(left)), default=-1)
    reached = max(reached, number.hedge_start - len(left) + clause if clause >= 0 else -1)
    if number.value <= _WHOLE and any(c.text.lower() == "menargetkan" for c in own) and aims_at(own, left):
        return RoleOf(number, Role.TARGET, "role.target")  # "menargetkan serapan menyentuh 92 persen"
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
    left_over = _AFTER_REMAINING.opens(right)
    if left_over is not None and _REST_IS.search(left_over.group()) and last_cue(own, "done", "achieved") >= 0:
        left_over = None  # "baru 60 persen terlayani sisanya belum": the rest is another figure
    if left_over is not None and _REST_APART.match(right):
        left_over = None
    if left_over is not None and _TIME_LEFT.search(left_over.group()):
        left_over = None
    if number.value == 0:
        left_over, remaining = None, -1  # "belum menyetorkan sama sekali atau nol persen": nothing was done
    if left_over or (remaining >= 0 and remaining > undone(own, remaining)):
        return RoleOf(number, Role.REMAINING_PERCENTAGE, "role.remaining", strong=True)
    return RoleOf(number, Role.PERCENTAGE, "role.level", strong=last_cue(own, "done", "achieved") >= 0)


def _was_target(text: str, before: RoleOf) -> bool:
    """Whether a figure is a target as it was before: "menaikkan target, yang semula 25 persen, menjadi 30 persen"."""
    return before.role is Role.TARGET and bool(_FORMER.search(text[: before.number.hedge_start][-_NAMED:]))


def is_divided(text: str, sentence: Sentence, number: Number) -> bool:
    """Whether a percentage is one of the parts into which this sentence, or the one that it explains, divides a sum."""
    goes_on = _EXPLAINS.match(text, sentence.start, sentence.end)
    start = max(0, sentence.start - _SENTENCE_BACK) if goes_on else sentence.start
    before = text[start : sentence.start].rstrip(" .\n")
    divided = bool(goes_on) and bool(_DIVIDED_INTO.search(before))
    return divided or bool(_DIVIDED_INTO.search(text, sentence.start, number.hedge_start))
