"""Verdicts: what an article says of a target in words, and of which figures it says so."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.mentions import Cue, Kind, PlaceMention
from extract.reading import Reading, within
from extract.roles import RoleOf
from extract.sentences import Sentence
from extract.target_of import places_told
from extract.vocabulary import pattern
from models.reference import indicators

_MISSED = pattern("missed")
_TARGET = pattern("target_word")
_DENIED = pattern("denied")
_IF = pattern("if")
_NO_VERDICT = pattern("no_verdict")
_HOPED = pattern("hoped")
_HOPE_INSIDE = pattern("hope_inside")
_AHEAD = pattern("ahead")
_ONLY = re.compile(r"\b(?:hanya|cuma|baru)\s+\w+\Z", re.IGNORECASE)
_ONLY_NOW = re.compile(r"\b(?:hanya|cuma|baru)\s+\Z", re.IGNORECASE)
_ATTAINS = re.compile(r"(?:men)?capai\s+target", re.IGNORECASE)
_BEHIND_PLAN = pattern("behind_plan")
_NEXT_WORDS = 120
"""Characters behind a sentence in which it is told how far a work lags."""
_PURSUED = pattern("pursued")
_SHORT = pattern("short")
_FORESEEN = pattern("foreseen")
_LIST_OF_PLACES = pattern("list_of_places")
_NEXT = pattern("next")
_MUST = pattern("must")
_ONLY_HOPED = pattern("only_hoped")
_TO_COME = pattern("to_come")
_OUGHT_THEN = pattern("ought")
_WHOEVER = pattern("whoever")
_NAMELY = re.compile(r"\b(?:antara lain|di\s?antaranya|adalah|ialah|yaitu|yakni|meliputi|seperti)\b|:", re.IGNORECASE)
_SET = pattern("set_target")
_AS_BEFORE = pattern("as_before")
_LEST = pattern("lest")
_OF_SOME = pattern("of_some")
_UNNAMED_REGIONS = pattern("unnamed_regions")
_SET_OFF = re.compile(r"\s*,\s*(?:[\w-]+\s+){0,4}$")
_ALIKE = re.compile(r"\b(?:dan|serta|juga|maupun|(?:begitu|demikian) (?:juga|pula))\b", re.IGNORECASE)
_UNLIKE = pattern("unlike")
_WHAT_IT_IS = re.compile(r"(?:\s+[\w-]+){0,6}?\s+(?:bahwa|agar|supaya|untuk\s+(?:me|di)\w+)\b", re.IGNORECASE)
_CAN_BE_HOPED = pattern("can_be_hoped")
_BACK = pattern("back")
_FEW = 2
"""Figures of a sentence that "angka itu" can mean together; of a list of ten it means none, or their sum."""
JUDGING = frozenset({"met", "not_met", "negation"})
"""Kinds of cues that can be verdicts."""


def verdict(reading: Reading, sentence: Sentence, cue: Cue) -> bool | None:
    """Whether a cue says that a target is met or missed: not if it hopes so."""
    if cue.kind == "not_met":
        counted = within(reading.numbers, cue.start, cue.end)  # "belum menyentuh 5 persen dari target"
        if cue.text.lower().startswith("target"):  # "target tahun lalu yang 14.000 bidang tidak tercapai"
            counted = []
        return None if counted or _is_feared(reading, sentence, cue) else False
    if cue.kind == "negation" and _MISSED.fullmatch(cue.text):  # "target penerimaan BPHTB (…) tidak tercapai"
        clause = reading.text[sentence.start : cue.start].rpartition(",")[2]
        if _is_feared(reading, sentence, cue):
            return None
        told = within(
            reading.numbers, cue.start - len(clause), cue.start
        )  # "target tahun lalu yang 14.000 tidak tercapai"
        return False if _TARGET.search(clause) and all(n.kind is not Kind.PERCENT for n in told) else None
    if cue.kind != "met":
        return None
    text = reading.text
    if _NO_VERDICT.search(text, sentence.start, cue.start):
        return None
    if _DENIED.search(text[max(sentence.start, cue.start - 40) : cue.end]) or _ONLY.search(cue.text):
        return False  # "target 66 persen hanya tercapai 40 persen"
    if cue.text.lower().startswith("sesuai") and _OUGHT_THEN.search(text, cue.end, sentence.end):
        return None  # "sesuai target, akhir September seharusnya 75 persen"
    aimed = any(c.kind in ("target", "forecast") for c in within(reading.cues, sentence.start, cue.start))
    if aimed and cue.text.lower().startswith("sesuai"):
        return None  # "menargetkan turun menjadi 14 persen sesuai target nasional"
    if cue.text.lower().startswith("sesuai") and _WHAT_IT_IS.match(text, cue.end, sentence.end):
        return None  # "sesuai dengan target Presiden bahwa …" tells what the target is
    if _IF.search(text, sentence.start, cue.start):
        return None  # "jika ada OPD yang serapannya memenuhi target, akan ada hadiah"
    if _HOPED.search(text[sentence.start : cue.start]) or _HOPE_INSIDE.search(cue.text):
        return None
    clause = text[sentence.start : cue.start]
    if _ONLY_NOW.search(clause) and _ATTAINS.match(cue.text):
        return None  # "baru capai target Rp8 juta atau 11 persen": what came in
    begin = sentence.start + max(clause.rfind(mark) + 1 for mark in ",;:")
    before = within(reading.cues, begin, cue.start)
    hopes = [c.end for c in before if c.kind == "forecast"]
    done = [c for c in before if c.kind == "done" and not _CAN_BE_HOPED.match(c.text)]
    if hopes and not any(c.start >= hopes[-1] for c in done):
        return None  # "supaya perekaman e-KTP segera mencapai target", "bisa terealisasi bahkan over target"
    return True


def of_level(slug: str, cue: Cue, *, met: bool) -> bool:
    """A verdict as it is on an indicator of which less is better: "di bawah target" is good of stunting.

    >>> below = Cue("not_met", 0, 15, "di bawah target")
    >>> of_level("stunting", below, met=False), of_level("pad_revenue", below, met=False)
    (True, False)
    """
    words = cue.text.lower()
    if indicators()[slug].better != "lower" or not ("bawah" in words or "atas" in words):
        return met
    return "bawah" in words


def _is_feared(reading: Reading, sentence: Sentence, cue: Cue) -> bool:
    """Whether somebody only fears a miss or guards against it: "agar capaian tidak jauh dari target"."""
    return any(words.search(reading.text, sentence.start, cue.start) for words in (_LEST, _IF))


def is_of_some(reading: Reading, sentence: Sentence, cue: Cue) -> bool:
    """Whether a verdict is only on some kinds, offices or regions that are counted: "dua OPD di bawah target"."""
    before = sentence.start, cue.start
    return bool(_OF_SOME.search(reading.text[slice(*before)]) or _UNNAMED_REGIONS.search(reading.text, *before))


def of_whoever(reading: Reading, sentence: Sentence, cue: Cue) -> bool:
    """Whether a verdict only tells of whom something holds: "kecamatan yang melampaui target akan diberi hadiah"."""
    some = _WHOEVER.search(reading.text, sentence.start, cue.start)
    if some is None or _UNNAMED_REGIONS.search(reading.text, sentence.start, cue.start):
        return False  # "tiga kabupaten yang belum mencapai target": they may be named behind
    named = _NAMELY.search(reading.text, cue.end, sentence.end)
    told = within(reading.places, cue.end, sentence.end) or within(reading.places, sentence.start, cue.start)
    return named is None and not told


def as_before(reading: Reading, cue: Cue) -> bool:
    """Whether a verdict is hoped for again: "semoga melampaui target seperti tahun lalu" tells that it was so then."""
    return bool(_AS_BEFORE.match(reading.text, cue.end))


def own_met(reading: Reading, sentence: Sentence, role: RoleOf, met: bool | None) -> bool | None:
    """A percentage that must be or is being reached is not reached yet; one that is set or hoped for is only a plan."""
    if met is not None:
        return met
    if _AHEAD.search(reading.text, role.number.end, sentence.end):
        return True
    if _BEHIND_PLAN.search(reading.text, role.number.end, sentence.end + _NEXT_WORDS):
        return False
    words = reading.text[sentence.start : sentence.end]
    if _MUST.search(words) or _PURSUED.search(reading.text[sentence.start : role.number.hedge_start]):
        return False
    if hoped(reading, sentence):
        return None
    if role.rule.startswith("role.forecast"):
        return None if _SET.search(words) else False
    return False if _SHORT.search(words) else None


def hoped(reading: Reading, sentence: Sentence) -> bool:
    """Whether somebody hopes or foresees what a sentence names, and nobody is bound to it."""
    words = reading.text[sentence.start : sentence.end]
    return bool(_ONLY_HOPED.search(words)) and not _MUST.search(words)


def bound(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence says that something must be reached: "harus sudah selesai pada 30 Desember"."""
    return bool(_MUST.search(reading.text, sentence.start, sentence.end))


def reckoned(reading: Reading, sentence: Sentence, slug: str) -> bool:
    """Whether a year's money is only reckoned with: "kami perkirakan target tercapai akhir tahun" sets no day."""
    return indicators()[slug].per_year and bool(_FORESEEN.search(reading.text, sentence.start, sentence.end))


def told_ahead(reading: Reading, sentence: Sentence) -> bool:
    """Whether what a sentence names lies ahead, on no day: "menargetkan 80 persen dalam lima tahun ke depan"."""
    return hoped(reading, sentence) or bool(_TO_COME.search(reading.text, sentence.start, sentence.end))


def names_list(reading: Reading, cue: Cue, first: PlaceMention) -> bool:
    """Whether a list of places stands behind a verdict: "melampaui target yaitu A 95 persen, B 93 persen"."""
    return bool(_LIST_OF_PLACES.search(reading.text[cue.end : first.start]))


def of_verdict(reading: Reading, bundles: list[tuple[Bundle, str]], cue: Cue) -> list[tuple[Bundle, str]]:
    """Whose figures a verdict is on: those before it in its clause, else those behind: "…, sedangkan X melampaui".

    Set off by a comma it is on all that "dan" joins: "dosis satu 81 persen dan dosis dua 85 persen, di bawah target".
    """
    before = [at for at, (bundle, _) in enumerate(bundles) if bundle.start < cue.start]
    if not before:
        return bundles[:1]
    at = before[-1]
    left = bundles[at][0].end
    if at + 1 < len(bundles):
        begun = bool(_NEXT.search(reading.text[left : cue.start]) or reading.kinds(left, cue.start))
        begun = begun or any(p.use == "place" for p in within(reading.places, left, cue.start))
        if begun or within(reading.indicators, left, cue.start):
            return [bundles[at + 1]]
    first = at
    apart = bool(_SET_OFF.match(reading.text[left : cue.start]))
    while apart and first and _joined(reading, *bundles[first - 1 : first + 1]):
        first -= 1
    return bundles[first : at + 1]


def _joined(reading: Reading, one: tuple[Bundle, str], other: tuple[Bundle, str]) -> bool:
    """Whether two figures of a sentence are told as alike: joined, and not one as much and the other as little."""
    between = reading.text[one[0].end : other[0].start]
    return bool(_ALIKE.search(between)) and not _UNLIKE.search(between)


def taken_up(reading: Reading, sentence: Sentence, state: Discourse) -> list[tuple[Bundle, str]]:
    """The figures of the sentence before that a verdict takes up: "Angka tersebut melampaui target nasional"."""
    several = len(set(state.told)) > len({slug for _, slug in state.latest})  # told in more than one sentence
    if not state.latest or several or len(state.latest) > _FEW or places_told(reading, sentence):
        return []
    close = 0 <= sentence.paragraph - state.latest[0][0].sentence.paragraph <= 1
    return state.latest if close and _BACK.search(reading.text, sentence.start, sentence.end) else []
