"""Why a bundle is no claim: its topic, its subject, its unit or its cues say so."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.clause_nouns import strange_noun, strange_owner
from extract.cut_budgets import is_of_cut
from extract.discourse import FIELDS, Bundle, Discourse
from extract.due_days import WORKS
from extract.illness import is_of_illness, of_group_among
from extract.islands import of_islands
from extract.mentions import Cue, IndicatorMention, Kind
from extract.not_progress import no_progress
from extract.own_counts import OF_OBLIGED, counts_another, drop_turned, of_population, shares_of_those
from extract.own_subjects import goes_on_telling, own_subject
from extract.place_outside import leaves_out
from extract.reading import Reading, within
from extract.refused_amounts import keep_fitting, lent_to, refuse_lone
from extract.refused_parts import refuse_some
from extract.relevance import (
    ONE_PERSONS,
    PROGRESS,
    REVENUES,
    in_passing,
    is_allocated,
    is_area_set,
    is_budgeted,
    is_part,
    is_set_anew,
    is_visit,
    now_set,
    of_others,
    off_subject,
)
from extract.roads import is_length_of_road
from extract.roles import Role, RoleOf
from extract.sectors import is_sectors, of_one_sector, shares_of_two
from extract.sentences import Sentence
from extract.spending_shares import is_share_of_spending
from extract.subjects import named_places
from extract.undesired import still_do
from extract.unnamed_parts import of_untold
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_WORKS_THAT = pattern("works_that")
_GOES_ON_WITH = re.compile(
    r"(?:kemudian|lalu|selanjutnya|berikutnya|disusul|diikuti|menyusul|setelah itu)\b", re.IGNORECASE
)
"""How a list of regions goes on, in a sentence that does not name again what is measured."""
_WORKS_UNNAMED = pattern("works_unnamed")
_OF_ALL = re.compile(r"\s*dari\s+(?:total|seluruh|keseluruhan)\b(?!\s+(?:target|rencana|komitmen))", re.IGNORECASE)
_FACILITY_LEADS = pattern("facility_leads")
_NOT_FACILITIES = frozenset({Unit.PERSON, Unit.HOUSEHOLD, Unit.RUPIAH})
_SUPPOSED = pattern("supposed")
_ASKED = pattern("asked")
_PROGRAMMES = pattern("programmes")
_SHARED = pattern("shared_taxes")
_NATION_PLANS = pattern("nation_plans")
_FOUND_ILL = pattern("found_ill")
_SAME_FIGURE = pattern("same_figure")
_OF_PROVINCE = pattern("of_province")
_AGAINST = pattern("against_aim")
_SEX_LEADS = pattern("sex_leads")
_LED_LIST = re.compile(
    r"\b(?:tersebar|terbagi|terdiri|meliputi|mencakup|rinci\w*|yaitu|yakni|antara\s+lain|masing-masing|di\s?antaranya)\b|[:(]",
    re.IGNORECASE,
)
_OF_VOTERS = "voter_verification"
_VOTERS = re.compile(
    r"\b(?:jumlah|total|daftar|data)\s+(?:\w+\s+)?pemilih\b|\b(?:DPT|DP4|DPS|DPTHP|TPS)\b", re.IGNORECASE
)
_BY_SECTOR = frozenset({"people_credit", "investment"})
RECENT = 1
"""Paragraphs in which a topic whose figures were given is still what is spoken of."""
FORGOTTEN = 8
"""Paragraphs after which a topic that nobody names again is over."""
_WORST = 60
"""Percent that no prevalence reaches: more is of something else that nobody knows."""
_NEXT_SENTENCE = 80
"""Characters from what names a topic to the end of its sentence, behind which the next one begins."""
_AHEAD = 300
"""Characters from a figure to where its topic is named first: what opens an article may wait for it so long."""
_OF_NATION = frozenset({"people_credit", "social_aid", "village_fund"})
_ROADS = re.compile(r"\b(?:jalan|ruas|jembatan)", re.IGNORECASE)
_NATIONAL = re.compile(r"\btriliun\b", re.IGNORECASE)
"""An amount of this size that a government plans for a programme of the state is no region's."""
_NEAR = 300
"""Characters before a figure in which works are named by how far they have come."""
_CASES = frozenset({"health", "people", "travel"})
"""Topics that count people or cases: money beside them is what was spent on them."""
_DOSES = "covid_vaccination_"
_TAXES = frozenset({"other_local_tax", "vehicle_tax", "property_tax"})
_YEARLY_GRANT = pattern("yearly_grant")
_FACILITY = pattern("facility_picked_out")
_PAPERS = frozenset(
    {"ektp_recording", "ektp_ownership", "ikd_activation", "kia_ownership", "birth_certificate", "family_card"}
)
"""Indicators of papers, for which offices go out to schools and villages."""
_SET_MONEY = frozenset(
    {"pad_revenue", "regional_revenue", "budget_absorption", "other_local_tax", "village_fund", "other"}
)
"""Indicators whose money is set in budgets, and set anew in the next one."""
WRONG_UNIT = "unit: not the indicator's"


def other_label(reading: Reading, bundle: Bundle, start: int) -> Cue | None:
    """What a list counts behind a semicolon, where no word of it is ours: "… 79 anak; operasi katarak 12 orang"."""
    mark = reading.text.rfind(";", start, bundle.start)
    colon = reading.text.find(":", mark + 1, bundle.start)
    end = colon if colon >= 0 else bundle.start  # "gizi: target 790 orang": the label stands before the colon
    label = reading.text[mark + 1 : end].strip(" ,") if mark >= 0 else ""
    ours = bundle.indicator is not None or bool(bundle.places or bundle.kinds)
    cued = any(cue.kind != "contrast" for cue in within(reading.cues, mark + 1, end))
    if not label or ours or cued:
        return None
    return Cue("label", end - len(label), end, label)


def _counts_facilities(reading: Reading, bundle: Bundle, role: RoleOf) -> bool:
    """Whether a bare number counts the facilities or regions that the sentence begins with, and no people or money."""
    if role.number.kind is not Kind.BARE:
        return False
    return _FACILITY_LEADS.match(reading.text[bundle.sentence.start : role.number.hedge_start]) is not None


def _of_plain_list(reading: Reading, bundle: Bundle) -> bool:
    """Whether a base alone is a later one of a row of regions that nothing leads: of what they are is not said there.

    "… 670 ribu orang, tersebar di Katingan 53 ribu, Kapuas 50 ribu" says it.
    """
    begin = bundle.sentence.start
    before = within(reading.numbers, begin, bundle.start)
    if len(bundle.roles) > 1 or not bundle.places or not before or before[-1].value <= bundle.roles[0].number.value:
        return False
    return _LED_LIST.search(reading.text, begin, bundle.start) is None


def refuse(reading: Reading, bundle: Bundle, state: Discourse) -> str | None:
    """Why a bundle is no claim, or None."""
    levels = {role.number.value for role in bundle.roles if role.number.kind is Kind.PERCENT and role.number.decimals}
    if of_untold(reading, bundle, state):
        return "part: of what was not told"
    if bundle.foreign is not None and not (bundle.foreign.kind in _CASES and _is_spent(bundle)):
        state.of_others |= levels
        return f"topic: {bundle.foreign.text}"
    mention = bundle.indicator or state.topic
    if mention is None:
        return "topic: none"
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    if bundle.counted is None and indicators()[mention.slug].unit in _NOT_FACILITIES:
        bundle.roles = [role for role in bundle.roles if not _counts_facilities(reading, bundle, role)]
        if not bundle.roles and not bundle.targets:
            return "subject: facilities"
    if (turned := drop_turned(reading, bundle, mention)) and not bundle.roles and not bundle.targets:
        return turned
    if bundle.indicator is None:
        if state.foreign is not None:
            state.of_others |= levels
            return f"topic: {state.foreign.text}"
        if levels and levels <= state.of_others:
            return "topic: another's figure, said again"
        if within(reading.foreign, bundle.sentence.start, bundle.sentence.end):
            return "topic: another in the sentence"
        if of_programmes(reading, bundle.sentence):
            return "topic: all programmes"
        if mention.start - bundle.sentence.end > _AHEAD:
            return "topic: named later"
        percent = any(role.number.kind is Kind.PERCENT for role in bundle.roles)
        waits = all(role.role in (Role.BASE, Role.REMAINING) for role in bundle.roles)
        if indicators()[mention.slug].better == "lower" and any(
            r.role is Role.PERCENTAGE and r.number.value > _WORST for r in bundle.roles
        ):
            return "topic: not so many"  # "… untuk menekan stunting. Penyaluran susu telah mencapai 100 persen"
        listed = bundle.places or any(kind[0] == mention.slug for kind in bundle.kinds)
        here = any(place.start >= bundle.sentence.start for place in bundle.places)
        here = here or any(kind[0] == mention.slug and kind[1] >= bundle.sentence.start for kind in bundle.kinds)
        if percent and all(r.number.kind is Kind.PERCENT for r in bundle.roles) and _SEX_LEADS.match(sentence):
            return "share: of a sex"
        first_to_last = bundle.sentence.start, bundle.sentence.end
        if bundle.roles and all(of_population(reading, *first_to_last, mention, role) for role in bundle.roles):
            return "base: the whole population"
        whole = bool(bundle.roles) and all(r.role is Role.BASE and r.rule != "role.of" for r in bundle.roles)
        if whole and bundle.roles[0].rule != "role.with_rest" and _of_plain_list(reading, bundle):
            return "base: one of a list"
        duty = mention.slug in OF_OBLIGED and mention.slug != _OF_VOTERS and whole
        if duty and _VOTERS.search(sentence) and "wajib" not in sentence.lower():
            return "base: of voters"
        first = next(iter(bundle.roles + bundle.targets), None)
        if first is not None and (other := own_subject(reading, bundle, mention, first.number)):
            return f"subject: {other}"
        if other := counts_another(reading, bundle, mention):
            return other
        if is_of_illness(reading, bundle, mention):
            return "topic: an illness"
        if of_group_among(reading, bundle):
            return "share: of a group"
        if shares_of_those(reading, bundle, state):
            return "share: of those just counted"
        if other := strange_noun(reading, bundle, mention):
            return f"subject: {other}"
        if bundle.sentence.paragraph - state.topic_paragraph > FORGOTTEN:
            return "topic: named too long ago"
        borrowers = any(lent_to(role, mention) for role in bundle.roles)
        calm = not PROGRESS.search(sentence) and not borrowers and not waits
        if calm and not listed and not (percent and not mention.weak):
            return "cue: none"
        if calm and percent and not here and not goes_on_telling(reading, bundle):
            return "topic: not taken up"
    if other := strange_owner(reading, bundle):
        return f"subject: {other}"
    if _SUPPOSED.match(sentence) and not named_places(reading, bundle.sentence.start, bundle.start):
        return "plan: supposed"
    if _ASKED.match(sentence):
        return "plan: asked or denied"
    planned = mention.slug in _OF_NATION and _NATION_PLANS.match(sentence) and _NATIONAL.search(sentence)
    if planned and not within(reading.places, bundle.sentence.start, bundle.sentence.end):
        return "plan: the nation's"
    if mention.slug in _SET_MONEY and is_set_anew(
        reading, bundle, waits=state.waiting is not None and state.waiting[0] == mention.slug
    ):
        bundle.roles = now_set(reading, bundle)
        if not bundle.roles:
            return "plan: money set anew"
    if mention.slug == "budget_absorption" and is_of_cut(reading, bundle):
        return "change: a budget was cut"
    if reason := no_progress(reading, bundle, mention, state):
        return reason
    own_work = any(kind[0] == WORKS for kind in bundle.kinds)
    near = max(bundle.sentence.start, bundle.start - _NEAR)
    if mention.slug == WORKS and not own_work and _WORKS_UNNAMED.search(reading.text, near, bundle.start):
        return "subject: some of them"
    if mention.slug == WORKS and _WORKS_THAT.search(
        reading.text, max(bundle.sentence.start, bundle.start - _NEAR), bundle.start
    ):
        return "subject: some of them"
    if mention.slug in _TAXES and _SHARED.search(reading.text, bundle.sentence.start, bundle.start):
        return "topic: a share of another's taxes"
    if of_islands(reading, bundle) or (not bundle.places and leaves_out(sentence)):
        return "place: several provinces"
    if bundle.counted and (PROGRESS.search(sentence) or bundle.indicator is not None):
        return None if bundle.roles else WRONG_UNIT
    if state.waiting is not None and _SAME_FIGURE.match(reading.text, bundle.sentence.start, bundle.sentence.end):
        bundle.roles = [role for role in bundle.roles if role.number.kind is not Kind.PERCENT]
        if not bundle.roles:
            return "share: what the base before is of another"
    if reason := refuse_some(reading, bundle, mention):
        return reason
    indicator = indicators()[mention.slug]
    recent = mention.slug in state.measured and bundle.sentence.paragraph - state.topic_paragraph <= RECENT
    told_so = bool(bundle.roles) and all(role.strong or role.role is Role.BASE for role in bundle.roles)
    recent = recent and ((state.segment is None and told_so) or _against(bundle))
    recent = recent or (_against(bundle) and _just_named(reading, bundle, mention))
    if not recent and in_passing(bundle, mention, state.about):
        return "topic: named in passing"
    if shares := [role for role in bundle.roles if of_others(reading, role, indicator)]:
        bundle.roles = [role for role in bundle.roles if role not in shares]
        if not bundle.roles and not bundle.targets:
            return "share: of something else"
    if mention.slug in _BY_SECTOR:
        bundle.roles = [r for r in bundle.roles if not is_sectors(reading, bundle, r)]
        if not bundle.roles and not bundle.targets:
            return "share: of a sector"
        if {r.role for r in bundle.roles} == {Role.ACHIEVED} and of_one_sector(reading, bundle):
            return "part: of a sector"
    if mention.slug == "road_condition" and not _ROADS.search(sentence):
        bundle.roles = [
            r for r in bundle.roles if r.number.unit is not Unit.UNIT
        ]  # "gedung sekolah rusak berat 12 unit"
        if not bundle.roles and not bundle.targets:
            return WRONG_UNIT
    if mention.slug == "road_condition":
        bundle.roles = [r for r in bundle.roles if not is_length_of_road(reading.text, bundle.sentence.start, r)]
        if not bundle.roles and not bundle.targets:
            return "part: one road"
    if mention.slug == "sanitation":
        bundle.roles = still_do(reading, bundle)
    if mention.slug == "health_screening":
        bundle.roles = [r for r in bundle.roles if not _FOUND_ILL.match(reading.text, r.number.hedge_end)]
        if not bundle.roles and not bundle.targets:
            return "share: what a screening found"
    named = any(kind[0] == mention.slug for kind in bundle.kinds)
    confirmed = state.topic is not None and not state.topic.weak and _akin(state.topic.slug, mention.slug)
    goes_on = state.listing and bool(bundle.places)
    waits = bool(bundle.roles) and all(role.role is Role.BASE for role in bundle.roles)  # a base alone is no claim
    if mention.weak and not (confirmed or named or goes_on or waits) and not PROGRESS.search(sentence):
        return "cue: none"
    keep_fitting(reading, bundle, mention)
    left_over = [r.number.value for r in bundle.roles if r.role is Role.REMAINING and r.number.kind is not Kind.RUPIAH]
    if left_over:  # "rusak 60 kilometer, target perbaikan 20 kilometer": no whole is smaller than what is left of it
        bundle.roles = [r for r in bundle.roles if r.role is not Role.BASE or r.number.value >= max(left_over)]
    if not bundle.roles and not bundle.targets:
        return WRONG_UNIT
    goes_on = state.surely == {"other"} and bundle.sentence.paragraph - state.topic_paragraph <= 1
    if mention.slug == WORKS and WORKS in state.surely:  # "Berikutnya Jembatan A. Kemarin 85 persen, hari ini 88"
        goes_on = state.segment is not None and (state.segment[0], state.segment_paragraph) == (
            WORKS,
            bundle.sentence.paragraph,
        )
        listed = state.segment is None and bundle.places and bundle.sentence.paragraph - state.topic_paragraph <= 1
        goes_on = goes_on or bool(listed and _GOES_ON_WITH.match(reading.text, bundle.sentence.start))
        told = bundle.roles[-1].number.hedge_start if bundle.roles else bundle.start
        goes_on = goes_on and not _WORKS_UNNAMED.search(reading.text, near, told)
    fields = {FIELDS[role.role] for role in bundle.roles}
    if mention.slug == "other" and fields == {"achieved"} and (_of_waiting(bundle, state) or _one_more(bundle, state)):
        return None
    if reason := off_subject(reading, bundle, mention, goes_on=goes_on):
        return reason
    names = {FIELDS[role.role] for role in bundle.roles}
    if names and names <= {"base"} and not bundle.targets:
        return None  # its figures may come in the next sentences
    served = mention.slug in _PAPERS and names and names <= {"achieved", "base"}
    if served and is_visit(reading, bundle):
        return "count: of one visit"
    if names == {"achieved"} and any(
        (role.number.noun or "") in ("laki-laki", "perempuan", "pria", "wanita") for role in bundle.roles
    ):
        return "part: of a total"
    if mention.slug in REVENUES and is_budgeted(reading, bundle):
        return "plan: a budget"
    if mention.slug == "village_fund" and names == {"achieved"} and _YEARLY_GRANT.search(sentence):
        return "plan: a budget"  # "Kabupaten Kapuas tahun ini menerima dana desa Rp109 miliar": what was allotted
    if mention.slug == "crop_planting" and names == {"achieved"} and is_area_set(reading, bundle):
        return "plan: an area to plant"
    if mention.slug == "subsidized_fertilizer" and names <= {"achieved", "base"} and is_allocated(reading, bundle):
        bundle.roles = [replace(role, role=Role.BASE, rule="role.allotted") for role in bundle.roles]
        return None
    if mention.slug == "subsidized_fertilizer" and _OF_PROVINCE.search(sentence) and is_allocated(reading, bundle):
        return "share: of what the province was allotted"
    if mention.slug == "investment" and names > {"percentage"} and not bundle.targets:
        aimed = _AGAINST.search(sentence) is not None
        bundle.roles = [
            r for r in bundle.roles if r.role is not Role.PERCENTAGE or (aimed and not _is_of_all(reading, r))
        ]
        names = {FIELDS[role.role] for role in bundle.roles}
    if mention.slug == "investment" and names == {"percentage"} and not _AGAINST.search(sentence):
        return "cue: no investment that came in"  # "dijamin 100 persen emas fisik"
    if mention.slug == "investment" and names == {"percentage"} and shares_of_two(reading, bundle):
        return "share: of all investment"
    if mention.slug == "budget_absorption" and is_share_of_spending(reading, bundle, mention, state):
        return "share: of a budget"
    owed = names == {"remaining"} and all(role.number.kind is Kind.RUPIAH for role in bundle.roles)
    if owed and all(role.number.value < ONE_PERSONS for role in bundle.roles):
        return "amount: of one person"  # "tunggakan pajak kendaraan Ketua DPRD Rp3.798.178"
    own_kind = any(kind[0] == mention.slug for kind in bundle.kinds)
    picked = names == {"achieved"} and not own_kind and mention.slug in state.measured
    if picked and _FACILITY.search(reading.text, bundle.sentence.start, bundle.start):
        return "part: of a total"
    if names == {"achieved"} and is_part(reading, bundle, mention):
        return "part: of a total"
    return refuse_lone(reading, bundle, mention, state) if names == {"achieved"} else None


def _is_of_all(reading: Reading, role: RoleOf) -> bool:
    """Whether a percentage is a region's part of all that came in: "atau setara 32,5 persen dari total se-Jatim"."""
    return _OF_ALL.match(reading.text, role.number.hedge_end) is not None


def _of_waiting(bundle: Bundle, state: Discourse) -> bool:
    """Whether so many are of those just told: "Ada 9.870 rumah tidak layak huni. Yang sudah ditangani 2.264 unit"."""
    if state.waiting is None or state.waiting[0] != "other" or bundle.foreign is not None:
        return False
    whole = state.waiting[1]
    return all(r.strong and r.number.unit is whole.unit and r.number.value <= whole.value for r in bundle.roles)


def _one_more(bundle: Bundle, state: Discourse) -> bool:
    """Whether a district comes last in a list of those measured: "Yang paling rendah Kecamatan Arga, baru 212 ekor"."""
    places = [place for place in bundle.places if place.start >= bundle.sentence.start]
    districts = bool(places) and all(place.level == "district" for place in places)
    return districts and "other" in state.measured and all(role.strong for role in bundle.roles)


def _is_spent(bundle: Bundle) -> bool:
    """Whether so much money was spent of so much: "anggaran untuk pasien Rp1,65 miliar, terealisasi Rp813 juta"."""
    told = {role.role for role in bundle.roles if role.number.kind is Kind.RUPIAH}
    money = all(role.number.kind in (Kind.RUPIAH, Kind.PERCENT) for role in bundle.roles)
    return money and told >= {Role.ACHIEVED, Role.BASE}


def of_programmes(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence speaks of all that a government does, and of no indicator: "delapan program prioritas"."""
    start, end = sentence.start, sentence.end
    told = reading.may_match(_PROGRAMMES, start, end) and _PROGRAMMES.search(reading.text, start, end)
    return bool(told) and not within(reading.indicators, start, end)


def _just_named(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether the sentence right before, of one paragraph, names what is measured: "… PAD tertinggi. Capaiannya …"."""
    gap = bundle.sentence.start - mention.end
    return not mention.weak and 0 <= gap < _NEXT_SENTENCE and "\n" not in reading.text[mention.end : bundle.start]


def _against(bundle: Bundle) -> bool:
    """Whether a percentage is measured against something beside it: "62,11 persen dari target 95 persen"."""
    names = {role.role for role in bundle.roles}
    return Role.PERCENTAGE in names and (Role.BASE in names or bool(bundle.targets))


def _akin(topic: str, slug: str) -> bool:
    """Whether a topic confirms a weak phrase: the same indicator, or another dose of the same vaccination."""
    return topic == slug or (topic.startswith(_DOSES) and slug.startswith(_DOSES))
