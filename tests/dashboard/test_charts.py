"""Charts: every claim plotted where it belongs, lines only through what continues, contradictions apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from crosscheck.lines import Mark
from dashboard.charts import BOTTOM, HEIGHT, TOP, WIDTH, Chart, _Values, draw, series_of
from dashboard.voice import Voice
from models.periods import Period
from models.values import Claim, Comparator
from store.lines import Standing
from store.views import Stand
from tests.dashboard.newsroom import OUTLETS, TODAY, ektp, pad, percent

VOICE = Voice("id", OUTLETS, TODAY)


def told(*claims: Claim, publisher: str = "pena") -> list[Stand]:
    """Claims as points, with keys of their own."""
    return [Stand(f"{number:064x}", publisher, TODAY, claim) for number, claim in enumerate(claims)]


def chart(stands: list[Stand], *flagged: int, per_year: bool = False) -> Chart:
    """The only chart of some points; `flagged` ones are named in one finding."""
    (series,) = series_of(stands)
    made = draw(series, {stands[n].key: ("f",) for n in flagged}, VOICE, name="Judul", per_year=per_year)
    assert made is not None
    return made


def test_every_claim_is_a_mark_and_higher_is_higher() -> None:
    made = chart(told(ektp("91.5", "2025-01-15"), ektp("92.5", "2025-02-15"), ektp("97", "2025-05")))
    assert [mark.title.split(" · ")[0] for mark in made.marks] == [
        "15 Januari 2025: 91,5%", "15 Februari 2025: 92,5%", "Mei 2025: 97%",
    ]  # fmt: skip
    first, second, third = made.marks
    assert first.x < second.x < third.x
    assert first.y > second.y > third.y
    assert made.lines == (" ".join(f"{m.x:.1f},{m.y:.1f}" for m in made.marks),)


def test_one_point_is_no_line() -> None:
    (series,) = series_of(told(ektp("91.5", "2025-01-15")))
    assert draw(series, {}, VOICE, name="x", per_year=False) is None


def test_a_claim_without_a_day_is_not_plotted() -> None:
    made = chart(told(ektp("91", "2025-01"), ektp("92", "2025-02"), replace(ektp("93", "2025-03"), as_of=None)))
    assert len(made.marks) == 2


def test_the_line_leaves_out_what_a_finding_names() -> None:
    stands = told(ektp("91", "2025-01"), ektp("60", "2025-02"), ektp("92", "2025-03"), ektp("93", "2025-03"))
    made = chart(stands, 1, 3)
    assert [mark.flagged for mark in made.marks] == [False, True, False, True]
    assert made.lines == (f"{made.marks[0].x:.1f},{made.marks[0].y:.1f} {made.marks[2].x:.1f},{made.marks[2].y:.1f}",)
    assert made.links == ((made.marks[1].x, made.marks[1].y, made.marks[3].x, made.marks[3].y),)
    assert "2 di antaranya disebut dalam temuan" in made.desc


def test_two_findings_are_not_linked_with_each_other() -> None:
    stands = told(ektp("91", "2025-01"), ektp("60", "2025-02"))
    (series,) = series_of(stands)
    made = draw(series, {stands[0].key: ("a",), stands[1].key: ("b",)}, VOICE, name="x", per_year=False)
    assert made is not None
    assert made.links == ()


@pytest.mark.parametrize(("per_year", "lines"), [(True, 2), (False, 1)])
def test_what_starts_anew_each_year_is_not_joined_over_the_years(per_year: bool, lines: int) -> None:
    stands = told(*(ektp("91", day) for day in ("2024-10", "2024-12", "2025-01", "2025-02")))
    assert len(chart(stands, per_year=per_year).lines) == lines


@pytest.mark.parametrize(
    ("comparator", "direction"),
    [
        (Comparator.EQUAL, ""), (Comparator.MORE, "up"), (Comparator.AT_LEAST, "up"), (Comparator.LESS, "down"),
        (Comparator.AT_MOST, "down"), (Comparator.ABOUT, "about"),
    ],
)  # fmt: skip
def test_bounds_and_hedges_are_drawn(comparator: Comparator, direction: str) -> None:
    claim = replace(ektp("91", "2025-01"), percentage=percent("91", comparator))
    made = chart(told(claim, ektp("92", "2025-02")))
    assert [mark.direction for mark in made.marks] == [direction, ""]
    assert made.hedged == bool(direction)


def test_a_target_ends_at_its_deadline() -> None:
    made = chart(told(ektp("91", "2025-01"), ektp("92", "2025-12-31")))
    (aim,) = made.aims
    assert aim.label == "99%"
    assert aim.due
    assert made.marks[0].x < aim.x2 < made.marks[1].x


def test_without_percentages_amounts_are_drawn() -> None:
    one = replace(pad("46.2", "214.6", "x"), percentage=None)
    two = replace(pad("50", "240", "x"), percentage=None, as_of=Period("2025-08"))
    made = chart(told(one, two))
    assert made.amounts
    assert "Rp214,6 miliar" in made.marks[0].title
    assert all(label.startswith("Rp") or label == "0" for _y, label in made.y_ticks)


def test_segments_and_indicators_are_series_of_their_own() -> None:
    claims = [ektp("91", "2025-01"), replace(ektp("92", "2025-02"), segment="pemula"), pad("46.2", "214.6", "x")]
    other = [
        Claim(indicator="other", indicator_text=name, place="62.02", percentage=percent("5")) for name in ("A", "B")
    ]
    assert len(series_of(told(*claims, *other))) == 5


def test_labels_do_not_cover_each_other() -> None:
    stands = told(
        *(ektp(value, "2025-06-30") for value in ("46.2", "46.3", "46.4", "46.5", "60")), ektp("70", "2025-09")
    )
    made = chart(stands, 0, 1, 2, 3, 4)
    boxes = [(mark.x, mark.label_y) for mark in made.marks if mark.label]
    assert len(boxes) >= 3
    assert not [
        (a, b) for n, a in enumerate(boxes) for b in boxes[:n] if abs(a[0] - b[0]) <= 62 and abs(a[1] - b[1]) <= 13
    ]
    assert made.marks[-1].label == "70%"


@pytest.mark.parametrize("values", [("0", "0.4"), ("99.9", "100"), ("3", "142.46"), ("50", "50"), ("0.01", "0.02")])
@pytest.mark.parametrize("days", [("2025-06-30", "2025-06-30"), ("2012", "2025-01"), ("2025-01-01", "2025-01-09")])
def test_everything_stays_on_the_paper(values: tuple[str, str], days: tuple[str, str]) -> None:
    made = chart(told(*(ektp(value, day) for value, day in zip(values, days, strict=True))))
    for mark in made.marks:
        assert 0 < mark.start <= mark.x < WIDTH
        assert TOP - 12 <= mark.y <= HEIGHT
    assert 2 <= len(made.y_ticks) <= 9
    assert len(made.x_ticks) <= 8
    assert len({label for _y, label in made.y_ticks}) == len(made.y_ticks)


@pytest.mark.parametrize(
    ("comparator", "low", "high"),
    [
        (Comparator.EQUAL, None, None),
        (Comparator.MORE, "96", "100"),  # nothing is more than everything
        (Comparator.AT_LEAST, "96", "100"),
        (Comparator.LESS, None, "96"),
        (Comparator.ABOUT, "91.2", "100"),  # 5 percent of it, as data/thresholds.toml of crosscheck says
    ],
)
def test_bounds_and_hedges_have_bands(comparator: Comparator, low: str | None, high: str | None) -> None:
    plain = [ektp("80.5", "2025-01-15"), ektp("99.5", "2025-06-15")]
    made = chart(told(*plain, ektp("96", "2025-07-15", comparator=comparator)))
    band = made.marks[-1].band
    if high is None:
        assert band is None
        return
    assert band is not None
    up = _Values([Decimal("80.5"), Decimal("99.5"), Decimal(96), Decimal(99)], percent=True)
    assert band[0] == pytest.approx(up.y(Decimal(high)), abs=0.2)
    bottom = HEIGHT - BOTTOM if low is None else up.y(Decimal(low))
    assert band[0] + band[1] == pytest.approx(bottom, abs=0.2)


def test_an_amounts_band_stays_in_the_chart() -> None:
    claims = [replace(pad("1", "200", "Sari"), percentage=None, base=None, as_of=Period(f"2025-0{n}")) for n in (1, 2)]
    claims[1] = replace(claims[1], achieved=replace(claims[1].achieved, comparator=Comparator.MORE))  # type: ignore[type-var]
    band = chart(told(*claims)).marks[-1].band
    assert band is not None
    assert TOP <= band[0] < band[0] + band[1] <= HEIGHT - BOTTOM


def test_the_line_goes_on_without_what_was_replaced() -> None:
    stands = told(ektp("91", "2025-01"), ektp("60", "2025-02"), ektp("92", "2025-03"))
    (series,) = series_of(stands)
    standing = {stands[1].key: Standing(Mark.OUTLYING, None)}
    made = draw(series, {}, VOICE, name="x", per_year=False, standing=standing)
    assert made is not None
    assert [mark.standing for mark in made.marks] == ["", "outlying", ""]
    assert "(menyimpang dari deretnya)" in made.marks[1].title
    assert made.lines == (f"{made.marks[0].x:.1f},{made.marks[0].y:.1f} {made.marks[2].x:.1f},{made.marks[2].y:.1f}",)
