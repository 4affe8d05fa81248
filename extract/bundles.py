"""Bundles: the figures of one sentence that say one thing, and what they say it of.

A sentence is read left to right. A figure joins the open bundle while it fills a field that is still free and no new
subject (place, kind, indicator, period) has been named; else it opens the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.discourse import FIELDS, Bundle
from extract.distribution import each, series, subjects
from extract.mentions import IndicatorMention, Kind, Number, PeriodRole, PlaceMention
from extract.ratios import settle
from extract.reading import Reading, within
from extract.roles import Role, RoleOf, assign_roles
from extract.sentences import Sentence
from extract.times import choose_period, usable
from extract.vocabulary import pattern
from models.values import Unit

_NEXT = pattern("next")
_RIGHT_BEFORE = pattern("right_before")
_JOIN = pattern("join")
_AFTER_PLACE = pattern("after_place")
_AFTER_PERIOD = pattern("after_period")
_LISTING = pattern("listing")
_ROUTE = pattern("route")
_GOES_ON = pattern("goes_on")
_REST = re.compile(r"\b(?:sisanya|selebihnya)\b", re.IGNORECASE)
_JOINED = pattern("joined")
_REALISED = pattern("realised")
_OF_GAP = re.compile(r"[\s,(]*(?:\w+\s+){0,3}?dari\b", re.IGNORECASE)
_PARTED_OFF = re.compile(rf",|{pattern('parts').pattern}", re.IGNORECASE)


def bundle_sentence(
    reading: Reading, sentence: Sentence, before: Bundle | None = None
) -> tuple[list[Bundle], list[RoleOf]]:
    """The bundles of a sentence, in order, and the numbers that are none of ours with their roles.

    `before` is the last bundle of the sentence before, whose list this one may go on with.
    """
    roles = settle(assign_roles(reading, sentence), reading.text)
    bundles: list[Bundle] = []
    left_out: list[RoleOf] = []
    apart, roles = _distributed(reading, sentence, roles)
    previous_end = sentence.start
    pending: list[RoleOf] = []
    dropped: Role | None = None
    for role in roles:
        if dropped is not None and not role.strong and _goes_on(reading, left_out[-1].number, role):
            role = replace(role, role=dropped)  # "stok urea 41.559 ton, NPK 19.426 ton"
        like = _parallel(reading, role, bundles[-1] if bundles else before, previous_end)
        if bundles or like.role not in (Role.REMAINING, Role.BASE) or _list_goes_on(reading, sentence):
            role = like
        if bundles and role.rule == "role.linked" and role.role is Role.PERCENTAGE:
            told = bundles[-1].roles[-1]
            if told.rule == "role.parallel" and told.role is Role.REMAINING:
                role = replace(role, role=Role.REMAINING_PERCENTAGE)  # "… Dinas B masih Rp14 miliar (10,45 persen)"
        number = role.number
        if role.role in (Role.TARGET, Role.TARGET_NOT_MET):
            pending.append(role)
            continue
        if role.role not in FIELDS:
            if role.role is Role.UNCLEAR and bundles and role.linked:
                pass
            left_out.append(role)
            dropped = role.role if role.role in (Role.SHARE, Role.PLAN) else None
            continue
        dropped = None
        gap = reading.text[previous_end : number.hedge_start]
        current = bundles[-1] if bundles else None
        if current is None or _opens_new(reading, current, role, previous_end, gap):
            current = Bundle(sentence, start=number.hedge_start, end=number.hedge_end)
            first = not bundles
            _subject_before(
                reading, current, previous_end if first else _free_from(reading, previous_end, current.start)
            )
            bundles.append(current)
        elif current.roles[-1].rule == "role.of":
            behind = _right_behind(reading, previous_end, number.hedge_start)
            current.places = behind or current.places  # "dari 103 desa di Kabupaten Katingan, 71 sudah …"
        if (whole := _rest_of(bundles, role, gap)) is not None:
            whole.roles.append(role)  # "dari 2.046 desa 1.800 desa berlistrik PLN, 150 desa non-PLN, sisanya 96 desa"
            previous_end = number.hedge_end
            continue
        current.roles.append(role)
        current.end = number.hedge_end
        previous_end = number.hedge_end
    if _composition(bundles):
        left_out += [replace(role, role=Role.SHARE) for bundle in bundles for role in bundle.roles]
        bundles = []
    for at, bundle in enumerate(bundles):
        stop = bundles[at + 1].start if at + 1 < len(bundles) else sentence.end
        _subject_after(reading, bundle, stop)
    for role in pending:
        owner = _owner(bundles, role)
        if owner is None:
            owner = Bundle(sentence, start=role.number.hedge_start, end=role.number.hedge_end)
            _subject_before(reading, owner, sentence.start)
            bundles.append(owner)
        owner.targets.append(role)
    bundles += apart
    bundles.sort(key=lambda b: b.start)
    return bundles, left_out


def _rest_of(bundles: list[Bundle], role: RoleOf, gap: str) -> Bundle | None:
    """The bundle of the whole that "sisanya" is the rest of, where other parts of it stand between."""
    if role.role is not Role.REMAINING or not _REST.search(gap) or bundles[-1].has("base"):
        return None
    whole = next((b for b in reversed(bundles[:-1]) if b.has("base")), None)
    return whole if whole is not None and whole.has("remaining") is None else None


def _distributed(reading: Reading, sentence: Sentence, roles: list[RoleOf]) -> tuple[list[Bundle], list[RoleOf]]:
    """The bundles of "masing-masing", one for each subject, and the roles that are not in them."""
    span = each(reading, sentence, roles)
    if span is None:
        return [], roles
    runs = series(reading, roles, span[1])
    count = len(runs[0]) if runs else 0
    if count < 2:
        return [], roles
    start, end = sentence.start, span[0]
    mentions = within(reading.indicators, start, end)
    row = subjects(reading, end, count, named_places(reading, start, end), _kinds(reading, start, end), mentions)
    made: list[Bundle] = []
    if row is None:
        return [], roles
    taken = [run for run in runs if len(run) == count]
    for at in range(len(row)):
        items = [run[at] for run in taken]
        like = [[replace(role, role=first.role) for role, first in zip(run[at], run[0], strict=False)] for run in taken]
        bundle = Bundle(sentence, start=items[0][0].number.hedge_start, end=items[-1][-1].number.hedge_end)
        _subject_before(reading, bundle, start)
        bundle.roles = [role for item in like for role in item if role.role in FIELDS]
        bundle.targets = [role for item in like for role in item if role.role in (Role.TARGET, Role.TARGET_NOT_MET)]
        subject = row[at]
        if isinstance(subject, PlaceMention):
            bundle.places = [subject]
        elif isinstance(subject, IndicatorMention):
            bundle.indicator, bundle.foreign = replace(subject, weak=False), None
        else:
            bundle.kinds = [subject]
        if bundle.roles or bundle.targets:
            made.append(bundle)
    inside = {id(role) for run in taken for item in run for role in item}
    return made, [role for role in roles if id(role) not in inside]


def _right_behind(reading: Reading, start: int, end: int) -> list[PlaceMention]:
    """The places that follow a figure with "di" or its kin."""
    named = named_places(reading, start, end)
    return _run(reading, named)[:1] if named and _AFTER_PLACE.match(reading.text[start : named[0].start]) else []


def _goes_on(reading: Reading, before: Number, role: RoleOf) -> bool:
    """Whether a figure goes on with a list of what is no progress: an amount, or a percentage with no new subject."""
    if role.role in (Role.UNCLEAR, Role.ACHIEVED):
        return True
    start, end = before.hedge_end, role.number.hedge_start
    new = bool(named_places(reading, start, end) or _kinds(reading, start, end))
    new = new or bool(within(reading.indicators, start, end))
    return role.role is Role.PERCENTAGE and before.kind is Kind.PERCENT and not new


def _list_goes_on(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence begins with its place or kind, as the next item of a list does."""
    places = named_places(reading, sentence.start, sentence.end)
    heads = [p.start for p in places] + [k[1] for k in _kinds(reading, sentence.start, sentence.end)]
    return bool(heads) and bool(_GOES_ON.match(reading.text[sentence.start : min(heads)]))


def _composition(bundles: list[Bundle]) -> bool:
    """Three or more percentages of one sentence that make 100 together are the parts of a whole, not progress."""
    told = [role.number for bundle in bundles for role in bundle.roles]
    numbers = [n for n in told if n.kind not in (Kind.BARE, Kind.COUNT) or n.unit]  # not the "dua tahap" of the parts
    percents = [n.value for n in numbers if n.kind is Kind.PERCENT]
    return len(percents) >= 3 and len(percents) == len(numbers) and sum(percents) == 100


def _parallel(reading: Reading, role: RoleOf, before: Bundle | None, previous_end: int) -> RoleOf:
    """In a list ("Seruyan Hilir 2.595 jiwa, Seruyan Tengah 3.538 jiwa") a bare figure is what the one before it is."""
    vague = role.role is Role.UNCLEAR or (role.role is Role.ACHIEVED and not role.strong)
    if not vague or before is None or not before.roles:
        return role
    start, end = previous_end, role.number.hedge_start
    named = bool(named_places(reading, start, end) or _kinds(reading, start, end))
    if not named and not within(reading.indicators, start, end):
        return role
    if role.role is Role.ACHIEVED and _REALISED.search(reading.text[start:end]):
        return role
    like = [r for r in before.roles if (r.number.kind is Kind.PERCENT) == (role.number.kind is Kind.PERCENT)]
    same = [r for r in like if r.number.unit == role.number.unit] or (
        [r for r in like if r.number.unit is None] if role.number.unit else like
    )
    if not same or same[0].rule == "role.of":  # "dari 1.272 km jalan provinsi, 992 km …": the second is no base
        return role
    return replace(role, role=same[0].role, rule="role.parallel", strong=same[0].strong)


def _owner(bundles: list[Bundle], role: RoleOf) -> Bundle | None:
    before = [b for b in bundles if b.roles and b.end <= role.number.hedge_start]
    if before:
        return before[-1]
    return next((b for b in bundles if b.roles), None)


def _opens_new(reading: Reading, current: Bundle, role: RoleOf, previous_end: int, gap: str) -> bool:
    name = FIELDS[role.role]
    taken = current.has(name)
    if ";" in gap:
        return True
    if _other_measure(current, role.number) and not _one_in_each(current, role, gap):
        return True
    if role.linked:
        return taken is not None and taken.value != role.number.value
    if taken is not None:
        narrower = name == "base" and _wider(taken, role.number)
        return not narrower or _new_part(reading, current, previous_end, role.number.hedge_start)
    start, end = previous_end, role.number.hedge_start
    of = _OF_GAP.match(gap) if role.role is Role.BASE else None
    if of is not None:  # "… 1.200 ton, sedangkan NPK dari 3.000 ton": there another subject begins
        return bool(_NEXT.search(gap[: of.end()]) or _new_kind(reading, current, start, start + of.end()))
    # "dari 103 desa di Barito Timur, 71 koperasi …": a base waits for what was achieved of it
    waits = current.roles[-1].rule == "role.of" and len(current.roles) == 1 and _then(reading, start, end)
    if not waits and any(p.use in ("place", "set") for p in named_places(reading, start, end)):
        return True
    if _new_kind(reading, current, start, end):
        return True
    return bool(_NEXT.search(gap) and current.has("percentage") and role.role is not Role.REMAINING)


def _then(reading: Reading, start: int, end: int) -> bool:
    """Whether a comma and at most three words stand before a figure, and no place among them: ", baru "."""
    tail = reading.text[start:end].rpartition(", ")
    words = len(tail[2].split())
    return bool(tail[1]) and words <= 3 and not named_places(reading, end - len(tail[2]), end)


def _other_measure(current: Bundle, number: Number) -> bool:
    """Whether a bundle's amounts are in another unit: hectares beside tons are two measures."""
    if number.unit is None or number.kind is Kind.PERCENT:
        return False
    units = {r.number.unit for r in current.roles if r.number.unit is not None and r.number.kind is not Kind.PERCENT}
    return bool(units) and number.unit not in units


def _one_in_each(current: Bundle, role: RoleOf, gap: str) -> bool:
    """Whether things are counted of the villages that have one each: "dari 103 desa, 71 koperasi sudah …"."""
    base = current.roles[-1]
    units = (base.number.unit, role.number.unit)
    return base.role is Role.BASE and base.rule == "role.of" and units == (Unit.VILLAGE, Unit.UNIT) and ", " in gap


def _wider(taken: Number, number: Number) -> bool:
    """Whether a second base in a row narrows the first: a population, then the obliged part of it."""
    return taken.kind is not Kind.RUPIAH and number.value < taken.value


def named_places(reading: Reading, start: int, end: int) -> list[PlaceMention]:
    """Places as subjects: not those of offices, not the whole behind its part, the nation only if alone."""
    found: list[PlaceMention] = []
    led_to: PlaceMention | None = None
    before: PlaceMention | None = None
    for place in within(reading.places, max(0, start - 60), end):
        joined = led_to is not None and _JOIN.match(reading.text[led_to.end : place.start])
        if joined or _ROUTE.search(reading.text[max(0, place.start - 30) : place.start]):
            led_to = place  # "penghubung Katingan dan Palangka Raya": where something leads
        elif _is_subject(place) and place.start >= start and not (before and _apposition(reading, before, place)):
            found.append(place)
        before = place
    return [p for p in found if p.level != "nation"] or found


def _is_subject(place: PlaceMention) -> bool:
    return place.use in ("place", "set") and place.rule != "enclosing"


def _apposition(reading: Reading, part: PlaceMention, whole: PlaceMention) -> bool:
    return _inside(part, whole) and not reading.text[part.end : whole.start].strip(" ,()")


def _new_kind(reading: Reading, current: Bundle, start: int, end: int) -> bool:
    mentions = within(reading.indicators, start, end)
    own = current.indicator
    for mention in mentions:
        if own is None or (mention.slug != own.slug and not mention.weak):
            return True
    return _new_part(reading, current, start, end)


def _new_part(reading: Reading, current: Bundle, start: int, end: int) -> bool:
    own = current.indicator
    known = {(name, reading.text[a:b].lower()) for name, a, b in current.kinds}
    slugs = {name for name, _, _ in current.kinds} if own is None else {own.slug}
    named = _kinds(reading, start, end)
    return any(name in slugs and (name, reading.text[a:b].lower()) not in known for name, a, b in named)


def _kinds(reading: Reading, start: int, end: int) -> list[tuple[str, int, int]]:
    return [kind for kind in reading.segments if start <= kind[1] and kind[2] <= end]


_BEHIND = pattern("behind")
_PARTED = pattern("parted")
_REASON = pattern("reason")
_RIGHT_BEHIND = pattern("right_behind")
_HEAD_NOUN = pattern("head_noun")


def _free_from(reading: Reading, previous: int, figure: int) -> int:
    """Where the words of a figure begin: behind what the figure before has taken ("124 persen untuk tahap I dan …")."""
    text = reading.text
    taken = previous
    spans = [(k[1], k[2]) for k in _kinds(reading, previous, figure)]
    spans += [(m.start, m.end) for m in within(reading.indicators, previous, figure)]
    spans += [(p.start, p.end) for p in named_places(reading, previous, figure)]
    for start, end in sorted(spans):
        behind = text[previous:start]
        if (_BEHIND.match(behind) or _RIGHT_BEHIND.match(behind)) and _PARTED.search(text[end:figure]):
            taken = max(taken, end)
    return taken


def _subject_before(reading: Reading, bundle: Bundle, start: int) -> None:
    """What stands between the bundle before (or the sentence's begin) and this one's first figure."""
    end = bundle.start
    bundle.indicator = _nearest(reading, within(reading.indicators, start, end), end)
    foreign = within(reading.foreign, start, end)
    named = bundle.indicator
    if foreign and (named is None or foreign[-1].start > named.start):
        bundle.foreign = foreign[-1]
    elif named is not None:  # "kasus keracunan MBG 12 persen": the programme only says which cases
        heads = [f for f in foreign if _HEAD_NOUN.match(reading.text[f.end : named.start])]
        bundle.foreign = heads[-1] if heads else None
    bundle.places = _chain(reading, named_places(reading, start, end))
    bundle.period = choose_period(reading, start, end)
    bundle.kinds = _kinds(reading, start, end)


def _nearest(reading: Reading, mentions: list[IndicatorMention], end: int) -> IndicatorMention | None:
    """The last strong mention, unless a weak one stands right before the figure: "… fisiknya baru 23,99 persen"."""
    if not mentions:
        return None
    last = mentions[-1]
    strong = [m for m in mentions if not m.weak]
    if last.weak and strong:
        between = reading.text[strong[-1].end : last.start]
        one_phrase = len(between) <= 1 and strong[-1].slug.rpartition("_")[0] == last.slug.rpartition("_")[0]
        if one_phrase or not right_before(reading, last, end):
            return strong[-1]  # "penyuntikan dosis kedua vaksin baru 11 persen" is of the second dose
    return last


def right_before(reading: Reading, mention: IndicatorMention, figure: int) -> bool:
    """Whether nothing but "baru", "mencapai" and their kin stands between a phrase and a figure."""
    return bool(_RIGHT_BEFORE.match(reading.text[mention.end : figure]))


def _chain(reading: Reading, places: list[PlaceMention]) -> list[PlaceMention]:
    """The last run of places that are joined by commas and "dan"; the wider of a place and its whole goes."""
    if not places:
        return []
    chain = [places[-1]]
    for place in reversed(places[:-1]):
        if not _JOIN.match(reading.text[place.end : chain[0].start]):
            break
        chain.insert(0, place)
    kept: list[PlaceMention] = []
    for place in chain:
        whole = any(q is not place and _inside(q, place) for q in chain)
        if not whole and all((q.code, q.village) != (place.code, place.village) or q.code is None for q in kept):
            kept.append(place)
    return kept


def _run(reading: Reading, places: list[PlaceMention]) -> list[PlaceMention]:
    """The first run of places that are joined by commas and "dan"."""
    run = places[:1]
    for place in places[1:]:
        if not _JOIN.match(reading.text[run[-1].end : place.start]):
            break
        run.append(place)
    return run


def _inside(part: PlaceMention, whole: PlaceMention) -> bool:
    """Whether one place lies in another, so that naming both names one: "Kecamatan Baamang, Kotim"."""
    if not part.code or not whole.code or whole.village:
        return False
    return part.code.startswith(whole.code + ".") or bool(part.village and part.code == whole.code)


def _ends_of_name(reading: Reading, start: int, stop: int) -> Iterator[int]:
    """Where the names of indicators and kinds behind a figure end, before any comma, with the bracket behind each."""
    spans = [(m.start, m.end) for m in within(reading.indicators, start, stop)]
    spans += [(k[1], k[2]) for k in _kinds(reading, start, stop)]
    for begin, end in spans:
        if not _PARTED.search(reading.text[start:begin]):
            yield end + 1 if reading.text[end : end + 1] == ")" else end


def _subject_after(reading: Reading, bundle: Bundle, stop: int) -> None:
    """What follows the bundle's figures before the next bundle: "… di Kecamatan Baamang", "… pada 2022"."""
    text = reading.text
    behind = [
        m
        for m in within(reading.indicators, bundle.end, stop)
        if _BEHIND.match(text[bundle.end : m.start]) or not text[bundle.end : m.start].strip()
    ]
    if behind and (bundle.indicator is None or not right_before(reading, bundle.indicator, bundle.start)):
        bundle.indicator, bundle.foreign = behind[0], None
    for period in within(reading.periods, bundle.end, stop):
        if period.role in (PeriodRole.SAID, PeriodRole.NOW):
            continue
        if usable(reading, period) and _AFTER_PERIOD.match(text[bundle.end : period.span_start or period.start]):
            bundle.period = period
        break
    if not bundle.places:
        listed = named_places(reading, bundle.end, stop)
        if listed and _LISTING.match(text[bundle.end : listed[0].start]):
            run = _run(reading, listed)
            if any(role.number.value == len(run) > 1 and role.number.kind is not Kind.PERCENT for role in bundle.roles):
                return  # "tinggal tiga, yaitu Kabupaten A, B dan C": it counts them, and is of none of them
            bundle.places = run
    if not bundle.places:
        ends = [bundle.end, *_ends_of_name(reading, bundle.end, stop)]  # "36 KPM program BLT DD di Desa A"
        for place in named_places(reading, bundle.end, stop):
            if any(end <= place.start and _AFTER_PLACE.match(text[end : place.start]) for end in ends):
                bundle.places = [place]
            break
    if bundle.indicator is None and bundle.foreign is None:
        mentions = [m for m in within(reading.indicators, bundle.start, stop) if not m.weak]
        gap = text[bundle.end : mentions[0].start] if mentions else ""
        if mentions and not _NEXT.search(gap) and not _JOINED.search(gap):
            bundle.indicator = mentions[0]
    gaps = [(kind, text[bundle.end : kind[1]]) for kind in _kinds(reading, bundle.end, stop)]
    off = (_PARTED, _PARTED_OFF, _REASON)
    bundle.kinds += [kind for kind, gap in gaps if not any(words.search(gap) for words in off)][:1]
