"""What is taken out of a wording and its claims before they are stored: personal numbers, and forgotten names.

Everything is replaced by as many characters, so that evidence keeps its offsets. The digests of a text and of a claim
are those of what the site printed: reading it again changes nothing, and forgetting a name makes no new wording.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.forgotten import Forgotten, holds, redacted
from models.private import masked
from models.values import Claim, Evidence
from models.wire import loads
from store.sql import FORGOTTEN


@dataclass(frozen=True, slots=True)
class Hidden:
    """A wording and its claims as they may be stored."""

    title: str | None
    text: str | None
    claims: tuple[Claim, ...]


_FORGOTTEN = select(FORGOTTEN.c.salt, FORGOTTEN.c.digest, FORGOTTEN.c.words, FORGOTTEN.c.parts).order_by(FORGOTTEN.c.id)


def forgotten_names(session: Session) -> list[Forgotten]:
    """The names that this store was asked to forget."""
    return [
        Forgotten(row.salt, row.digest, row.words, frozenset(loads(row.parts))) for row in session.execute(_FORGOTTEN)
    ]


def named_in(title: str | None, text: str | None, claims: Iterable[Claim], names: Collection[Forgotten]) -> set[str]:
    """The digests of those names that stand anywhere in a wording or in what was read in it."""
    if not names:
        return set()
    told = [title, text]
    for claim in claims:
        told += [claim.official, claim.indicator_text, claim.segment, *(one.quote for one in claim.evidence)]
    return {one.digest for words in told for one in holds(words, names)}


def hidden(
    title: str | None,
    text: str | None,
    claims: Sequence[Claim],
    names: Collection[Forgotten],
    *,
    here: Collection[str] | None = None,
) -> Hidden:
    """A wording with its claims, without what is not stored.

    `here` are the digests of the names that the page is known to have, by default those found in this wording: of them
    single words go, too. A name without an office is a private person's, and is never stored.
    """
    present = named_in(title, text, claims, names) if here is None else here
    known = [one for one in names if one.digest in present]

    @cache  # the figures of a claim often share one quote
    def hide(words: str | None) -> str | None:
        return words and redacted(masked(words), names, known)

    new_title, new_text = hide(title), hide(text)

    def quote(one: Evidence) -> Evidence:
        whole, without = (title, new_title) if one.where == "title" else (text, new_text)
        if whole is not None and without is not None and whole[one.start : one.end] == one.quote:
            words = without[one.start : one.end]
        else:
            words = hide(one.quote) or ""
        return one if words == one.quote else replace(one, quote=words)

    made = []
    for claim in claims:
        official = claim.official if claim.official_role else None
        made.append(
            replace(
                claim,
                indicator_text=hide(claim.indicator_text),
                segment=hide(claim.segment),
                official=official if hide(official) == official else None,
                conflicts=tuple(replace(one, text=hide(one.text) or "") for one in claim.conflicts),
                evidence=tuple(map(quote, claim.evidence)),
            )
        )
    return Hidden(new_title, new_text, tuple(made))
