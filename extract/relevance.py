"""Whether a figure speaks of the indicator at all: named only in passing, or a percentage of something else."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extract.discourse import FIELDS, Bundle
from extract.done import CAME_TO_THEM
from extract.mentions import IndicatorMention, Kind
from extract.open_claims import DOSES
from extract.planned_sides import other_side_planned
from extract.reading import Reading, within
from extract.roles import Role, RoleOf
from extract.so_many_done import RULE as THINGS
from extract.subjects import in_that_state, named_places
from extract.vocabulary import pattern
from models.reference import Indicator
from models.values import Unit

LEAD = 3
"""So many sentences of the body say what an article is about."""

_OF_OTHERS = pattern("of_others")
_NEEDED = "kebutuhan"
_OF_FIGURE = re.compile(r"\b(?:jumlah|angka|capaian)\s+(?:itu|tersebut|ini)\s+(?:\w+\s+){0,3}\Z", re.IGNORECASE)
"""Before a percentage: that it is of the count just told."""
_REACH = 50
_WORK = pattern("work")
_STAGE = re.compile(r"\b(?:triwulan|kuartal|semester|tahap)\b", re.IGNORECASE)
_OF_NOUN = pattern("of_noun")
_PARTS = pattern("parts")
_COLLECTED = re.compile(r"\b(?:zakat|infak|infaq|wakaf|sedekah)\b", re.IGNORECASE)
_MUCH = 100_000_000
"""Rupiah from which alms are what a region gave, and not what some people got."""
PROGRESS = pattern("progress")
_MADE_SO_MANY = pattern("made_so_many")
_CAME_ABOUT = pattern("came_about")
_WAS_DONE = pattern("was_done")
_THINGS = frozenset({Unit.UNIT, Unit.HECTARE, Unit.HOUSEHOLD, Unit.VILLAGE})
_CLAUSE = 60
_LONG = 200
_BUDGETED = pattern("budgeted")
_CUT = pattern("cut")
_VISIT = pattern("visit")
_VISITORS = 300
"""People from whom on a count is more than a visit reaches."""
_SET_MONEY = pattern("set_money")
_MOVED_MONEY = pattern("moved_money")
_CAME_IN = pattern("came_in")
_MOVED_BY = pattern("moved_by")
_NOW_SET = pattern("now_set")
_BUDGET_TALK = pattern("budget_talk")
_ACCOUNTED = pattern("accounted")
_REALISED = pattern("realised")
_SUMS = frozenset(
    {"pad_revenue", "regional_revenue", "budget_absorption", "people_credit", "investment", "village_fund"}
)
"""Indicators whose parts are no claims of their own, unless they have their own base or percentage."""
ONE_PERSONS = 10_000_000
"""Rupiah below which an amount alone is a price, a fee or what one person gets, and no region's progress."""
ONE_PERSONS_TONS = Decimal("0.1")
"""Tons below which goods alone are what one household gets: "beras 10 kilogram"."""
_OF_PEOPLE = (
    "covid_vaccination_",
    "free_meals",
    "immunization",
    "health_",
    "voter_verification",
    "ektp_",
    "ikd_",
    "social_aid",
)
"""Indicators of people, whose groups are parts of all that were reached; kinds of aid are programmes of their own."""
_ALLOTTED = pattern("allotted")
_AREA_AIMED = pattern("area_aimed")
_AREA_DONE = pattern("area_done")
_SET_BACK = 260
"""Characters before a sentence in which a target of areas still is what its list is of."""
_FETCHED = pattern("fetched")
_ENROLLED = pattern("enrolled")
_ANIMALS_TREATED = pattern("animals_treated")
_ANIMALS_ILL = pattern("animals_ill")
_COME_TO_DOSES = pattern("come_to_doses")
_MEMBERS = pattern("members")
_THAT_FIGURE = pattern("that_figure")
_PILGRIMS = pattern("pilgrims")
_ANSWER = pattern("answer")
ONE_PERSONS_PAPERS = 6
"""Documents below which their number alone is what one visitor takes home: "orang tua menerima dua dokumen"."""
_NAMED_PARTS = frozenset({"investment"})
_SPANS = ("quarter", "half", "month", "year")
_MADE = 10
"""Things below which their number alone is no programme's."""
_NEAR = 600
"""Characters around a figure in which its sentence is asked: more would make one endless sentence cost its square."""
_DOSE = re.compile(r"\b(?:dosis|booster|tahap|vaksin\w*\s+\w*\d)", re.IGNORECASE)
_LABELS = 120
"""Characters of what names parts at the beginning of a sentence."""
_BEFORE = 200
"""Characters of the sentences before, in which what is counted up was said to be allotted."""
REVENUES = frozenset({"pad_revenue", "regional_revenue", "budget_absorption", "other_local_tax"})


def told_about(reading: Reading, *, surely: bool = False) -> frozenset[str]:
    """The indicators that the title or the first sentences name; `surely` those that a common word did not name."""
    lead = reading.lead(LEAD)
    end = lead[-1].end if lead else reading.title_end
    return frozenset(m.slug for m in reading.indicators if m.start < end and not (surely and m.weak))


def in_passing(bundle: Bundle, mention: IndicatorMention, about: frozenset[str]) -> bool:
    """Whether a lone figure has its indicator only from an earlier sentence, and the article is about others.

    An opinion piece that once names the e-KTP is full of percentages, none of which is a recording.
    """
    told = mention.slug in about or (mention.slug.startswith(DOSES) and any(slug.startswith(DOSES) for slug in about))
    return not told and bundle.indicator is None


def of_others(reading: Reading, role: RoleOf, indicator: Indicator) -> bool:
    """Whether a percentage says itself that it is of something that is not the indicator's: "14 persen pekerja"."""
    if role.number.kind is not Kind.PERCENT:
        return False
    found = _OF_OTHERS.match(reading.text, role.number.end)
    if (
        found is not None
        and found["head"].lower() == _NEEDED
        and _OF_FIGURE.search(reading.text, max(0, role.number.hedge_start - _REACH), role.number.hedge_start)
    ):
        return False  # "baru 41 dapur. Jumlah itu 34,7 persen dari kebutuhan"
    return found is not None and found["head"].lower() not in _own_words(indicator)


def off_subject(reading: Reading, bundle: Bundle, mention: IndicatorMention, *, goes_on: bool) -> str | None:
    """Why a bundle says nothing of an indicator whose words are common ones: works, other programmes.

    A work's percentage needs its name or a word of progress in its sentence, or a name right before it where it
    `goes_on`, and no noun of its own ("34 persen penduduk"); another programme needs its name in the sentence, and
    a measure.
    """
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    numbers = [role.number for role in bundle.roles]
    if mention.slug == "physical_progress":
        work = any(name == mention.slug for name, _, _ in bundle.kinds)
        answer = bool(bundle.roles) and _ANSWER.fullmatch(reading.text, bundle.sentence.start, bundle.start)
        stages = not bundle.roles and len(_STAGE.findall(sentence)) > 1  # "triwulan I 20 persen, triwulan II 50 persen"
        if not work and not answer and not stages and not goes_on and not _WORK.search(sentence):
            return "cue: no progress of a work"
        if any(n.kind is Kind.PERCENT and _OF_NOUN.match(reading.text, n.end) for n in numbers):
            return "share: of something else"
    names = {FIELDS[role.role] for role in bundle.roles}
    if mention.rule == THINGS:
        return None  # "15 unit di antaranya sudah disalurkan", of so many told before
    if mention.slug == "other":
        again = _THAT_FIGURE.match(reading.text, bundle.sentence.start)
        whole = names >= {"percentage", "base"} or names >= {"achieved", "remaining"}
        if bundle.indicator is None and not again and not whole and not goes_on:
            return "topic: not in the sentence"
        enrolled = bundle.indicator is not None and any(
            role.role is Role.ACHIEVED and role.strong and role.number.unit is Unit.PERSON for role in bundle.roles
        )
        if enrolled and _MEMBERS.search(mention.text) and _ENROLLED.search(sentence):
            return None  # "20.614 pekerja rentan sudah terlindungi BPJS Ketenagakerjaan": its members are the measure
        counted = names == {"achieved"} and all(n.unit is Unit.PERSON for n in numbers)
        if counted and _PILGRIMS.search(mention.text):
            strong = bundle.indicator is not None and all(role.strong for role in bundle.roles)
            if strong or (goes_on and bundle.places):
                return None  # "yang melunasi Bipih 1.093 orang", "disusul jemaah dari Seruyan 303 orang"
        if bundle.indicator is not None and names == {"achieved"} and in_that_state(reading, bundle, bundle.indicator):
            return None  # "12.400 pelaku usaha sudah mengantongi NIB"
        if names and names <= {"achieved", "base"} and _COLLECTED.search(mention.text):
            strong = all(role.strong or role.role is Role.BASE for role in bundle.roles)
            if strong and all(n.kind is Kind.RUPIAH and n.value >= _MUCH for n in numbers):
                return None  # "Baznas berhasil menghimpun zakat Rp12 miliar": the programme's own sum
        if bundle.indicator is not None and all(role.rule == "role.announced" for role in bundle.roles):
            return None  # "Jumlah rumah tidak layak huni 9.870 unit. Yang sudah ditangani …"
        if names == {"achieved"} and _so_many_doses(reading, bundle):
            return None  # "pelaksanaan vaksinasi PMK sudah mencapai 5.464 dosis"
        if names == {"achieved"} and _of_livestock(reading, bundle, mention):
            return None  # "sapi yang sudah divaksin 1.826 ekor, masing-masing di Kecamatan A 308 ekor"
        measured = bool(names & {"percentage", "remaining_percentage", "remaining"}) or len(names) > 1
        done = bundle.indicator is not None and all(_is_done(reading, role, mention) for role in bundle.roles)
        done = done or (names == {"achieved"} and _came_about(reading, bundle))
        return None if measured or done or not names or bundle.targets else "measure: an amount alone"
    return None


def _so_many_doses(reading: Reading, bundle: Bundle) -> bool:
    """Whether a campaign's own name leads to how many doses or animals it has come to."""
    role, named = bundle.roles[0], bundle.indicator
    counted = (role.number.noun or "").split(" ")[0].lower()
    if len(bundle.roles) > 1 or named is None or counted not in ("dosis", "ekor"):
        return False
    return _COME_TO_DOSES.fullmatch(reading.text, named.end, role.number.hedge_start) is not None


def _of_livestock(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether animals of a region are counted that were vaccinated; a kind of animals alone is a part of them."""
    here = within(reading.places, bundle.sentence.start, bundle.end)
    if not _ANIMALS_TREATED.search(mention.text) or not here:
        return False
    if any((role.number.noun or "").split(" ")[0].lower() != "ekor" for role in bundle.roles):
        return False
    return _ANIMALS_ILL.search(reading.text, bundle.sentence.start, bundle.sentence.end) is None


def _is_done(reading: Reading, role: RoleOf, mention: IndicatorMention) -> bool:
    """Whether it stands right before a number of things that they have been made: "telah menangani 172 unit rumah"."""
    of_its_name = not reading.text[role.number.end : max(role.number.end, mention.start)].strip()  # "172 RTLH"
    if not (role.number.unit is Unit.UNIT or of_its_name) or role.number.value < _MADE:
        return False
    return bool(_MADE_SO_MANY.search(reading.text[max(0, role.number.hedge_start - 60) : role.number.hedge_start]))


def _came_about(reading: Reading, bundle: Bundle) -> bool:
    """Whether words say of the only number of things that so many came about: "realisasi rehab RTLH 92 unit"."""
    number = bundle.roles[0].number
    if len(bundle.roles) > 1 or number.unit not in _THINGS or number.value < _MADE:
        return False
    if bundle.roles[0].rule == CAME_TO_THEM and bundle.indicator is not None:
        return True
    if bundle.roles[0].strong and _WAS_DONE.match(reading.text[number.end : number.end + _CLAUSE]):
        return True
    start = max(bundle.sentence.start, number.hedge_start - _LONG)
    before = within(reading.numbers, start, number.hedge_start)
    led = reading.text[before[-1].end if before else start : number.hedge_start]
    return bundle.indicator is not None and not bundle.indicator.weak and _CAME_ABOUT.search(led) is not None


def is_budgeted(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence speaks of planned money and of none that came in: "pendapatan dianggarkan Rp1 triliun"."""
    named = {role.role for role in bundle.roles}
    if Role.ACHIEVED not in named or named & {Role.BASE, Role.REMAINING}:
        return False
    if any(role.linked and role.role is Role.PERCENTAGE and role.number.decimals for role in bundle.roles):
        return False  # "RSUD (APBDP) keuangan Rp175,2 miliar (55,54 persen)"
    near = max(bundle.sentence.start, bundle.start - _NEAR), min(bundle.sentence.end, bundle.end + _NEAR)
    words = reading.text[near[0] : near[1]]
    if _REALISED.search(words):
        return False
    return bool(_BUDGETED.search(words)) or other_side_planned(reading, bundle.sentence)


def is_visit(reading: Reading, bundle: Bundle) -> bool:
    """Whether a few people were served where an office went, or on one day: "merekam 52 siswa SMKN 5"."""
    if any(role.number.value >= _VISITORS or role.linked for role in bundle.roles):
        return False
    start, end = max(bundle.sentence.start, bundle.start - _NEAR), min(bundle.sentence.end, bundle.end + _NEAR)
    if _VISIT.search(reading.text, start, end):
        return True
    lead = reading.lead(LEAD)
    return bool(_VISIT.search(reading.text, 0, lead[-1].end if lead else reading.title_end))


def is_set_anew(reading: Reading, bundle: Bundle, *, waits: bool = False) -> bool:
    """Whether money is what was set aside before and after a change: "DAU turun dari Rp5 miliar menjadi Rp4 miliar".

    In an article that opens with the making of a budget, its sums need no word for what is set aside; nor do they
    where the sentence before told what was set aside, and nothing else (`waits`).
    """
    if any(role.number.kind is Kind.PERCENT for role in bundle.roles):
        return False
    if not any(role.role in (Role.ACHIEVED, Role.REMAINING) for role in bundle.roles):
        return False
    start, end = max(bundle.sentence.start, bundle.start - _NEAR), min(bundle.sentence.end, bundle.end + _NEAR)
    if _CAME_IN.search(reading.text, start, end):
        return False
    if _CUT.search(reading.text, start, end):
        return True
    if waits and _MOVED_BY.search(reading.text, start, bundle.roles[0].number.hedge_start):
        return True
    moved = _MOVED_MONEY.search(reading.text, start, end)
    if moved is None:
        return False
    return bool(_SET_MONEY.search(reading.text, start, end)) or opens_with_budget(reading)


def now_set(reading: Reading, bundle: Bundle) -> list[RoleOf]:
    """Of money that was set anew, the sum that holds now, as the base of what is spent of it later."""
    told = [r for r in bundle.roles if _NOW_SET.search(reading.text, bundle.sentence.start, r.number.hedge_start)]
    return [replace(role, role=Role.BASE, rule="role.target_moved") for role in told[-1:]]


def opens_with_budget(reading: Reading) -> bool:
    """Whether an article's title or first sentences speak of a budget that is being made, and of none that is over."""
    lead = reading.lead(LEAD)
    end = lead[-1].end if lead else reading.title_end
    return bool(_BUDGET_TALK.search(reading.text, 0, end)) and not _ACCOUNTED.search(reading.text, 0, end)


def is_area_set(reading: Reading, bundle: Bundle) -> bool:
    """Whether hectares are what regions are to plant, and nothing behind the word for it says that they have.

    "Target PSR di Katingan 1.500 hektare, Seruyan 2.000 hektare. Berikutnya untuk Lamandau 450 hektare."
    """
    if any(role.number.unit is not Unit.HECTARE for role in bundle.roles):
        return False
    start = max(0, bundle.sentence.start - _SET_BACK)
    aimed = [found.end() for found in _AREA_AIMED.finditer(reading.text, start, bundle.roles[0].number.hedge_start)]
    return bool(aimed) and _AREA_DONE.search(reading.text, aimed[-1], bundle.sentence.end) is None


def is_allocated(reading: Reading, bundle: Bundle) -> bool:
    """Whether tons are what a region was allotted, and nothing says that they were fetched: "memperoleh 840 ton"."""
    near = max(bundle.sentence.start, bundle.start - _NEAR), min(bundle.sentence.end, bundle.end + _NEAR)
    words = reading.text[near[0] : near[1]]
    if _FETCHED.search(words):
        return False
    before = reading.text[max(0, bundle.sentence.start - _BEFORE) : bundle.sentence.start]
    parts = _PARTS.search(words) and _ALLOTTED.search(before) and not _FETCHED.search(before)
    return bool(_ALLOTTED.search(words) or parts)


def is_part(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether an amount alone is a part that its sentence counts up: "terdiri dari belanja pegawai Rp4 miliar"."""
    money = mention.slug in _SUMS and all(role.number.kind is Kind.RUPIAH for role in bundle.roles)
    people = all(role.number.unit is Unit.PERSON or role.number.kind is Kind.BARE for role in bundle.roles)
    if not money and not (people and mention.slug.startswith(_OF_PEOPLE)):
        return False
    told = list(_PARTS.finditer(reading.text, max(bundle.sentence.start, bundle.start - _NEAR), bundle.start))
    if not told:
        return money and mention.slug in REVENUES and _goes_on_counting(reading, bundle)
    if named_places(reading, told[-1].end(), bundle.start):
        return False
    if not money:  # "rinciannya dosis 1 120.000 orang, dosis 2 …" and kinds of aid are told for themselves
        end = told[-1].end()
        if mention.slug == "social_aid":
            return not any(slug == mention.slug and end <= start < bundle.start for slug, start, _ in reading.segments)
        return not any(_DOSE.search(told_again.text) for told_again in within(reading.indicators, end, bundle.start))
    if parts_in_time(reading, bundle, mention):
        return False
    return mention.slug not in _NAMED_PARTS or not any(kind[0] == mention.slug for kind in bundle.kinds)


def _goes_on_counting(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence goes on with the parts that the one before began to count up: "Pendapatan transfer Rp6 …"."""
    own = reading.text[bundle.sentence.start : bundle.start]
    before = reading.text[max(0, bundle.sentence.start - _BEFORE) : bundle.sentence.start].rstrip()
    led = len(own) <= _LABELS and not PROGRESS.search(own)
    return led and bool(_PARTS.search(re.split(r"[.\n](?=\s)", before.removesuffix("."))[-1]))


def parts_in_time(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether parts have a time of their own, of what is reported by quarters: "triwulan I Rp1 triliun, …"."""
    if mention.slug not in _NAMED_PARTS:
        return False
    told = list(_PARTS.finditer(reading.text, max(bundle.sentence.start, bundle.start - _NEAR), bundle.start))
    own = within(reading.periods, told[-1].end(), bundle.start) if told else []
    return bundle.period is not None and any(p.rule.startswith(_SPANS) for p in own)


def _own_words(indicator: Indicator) -> set[str]:
    phrases = " ".join((*indicator.nouns, *indicator.base_terms, *indicator.terms))
    return set(re.findall(r"\w+", phrases.lower()))
