"""A region's income named beside the tax that it comes from, or that a levy is for: "PAD PBB-P2", "untuk menambah PAD".

The figure is the tax's then, and not that of all income.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.mentions import IndicatorMention

_INCOME = "pad_revenue"
_TAXES = frozenset({"property_tax", "vehicle_tax", "other_local_tax"})
_ITS_TAX = re.compile(r"\s*(?:\(PAD\))?\s*(?:(?:dari|sektor|untuk|pada|berupa|jenis)\s+){0,3}", re.IGNORECASE)
"""Between income and the tax that it is."""
_AIMS_AT = re.compile(
    r"\b(?:(?:untuk|bagi|guna|demi|sebagai|dalam)\s+(?:(?:pemasukan|pemasok|sumber|menambah|penambahan|meningkatkan|peningkatan"
    r"|mendongkrak|menggenjot|mendukung|kepentingan)\s+(?:(?:bagi|untuk)\s+)?)+"
    r"|(?:menyumbang|disumbang|menyetor|disetor)(?:kan)?\s+(?:(?:untuk|kepada|ke|bagi|pada)\s+)?"
    r"|(?:kontribusi(?:nya)?|sumbangan(?:nya)?|berkontribusi)\s+(?:ke|terhadap|pada|untuk|bagi|kepada)\s+)(?:kas\s+|pos\s+)?\Z",
    re.IGNORECASE,
)
"""Before income that what is told of only adds to."""
_THIS = re.compile(r"\s*\)?\s*(?:ini|itu|tersebut)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\(\s*")
_CLAUSE = 90
_REACH = 200


def without_named_income(text: str, mentions: Sequence[IndicatorMention]) -> list[IndicatorMention]:
    """The mentions without those of a region's whole income that only say what a tax beside them is or is for.

    >>> text = "Realisasi PAD PBB-P2 baru 30 persen"
    >>> told = [(10, 13, "pad_revenue"), (14, 20, "property_tax")]
    >>> told = [IndicatorMention(slug, start, end, text[start:end], "") for start, end, slug in told]
    >>> [mention.text for mention in without_named_income(text, told)]
    ['PBB-P2']
    """
    taxes = [m for m in mentions if m.slug in _TAXES]
    if not taxes:
        return list(mentions)
    dropped: list[IndicatorMention] = []
    kept: list[IndicatorMention] = []
    for mention in mentions:
        if mention.slug == _INCOME and dropped and _THIS.match(text, mention.end):
            mention = replace(
                mention, slug=next(tax.slug for tax in reversed(taxes) if tax.start < mention.start or tax is taxes[0])
            )  # "capaian PAD ini", behind "PAD PBB-P2"
        if mention.slug == _INCOME and _only_names(text, mention, taxes, dropped):
            dropped.append(mention)
        else:
            kept.append(mention)
    return kept


def _only_names(
    text: str, mention: IndicatorMention, taxes: Sequence[IndicatorMention], dropped: Sequence[IndicatorMention]
) -> bool:
    if any(_ITS_TAX.fullmatch(text, mention.end, tax.start) for tax in taxes if tax.slug == "property_tax"):
        return True
    if dropped and _BRACKET.fullmatch(text, dropped[-1].end, mention.start):
        return True  # "menambah Pendapatan Asli Daerah (PAD)"
    if not _AIMS_AT.search(text, max(0, mention.start - _CLAUSE), mention.start):
        return False
    near = [tax for tax in taxes if 0 <= mention.start - tax.end <= _REACH]
    return any("." not in text[tax.end : mention.start] for tax in near)
