"""Doses of one vaccination: they share the people that they are for, and the group that was named last."""

from __future__ import annotations

from collections.abc import Sequence

from extract.discourse import FIELDS, Bundle, Discourse
from extract.mentions import IndicatorMention
from extract.open_claims import DOSES
from extract.reading import Reading
from extract.roles import Role
from extract.subjects import named_places
from extract.vocabulary import pattern

_OVERALL = pattern("overall")


def goes_on_with_group(reading: Reading, bundle: Bundle, mention: IndicatorMention | None, state: Discourse) -> bool:
    """Whether a sentence tells a further dose of the group spoken of: "… lansia 81 persen. Dosis ketiga 24 persen"."""
    if mention is None or state.segment is None or not state.segment_alone or mention.slug in state.doses:
        return False
    if not (mention.slug.startswith(DOSES) and state.segment[0].startswith(DOSES) and state.doses):
        return False
    start = bundle.sentence.start
    named = named_places(reading, start, bundle.start) or _OVERALL.search(reading.text, start, bundle.start)
    return not named and bundle.sentence.paragraph - state.segment_paragraph <= 1


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
