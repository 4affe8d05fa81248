"""Excerpts: whole sentences, the figures marked by their places, never more than the budget."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.excerpts import headline, passages, public_claim, quote_passage
from models.values import Claim, Conflict, Evidence, Figure
from tests.dashboard.newsroom import located, pad, percent

# the text, «evidence» in it; then what is shown, with [marks]
CASES = [
    ("Satu. Capaian kini «96,2 persen» saja. Tiga.", "Capaian kini [96,2 persen] saja."),
    ("Satu dua. «96,2 persen» saja. Tiga.", "[96,2 persen] saja."),
    ("Satu.\nCapaian kini «96,2 persen» saja.\nTiga.", "Capaian kini [96,2 persen] saja."),
    ("Capaian Rp1.113 miliar atau «96,2 persen».", "Capaian Rp1.113 miliar atau [96,2 persen]."),
    ("“Kini «96,2 persen»,” katanya. “Lalu libur.”", "“Kini [96,2 persen],” katanya."),
    ("Angka 96,2 persen lama. Kini «96,2 persen» baru.", "Kini [96,2 persen] baru."),
    ("Sejak 196,2 persen itu, «kini 96,2 persen» saja.", "Sejak 196,2 persen itu, kini [96,2 persen] saja."),
    ("Menurut dr. budi capaian «96,2 persen» itu.", "Menurut dr. budi capaian [96,2 persen] itu."),
]


def claim_of(marked: str) -> tuple[Claim, str]:
    """A claim with its evidence where « » stand, and the text without them."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    return Claim(
        indicator="pad_revenue",
        percentage=percent("96.2"),
        evidence=(Evidence(start, end, text[start:end], ("percentage",)),),
    ), text


@pytest.mark.parametrize(("marked", "shown"), CASES)
def test_the_sentence_with_its_figure(marked: str, shown: str) -> None:
    claim, text = claim_of(marked)
    (passage,) = passages(claim, text)
    assert "".join(f"[{piece}]" if mark else piece for piece, mark in passage.pieces) == shown


def test_without_the_text_the_quotes_themselves() -> None:
    claim, _ = claim_of("Satu. Kini «sudah 96,2 persen». Tiga.")
    (passage,) = passages(claim, None)
    assert passage.pieces == (("sudah ", False), ("96,2 persen", True))


def test_a_text_that_is_another_one_is_not_quoted() -> None:
    claim, text = claim_of("Satu. Kini «sudah 96,2 persen». Tiga.")
    assert passages(claim, "X" + text) == passages(claim, None)


def test_no_evidence_no_quote() -> None:
    assert passages(Claim(indicator="pad_revenue"), "Teks.") == []
    assert quote_passage(Claim(indicator="pad_revenue"), None) is None


def test_what_is_cut_says_so() -> None:
    claim, text = claim_of(f"{'kata ' * 200}«96,2 persen» {'lagi ' * 200}.")
    (passage,) = passages(claim, text)
    assert passage.dots_before
    assert passage.dots_after
    assert 280 <= len(passage.text) <= 300
    assert ("96,2 persen", True) in passage.pieces
    assert set(passage.text.split()) == {"kata", "96,2", "persen", "lagi"}


def test_sentences_of_figures_go_before_those_of_names() -> None:
    far = "Kalimat lain yang panjang sekali dan tidak memuat angka apa pun di dalamnya. " * 3
    text = f"{far}Capaian 96,2 persen. Kepala dinas mengatakan, {far}"
    spot, name = text.index("96,2 persen"), text.index("Kepala dinas")
    evidence = (
        Evidence(name, name + 12, "Kepala dinas", ("official_role",)),
        Evidence(spot, spot + 11, "96,2 persen", ("percentage",)),
    )
    (passage,) = passages(Claim(indicator="pad_revenue", percentage=percent("96.2"), evidence=evidence), text)
    assert passage.text == "Capaian 96,2 persen."


def test_further_sentences_are_shown_whole_where_they_fit_and_then_one_that_is_cut() -> None:
    text = "Capaian 96,2 persen. Targetnya Rp5 miliar.\n\nKemudian Rp6 miliar. " + "Panjang " * 40 + "Rp7 miliar."
    spots = [
        ("96,2 persen", "percentage"),
        ("Rp5 miliar", "base"),
        ("Rp6 miliar", "achieved"),
        ("Rp7 miliar", "remaining"),
    ]
    evidence = tuple(Evidence(text.index(q), text.index(q) + len(q), q, (field,)) for q, field in spots)
    claim = replace(pad("96.2", "6", "x"), evidence=evidence)
    *whole, cut = passages(claim, text)
    assert [one.text for one in whole] == ["Capaian 96,2 persen. Targetnya Rp5 miliar.", "Kemudian Rp6 miliar."]
    assert cut.text.endswith(" Panjang Rp7 miliar.")
    assert cut.dots_before
    assert not cut.text.startswith(" ")
    assert 240 < sum(len(one.text) for one in (*whole, cut)) <= 300
    # with less than sixty characters left nobody would know what a sentence says
    assert [one.text for one in passages(claim, text, budget=120)] == [one.text for one in whole]


def test_a_long_sentence_leaves_room_for_the_others() -> None:
    long = "Dinas yang namanya panjang sekali " * 7 + "melaporkan progresnya 78,6 persen"
    text = f"{long}. Kalimat lain. Dengan kalimat yang juga panjang sekali kepala dinas menargetkan Rp5 miliar tuntas."
    spots = [("78,6 persen", "percentage"), ("Rp5 miliar", "base")]
    evidence = tuple(Evidence(text.index(q), text.index(q) + len(q), q, (field,)) for q, field in spots)
    claim = replace(pad("78.6", "6", "x"), evidence=evidence, base=Figure(Decimal(5 * 10**9), text="Rp5 miliar"))
    for source in (text, None):  # from the article, or from quotes alone
        shown = passages(claim, source)
        assert [piece for one in shown for piece, marked in one.pieces if marked] == ["78,6 persen", "Rp5 miliar"]
        assert sum(len(one.text) for one in shown) <= 300
    assert passages(claim, text)[0].dots_before


def test_what_contradicts_a_claim_in_its_article_is_shown_and_marked() -> None:
    text = "Capaian pajak 45,01 persen." + " Kalimat lain." * 5 + " Belakangan ia menyebut 45,1 persen."
    at, again = text.index("45,01 persen"), text.index("45,1 persen")
    title = "Pajak Tembus 54,1 Persen"
    claim = replace(
        pad("45.01", "6", "x"),
        evidence=(Evidence(at, at + 12, "45,01 persen", ("percentage",)),),
        conflicts=(
            Conflict("percentage", Decimal("45.1"), "45,1 persen", "body", again, again + 11),
            Conflict("percentage", Decimal("54.1"), "54,1 Persen", "headline", 13, 24),
        ),
    )
    assert [one.text for one in passages(claim, text)] == [
        "Capaian pajak 45,01 persen.", "Belakangan ia menyebut 45,1 persen."
    ]  # fmt: skip
    shown = headline(title, [claim])
    assert shown is not None
    assert shown.pieces == (("Pajak Tembus ", False), ("54,1 Persen", True))
    assert headline(title, [replace(claim, conflicts=())]) == replace(shown, pieces=((title, False),))
    assert headline(None, [claim]) is None


def test_evidence_of_the_title_is_not_looked_for_in_the_text() -> None:
    claim = Claim(
        indicator="pad_revenue",
        percentage=percent("96.2"),
        evidence=(Evidence(0, 11, "96,2 persen", ("percentage",), where="title"),),
    )
    (passage,) = passages(claim, "Teks lain sama sekali.")
    assert passage.in_title
    assert passage.text == "96,2 persen"


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="ab .,\n!?“”0123456789", max_size=900),
    st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400)), max_size=6),
)
def test_never_more_than_the_budget_and_always_the_articles_words(text: str, spans: list[tuple[int, int]]) -> None:
    evidence = tuple(
        Evidence(start, min(start + size, len(text)), text[start : start + size], ("percentage",))
        for start, size in spans
        if start < len(text)
    )
    claim = replace(pad("96.2", "1", "x"), evidence=evidence)
    for source in (text, None):
        made = passages(claim, source)
        assert sum(len(passage.text) for passage in made) <= 300
        assert all(passage.text in text for passage in made)
    quotes = [one["quote"] for one in public_claim(claim)["evidence"] if one["quote"]]
    assert sum(map(len, quotes)) <= 300


def test_public_evidence_keeps_its_offsets() -> None:
    text = "Capaian 96,2 persen."
    claim = replace(located(Claim(indicator="pad_revenue", percentage=percent("96.2")), text))
    (evidence,) = public_claim(claim, budget=5)["evidence"]
    assert (evidence["start"], evidence["end"], evidence["quote"]) == (8, 19, None)
