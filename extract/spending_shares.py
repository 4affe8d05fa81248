"""Whether what is spent is only a share of a budget: "belanja pegawai 38 persen dari total APBD"."""

from __future__ import annotations

import re

from extract.agencies import is_agency
from extract.discourse import FIELDS, Bundle, Discourse
from extract.mentions import IndicatorMention, Kind
from extract.reading import Reading
from extract.relevance import PROGRESS
from extract.vocabulary import pattern

_ALTOGETHER = pattern("altogether")
_OF_BUDGET = re.compile(
    r"\s+(?:dari|terhadap)\s+(?:(?:total|seluruh|keseluruhan|nilai|postur)\s+)*(?:R?APBDe?s?|APBN|belanja daerah)\b",
    re.IGNORECASE,
)
_OF_ALL_SPENT = re.compile(
    r"\s+dari\s+(?:(?:(?:total|seluruh|keseluruhan|postur)\s+)+(?:anggaran\s+)?(?:belanja|R?APBD)|R?APBD\b)",
    re.IGNORECASE,
)
_RANKED_KIND = re.compile(
    r"\b(?:paling\s+(?:rendah|tinggi|kecil|besar|minim)|ter(?:endah|tinggi|kecil|besar)|periode\s+yang\s+sama)\b",
    re.IGNORECASE,
)
_DIVIDES = re.compile(
    r"\b(?:menyedot|menghabiskan|porsi\w*|proporsi\w*|komposisi\w*|dialokasikan|terdiri|tersedot|menyerap\s+porsi|membebani)\b",
    re.IGNORECASE,
)
_OF_CEILING = re.compile(
    r"\s+(?:(?:dari|terhadap)\s+)?(?:(?:total|seluruh|keseluruhan|nilai)\s+)*pagu\b", re.IGNORECASE
)
"""What is spent is measured against its ceiling: "setara dengan 60,25 persen pagu anggaran"."""
_DETAILS = re.compile(r"\W*(?:adapun\s+|dengan\s+)?(?:rinci|perinci|masing-masing)", re.IGNORECASE)
_DETAILS_REACH = 200
"""Characters back in which the sum stands of which a sentence gives the details."""
_MARKS = " -–•*:(.0123456789\n"
_LIST_REACH = 400
"""Characters back in which a list of regions is headed."""
_SPENT_SO = re.compile(r"serap|realisasi", re.IGNORECASE)


def is_share_of_spending(reading: Reading, bundle: Bundle, mention: IndicatorMention, state: Discourse) -> bool:
    """Whether a figure of spending tells what part of all spending a kind is, and not how much of it was spent.

    >>> from extract.pipeline import extract_article
    >>> from models.values import Article
    >>> text = "Belanja pegawai Katingan mencapai Rp712 miliar atau 44 persen dari total belanja daerah."
    >>> extract_article(Article("u", "p", None, "", text)).claims
    ()
    """
    sentence = reading.text[bundle.sentence.start : bundle.sentence.end]
    own_place = bool(bundle.places) and bundle.places[0].start >= bundle.sentence.start
    named = own_place and _SPENT_SO.search(mention.text)  # "Katingan 34 persen, Seruyan 35 persen"
    if "belanja" not in mention.text.lower() or named or bundle.whole or _is_row(reading, bundle):
        return False
    if _ALTOGETHER.search(reading.text, bundle.sentence.start, bundle.start):
        return False  # "Secara keseluruhan kini 40 persen"
    if _is_part_of_all(reading, bundle) and not _SPENT_SO.search(sentence):
        return True  # "belanja pegawai mencapai Rp712 miliar atau 44 persen dari total belanja"
    if {FIELDS[role.role] for role in bundle.roles} != {"percentage"}:
        return False
    of_budget = any(_OF_BUDGET.match(reading.text, role.number.hedge_end) for role in bundle.roles)
    if of_budget and not _SPENT_SO.search(reading.text, bundle.sentence.start, bundle.start):
        return True  # "belanja pegawai 38 persen dari total APBD"
    begin = max(reading.text.rfind("\n", 0, bundle.sentence.start), bundle.sentence.start - _DETAILS_REACH)
    ceiling = any(_OF_CEILING.match(reading.text, role.number.hedge_end) for role in bundle.roles)
    details = _DETAILS.match(sentence) and PROGRESS.search(reading.text, max(0, begin), bundle.sentence.start)
    agency = any(is_agency(reading.text[start:end]) for _, start, end in bundle.kinds)  # "Dinas Sosial 47 persen"
    ranked = _RANKED_KIND.search(reading.text, max(0, begin), bundle.end) and not _DIVIDES.search(sentence)
    ranked = bool(ranked) and mention.slug in state.measured  # "Belanja modal paling rendah, yakni 27 persen"
    return not (ceiling or details or agency or ranked or PROGRESS.search(sentence))


def _is_row(reading: Reading, bundle: Bundle) -> bool:
    """Whether a percentage is all that a line tells of a region, below what was spent: "- Riau (94,5%)"."""
    if len(bundle.places) != 1 or len(bundle.roles) != 1 or bundle.places[0].start < bundle.sentence.start:
        return False
    place, text = bundle.places[0], reading.text
    alone = not text[bundle.sentence.start : place.start].strip(_MARKS) and not text[place.end : bundle.start].strip(
        _MARKS
    )
    above = text[max(0, bundle.sentence.start - _LIST_REACH) : bundle.sentence.start]
    return alone and _SPENT_SO.search(above) is not None


def _is_part_of_all(reading: Reading, bundle: Bundle) -> bool:
    """Whether a kind of spending is set against all that is spent: "belanja modal 19 persen dari total belanja"."""
    kinds = [reading.text[start:end].lower() for _, start, end in bundle.kinds]
    part = any(kind.startswith("belanja ") and not kind.startswith("belanja daerah") for kind in kinds)
    shares = [r.number for r in bundle.roles if r.number.kind is Kind.PERCENT]
    return part and any(_OF_ALL_SPENT.match(reading.text, number.hedge_end) for number in shares)
