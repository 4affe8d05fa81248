"""Targets: what should be reached, by when, set by whom, and whether the article says that it is."""

from __future__ import annotations

from dataclasses import replace

from extract.deadlines import deadline_of, own_deadline, stage_of
from extract.discourse import Bundle, Discourse, TargetNote
from extract.due_days import WORKS, due_day
from extract.kinds import segment_in
from extract.mentions import Cue, IndicatorMention, Number, PeriodRole
from extract.reading import Reading, within
from extract.refusals import of_programmes
from extract.roles import Role
from extract.sentences import Sentence
from extract.speakers import Said, who_says
from extract.target_of import figures_in, kinds_judged, kinds_of, or_none, places_told, setter, words_of_one
from extract.target_regions import are_of_others, of_counted, of_listed, with_aim
from extract.target_stages import in_stages, measured_together
from extract.target_whole import NO_WHOLE, hundred, is_paper_due, may_be_due, whole_due
from extract.times import choose_period
from extract.verdicts import (
    JUDGING,
    as_before,
    bound,
    names_list,
    of_level,
    of_verdict,
    of_whoever,
    own_met,
    reckoned,
    taken_up,
    told_ahead,
    verdict,
)
from extract.vocabulary import pattern
from models.periods import Period
from models.reference import indicators
from models.values import Comparator

_OF_SOME = pattern("of_some")
_MINIMUM = pattern("minimum")
_ANOTHER_AIM = pattern("another_aim")
_BOTH = pattern("both")
_TARGET = pattern("target_word")
_BACK = pattern("back")
_FINISH = pattern("finish")
_BECAUSE = pattern("because")
_REACHING = pattern("reaching")
_THAT_TIME = pattern("that_time")
_THOSE_REGIONS = pattern("those_regions")
_UNNAMED_REGIONS = pattern("unnamed_regions")
_LOWER_THAN = pattern("lower_than")
_WHOLE = 100
_CLOSE = 2
"""Paragraphs back to where the topic was named, for a verdict with no figures of it."""
_YEAR = len("2024")


def target_notes(
    reading: Reading, sentence: Sentence, bundles: list[tuple[Bundle, str]], state: Discourse
) -> list[TargetNote]:
    """The targets that a sentence names: percentages to be reached, and what is said to be met or missed."""
    cues = within(reading.cues, sentence.start, sentence.end)
    if not bundles:
        timed = bool(within(reading.periods, sentence.start, sentence.end))
        silent = not timed and not within(reading.indicators, sentence.start, sentence.end)
        if (silent and not cues) or of_programmes(reading, sentence):
            return []
        plain = silent or not (timed or may_be_due(reading, sentence, cues))  # most of them
        if plain and not _judges(reading, sentence, cues, state):
            state.of_regions = ()
            return []
    verdicts = [(cue, met) for cue in cues if (met := verdict(reading, sentence, cue)) is not None]
    verdicts = [v for v in verdicts if not _OF_SOME.search(reading.text[sentence.start : v[0].start])]
    verdicts = [v for v in verdicts if not of_whoever(reading, sentence, v[0])]
    if any(role.rule == "role.target_list" for bundle, _ in bundles for role in bundle.targets):
        verdicts = [v for v in verdicts if not v[0].text.lower().startswith("sesuai")]  # "agar sesuai target, yaitu …"
    former = [(cue, True) for cue in cues if cue.kind == "met" and as_before(reading, cue)]
    verdicts = [v for v in verdicts if all(v[0] is not cue for cue, _ in former)]
    met = verdicts[-1][1] if verdicts else None
    said = who_says(reading, sentence.start)
    stated = any(bundle.roles for bundle, _ in bundles)
    deadline = deadline_of(reading, sentence, plain=not stated and met is None)
    if deadline is None and state.period is not None and _THAT_TIME.search(reading.text, sentence.start, sentence.end):
        deadline = state.period.period  # "Sebelumnya kami targetkan di triwulan itu dapat terserap 37 persen"
    both = [p for b, _ in state.latest for p in b.places] if _BOTH.match(reading.text, sentence.start) else []
    notes: list[TargetNote] = []
    aside: list[tuple[Cue, bool]] = []
    for bundle, slug in bundles:
        for at, role in enumerate(bundle.targets):
            number = role.number
            if role.rule == "role.target_from":
                continue  # "target naik dari 25 persen menjadi 30 persen": what it was
            floor = bundle.targets[at - 1].number.end if at else sentence.start
            last = at + 1 == len(bundle.targets)
            tail = reading.text[number.end : min(sentence.end, number.end + 40)]
            words = reading.text[max(floor, number.start - 60) : number.end] + (
                tail if last else tail.partition(",")[0]
            )
            near = [v for v in verdicts if floor <= v[0].start < number.start] or verdicts
            later = [v for v in near if _ANOTHER_AIM.match(reading.text[v[0].end : number.hedge_start])]
            aside += later
            near = [] if later else near
            told = near[-1][1] if near else None  # "di atas target provinsi 68 persen, di bawah target nasional 75"
            own = False if role.role is Role.TARGET_NOT_MET else own_met(reading, sentence, role, told)
            if near and own is not None:
                own = of_level(slug, near[-1][0], met=own)
            if indicators()[slug].better == "lower" and _LOWER_THAN.search(
                reading.text, sentence.start, number.hedge_start
            ):
                own = True  # "stunting 4,8 persen, jauh lebih rendah dari target nasional 14 persen"
            if later:
                behind = sentence._replace(start=later[-1][0].end)
                due = own_deadline(reading, sentence, role, deadline_of(reading, behind, plain=True))
            else:
                due = own_deadline(reading, sentence, role, None if own is True else deadline)
            if due is None and own is False and role.role is Role.TARGET and number.value < _WHOLE:
                due = stage_of(reading, sentence, role)
            notes += [
                TargetNote(
                    indicator=slug,
                    place=place,
                    segment=segment_in(place, kind),
                    number=_at_least(reading, sentence, number),
                    met=own,
                    verdict=bool(near) or role.role is Role.TARGET_NOT_MET,
                    ahead=own is None and told_ahead(reading, sentence),
                    setter=setter(words_of_one(reading, sentence, number)) or setter(words),
                    deadline=due,
                    beside=figures_in(bundle),
                    sentence=sentence,
                    said=said,
                )
                for place in or_none(bundle.places or both)
                for kind in kinds_of(reading, bundle.kinds, slug)
            ]
    if (
        aside
    ):  # "93 persen, melampaui target, sedangkan pada 2018 ditargetkan 95 persen": of this year's is told so much
        notes += _met_alone(reading, sentence, bundles, state, aside[-1:], said, None)
    notes = in_stages(reading, sentence, notes, state)
    notes += measured_together(reading, sentence, notes, bundles)
    if verdicts and len(bundles) > 1:
        notes += _of_all_joined(reading, bundles, verdicts[-1][0], notes)
    if not notes:
        notes += whole_due(reading, _behind_figures(sentence, bundles), cues, state, said, deadline, stated=stated)
    if not notes:
        notes += _met_alone(reading, sentence, bundles, state, verdicts, said, deadline)
    if not notes:
        notes += _due_alone(reading, _behind_figures(sentence, bundles), state, said)
    if former:
        notes += _met_alone(reading, sentence, bundles, state, former, said, None)
    notes = _of_regions(reading, sentence, bundles, state, notes)
    state.target = next((note for note in reversed(notes) if note.number), state.target)
    return notes


def _of_all_joined(
    reading: Reading, bundles: list[tuple[Bundle, str]], cue: Cue, notes: list[TargetNote]
) -> list[TargetNote]:
    """What is said of the last of several figures alike, for the others: "…, keduanya jauh dari target 30 persen"."""
    *others, (last, _) = of_verdict(reading, bundles, cue)
    told = [note for note in notes if note.verdict and note.beside and note.beside == figures_in(last)]
    return [
        replace(note, indicator=slug, place=place, segment=segment_in(place, kind), beside=figures_in(bundle))
        for note in told[:1]
        for bundle, slug in others
        if not bundle.targets
        for place in or_none(bundle.places)
        for kind in kinds_of(reading, bundle.kinds, slug)
    ]


def _of_regions(
    reading: Reading,
    sentence: Sentence,
    bundles: list[tuple[Bundle, str]],
    state: Discourse,
    notes: list[TargetNote],
) -> list[TargetNote]:
    """What is said of regions that the next sentence names: "Tiga daerah di bawah target. Daerah itu antara lain …"."""
    waiting, state.of_regions = state.of_regions, ()
    listed = [place for bundle, _ in bundles for place in bundle.places]
    if waiting and listed and _THOSE_REGIONS.match(reading.text, sentence.start):
        notes = [*notes, *(replace(note, place=place) for note in waiting for place in listed)]
    elsewhere = not any(bundle.roles for bundle, _ in bundles) and are_of_others(sentence, notes)
    if elsewhere:
        notes = of_listed(reading, sentence, notes)
        elsewhere = are_of_others(sentence, notes) and any(note.verdict and note.met is False for note in notes)
    counted = of_counted(reading, sentence, [with_aim(reading, sentence, note) for note in notes])
    if notes and elsewhere and _UNNAMED_REGIONS.search(reading.text, sentence.start, sentence.end):
        state.of_regions = tuple(replace(with_aim(reading, sentence, note), place=None) for note in notes)
        return counted
    return [*notes, *counted]


def _behind_figures(sentence: Sentence, bundles: list[tuple[Bundle, str]]) -> Sentence:
    """What stands in a sentence behind the figures that it states: "sudah 96 persen, dan diharapkan seluruh desa …"."""
    ends = [role.number.hedge_end for bundle, _ in bundles for role in bundle.roles]
    return sentence._replace(start=max(ends)) if ends else sentence


def _judges(reading: Reading, sentence: Sentence, cues: list[Cue], state: Discourse) -> bool:
    """Whether a sentence without figures and time can still say of a target that it is met or due."""
    return any(cue.kind in JUDGING for cue in cues) or of_that_time(reading, sentence, state)


def judging(reading: Reading) -> list[int]:
    """Where the cues begin that can be verdicts: most sentences have others only, which tell nothing by themselves."""
    return [cue.start for cue in reading.cues if cue.kind in JUDGING]


def of_that_time(reading: Reading, sentence: Sentence, state: Discourse) -> bool:
    """Whether a sentence speaks of a target for the time stated last: "ditargetkan tuntas pada triwulan itu"."""
    start, end = sentence.start, sentence.end
    told = state.period is not None and reading.may_match(_THAT_TIME, start, end)
    return told and _THAT_TIME.search(reading.text, start, end) is not None


def _at_least(reading: Reading, sentence: Sentence, number: Number) -> Number:
    """ "minimal kepemilikan harus capai 75%": the bound stands apart from its figure."""
    if number.comparator is not Comparator.EQUAL or number.value >= _WHOLE:
        return number  # "paling tidak bisa 100 persen": all of it
    before = reading.text[max(sentence.start, number.hedge_start - 60) : number.hedge_start]
    return replace(number, comparator=Comparator.AT_LEAST) if _MINIMUM.search(before) else number


def _met_alone(
    reading: Reading,
    sentence: Sentence,
    bundles: list[tuple[Bundle, str]],
    state: Discourse,
    verdicts: list[tuple[Cue, bool]],
    said: Said,
    deadline: Period | None,
) -> list[TargetNote]:
    """ "Kobar dan Lamandau melampaui target nasional": met, missed or due, with no percentage beside it."""
    if not verdicts and not deadline:
        return []
    words = reading.text[sentence.start : sentence.end]
    mentions = [m for m in within(reading.indicators, sentence.start, sentence.end) if not m.weak]
    mentions = [m for m in mentions if not _BECAUSE.search(reading.text, sentence.start, m.start)] or mentions[:0]
    if not (_TARGET.search(words) and (verdicts or _REACHING.search(words))) and not _will_end(bundles, state, words):
        return []
    owner: Bundle | None = None
    if bundles:
        owner, slug = bundles[-1]
    elif mentions:
        slug = mentions[-1].slug
    elif state.topic is not None and state.foreign is None and _is_still(state.topic, state, sentence):
        slug = state.topic.slug
    else:
        return []
    if not verdicts and slug not in NO_WHOLE and is_paper_due(words, slug):
        return []
    slugs: tuple[str, ...] = (slug,)
    if owner is None and not mentions and slug in state.told and _BACK.search(words):
        slugs = state.told  # "Realisasi itu belum menyentuh target": all that the sentence before gave
    meant = taken_up(reading, sentence, state) if owner is None and verdicts and not mentions else []
    own = owner.places if owner is not None and owner.places else places_told(reading, sentence)
    first = next((place for bundle, _ in bundles for place in bundle.places), None)
    listed = first is not None and bool(verdicts) and names_list(reading, verdicts[-1][0], first)
    if listed:
        own = [place for bundle, _ in bundles for place in bundle.places]  # "melampaui target yaitu A 95 persen, …"
    places = or_none(own)
    stated = choose_period(reading, sentence.start, sentence.end)
    period = stated or state.period
    if not verdicts and (_is_its_year(reading, sentence, slug, deadline) or reckoned(reading, sentence, slug)):
        return []
    notes = []
    if slug == WORKS and verdicts and not verdicts[-1][1] and deadline is not None:
        behind = sentence._replace(start=verdicts[-1][0].end)
        if _FINISH.search(reading.text, behind.start, behind.end):  # "meleset dari target awal, … selesai Februari"
            anew = _met_alone(reading, behind, bundles, state, [], said, deadline)
            notes += [replace(note, ahead=True) for note in anew]
            deadline = None
    due = False if bound(reading, sentence) else None
    told: list[tuple[Cue | None, bool | None]] = [*verdicts] or [(None, due)]
    for cue, met in told:
        start = cue.start if cue else sentence.start
        owners: list[tuple[Bundle | None, str]] = [*meant] or [(owner, slug) for slug in slugs]
        if cue is not None and len(bundles) > 1 and not listed:
            owners = [*of_verdict(reading, bundles, cue)]
        by = setter(reading.text[start : min(sentence.end, (cue.end if cue else sentence.end) + 60)])
        known = state.target
        for whose, what in owners:
            fulfilled = of_level(what, cue, met=met) if cue is not None and met is not None else met
            same = known is not None and known.setter is not None and (known.indicator, known.setter) == (what, by)
            kinds = whose.kinds if whose else kinds_judged(reading, sentence, cue, what)
            if kinds is None:
                continue
            there = places if whose is owner or whose is None else or_none(whose.places)
            notes += [
                TargetNote(
                    indicator=what,
                    place=place,
                    segment=segment_in(place, kind),
                    number=known.number if known is not None and same and met is not None else None,
                    met=fulfilled,
                    verdict=cue is not None,
                    setter=by,
                    deadline=None if met is True else deadline,
                    period=period.period if period else None,
                    dated=stated is not None,
                    beside=figures_in(whose) if whose is not None and cue is not None else frozenset(),
                    near=bool(mentions or bundles) or sentence.paragraph - state.topic_paragraph <= _CLOSE,
                    alone=whose is None,
                    sentence=sentence,
                    said=said,
                )
                for place in there
                for kind in kinds_of(reading, kinds, what)
            ]
    return notes


def _is_still(topic: IndicatorMention, state: Discourse, sentence: Sentence) -> bool:
    """Whether a verdict that names nothing is on the topic: on what was measured, or what the article is about."""
    if topic.slug in state.measured or topic.slug in state.about:
        return True
    return not topic.weak and sentence.paragraph - state.topic_paragraph <= 1


def _is_its_year(reading: Reading, sentence: Sentence, slug: str, deadline: Period | None) -> bool:
    """Whether a whole year only names the target of a year's money: "optimis target PAD tahun 2024 tercapai"."""
    if deadline is None or not indicators()[slug].per_year or len(deadline.text) != _YEAR:
        return False
    periods = within(reading.periods, sentence.start, sentence.end)
    named = [p for p in periods if p.period == deadline]
    return all(p.role is PeriodRole.PLAIN and not p.text.lower().endswith("ini") for p in named)


def _due_alone(reading: Reading, sentence: Sentence, state: Discourse, said: Said) -> list[TargetNote]:
    """ "Batas akhir pelaporan 31 Maret", behind figures of the reports: all of them, or a deadline alone."""
    mentions = [m for m in within(reading.indicators, sentence.start, sentence.end) if not m.weak]
    topic = mentions[-1] if mentions else state.topic if state.foreign is None else None
    if topic is None:
        return []
    due = due_day(reading, sentence, topic.slug)
    if due is None:
        return []
    span = sentence.start, sentence.start
    return [
        TargetNote(
            indicator=topic.slug,
            place=None,
            segment=None,
            number=hundred(reading, span) if due.met is False and topic.slug not in NO_WHOLE else None,
            met=due.met,
            setter=setter(reading.text[sentence.start : sentence.end]) if due.met is False else None,
            deadline=due.deadline,
            sentence=sentence,
            said=said,
        )
    ]


def _will_end(bundles: list[tuple[Bundle, str]], state: Discourse, words: str) -> bool:
    """Whether a sentence says when a work will be done: "dijadwalkan selesai Desember"."""
    slug = bundles[-1][1] if bundles else state.topic.slug if state.topic else None
    return slug == WORKS and slug in state.measured and bool(_FINISH.search(words))
