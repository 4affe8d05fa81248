"""What a bundle has from the discourse: its topic, and the places, kinds and time of the one before it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from extract.agencies import SPENT, is_agency
from extract.discourse import Bundle, Discourse
from extract.doses import dose_meant, first_dose_again, is_without_dose
from extract.due_days import WORKS
from extract.mentions import Cue, IndicatorMention, PeriodRole, PlaceMention
from extract.open_claims import DOSES
from extract.reading import Reading, within
from extract.refusals import other_label
from extract.sentences import told_before
from extract.so_many_done import RULE as THINGS
from extract.subjects import in_that_state, right_before
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_PAIRED = pattern("paired")
_GOVERNMENT = pattern("government")
_NEXT_ITEM = re.compile(
    r"\s*(?:,|;|,?\s*\b(?:dan|serta))\s+(?P<label>(?:[\w/-]+\s+){2,7}?)(?:(?:sebesar|mencapai|sebanyak|senilai)\s+)?(?:Rp\.?\s?)?",
    re.IGNORECASE,
)
"""Between two figures of a list: the name of the second."""
_AGENCY_FIRST = re.compile(
    r"[\W]*(?:(?:menurutnya|sementara|sedangkan|adapun|kemudian|selanjutnya|lalu)(?:\s+itu)?,?\s+)?"
    r"(?:yang\s+ter(?:endah|tinggi|banyak),?\s+)?"
    r"(?:dinas|dukcapil|dis\w+|dinkes|bapenda|badan|bp\w+d|kpu|bpn|kantor\s+pertanahan|kemenag|satgas)\b(?:\s+\(?[\w&/-]+\)?){0,6}?\s+(?:(?i:kabupaten|kota|kab\.)\s+)?",
    re.IGNORECASE,
)
_TELLS_OWN = re.compile(
    r"(?:\s+\([A-Z]\w*\))?,?\s+(?:juga\s+)?(?:memiliki|mempunyai|mencatat(?:kan)?|baru|sudah|telah|berhasil|mampu|hanya|masih)\b",
    re.IGNORECASE,
)
"""Behind an agency, what it has done or has to do, and no "mengatakan" of what others did."""
_OVERALL = pattern("all_of_them")
_BREAK = re.compile(r"[,;:.]")
_ANYBODY = frozenset({None, "orang", "jiwa", "warga", "peserta", "dosis"})
_TAXES = frozenset({"property_tax", "vehicle_tax", "other_local_tax"})
_RECEIPTS = frozenset({"realisasi penerimaan", "penerimaan", "realisasi pendapatan", "capaian penerimaan"})
_MONEY = frozenset({"other_local_tax", "regional_revenue", "budget_absorption"})
_NEXT_STEP = {"ektp_ownership": "ektp_recording"}
"""What follows for the same people, by what it follows: who was recorded gets a card."""
_PRINTED = re.compile(r"cetak", re.IGNORECASE)
_SERVED = frozenset({"electrification", "clean_water", "sanitation", "free_meals", "village_cooperative"})
"""Indicators of whom something reaches, for which it is built."""
_BUILDS = re.compile(r"\b(?:(?:yang\s+)?dibangun|pembangunan|dikerjakan|pengerjaan|kontraktor)\b", re.IGNORECASE)
_TOLD_BEFORE = 2
_BROAD = frozenset({"physical_progress", "ektp_ownership", "budget_absorption"})
"""Indicators whose weak phrases ("progres", "memiliki KTP", "anggaran") also speak of any other."""


def first_topic(reading: Reading) -> IndicatorMention | None:
    """The topic of the title, else of the first sentence that names one."""
    strong = [m for m in reading.indicators if not m.weak]
    titled = [m for m in strong if m.start < reading.title_end]
    if titled:
        return titled[0]
    clean = [m for m in strong if reading.noisy(m.start) is None]
    if clean and clean[0].slug == "other":
        first = next(iter(reading.body_sentences()))
        led = within(reading.indicators, first.start, first.end)
        return led[0] if led else clean[0]  # of a bridge, and then of the land that was bought for it
    return clean[0] if clean else None


def return_to_kind(reading: Reading, bundle: Bundle, state: Discourse) -> None:
    """A kind of what the article is about brings it back: "… pembebasan lahan. Lalu Dinas Sosial Rp26 miliar"."""
    slugs = {kind[0] for kind in bundle.kinds if back_to(kind[0], state)} if bundle.indicator is None else set()
    if len(slugs) == 1 and bundle.foreign is None:
        slug = slugs.pop()
        named = [m for m in reading.indicators if m.slug == slug and m.start < bundle.start]
        bundle.indicator = named[-1] if named else None


def yield_to_topic(reading: Reading, bundle: Bundle, state: Discourse) -> None:
    """A weak phrase ("progres", "memiliki e-KTP") is a topic only where the article has no stronger one."""
    mention = bundle.indicator
    if first := first_dose_again(reading, bundle, state):
        bundle.indicator = first
        return
    if mention is not None and is_without_dose(mention) and (dose := dose_meant(reading, mention, bundle)):
        bundle.indicator = dose
        return
    follows = mention is not None and state.topic is not None and _NEXT_STEP.get(mention.slug) == state.topic.slug
    if follows and mention is not None and _PRINTED.search(mention.text):
        bundle.indicator = replace(mention, weak=False)  # "yang sudah dicetak 300.000 keping", of those recorded
        return
    if mention is not None and mention.weak and state.topic is not None and not state.topic.weak:
        kinds = {kind[1:] for kind in bundle.kinds if kind[0] == mention.slug == state.topic.slug == "investment"}
        if (mention.start, mention.end) in kinds:  # "untuk PMA mencapai Rp244 miliar", of the investment spoken of
            bundle.indicator = replace(mention, weak=False)
            return
    nothing_else = state.topic is None or state.topic.weak
    if mention is not None and mention.weak and nothing_else and in_that_state(reading, bundle, mention):
        bundle.indicator = replace(mention, weak=False)  # "12.400 warga belum memiliki e-KTP": it says all itself
        return
    money = mention is not None and indicators()[mention.slug].unit is Unit.RUPIAH
    if mention is not None and mention.weak and money and (named := _named_in_full(reading, bundle, mention)):
        bundle.indicator = named
        return
    unnamed = mention is not None and mention.slug == WORKS and not any(kind[0] == WORKS for kind in bundle.kinds)
    if unnamed and state.surely == {"other"} and mention is not None and "progres" in mention.text.lower():
        bundle.indicator = None  # "progres pengerjaan" in an article on houses that are mended is theirs
        return
    if mention is not None and _of_what_is_built(reading, bundle, mention, state):
        bundle.indicator = replace(mention, weak=False)
        return
    if (
        mention is None
        or not mention.weak
        or state.topic is None
        or state.topic.weak
        or state.topic.slug == mention.slug
        or (mention.slug in _MONEY and state.topic.start > bundle.end)
    ):
        return
    in_body = state.topic.start >= reading.title_end
    if in_body and mention.text.lower() in _RECEIPTS and state.topic.slug in _TAXES:
        bundle.indicator = None  # "realisasi penerimaan" of an article on its taxes is theirs
        return
    if {mention.slug, state.topic.slug} <= _TAXES:
        bundle.indicator = None  # "realisasi pajak" of an article on PBB is that of PBB
        return
    between = reading.text[mention.end : bundle.start]
    near = right_before(reading, mention, bundle.start) or (len(between) < 60 and not _BREAK.search(between))
    if mention.slug in state.about and state.topic.slug == "physical_progress":
        return  # "OPD dengan serapan tertinggi …", in an article on what a budget has spent, and on its works beside
    if not near or (mention.slug in _BROAD and not (near and _PAIRED.fullmatch(mention.text))):
        bundle.indicator = None


def _of_what_is_built(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether a progress is of what is being built: "Ada empat jaringan yang dibangun. Progresnya 65 persen"."""
    if mention.slug != WORKS or state.topic is None or state.topic.slug not in _SERVED:
        return False
    if not mention.text.lower().startswith("progres"):
        return False
    before = told_before(reading.sentences, bundle.sentence, _TOLD_BEFORE)
    return bool(before) and _BUILDS.search(reading.text, before[0].start, before[-1].end) is not None


def _named_in_full(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> IndicatorMention | None:
    """The full name of what a common word means, in the same clause: "sedangkan realisasi belanja terserap Rp8 miliar".

    None where there is none.
    """
    numbers = within(reading.numbers, bundle.sentence.start, bundle.start)
    start = numbers[-1].end if numbers else bundle.sentence.start
    full = [m for m in within(reading.indicators, start, mention.start) if m.slug == mention.slug and not m.weak]
    return full[-1] if full and not _BREAK.search(reading.text, full[-1].end, mention.start) else None


def inherit(reading: Reading, bundle: Bundle, previous: Bundle | None, state: Discourse) -> None:
    """What a bundle does not say itself, it has from the one before it in its sentence."""
    if previous is not None:
        if bundle.foreign is None and (label := other_label(reading, bundle, previous.end)):
            bundle.foreign = label
        if bundle.foreign is None and (label := _unknown_item(reading, bundle, previous)):
            bundle.foreign = label
        own = bundle.indicator or previous.indicator or state.topic
        whole = _OVERALL.search(reading.text, previous.end, bundle.start)
        named = any(own is None or _is_of(reading, kind, own.slug) for kind in bundle.kinds)
        if not bundle.places and not whole and not named:
            bundle.kinds = previous.kinds
        elif not whole and own is not None and not named and bundle.places and previous.places:
            bundle.kinds = _heading_kinds(bundle, previous, own.slug)
        dosed = own is not None and own.slug.startswith(DOSES) and previous.kind and previous.kind[0].startswith(DOSES)
        named = any(kind[0].startswith(DOSES) for kind in bundle.kinds)
        named = named or any(role.number.noun not in _ANYBODY for role in bundle.roles)
        if dosed and own and previous.kind and not (named or bundle.places or whole):
            bundle.kinds = [(own.slug, *previous.kind[1:])]  # "940 lansia dosis pertama, 433 sudah dosis kedua"
        things = previous.indicator is not None and previous.indicator.rule == THINGS
        if bundle.indicator is None and bundle.foreign is None and not things:  # "34 desa berstatus mandiri, 71 maju"
            bundle.indicator, bundle.foreign = previous.indicator, previous.foreign
        now = any(p.role is PeriodRole.NOW for p in within(reading.periods, previous.end, bundle.start))
        said = previous.period is not None and previous.period.role is PeriodRole.SAID
        if bundle.period is None and not said and not now:  # "jika tahun lalu 48 persen, kini sudah 53 persen"
            bundle.period = previous.period
        if not bundle.places and not bundle.whole:
            offices = [p for p in within(reading.places, previous.end, bundle.start) if p.use == "office" and p.code]
            bundle.places = offices[-1:] or (
                [] if _agency_next(reading, bundle, previous) else _beside_work(previous.places, bundle)
            )
    elif not bundle.places:
        offices = [
            p for p in within(reading.places, bundle.sentence.start, bundle.start) if p.use == "office" and p.code
        ]
        if len({p.code for p in offices}) == 1 and _GOVERNMENT.search(
            reading.text[max(0, offices[0].start - 30) : offices[0].start]
        ):
            bundle.places = offices[-1:]  # "Pemko Palangka Raya tingkat kepatuhannya 72,78 persen"
        elif len({p.code for p in offices}) == 1 and _tells_of_itself(reading, bundle, offices[0], state):
            bundle.places = offices[:1]  # in an article on Kaltim, "Disdukcapil Kutai Timur baru merekam 244 ribu jiwa"
    if not bundle.places and previous is None and bundle.indicator is not None and state.place is not None:
        heads = [p for p in within(reading.places, bundle.sentence.start, bundle.start) if p.use == "office" and p.code]
        if heads and state.place.level == "district" and (state.place.code or "").startswith(f"{heads[-1].code}."):
            bundle.places = heads[-1:]  # after districts, "Kepala Bapperida Kabupaten Tabalong menyebut prevalensi …"
    agency = any(is_agency(reading.text[start:end]) for _, start, end in bundle.kinds)
    another = bundle.indicator is not None and bool(state.compared) and not _akin(bundle.indicator.slug, state.compared)
    if not bundle.places and state.place is not None and not ((agency and state.place.level == "district") or another):
        bundle.places = [state.place]  # not behind "… di atas rata-rata Kalteng yang 70 persen. Kepemilikan KIA …"


def _agency_next(reading: Reading, bundle: Bundle, previous: Bundle) -> bool:
    """Whether an agency comes behind a district in a list: "Kecamatan Anom (77 persen), Bappeda (76,4 persen)"."""
    if not previous.places or any(place.level != "district" for place in previous.places):
        return False
    return any(start >= previous.end and is_agency(reading.text[start:end]) for _, start, end in bundle.kinds)


def _is_of(reading: Reading, kind: tuple[str, int, int], slug: str) -> bool:
    """Whether a kind is one of an indicator; an agency, which is one of a budget, has works of its own, too."""
    return kind[0] == slug or (slug == WORKS and kind[0] == SPENT and is_agency(reading.text[slice(*kind[1:])]))


def _tells_of_itself(reading: Reading, bundle: Bundle, office: PlaceMention, state: Discourse) -> bool:
    """Whether a sentence begins with the agency of a region inside the one spoken of, and tells what it has done."""
    around = state.place
    if around is None or around.level not in ("province", "nation") or office.level != "regency":
        return False
    if around.level == "province" and not (office.code or "").startswith(f"{around.code}."):
        return False
    if not _AGENCY_FIRST.fullmatch(reading.text, bundle.sentence.start, office.start):
        return False
    return _TELLS_OWN.match(reading.text, office.end, bundle.sentence.end) is not None


def _akin(slug: str, others: Collection[str]) -> bool:
    """Whether an indicator is one of some, or another dose of theirs."""
    return slug in others or (slug.startswith(DOSES) and any(other.startswith(DOSES) for other in others))


def _unknown_item(reading: Reading, bundle: Bundle, previous: Bundle) -> Cue | None:
    """The name of an item that no vocabulary knows, where the one before it has one with the same head.

    "Investasi skala mikro Rp13 miliar, investasi dengan kriteria lain Rp11 miliar": the second is none of the first.
    """
    if bundle.indicator is None or bundle.kinds or bundle.places or not previous.kinds:
        return None
    if previous.indicator is not None and previous.indicator.slug != bundle.indicator.slug:
        return None  # "dosis satu 72 persen, dosis duanya 41 persen": it names another measure, not another kind
    led = _NEXT_ITEM.fullmatch(reading.text, previous.end, bundle.start)
    if led is None or led.start("label") != bundle.indicator.start:
        return None
    known = reading.text[previous.kinds[-1][1] : previous.kinds[-1][2]].split()
    alike = bool(known) and known[0].lower() == led["label"].split()[0].lower()
    told = within(reading.cues, led.start("label"), led.end("label"))
    if not alike or any(cue.kind in ("done", "achieved", "remaining", "target", "base") for cue in told):
        return None
    return Cue("label", led.start("label"), led.end("label"), led["label"].strip())


def _heading_kinds(bundle: Bundle, previous: Bundle, slug: str) -> list[tuple[str, int, int]]:
    """The kind that a list of places begins with: "jumlah debitur Kabupaten A 7.388 orang, Kabupaten B 5.502 orang"."""
    listed = indicators()[slug].unit is Unit.RUPIAH or slug.startswith(DOSES)  # "lansia di A dosis 1 …, B dosis 1 …"
    listed = listed or indicators()[slug].stages != "none"  # "pada tahap pertama A 95 persen, B 79 persen"
    if not listed or bundle.sentence is not previous.sentence:
        return []
    heading = [kind for kind in previous.kinds if kind[2] <= previous.places[0].start]
    return [kind for kind in heading if kind[0] == slug or (slug.startswith(DOSES) and kind[0].startswith(DOSES))]


def _beside_work(places: list[PlaceMention], bundle: Bundle) -> list[PlaceMention]:
    """The places of the figure before, for the next of a list of works: in the same region, not in the same village."""
    next_work = any(kind[0] == WORKS for kind in bundle.kinds)
    return [replace(place, village=None) for place in places] if next_work else places


def back_to(slug: str, state: Discourse) -> bool:
    """Whether what the article is about, and has measured, is spoken of again after something named in passing."""
    aside = state.topic is not None and state.topic.slug not in state.about
    return aside and slug in state.about and slug in state.measured
