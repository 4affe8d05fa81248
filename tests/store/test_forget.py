"""A name that was asked to be forgotten is nowhere in the store, stays so, and changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.orm import Session

from models.forgotten import forgotten, redacted
from models.private import MASK
from models.values import Evidence, Side
from models.wire import report_json
from store.captures import pending_captures
from store.claims import claim_rows, reports
from store.engine import open_store, read_session, write_session
from store.findings import findings, save_findings
from store.forget import forget, forgetting_log
from store.imports import save_reports
from store.retention import drop_texts, old_texts
from store.reviews import note
from store.sql import CAPTURE, FINDING_CLAIM, REVIEW, REVISION
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, dump, extract, finding, report

NAME = "Dewi Anggraini"
TEXT = (
    "SAMPIT - Perekaman KTP-el 99,20 persen dari 310.785 jiwa, kata Kepala Disdukcapil Dewi Anggraini, S.Sos. "
    "Dewi menyebut target tercapai. DEWI ANGGRAINI hadir di Baamang, dewi malam tidak."
)
TITLE = "Dewi: Perekaman 99,10 persen"


def quoting(quote: str, *, where: str = "text", whole: str = TEXT) -> Evidence:
    start = whole.index(quote)
    return Evidence(start, start + len(quote), quote, ("official",), "title" if where == "title" else "text")


CLAIM = replace(
    EXAMPLE,
    official=NAME,
    evidence=(
        quoting("99,20 persen"),
        quoting("kata Kepala Disdukcapil Dewi Anggraini, S.Sos"),
        quoting("Dewi menyebut target tercapai"),
        quoting("Dewi: Perekaman", where="title", whole=TITLE),
    ),
)
OTHER = replace(EXAMPLE, official="Dewi Lestari", evidence=())


def fill(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(TEXT, title=TITLE), CLAIM)
        other = "https://kabar.localhost/read/2/lain"
        of = article("Perekaman 98 persen, kata Camat Dewi Lestari.", url=other, title="Lain")
        extract(session, capture(session, "other", url=other)[0], of, OTHER)
        side = Side(URL, "kabar", CLAIM, "kata Kepala Disdukcapil Dewi Anggraini, S.Sos")
        one = finding("f1", CLAIM, message_en="Dewi  Anggraini said 99.20 percent.")
        save_findings(session, [replace(one, sides=(side,))], run_id=None, when=NOW)
        note(session, finding_id="f1", by="Sari", said="Ibu Dewi Anggraini menjawab", now=NOW)


def words_of(engine: Engine) -> str:
    return repr(dump(engine)).casefold()


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Dewi Anggraini", MASK * 14),
        ("DEWI  ANGGRAINI", MASK * 15),
        ("Dewi\nAnggraini,", MASK * 14 + ","),
        ("Hj. Dewi Anggraini, S.Sos", f"Hj. {MASK * 14}, S.Sos"),
        ("dewi-anggraini", MASK * 14),
        ("Dewi lalu Anggraini", "Dewi lalu Anggraini"),
        ("Dewi Anggrainingsih", "Dewi Anggrainingsih"),
        ("Dewi Lestari", "Dewi Lestari"),
        ("Dewi 5 Anggraini", "Dewi 5 Anggraini"),
        ("Anggraini Dewi", "Anggraini Dewi"),
    ],
)
def test_what_is_the_name_and_what_is_not(told: str, left: str) -> None:
    assert redacted(f"Kata {told} itu", [forgotten(NAME, "salt")]) == f"Kata {left} itu"


@pytest.mark.parametrize("name", ["", "  ", "99", "Kota", "Jaya", "Al"])
def test_a_name_that_would_take_places_with_it_is_refused(engine: Engine, name: str) -> None:
    with pytest.raises(ValueError, match="give the whole name"):
        forget(engine, name)
    with read_session(engine) as session:
        assert forgetting_log(session) == []


def test_it_is_gone_from_every_table_and_the_rest_is_as_it_was(engine: Engine) -> None:
    fill(engine)
    before = dump(engine)
    made = forget(engine, "dewi anggraini", because="asked by letter", now=NOW)
    assert made.pages == (URL,)
    assert made.counts == {
        "titles": 1, "texts": 1, "claims": 1, "officials": 1, "sides": 1, "findings": 1, "reviews": 1,
        "addresses": 0, "raw_pages": 1,
    }  # fmt: skip
    assert "anggraini" not in words_of(engine)
    with read_session(engine) as session:
        (held,) = session.execute(select(REVISION.c.text, REVISION.c.title).where(REVISION.c.id == 1)).all()
        assert (len(held.text), len(held.title)) == (len(TEXT), len(TITLE))
        assert held.text.endswith(f"{MASK * 14} hadir di Baamang, dewi malam tidak.")
        assert held.title == f"{MASK * 4}: Perekaman 99,10 persen"
        rows = {row.url: row.claim for row in claim_rows(session)}
        assert rows[URL].official is None
        assert rows[URL].official_role == "Kepala Disdukcapil"
        for one in rows[URL].evidence:
            assert (held.title if one.where == "title" else held.text)[one.start : one.end] == one.quote
        assert replace(rows[URL], official=NAME, evidence=CLAIM.evidence) == CLAIM
        other = next(claim for url, claim in rows.items() if url != URL)
        assert other.official == "Dewi Lestari"
        (one,) = findings(session)
        assert one.message_en == f"{MASK * 15} said 99.20 percent."
        assert one.sides[0].claim == rows[URL]
    after = dump(engine)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"claim", "finding", "finding_claim", "forgotten", "review", "revision", "unchecked"}


def test_the_log_says_what_was_done_and_not_to_whom(engine: Engine) -> None:
    fill(engine)
    forget(engine, NAME, because="asked by letter", now=NOW)
    with read_session(engine) as session:
        (entry,) = forgetting_log(session)
    assert (entry.at, entry.because, entry.counts["officials"]) == (NOW, "asked by letter", 1)
    again = forget(engine, "DEWI ANGGRAINI")
    assert (again.new, again.pages) == (False, ())
    with read_session(engine) as session:
        assert forgetting_log(session) == [entry]


def test_a_dry_run_counts_the_same_and_writes_nothing(engine: Engine) -> None:
    fill(engine)
    before = dump(engine)
    dry = forget(engine, NAME, dry_run=True)
    assert dump(engine) == before
    assert forget(engine, NAME).counts == dry.counts


def read_again(session: Session, body: str = "body", *, extractor: str = "2") -> None:
    when = NOW + timedelta(days=1)
    extract(session, capture(session, body, when=when)[0], article(TEXT, title=TITLE), CLAIM, extractor=extractor)


@pytest.mark.parametrize("body", ["body", "another body of the same words"])
def test_it_stays_forgotten_when_the_page_is_read_again(engine: Engine, body: str) -> None:
    fill(engine)
    forget(engine, NAME)
    with write_session(engine) as session:
        read_again(session, body)
        save_reports(session, [report(article(TEXT, url="https://kabar.localhost/read/3/baru"), CLAIM)])
    assert "anggraini" not in words_of(engine)
    with read_session(engine) as session:
        rows = [row for row in claim_rows(session) if row.url == URL]
        assert [row.claim.official for row in rows] == [None]
        assert session.execute(select(REVISION.c.id).where(REVISION.c.page_id == 1)).all() == [(1,)], "no new wording"
        assert pending_captures(session, 9) == []
        assert "anggraini" not in repr([report_json(one) for one in reports(session, current=False)]).casefold()


def test_a_check_after_it_finds_the_same_as_before(engine: Engine) -> None:
    fill(engine)
    forget(engine, NAME)
    with read_session(engine) as session:
        held = findings(session)
    with write_session(engine) as session:
        change = save_findings(session, held, run_id=None, when=NOW)
    assert (change.opened, change.closed, change.changed) == (0, 0, 0)


def test_not_a_byte_of_it_is_left_in_the_file(path: Path) -> None:
    engine = open_store(str(path))
    fill(engine)
    held = b"".join(file.read_bytes() for file in path.parent.glob("store.sqlite*")).lower()
    assert b"anggraini" in held, "else this proves nothing"
    assert forget(engine, NAME).wiped
    engine.dispose()
    held = b"".join(file.read_bytes() for file in path.parent.glob("store.sqlite*")).lower()
    assert b"anggraini" not in held
    with read_session(open_store(str(path))) as session:
        assert [row.url for row in claim_rows(session, q="Anggraini")] == []
        assert URL in [row.url for row in claim_rows(session, q="Perekaman")]


def test_personal_numbers_and_private_names_are_not_stored(engine: Engine) -> None:
    secret = "0812-5555-0101"
    words = f"Perekaman 99,20 persen. Hubungi Rahmadi {secret}, warga KH 1234 AB."
    start = words.index("Hubungi")
    evidence = Evidence(start, len(words), words[start:], ("official",))
    private = replace(EXAMPLE, official="Rahmadi", official_role=None, evidence=(evidence,))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(words, title=f"Telp {secret}"), private)
        save_reports(session, [report(article(words, url="https://kabar.localhost/2"), private)])
    told = words_of(engine)
    assert secret not in told
    assert "kh 1234" not in told
    with read_session(engine) as session:
        held = session.execute(select(REVISION.c.text).where(REVISION.c.text.is_not(None))).scalar_one()
        for row in claim_rows(session):
            assert row.claim.official is None
            (one,) = row.claim.evidence
            assert held[one.start : one.end] == one.quote
            assert MASK * len(secret) in one.quote


def test_old_texts_are_dropped_and_claims_keep_their_passages(engine: Engine) -> None:
    fill(engine)
    with write_session(engine) as session:
        before = [row.claim for row in claim_rows(session)]
        assert drop_texts(session, before=NOW) == 0, "what was fetched then is not older"
        late = NOW + timedelta(days=30)
        newest = capture(session, "new", url="https://kabar.localhost/read/9/baru", when=late)[0]
        extract(session, newest, article("Baru.", url="https://kabar.localhost/read/9/baru"))
        assert (old_texts(session, before=late), drop_texts(session, before=late)) == (2, 2)
        assert [row[0] for row in session.execute(select(REVISION.c.text).order_by(REVISION.c.id))] == [
            None,
            None,
            "Baru.",
        ]
        assert [row.claim for row in claim_rows(session)] == before
        assert drop_texts(session, before=late) == 0


def test_what_an_older_version_stored_is_masked_by_the_upgrade(engine: Engine) -> None:
    from alembic import command

    from store.migrate import alembic_config

    secret = "0812-5555-0101"
    words = TEXT.replace("target tercapai", f"lewat {secret}")
    claim = replace(CLAIM, evidence=(quoting(f"Dewi menyebut lewat {secret}", whole=words),))
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(words), CLAIM)
        save_findings(session, [finding("f1", claim)], run_id=None, when=NOW)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0006")
        from models.rows import claim_row
        from store.sql import CLAIM as CLAIMS

        connection.execute(update(REVISION).values(text=words, title=f"Telp {secret}"))
        connection.execute(update(CLAIMS).values(claim_row(claim)))
        connection.execute(update(FINDING_CLAIM).values(quote=f"lewat {secret}"))
    assert secret in words_of_old(engine)
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), "head")
    assert secret not in words_of(engine)
    with read_session(engine) as session:
        (row,) = claim_rows(session)
        held = session.execute(select(REVISION.c.text)).scalar_one()
        (one,) = row.claim.evidence
        assert held[one.start : one.end] == one.quote == f"Dewi menyebut lewat {MASK * len(secret)}"
        if engine.dialect.name == "sqlite":
            found = session.execute(text("SELECT count(*) FROM claim_search WHERE words MATCH '\"5555\"'")).scalar_one()
            assert found == 0


def words_of_old(engine: Engine) -> str:
    with read_session(engine) as session:
        return repr(session.execute(select(REVISION.c.text, REVISION.c.title)).all())


def test_reviews_and_raw_pages_are_counted_as_they_are(engine: Engine) -> None:
    fill(engine)
    made = forget(engine, NAME)
    with read_session(engine) as session:
        assert session.execute(select(REVIEW.c.said)).scalar_one() == f"Ibu {MASK * 14} menjawab"
        assert session.execute(select(CAPTURE.c.archive_file).where(CAPTURE.c.id == 1)).scalar_one() is not None
    assert made.counts["raw_pages"] == 1
