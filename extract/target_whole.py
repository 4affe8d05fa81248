"""Targets of the whole that no figure tells: "agar seluruh warga terekam", "wajib tuntas tahun ini"."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.discourse import Discourse, TargetNote
from extract.mentions import Cue, Kind, Number
from extract.reading import Reading, within
from extract.sentences import Sentence
from extract.speakers import Said
from extract.target_of import setter
from extract.vocabulary import pattern
from models.periods import Period
from models.reference import indicators
from models.values import Unit

_FINISHED = pattern("finished")
_HOLDING = pattern("holding")
_HOLDS_WITHIN = 60
"""Characters behind "seluruh" in which its verb stands."""
_NOT_ALL = pattern("not_all")
_IF_ONLY = re.compile(r"\b(?:jika|apabila|bila|kalau|seandainya|andai|asal(?:kan)?|selama|sepanjang)\b", re.IGNORECASE)
NO_WHOLE = frozenset({"physical_progress", "stunting", "investment", "people_credit", "other"})
"""Indicators of which nobody says in words that all of it should be done: a work has an end, a rate has none."""
_ABLE = frozenset({"bisa", "dapat", "mampu"})
"""What the whole was able to be is nothing that it ought to be: "seluruh anggaran tersebut dapat terserap"."""
_DUTY = pattern("duty")
_HOPES = ("forecast", "target")
"""Cues of what is hoped for."""
_DONE = pattern("done")
_PAPER_DUE = pattern("paper_due")


def is_paper_due(words: str, slug: str) -> bool:
    """Whether a sentence says when a paper will be finished, and nothing of the money spoken of before.

    >>> is_paper_due("Laporan keuangan dijadwalkan selesai Januari.", "pad_revenue")
    True
    """
    return indicators()[slug].unit is Unit.RUPIAH and bool(_PAPER_DUE.search(words))


def may_be_due(reading: Reading, sentence: Sentence, cues: list[Cue]) -> bool:
    """Whether a sentence without a time has a word by which all may be due: without, `whole_due` gives none."""
    if any(cue.kind in _HOPES for cue in cues):
        return True
    return _DUTY.search(reading.text, sentence.start, sentence.end) is not None


def whole_due(
    reading: Reading,
    sentence: Sentence,
    cues: list[Cue],
    state: Discourse,
    said: Said,
    deadline: Period | None,
    *,
    stated: bool,
) -> list[TargetNote]:
    """ "agar seluruh warga terekam", "wajib tuntas tahun ini": a target of 100 percent that is still to be reached."""
    text = reading.text
    mentions = within(reading.indicators, sentence.start, sentence.end)
    strong = [m for m in mentions if not m.weak]
    topic = strong[-1] if strong else state.topic
    if topic is None or topic.slug in NO_WHOLE:
        return []
    if not (mentions or stated or _still_told(sentence, state, topic.slug, deadline)):
        return []
    duty = _DUTY.search(text, sentence.start, sentence.end)
    cues = [c for c in cues if c.start >= sentence.start]
    hopes = [c.start for c in cues if c.kind in _HOPES] + ([duty.start()] if duty else [])
    due = (p for p in within(reading.periods, sentence.start, sentence.end) if p.rule.endswith(".deadline"))
    hopes += [p.start for p in due]  # "paling tidak pada 27 November semua warga telah terekam"
    if not hopes or is_paper_due(text[sentence.start : sentence.end], topic.slug):
        return []
    whole = next((c for c in cues if c.kind == "all" and not _NOT_ALL.match(text, c.start)), None)
    finished = _FINISHED.search(text, min(hopes), sentence.end)
    able = duty is None and all(c.text.lower() in _ABLE for c in cues if c.kind in ("forecast", "target"))
    before = whole is not None and deadline is not None and not able and _one_clause(text, whole.start, min(hopes))
    if (
        whole is not None
        and (before or min(hopes) < whole.start)
        and _reached(text, whole, cues, held=deadline is not None)
    ):
        span = whole.start, whole.end
    elif finished is not None and not (able and _IF_ONLY.search(text, sentence.start, sentence.end)):
        span = finished.span()
    else:
        return []
    if _DONE.search(text, min(sentence.start, min(hopes)), min(hopes)):
        return []
    named = [
        p for p in within(reading.places, sentence.start, sentence.end) if p.use == "place" and p.level != "nation"
    ]
    aims = [c for c in cues if c.kind in ("forecast", "target") and c.text.lower() not in _ABLE]
    plan = bool(aims) and all(c.kind == "target" for c in aims) and duty is None
    return [
        TargetNote(
            indicator=topic.slug,
            place=named[0] if len(named) == 1 else None,
            segment=None,
            number=hundred(reading, span),
            met=None if plan else False,
            setter=setter(text[sentence.start : sentence.end]),
            deadline=deadline,
            sentence=sentence,
            said=said,
        )
    ]


def _still_told(sentence: Sentence, state: Discourse, slug: str, deadline: Period | None) -> bool:
    """Whether a sentence that names only a day goes on about what was measured: "Kita kejar sampai Juni selesai"."""
    return deadline is not None and slug in state.measured and sentence.paragraph - state.topic_paragraph <= 1


def _one_clause(text: str, whole: int, hope: int) -> bool:
    """Whether "seluruh" stands right before a hope; without a day it is a rule: "setiap anak harus memiliki KIA"."""
    return whole < hope and "," not in text[whole:hope]


def hundred(reading: Reading, span: tuple[int, int]) -> Number:
    """All of it, as a number: a hundred percent, told by the words of a span."""
    words = reading.text[slice(*span)]
    return Number(Decimal(100), Kind.PERCENT, *span, words, "target.all", hedge_start=span[0], hedge_end=span[1])


def _reached(text: str, whole: Cue, cues: list[Cue], *, held: bool) -> bool:
    """Whether a verb of achievement stands behind "seluruh", in its clause; with `held` "memiliki" is one."""
    verbs = [c.start for c in cues if c.kind in ("achieved", "done") and c.start > whole.end]
    if held:
        verbs += [found.start() for found in _HOLDING.finditer(text, whole.end, whole.end + _HOLDS_WITHIN)]
    return any("," not in text[whole.end : start] for start in verbs)
