"""What people say about findings stays, follows the figures through re-extraction, and ends when the figures change."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.periods import Period
from models.values import Finding, Side
from store.claims import claim_rows
from store.engine import write_session
from store.errors import NoSuchRow, NotStorable
from store.finding_views import finding_rows, flags
from store.findings import CARRIED, FOUND, REPLACED, finding_history, findings, save_findings
from store.reviews import (
    Action,
    accept,
    claim_trail,
    correct,
    dismiss,
    finding_trail,
    note,
    standing,
    take_back,
)
from store.sql import REVIEW
from tests.store.examples import EXAMPLE, NOW, URL, article, capture, dump, extract, finding, with_percentage

OTHER = "https://suara.localhost/1"


def save(session: Session, *given: Finding, day: int = 0) -> None:
    save_findings(session, given, run_id=None, when=NOW + timedelta(days=day))


def stands(session: Session) -> dict[str, str]:
    return {key: str(review.what) for key, review in standing(session).items()}


def said(session: Session, name: str) -> list[tuple[str, str | None]]:
    return [(str(review.what), review.said) for review in finding_trail(session, name)]


def test_the_last_decision_stands_and_all_are_kept(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding("f1"), finding("f2", with_percentage("98")))
        assert stands(session) == {}
        assert accept(session, "f1", by="Sari", now=NOW)
        assert stands(session) == {"f1": "accepted"}
        assert dismiss(session, "f1", by="Budi", because="the base is another one", now=NOW + timedelta(days=1))
        assert stands(session) == {"f1": "dismissed"}
        assert take_back(session, "f1", by="Sari", because="it is not", now=NOW + timedelta(days=2))
        assert stands(session) == {}
        trail = finding_trail(session, "f1")
        assert finding_trail(session, "f2") == []
    assert [(str(one.what), one.by, one.said, (one.at - NOW).days) for one in trail] == [
        ("accepted", "Sari", None, 0),
        ("dismissed", "Budi", "the base is another one", 1),
        ("taken_back", "Sari", "it is not", 2),
    ]
    assert {(one.finding_id, one.claim_key, one.carried_from) for one in trail} == {("f1", None, None)}


def test_the_same_decision_twice_writes_nothing(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding())
        assert not take_back(session, "f1", by="Sari", because="nothing to take back")
        assert dismiss(session, "f1", by="Sari", because="another base")
        assert not dismiss(session, "f1", by=" Sari ", because="another base ")
    before = dump(engine)
    with write_session(engine) as session:
        assert not dismiss(session, "f1", by="Sari", because="another base")
    assert dump(engine) == before
    with write_session(engine) as session:
        assert dismiss(session, "f1", by="Sari", because="another reason")
        assert dismiss(session, "f1", by="Budi", because="another reason")


def test_notes_and_corrections_decide_nothing(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding())
        dismiss(session, "f1", by="Sari", because="another base", now=NOW)
        note(session, finding_id="f1", by="Budi", said="asked the office", now=NOW + timedelta(days=1))
        correct(
            session,
            finding_id="f1",
            by="Budi",
            said="98,38 persen",
            source="letter of the office, 3 June 2025",
            now=NOW + timedelta(days=2),
        )
        assert stands(session) == {"f1": "dismissed"}
        last = finding_trail(session, "f1")[-1]
    assert (last.what, last.said, last.source) == (
        Action.CORRECTION,
        "98,38 persen",
        "letter of the office, 3 June 2025",
    )


def test_what_was_dismissed_is_shown_only_where_it_is_asked_for(engine: Engine) -> None:
    with write_session(engine) as session:
        extract(session, capture(session)[0], article(), EXAMPLE)
        (key,) = [row.key for row in claim_rows(session)]
        save(session, finding("f1"), finding("f2", rule="jump"))
        assert flags(session, [key]) == {key: ("f1", "f2")}
        dismiss(session, "f1", by="Sari", because="another base", now=NOW)
        assert flags(session, [key]) == {key: ("f2",)}
        assert [row.finding.id for row in finding_rows(session)] == ["f2"]
        assert [row.finding.id for row in finding_rows(session, dismissed=True)] == ["f1"]
        assert {one.id for one in findings(session)} == {"f1", "f2"}
        assert [one.id for one in findings(session, undismissed=True)] == ["f2"]
        take_back(session, "f1", by="Sari", because="it is not", now=NOW + timedelta(days=1))
        assert {row.finding.id for row in finding_rows(session)} == {"f1", "f2"}
        assert finding_rows(session, dismissed=True) == []
        assert flags(session, [key]) == {key: ("f1", "f2")}


def test_a_dismissed_finding_stays_dismissed_through_closing_and_words(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding())
        dismiss(session, "f1", by="Sari", because="another base")
        save(session, finding(message_en="Other words."), day=1)
        save(session, day=2)
        save(session, finding(), day=3)
        assert stands(session) == {"f1": "dismissed"}
        assert len(finding_trail(session, "f1")) == 1


def moved(name: str, **fields: object) -> Finding:
    """The example finding as another extraction gives it: another id, the claim's day read better."""
    return finding(name, replace(EXAMPLE, as_of=Period("2025-06"), place="62.02.06"), **fields)


def test_reviews_follow_the_figures_to_the_next_extraction(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding("old"))
        dismiss(session, "old", by="Sari", because="another base", now=NOW)
        note(session, finding_id="old", by="Budi", said="asked the office", now=NOW + timedelta(hours=1))
        save(session, moved("new"), day=1)
        assert stands(session)["new"] == "dismissed"
        assert said(session, "new") == said(session, "old")
        assert {one.carried_from for one in finding_trail(session, "new")} == {"old"}
        assert [(entry.what, entry.why) for entry in finding_history(session, "new")] == [
            ("opened", CARRIED.format(old="old"))
        ]
        # and back again, with what was said meanwhile
        take_back(session, "new", by="Sari", because="it is not", now=NOW + timedelta(days=2))
        save(session, finding("old"), day=3)
        assert stands(session) == {}
        assert said(session, "old") == said(session, "new")
        assert len(said(session, "old")) == 3
        # forth and back once more repeats nothing
        save(session, moved("new"), day=4)
        save(session, finding("old"), day=5)
        assert len(said(session, "old")) == len(said(session, "new")) == 3


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"operands": (("percentage", "98.20"), ("base", "310785"))}, "its figures changed"),
        ({"rule": "counts_do_not_add_up"}, "another rule"),
        ({"sides": (Side(OTHER, "suara", EXAMPLE, None),)}, "another article"),
    ],
)
def test_another_finding_starts_without_reviews(engine: Engine, changed: dict[str, object], why: str) -> None:
    with write_session(engine) as session:
        save(session, finding("old"))
        dismiss(session, "old", by="Sari", because="another base")
        save(session, replace(finding("new"), **changed), day=1)  # type: ignore[arg-type]
        assert stands(session) == {"old": "dismissed"}, why
        assert [entry.why for entry in finding_history(session, "new")] == [FOUND]


def test_what_stands_beside_a_reviewed_finding_gets_nothing(engine: Engine) -> None:
    # two open findings with the same figures are two findings: only one that closed is taken the place of
    with write_session(engine) as session:
        save(session, finding("old"))
        dismiss(session, "old", by="Sari", because="another base")
        save(session, finding("old"), moved("new"), day=1)
        assert stands(session) == {"old": "dismissed"}


def test_a_re_extraction_in_the_store_keeps_the_dismissal(engine: Engine) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE, extractor="1")
        save(session, finding("old"))
        dismiss(session, "old", by="Sari", because="another base")
        better = replace(EXAMPLE, place="62.02.06", as_of=Period("2025-06"))
        extract(session, capture_id, article(), better, extractor="2")
        save(session, moved("new"), day=1)
        assert stands(session)["new"] == "dismissed"
        assert [entry.why for entry in finding_history(session, "old")] == [FOUND, REPLACED]
        extract(session, capture_id, article(), with_percentage("98.20"), extractor="3")
        other = finding("other", with_percentage("98.20"), operands=(("percentage", "98.20"), ("base", "310785")))
        save(session, other, day=2)
        assert "other" not in stands(session)


def test_what_is_said_about_a_claim_follows_it_while_its_figures_are_the_same(engine: Engine) -> None:
    with write_session(engine) as session:
        capture_id, _new = capture(session)
        extract(session, capture_id, article(), EXAMPLE, extractor="1")
        (first,) = [row.key for row in claim_rows(session)]
        correct(session, claim_key=first, by="Sari", said="99,10 persen", source="the office")
        extract(session, capture_id, article(), replace(EXAMPLE, place="62.02.06"), extractor="2")
        (second,) = [row.key for row in claim_rows(session)]
        assert second != first
        note(session, claim_key=second, by="Budi", said="asked again", now=NOW + timedelta(days=900))
        assert [(one.claim_key, one.said) for one in claim_trail(session, second)] == [
            (first, "99,10 persen"),
            (second, "asked again"),
        ]
        extract(session, capture_id, article(), with_percentage("98"), extractor="3")
        (third,) = [row.key for row in claim_rows(session)]
        assert claim_trail(session, third) == []


def test_a_review_needs_its_words_and_its_subject(engine: Engine) -> None:
    with write_session(engine) as session:
        save(session, finding())
        for call in (
            lambda: accept(session, "f1", by=" "),
            lambda: dismiss(session, "f1", by="Sari", because=""),
            lambda: note(session, finding_id="f1", by="Sari", said="\n"),
            lambda: correct(session, finding_id="f1", by="Sari", said="98 persen", source=""),
            lambda: note(session, by="Sari", said="about nothing"),
            lambda: note(session, finding_id="f1", claim_key="k", by="Sari", said="about two things"),
        ):
            with pytest.raises(ValueError, match=r"^a review (needs|is about)"):
                call()
        for call in (
            lambda: accept(session, "f9", by="Sari"),
            lambda: take_back(session, "f9", by="Sari", because="x"),
            lambda: note(session, claim_key="k9", by="Sari", said="x"),
            lambda: claim_trail(session, "k9"),
        ):
            with pytest.raises(NoSuchRow, match=r"^there is no (finding f9|claim k9)$"):
                call()
        with pytest.raises(NotStorable):
            note(session, finding_id="f1", by="Sari", said="a\x00b")
        assert session.execute(select(REVIEW)).all() == []


def test_the_table_takes_one_subject_and_known_words_only(engine: Engine) -> None:
    row = {"at": NOW, "what": "note", "reviewed_by": "Sari", "said": "x"}
    with write_session(engine) as session:
        save(session, finding())
        session.execute(REVIEW.insert().values(row | {"finding_id": "f1"}))  # the counter-example is taken
    for wrong in ({}, {"what": "liked", "finding_id": "f1"}):
        with Session(engine) as session, pytest.raises(IntegrityError):
            session.execute(REVIEW.insert().values(row | wrong))


def test_urls_of_sides_decide_whether_a_finding_takes_the_place_of_another(engine: Engine) -> None:
    both = (Side(URL, "kabar", EXAMPLE, None), Side(OTHER, "suara", EXAMPLE, None))
    with write_session(engine) as session:
        save(session, replace(finding("old", rule="outlets_disagree"), sides=both))
        accept(session, "old", by="Sari")
        reprinted = replace(moved("new", rule="outlets_disagree"), sides=(both[1],))
        save(session, reprinted, day=1)
        assert stands(session)["new"] == "accepted"
