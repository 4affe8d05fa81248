"""The cues that tell what a number is: of the words before it, those that mean what they say there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.mentions import Cue, Kind, Number
from extract.vocabulary import pattern

_ABLE = pattern("able")
_AIMS = pattern("aims")
_BEFORE_HOPE = pattern("before_hope")
_RANKED = pattern("ranked")


def own_cues(text: str, number: Number, cues: Sequence[Cue]) -> list[Cue]:
    """The cues before a number, each as what it is there."""
    return list(_meant(text, number, cues))


def _meant(text: str, number: Number, cues: Sequence[Cue]) -> Iterator[Cue]:
    before: Cue | None = None
    for cue in cues:
        behind, before = before, cue
        if behind is not None and _tells_what_was_done(behind, cue):
            continue
        if cue.end > number.hedge_start:  # "target 80 persen belum tercapai" makes it the target that it names
            yield Cue("target", cue.start, number.hedge_start, cue.text)
        elif cue.kind in ("done", "achieved") and _BEFORE_HOPE.search(text[max(0, cue.start - 20) : cue.start]):
            yield Cue("forecast", cue.start, cue.end, cue.text)  # "dapat terealisasi" is only hoped for
        elif cue.kind == "share" and number.kind is not Kind.RUPIAH:
            if not _RANKED.match(text, cue.start, number.hedge_start):
                yield cue  # "di urutan ketiga dengan 5.102 orang" tells with what the rank was reached
        else:
            yield cue


def _tells_what_was_done(before: Cue, cue: Cue) -> bool:
    """Whether "bisa", "dapat" or "menyasar" is no plan: behind "baru", "sudah" it tells what was done."""
    done = before.kind == "done" and cue.start - before.end <= 1 and cue.kind == "forecast"
    return done and bool(_ABLE.fullmatch(cue.text) or _AIMS.fullmatch(cue.text))
