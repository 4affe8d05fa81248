"""Evidence: the passages a claim rests on, and their way back into the unchanged title and text."""

from __future__ import annotations

from dataclasses import replace

from extract.text import Normalised
from models.values import Claim, Conflict, Evidence


def locate(claim: Claim, title_end: int, title: Normalised, body: Normalised) -> Claim:
    """A claim whose evidence and conflicts point into the unchanged title and text, printed forms included."""

    def back(start: int, end: int) -> tuple[str, int, int, str]:
        part, shift = (title, 0) if start < title_end else (body, title_end)
        first, last = part.back(start - shift, end - shift)
        return ("title" if part is title else "text"), first, last, part.source[first:last]

    evidence = []
    for passage in claim.evidence:
        where, start, end, quote = back(passage.start, passage.end)
        evidence.append(replace(passage, start=start, end=end, quote=quote, where=where))  # type: ignore[arg-type]
    conflicts = []
    for conflict in claim.conflicts:
        _, start, end, text = back(conflict.start, conflict.end)
        conflicts.append(replace(conflict, start=start, end=end, text=text))
    return replace(claim, evidence=tuple(evidence), conflicts=tuple(conflicts))


def passage(start: int, end: int, fields: tuple[str, ...], rule: str) -> Evidence:
    """A passage of the normalised text, not yet located."""
    return Evidence(start, end, "", fields, rule=rule)


def conflict(field: str, value: object, start: int, end: int, *, headline: bool) -> Conflict:
    """A figure that lost, not yet located."""
    return Conflict(field, value, "", "headline" if headline else "body", start, end)  # type: ignore[arg-type]
