"""What changed between two wordings of an article, in excerpts: what was taken out, and what came in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from store.claims import EXCERPT

Kind = Literal["same", "out", "in"]
AROUND = 4
"""Words of what stayed the same that are shown on each side of a change."""
LONGEST = 400
"""Most words of a changed passage that are compared word by word; a longer one is shown as taken out and put in."""

_SENTENCE = re.compile(r"(?<=[.!?”])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Changes:
    """Changed passages, each as (text, kind) pieces; `left` counts those that found no room."""

    passages: tuple[tuple[tuple[str, Kind], ...], ...]
    left: int


def changes(before: str, after: str, *, budget: int = EXCERPT) -> Changes:
    """The passages in which a text was changed, with at most `budget` characters in all.

    >>> changes("Sudah 81,4 persen. Hujan turun.", "Sudah 84,1 persen. Hujan turun.").passages
    ((('Sudah ', 'same'), ('81,4 ', 'out'), ('84,1 ', 'in'), ('persen.', 'same')),)
    """
    old, new = _SENTENCE.split(before), _SENTENCE.split(after)
    made: list[tuple[tuple[str, Kind], ...]] = []
    left = 0
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pieces = _fitting(_pieces(" ".join(old[a:b]).split(), " ".join(new[c:d]).split()), budget)
        if pieces:
            made.append(pieces)
            budget -= sum(len(text) for text, _kind in pieces)
        else:
            left += 1
    return Changes(tuple(made), left)


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Kind]]:
    if len(old) + len(new) > LONGEST:
        yield from ((" ".join(words), kind) for words, kind in ((old, "out"), (new, "in")) if words)  # type: ignore[misc]
        return
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, a, b, c, d) in enumerate(blocks):
        last = number == len(blocks) - 1
        if kind == "equal":
            kept = list(old[a:b])
            if len(kept) > 2 * AROUND:
                first = kept[:AROUND] if number else []
                kept = [*first, "…", *([] if last else kept[-AROUND:])]
            yield " ".join(kept) + ("" if last else " "), "same"
            continue
        if a < b:
            yield " ".join(old[a:b]) + ("" if last else " "), "out"
        if c < d:
            yield " ".join(new[c:d]) + ("" if last else " "), "in"


def _fitting(pieces: Iterator[tuple[str, Kind]], budget: int) -> tuple[tuple[str, Kind], ...]:
    """The pieces that fit, the last one cut; none where there is hardly room."""
    made: list[tuple[str, Kind]] = []
    for text, kind in pieces:
        if budget < 20:
            break
        cut = text if len(text) <= budget else f"{text[: budget - 2]} …"
        made.append((cut, kind))
        budget -= len(cut)
    return tuple(made) if any(kind != "same" for _text, kind in made) else ()
