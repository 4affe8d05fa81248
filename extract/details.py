"""Figures that go with those before them: whom goods and money reached, and the details of what was done."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from extract.discourse import Bundle
from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.roles import Role
from extract.sentences import Sentence, told_before
from extract.subjects import named_places
from models.values import Unit

_OR_SO = re.compile(r"\s*,?\s*atau\s+(?:[a-z]+\s+){0,3}")
_DETAILS = re.compile(r"\W*(?:(?:adapun|dengan|berikut)\s+)?(?:per)?rincian(?:nya)?\b", re.IGNORECASE)
_REALISED = re.compile(r"\b(?:realisasi|capaian|progres)\w*", re.IGNORECASE)
_LEADS_ITEM = re.compile(
    r"\s*(?:\(?\d{1,2}[.)]|[-–—•*·]|[a-z][.)])?\s*(?:[A-Z(][\w'/.&()-]*\s+){0,4}[A-Z(][\w'/.&()-]*\s*[:=,–—-]?\s*"
)
"""Before the figure of an item: its mark and its label."""
_ITEM_LINE = re.compile(rf"(?:{_LEADS_ITEM.pattern}\d[^\n]{{0,80}})?\s*")
_SENTENCE = 400
"""Characters of the longest sentence before a list that goes into its details."""
_BEFORE = 2
"""Sentences before a list of details, in which is told what was done: "… 392.199 jiwa. Jumlah itu 36 persen …"."""
_OF_TARGET = re.compile(r"\b(?:dari|terhadap)\s+(?:total\s+|jumlah\s+)?target\b", re.IGNORECASE)


def paid_to(reading: Reading, bundles: list[Bundle], number: Number, start: int) -> Bundle | None:
    """The money or goods whose takers a number counts: "Kota A Rp102 miliar untuk 1.153 debitur"."""
    if not bundles or number.kind is not Kind.COUNT or named_places(reading, start, number.hedge_start):
        return None
    given = bundles[-1].roles[-1].number if bundles[-1].roles else None
    if given is None:
        return None
    goods = given.unit is Unit.TON and number.unit in (Unit.PERSON, Unit.HOUSEHOLD)
    return bundles[-1] if given.kind is Kind.RUPIAH or goods else None


def share_of_goods(reading: Reading, given: Bundle, takers: Bundle) -> None:
    """Gives goods the percentage behind those that they reached: "56 ton untuk 5.674 KPM atau sudah 100 persen"."""
    told = takers.roles[-1] if len(takers.roles) == 2 else None
    if told is None or told.role is not Role.PERCENTAGE or given.has("percentage") is not None:
        return
    joined = told.linked or _OR_SO.fullmatch(reading.text, takers.roles[0].number.hedge_end, told.number.hedge_start)
    if joined and given.roles[-1].number.unit is Unit.TON:
        given.roles.append(told)
        takers.roles.remove(told)


def role_under_heading(reading: Reading, sentence: Sentence, number: Number) -> Role | None:
    """What a lone count of a line is by the heading of its list: "Yang sudah merekam e-KTP:", and "1. Kapuas 900 jiwa".

    None where no heading tells, or one that speaks of a plan.
    """
    text = reading.text
    line = text.rfind("\n", 0, sentence.start) + 1
    if number.kind is not Kind.COUNT or not line or not _LEADS_ITEM.fullmatch(text, line, number.hedge_start):
        return None
    if not (reading.kinds(line, number.start) or named_places(reading, line, number.start)):
        return None
    end = line - 1
    while end > 0 and _ITEM_LINE.fullmatch(text, text.rfind("\n", 0, end) + 1, end):
        end = text.rfind("\n", 0, end)
    start = max(0, end - _SENTENCE, text.rfind("\n", 0, max(end, 0)) + 1)
    if not text[start : max(end, 0)].rstrip().endswith(":"):
        return None
    told = {cue.kind for cue in within(reading.cues, start, end)}
    if told & {"target", "forecast", "supply", "share", "base"}:
        return None
    if "remaining" in told:
        return Role.REMAINING
    if told & {"done", "achieved"} or _REALISED.search(text, start, end):
        return Role.ACHIEVED
    at = bisect_left(reading.sentences, end, key=attrgetter("start"))
    if not at or not _DETAILS.match(text, reading.sentences[at - 1].start):
        return None
    before = told_before(reading.sentences, reading.sentences[at - 1], _BEFORE)  # "… 58.373 KPM. Rinciannya berikut:"
    return Role.ACHIEVED if any(_tells_done(reading, one) for one in before) else None


def details_of_done(reading: Reading, sentence: Sentence, number: Number) -> bool:
    """Whether a list goes into what the sentence before says was done: "… disalurkan. Rinciannya Urea 9 ton"."""
    start = sentence.start
    if number.kind is Kind.PERCENT or not _DETAILS.match(reading.text, start):
        return False
    if not (reading.kinds(start, number.start) or named_places(reading, start, number.start)):
        return False
    return any(_tells_done(reading, one) for one in told_before(reading.sentences, sentence, _BEFORE)[::-1])


def _tells_done(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence with a figure tells what was done, and of nothing else; "dari target …" is its whole."""
    start, end = max(sentence.start, sentence.end - _SENTENCE), sentence.end
    if not within(reading.numbers, start, end):
        return False
    told = {cue.kind for cue in within(reading.cues, start, end)}
    if "target" in told and _OF_TARGET.search(reading.text, start, end):
        told.discard("target")
    return bool(told & {"done", "achieved"}) and not told & {"target", "forecast", "supply", "remaining", "share"}
