"""From bundles to drafts: each gets its indicator, place, kind, time and speaker, from itself or the discourse."""

from __future__ import annotations

import re
from dataclasses import replace

from extract.agencies import is_agency
from extract.bundles import bundle_sentence, named_places, right_before
from extract.discourse import FIELDS, Bundle, Discourse, Draft, TargetNote
from extract.kinds import carry_kind, kind_of, label_lists, learn_kind, segment_in
from extract.mentions import Cue, IndicatorMention, Kind, Number, PeriodRole, PlaceMention
from extract.place_headings import headed, place_headings
from extract.reading import Reading, within
from extract.relevance import (
    ONE_PERSONS,
    REVENUES,
    in_passing,
    is_budgeted,
    is_part,
    of_others,
    off_subject,
    told_about,
)
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.speakers import who_says
from extract.targets import target_notes
from extract.times import data_period, learn_period, period_of, refine, title_period
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_OTHER_NOUN = pattern("other_noun")
_UNNAMED = pattern("unnamed")
_SOME_REGIONS = pattern("some_regions")
_SCALED = pattern("scaled")
_OF_STATE = pattern("of_state")
_SUMMED = pattern("summed")
_PAIRED = pattern("paired")
_DISBURSED = pattern("disbursed")
_COUNTED_IN = pattern("counted_in")
_SOME_OF_THEM = pattern("some_of_them")
_INVESTED = pattern("invested")
_REALISED = pattern("realised")
_DOSES = "covid_vaccination_"
_DOSE = re.compile(r"\b(?:dosis|tahap|pertama|1|i|satu)\b", re.IGNORECASE)
PROGRESS = pattern("progress")
WRONG_UNIT = "unit: not the indicator's"
FORGOTTEN = 8
"""Paragraphs after which a topic that nobody names again is over."""


def drafts_of(reading: Reading) -> tuple[list[Draft], list[TargetNote], list[tuple[Number, str]]]:
    """The drafts and targets of an article, and its numbers that are in none, with reasons."""
    state = Discourse(
        topic=_first_topic(reading), period=title_period(reading) or data_period(reading), about=told_about(reading)
    )
    drafts: list[Draft] = []
    notes: list[TargetNote] = []
    if _is_survey(reading):
        return [], [], [(number, "topic: a survey") for number in reading.numbers]
    last: Bundle | None = None
    headings = place_headings(reading)
    unused: list[tuple[Number, str]] = []
    for sentence in reading.body_sentences():
        if sentence.paragraph != state.paragraph:
            state.paragraph, state.place = sentence.paragraph, headed(headings, sentence.start)
        bundles, left_out = bundle_sentence(
            reading, sentence, last if last and sentence.paragraph - last.sentence.paragraph <= 1 else None
        )
        last = bundles[-1] if bundles else last
        unused += [(role.number, f"role: {role.role}") for role in left_out]
        made: list[tuple[Bundle, str]] = []
        previous: Bundle | None = None
        swallowed = False
        listed = sum(bool(bundle.places) for bundle in bundles) > 1
        label_lists(reading, bundles, state.topic)
        for bundle in bundles:
            carry_kind(bundle, state, listed=listed)
            _yield_to_topic(reading, bundle, state)
            _inherit(reading, bundle, previous, state)
            if previous is not None and swallowed and not bundle.kinds:
                bundle.kinds = previous.kinds  # "tahap I di sembilan wilayah Rp2 miliar": of which kind, still
            previous = bundle
            reason = _refuse(reading, bundle, state)
            swallowed = reason == WRONG_UNIT
            if reason:
                unused += [(role.number, reason) for role in bundle.roles + bundle.targets]
                continue
            mention = bundle.indicator or state.topic
            assert mention is not None
            made.append((bundle, mention.slug))
            if bundle.roles:
                drafts += _drafts(reading, bundle, mention, state)
                state.listing = bool(bundle.places) and drafts[-1].segment is not None
        notes += target_notes(reading, sentence, made, state)
        state.waiting = _waiting(made)
        _learn(reading, sentence, [bundle for bundle, _ in made], state)
    return drafts, notes, unused


def _is_survey(reading: Reading) -> bool:
    """Whether an article is on votes or a poll: its percentages are answers, whatever programmes it names."""
    contest = sum(cue.kind == "contest" for cue in reading.foreign)
    return contest >= 3 and contest > sum(not mention.weak for mention in reading.indicators)


def _first_topic(reading: Reading) -> IndicatorMention | None:
    """The topic of the title, else of the first sentence that names one."""
    strong = [m for m in reading.indicators if not m.weak]
    titled = [m for m in strong if m.start < reading.title_end]
    if titled:
        return titled[0]
    clean = [m for m in strong if reading.noisy(m.start) is None]
    return clean[0] if clean else None


def _yield_to_topic(reading: Reading, bundle: Bundle, state: Discourse) -> None:
    """A weak phrase ("progres", "memiliki e-KTP") is a topic only where the article has no stronger one."""
    mention = bundle.indicator
    if mention is not None and _without_dose(mention):
        doses = [m for m in reading.indicators if m.slug.startswith(_DOSES) and not _without_dose(m)]
        if len({m.slug for m in doses}) == 1 and doses[0].start < bundle.start:
            bundle.indicator = doses[0]  # "capaian vaksinasi" of an article on boosters is that of boosters
            return
    if (
        mention is None
        or not mention.weak
        or state.topic is None
        or state.topic.weak
        or state.topic.slug == mention.slug
    ):
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


def _without_dose(mention: IndicatorMention) -> bool:
    """Whether a vaccination is named without its dose: then it is the first, or the only one spoken of."""
    return mention.slug == f"{_DOSES}1" and not _DOSE.search(mention.text)


_BREAK = re.compile(r"[,;:.]")
_WHOLE = frozenset({Unit.PERSON, Unit.HOUSEHOLD, Unit.VILLAGE, Unit.DOCUMENT, Unit.UNIT})
_CAPITAL = "31"
_TAXES = frozenset({"property_tax", "vehicle_tax", "other_local_tax"})
_CLAUSE = 80
_FEW = 1000
"""Below this a bare number is no money."""
_ILL = frozenset({"kasus", "penderita", "pasien", "korban"})
_BROAD = frozenset({"physical_progress", "ektp_ownership", "budget_absorption"})
"""Indicators whose weak phrases ("progres", "memiliki KTP", "anggaran") also speak of any other."""


def _inherit(reading: Reading, bundle: Bundle, previous: Bundle | None, state: Discourse) -> None:
    """What a bundle does not say itself, it has from the one before it in its sentence."""
    if previous is not None:
        own = bundle.indicator or previous.indicator or state.topic
        if not bundle.places and not any(own is None or kind[0] == own.slug for kind in bundle.kinds):
            bundle.kinds = previous.kinds
        if bundle.foreign is None and (label := _other_label(reading, bundle, previous.end)):
            bundle.foreign = label
        if bundle.indicator is None and bundle.foreign is None:
            bundle.indicator, bundle.foreign = previous.indicator, previous.foreign
        if bundle.period is None and previous.period is not None and previous.period.role is not PeriodRole.SAID:
            bundle.period = previous.period
        if not bundle.places:
            offices = [p for p in within(reading.places, previous.end, bundle.start) if p.use == "office" and p.code]
            bundle.places = offices[-1:] or previous.places
    agency = any(is_agency(reading.text[start:end]) for _, start, end in bundle.kinds)
    if not bundle.places and state.place is not None and not (agency and state.place.level == "district"):
        bundle.places = [state.place]


def _other_label(reading: Reading, bundle: Bundle, start: int) -> Cue | None:
    """What a list counts behind a semicolon, where no word of it is ours: "… 79 anak; operasi katarak 12 orang"."""
    words = reading.text[start : bundle.start]
    label = words.rpartition(";")[2].strip(" ,:")
    ours = bundle.indicator is not None or bool(bundle.places or bundle.kinds)
    cued = bool(within(reading.cues, start, bundle.start))
    if ";" not in words or not label or ours or cued:
        return None
    return Cue("label", bundle.start - len(label), bundle.start, label)


def _refuse(reading: Reading, bundle: Bundle, state: Discourse) -> str | None:
    """Why a bundle is no claim, or None."""
    if bundle.foreign is not None:
        return f"topic: {bundle.foreign.text}"
    mention = bundle.indicator or state.topic
    if mention is None:
        return "topic: none"
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    if bundle.indicator is None:
        if state.foreign is not None:
            return f"topic: {state.foreign.text}"
        if within(reading.foreign, bundle.sentence.start, bundle.sentence.end):
            return "topic: another in the sentence"
        percent = any(role.number.kind is Kind.PERCENT for role in bundle.roles)
        waits = all(role.role in (Role.BASE, Role.REMAINING) for role in bundle.roles)
        listed = bundle.places or any(kind[0] == mention.slug for kind in bundle.kinds)
        if bundle.sentence.paragraph - state.topic_paragraph > FORGOTTEN:
            return "topic: named too long ago"
        if not PROGRESS.search(sentence) and not listed and not (percent and not mention.weak) and not waits:
            return "cue: none"
    unnamed = _UNNAMED.search(reading.text, max(bundle.sentence.start, bundle.start - 60), bundle.start)
    if mention.slug.startswith(_DOSES) and _SUMMED.search(reading.text, bundle.sentence.start, bundle.start):
        return "doses: summed"
    if unnamed and not any(unnamed.start() <= place.start < bundle.sentence.end for place in bundle.places):
        return "subject: unnamed"
    told = bundle.roles[-1].number.hedge_start if bundle.roles else bundle.start
    part = _SOME_OF_THEM.search(reading.text, bundle.sentence.start, told)
    if part and not any(place.start >= part.start() for place in bundle.places):
        return "subject: some of them"
    figures = [role.number.hedge_start for role in bundle.roles + bundle.targets]
    told_of = (_SOME_REGIONS.search(reading.text, bundle.sentence.start, figure) for figure in figures)
    some = next(filter(None, told_of), None)
    behind = any(bundle.end <= place.start < bundle.sentence.end for place in bundle.places)
    if some and not behind and not named_places(reading, some.start(), bundle.start):
        return "subject: some regions"
    indicator = indicators()[mention.slug]
    if in_passing(bundle, mention, state.about):
        return "topic: named in passing"
    if shares := [role for role in bundle.roles if of_others(reading, role, indicator)]:
        bundle.roles = [role for role in bundle.roles if role not in shares]
        if not bundle.roles and not bundle.targets:
            return "share: of something else"
    named = any(kind[0] == mention.slug for kind in bundle.kinds)
    confirmed = state.topic is not None and not state.topic.weak and _akin(state.topic.slug, mention.slug)
    goes_on = state.listing and bool(bundle.places)
    if mention.weak and not (confirmed or named or goes_on) and not PROGRESS.search(sentence):
        return "cue: none"
    units = {indicator.unit, *indicator.also}
    for role in list(bundle.roles):
        number = role.number
        if number.kind is Kind.PERCENT:
            continue
        fits = number.unit in units if number.unit else number.kind is Kind.BARE and bool(units - {None})
        if number.kind is Kind.BARE and indicator.unit is Unit.RUPIAH:
            others = units - {None, Unit.RUPIAH}
            counted = any(r.number.unit in others for r in bundle.roles)  # "114 desa, ada 103 yang …"
            counted = counted or (
                bool(others) and role.role is Role.REMAINING and number.value < _FEW
            )  # "Dua yang belum"
            fits = counted or bool(_SCALED.search(number.text))  # "33,1 miliar" of a tax is rupiah; a bare "12" is not
        if number.unit in _WHOLE and number.value != number.value.to_integral_value():
            fits = False  # "Sekolah Rakyat (3,13)": half a person is a mark, not a count
        if number.kind is Kind.RUPIAH:
            alms = indicator.unit is not Unit.RUPIAH and number.value < ONE_PERSONS
            fits = Unit.RUPIAH in units and not (alms and role.role is Role.BASE)  # "alokasi Rp300 ribu" is for one
        if number.kind is Kind.COUNT and number.unit is None:
            fits = (number.noun or "") in indicator.nouns or mention.slug == "other"
        if (number.noun or "").split(" ")[0] in _ILL and not {number.noun, "kasus"} & set(indicator.nouns):
            fits = False  # "kasus keracunan MBG … 8.000 kasus" counts none whom a programme reached
        if not fits:
            bundle.roles.remove(role)
    if not bundle.roles and not bundle.targets:
        return WRONG_UNIT
    if reason := off_subject(reading, bundle, mention):
        return reason
    names = {FIELDS[role.role] for role in bundle.roles}
    if names and names <= {"base"} and not bundle.targets:
        return None  # its figures may come in the next sentences
    if names == {"achieved"} and any(
        (role.number.noun or "") in ("laki-laki", "perempuan", "pria", "wanita") for role in bundle.roles
    ):
        return "part: of a total"
    if mention.slug in REVENUES and is_budgeted(reading, bundle):
        return "plan: a budget"
    if names == {"achieved"} and is_part(reading, bundle, mention):
        return "part: of a total"
    if names == {"achieved"}:
        if all(r.number.kind is Kind.RUPIAH and r.number.value < ONE_PERSONS for r in bundle.roles):
            return "amount: of one person"
        if mention.slug == "investment" and not _INVESTED.search(sentence):
            return "cue: no investment that came in"
        if _answers(bundle, mention, state.waiting) and _REALISED.search(sentence):
            return None
        own = bundle.indicator is not None and not bundle.indicator.weak
        strong = any(role.strong for role in bundle.roles)
        parallel = all(role.rule == "role.parallel" for role in bundle.roles)
        bare = all(role.number.kind is Kind.BARE for role in bundle.roles)
        counted = bare and any(_own_noun(reading, role.number, mention.slug) for role in bundle.roles)
        falls = indicator.better == "lower"  # nobody achieves a prevalence: "7 sudah dipenuhi" are services
        if bare and (falls or not (strong and (own or counted))) and not parallel:
            return "noun: none"
        if any(_counts_another(reading, role.number, mention.slug) for role in bundle.roles):
            return "noun: unknown"
        listed = bool(bundle.places) or any(kind[0] == mention.slug for kind in bundle.kinds)
        going_on = mention.slug in state.about and bundle.sentence.paragraph - state.topic_paragraph <= 1
        paid = going_on and all(
            _DISBURSED.search(reading.text[_clause(reading, r) : r.number.start]) for r in bundle.roles
        )
        if not own and not parallel and not (strong and (listed or counted or paid)):
            return "cue: weak"
        if not strong and not parallel and not (own and all(r.number.unit in units | {None} for r in bundle.roles)):
            return "cue: weak"
    return None


def _waiting(made: list[tuple[Bundle, str]]) -> tuple[str, Number] | None:
    """The base that a sentence ends with, where it says nothing of what was achieved: "Target PAD Rp83 miliar." """
    if not made:
        return None
    bundle, slug = made[-1]
    bases = [role for role in bundle.roles if role.role is Role.BASE]
    return (slug, bases[-1].number) if bases and len(bases) == len(bundle.roles) else None


def _answers(bundle: Bundle, mention: IndicatorMention, waiting: tuple[str, Number] | None) -> bool:
    """Whether an amount is what was achieved of the base before it: "Hingga kini pencapaiannya sudah Rp85 miliar"."""
    if waiting is None or bundle.indicator is not None or waiting[0] != mention.slug:
        return False
    done = all(role.strong and role.role is Role.ACHIEVED for role in bundle.roles)
    alike = all((r.number.kind, r.number.unit) == (waiting[1].kind, waiting[1].unit) for r in bundle.roles)
    return done and alike and all(r.number.value <= 2 * waiting[1].value for r in bundle.roles)


def _akin(topic: str, slug: str) -> bool:
    """Whether a topic confirms a weak phrase: the same indicator, or another dose of the same vaccination."""
    return topic == slug or (topic.startswith(_DOSES) and slug.startswith(_DOSES))


def _clause(reading: Reading, role: RoleOf) -> int:
    """Where the clause of a figure begins: behind the last comma or full stop."""
    floor = max(0, role.number.start - _CLAUSE)
    return max(reading.text.rfind(mark, floor, role.number.start) for mark in ",.;\n") + 1 or floor


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


def _drafts(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> list[Draft]:
    segment = kind_of(reading, bundle, mention, state)
    period, stated = period_of(reading, bundle, state)
    figures: dict[str, Number] = {}
    for role in bundle.roles:
        name = FIELDS[role.role]
        known = figures.get(name)
        if (
            known is None
            or (name == "base" and role.number.value < known.value)
            or role.number.decimals > known.decimals
        ):
            figures[name] = role.number
    said = who_says(reading, bundle.start)
    quoted = said.quoted
    span = (period.span_start or period.start, period.end) if period else None
    nation = _nation(reading, bundle, mention)
    places: list[PlaceMention | None] = [nation] if nation else list(bundle.places) or [None]
    made = []
    for place in places:
        made.append(
            Draft(
                mention.slug,
                mention,
                place,
                segment_in(place, segment[0] if segment else None),
                segment[1] if segment else (place.start, place.end) if place and place.village else None,
                refine(reading, period.period) if period and period.period else None,
                span,
                stated,
                dict(figures),
                bundle.sentence,
                said,
                quoted,
                {FIELDS[role.role]: role.rule for role in bundle.roles},
            )
        )
    return made


def _nation(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> PlaceMention | None:
    """The nation, for money of the state in an article that names no region but the capital, where it was said."""
    if not _OF_STATE.search(mention.text):
        return None
    if any(place.code == _CAPITAL for place in bundle.places):
        return None
    named = (place.code for place in reading.places if place.code and place.level != "nation")
    if not all(code.startswith(_CAPITAL) for code in named):
        return None
    return PlaceMention("ID", "nation", mention.start, mention.end, mention.text, "place.state")


def _learn(reading: Reading, sentence: Sentence, accepted: list[Bundle], state: Discourse) -> None:
    """What the sentence leaves in mind for the next one."""
    mentions = within(reading.indicators, sentence.start, sentence.end)
    if not accepted and state.topic is not None:
        mentions = [m for m in mentions if not _COUNTED_IN.search(reading.text, sentence.start, m.start)]
    strong = [m for m in mentions if not m.weak] or mentions
    foreign = within(reading.foreign, sentence.start, sentence.end)
    if strong and not (strong[-1].weak and state.topic is not None and not state.topic.weak):
        state.topic, state.topic_paragraph, state.foreign = strong[-1], sentence.paragraph, None
    elif foreign:
        state.foreign = foreign[-1]
    learn_kind(reading, sentence, accepted, strong, state)
    named = [p for p in named_places(reading, sentence.start, sentence.end) if p.level != "nation"]
    codes = {p.code for p in named}
    told = [place for bundle in accepted for place in bundle.places]
    if not codes and told and all(place.level == "nation" for place in told):
        state.place = told[-1]  # "Secara nasional … 110 juta warga. Sedangkan dosis kedua 64,8 juta warga"
    elif len(codes) == 1:
        measured = any(place is named[0] for place in told)
        state.place = named[0] if measured or not named[0].village else replace(named[0], village=None)
    elif codes:
        state.place = None
    learn_period(reading, sentence, accepted, state)
