"""Regions that are counted, not people: "dari 14 kabupaten/kota, 12 sudah UHC" is a claim of its own, of regencies."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.discourse import Bundle
from extract.mentions import IndicatorMention, Kind, Number, PlaceMention
from extract.reading import Reading, within
from extract.roles import Role
from extract.times import sentence_at
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_AREAS = pattern("areas")
_MOST = 600
"""More regions than the nation has regencies are no regions; of villages there are more, which have their own unit."""
_RANK = pattern("rank")
_EACH_AT = pattern("each_at")
_LED_BY_REGIONS = pattern("led_by_regions")
_THRESHOLD = pattern("threshold")
_PROVINCES = frozenset({"provinsi", "pemprov", "pemerintah provinsi"})
_DISTRICTS = frozenset({"kecamatan", "distrik"})
_AREA_WORDS = r"(?:kabupaten(?:/kota)?|kota|kecamatan|distrik|daerah|wilayah|provinsi)"
_SO_MANY = r"(?:ke-?)?(?:\d{1,2}|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)"
_SOME_AREAS = re.compile(rf"\b(?:{_SO_MANY}|beberapa|sejumlah)\s+{_AREA_WORDS}\b[^.;]*\Z", re.IGNORECASE)
_NAMES = r"(?:adalah|yakni|yaitu|ialah|antara\s+lain|di\s?antaranya|meliputi)\b"
SOME = ("some of them", "some regions", "antaranya", "kecamatan", "distrik", "kabupaten", "daerah", "wilayah")
"""How a subject ends that is only so many of several regions."""
_THOSE_ARE = re.compile(
    rf"[\s,.]*(?:ke\w+nya|(?:{_SO_MANY}\s+)?(?:\w+\s+)?{_AREA_WORDS}\s+(?:itu|tersebut|(?:yang\s+)?dimaksud))"
    rf"\s*,?\s*{_NAMES}|(?:\s+(?:selesai|tuntas|rampung|lunas|tercapai|coklit|dicoklit)){{0,2}}\s*[,.]\s*(?!adalah){_NAMES}",
    re.IGNORECASE,
)
"""Behind the figure of some regions: their names, "Ketiganya adalah A, B dan C", "Ke-3 kecamatan itu yakni A …"."""
_STATIONS = frozenset({"tps", "TPS"})
"""What voters are counted in, as people are in villages."""
_TOLD = (Role.ACHIEVED, Role.REMAINING)


def gather_regions(reading: Reading, bundles: list[Bundle], topic: IndicatorMention | None = None) -> None:
    """Gives bundles that count regions their noun, and takes out the level by which a region was counted.

    "10 dari 22 kabupaten/kota di NTT sudah 100 persen membentuk koperasi": 10 of 22, and the province is at no level.
    """
    gone: set[int] = set()
    for bundle in list(bundles):
        if id(bundle) in gone:
            continue
        if bundle.roles and (named := those_listed(reading, bundle)):
            bundle.roles = [role for role in bundle.roles if role.number.kind is Kind.PERCENT]
            bundle.places = named  # "dari 13 distrik, enam telah 100 persen. Yakni A, B …": each of them is
            continue
        _drop_spread(bundle)
        noun = _noun(bundle)
        _drop_level(reading, bundle)
        if noun is None:
            bundle.counted = _rest_of_regions(reading, bundle)
            continue
        at = next(at for at, other in enumerate(bundles) if other is bundle)
        following = bundles[at + 1] if at + 1 < len(bundles) else None
        if following is not None and _is_level(reading, bundle, following):
            bundle.indicator, bundle.foreign = bundle.indicator or following.indicator, following.foreign
            bundle.kinds += following.kinds
            bundle.end = following.end
            gone.add(id(following))
            del bundles[at + 1]
        mention = bundle.indicator or topic
        units = {indicators()[mention.slug].unit, *indicators()[mention.slug].also} if mention else set()
        if Unit.VILLAGE in units and noun.unit is Unit.VILLAGE:
            continue
        shared = _share_of_regions(bundle)
        bundle.roles = [role for role in bundle.roles if role.number.kind is not Kind.PERCENT or shared]
        first = bundle.roles[0].number.hedge_start if bundle.roles else bundle.start
        threshold = not shared and _THRESHOLD.search(reading.text, bundle.sentence.start, bundle.sentence.end)
        if threshold or _RANK.search(reading.text[bundle.sentence.start : first]):
            bundle.roles = []  # "peringkat 110 dari 514 kabupaten/kota", "2 dari 14 kabupaten melampaui target"
        bundle.counted = (noun.noun or "").lower()


def those_listed(reading: Reading, bundle: Bundle) -> list[PlaceMention]:
    """The regions that the words behind name, of which a level was told by their number; none where they have figures.

    "Baru tiga kecamatan yang lunas 100 persen. Ketiganya adalah A, B dan C."
    """
    levels = [role.number for role in bundle.roles if role.number.kind is Kind.PERCENT]
    counts = [role.number for role in bundle.roles if role.number.kind is not Kind.PERCENT]
    if len(levels) != 1 or any(n.value > _MOST or not _AREAS.fullmatch(n.noun or "kecamatan") for n in counts):
        return []
    text, start = reading.text, bundle.sentence.start
    level = levels[0].hedge_start
    if not _SOME_AREAS.search(text, start, level) or not (those := _THOSE_ARE.match(text, bundle.end)):
        return []
    end = sentence_at(reading, those.end()).end
    named = [p for p in within(reading.places, those.end(), end) if p.use == "place" and p.code is not None]
    if within(reading.numbers, those.end(), end) or (
        counts and not any(len(named) <= n.value <= len(named) + 1 for n in counts)  # one name may be misspelt
    ):
        return []
    return named


def _share_of_regions(bundle: Bundle) -> bool:
    """Whether the percentage of a bundle is that of the regions it counts: "85,7 persen atau 12 dari 14 kabupaten"."""
    part, whole, share = (bundle.has(name) for name in ("achieved", "base", "percentage"))
    if part is None or whole is None or share is None or not whole.value:
        return False
    return abs(part.value * 100 / whole.value - share.value) < 1


def _drop_spread(bundle: Bundle) -> None:
    """Takes out the districts that villages lie in, which are no whole of theirs: "12 kampung dari 8 kecamatan"."""
    if any(role.number.unit is Unit.VILLAGE for role in bundle.roles):
        bundle.roles = [r for r in bundle.roles if not (r.role is Role.BASE and _AREAS.fullmatch(r.number.noun or ""))]


def lies_in(noun: str, place: PlaceMention | None) -> bool:
    """Whether a place has regions of a kind: a province has regencies, and a regency has none.

    >>> from extract.mentions import PlaceMention
    >>> lies_in("kabupaten/kota", PlaceMention("62.02", "regency", 0, 5, "Kotim", "regency"))
    False
    """
    if place is None:
        return True  # of which place is not known, so nothing speaks against it
    if noun in _PROVINCES:
        return place.level == "nation"
    if _AREAS.fullmatch(noun):
        return place.level in ("province", "nation") or (place.level == "regency" and noun in _DISTRICTS)
    return place.level != "village"


def _noun(bundle: Bundle) -> Number | None:
    """The number that names the regions of a bundle, where its figures are some of them and all of them."""
    amounts = [role.number for role in bundle.roles if role.number.kind is not Kind.PERCENT]
    named = [n for n in amounts if n.unit is Unit.VILLAGE or n.noun in _STATIONS]
    named += [n for n in amounts if n not in named and n.value <= _MOST and _AREAS.fullmatch(n.noun or "")]
    whole = bundle.has("base")
    if not named or whole is None or not any(role.role in _TOLD for role in bundle.roles):
        return None
    if any(n not in named and (n.kind is not Kind.BARE or n.value > whole.value) for n in amounts):
        return None
    return named[0]


def _rest_of_regions(reading: Reading, bundle: Bundle) -> str | None:
    """The noun of regions of which a few are left, which leads the sentence: "Kabupaten yang belum UHC tinggal 3"."""
    if len(bundle.roles) != 1 or bundle.roles[0].role is not Role.REMAINING:
        return None
    number = bundle.roles[0].number
    led = _LED_BY_REGIONS.search(reading.text, bundle.sentence.start, number.hedge_start)
    return led[1].lower() if led and number.kind is Kind.BARE and number.value <= _MOST else None


def _is_level(reading: Reading, bundle: Bundle, following: Bundle) -> bool:
    """Whether the next bundle is only the level that the counted regions have reached."""
    told = following.roles
    gap = reading.text[bundle.end : following.start]
    alone = len(told) == 1 and told[0].number.kind is Kind.PERCENT and not following.targets
    return alone and not re.search(r"[,;.]", gap) and following.places == bundle.places


def _drop_level(reading: Reading, bundle: Bundle) -> None:
    """Takes out the level that counted villages have reached: "baru 16 desa yang lunas 100 persen"."""
    for count, level in pairwise(list(bundle.roles)):
        counted = count.role is Role.ACHIEVED and count.number.unit is Unit.VILLAGE
        told = level.number.kind is Kind.PERCENT and not level.linked and not bundle.places
        if counted and told and _EACH_AT.fullmatch(reading.text, count.number.hedge_end, level.number.hedge_start):
            bundle.roles.remove(level)
