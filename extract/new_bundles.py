"""Where, in a sentence of several figures, a new bundle begins: another place, kind or unit, or the same again."""

from __future__ import annotations

import re

from extract.discourse import FIELDS, Bundle
from extract.mentions import Kind, Number, PlaceMention
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.set_years import turns_to_another_year
from extract.subjects import named_places
from extract.vocabulary import pattern
from models.values import Unit

_NEXT = pattern("next")
_REGIONS = {
    "province": {"provinsi"},
    "regency": {"kabupaten", "kota"},
    "district": {"kecamatan", "distrik"},
    "village": {"kecamatan", "distrik", "desa", "kelurahan", "kampung", "pekon", "nagari", "gampong"},
}
"""Of which regions one of a level is picked out; villages also of districts."""
_OR_END = re.compile(
    r"\batau(?:\s+(?:baru|sudah|sekitar|sebesar|setara|kurang lebih|lebih kurang))?\s*\Z", re.IGNORECASE
)
_SO_FAR = re.compile(r"\b(?:hingga|sampai|dengan|saat ini|kini|sekarang|kemarin|per|pada|tercatat)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;:()]|\b(?:dan|serta|sedangkan|sementara|sisanya)\b", re.IGNORECASE)
_THEN_DONE = re.compile(r", |\b(?:sudah|telah|baru)\b", re.IGNORECASE)
_HOWEVER = re.compile(r"\b(?:namun|tetapi|tapi|sedangkan|sementara|setelah|sesudah)\b", re.IGNORECASE)
_IF_OF = re.compile(r"\s*,\s*(?:namun\s+|tapi\s+|tetapi\s+)?(?:kalau|jika|bila|apabila)\b", re.IGNORECASE)
"""Before another whole, against which the same is another level; what stands behind that whole."""
_LEVEL_BEHIND = re.compile(
    r"[\s,]*(?:(?:maka|sudah|baru|capaiannya|persentasenya|mencapai|sekitar|sebesar|menjadi)\s+)*\d+(?:[.,]\d+)?\s?(?:persen|%)",
    re.IGNORECASE,
)
_OF_GAP = re.compile(r"[\s,(]*(?:\w+\s+){0,3}?dari\b", re.IGNORECASE)

_PARTS = pattern("parted")
_WHO_HAVE = re.compile(r"yang\s+(?:sudah|telah|baru|belum)\b", re.IGNORECASE)


def opens_new(reading: Reading, current: Bundle, role: RoleOf, previous_end: int, gap: str) -> bool:
    name = FIELDS[role.role]
    taken = current.has(name)
    if ";" in gap or role.rule in ("role.of_these_done", "role.with_rest"):
        return True  # "… sebanyak 6 bidang. kemudian tanah sekolah 535 bidang di antaranya 495 bidang"
    if _other_measure(current, role.number) and not _one_in_each(current, role, gap):
        return True
    if turns_to_another_year(reading, current, role):
        return True
    if role.linked:
        return taken is not None and taken.value != role.number.value
    if taken is None and _or_else(current, role, gap):
        return False
    if within(reading.foreign, previous_end, role.number.hedge_start):
        return True  # "stunting 19,8 persen serta anak putus sekolah 4.200 orang"
    if taken is not None:
        narrower = name == "base" and _wider(taken, role.number) and not _of_a_part(reading, current, gap, role.number)
        return not narrower or _new_part(reading, current, previous_end, role.number.hedge_start)
    start, end = previous_end, role.number.hedge_start
    other_whole = role.role is Role.BASE and current.has("percentage") and bool(_IF_OF.match(gap))
    if other_whole and _LEVEL_BEHIND.match(reading.text, role.number.hedge_end):
        return True  # "47,3 persen, kalau dari sasaran riil 9.358 anak sekitar 75 persen"
    of = _OF_GAP.match(gap) if role.role is Role.BASE else None
    if of is not None:  # "… 1.200 ton, sedangkan NPK dari 3.000 ton": there another subject begins
        return bool(_NEXT.search(gap[: of.end()]) or _new_kind(reading, current, start, start + of.end()))
    if _whole_behind(reading, current, role, start, end):
        return False
    # "dari 103 desa di Barito Timur, 71 koperasi …": a base waits for what was achieved of it
    waits = current.roles[-1].rule == "role.of" and len(current.roles) == 1 and _then(reading, start, end)
    base_alone = current.roles[-1].rule == "role.of" and len(current.roles) == 1
    named = [p for p in named_places(reading, start, end) if not (base_alone and _again(p))]
    waits = waits and not (role.role is Role.PERCENTAGE and (_picked_out(named) or _one_of(current, named)))
    if not waits and any(p.use in ("place", "set") for p in named):
        return True
    if _new_kind(reading, current, start, end):
        return True
    return bool(_NEXT.search(gap) and current.has("percentage") and role.role is not Role.REMAINING)


def told_again_otherwise(current: Bundle, role: RoleOf, behind: RoleOf | None, gap: str) -> bool:
    """Whether an amount and its own percentage are another level than the one just told.

    "97,89 persen, namun setelah pembaruan data 149.678 peserta atau 95,01 persen".
    """
    if role.role is not Role.ACHIEVED or behind is None or behind.rule != "role.linked":
        return False
    told = current.has("percentage")
    other = told is not None and behind.role is Role.PERCENTAGE and behind.number.value != told.value
    return other and current.has("achieved") is None and bool(_HOWEVER.search(gap))


def _or_else(current: Bundle, role: RoleOf, gap: str) -> bool:
    """Whether "atau" at the end of a clause gives an amount in percent: "1.450 ternak divaksin atau 58 persen"."""
    if role.role is not Role.PERCENTAGE or len(current.roles) != 1 or current.roles[0].role is not Role.ACHIEVED:
        return False
    return bool(_OR_END.search(gap)) and not _CLAUSE_END.search(gap)


def _again(place: PlaceMention) -> bool:
    """Whether a place is only meant once more: "dari kuota 500 ton, wilayah tersebut baru menyerap 300 ton"."""
    return place.rule == "named again"


def _picked_out(named: list[PlaceMention]) -> bool:
    """Whether a region and then one of its parts are named: "dari 17 kabupaten di Sultra, tertinggi Kendari, 60%"."""
    return len(named) > 1 and bool(named[0].code) and (named[-1].code or "").startswith(f"{named[0].code}.")


def _one_of(current: Bundle, named: list[PlaceMention]) -> bool:
    """Whether one of the regions that were just counted is named: "dari 10 kecamatan, terbanyak Kelay, yakni 60%"."""
    nouns = set(re.split(r"\W+|\bdan\b", (current.roles[0].number.noun or "").lower()))
    return bool(named) and any(named[-1].level == level and nouns & kinds for level, kinds in _REGIONS.items())


def _whole_behind(reading: Reading, current: Bundle, role: RoleOf, start: int, end: int) -> bool:
    """Whether a whole follows its part, with one place and a verb between: "3.412 rumah di Tapin … dari 5.900 unit"."""
    last = current.roles[-1]
    alike = (
        role.rule in ("role.of", "role.over_target")
        and last.role is Role.ACHIEVED
        and role.number.value > last.number.value
    )
    clause = "," not in reading.text[start:end] and not _NEXT.search(reading.text[start:end])
    return alike and clause and not current.places and len(named_places(reading, start, end)) == 1


def _then(reading: Reading, start: int, end: int) -> bool:
    """Whether a comma and at most three words stand before a figure, and no place among them: ", baru ".

    So do a few more that begin with those who have done it: ", yang sudah melunasi biaya haji ". Words that only say
    until when do not count: ", hingga saat ini masih ada ".
    """
    tail = reading.text[start:end].rpartition(", ")
    begin = end - len(tail[2])
    words = tail[2]
    for period in within(reading.periods, begin, end):
        words = words.replace(reading.text[max(begin, period.span_start or period.start) : period.end], " ")
    near = len(_SO_FAR.sub(" ", words).split()) <= (7 if _WHO_HAVE.match(tail[2]) else 3)
    return bool(tail[1]) and near and not named_places(reading, begin, end)


def _other_measure(current: Bundle, number: Number) -> bool:
    """Whether a bundle's amounts are in another unit: hectares beside tons are two measures."""
    if number.unit is None or number.kind is Kind.PERCENT:
        return False
    units = {r.number.unit for r in current.roles if r.number.unit is not None and r.number.kind is not Kind.PERCENT}
    if units | {number.unit} == {Unit.DOCUMENT, Unit.PERSON}:
        return False  # "94.210 keping KIA dari 171.000 anak": each has one
    return bool(units) and number.unit not in units


def _one_in_each(current: Bundle, role: RoleOf, gap: str) -> bool:
    """Whether things are counted of the villages that have one each: "dari 103 desa, 71 koperasi sudah …"."""
    base = current.roles[-1]
    units = (base.number.unit, role.number.unit)
    return (
        base.role is Role.BASE
        and base.rule == "role.of"
        and units == (Unit.VILLAGE, Unit.UNIT)
        and bool(_THEN_DONE.search(gap))
    )


def _of_a_part(reading: Reading, current: Bundle, gap: str, number: Number) -> bool:
    """Whether a second base is that of another region: "sasaran 670 anak, tersebar di Katingan (53), Kapuas (78)"."""
    start = number.hedge_start - len(gap)
    named = [p for p in named_places(reading, start, number.hedge_start) if p.use in ("place", "set")]
    if not named or named[-1].code in {p.code for p in current.places}:
        return False
    return _PARTS.search(reading.text[named[-1].end : number.hedge_start]) is None  # "670 anak di A, 53 anak di B"


def _wider(taken: Number, number: Number) -> bool:
    """Whether a second base in a row narrows the first: a population, then the obliged part of it."""
    return taken.kind is not Kind.RUPIAH and number.value < taken.value


def _new_kind(reading: Reading, current: Bundle, start: int, end: int) -> bool:
    mentions = within(reading.indicators, start, end)
    own = current.indicator
    absorbed = {mention.slug for mention in mentions} == {"budget_absorption"}
    if (
        own is None
        and absorbed
        and all(
            role.rule == "role.fund_whole" or (role.role is Role.BASE and role.rule == "role.ratio")
            for role in current.roles
        )
    ):
        current.indicator = mentions[-1]  # "APBD sebesar Rp1,7 triliun, sedangkan yang terserap 92,95 persen"
        return False
    named = [mention for mention in mentions if not mention.weak]
    if own is None and named and all(role.rule == "role.of" for role in current.roles):
        current.indicator = named[-1]  # "dari 20.000 ekor sapi, yang sudah divaksin PMK 12.400 ekor"
        return _new_part(reading, current, start, end)
    for mention in mentions:
        if own is None or (mention.slug != own.slug and not mention.weak):
            return True
    return _new_part(reading, current, start, end)


def _new_part(reading: Reading, current: Bundle, start: int, end: int) -> bool:
    own = current.indicator
    known = {(name, reading.text[a:b].lower()) for name, a, b in current.kinds}
    slugs = {name for name, _, _ in current.kinds} if own is None else {own.slug}
    named = reading.kinds(start, end)
    return any(name in slugs and (name, reading.text[a:b].lower()) not in known for name, a, b in named)
