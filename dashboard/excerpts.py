"""Excerpts of articles: the sentences that a claim stands on, its figures marked, never more than 300 characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.private import masked
from models.values import NUMERIC_FIELDS, Claim, Evidence
from models.wire import claim_json
from store.claims import EXCERPT

_ENDS = re.compile(r"[.!?][\"”’)]*(?=\s+[\"“‘(]?[A-Z0-9])|\n")
_FIGURES = {*NUMERIC_FIELDS, "targets"}

SHORTEST = 60
"""Characters that a sentence which is cut has at least; with less of it nobody knows what it says."""
GAPS = 4
"""Characters between sentences that are shown as one passage: there are at most five."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article as (text, whether it is marked); the dots say where the article goes on."""

    pieces: tuple[tuple[str, bool], ...]
    in_title: bool = False
    dots_before: bool = False
    dots_after: bool = False

    @property
    def text(self) -> str:
        """The words without their marks."""
        return "".join(text for text, _marked in self.pieces)


def passages(claim: Claim, text: str | None, *, budget: int = EXCERPT) -> list[Passage]:
    """The sentences that hold a claim's evidence, in the order of the article, with at most `budget` characters in all.

    Without the article's text, the passages are the evidence's own quotes.
    """
    in_text = [one for one in claim.evidence if one.where == "text"]
    if text is not None and in_text and all(text[one.start : one.end] == one.quote for one in in_text):
        return _cut([claim], text, budget)
    quotes = {one.quote: one for one in reversed(claim.evidence) if _FIGURES & set(one.fields)}
    found = [one for one in claim.evidence if quotes.get(one.quote) is one] or list(claim.evidence[:1])
    made: list[Passage] = []
    for one, room in zip(found, _shares([len(one.quote) for one in found], budget), strict=False):
        marks = [(a - one.start, b - one.start) for a, b in _marks(claim, one)]
        quote = masked(one.quote)
        first, last = _fit(quote, 0, len(one.quote), marks, room)
        cut = (first > 0, last < len(one.quote))
        made.append(Passage(tuple(_pieces(quote, first, last, marks)), one.where == "title", *cut))
    return made


def headline(title: str | None, claims: Sequence[Claim]) -> Passage | None:
    """An article's headline with what claims rest on in it, or what contradicts them, marked; None without one."""
    if not title:
        return None
    marks = [span for claim in claims for one in claim.evidence if one.where == "title" for span in _marks(claim, one)]
    marks += [(one.start, one.end) for claim in claims for one in claim.conflicts if one.where == "headline"]
    held = [(a, b) for a, b in marks if 0 <= a < b <= len(title)]
    return Passage(tuple(_pieces(masked(title), 0, len(title), held)), in_title=True)


def together(found: Sequence[Sequence[Passage]]) -> list[Passage]:
    """Passages of the same words, as several claims rest on them, as one with the marks of all.

    >>> one, other = Passage((("urea ", False), ("5 ton", True))), Passage((("urea", True), (" 5 ton", False)))
    >>> together([[one], [other]])[0].pieces
    (('urea', True), (' ', False), ('5 ton', True))
    """
    made = []
    for same in zip(*found, strict=True):
        marks: list[Span] = []
        for passage in same:
            at = 0
            for text, marked in passage.pieces:
                marks += [(at, at + len(text))] if marked else []
                at += len(text)
        whole = same[0].text
        made.append(replace(same[0], pieces=tuple(_pieces(whole, 0, len(whole), marks))))
    return made


def article_passages(claims: Sequence[Claim], text: str | None, *, budget: int = EXCERPT) -> list[Passage]:
    """The sentences that an article's claims stand on, with at most `budget` characters in all of them together.

    Empty without the article's text.
    """
    return _cut(claims, text, budget) if text is not None else []


def _cut(claims: Sequence[Claim], text: str, budget: int) -> list[Passage]:
    """The sentences around the claims' evidence; evidence that the text does not hold is passed over."""
    spans: list[Span] = []
    marks: list[Span] = []
    for claim in claims:
        held = [one for one in claim.evidence if one.where == "text" and text[one.start : one.end] == one.quote]
        figures = [one for one in held if _FIGURES & set(one.fields)] or held
        spans += [(one.start, one.end) for one in figures]
        marks += [span for one in figures for span in _marks(claim, one)]
        body = [one for one in claim.conflicts if one.where == "body" and text[one.start : one.end] == one.text]
        others = [(one.start, one.end) for one in body]
        spans += others
        marks += others
    text = masked(text)  # character for character, so that the spans stay
    windows = _windows(text, spans)
    kept: list[tuple[Span, Span]] = []
    for (start, end), room in zip(windows, _shares([b - a for a, b in windows], budget - GAPS), strict=False):
        around = [(a, b) for a, b in marks if start <= a and b <= end] or [
            (a, b) for a, b in spans if start <= a and b <= end
        ]
        first, last = _fit(text, start, end, around, room)
        if kept and kept[-1][0] == kept[-1][1] and (first, last) == (start, end) and start <= kept[-1][1][1] + 1:
            kept[-1] = ((kept[-1][0][0], end), (kept[-1][1][0], end))  # one whole sentence after the other
        else:
            kept.append(((start, end), (first, last)))
    made = []
    for (start, end), (first, last) in kept:
        inside = [(a, b) for a, b in marks if first <= a and b <= last]
        made.append(Passage(tuple(_pieces(text, first, last, inside)), False, first > start, last < end))
    return made


def quote_passage(claim: Claim, quote: str | None, *, budget: int = EXCERPT) -> Passage | None:
    """A bare quote with the claim's printed figures marked in it; None for no quote."""
    if not quote:
        return None
    quote = masked(quote)
    marks = [span for _, figure in claim.figures() if figure.text for span in _found(quote, figure.text, 0)]
    first, last = _fit(quote, 0, len(quote), marks, budget)
    return Passage(tuple(_pieces(quote, first, last, marks)), False, first > 0, last < len(quote))


def public_claim(claim: Claim, *, budget: int = EXCERPT) -> dict[str, Any]:
    """A claim's JSON as the public may have it: names only with an office, quotes only up to the budget.

    Evidence keeps its offsets, also where its quote is null.
    """
    made = claim_json(claim)
    if not claim.official_role:
        made["official"] = None
    for evidence in made["evidence"]:
        if len(evidence["quote"]) <= budget:
            budget -= len(evidence["quote"])
            evidence["quote"] = masked(evidence["quote"])
        else:
            evidence["quote"] = None
    return made


def public_report(report: Mapping[str, Any], claims: Sequence[Claim]) -> dict[str, Any]:
    """A report's JSON with its claims as the public may have them."""
    return dict(report) | {"claims": [public_claim(claim) for claim in claims]}


def _windows(text: str, spans: Sequence[Span]) -> list[Span]:
    """The sentences around the spans, in order and without overlap."""
    made: list[Span] = []
    for start, end in sorted(spans):
        first, last = _sentence(text, start, end)
        if not made or last > made[-1][1]:
            made.append((max(first, made[-1][1]) if made else first, last))
    return made


def _shares(lengths: Sequence[int], budget: int) -> list[int]:
    """How many characters each passage may have: the short ones all of theirs, the others an equal part of the rest.

    Those at the end go without where too little would be left for each.

    >>> _shares([215, 130], 300), _shares([400], 300), _shares([42, 20, 330], 120)
    ([170, 130], [300], [42, 20])
    """
    kept = list(lengths)
    while kept:
        left, rest, made = budget, len(kept), [0] * len(kept)
        for at in sorted(range(len(kept)), key=kept.__getitem__):
            made[at] = min(kept[at], left // rest)
            left, rest = left - made[at], rest - 1
        if len(kept) == 1 or all(room >= min(length, SHORTEST) for room, length in zip(made, kept, strict=True)):
            return made
        kept.pop()
    return []


def _sentence(text: str, start: int, end: int) -> Span:
    """Where the sentence begins and ends that a span stands in, or what of it is near."""
    low = max(0, start - 600)
    # two characters more, since the end of the sentence before is known by what follows it
    first = max((m.end() for m in _ENDS.finditer(text, low, start + 2) if m.end() <= start), default=low)
    found = _ENDS.search(text, end)
    last = min(found.end() if found else len(text), end + 600)
    while first < start and text[first].isspace():
        first += 1
    return first, max(end, first + len(text[first:last].rstrip()))


def _fit(text: str, start: int, end: int, marks: Sequence[Span], budget: int) -> Span:
    """The part of a window that fits, around its first mark, from word to word."""
    if end - start <= budget:
        return start, end
    first_mark = min(marks, default=(start, start))
    begin = max(start, min(first_mark[0] - budget // 3, end - budget))
    stop = begin + budget
    if begin > start:
        blank = text.find(" ", begin, first_mark[0])
        begin = blank + 1 if blank >= 0 else begin
    if stop < end:
        blank = text.rfind(" ", max(begin, min(first_mark[1], stop)), stop)
        stop = blank if blank > begin else stop
    return begin, stop


def _marks(claim: Claim, evidence: Evidence) -> list[Span]:
    """Where the figures stand that some evidence supports: the printed form if it is found, else a short passage."""
    figures = [getattr(claim, name) for name in evidence.fields if name in NUMERIC_FIELDS]
    if "targets" in evidence.fields:
        figures += [target.percentage for target in claim.targets]
    printed = [figure.text for figure in figures if figure is not None and figure.text]
    found = [span for text in printed for span in _found(evidence.quote, text, evidence.start)]
    if not found and figures and len(evidence.quote) <= 60:
        found = [(evidence.start, evidence.end)]
    return found


def _found(text: str, printed: str, shift: int) -> Iterator[Span]:
    pattern = rf"(?<![\d.,]){re.escape(printed)}(?!\d|[.,]\d)"
    return ((m.start() + shift, m.end() + shift) for m in re.finditer(pattern, text))


def _pieces(text: str, start: int, end: int, marks: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    """The part of a text from start to end, cut at its marks."""
    at = start
    for a, b in sorted(set(marks)):
        if a < at or b > end:
            continue
        if a > at:
            yield text[at:a], False
        yield text[a:b], True
        at = b
    if at < end:
        yield text[at:end], False
