"""Nobody is accused for true figures, and every rule sees what is moved past its printing.

A province with its regencies is invented, exact to the last person: each of its articles prints true counts, rounded or
cut as its outlet does. Whatever is told of such a world agrees with everything else, whichever rule is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crosscheck.engine import RULES, check
from models.periods import Period
from models.values import AsOfSource, Claim, Conflict, Evidence, Figure, Finding, Outcome, Report, Setter, Target, Unit

PROVINCE = "65"
REGENCIES = ("65.01", "65.02", "65.03", "65.04", "65.71")
DAYS = tuple(date(2024, 1, 15) + timedelta(days=61 * n) for n in range(5))
WAYS = (ROUND_HALF_UP, ROUND_DOWN)


@dataclass(frozen=True)
class World:
    """The people of each regency, and how many of them are recorded on each day: never less than before."""

    bases: tuple[int, ...]
    done: tuple[tuple[int, ...], ...]

    def of(self, place: str, day: int) -> tuple[int, int]:
        """Recorded, and all, of a place on a day."""
        if place == PROVINCE:
            return sum(line[day] for line in self.done), sum(self.bases)
        at = REGENCIES.index(place)
        return self.done[at][day], self.bases[at]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Each regency gains between a hundredth and four hundredths of its people from one day to the next."""
    bases = tuple(draw(st.integers(min_value=11_003, max_value=900_017)) for _ in REGENCIES)
    lines = []
    for base in bases:
        share = draw(st.integers(min_value=300, max_value=780))
        gains = [draw(st.integers(min_value=10, max_value=40)) for _ in DAYS]
        lines.append(tuple(base * (share + sum(gains[:n])) // 1000 + n for n in range(len(DAYS))))
    return World(bases, tuple(lines))


@dataclass(frozen=True)
class Style:
    """How an outlet prints: so many last digits are left out of its counts, so many decimals, rounded or cut."""

    digits: int
    decimals: int
    amounts: str
    percents: str


styles = st.builds(
    Style,
    digits=st.sampled_from([0, 0, 2, 3]),
    decimals=st.integers(min_value=0, max_value=2),
    amounts=st.sampled_from(WAYS),
    percents=st.sampled_from(WAYS),
)


def amount(value: int, style: Style) -> Figure:
    unit = 10**style.digits
    number = (Decimal(value) / unit).quantize(Decimal(1), rounding=style.amounts)
    return Figure(number * unit, text=f"{number:f}" + (f" kali {style.digits}" if style.digits else ""))


def percent(part: int, whole: int, style: Style) -> Figure:
    value = (Decimal(100 * part) / whole).quantize(Decimal((0, (1,), -style.decimals)), rounding=style.percents)
    return Figure(value, text=f"{value:f}".replace(".", ",") + " persen")


def claim(world: World, place: str, day: int, style: Style, fields: tuple[str, ...]) -> Claim:
    """What an article says of a place on a day, with a target that it says the truth about."""
    part, whole = world.of(place, day)
    figures: dict[str, Any] = {
        "achieved": amount(part, style),
        "base": amount(whole, style),
        "remaining": amount(whole - part, style),
        "percentage": percent(part, whole, style),
        "remaining_percentage": percent(whole - part, whole, style),
    }
    kept = figures["percentage"] if "percentage" in fields else None
    finer = percent(part, whole, replace(style, decimals=style.decimals + 1))
    at = DAYS[day].isoformat()
    reached = 100 * part >= 50 * whole
    return Claim(
        indicator="ektp_recording",
        place=place,
        unit=Unit.PERSON,
        **{name: figures[name] for name in fields},
        targets=(Target(Figure(Decimal(50)), Setter.NATIONAL, reached, Period(at) if reached else None),),
        conflicts=(Conflict("percentage", finer.value, finer.text or "", "headline", 0, 9),) if kept else (),
        as_of=Period(at),
        as_of_source=AsOfSource.STATED,
    )


FIELDS = ("achieved", "base", "remaining", "percentage", "remaining_percentage")
articles = st.lists(
    st.tuples(
        st.integers(min_value=0, max_value=len(DAYS) - 1),
        st.lists(st.sampled_from((PROVINCE, *REGENCIES)), min_size=1, max_size=6, unique=True),
        st.lists(st.sampled_from(FIELDS), min_size=1, unique=True).map(tuple),
        styles,
    ),
    min_size=1,
    max_size=7,
)


def contradictions(reports: list[Report]) -> list[Finding]:
    return [finding for finding in check(reports) if finding.outcome is Outcome.INCONSISTENT]


@settings(max_examples=120, deadline=None)
@given(worlds(), articles)
def test_true_figures_are_never_inconsistent(
    world: World, told: list[tuple[int, list[str], tuple[str, ...], Style]]
) -> None:
    reports = [
        Report(
            url=f"https://contoh.example/{n}",
            publisher=f"harian-{n % 3}",
            published=DAYS[day] + timedelta(days=1),
            claims=tuple(claim(world, place, day, style, fields) for place in places),
        )
        for n, (day, places, fields, style) in enumerate(told)
    ]
    assert [(finding.rule, finding.sum) for finding in contradictions(reports)] == []


EXACT = Style(0, 2, ROUND_HALF_UP, ROUND_HALF_UP)


def one(made: Claim, number: int = 0, published: date | None = None) -> Report:
    return Report(
        url=f"https://contoh.example/{number}", publisher=f"harian-{number}", published=published, claims=(made,)
    )


def moved(rule: str, world: World, points: Decimal) -> list[Report]:
    """A true world in which one thing is moved past its printing, for each rule."""
    first, last = (claim(world, PROVINCE, day, EXACT, ("percentage",)) for day in (0, 2))
    counted = claim(world, PROVINCE, 2, EXACT, ("achieved", "base", "remaining"))
    value = last.percentage.value if last.percentage else Decimal(0)
    whole, share = counted.base, counted.achieved
    assert whole is not None
    assert share is not None
    bare = replace(last, targets=(), conflicts=())
    match rule:
        case "percentage_vs_counts":
            return [one(replace(counted, remaining=None, percentage=Figure(value + points, text=f"{value + points}")))]
        case "counts_do_not_add_up":
            return [one(replace(counted, base=Figure(whole.value + 1, text=f"{whole.value + 1}")))]
        case "impossible_figure":
            return [one(replace(bare, percentage=Figure(101 + points, text=f"{101 + points}")))]
        case "headline_vs_body" | "stated_twice":
            where = "headline" if rule == "headline_vs_body" else "body"
            other = Conflict("percentage", value + points, f"{value + points} persen", where, 0, 9)  # type: ignore[arg-type]
            return [one(replace(bare, conflicts=(other,)))]
        case "target_vs_figure":
            return [one(replace(bare, targets=(Target(Figure(value + points), Setter.NATIONAL, True),)))]
        case "outlets_disagree":
            more = int(share.value + whole.value / 50)  # less may be the work of an afternoon
            other_count = Figure(Decimal(more), text=str(more))
            return [one(replace(counted, base=None, remaining=None)), one(replace(counted, achieved=other_count), 1)]
        case "went_backwards":
            fallen = int(share.value * 9 / 10)
            less = replace(counted, base=None, remaining=None, achieved=Figure(Decimal(fallen), text=str(fallen)))
            earlier = claim(world, PROVINCE, 1, EXACT, ("achieved",))
            return [one(earlier), one(replace(less, targets=()), 1)]
        case "base_changed":
            more = int(whole.value * 111 / 100)
            later = replace(counted, achieved=None, remaining=None, base=Figure(Decimal(more), text=str(more)))
            return [one(claim(world, PROVINCE, 1, EXACT, ("base",))), one(replace(later, targets=()), 1)]
        case "jump":
            high = Figure(value + 30, text=f"{value + 30}")
            later = replace(bare, percentage=high, as_of=Period((DAYS[0] + timedelta(days=20)).isoformat()))
            return [one(replace(first, targets=(), conflicts=())), one(later, 1)]
        case "parts_vs_whole":
            parts = tuple(claim(world, place, 2, EXACT, ("achieved",)) for place in REGENCIES)
            less_than_all = Figure(share.value - 1, text=f"{share.value - 1}")
            whole_claim = replace(counted, base=None, remaining=None, achieved=less_than_all)
            return [Report(url="https://contoh.example/0", claims=(whole_claim, *parts))]
        case "deadline_missed":
            goal = Target(
                Figure((value + points).quantize(Decimal("0.01"))), Setter.NATIONAL, None, Period("2024-04-30")
            )
            return [one(replace(first, targets=(goal,), conflicts=())), one(bare, 1)]
        case "day_vs_date":
            said = f"kata Rusbandi, Selasa ({DAYS[2]:%d/%m/%Y})"  # 16 May 2024 was a Thursday
            return [one(replace(bare, evidence=(Evidence(0, len(said), said, ("as_of",)),)))]
        case "stale_figure":
            old = claim(world, PROVINCE, 0, EXACT, ("achieved",))
            return [one(old), one(replace(old, as_of=bare.as_of), 1)]
    raise AssertionError(f"{rule} has no world of its own here")


@pytest.mark.parametrize("rule", sorted({rule.name for rule in RULES}))
@settings(max_examples=25, deadline=None)
@given(world=worlds(), hundredths=st.integers(min_value=3, max_value=120))
def test_figures_moved_past_their_printing_are_seen(rule: str, world: World, hundredths: int) -> None:
    part, whole = world.of(PROVINCE, 2)
    assume(part % 1000 > 1 and whole % 1000 not in (0, 999) and (whole - part) % 1000)  # no round numbers
    assume(abs(200 * part - 100 * whole) > 5 * whole)  # else what is done may be what is left
    assume(world.of(PROVINCE, 0)[0] % 10 and all(line[2] % 1000 for line in world.done))
    assert rule in {finding.rule for finding in contradictions(moved(rule, world, Decimal(hundredths) / 100))}
