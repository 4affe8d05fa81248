"""Forgetting a person: a name is made unreadable wherever the store holds it, and in whatever it reads from then on.

What stays: the claim with its figures and the office, links (an address may hold the name: it is the publisher's), who
decided and reviewed (the audit), the raw pages of the archive, and copies that were made before.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from models.forgotten import Forgotten, forgotten, redacted
from models.rows import claim_from_row, claim_row
from models.values import Claim
from models.wire import claim_from, claim_json, dumps, loads
from store.engine import read_session, write_session
from store.private import forgotten_names, hidden, named_in
from store.search import TABLE as SEARCH
from store.search import reindex
from store.sql import (
    CAPTURE,
    CLAIM,
    FINDING,
    FINDING_CLAIM,
    FORGOTTEN,
    PAGE,
    REVIEW,
    REVISION,
    TARGET,
    UNCHECKED,
    insert,
    inserted,
)
from store.summaries import drop_summaries

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What forgetting a name changed, or would: rows by what they are, and the pages that they are of.

    `counts` has titles, texts, claims, officials (claims that lost a name), sides, findings and reviews; and, of what
    is left as it is, `addresses` that hold the name and `raw_pages` of the archive. `new` is whether the name was not
    known to be forgotten; `wiped` whether the file was written anew, without what its free pages still held.
    """

    counts: Mapping[str, int]
    pages: tuple[str, ...]
    new: bool
    wiped: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: when a name was forgotten, why, and what that changed. It does not say which name."""

    id: int
    at: datetime
    because: str | None
    counts: Mapping[str, int]


def forget(
    engine: Engine, name: str, *, because: str | None = None, dry_run: bool = False, now: datetime | None = None
) -> Forgetting:
    """Redact a name everywhere in a store, and note that it is; ValueError for a name that is an ordinary word.

    It is noted first, so that what is stored meanwhile is redacted, too. Doing it again finds what is left.
    """
    with read_session(engine) as session:
        known = next((one for one in forgotten_names(session) if forgotten(name, one.salt) == one), None)
    one = known or forgotten(name, secrets.token_hex(16))
    if dry_run:
        with read_session(engine) as session:
            counts, pages = _redact(session, one, write=False)
        return Forgetting(counts, pages, known is None)
    with write_session(engine) as session:
        if known is None:
            row = {"salt": one.salt, "digest": one.digest, "words": one.words, "parts": dumps(sorted(one.parts))}
            inserted(session, FORGOTTEN, row | {"because": because, "counts": "{}", "at": now or datetime.now(UTC)})
    with write_session(engine) as session:
        drop_summaries(session)  # they hold names; the next check makes them anew
        counts, pages = _redact(session, one, write=True)
        row_of = FORGOTTEN.c.digest == one.digest
        before = Counter(loads(session.execute(select(FORGOTTEN.c.counts).where(row_of)).scalar_one()))
        total = {word: int(before[word]) + number for word, number in counts.items()}
        session.execute(update(FORGOTTEN).where(row_of).values(counts=dumps(total)))
    return Forgetting(counts, pages, known is None, _wipe(engine))


def forgetting_log(session: Session) -> list[Entry]:
    """Every name that was forgotten, oldest first, without saying which."""
    columns = (FORGOTTEN.c.id, FORGOTTEN.c.at, FORGOTTEN.c.because, FORGOTTEN.c.counts)
    return [
        Entry(row[0], row[1], row[2], loads(row[3]))
        for row in session.execute(select(*columns).order_by(FORGOTTEN.c.id))
    ]


def _redact(session: Session, one: Forgotten, *, write: bool) -> tuple[dict[str, int], tuple[str, ...]]:
    counts = Counter(dict.fromkeys(("titles", "texts", "claims", "officials", "sides", "findings", "reviews"), 0))
    pages: dict[int, str] = {}
    for page_id, url in _pages(session, one):
        pages[page_id] = url
        retitled = _redact_page(session, page_id, one, counts, write=write)
        if write:
            reindex(session.connection(), retitled)
            row = insert(session, UNCHECKED).values(page_id=page_id, changes=1)
            again = {"changes": UNCHECKED.c.changes + 1}
            session.execute(row.on_conflict_do_update(index_elements=["page_id"], set_=again))
    _redact_findings(session, one, frozenset(pages.values()), counts, write=write)
    for review in session.execute(select(REVIEW.c.id, REVIEW.c.said, REVIEW.c.source)).all():
        new = {"said": _without(review.said, one), "source": _without(review.source, one)}
        if new != {"said": review.said, "source": review.source}:
            counts["reviews"] += 1
            if write:
                session.execute(update(REVIEW).where(REVIEW.c.id == review.id).values(new))
    counts["addresses"] = sum(_without(_words(url), one) != _words(url) for url in pages.values())
    raw = select(func.count()).select_from(CAPTURE).where(CAPTURE.c.archive_file.is_not(None))
    counts["raw_pages"] = sum(session.execute(raw.where(CAPTURE.c.page_id == page)).scalar_one() for page in pages)
    return dict(counts), tuple(sorted(pages.values()))


def _pages(session: Session, one: Forgotten) -> list[tuple[int, str]]:
    """(id, address) of the pages that hold the name in a wording or a claim."""
    found: dict[int, str] = {}
    query = select(REVISION.c.id, REVISION.c.page_id, REVISION.c.title, REVISION.c.text, PAGE.c.canonical_url)
    query = query.join(PAGE, PAGE.c.id == REVISION.c.page_id).order_by(REVISION.c.id)
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        if row.page_id not in found and named_in(row.title, row.text, (), [one]):
            found[row.page_id] = row.canonical_url
    columns = [CLAIM.c[name] for name in ("official", "indicator_text", "segment", "evidence")]
    claims = select(*columns, REVISION.c.page_id, PAGE.c.canonical_url).join(
        REVISION, REVISION.c.id == CLAIM.c.revision_id
    )
    claims = claims.join(PAGE, PAGE.c.id == REVISION.c.page_id)
    for claim in session.execute(claims.execution_options(yield_per=_BATCH)):
        if claim.page_id not in found and any(_without(words, one) != words for words in claim[:4]):
            found[claim.page_id] = claim.canonical_url
    return sorted(found.items())


def _redact_page(session: Session, page_id: int, one: Forgotten, counts: Counter[str], *, write: bool) -> list[int]:
    """Redacts the wordings and claims of a page, and answers which wordings have another title now."""
    retitled = []
    for row in session.execute(select(REVISION).where(REVISION.c.page_id == page_id)).all():
        held = list(_claims(session, row.id))
        kept = hidden(row.title, row.text, [claim for _, claim in held], [one], here={one.digest})
        changed = {name: new for name, new in (("title", kept.title), ("text", kept.text)) if new != getattr(row, name)}
        counts.update({f"{name}s": 1 for name in changed})
        if "title" in changed:
            retitled.append(row.id)
        if changed and write:
            session.execute(update(REVISION).where(REVISION.c.id == row.id).values(changed))
        for (claim_id, old), new in zip(held, kept.claims, strict=True):
            if old == new:
                continue
            counts.update(claims=1, officials=int(old.official != new.official))
            if write:
                session.execute(update(CLAIM).where(CLAIM.c.id == claim_id).values(claim_row(new)))
    return retitled


def _claims(session: Session, revision_id: int) -> Iterator[tuple[int, Claim]]:
    rows = session.execute(select(CLAIM).where(CLAIM.c.revision_id == revision_id).order_by(CLAIM.c.id)).all()
    for row in rows:
        targets = session.execute(select(TARGET).where(TARGET.c.claim_id == row.id).order_by(TARGET.c.position)).all()
        yield row.id, claim_from_row(row._asdict(), [target._asdict() for target in targets])


def _redact_findings(
    session: Session, one: Forgotten, urls: frozenset[str], counts: Counter[str], *, write: bool
) -> None:
    for row in session.execute(select(FINDING_CLAIM)).all():
        claim = claim_from(loads(row.claim))
        # the sides of a page that holds the name may speak of the person by a part of it
        here = {one.digest} if row.url in urls else named_in(None, row.quote, [claim], [one])
        kept = hidden(None, row.quote, [claim], [one], here=here)
        new = {"quote": kept.text, "claim": dumps(claim_json(kept.claims[0]))}
        if new != {"quote": row.quote, "claim": dumps(claim_json(claim))}:
            counts["sides"] += 1
            if write:
                same = (FINDING_CLAIM.c.finding_id == row.finding_id, FINDING_CLAIM.c.position == row.position)
                session.execute(update(FINDING_CLAIM).where(*same).values(new))
    names = ("sum", "operands", "reading", "reason", "message_id", "message_en")
    for found in session.execute(select(FINDING.c.id, *(FINDING.c[name] for name in names))).all():
        changed = {name: _without(getattr(found, name), one) for name in names}
        if changed != {name: getattr(found, name) for name in names}:
            counts["findings"] += 1
            if write:
                session.execute(update(FINDING).where(FINDING.c.id == found.id).values(changed))


def _without(words: str | None, one: Forgotten) -> str | None:
    return words and redacted(words, [one])


def _words(url: str) -> str:
    return unquote(url).replace("-", " ").replace("_", " ")


def _wipe(engine: Engine) -> bool:
    """SQLite keeps what was overwritten in free pages, in its log and in the index of words: write the file anew.

    False where another process holds the file; a PostgreSQL server wipes in its own time (VACUUM).
    """
    if engine.dialect.name != "sqlite":
        return False
    engine.dispose()
    path = Path(unquote((engine.url.database or "").removeprefix("file:")))
    try:
        with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
            connection.execute(f"INSERT INTO {SEARCH} ({SEARCH}) VALUES ('optimize')")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    return True
