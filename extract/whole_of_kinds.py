"""What is told of a list of kinds together: "pajak hotel 42 persen, pajak parkir 29 persen. Total keseluruhan 35".

The last kind of a list is no subject of the next sentence that names none and speaks of the sum, or of another time.
"""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse, Item
from extract.mentions import IndicatorMention, PeriodRole
from extract.reading import Reading, within
from extract.sentences import Sentence
from extract.vocabulary import pattern
from models.reference import indicators
from models.values import Unit

_ALTOGETHER = pattern("altogether")
_ABOVE = re.compile(r"\b(?:tingkat|secara|skala)\s+(?:kabupaten|kota|provinsi)\b", re.IGNORECASE)
_SUM_LINE = re.compile(r"\W*(?:jumlah|total)\s*[:=–-]?\s*\Z", re.IGNORECASE)
_THAT = re.compile(r"\b(?:itu|tersebut|tadi)\b", re.IGNORECASE)
_LIST, _LONG_LIST = 2, 3
"""Kinds of a list that words of a sum may follow, and of one that another time alone may follow."""
_HEAD_REACH = 200
"""Characters before a list in which its head names what it is of: "Realisasi pajak daerah bervariasi. …"."""
_TAXES = "other_local_tax"
"""All of them together are a kind of their own."""
_ONE_TAX = frozenset({"property_tax", "vehicle_tax"})
"""Taxes that stand in a list of taxes under a name of their own."""


def keep_items(reading: Reading, sentence: Sentence, state: Discourse) -> None:
    """Keeps the kinds of which a sentence told, with those of the sentences right before it: one list in many lines."""
    made = []
    for bundle, slug in state.latest:
        if bundle.kind is not None:
            made.append(Item(slug, reading.text[slice(*bundle.kind[1:])].lower(), bundle.kind[1]))
        elif bundle.indicator is not None and not bundle.whole:
            made.append(Item(slug, "", bundle.indicator.start))
    goes_on = sentence.order - state.items_order <= 1 and len(made) == 1
    goes_on = goes_on and (bool(made[0].kind) or made[0].slug in _ONE_TAX)
    state.items = [*state.items, *made] if goes_on else made
    state.items_order = sentence.order


def turn_to_sum(reading: Reading, bundle: Bundle, state: Discourse) -> None:
    """Gives a bundle that begins its sentence the measure of which kinds were listed right before, and no kind."""
    start = bundle.sentence.start
    named = {(item.slug, item.kind) for item in state.items}
    if len(named) < _LIST or bundle.sentence.order - state.items_order > 1 or bundle.kinds or bundle.foreign:
        return
    if any(indicators()[slug].unit is not Unit.RUPIAH for slug, _ in named):
        return
    if bundle.indicator is not None and (not bundle.indicator.weak or bundle.indicator.slug == _TAXES):
        return  # it names its sum itself: "total keseluruhan realisasi pajak"
    summed = any(words.search(reading.text, start, bundle.start) for words in (_ALTOGETHER, _ABOVE, _SUM_LINE))
    if not summed and (len(named) < _LONG_LIST or bundle.places or not _of_another_time(reading, bundle)):
        return
    head = _head(reading, min(item.start for item in state.items))
    if head is not None and (head.slug, "") not in named:
        bundle.indicator, bundle.whole = head, True
        bundle.kinds = [(head.slug, head.start, head.end)] if head.slug == _TAXES else []


def _of_another_time(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence begins with a time, and points at nothing that was told: "Pada semester I lalu baru 34"."""
    start = bundle.sentence.start
    times = [p for p in within(reading.periods, start, bundle.start) if p.role is not PeriodRole.SAID]
    return bool(times) and _THAT.search(reading.text, start, bundle.start) is None


def _head(reading: Reading, first: int) -> IndicatorMention | None:
    """What a list is of, as named before its first kind, in its sentence or right before it."""
    near = within(reading.indicators, max(0, first - _HEAD_REACH), first)
    money = [m for m in near if indicators()[m.slug].unit is Unit.RUPIAH]
    return money[-1] if money else None
