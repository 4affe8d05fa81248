"""How values are shown to a reader: figures, days, places and outlets in the form of a language, and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from crosscheck.sums import name_outlets, say_operand, say_sum
from crosscheck.wording import Language, explain, note, number, term, when
from dashboard.words import say, words
from models.periods import Period
from models.publishers import Publisher
from models.reference import indicators, place_name
from models.values import NUMERIC_FIELDS, Claim, Comparator, Figure, Finding, Target, Unit
from store.findings import CARRIED, WHY

READERS_ZONE = ZoneInfo("Asia/Jakarta")
"""The zone of the readers, by which a day begins."""

_REMARK = re.compile(r"\b(?:is|and|of|on|any|the)\b")
_COUNTED = "persen|poin|ton|jiwa|anak|desa|unit|hari|ribu|juta|miliar|triliun|hektare|km|KK"
_COUNTED += "|percent|points|tons|people|villages|units|days|thousand|million|billion|trillion|hectares|households"
_MONTH = r"(?:Jan|Feb|Mar|Apr|Mei|May|Jun|Jul|Agu|Aug|Sep|Okt|Oct|Nov|Des|Dec)[a-z]*"
_TORN = re.compile(rf"(?<=\d) (?=(?:{_COUNTED})\b|{_MONTH} \d{{4}})|(?<=[a-z]) (?=\d{{4}}\b(?![.,]\d))")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._~:-]*\Z")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9._~-]*\Z")
"""An address, and what it asks for, in which nothing has to be quoted."""
_SHORT = {"Kabupaten ": "Kab. ", "Provinsi ": "Prov. "}
_SIGNS = {
    Comparator.EQUAL: "",
    Comparator.ABOUT: "±",
    Comparator.MORE: ">",
    Comparator.AT_LEAST: "≥",
    Comparator.LESS: "<",
    Comparator.AT_MOST: "≤",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """One language, with the outlets' names and the day that it is."""

    language: Language
    publishers: Mapping[str, Publisher]
    today: date

    def t(self, key: str, **values: object) -> str:
        """A text of words.toml."""
        return say(key, self.language, **values)

    def word(self, table: str, name: object) -> str:
        """A word of a table, or the name itself where the table has none: statuses and rules grow elsewhere."""
        key = f"{table}.{name}"
        return say(key, self.language) if key in words() else str(name)

    def note(self, rule: str | None = None) -> str:
        """The line that stands under every finding: that of its rule, where figures agree and something else does not.

        >>> Voice("en", {}, date(2025, 1, 1)).note("day_vs_date")
        'The day and the date do not agree; we do not know which is wrong.'
        """
        own = f"note.{rule}"
        return self.t(own) if own in words() else note(self.language)

    def not_accused(self, rule: str) -> str:
        """That nobody is accused, with what a difference may come from where the rule compares figures."""
        own = f"accused.{rule}"
        return self.t(own if own in words() else "finding.not_accused")

    def why(self, said: str) -> str:
        """Why a finding was opened or closed; as it is told where there is no word for it."""
        if said in WHY:
            return self.t(f"why.{WHY[said]}")
        return self.t("why.carried") if said.startswith(CARRIED.partition("{")[0]) else said

    def basis(self, source: str) -> str:
        """The rules that an indicator stands on; in Indonesian without the remarks beside them, which are English.

        >>> Voice("id", {}, date(2025, 1, 1)).basis("UU 24/2013 art. 63 (17 years or married); KIA is also a book")
        'UU 24/2013 Pasal 63'
        """
        if self.language != "id":
            return source
        parts = [re.sub(r" \(.*?\)", "", part).strip() for part in source.split(";")]
        return "; ".join(part for part in parts if not _REMARK.search(part)).replace(" art. ", " Pasal ")

    def explain(self, kind: Literal["reading", "reason"], code: str) -> str:
        """A reading or a reason of a finding in words; its code where the wording does not know it."""
        try:
            return explain(kind, code, self.language)
        except KeyError:
            return code

    def link(self, path: str, **parameters: object) -> str:
        """An address on this site that keeps the language; parameters that are None or empty are left out."""
        if not parameters and self.language == "id" and _PLAIN_PATH.match(path):
            return path
        kept = {name: str(value) for name, value in parameters.items() if value is not None and value != ""}
        if self.language != "id":
            kept["lang"] = self.language
        where = path if _PLAIN_PATH.match(path) else quote(path, safe="/.-_~:")
        # as most are, and quoting them takes tenfold the time; names may be a visitor's, too
        if all(map(_PLAIN_VALUE.match, (*kept, *kept.values()))):
            asked = "&".join(f"{name}={value}" for name, value in kept.items())
        else:
            asked = urlencode(kept)
        return f"{where}?{asked}" if asked else where

    def number(self, value: int) -> str:
        """A whole number, grouped."""
        return f"{value:,d}".replace(",", "." if self.language == "id" else ",")

    def figure(self, figure: Figure | None, unit: Unit | None = None, *, percent: bool = False) -> str:
        """A figure for a table: short, with a sign for its bound.

        >>> from decimal import Decimal
        >>> voice = Voice("id", {}, date(2025, 1, 1))
        >>> voice.figure(Figure(Decimal("99.20"), Comparator.MORE, "99,20 persen"), percent=True)
        '>99,20%'
        >>> voice.figure(Figure(Decimal(214600000000)), Unit.RUPIAH), voice.figure(Figure(Decimal(310785)), Unit.PERSON)
        ('Rp214,6 miliar', '310.785')
        """
        if figure is None:
            return ""
        sign = _SIGNS[figure.comparator]
        if percent:
            return f"{sign}{number(figure.value, self.language, term(figure).decimals)}%"
        plain = term(Figure(figure.value), unit if unit is Unit.RUPIAH else None)
        return sign + plain.say(self.language)

    def percent(self, value: Decimal) -> str:
        """A bare percentage."""
        return f"{number(value, self.language)}%"

    def field(self, claim: Claim, name: str) -> str:
        """One numeric field of a claim, empty where it has none."""
        figure: Figure | None = getattr(claim, name)
        return self.figure(figure, claim.unit, percent=name.endswith("percentage"))

    def main_figure(self, claim: Claim) -> str:
        """The figure that stands for a claim: its percentage, else the first that it has, named, or its target."""
        for name in ("percentage", *NUMERIC_FIELDS):
            if getattr(claim, name) is not None:
                said = self.field(claim, name)
                if not name.endswith("percentage"):
                    said = f"{said} {self.unit(claim.unit)}".strip()
                return said if name in ("percentage", "achieved") else f"{said} ({self.t(f'field.{name}').lower()})"
        return self.target(claim.targets[0]) if claim.targets else "–"

    def unit(self, unit: Unit | None) -> str:
        """What amounts count; nothing for rupiah, which the amount names itself."""
        return "" if unit is None or unit is Unit.RUPIAH else self.t(f"unit.{unit}")

    def target(self, target: Target) -> str:
        """A target in words."""
        said = [self.t(f"setter.{target.setter or 'none'}")]
        if target.percentage is not None:
            said.append(self.figure(target.percentage, percent=True))
        text = " ".join(said)
        if target.met is not None:
            text += f", {self.t('met.yes' if target.met else 'met.no')}"
        if target.deadline is not None:
            text += f", {self.t('met.by', day=self.period(target.deadline))}"
        return text

    def period(self, period: Period | None) -> str:
        """A period in words; a dash for none. Days of one month are told short, and months of one year.

        >>> voice = Voice("id", {}, date(2025, 1, 1))
        >>> voice.period(Period("2025-06-21/2025-06-30")), voice.period(Period("2024-09/2024-12"))
        ('21–30 Juni 2025', 'September–Desember 2024')
        """
        return "–" if period is None else _said(period.text, self.language)

    def day(self, moment: date | datetime | None) -> str:
        """A day in words; a dash for none. The store's own moments (UTC) are told in western Indonesian time."""
        if moment is None:
            return "–"
        if isinstance(moment, datetime) and moment.tzinfo is UTC:
            moment = moment.astimezone(READERS_ZONE)
        day = moment.date() if isinstance(moment, datetime) else moment
        return _said(day.isoformat(), self.language)

    def moment(self, moment: datetime) -> str:
        """A moment of the store in western Indonesian time.

        >>> Voice("id", {}, date(2025, 1, 1)).moment(datetime(2025, 5, 3, 2, 7, tzinfo=UTC))
        '3 Mei 2025, 09.07 WIB'
        """
        clock = moment.astimezone(READERS_ZONE).strftime("%H.%M" if self.language == "id" else "%H:%M")
        return f"{self.day(moment)}, {clock} WIB"

    def short_day(self, day: date | datetime | None) -> str:
        """A day for a narrow column: "15 Mar 2025"."""
        if day is None:
            return "–"
        number_, month, year = self.day(day).split(" ")
        return f"{number_} {month[:3]} {year}"

    def month(self, day: date, *, year: bool) -> str:
        """A month under a chart's axis: "Mar", or "Jan 2025"."""
        name = when(Period(f"{day:%Y-%m}"), self.language)
        return f"{name[:3]} {day.year}" if year else name[:3]

    def month_name(self, month: str) -> str:
        """The short name of a month given as "2025-01"."""
        return self.month(date.fromisoformat(f"{month}-01"), year=False)

    def age(self, day: date | None) -> str:
        """How long ago, roughly.

        >>> Voice("en", {}, date(2025, 3, 1)).age(date(2024, 12, 1))
        '3 mo'
        """
        if day is None:
            return ""
        days = (self.today - day).days
        if days < 0:
            return self.t("age.ahead")
        if days == 0:
            return self.t("age.today")
        if days < 60:
            return self.t("age.days", n=days)
        return (
            self.t("age.months", n=round(days / 30.44)) if days < 730 else self.t("age.years", n=round(days / 365.25))
        )

    def place(self, code: str | None) -> str:
        """A place's full name."""
        return _place(code, self.language)

    def province(self, code: str) -> str:
        """A province's name behind the word for it."""
        return self.place(code).removeprefix("Provinsi ")

    def short_place(self, code: str | None) -> str:
        """A place's name for a narrow column.

        >>> Voice("id", {}, date(2025, 1, 1)).short_place("62.02")
        'Kab. Kotawaringin Timur'
        """
        return _short_place(code, self.language)

    def named(self, filter_: str, value: str) -> str:
        """What a filter's value is called."""
        match filter_:
            case "place":
                return self.place(value)
            case "indicator":
                return self.indicator(value)
            case "publisher":
                return self.outlet(value)
            case _:
                return self.word("status" if filter_ == "outcome" else filter_, value)

    def place_in_list(self, code: str) -> str:
        """A place's name in a list by code: what lies in another place stands further in."""
        return _place_in_list(code, self.language)

    def indicator(self, slug: str, text: str | None = None) -> str:
        """An indicator's name; the article's own words for `other`."""
        known = indicators().get(slug)
        if known is None:
            return text or self.t("indicator.other")
        return known.label if self.language == "id" else known.label_en

    def outlet(self, slug: str | None, url: str | None = None) -> str:
        """An outlet's name; its slug or host where the registry does not know it."""
        known = self.publishers.get(slug or "")
        return known.name if known else slug or host_of(url) or "–"

    def voices(self, finding: Finding) -> str:
        """The outlets that a finding names, each once."""
        return ", ".join(dict.fromkeys(self.outlet(side.publisher, side.url) for side in finding.sides))

    def message(self, finding: Finding) -> str:
        """What a finding says, outlets by name; its sum where it says nothing."""
        said = finding.message_id if self.language == "id" else finding.message_en
        names = {slug: self.outlet(slug) for side in finding.sides if (slug := side.publisher)}
        return name_outlets(said or finding.message_id, names) or self.sum(finding)

    def headline(self, finding: Finding) -> str:
        """What a finding says, as a heading: no line ends between a figure and its unit, or within a day.

        >>> _TORN.sub("_", "46,2 persen per 30 Juni 2025, lalu 198 per 4 Mei, Rp1.983 miliar")
        '46,2_persen per 30_Juni_2025, lalu 198 per 4 Mei, Rp1.983_miliar'
        """
        return _TORN.sub("\u00a0", self.message(finding))

    def amount(self, claim: Claim, name: str) -> str:
        """One numeric field of a claim with what it counts.

        >>> from decimal import Decimal
        >>> claim = Claim(indicator="subsidized_fertilizer", achieved=Figure(Decimal("3864.5")), unit=Unit.TON)
        >>> Voice("id", {}, date(2025, 1, 1)).amount(claim, "achieved")
        '3.864,5 ton'
        """
        said = self.field(claim, name)
        return said if not said or name.endswith("percentage") else f"{said} {self.unit(claim.unit)}".strip()

    def sum(self, finding: Finding) -> str:
        """The sum that was done, in words of this language."""
        return say_sum(finding.sum, self.language)

    def operand(self, name: str, value: str) -> tuple[str, str]:
        """A figure that a sum used: what it is, and its value."""
        return say_operand(name, value, self.language)


# what many cells of a table say again and again


@lru_cache(maxsize=8_192)
def _said(period: str, language: Language) -> str:
    """A period in words, as its text has it; days of one month are told short, and months of one year."""
    head, _, tail = period.partition("/")
    if len(head) == len(tail) == 10 and head[:7] == tail[:7]:
        return f"{int(head[8:])}–{when(Period(tail), language)}"
    if len(head) == len(tail) == 7 and head[:4] == tail[:4] and "Q" not in period and "H" not in period:
        return f"{when(Period(head), language).partition(' ')[0]}–{when(Period(tail), language)}"
    return when(Period(period), language)


@lru_cache(maxsize=20_000)
def _place(code: str | None, language: Language) -> str:
    return "place not clear" if code is None and language == "en" else place_name(code)


@lru_cache(maxsize=20_000)
def _place_in_list(code: str, language: Language) -> str:
    return "\u2003" * code.count(".") + _place(code, language)


@lru_cache(maxsize=20_000)
def _short_place(code: str | None, language: Language) -> str:
    name = _place(code, language)
    for long, short in _SHORT.items():
        name = f"{short}{name.removeprefix(long)}" if name.startswith(long) else name
    return name


def host_of(url: str | None) -> str | None:
    """The host of an address; None where it has none or is no address."""
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def web_link(url: str | None) -> str | None:
    """The address if a browser may follow it: http or https with a host; None for anything else.

    >>> web_link("javascript:alert(1)"), web_link("https://kabarmentaya.localhost/a")
    (None, 'https://kabarmentaya.localhost/a')
    """
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return url.strip() if url and parts.scheme in ("http", "https") and parts.hostname else None
