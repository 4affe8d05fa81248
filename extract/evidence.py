"""Evidence: the passages a claim rests on, and their way back into the unchanged title and text."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from extract.text import Normalised
from models.values import Claim, Conflict, Evidence


def locate(claim: Claim, title_end: int, title: Normalised, body: Normalised) -> Claim:
    """A claim whose evidence and conflicts point into the unchanged title and text, printed forms included."""

    def back(start: int, end: int) -> tuple[Literal["text", "title"], int, int, str]:
        part, shift = (title, 0) if start < title_end else (body, title_end)
        first, last = part.back(start - shift, end - shift)
        return ("title" if part is title else "text"), first, last, part.source[first:last]

    evidence = []
    for passage in claim.evidence:
        where, start, end, quote = back(passage.start, passage.end)
        evidence.append(Evidence(start, end, quote, passage.fields, where, passage.rule))
    conflicts = []
    for conflict in claim.conflicts:
        _, start, end, text = back(conflict.start, conflict.end)
        conflicts.append(replace(conflict, start=start, end=end, text=text))
    name = as_printed(claim.official, title.source, body.source)
    return replace(claim, official=name, evidence=tuple(evidence), conflicts=tuple(conflicts))


def as_printed(name: str | None, *texts: str) -> str | None:
    """A name with the apostrophe that the article has: rules read one form, and people are named as printed.

    >>> as_printed("Rudi Mas'ud", "kata Gubernur Rudi Mas\N{RIGHT SINGLE QUOTATION MARK}ud di Samarinda")
    'Rudi Mas’ud'
    """
    if name is None or "'" not in name or any(name in text for text in texts):
        return name
    forms = (name.replace("'", mark) for mark in "\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`")
    return next((form for form in forms if any(form in text for text in texts)), name)


def passage(start: int, end: int, fields: tuple[str, ...], rule: str) -> Evidence:
    """A passage of the normalised text, not yet located."""
    return Evidence(start, end, "", fields, rule=rule)


def conflict(field: str, value: object, start: int, end: int, *, headline: bool) -> Conflict:
    """A figure that lost, not yet located."""
    return Conflict(field, value, "", "headline" if headline else "body", start, end)  # type: ignore[arg-type]
