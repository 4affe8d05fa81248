"""Doses of one vaccination: they share the people that they are for, and the group that was named last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.discourse import FIELDS, Bundle, Discourse
from extract.mentions import IndicatorMention
from extract.open_claims import DOSES
from extract.reading import Reading, within
from extract.roles import Role
from extract.sentences import Sentence
from extract.subjects import named_places
from extract.vocabulary import pattern

_OVERALL = pattern("overall")
_BOTH = 2
_NEXT_ITEM = re.compile(r"\W*(?:kemudian|lalu|selanjutnya|berikutnya|disusul|diikuti)\b", re.IGNORECASE)
_DOSE = re.compile(r"\b(?:dosis|tahap|pertama|1|i|satu)\b", re.IGNORECASE)
_HAD = re.compile(
    r"[^,;.\d]{0,40}?\b(?:sudah|telah|yang|baru|di(?:suntik|vaksin)\w*|tervaksin\w*|penerima|me(?:nerima|ndapat|njalani|ngikuti)\w*)"
    r"\s+(?:[a-z-]+\s+){0,4}",
    re.IGNORECASE,
)
_OF_DOSE = re.compile(r"\s+(?:covid(?:-19)?\s+)?(?:(?:untuk|pada)\s+)?", re.IGNORECASE)
"""Between a vaccination and its dose: "vaksin Covid-19 dosis kedua", "vaksinasi Covid-19 untuk dosis kedua"."""
_RANKED = re.compile(r"\b(?:ter(?:tinggi|endah|besar|kecil)|paling (?:tinggi|rendah))\b", re.IGNORECASE)
_GENERAL = re.compile(r"(?:capaian|cakupan|realisasi|percepatan)\s", re.IGNORECASE)


def goes_on_with_group(reading: Reading, bundle: Bundle, mention: IndicatorMention | None, state: Discourse) -> bool:
    """Whether a sentence tells a further dose of the group spoken of: "… lansia 81 persen. Dosis ketiga 24 persen"."""
    if mention is None or state.segment is None or not state.segment_alone:
        return False
    if not (mention.slug.startswith(DOSES) and state.segment[0].startswith(DOSES) and state.doses):
        return False
    start = bundle.sentence.start
    if state.listing and bundle.places and _NEXT_ITEM.match(reading.text, start):
        return (
            bundle.sentence.paragraph - state.segment_paragraph <= 1
        )  # "Kemudian Kabupaten B 83 persen untuk dosis …"
    if mention.slug in state.doses:
        return False
    named = named_places(reading, start, bundle.start) or _OVERALL.search(reading.text, start, bundle.start)
    return not named and bundle.sentence.paragraph - state.segment_paragraph <= 1


def still_of_group(reading: Reading, sentence: Sentence, strong: Sequence[IndicatorMention], state: Discourse) -> bool:
    """Whether a sentence only turns to a further dose of the group spoken of: "Kemudian, dosis kedua juga naik"."""
    if state.segment is None or not state.segment_alone or not state.doses or not strong:
        return False
    if not state.segment[0].startswith(DOSES) or sentence.paragraph - state.segment_paragraph > 1:
        return False
    dosed = [m for m in strong if not is_without_dose(m)]
    further = bool(dosed) and all(m.slug.startswith(DOSES) and m.slug not in state.doses for m in dosed)
    numbers = within(reading.numbers, sentence.start, sentence.end)
    before = numbers[0].start if numbers else sentence.end  # not the "70 persen dari total target" of the group
    named = named_places(reading, sentence.start, sentence.end)
    return further and not named and not _OVERALL.search(reading.text, sentence.start, before)


def is_without_dose(mention: IndicatorMention) -> bool:
    """Whether a vaccination is named without its dose: then it is the first, or the one spoken of."""
    return mention.slug == f"{DOSES}1" and not _DOSE.search(mention.text)


def dose_meant(reading: Reading, mention: IndicatorMention, bundle: Bundle) -> IndicatorMention | None:
    """The dose that a vaccination named without one is of, if another than the first was spoken of before its figures.

    The only one of the article; for "vaksin" or "capaian vaksinasi" the only one before it in its paragraph or, where
    that names none, in the title.
    """
    doses = [m for m in reading.indicators if m.slug.startswith(DOSES) and not is_without_dose(m)]
    doses = [m for m in doses if reading.noisy(m.start) in (None, "headline")]  # not a teaser's
    asked = [doses]
    figure = bundle.start
    base = all(role.role is Role.BASE for role in bundle.roles)  # "dari target 2 juta penerima vaksin, dosis 1 sudah …"
    if not base and (mention.weak or _GENERAL.match(mention.text)):
        start = reading.text.rfind("\n", 0, figure) + 1
        here = [m for m in doses if start <= m.start < figure]
        asked.append(here or [m for m in doses if m.start < reading.title_end])
    for told in asked:
        if len({m.slug for m in told}) == 1 and told[0].start < figure:
            return told[0]
    return None


def topic_meant(topic: IndicatorMention, accepted: Sequence[Bundle]) -> IndicatorMention:
    """A vaccination named without its dose, as the dose that its own figures were of: the next sentences go on so.

    "Cakupan vaksinasi tertinggi: Arga 50 persen. Lalu Banyu 30 persen", behind "dosis kedua".
    """
    of = accepted[-1].indicator if accepted else None
    if of is None or not of.slug.startswith(DOSES) or not topic.slug.startswith(DOSES):
        return topic
    if not is_without_dose(topic) and of.start != topic.start:
        return topic
    return replace(topic, slug=of.slug, rule=of.rule)


def first_dose_again(reading: Reading, bundle: Bundle, state: Discourse) -> IndicatorMention | None:
    """The first dose, for a group or a region that is named without any behind both.

    "Dosis satu 40, dua 22 persen. Lansia 21", "Tertinggi di Kota Arang, yang 60 persen".
    """
    told = {slug for _, slug in state.latest}
    topic = state.topic
    if bundle.indicator is not None or topic is None or f"{DOSES}1" not in told or len(told) < _BOTH:
        return None
    grouped = any(kind[0].startswith(DOSES) for kind in bundle.kinds)
    last = {place.code for told, _ in state.latest for place in told.places}
    ranked = _RANKED.search(reading.text, bundle.sentence.start, bundle.start) is not None
    elsewhere = ranked and any(
        place.code not in last and place.start >= bundle.sentence.start for place in bundle.places
    )
    if not (grouped or elsewhere) or not topic.slug.startswith(DOSES) or topic.slug == f"{DOSES}1":
        return None
    named = within(reading.indicators, bundle.sentence.start, bundle.sentence.end)
    if any(m.slug.startswith(DOSES) for m in named):
        return None
    return replace(topic, slug=f"{DOSES}1", rule=f"indicator.{DOSES}1", weak=False)


def doses_behind(reading: Reading, bundles: Sequence[Bundle]) -> None:
    """The doses that stand behind their figures: "2.019 nakes sudah divaksin dosis pertama dan 1.955 … dosis kedua"."""
    before = within(reading.indicators, bundles[0].sentence.start, bundles[0].start) if bundles else []
    if any(not (mention.weak or is_without_dose(mention)) for mention in before):
        return  # "vaksinasi booster kedua baru 18 ribu orang", which is no third dose
    for at, bundle in enumerate(bundles):
        stop = bundles[at + 1].start if at + 1 < len(bundles) else bundle.sentence.end
        told = [m for m in within(reading.indicators, bundle.end, stop) if m.slug.startswith(DOSES)]
        dosed = [m for m in told if not is_without_dose(m)]
        dosed = [m for m in dosed if _HAD.fullmatch(reading.text, bundle.end, _vaccine(reading.text, told, m.start))]
        if dosed:
            bundle.indicator, bundle.foreign = dosed[0], None


def _vaccine(text: str, told: Sequence[IndicatorMention], start: int) -> int:
    """Where a dose begins with its vaccine, that is named without one: "vaksin Covid-19 dosis kedua"."""
    named = [m.start for m in told if m.end < start and _OF_DOSE.fullmatch(text, m.end, start)]
    return named[0] if named else start


def share_whole(bundles: Sequence[Bundle]) -> None:
    """The whole that a list of doses ends with is that of each: "dosis kedua 69 persen, pertama 84 dari 3 juta"."""
    last = bundles[-1] if bundles else None
    if last is None or {role.role for role in last.roles} != {Role.PERCENTAGE, Role.BASE}:
        return
    whole = next(role for role in last.roles if role.role is Role.BASE)
    told = [b.indicator.slug for b in bundles if b.indicator and b.indicator.slug.startswith(DOSES)]
    if whole.rule != "role.of" or len(told) != len(bundles) or len(set(told)) != len(told):
        return
    first = {place.code for place in bundles[0].places}
    for bundle in bundles[:-1]:
        alone = [role.role for role in bundle.roles] == [Role.PERCENTAGE]
        if alone and (not last.places or {place.code for place in last.places} == first):
            bundle.roles.append(whole)


def doses_told(bundles: Sequence[Bundle]) -> frozenset[str]:
    """The doses that a sentence gave figures of."""
    named = (b.indicator.slug for b in bundles if b.indicator and any(r.role in FIELDS for r in b.roles))
    return frozenset(slug for slug in named if slug.startswith(DOSES))
