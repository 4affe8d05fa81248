"""Which kind of an indicator a figure is of: named beside it, or before, for the list that goes on."""

from __future__ import annotations

import re

from extract.agencies import is_agency
from extract.discourse import KEPT, Bundle, Discourse
from extract.doses import doses_told, goes_on_with_group, still_of_group
from extract.due_days import WORKS
from extract.groups import beside, is_part, sex_told
from extract.mentions import IndicatorMention, Kind, Number, PlaceMention
from extract.reading import Reading, within
from extract.revenue_sectors import SLUGS as INCOME
from extract.roles import Role
from extract.sentences import Sentence
from extract.service_areas import is_branch
from extract.speakers import who_says
from extract.stages import is_alone, staged, with_stage
from extract.standing_kinds import VISITED, WORK, in_full, only_sector, standing_kind
from extract.vocabulary import pattern
from models.keys import segment_key
from models.reference import indicators
from models.values import Unit

_ITS = re.compile(r"[^\W\d_]{3,}nya\Z|[A-Z]{2,}nya\Z")
"""A name with a possessive ending; its end is no part of it."""
_THAT = re.compile(r"\s*(?:itu|tersebut|ini)\b")
_OVERALL = pattern("all_of_them")
_SAME_AS = re.compile(r"\s+(?:atau|alias)\s+")
_OF_TWO_KINDS = frozenset({"investment"})
"""Measures that have no third kind: foreign and domestic investment, together, are the whole."""
_ROW_END = re.compile(r"(?:,?\s+(?:dan|serta|maupun|hingga|sampai(?:\s+dengan)?)|\s*&|\s*/)\s*")
_ROW = re.compile(r",\s*")
_MADE_UP_OF = re.compile(r"\b(?:terdiri (?:dari|atas)|meliputi|mencakup)\b[^.;\d]{0,120}$")
_AND_WORSE = re.compile(
    r"\s*(?:,\s*(?:rusak\s+)?\w+\s*)?,?\s*(?:dan|maupun|hingga|sampai|serta)\s+(?:rusak\s+)?(?:sedang|berat|ringan)\b"
)
_LED_BY_SPEAKER = pattern("led_by_speaker")
_HEAD_OF = re.compile(
    r"(?:Pl[th]\.?\s+)?(?:Kepala|Sekretaris|Kadis|Direktur)\s+((?:Dinas|Badan|Sekretariat|Inspektorat|RSUD|Satpol)\b.*)"
)
_FACILITY = re.compile(
    r"\b((?:Puskesmas|Pustu|RSUD|Posyandu|SDN?|SMPN?|SMAN?|SMKN?|SPPG|Samsat|KUA)\s+[A-Z][\w'-]*(?:\s[A-Z][\w'-]*){0,3})"
    r"\s*(?:\(|(?:yang|dengan|baru|sudah|telah|hanya|mencapai|sebesar|capaian|cakupan|sekitar|,|:)\s*)*\Z"
)
"""One house of a region right before its figure: "terendah di Puskesmas Cempaka 82,1 persen"."""
_ACT = pattern("own_act")
_PARAGRAPH = 1000
"""Characters back in which a paragraph may have named the kind of a stage."""
_SHORT = frozenset({"anak", "anak-anak"})
_IS_AGED = re.compile(
    r"(?:anak(?:-anak)?\s+)?(?:yang\s+)?(?:ber)?(?:usia|umur)\s+\d{1,2}\b|anak(?:-anak)?\s+\d", re.IGNORECASE
)
_CAME_FROM = pattern("came_from")
_FOR_NAME = re.compile(
    r"\b[Uu]ntuk\s+([A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,3})(?:\s+(?:realisasi|capaian|serapan|progres)nya)?"
    r"\s+(?:masih|baru|sudah|telah|hanya|mencapai|sebesar|di angka|terealisasi|terserap)[^,.;A-Z\d]*\Z"
)
_FROM_SOURCES = frozenset({"pad_revenue", "regional_revenue", "investment"})
_FACILITY_REACH = 80
_ARREARS = re.compile(r"\b(tunggakan|piutang)(?:nya)?\b", re.IGNORECASE)
_REPORTS = "asset_reporting"
_ARREARS_REACH = 160
_AGENCY_REACH = 120
"""Characters between the name of an agency and the next sentence, that goes on with it."""
_ITS_SPENDING = re.compile(
    r"\W*(?:realisasi|serapan|penyerapan|capaian|progres)\s+(?:keuangan|fisik|anggaran)(?:nya)?\s+"
    r"(?:(?:sebesar|mencapai|baru|hanya|sudah|telah|masih)\s+)*\d",
    re.IGNORECASE,
)
_ITS_MONEY = re.compile(r"(?:(?:realisasi|serapan|progres|capaian)\s+)?keuangan(?:nya)?", re.IGNORECASE)
_TAXES = frozenset({"property_tax", "vehicle_tax", "other_local_tax"})
_PAID = "budget_absorption"
NEXT = 3
"""Paragraphs that may lie between the items of one list: a quotation or a heading may stand there."""


def carry_kind(reading: Reading, bundle: Bundle, state: Discourse, *, listed: bool) -> None:
    """A kind holds in its paragraph, and beyond it for a list of places that is or was under way."""
    if state.segment is None or (bundle.indicator is not None and _bare(reading, bundle.indicator)):
        return
    if not state.segment_alone and indicators()[state.segment[0]].unit is Unit.RUPIAH and not bundle.kinds:
        state.segment = None
        return
    here = bundle.sentence.paragraph == state.segment_paragraph
    if here and bundle.sentence.order - state.segment_order <= KEPT:
        return
    if goes_on_with_group(reading, bundle, bundle.indicator, state):
        state.segment_paragraph = bundle.sentence.paragraph
        state.segment_order = bundle.sentence.order
        return
    near = bundle.sentence.paragraph - state.segment_paragraph <= NEXT
    placed = any(place.level != "nation" for place in bundle.places)
    if near and state.segment_alone and placed and (listed or state.listing):
        state.segment_paragraph = bundle.sentence.paragraph
        state.segment_order = bundle.sentence.order
    else:
        state.segment = None


def kind_of(
    reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse
) -> tuple[str, tuple[int, int]] | None:
    """The kind that a bundle's figures are of, as printed, and its span: its own, else the one in mind."""
    kind = with_stage(reading, bundle, mention.slug, _told(reading, bundle, mention, state))
    if kind is None or kind[0] != reading.text[slice(*kind[1])]:
        return kind
    start, end = kind[1]
    if is_branch(kind[0]) and any(
        p.level in ("regency", "district") and not start <= p.start < end for p in bundle.places
    ):
        return None  # "KPPN Sampit Rp3 miliar, yakni Kabupaten Kotim Rp1 miliar"
    if _ITS.search(kind[0]):
        end -= len("nya")  # "BLT DDnya", "BLTnya"
    span = in_full(reading, mention.slug, start, end)
    return reading.text[slice(*span)], span


def _arrears(reading: Reading, bundle: Bundle, slug: str) -> tuple[str, tuple[int, int]] | None:
    """The word for the arrears of a tax, which are of all years before: "tunggakan PBB-P2 mencapai Rp30,8 miliar"."""
    owed = bool(bundle.roles) and all(role.role is Role.REMAINING for role in bundle.roles)
    if slug not in _TAXES or not (owed or any(role.rule == "role.of_arrears" for role in bundle.roles)):
        return None
    start = max(bundle.sentence.start, bundle.start - _ARREARS_REACH)
    end = bundle.start if owed else bundle.end
    found = list(_ARREARS.finditer(reading.text, start, end))
    return (found[-1][1], found[-1].span(1)) if found else None


def _told(
    reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse
) -> tuple[str, tuple[int, int]] | None:
    if (owed := _arrears(reading, bundle, mention.slug)) is not None:
        return owed
    before = [k for k in bundle.kinds if k[0] == mention.slug and k[2] <= bundle.start]
    if mention.slug == _REPORTS:  # "wajib pajak badan yang menyampaikan SPT Tahunan": who reports, then what
        before = [k for k in before if "spt" not in reading.text[k[1] : k[2]].lower()] or before
    behind = [k for k in bundle.kinds if k[0] == mention.slug and k[1] == mention.start >= bundle.end]
    mine = behind[:1] or before[-1:] or [k for k in bundle.kinds if k[0] == mention.slug]
    if mention.slug == WORKS and (act := _own_act(reading, bundle, mine)) is not None:
        return act
    near = max(bundle.sentence.start, bundle.start - _FACILITY_REACH)
    house = _FACILITY.search(reading.text[near : bundle.start])
    if house and not (mine and near + house.start(1) < mine[0][1] < bundle.start):
        return house[1], (near + house.start(1), near + house.end(1))
    if mention.slug in _FROM_SOURCES and (source := _CAME_FROM.search(reading.text[near : bundle.start])):
        return source[1], (near + source.start(1), near + source.end(1))
    if mine and mention.slug == "road_condition" and _AND_WORSE.match(reading.text, mine[0][2]):
        return None  # "rusak ringan dan berat": all that is not good
    gathers = mine and mention.slug in INCOME and is_agency(reading.text[slice(*mine[0][1:])])
    if gathers and (sector := only_sector(reading, bundle, mention.slug)) is not None:
        return sector  # "PAD dari sektor parkir … Dishub hanya merealisasikan Rp958 juta"
    if mine:
        _, start, end = mine[0]
        money = indicators()[mention.slug].unit is Unit.RUPIAH
        for _, other, stop in reversed(before[:-1]):
            if not money or not _SAME_AS.fullmatch(reading.text[stop:start]):
                break
            start, end = other, stop  # "dana perimbangan atau pendapatan transfer": the first of two names
        row = _in_a_row(reading, [k[1:] for k in before], end)
        if len(row) > 1 and _MADE_UP_OF.search(reading.text[bundle.sentence.start : row[0][0]]):
            return None  # "pendapatan yang terdiri dari PAD, dana transfer dan lain-lain, telah terealisasi 91 persen"
        if len(row) == 2 and mention.slug in _OF_TWO_KINDS:
            return None  # "investasi PMA dan PMDN": all of it
        if len(row) == 2 or (len(row) > 2 and not money):
            return reading.text[row[0][0] : end], (row[0][0], end)  # "pajak dan retribusi daerah": of both
        start, end = explained(reading, mention.slug, *_told_closer(reading, bundle, (mention.slug, start, end)))
        head, (start, end) = _with_its_kind(reading, bundle.sentence, (mention.slug, start, end))
        return head + reading.text[start:end].replace("(", "").replace(")", ""), (start, end)  # "(BLT) BBM"
    if (noun := _counted(reading, bundle, mention.slug)) is not None:
        return noun
    if (sex := _of_one_sex(reading, bundle, mention.slug)) is not None:
        return sex
    if (named := _named_for(reading, bundle)) is not None:
        return named
    if mention.slug == "budget_absorption" and (own := _of_speaker(reading, bundle)) is not None:
        return own
    # "Jembatan Sei Mohing … memasuki tahap pengecoran. Progres fisiknya 92,4 persen": progress is always of one work
    names_none = bundle.indicator is None or mention.slug == "physical_progress" or _of_all(mention)
    names_none = names_none or bool(_THAT.match(reading.text, mention.end))
    names_none = names_none or _bare(reading, mention)
    if _OVERALL.search(reading.text, bundle.sentence.start, bundle.start) and mention.slug == "other_local_tax":
        said = within(reading.indicators, bundle.sentence.start, bundle.start)  # "Secara umum realisasi pajak …"
        return next(((m.text, (m.start, m.end)) for m in reversed(said) if _of_all(m)), None)
    if _OVERALL.search(reading.text, bundle.sentence.start, bundle.start):
        names_none = False
    if (owner := _same_agency(reading, bundle, mention, state)) is not None:
        return owner
    elsewhere = bundle.places and state.segment and state.segment[2][1] < bundle.places[0].start
    if elsewhere and state.segment and is_agency(state.segment[1]):
        names_none = (
            False  # "Dinas Sosial Rp3 miliar. Kecamatan Belalau Rp2 miliar": a district is no part of an agency
        )
    if goes_on_with_group(reading, bundle, mention, state) and state.segment is not None:
        return state.segment[1], state.segment[2]
    if names_none and state.segment is not None and state.segment[0] == mention.slug:
        return state.segment[1], state.segment[2]
    district = bool(elsewhere) and state.segment is not None and is_agency(state.segment[1])
    for name, start, end in reading.segments if not district else ():
        if name == mention.slug and mention.start <= start and end <= mention.end:
            return reading.text[start:end], (start, end)
    if _of_all(mention) or (mention.slug == "other_local_tax" and mention.text.lower().startswith("retribusi")):
        around = [(a, b) for slug, a, b in reading.segments if slug == mention.slug and a <= mention.start < b]
        start, end = around[0] if around else (mention.start, mention.end)
        return reading.text[start:end], (start, end)
    return _of_both(reading, bundle, mention) or standing_kind(reading, bundle, mention.slug)


def _of_one_sex(reading: Reading, bundle: Bundle, slug: str) -> tuple[str, tuple[int, int]] | None:
    """The sex that a percentage of a measure of people is of, where its sentence tells of both."""
    if indicators()[slug].unit is not Unit.PERSON or bundle.has("percentage") is None:
        return None
    before, sentence = within(reading.numbers, bundle.sentence.start, bundle.start), bundle.sentence
    begin = before[-1].hedge_end if before else sentence.start
    span = sex_told(reading.text, begin, bundle.start, sentence.start, sentence.end)
    return (reading.text[slice(*span)], span) if span else None


def _own_act(reading: Reading, bundle: Bundle, mine: list[tuple[str, int, int]]) -> tuple[str, tuple[int, int]] | None:
    """A part of the works that the words before a figure name, and no work by itself: "pemasangan girder 90 persen"."""
    start = max([bundle.sentence.start, *(n.hedge_end for n in _before(reading, bundle))])
    if any(kind[1] >= start for kind in mine):
        return None
    found = _ACT.search(reading.text, start, bundle.start)
    return (found[1], found.span(1)) if found else None


def _before(reading: Reading, bundle: Bundle) -> list[Number]:
    """The percentages of a bundle's sentence before its own."""
    told = within(reading.numbers, bundle.sentence.start, bundle.start)
    return [number for number in told if number.kind is Kind.PERCENT]


def _bare(reading: Reading, mention: IndicatorMention) -> bool:
    """Whether the name of what has no whole is said without its kind: "imunisasi di Kabupaten A mencapai 14 persen"."""
    if not indicators()[mention.slug].only_kinds:
        return False
    return not any(slug == mention.slug for slug, _, _ in reading.kinds(mention.start, mention.end))


def _same_agency(
    reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse
) -> tuple[str, tuple[int, int]] | None:
    """The agency of the sentence before: "Dinas X tercapai 2 persen. Realisasi keuangan 0,4 persen"."""
    if state.segment is None or mention.slug not in (_PAID, WORK) or not is_agency(state.segment[1]):
        return None
    near = bundle.sentence.paragraph == state.segment_paragraph
    near = near and 0 < bundle.sentence.start - state.segment[2][1] < _AGENCY_REACH
    named = within(reading.places, bundle.sentence.start, bundle.sentence.end)
    own = near and not named and _ITS_SPENDING.match(reading.text, bundle.sentence.start)
    return (state.segment[1], state.segment[2]) if own else None


def _of_both(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> tuple[str, tuple[int, int]] | None:
    """The kind of a budget, for the works that it paid: "belanja langsung keuangannya 7 persen, fisiknya 16 persen".

    And the works for their money: "progres Jembatan Anom, fisiknya 59 persen, keuangannya 41 persen".
    """
    if mention.slug != WORK and not (mention.slug == _PAID and _ITS_MONEY.fullmatch(mention.text)):
        return None
    other = _PAID if mention.slug == WORK else WORK
    told = [(start, end) for slug, start, end in reading.kinds(bundle.sentence.start, bundle.start) if slug == other]
    return (reading.text[slice(*told[-1])], told[-1]) if told else None


def _in_a_row(reading: Reading, kinds: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """The kinds that are named in one breath up to an offset: "DAK dan DAU", "PAD, transfer, serta lain-lain"."""
    row: list[tuple[int, int]] = []
    for kind in reversed(kinds):
        joint = _ROW_END if len(row) == 1 else _ROW
        if row and not joint.fullmatch(reading.text, kind[1], row[0][0]):
            break
        if row or kind[1] == end:
            row.insert(0, kind)
    return row


def _told_closer(reading: Reading, bundle: Bundle, kind: tuple[str, int, int]) -> tuple[int, int]:
    """The span of a kind, or of the one behind its figures that says more: "tanam padi … jenis padi sawah"."""
    slug, start, end = kind
    name = reading.text[start:end].lower() + " "
    behind = [k for k in reading.kinds(bundle.end, bundle.sentence.end) if k[0] == slug]
    closer = [(a, b) for _, a, b in behind if reading.text[a:b].lower().startswith(name)]
    return closer[0] if len(closer) == len(behind) == 1 else (start, end)


def _named_for(reading: Reading, bundle: Bundle) -> tuple[str, tuple[int, int]] | None:
    """A name right behind "untuk", where it is no place, time or programme: "sedangkan untuk PLN masih 0 persen"."""
    near = max(bundle.sentence.start, bundle.start - _FACILITY_REACH)
    found = _FOR_NAME.search(reading.text[near : bundle.start])
    if found is None:
        return None
    start, end = near + found.start(1), near + found.end(1)
    known = [*within(reading.places, start, end), *within(reading.periods, start, end)]
    return None if known or within(reading.indicators, start, end) else (reading.text[start:end], (start, end))


def _of_speaker(reading: Reading, bundle: Bundle) -> tuple[str, tuple[int, int]] | None:
    """The agency that the speaker leads: "serapan di dinas yang dipimpinnya baru 8 persen"."""
    led = _LED_BY_SPEAKER.search(reading.text, bundle.sentence.start, bundle.start)
    speaker = who_says(reading, bundle.start).official
    agency = _HEAD_OF.match(speaker.role) if led and speaker is not None and speaker.role else None
    return (agency[1], led.span()) if agency and led else None


def _counted(reading: Reading, bundle: Bundle, slug: str) -> tuple[str, tuple[int, int]] | None:
    """The kind that a figure counts, of a measure of people: "3.110 pelajar"; the "72 debitur" of money are none."""
    if indicators()[slug].unit is not Unit.PERSON:
        return None
    for role in bundle.roles:
        noun, number = role.number.noun, role.number
        for name, start, end in reading.segments:
            if name != slug or not number.start <= start <= number.end + 1:
                continue
            its_noun = number.start <= start and end <= number.end and reading.text[start:end].lower() == noun
            # "dari 21.500 sasaran lansia", "5.375 jiwa lansia"
            if its_noun or (noun and start == number.end + 1 and reading.text[number.end] == " "):
                start, end = explained(reading, slug, start, end)
                return reading.text[start:end], (start, end)
    return None


def _with_its_kind(reading: Reading, sentence: Sentence, kind: tuple[str, int, int]) -> tuple[str, tuple[int, int]]:
    """The span of a group or stage with the kind that it is one of, right beside it: "PKH tahap I".

    Where the kind stands beside an earlier one, its words: "HPV dosis pertama 81 persen dan dosis kedua 85 persen".
    """
    text, (slug, start, end) = reading.text, kind
    begin = max(text.rfind("\n", 0, sentence.start) + 1, sentence.start - _PARAGRAPH)
    row = [(a, b) for other, a, b in reading.kinds(begin, sentence.end) if other == slug]
    if not is_part(text[start:end]):
        before = [(a, b) for a, b in row if is_part(text[a:b]) and beside(text, b, start)]
        after = [(a, b) for a, b in row if is_part(text[a:b]) and beside(text, end, a)]
        parts = before[-1:] + after[:1]
        if len(parts) == 1 and text[min(end, parts[0][1]) : max(start, parts[0][0])].strip(" ()"):
            return text[start:end] + " ", parts[0]  # "HPV bagi siswi kelas 5", "kelas 5 yang sudah diimunisasi HPV"
        return "", (before[-1][0] if before else start, after[0][1] if after else end)
    heads = [(a, b) for a, b in row if b <= start and not is_part(text[a:b])]
    if not heads:
        return "", (start, end)
    head = heads[-1]
    if beside(text, head[1], start):
        return (text[slice(*head)] + " ", (start, end)) if text[head[1] : start].strip(" ()") else ("", (head[0], end))
    parts = [(a, b) for a, b in row if b <= start and is_part(text[a:b])]
    goes_on = any(beside(text, head[1], a) or beside(text, b, head[0]) for a, b in parts)
    named = within(reading.indicators, max(head[1], sentence.start), start)
    goes_on = goes_on or any(m.slug == slug and _THAT.match(text, m.end) for m in named)  # "Imunisasi itu …"
    here = {segment_key(text[a:b]) for a, b in heads if a >= sentence.start}
    # "HPV diberikan kepada siswi kelas 5 sebanyak 90 persen"
    goes_on = goes_on or (indicators()[slug].only_kinds and len(here) == 1)
    return (text[slice(*head)] + " " if goes_on else ""), (start, end)


def explained(reading: Reading, slug: str, start: int, end: int) -> tuple[int, int]:
    """The span that says of which age "anak" is, where the article has one: "anak usia 6-11 tahun"."""
    name = reading.text[start:end].lower()
    if name not in _SHORT:
        return start, end
    aged = [(a, b) for other, a, b in reading.segments if other == slug and _IS_AGED.match(reading.text, a, b)]
    keys = {segment_key(reading.text[a:b]) for a, b in aged}
    return aged[0] if len(keys) == 1 else (start, end)


def _of_all(mention: IndicatorMention) -> bool:
    """Whether a phrase speaks of all taxes of a region, where no kind has been named: "realisasi pajak"."""
    return mention.weak and mention.slug == "other_local_tax"


def segment_in(place: PlaceMention | None, kind: str | None) -> str | None:
    """The segment of a claim: a village or an area, which have no code of their own, the kind, or both."""
    part = None
    if place is not None and place.village:
        part = place.text if place.level == "village" else place.village
    if part is not None and kind is not None and part.lower() == kind.lower():
        part = None  # "Kecamatan Arga (93 persen), Setwan (92 persen)": the agency, and no village of that name
    return ", ".join(filter(None, (part, kind))) or None


def learn_kind(
    reading: Reading, sentence: Sentence, accepted: list[Bundle], strong: list[IndicatorMention], state: Discourse
) -> None:
    """The kind that a sentence leaves in mind; none, where it names its indicator as a whole."""
    named = reading.kinds(sentence.start, sentence.end)
    told_of = {bundle.indicator.slug for bundle in accepted if bundle.indicator} if named else set()
    kinds = [k for k in named if k[0] in told_of or (state.topic is not None and k[0] == state.topic.slug)]
    if not accepted and state.segment is not None and state.segment[0] == WORK:
        kinds = [k for k in kinds if k[0] != WORK or not VISITED.search(reading.text, max(0, k[1] - 6), k[1])]
    if not accepted and len(_in_a_row(reading, [k[1:] for k in kinds], kinds[-1][2] if kinds else 0)) > 1:
        state.segment = None  # "menyasar semua umur, dari bayi hingga lansia. Capaiannya 41 persen": of all
    elif kinds:
        slug, start, end = staged(reading, kinds)
        state.doses = doses_told(accepted)
        state.segment, state.segment_paragraph = (slug, reading.text[start:end], (start, end)), sentence.paragraph
        state.segment_order = sentence.order
        state.segment_alone = is_alone(reading, [k for k in kinds if k[0] == slug])
    elif still_of_group(reading, sentence, strong, state):
        state.doses |= doses_told(accepted)
        state.segment_paragraph = sentence.paragraph
        state.segment_order = sentence.order
    elif any(not (_THAT.match(reading.text, m.end) or _bare(reading, m)) for m in strong):
        state.segment = None
