"""Figures that go with those before them: whom goods and money reached, and the details of what was done."""

from __future__ import annotations

import re

from extract.discourse import Bundle
from extract.mentions import Kind, Number
from extract.reading import Reading, within
from extract.roles import Role
from extract.sentences import Sentence
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
_STEP = 3
"""Characters between two sentences that follow each other."""


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
    return Role.ACHIEVED if told & {"done", "achieved"} or _REALISED.search(text, start, end) else None


def details_of_done(reading: Reading, sentence: Sentence, number: Number) -> bool:
    """Whether a list goes into what the sentence before says was done: "… disalurkan. Rinciannya Urea 9 ton"."""
    start = sentence.start
    if number.kind is Kind.PERCENT or not _DETAILS.match(reading.text, start):
        return False
    if not (reading.kinds(start, number.start) or named_places(reading, start, number.start)):
        return False
    before = max(0, start - _SENTENCE, reading.text.rfind("\n", 0, start) + 1)
    before = max(before, reading.text.rfind(". ", before, start - _STEP) + 1)
    told = {cue.kind for cue in within(reading.cues, before, start)}
    return bool(told & {"done", "achieved"}) and not told & {"target", "forecast", "supply", "remaining", "share"}
