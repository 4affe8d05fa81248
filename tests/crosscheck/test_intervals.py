"""Reported numbers as intervals: a table, and what must hold of every number."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crosscheck.engine import check
from crosscheck.intervals import Interval, Printing, at_least, percent_left, percent_of, point, printed_unit, reported
from crosscheck.own_figures import counts_do_not_add_up, percentage_vs_counts
from crosscheck.thresholds import thresholds
from models.periods import Period
from models.values import AsOfSource, Claim, Comparator, Evidence, Figure, Outcome, Report, Unit
from tests.crosscheck.rows import TABLES, printed

ROOT = Path(__file__).parents[2]
READINGS = {str(printing): printing for printing in Printing} | {"cut": Printing.CUT}


def _table() -> list[tuple[str, str]]:
    lines = (TABLES / "intervals.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(" | ")) for line in lines if line and not line.startswith("# ")]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), _table())
def test_what_a_printed_figure_may_stand_for(text: str, expected: str) -> None:
    percent, whole = text.startswith("% "), text.startswith("N ")
    body = text[2:] if percent or whole else text
    head, _, last = body.rpartition(" ")
    reading = READINGS.get(last, Printing.ROUNDED)
    figure = printed(head if last in READINGS else body)
    found = reported(figure, percent=percent, whole=whole, printing=reading)
    plain = Interval(_plain(found.low), _plain(found.high), found.low_open, found.high_open)
    assert str(plain) == expected


def _plain(value: Decimal) -> Decimal:
    return value if not value.is_finite() else Decimal(f"{value.normalize():f}")


def test_number_words_are_read_as_without_text() -> None:
    assert str(reported(Figure(Decimal(5000), text="lima ribu"))) == "[4500..5500]"


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure(Decimal(50), text="separuh"), "[42.50..57.50]"),
        (Figure(Decimal("66.67"), text="Dua pertiga"), "[56.6695..76.6705]"),
        (Figure(Decimal("66.67"), text="66,67 persen"), "[66.665..66.675]"),
        (Figure(Decimal("66.67")), "[56.6695..76.6705]"),
        (Figure(Decimal("66.68")), "[66.675..66.685]"),
        (Figure(Decimal("33.33"), Comparator.ABOUT, "sepertiga"), "[28.3305..38.3295]"),
        (Figure(Decimal("33.33"), Comparator.MORE, "sepertiga"), "(33.33..Infinity)"),
    ],
)
def test_a_fraction_in_words_is_rounder_than_its_decimals(figure: Figure, expected: str) -> None:
    assert str(reported(figure, percent=True)) == expected


def test_every_fraction_that_extraction_reads_is_known() -> None:
    read = tomllib.loads((ROOT / "extract/data/numbers.toml").read_text(encoding="utf-8"))["fractions"]
    words = thresholds().about.fraction_words
    for phrase in (*read["always"], *read["of_something"]):
        assert any(word in phrase for word in words), phrase


def test_a_text_whose_digits_do_not_fit_has_no_printed_unit() -> None:
    assert printed_unit(Figure(Decimal(250), text="2 ratus 50")) is None


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [("baru hampir 80 persen", Outcome.INCONSISTENT), ("baru sekitar 80 persen", Outcome.ROUNDING)],
)
def test_almost_promises_only_less(quote: str, outcome: Outcome) -> None:
    claim = Claim(
        indicator="ektp_recording",
        unit=Unit.PERSON,
        achieved=Figure(Decimal(811), text="811 jiwa"),
        base=Figure(Decimal(1003), text="1.003 jiwa"),
        percentage=Figure(Decimal(80), Comparator.ABOUT, "80 persen"),
        evidence=(Evidence(0, len(quote), quote, ("percentage",)),),
    )
    verdict = percentage_vs_counts(claim)
    assert verdict is not None
    assert verdict.outcome is outcome


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3)), True),
        (Interval(Decimal(1), Decimal(2), high_open=True), Interval(Decimal(2), Decimal(3)), False),
        (Interval(Decimal(1), Decimal(2)), Interval(Decimal(2), Decimal(3), low_open=True), False),
        (at_least(Decimal(60)), point(Decimal(60)), True),
        (point(Decimal(60)), point(Decimal(61)), False),
    ],
)
def test_meeting_at_an_end(one: Interval, other: Interval, meet: bool) -> None:
    assert one.meets(other) is other.meets(one) is meet
    assert one.below(other) is not meet


@pytest.mark.parametrize(
    ("interval", "holds"),
    [
        (Interval(Decimal("1.125"), Decimal("1.575")), False),
        (Interval(Decimal("1.35"), Decimal("2")), True),
        (Interval(Decimal("1.35"), Decimal("2"), high_open=True), False),
        (Interval(Decimal("1"), Decimal("1.5"), low_open=True), False),
        (at_least(Decimal("0.5")), True),
    ],
)
def test_whole_numbers_inside(interval: Interval, holds: bool) -> None:
    assert interval.holds_whole_number() is holds


def test_nothing_widens_twice() -> None:
    base, left = reported(Figure(Decimal("4.6"))), reported(Figure(Decimal("0.4")))
    tight, loose = percent_left(left, base), percent_of(base - left, base)
    assert tight.width < loose.width


SAID = Claim(
    indicator="pad_revenue",
    place="62.02",
    unit=Unit.RUPIAH,
    as_of=Period("2024-06-30"),
    as_of_source=AsOfSource.STATED,
)

# What must hold of every number. Counts are true ones; what is printed of them is made by rounding or by cutting.

counts = st.integers(min_value=1, max_value=10**9)
places = st.integers(min_value=0, max_value=3)
hidden = st.integers(min_value=0, max_value=6)
ways = st.sampled_from([ROUND_HALF_UP, ROUND_DOWN])


def _print(value: Decimal, unit: Decimal, how: str) -> Decimal:
    return (value / unit).quantize(Decimal(1), rounding=how) * unit


def _percent(part: int, whole: int, decimals: int, how: str) -> Figure:
    unit = Decimal((0, (1,), -decimals))
    value = (Decimal(100 * part) / whole).quantize(unit, rounding=how)
    return Figure(value, text=f"{value:f}".replace(".", ",") + " persen")


def _count(value: int, digits: int, how: str) -> Figure:
    """A count of which the last digits were rounded or cut off: "306 ribu", with its unit in the text."""
    unit = Decimal((0, (1,), digits))
    printed_value = _print(Decimal(value), unit, how)
    assume(printed_value > 0)
    return Figure(printed_value, text=f"{(printed_value / unit).normalize():f} kali {digits}")


@settings(deadline=None)
@given(counts, counts, places, ways)
def test_a_true_percentage_of_exact_counts_is_never_inconsistent(
    part: int, whole: int, decimals: int, how: str
) -> None:
    claim = Claim(
        indicator="other",
        unit=Unit.PERSON,
        achieved=Figure(Decimal(part)),
        base=Figure(Decimal(whole)),
        percentage=_percent(part, whole, decimals, how),
    )
    verdict = percentage_vs_counts(claim)
    assert verdict is not None
    assert verdict.outcome is not Outcome.INCONSISTENT


@settings(deadline=None)
@given(counts, counts, places, hidden, hidden, ways, ways)
def test_a_true_percentage_of_shortened_amounts_is_never_inconsistent(
    part: int, whole: int, decimals: int, one: int, other: int, amounts: str, percents: str
) -> None:
    claim = Claim(
        indicator="other",
        unit=Unit.RUPIAH,
        achieved=_count(part, one, amounts),
        base=_count(whole, other, amounts),
        percentage=_percent(part, whole, decimals, percents),
    )
    verdict = percentage_vs_counts(claim)
    assert verdict is not None
    assert verdict.outcome is not Outcome.INCONSISTENT


@settings(deadline=None)
@given(counts, counts, places)
def test_a_percentage_moved_past_its_rounding_is_inconsistent(part: int, whole: int, decimals: int) -> None:
    true = _percent(part, whole, decimals, ROUND_HALF_UP)
    unit = Decimal((0, (1,), -decimals))
    moved = Figure(true.value + 2 * unit, text=f"{true.value + 2 * unit:f}".replace(".", ","))
    share = Decimal(100 * part) / whole
    assume(abs(100 - share - moved.value) > unit)  # else it is what is left
    assume(abs(Decimal(100 * whole) / part - moved.value) > unit)  # or the two changed places
    assume(moved.value < 100 * share)  # or one of them is a thousand times too small
    # counts whose last digits are zeros may be round ones, so only such that are not
    assume(part % 1000 and whole % 1000)
    claim = Claim(
        indicator="other",
        unit=Unit.PERSON,
        achieved=Figure(Decimal(part), text=str(part)),
        base=Figure(Decimal(whole), text=str(whole)),
        percentage=moved,
    )
    verdict = percentage_vs_counts(claim)
    assert verdict is not None
    assert verdict.outcome is Outcome.INCONSISTENT


@settings(deadline=None)
@given(counts, counts, hidden, ways)
def test_true_parts_of_a_whole_always_add_up(done: int, left: int, digits: int, how: str) -> None:
    claim = Claim(
        indicator="other",
        unit=Unit.RUPIAH,
        achieved=_count(done, digits, how),
        remaining=_count(left, digits, how),
        base=_count(done + left, digits, how),
    )
    verdict = counts_do_not_add_up(claim)
    assert verdict is not None
    assert verdict.outcome is not Outcome.INCONSISTENT


@settings(deadline=None)
@given(counts, counts, st.integers(min_value=1, max_value=10**6))
def test_exact_people_that_do_not_add_up_are_inconsistent(done: int, left: int, more: int) -> None:
    assume(done % 1000 and left % 1000 and (done + left + more) % 1000)
    figures = {
        "achieved": Figure(Decimal(done), text=str(done)),
        "remaining": Figure(Decimal(left), text=str(left)),
        "base": Figure(Decimal(done + left + more), text=str(done + left + more)),
    }
    verdict = counts_do_not_add_up(Claim(indicator="other", unit=Unit.PERSON, **figures))  # type: ignore[arg-type]
    assert verdict is not None
    assert verdict.outcome is Outcome.INCONSISTENT


@settings(max_examples=200, deadline=None)
@given(counts, counts, st.sampled_from(list(Comparator)), st.integers(min_value=-4, max_value=4))
def test_what_lies_inside_a_hedge_is_never_inconsistent(
    part: int, whole: int, comparator: Comparator, percent: int
) -> None:
    """A hedged count that is moved by up to its five percent, with the percentage of the true one."""
    moved = Decimal(part) * (100 + percent) / 100
    said = moved if comparator is Comparator.ABOUT else Decimal(part)
    strict = {Comparator.MORE: said * Decimal("0.9"), Comparator.LESS: said * Decimal("1.1")}
    claim = Claim(
        indicator="other",
        unit=Unit.PERSON,
        achieved=Figure(strict.get(comparator, said), comparator),
        base=Figure(Decimal(whole)),
        percentage=_percent(part, whole, 2, ROUND_HALF_UP),
    )
    verdict = percentage_vs_counts(claim)
    assert verdict is not None
    assert verdict.outcome is not Outcome.INCONSISTENT


@settings(deadline=None)
@given(counts, counts, hidden, st.integers(min_value=1, max_value=9))
def test_parts_moved_past_their_printing_do_not_add_up(done: int, left: int, digits: int, extra: int) -> None:
    unit = 10**digits
    # whole units, so that nothing is rounded; the sum is moved by more than three rounded or cut figures can hide
    done, left = done * 1000 + 123, left * 1000 + 457
    total = (done + left + 4 + extra) * unit
    assume(total < 100 * (done + left) * unit)
    assume(total % 1000 or digits)

    def amount(value: int) -> Figure:
        return Figure(Decimal(value), text=f"{value // unit} kali {digits}")

    claim = Claim(
        indicator="other",
        unit=Unit.RUPIAH,
        achieved=amount(done * unit),
        remaining=amount(left * unit),
        base=amount(total),
    )
    verdict = counts_do_not_add_up(claim)
    assert verdict is not None
    rounded_to_thousands = (done + left + 4 + extra) % 1000 == 0
    assert verdict.outcome is Outcome.INCONSISTENT or rounded_to_thousands


@settings(deadline=None)
@given(counts, hidden, hidden, ways, ways)
def test_two_printings_of_one_count_never_disagree(value: int, one: int, other: int, how: str, how_too: str) -> None:
    reports = [
        Report(url=f"https://contoh.example/{n}", claims=(replace(SAID, achieved=_count(value, digits, way)),))
        for n, (digits, way) in enumerate(((one, how), (other, how_too)))
    ]
    assert not [f for f in check(reports) if f.outcome is Outcome.INCONSISTENT]


@settings(deadline=None)
@given(counts, st.integers(min_value=0, max_value=10**6), hidden, hidden, ways, ways)
def test_printings_of_a_growing_count_never_went_backwards(
    value: int, growth: int, one: int, other: int, how: str, how_too: str
) -> None:
    earlier = replace(SAID, achieved=_count(value, one, how), as_of=Period("2024-03-31"))
    later = replace(SAID, achieved=_count(value + growth, other, how_too))
    reports = [Report(url=f"https://contoh.example/{n}", claims=(claim,)) for n, claim in enumerate((earlier, later))]
    assert not [f for f in check(reports) if f.rule == "went_backwards" and f.outcome is Outcome.INCONSISTENT]


@settings(deadline=None)
@given(st.integers(min_value=2000, max_value=10**9), st.integers(min_value=2, max_value=40), hidden)
def test_a_count_that_fell_past_its_printing_went_backwards(value: int, percent: int, digits: int) -> None:
    fallen = value - value * percent // 100
    assume(value >= 10**digits * 1000)
    earlier = replace(SAID, achieved=_count(value, digits, ROUND_HALF_UP), as_of=Period("2024-03-31"))
    later = replace(SAID, achieved=_count(fallen, digits, ROUND_HALF_UP))
    # a number of round thousands (or millions) may be a rounded one
    rounder = 10 ** (3 * (digits // 3 + 1))
    assume(all(claim.achieved and claim.achieved.value % rounder for claim in (earlier, later)))
    reports = [Report(url=f"https://contoh.example/{n}", claims=(claim,)) for n, claim in enumerate((earlier, later))]
    assert [f.rule for f in check(reports) if f.outcome is Outcome.INCONSISTENT] == ["went_backwards"]
