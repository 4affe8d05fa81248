"""Which words before and behind an amount tell of it, and where the last cue of each kind stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.mentions import Cue, Kind
from extract.role_cues import aims_at, last_cue, only_planned
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Unit

_REST_IS = pattern("rest_is")
_OF_THAT = pattern("of_that")
_ABLE_TO = pattern("able_to")
_OF_WHOLE_BEFORE = re.compile(
    r"\s*(?:yang\s+(?:men)?jadi\s+)?(?:sasaran|target|kuota)(?:\s+(?!nya\b)[\w-]+){0,6}\s*,", re.IGNORECASE
)
_ITS_FIGURE = pattern("its_figure")
_ACHIEVED_CLAUSE = pattern("achieved_clause")
_AFTER_SUBJECT = pattern("after_subject")
_AFTER_DONE = pattern("after_done")
_WITH_SHARE = re.compile(r"\s*(?:atau|,|\()\s*(?:sekitar|setara|sebesar)?\s*", re.IGNORECASE)
_PARTS = (",", ";", "dan", "sedangkan", "sementara")
_ONLY_COUNTED = ("tercatat", "terdata")
_SENTENCE = 300
PEOPLE = (Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE)
"""Whom money and goods reach."""


@dataclass(frozen=True, slots=True)
class Last:
    """Where the last cue of each kind before an amount ends, in its text; -1 for none."""

    change: int
    achieved: int
    base: int
    target: int
    remaining: int
    forecast: int


def without_damage(window: Window) -> Window:
    """A window whose damaged land or papers are nothing left to do: "lahan padi rusak seluas 3,5 hektare"."""
    if window.number.unit not in (Unit.HECTARE, Unit.DOCUMENT):
        return window
    return replace(window, own=[c for c in window.own if not c.text.lower().startswith("rusak")])


def before_rest(window: Window) -> Window:
    """A window that ends before the rest, which is another figure: "yang berbadan hukum 430, sisanya masih proses"."""
    rest = _REST_IS.search(window.right)
    if rest is None or not window.right[: rest.start()].rstrip().endswith(_PARTS):
        return window
    return replace(window, right=window.right[: rest.start()])


def behind_that(window: Window) -> Window:
    """A window whose whole has been told: "dari wajib lapor itu, 859" counts those who did."""
    told = _OF_THAT.search(window.left)
    if told is None:
        return window
    end = window.offset(window.left.index(",", told.start()))
    return replace(window, own=[c for c in window.own if c.kind not in ("base", "whole") or c.start > end])


def behind_whole_before(window: Window) -> Window:
    """A window without the noun of the whole before it: "dari 89.408 anak sasaran, sebanyak 31.114 anak sudah …"."""
    told = _OF_WHOLE_BEFORE.match(window.left) if window.before is not None else None
    if told is None:
        return window
    end = window.offset(told.end())
    return replace(window, own=[c for c in window.own if c.kind not in ("base", "whole", "target") or c.start >= end])


def without_exact_hopes(window: Window) -> Window:
    """A window in which "bisa" is no forecast: "bisa mencapai Rp12,48 triliun", so exactly nobody hopes."""
    able = _ABLE_TO.search(window.left)
    if not able or window.number.decimals <= 1 or not _ITS_FIGURE.search(window.left[: able.start()]):
        return window
    end = window.offset(able.start())
    return replace(window, own=[c for c in window.own if c.kind != "forecast" or c.start < end])


def last_cues(window: Window) -> Last:
    """Where the last cue of each kind ends; what is only planned or aimed at was not achieved."""
    own = window.own
    ends: dict[str, int] = {}
    for cue in own:
        if cue.end > ends.get(cue.kind, -1):
            ends[cue.kind] = cue.end
    base, forecast = ends.get("base", -1), ends.get("forecast", -1)
    target = _aimed_at(own, ends.get("target", -1)) if own else -1
    planned = forecast > ends.get("done", -1) and only_planned(own, window.left, window.number.hedge_start)
    return Last(
        change=ends.get("change", -1),
        achieved=-1 if planned or ("target" in ends and aims_at(own, window.left)) else _achieved(window, base, target),
        base=base,
        target=target,
        remaining=ends.get("remaining", -1),
        forecast=forecast,
    )


def _achieved(window: Window, base: int, target: int) -> int:
    """Where the last word of an achievement ends, also one of a clause: "berpotensi, dengan realisasi Rp7 juta"."""
    number, own = window.number, window.own
    achieved = last_cue(own, "done", "achieved")
    counted = number.unit in (Unit.PERSON, Unit.HOUSEHOLD) or number.kind is Kind.BARE
    if base >= 0 and counted:  # "wajib KTP … tercatat 318.420 jiwa", "jumlah penduduk tercatat 468 ribu" is a base
        achieved = last_cue([c for c in own if c.text.lower() not in _ONLY_COUNTED], "done", "achieved")
    for clause in _ACHIEVED_CLAUSE.finditer(window.left):
        end = window.offset(clause.end())
        if end > max(base, target):
            achieved = max(achieved, end)
    return achieved


def _aimed_at(own: list[Cue], target: int) -> int:
    """Where the last word for a target ends, also one inside a verdict: "tidak mencapai target Rp54 miliar"."""
    for cue in own:
        if cue.kind in ("met", "not_met") and cue.end > target and cue.text.lower().endswith("target"):
            target = cue.end
    return target


def really_done(own: list[Cue]) -> bool:
    """Whether somebody did something, and did not only count it."""
    return any(c.kind == "done" and c.text.lower() not in _ONLY_COUNTED for c in own)


def sentence_before(window: Window) -> str:
    """The words of its sentence before an amount, no more than so many, also behind other numbers."""
    end = window.number.hedge_start
    words = window.text[max(0, end - _SENTENCE) : end]
    at = len(words)
    while (at := max(words.rfind(".", 0, at), words.rfind("\n", 0, at))) >= 0:
        if words[at + 1 : at + 2].isspace():
            break
    return words[at + 1 :]


def do_something(window: Window) -> bool:
    """Whether a verb behind an amount tells that something is done: "12.400 warga sudah merekam"."""
    subject = window.number.unit in PEOPLE and _AFTER_SUBJECT.match(window.right)
    return bool(subject or _AFTER_DONE.match(window.right))


def with_share(window: Window) -> bool:
    """Whether an amount stands before a percentage of it: "dari jumlah ini, 1.218.142 anak atau 98,09 persen"."""
    return _WITH_SHARE.fullmatch(window.right) is not None
