"""The place that an article is about, for figures whose own sentence names none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extract.due_days import WORKS
from extract.mentions import Kind, PlaceMention
from extract.reading import Reading, within
from extract.roads import ROAD
from extract.sentences import Sentence
from extract.service_areas import area_of, branches, served_from, together, two_provinces
from extract.vocabulary import pattern
from models.reference import province_of

_NATIONAL_OFFICE = pattern("national_office")
_REGIONAL_BRANCH = pattern("regional_branch")
_SEAT = pattern("seat")
_CAME_TO = pattern("came_to_see")
_SET_OF_REGIONS = pattern("set_of_regions")
_PICKED_OUT = pattern("picked_out")
_RANKED_IN = pattern("ranked_in")
_SERVED = pattern("area_served")
_WORDS = 30
"""Characters before an office in which its figures are said to be of its area."""
_RANK = 90
_TOLD = ("place", "set", "office")
_NATIONWIDE = re.compile(r"\b(?:secara nasional|(?:di|se)[ -]?(?:seluruh )?indonesia)\Z", re.IGNORECASE)
_INDONESIA = re.compile(r"\b(?:Indonesia|Nasional)\b", re.IGNORECASE)
_OF_STATE = frozenset({"national office", "written in the capital", "spoken in the capital"})
"""Rules of a nation that only who speaks, or where, has told."""
LEAD = 4
"""Sentences in which an article says of which country or region it speaks."""
_OFFICE_LEAD = 2
"""Sentences in which the office is named whose figures an article gives."""
_TWICE = 2
_DATELINE_END = re.compile(
    r"\s*(?:\([^()\n]{1,30}\))?\s*(?:[,:–—-]+\s*)*(?:[\w.]+\s*[–—:-]+\s*)?(?:(?:Wakil\s+)?Kepala\s+)?"
)
_REPORTS = re.compile(
    r"[^.;\d]{0,120}?\b(?:me(?:nyebut|laporkan|ncatat|ngatakan|nyampaikan|ngungkap|nyatakan|njelaskan|maparkan|mbeberkan|ngumumkan))\w*"
)
"""Behind an office of the state that tells its figures, and visits nobody."""
_OF_FIRMS = ("direktur utama", "dirut")
"""Offices that a firm of the region has, too."""
_AND = re.compile(r"\s*(?:dan|serta|maupun|&)\s+(?:(?:kabupaten|kota|kab\.?)\s+)?", re.IGNORECASE)
_CAPITAL = "31"
"""DKI Jakarta, where national offices have their seat: a dateline of theirs says nothing."""


def main_place(reading: Reading) -> PlaceMention | None:
    """The place that the article is about: of its title, its first sentence, its officials, its dateline."""
    usable = [
        p
        for p in reading.places
        if p.level != "nation"
        and p.rule not in ("named again", ROAD)
        and not (p.use == "set" and _RANKED_IN.search(reading.text, max(0, p.start - _RANK), p.start))
        and reading.noisy(p.start) in (None, "headline", "heading")
    ]
    served = {id(p): span for p in usable if (span := served_from(reading, p))}
    ends = [sentence.end for sentence in reading.lead(_OFFICE_LEAD)]
    wide = two_provinces(reading, max(ends, default=0))
    if served and not (wide and wide.start < min(start for start, _ in served.values())):
        towns = [p for p in usable if id(p) in served]
        usable = [p for p in usable if id(p) not in served]
        span = served[id(towns[0])]
        if any(_of_all_served(reading, one) for one in served.values()) or not _one_region(reading, usable):
            area_served = area_of(reading, towns[0], span)
            if branches(reading.text):  # what none of them is said to have done is of them all
                return replace(area_served, village=None, rule="province of branches")
            return area_served
    titled = [p for p in usable if p.start < reading.title_end and p.use != "locative"]
    first = [p for p in usable if p.start < min(ends, default=0) and p.use == "place"]
    regional = any(p.level in ("regency", "district") for p in (*titled, *first))
    if wide and not regional:
        return wide
    if not titled and (nation := _of_provinces(usable, max(ends, default=0))):
        return nation
    if (not titled or _picked_out(reading, titled) or _aside(reading, titled)) and (
        nation := _titled_nation(reading) or _national(reading, usable)
    ):
        return nation
    for group in (titled, _lead(reading, usable)):
        if district := _one_district(usable, group):
            return district
        codes = {p.code for p in group if p.code}
        regencies = [p for p in group if p.level == "regency" and p.code]
        narrow = {p.code for p in regencies}
        if len(narrow) == 1:
            return _of_province(usable, group, regencies[0]) or regencies[0]
        if len(codes) == 1:
            return next(p for p in group if p.code)
        if len(narrow) > 1 and (whole := _whole_of(group, narrow)):
            return whole
        if group is titled and len(codes) > 1 and not narrow:
            return together(reading, [p for p in group if p.code])  # "Rasio Elektrifikasi di Kaltim dan Kaltara"
    if pair := _pair(reading, usable):
        return pair
    regions = [p for p in usable if p.code and p.level in ("regency", "province")]
    regions = [p for p in regions if p.use != "locative"] or regions
    counts = Counter(p.code for p in regions)
    if counts:  # of two named as often, the one named first
        regions = [p for p in regions if p.level == "regency"] or regions
        most = max(counts[p.code] for p in regions)
        return next(p for p in regions if counts[p.code] == most)
    return usable[0] if usable else None


def place_at(reading: Reading, sentence: Sentence, main: PlaceMention | None) -> PlaceMention | None:
    """The place of a figure that names none: the main one, or its province while the body has not come to it.

    "Serapan Dana Desa di PPU Terendah": the first paragraphs tell what all of Kaltim has, and only then that of PPU.
    """
    if main is None or main.level != "regency" or main.code is None or main.start >= reading.title_end:
        return main
    told = [p for p in within(reading.places, reading.title_end, sentence.end) if reading.noisy(p.start) is None]
    told = [p for p in told if p.use in _TOLD and p.code and p.rule != "enclosing"]
    wider = [p for p in told if p.level == "province" and main.code.startswith(f"{p.code}.")]
    return wider[0] if wider and all(p.code == wider[0].code for p in told) else main


def _of_all_served(reading: Reading, span: tuple[int, int]) -> bool:
    """Whether the lead measures what a branch serves: "di wilayah kerja KPPN Sampit, Kabupaten Kotawaringin Timur"."""
    lead = [sentence.end for sentence in reading.lead(_OFFICE_LEAD)]
    near = span[0] < max(lead, default=0)
    return near and _SERVED.search(reading.text[max(0, span[0] - _WORDS) : span[0]]) is not None


def where_works_lie(reading: Reading, slug: str, place: PlaceMention | None) -> PlaceMention | None:
    """The province that alone is named for works of which an office of the state tells: they lie somewhere.

    "Data Ditjen Bina Marga, pembangunan ruas itu mencapai 25 persen. Di wilayah Kalteng ada tiga proyek."
    """
    if slug != WORKS or place is None or place.rule not in _OF_STATE:
        return place
    regions = [p for p in reading.places if p.code and p.level in ("regency", "province")]
    told = [p for p in regions if p.use == "place"] or [p for p in regions if _visited(reading, p, 0)]
    if any(p.level == "nation" and p.use == "place" for p in reading.places):
        return place
    lies = {province_of(p.code) for p in told if p.code}
    if len(lies) != 1:
        return place
    narrow = {p.code for p in told if p.level == "regency"}
    if len(narrow) == 1 and not any(p.level == "province" for p in told):
        return told[0]
    return replace(told[0], code=lies.pop(), level="province")


def _one_region(reading: Reading, usable: list[PlaceMention]) -> bool:
    """Whether the title or the first sentences tell of one regency: then a branch of an office speaks of it alone."""
    ends = []
    for sentence in reading.lead(LEAD):
        ends.append(sentence.end)
        told = within(reading.numbers, sentence.start, sentence.end)
        if any(n.kind in (Kind.PERCENT, Kind.RUPIAH) or n.unit is not None for n in told):
            break  # behind it, one of the regions served: "KPPN Sampit … 84 persen. Untuk Kabupaten Seruyan 50 persen"
    near = [p for p in usable if p.start < max(ends, default=0) and p.use in ("place", "set") and p.level != "nation"]
    return len({p.code for p in near if p.level == "regency" and p.rule != "enclosing"}) == 1 or not ends


def _one_district(usable: list[PlaceMention], group: list[PlaceMention]) -> PlaceMention | None:
    """The district, where it alone is named and its regency only says where it lies: "Kecamatan A, Kabupaten B"."""
    named = [p for p in group if p.level == "district" and p.code]
    others = [p for p in usable if p.code and p.level != "province" and p.rule != "enclosing" and p.use != "dateline"]
    if not named or any(p.code != named[0].code for p in others) or len(others) < _TWICE:
        return None
    return named[0]


def _of_province(usable: list[PlaceMention], group: list[PlaceMention], regency: PlaceMention) -> PlaceMention | None:
    """The province, where the article goes on about it and the regency was only where something took place.

    "BIN Lampung memvaksin warga Tubaba. … Capaian vaksinasi se-Lampung …": the province is named again and again.
    """
    code = regency.code or ""
    whole = next((p for p in group if p.level == "province" and p.code and code.startswith(p.code)), None)
    if whole is None:
        return None
    told = Counter(p.code for p in usable if p.use in ("place", "set", "office") and p.rule != "enclosing")
    return whole if told[whole.code] > told[code] else None


def _whole_of(group: list[PlaceMention], parts: set[str | None]) -> PlaceMention | None:
    """The province that is named beside several of its regencies: "Dinkes Kalteng … di Kotim dan Kapuas"."""
    provinces = [p for p in group if p.level == "province" and p.code]
    return next((p for p in provinces if all((part or "").startswith(f"{p.code}.") for part in parts)), None)


def _pair(reading: Reading, usable: list[PlaceMention]) -> PlaceMention | None:
    """Two regencies that the lead names in one breath, and the article one as often as the other: the area of both."""
    lead = [p for p in _lead(reading, usable) if p.level == "regency" and p.code and p.use == "place"]
    if len({p.code for p in lead}) != _TWICE or not _AND.fullmatch(reading.text, lead[0].end, lead[1].start):
        return None
    counts = Counter(p.code for p in usable if p.use in _TOLD)
    return together(reading, lead[:2]) if abs(counts[lead[0].code] - counts[lead[1].code]) <= 1 else None


def _in_capital(place: PlaceMention) -> bool:
    return place.code is not None and place.code[:2] == _CAPITAL


def _lead(reading: Reading, usable: list[PlaceMention]) -> list[PlaceMention]:
    """The places of the first two sentences; of the first alone where an office of a province speaks there.

    "Bapenda Kaltara mencatat … Tertinggi di Kota Tarakan": the second sentence only picks one of its regions.
    """
    sentences = reading.lead(2)
    told = [[p for p in usable if s.start <= p.start < s.end and p.use in _TOLD] for s in sentences]
    first = told[0] if told else []
    codes = {p.code for p in first}
    later = {p.use for group in told[1:] for p in group}
    if len(codes) == 1 and first[0].level == "province" and "office" not in later:
        return first
    found = [p for s in sentences for p in usable if s.start <= p.start < s.end]
    return [p for p in found if p.use in _TOLD] or found


def _national(reading: Reading, usable: list[PlaceMention]) -> PlaceMention | None:
    """The nation, where the lead names no region, and an office of the state speaks or it is from the capital."""
    if _of_one_office(reading, usable):
        return None
    dateline: PlaceMention | None = None
    for sentence in reading.lead(LEAD):
        start, end = sentence.start, sentence.end
        here = [p for p in usable if start <= p.start < end]
        here = [p for p in here if not _visited(reading, p, start)]
        if any(p.use in ("place", "set", "office") and not _seat(reading, p) for p in here):
            return None
        named = next((p for p in within(reading.places, start, end) if p.level == "nation"), None)
        if any(p.use in ("dateline", "locative") and not _in_capital(p) for p in here):
            if named is not None and named.use == "place":
                return named  # where a minister only spoke
            return _told_by_state(reading, usable, sentence)
        dateline = dateline or next((p for p in here if p.use == "dateline"), None)
        if named is not None:
            return named
        office = _NATIONAL_OFFICE.search(reading.text, start, end)
        if office is not None and not _REGIONAL_BRANCH.match(reading.text, office.end()):
            text = office.group()
            return PlaceMention("ID", "nation", office.start(), office.end(), text, "national office", (), "office")
    if dateline is None:
        return None
    return PlaceMention("ID", "nation", dateline.start, dateline.end, dateline.text, "written in the capital")


def _visited(reading: Reading, place: PlaceMention, start: int) -> bool:
    """Whether somebody from the capital only came to a place: "Menteri Kesehatan saat meninjau puskesmas di Arga"."""
    came = _CAME_TO.search(reading.text, start, place.start)
    office = _NATIONAL_OFFICE.search(reading.text, start, came.start()) if came else None
    return office is not None and not _REGIONAL_BRANCH.match(reading.text, office.end())


def _told_by_state(reading: Reading, usable: list[PlaceMention], sentence: Sentence) -> PlaceMention | None:
    """The nation, where an office of the state reports right behind a dateline, and nothing but that names a region."""
    here = [p for p in usable if sentence.start <= p.start < sentence.end]
    office = _NATIONAL_OFFICE.search(reading.text, here[0].end, sentence.end)
    if len(here) != 1 or here[0].use != "dateline" or office is None or office.group().lower().startswith(_OF_FIRMS):
        return None
    if not _DATELINE_END.fullmatch(reading.text, here[0].end, office.start()):
        return None
    reports = _REPORTS.match(reading.text, office.end(), sentence.end)
    if reports is None or _REGIONAL_BRANCH.match(reading.text, office.end()):
        return None
    lead = max(s.end for s in reading.lead(LEAD))
    told = [p for p in usable if p is not here[0] and p.rule != "enclosing"]
    if any(p.start < lead or p.code == here[0].code for p in told):
        return None
    return PlaceMention("ID", "nation", office.start(), office.end(), office.group(), "national office", (), "office")


def _of_provinces(usable: list[PlaceMention], lead: int) -> PlaceMention | None:
    """The nation, where somebody speaks in the capital and all regions that the article names are provinces."""
    spoke = [p for p in usable if p.start < lead and p.use == "locative" and _in_capital(p)]
    told = [p for p in usable if p not in spoke and p.use != "dateline"]
    if not spoke or len({p.code for p in told}) < _TWICE or any(p.level != "province" or _in_capital(p) for p in told):
        return None
    return replace(spoke[0], code="ID", level="nation", rule="spoken in the capital")


def _picked_out(reading: Reading, titled: list[PlaceMention]) -> bool:
    """Whether the title only picks one of a set of regions: "10 Provinsi dengan …, Jawa Timur Teratas"."""
    alone = len({place.code for place in titled}) == 1
    behind = alone and _PICKED_OUT.match(reading.text, titled[-1].end, reading.title_end)
    return bool(behind) and bool(_SET_OF_REGIONS.search(reading.text, 0, titled[0].start))


def _aside(reading: Reading, titled: list[PlaceMention]) -> bool:
    """Whether the title goes on to its region from the nation: "Elektrifikasi Indonesia 93%, tapi Desa di Papua …"."""
    return bool(_INDONESIA.search(reading.text, 0, titled[0].start))


def _titled_nation(reading: Reading) -> PlaceMention | None:
    """The nation, where the title gives figures of it: "Perekaman e-KTP secara nasional sudah 95,4 persen"."""
    named = (p for p in reading.places if p.level == "nation" and p.start < reading.title_end)
    return next((p for p in named if _NATIONWIDE.search(reading.text[max(0, p.start - 12) : p.end])), None)


def _of_one_office(reading: Reading, usable: list[PlaceMention]) -> bool:
    """Whether the lead comes to one region whose own office speaks: "Anak Indonesia … Di Kota A … Disdukcapil A"."""
    offices = {p.code for p in usable if p.use == "office" and p.code}
    end = max((s.end for s in reading.lead(LEAD)), default=0)
    lead = {p.code for p in usable if p.use in ("place", "set") and p.code and p.start < end}
    if len(offices) != 1 or any(_in_capital(p) for p in usable if p.use == "office"):
        return False
    return offices == lead or (not lead and _NATIONAL_OFFICE.search(reading.text, 0, end) is None)


def _seat(reading: Reading, place: PlaceMention) -> bool:
    """Whether a place in the capital only says where a national office has its house: "di Istana Merdeka, Jakarta"."""
    return _in_capital(place) and bool(_SEAT.search(reading.text[max(0, place.start - 80) : place.start]))
