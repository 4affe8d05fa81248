"""Which indicator a passage speaks of, and which kind of it: the phrases of `models/data/indicators.toml` in running text."""

from __future__ import annotations

from functools import cache

from extract.mentions import IndicatorMention
from extract.vocabulary import Phrases, Word
from models.reference import indicators

_AVOID = "!"


@cache
def _phrases() -> Phrases:
    entries: dict[str, list[str]] = {}
    hidden: set[str] = set()
    for slug, indicator in indicators().items():
        weak = set(indicator.weak)
        entries[slug] = [term for term in indicator.terms if term not in weak]
        entries[f"{slug}?"] = list(indicator.weak)
        hidden.update(indicator.avoid)
    entries[_AVOID] = sorted(hidden)
    return Phrases({label: tuple(phrases) for label, phrases in entries.items()})


@cache
def _needs() -> Phrases:
    return Phrases({slug: indicator.needs for slug, indicator in indicators().items() if indicator.needs})


@cache
def _requires() -> Phrases:
    return Phrases({slug: indicator.requires for slug, indicator in indicators().items() if indicator.requires})


@cache
def _segments() -> Phrases:
    return Phrases({slug: tuple(dict.fromkeys(i.segment_terms)) for slug, i in indicators().items() if i.segment_terms})


def find_indicators(text: str, words: list[Word]) -> list[IndicatorMention]:
    """Every phrase that names an indicator, longest first at each word; weak phrases only where the article needs them.

    >>> from extract.vocabulary import words_of
    >>> text = "Kepemilikan KIA di Gumas, bukan buku KIA"
    >>> [(m.slug, m.text) for m in find_indicators(text, words_of(text))]
    [('kia_ownership', 'KIA')]
    """
    found: list[IndicatorMention] = []
    allowed: set[str] | None = None
    required: set[str] | None = None
    for match in _phrases().find(text, words):
        for label in match.labels:
            if label == _AVOID:
                continue
            slug, weak = label.removesuffix("?"), label.endswith("?")
            if indicators()[slug].requires:
                if required is None:
                    required = {name for need in _requires().find(text, words) for name in need.labels}
                if slug not in required:
                    continue
            if weak and indicators()[slug].needs:
                if allowed is None:
                    allowed = {name for need in _needs().find(text, words) for name in need.labels}
                if slug not in allowed:
                    continue
            passage = text[match.start : match.end]
            found.append(IndicatorMention(slug, match.start, match.end, passage, f"indicator.{slug}", weak))
    return found


def find_segments(text: str, words: list[Word]) -> list[tuple[str, int, int]]:
    """(slug, start, end) of every phrase that names a kind of an indicator ("lansia", "pajak restoran", "tahap I")."""
    return [(slug, match.start, match.end) for match in _segments().find(text, words) for slug in match.labels]
