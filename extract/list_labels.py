"""The kinds of lists that no vocabulary knows: what stands between their figures names them."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.discourse import Bundle
from extract.mentions import IndicatorMention
from extract.reading import Reading, within
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_LISTS = pattern("lists")
_OPENING = pattern("opening")
_ITEM = re.compile(
    r"\s*(?:dari\s+(?:target|pagu)(?:nya)?\s*)?(?:,|;|dan\b|serta\b|sedangkan\b|sementara\b)", re.IGNORECASE
)
_NAME = pattern("label")
_BRACKETED = re.compile(r"(?<=[a-z,:] )((?:[A-Z][\w'-]*\s){1,4})\((?:sekitar |baru |hanya )?\Z")
"""A name with its figure in brackets behind it, as each item of its list has."""
_WHOLE_ITEM, _SHORT_ITEM = 2, 4
"""An item of fewer figures than the first has no more words than the second: "… 40 persen, burung walet 12 persen"."""
_TAXES = frozenset({"property_tax", "vehicle_tax", "other_local_tax"})
_UNLABELLED = frozenset({"other", "physical_progress", "stunting"})
"""Indicators whose kinds have rules of their own."""
_NO_LABELS = frozenset({"sehingga", "bersumber", "berasal", "terdiri", "meliputi", "mencakup"})
LONGEST = 6
"""Words of the longest label."""


def label_lists(reading: Reading, bundles: list[Bundle], topic: IndicatorMention | None) -> None:
    """The kinds of a list that no vocabulary knows: "bidang pendidikan Rp34 miliar, bidang kesehatan Rp22 miliar".

    A label is what stands between two figures up to the first cue, where two or more figures of one sentence have one.
    """
    mention = next((bundle.indicator for bundle in bundles if bundle.indicator), topic)
    if mention is None or mention.slug in _UNLABELLED or len(bundles) < 2:
        return
    found: list[tuple[Bundle, int, int]] = []
    slugs: list[str] = []
    for at, bundle in enumerate(bundles):
        last = slugs[-1] if slugs else mention.slug
        another = bundle.indicator is not None and {last, bundle.indicator.slug} <= _TAXES
        slugs.append(bundle.indicator.slug if another and bundle.indicator else last)
        start = _introduced(reading, bundle, bundles[at - 1].end if at else bundle.sentence.start)
        if start is None:  # the first one begins the sentence: "Bidang pendidikan 45 persen, bidang kesehatan 62"
            start = bundles[at - 1].end if at else None if bundle.indicator else bundle.sentence.start
        span = _label(reading, bundle, start, slugs[at]) if start is not None and bundle.roles else None
        if span is not None:
            found.append((bundle, *span))
    fields = [tuple(sorted({role.role for role in bundle.roles})) for bundle, _, _ in found]
    told = {reading.text[start:end].lower() for _, start, end in found}
    if len(found) > 1 and len(told) == len(found) and len({fields[0], *fields}) == 1:
        for bundle, start, end in found:
            bundle.kinds = [*bundle.kinds, (slugs[bundles.index(bundle)], start, end)]
    for slug, (before, bundle) in zip(slugs, pairwise(bundles), strict=False):  # behind "PBB 88 persen", other taxes
        if indicators()[slug].unit is Unit.RUPIAH or indicators()[slug].only_kinds:
            _name_item(reading, before, bundle, slug)


def _name_item(reading: Reading, before: Bundle, bundle: Bundle, slug: str) -> None:
    """Names an item that no vocabulary knows, told as the one before it: "…, minerba Rp2 miliar atau 87 persen"."""
    named = bundle.indicator or bundle.kinds or bundle.places or not any(kind[0] == slug for kind in before.kinds)
    shapes = [{role.role for role in one.roles} for one in (before, bundle)]
    joint = _ITEM.match(reading.text, before.end)
    other = joint is not None and ";" in joint[0] and indicators()[slug].unit is not Unit.RUPIAH
    if named or shapes[0] != shapes[1] or joint is None or not shapes[0] or other:
        return
    span = _label(reading, bundle, joint.end(), slug)
    if span is None or (len(shapes[0]) < _WHOLE_ITEM and len(reading.text[slice(*span)].split()) > _SHORT_ITEM):
        return
    bundle.kinds = [(slug, *span)]


def _introduced(reading: Reading, bundle: Bundle, floor: int) -> int | None:
    """Where the first label of a list may begin: behind "yaitu", "rinciannya" or a colon."""
    ends = [m.end() for m in _LISTS.finditer(reading.text, floor, bundle.start)]
    if not ends and (name := _BRACKETED.search(reading.text, floor, bundle.start)):
        return name.start(1)  # "Terendah Possi Tanah (1 persen), Bonto Baji (3 persen)"
    return ends[-1] if ends else None


def _label(reading: Reading, bundle: Bundle, start: int, slug: str) -> tuple[int, int] | None:
    """The span of a bundle's label: one to six words, none of them a place, a period or another subject."""
    text = reading.text
    opening = _OPENING.match(text, start, bundle.start)
    begin = opening.end() if opening else start
    cues = [c.start for c in within(reading.cues, begin, bundle.start) if text[c.start : c.end] != "dan"]
    end = min(cues, default=bundle.start)
    while end > begin and not text[end - 1].isalnum():
        end -= 1
    words = text[begin:end].split()
    named = [*within(reading.places, begin, bundle.start), *within(reading.periods, begin, bundle.start)]
    named += [m for m in within(reading.indicators, begin, bundle.start) if m.slug != slug]
    kinds = any(kind[0] == slug and kind[1] >= start for kind in bundle.kinds) or ";" in text[start:begin]
    if words and words[0].lower() in _NO_LABELS:
        return None  # "sebesar Rp112 miliar bersumber dari tiga sektor yaitu …"
    if not 1 <= len(words) <= LONGEST or named or kinds or bundle.foreign or not _NAME.fullmatch(text, begin, end):
        return None
    return begin, end
