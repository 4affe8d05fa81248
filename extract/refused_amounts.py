"""Amounts that their indicator does not count in, and lone ones of which nothing tells what they are."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.discourse import Bundle, Discourse
from extract.done import CUSTOMERS
from extract.due_days import WORKS
from extract.lone_amounts import is_beside_kind, is_of_people, is_of_topic, is_paid_out, is_part_of_waiting
from extract.mentions import IndicatorMention, Kind, Number
from extract.reading import Reading, within
from extract.relevance import (
    ONE_PERSONS,
    ONE_PERSONS_PAPERS,
    ONE_PERSONS_TONS,
    parts_in_time,
)
from extract.roles import Role, RoleOf
from extract.so_many_done import RULE as THINGS
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_SCALED = pattern("scaled")
_PILGRIMS = pattern("pilgrims")
_ONE_PILGRIMS = 100_000_000
"""Rupiah below which money beside pilgrims is what one of them pays."""
_EVENT_ON = pattern("event_on")
_INVESTED = pattern("invested")
_REALISED = pattern("realised")
_DONE_VERB = pattern("done_verb")
_WHO_HAVE = re.compile(r"\W*(?:\w+\s+){0,2}?yang\s+(?:sudah|telah|baru)\b", re.IGNORECASE)
"""A sentence on those for whom it was done: "Yang sudah menerima 20.087 KK"."""
_ALONG = frozenset({"lokasi", "titik", "proyek", "paket", "tempat", "kegiatan"})
"""What lies along roads and is no part of them."""
_SUPPLIED = pattern("supplied")
_LACKED = pattern("lacked")
_WHOLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE, Unit.DOCUMENT, Unit.UNIT})
_BILLIONS = re.compile(r"mil[iy]ar|triliun", re.IGNORECASE)
_PEOPLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD})
_WORDS = 20
"""Up to which a number in words, without a noun, counts anything but people."""
SURELY_MONEY = 100_000_000
"""From which a bare number beside an indicator of money is money: "realisasi sudah mencapai 1.810.800.000"."""
_FEW = 1000
"""Below this a bare number is no money."""
_ILL = frozenset({"kasus", "penderita", "pasien", "korban"})
_OTHER_NOUN = pattern("other_noun")
_GROUP = 3
"""Digits between the points of a large number."""
_BESIDE = 20
"""Characters between a place of a list and its figure: "diikuti Kota Arang sebesar"."""
_DOSES = "covid_vaccination_"


_TOWN = 1000
"""Customers below which they are some of a street, and not all of a supplier's."""
_WHOLE_PERCENT = 100
_LEAST_WEIGHED = 100
"""What no harvest or field of a region is below, where nobody says in what it is measured."""


def keep_fitting(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> None:
    """Takes out of a bundle what its indicator does not count in."""
    paid = {role.number.kind for role in bundle.roles if role.role is Role.ACHIEVED}
    if paid == {Kind.RUPIAH}:  # "bersama 14 lembaga zakat mencapai Rp156 miliar": no whole of it
        bundle.roles = [r for r in bundle.roles if r.role is not Role.BASE or r.number.kind is not Kind.COUNT]
    indicator = indicators()[mention.slug]
    units = {indicator.unit, *indicator.also}
    for role in list(bundle.roles):
        number = role.number
        if number.kind is Kind.PERCENT:
            if role.role is Role.REMAINING_PERCENTAGE and number.value > _WHOLE_PERCENT:
                bundle.roles.remove(role)  # "rusak ringan sepanjang 524,3 persen" are kilometres
            continue
        fits = number.unit in units if number.unit else number.kind is Kind.BARE and bool(units - {None})
        if number.kind is Kind.BARE and indicator.unit is Unit.RUPIAH:
            others = units - {None, Unit.RUPIAH}
            counted = any(r.number.unit in others for r in bundle.roles)  # "114 desa, ada 103 yang …"
            counted = counted or (
                bool(others) and role.role is Role.REMAINING and number.value < _FEW
            )  # "Dua yang belum"
            fits = (
                counted or bool(_SCALED.search(number.text)) or number.value >= SURELY_MONEY
            )  # "33,1 miliar" of a tax is rupiah; a bare "12" is not
        bare_whole = number.kind is Kind.BARE and indicator.unit in _WHOLE
        if bare_whole and (whole := in_thousands(number, bundle)) is not None:
            bundle.roles[bundle.roles.index(role)] = role = replace(role, number=whole)
            number, fits = whole, True
        marked = bare_whole and number.decimals > 0 and not _SCALED.search(number.text)
        if (number.unit in _WHOLE or bare_whole) and (marked or number.value != number.value.to_integral_value()):
            fits = False  # "Sekolah Rakyat (3,13)": half a person is a mark, not a count
        few = number.kind is Kind.BARE and number.text.isalpha() and number.value <= _WORDS
        if few and indicator.unit in _PEOPLE and not any(r.role is Role.BASE and r.number.unit for r in bundle.roles):
            fits = False  # "yang belum UHC tinggal tiga": regencies
        if number.kind is Kind.BARE and indicator.unit in _PEOPLE and _BILLIONS.search(number.text):
            fits = False  # "tunggakannya sebanyak 38 miliar" is no number of members
        if number.kind is Kind.RUPIAH:
            alms = indicator.unit is not Unit.RUPIAH and number.value < ONE_PERSONS
            fits = Unit.RUPIAH in units and not (alms and role.role is Role.BASE)  # "alokasi Rp300 ribu" is for one
        if number.kind is Kind.RUPIAH and mention.slug == "other" and number.value < _ONE_PILGRIMS:
            fits = fits and not _PILGRIMS.search(mention.text)
        if number.kind is Kind.COUNT and number.unit is None:
            fits = (number.noun or "") in indicator.nouns or mention.slug == "other"
            fits = fits and number.decimals <= _GROUP  # "3.9805 ekor" is a misprint
            if mention.slug.startswith(_DOSES):  # "21.757 dosis atau 29,46 persen", but no stock
                fits = fits and any(r.linked or r.number.kind is Kind.PERCENT for r in bundle.roles)
        weighed = indicator.unit in (Unit.HECTARE, Unit.TON, Unit.KM) and number.kind is Kind.BARE
        if weighed and number.value < _LEAST_WEIGHED and not any(r.number.unit for r in bundle.roles):
            fits = False  # "Kantor itu berlantai 3", in an article on rice; "rusak berat di atas 12" is a mark of it
        if mention.slug == "road_condition" and (number.noun or "").split(" ")[0] in _ALONG:
            fits = False  # "rusak berat di tiga lokasi", "enam dari tujuh proyek"
        if mention.slug == WORKS and mention.rule != THINGS and not _counts_works(bundle):
            fits = False  # "yang sudah dilelang ada tiga pekerjaan", "membangun 3 unit rumah"
        if (number.noun or "").split(" ")[0] in _ILL and not {number.noun, "kasus"} & set(indicator.nouns):
            fits = False  # "kasus keracunan MBG … 8.000 kasus" counts none whom a programme reached
        supplied = role.role is Role.REMAINING and _SUPPLIED.match(number.noun or "")
        if supplied and _LACKED.search(reading.text[max(0, number.hedge_start - 40) : number.hedge_start]):
            fits = False
        if not fits:
            bundle.roles.remove(role)


def refuse_lone(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> str | None:
    """Why an amount that has nothing beside it is no claim, or None: it needs words that tell what it is."""
    indicator = indicators()[mention.slug]
    units = {indicator.unit, *indicator.also}
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    if all(r.number.unit is Unit.DOCUMENT and r.number.value < ONE_PERSONS_PAPERS for r in bundle.roles):
        return "amount: of one person"
    if all(r.number.unit is Unit.TON and r.number.value < ONE_PERSONS_TONS for r in bundle.roles):
        return "amount: of one person"
    if all(r.number.kind is Kind.RUPIAH and r.number.value < ONE_PERSONS for r in bundle.roles):
        return "amount: of one person"
    if mention.slug in state.measured and parts_in_time(reading, bundle, mention):
        return None
    own_name = bundle.indicator
    if own_name is not None and _EVENT_ON.search(reading.text[max(0, own_name.start - 60) : own_name.start]):
        return "topic: an event"
    if mention.slug == "investment" and not (
        _INVESTED.search(sentence)
        or _list_of_places(bundle, mention, state)
        or _of_each(reading, bundle, mention, state)
    ):
        return "cue: no investment that came in"
    told = _WHO_HAVE.match(sentence) or _REALISED.search(sentence) or _DONE_VERB.search(sentence)
    if told and _answers(bundle, mention, state.waiting):
        return None
    if state.waiting is not None and is_part_of_waiting(bundle, mention, state.waiting):
        return None
    own = bundle.indicator is not None and not bundle.indicator.weak
    strong = any(role.strong for role in bundle.roles)
    parallel = all(role.rule == "role.parallel" for role in bundle.roles) or _of_each(reading, bundle, mention, state)
    bare = all(role.number.kind is Kind.BARE for role in bundle.roles)
    counted = bare and any(_own_noun(reading, role.number, mention.slug) for role in bundle.roles)
    counted = counted or (bare and is_beside_kind(reading, bundle, mention, state))
    counted = counted or (bare and is_of_people(reading, bundle, mention, state))
    falls = indicator.better == "lower"  # nobody achieves a prevalence: "7 sudah dipenuhi" are services
    if bare and (falls or not (strong and (own or counted))) and not parallel:
        return "noun: none"
    if any(_counts_another(reading, role.number, mention.slug) for role in bundle.roles):
        return "noun: unknown"
    listed = bool(bundle.places) or any(kind[0] == mention.slug for kind in bundle.kinds)
    paid = is_paid_out(reading, bundle, mention, state)
    own = own or is_of_topic(reading, bundle, mention, state) or all(lent_to(r, mention) for r in bundle.roles)
    own = own or (bundle.indicator is not None and all(is_customer(r, mention) for r in bundle.roles))
    if not own and not parallel and not (strong and (listed or counted or paid)):
        return "cue: weak"
    if not strong and not parallel and not (own and all(r.number.unit in units | {None} for r in bundle.roles)):
        return "cue: weak"
    return None


def is_customer(role: RoleOf, mention: IndicatorMention) -> bool:
    """Whether those are counted who get their water from a supplier whose customers are named: "pelanggan PDAM"."""
    named = mention.slug == "clean_water" and any(word in mention.text.lower() for word in CUSTOMERS)
    many = role.number.value >= _TOWN and (role.number.noun or "").split(" ")[0] in CUSTOMERS
    return named and many and role.role is Role.ACHIEVED


def lent_to(role: RoleOf, mention: IndicatorMention) -> bool:
    """Whether those are counted who got the credit of a programme: nobody else is called a "debitur" beside it."""
    borrowers = mention.slug == "people_credit" and role.number.noun == "debitur"
    return borrowers and role.role is Role.ACHIEVED and (role.strong or role.rule == "role.served")


def _counts_works(bundle: Bundle) -> bool:
    """Whether works are counted against all of them: "98 dari 120 paket sudah selesai"."""
    told = {role.role for role in bundle.roles if role.number.kind is not Kind.PERCENT}
    return Role.BASE in told and len(told) > 1


def in_thousands(number: Number, bundle: Bundle) -> Number | None:
    """What a comma typed for the point of thousands stands for, beside its percentage: "50,377 atau 29,55 persen"."""
    joined = any(role.linked and role.role is Role.PERCENTAGE for role in bundle.roles)
    typed = number.decimals == _GROUP and number.value >= 1 and number.text.count(",") == 1
    return replace(number, value=number.value.scaleb(_GROUP), decimals=0) if joined and typed else None


def _list_of_places(bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether an amount goes on with a list of places, of which some were accepted: "Selanjutnya A Rp880 miliar"."""
    if mention.slug not in state.measured or not bundle.places:
        return False
    beside = bundle.sentence.start <= bundle.places[-1].start and 0 <= bundle.start - bundle.places[-1].end <= _BESIDE
    return beside or all(role.rule == "role.parallel" for role in bundle.roles)


def _of_each(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether an amount is of one of a row of regions, where the whole was told: "masing-masing sebesar Rp9 miliar"."""
    if mention.slug not in state.measured or not bundle.places or not bundle.roles:
        return False
    place = bundle.places[-1]
    told = bundle.roles[0].role is Role.ACHIEVED and bundle.sentence.start <= place.start < bundle.start
    return told and "masing-masing" in reading.text[place.end : bundle.start]


def _counts_another(reading: Reading, number: Number, slug: str) -> bool:
    """Whether a bare number is followed by a noun that no list knows ("179 tamu"), and not the indicator's own."""
    if number.kind is not Kind.BARE or not _OTHER_NOUN.match(reading.text, number.end):
        return False
    return not _own_noun(reading, number, slug)


def _own_noun(reading: Reading, number: Number, slug: str) -> bool:
    """Whether what a number counts is the indicator's own name, or one of its kinds: "179 KDMP"."""
    if not {Unit.UNIT, Unit.DOCUMENT} & {indicators()[slug].unit, *indicators()[slug].also}:
        return False  # "10.000 vaksin" counts nobody who had one
    near = within(reading.indicators, number.end, number.end + 80)
    named = [m.start for m in near if m.slug == slug and not m.weak] + [
        start for name, start, _ in reading.segments if name == slug and number.end <= start < number.end + 4
    ]
    return any(not reading.text[number.end : start].strip() for start in named)


def _answers(bundle: Bundle, mention: IndicatorMention, waiting: tuple[str, Number] | None) -> bool:
    """Whether an amount is what was achieved of the base before it: "Hingga kini pencapaiannya sudah Rp85 miliar"."""
    if waiting is None or bundle.indicator is not None or waiting[0] != mention.slug:
        return False
    done = all(role.strong and role.role is Role.ACHIEVED for role in bundle.roles)
    alike = all((r.number.kind, r.number.unit) == (waiting[1].kind, waiting[1].unit) for r in bundle.roles)
    return done and alike and all(r.number.value <= 2 * waiting[1].value for r in bundle.roles)
