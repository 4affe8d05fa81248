"""What an article measures that no indicator names: "realisasi penghimpunan zakat", "target vaksinasi ternak".

Only asked where the known indicators give no claim. The article's own words name the topic, and of such a topic only
what the article itself measures against a target is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.arithmetic import fits
from extract.mentions import IndicatorMention, Kind, Number
from extract.open_claims import OpenClaim
from extract.reading import Reading
from extract.vocabulary import pattern

RULE = "indicator.open"
_AGAINST = pattern("against_target")
_COMPARED = re.compile(
    r"\b(?:naik|turun|meningkat|menurun|tumbuh|(?:di)?banding\w*|ketimbang|lebih (?:tinggi|rendah|besar|banyak))\b",
    re.IGNORECASE,
)
_REACH = 80
"""Characters before a base in which it is called a target."""
_ONE_SENTENCE = 200
_MEASURED = pattern("open_topic")
_VAGUE = re.compile(pattern("open_topic_vague").pattern + r"\Z", re.IGNORECASE)


def open_topics(text: str) -> Iterator[IndicatorMention]:
    """The topics that a text names by what is measured of them, each by the words that named it first.

    >>> text = "Realisasi penghimpunan zakat di Lebak Rp2 miliar dari target Rp5 miliar. Penghimpunan zakat itu …"
    >>> [(m.slug, m.text) for m in open_topics(text)]
    [('other', 'penghimpunan zakat'), ('other', 'penghimpunan zakat')]
    """
    known: dict[str, str] = {}
    for found in _MEASURED.finditer(text):
        name = found["topic"]
        words = [word.lower() for word in re.findall(r"[\w-]+", name)]
        if not words or all(_VAGUE.match(word) for word in words):
            continue
        named = next((known[word] for word in words if word in known), name.lower())
        for word in words:
            if not _VAGUE.match(word):
                known.setdefault(word, named)
        start = found.start("topic")
        yield IndicatorMention("other", start, start + len(name), named, RULE)


def is_open(claim: OpenClaim) -> bool:
    """Whether a claim is of a topic that only the article's own words name."""
    return any(draft.mention is not None and draft.mention.rule == RULE for draft in claim.drafts)


def _between(a: Number, b: Number) -> tuple[int, int]:
    """The words between two figures of one sentence; none where they stand apart."""
    first, last = sorted((a, b), key=lambda number: number.start)
    return (first.end, last.start) if last.start - first.end <= _ONE_SENTENCE else (first.end, first.end)


def is_measured(reading: Reading, claim: OpenClaim) -> bool:
    """Whether the article measures an open topic itself: so much of a target, counted in one measure, and adding up."""
    base, achieved, percentage = (claim.figures.get(name) for name in ("base", "achieved", "percentage"))
    if base is None or (achieved is None and percentage is None):
        return False
    if achieved is not None and _COMPARED.search(reading.text, *_between(base, achieved)):
        return False  # "menargetkan laba Rp2 miliar, naik dibanding tahun lalu yang mencapai Rp1 miliar"
    if not _AGAINST.search(reading.text[max(0, base.hedge_start - _REACH) : base.hedge_start]):
        return False
    if achieved is None:
        return True
    alike = (achieved.kind is Kind.RUPIAH) == (base.kind is Kind.RUPIAH) and achieved.unit in (base.unit, None)
    return alike and (percentage is None or fits(percentage, achieved.value, base.value))
