"""The time of an article's data: what its title, a line over or below a list, or a sentence of its own tells of it."""

from __future__ import annotations

import re

from extract.mentions import Kind, PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.sentences import Sentence
from extract.times import OF_ANOTHER_TIME, ROSE_FROM, begins, sentence_at, still_running, today, usable
from extract.vocabulary import pattern
from models.periods import Period

_DATA = pattern("data")
_THAT_LEVEL = pattern("of_that_level")
_MEETING = pattern("meeting")
_RECORDED = pattern("recorded")
_ITS_FIGURE = re.compile(
    r"\s*:?(?:\s*(?:ada|sudah|telah|baru|masih|hanya|sebanyak|sebesar|sejumlah|sekitar|mencapai)\b)*\s*(?:rp\.?\s?)?\d",
    re.IGNORECASE,
)
_EVALUATED = pattern("evaluated")
_LOOKED_BACK = pattern("looked_back")
_CAMPAIGN = pattern("campaign")
_OF_OTHERS = frozenset({"teaser", "furniture"})
"""Noise that leads to other stories."""
_HEADING = "heading"
"""The reason of noise for a line between paragraphs that tells what follows."""
_SOURCE_LINE = pattern("source_line")
_ALONE = re.compile(r"(?:\W|pukul\s\d\d?[.:]\d\d|wib|wita|wit)*", re.IGNORECASE)
_THAT_ONE = pattern("that_one")
_BEFORE = 140
"""Characters before a period in which its sentence says that it is that of data."""
_REGIONS = 600
"""More than these are no counted regions: "32 provinsi"."""
_YEAR_LONG = len("2024")


def headed_period(reading: Reading, start: int) -> PeriodMention | None:
    """The one time that the heading right before an offset names: "Data perekaman per 6 Desember 2024" over a list.

    Behind "Baca juga:" a heading is that of another story.
    """
    before = [(first, last, reason) for first, last, reason in reading.noise if last <= start]
    lines = [(first, last) for first, last, reason in before if reason == _HEADING]
    if not lines or reading.text[lines[-1][1] : start].strip():
        return None
    led = [last for _, last, reason in before if reason in _OF_OTHERS and last <= lines[-1][0]]
    if led and not reading.text[led[-1] : lines[-1][0]].strip():
        return None
    named = [p for p in within(reading.periods, *lines[-1]) if usable(reading, p)]
    told = [p for p in named if p.role is PeriodRole.AS_OF or (p.role is PeriodRole.PLAIN and not begins(reading, p))]
    return told[0] if len(told) == 1 and not told[0].rule.endswith(OF_ANOTHER_TIME) else None


def _of_campaign(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a period is the days of a campaign that is over: "PIN Polio serentak pada 8-15 Maret"."""
    sentence = sentence_at(reading, mention.start)
    over = mention.period is not None and today(reading) is not None and not still_running(reading, mention.period)
    if (
        not over
        or not mention.rule.startswith("days.range")
        or not within(reading.indicators, sentence.start, sentence.end)
    ):
        return False
    window = (reading.text, sentence.start, mention.start)
    return bool(_CAMPAIGN.search(*window)) and not _MEETING.search(*window)


def _below(reading: Reading) -> list[PeriodMention]:
    """The times in lines below a list that say where it is from: "*Data per 6 Desember 2024", "Sumber: BPS, 2024"."""
    kept = (p for p in reading.periods if reading.noisy(p.start) in (_HEADING, "furniture") and usable(reading, p))
    dated = (p for p in kept if p.role in (PeriodRole.AS_OF, PeriodRole.PLAIN))
    return [p for p in dated if _SOURCE_LINE.fullmatch(reading.text, _line_start(reading, p.start), p.start)]


def _line_start(reading: Reading, offset: int) -> int:
    return reading.text.rfind("\n", 0, offset) + 1


_BEGINS = (".since", ".from")
"""Rules of times from which on something is counted: no figure is of those."""


def title_period(reading: Reading) -> PeriodMention | None:
    """The cut-off that the title names, or the one period in it that was over when the article appeared."""
    named = [p for p in within(reading.periods, 0, reading.title_end) if usable(reading, p)]
    named = [p for p in named if not p.rule.endswith(_BEGINS)]  # "Baru 84 Desa Lunas PBB Sejak Januari"
    cut_off = next((p for p in named if p.role is PeriodRole.AS_OF), None)
    day = reading.published
    over = [p for p in named if day and p.period and p.period.last.isoformat() < day.isoformat()[:10]]
    plain = [p for p in over if p.role is PeriodRole.PLAIN]
    return cut_off or (plain[0] if len(plain) == 1 else None)


def data_period(reading: Reading) -> PeriodMention | None:
    """The time of an article's data, wherever it is told: "Data ini hingga Juni 2018"."""
    named = [p for p in reading.periods if reading.noisy(p.start) is None and usable(reading, p)]
    named = [p for p in named if not p.rule.endswith(".compare")]  # "jumlah ini turun dibanding tahun lalu"
    stated = [p for p in named if p.role in (PeriodRole.AS_OF, PeriodRole.PLAIN)]
    told = [p for p in stated if _of_that_level(reading, p) or (is_of_data(reading, p) and not _of_its_own(reading, p))]
    told = told or _below(reading) or [p for p in stated if _of_campaign(reading, p)]
    first = told[0].period if told else None
    inside = [p for p in told if first and p.period and first.contains(p.period)]
    return inside[-1] if inside and len(inside) == len(told) else None


def is_of_data(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a period is that of the data: "berdasarkan data kependudukan semester I", "tahun 2016 tercatat"."""
    if mention.rule.endswith(OF_ANOTHER_TIME):
        return False  # "angka tersebut turun dari tahun 2022"
    if _RECORDED.match(reading.text, mention.end) and not begins(reading, mention):
        return True
    sentence = sentence_at(reading, mention.start)
    window = (reading.text, max(sentence.start, mention.start - _BEFORE), mention.start)
    if ROSE_FROM.search(*window):
        return False  # "angka itu naik dari 70 persen pada 2023"
    if mention.rule.startswith(("quarter", "half")) and _EVALUATED.search(*window):
        return True  # "rapat evaluasi pelaksanaan kegiatan triwulan II": what the meeting looks back on
    over = mention.period is not None and not still_running(reading, mention.period)
    if any(p.role is PeriodRole.NOW for p in within(reading.periods, mention.end, sentence.end)):
        return False  # "pendataan 2022 sebanyak 4.860 unit, yang ditangani hingga kini 1.327 unit"
    if over and mention.rule.startswith("year") and _LOOKED_BACK.search(*window):
        return True  # "nota pertanggungjawaban pelaksanaan APBD 2023"
    return bool(_DATA.search(*window))


def is_recorded(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a record right behind a period tells how much it was then: "di tahun 2017 tercatat 5,4 juta jiwa"."""
    recorded = _RECORDED.match(reading.text, mention.end)
    return recorded is not None and _ITS_FIGURE.match(reading.text, recorded.end()) is not None


def _of_its_own(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a period is only that of its sentence: of whom something is due ("sasaran per Desember 27 ribu orang"),
    or of what a record told right behind it: "perekaman di tahun 2017 tercatat 90 persen".
    """
    if is_recorded(reading, mention):
        return True
    sentence = sentence_at(reading, mention.start)
    numbers = within(reading.numbers, sentence.start, sentence.end)
    numbers = [n for n in numbers if n.unit is not None or n.kind is not Kind.COUNT or n.value > _REGIONS]
    year = mention.rule.startswith("year")
    if year and (_ITS_FIGURE.match(reading.text, mention.end) or _tells_another(reading, sentence)):
        return True  # "populasi berdasarkan data 2021 sebanyak 4.221 ekor"; another figure than those told before
    reached = any(c.kind in ("achieved", "done") for c in within(reading.cues, sentence.start, sentence.end))
    return bool(numbers) and not reached and all(n.kind is not Kind.PERCENT for n in numbers)


def _tells_another(reading: Reading, sentence: Sentence) -> bool:
    """Whether the body before a sentence tells percentages, and this sentence other ones than those."""
    before = within(reading.numbers, reading.title_end, sentence.start)
    told = {n.value for n in before if n.kind is Kind.PERCENT and reading.noisy(n.start) is None}
    own = {n.value for n in within(reading.numbers, sentence.start, sentence.end) if n.kind is Kind.PERCENT}
    return bool(told and own) and not told & own


def _of_that_level(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a sentence without figures tells when those before it held: "realisasi itu terhitung per 31 Juli"."""
    sentence = sentence_at(reading, mention.start)
    if within(reading.numbers, sentence.start, sentence.end):
        return False
    if mention.rule.startswith("year") and (mention.period is None or still_running(reading, mention.period)):
        return False
    first = mention.span_start or mention.start
    alone = mention.role is PeriodRole.AS_OF and _ALONE.fullmatch(reading.text, mention.end, sentence.end)
    if alone and _ALONE.fullmatch(reading.text, sentence.start, first):
        return True  # "Data per 10 September 2023."
    if not _THAT_LEVEL.search(reading.text[sentence.start : first]):
        named = within(reading.indicators, sentence.start, first)
        if not named or mention.role is not PeriodRole.AS_OF:
            return False
        if not _THAT_ONE.fullmatch(reading.text, named[0].end, first):
            return False  # "Penyaluran di Kabupaten Barito Kuala tersebut hingga 31 Juli"
    before = (p for p in reading.periods if reading.title_end <= p.start < sentence.start and usable(reading, p))
    stated = (p.period for p in before if p.role in (PeriodRole.PLAIN, PeriodRole.AS_OF) and p.period)
    return not any(mention.period is not None and period.contains(mention.period) for period in stated)


def refine(reading: Reading, period: Period) -> Period:
    """A period as closely as the article gives it: by the one cut-off, or the one month, that it names within it.

    A month or a third of one gives way to a day; a quarter, a half and a part of a year only to what ends with it:
    "semester I … dari Januari-Juni", "sampai akhir kuartal III … hingga bulan September".
    """
    if period.days == 1 or len(period.text) == _YEAR_LONG:
        return period
    if period.days <= 31:
        closer = {p.period for p in _cut_offs(reading) if p.period and p.period.days == 1}
        inside = [day for day in closer if period.contains(day)]
        return inside[0] if len(inside) == 1 and len(closer) == 1 else period
    part = "/" in period.text
    named = {p.period for p in _cut_offs(reading) if p.period and period.contains(p.period) and p.period.days <= 31}
    ends = {one for one in named if one.last == period.last}
    if part and len(named) == 1:
        return named.pop()
    return ends.pop() if len(ends) == len(named) == 1 else period


def _cut_offs(reading: Reading) -> list[PeriodMention]:
    """The cut-offs that can be the time of a figure; the months that an article tells as one count as such."""
    told = (p for p in reading.periods if p.role is PeriodRole.AS_OF or _months_of_that_level(reading, p))
    return [p for p in told if usable(reading, p) and reading.noisy(p.start) not in _OF_OTHERS]


def _months_of_that_level(reading: Reading, mention: PeriodMention) -> bool:
    """Whether months are told for the figures before them, and no others: "Angka itu dihitung dari Januari-Juni"."""
    if not mention.rule.startswith("months.range"):
        return False
    first = mention.span_start or mention.start
    return bool(_THAT_LEVEL.search(reading.text, sentence_at(reading, first).start, first))
