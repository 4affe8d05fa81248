"""Which words before and behind a percentage tell of it, and where the last cue of each kind stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.role_cues import last_cue
from extract.role_window import Window
from extract.vocabulary import pattern
from models.values import Comparator

WHOLE = 100
FLOORS = frozenset({Comparator.AT_LEAST, Comparator.MORE})
"""Who is not above 98 percent is not above it: the bound is the bar's own."""
_NEAR = 12
_NAMED = 40
_OF_TARGET = pattern("of_target")
_OF_TARGET_OF = re.compile(
    r"\s*(?:dari|dengan|terhadap)\s+target(?:nya)?\s+(?:\w+\s+){0,3}?(?:sebesar\s+|yakni\s+|yaitu\s+)?\d[\d.,]*\s*(?:persen|%)",
    re.IGNORECASE,
)
_WAS_SET = pattern("was_set")
_WORK_OF = pattern("work_of")
_WAY_TO = pattern("way_to")
_LEVEL_AFTER_MET = pattern("level_after_met")
_LEVEL_SINCE = pattern("level_since")
_REACHED = pattern("reached")
_COMES_TO = re.compile(r"mencapai|\b(?:me|ter)?[mp]enuhi\b")
"""Before a percentage of a target: "telah memenuhi 49,2 persen dari target" is a level, and no verdict."""
_LEVEL_TOLD = re.compile(
    r"\b(?:yakni|yaitu|dengan\s+(?:capaian|realisasi|serapan|persentase))\b[^.,;\d]*\Z", re.IGNORECASE
)
"""... and so is what is told behind a verdict: "mendekati target dengan capaian 89,2 persen dari target"."""
_OF_AIM_REALISED = pattern("of_aim_realised")
_THIS_LEVEL = pattern("this_level")
_TARGET_WORD = pattern("target_word")
_ABLE_TO = pattern("able_to")
_STILL_AT = pattern("still_at")
_ACHIEVED_CLAUSE = pattern("achieved_clause")


@dataclass(frozen=True, slots=True)
class Last:
    """Where the last cue of each kind before a percentage ends, in its text; -1 for none."""

    change: int
    achieved: int
    measured: int
    """The last of an achievement, or of what is only measured."""
    target: int
    """The last of a target, or of a verdict on one."""
    reached: int
    """The last verdict that one is reached."""
    forecast: int
    remaining: int


def is_done(window: Window) -> bool:
    """Whether a word before tells that something is done."""
    return last_cue(window.own, "done", "achieved") >= 0


def is_of_target(window: Window) -> bool:
    """Whether a percentage is measured against a target: "49,2 persen dari target"."""
    return _OF_TARGET.match(window.right) is not None


def has_own_bar(window: Window) -> bool:
    """Whether its target in percent stands behind: "di bawah target, yaitu 75 persen dari target 90 persen"."""
    return _OF_TARGET_OF.match(window.text, window.number.hedge_end, window.sentence.end) is not None


def as_meant(window: Window, own_bar: bool) -> Window:
    """A window without cues that mean something else: "peningkatan jalan", "jalan menuju desa", "telah ditetapkan".

    A verdict is none where the figure has a bar of its own, or is the level that met it.
    """
    if not window.own:
        return window
    number, text, start = window.number, window.text, window.sentence.start
    own = [c for c in window.own if not own_bar or c.kind not in ("met", "not_met")]
    own = [c for c in own if c.kind != "done" or not _WAS_SET.match(text, c.end)]
    own = [c for c in own if c.kind != "change" or not _WORK_OF.search(text, max(start, c.start - _NEAR), c.end)]
    own = [c for c in own if c.text.lower() != "menuju" or not _WAY_TO.search(text, start, c.start)]
    own = [c for c in own if c.kind != "met" or not _LEVEL_AFTER_MET.match(text[c.end : number.hedge_start])]
    barred = last_cue(own, "met", "not_met")
    if barred >= 0 and _LEVEL_SINCE.search(text, barred, number.hedge_start):
        own = [c for c in own if c.end > barred]
    return window if len(own) == len(window.own) else replace(window, own=own)


def without_exact_hopes(window: Window) -> Window:
    """A window in which "bisa" is no forecast: "bisa mencapai 99,27 persen", nobody hopes so exactly."""
    able = last_cue(window.own, "forecast") >= 0 and _ABLE_TO.search(window.left)
    if not able or not (window.number.decimals or window.number.value > WHOLE):
        return window
    end = window.offset(able.start())
    return replace(window, own=[c for c in window.own if c.kind != "forecast" or c.start < end])


def named_target(window: Window) -> int:
    """Where the last word for a target before a percentage ends; -1 for none, or where it is the level itself."""
    number, left, own = window.number, window.left, window.own
    if last_cue(own, "target", "met", "not_met", "base_of") < 0:
        return -1
    level = _COMES_TO.search(left[-_NEAR:]) or _LEVEL_TOLD.search(left[-_NAMED:])
    if level and is_of_target(window):
        return -1  # "capaian dari target RPJMD, mencapai 43,9 persen dari target itu"
    aimed = max((c.end for c in own if c.kind == "base_of" and _TARGET_WORD.search(c.text)), default=-1)
    if number.value > WHOLE:
        return aimed  # nobody sets a target above the whole
    if _OF_AIM_REALISED.search(left) and not any(c.kind == "forecast" for c in own):
        return aimed  # "realisasi target PAD hingga September sebesar 70,08 persen"
    if _THIS_LEVEL.match(window.right) and not any(c.kind == "target" for c in own):
        return aimed  # "capaian 42,5 persen ini melampaui target"
    unmet = (c.end for c in own if c.kind == "met" and not _REACHED.search(c.text))
    return max(aimed, last_cue(own, "target", "not_met"), *unmet)


def last_cues(window: Window, target: int) -> Last:
    """Where the last cue of each kind ends; the word for a target is known already."""
    ends: dict[str, int] = {}
    for cue in window.own:
        if cue.end > ends.get(cue.kind, -1) and (cue.kind != "met" or _REACHED.search(cue.text)):
            ends[cue.kind] = cue.end
    if "forecast" in ends and _STILL_AT.search(window.left):
        del ends["forecast"]  # "untuk mencapai kepatuhan yang masih di bawah 50 persen": where it stands
    achieved = max(ends.get("done", -1), ends.get("achieved", -1))
    return Last(
        change=ends.get("change", -1),
        achieved=achieved,
        measured=max(achieved, ends.get("vague", -1)),
        target=target,
        reached=ends.get("met", -1),
        forecast=ends.get("forecast", -1),
        remaining=ends.get("remaining", -1),
    )


def really_reached(window: Window, last: Last) -> int:
    """Where the last word for a target that is reached ends, or a clause that tells what was achieved."""
    clause = max((m.end() for m in _ACHIEVED_CLAUSE.finditer(window.left)), default=-1)
    return max(last.reached, window.offset(clause) if clause >= 0 else -1)
