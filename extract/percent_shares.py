"""Percentages that are no level: of whom something consists, what money is for, rates and averages."""

from __future__ import annotations

import re

from extract.mentions import Number
from extract.percent_cues import Last, is_done, is_of_target
from extract.role_cues import RANKS, last_cue
from extract.role_of import Role, RoleOf
from extract.role_window import Window
from extract.sentences import Sentence
from extract.tranche_shares import is_tranche_share
from extract.vocabulary import pattern
from models.values import Comparator

_OF_WORKERS = pattern("of_workers")
_OF_EVENT = pattern("of_event")
_IS_NOT = pattern("is_not")
_TERMS_OF = pattern("terms_of")
_ONLY_OF_THOSE = pattern("only_of_those")
_MADE_OF_BEHIND = pattern("made_of_behind")
_MADE_OF_BEFORE = pattern("made_of_before")
_OF_MONEY_FOR = pattern("of_money_for")
_PAID_OUT = re.compile(
    r"\b(?:realisasi|serapan|penyerapan|penyaluran|pencairan|mencapai|capaian|tembus)", re.IGNORECASE
)
_REST_ALONE = re.compile(r"\b(?:sisanya|selebihnya)\s*\Z", re.IGNORECASE)
_FOR = re.compile(r"\s*(?:di(?:pakai|gunakan|alokasikan)\s+)?(?:untuk|bagi)\b", re.IGNORECASE)
_LIVES_SO = pattern("lives_so")
_OF_QUALITY = pattern("of_quality")
_BY_CHANNEL = pattern("report_channel")
_STATE_BEHIND = re.compile(r"\s*(?:sudah|telah|baru|belum|masih|di antaranya (?:sudah|telah|belum))\b", re.IGNORECASE)
_AVERAGE = pattern("average")
_BESIDE_NATION = pattern("beside_nation")
_PERFORMANCE = pattern("performance")
_DISCOUNT = pattern("discount")
_TAKEN_FROM = pattern("taken_from")
_OVER_LIMIT = pattern("over_limit")
_SHARE_OF_WIDER = pattern("share_of_wider")
_USE_FIXED = pattern("use_fixed")
_QUALITY_OF = pattern("quality_of")
_INTEREST = pattern("interest")
_MADE_UP_OF_WHOM = pattern("made_up_of_whom")
_MEANT_FOR = pattern("meant_for")
_LEVY_RATE = pattern("levy_rate")
_LEVIED_ON = pattern("levied_on")
_LEVIED = pattern("levied")
_HABITUAL = pattern("habitual")
_EVERY_YEAR = pattern("every_year")
_ALMOST = pattern("almost")
_ALMOST_BEHIND = pattern("almost_behind")
_EARMARKED = pattern("earmarked")
_STAGE_SHARE = pattern("stage_share")
_STAGE_IN_BRACKETS = pattern("stage_in_brackets")
_TRANCHE_IS = pattern("tranche_is")
_RANKED = re.compile(
    r"kategori\s+(?:\w+\s+){0,3}(?:ter(?:endah|tinggi|kecil|besar|baik)|rendah|tinggi)\b", re.IGNORECASE
)
_ITS_PROGRESS = pattern("its_progress")
_EXPLAINS = re.compile(r"\W*(?:yakni|yaitu|rinciannya)\b", re.IGNORECASE)
_DIVIDED_INTO = pattern("divided_into")
_SENTENCE_BACK = 120


def of_whom(window: Window) -> RoleOf | None:
    """Of what or of whom something consists, what money is for, how well something is done."""
    number, left, right, before = window.number, window.left, window.right, window.before
    if _OF_WORKERS.match(right) or _OF_EVENT.search(left) or _IS_NOT.search(left) or _TERMS_OF.search(left):
        return RoleOf(number, Role.SHARE, "role.of_workers")
    if before is not None and before.role is Role.REMAINING and _ONLY_OF_THOSE.search(left):
        return RoleOf(number, Role.SHARE, "role.only_of_those")
    made_of = _MADE_OF_BEHIND.match(right)
    if made_of is not None and (made_of["whole"] is None or _MADE_OF_BEFORE.search(left)):
        return RoleOf(number, Role.SHARE, "role.made_of")
    if _OF_MONEY_FOR.match(right) and not is_done(window) and not _PAID_OUT.search(left):
        return RoleOf(number, Role.SHARE, "role.of_money_for")
    spent = before is not None and before.rule == "role.of_money_for"
    if spent and _REST_ALONE.search(left) and _FOR.match(right):
        return RoleOf(number, Role.SHARE, "role.of_money_for")
    if _LIVES_SO.match(right) or _OF_QUALITY.match(right) or _BY_CHANNEL.match(right):
        return RoleOf(number, Role.SHARE, "role.of_quality")
    if number.rule.endswith(".rate") and not is_done(window):
        return RoleOf(number, Role.CHANGE, "role.rate")  # "menargetkan imunisasi 1,4 persen per hari"
    if number.text.endswith("nya") and not _STATE_BEHIND.match(right):
        return RoleOf(number, Role.SHARE, "role.of_those")  # "masih 14.560 orang. 50 persennya pemilih pemula"
    return None


def rate(window: Window) -> RoleOf | None:
    """An average, a discount, a bound, a rate of interest or of a levy."""
    number, left, right = window.number, window.left, window.right
    head = (window.text, window.sentence.start, number.hedge_start)
    average = _AVERAGE.search(left) and not _BESIDE_NATION.search(*head)
    if average or _PERFORMANCE.search(left):
        return RoleOf(number, Role.SHARE, "role.average")
    if (not is_done(window) and _DISCOUNT.search(*head)) or _TAKEN_FROM.search(left):
        return RoleOf(number, Role.SHARE, "role.discount")
    if _OVER_LIMIT.search(left):
        return RoleOf(number, Role.SHARE, "role.over_limit")
    if _SHARE_OF_WIDER.search(left) and not is_of_target(window):
        return RoleOf(number, Role.SHARE, "role.share_of_wider")
    if _USE_FIXED.match(right):
        return RoleOf(number, Role.SHARE, "role.earmarked")
    if _QUALITY_OF.search(left):
        return RoleOf(number, Role.SHARE, "role.quality_of")
    if _INTEREST.search(*head):
        return RoleOf(number, Role.SHARE, "role.interest")
    if _MADE_UP_OF_WHOM.match(right):
        return RoleOf(number, Role.SHARE, "role.made_up_of")
    if number.comparator == Comparator.AT_MOST and _MEANT_FOR.match(right) and last_cue(window.own, "done") < 0:
        return RoleOf(number, Role.SHARE, "role.earmarked")  # "dan paling banyak 25 persen untuk BLT"
    if _LEVY_RATE.search(left) and not is_of_target(window):
        return RoleOf(number, Role.SHARE, "role.levy_rate")
    if _LEVIED_ON.match(right) and _LEVIED.search(left):
        return RoleOf(number, Role.SHARE, "role.levy_rate")
    return None


def as_a_rule(window: Window) -> RoleOf | None:
    """What is so every year or almost so, what money is set apart for, and which part of it each stage pays."""
    number, left, right, before = window.number, window.left, window.right, window.before
    head = (window.text, window.sentence.start, number.hedge_start)
    if _HABITUAL.search(*head) or _EVERY_YEAR.match(right):
        return RoleOf(number, Role.SHARE, "role.habitual")
    if _ALMOST.search(left) and _ALMOST_BEHIND.match(window.text, number.hedge_end):
        return RoleOf(number, Role.SHARE, "role.almost")
    if _EARMARKED.match(right) and not is_done(window) and not _PAID_OUT.search(left):
        return RoleOf(number, Role.SHARE, "role.earmarked")
    if is_tranche_share(window):
        return RoleOf(number, Role.SHARE, "role.staged")
    if _STAGE_SHARE.search(*head) or _STAGE_IN_BRACKETS.search(left):
        return RoleOf(number, Role.SHARE, "role.staged")
    tranche = _TRANCHE_IS.search(left)
    staged = tranche is not None and (not tranche["next"] or (before is not None and before.rule == "role.staged"))
    if staged and not _PAID_OUT.search(*head):
        return RoleOf(number, Role.SHARE, "role.staged")
    return None


def of_composition(window: Window, last: Last) -> RoleOf | None:
    """A part that "porsi", "kontribusi" or "kategori" names: "porsi belanja pegawai 40 persen"."""
    number, own = window.number, window.own
    parts = [c for c in own if c.text.lower() not in RANKS]  # "Peringkat berikutnya Dinas Sosial 47 persen"
    parts = [c for c in parts if not _RANKED.match(window.text, c.start)]
    if last_cue(parts, "share") <= max(last.achieved, last.target, last.remaining):
        return None
    if _ITS_PROGRESS.search(window.left):
        return None  # "porsi pemerintah, dengan progres fisik 46 persen"
    stands_for = any(c.kind == "share" and c.text.lower() == "mewakili" for c in own)
    if is_of_target(window) and not stands_for:
        return None
    return RoleOf(number, Role.SHARE, "role.share")


def is_divided(text: str, sentence: Sentence, number: Number) -> bool:
    """Whether a percentage is one of the parts into which this sentence, or the one that it explains, divides a sum."""
    goes_on = _EXPLAINS.match(text, sentence.start, sentence.end)
    start = max(0, sentence.start - _SENTENCE_BACK) if goes_on else sentence.start
    before = text[start : sentence.start].rstrip(" .\n")
    divided = bool(goes_on) and bool(_DIVIDED_INTO.search(before))
    return divided or bool(_DIVIDED_INTO.search(text, sentence.start, number.hedge_start))
