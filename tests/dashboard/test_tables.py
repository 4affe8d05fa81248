"""Rows of tables in words, choices of fields, and links: what is made in bulk says what its parts say one by one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import quote, urlencode

import pytest

from dashboard.render import is_offered, options, visible
from dashboard.tables import ClaimLine, cell, claim_lines
from dashboard.voice import Voice
from models.periods import Period
from models.values import Claim, Comparator, Figure, Unit
from store.claims import ClaimRow
from store.views import Stand

V = Voice("id", {}, date(2025, 3, 1))
SHARE, REACHED, OF = (
    Figure(Decimal("99.20"), Comparator.MORE, "99,20 persen"),
    Figure(Decimal(94510)),
    Figure(Decimal(96071)),
)


def line(claim: Claim, flags: dict[str, tuple[str, ...]] | None = None) -> ClaimLine:
    row = ClaimRow(
        id=1, key="k1", url="https://a.localhost/1", publisher=None, published=date(2025, 2, 3), published_source=None,
        title=None, text_sha256=None, extractor="", current=True, withdrawn_at=None, claim=claim,
    )  # fmt: skip
    return claim_lines(V, [row], flags or {})[0]


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        (Claim(indicator="ektp_recording", percentage=SHARE, achieved=REACHED, base=OF, unit=Unit.PERSON),
         (">99,20%", "94.510", "jiwa", "96.071", "")),
        (Claim(indicator="ektp_recording", achieved=REACHED, unit=Unit.PERSON), ("", "94.510", "jiwa", "", "")),
        (Claim(indicator="ektp_recording", achieved=REACHED, unit=Unit.RUPIAH), ("", "Rp94.510", "", "", "")),
        (Claim(indicator="ektp_recording", base=OF, unit=Unit.PERSON), ("", "", "", "96.071", "")),
        (Claim(indicator="ektp_recording"), ("", "", "", "", "–")),
    ],
)  # fmt: skip
def test_a_claim_is_told_by_the_figures_that_it_has(claim: Claim, told: tuple[str, ...]) -> None:
    made = line(claim)
    assert (made.percentage, made.achieved, made.unit, made.base, made.other) == told


def test_a_claim_of_no_place_leads_to_none_and_is_flagged_by_its_first_finding() -> None:
    claim = Claim(indicator="ektp_recording", place=None, as_of=Period("2025-01"))
    made = line(claim, {"k1": ("b", "c"), "k2": ("a",)})
    assert (made.place, made.place_href, made.finding) == ("tempat tidak jelas", "", "/temuan/b")
    assert (line(claim, {"k2": ("a",)}).finding, made.when, made.printed) == ("", "Januari 2025", "3 Feb 2025")


@pytest.mark.parametrize(("before", "arrow"), [("99.1", "↑"), ("99.2", "="), ("99.3", "↓"), (None, "")])
def test_a_cell_tells_which_way_its_figure_went(before: str | None, arrow: str) -> None:
    claim = Claim(indicator="ektp_recording", place="62.02", percentage=SHARE, as_of=Period("2025-01-31"))
    made = cell(V, Stand("k1", None, None, claim), {}, before and Decimal(before))  # type: ignore[arg-type]
    assert (made.arrow, bool(made.trend), made.finding) == (arrow, before is not None, "")


def test_choices_are_escaped_and_one_of_them_is_chosen() -> None:
    offered = [('a"b', "<i>A</i>\u202e"), ("c", "C")]
    assert str(options(offered, "c")) == (
        '<option value="a&#34;b">&lt;i&gt;A&lt;/i&gt;</option><option value="c" selected>C</option>'
    )
    assert "selected" not in options(offered, "d")
    assert (is_offered(offered, "c"), is_offered(offered, "C"), is_offered(offered, None)) == (True, False, False)


@pytest.mark.parametrize("value", ["a\u202eb\x00", 0.1 + 0.2, 7, True, None])
def test_what_is_shown_of_a_value_is_its_text(value: object) -> None:
    assert str(visible(value)) == ("ab" if isinstance(value, str) else str(value))


@pytest.mark.parametrize("path", ["/klaim", "/pejabat/Kepala Dinas", "/pejabat/a?b#c", "/pejabat/é%2F\n", "/klaim\n"])
@pytest.mark.parametrize("value", ["62.02", "a b&c=d", "é+", "x\n", "a/b", 7, date(2025, 1, 2), "", None])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_link_is_quoted_as_the_library_quotes_it(path: str, value: object, language: str) -> None:
    asked = {"place": str(value)} if value is not None and value != "" else {}
    asked |= {"lang": "en"} if language == "en" else {}
    query = f"?{urlencode(asked)}" if asked else ""
    made = Voice(language, {}, date(2025, 3, 1)).link(path, place=value)  # type: ignore[arg-type]
    assert made == quote(path, safe="/.-_~:") + query
    assert V.link(path) == quote(path, safe="/.-_~:")


@pytest.mark.parametrize("name", ["a&b", "a=b", "a b", "a\r\nset-cookie: x", "é", "place"])
def test_a_visitors_names_are_quoted_too(name: str) -> None:
    assert V.link("/klaim", **{name: "62"}) == f"/klaim?{urlencode({name: '62'})}"
