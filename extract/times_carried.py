"""The time of a figure: what its own sentence states, else what the report has stated before.

In this order, the first that holds:

1. a cut-off among the figures ("per", "hingga"), else the period beside them, else the one cut-off of the sentence;
2. the day of speech, where "sekarang" sets another level against the one just told, or the year named still runs;
3. what was stated before: by figures, by the line that leads on to them, by the title or the data of the article;
4. the day on which it was said, else that of publication (`said_day`).

A year or another wide span gives way to a closer time within it that was stated before.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extract.discourse import Bundle, Discourse
from extract.gates import Gated
from extract.mentions import Kind, PeriodMention, PeriodRole
from extract.reading import Reading, within
from extract.roles import Role
from extract.rows_of_times import one_of_row
from extract.sentences import Sentence, follows
from extract.times import LONGEST, OF_ANOTHER_TIME, THIS, begins, still_running, usable
from extract.times_before import before_cut_off
from extract.times_of_article import is_of_data, is_recorded
from extract.vocabulary import pattern
from models.periods import Period

_SAME = pattern("same_span")
_SAME_BEHIND = pattern("same_span_behind")
_SAME_BEFORE = pattern("same_span_before")
_SAME_AFTER = re.compile(rf"[\s,]*(?:pada|di|untuk)?\s*({_SAME_BEFORE.pattern})", re.IGNORECASE)
_SAME_YEAR = pattern("same_span_year")
_SAME_MONTH = re.compile(r"\bbulan\s+yang\s+sama\b", re.IGNORECASE)
_SAME_REACH = 60
"""Characters behind a figure in which it may say that it is of the same part of another year."""
_MEETING = pattern("meeting")
_LEVEL_OF = pattern("level_of")
_ANNOUNCES = pattern("announces")
_ANNOUNCES_ELSE = pattern("announces_else")
_LED_BY_NOW = re.compile(r"\W*(?:dan|namun|tetapi|tapi|lalu)?\W*(?:kini|sekarang|saat ini|hari ini)\b", re.IGNORECASE)
_TURNS = pattern("turns")
_YEAR = re.compile(r"\b\d{4}(?=-|/|\Z)")
_SHORT = 80
"""Characters of a sentence that does nothing but turn to another year."""
_LED_BY_YEAR = pattern("led_by_year")
_LOOKS_BACK = pattern("looks_back")
_SO_THEN = pattern("so_then")
_COMPARED_WITH = Gated(
    r"\b(?:di)?banding(?:kan)?\s+(?:dengan\s+)?(?:(?:capaian|realisasi|posisi|periode|angka|kondisi|target)\s+)?(?:(?:pada|di)\s+)?\Z"
)
_AIMS_AT = Gated(
    r"\b(?:menarget\w*|mentarget\w*|ditarget\w*|targetkan|mengejar|optimis\w*|diharapkan|berharap|berencana|bertekad)\b"
)
_TELLS_DONE = re.compile(
    r"\b(?:realisasi\w*|capaian\w*|(?:men|ter)capai|lampaui|melampaui|terlampaui|sudah|telah|berhasil|meleset|gagal)\b",
    re.IGNORECASE,
)


def period_of(reading: Reading, bundle: Bundle, state: Discourse) -> tuple[PeriodMention | None, bool]:
    """The period of a bundle, and whether its own sentence states it; None where it is the day on which it was said."""
    own, carried = _cut_off_between(reading, bundle) or bundle.period, state.period
    if own is None and state.aside is not None and not _now(reading, bundle):
        turned = state.aside[1]
        here = turned.paragraph == bundle.sentence.paragraph and follows(bundle.sentence, turned)
        anew = _LOOKS_BACK.match(reading.text, turned.start, turned.end) and (bundle.indicator or bundle.places)
        own = state.aside[0] if here and not anew else None
    if own is None and _turned_to_now(reading, bundle, state):
        return None, False
    own = _stated(reading, bundle, own)
    if own is not None and _of_whole_before(bundle, own, carried):
        own = None
    if own is not None and usable(reading, own) and own.period is not None:
        wide = own.role is PeriodRole.PLAIN and own.period.days > 31
        quarters = (
            own.rule.startswith(("quarter", "half")) and carried is not None and carried.rule.startswith("quarter")
        )
        if wide and not quarters and carried is not None and carried.period and own.period.contains(carried.period):
            return carried, False  # "tahun 2025 ini" beside figures that stood at 17 November
        running = wide and still_running(reading, own.period)
        now = _now(reading, bundle) and not _beside_year_before(reading, bundle, own)
        if running and (now or THIS.search(own.text)):
            return None, False  # "saat ini … tahun 2019" in 2019: what held on the day
        return own, True
    if carried is None or (_now(reading, bundle) and carried.role is PeriodRole.PLAIN):
        return None, False
    if _today(reading, bundle) or _other_year(reading, bundle, carried):
        return None, False
    return carried, False


def _beside_year_before(reading: Reading, bundle: Bundle, own: PeriodMention) -> bool:
    """Whether a figure's year is set against another: "saat ini, pada 2023 60 persen, dibandingkan 42 persen 2022"."""
    if not own.rule.startswith("year"):
        return False
    behind = within(reading.periods, max(own.end, bundle.end), bundle.sentence.end)
    return any(p.rule.startswith("year") and p.period and own.period and p.period < own.period for p in behind)


def _stated(reading: Reading, bundle: Bundle, own: PeriodMention | None) -> PeriodMention | None:
    """The time that a bundle's own sentence gives it: `own`, which was found beside its figures, or the one cut-off."""
    if all(role.role is Role.BASE for role in bundle.roles) and not (own and is_of_data(reading, own)):
        return None  # "target tahun ini 310.785 jiwa": the year of a target is not when something held
    if own is not None:
        return own
    beside = within(reading.periods, bundle.sentence.start, bundle.sentence.end)
    cut_offs = [p for p in beside if p.role is PeriodRole.AS_OF and usable(reading, p)]
    if not cut_offs:  # "… atau 110 juta orang dari 208 juta jiwa berdasarkan data yang diperbarui pada 26 Desember"
        cut_offs = [p for p in beside if p.role is PeriodRole.PLAIN and usable(reading, p) and is_of_data(reading, p)]
    return cut_offs[0] if len(cut_offs) == 1 else None


def _of_whole_before(bundle: Bundle, own: PeriodMention, known: PeriodMention | None) -> bool:
    """Whether a time older than the cut-off of the figures is that of their whole: "data tahun lalu, 86 anak"."""
    if known is None or known.period is None or own.period is None or known.role is not PeriodRole.AS_OF:
        return False
    return all(role.role is Role.BASE for role in bundle.roles) and own.period.last < known.period.first


def same_span(reading: Reading, bundle: Bundle, known: PeriodMention | None, start: int) -> PeriodMention | None:
    """The same part of another year: "lebih tinggi dari periode yang sama tahun lalu", beside what held by February.

    The year stands before or behind these words; it may be the one before the year spoken of: "tahun sebelumnya".
    """
    if known is None or known.period is None or known.period.days > LONGEST:
        return None
    own, told = bundle.period, known.period
    behind = min(bundle.sentence.end, bundle.end + _SAME_REACH)
    if own is None or own.period is None or not _same_beside(reading, own):
        year = _SAME_YEAR.match(reading.text, bundle.end, behind)
        own = next((p for p in within(reading.periods, bundle.end, behind) if year and p.start <= year.end()), None)
    if own is not None and own.period is not None:
        first = int(own.period.text[:4])
    else:
        spans = [m.span() for m in _SAME_BEFORE.finditer(reading.text, start, bundle.start)][-1:]
        spans = spans or [m.span(1) for m in [_SAME_AFTER.match(reading.text, bundle.end, behind)] if m]
        if not spans:
            return None
        begin, end = spans[0]
        own = PeriodMention(told, PeriodRole.PLAIN, begin, end, reading.text[begin:end], "year.before")
        first = told.first.year - 1
    month = _SAME_MONTH.search(reading.text, max(start, own.start - 40), min(bundle.sentence.end, own.end + 40))
    text = told.text[: len("2024-07")] if month and told.days == 1 else told.text
    shift = first - told.first.year or -1  # told in January of what was reached in the year before
    try:
        moved = Period(_YEAR.sub(lambda found: str(int(found[0]) + shift), text))
    except ValueError:  # 29 February
        return None
    return replace(own, period=moved, role=PeriodRole.PLAIN)


def _same_beside(reading: Reading, own: PeriodMention) -> bool:
    led = _SAME.search(reading.text[max(0, own.start - 40) : own.start])
    return led is not None or _SAME_BEHIND.match(reading.text, own.end) is not None


def _cut_off_between(reading: Reading, bundle: Bundle) -> PeriodMention | None:
    """The cut-off among a bundle's figures: "target tahun ini Rp2 miliar, namun hingga Juli baru Rp896 juta"."""
    if bundle.period is not None and bundle.period.role is PeriodRole.AS_OF:
        return None
    inside = [p for p in within(reading.periods, bundle.start, bundle.end) if usable(reading, p)]
    cut_off = next((p for p in reversed(inside) if p.role is PeriodRole.AS_OF), None)
    plain = [p for p in inside if p.role is PeriodRole.PLAIN and bundle.period is None and is_of_data(reading, p)]
    return cut_off or (plain[0] if plain else None)  # "penduduk 157 ribu jiwa, berdasarkan data Agustus 95 persen"


def _now(reading: Reading, bundle: Bundle) -> bool:
    """Whether "saat ini", "sekarang" or "hari ini" stands beside the figures."""
    here = within(reading.periods, bundle.sentence.start, bundle.end)
    return any(p.role is PeriodRole.NOW for p in here)


def _today(reading: Reading, bundle: Bundle) -> bool:
    """Whether "hari ini" leads the figures: what was stated before held on another day."""
    return any(
        p.role is PeriodRole.NOW and p.text.lower() == "hari ini"
        for p in within(reading.periods, bundle.sentence.start, bundle.start)
    )


def _turned_to_now(reading: Reading, bundle: Bundle, state: Discourse) -> bool:
    """Whether "sekarang" sets another level against the one just told: "Per April 17 persen. Sekarang 35 persen"."""
    level = bundle.has("percentage") or bundle.has("achieved")
    if level is None:
        return False
    now = [p for p in within(reading.periods, bundle.sentence.start, bundle.start) if p.role is PeriodRole.NOW]
    if not now:
        return False
    before = within(reading.numbers, bundle.sentence.start, now[-1].start)
    own_kind = any(not before or start > before[-1].start for _, start, _ in bundle.kinds)
    if own_kind:
        return False
    if before:
        return before[-1].kind is level.kind and before[-1].unit is level.unit and before[-1].value != level.value
    if level.kind is not Kind.PERCENT:
        return False
    if not _LED_BY_NOW.match(reading.text, bundle.sentence.start):
        return False
    for other, slug in state.latest:
        told = other.has("percentage")
        own = bundle.indicator is None or bundle.indicator.slug == slug
        if own and told is not None and not other.kinds and told.value != level.value:
            here, there = ({place.code for place in one.places} for one in (bundle, other))
            return here == there or not (here and there)
    return False


def _other_year(reading: Reading, bundle: Bundle, carried: PeriodMention) -> bool:
    """Whether a clause turns to the year that still runs: "Pada 2023 62 persen. Sementara tahun 2024, 41 persen"."""
    if carried.period is None or still_running(reading, carried.period):
        return False
    here = within(reading.periods, bundle.sentence.start, bundle.start)
    years = [p for p in here if p.rule.startswith("year") and p.period and not p.rule.endswith(OF_ANOTHER_TIME)]
    turned = [p for p in years if _TURNS.fullmatch(reading.text, bundle.sentence.start, p.start)]
    return any(p.period and still_running(reading, p.period) and p.period > carried.period for p in turned)


def learn_period(
    reading: Reading, sentence: Sentence, bundles: list[Bundle], state: Discourse, *, judged: bool = False
) -> None:
    """What period the sentence leaves in mind: a cut-off stays; another only where no cut-off was stated.

    With `judged` it says that a target was met or missed, and turns to a year with that, however long it is.
    """
    named = within(reading.periods, sentence.start, sentence.end)
    if not (named or bundles):
        return
    stated = [p for p in named if usable(reading, p)]
    turned = len(stated) == 1 and stated[0].role is PeriodRole.PLAIN and stated[0].rule.startswith("year")
    short = sentence.end - sentence.start <= _SHORT
    turned = turned and not begins(reading, stated[0])  # not "program ini berjalan sejak 2019"
    turned = turned and not within(reading.numbers, sentence.start, sentence.end)
    turned = turned and not stated[0].rule.endswith(OF_ANOTHER_TIME)  # "Warga bersiap menyambut Lebaran 2025."
    turned = turned and not _only_aims(reading, sentence)
    if turned and (judged or (short and _turns_to_year(reading, sentence, stated[0], state))):
        state.aside = (stated[0], sentence)
    for bundle in bundles:
        own = _stated(reading, bundle, _cut_off_between(reading, bundle) or bundle.period)
        if own is None and state.period is None and (bundle.has("percentage") or bundle.has("achieved")):
            state.undated = True
        if own is None or own.period is None or not usable(reading, own):
            continue
        if _of_whole_before(bundle, own, state.period):
            continue
        if state.undated and state.period is None and _looks_back(reading, own):
            if _LED_BY_YEAR.fullmatch(reading.text, sentence.start, min(own.start, own.span_start or own.start)):
                state.aside = (own, sentence)
            continue  # "sudah 60 persen, padahal pada 2022 hanya 42 persen. Kecamatan A 91 persen"
        if own.period.days > 31 and THIS.search(own.text) and still_running(reading, own.period):
            continue  # "target tahun ini": what comes later held on its day
        if own.role is PeriodRole.PLAIN and _COMPARED_WITH.search(reading.text, max(0, own.start - 60), own.start):
            continue  # "turun dibanding tahun sebelumnya yang mencapai 42 ribu ton": what comes later is not of it
        if before_cut_off(own, state.period) and _LOOKS_BACK.match(reading.text, sentence.start, sentence.end):
            state.aside = (own, sentence)
            continue  # "Sebelumnya, per Mei, tercatat 45 persen. Secara keseluruhan, di Bali 59 persen"
        if one_of_row(reading, sentence, bundles, own):
            continue  # "Januari 12 persen, Februari 18 persen, Maret 25 persen. Di Kecamatan A 30 persen"
        if own.role is PeriodRole.AS_OF or (
            own.role is PeriodRole.PLAIN and _newer(reading, bundle, own, state.period)
        ):
            state.period = own
    if not bundles and (announced := _announced(reading, sentence, stated)) is not None:
        state.period = announced
        return
    if not bundles and state.period is not None and within(reading.indicators, sentence.start, sentence.end):
        cut_offs = [p for p in stated if p.role is PeriodRole.AS_OF and p.period is not None]
        day = cut_offs[0].period if len(cut_offs) == 1 else None
        wide = state.period.period if state.period.role is PeriodRole.PLAIN else None
        told = day is not None and cut_offs[0].rule.endswith(".as_of")  # "Per Minggu (17/10), lima provinsi terendah:"
        if told or (wide is not None and day is not None and wide.contains(day)):
            state.period = cut_offs[0]  # "sepanjang 2022 … Realisasi tersebut per tanggal 14 Desember 2022"
    if stated and state.period is None and not any(bundle.targets for bundle in bundles):
        if not bundles and _MEETING.search(reading.text, sentence.start, min(p.start for p in stated)):
            return  # "Peluncurannya digelar 7 sampai 9 Mei": no day on which anything stood
        aims = all(role.role is Role.BASE for bundle in bundles for role in bundle.roles)
        if aims and _only_aims(reading, sentence):
            return  # "Pemkab menargetkan pada 2024 seluruh desa ODF"
        cut_off = next((p for p in stated if p.role is PeriodRole.AS_OF), None)
        lead = next(reading.body_sentences()).start == sentence.start
        topic = within(reading.indicators, sentence.start, sentence.end)
        held = [p for p in stated if p.role not in (PeriodRole.SAID, PeriodRole.NOW)]
        held = [p for p in held if not p.rule.endswith(OF_ANOTHER_TIME)]
        alone = topic and len(held) == 1 and not bundles and not begins(reading, held[0])
        alone = alone and (lead or _of_told_level(reading, sentence, held[0]))
        plain = held[0] if alone and held[0].role is PeriodRole.PLAIN else None  # what the report is of
        state.period = cut_off or plain
    recorded = [p for p in stated if is_recorded(reading, p)] if state.period is None else []
    if len(recorded) == 1 and recorded[0].role is PeriodRole.PLAIN and not recorded[0].rule.endswith(OF_ANOTHER_TIME):
        state.period = recorded[0]  # "penduduk di tahun 2017 tercatat 5,4 juta jiwa. Masih ada 8 persen …"


def _looks_back(reading: Reading, mention: PeriodMention) -> bool:
    """Whether a time is a year, or several, that was over when the article appeared."""
    over = mention.period is not None and not still_running(reading, mention.period)
    return over and mention.role is PeriodRole.PLAIN and mention.rule.startswith("year")


def _only_aims(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence without figures tells what is to be done, and nothing that was: its time is no report's."""
    begin, end = sentence.start, sentence.end
    return bool(_AIMS_AT.search(reading.text, begin, end)) and not _TELLS_DONE.search(reading.text, begin, end)


def _turns_to_year(reading: Reading, sentence: Sentence, year: PeriodMention, state: Discourse) -> bool:
    """Whether a sentence without figures speaks of what is measured in another year: "Pun dengan PAD pada 2023."

    "Pada 2022 warga enggan datang." tells what happened then.
    """
    first = min(year.start, year.span_start or year.start)
    named = {m.slug for m in within(reading.indicators, sentence.start, sentence.end)}
    if named:
        return state.topic is None or state.topic.slug in named
    if _LEVEL_OF.search(reading.text, sentence.start, first):
        return True
    return bool(_LED_BY_YEAR.fullmatch(reading.text, sentence.start, first)) and bool(
        _SO_THEN.match(reading.text, year.end, sentence.end)
    )


def _of_told_level(reading: Reading, sentence: Sentence, mention: PeriodMention) -> bool:
    """Whether a time that is over is that of a level whose figures follow: "memaparkan realisasi PAD tahun 2023"."""
    over = mention.period is not None and not still_running(reading, mention.period)
    first = min(mention.start, mention.span_start or mention.start)
    return over and bool(_LEVEL_OF.search(reading.text, sentence.start, first))


def _announced(reading: Reading, sentence: Sentence, stated: list[PeriodMention]) -> PeriodMention | None:
    """The one time of a sentence that leads on to figures: "Berikut perekaman e-KTP pada 5 Agustus 2024:"."""
    held = [p for p in stated if p.role in (PeriodRole.AS_OF, PeriodRole.PLAIN) and not begins(reading, p)]
    if len(held) != 1 or held[0].rule.endswith(OF_ANOTHER_TIME) or held[0].period is None:
        return None
    window = (reading.text, sentence.start, sentence.end)
    if not _ANNOUNCES.search(*window) or _ANNOUNCES_ELSE.search(*window) or _MEETING.search(*window):
        return None
    running = held[0].period.days > 31 and still_running(reading, held[0].period)
    return None if running and held[0].role is PeriodRole.PLAIN else held[0]


def _newer(reading: Reading, bundle: Bundle, own: PeriodMention, known: PeriodMention | None) -> bool:
    """Whether a time takes the place of the one stated before: no cut-off, not later, and not within it.

    A year is often only that of the quarter or month spoken of: "evaluasi triwulan II 2023 … APBD tahun 2023"; not one
    of several years that its sentence tells apart: "13,8 persen pada 2022, lalu 15,3 persen pada 2023".
    """
    if known is None or known.period is None or own.period is None:
        return True
    if known.role is not PeriodRole.PLAIN or not known.period <= own.period:
        return False
    if own.period == known.period or not own.rule.startswith("year") or not own.period.contains(known.period):
        return True
    beside = within(reading.periods, bundle.sentence.start, bundle.sentence.end)
    return any(p.period != own.period for p in beside if p.rule.startswith("year") and usable(reading, p))
