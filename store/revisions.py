"""Articles that were edited after they were first read, and what that changed in their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.keys import segment_key
from models.rows import claim_from_row
from models.values import NUMERIC_FIELDS, Claim, Figure
from store.sql import CAPTURE, CLAIM, PAGE, REVISION


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A claim of one wording beside that of the next one; None where one of them lacks it."""

    before: Claim | None
    after: Claim | None

    def figures(self) -> list[tuple[str, Figure | None, Figure | None]]:
        """(name, before, after) of every figure that is not the same in both."""
        pairs = ((name, _figure(self.before, name), _figure(self.after, name)) for name in NUMERIC_FIELDS)
        return [(name, old, new) for name, old, new in pairs if _value(old) != _value(new)]


@dataclass(frozen=True, slots=True)
class Edit:
    """Two wordings of a page that followed each other. `at` is when the later one was seen first."""

    url: str
    source: str
    at: datetime
    title_before: str | None
    title_after: str | None
    changes: tuple[FigureChange, ...]


def edits(session: Session, *, source: str | None = None, url: str | None = None) -> list[Edit]:
    """Every edit of the pages of a source, or of one page, newest first; `changes` is empty where no figure changed."""
    first = func.min(CAPTURE.c.fetched_at).label("first")
    query = (
        select(PAGE.c.canonical_url, PAGE.c.source, REVISION.c.id, REVISION.c.title, REVISION.c.extractor, first)
        .join(PAGE, PAGE.c.id == REVISION.c.page_id)
        .join(CAPTURE, CAPTURE.c.revision_id == REVISION.c.id)
        .group_by(PAGE.c.canonical_url, PAGE.c.source, REVISION.c.id, REVISION.c.title, REVISION.c.extractor)
    )
    several = select(REVISION.c.page_id).group_by(REVISION.c.page_id).having(func.count() > 1)
    query = query.where(PAGE.c.id.in_(several))
    if source is not None:
        query = query.where(PAGE.c.source == source)
    if url is not None:
        query = query.where(PAGE.c.canonical_url == url)
    wordings = defaultdict(list)
    for row in session.execute(query.order_by(first, REVISION.c.id)):
        wordings[row.canonical_url].append(row)
    made = [
        Edit(
            page,
            new.source,
            new.first,
            old.title,
            new.title,
            figure_changes(_claims(session, old.id, old.extractor), _claims(session, new.id, new.extractor)),
        )
        for page, rows in wordings.items()
        for old, new in pairwise(rows)
    ]
    return sorted(made, key=lambda edit: edit.at, reverse=True)


def _claims(session: Session, revision_id: int, extractor: str | None) -> list[Claim]:
    query = select(CLAIM).where(
        CLAIM.c.revision_id == revision_id, CLAIM.c.extractor == (extractor or ""), CLAIM.c.position.is_not(None)
    )
    bare = {"evidence": "[]", "conflicts": "[]"}
    rows = session.execute(query.order_by(CLAIM.c.position))
    return [claim_from_row(row._asdict() | bare) for row in rows]


def figure_changes(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[FigureChange, ...]:
    """What one wording says and the next one does not, claim by claim.

    Claims about the same matter (indicator, place, segment, time) are laid side by side; of several about one matter,
    those with the same figures first.
    """
    old, new = _by_matter(before), _by_matter(after)
    made: list[FigureChange] = []
    for matter in dict.fromkeys([*old, *new]):
        left, right = list(old.get(matter, ())), list(new.get(matter, ()))
        for claim in list(left):
            same = next((other for other in right if not FigureChange(claim, other).figures()), None)
            if same is not None:
                left.remove(claim)
                right.remove(same)
        for number in range(max(len(left), len(right))):
            made.append(
                FigureChange(
                    left[number] if number < len(left) else None, right[number] if number < len(right) else None
                )
            )
    return tuple(made)


def _by_matter(claims: Iterable[Claim]) -> Mapping[tuple[str | None, ...], list[Claim]]:
    made: dict[tuple[str | None, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        as_of = str(claim.as_of) if claim.as_of else None
        key = (claim.indicator, claim.indicator_text, claim.place, segment_key(claim.segment), as_of)
        made[key].append(claim)
    return made


def _figure(claim: Claim | None, name: str) -> Figure | None:
    found: Figure | None = getattr(claim, name) if claim else None
    return found


def _value(figure: Figure | None) -> tuple[object, object] | None:
    return (figure.value, figure.comparator) if figure else None
