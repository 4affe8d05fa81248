"""Progress lines over the store: what of a claim is not the last word about its time, by claim key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crosscheck.lines import Line, Mark, Printed, progress_lines
from models.values import Report
from store.claims import ClaimRow, claim_rows_by_keys


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands in its line."""

    mark: Mark
    instead: str | None
    """Key of the claim that took its place; None where none did, or where it is no claim of these."""


def lines_of(rows: Iterable[ClaimRow]) -> tuple[list[Line], dict[Printed, str]]:
    """The progress lines of some claims, and the key under which the store holds each claim of their points.

    Lines are made of these claims alone: give all that a line has.
    """
    by_url: dict[str, list[ClaimRow]] = {}
    keys: dict[Printed, str] = {}
    for row in rows:
        by_url.setdefault(row.url, []).append(row)
        keys.setdefault(Printed(row.url, row.claim), row.key)
    return progress_lines(_reports(by_url)), keys


def _reports(by_url: dict[str, list[ClaimRow]]) -> Iterator[Report]:
    for url, told in by_url.items():
        first = told[0]
        yield Report(
            url=url,
            publisher=first.publisher,
            published=first.published,
            title=first.title,
            claims=tuple(row.claim for row in told),
        )


def marks(session: Session, keys: Iterable[str]) -> dict[str, Standing]:
    """Claim key → how it stands, for those of these claims that are not the last word; the others are left out."""
    found: dict[str, Standing] = {}
    lines, known = lines_of(claim_rows_by_keys(session, keys))
    for line in lines:
        for point in line.points:
            if point.mark is not None:
                instead = None if point.instead is None else known.get(point.instead)
                found |= {known[printed]: Standing(point.mark, instead) for printed in point.printed}
    return found
