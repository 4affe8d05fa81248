"""From bundles to drafts: each gets its indicator, place, kind, time and speaker, from itself or the discourse."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extract.answering import region_answered_for
from extract.bundles import bundle_sentence
from extract.discourse import FIELDS, KEPT, Bundle, Discourse, Draft, TargetNote
from extract.distribution import all_those
from extract.doses import doses_behind, share_whole, topic_meant
from extract.due_days import WORKS
from extract.gates import Gated
from extract.inheritance import back_to, first_topic, inherit, return_to_kind, yield_to_topic
from extract.kinds import carry_kind, kind_of, learn_kind, segment_in
from extract.list_labels import label_lists
from extract.mentions import IndicatorMention, Kind, Number, PlaceMention
from extract.not_progress import about_false_news
from extract.place_headings import headed, place_headings
from extract.reading import Reading, within
from extract.refusals import WRONG_UNIT, refuse
from extract.refused_parts import some_offices
from extract.regions_counted import SOME, gather_regions, those_listed
from extract.relevance import told_about
from extract.restated import back_to_level, say_again
from extract.roads import ROAD
from extract.roles import Role, RoleOf
from extract.sentences import Sentence
from extract.service_areas import is_branch, together
from extract.so_many_done import RULE as THINGS
from extract.so_many_done import so_many_done, whole_before
from extract.speakers import who_says
from extract.standing_kinds import villages_counted, villages_served
from extract.subjects import named_places, turns_to
from extract.table_rows import row_bundle
from extract.targets import judging, of_that_time, target_notes
from extract.times_before import of_some_time_before, span_beside, year_before, year_of_span
from extract.times_beside import time_of_list, time_of_target
from extract.times_carried import learn_period, period_of, same_span
from extract.times_of_article import data_period, headed_period, refine, title_period
from extract.vocabulary import pattern
from extract.whole_of_kinds import keep_items, turn_to_sum
from extract.wholes import turn_to_all
from models.reference import indicators, province_of
from models.values import Comparator, Unit

_OF_STATE = pattern("of_state")
_SET_BESIDE = pattern("set_beside")
_ASIDE = pattern("told_to_compare")
_COUNTED_IN = pattern("counted_in")
_CARRIES_ON = pattern("carries_on")
_NATIONALLY = re.compile(r"\W*(?:(?:sementara|adapun|sedangkan|namun)(?: itu)?,?\s+)?secara nasional\b", re.IGNORECASE)
"""How a sentence without figures turns to the nation, of which the next one gives them."""


def drafts_of(
    reading: Reading, main: PlaceMention | None
) -> tuple[list[Draft], list[TargetNote], list[tuple[Number, str]]]:
    """The drafts and targets of an article about a place, and its numbers that are in none, with reasons."""
    state = Discourse(
        topic=first_topic(reading),
        period=title_period(reading) or data_period(reading),
        about=told_about(reading),
        surely=told_about(reading, surely=True),
    )
    drafts: list[Draft] = []
    notes: list[TargetNote] = []
    if _is_survey(reading):
        return [], [], [(number, "topic: a survey") for number in reading.numbers]
    if about_false_news(reading):
        return [], [], [(number, "topic: false news") for number in reading.numbers]
    last: Bundle | None = None
    headings = place_headings(reading)
    unused: list[tuple[Number, str]] = []
    starts = sorted([*reading.starts(), *judging(reading)])
    order = -1
    for sentence in reading.body_sentences():
        if sentence.paragraph != state.paragraph:
            carried = state.place if _goes_on(reading, sentence, state) else None
            state.paragraph, state.place = sentence.paragraph, headed(headings, sentence.start) or carried
            state.place_order = sentence.order
            state.period = headed_period(reading, sentence.start) or state.period
        if state.place is not None and sentence.order - state.place_order > KEPT:
            state.place = None
        if not within(reading.numbers, sentence.start, sentence.end):  # most sentences
            if sentence.order == order and not of_that_time(reading, sentence, state):
                continue  # a calm one: what the sentence before has left in mind, the next one still finds
            order = sentence.order
            state.waiting = state.waiting_period = None
            at = bisect_left(starts, sentence.start)
            tells = at < len(starts) and starts[at] < sentence.end
            if tells or state.of_regions or of_that_time(reading, sentence, state):
                told = target_notes(reading, sentence, [], state)
                notes += told
                _learn(reading, sentence, [], state, main, judged=any(note.verdict and note.dated for note in told))
            continue
        order = sentence.order
        if (row := reading.rows.get(sentence.start)) is not None:
            bundles, left_out = row_bundle(reading, sentence, row)
        else:
            bundles, left_out = bundle_sentence(
                reading, sentence, last if last and sentence.paragraph - last.sentence.paragraph <= 1 else None
            )
        gather_regions(reading, bundles, state.topic)
        before, last = last, bundles[-1] if bundles else last
        unused += [(role.number, f"role: {role.role}") for role in left_out]
        made: list[tuple[Bundle, str]] = []
        previous: Bundle | None = None
        swallowed = False
        shares = bool(left_out or bundles) and all(role.role is Role.SHARE for role in left_out)
        listed = sum(bool(bundle.places) for bundle in bundles) > 1
        label_lists(reading, bundles, state.topic)
        doses_behind(reading, bundles)
        share_whole(bundles)
        for bundle in bundles:
            carry_kind(reading, bundle, state, listed=listed)
            yield_to_topic(reading, bundle, state)
            if not headings:
                turn_to_all(reading, bundle, previous, before, state)
            if previous is None and before is not None:
                say_again(reading, bundle, before)
                turn_to_sum(reading, bundle, state)
            if previous is None:
                back_to_level(reading, bundle, state)
            inherit(reading, bundle, previous, state)
            if not bundle.places and (answered := region_answered_for(reading, sentence, bundle.start, main)):
                bundle.places = [answered]
            latest = previous.period if previous and previous.period else state.period
            free = previous.end if previous else sentence.start
            moved = same_span(reading, bundle, latest, free) or span_beside(reading, bundle, latest, free)
            bundle.period = moved or bundle.period or time_of_target(reading, bundle, state)
            if bundle.period is None and previous is None and before is not None:
                bundle.period = time_of_list(reading, bundle, before, state.period)
            if previous is not None and swallowed and not bundle.kinds:
                bundle.kinds = previous.kinds  # "tahap I di sembilan wilayah Rp2 miliar": of which kind, still
            former, previous = previous, bundle
            return_to_kind(reading, bundle, state)
            counted = tuple(bundle.roles)
            listed_behind = those_listed(reading, bundle)
            bundle.places = listed_behind or bundle.places
            reason = all_those(reading, bundle) or refuse(reading, bundle, state)
            if listed_behind and (reason or "").startswith("subject: ") and (reason or "").endswith(SOME):
                reason = None
            if (reason or bundle.indicator is None) and (
                things := so_many_done(reading, bundle, counted, reason, former, before, state.topic)
            ):
                bundle.indicator, bundle.roles = things
                if bundle.indicator.slug == WORKS and not bundle.kinds:
                    bundle.kinds = [(WORKS, bundle.indicator.start, bundle.indicator.end)]
                reason = refuse(reading, bundle, state)
            reason = reason or _counted_elsewhere(sentence, bundle, state)
            swallowed = reason == WRONG_UNIT
            if reason:
                shares &= reason.startswith("share: ")
                unused += [(role.number, reason) for role in bundle.roles + bundle.targets]
                continue
            mention = bundle.indicator or state.topic
            assert mention is not None
            _target_again(bundle, mention, state)
            made.append((bundle, mention.slug))
            if bundle.roles:
                state.measured.add(mention.slug)
                drafts += _drafts(reading, bundle, mention, state)
                if mention.rule == THINGS and (whole := whole_before(reading, bundle)):
                    figures, rules = {"base": whole[0]}, {"base": THINGS}
                    drafts.append(replace(drafts[-1], figures=figures, sentence=whole[1], rules=rules))
                state.listing = bool(bundle.places) and drafts[-1].segment is not None
        offices = any(b.indicator and b.indicator.slug == _SPENT and some_offices(reading, b) for b in bundles)
        if not offices and not any(_some_have(reading, bundle) for bundle in bundles):
            notes += target_notes(reading, sentence, made, state)
        state.untold, state.untold_order = _untold(bundles, left_out, made), sentence.order
        state.waiting = _waiting(made)
        aims = bool(made) and not made[-1][0].roles and any(r.role is Role.TARGET for r in made[-1][0].targets)
        state.waiting_period = made[-1][0].period if state.waiting or aims else None
        if given := [slug for bundle, slug in made if bundle.roles]:
            state.latest = [(bundle, slug) for bundle, slug in made if bundle.roles]
            state.levels += [bundle for bundle, _ in state.latest if bundle.has("percentage")]
            known = state.told if sentence.paragraph == state.told_paragraph else ()
            keep_items(reading, sentence, state)
            state.told, state.told_paragraph = tuple(dict.fromkeys((*known, *given))), sentence.paragraph
        _learn(reading, sentence, [bundle for bundle, _ in made], state, main, shares=shares and not made)
    return drafts, notes, unused


def _goes_on(reading: Reading, sentence: Sentence, state: Discourse) -> bool:
    """Whether a new paragraph goes on with the place before: by its first words, or with what was done of a base.

    "Di Kotim ada 86.085 anak. / Yang sudah memilikinya 53.614 anak": it names neither a place nor what is measured.
    """
    if _CARRIES_ON.match(reading.text, sentence.start):
        return True
    if state.waiting is None or within(reading.indicators, sentence.start, sentence.end):
        return False
    return bool(within(reading.numbers, sentence.start, sentence.end))


def _is_survey(reading: Reading) -> bool:
    """Whether an article is on votes or a poll: its percentages are answers, whatever programmes it names."""
    lead = told_about(reading, surely=True)
    if any(indicators()[slug].unit is Unit.RUPIAH for slug in lead):
        return False  # what parties are paid is no poll
    contest = sum(cue.kind == "contest" for cue in reading.foreign)
    return contest >= 3 and contest > sum(not mention.weak for mention in reading.indicators)


_SPENT = "budget_absorption"
_CAPITAL = "31"
_ALL = 100


def _target_again(bundle: Bundle, mention: IndicatorMention, state: Discourse) -> None:
    """A percentage of which nothing says that it was reached, and that is the target just named, is that target."""
    aim = state.target
    if aim is None or aim.indicator != mention.slug or aim.number is None or aim.number.value == _ALL:
        return  # "targetnya 100 persen. Di Kabupaten Malinau 100 persen"
    same = [r for r in bundle.roles if r.role is Role.PERCENTAGE and not r.strong and r.rule == "role.level"]
    same = [r for r in same if r.number.value == aim.number.value and r.number.comparator is Comparator.EQUAL]
    bundle.roles = [role for role in bundle.roles if role not in same]
    bundle.targets += [replace(role, role=Role.TARGET, rule="role.target_again") for role in same]


def _untold(
    bundles: list[Bundle], left_out: Sequence[RoleOf], made: list[tuple[Bundle, str]]
) -> frozenset[tuple[Kind, Unit | None]]:
    """What the amounts of a sentence count of which none was taken, or was only planned."""
    if any(bundle.roles for bundle, _ in made):
        return frozenset()
    roles = [role for bundle in bundles for role in bundle.roles]
    roles += [role for role in left_out if role.role is Role.PLAN]
    return frozenset((r.number.kind, r.number.unit) for r in roles if r.number.kind is not Kind.PERCENT)


def _waiting(made: list[tuple[Bundle, str]]) -> tuple[str, Number] | None:
    """The base that a sentence ends with, where it says nothing of what was achieved: "Target PAD Rp83 miliar." """
    if not made:
        return None
    bundle, slug = made[-1]
    bases = [role for role in bundle.roles if role.role is Role.BASE]
    return (slug, bases[-1].number) if bases and len(bases) == len(bundle.roles) else None


def _drafts(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> list[Draft]:
    served = villages_served(reading, bundle, mention)
    segment = served or kind_of(reading, bundle, mention, state)
    bundle.kind = (mention.slug, *segment[1]) if segment else None
    if served:
        bundle.counted = None  # the ratio of villages and their number are one measure
    if counted := bundle.counted or villages_counted(reading, bundle, mention):
        own = segment or ("", (bundle.start, bundle.end))
        if counted not in own[0].lower().split():  # "persentase desa ODF 84 persen"
            segment = ", ".join(filter(None, (own[0], counted))), own[1]
    if bundle.stage:
        own = segment or ("", (bundle.start, bundle.end))
        segment = ", ".join(filter(None, (own[0], bundle.stage))), own[1]
    before = of_some_time_before(reading, bundle)
    spanned = year_of_span(reading, bundle, first=before)
    if before and spanned is None:
        spanned = year_before(reading, state.period)
    period, stated = (spanned, spanned is not None) if before or spanned else period_of(reading, bundle, state)
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
    told = _of_road(reading, segment) or [_around(place, segment, mention) for place in bundle.places]
    places: list[PlaceMention | None] = [nation] if nation else list(told) or [None]
    made = []
    parts = [(place, figures) for place in places]
    if len(bundle.places) > 1 and not nation:  # "A dan B sudah 100 persen, sebanyak 900 KK": what is counted is a sum
        shares = {name: number for name, number in figures.items() if number.kind is Kind.PERCENT}
        sums = {name: number for name, number in figures.items() if number.kind is not Kind.PERCENT}
        parts = [(place, shares) for place in places if shares]
        parts += [(together(reading, bundle.places), sums)] if sums else []
    for place, given in parts:
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
                dict(given),
                bundle.sentence,
                said,
                quoted,
                {FIELDS[role.role]: role.rule for role in bundle.roles},
                bundle.counted,
            )
        )
    return made


def _of_road(reading: Reading, segment: tuple[str, tuple[int, int]] | None) -> list[PlaceMention]:
    """Where a road lies that the figures are of, also where it stands behind them: "yang 100 persen baru ruas A-B"."""
    named = within(reading.places, *segment[1]) if segment else []
    return [place for place in named if place.rule == ROAD][:1]


def _around(
    place: PlaceMention, segment: tuple[str, tuple[int, int]] | None, mention: IndicatorMention
) -> PlaceMention:
    """The region around a place that is named only in a name: "jalan pendekat Samarinda Seberang", "KPPN Sampit"."""
    named = segment is not None and segment[1][0] < place.start and place.end <= segment[1][1]
    if named and segment is not None and is_branch(segment[0]) and place.code is not None and not place.village:
        return replace(place, code=province_of(place.code), level="province")
    if not named or mention.slug != WORKS or place.level != "district" or place.code is None:
        return place
    return replace(place, code=place.code[:5], level="regency")


def _some_have(reading: Reading, bundle: Bundle) -> bool:
    """Whether only so many regions have met a target, and none is named: "2 dari 14 kabupaten melampaui target"."""
    if not bundle.counted:
        return False
    named = named_places(reading, bundle.sentence.start, bundle.sentence.end)
    return all(place in bundle.places for place in named)


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


def _learn(
    reading: Reading,
    sentence: Sentence,
    accepted: list[Bundle],
    state: Discourse,
    main: PlaceMention | None,
    *,
    judged: bool = False,
    shares: bool = False,
) -> None:
    """What the sentence leaves in mind for the next one; where it gives nothing but `shares`, no topic."""
    mentions = within(reading.indicators, sentence.start, sentence.end)
    if shares and state.topic is not None and state.measured:
        mentions = [m for m in mentions if m.slug == state.topic.slug]  # "Belanja pegawai menyedot 40 persen APBD."
    if mentions and not accepted and state.topic is not None:
        mentions = [m for m in mentions if not _COUNTED_IN.search(reading.text, sentence.start, m.start)]
    if mentions and not accepted and state.topic is not None:
        mentions = [
            m
            for m in mentions
            if m.slug in state.measured or not _HINDERS.search(reading.text, sentence.start, m.start)
        ]
    strong = [m for m in mentions if not m.weak] or mentions
    told_of = {bundle.indicator.slug for bundle in accepted if bundle.indicator}
    if strong and told_of:  # "… dari 11.040 balita yang diukur": what is counted there is no topic of its own
        strong = [m for m in strong if m.slug != "other" or m.slug in told_of]
    strong = [m for m in strong if not _COMPARED.search(reading.text, sentence.start, m.start)] or strong
    foreign = within(reading.foreign, sentence.start, sentence.end)
    if strong and (not strong[-1].weak or state.topic is None or state.topic.weak or back_to(strong[-1].slug, state)):
        state.topic = topic_meant(strong[-1], accepted)
        state.topic_paragraph, state.foreign = sentence.paragraph, None
    elif strong and state.topic is not None and strong[-1].slug == state.topic.slug and not foreign:
        state.topic_paragraph = sentence.paragraph  # "Pembangunannya …", of the work that the title is on
    elif foreign:
        state.foreign = foreign[-1]
    elif state.topic is not None and not mentions:
        state.topic = topic_meant(state.topic, accepted)
    if state.topic is not None and any(b.indicator is None or b.indicator.slug == state.topic.slug for b in accepted):
        state.topic_paragraph = sentence.paragraph  # its figures go on, as in a list of fourteen lines
    learn_kind(reading, sentence, accepted, strong, state)
    named = [p for p in named_places(reading, sentence.start, sentence.end) if p.level != "nation"]
    told_here = bool(mentions) or bool(within(reading.numbers, sentence.start, sentence.end))
    if (
        named
        and not told_here
        and main is not None
        and not (_around_main(named, main, state) or turns_to(reading, sentence, named[0]))
    ):
        named = []  # "Blangko dikirim dari Sampit": what comes next is not of it
        state.passed_by = sentence.order
    if named or accepted:
        state.place_order = sentence.order
    measured = {mention.slug for bundle in accepted if (mention := bundle.indicator or state.topic) is not None}
    if named or accepted:
        beside = _SET_BESIDE.search(reading.text, sentence.start, sentence.end)
        state.compared = frozenset(measured) if beside else frozenset()
    told = [place for bundle in accepted for place in bundle.places]
    if _ASIDE.match(reading.text, sentence.start, sentence.end):
        named, told = [], []  # "Sebagai pembanding, Kotim 80 persen": what comes next is of the region before
    codes = {p.code for p in named}
    nation = _NATIONALLY.match(reading.text, sentence.start, sentence.end) if not (codes or told) else None
    if nation is not None:
        spoken = within(reading.places, nation.start(), nation.end())
        state.place, state.place_order = (spoken[-1] if spoken else state.place), sentence.order
    elif not codes and told and all(place.level == "nation" for place in told):
        state.place = told[-1]  # "Secara nasional … 110 juta warga. Sedangkan dosis kedua 64,8 juta warga"
    elif not codes and told and all(place.use == "office" and place.code == told[0].code for place in told):
        state.place = told[-1]  # "Disdukcapil Kutai Timur mencatat 293 ribu wajib KTP. Dari jumlah ini, 244 ribu …"
    elif len(codes) == 1 and not (accepted and accepted[-1].whole):
        one = len({place.village for place in named}) == 1 and any(place is named[0] for place in told)
        state.place = named[0] if one or not named[0].village else replace(named[0], village=None)
    elif _only_one_within(codes, told):
        state.place = told[-1]  # "Di Jawa Tengah yang menonjol Pati, Rp1,88 triliun. Debiturnya 41.046"
    elif codes or (accepted and accepted[-1].whole):
        state.place = None
    learn_period(reading, sentence, accepted, state, judged=judged)


def _only_one_within(codes: set[str | None], told: Sequence[PlaceMention]) -> bool:
    """Whether all figures of a sentence are of one region, and whatever else it names lies around that."""
    of = {place.code for place in told}
    return len(of) == 1 and all(
        code is not None and place.code is not None and place.code.startswith(code)
        for code in codes
        for place in told[:1]
    )


_COMPARED = Gated(
    r"\b(?:(?:di)?bandingkan|dibanding|ketimbang|daripada)\s+(?:dengan\s+)?(?!tahun|bulan|periode)[^.;,\d]{0,40}\Z"
)
"""Before what a topic is only held against: "PBB masih rendah dibandingkan dengan PAD"."""
_HINDERS = Gated(
    r"\b(?:kendala(?:nya)?|terkendala|hambatan(?:nya)?|terhambat|tantangan(?:nya)?|penyebab(?:nya)?|akibat|lantaran)\b"
    r"[^.;\d]{0,80}\Z"
)
"""Before what only stands in the way of what is told: "Kendala utama adalah akses jalan yang rusak"."""
_REACHED = frozenset({Unit.PERSON, Unit.HOUSEHOLD})
"""What a visit counts."""


def _counted_elsewhere(sentence: Sentence, bundle: Bundle, state: Discourse) -> str | None:
    """Why a count is of neither of two regions: "Petugas juga mendatangi Sampit. Sebanyak 120 warga merekam"."""
    named = any(place.start >= sentence.start for place in bundle.places)
    if named or state.passed_by < 0 or sentence.order != state.passed_by + 1:
        return None
    reached = [role for role in bundle.roles if role.role is Role.ACHIEVED and role.number.unit in _REACHED]
    return "place: another was named" if reached and len(reached) == len(bundle.roles) else None


def _around_main(named: list[PlaceMention], main: PlaceMention, state: Discourse) -> bool:
    """Whether all that is named is the article's own region, or the part of it in which a work stands.

    "Jembatan itu berada di Kecamatan Marikit. Progresnya 60 persen" is of there, not so "Petugas menginap di Kecamatan
    Marikit. Perekaman 60 persen".
    """
    own = main.code or ""
    part = len(own) > 2 and state.topic is not None and state.topic.slug == "physical_progress"
    return all((p.code or "") == own or (part and (p.code or "").startswith(own)) for p in named)
