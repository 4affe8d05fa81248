"""Which claims compare, and which articles are one voice: pairs sorted by hand, and how well the program sorts them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crosscheck.comparable import comparable
from crosscheck.engine import check
from crosscheck.members import Member, members
from crosscheck.voices import first_appearance, one_voice, voices
from models.values import Outcome
from tests.crosscheck.rows import Row, read, reports_of

PAIRS, VOICES, UNSEEN = read("comparable.txt"), read("voices.txt"), read("voices.unseen.txt")


def _pair(row: Row) -> tuple[Member, Member]:
    one, other = row.reports
    return Member(one, 0, one.claims[0]), Member(other, 0, other.claims[0])


def _sorted(row: Row) -> str:
    one, other = _pair(row)
    reasons = comparable(one.claim, other.claim), comparable(other.claim, one.claim)
    assert reasons[0] == reasons[1], "the answer does not depend on the order"
    return reasons[0] or "comparable"


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.where, marks=[pytest.mark.xfail(strict=True)] if row.answer.startswith("? ") else [])
        for row in PAIRS
    ],
)
def test_pair(row: Row) -> None:
    assert _sorted(row) == row.answer.removeprefix("? ")


def test_how_well_pairs_are_sorted(capsys: pytest.CaptureFixture[str]) -> None:
    told = [(_sorted(row), row.answer.removeprefix("? ")) for row in PAIRS]
    kept_apart = [got for got, want in told if want != "comparable"]
    compared = [got for got, want in told if want == "comparable"]
    wrongly = sum(got == "comparable" for got in kept_apart), sum(got != "comparable" for got in compared)
    with capsys.disabled():
        print(
            f"\ncomparable: {sum(got == want for got, want in told)} of {len(told)} pairs sorted as by hand; "
            f"{wrongly[0]} of {len(kept_apart)} compared though they should not be, "
            f"{wrongly[1]} of {len(compared)} the reverse"
        )
    assert len(told) >= 60
    assert wrongly == (sum(row.answer.startswith("? ") for row in PAIRS), 0)


OUTCOMES = read("pairs.txt")


def _outcome(row: Row) -> str:
    """The gravest outcome that is about both articles; "cannot_tell" where no rule lays them side by side."""
    found = {one.outcome for one in check(row.reports) if len({side.url for side in one.sides}) > 1}
    for outcome in (Outcome.INCONSISTENT, Outcome.CANNOT_TELL):
        if outcome in found:
            return str(outcome)
    return "consistent" if found else "cannot_tell"


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.where, marks=[pytest.mark.xfail(strict=True)] if row.answer.startswith("? ") else [])
        for row in OUTCOMES
    ],
)
def test_what_the_checks_say_of_a_pair(row: Row) -> None:
    want = row.answer.removeprefix("? ")
    assert want in ("consistent", "inconsistent", "cannot_tell")
    assert _outcome(row) == _outcome(replace(row, reports=row.reports[::-1])) == want


def test_there_are_pairs_of_every_kind() -> None:
    assert len(OUTCOMES) >= 60
    for outcome in ("consistent", "inconsistent", "cannot_tell"):
        assert sum(row.answer.endswith(outcome) for row in OUTCOMES) >= 15
    assert sum(row.answer.startswith("? ") for row in OUTCOMES) <= 3
    calm = [row for row in OUTCOMES if not row.answer.endswith("inconsistent")]
    assert not [row.where for row in calm if _outcome(row) == "inconsistent"], "nobody is accused for nothing"


@pytest.mark.parametrize("row", [pytest.param(row, id=row.where) for row in VOICES])
def test_voices(row: Row) -> None:
    one, other = _pair(row)
    assert one_voice(one, other) is one_voice(other, one) is (row.answer == "one")
    assert len(voices([one, other])) == (1 if row.answer == "one" else 2)


@pytest.mark.parametrize(
    ("rows", "what", "least"),
    [(VOICES, "pairs that the thresholds were chosen on", 0.9), (UNSEEN, "pairs that no threshold was chosen on", 0.6)],
)
def test_how_well_voices_are_told(rows: list[Row], what: str, least: float, capsys: pytest.CaptureFixture[str]) -> None:
    told = [(one_voice(*_pair(row)), row.answer == "one") for row in rows]
    hits, said, real = (sum(map(all, told)), sum(got for got, _ in told), sum(want for _, want in told))
    with capsys.disabled():
        print(f"\nvoices: precision {hits}/{said}, recall {hits}/{real} on {len(told)} {what}")
    assert hits / said >= 0.9
    assert hits / real >= least
    for row in rows:
        one, other = _pair(row)
        assert one_voice(one, other) is one_voice(other, one)


def test_a_chain_of_reprints_is_one_voice_whatever_comes_first() -> None:
    figures = "as_of 2023-11-20; percentage 99,2 persen; base 310.785 jiwa"
    reports = reports_of(
        f"title Perekaman KTP-el Kotim 99,2 persen; published 2023-11-20; {figures}; official Rusbandi Arsyali // "
        f"title Perekaman KTP-el Kotim sudah 99,2 persen; published 2023-11-21; {figures} // "
        f"title Warga diminta segera merekam; published 2023-11-22; {figures}; official Rusbandi Arsyali"
    )
    found = members(reports)
    assert [len(group) for group in voices(found)] == [3]
    assert [len(group) for group in voices(found[::-1])] == [3]
    assert first_appearance(found[::-1]).report is reports[0]
