"""When a figure held: which periods can be its time, the one that its own words state, and the day it was said."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from extract.discourse import Bundle
from extract.mentions import PeriodMention, PeriodRole
from extract.reading import Reading, remembered, within
from extract.roles import RoleOf
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.periods import Period
from models.values import AsOfSource

_DIGIT = re.compile(r"\d")
THIS = re.compile(r"\bini\Z", re.IGNORECASE)
_SINCE = pattern("since")
_AFTER = re.compile(r"\b(?:setelah|usai)\s+(?:pada\s+|di\s+)?(?:tahun\s+)?\Z", re.IGNORECASE)
_NEXT = 12
"""Characters behind a time in which its own figure begins."""
_IN = re.compile(
    r"\b(?:pada|di|sepanjang|selama|untuk|hingga|sampai|akhir|awal|dalam)\s+(?:tahun\s+(?:anggaran\s+)?)?\Z",
    re.IGNORECASE,
)
_OF_POPULATION = pattern("of_population")
_LIKE = pattern("like_before")
_ITS_NUMBER = re.compile(r"\s*(?:sebanyak|sebesar|sejumlah|yakni|yaitu|mencapai|tercatat|adalah)\s+\d")
_COMPARED_TO = pattern("compared_to")
_EVENT = pattern("event")
_THEN_WAS = re.compile(r",?\s+(?:yang|yakni|yaitu|sebesar|senilai)\s+(?:\w+\s+){0,2}(?:rp\.?\s?)?\d", re.IGNORECASE)
_HAPPENED = pattern("happened_then")
_STALLED = pattern("stalled_then")
_TRANCHE_OF = pattern("tranche_of")
_CAMPAIGN_OF = pattern("campaign_of")
_AT = pattern("at")
_FORWARD = 110
"""Characters before a period in which somebody looks forward to it."""
_DECEMBER = 12
ROSE_FROM = re.compile(r"\bdari\s+(?:rp\.?\s?)?\d[^;]{0,30}?\s(?:pada|di)\s+(?:tahun\s+)?\Z", re.IGNORECASE)
"""Before the time of what a figure rose from: "kini 60 persen, naik dari 42 persen pada 2021"."""
_ROSE = 60
OF_ANOTHER_TIME = (".since", ".from", ".compare", ".event", ".law")
"""Ends of the rules of periods that an article names only to look back, or as part of a name."""
_COMPARED = re.compile(r"\b(?:sebelumnya|semula|(?:di)?banding(?:kan)?|ketimbang|daripada)\b", re.IGNORECASE)
_TURNS_TO_NOW = re.compile(
    r"\b(?:tetapi|tapi|namun|sedangkan|sementara|padahal|nyatanya|kenyataannya|ternyata)\b", re.IGNORECASE
)
_NEXT_CLAUSE = re.compile(r"[^.;\n]*,\s*(?:dan\s+|maka\s+)?")
_FIGURE = re.compile(r"(?:persen|%)\s*\Z", re.IGNORECASE)
_YEAR_BEHIND = 20
"""Characters behind a figure in which its year begins: "Rp5 miliar pada tahun 2023"."""
_IN_SERIES = ("year", "half", "quarter", "month")
PARTS_OF_YEAR = ("quarter", "half")
_WITH_YEAR = re.compile(
    r"(.*?\w)[\s,/-]+(?:(?:tahun|thn|th|ta)\.?\s+(?:anggaran\s+)?)?20\d\d", re.IGNORECASE | re.DOTALL
)
LONGEST = 370
"""Days of the longest period that a figure can hold for; "2020-2024" is a plan's."""


def told_in_full(found: list[PeriodMention], published: date | datetime | None) -> list[PeriodMention]:
    """Quarters and halves without a year, of the year with which the article also names them: "Triwulan II - 2021".

    Where the day of publication is known, only those that would lie ahead of it: in May "triwulan IV" is last year's
    if the article names "triwulan IV 2022".
    """
    day = published.isoformat()[:10] if published is not None else None
    full: dict[str, set[Period]] = {}
    for mention in found:
        named = _WITH_YEAR.fullmatch(mention.text) if mention.rule.startswith(PARTS_OF_YEAR) else None
        if named and mention.period and not mention.anchored and not mention.rule.endswith(OF_ANOTHER_TIME):
            full.setdefault(named[1].lower(), set()).add(mention.period)
    made = []
    for mention in found:
        told = full.get(mention.text.lower(), set()) if mention.rule.startswith(PARTS_OF_YEAR) else set()
        ahead = day is not None and mention.period is not None and mention.period.first.isoformat() > day
        open_ = mention.period is None or (mention.anchored and ahead)
        made.append(replace(mention, period=min(told), anchored=True) if open_ and len(told) == 1 else mention)
    return made


@remembered
def usable(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a period can be the time of a figure: resolved, not too long, no deadline, not still to come."""
    period = mention.period
    if period is None or mention.role is PeriodRole.DEADLINE or period.days > LONGEST:
        return False
    last = _last_day(reading)
    if last is not None and period.first > last:
        return False
    if _event(reading, mention) or _of_tranche(reading, mention):
        return False
    if _of_whole_alone(reading, mention) or _likened(reading, mention):
        return False
    if mention.role is PeriodRole.PLAIN and period.days > 31 and still_running(reading, period):
        before = reading.text[max(0, mention.start - 40) : min(mention.start, mention.span_start or mention.start)]
        if not (_IN.search(before) or THIS.search(mention.text) or _beside_another(reading, mention)):
            return False  # "BIAN tahun 2022" in 2022: by its year a programme is named
    return True


def _likened(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a time is only what the present is like: "Sama seperti tahun sebelumnya, Kubu Raya Rp2 miliar"."""
    if mention.role is not PeriodRole.PLAIN:
        return False
    first = min(mention.start, mention.span_start or mention.start)
    return bool(_LIKE.search(reading.text, max(0, first - 40), first)) and reading.text.startswith(",", mention.end)


def _last_day(reading: Reading) -> date | None:
    """The day behind which nothing can have been reached: of publication, else the last on which somebody spoke."""
    if reading.published is not None:
        return _day(reading.published)
    said = (p.period.last for p in reading.periods if p.role is PeriodRole.SAID and p.period and not p.anchored)
    return max(said, default=None)


def _beside_another(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a year stands right behind a figure and another year before it: "2022 13,8 persen, 15,3 persen 2023"."""
    if not _FIGURE.search(reading.text, max(0, mention.start - 12), mention.span_start or mention.start):
        return False
    before = within(reading.periods, sentence_at(reading, mention.start).start, mention.start)
    return any(p.rule.startswith("year") and p.period != mention.period for p in before)


def _event(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a year belongs to the name of an event: "Pilkada 2024"."""
    before = reading.text[max(0, mention.start - 60) : mention.start]
    named = mention.rule.startswith("year") and _CAMPAIGN_OF.search(before)
    return bool(named or _EVENT.search(before)) or _happened_then(reading, mention)


def _happened_then(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a time is that of what once happened to what is measured: "jembatan yang putus pada Desember 2023"."""
    if mention.role is not PeriodRole.PLAIN or ".range" in mention.rule:
        return False
    first = min(mention.start, mention.span_start or mention.start)
    if reading.text.startswith(",", mention.end) and _STALLED.search(reading.text[max(0, first - 80) : first]):
        return True
    return bool(_HAPPENED.search(reading.text, max(0, first - 80), first))


def _of_tranche(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a quarter or half names a tranche of money that is paid out: "131 desa menyerap ADD triwulan III"."""
    if not mention.rule.startswith(PARTS_OF_YEAR) or mention.role is not PeriodRole.PLAIN:
        return False
    return bool(_TRANCHE_OF.search(reading.text[max(0, mention.start - 40) : mention.start]))


def today(reading: Reading) -> Period | None:
    """The day of publication; of an undated article the first full day on which something was said in it."""
    if reading.published is not None:
        return _on(_day(reading.published))
    said = (
        p.period for p in reading.periods if p.role is PeriodRole.SAID and p.period and p.start >= reading.title_end
    )
    return next(said, None)


@lru_cache(maxsize=64)
def _on(day: date) -> Period:
    return Period(day.isoformat())


def _day(published: date | datetime) -> date:
    return published.date() if isinstance(published, datetime) else published


def choose_period(reading: Reading, start: int, figure: int) -> PeriodMention | None:
    """The period among the words before a figure: a cut-off ("per", "hingga") before any other, else the nearest.

    "Kemarin" right before its figure is a period too, though elsewhere it is when something was said.
    """
    named = [p for p in within(reading.periods, start, figure) if usable(reading, p) and not begins(reading, p)]
    named = [p for p in named if not p.rule.endswith(".compare") or _COMPARED_TO.fullmatch(reading.text, p.end, figure)]
    stated = [p for p in named if p.role in (PeriodRole.AS_OF, PeriodRole.PLAIN)]
    if len(stated) > 1 and _AT.fullmatch(reading.text, start, stated[0].span_start or stated[0].start):
        stated = stated[
            1:
        ]  # "87,3 persen per Februari 2021 dari sebelumnya pada April 2020 sebesar": the first is taken
    if stated and any(p.role is PeriodRole.NOW for p in within(reading.periods, stated[-1].end, figure)):
        now = max(p.start for p in within(reading.periods, stated[-1].end, figure) if p.role is PeriodRole.NOW)
        if _of_year_before(reading, stated[-1]) or _TURNS_TO_NOW.search(reading.text, stated[-1].end, now):
            return None  # "mestinya 50 persen pada akhir Februari, tetapi kini baru 12 persen"
        if _over_before(reading, stated[-1], now):
            return None  # "baru bulan lalu dimulai, kini 60 persen"
    cut_offs = [p for p in stated if p.role is PeriodRole.AS_OF]
    if cut_offs and _COMPARED.search(reading.text, cut_offs[-1].end, stated[-1].start):
        cut_offs = []  # "… per Februari 2021 dari sebelumnya pada April 2020 sebesar …"
    if stated:
        return _to_the_day(reading, (cut_offs or stated)[-1])
    yesterday = [p for p in named if p.role is PeriodRole.SAID and p.text.lower() == "kemarin"]
    return yesterday[-1] if yesterday and figure - yesterday[-1].end < 40 else None


def _of_year_before(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a time, no cut-off, lies in a year before the article's: "yang didata tahun lalu, kini 91 persen"."""
    day = today(reading)
    told = mention.period if mention.role is PeriodRole.PLAIN else None
    return told is not None and day is not None and told.last.year < day.first.year


def _over_before(reading: Reading, mention: PeriodMention, now: int) -> bool:
    """Whether a clause about a time that is over, no cut-off, stands before one that begins with "kini"."""
    day = today(reading)
    told = mention.period if mention.role is PeriodRole.PLAIN else None
    ended = told is not None and day is not None and told.last < day.first
    return ended and _NEXT_CLAUSE.fullmatch(reading.text, mention.end, now) is not None


def _of_whole_alone(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a period is that of a population right behind it: "penduduk pada data 2022 sebanyak 1.490.418 jiwa"."""
    first = min(mention.start, mention.span_start or mention.start)
    led = _OF_POPULATION.search(reading.text[max(0, first - 80) : mention.start])
    return led is not None and bool(_ITS_NUMBER.match(reading.text, mention.end))


def _to_the_day(reading: Reading, mention: PeriodMention) -> PeriodMention:
    """A week or a part of one as the day that is printed right behind it: "akhir pekan kemarin (13/7)"."""
    if mention.period is None or not mention.rule.startswith("week.relative"):
        return mention
    behind = (p for p in reading.periods if mention.end <= p.start <= mention.end + 3)
    day = next((p.period for p in behind), None)
    told = day is not None and day.days == 1 and mention.period.contains(day)
    return replace(mention, period=day) if told else mention


def begins(reading: Reading, mention: PeriodMention) -> bool:
    """Whether it is when something began: "mulai 24 Juni", "sejak 2019"; "sejak Januari-November" holds at its end."""
    if ".range" in mention.rule or ".until" in mention.rule:
        return False
    if mention.rule.endswith(".from") and _THEN_WAS.match(reading.text, mention.end):
        return False  # "naik 5 persen menjadi 41,2 persen dari Juni yang 36,2 persen"
    first = min(mention.start, mention.span_start or mention.start)
    left = reading.text[max(0, first - 160) : mention.start]
    if within(reading.numbers, mention.end, mention.end + _NEXT) and _AFTER.search(left):
        return False  # "kini 80 persen, setelah pada 2023 70 persen"
    return bool(_SINCE.search(left))


def between_figures(reading: Reading, bundle: Bundle) -> PeriodMention | None:
    """The time right behind a first figure: "17,7 persen pada 2022, dan 15,2 persen pada 2023 atau 63 anak"."""
    if len(bundle.roles) < 2:
        return None
    end = bundle.roles[0].number.hedge_end
    inside = [p for p in within(reading.periods, end, bundle.end) if p.role is PeriodRole.PLAIN]
    first = inside[0] if inside else None
    if first is None or not _AT.fullmatch(reading.text, end, first.span_start or first.start):
        return None
    return first if usable(reading, first) else None


def of_own_year(reading: Reading, role: RoleOf, before: Bundle, start: int) -> bool:
    """Whether a figure of a series has a year, or a part of one, of its own: "2021 Rp3 miliar, 2022 Rp4 miliar"."""
    end = role.number.hedge_end
    beside = within(reading.periods, start, role.number.hedge_start) or [
        period
        for period in within(reading.periods, end, end + _YEAR_BEHIND)
        if _IN.fullmatch(reading.text[end : period.span_start or period.start].strip() + " ")
    ]
    spans = [p for p in beside if usable(reading, p) and (p.role is PeriodRole.AS_OF or p.rule.startswith(_IN_SERIES))]
    spans = [p for p in spans if p.role in (PeriodRole.AS_OF, PeriodRole.PLAIN)][-1:]
    return len(spans) == 1 and (before.period is None or before.period.period != spans[0].period)


def still_running(reading: Reading, period: Period) -> bool:
    """Whether the article was published inside a period."""
    day = today(reading)
    return day is not None and period.contains(day)


def only_year(reading: Reading) -> PeriodMention | None:
    """The one year that an undated article speaks of, where it says nothing else of when: "pagu Dana Desa 2024"."""
    if reading.published is not None:
        return None
    told = [p for p in reading.periods if p.period and reading.noisy(p.start) is None and not _event(reading, p)]
    told = [p for p in told if p.period and p.role is not PeriodRole.DEADLINE and not begins(reading, p)]
    told = [p for p in told if not p.rule.endswith(OF_ANOTHER_TIME)]  # "menjelang Lebaran 2025"
    told = [p for p in told if not ROSE_FROM.search(reading.text, max(0, p.start - _ROSE), p.start)]
    due = {p.period.last.year for p in reading.periods if p.role is PeriodRole.DEADLINE and p.period}
    years = [p for p in told if p.rule.startswith("year") and p.period and p.period.days > 31]
    years = [p for p in years if p.period and p.period.last.year not in due]  # "Desa Terlistriki di 2022"
    alike = {p.period.first.year for p in told if p.period} | {p.period.last.year for p in told if p.period}
    first = next(reading.body_sentences(), None)
    lead = first.end if first is not None else reading.title_end
    told = [p for p in years if p.start < lead or p.rule.startswith("year.budget")]
    return told[0] if told and len(alike) == 1 else None


def sentence_at(reading: Reading, offset: int) -> Sentence:
    """The sentence in which an offset lies."""
    return reading.sentences[bisect_right(reading.sentences, offset, key=lambda sentence: sentence.start) - 1]


_DATELINE = re.compile(r"\W*[A-Z][A-Z.'/ -]{2,40}[ ,(–—-]*")
_YESTERDAY = ("kemarin", "kemaren")


def _in_quotes(reading: Reading, offset: int) -> bool:
    """Whether somebody's own words go on at an offset: their "kemarin" is no day on which they were said."""
    start = reading.text.rfind("\n", 0, offset) + 1
    return reading.text.count('"', start, offset) % 2 == 1


def _behind_speaker(reading: Reading, mention: PeriodMention, sentence: Sentence) -> bool:
    """Whether "kemarin" of another sentence is when somebody spoke in it: "kata Arga Sena, kemarin"."""
    return (
        reading.text[mention.start - 2 : mention.start] == ", " and not sentence.start <= mention.start < sentence.end
    )


def _in_dateline(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a day stands behind the town with which a report begins, where nobody has spoken yet."""
    start = reading.text.rfind("\n", 0, mention.start) + 1
    return bool(_DATELINE.fullmatch(reading.text, start, mention.start))


def said_day(
    reading: Reading, sentence: Sentence | None
) -> tuple[Period | None, AsOfSource | None, tuple[int, int] | None]:
    """The day on which a sentence was said: its own, the article's first, else the day of publication."""
    said = [p for p in reading.periods if p.role is PeriodRole.SAID and p.period and reading.noisy(p.start) is None]
    said = [p for p in said if not (p.text.lower() in _YESTERDAY and _in_quotes(reading, p.start))]
    if len(said) > 1 and _in_dateline(reading, said[0]):
        said = said[1:]  # "SAMPIT (9/3) … ujarnya, Rabu (6/3)": written on the one, said on the other
    if sentence is not None:
        if any(p.role is PeriodRole.NOW for p in within(reading.periods, sentence.start, sentence.end)):
            # "kemarin 59 persen, hari ini 62 persen"
            said = [p for p in said if p.text.lower() not in _YESTERDAY or _behind_speaker(reading, p, sentence)]
        own = [p for p in said if sentence.start <= p.start < sentence.end]
        if own:
            return own[0].period, AsOfSource.SAID, (own[0].start, own[0].end)
    if said:
        return said[0].period, AsOfSource.SAID, (said[0].start, said[0].end)
    if reading.published is not None:
        return Period(reading.published.isoformat()[:10]), AsOfSource.PUBLISHED, None
    return None, None, None
