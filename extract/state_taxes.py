"""Taxes of the state, which its own offices collect: read like those of a region, and told as `other`."""

from __future__ import annotations

from extract.mentions import IndicatorMention
from extract.reading import Reading
from extract.vocabulary import pattern

RULE = "indicator.state_tax"
_OTHER = "other"
_OFFICE = pattern("state_tax_office")
_OF_REGION = pattern("region_tax_words")
_RECEIPTS = pattern("state_tax_receipts")
_LEAD = 500
"""Characters of the body in which an article on a tax office names it."""
_TAX = "other_local_tax"
_RETURNS = "asset_reporting"


def with_state_taxes(
    text: str, title_end: int, mentions: list[IndicatorMention], kinds: list[tuple[str, int, int]]
) -> tuple[list[IndicatorMention], list[tuple[str, int, int]]]:
    """Mentions and kinds of an article on a tax office of the state, in which a tax is no region's; others as they are.

    >>> text = "KPP Pratama Sampit\\n\\nPenerimaan pajak KPP Pratama Sampit sudah Rp68 miliar."
    >>> [(m.slug, m.text) for m in with_state_taxes(text, 18, [], [])[0]]
    [('other_local_tax', 'Penerimaan pajak')]
    """
    if not _OFFICE.search(text, 0, title_end + _LEAD) or _OF_REGION.search(text):
        return mentions, kinds
    first = _RECEIPTS.search(text)
    if first is None or any(m.slug == _RETURNS and m.start < first.start() for m in mentions):
        return mentions, kinds  # who has filed a return is what the article measures
    receipts = [IndicatorMention(_TAX, *found.span(), found[0], RULE) for found in _RECEIPTS.finditer(text)]
    spans = [(one.start, one.end) for one in receipts]
    left = [m for m in mentions if m.slug != _TAX and not any(m.start < b and a < m.end for a, b in spans)]
    named = sorted([*left, *receipts], key=lambda m: (m.start, m.end))
    return named, [kind for kind in kinds if kind[0] != _TAX]


def told_as(reading: Reading, slug: str) -> str:
    """The indicator by which a claim is told: a tax of the state, read like a region's, is an `other`.

    >>> told_as(Reading("", 0, None, None), "other_local_tax")
    'other_local_tax'
    """
    return _OTHER if slug == _TAX and any(m.rule == RULE for m in reading.indicators) else slug
