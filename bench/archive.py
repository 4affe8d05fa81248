"""Invented archives of claims, of any size, that are like those of real news: what the checks are measured on.

A release tells of one topic in one or several places on one day; one to five outlets print it, cut it short, round it,
and now and then with two digits swapped; other releases tell of the same. An archive that is a hundred times as large
has ten times as many days and about ten times as many places, as one that adds sources and years.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from models.periods import Period
from models.reference import regions
from models.values import AsOfSource, Claim, Evidence, Figure, Report, Setter, Target, Unit

FIRST = date(2015, 1, 5)
NATION = 1_000_000
"""An archive of so many claims has news of every province."""
PER_DAY = 7
"""Claims of one province in one day."""
OUTLETS = 12
"""Outlets of one province."""
SLIPS = 0.02
"""The share of printed claims with two digits swapped."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a release is about: bases are counts, or money in juta rupiah."""

    indicator: str
    unit: Unit
    base: tuple[int, int]
    said: str
    segments: tuple[str | None, ...] = (None,)
    yearly: bool = False


TOPICS = (
    Topic("ektp_recording", Unit.PERSON, (60_000, 900_000), "warga merekam KTP-el", (None, None, "pemilih pemula")),
    Topic("kia_ownership", Unit.PERSON, (20_000, 300_000), "anak sudah memiliki KIA"),
    Topic("ikd_activation", Unit.PERSON, (60_000, 900_000), "warga sudah mengaktifkan IKD"),
    Topic("birth_certificate", Unit.PERSON, (20_000, 300_000), "anak sudah memiliki akta kelahiran"),
    Topic("health_insurance", Unit.PERSON, (90_000, 1_200_000), "warga terdaftar JKN", (None, None, "peserta aktif")),
    Topic("covid_vaccination_1", Unit.PERSON, (60_000, 900_000), "orang divaksin dosis I", (None, "lansia", "remaja")),
    Topic("stunting", Unit.PERSON, (5_000, 60_000), "balita tidak stunting menurut SSGI"),
    Topic("pad_revenue", Unit.RUPIAH, (40_000, 900_000), "PAD terkumpul", yearly=True),
    Topic("property_tax", Unit.RUPIAH, (2_000, 90_000), "PBB-P2 terkumpul", yearly=True),
    Topic("budget_absorption", Unit.RUPIAH, (400_000, 3_000_000), "terserap", (None, None, "belanja modal"), True),
    Topic("subsidized_fertilizer", Unit.TON, (2_000, 40_000), "pupuk tersalur", ("urea", "NPK", None), True),
    Topic("village_fund", Unit.RUPIAH, (20_000, 200_000), "Dana Desa tersalur", ("tahap I", "tahap II", None), True),
)  # fmt: skip


def reports(count: int, seed: int = 7) -> list[Report]:
    """So many claims, oldest first, in as many articles as that takes.

    >>> sum(len(report.claims) for report in reports(500))
    500
    """
    made: list[Report] = []
    left = count
    for report in _articles(count, random.Random(seed)):
        made.append(report if len(report.claims) <= left else replace(report, claims=report.claims[:left]))
        left -= len(made[-1].claims)
        if left <= 0:
            break
    return made


def late_reports(count: int, articles: int, seed: int = 11) -> list[Report]:
    """Articles of the last days of an archive of so many claims, which is not theirs: what comes in next."""
    provinces = _provinces(count)
    days = math.ceil(count / (PER_DAY * len(provinces)))
    chance, made = random.Random(seed), []
    for number in range(articles):
        day = FIRST + timedelta(days=days + number % 5)
        made.append(next(_release(chance, chance.choice(provinces), day, f"neu-{seed}-{number}")))
    return made


def _provinces(count: int) -> Sequence[str]:
    codes = sorted(code for code in regions() if len(code) == 2)
    many = max(2, min(len(codes), round(len(codes) * math.sqrt(count / NATION))))
    return codes[:: max(1, len(codes) // many)][:many]


def _articles(count: int, chance: random.Random) -> Iterator[Report]:
    """Releases of every province, day by day, without end."""
    provinces, day, number = _provinces(count), FIRST, 0
    written = dict.fromkeys(provinces, 0)
    while True:
        due = PER_DAY * ((day - FIRST).days + 1)
        for province in provinces:
            while written[province] < due:
                for report in _release(chance, province, day, str(number)):
                    written[province] += len(report.claims)
                    yield report
                number += 1
        day += timedelta(days=1)


@cache
def _places(province: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The regencies of a province, and how often each is in the news: the first ones far more often."""
    codes = tuple(sorted(code for code, region in regions().items() if region.parent_code == province))
    return codes, tuple(1 / rank for rank in range(1, len(codes) + 1))


def _release(chance: random.Random, province: str, day: date, number: str) -> Iterator[Report]:
    """One release as each of its outlets prints it."""
    topic = chance.choice(TOPICS)
    codes, weights = _places(province)
    if chance.random() < 0.1:  # the province and some of its regencies
        places = (province, *sorted(set(chance.choices(codes, weights, k=5))))
        segments: tuple[str | None, ...] = (None,)
    else:
        places = (province if chance.random() < 0.15 else chance.choices(codes, weights)[0],)
        segments = tuple(dict.fromkeys(chance.choices(topic.segments, k=chance.choice((1, 1, 1, 2)))))
    as_of, source = _as_of(chance, day)
    official = f"Pejabat {chance.randrange(900)}"
    claims = [
        _claim(chance, topic, place, segment, as_of, source, official) for place in places for segment in segments
    ]
    subject = topic.said.split()[0].capitalize()
    titles = f"{subject} di {regions()[places[0]].name}: kata {official}", f"{official} soal {subject}"
    for copy in range(min(5, 1 + int(chance.expovariate(1.2)))):
        printed = claims if copy == 0 or chance.random() < 0.6 else claims[:1]
        yield Report(
            url=f"https://media{chance.randrange(OUTLETS)}.contoh.example/{province}/{number}-{copy}",
            publisher=f"media-{province}-{chance.randrange(OUTLETS)}",
            published=day + timedelta(days=chance.choice((0, 0, 1))),
            title=titles[copy > 1],
            claims=tuple(_printed(chance, claim, copy) for claim in printed),
        )


def _as_of(chance: random.Random, day: date) -> tuple[Period, AsOfSource]:
    """The day, the month or the quarter that a release speaks of."""
    kind = chance.random()
    if kind < 0.6:
        return Period(day.isoformat()), AsOfSource.SAID
    if kind < 0.8:
        return Period((day - timedelta(days=chance.randrange(1, 9))).isoformat()), AsOfSource.STATED
    if kind < 0.95:
        return Period(f"{day:%Y-%m}"), AsOfSource.STATED
    return Period(f"{day:%Y}-Q{(day.month + 2) // 3}"), AsOfSource.STATED


@cache
def _line(place: str, indicator: str, segment: str | None) -> tuple[float, float, float]:
    """Where a place stands in a topic between what is possible: of the base, at the start, and how fast it grows."""
    chance = random.Random(f"{place} {indicator} {segment}")
    return chance.random(), 0.3 + chance.random() / 4, 0.02 + chance.random() / 50


def _claim(
    chance: random.Random,
    topic: Topic,
    place: str,
    segment: str | None,
    as_of: Period,
    source: AsOfSource,
    official: str,
) -> Claim:
    size, low, pace = _line(place, topic.indicator, segment)
    day = as_of.last
    years = Decimal((day - FIRST).days) / 365
    base = int(topic.base[0] + size * (topic.base[1] - topic.base[0]) * (20 if len(place) == 2 else 1))
    if topic.yearly:
        base += base * (day.year - FIRST.year) // 20
        share = Decimal(f"{0.02 + 0.9 * day.timetuple().tm_yday / 366:.6f}")
    else:
        base = int(base * (1 + years / 100))
        share = min(Decimal("0.99"), Decimal(f"{low:.6f}") + Decimal(f"{pace:.6f}") * years)
    done, whole = _amount(int(base * share), topic.unit), _amount(base, topic.unit)
    percentage = (100 * done.value / whole.value).quantize(Decimal("0.01"), ROUND_HALF_UP)
    said = f"{done.text} dari {whole.text} {topic.said}, atau {_decimal(percentage)} persen"
    kind = chance.random()
    target = Target(Figure(percentage.to_integral_value() + 5), Setter.REGENCY, None, Period(f"{day.year}"))
    return Claim(
        indicator=topic.indicator,
        place=place,
        segment=segment,
        percentage=Figure(percentage, text=f"{_decimal(percentage)} persen") if kind < 0.9 else None,
        achieved=done if kind > 0.3 else None,
        base=whole if kind > 0.4 else None,
        unit=topic.unit,
        targets=(target,) if chance.random() < 0.05 else (),
        as_of=as_of,
        as_of_source=source,
        official=official,
        official_role=f"Kepala Dinas {regions()[place].name}",
        evidence=(Evidence(0, len(said), said, ("percentage", "achieved", "base")),),
    )


def _amount(value: int, unit: Unit) -> Figure:
    """A count as it is printed; money is given in juta, and printed in miliar with two decimals."""
    if unit is not Unit.RUPIAH:
        return Figure(Decimal(value), text=f"{value:,}".replace(",", "."))
    miliar = (Decimal(value) / 1000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Figure(miliar * 10**9, text=f"Rp{_decimal(miliar)} miliar")


def _decimal(value: Decimal) -> str:
    return f"{value}".replace(".", ",")


def _printed(chance: random.Random, claim: Claim, copy: int) -> Claim:
    """A claim as an outlet prints it: as it is, rounded, or with two digits swapped."""
    figure = claim.percentage
    if figure is None:
        return claim
    if chance.random() < SLIPS:
        digits = list(f"{figure.value:.2f}")
        digits[0], digits[-1] = digits[-1], digits[0]
        wrong = Decimal("".join(digits))
        return replace(claim, percentage=Figure(wrong, text=f"{_decimal(wrong)} persen"))
    if copy and chance.random() < 0.3:
        rounded = figure.value.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return replace(claim, percentage=Figure(rounded, text=f"{_decimal(rounded)} persen"))
    return claim
