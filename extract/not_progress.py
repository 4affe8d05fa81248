"""Whether figures are of a step before progress, or of something that only looks like it: papers, plans, shares."""

from __future__ import annotations

import re

from extract.discourse import Bundle, Discourse
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading, within
from extract.relevance import REVENUES, opens_with_budget
from extract.roles import Role
from extract.vocabulary import pattern
from models.values import Unit

_APPLIED = pattern("applied")
_ITS_PARTS = pattern("its_parts")
_SHARED = pattern("shared_taxes")
_WAS_REACHED = pattern("was_reached")
_PROGRAMME_OF = pattern("programme_of")
_HOAX = pattern("hoax")
_PAID = re.compile(
    r"\b(?:sudah|telah|baru|berhasil)\s+(?:cair|men(?:erima|cair|yalur)|di(?:cair|salur)|tersalur)", re.IGNORECASE
)
_SHARED_TAXES = frozenset({"other_local_tax", "vehicle_tax", "property_tax"})
_BEFORE = 250
"""Characters of the sentence before, in which what is counted up was said to be shared out."""
_REACH = 120
"""Characters behind a count in which its verb stands."""
_OFTEN = 3
"""Times that a text names false news, from which on it is about it."""


def about_false_news(reading: Reading) -> bool:
    """Whether an article tells of false news, whose sums nobody paid.

    >>> about_false_news(Reading("Hoaks Bansos Rp5 Juta\\n\\nBeredar kabar.", 23, None, None))
    True
    """
    found = list(_HOAX.finditer(reading.text))
    return any(match.start() < reading.title_end for match in found) or len(found) >= _OFTEN


def no_progress(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> str | None:
    """Why figures are of something before progress, or beside it; None where nothing says so."""
    if mention.slug == "village_fund" and _only_applied(reading, bundle):
        return "stage: only applied for"
    if mention.slug in _SHARED_TAXES and _shared_out(reading, bundle):
        return "topic: a share of another's taxes"
    if _of_budget(reading, bundle, mention):
        return "plan: a budget"
    if mention.slug == "village_cooperative" and _to_be_made(reading, bundle):
        return "plan: a programme's aim"
    return None


def _only_applied(reading: Reading, bundle: Bundle) -> bool:
    """Whether villages are counted that asked for their money: "baru 38 dari 131 desa yang mengajukan pencairan"."""
    counts = [role.number for role in bundle.roles if role.number.unit is Unit.VILLAGE]
    if not counts or len(counts) < len([r for r in bundle.roles if r.number.kind is not Kind.PERCENT]):
        return False
    end = min(bundle.sentence.end, counts[-1].hedge_end + _REACH)
    behind = re.split(r"[,.;]", reading.text[counts[-1].hedge_end : end])[0]
    before = reading.text[max(bundle.sentence.start, bundle.start - _REACH) : bundle.start]
    if _APPLIED.search(behind) and not _PAID.search(behind):
        return True
    led = _APPLIED.search(before)
    return led is not None and not _PAID.search(before, led.end())


def _shared_out(reading: Reading, bundle: Bundle) -> bool:
    """Whether a sentence counts up what the one before told of shared taxes: "Rinciannya, PBB Rp52 miliar"."""
    if not _ITS_PARTS.match(reading.text, bundle.sentence.start):
        return False
    before = reading.text[max(0, bundle.sentence.start - _BEFORE) : bundle.sentence.start].rstrip(" .\n")
    return bool(_SHARED.search(re.split(r"[.\n](?=\s)", before)[-1]))


def _of_budget(reading: Reading, bundle: Bundle, mention: IndicatorMention) -> bool:
    """Whether money is set in a budget that the article is on: "pos hasil kekayaan daerah tetap Rp6 miliar"."""
    if mention.slug not in REVENUES and mention.slug != "other":
        return False
    money = all(role.number.kind is not Kind.PERCENT for role in bundle.roles)
    if not money or not any(role.role is Role.ACHIEVED for role in bundle.roles) or not opens_with_budget(reading):
        return False
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    return not _WAS_REACHED.search(sentence) and not within(reading.periods, bundle.sentence.start, bundle.sentence.end)


def _to_be_made(reading: Reading, bundle: Bundle) -> bool:
    """Whether a number is what a programme is to make: "program membentuk 80.000 koperasi"."""
    lead = reading.text[bundle.sentence.start : bundle.start]
    alone = [role.role for role in bundle.roles] == [Role.ACHIEVED]
    return alone and not bundle.places and bool(_PROGRAMME_OF.search(lead))
