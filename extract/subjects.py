"""What the figures of a bundle are said of: the places, kinds, indicators and periods around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from extract.discourse import Bundle
from extract.gates import Gated
from extract.mentions import IndicatorMention, Kind, PeriodMention, PeriodRole, PlaceMention
from extract.reading import Reading, remembered, within
from extract.roads import ROAD
from extract.roles import Role
from extract.sentences import Sentence
from extract.times import begins, between_figures, choose_period, usable
from extract.vocabulary import pattern
from models.values import Unit

_RIGHT_BEFORE = pattern("right_before")
_JOIN = pattern("join")
_AFTER_PLACE = pattern("after_place")
_AFTER_PERIOD = pattern("after_period")
_AFTER_CLAUSE = pattern("after_clause")
_HELD_AGAINST = pattern("held_against_time")
_LISTING = pattern("listing")
_ROUTE = pattern("route")
_LEADS_TO = re.compile(rf"{pattern('join').pattern}|\s*(?:ke|menuju|dengan|hingga|sampai|[-–])\s*\Z", re.IGNORECASE)
_BESIDES = pattern("besides")
_SUCH_AS = re.compile(
    r"(?:(?<!sama )\bseperti|\b(?:berbeda|beda|kontras|berbanding\s+terbalik)\s+(?:halnya\s+)?dengan)\s+(?:di\s+)?\Z",
    re.IGNORECASE,
)
_ITS_LEVEL = re.compile(r"\s+(?:(?:kini|sudah|telah|baru|hanya|masih|mencapai|sebesar|yang)\s+){0,3}\d")
"""Behind a region whose own level follows: "Seperti Katingan kini sudah 6 persen", "berbeda dengan Katingan yang 6"."""
_LIES_BY = pattern("lies_by")
_AREA_OF = Gated(pattern("area_of").pattern)
_WHICH = re.compile(r"\byang\b[^.;,]*\Z", re.IGNORECASE)
_NAME = r"(?:(?:di|[Kk]abupaten|[Kk]ota|[Kk]ab\.?|[Kk]ecamatan)\s+)*[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*)*"
_BESIDES_TOO = re.compile(
    rf"(?:\s*,\s*{_NAME}){{0,9}}\s*,?\s+(?:dan|serta)\s+{_NAME}(?=\s*,)|\s+(?:dan|serta)\s+{_NAME}"
)
"""How a list goes on behind its first: "Selain Kotim dan Seruyan, Katingan …", but not "Selain Kotim, Seruyan …"."""
_TURNS_TO = pattern("turns_to")
_PICKS_OUT = pattern("picks_out")
_SUBJECT_OF = pattern("subject_of")
_RANKED_IN = pattern("ranked_in")
"""Before a set of regions that one of them is compared in: "provinsi termuda di Tanah Air", "tertinggi se-Kalteng"."""
_RANKED_REACH = 90
_TOLD_REACH = 400
"""Characters back to a part of the province that it is compared in."""
_JOINED = pattern("joined")
_PARTED_OFF = Gated(rf",|{pattern('parts').pattern}")
_BEHIND = pattern("behind")
_PARTED = pattern("parted")
_OWNED_BY = pattern("owned_by")
_ITEM = re.compile(r"\)?\s*(?:[,;]|dan\b|serta\b)\s*(?:dan\b|serta\b|lalu\b|kemudian\b)?\s*")
_WITH = re.compile(r"\s*,?\s*(?:dengan|adapun|namun)\b")
_REASON = pattern("reason")
_RIGHT_BEHIND = pattern("right_behind")
_AND_ALSO = re.compile(r"\s*(?:,|(?:dan|serta)\b)\s*")
_HEAD_NOUN = pattern("head_noun")
_BESIDE_NATION = pattern("beside_nation")
_NEXT = pattern("next")
_FOLLOWED = re.compile(r"\b(?:disusul|menyusul|diikuti)\b", re.IGNORECASE)
_SOURCE = re.compile(
    r"\b(?:(?:dari|melalui|maupun|menggunakan|dibiayai|didanai)\s+(?:(?:anggaran|dana|sumber)\s+)?"
    r"|(?:progres|progress|pekerjaan|proyek|pembangunan)\s+(?:(?:kegiatan|fisik)\s+)*)\Z",
    re.IGNORECASE,
)
_SOME_IN = pattern("some_in")
_IN_STATE = re.compile(r"\b(?:sudah|telah|belum|tidak|tak)\s+\Z", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?:\s+(?:dari\s+)?(?:pemerintah\s+)?(?:pusat|daerah|provinsi))*\s*\(", re.IGNORECASE)
_LEAD = 50
"""Characters before a region that may say what it is there for."""
_SOME_REACH = 60
_OF_WORKS = frozenset({"physical_progress", "budget_absorption"})
"""Indicators whose common phrases are said of anything: "12 rumah sudah rampung"."""
_AROUND = 30
"""Characters behind a figure in which a phrase that began before it may end: "menyerap 601 ribu ton gabah petani"."""
_WHOLE_OF = re.compile(r"\bdari\s+(?:[\w-]+\s+){0,6}\Z", re.IGNORECASE)
_CONCLUDES = re.compile(r"\s*,\s*(?:maka|sehingga|artinya|berarti|jadi)\b", re.IGNORECASE)
_NEXT_ONE = re.compile(r"\s*(?:[,;]|dan\b|lalu\b)")
"""Behind a year that was that of the figure before it."""
_AT_TIME = re.compile(r"\s*\(?(?:(?:pada|di|tahun)\s+){0,2}")
_NEXT_FIGURE = 20
"""Characters between a year and the figure whose it is: "pada 2021 Rp2 miliar, di 2022 sebesar Rp3 miliar"."""


def right_behind(reading: Reading, start: int, end: int) -> list[PlaceMention]:
    """The places that follow a figure with "di" or its kin."""
    named = named_places(reading, start, end)
    return _run(reading, named)[:1] if named and _AFTER_PLACE.match(reading.text[start : named[0].start]) else []


def named_places(reading: Reading, start: int, end: int) -> list[PlaceMention]:
    """Places as subjects: not those of offices, not the whole behind its part, the nation only if alone."""
    found: list[PlaceMention] = []
    led_to: PlaceMention | None = None
    before: PlaceMention | None = None
    besides = -1
    here = within(reading.places, max(0, start - 60), end)
    if not here or here[-1].start < start:
        return []
    area = _AREA_OF.search(reading.text, max(0, start - 60), end)
    parts_end = _of_area(reading, area.end(), here) if area else -1
    for place in here:
        joined = led_to is not None and _LEADS_TO.match(reading.text[led_to.end : place.start])
        lead = _lead(reading, place)
        if place.rule != ROAD and (joined or lead == "route"):
            led_to = place  # "penghubung Katingan dan Palangka Raya": where something leads
        elif lead == "besides":  # "Selain Kotim, Seruyan juga mencapai …"
            more = _BESIDES_TOO.match(reading.text, place.end, place.end + 200)
            besides = more.end() if more else place.end
        elif lead == "beside" or (area and area.end() <= place.start < parts_end):
            pass  # "Katingan, yang berbatasan dengan Gunung Mas, baru 84 persen"
        elif place.start < besides or (lead == "rank" and _only_ranked(reading, place, found)):
            pass  # "stunting Kotim terendah di Kalimantan Tengah, 14 persen"
        elif _is_subject(place) and place.start >= start and not (before and _apposition(reading, before, place)):
            found.append(place)
        before = place
    return [p for p in found if p.level != "nation"] or found


def turns_to(reading: Reading, sentence: Sentence, place: PlaceMention) -> bool:
    """Whether a sentence without figures turns to a region, of which the next ones then tell.

    "Lain halnya dengan Lamandau." does; "Blangko dikirim dari Lamandau." names it in passing.
    """
    before = within(reading.places, sentence.start, place.start)
    start = before[-1].end if before else sentence.start  # "Tidak hanya Katingan, Seruyan juga baik hasilnya"
    if not before and _picked_out(reading, sentence, place):
        return True
    if not _TURNS_TO.fullmatch(reading.text, start, place.start):
        return False
    led = not before and bool(reading.text[start : place.start].strip())
    return led or bool(_SUBJECT_OF.match(reading.text, place.end))


def _picked_out(reading: Reading, sentence: Sentence, place: PlaceMention) -> bool:
    """Whether a sentence ends with the region that stands out: "Wilayah dengan vaksinasi terbanyak adalah Arga."."""
    if not _PICKS_OUT.fullmatch(reading.text, sentence.start, place.start):
        return False
    around = [p for p in within(reading.places, place.end, sentence.end) if p.rule == "enclosing"]
    end = around[-1].end if around else place.end
    return not reading.text[end : sentence.end].strip(" .,;)\"'”")


@remembered
def _lead(reading: Reading, place: PlaceMention) -> Literal["route", "besides", "beside", "rank"] | None:
    """What the words before a region say that it may be named for."""
    lead = reading.text[max(0, place.start - _LEAD) : place.start]
    if place.rule != ROAD and _ROUTE.search(lead):
        return "route"
    if _BESIDES.search(lead) and not (_SUCH_AS.search(lead) and _ITS_LEVEL.match(reading.text, place.end)):
        return "besides"
    if _LIES_BY.search(lead):
        return "beside"
    ranked = _RANKED_IN.search(reading.text, max(0, place.start - _RANKED_REACH), place.start)
    return "rank" if ranked else None


def _of_area(reading: Reading, start: int, places: list[PlaceMention]) -> int:
    """Where the regions end of which an area is made, none of which has a figure of its own there."""
    behind = [place for place in places if place.start >= start]
    run = _run(reading, behind)
    return run[-1].end if len(run) > 1 else start  # "di wilayah itu, meliputi Katingan 80 persen, Kapuas 70 persen"


def _only_ranked(reading: Reading, whole: PlaceMention, found: list[PlaceMention]) -> bool:
    """Whether a region behind a rank is only the set in which a part of it has that: told of before, or "se-"."""
    if whole.level == "nation" or whole.use == "set" or _holds(whole, found):
        return True
    return any(_inside(part, whole) for part in within(reading.places, whole.start - _TOLD_REACH, whole.start))


def _holds(whole: PlaceMention, places: list[PlaceMention]) -> bool:
    """Whether a region lies around the last of some places, of which it is the set that this one is compared in."""
    return bool(places) and _inside(places[-1], whole)


def _is_subject(place: PlaceMention) -> bool:
    return place.use in ("place", "set") and place.rule != "enclosing"


def _apposition(reading: Reading, part: PlaceMention, whole: PlaceMention) -> bool:
    return _inside(part, whole) and not reading.text[part.end : whole.start].strip(" ,()")


def free_from(reading: Reading, previous: int, figure: int) -> int:
    """Where the words of a figure begin: behind what the figure before has taken ("124 persen untuk tahap I dan …")."""
    text = reading.text
    taken = previous
    spans = [(k[1], k[2]) for k in reading.kinds(previous, figure)]
    spans += [(m.start, m.end) for m in within(reading.indicators, previous, figure)]
    spans += [(p.start, p.end) for p in named_places(reading, previous, figure)]
    for start, end in sorted(spans):
        behind = text[previous:start]
        also = taken > previous and _AND_ALSO.fullmatch(
            text, taken, start
        )  # "41 persen pelajar dan remaja, 10 persen …"
        if (also or _BEHIND.match(behind) or _RIGHT_BEHIND.match(behind)) and _PARTED.search(text[end:figure]):
            taken = max(taken, end)
        elif _OWNED_BY.match(behind) and _ITEM.fullmatch(text, end, figure):
            taken = max(taken, end)  # "36 aset tanah Pemkot Bontang, 61 aset …": the place ends its item
    return taken


def subject_before(reading: Reading, bundle: Bundle, start: int) -> None:
    """What stands between the bundle before (or the sentence's begin) and this one's first figure."""
    end = bundle.start
    mentions = within(reading.indicators, start, end)
    if not mentions:  # "menyerap 601 ribu ton gabah": a phrase that is said around the figure
        mentions = [m for m in within(reading.indicators, start, bundle.end + _AROUND) if m.start < end]
    mentions = [m for m in mentions if not (_pays(reading, m, mentions) or _is_whole(reading, m))]
    bundle.indicator = _nearest(reading, mentions, end)
    foreign = within(reading.foreign, start, end)
    named = bundle.indicator
    if foreign and (named is None or foreign[-1].start > named.start):
        bundle.foreign = foreign[-1]
    elif named is not None:  # "kasus keracunan MBG 12 persen": the programme only says which cases
        heads = [f for f in foreign if _HEAD_NOUN.match(reading.text[f.end : named.start])]
        bundle.foreign = heads[-1] if heads else None
    bundle.places = _chain(reading, named_places(reading, start, end))
    if level := _BESIDE_NATION.search(reading.text, start, end):
        bundle.places = [p for p in within(reading.places, level.start(), end) if p.level == "nation"] or bundle.places
    bundle.period = choose_period(reading, start, end)
    bundle.kinds = reading.kinds(start, end)


def _pays(reading: Reading, fund: IndicatorMention, mentions: list[IndicatorMention]) -> bool:
    """Whether a fund only pays for the works that were named: "proyek dari Dana Alokasi Umum sudah 63 persen"."""
    works = any(m.slug == "physical_progress" and m.start < fund.start for m in mentions)
    weak_fund = works and fund.weak and fund.slug == "budget_absorption"
    return weak_fund and bool(_SOURCE.search(reading.text[max(0, fund.start - 40) : fund.start]))


def _is_whole(reading: Reading, mention: IndicatorMention) -> bool:
    """Whether those who recorded are only the whole of what is measured: "IKD 3 persen dari warga yang rekam KTP"."""
    if mention.slug != "ektp_recording" or not any(m.slug == "ikd_activation" for m in reading.indicators):
        return False
    return _WHOLE_OF.search(reading.text, max(0, mention.start - _SOME_REACH), mention.start) is not None


def _nearest(reading: Reading, mentions: list[IndicatorMention], end: int) -> IndicatorMention | None:
    """The last strong mention, unless a weak one stands right before the figure: "… fisiknya baru 23,99 persen"."""
    if not mentions:
        return None
    last = mentions[-1]
    short = len(mentions) > 1 and reading.text[last.end : last.end + 1] == ")" and not mentions[-2].weak
    if short and _IN_BRACKETS.fullmatch(reading.text, mentions[-2].end, last.start):
        return mentions[-2]  # "pendapatan transfer pemerintah pusat (TKDD)": what the letters stand for
    strong = [m for m in mentions if not m.weak]
    if last.weak and strong:
        between = reading.text[strong[-1].end : last.start]
        one_phrase = len(between) <= 1 and strong[-1].slug.rpartition("_")[0] == last.slug.rpartition("_")[0]
        if one_phrase or not right_before(reading, last, end):
            return strong[-1]  # "penyuntikan dosis kedua vaksin baru 11 persen" is of the second dose
    return last


def right_before(reading: Reading, mention: IndicatorMention, figure: int) -> bool:
    """Whether nothing but "baru", "mencapai" and their kin stands between a phrase and a figure."""
    return bool(_RIGHT_BEFORE.match(reading.text[mention.end : figure]))


def _chain(reading: Reading, places: list[PlaceMention]) -> list[PlaceMention]:
    """The last run of places that are joined by commas and "dan"; the wider of a place and its whole goes."""
    if not places:
        return []
    chain = [places[-1]]
    for place in reversed(places[:-1]):
        if not _JOIN.match(reading.text[place.end : chain[0].start]):
            break
        chain.insert(0, place)
    kept: list[PlaceMention] = []
    for place in chain:
        whole = any(q is not place and _inside(q, place) for q in chain)
        if not whole and all((q.code, q.village) != (place.code, place.village) or q.code is None for q in kept):
            kept.append(place)
    return kept


def _run(reading: Reading, places: list[PlaceMention]) -> list[PlaceMention]:
    """The first run of places that are joined by commas and "dan"."""
    run = places[:1]
    for place in places[1:]:
        if not _JOIN.match(reading.text[run[-1].end : place.start]):
            break
        run.append(place)
    return run


def _inside(part: PlaceMention, whole: PlaceMention) -> bool:
    """Whether one place lies in another, so that naming both names one: "Kecamatan Baamang, Kotim"."""
    if not part.code or not whole.code or whole.village:
        return False
    return part.code.startswith(whole.code + ".") or bool(part.village and part.code == whole.code)


def some_of(reading: Reading, places: list[PlaceMention]) -> bool:
    """Whether a region is only where some of its parts lie, of which the figure is: "tiga kabupaten di NTT yang …"."""
    return len(places) == 1 and bool(
        _SOME_IN.search(reading.text, max(0, places[0].start - _SOME_REACH), places[0].start)
    )


def _counted_in(reading: Reading, bundle: Bundle, first: PlaceMention, stop: int) -> list[PlaceMention]:
    """The regions in which together so many are counted: "9.687 debitur yang tersebar di Papua dan Papua Barat"."""
    run = _run(reading, named_places(reading, first.start, stop))
    counted = all(role.number.kind is not Kind.PERCENT for role in bundle.roles)
    ends = len(run) > 1 and (stop == bundle.sentence.end or _PARTED.search(reading.text[run[-1].end : stop]))
    return run if counted and ends else [first]


def _those_in(reading: Reading, bundle: Bundle, stop: int) -> bool:
    """Whether its parts are listed behind what some of a region have reached: "di A yang 100 persen baru Desa B"."""
    if stop < bundle.sentence.end or not _WHICH.search(reading.text, bundle.sentence.start, bundle.start):
        return False
    listed = named_places(reading, bundle.end, stop)
    return bool(listed) and all(_inside(part, whole) for part in listed for whole in bundle.places)


def _ends_of_name(reading: Reading, start: int, stop: int) -> Iterator[int]:
    """Where the names of indicators and kinds behind a figure end, before any comma, with the bracket behind each."""
    spans = [(m.start, m.end) for m in within(reading.indicators, start, stop)]
    spans += [(k[1], k[2]) for k in reading.kinds(start, stop)]
    for begin, end in spans:
        if not _PARTED.search(reading.text[start:begin]):
            yield end + 1 if reading.text[end : end + 1] == ")" else end


def _leads_next(reading: Reading, period: PeriodMention, gap: str, end: int) -> bool:
    """Whether a time begins the words of a figure behind it: "kini 26 persen, tahun lalu 28 persen", "(2023: 28"."""
    if gap.rstrip().endswith("(") and reading.text.startswith(":", period.end):
        return True
    if "," not in gap or period.role is PeriodRole.AS_OF:
        return False
    figures = within(reading.numbers, period.end, min(end, period.end + _NEXT_FIGURE))
    return bool(figures) and not _PARTED.search(reading.text[period.end : figures[0].hedge_start])


def _other_year_of_next(reading: Reading, own: PeriodMention | None, behind: PeriodMention, stop: int) -> bool:
    """Whether the year behind a figure with a year is that of the next one: "2022 30,1 persen di 2023 naik di 32,7"."""
    if own is None or not (own.rule.startswith("year") and behind.rule.startswith("year")):
        return False
    if reading.text[behind.end : behind.end + 1] == ")" or _of_one_before(reading, own):
        return False  # "28,5 persen (2021), 22,1 persen (2022) dan 17,4 persen (2023)", "28,5 persen pada 2021, …"
    gap = reading.text[behind.end : stop]
    joined = len(gap) < _NEXT_FIGURE * 2 and not _PARTED_OFF.search(gap) and reading.text[stop : stop + 1].isdigit()
    return own.period != behind.period and joined


def _of_one_before(reading: Reading, year: PeriodMention) -> bool:
    """Whether a year stands behind its own figure, and the next one follows: "28,5 persen pada 2021, 22,1 persen"."""
    first = min(year.start, year.span_start or year.start)
    figures = within(reading.numbers, first - _NEXT_FIGURE * 2, first)
    behind = bool(figures) and _AT_TIME.fullmatch(reading.text, figures[-1].hedge_end, year.start)
    return bool(behind and _NEXT_ONE.match(reading.text, year.end))


def in_that_state(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether a common phrase is what those who were counted have done or not: "12.400 warga belum memiliki e-KTP"."""
    if mention.slug in _OF_WORKS or mention.start < bundle.end:
        return False
    led = _IN_STATE.search(reading.text, max(bundle.end, mention.start - _LEAD), mention.start)
    return led is not None and not _PARTED_OFF.search(reading.text, bundle.end, led.start())


def _parts_told(reading: Reading, bundle: Bundle, listed: list[PlaceMention]) -> bool:
    """Whether an amount is split by region behind it: "sudah 600 ribu orang, yakni Katingan 50, Kapuas 70"."""
    end = listed[0].end
    figures = within(reading.numbers, end, end + _NEXT_FIGURE * 2)
    if not figures or _PARTED.search(reading.text[end : figures[0].hedge_start]):
        return False
    part = figures[0]
    wholes = [r.number for r in bundle.roles if r.number.kind is not Kind.PERCENT]
    return part.kind is not Kind.PERCENT and any(n.value > part.value and n.kind is part.kind for n in wholes)


def subject_after(reading: Reading, bundle: Bundle, stop: int) -> None:
    """What follows the bundle's figures before the next bundle: "… di Kecamatan Baamang", "… pada 2022"."""
    text = reading.text
    behind = [
        m
        for m in within(reading.indicators, bundle.end, stop)
        if _BEHIND.match(text[bundle.end : m.start]) or _RIGHT_BEHIND.match(text[bundle.end : m.start])
    ]
    if behind and (bundle.indicator is None or not right_before(reading, bundle.indicator, bundle.start)):
        bundle.indicator, bundle.foreign = behind[0], None
    inside = between_figures(reading, bundle)
    bundle.period = inside or bundle.period
    for period in () if inside else within(reading.periods, bundle.end, stop):
        other = period.rule.endswith(".from") or begins(reading, period)  # "41 persen dari Juni yang 36 persen"
        other = other or _HELD_AGAINST.search(text, bundle.end, period.start) is not None
        if period.role in (PeriodRole.SAID, PeriodRole.NOW) or other:
            continue  # "220 ribu warga sejak diluncurkan pada Februari hingga akhir tahun"
        gap = text[bundle.end : period.span_start or period.start]
        next_has_it = bundle.period is not None and "," in gap and stop - period.end < _NEXT_FIGURE
        next_has_it = next_has_it or _leads_next(reading, period, gap, bundle.sentence.end)
        next_has_it = next_has_it or _other_year_of_next(reading, bundle.period, period, stop)
        of_next = bundle.period is not None and _CONCLUDES.match(gap)
        follows = _AFTER_PERIOD.match(gap) or (bundle.period is None and _AFTER_CLAUSE.fullmatch(gap))
        if usable(reading, period) and follows and not next_has_it and not of_next:
            bundle.period = period
        break
    if not bundle.places or some_of(reading, bundle.places) or _those_in(reading, bundle, stop):
        listed = named_places(reading, bundle.end, stop)
        if listed and _FOLLOWED.search(text, bundle.end, listed[0].start):
            return  # "632 debitur dengan Rp2,79 miliar diikuti oleh Kabupaten A Rp2,09 miliar": the next one's place
        if listed and _LISTING.match(text[bundle.end : listed[0].start]) and not _parts_told(reading, bundle, listed):
            run = _run(reading, listed)
            counts = [r for r in bundle.roles if r.number.value == len(run) > 1 and r.number.kind is not Kind.PERCENT]
            if counts and not (len(bundle.roles) == len(counts) + 1 and bundle.has("percentage")):
                return  # "tinggal tiga, yaitu Kabupaten A, B dan C": it counts them, and is of none of them
            bundle.roles = [role for role in bundle.roles if role not in counts]  # "100 persen baru dua desa yaitu …"
            bundle.places = run
    if not bundle.places:
        ends = [bundle.end, *_ends_of_name(reading, bundle.end, stop)]  # "36 KPM program BLT DD di Desa A"
        people = bundle.roles and bundle.roles[-1].number.unit in (Unit.PERSON, Unit.HOUSEHOLD)
        for place in named_places(reading, bundle.end, stop):
            beside = people and place.code and text[bundle.end : place.start] == " "  # "10 juta anak Indonesia"
            between = [text[end : place.start] for end in ends if end <= place.start]
            if beside or any(_AFTER_PLACE.match(gap) or _OWNED_BY.match(gap) for gap in between):
                bundle.places = _counted_in(reading, bundle, place, stop)
            break
    if bundle.indicator is None and bundle.foreign is None:
        named = within(reading.indicators, bundle.start, stop)
        alone = bool(bundle.roles) and all(role.role is Role.BASE for role in bundle.roles)
        mentions = [m for m in named if not m.weak or alone or in_that_state(reading, bundle, m)]
        gap = text[bundle.end : mentions[0].start] if mentions else ""
        if mentions and not _NEXT.search(gap) and not _JOINED.search(gap):
            bundle.indicator = mentions[0]
            heads = within(reading.foreign, bundle.end, mentions[0].start)
            if heads and _HEAD_NOUN.match(text[heads[-1].end : mentions[0].start]):
                bundle.foreign = heads[-1]  # "232 siswa yang diduga keracunan MBG"
    gaps = [(kind, text[bundle.end : kind[1]]) for kind in reading.kinds(bundle.end, stop)]
    told = {role.role for role in bundle.roles}
    if Role.REMAINING in told and told & {Role.ACHIEVED, Role.PERCENTAGE}:
        return  # "… mantap 612 kilometer, sisanya 400 kilometer rusak ringan": that is of the rest alone
    off = (_PARTED, _PARTED_OFF, _REASON)
    behind_it = [kind for kind, gap in gaps if not any(words.search(gap) for words in off)]
    if stop < bundle.sentence.end:  # "99,2 persen dengan tingkat keaktifan 78,4 persen": that is of the next figure
        behind_it = [
            k for k in behind_it if not (_WITH.match(text, bundle.end) and _RIGHT_BEFORE.match(text[k[2] : stop]))
        ]
    bundle.kinds += [kind for kind in behind_it if kind[1] < behind_it[0][2]]  # one phrase may be of several
